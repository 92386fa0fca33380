import { PRIORITIES, type Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

/** Seconds of silence that make sense: less than 0.1 would split a study between two images. */
const QUIET_PERIOD = { least: 0.1, most: 86_400 };
const QUIET_PERIOD_FORM = 'a number of seconds from 0.1 to 86400';
/** Minutes of a year. */
const LONGEST_WAIT = 525_600;
/** Gigabytes: a petabyte. */
const MOST_FREE_SPACE = 1_048_576;
/** PS3.5 6.2 CS, as Modality (0008,0060) is one. */
const MODALITY = /^[A-Z0-9_][A-Z0-9_ ]{0,15}$/;

/** @throws HospitalError `field-invalid` unless it is a whole number from 1 to 65535 */
export function checkPort(value: unknown): number {
	const port = asNumber(value);
	if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
	return refuse('Port', value, 'a whole number from 1 to 65535, such as 11112');
}

/**
 * @returns milliseconds
 * @throws HospitalError `field-invalid` unless it is 0.1 to 86400 seconds
 */
export function checkQuietPeriod(value: unknown): number {
	const seconds = asNumber(value);
	if (isQuietPeriod(seconds)) return seconds * 1000;
	return refuse('Complete After Silence (Seconds)', value, `${QUIET_PERIOD_FORM}, such as 10`);
}

/**
 * Reads `US=60, MR=30`.
 *
 * @returns milliseconds by modality
 * @throws HospitalError `field-invalid`
 */
export function checkQuietPeriods(entries: readonly string[]): Record<string, number> {
	const periods = entries.map((entry): [string, number] => {
		const [modality, seconds, ...rest] = entry.split('=').map((part) => part.trim());
		const period = asNumber(seconds);
		if (rest.length === 0 && MODALITY.test(modality) && isQuietPeriod(period)) {
			return [modality, period * 1000];
		}
		return refuse(
			'Silence by Modality',
			entry,
			`a modality in capital letters, an equals sign and ${QUIET_PERIOD_FORM}, such as US=60`,
		);
	});
	return Object.fromEntries(periods);
}

/**
 * @returns milliseconds, undefined for 0: no limit
 * @throws HospitalError `field-invalid` unless it is 0 to 525600 minutes
 */
export function checkLongestWait(value: unknown): number | undefined {
	const minutes = asNumber(value);
	if (minutes === 0) return undefined;
	if (minutes > 0 && minutes <= LONGEST_WAIT) return minutes * 60_000;
	return refuse(
		'Longest Wait (Minutes)',
		value,
		`a number of minutes from 0 to ${LONGEST_WAIT}; 0 waits without limit`,
	);
}

/**
 * @returns bytes
 * @throws HospitalError `field-invalid`: a limit that is no number would never hold
 */
export function checkFreeSpace(value: unknown): number {
	const gigabytes = asNumber(value);
	if (gigabytes >= 0 && gigabytes <= MOST_FREE_SPACE) return gigabytes * 1024 ** 3;
	return refuse('Free Disk Space to Keep (GB)', value, `a number from 0 to ${MOST_FREE_SPACE}`);
}

/** @throws HospitalError `field-invalid`: work that is urgent must not silently become routine */
export function checkPriority(value: unknown): Priority {
	const priority = PRIORITIES.find((one) => one === value);
	return priority ?? refuse('Priority', value, `one of ${PRIORITIES.join(', ')}`);
}

const isQuietPeriod = (seconds: number): boolean =>
	seconds >= QUIET_PERIOD.least && seconds <= QUIET_PERIOD.most;

/** Expressions and imported workflows also give numbers as text. NaN for everything else. */
function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** These fields are settings of the site: their values may be shown. */
function refuse(label: string, value: unknown, form: string): never {
	throw new HospitalError('field-invalid', `The field "${label}" holds ${shown(value)}`, {
		nextStep: `Open the DICOM Trigger and enter ${form}.`,
	});
}

function shown(value: unknown): string {
	if (typeof value === 'number') return String(value);
	if (value === undefined || value === null || value === '') return 'nothing';
	return typeof value === 'string'
		? `"${value.slice(0, 40)}"`
		: 'something other than a number or text';
}
