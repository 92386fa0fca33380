import type { Directions, FactFlag, FactQuantity } from '../../../shared/contracts/clinical-facts';
import {
	element,
	elements,
	hasCode,
	nameOf,
	namesOf,
	number,
	string,
	type Element,
} from '../elements';
import { unitOf } from '../results/value';
import { comparable, joined } from '../words/lists';
import { printNumber, printRange } from '../words/numbers';
import { tidy } from '../words/tidy';
import { scaleOf } from '../words/ucum';
import { printUnit } from '../words/units';
import { writeOut } from '../words/abbreviations';
import { countOf, durationOf, endOf, frequencyOf } from './frequency';
import { routeOf, type RouteClass } from './routes';
import { clashesOf, durationIn, saysMore, type Clash, type Coded } from './words';

/** One FHIR Dosage as it is told and compared. */
export interface Step extends Directions {
	to?: RouteClass;
	/** Number in the order in which steps follow each other; the same for steps at the same time. */
	sequence?: number;
	/** When it ends, as the chart has it. */
	end?: string;
	/** True where the chart has words only. */
	textOnly: boolean;
	flags: FactFlag[];
	/** In what its words and its codes disagree. */
	clashes: Clash[];
}

/** The product that is taken, as far as directions refer to it. */
export interface StepProduct {
	name: string;
	strength?: { value: number; unit: string };
}

const MOST_STEPS = 20;
const MOST_WORDS = 500;

/** Dosages of an order (`dosageInstruction`) or statement (`dosage`), in their order. */
export function stepsOf(dosages: unknown, product: StepProduct = { name: '' }): Step[] {
	return elements(dosages)
		.slice(0, MOST_STEPS)
		.map((one) => stepOf(one, product))
		.filter(({ text }) => text !== '')
		.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
}

/** True when the dose changes over time: steps that follow each other. */
export const isTapering = (steps: readonly Step[]): boolean =>
	new Set(steps.map(({ sequence }) => sequence)).size > 1;

/** All steps as one text: `40 mg by mouth once a day for 3 days, then 20 mg ...`. */
export function printSteps(steps: readonly Step[]): string {
	let text = '';
	steps.forEach((step, at) => {
		const before = steps[at - 1];
		if (before !== undefined) text += before.sequence === step.sequence ? ', and ' : ', then ';
		text += step.text;
	});
	return text;
}

function stepOf(dosage: Element, product: StepProduct): Step {
	const said = wordsOf(dosage);
	const words = said === undefined ? undefined : tidied(said, MOST_WORDS);
	const { dose, rate, doseFlags, unitClash } = doseOf(dosage);
	const route = routeOf(dosage.route);
	const { frequency, disagree } = frequencyOf(dosage.timing);
	const asNeeded =
		dosage.asNeededBoolean === true || dosage.asNeededCodeableConcept !== undefined || undefined;
	const amount = dose !== undefined || rate !== undefined;
	const structured = amount || frequency !== undefined;
	const own = limits(dosage);
	const coded: Coded = {
		...(dose && { dose }),
		...(route && { route }),
		...(frequency && { frequency }),
		...(asNeeded && { asNeeded }),
		...own,
		...(product.strength && { strength: product.strength }),
		structured: structured || route !== undefined,
	};
	const clashes: Clash[] = [
		...(words === undefined ? [] : clashesOf(words.text, coded)),
		...(disagree !== undefined ? (['frequency'] as const) : []),
		...(unitClash !== undefined ? (['unit'] as const) : []),
	];
	const parts: Omit<Step, 'text' | 'flags' | 'clashes'> = {
		...(dose && { dose }),
		...(words !== undefined && !amount && { doseText: words.text }),
		...(rate !== undefined && { rate }),
		...(route && {
			route: { ...(route.code !== undefined && { code: route.code }), text: route.text },
		}),
		...(route && { to: route.to }),
		...(frequency && { frequency }),
		...(asNeeded === true && { asNeeded }),
		...neededFor(dosage),
		...own,
		...(Number.isInteger(dosage.sequence) && { sequence: Number(dosage.sequence) }),
		textOnly: !structured && words !== undefined,
	};
	const printed = print(parts, dosage);
	// Codes that contradict each other are told both: no words stand beside them.
	const both = [
		unitClash === undefined ? '' : ` (the coded unit is ${unitClash})`,
		disagree === undefined ? '' : ` (also coded: ${disagree})`,
	].join('');
	const told = tell(`${printed}${both}`, words?.text, {
		whole: amount && frequency !== undefined,
		clash: clashes.length > 0,
		more: words !== undefined && saysMore(words.text, printed, product.name, coded),
		less: words !== undefined && saysMore(printed, words.text, product.name, coded),
	});
	const length = own.duration ?? (words && durationIn(words.text));
	return {
		...parts,
		...(length !== undefined && { duration: length }),
		text: told,
		clashes,
		flags: [
			...doseFlags,
			...(words !== undefined && told.includes(words.text) ? words.flags : []),
			...(clashes.length > 0 ? (['conflict'] as const) : []),
			...(parts.textOnly ? (['text-only'] as const) : []),
		],
	};
}

/** The coded directions, the words, or both: both wherever one of them says more or else. */
function tell(
	printed: string,
	words: string | undefined,
	{ whole, clash, more, less }: { whole: boolean; clash: boolean; more: boolean; less: boolean },
): string {
	if (words === undefined) return printed;
	if (printed === '' || (!clash && !whole && !less)) return words;
	return clash || more || !whole ? `${printed} (as written: ${words})` : printed;
}

/** Directions in words: those for who gives it, and those for the patient where they are others. */
function wordsOf({ text, patientInstruction }: Element): string | undefined {
	const said = [string(text), string(patientInstruction)].filter((one) => one !== undefined);
	const [first, second] = said;
	if (second === undefined || comparable(first).includes(comparable(second))) return first;
	return `${first.trim().replace(/[.;]$/, '')}; patient: ${second}`;
}

function tidied(text: string, most: number): { text: string; flags: FactFlag[] } {
	const line = tidy(text, most);
	const written = writeOut(line.text);
	return { text: written.text.replace(/\.$/, ''), flags: [...line.flags, ...written.flags] };
}

function neededFor(dosage: Element): Pick<Directions, 'asNeededFor'> {
	const name = nameOf(dosage.asNeededCodeableConcept);
	return name === undefined ? {} : { asNeededFor: `for ${tidied(name, 100).text}` };
}

function limits(dosage: Element): Partial<Step> {
	const duration =
		[durationOf(dosage.timing), countOf(dosage.timing)].filter(Boolean).join(', ') || undefined;
	const end = endOf(dosage.timing);
	const most = mostOf(element(dosage.maxDosePerPeriod));
	return {
		...(duration !== undefined && { duration }),
		...(end !== undefined && { end }),
		...(most !== undefined && { most }),
	};
}

/** `at most 4 g in 1 day` */
function mostOf({ numerator, denominator }: Element): string | undefined {
	const dose = quantity(element(numerator));
	const time = quantity(element(denominator));
	if (dose === undefined) return undefined;
	const within =
		time === undefined
			? ''
			: ` in ${printNumber(time.value)} ${printUnit(time.unit, 2).replace(/s$/, time.value === 1 ? '' : 's')}`;
	return `at most ${printDose(dose)}${within}`;
}

function quantity(value: Element): FactQuantity | undefined {
	const amount = number(value.value);
	return amount === undefined ? undefined : { value: amount, unit: unitOf(value) ?? '' };
}

/** Dose and rate of the first of `doseAndRate` (R4), or of the dosage of an administration. */
function doseOf(dosage: Element): {
	dose?: FactQuantity;
	rate?: string;
	doseFlags: FactFlag[];
	unitClash: string | undefined;
} {
	const all = elements(dosage.doseAndRate);
	// What was calculated is only how the ordered dose came about.
	const one = all.find(({ type }) => hasCode(type, 'ordered')) ?? all[0] ?? dosage;
	const range = element(one.doseRange);
	const low = quantity(element(range.low));
	const high = quantity(element(range.high));
	const dose =
		quantity(element(one.doseQuantity)) ??
		// An administration has `dose`.
		quantity(element(one.dose)) ??
		(low !== undefined && high !== undefined && (low.unit === high.unit || low.unit === '')
			? { ...low, unit: high.unit, high: high.value }
			: (high ?? low));
	const rate = rateOf(one);
	const told = [one.doseQuantity, one.dose, range.low, range.high].map(element);
	return {
		unitClash: told.map(otherUnit).find((one) => one !== undefined),
		...(dose && { dose }),
		...(rate !== undefined && { rate }),
		doseFlags: dose !== undefined && dose.unit === '' ? ['no-unit'] : [],
	};
}

/** A unit in words beside the code of another one: `mg` and `ug`. */
function otherUnit({ unit, code }: Element): string | undefined {
	const [word, sign] = [string(unit), string(code)];
	if (word === undefined || sign === undefined || printUnit(word) === printUnit(sign))
		return undefined;
	const [a, b] = [scaleOf(word), scaleOf(sign)];
	const known = [a.kind, b.kind].every((kind) => MEASURES.has(kind));
	const differ = a.kind !== b.kind || a.exponent !== b.exponent;
	return known && differ ? printUnit(sign) : undefined;
}

const MEASURES = new Set(['g', 'L', 'eq', 'mol', '[IU]']);

function rateOf(one: Element): string | undefined {
	const plain = quantity(element(one.rateQuantity));
	if (plain !== undefined) return printDose(plain);
	const { numerator, denominator } = element(one.rateRatio);
	const above = quantity(element(numerator));
	const below = quantity(element(denominator));
	if (above === undefined || below === undefined) return undefined;
	const time = below.value === 1 ? below.unit : `${printNumber(below.value)} ${below.unit}`;
	return `${printNumber(above.value)} ${printUnit(`${above.unit}/${time}`)}`;
}

/** `40 mg`, `1 to 2 tablets` */
export function printDose({ value, unit, high }: FactQuantity): string {
	const words = unit === '' ? '' : ` ${printUnit(unit, high ?? value)}`;
	return `${printRange(value, high)}${words}`;
}

function print(step: Omit<Step, 'text' | 'flags' | 'clashes'>, dosage: Element): string {
	const needed =
		step.asNeeded === true ? ['as needed', step.asNeededFor].filter(Boolean).join(' ') : '';
	const extra = namesOf(dosage.additionalInstruction).map((one) => tidied(one, 100).text);
	const site = nameOf(dosage.site);
	const main = [
		step.dose === undefined ? '' : printDose(step.dose),
		step.rate === undefined ? '' : `at ${step.rate}`,
		step.route?.text ?? '',
		site === undefined ? '' : `(${tidy(site, 100).text})`,
		step.frequency?.text ?? '',
		needed,
		step.duration ?? '',
	]
		.filter((one) => one !== '')
		.join(' ');
	return [main, step.most ?? '', joined(extra)].filter((one) => one !== '').join(', ');
}
