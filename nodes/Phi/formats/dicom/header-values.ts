import type { DataSet } from '../../../formats/dicom';
import type { DicomOptions } from './options';
import { readStrings, vrOf } from './read-value';

/** Identifying numbers of a header, by tag. */
const NUMBERS: ReadonlySet<number> = new Set([
	0x00080050, 0x00100020, 0x00101000, 0x00101060, 0x00101090, 0x00102154, 0x00102155, 0x00120040,
	0x00120042, 0x00380010, 0x00380060, 0x00401001, 0x00402016, 0x00402017, 0x00400009, 0x00400253,
	0x00400512, 0x00400551,
]);
/** Compared whole, as are addresses. */
const INSTITUTION: ReadonlySet<number> = new Set([0x00080080, 0x00080081, 0x00081040]);
const ADDRESSES: ReadonlySet<number> = new Set([0x00101040, 0x00380300]);
const PATIENT_NAMES: ReadonlySet<number> = new Set([
	0x00100010, 0x00101001, 0x00101005, 0x00101060,
]);
const UIDS: ReadonlySet<number> = new Set([0x00080018, 0x0020000d, 0x0020000e, 0x00200052]);
const PATIENT_BIRTH_DATE = 0x00100030;

/** Words that the standard itself writes into code strings: a person may be called so too. */
const STANDARD_TERMS: ReadonlySet<string> = new Set(
	(
		'ORIGINAL PRIMARY SECONDARY DERIVED AXIAL LOCALIZER OTHER HEAD NECK CHEST ABDOMEN PELVIS BREAST ' +
		'HAND FOOT KNEE HIP SPINE BRAIN HEART LEFT RIGHT BOTH LINEAR NONE TRUE FALSE YES EXPOSURE ' +
		'MONOCHROME1 MONOCHROME2 RGB PALETTE COLOR MAIN SUPINE PRONE FEET FIRST HELICAL VOLUME ' +
		'CONTAINER TEXT CODE NUM IMAGE PNAME DATE TIME DATETIME UIDREF COMPOSITE WAVEFORM SCOORD ' +
		'SCOORD3D TCOORD TABLE CONTAINS HAS OBS CONTEXT ACQ MOD PROPERTIES CONCEPT INFERRED FROM ' +
		'SELECTED SEPARATE CONTINUOUS COMPLETE PARTIAL VERIFIED UNVERIFIED PRELIMINARY FINAL'
	).split(' '),
);
const UNSPACED =
	/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{M}]+$/u;
/** Words of names that are no names. */
const NO_NAMES: ReadonlySet<string> = new Set(
	'anonymous anonymized unknown phantom test patient doctor removed none name technologist operator'.split(
		' ',
	),
);

/**
 * What the header itself says about who the patient and the people around are: looked for in
 * everything that is kept, as a name may turn up where no table expects it.
 */
export class HeaderValues {
	private readonly words = new Set<string>();
	/** Names in letters between which nobody writes spaces. */
	private readonly unspaced = new Set<string>();
	private readonly numbers = new Set<string>();
	private readonly codes = new Set<string>();
	private readonly texts = new Set<string>();
	private readonly uids = new Set<string>();
	/** The values as they were written, for a look at the pixels. */
	readonly all: readonly string[];

	/** @param options what an option retains is not looked for */
	constructor(
		set: DataSet,
		private readonly options: DicomOptions,
	) {
		const all = new Set<string>();
		this.collect(set, all);
		this.all = [...all];
	}

	private collect(set: DataSet, all: Set<string>): void {
		for (const element of set) {
			const vr = vrOf(element);
			if (vr === 'SQ') {
				for (const item of set.sequence(element.tag)) this.collect(item, all);
				continue;
			}
			const add = vr === undefined ? undefined : this.collector(element.tag, vr);
			if (add === undefined) continue;
			for (const value of readStrings(set, element, vr!)) {
				if (value.length < 3) continue;
				add(value);
				if (!UIDS.has(element.tag)) all.add(value);
			}
		}
	}

	private collector(tag: number, vr: string): ((value: string) => void) | undefined {
		if (vr === 'PN') return (value) => this.addName(value, PATIENT_NAMES.has(tag) ? 3 : 4);
		if (NUMBERS.has(tag)) return (value) => this.addNumber(value);
		if (tag === PATIENT_BIRTH_DATE) return (value) => this.addDate(value);
		const { retainUids, retainInstitutionIdentity } = this.options;
		if (UIDS.has(tag)) return retainUids ? undefined : (value) => this.uids.add(value);
		if (INSTITUTION.has(tag) && retainInstitutionIdentity) return undefined;
		if (INSTITUTION.has(tag) || ADDRESSES.has(tag))
			return (value) => this.texts.add(squeeze(value));
		return undefined;
	}

	private addName(value: string, least: number): void {
		for (const group of value.split('=')) {
			const parts = group.split(/[\^\s]+/u).filter((part) => UNSPACED.test(part));
			for (const name of [...parts, parts.join('')]) if (name.length > 1) this.unspaced.add(name);
		}
		for (const word of wordsOf(value)) {
			const isLatin = /^[a-z\u00c0-\u024f]+$/.test(word);
			const long = word.length >= (isLatin ? least : 2);
			if (long && !/\d/.test(word) && !NO_NAMES.has(word)) this.words.add(word);
		}
	}

	private addNumber(value: string): void {
		const plain = squeeze(value);
		if (!/\d/.test(plain)) return;
		if (plain.length >= 4) this.numbers.add(plain);
		// Too short to be looked for without its hyphens: `A-1` as it is written, and nothing else.
		else if (value.length >= 3 && /\p{L}/u.test(plain)) this.codes.add(value.toLowerCase());
	}

	private addDate(value: string): void {
		if (/^\d{8}$/.test(value)) this.numbers.add(value);
	}

	/** True when one of the values stands in `value`. */
	isIn(value: string, vr: string): boolean {
		if (value.length < 2) return false;
		if (vr === 'DS' || vr === 'IS') return this.numbers.has(squeeze(value));
		if (vr === 'CS' && value.split(/[ _]/).every((word) => STANDARD_TERMS.has(word))) return false;
		for (const uid of this.uids) if (value.includes(uid)) return true;
		if (vr === 'DA' || vr === 'TM' || vr === 'DT') return false;
		const words = wordsOf(value);
		for (const word of words) if (this.words.has(word) || this.numbers.has(word)) return true;
		for (const name of this.unspaced) if (value.includes(name)) return true;
		for (const code of this.codes) if (standsIn(value.toLowerCase(), code)) return true;
		if (this.numbers.size === 0 && this.texts.size === 0) return false;
		const plain = squeeze(value);
		for (const number of this.numbers) {
			if (plain === number || (number.length >= 6 && plain.includes(number))) return true;
		}
		for (const text of this.texts) if (text.length >= 5 && plain.includes(text)) return true;
		return false;
	}
}

function wordsOf(value: string): string[] {
	return value.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

/** Letters and digits alone. */
function squeeze(value: string): string {
	return value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Between characters that are neither letters nor digits. */
function standsIn(text: string, code: string): boolean {
	for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1)) {
		const around = `${text[at - 1] ?? ' '}${text[at + code.length] ?? ' '}`;
		if (!/[\p{L}\p{N}]/u.test(around)) return true;
	}
	return false;
}
