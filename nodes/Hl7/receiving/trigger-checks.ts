import { PRIORITIES, type Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

/** The entries of a field with commas between them. */
export const list = (text: unknown = ''): string[] =>
	String(text ?? '')
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');

/** Names of applications and facilities are short; a whole message pasted by mistake is not. */
const LONGEST_NAME = 227;

/** @throws HospitalError `field-invalid` unless it is a whole number in the range */
export function checkWhole(label: string, value: unknown, least: number, most: number): number {
	const number = asNumber(value);
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	return refuse(label, value, `a whole number from ${least} to ${most}`);
}

/** @throws HospitalError `field-invalid` unless it is a number in the range */
export function checkNumber(label: string, value: unknown, least: number, most: number): number {
	const number = asNumber(value);
	if (number >= least && number <= most) return number;
	return refuse(label, value, `a number from ${least} to ${most}`);
}

/** @throws HospitalError `field-invalid` unless it is one of the choices */
export function checkChoice<const T extends string>(
	label: string,
	value: unknown,
	choices: readonly T[],
): T {
	const choice = choices.find((one) => one === value);
	return choice ?? refuse(label, value, `one of ${choices.join(', ')}`);
}

/** @throws HospitalError `field-invalid`: work that is urgent must not silently become routine */
export const checkPriority = (value: unknown): Priority =>
	checkChoice('Priority', value, PRIORITIES);

/** @throws HospitalError `field-invalid` unless it can be an address to listen on */
export function checkBindAddress(value: unknown): string {
	const address = typeof value === 'string' ? value.trim() : '';
	if (/^[^\s/]+$/.test(address)) return address;
	return refuse(
		'Bind Address',
		value,
		'127.0.0.1, an address of this server such as 10.1.2.3, or 0.0.0.0 for all of them',
	);
}

/** @throws HospitalError `field-invalid` */
export function checkNames(label: string, names: readonly string[]): string[] {
	for (const name of names) {
		if (name.length > LONGEST_NAME || /[|\r\n]/.test(name)) {
			refuse(label, name, 'names as they stand in the header of the messages, such as LAB');
		}
	}
	return [...names];
}

/** Expressions and imported workflows also give numbers as text. NaN for everything else. */
function asNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

/** These fields are settings of the site: their values may be shown. */
export function refuse(label: string, value: unknown, form: string): never {
	throw new HospitalError('field-invalid', `The field "${label}" holds ${shown(value)}`, {
		nextStep: `Open the HL7 Trigger and enter ${form}.`,
	});
}

function shown(value: unknown): string {
	if (typeof value === 'number') return String(value);
	if (value === undefined || value === null || value === '') return 'nothing';
	return typeof value === 'string'
		? `"${value.slice(0, 40)}"`
		: 'something other than a number or text';
}
