import type { Comparison } from './name';

/**
 * Compares a DICOM birth date (YYYYMMDD) with a FHIR date.
 *
 * @returns `absent` also for a partial date in the chart (`1950`, `1950-03`) that does not
 *   contradict: it proves nothing. Whether that is enough is a matter of policy.
 */
export function compareBirthDate(dicomDate: string, chartDate: string | undefined): Comparison {
	if (dicomDate === '' || chartDate === undefined || chartDate === '') return 'absent';
	if (!/^\d{8}$/.test(dicomDate) || !/^\d{4}(-\d\d(-\d\d)?)?$/.test(chartDate)) return 'differ';
	const digits = chartDate.replaceAll('-', '');
	if (digits.length === 8) return digits === dicomDate ? 'agree' : 'differ';
	return dicomDate.startsWith(digits) ? 'absent' : 'differ';
}

/** (0010,0040) to AdministrativeGender. */
const GENDERS: Record<string, string> = { M: 'male', F: 'female', O: 'other' };

/** `unknown` in the chart says nothing and counts as absent. */
export function compareSex(dicomSex: string, gender: string | undefined): Comparison {
	if (dicomSex === '' || gender === undefined || gender === '' || gender === 'unknown') {
		return 'absent';
	}
	return GENDERS[dicomSex.toUpperCase()] === gender ? 'agree' : 'differ';
}
