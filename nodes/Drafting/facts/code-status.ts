import type { CodeStatusData } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import { codesOf, nameOf, nameOrCode, string, type Element } from './elements';
import { kindOfOrder } from './orders';
import { flagged, withFlags, type SeedOf } from './seed';
import { partsOf } from './words/lists';
import { tidy } from './words/tidy';
import { printDate, timeOf } from './words/times';

type CodeStatusSeed = SeedOf<'code-status'>;

const CODES: Readonly<Record<string, CodeStatusData['meaning']>> = {
	'304252001': 'full',
	'304253006': 'no-resuscitation',
	'LA33470-8': 'full',
	'LA33471-6': 'no-resuscitation',
};
const WORDS: ReadonlyArray<[RegExp, CodeStatusData['meaning']]> = [
	[
		/\b(?:do not (?:attempt )?resuscitat\w*|not for resuscitation|dnr|dnar|allow natural death|comfort (?:care|measures) only|no cpr)\b/i,
		'no-resuscitation',
	],
	[/\b(?:do not intubate|dni|partial code|limited (?:code|resuscitation))\b/i, 'limited'],
	[
		/\b(?:full code|full resuscitation|for resuscitation|attempt (?:full )?resuscitation|yes cpr)\b/i,
		'full',
	],
];
/** Cardiopulmonary resuscitation orders (LOINC), resuscitation status (SNOMED CT). */
const OBSERVED = new Set(['100822-6', '304251008']);

/** What the patient wants to be done in an emergency, as ordered or recorded. */
export function codeStatusFacts(chart: Chart): CodeStatusSeed[] {
	const orders = chart
		.of('ServiceRequest')
		.filter(({ status }) => status === 'active')
		.filter((one) => kindOfOrder(chart, one) === 'code-status')
		.flatMap((one) => seedOf(chart, one, one.code, 'code'));
	const observed = chart
		.of('Observation')
		.filter(({ status }) => ['final', 'amended', 'corrected'].includes(String(status)))
		.filter(isCodeStatus)
		.flatMap((one) =>
			seedOf(chart, one, one.valueCodeableConcept ?? { text: one.valueString }, 'value'),
		);
	const flags = chart
		.of('Flag')
		.filter(({ status }) => status === 'active')
		.filter((one) => meaningOf(one.code) !== undefined)
		.flatMap((one) => seedOf(chart, one, one.code, 'code'));
	const seeds = [...orders, ...observed, ...flags];
	if (seeds.length === 0 && chart.isStay) {
		chart.gap('code-status-missing', ['code-status'], 'The code status is not recorded.');
	}
	const meanings = new Set(seeds.flatMap(({ data }) => data.meaning ?? []));
	return meanings.size > 1 ? seeds.map((one) => withFlags(one, 'conflict')) : seeds;
}

const isCodeStatus = (one: Element): boolean =>
	codesOf(one.code).some(({ code }) => OBSERVED.has(code)) ||
	/\b(?:code status|resuscitation status)\b/i.test(nameOf(one.code) ?? '');

function meaningOf(concept: unknown): CodeStatusData['meaning'] {
	const coded = codesOf(concept).find(({ code }) => Object.hasOwn(CODES, code));
	if (coded !== undefined) return CODES[coded.code];
	const text = nameOf(concept) ?? '';
	return WORDS.find(([words]) => words.test(text))?.[1];
}

function seedOf(chart: Chart, one: Element, concept: unknown, path: string): CodeStatusSeed[] {
	const name = nameOrCode(concept);
	if (name === undefined || string(name.name) === undefined) return [];
	const said = tidy(name.name, 200);
	const meaning = meaningOf(concept);
	const not = one.doNotPerform === true;
	const time = timeOf(
		one,
		['effectiveDateTime', 'effective'],
		['authoredOn', 'authored'],
		['period', 'effective'],
	);
	return [
		{
			kind: 'code-status',
			role: 'code-status',
			text: not ? `not to be done: ${said.text}` : said.text,
			parts: partsOf({ name: said.text, date: time && printDate(time.at) }),
			// "Do not perform: CPR" turns the meaning round: it is not read.
			data: { name: said.text, codes: codesOf(concept), ...(meaning && !not && { meaning }) },
			...(time && { time }),
			source: [chart.source(one, path)],
			...flagged(...said.flags, ...chart.flagsOf(one), name.codedOnly && 'coded-only'),
		},
	];
}
