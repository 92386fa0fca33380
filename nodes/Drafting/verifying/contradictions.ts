import { FACT_FLAGS, type Fact, type FactOf } from '../../shared/contracts/clinical-facts';
import type { DraftVerification } from '../../shared/contracts/draft-verification';
import { ingredientsOf, type Chart } from './chart/chart';

type Contradiction = DraftVerification['contradictions'][number];

/** Facts that cannot both be right, and a medicine that the patient is allergic to. Shown, never resolved. */
export function contradictionsOf(chart: Chart): Contradiction[] {
	return [
		...flagged(chart),
		...allergies(chart),
		...problems(chart),
		...codeStatus(chart),
		...stay(chart),
		...allergicTo(chart),
	].slice(0, 100);
}

const flagged = (chart: Chart): Contradiction[] =>
	chart.facts.facts
		.filter((fact) => fact.flags?.includes('conflict'))
		.map((fact) => ({
			facts: [fact.id],
			message: `${fact.text.slice(0, 120)}: ${FACT_FLAGS.conflict}.`,
		}));

function allergies(chart: Chart): Contradiction[] {
	const all = chart.of('allergy');
	const none = all.find((fact) => fact.role === 'none-known');
	const some = all.filter((fact) => fact.role === 'allergy' && fact.data.polarity === 'present');
	if (none === undefined || some.length === 0) return [];
	return [
		{
			facts: [none.id, ...some.map((fact) => fact.id)],
			message: 'The chart says that no allergies are known, and it lists allergies.',
		},
	];
}

/** One thing present and absent, or on two sides. */
function problems(chart: Chart): Contradiction[] {
	const byName = new Map<string, Array<FactOf<'problem'>>>();
	for (const fact of chart.of('problem')) {
		const key = fact.data.name.toLowerCase();
		byName.set(key, [...(byName.get(key) ?? []), fact]);
	}
	const found: Contradiction[] = [];
	for (const facts of byName.values()) {
		const ids = facts.map((fact) => fact.id);
		const polarities = new Set(facts.map((fact) => fact.data.polarity));
		if (polarities.has('present') && polarities.has('absent')) {
			found.push({
				facts: ids,
				message: `The chart has ${facts[0].data.name} as present and as absent.`,
			});
		}
		const sides = new Set(
			facts.flatMap((fact) => (fact.data.side === undefined ? [] : [fact.data.side])),
		);
		if (sides.has('left') && sides.has('right')) {
			found.push({
				facts: ids,
				message: `The chart has ${facts[0].data.name} on the left and on the right.`,
			});
		}
	}
	return found;
}

function codeStatus(chart: Chart): Contradiction[] {
	const facts = chart.of('code-status');
	const meanings = new Set(facts.map((fact) => fact.data.meaning ?? fact.data.name.toLowerCase()));
	return meanings.size < 2
		? []
		: [
				{
					facts: facts.map((fact) => fact.id),
					message: 'The chart has more than one code status.',
				},
			];
}

function stay(chart: Chart): Contradiction[] {
	const from = chart.day('admission');
	const to = chart.day('discharge');
	if (from === undefined || to === undefined || from <= to) return [];
	const facts = chart
		.of('encounter')
		.filter((fact) => fact.role === 'admission' || fact.role === 'discharge');
	return [
		{
			facts: facts.map((fact) => fact.id),
			message: 'The chart has the discharge before the admission.',
		},
	];
}

/** A medicine to be taken whose ingredient is recorded as an allergy. */
function allergicTo(chart: Chart): Contradiction[] {
	const found: Contradiction[] = [];
	const substances: Array<{ fact: Fact; words: string }> = chart
		.of('allergy')
		.filter((fact) => fact.role === 'allergy' && fact.data.polarity === 'present')
		.map((fact) => ({ fact, words: ` ${fact.data.substance.toLowerCase()} ` }));
	for (const medicine of chart.of('medication')) {
		if (medicine.role === 'stopped') continue;
		for (const { fact, words } of substances) {
			if (
				ingredientsOf(medicine).some(
					(name) => name.length > 3 && words.includes(` ${name.toLowerCase()} `),
				)
			) {
				found.push({
					facts: [medicine.id, fact.id],
					message: `The chart has ${medicine.data.name} as a medicine and as an allergy.`,
				});
			}
		}
	}
	return found;
}
