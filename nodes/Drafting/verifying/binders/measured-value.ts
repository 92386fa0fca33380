import type { FactOf } from '../../../shared/contracts/clinical-facts';
import { unitNamed } from '../chart/directions';
import { PLAIN_LIMITS } from '../lexicon/measures';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { sameQuantity, type Unit } from '../reading/units';
import { type Judgement, hitsAs } from './judgement';

export type Measured = FactOf<'lab'> | FactOf<'vital'>;

export function factsOf(judgement: Judgement, term: Term): Measured[] {
	const hits = hitsAs(term, 'lab', 'vital') as Measured[];
	if (hits.length > 0) return hits;
	// "vancomycin level": the name of the medicine and the word behind it.
	return judgement.chart.of('lab').filter((fact) => term.hits.some((hit) => hit.fact === fact));
}

export function valueProblem(quantity: Quantity, fact: Measured, term: Term): string | undefined {
	const { data } = fact;
	if (data.components !== undefined && data.components.length > 0)
		return pressureProblem(quantity, data.components, term);
	if (data.value === undefined)
		return fact.data.text?.includes(String(quantity.value)) ? undefined : 'lab-value';
	if (quantity.second !== undefined) return 'lab-value';
	const unit = unitNamed(data.unit);
	if ((quantity.comparator ?? '') !== (data.comparator ?? '')) return 'lab-value';
	if (quantity.unit === undefined)
		return close(quantity, data.value) || isWrittenOut(quantity, data.value, unit)
			? undefined
			: 'lab-value';
	if (unit === undefined)
		return data.unit === undefined || data.unit === ''
			? 'lab-unit'
			: close(quantity, data.value) &&
				  data.unit.toLowerCase().startsWith(quantity.unitText.slice(0, 2))
				? undefined
				: 'lab-unit';
	if (unit.dimension !== quantity.unit.dimension) {
		if (sameEquivalents(quantity, fact, unit)) return undefined;
		if (sameTemperature(quantity, data.value, unit.dimension)) return undefined;
		return close(quantity, data.value) ? 'lab-unit' : 'lab-value';
	}
	if (sameQuantity(quantity.value, quantity.unit, data.value, unit)) return undefined;
	const factor = unit.factor / quantity.unit.factor;
	if (close(quantity, data.value * factor)) return undefined;
	return quantity.value === data.value ? 'lab-unit' : 'lab-value';
}

/** "A white count of 14,200" for 14.2 thousand per microlitre: a count of cells without its unit. */
const isWrittenOut = (quantity: Quantity, value: number, unit: Unit | undefined): boolean =>
	unit?.dimension === 'count/volume' &&
	quantity.value >= 1000 &&
	quantity.decimals === 0 &&
	[1e3, 1e6].some(
		(factor) =>
			Math.abs(unit.factor / PER_MICROLITRE - factor) < 1e-6 * factor &&
			Math.abs(quantity.value - value * factor) < 0.5,
	);

/** One cell per microlitre, in the base unit. */
const PER_MICROLITRE = 1e6;

const MONOVALENT =
	/^(?:serum |plasma |blood )?(?:sodium|potassium|chloride|bicarbonate|na|k|cl|hco3|carbon dioxide|total co2|co2)\b/i;

/** One millimole of an ion of one charge is one milliequivalent: for these four, and for no other. */
function sameEquivalents(quantity: Quantity, { data }: Measured, unit: Unit): boolean {
	const pair = [quantity.unit!.dimension, unit.dimension].sort().join(' ');
	return (
		pair === 'amount/volume equivalent/volume' &&
		MONOVALENT.test(data.name) &&
		close(quantity, (data.value! * unit.factor) / quantity.unit!.factor)
	);
}

/** 98.6 °F is 37.0 °C, within the digits shown. */
function sameTemperature(quantity: Quantity, value: number, dimension: string): boolean {
	const from = quantity.unit!.dimension;
	if (!dimension.startsWith('temperature')) return false;
	if (from === 'degree') return close(quantity, value);
	if (!from.startsWith('temperature')) return false;
	const converted = from === 'temperature-f' ? (value * 9) / 5 + 32 : ((value - 32) * 5) / 9;
	return Math.abs(converted - quantity.value) < 0.06;
}

/**
 * Equal, or the same within the digits that the text shows: 1.42 may be shown as 1.4 and 1234.5 as
 * 1235. 8.1 is not shown as 8: the digit behind the point is what a reader looks at.
 */
export function close(quantity: Quantity, value: number): boolean {
	if (quantity.value === value) return true;
	const size = 10 ** quantity.decimals;
	const rounded = Math.round(value * size + 1e-9) / size;
	if (Math.abs(quantity.value - value) <= 1e-9 * Math.abs(value)) return true;
	if (quantity.decimals === 0 && quantity.value < 100) return false;
	return (
		Math.abs(rounded - quantity.value) < 1e-9 &&
		Math.abs(value - quantity.value) <= 0.02 * Math.abs(value)
	);
}

function pressureProblem(
	quantity: Quantity,
	components: NonNullable<Measured['data']['components']>,
	term: Term,
): string | undefined {
	const find = (pattern: RegExp) =>
		components.find(({ name }) => pattern.test(name.toLowerCase()))?.value;
	const systolic = find(/systolic/) ?? components[0]?.value;
	const diastolic = find(/diastolic/) ?? components[1]?.value;
	if (quantity.unit !== undefined && quantity.unit.dimension !== 'pressure') return 'lab-unit';
	if (quantity.between === '/')
		return quantity.value === systolic && quantity.second === diastolic ? undefined : 'lab-value';
	const name = term.concepts[0]?.name ?? '';
	const one = name.startsWith('diastolic')
		? diastolic
		: name.startsWith('systolic')
			? systolic
			: undefined;
	return (one === undefined
		? quantity.value === systolic || quantity.value === diastolic
		: quantity.value === one) && quantity.second === undefined
		? undefined
		: 'lab-value';
}

/** True when a word of direction is plainly wrong for a value of an analyte. */
export function plainlyOut(name: string, value: number): 'low' | 'high' | 'normal' | undefined {
	const limits = PLAIN_LIMITS[name];
	if (limits === undefined) return undefined;
	return value < limits[0] ? 'low' : value > limits[1] ? 'high' : 'normal';
}
