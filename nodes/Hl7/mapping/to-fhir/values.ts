import { codeableConcept } from '../datatypes/codes';
import { fhirDateTime, fhirTime } from '../datatypes/times';
import type { ReadField, ReadSegment } from '../reading';

/** A number as FHIR writes one (decimal), in all its digits; undefined when it is none. */
function decimal(text: string | undefined): number | undefined {
	if (text === undefined || !/^[+-]?\d{1,15}(\.\d{1,15})?$/.test(text)) return undefined;
	const number = Number(text);
	// More digits than a number of this language holds would be changed by it.
	const digits = text.replace(/^[+-]?0*/, '').replace('.', '');
	return digits.length <= 15 ? number : undefined;
}

export interface Unit {
	unit?: string;
	system?: string;
	code?: string;
}

/** OBX-6: a unit, with its UCUM code where the sender says that it is one. */
export function unitOf(field: ReadField | undefined): Unit {
	const code = field?.text(1);
	const isUcum = /^UCUM$/i.test(field?.text(3) ?? '');
	// Beside a code that is no UCUM the words are another name for it: the code is the unit.
	const words = isUcum || code === undefined ? field?.text(2) : undefined;
	if (code === undefined && words === undefined) return {};
	return {
		unit: words ?? code,
		...(isUcum && code !== undefined && { system: 'http://unitsofmeasure.org', code }),
	};
}

/** The value of an observation in the form of its type; empty when there is none. */
export function observationValue(
	obx: ReadSegment,
	lines: readonly ReadSegment[],
	timeZone: string,
): Record<string, unknown> {
	const type = obx.text(2)?.toUpperCase();
	const fields = [obx, ...lines].flatMap((line) => line.repetitions(5));
	const [first] = fields;
	if (first === undefined) return {};
	switch (type) {
		case 'NM':
			return fields.length > 1 ? words(fields) : quantity(first, unitOf(obx.field(6)));
		case 'SN':
			return structured(first, () => unitOf(obx.field(6)));
		case 'CE':
		case 'CWE':
		case 'CF':
		case 'CNE':
			if (fields.length > 1) return words(fields, 2);
			return { valueCodeableConcept: codeableConcept(first) };
		case 'DT':
		case 'TS':
		case 'DTM': {
			const valueDateTime = fhirDateTime(first, timeZone);
			if (valueDateTime === undefined) first.warn('value-not-mapped');
			return valueDateTime === undefined ? {} : { valueDateTime };
		}
		case 'TM': {
			const valueTime = fhirTime(first);
			if (valueTime === undefined) first.warn('value-not-mapped');
			return valueTime === undefined ? {} : { valueTime };
		}
		case 'ST':
		case 'TX':
		case 'FT':
		case 'IS':
		case 'ID':
		case undefined:
			return words(fields);
		default:
			first.warn('value-not-mapped');
			return {};
	}
}

function quantity(field: ReadField, unit: Unit): Record<string, unknown> {
	const text = field.text(1);
	const value = decimal(text);
	if (value !== undefined) {
		if (/\.\d*0$/.test(text as string)) field.warn('number-shortened');
		return { valueQuantity: { value, ...unit } };
	}
	if (text === undefined) return {};
	field.warn('number-invalid');
	// The unit must not get lost with the number that it belongs to.
	return { valueString: [text, unit.unit].filter(Boolean).join(' ') };
}

const COMPARATORS = new Set(['<', '<=', '>', '>=']);

/** SN: `>^100`, `^1^:^128`, `^10^-^20`, `^2^+`. */
function structured(field: ReadField, unitAsked: () => Unit): Record<string, unknown> {
	const [comparator, text1, separator, text2] = [1, 2, 3, 4].map((part) => field.text(part));
	const [value1, value2] = [decimal(text1), decimal(text2)];
	if ([text1, text2].some((text) => /\.\d*0$/.test(text ?? ''))) field.warn('number-shortened');
	if (value1 !== undefined && separator === undefined && text2 === undefined) {
		if (comparator === undefined || comparator === '=') {
			return { valueQuantity: { value: value1, ...unitAsked() } };
		}
		if (COMPARATORS.has(comparator)) {
			return { valueQuantity: { value: value1, comparator, ...unitAsked() } };
		}
	}
	if (value1 !== undefined && value2 !== undefined && comparator === undefined) {
		if (separator === '-') {
			const unit = unitAsked();
			return { valueRange: { low: { value: value1, ...unit }, high: { value: value2, ...unit } } };
		}
		if (separator === ':' || separator === '/') {
			return { valueRatio: { numerator: { value: value1 }, denominator: { value: value2 } } };
		}
	}
	const text = [comparator, text1, separator, text2].filter(Boolean).join('');
	return text === '' ? {} : { valueString: [text, unitAsked().unit].filter(Boolean).join(' ') };
}

/** Lines of text; repetitions are lines. */
function words(fields: readonly ReadField[], component = 1): Record<string, unknown> {
	const lines = fields.map((field) => field.text(component) ?? field.text(1) ?? '');
	const valueString = lines.join('\n');
	return valueString.trim() === '' ? {} : { valueString };
}

/** OBX-7: the range as the laboratory writes it, and its ends where they are plain numbers. */
export function referenceRange(obx: ReadSegment): object[] | undefined {
	const text = obx.text(7);
	if (text === undefined) return undefined;
	const [, low, high] =
		/^([+-]?\d+(?:\.\d+)?)\s*-\s*([+-]?\d+(?:\.\d+)?)$/.exec(text) ??
		/^([+-]?\d+(?:\.\d+)?)\s*()-$/.exec(text) ??
		[];
	const ends = { low: decimal(low), high: decimal(high === '' ? undefined : high) };
	const isNumber = ['NM', 'SN'].includes(obx.text(2)?.toUpperCase() ?? '');
	const unit = isNumber ? unitOf(obx.field(6)) : {};
	return [
		{
			...(ends.low !== undefined && { low: { value: ends.low, ...unit } }),
			...(ends.high !== undefined && { high: { value: ends.high, ...unit } }),
			text,
		},
	];
}
