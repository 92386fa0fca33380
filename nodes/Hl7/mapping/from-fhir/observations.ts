import type { Hl7Message } from '../../../formats/hl7';
import { hl7DateTime } from '../datatypes/times';
import { cwe, dtm, ei, xcn, type AuthorityNames, type Components } from './datatypes';
import { Line } from './line';
import type { Part } from './resource-reading';

/** Observation.status as table 0085. */
export const OBX_STATUS: Readonly<Record<string, string>> = {
	registered: 'I',
	preliminary: 'P',
	final: 'F',
	amended: 'C',
	corrected: 'C',
	cancelled: 'X',
	'entered-in-error': 'W',
};

/** DiagnosticReport.status as table 0123. */
export const OBR_STATUS: Readonly<Record<string, string>> = {
	registered: 'O',
	partial: 'A',
	preliminary: 'P',
	final: 'F',
	amended: 'C',
	corrected: 'C',
	appended: 'C',
	cancelled: 'X',
};

interface Value {
	type: string;
	write(line: Line): void;
	unit?: Components;
}

/** OBX of an Observation, then its notes. */
export function writeObx(message: Hl7Message, number: number, observation: Part): void {
	const obx = new Line(message, 'OBX').put(1, String(number));
	const value = valueOf(observation);
	if (value !== undefined) {
		obx.put(2, value.type);
		value.write(obx);
		if (value.unit !== undefined) obx.one(6, value.unit);
	}
	obx.one(3, cwe(observation.get('code')));
	const range = observation.first('referenceRange');
	const ends = [range.get('low').get('value').text, range.get('high').get('value').text];
	for (const end of ['low', 'high']) range.get(end).passOver();
	obx.put(7, range.get('text').text ?? (ends[0] && ends[1] ? `${ends[0]}-${ends[1]}` : undefined));
	obx.parts(
		8,
		...observation.list('interpretation').map((one) => {
			const coding = one.first('coding');
			coding.get('system').passOver();
			coding.get('display').passOver();
			return [coding.get('code').text ?? one.get('text').text];
		}),
	);
	obx.put(11, OBX_STATUS[observation.get('status').text ?? '']);
	obx.put(14, dtm(observation.get('effectiveDateTime')));
	obx.put(19, dtm(observation.get('issued')));
	observation.get('subject').passOver();
	observation.get('encounter').passOver();
	observation.get('identifier').passOver();
	observation.get('dataAbsentReason').passOver();
	for (const [at, note] of observation.list('note').entries()) {
		new Line(message, 'NTE').put(1, String(at + 1)).put(3, note.get('text').text);
	}
}

/** The value in the type that says the same; undefined when there is none, or none that says it. */
function valueOf(observation: Part): Value | undefined {
	const quantity = observation.get('valueQuantity');
	if (quantity.exists) {
		const number = quantity.get('value').text;
		const comparator = quantity.get('comparator').text;
		const [unit, system, code] = quantity.texts('unit', 'system', 'code');
		const ucum = system === 'http://unitsofmeasure.org';
		const units = ucum && code !== undefined ? [code, unit, 'UCUM'] : [unit ?? code];
		return comparator === undefined
			? { type: 'NM', write: (line) => line.put(5, number), unit: units }
			: { type: 'SN', write: (line) => line.one(5, [comparator, number]), unit: units };
	}
	const concept = observation.get('valueCodeableConcept');
	if (concept.exists) {
		const components = cwe(concept);
		return { type: 'CWE', write: (line) => line.one(5, components) };
	}
	const text = observation.get('valueString').text;
	if (text !== undefined) {
		const lines = text.split('\n');
		return {
			type: lines.length > 1 ? 'TX' : 'ST',
			write: (line) => line.parts(5, ...lines.map((one) => [one])),
		};
	}
	const when = hl7DateTime(observation.get('valueDateTime').text);
	if (when !== undefined) return { type: 'DTM', write: (line) => line.put(5, when) };
	const flag = observation.get('valueBoolean').text;
	if (flag !== undefined) {
		return {
			type: 'CWE',
			write: (line) => line.one(5, [flag === 'true' ? 'Y' : 'N', undefined, 'HL70136']),
		};
	}
	const whole = observation.get('valueInteger').text;
	return whole === undefined ? undefined : { type: 'NM', write: (line) => line.put(5, whole) };
}

/** OBR of a DiagnosticReport. */
export function writeReportObr(message: Hl7Message, report: Part, names: AuthorityNames): Line {
	const obr = new Line(message, 'OBR').put(1, '1');
	const placer = report.first('basedOn').get('identifier');
	if (placer.exists) obr.one(2, ei(placer, names));
	obr.one(3, ei(report.first('identifier'), names));
	obr.one(4, cwe(report.get('code')));
	const period = report.get('effectivePeriod');
	obr.put(7, dtm(report.get('effectiveDateTime')) ?? dtm(period.get('start')));
	obr.put(8, dtm(period.get('end')));
	obr.put(22, dtm(report.get('issued')));
	const section = report.first('category').first('coding');
	if (section.get('system').text?.endsWith('/v2-0074') === true)
		obr.put(24, section.get('code').text);
	obr.put(25, OBR_STATUS[report.get('status').text ?? '']);
	const interpreter = report.first('resultsInterpreter');
	// OBR-32 is NDL: the person stands in subcomponents of its first component.
	const [number, name] = xcn(interpreter, names);
	if (interpreter.exists) obr.parts(32, [[number ?? '', name ?? '']]);
	report.get('subject').passOver();
	report.get('encounter').passOver();
	report.get('result').passOver();
	report.first('basedOn').get('type').passOver();
	report.first('basedOn').get('reference').passOver();
	return obr;
}
