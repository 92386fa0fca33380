import { HospitalError } from '../../../shared/errors';

/** A date, a social security number, or five digits in a row: part of a number of a person. */
const OF_A_PERSON = /\d{5}|\d{4}-\d\d-\d\d|\d\d-\d\d-\d{4}|\d{3}-\d\d-\d{4}/;
/** Digits and separators only. */
const NUMBER_ONLY = /^[\d.:/-]{7,}$/;

/**
 * A code as the ledger takes it and lets out again (formats/allow-list.ts): small letters, digits,
 * hyphens, a letter first, and nothing that looks like a date or a number of a person.
 *
 * @throws HospitalError `audit-not-a-code`; the value is not repeated, it may hold patient data
 */
export function requireCode(field: string, value: unknown): string {
	const isCode =
		typeof value === 'string' &&
		value.length <= 64 &&
		/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(value);
	if (isCode && !OF_A_PERSON.test(value)) return value;
	throw new HospitalError('audit-not-a-code', `The field "${field}" holds no code`, {
		nextStep:
			'Use up to 64 small letters, digits and hyphens, a letter first and no long numbers or dates, for example "report-faxed". Free text could carry patient data into the audit ledger.',
	});
}

/** @throws HospitalError `audit-not-an-account` */
export function requireAccount(field: string, value: unknown): string {
	if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/.test(value)) {
		return value;
	}
	throw new HospitalError('audit-not-an-account', `The field "${field}" holds no account name`, {
		nextStep: 'Use the login name or mail address of the user, without spaces.',
	});
}

/**
 * The name of a machine or organisation, or a number with letters: no spaces, no slash.
 *
 * @throws HospitalError `audit-not-a-name`
 */
export function requireName(field: string, value: unknown): string {
	const isName = typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(value);
	if (isName && !NUMBER_ONLY.test(value)) return value;
	throw new HospitalError('audit-not-a-name', `The field "${field}" holds no technical name`, {
		nextStep:
			'Use letters, digits and the signs . _ : - without spaces, for example "chest-ct:3", and not a number alone.',
	});
}

/** {@link requireName} for a model, which may have an owner: `owner/model:tag`. */
export function requireModel(field: string, value: unknown): string {
	if (typeof value === 'string') requireName(field, value.replace('/', '-'));
	else requireName(field, value);
	return value as string;
}

/**
 * A SHA-256, as 64 hexadecimal digits, with or without `sha256:` in front.
 *
 * @throws HospitalError `audit-not-a-hash`
 */
export function requireHash(field: string, value: unknown): string {
	const text = String(value)
		.trim()
		.toLowerCase()
		.replace(/^sha256:/, '');
	if (/^[0-9a-f]{64}$/.test(text)) return text;
	throw new HospitalError('audit-not-a-hash', `The field "${field}" holds no SHA-256`, {
		nextStep: "Use 64 hexadecimal digits, as sha256sum or n8n's Crypto node give them.",
	});
}

/**
 * A moment.
 *
 * @returns ISO 8601 UTC with milliseconds
 * @throws HospitalError `audit-not-a-time`
 */
export function requireTime(field: string, value: unknown): string {
	const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
	if (!Number.isNaN(moment)) return new Date(moment).toISOString();
	throw new HospitalError('audit-not-a-time', `The field "${field}" holds no date and time`, {
		nextStep: 'Use a form like 2026-11-22T14:30:00Z, or {{ $now.plus({ hours: 4 }) }}.',
	});
}

/** @throws HospitalError `audit-not-a-number` */
export function requireCount(field: string, value: unknown): number {
	const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
	if (Number.isFinite(number) && number >= 0) return number;
	throw new HospitalError('audit-not-a-number', `The field "${field}" holds no number`, {
		nextStep: 'Use 0 or a positive number.',
	});
}
