import type { Fact, Finding } from '../../../shared/contracts';
import { byId, wordsOf } from '../placeholders';
import { dateAt } from './dates';
import { chartNames, drugAt } from './drugs';
import { quantityAt, romanAt } from './numbers';
import { signFaults } from './signs';
import { frequencyAt, unitAt } from './units';
import { split, type Word } from './words';

type Check = (words: readonly Word[], at: number) => Word | undefined;

/**
 * Finds what a sentence may not say outside a placeholder: numbers in figures or words, units, dates and
 * spans of time, how often, names of medicines, and signs with which any of it could be hidden. Made for
 * the one chart whose facts are given, because the names of its medicines count.
 */
export function outsideChecker(facts: readonly Fact[]): (template: string) => Finding[] {
	const named = chartNames(facts);
	const known = byId(facts);
	const checks: ReadonlyArray<readonly [string, string, Check]> = [
		['number-outside', 'states a quantity in words', quantityAt],
		['number-outside', 'states a Roman number', romanAt],
		['unit-outside', 'states a unit of its own', unitAt],
		['frequency-outside', 'states how often in words of its own', frequencyAt],
		['date-outside', 'states a date or a span of time in words of its own', dateAt],
		['drug-outside', 'names a medicine itself', (words, at) => drugAt(words, at, named)],
	];
	return (template) => {
		const text = wordsOf(template, known);
		const words = split(text);
		const findings: Finding[] = signFaults(template, text).map(({ class: name, message }) => ({
			class: name,
			message: `The sentence ${message}`,
		}));
		for (const [name, message, check] of checks) {
			const at = words.findIndex((_, index) => check(words, index) !== undefined);
			if (at < 0) continue;
			findings.push({
				class: name,
				message: `The sentence ${message}; only a fact of the chart may`,
				found: words[at].raw.slice(0, 60),
			});
		}
		return findings;
	};
}

export { isDrugName } from './drugs';
