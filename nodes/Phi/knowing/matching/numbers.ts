import { Kind, type Form } from '../../detecting/types';
import type { PhiRole, PhiType } from '../../types';
import { beginOfSkeleton, digitsOf, skeleton } from '../words/closeness';
import { lettersAndDigits, plain } from '../words/text';
import {
	endsIn,
	extended,
	gluedLabel,
	goesOn,
	isOwnShape,
	labelledBefore,
	measured,
	openedBefore,
	partDigits,
	partOf,
} from './number-context';
import type { Match, Reading } from './reading';
import { allDigits, setOf, withoutZeros } from '../../detecting/marks';

/** A number or code of the chart as it is looked for. */
export interface NumberEntry {
	readonly type: PhiType;
	readonly role: PhiRole;
	readonly rule: string;
	/** The end of a number, found only where the text says that it is one. */
	readonly tail: boolean;
	/** Letters before its first digit, in lower case, as the chart writes them. */
	readonly head?: string;
	/** Whether the chart writes it with marks between its parts. */
	readonly parted?: boolean;
}

/** Most parts that a number may be written in: a UID has a dozen, a number read out one for each digit. */
const MOST_PARTS = 32;
/** Marks within a number that are said: `21 dash 30987`. */
const SPOKEN_MARKS = setOf('dash hyphen slash');
const SHORTEST = 4;
/** From so many digits on a number is believed wherever it stands. */
const PLAIN_ENOUGH = 6;
const LONGEST = 64;
/** Letters and digits of a beginning that is told from others. */
const HEAD = 5;
/** Digits of the end of a number. */
const TAIL = 4;
/** Above all heads of three digits. */
const FEW = 2000;

interface Heads {
	/** By `headOf`. */
	readonly digits: Set<number>;
	/** Those of three digits and less, as they are. */
	readonly few: Uint8Array;
	readonly codes: Set<string>;
	/** The first signs of those, by `beginOfSkeleton`. */
	readonly codeBegins: Uint8Array;
	/** Of the ends of numbers, which have four digits. */
	readonly tails: Set<string>;
}

function addHeads(heads: Set<string>, key: string): void {
	for (let length = Math.min(HEAD, key.length); length > 0; length--) {
		const head = key.slice(0, length);
		// Shorter ones of a beginning that is there are there as well.
		if (heads.has(head)) return;
		heads.add(head);
	}
}

/** The beginning of a row of digits as a number, and no other's: without a piece of text made for it. */
function headOf(digits: string, length = Math.min(HEAD, digits.length)): number {
	let head = 1;
	for (let at = 0; at < length; at++) head = head * 10 + digits.charCodeAt(at) - 48;
	return head;
}

/** Whether something begins with these digits. Most are few, and most of more begin otherwise. */
function isLed({ digits, few }: Heads, bare: string): boolean {
	if (few[headOf(bare, Math.min(3, bare.length))] === 0) return false;
	return bare.length < 4 || digits.has(headOf(bare));
}

function addDigitHeads(heads: Set<number>, key: string): void {
	for (let length = Math.min(HEAD, key.length); length > 0; length--) {
		const head = headOf(key, length);
		// Shorter ones of a beginning that is there are there as well.
		if (heads.has(head)) return;
		heads.add(head);
	}
}

/** Numbers of the chart by their digits, and codes by their letters and digits. */
export class NumberIndex {
	/** By digits, without leading zeros. */
	private readonly digits = new Map<string, NumberEntry>();
	/** By letters and digits, with what scanners confuse made alike. */
	private readonly codes = new Map<string, NumberEntry>();
	/** By the last four digits. */
	private readonly tails = new Map<string, NumberEntry>();
	private readonly lengths = new Set<number>();
	private readonly codeLengths = new Set<number>();
	private longest = 0;

	get size(): number {
		return this.digits.size + this.codes.size;
	}

	/** Adds an identifier as the chart writes it. Fewer than four letters and digits say nothing. */
	add(value: string, type: PhiType, role: PhiRole): void {
		const all = lettersAndDigits(plain(value).replace(/^urn:(?:oid|uuid):/i, ''));
		if (all.length < SHORTEST || all.length > LONGEST || !/\d/.test(all)) return;
		const rule = `known-${type.toLowerCase().replace('_', '-')}`;
		const isNumber = allDigits(all);
		const head = isNumber ? '' : (/^\p{L}*/u.exec(all)?.[0] ?? '');
		const parted = /[\p{L}\p{N}][-/. ][\p{L}\p{N}]/u.test(value);
		const entry = { type, role, rule, tail: false, head, parted };
		const written = isNumber ? all : all.replace(/\D/g, '');
		const digits = withoutZeros(written);
		this.put(this.codes, skeleton(all), entry);
		const headed = isNumber || /^\p{L}*\d+\p{L}?$/u.test(all);
		if (headed && digits.length >= SHORTEST) {
			this.put(this.digits, digits, entry);
			if (written.length >= 6) this.put(this.tails, written.slice(-4), { ...entry, tail: true });
		}
	}

	/** Adds a telephone number: with and without country code, with 0 for it, and without area code. */
	addPhone(value: string, type: PhiType, role: PhiRole): void {
		const bare = plain(value).replace(/(?:x|ext\.?|extension)\s*\d+\s*$/i, '');
		const all = withoutZeros(bare.replace(/\D/g, ''));
		if (all.length < 7 || all.length > 15) return;
		const rule = type === 'FAX' ? 'known-fax' : 'known-phone';
		const entry = { type, role, rule, tail: false };
		const national = all.length === 11 && all.startsWith('1') ? all.slice(1) : all;
		this.put(this.digits, national, entry);
		this.put(this.digits, all, entry);
		if (national.length === 10) {
			this.put(this.digits, `1${national}`, entry);
			this.put(this.digits, withoutZeros(national.slice(3)), entry);
		} else {
			for (let code = 1; code <= 3; code++) {
				const rest = withoutZeros(all.slice(code));
				if (rest.length >= 8) this.put(this.digits, rest, entry);
			}
		}
		this.put(this.tails, all.slice(-TAIL), { ...entry, tail: true });
	}

	/** Adds a postal code: five digits with or without four more, or letters and digits. */
	addPostalCode(value: string, role: PhiRole): void {
		const all = lettersAndDigits(plain(value));
		if (all.length < 4 || all.length > 10 || !/\d/.test(all)) return;
		const entry: NumberEntry = { type: 'ZIP', role, rule: 'known-zip', tail: false };
		if (allDigits(all)) {
			this.zips.set(all.slice(0, 5), entry);
			if (all.length === 9) this.put(this.digits, withoutZeros(all), entry);
		} else this.put(this.codes, skeleton(all), entry);
	}

	private readonly zips = new Map<string, NumberEntry>();

	private put(into: Map<string, NumberEntry>, key: string, entry: NumberEntry): void {
		if (!into.has(key)) into.set(key, entry);
		this.heads = undefined;
		(into === this.codes ? this.codeLengths : this.lengths).add(key.length);
		this.longest = Math.max(this.longest, key.length);
	}

	/** Beginnings of everything that is looked for: what begins with none of them is no number of the chart. */
	private heads: Heads | undefined;

	private headsOf(): Heads {
		if (this.heads !== undefined) return this.heads;
		const digits = new Set<number>();
		const codes = new Set<string>();
		const tails = new Set<string>();
		for (const key of this.digits.keys()) addDigitHeads(digits, key);
		for (const key of this.codes.keys()) addHeads(codes, key);
		for (const key of this.tails.keys()) addHeads(tails, key);
		const codeBegins = new Uint8Array(1024);
		for (const head of codes) codeBegins[beginOfSkeleton(head)] = 1;
		const few = new Uint8Array(FEW);
		for (const head of digits) if (head < FEW) few[head] = 1;
		this.heads = { digits, few, codes, codeBegins, tails };
		return this.heads;
	}

	/** Beginnings of codes: a word begins no number. */
	beginnings(): Iterable<string> {
		return this.codes.keys();
	}

	/** Whether a number, a code or a postal code of the chart may begin with a spelling. */
	mayBegin(form: Form): boolean {
		const { raw, kind, lower } = form;
		if (raw.length === 5 && this.zips.size > 0) {
			const digits = kind === Kind.number ? raw : digitsOf(raw);
			if (digits !== undefined && this.zips.has(digits)) return true;
		}
		return this.longest > 0 && this.leadsOn(lower, partOf(form, true));
	}

	/** Whether something that is looked for may begin with these letters, or these digits. */
	private leadsOn(letters: string, digits: string | undefined): boolean {
		const heads = this.headsOf();
		if (digits !== undefined) {
			const bare = withoutZeros(digits);
			if (bare === '' || isLed(heads, bare)) return true;
			// The end of a number is looked for with its zeros.
			if (digits.length <= TAIL && heads.tails.has(digits)) return true;
		}
		if (heads.codeBegins[beginOfSkeleton(letters)] === 0) return false;
		return heads.codes.has(skeleton(letters.slice(0, HEAD)));
	}

	/** The longest identifier that begins with a token, however it is spaced. */
	at(reading: Reading, token: number): Match | undefined {
		const zip = this.zipAt(reading, token);
		if (zip !== undefined) return zip;
		if (this.longest === 0) return undefined;
		let letters = '';
		let digits: string | undefined = '';
		let best: Match | undefined;
		let parts = 0;
		for (let at = token; at < reading.count; at++) {
			if (at > token && !goesOn(reading, at)) break;
			if (reading.isMark(at) || SPOKEN_MARKS.has(reading.lower(at))) continue;
			if (++parts > MOST_PARTS) break;
			const raw = reading.raw(at);
			letters += reading.lower(at);
			const more = partDigits(reading, at, digits === '');
			digits = digits === undefined || more === undefined ? undefined : digits + more;
			if ((digits ?? letters).length > this.longest + 12 || !this.leadsOn(letters, digits)) break;
			if (raw.length === 0 || letters.length < SHORTEST) continue;
			const entry = this.entryOf(letters, digits);
			if (entry === undefined) continue;
			const found = this.judged(reading, entry, token, at, digits ?? letters);
			if (found !== undefined) best = found;
		}
		return best;
	}

	private entryOf(letters: string, digits: string | undefined): NumberEntry | undefined {
		if (digits !== undefined && digits.length >= SHORTEST) {
			const bare = withoutZeros(digits);
			const whole = this.lengths.has(bare.length) ? this.digits.get(bare) : undefined;
			const entry = whole ?? (digits.length === SHORTEST ? this.tails.get(digits) : undefined);
			if (entry !== undefined) return entry;
		}
		if (!this.codeLengths.has(letters.length)) return undefined;
		return this.codes.get(skeleton(letters));
	}

	private judged(
		reading: Reading,
		entry: NumberEntry,
		first: number,
		last: number,
		digits: string,
	): Match | undefined {
		const { type, role, rule } = entry;
		const start = openedBefore(reading, type, first);
		const label = gluedLabel(reading, first, entry.head);
		const skip = label > 0 ? { skip: label } : {};
		const end = extended(reading, type, last);
		const whole = { first: start, last: end, ...skip, type, role, rule };
		if (entry.tail) return endsIn(reading, first) ? { ...whole, score: 0.85 } : undefined;
		if (digits.length >= PLAIN_ENOUGH) return { ...whole, score: 0.98 };
		if (isOwnShape(reading, entry, first, last)) return { ...whole, score: 0.85 };
		if (labelledBefore(reading, first) || endsIn(reading, first)) return { ...whole, score: 0.9 };
		const alone = first === last && digits.length === 5 && !measured(reading, first, last);
		return alone ? { ...whole, score: 0.7 } : undefined;
	}

	private zipAt(reading: Reading, token: number): Match | undefined {
		if (this.zips.size === 0) return undefined;
		const raw = reading.raw(token);
		if (raw.length !== 5) return undefined;
		const digits = reading.kind(token) === Kind.number ? raw : digitsOf(raw);
		const entry = digits === undefined ? undefined : this.zips.get(digits);
		if (entry === undefined || measured(reading, token, token)) return undefined;
		const more = reading.isMark(token + 1, '-') && reading.raw(token + 2).length === 4;
		const last = more && reading.kind(token + 2) === Kind.number ? token + 2 : token;
		const { type, role, rule } = entry;
		return { first: token, last, type, role, rule, score: 0.9 };
	}
}
