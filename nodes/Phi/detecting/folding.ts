/** Folding: one spelling for letters that look alike, with the way back to the text as it was given. */

/** Cyrillic and Greek letters that a reader takes for Latin ones. */
const LOOK_ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
	[
		'АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ҮY ԌG ԚQ',
		'аa еe ѕs іi јj оo рp сc уy хx ԁd һh ԛq ԝw ɡg ıi ſs',
		'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX οo νv ιi αa ρp',
		"‐- ‑- ‒- –- —- ―- −- ﹣- ’' ‘' ʼ' ‛' ´' “\" ”\" „\" ∕/ ⁄/ ․. 。. ：: ﹕: ＠@",
		'øo ØO łl ŁL đd ĐD ðd ÐD ħh ŧt ƒf',
	].flatMap((row) => row.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)])),
);

/** Characters that no reader sees: soft hyphen, zero-width, direction marks, variation selectors, BOM. */
const INVISIBLE =
	// eslint-disable-next-line no-misleading-character-class -- single signs and ranges, none joined to another
	/[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]|\u{E0001}|[\u{E0020}-\u{E007F}\u{E0100}-\u{E01EF}]/u;
const MARK = /\p{M}/gu;
const SPACE = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
// eslint-disable-next-line no-control-regex -- all of ASCII
const PLAIN = /^[\x00-\x7f]*$/;

/** Result of `fold`: `map[i]` is the offset in the text of code unit i of `folded`, one entry more than it has. */
export interface Folded {
	readonly folded: string;
	readonly map?: Int32Array;
}

const known = new Map<string, string>();

/** Folded form of one character; '' for one that is not seen. */
function foldCharacter(character: string): string {
	let made = known.get(character);
	if (made !== undefined) return made;
	if (INVISIBLE.test(character)) made = '';
	else if (SPACE.test(character)) made = ' ';
	else {
		const compatible = character.normalize('NFKD').replace(MARK, '');
		made = '';
		for (const part of compatible) made += LOOK_ALIKE[part] ?? part;
	}
	// Unicode has few enough characters in use that the table stays small; the bound is for hostile text.
	if (known.size > 20_000) known.clear();
	known.set(character, made);
	return made;
}

/** Whether a text is ASCII throughout. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** Folds a text. A text of plain ASCII comes back as it is, without a map. */
export function fold(text: string): Folded {
	if (PLAIN.test(text)) return { folded: text };
	const parts: string[] = [];
	let map = new Int32Array(text.length + 1);
	let size = 0;
	let plainFrom = 0;
	for (let at = 0; at < text.length; ) {
		const code = text.charCodeAt(at);
		if (code < 0x80) {
			if (size + 1 >= map.length) map = grown(map);
			map[size++] = at++;
			continue;
		}
		if (plainFrom < at) parts.push(text.slice(plainFrom, at));
		const character = String.fromCodePoint(text.codePointAt(at) as number);
		const made = foldCharacter(character);
		while (size + made.length >= map.length) map = grown(map);
		for (let unit = 0; unit < made.length; unit++) map[size++] = at;
		parts.push(made);
		at += character.length;
		plainFrom = at;
	}
	parts.push(text.slice(plainFrom));
	map[size] = text.length;
	return { folded: parts.join(''), map: map.subarray(0, size + 1) };
}

function grown(map: Int32Array): Int32Array<ArrayBuffer> {
	const wider = new Int32Array(map.length * 2 + 16);
	wider.set(map);
	return wider;
}
