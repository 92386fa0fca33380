import { judge } from './arrivals/oracle.ts';
import { patternOf, randomFrom } from './arrivals/pattern.ts';
import { World } from './arrivals/world.ts';

export interface ArrivalResult {
	patterns: number;
	premature: number;
	missing: number;
	twice: number;
	/** What went wrong, with the seed of its pattern. */
	wrongs: string[];
	/** What the patterns held, so that a run which tests nothing is seen. */
	offers: number;
	evidence: Record<string, number>;
	superseding: number;
	/** Given on as incomplete because a sender broke off, or may have. */
	brokenOff: number;
	unclaimed: number;
}

/**
 * Interleaved studies from eight associations in shuffled arrival patterns, on a virtual clock:
 * with repeated, replaced and late images, with senders that lose their connection, some for good,
 * with kills, and with workflows that come and go.
 *
 * @param seed of the first pattern; the same seed gives the same patterns
 */
export function arrivalPatterns(count: number, seed: number): ArrivalResult {
	const result: ArrivalResult = {
		patterns: count,
		premature: 0,
		missing: 0,
		twice: 0,
		wrongs: [],
		offers: 0,
		evidence: {},
		superseding: 0,
		brokenOff: 0,
		unclaimed: 0,
	};
	for (let number = 0; number < count; number++) {
		const pattern = patternOf(seed + number);
		const story = new World(pattern, randomFrom(seed + number + 0x5eed)).run();
		const { premature, missing, twice } = judge(pattern, story);
		result.premature += premature.length;
		result.missing += missing.length;
		result.twice += twice.length;
		const wrongs = { premature, missing, twice };
		for (const [kind, lines] of Object.entries(wrongs)) {
			result.wrongs.push(...lines.map((line) => `${kind}, seed ${seed + number}: ${line}`));
		}
		result.offers += story.offers.length;
		result.unclaimed += story.unclaimed.length;
		for (const { record } of story.offers) {
			const { evidence } = record.completeness;
			result.evidence[evidence] = (result.evidence[evidence] ?? 0) + 1;
			if (record.supersedes !== undefined) result.superseding++;
			if (record.completeness.incompleteReason?.startsWith('transfer-')) result.brokenOff++;
		}
	}
	return result;
}
