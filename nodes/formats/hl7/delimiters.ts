import { invalid } from './failures';

/** The delimiters of a message as byte values (HL7 v2 2.5.4). All of them are ASCII. */
export interface Delimiters {
	field: number;
	component: number;
	repetition: number;
	escape: number;
	subcomponent: number;
	/** From version 2.7 on: the character that marks a value as cut off. */
	truncation?: number;
}

export const DEFAULT_DELIMITERS: Delimiters = {
	field: 0x7c,
	component: 0x5e,
	repetition: 0x7e,
	escape: 0x5c,
	subcomponent: 0x26,
};

/** Header segments: their first field is the delimiter itself, their second the other delimiters. */
export const HEADERS: ReadonlySet<string> = new Set(['MSH', 'BHS', 'FHS']);

/** Letters, digits and white space delimit nothing; neither does what a segment ends with. */
const usable = (byte: number): boolean =>
	byte > 0x20 &&
	byte < 0x7f &&
	!(byte >= 0x30 && byte <= 0x39) &&
	!((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);

/**
 * Reads the delimiters from the start of a header segment: `MSH|^~\&`. A message may leave out the
 * last of them when its values need none (2.5.4); the usual ones are taken for those.
 *
 * @param bytes the header segment, from its name on
 * @throws HospitalError `hl7-delimiters-invalid`
 */
export function readDelimiters(bytes: Uint8Array): Delimiters {
	const field = bytes[3] ?? 0;
	const listed: number[] = [];
	for (let at = 4; at < bytes.length && listed.length <= 5; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === field || byte === 0x0d || byte === 0x0a) break;
		listed.push(byte);
	}
	const [
		component = DEFAULT_DELIMITERS.component,
		repetition = DEFAULT_DELIMITERS.repetition,
		escape = DEFAULT_DELIMITERS.escape,
		subcomponent = DEFAULT_DELIMITERS.subcomponent,
		truncation,
	] = listed;
	const all = [field, component, repetition, escape, subcomponent];
	if (truncation !== undefined) all.push(truncation);
	if (
		!all.every(usable) ||
		new Set(all).size < all.length ||
		listed.length > 5 ||
		listed.length === 0
	) {
		throw invalid(
			'hl7-delimiters-invalid',
			'The header of the HL7 message does not name usable delimiters',
			'A message begins with MSH|^~\\& or other delimiters in the same places. Check the sending system.',
		);
	}
	const named = { field, component, repetition, escape, subcomponent };
	return truncation === undefined ? named : { ...named, truncation };
}
