import type { Hl7Message } from '../../../formats/hl7';
import { cwe, dtm, ei, xcn, type AuthorityNames } from './datatypes';
import { Line } from './line';
import type { Part } from './resource-reading';
import { valueOf } from './values';

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

/** OBX of an Observation, then its notes. */
export function writeObx(
	message: Hl7Message,
	number: number,
	observation: Part,
	subId?: string,
): void {
	const obx = new Line(message, 'OBX').put(1, String(number));
	const value = valueOf(observation);
	if (value !== undefined) {
		obx.put(2, value.type);
		value.write(obx);
		if (value.unit !== undefined) obx.one(6, value.unit);
	}
	obx.one(3, cwe(observation.get('code')));
	obx.put(4, subId);
	obx.put(7, rangeIn(observation));
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
	// An empty OBX-5 says that there is no value; that somebody knows why, it does not say.
	const absent = observation.get('dataAbsentReason').first('coding');
	if (absent.get('code').is('unknown')) observation.get('dataAbsentReason').passOver();
	for (const [at, note] of observation.list('note').entries()) {
		new Line(message, 'NTE').put(1, String(at + 1)).put(3, note.get('text').text);
	}
}

/** Sub-ids of the results of a message: those of one code are told apart by them (OBX-4). */
export function subIdsOf(observations: readonly Part[]): Array<string | undefined> {
	const codes = observations.map((one) => codeIn(one.get('code')));
	return codes.map((code, at) => {
		if (codes.filter((one) => one === code).length < 2) return undefined;
		return String(codes.slice(0, at + 1).filter((one) => one === code).length);
	});
}

function codeIn(concept: Part): string {
	const { coding: [first] = [], text } = (concept.bare ?? {}) as {
		coding?: Array<{ system?: string; code?: string }>;
		text?: string;
	};
	return JSON.stringify([first?.system, first?.code ?? text]);
}

/** OBX-7 has the unit of OBX-6: ends of another one are left unread, and so told. */
function rangeIn(observation: Part): string | undefined {
	const range = observation.first('referenceRange');
	const text = range.get('text').text;
	const unitIn = (part: Part) =>
		JSON.stringify([part.get('code').bare ?? part.get('unit').bare, part.get('system').bare]);
	const value = observation.get('valueQuantity');
	const given = ['low', 'high'].map((end) => range.get(end)).filter((end) => end.exists);
	const isOther = given.some(
		(end) => (end.get('unit').exists || end.get('code').exists) && unitIn(end) !== unitIn(value),
	);
	if (value.exists && isOther) return text;
	const [low, high] = ['low', 'high'].map((end) => range.get(end).get('value').text);
	for (const end of given) end.passOver();
	return text ?? rangeOf(low, high);
}

/** The ends of a range as OBX-7 has them (7.4.2.7). */
function rangeOf(low: string | undefined, high: string | undefined): string | undefined {
	if (low !== undefined && high !== undefined) return `${low}-${high}`;
	if (low !== undefined) return `>=${low}`;
	return high === undefined ? undefined : `<=${high}`;
}

/** The laboratory's number of a report: one of type FILL, else the first that is not the placer's. */
function numberIn(report: Part): Part | undefined {
	const numbers = report.list('identifier');
	const kindOf = (one: Part): unknown => one.get('type').first('coding').get('code').bare;
	return (
		numbers.find((one) => kindOf(one) === 'FILL') ?? numbers.find((one) => kindOf(one) !== 'PLAC')
	);
}

/** OBR of a DiagnosticReport. */
export function writeReportObr(message: Hl7Message, report: Part, names: AuthorityNames): Line {
	const obr = new Line(message, 'OBR').put(1, '1');
	const placer = report.first('basedOn').get('identifier');
	if (placer.exists) obr.one(2, ei(placer, names));
	const filler = numberIn(report);
	if (filler !== undefined) obr.one(3, ei(filler, names));
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
