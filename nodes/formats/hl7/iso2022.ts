import { TextDecoder } from 'node:util';
import { reverseTable } from './charset-tables';

/** Sets that the escape sequences of ISO/IEC 2022 switch between, as far as table 0211 names them. */
export type Iso2022Term = 'ascii' | 'latin-1' | 'katakana' | 'kanji' | 'kanji-supplement';

/** A set in use for bytes below 0x80 (G0) or from there on (G1). */
type GraphicSet = (bytes: Buffer) => string;

const ESC = 0x1b;
const eucJp = new TextDecoder('euc-jp');
const windows1252 = new TextDecoder('iso-8859-1');

const ascii: GraphicSet = (bytes) => bytes.toString('latin1');
const latin1: GraphicSet = (bytes) => windows1252.decode(bytes);
const nothing: GraphicSet = (bytes) => '\ufffd'.repeat(bytes.length);
/** JIS X 0201: the half-width forms of Unicode stand in the same order. */
const katakana: GraphicSet = (bytes) =>
	Array.from(bytes, (byte) => {
		const low = byte & 0x7f;
		return low >= 0x21 && low <= 0x5f ? String.fromCharCode(0xff40 + low) : '\ufffd';
	}).join('');
/** JIS X 0208: with the high bits set the same two bytes are EUC-JP. */
const kanji: GraphicSet = (bytes) => eucJp.decode(bytes.map((byte) => byte | 0x80));
/** JIS X 0212: in EUC-JP each pair follows a 0x8F. */
const kanjiSupplement: GraphicSet = (bytes) => {
	const pairs: number[] = [];
	for (let at = 0; at < bytes.length; at += 2) {
		pairs.push(0x8f, (bytes[at] ?? 0) | 0x80, (bytes[at + 1] ?? 0) | 0x80);
	}
	return eucJp.decode(Uint8Array.from(pairs));
};

interface Designation {
	/** What follows the ESC. */
	sequence: string;
	to: 'g0' | 'g1';
	set: GraphicSet;
}

/**
 * Romaji (ESC ( J) counts as ASCII: where it differs, in the places of backslash and tilde, messages
 * have their delimiters.
 */
const DESIGNATIONS: readonly Designation[] = [
	{ sequence: '(B', to: 'g0', set: ascii },
	{ sequence: '(J', to: 'g0', set: ascii },
	{ sequence: '(I', to: 'g0', set: katakana },
	{ sequence: ')I', to: 'g1', set: katakana },
	{ sequence: '-A', to: 'g1', set: latin1 },
	{ sequence: '$B', to: 'g0', set: kanji },
	{ sequence: '$@', to: 'g0', set: kanji },
	{ sequence: '$(D', to: 'g0', set: kanjiSupplement },
];

const G1: Readonly<Record<Iso2022Term, GraphicSet>> = {
	ascii: nothing,
	'latin-1': latin1,
	katakana,
	kanji: nothing,
	'kanji-supplement': nothing,
};

/**
 * Code extension as HL7 2.15.9.18 takes it from ISO/IEC 2022. Bytes that mean nothing become U+FFFD.
 *
 * @param terms what MSH-18 lists; the first is in force from the start
 */
export function iso2022(terms: readonly Iso2022Term[]): {
	decode(bytes: Buffer): string;
	encode(text: string): Buffer | undefined;
} {
	const initialG1 = G1[terms[0] ?? 'ascii'];
	return {
		decode: (bytes) => decodeSwitched(bytes, initialG1),
		encode: (text) => encodeSwitched(text, terms),
	};
}

function decodeSwitched(bytes: Buffer, initialG1: GraphicSet): string {
	let g0: GraphicSet = ascii;
	let g1 = initialG1;
	let text = '';
	for (let at = 0; at < bytes.length; ) {
		if (bytes[at] === ESC) {
			const found = designationAt(bytes, at + 1);
			if (found === undefined) {
				text += '\ufffd';
				at += 1;
				continue;
			}
			if (found.to === 'g0') g0 = found.set;
			else g1 = found.set;
			at += 1 + found.sequence.length;
			continue;
		}
		const high = (bytes[at] ?? 0) >= 0x80;
		let end = at + 1;
		while (end < bytes.length && bytes[end] !== ESC && (bytes[end] ?? 0) >= 0x80 === high) end++;
		text += (high ? g1 : g0)(bytes.subarray(at, end));
		at = end;
	}
	return text;
}

function designationAt(bytes: Buffer, at: number): Designation | undefined {
	const next = bytes.toString('latin1', at, at + 3);
	return DESIGNATIONS.find(({ sequence }) => next.startsWith(sequence));
}

let kanjiCodes: ReadonlyMap<string, number> | undefined;

/** Each value returns to ASCII before it ends, so that delimiters stay what they are. */
function encodeSwitched(text: string, terms: readonly Iso2022Term[]): Buffer | undefined {
	const bytes: number[] = [];
	let inKanji = false;
	for (const character of text) {
		const point = character.codePointAt(0) ?? 0;
		const half = terms[0] === 'katakana' && point >= 0xff61 && point <= 0xff9f;
		if (point < 0x80 || half) {
			if (inKanji) bytes.push(ESC, 0x28, 0x42);
			inKanji = false;
			bytes.push(half ? point - 0xff61 + 0xa1 : point);
			continue;
		}
		if (!terms.includes('kanji')) return undefined;
		kanjiCodes ??= reverseTable('euc-jp');
		const code = kanjiCodes.get(character) ?? 0;
		// Two bytes with both high bits set are JIS X 0208; what begins with 0x8E is half-width.
		if (code < 0xa1a1 || (code & 0x80) === 0) return undefined;
		if (!inKanji) bytes.push(ESC, 0x24, 0x42);
		inKanji = true;
		bytes.push((code >> 8) & 0x7f, code & 0x7f);
	}
	if (inKanji) bytes.push(ESC, 0x28, 0x42);
	return Buffer.from(bytes);
}
