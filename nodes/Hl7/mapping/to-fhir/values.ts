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

/** What stands in a field although its type has no place for it, as the field has it; told. */
function literal(field: ReadField): string | undefined {
	const text = field.whole();
	if (text !== undefined) field.warn('part-left-over');
	return text;
}

/** What stands behind an unescaped `^`: 10^3/uL, kg/m^2 and x10^9/L are no units "10", "kg/m", "x10". */
const EXPONENT = /^[-+]?\d{1,2}(?:$|\/|\.[A-Za-z])/;

/** OBX-6: a unit, with its UCUM code where the sender says that it is one. */
export function unitOf(field: ReadField | undefined): Unit {
	if (field === undefined) return {};
	const code = field.text(1);
	const system = field.text(3);
	if (field.isCut(1) || EXPONENT.test(field.text(2) ?? '')) {
		const unit = literal(field);
		return unit === undefined ? {} : { unit };
	}
	const isUcum = /^UCUM$/i.test(system ?? '');
	// Beside a code that is no UCUM the words are another name for it: the code is the unit.
	const words = isUcum || code === undefined ? field.text(2) : undefined;
	if (code === undefined && words === undefined) return {};
	if (system === undefined && words === undefined && field.has(2)) field.warn('part-left-over');
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
	if (first === undefined || fields.every((field) => field.isDeleted)) {
		for (const field of fields) field.passOver();
		return {};
	}
	switch (type) {
		case 'NM':
			return fields.length > 1
				? withUnit(texts(fields).valueString, unitOf(obx.field(6)))
				: quantity(first, unitOf(obx.field(6)));
		case 'SN':
			if (fields.length > 1) return withUnit(texts(fields).valueString, unitOf(obx.field(6)));
			return structured(first, () => unitOf(obx.field(6)));
		case 'CE':
		case 'CWE':
		case 'CF':
		case 'CNE':
			return concepts(fields);
		case 'DT':
		case 'TS':
		case 'DTM':
			return timed(first, 'valueDateTime', fhirDateTime(first, timeZone));
		case 'TM':
			return timed(first, 'valueTime', fhirTime(first));
		case 'ST':
		case 'TX':
		case 'FT':
		case 'IS':
		case 'ID':
		case undefined:
			return texts(fields);
		default:
			first.warn('value-not-mapped');
			return {};
	}
}

function timed(field: ReadField, name: string, value: string | undefined): Record<string, unknown> {
	if (value === undefined) field.warn('value-not-mapped');
	return value === undefined ? {} : { [name]: value };
}

function quantity(field: ReadField, unit: Unit): Record<string, unknown> {
	const text = field.text(1);
	if (field.hasLeftOver) return withUnit(literal(field), unit);
	const value = decimal(text);
	if (value !== undefined) {
		if (/\.\d*0$/.test(text as string)) field.warn('number-shortened');
		return { valueQuantity: { value, ...unit } };
	}
	if (text === undefined) return {};
	field.warn('number-invalid');
	return withUnit(text, unit);
}

/** The unit must not get lost with the number that it belongs to. */
const withUnit = (text: string | undefined, { unit }: Unit): Record<string, unknown> =>
	text === undefined ? {} : { valueString: [text, unit].filter(Boolean).join(' ') };

const COMPARATORS = new Set(['<', '<=', '>', '>=']);
/** What may stand between the two numbers of SN, or behind the first (2A.3.68). */
const SEPARATORS = new Set(['-', '+', '/', '.', ':']);

/** SN: `>^100`, `^1^:^128`, `^10^-^20`, `^2^+`. */
function structured(field: ReadField, unitAsked: () => Unit): Record<string, unknown> {
	const [comparator, text1, separator, text2] = [1, 2, 3, 4].map((part) => field.text(part));
	const [value1, value2] = [decimal(text1), decimal(text2)];
	const isWhole =
		value1 !== undefined &&
		(text2 === undefined || value2 !== undefined) &&
		(separator === undefined ? text2 === undefined : SEPARATORS.has(separator)) &&
		/^(?:[<>]=?|=|<>)?$/.test(comparator ?? '');
	// Parts put together that do not belong together would be another number: <^10^5 is not <105.
	if (!isWhole || field.hasLeftOver) return withUnit(literal(field), unitAsked());
	if ([text1, text2].some((text) => /\.\d*0$/.test(text ?? ''))) field.warn('number-shortened');
	if (separator === undefined) {
		if (comparator === undefined || comparator === '=') {
			return { valueQuantity: { value: value1, ...unitAsked() } };
		}
		if (COMPARATORS.has(comparator)) {
			return { valueQuantity: { value: value1, comparator, ...unitAsked() } };
		}
	}
	if (value2 !== undefined && comparator === undefined) {
		if (separator === '-') {
			const unit = unitAsked();
			return { valueRange: { low: { value: value1, ...unit }, high: { value: value2, ...unit } } };
		}
		if (separator === ':' || separator === '/') {
			return { valueRatio: { numerator: { value: value1 }, denominator: { value: value2 } } };
		}
	}
	const text = [comparator, text1, separator, text2].filter(Boolean).join('');
	return withUnit(text, unitAsked());
}

/** CWE: one concept; several are lines, each with its words and its code. */
function concepts(fields: readonly ReadField[]): Record<string, unknown> {
	const [first] = fields;
	if (fields.length === 1) {
		const concept = codeableConcept(first);
		if (first?.hasLeftOver === true) first.warn('part-left-over');
		return concept === undefined ? {} : { valueCodeableConcept: concept };
	}
	const lines = fields.map((field) => {
		const [code, words, system] = [1, 2, 3].map((part) => field.text(part));
		const coded = [system, code].filter(Boolean).join(' ');
		const text = words ?? field.text(9);
		return text === undefined ? coded : coded === '' ? text : `${text} (${coded})`;
	});
	return textOf(lines);
}

/** Lines of text, each as it stands: these types have no components. Repetitions are lines. */
const texts = (fields: readonly ReadField[]): { valueString?: string } =>
	textOf(fields.map((field) => field.whole() ?? ''));

function textOf(lines: readonly string[]): { valueString?: string } {
	const valueString = lines.join('\n');
	return valueString.trim() === '' ? {} : { valueString };
}

/** OBX-7: the range as the laboratory writes it, and its ends where they are plain numbers. */
export function referenceRange(obx: ReadSegment): object[] | undefined {
	const text = obx.field(7)?.whole();
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
