import type { Chart } from './chart';
import {
	codesOf,
	element,
	elements,
	nameOf,
	nameOrCode,
	namesOf,
	referenceOf,
	string,
	type Element,
} from './elements';
import { unique } from './words/lists';
import { tidy } from './words/tidy';
import { period, timeIn, isBefore, printDate } from './words/times';

/** What an order is about, as far as a summary tells it. */
export type OrderKind = 'test' | 'follow-up' | 'diet' | 'activity' | 'code-status' | 'instruction';

/** SNOMED CT categories of the FHIR example value set (servicerequest-category), and of US Core. */
const CATEGORIES: Readonly<Record<string, OrderKind>> = {
	'108252007': 'test',
	'363679005': 'test',
	LAB: 'test',
	RAD: 'test',
	'409063005': 'instruction',
	'409073007': 'instruction',
	'306206005': 'follow-up',
	'3457005': 'follow-up',
};
/** Codes of orders about what is done in an emergency (LOINC, SNOMED CT). */
const CODE_STATUS = new Set(['100822-6', '304251008', '304252001', '304253006']);
const IN_WORDS: ReadonlyArray<[RegExp, OrderKind]> = [
	[
		/\b(?:code status|full code|do not (?:attempt )?(?:cardio-?pulmonary )?(?:resuscitat\w*|intubat\w*|cpr)|no(?:t for)? cpr|no(?:t for)? (?:attempted |full )?(?:cardio-?pulmonary )?resuscitation|not full code|for resuscitation|dnr|dnar|dnacpr|dni|allow natural death|comfort (?:care|measures) only)\b/i,
		'code-status',
	],
	[/\b(?:diet|dietary|nutrition|npo|nothing by mouth|fluid restriction|feeding)\b/i, 'diet'],
	[
		/\b(?:activity|weight[- ]bearing|ambulat\w+|bed ?rest|lifting|driving|mobilization|exercise)\b/i,
		'activity',
	],
	[
		/\b(?:referral|refer to|follow[- ]?up|consult(?:ation)?|home health|rehabilitation|appointment|(?:physical|occupational|speech) therapy)\b/i,
		'follow-up',
	],
	[
		/\b(?:education|counsel\w+|instruction|teaching|wound care|smoking cessation)\b/i,
		'instruction',
	],
	[
		/\b(?:lab|laboratory|imaging|radiology|culture|biops\w+|pathology|x-?ray|ct|mri|ultrasound|echocardiogra\w+|blood count|panel|test)\b/i,
		'test',
	],
];

/**
 * By category, then by the words of category and code. An order that none of them tells is taken for a
 * test: a result that nobody waits for is the worse mistake. A test that is planned for after the
 * discharge is a follow-up.
 */
export function kindOfOrder(chart: Chart, order: Element): OrderKind {
	const kind = plainKind(order);
	if (kind !== 'test') return kind;
	const at = occurrenceOf(order);
	const border = chart.discharge ?? chart.context.asOf;
	return at !== undefined && isAfter(at, border) ? 'follow-up' : 'test';
}

/** The day counts: an order for the day of discharge belongs to the stay. */
const isAfter = (at: string, border: string): boolean =>
	isBefore(border, at) && printDate(at) > printDate(border);

function plainKind(order: Element): OrderKind {
	if (withheldOf(order) !== undefined) return 'code-status';
	const codes = codesOf(order.code);
	if (codes.some(({ code }) => CODE_STATUS.has(code))) return 'code-status';
	const name = [nameOf(order.code), ...codes.map(({ display }) => display)].join(' ').slice(0, 500);
	const inName = kindInWords(name);
	// The name of a lasting order says more than its category.
	if (inName === 'code-status' || inName === 'diet' || inName === 'activity') return inName;
	const categories = elements(order.category).flatMap((one) =>
		codesOf(one).map(({ code }) => code),
	);
	const coded = categories.find((code) => Object.hasOwn(CATEGORIES, code));
	if (coded !== undefined) return CATEGORIES[coded];
	const inCategory = elements(order.category).map((one) => kindInWords(nameOf(one) ?? ''));
	return inCategory.find((one) => one !== undefined) ?? inName ?? 'test';
}

/** Cardiopulmonary resuscitation, endotracheal intubation (SNOMED CT). */
const WITHHELD: Readonly<Record<string, 'resuscitation' | 'intubation'>> = {
	'89666000': 'resuscitation',
	'112798008': 'intubation',
};

/** What an order says is not to be done in an emergency; undefined for any other order. */
export function withheldOf(order: Element): 'resuscitation' | 'intubation' | undefined {
	if (order.doNotPerform !== true) return undefined;
	const coded = codesOf(order.code).find(({ code }) => Object.hasOwn(WITHHELD, code));
	if (coded !== undefined) return WITHHELD[coded.code];
	// "Do not perform: do not resuscitate" is no order to withhold it.
	const name = (nameOf(order.code) ?? '').trim();
	if (/^(?:attempt(?:ed)? )?(?:resuscitation|cardio-?pulmonary resuscitation|cpr)$/i.test(name))
		return 'resuscitation';
	return /^(?:endotracheal )?intubation$/i.test(name) ? 'intubation' : undefined;
}

const kindInWords = (text: string): OrderKind | undefined =>
	IN_WORDS.find(([words]) => words.test(text))?.[1];

/** When it is to be done, as the chart has it. */
export const occurrenceOf = (order: Element): string | undefined =>
	timeIn(order.occurrenceDateTime) ?? period(order.occurrencePeriod).start ?? undefined;

/** The last day or moment of the time in which it is to be done. */
export const untilOf = (order: Element): string | undefined => period(order.occurrencePeriod).end;

/** `8 visits`: how much is ordered, in the chart's own number and unit. */
export function amountOf(order: Element): string | undefined {
	const { value, unit, code } = element(order.quantityQuantity);
	if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return undefined;
	return tidy(`${value} ${string(unit) ?? string(code) ?? ''}`.trim(), 80).text;
}

/** What it is for: in the order's own words, and by the names of the records that it points at. */
export function reasonsOf(chart: Chart, order: Element): string[] {
	const records = elements(order.reasonReference).flatMap((one) => {
		const record = chart.find(referenceOf(one));
		return (record && nameOrCode(record.code)?.name) ?? string(one.display) ?? [];
	});
	return unique([...namesOf(order.reasonCode), ...records])
		.slice(0, 10)
		.map((name) => tidy(name, 200).text);
}
