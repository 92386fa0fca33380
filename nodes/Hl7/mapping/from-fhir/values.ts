import { hl7DateTime } from '../datatypes/times';
import { cwe, type Components } from './datatypes';
import { valueNotSayable } from './failures';
import type { Line } from './line';
import type { Part } from './resource-reading';

export interface Value {
	type: string;
	write(line: Line): void;
	unit?: Components;
}

const COMPARATORS = new Set(['<', '<=', '>', '>=']);

/** Each form of a value, in the type that says the same; undefined when nothing says it. */
const FORMS: Readonly<Record<string, (value: Part) => Value | undefined>> = {
	valueQuantity: quantity,
	valueCodeableConcept: (concept) => {
		const components = cwe(concept);
		return { type: 'CWE', write: (line) => line.one(5, components) };
	},
	valueString: ({ text }) => {
		if (text === undefined) return undefined;
		const lines = text.split('\n');
		return {
			type: lines.length > 1 ? 'TX' : 'ST',
			write: (line) => line.parts(5, ...lines.map((one) => [one])),
		};
	},
	valueDateTime: ({ text }) => plain('DTM', hl7DateTime(text)),
	valueTime: ({ text }) => {
		const [, hour, minute, second] = /^(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?$/.exec(text ?? '') ?? [];
		return plain('TM', hour && `${hour}${minute}${second}`);
	},
	valueBoolean: ({ text }) => ({
		type: 'CWE',
		write: (line) => line.one(5, [text === 'true' ? 'Y' : 'N', undefined, 'HL70136']),
	}),
	valueInteger: ({ text }) => plain('NM', text),
	valueRange: range,
	valueRatio: ratio,
};

/**
 * The value of an Observation; undefined when it has none.
 *
 * @throws HospitalError `hl7-value-not-sayable` for one that would be changed or left out: a result
 *   without its value would be taken for one that has none
 */
export function valueOf(observation: Part): Value | undefined {
	if (observation.get('component').exists) throw valueNotSayable('components');
	const name = observation.members.find((one) => /^value[A-Z]/.test(one));
	if (name === undefined) return undefined;
	const value = FORMS[name]?.(observation.get(name));
	if (value === undefined) throw valueNotSayable(`a value of the form ${plainName(name)}`);
	return value;
}

/** Names of the standard say nothing about anybody; anything else is not shown. */
const plainName = (name: string): string =>
	/^value[A-Z][A-Za-z]{3,20}$/.test(name) ? name : 'value';

const plain = (type: string, text: string | undefined): Value | undefined =>
	text === undefined ? undefined : { type, write: (line) => line.put(5, text) };

function quantity(part: Part): Value | undefined {
	const number = part.get('value').text;
	const comparator = part.get('comparator').text;
	const unit = unitOf(part);
	if (number === undefined) return undefined;
	if (comparator === undefined) return { type: 'NM', write: (line) => line.put(5, number), unit };
	if (!COMPARATORS.has(comparator)) return undefined;
	return { type: 'SN', write: (line) => line.one(5, [comparator, number]), unit };
}

function unitOf(part: Part): Components {
	const [unit, system, code] = part.texts('unit', 'system', 'code');
	const ucum = system === 'http://unitsofmeasure.org';
	return ucum && code !== undefined ? [code, unit, 'UCUM'] : [unit ?? code];
}

/** SN: both ends, in one unit. */
function range(part: Part): Value | undefined {
	const [low, high] = [part.get('low'), part.get('high')];
	const [from, to] = [low.get('value').text, high.get('value').text];
	const [unit, other] = [unitOf(low), unitOf(high)];
	if (from === undefined || to === undefined) return undefined;
	if (JSON.stringify(unit) !== JSON.stringify(other)) return undefined;
	return { type: 'SN', write: (line) => line.one(5, [undefined, from, '-', to]), unit };
}

/** SN: a titre; a ratio of quantities with units has no form. */
function ratio(part: Part): Value | undefined {
	const ends = [part.get('numerator'), part.get('denominator')];
	if (ends.some((end) => end.members.some((member) => member !== 'value'))) return undefined;
	const [over, under] = ends.map((end) => end.get('value').text);
	if (over === undefined || under === undefined) return undefined;
	return { type: 'SN', write: (line) => line.one(5, [undefined, over, ':', under]) };
}
