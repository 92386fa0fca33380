import type { Hl7Message } from '../../../formats/hl7';
import type { AuthorityNames } from './datatypes';
import { missing, unknownStatus } from './failures';
import { writeFiles } from './files';
import type { Given } from './given';
import { Line } from './line';
import { OBX_STATUS, subIdsOf, writeObx, writeReportObr } from './observations';
import { writePid, writePv1 } from './people';

/** DiagnosticReport.status as table 0085, for what stands in the report itself. */
const REPORT_OBX_STATUS: Readonly<Record<string, string>> = {
	registered: 'I',
	partial: 'P',
	preliminary: 'P',
	final: 'F',
	amended: 'C',
	corrected: 'C',
	appended: 'C',
	cancelled: 'X',
};

/** ORU^R01 */
export function results(message: Hl7Message, given: Given, authorities: AuthorityNames): void {
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	const report = given.one('DiagnosticReport');
	const status = REPORT_OBX_STATUS[report.get('status').text ?? ''];
	if (status === undefined) throw unknownStatus('DiagnosticReport');
	writeReportObr(message, report, authorities);
	const references = report.list('result').map((one) => one.get('reference').text);
	const observations = given.named('Observation', references);
	// A result that the report names and nobody gave would be missing without a word.
	if (observations.length < references.length) throw missing('Observation');
	const subIds = subIdsOf(observations);
	for (const [at, observation] of observations.entries()) {
		if (OBX_STATUS[observation.get('status').text ?? ''] === undefined)
			throw unknownStatus('Observation');
		writeObx(message, at + 1, observation, subIds[at]);
	}
	// What stands in the report itself is as settled as the report.
	writeFiles(message, report.list('presentedForm'), observations.length, status);
	const conclusion = report.get('conclusion').text;
	if (conclusion !== undefined) {
		const code = '59776-5^Procedure findings^LN';
		new Line(message, 'OBX')
			.put(1, String(observations.length + 1 + report.list('presentedForm').length))
			.put(2, 'TX')
			.raw(3, code)
			.parts(5, ...conclusion.split('\n').map((line) => [line]))
			.put(11, status);
	}
}
