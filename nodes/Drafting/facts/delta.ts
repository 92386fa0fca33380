import { canonicalJson } from '../../shared/canonical-json';
import type { ClinicalFacts, Fact } from '../../shared/contracts/clinical-facts';

/** What became of the facts between two readings of one chart. */
export interface FactsDelta {
	added: Fact[];
	removed: Fact[];
	/** The same record says something else now. */
	changed: Array<{ before: Fact; after: Fact }>;
}

/**
 * Compares two readings. Numbers of facts and versions of records do not count: a record that was saved
 * again without a change of what it says is no news.
 */
export function compareFacts(before: ClinicalFacts, after: ClinicalFacts): FactsDelta {
	const was = bySaying(before.facts);
	const is = bySaying(after.facts);
	const gone = before.facts.filter((one) => !is.has(saying(one)));
	const come = after.facts.filter((one) => !was.has(saying(one)));
	const changed: FactsDelta['changed'] = [];
	const added = come.filter((one) => {
		const at = gone.findIndex((other) => place(other) === place(one));
		if (at === -1) return true;
		changed.push({ before: gone[at], after: one });
		gone.splice(at, 1);
		return false;
	});
	return { added, removed: gone, changed };
}

const bySaying = (facts: readonly Fact[]): Set<string> => new Set(facts.map(saying));

const saying = ({ kind, role, text, parts, data, time }: Fact): string =>
	canonicalJson({ kind, role, text, parts, data, time });

/** Kind and place in the chart: what makes two facts the same one, told anew. */
const place = ({ kind, source: [{ reference, path }], span }: Fact): string =>
	`${kind}|${reference}|${path}|${span?.start ?? ''}`;
