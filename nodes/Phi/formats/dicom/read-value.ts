import type { DataSet, Element } from '../../../formats/dicom';
import { decodeText } from '../../../formats/dicom/character-set';
import { CHARACTER_SET_VRS, SINGLE_VALUE_VRS } from '../../../formats/dicom/vr';
import { standardVr } from './dictionary';

/** VRs whose values are written in characters. */
export const STRING_VRS: ReadonlySet<string> = new Set(
	'AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT'.split(' '),
);

/**
 * The VR that says how a value is to be looked at: the dictionary's where the file gives none, or gives
 * one under which text would pass as bytes. Undefined for a standard element that nobody knows.
 */
export function vrOf(element: Element): string | undefined {
	const { tag, vr } = element;
	if ((tag >>> 16) & 1) return vr;
	const known = standardVr(tag);
	if (known === undefined || vr === 'SQ') return known === undefined ? undefined : vr;
	if (vr === 'UN') return known;
	// Text must not hide in bytes; numbers in the VR of text are still text to be read.
	if (STRING_VRS.has(known) || known === 'SQ') return STRING_VRS.has(vr) ? vr : known;
	return vr;
}

/** The values of an element read under `vr`, without padding; none when it is empty. */
export function readStrings(set: DataSet, element: Element, vr: string): string[] {
	if (element.length === 0) return [];
	const raw = set.bytes(element.tag)!;
	const text = CHARACTER_SET_VRS.has(vr)
		? decodeText(raw, set.characterSet, vr === 'PN')
		: raw.toString('latin1');
	// eslint-disable-next-line no-control-regex -- NUL is padding
	if (SINGLE_VALUE_VRS.has(vr)) return [text.replace(/[ \x00]+$/, '')];
	// eslint-disable-next-line no-control-regex -- NUL is padding
	return text.split('\\').map((value) => value.replace(/^ +|[ \x00]+$/g, ''));
}

/** What a number, a day or a time is written with (PS3.5 6.2): a word in its place is none. */
const WRITTEN_WITH: Readonly<Record<string, RegExp>> = {
	IS: /^ *(?:[+-]?\d{1,20}(?:\.\d{0,20})?)? *$/,
	DS: /^ *(?:[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][+-]?\d{1,3})?)? *$/,
	DA: /^[\d.:+ -]*$/,
	DT: /^[\d.:+ -]*$/,
	TM: /^[\d.:+ -]*$/,
};

/** Bytes that the character set does not define, or characters that the VR does not have. */
export function isUnreadable(value: string, vr: string): boolean {
	if (value.includes('\ufffd') || WRITTEN_WITH[vr]?.test(value) === false) return true;
	if (/^(?:AE|AS|CS|DA|DS|DT|IS|TM|UI|UR)$/.test(vr)) return /[^\x20-\x7e]/.test(value);
	return false;
}
