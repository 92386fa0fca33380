import type { ClinicalFacts, Fact } from '../../shared/contracts';
import type { FactChange, FreshChart } from './review-case';
import { factHeading } from './words';

const MOST = 200;

/**
 * What the chart says now that it did not say before, and the other way round. Facts have running
 * numbers, so they are matched by where they come from and what they are about.
 */
export function factChanges(before: ClinicalFacts, after: ClinicalFacts): FactChange[] {
	const old = grouped(before.facts);
	const now = grouped(after.facts);
	const changes: FactChange[] = [];
	for (const [key, facts] of now) {
		const earlier = old.get(key) ?? [];
		for (const [at, fact] of facts.entries()) {
			const match = earlier[at];
			if (match === undefined)
				changes.push({ change: 'added', what: factHeading(fact), after: line(fact) });
			else if (line(match) !== line(fact) || match.role !== fact.role) {
				const [was, is] = [line(match), line(fact)];
				const roles = match.role === fact.role ? '' : ` (before: ${factHeading(match)})`;
				changes.push({
					change: 'changed',
					what: factHeading(fact) + roles,
					before: was,
					after: is,
				});
			}
		}
	}
	for (const [key, facts] of old) {
		const later = now.get(key)?.length ?? 0;
		for (const fact of facts.slice(later)) {
			changes.push({ change: 'gone', what: factHeading(fact), before: line(fact) });
		}
	}
	return changes;
}

/** {@link factChanges} as it is kept with a review. */
export function freshChart(before: ClinicalFacts, after: ClinicalFacts): FreshChart {
	const changes = before.hash === after.hash ? [] : factChanges(before, after);
	return {
		asOf: after.asOf,
		hash: after.hash,
		changes: changes.slice(0, MOST),
		more: Math.max(0, changes.length - MOST),
	};
}

/** The same record and place, and for sentences of a note the sentence itself. */
function keyOf(fact: Fact): string {
	const [source] = fact.source;
	const words = fact.kind === 'note-span' || fact.kind === 'report' ? fact.text : '';
	return JSON.stringify([fact.kind, source?.reference ?? '', source?.path ?? '', words]);
}

function grouped(facts: readonly Fact[]): Map<string, Fact[]> {
	const groups = new Map<string, Fact[]>();
	for (const fact of facts) {
		const key = keyOf(fact);
		groups.set(key, [...(groups.get(key) ?? []), fact]);
	}
	return groups;
}

const line = (fact: Fact): string => fact.text;
