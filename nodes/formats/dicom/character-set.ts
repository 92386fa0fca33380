import { TextDecoder } from 'node:util';

/**
 * Specific Character Set (0008,0005): defined terms of PS3.3 C.12.1.1.2 and the code extension
 * techniques of ISO/IEC 2022 as PS3.5 6.1.2.5 restricts them.
 */

/** A coded graphic set that occupies G0 (bytes below 0x80) or G1 (bytes from 0x80 on). */
interface GraphicSet {
	readonly multiByte: boolean;
	/** Decodes a run of bytes of this set. */
	readonly decode: (bytes: Buffer) => string;
}

export type CharacterSet =
	| { readonly kind: 'whole'; readonly label: string }
	/** `g0` and `g1` are in force at the start of a value and again after each delimiter. */
	| { readonly kind: 'iso2022'; readonly g0: GraphicSet; readonly g1: GraphicSet };

const decoders = new Map<string, TextDecoder>();

function decodeAs(label: string, bytes: Uint8Array): string {
	let decoder = decoders.get(label);
	if (decoder === undefined) decoders.set(label, (decoder = new TextDecoder(label)));
	return decoder.decode(bytes);
}

const single = (label: string): GraphicSet => ({
	multiByte: false,
	decode: (bytes) => decodeAs(label, bytes),
});

const ASCII: GraphicSet = { multiByte: false, decode: (b) => b.toString('latin1') };
const LATIN1: GraphicSet = ASCII;
/** No set is designated: the byte means nothing, and guessing would invent a name. */
const NONE: GraphicSet = { multiByte: false, decode: (bytes) => '\ufffd'.repeat(bytes.length) };

/** JIS X 0201 Romaji. The yen sign's position stays a backslash: there it delimits values (PS3.5 6.1.2.5.3). */
const ROMAJI: GraphicSet = {
	multiByte: false,
	decode: (b) => b.toString('latin1').replaceAll('~', '\u203e'),
};
/** JIS X 0201 Katakana, 0xA1 to 0xDF: the half-width forms of Unicode in the same order. */
const KATAKANA: GraphicSet = {
	multiByte: false,
	decode: (bytes) =>
		Array.from(bytes, (byte) =>
			byte >= 0xa1 && byte <= 0xdf ? String.fromCharCode(0xff61 + byte - 0xa1) : '\ufffd',
		).join(''),
};
/** JIS X 0208: the same two bytes with the high bit set are EUC-JP. */
const KANJI: GraphicSet = {
	multiByte: true,
	decode: (bytes) =>
		decodeAs(
			'euc-jp',
			bytes.map((byte) => byte | 0x80),
		),
};
/** JIS X 0212: in EUC-JP each pair follows a 0x8F. */
const SUPPLEMENTARY_KANJI: GraphicSet = {
	multiByte: true,
	decode: (bytes) => {
		const euc: number[] = [];
		for (let at = 0; at < bytes.length; at += 2) {
			euc.push(0x8f, bytes[at]! | 0x80);
			if (at + 1 < bytes.length) euc.push(bytes[at + 1]! | 0x80);
		}
		return decodeAs('euc-jp', Uint8Array.from(euc));
	},
};
const HANGUL = single('euc-kr');
const SIMPLIFIED_CHINESE = single('gbk');

/** G1 of each single-byte term, by the number of its ISO registration. */
const G1_BY_REGISTRATION: Readonly<Record<string, GraphicSet>> = {
	'6': NONE,
	'100': LATIN1,
	'101': single('iso-8859-2'),
	'109': single('iso-8859-3'),
	'110': single('iso-8859-4'),
	'144': single('iso-8859-5'),
	'127': single('iso-8859-6'),
	'126': single('iso-8859-7'),
	'138': single('iso-8859-8'),
	'148': single('iso-8859-9'),
	'203': single('iso-8859-15'),
	'166': single('tis-620'),
	'13': KATAKANA,
	// As first value the multi-byte sets designate nothing until their escape sequence comes.
	'87': NONE,
	'159': NONE,
	'149': NONE,
	'58': NONE,
};

/** Escape sequences without the ESC (PS3.3 C.12.1.1.2, tables C.12-3 and C.12-4). */
const ESCAPES: ReadonlyArray<readonly [string, 'g0' | 'g1', GraphicSet]> = [
	['(B', 'g0', ASCII],
	['(J', 'g0', ROMAJI],
	[')I', 'g1', KATAKANA],
	['-A', 'g1', LATIN1],
	['-B', 'g1', G1_BY_REGISTRATION['101']!],
	['-C', 'g1', G1_BY_REGISTRATION['109']!],
	['-D', 'g1', G1_BY_REGISTRATION['110']!],
	['-L', 'g1', G1_BY_REGISTRATION['144']!],
	['-G', 'g1', G1_BY_REGISTRATION['127']!],
	['-F', 'g1', G1_BY_REGISTRATION['126']!],
	['-H', 'g1', G1_BY_REGISTRATION['138']!],
	['-M', 'g1', G1_BY_REGISTRATION['148']!],
	['-b', 'g1', G1_BY_REGISTRATION['203']!],
	['-T', 'g1', G1_BY_REGISTRATION['166']!],
	['$B', 'g0', KANJI],
	['$(D', 'g0', SUPPLEMENTARY_KANJI],
	['$)C', 'g1', HANGUL],
	['$)A', 'g1', SIMPLIFIED_CHINESE],
];

export const DEFAULT_CHARACTER_SET: CharacterSet = { kind: 'iso2022', g0: ASCII, g1: NONE };

const WHOLE: Readonly<Record<string, string>> = {
	'ISO IR 192': 'utf-8',
	GB18030: 'gb18030',
	GBK: 'gbk',
};

/**
 * The character set that the values of (0008,0005) name. Spellings of the wild (`ISO-IR 100`,
 * `ISO_IR_100`) are understood. An unknown term leaves the bytes from 0x80 on undecoded (U+FFFD).
 */
export function characterSetOf(terms: readonly string[]): CharacterSet {
	const first = (terms[0] ?? '').toUpperCase().replaceAll(/[ _-]+/g, ' ');
	const label = WHOLE[first];
	if (label !== undefined) return { kind: 'whole', label };
	const registration = /^ISO (?:2022 )?IR (\d+)$/.exec(first)?.[1] ?? '6';
	return {
		kind: 'iso2022',
		g0: registration === '13' ? ROMAJI : ASCII,
		g1: G1_BY_REGISTRATION[registration] ?? NONE,
	};
}

/**
 * Decodes a whole value field.
 *
 * @param isPersonName component delimiters `^` and `=` too return to the initial sets (PS3.5 6.1.2.5.3)
 */
export function decodeText(bytes: Buffer, set: CharacterSet, isPersonName: boolean): string {
	if (set.kind === 'whole') return decodeAs(set.label, bytes);
	if (set.g0 === ASCII && isPlainAscii(bytes)) return bytes.toString('latin1');
	return decodeIso2022(bytes, set, isPersonName);
}

function isPlainAscii(bytes: Buffer): boolean {
	for (let at = 0; at < bytes.length; at++) {
		if (bytes[at]! >= 0x80 || bytes[at] === 0x1b) return false;
	}
	return true;
}

function decodeIso2022(
	bytes: Buffer,
	initial: CharacterSet & { kind: 'iso2022' },
	isPersonName: boolean,
): string {
	let { g0, g1 } = initial;
	let text = '';
	for (let at = 0; at < bytes.length; ) {
		const byte = bytes[at]!;
		if (byte === 0x1b) {
			const escape = escapeAt(bytes, at + 1);
			if (escape === undefined) {
				text += '\ufffd';
				at += 1;
				continue;
			}
			if (escape[1] === 'g0') g0 = escape[2];
			else g1 = escape[2];
			at += 1 + escape[0].length;
			continue;
		}
		if (byte <= 0x20 || byte === 0x7f) {
			// Line ends, form feed and tab return to the initial sets; a space is one in every set.
			if (byte >= 0x09 && byte <= 0x0d) ({ g0, g1 } = initial);
			text += String.fromCharCode(byte);
			at += 1;
			continue;
		}
		if (!g0.multiByte && isDelimiter(byte, isPersonName)) {
			({ g0, g1 } = initial);
			text += String.fromCharCode(byte);
			at += 1;
			continue;
		}
		const end = runEnd(bytes, at, g0.multiByte, isPersonName);
		text += (byte < 0x80 ? g0 : g1).decode(bytes.subarray(at, end));
		at = end;
	}
	return text;
}

const isDelimiter = (byte: number, isPersonName: boolean) =>
	byte === 0x5c || (isPersonName && (byte === 0x5e || byte === 0x3d));

/** End of the bytes that belong to the same graphic set as the one at `at`. */
function runEnd(bytes: Buffer, at: number, multiByteG0: boolean, isPersonName: boolean): number {
	const upper = bytes[at]! >= 0x80;
	let end = at + 1;
	for (; end < bytes.length; end++) {
		const byte = bytes[end]!;
		if (byte <= 0x20 || byte === 0x7f || byte >= 0x80 !== upper) break;
		if (!upper && !multiByteG0 && isDelimiter(byte, isPersonName)) break;
	}
	return end;
}

function escapeAt(bytes: Buffer, at: number) {
	const next = bytes.toString('latin1', at, at + 3);
	return ESCAPES.find(([sequence]) => next.startsWith(sequence));
}
