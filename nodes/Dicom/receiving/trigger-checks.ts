import { isIP } from 'node:net';
import { PRIORITIES, type Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { ownAddresses } from '../intake/address';
import { parseNetworks } from '../intake/door';

/** Seconds of silence that make sense: less than 0.1 would split a study between two images. */
const QUIET_PERIOD = { least: 0.1, most: 86_400 };
const QUIET_PERIOD_FORM = 'a number of seconds from 0.1 to 86400';
/** Minutes of a year. */
const LONGEST_WAIT = 525_600;
/** Gigabytes: a petabyte. */
const MOST_FREE_SPACE = 1_048_576;
/** PS3.5 6.2 CS, as Modality (0008,0060) is one. */
const MODALITY = /^[A-Z0-9_][A-Z0-9_ ]{0,15}$/;
/** Not only spaces, no backslash and no control characters; without the spaces around it. */
const AE_TITLE = /^[\x21-\x5b\x5d-\x7e]([\x20-\x5b\x5d-\x7e]{0,14}[\x21-\x5b\x5d-\x7e])?$/;
/** A name or a team in a list of work. */
const LONGEST_OWNER = 200;
/** PS3.5 6.2 LO. */
const LONGEST_TEXT = 64;

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
	const names = periods.map(([modality]) => modality);
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice !== undefined) {
		refuse(
			'Silence by Modality',
			entries.join(', '),
			`each modality once: ${twice} stands there more than once, and only one silence can hold`,
		);
	}
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

/**
 * AE titles, PS3.5 6.2.
 *
 * @returns trimmed
 * @throws HospitalError `field-invalid`
 */
export function checkAeTitles(label: string, titles: readonly string[]): string[] {
	return titles.map((title) => {
		if (AE_TITLE.test(title.trim())) return title.trim();
		return refuse(
			label,
			title,
			'an AE title of 1 to 16 letters, digits or signs other than the backslash, such as CT_TRIAGE',
		);
	});
}

/**
 * The address itself: a host name may stand for another address after the next start.
 *
 * @throws HospitalError `field-invalid` unless it is an IP address or `localhost`
 */
export function checkBindAddress(value: unknown): string {
	const address = typeof value === 'string' ? value.trim() : '';
	if (isIP(address) !== 0 || address === 'localhost') return address;
	return refuse(
		'Bind Address',
		value,
		`127.0.0.1 for this machine only, 0.0.0.0 for every network, or an address of this server: ${ownAddresses()}`,
	);
}

/** @throws HospitalError `field-invalid`: work that fails must have somebody to ask */
export function checkOwner(value: unknown): string {
	const owner = typeof value === 'string' ? value.trim() : '';
	if (owner !== '' && owner.length <= LONGEST_OWNER) return owner;
	const long = owner === '' ? value : `${owner.slice(0, 30)}...`;
	return refuse(
		'Owner',
		owner === '' && typeof value === 'string' ? '' : long,
		`a person or team of at most ${LONGEST_OWNER} characters who is asked when a study cannot be finished`,
	);
}

/** @throws HospitalError `field-invalid` */
export function checkNetworks(entries: readonly string[]): string[] {
	for (const entry of entries) {
		try {
			parseNetworks([entry]);
		} catch {
			refuse(
				'Allowed Networks',
				entry,
				'networks such as 10.1.0.0/16 and single addresses such as 10.2.3.4, separated by commas',
			);
		}
	}
	return [...entries];
}

/** @throws HospitalError `field-invalid` unless each can be a value of a DICOM code string */
export function checkCodes(label: string, entries: readonly string[], example: string): string[] {
	return entries.map((entry) => {
		const code = entry.toUpperCase();
		return MODALITY.test(code) ? code : refuse(label, entry, example);
	});
}

/** @throws HospitalError `field-invalid`: a text without a letter would fit everything or nothing */
export function checkTexts(label: string, entries: readonly string[]): string[] {
	for (const entry of entries) {
		if (entry.length > LONGEST_TEXT || !/[^*\s]/.test(entry)) {
			refuse(
				label,
				entry,
				`texts of at most ${LONGEST_TEXT} characters with a letter or digit, such as HEAD or BRAIN*CONTRAST`,
			);
		}
	}
	return [...entries];
}

/** @throws HospitalError `field-invalid` unless it is a whole number in the range */
export function checkWhole(label: string, value: unknown, least: number, most: number): number {
	const number = asNumber(value);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	return refuse(label, value, `a whole number from ${least} to ${most}`);
}

/**
 * @returns milliseconds
 * @throws HospitalError `field-invalid` unless it is a number of seconds in the range
 */
export function checkSeconds(label: string, value: unknown, least: number, most: number): number {
	const seconds = asNumber(value);
	if (seconds >= least && seconds <= most) return seconds * 1000;
	return refuse(label, value, `a number of seconds from ${least} to ${most}`);
}

/** @throws HospitalError `field-invalid` unless it is one of the choices */
export function checkChoice<T extends string>(
	label: string,
	value: unknown,
	choices: readonly T[],
): T {
	const choice = choices.find((one) => one === value);
	return choice ?? refuse(label, value, `one of ${choices.join(', ')}`);
}

/** @throws HospitalError `field-invalid` unless it is an address that a search can be sent below */
export function checkWebAddress(label: string, value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (URL.canParse(text)) {
		const { protocol, username, password, search, hash } = new URL(text);
		const web = protocol === 'http:' || protocol === 'https:';
		if (web && username === '' && password === '' && search === '' && hash === '') return text;
	}
	// It is not shown: somebody may have put a password into it.
	throw new HospitalError('field-invalid', `The field "${label}" holds no web address`, {
		nextStep:
			'Open the DICOM Trigger and enter an address without user name and question mark, such as https://pacs.hospital.example/dicom-web.',
	});
}

const isQuietPeriod = (seconds: number): boolean =>
	seconds >= QUIET_PERIOD.least && seconds <= QUIET_PERIOD.most;

/** Expressions and imported workflows also give numbers as text. NaN for everything else. */
function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** These fields are settings of the site: their values may be shown. */
export function refuse(label: string, value: unknown, form: string): never {
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
