import type { ResultRole } from '../../../shared/contracts/clinical-facts';
import { agrees } from '../reading/dates';
import type { Term } from '../reading/read';
import type { Judgement } from './judgement';
import type { Claim } from './measured-claims';
import { type Measured, valueProblem } from './measured-value';

type Problem = { cls: string; message: string; from: number; to: number; expected?: string };

export function bind(
	judgement: Judgement,
	term: Term,
	claim: Claim,
	facts: readonly Measured[],
): void {
	const { quantity } = claim;
	judgement.use(quantity.from, quantity.to);
	for (const date of claim.dates) judgement.use(date.from, date.to);
	for (const role of claim.roles) judgement.use(role.at, role.to);
	const results = facts.map((fact) => ({
		fact,
		problems: problemsOf(judgement, claim, fact, facts, term),
	}));
	results.sort((a, b) => weigh(a.problems) - weigh(b.problems));
	const [best] = results;
	if (best.problems.length > 0 && noteSays(judgement, term, claim)) return;
	judgement.support(best.fact);
	for (const { cls, message, from, to, expected } of best.problems)
		judgement.fault(cls, message, from, to, { expected });
}

const WEIGHT: Readonly<Record<string, number>> = { 'lab-value': 4, 'lab-unit': 3, 'lab-date': 2 };
const weigh = (problems: readonly Problem[]) =>
	problems.reduce((sum, one) => sum + (WEIGHT[one.cls] ?? 2), 0);

function noteSays(judgement: Judgement, term: Term, claim: Claim): boolean {
	const { tokens, polarity } = judgement.reading;
	const from = Math.min(term.from, ...claim.dates.map((date) => date.from));
	const to = Math.max(claim.quantity.to, ...claim.dates.map((date) => date.to));
	const fact = judgement.narrative.covering(tokens, polarity.flags, from, to);
	if (fact === undefined) return false;
	judgement.support(fact);
	return true;
}

function problemsOf(
	judgement: Judgement,
	claim: Claim,
	fact: Measured,
	all: readonly Measured[],
	term: Term,
): Problem[] {
	const { quantity } = claim;
	const said = judgement.said(quantity.from, quantity.to);
	const problems: Problem[] = [];
	const shown = fact.parts?.result ?? fact.text;
	const value = valueProblem(quantity, fact, term);
	if (value !== undefined) {
		problems.push({
			cls: value,
			message: `The text says ${said} for ${fact.data.name}; the chart says ${shown}.`,
			from: quantity.from,
			to: quantity.to,
			expected: shown,
		});
	}
	for (const date of claim.dates) {
		const own = judgement.chart.date(fact.time?.at);
		if (own === undefined || !agrees(date, own)) {
			problems.push({
				cls: 'lab-date',
				message: `The text gives ${judgement.said(date.from, date.to)} for ${fact.data.name} ${shown}; the chart says ${fact.time?.at ?? 'no date'}.`,
				from: date.from,
				to: date.to,
				expected: fact.time?.at,
			});
		}
	}
	for (const one of claim.roles) {
		if (!roleAgrees(judgement, one, fact, all)) {
			problems.push({
				cls: 'lab-date',
				message: `The text calls ${fact.data.name} ${shown} "${judgement.said(one.at, one.to)}"; in the chart it is another result.`,
				from: one.at,
				to: one.to,
			});
		}
	}
	return problems;
}

function roleAgrees(
	judgement: Judgement,
	one: Claim['roles'][number],
	fact: Measured,
	all: readonly Measured[],
): boolean {
	const { roles } = fact.data;
	if (one.role === 'first' || one.role === 'admission')
		return (
			roles.includes('first') || sameAs(fact, all, 'first') || onDay(judgement, fact, one.role)
		);
	if (one.role === 'last' || one.role === 'discharge')
		return (
			!isOvertaken(fact, all) &&
			(roles.includes('last') ||
				sameAs(fact, all, 'last') ||
				overtakes(fact, all) ||
				onDay(judgement, fact, one.role))
		);
	if (one.extreme === undefined) return roles.includes('worst') || sameAs(fact, all, 'worst');
	const values = all.flatMap(({ data }) => (data.value === undefined ? [] : [data.value]));
	const own = fact.data.value;
	if (own === undefined) return roles.includes('worst');
	return one.extreme === 'high' ? own >= Math.max(...values) : own <= Math.min(...values);
}

const instant = (fact: Measured): number => Date.parse(fact.time?.at ?? '');

/** Results of one analyte in two units may each be called last: the later one is. */
const isOvertaken = (fact: Measured, all: readonly Measured[]): boolean =>
	all.some(
		(other) =>
			other.data.name === fact.data.name &&
			other.data.unit !== fact.data.unit &&
			instant(other) > instant(fact),
	);

const overtakes = (fact: Measured, all: readonly Measured[]): boolean =>
	all.some(
		(other) =>
			other.data.roles.includes('last') &&
			other.data.name === fact.data.name &&
			other.data.unit !== fact.data.unit &&
			instant(other) < instant(fact),
	) && !isOvertaken(fact, all);

/** Two measurements of one value: the name of either will do when the text gives no date. */
const sameAs = (fact: Measured, all: readonly Measured[], role: ResultRole) =>
	all.some(
		(other) =>
			other.data.roles.includes(role) &&
			other.data.value !== undefined &&
			other.data.value === fact.data.value &&
			other.data.unit === fact.data.unit,
	);

function onDay(judgement: Judgement, fact: Measured, role: string): boolean {
	const encounter = judgement.chart.of('encounter').find((one) => one.role === role);
	return (
		fact.time !== undefined &&
		encounter?.time !== undefined &&
		fact.time.at.slice(0, 10) === encounter.time.at.slice(0, 10)
	);
}
