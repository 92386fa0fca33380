import type { ChartFrequency } from '../reading/same-frequency';
import { readUnit } from '../reading/written-units';
import type { Directions, FactOf, FactQuantity } from '../../../shared/contracts/clinical-facts';
import { readFrequency, type PartOfDay } from '../reading/frequency';
import { readQuantity, type Quantity } from '../reading/quantities';
import { routeOf } from '../reading/routes';
import { isForm, type Unit } from '../reading/units';
import { tokenise } from '../text/tokens';

/** A dose that a text may say for a step. */
export interface AllowedDose {
	value: number;
	high?: number;
	unit?: Unit;
	text: string;
}

/** One step of a medicine, in the terms in which a sentence is read. */
export interface Step {
	readonly doses: readonly AllowedDose[];
	readonly route?: string;
	readonly frequency: ChartFrequency;
	readonly durationDays?: number;
	readonly rates: readonly Quantity[];
	readonly text: string;
}

export interface Regimen {
	readonly steps: readonly Step[];
	readonly before: readonly Step[];
	/** Strengths that stand in the name: 40 mg of "furosemide 40 mg tablet". */
	readonly strengths: readonly AllowedDose[];
}

const regimens = new WeakMap<FactOf<'medication'>, Regimen>();

/** What the chart says about how a medicine is taken. */
export function regimenOf(fact: FactOf<'medication'>): Regimen {
	let regimen = regimens.get(fact);
	if (regimen === undefined) {
		const strengths = strengthsOf(fact.data.name);
		const own = fact.data.steps.length > 0 ? fact.data.steps : [asStep(fact)];
		regimen = {
			strengths,
			steps: own.map((step) => stepOf(step, strengths, fact.data.name)),
			before: (fact.data.before?.steps ?? []).map((step) =>
				stepOf(step, strengthsOf(fact.data.before?.name ?? ''), fact.data.before?.name ?? ''),
			),
		};
		regimens.set(fact, regimen);
	}
	return regimen;
}

const asStep = ({ data, parts }: FactOf<'medication'>): Directions => ({
	text: parts?.directions ?? '',
	dose: data.dose,
	doseText: data.doseText,
	route: data.route,
	frequency: data.frequency,
	asNeeded: data.asNeeded,
});

function quantitiesIn(text: string): Quantity[] {
	const { tokens } = tokenise(text);
	const found: Quantity[] = [];
	for (let at = 0; at < tokens.length; ) {
		const frequency = readFrequency(tokens, at);
		const quantity = frequency === undefined ? readQuantity(tokens, at) : undefined;
		if (quantity?.unit !== undefined) found.push(quantity);
		at = frequency?.to ?? quantity?.to ?? at + 1;
	}
	return found;
}

const strengthsOf = (name: string): AllowedDose[] =>
	quantitiesIn(name)
		.filter(({ unit }) => unit!.dimension !== 'time')
		.map(({ value, second, unit, unitText }) => ({
			value,
			high: second,
			unit,
			text: `${value} ${unitText}`,
		}));

export function unitNamed(text: string | undefined): Unit | undefined {
	if (text === undefined || text === '') return undefined;
	const { tokens } = tokenise(text);
	// "{tbl}" and "[iU]" are units of UCUM in brackets; "tablet(s)" has its ending in brackets.
	return (
		readUnit(tokens, 0)?.unit ?? readUnit(tokenise(text.replace(/[()[\]{}]/g, '')).tokens, 0)?.unit
	);
}

function allowed(quantity: FactQuantity): AllowedDose {
	return {
		value: quantity.value,
		high: quantity.high,
		unit: unitNamed(quantity.unit),
		text: `${quantity.value}${quantity.high === undefined ? '' : `-${quantity.high}`} ${quantity.unit}`,
	};
}

function stepOf(step: Directions, strengths: readonly AllowedDose[], name: string): Step {
	const doses: AllowedDose[] = [];
	if (step.dose !== undefined) doses.push(allowed(step.dose));
	const words = `${step.doseText ?? ''} ; ${step.dose === undefined ? step.text : ''}`;
	for (const one of quantitiesIn(words)) {
		if (one.unit!.dimension !== 'time')
			doses.push({
				value: one.value,
				high: one.second,
				unit: one.unit,
				text: `${one.value} ${one.unitText}`,
			});
	}
	// "1 tablet" of 40 mg is 40 mg; a chart that names a strength and no dose is read the same way.
	const counts = doses.filter(({ unit }) => unit === undefined || isForm(unit));
	const single = strengths.filter(
		({ unit }) => unit !== undefined && !unit.dimension.includes('/'),
	);
	for (const strength of single) {
		if (doses.length === 0) doses.push(strength);
		for (const count of counts) {
			doses.push({
				...strength,
				value: strength.value * count.value,
				high: count.high === undefined ? undefined : strength.value * count.high,
			});
		}
	}
	// "5 mg / 325 mg": a pair is said together.
	if (single.length > 1 && doses.length > 0)
		doses.push({
			value: single[0].value,
			high: single[1].value,
			unit: single[0].unit,
			text: `${single[0].value}/${single[1].text}`,
		});
	return {
		doses,
		route: routeNamed(step, name),
		frequency: frequencyOf(step),
		durationDays: durationOf(step.duration),
		rates: step.rate === undefined ? [] : quantitiesIn(step.rate),
		text: step.text,
	};
}

function routeNamed(step: Directions, name: string): string | undefined {
	const own =
		step.route === undefined
			? undefined
			: routeOf(step.route.code, tokenise(step.route.text).tokens);
	return (
		own ??
		routeOf(undefined, tokenise(step.text).tokens) ??
		routeOf(undefined, tokenise(name).tokens)
	);
}

const EVENTS: Readonly<Record<string, PartOfDay>> = {
	HS: 'night',
	NIGHT: 'night',
	MORN: 'morning',
	'MORN.early': 'morning',
	'MORN.late': 'morning',
	NOON: 'noon',
	AFT: 'evening',
	EVE: 'evening',
	C: 'meals',
	CM: 'morning',
	CD: 'noon',
	CV: 'evening',
	AC: 'before-meals',
	ACM: 'morning',
	ACD: 'noon',
	ACV: 'evening',
	PC: 'after-meals',
	PCM: 'morning',
	PCD: 'noon',
	PCV: 'evening',
};

function frequencyOf(step: Directions): ChartFrequency {
	const text = step.frequency?.text ?? step.text;
	const when: PartOfDay[] = [];
	let hours: number | undefined;
	let hoursHigh: number | undefined;
	let asNeeded = step.asNeeded ?? false;
	for (const source of [text, step.text]) {
		const { tokens } = tokenise(source);
		for (let at = 0; at < tokens.length; at++) {
			const found = readFrequency(tokens, at);
			if (found === undefined) continue;
			if (hours === undefined) {
				hours = found.hours;
				hoursHigh = found.hoursHigh;
			}
			when.push(...found.when);
			asNeeded ||= found.asNeeded;
			at = found.to - 1;
		}
		if (hours !== undefined) break;
	}
	if (hours === undefined && step.frequency?.perDay) {
		hours = 24 / (step.frequency.perDayHigh ?? step.frequency.perDay);
		hoursHigh = step.frequency.perDayHigh && 24 / step.frequency.perDay;
	}
	for (const code of step.frequency?.when ?? []) if (EVENTS[code]) when.push(EVENTS[code]);
	return { hours, hoursHigh, when: [...new Set(when)], asNeeded };
}

const DAY = 86_400;

/** "for 5 days" and "from 2026-11-02 to 2026-11-06" in days; both ends of a period count. */
function durationOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const time = quantitiesIn(text).find(({ unit }) => unit!.dimension === 'time');
	if (time !== undefined) return (time.value * time.unit!.factor) / DAY;
	const dates = [...text.matchAll(/\d{4}-\d\d-\d\d/g)].map(([date]) => Date.parse(date));
	return dates.length === 2 ? Math.round((dates[1] - dates[0]) / 86_400_000) + 1 : undefined;
}

export { quantitiesIn };
