import type { FactFlag, LabData } from '../../../shared/contracts/clinical-facts';
import { codesOf, element, elements, nameOf, number, string, type Element } from '../elements';
import { tidy } from '../words/tidy';
import { convert } from '../words/ucum';
import { isTime, printDate } from '../words/times';

/** What one observation, or one component of it, says. */
export interface Value {
	value?: number;
	comparator?: string;
	/** As the chart has it. */
	unit?: string;
	text?: string;
	flags: FactFlag[];
}

const COMPARATORS = new Set(['<', '<=', '>=', '>']);

/** The value in any of FHIR's forms (Observation.value[x]); undefined when there is none. */
export function valueOf(one: Element): Value | undefined {
	const quantity = element(one.valueQuantity);
	const value = number(quantity.value) ?? number(one.valueInteger);
	if (value !== undefined) {
		const unit = unitOf(quantity);
		const comparator = string(quantity.comparator);
		return {
			value,
			...(comparator !== undefined && COMPARATORS.has(comparator) && { comparator }),
			...(unit !== undefined && { unit }),
			flags: unit === undefined && one.valueInteger === undefined ? ['no-unit'] : [],
		};
	}
	const text = textOf(one);
	if (text === undefined) return undefined;
	const { text: line, flags } = tidy(text);
	return line === '' ? undefined : { text: line, flags };
}

/** The unit that people read, else the code. */
export const unitOf = (quantity: Element): string | undefined => {
	const unit = string(quantity.unit) ?? string(quantity.code);
	return unit === undefined || unit === '1' ? undefined : unit.trim().slice(0, 60);
};

function textOf(one: Element): string | undefined {
	const concept = nameOf(one.valueCodeableConcept);
	if (concept !== undefined) return concept;
	const text = string(one.valueString);
	if (text !== undefined) return text;
	if (typeof one.valueBoolean === 'boolean') return one.valueBoolean ? 'yes' : 'no';
	if (isTime(one.valueDateTime)) return printDate(one.valueDateTime);
	const { low, high } = element(one.valueRange);
	if (low !== undefined || high !== undefined) return rangeText(element(low), element(high));
	const { numerator, denominator } = element(one.valueRatio);
	const [above, below] = [number(element(numerator).value), number(element(denominator).value)];
	// A titre: 1:160. A ratio of two quantities with units is not written as one number.
	if (above !== undefined && below !== undefined) {
		const [a, b] = [unitOf(element(numerator)), unitOf(element(denominator))];
		return `${above}${a === undefined ? '' : ` ${a}`}:${below}${b === undefined ? '' : ` ${b}`}`;
	}
	return string(one.valueTime);
}

function rangeText(low: Element, high: Element): string | undefined {
	const unit = unitOf(high) ?? unitOf(low);
	const from = number(low.value);
	const to = number(high.value);
	if (from === undefined || to === undefined) return undefined;
	return `${from} to ${to}${unit === undefined ? '' : ` ${unit}`}`;
}

export type Range = NonNullable<LabData['range']>;

/**
 * The reference range, where exactly one is for everybody or is called the normal one. Of several that
 * depend on age or sex none is taken: which is right is not guessed.
 */
export function rangeOf(one: Element, value: Value): Range | undefined {
	const all = elements(one.referenceRange);
	const normal = all.filter(({ type, appliesTo, age }) => {
		const code = codesOf(type)[0]?.code;
		return (
			(code === undefined || code === 'normal') && appliesTo === undefined && age === undefined
		);
	});
	const [range] = normal.length === 1 ? normal : all.length === 1 ? all : [];
	if (range === undefined) return undefined;
	const low = inUnit(element(range.low), value.unit);
	const high = inUnit(element(range.high), value.unit);
	const text = string(range.text);
	if (low === undefined && high === undefined && text === undefined) return undefined;
	return {
		...(low !== undefined && { low }),
		...(high !== undefined && { high }),
		...(value.unit !== undefined &&
			(low !== undefined || high !== undefined) && { unit: value.unit }),
		...(text !== undefined && { text: tidy(text, 100).text }),
	};
}

/** A bound in the unit of the value; one without a unit is in that of the value. */
function inUnit(bound: Element, unit: string | undefined): number | undefined {
	const value = number(bound.value);
	const own = unitOf(bound);
	if (value === undefined || own === undefined || own === unit) return value;
	return unit === undefined ? undefined : convert(value, own, unit);
}
