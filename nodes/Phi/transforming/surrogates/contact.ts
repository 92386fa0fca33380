import { LETTERS, wordAt, wordCount } from '../names/table';
import { byteAt, firstOther, oneOf, sameForm, type ValueChoice } from './form';

/**
 * Telephone numbers that nobody has: in North America 555-0100 to 555-0199 of an area are kept for
 * fiction. Others get digits of the same form behind the country code.
 */
export function phone(value: string, choice: ValueChoice): string {
	const extension = /\s{0,3}(?:x|ext\.?|extension|#)\s?(\d{1,8})\s*$/i.exec(value);
	if (extension !== null && extension.index > 0) {
		const [whole, inner] = extension;
		const made = sameForm(inner, choice, 'phone');
		return phone(value.slice(0, extension.index), choice) + whole.replace(inner, made);
	}
	const digits = value.replace(/\D/g, '');
	const isAmerican =
		(digits.length === 10 && !value.includes('+')) ||
		(digits.length === 11 && digits.startsWith('1'));
	if (isAmerican) {
		const made = firstOther(
			choice,
			['phone', digits.slice(-10)],
			(bytes) => {
				const area = `${2 + byteAt(bytes, 0, 8)}${byteAt(bytes, 1, 9)}${byteAt(bytes, 2, 10)}`;
				return `${area}55501${byteAt(bytes, 3, 10)}${byteAt(bytes, 4, 10)}`;
			},
			digits.slice(-10),
		);
		return layDigits(value, digits.length === 11 ? `1${made}` : made);
	}
	if (digits.length === 7) {
		const made = firstOther(
			choice,
			['phone', digits],
			(bytes) => `55501${byteAt(bytes, 0, 10)}${byteAt(bytes, 1, 10)}`,
			digits,
		);
		return layDigits(value, made);
	}
	const code = /^\s*(?:\+|00)\d{1,2}/.exec(value)?.[0] ?? '';
	return code + sameForm(value.slice(code.length), choice, 'phone');
}

/** Digits in place of the digits of `form`. */
export function layDigits(form: string, digits: string): string {
	let at = 0;
	return form.replace(/\d/g, () => digits[at++] ?? '0');
}

/** An address below the domains that are kept for examples (RFC 2606). */
export function email(value: string, choice: ValueChoice): string {
	const identity = value.trim().toLowerCase();
	const make = (bytes: Buffer) =>
		`${word(bytes, 0)}.${word(bytes, 6)}@${oneOf(DOMAINS, bytes.subarray(4))}`;
	return firstOther(choice, ['email', identity], make, identity);
}

const DOMAINS = ['example.org', 'example.com', 'example.net'];

/** A page below a domain for examples; the beginning stays as it was written. */
export function url(value: string, choice: ValueChoice): string {
	const scheme = /^\s*[a-z][a-z0-9+.-]{0,15}:\/\//i.exec(value)?.[0].trim() ?? '';
	return firstOther(
		choice,
		['url', value.trim().toLowerCase()],
		(bytes) => `${scheme}www.${oneOf(DOMAINS, bytes)}/${word(bytes, 4)}`,
		value.trim(),
	);
}

/**
 * Addresses kept for documentation: RFC 5737 (IPv4), RFC 3849 (IPv6), RFC 7042 (hardware). Where none
 * of the three can be told, digits and letters of the same form.
 */
export function address(value: string, choice: ValueChoice): string {
	const text = value.trim();
	const identity = ['ip', text.toLowerCase()];
	if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
		const blocks = ['192.0.2', '198.51.100', '203.0.113'];
		return firstOther(
			choice,
			identity,
			(bytes) => `${oneOf(blocks, bytes)}.${1 + byteAt(bytes, 9, 254)}`,
			text,
		);
	}
	const separator = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.exec(text)?.[1];
	if (separator !== undefined) {
		const make = (bytes: Buffer) =>
			['00', '00', '5E', '00', '53', bytes.toString('hex', 0, 1).toUpperCase()].join(separator);
		return firstOther(choice, identity, make, text.toUpperCase());
	}
	if (/^[0-9a-f:.]{2,45}$/i.test(text) && text.includes(':')) {
		return firstOther(
			choice,
			identity,
			(bytes) => `2001:db8::${bytes.toString('hex', 0, 2)}:${bytes.toString('hex', 2, 4)}`,
			text.toLowerCase(),
		);
	}
	return sameForm(value, choice, 'ip');
}

function word(bytes: Buffer, from: number): string {
	const letter = LETTERS[byteAt(bytes, from, LETTERS.length)];
	return wordAt(letter, byteAt(bytes, from + 1, wordCount(letter))).toLowerCase();
}
