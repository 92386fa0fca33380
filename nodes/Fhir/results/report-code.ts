import { HospitalError } from '../../shared/errors';

/** A LOINC code: up to seven digits, a hyphen and the check digit. */
const LOINC = /^\d{1,7}-\d$/;

/**
 * The code of the report, as a person entered it. A report that nobody can find by its code, or that
 * has no title in the chart, is not written.
 *
 * @throws HospitalError `report-code-invalid` or `report-title-missing`
 */
export function reportCodeOf(
	code: unknown,
	title: unknown,
): { system: string; code: string; display: string } {
	const loinc = typeof code === 'string' ? code.trim() : '';
	const display = typeof title === 'string' ? title.trim() : '';
	if (!LOINC.test(loinc)) {
		throw new HospitalError('report-code-invalid', 'The Report Code is not a LOINC code', {
			nextStep:
				'Nothing was written. Enter the LOINC code of the examination: digits, a hyphen and one digit, such as 30799-1.',
		});
	}
	if (display === '') {
		throw new HospitalError('report-title-missing', 'The Report Title is empty', {
			nextStep:
				'Nothing was written. Enter what the Report Code means, such as CT Head WO contrast.',
		});
	}
	return { system: 'http://loinc.org', code: loinc, display };
}
