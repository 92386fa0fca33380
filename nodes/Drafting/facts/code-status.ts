import type { CodeStatusData } from '../../shared/contracts/clinical-facts';
import type { Chart } from './chart';
import { codesOf, nameOf, nameOrCode, string, type Element } from './elements';
import { kindOfOrder, withheldOf } from './orders';
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
const RESUSCITATION = String.raw`(?:resuscitat\w*|cardio-?pulmonary resuscitation|cpr)`;
/** Words with which a status is taken back, bound to a condition, or only talked about: nothing is read. */
const TURNED =
	/\b(?:rescind\w*|revok\w*|cancel\w*|withdr[ae]wn?|suspend\w*|lifted|reversed|discontinued|no longer|except\w*|unless|until|if|but|without|discuss\w*|declin\w*|refus\w*|former\w*|previous\w*|(?:not|no|never)(?: an?)?(?: active)? (?:dnr|dnar|dni|dnacpr))\b|\?/i;
const NOT_RESUSCITATED = new RegExp(
	String.raw`\b(?:do not (?:attempt |start |perform |give )?${RESUSCITATION}|no(?:t for)? (?:attempt(?:s at|ed)? )?${RESUSCITATION}|dnr|dnar|dnacpr|allow natural death|comfort (?:care|measures) only)\b`,
	'i',
);
const LIMITED =
	/\b(?:do not intubate|no(?:t for)? intubation|dni|partial code|limited (?:code|resuscitation))\b/i;
/** Only what says nothing else: "not for full resuscitation" and "full code except intubation" are not full. */
const FULL = new RegExp(
	String.raw`^(?:(?:the )?patient (?:is|wants)(?: to be)?:? |(?:code|resuscitation|cpr) status(?: is)?:? )?(?:(?:for )?full (?:code|${RESUSCITATION})|for (?:attempted )?${RESUSCITATION}|attempt (?:full )?${RESUSCITATION}|wants (?:full )?${RESUSCITATION}|yes,? cpr|cpr,? yes)(?:[ ,;:/-]+(?:status|attempt ${RESUSCITATION}|full (?:code|treatment)))*(?: \((?:finding|procedure|situation|yes cpr)\))?[.]?$`,
	'i',
);
/** That somebody recorded something about it, whatever it means. */
const SPEAKS =
	/\b(?:full code|code status|dnr|dnar|dni|dnacpr|(?:not|no) (?:for )?(?:attempt\w* )?(?:resuscitat\w*|intubat\w*|cpr))\b/i;
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
		.filter(({ code }) => meaningOf(code) !== undefined || SPEAKS.test(nameOf(code) ?? ''))
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

/** What is coded counts unless the words beside it say otherwise; then neither does. */
function meaningOf(concept: unknown): CodeStatusData['meaning'] {
	const text = (nameOf(concept) ?? '').trim();
	const said = meaningIn(text);
	const coded = codesOf(concept).find(({ code }) => Object.hasOwn(CODES, code));
	if (coded === undefined) return said;
	const meaning = CODES[coded.code];
	const isOpposed =
		TURNED.test(text) ||
		(said !== undefined && said !== meaning) ||
		(meaning === 'full' && /\b(?:no|not|never)\b/i.test(text));
	return isOpposed ? undefined : meaning;
}

function meaningIn(text: string): CodeStatusData['meaning'] {
	if (TURNED.test(text)) return undefined;
	if (NOT_RESUSCITATED.test(text)) return 'no-resuscitation';
	if (LIMITED.test(text)) return 'limited';
	return FULL.test(text) ? 'full' : undefined;
}

/** "Do not perform: cardiopulmonary resuscitation"; any other status that is not to be done is not read. */
function meaningOfNot(one: Element): CodeStatusData['meaning'] {
	const aim = withheldOf(one);
	return aim === 'resuscitation'
		? 'no-resuscitation'
		: aim === 'intubation'
			? 'limited'
			: undefined;
}

function seedOf(chart: Chart, one: Element, concept: unknown, path: string): CodeStatusSeed[] {
	const name = nameOrCode(concept);
	if (name === undefined || string(name.name) === undefined) return [];
	const not = one.doNotPerform === true;
	const said = tidy(not ? `not to be done: ${name.name}` : name.name, 200);
	const meaning = not ? meaningOfNot(one) : meaningOf(concept);
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
			text: said.text,
			parts: partsOf({ name: said.text, date: time && printDate(time.at) }),
			data: { name: said.text, codes: codesOf(concept), ...(meaning && { meaning }) },
			...(time && { time }),
			source: [chart.source(one, path)],
			...flagged(...said.flags, ...chart.flagsOf(one), name.codedOnly && 'coded-only'),
		},
	];
}
