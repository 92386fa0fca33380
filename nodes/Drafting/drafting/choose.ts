import type { Fact } from '../../shared/contracts';
import type { SectionPlan } from './plan';

/** Most that is given to the model for one section; small models cope with little. */
export interface Budget {
	/** Facts, note sentences included. */
	facts: number;
	/** Characters of all of them together. */
	characters: number;
}

export const DEFAULT_BUDGET: Budget = { facts: 80, characters: 12_000 };

/** What the prompt shows of a fact at most. */
export const SHOWN_CHARACTERS = 400;

/**
 * The facts that a section is written from, in the order of the chart: the most important kinds get their
 * place first. What does not fit still stands in the tables.
 */
export function factsFor(
	facts: readonly Fact[],
	{ narrative }: SectionPlan,
	budget: Budget,
): Fact[] {
	if (narrative === undefined) return [];
	const only = narrative.only ?? (() => true);
	const inOrder = narrative.kinds.flatMap((kind) =>
		byWeight(facts.filter((fact) => fact.kind === kind && only(fact))),
	);
	const chosen = new Set<Fact>();
	let characters = 0;
	for (const fact of inOrder) {
		const size = Math.min(sizeOf(fact), 2 * SHOWN_CHARACTERS);
		if (chosen.size >= budget.facts || characters + size > budget.characters) continue;
		chosen.add(fact);
		characters += size;
	}
	return facts.filter((fact) => chosen.has(fact));
}

const sizeOf = ({ text, parts = {} }: Fact): number =>
	40 + text.length + Object.values(parts).reduce((sum, one) => sum + one.length, 0);

const HEAVY = new Set(['critical', 'abnormal', 'conflict', 'high-alert']);

/** Within a kind: what the chart marks first, everything else in the order of the chart. */
const byWeight = (facts: readonly Fact[]): Fact[] =>
	[...facts].sort((one, other) => weight(other) - weight(one));

const weight = ({ flags = [] }: Fact): number => (flags.some((flag) => HEAVY.has(flag)) ? 1 : 0);

/** Half of it, for a second try when it did not fit the model's context window. */
export const half = ({ facts, characters }: Budget): Budget => ({
	facts: Math.max(1, Math.floor(facts / 2)),
	characters: Math.max(500, Math.floor(characters / 2)),
});
