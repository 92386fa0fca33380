import { Gap, Kind, type Form } from '../../detecting/types';
import type { PhiRole, PhiType } from '../../types';
import { digitsOf, skeleton } from '../words/closeness';
import { lettersAndDigits, plain } from '../words/text';
import {
	endsIn,
	extended,
	labelledBefore,
	measured,
	openedBefore,
	partDigits,
	partOf,
} from './number-context';
import type { Match, Reading } from './reading';

/** A number or code of the chart as it is looked for. */
export interface NumberEntry {
	readonly type: PhiType;
	readonly role: PhiRole;
	readonly rule: string;
	/** The end of a number, found only where the text says that it is one. */
	readonly tail: boolean;
}

/** Most parts that a number may be written in: a UID has a dozen, a number read out one for each digit. */
const MOST_PARTS = 32;
const SHORTEST = 4;
/** From so many digits on a number is believed wherever it stands. */
const PLAIN_ENOUGH = 6;
const LONGEST = 64;
/** Letters and digits of a beginning that is told from others. */
const HEAD = 5;

interface Heads {
	readonly digits: Set<string>;
	readonly codes: Set<string>;
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
		const entry = { type, role, rule, tail: false };
		const written = all.replace(/\D/g, '');
		const digits = written.replace(/^0+/, '');
		this.put(this.codes, skeleton(all), entry);
		const headed = /^\p{L}*\d+\p{L}?$/u.test(all);
		if (headed && digits.length >= SHORTEST) {
			this.put(this.digits, digits, entry);
			if (written.length >= 7) this.put(this.tails, written.slice(-4), { ...entry, tail: true });
		}
	}

	/** Adds a telephone number: with and without country code, with 0 for it, and without area code. */
	addPhone(value: string, type: PhiType, role: PhiRole): void {
		const bare = plain(value).replace(/(?:x|ext\.?|extension)\s*\d+\s*$/i, '');
		const all = bare.replace(/\D/g, '').replace(/^0+/, '');
		if (all.length < 7 || all.length > 15) return;
		const rule = type === 'FAX' ? 'known-fax' : 'known-phone';
		const entry = { type, role, rule, tail: false };
		const national = all.length === 11 && all.startsWith('1') ? all.slice(1) : all;
		this.put(this.digits, national, entry);
		this.put(this.digits, all, entry);
		if (national.length === 10) {
			this.put(this.digits, `1${national}`, entry);
			this.put(this.digits, national.slice(3).replace(/^0+/, ''), entry);
		} else {
			for (let code = 1; code <= 3; code++) {
				const rest = all.slice(code).replace(/^0+/, '');
				if (rest.length >= 8) this.put(this.digits, rest, entry);
			}
		}
		this.put(this.tails, all.slice(-4), { ...entry, tail: true });
	}

	/** Adds a postal code: five digits with or without four more, or letters and digits. */
	addPostalCode(value: string, role: PhiRole): void {
		const all = lettersAndDigits(plain(value));
		if (all.length < 4 || all.length > 10 || !/\d/.test(all)) return;
		const entry: NumberEntry = { type: 'ZIP', role, rule: 'known-zip', tail: false };
		if (/^\d+$/.test(all)) {
			this.zips.set(all.slice(0, 5), entry);
			if (all.length === 9) this.put(this.digits, all.replace(/^0+/, ''), entry);
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
		const digits = new Set<string>();
		const codes = new Set<string>();
		const tails = new Set<string>();
		for (const key of this.digits.keys()) addHeads(digits, key);
		for (const key of this.codes.keys()) addHeads(codes, key);
		for (const key of this.tails.keys()) addHeads(tails, key);
		this.heads = { digits, codes, tails };
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
			const bare = digits.startsWith('0') ? digits.replace(/^0+/, '') : digits;
			if (bare === '' || heads.digits.has(bare.slice(0, HEAD))) return true;
			// The end of a number is looked for with its zeros.
			if (heads.tails.has(digits)) return true;
		}
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
			if (at > token && !this.goesOn(reading, at)) break;
			if (reading.isMark(at)) continue;
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
			const bare = digits.startsWith('0') ? digits.replace(/^0+/, '') : digits;
			if (this.lengths.has(bare.length)) {
				const entry = this.digits.get(bare) ?? this.tails.get(digits);
				if (entry !== undefined) return entry;
			}
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
		const start = openedBefore(reading, first);
		const { type, role, rule } = entry;
		const whole = { first: start, last: extended(reading, type, last), type, role, rule };
		if (entry.tail) return endsIn(reading, first) ? { ...whole, score: 0.85 } : undefined;
		if (digits.length >= PLAIN_ENOUGH) return { ...whole, score: 0.98 };
		if (labelledBefore(reading, first) || endsIn(reading, first)) return { ...whole, score: 0.9 };
		const alone = first === last && digits.length === 5 && !measured(reading, first, last);
		return alone ? { ...whole, score: 0.7 } : undefined;
	}

	private goesOn(reading: Reading, token: number): boolean {
		const gap = reading.gap(token);
		if (gap > Gap.space) return false;
		if (reading.isMark(token)) return reading.isMark(token, '-./()#_+:*');
		return true;
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
