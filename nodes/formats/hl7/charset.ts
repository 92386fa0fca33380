import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { tableEncoder } from './charset-tables';
import { invalid } from './failures';
import { iso2022, type Iso2022Term } from './iso2022';
import type { Wide } from './wide';

/** How the bytes of a message are text. */
export interface CharacterSet {
	/** As in HL7 table 0211, or `undeclared`. */
	readonly name: string;
	/**
	 * False where a byte below 0x80 may be part of another character, so that delimiters cannot be
	 * looked for in the bytes.
	 */
	readonly delimitersAreBytes: boolean;
	/** True for two bytes a code unit, ASCII included. */
	readonly wide?: boolean;
	/** @throws HospitalError `hl7-characters-invalid`, `hl7-characters-undeclared` */
	decode(bytes: Buffer): string;
	/** @throws HospitalError `hl7-characters-unencodable` */
	encode(text: string): Buffer;
}

const UNICODE = { utf8: 'UNICODE UTF-8', utf16: 'UNICODE UTF-16' } as const;

/** WHATWG label of each whole set that delimiters can be looked for in. */
const BYTE_SAFE: Readonly<Record<string, string>> = {
	'8859/1': 'iso-8859-1',
	'8859/2': 'iso-8859-2',
	'8859/3': 'iso-8859-3',
	'8859/4': 'iso-8859-4',
	'8859/5': 'iso-8859-5',
	'8859/6': 'iso-8859-6',
	'8859/7': 'iso-8859-7',
	'8859/8': 'iso-8859-8',
	'8859/9': 'iso-8859-9',
	'8859/15': 'iso-8859-15',
	'WINDOWS-1250': 'windows-1250',
	'WINDOWS-1251': 'windows-1251',
	'WINDOWS-1252': 'windows-1252',
	'KS X 1001': 'euc-kr',
};
/** Sets whose second bytes may look like delimiters. */
const BYTE_UNSAFE: Readonly<Record<string, string>> = {
	'GB 18030-2000': 'gb18030',
	'BIG-5': 'big5',
	'SHIFT-JIS': 'shift_jis',
};

/** Terms that code extension (ISO 2022) may switch between, by their name in table 0211. */
const ISO_2022: Readonly<Record<string, Iso2022Term>> = {
	ASCII: 'ascii',
	'ISO IR6': 'ascii',
	'ISO IR14': 'ascii',
	'ISO IR13': 'katakana',
	'ISO IR87': 'kanji',
	'ISO IR159': 'kanji-supplement',
	'8859/1': 'latin-1',
};

/** Spellings of the wild, without spaces, hyphens, underscores, slashes and dots. */
const SPELLINGS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^(ASCII|USASCII|ANSIX34\d*|ISOIR6|ISO6461991)$/, 'ASCII'],
	[/^(UNICODE)?UTF8$/, UNICODE.utf8],
	[/^UNICODE$|^ISOIR192$/, UNICODE.utf8],
	[/^(UNICODE)?UTF16([LB]E)?$/, UNICODE.utf16],
	[/^(?:ISO)?8859([1-9]|15)$/, '8859/$1'],
	[/^ISOIR100$|^LATIN1$/, '8859/1'],
	[/^(?:WINDOWS|CP)125([012])$/, 'WINDOWS-125$1'],
	[/^ISOIR(13|14|87|159)$/, 'ISO IR$1'],
	[/^GB18030(2000|2005|2022)?$|^GBK$|^GB2312$/, 'GB 18030-2000'],
	[/^KSX1001$|^EUCKR$|^ISOIR149$/, 'KS X 1001'],
	[/^BIG5$/, 'BIG-5'],
	[/^(SHIFTJIS|SJIS|WINDOWS31J|CP932)$/, 'SHIFT-JIS'],
];

/** The name in table 0211 of what a sender wrote, as it stands when it is not known. */
export function characterSetName(term: string): string {
	const bare = term
		.trim()
		.toUpperCase()
		.replaceAll(/[ _./-]+/g, '');
	for (const [pattern, name] of SPELLINGS) {
		if (pattern.test(bare)) return bare.replace(pattern, name);
	}
	return term.trim();
}

/**
 * The character set that MSH-18 names (2.15.9.18, table 0211). The first term is in force from the
 * start; further ones may be switched to by escape sequences (ISO 2022).
 *
 * @param terms repetitions of MSH-18; none of them means that nothing was declared
 * @throws HospitalError `hl7-charset-unknown`
 */
export function characterSetOf(terms: readonly string[]): CharacterSet {
	const key = terms.join('~');
	let set = known.get(key);
	if (set === undefined) {
		set = newCharacterSet(terms);
		if (known.size < MOST_KNOWN) known.set(key, set);
	}
	return set;
}

/** What was asked for before; what senders make up must not fill memory. */
const known = new Map<string, CharacterSet>();
const MOST_KNOWN = 100;

function newCharacterSet(terms: readonly string[]): CharacterSet {
	const names = terms.map(characterSetName);
	const [first = ''] = names;
	const switched = names.slice(1).filter((name) => name !== '' && name !== first);
	const [only = ''] = switched;
	// ASCII is part of every set, so nothing is ever switched: `~UNICODE UTF-8` and the like.
	const asciiFirst = first === '' || first === 'ASCII';
	if (asciiFirst && switched.length === 1 && ISO_2022[only] === undefined) {
		return characterSetOf([only]);
	}
	const extended = [first === '' ? 'ASCII' : first, ...switched];
	if (switched.length > 0 || ['ISO IR13', 'ISO IR87', 'ISO IR159'].includes(first)) {
		return codeExtension(extended);
	}
	if (first === '') return UNDECLARED;
	if (first === 'ASCII' || first === 'ISO IR14') return ASCII;
	if (first === UNICODE.utf8) return UTF8;
	if (first === UNICODE.utf16) return utf16('le');
	const safe = BYTE_SAFE[first];
	if (safe !== undefined) return wholeSet(first, safe, true);
	const unsafe = BYTE_UNSAFE[first];
	if (unsafe !== undefined) return wholeSet(first, unsafe, false);
	throw unknownSet();
}

function codeExtension(names: readonly string[]): CharacterSet {
	const terms = names.map((name) => ISO_2022[name]);
	if (!terms.every((term) => term !== undefined)) throw unknownSet();
	const { decode, encode } = iso2022(terms);
	return {
		name: names.join('~'),
		delimitersAreBytes: false,
		decode: (bytes) => checked(decode(bytes)),
		encode: (text) => encode(text) ?? unencodable(),
	};
}

function wholeSet(name: string, label: string, delimitersAreBytes: boolean): CharacterSet {
	const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
	return {
		name,
		delimitersAreBytes,
		decode: (bytes) => {
			try {
				return decoder.decode(bytes);
			} catch {
				throw notOfTheSet();
			}
		},
		encode: (text) => tableEncoder(label)(text) ?? unencodable(),
	};
}

/** UNICODE UTF-16 in one byte order. */
export function utf16(order: Wide): CharacterSet {
	const decoder = new TextDecoder(`utf-16${order}`, { fatal: true, ignoreBOM: true });
	return {
		name: UNICODE.utf16,
		delimitersAreBytes: false,
		wide: true,
		decode: (bytes) => {
			try {
				return decoder.decode(bytes);
			} catch {
				throw notOfTheSet();
			}
		},
		encode: (text) => {
			const bytes = Buffer.from(text, 'utf16le');
			return order === 'le' ? bytes : bytes.swap16();
		},
	};
}

const ASCII: CharacterSet = {
	name: 'ASCII',
	delimitersAreBytes: true,
	decode: (bytes) => {
		if (!isAscii(bytes)) throw notOfTheSet();
		return bytes.toString('latin1');
	},
	encode: asciiBytes,
};

export const UTF8: CharacterSet = {
	name: UNICODE.utf8,
	delimitersAreBytes: true,
	decode: (bytes) => {
		if (!isUtf8(bytes)) throw notOfTheSet();
		return bytes.toString('utf8');
	},
	encode: (text) => Buffer.from(text, 'utf8'),
};

/**
 * MSH-18 is empty: ASCII, says the standard. Other bytes are read as UTF-8 where they are that, which
 * text in another set is not by chance; whatever else they are would be a guess, and a guessed name is
 * a wrong name.
 */
export const UNDECLARED: CharacterSet = {
	name: 'undeclared',
	delimitersAreBytes: true,
	decode: (bytes) => {
		if (isUtf8(bytes)) return bytes.toString('utf8');
		throw invalid(
			'hl7-characters-undeclared',
			'The HL7 message holds characters outside ASCII and does not say in MSH-18 which character set they are of',
			'Set the field "Character Set" to the one that the sending system uses, or have that system fill MSH-18.',
		);
	},
	encode: (text) => Buffer.from(text, 'utf8'),
};

function asciiBytes(text: string): Buffer {
	const bytes = Buffer.from(text, 'utf8');
	return bytes.length === text.length ? bytes : unencodable();
}

function checked(text: string): string {
	if (text.includes('\ufffd')) throw notOfTheSet();
	return text;
}

const notOfTheSet = () =>
	invalid(
		'hl7-characters-invalid',
		'The HL7 message holds bytes that are no characters of the character set it declares in MSH-18',
		'Set the field "Character Set" to the one that the sending system really uses, or have that system correct MSH-18.',
	);

const unknownSet = () =>
	invalid(
		'hl7-charset-unknown',
		'The HL7 message declares a character set in MSH-18 that is not known here',
		'Set the field "Character Set" to the one that the sending system uses, or have that system send UNICODE UTF-8.',
	);

function unencodable(): never {
	throw invalid(
		'hl7-characters-unencodable',
		'A value holds characters that the character set of the HL7 message does not have',
		'Send the message in UNICODE UTF-8, or leave such characters out.',
	);
}
