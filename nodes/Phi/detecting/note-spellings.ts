import { HASH, hashed } from './hashing';
import { ASCII, classOf, Sign } from './signs';
import { isAt, PLACE, READ_IN, recordOf, RECORDS, sharedOf, spellingOf } from './spellings';
import type { Form } from './types';

const { other: OTHER, lower: LOWER, upper: UPPER } = Sign;

/** Number of the note that is being read. */
let reading = 0;

/** Slots that are tried for a spelling before it is looked for by itself: a note may be made to collide. */
const MOST_TRIES = 12;

let ownSlots = new Int32Array(1024);

/** The spellings of one note, each with its number. */
export class Spellings {
	readonly forms: Form[] = [];
	/** Numbers of spellings that are this note's alone, by their hash, one more than they are. */
	private readonly slots: Int32Array;
	private readonly mask: number;
	private colliding: Map<string, number> | undefined;

	constructor(length: number) {
		const size = 1 << (32 - Math.clz32(Math.max(63, length >> 3)));
		this.mask = size - 1;
		if (ownSlots.length < size) ownSlots = new Int32Array(size);
		else ownSlots.fill(0, 0, size);
		this.slots = ownSlots;
		reading = (reading + 1) | 0;
	}

	/** Number of a spelling that notes share. */
	shared(record: number): number {
		if (RECORDS[record + READ_IN] === reading) return RECORDS[record + PLACE] as number;
		RECORDS[record + READ_IN] = reading;
		return (RECORDS[record + PLACE] = this.forms.push(sharedOf(record)) - 1);
	}

	/** Number of the spelling of a stretch that none shares, or none before this note has had. */
	own(folded: string, start: number, end: number, hash: number, form?: Form): number {
		const { slots, mask, forms } = this;
		let slot = (hash ^ (hash >>> 15)) & mask;
		for (let tries = 0; tries < MOST_TRIES; tries++, slot = (slot + 1) & mask) {
			const index = (slots[slot] as number) - 1;
			if (index < 0) {
				const made = form ?? spelled(folded.slice(start, end));
				if (made.shared >= 0) return this.shared(recordOf(made));
				slots[slot] = forms.push(made);
				return forms.length - 1;
			}
			if (isAt((forms[index] as Form).raw, folded, start, end)) return index;
		}
		return this.collided(folded.slice(start, end), form);
	}

	/** Number of a spelling of another text. */
	take(form: Form): number {
		if (form.shared >= 0) return this.shared(recordOf(form));
		const { raw } = form;
		let hash = HASH;
		for (let at = 0; at < raw.length; at++) hash = hashed(hash, raw.charCodeAt(at));
		return this.own(raw, 0, raw.length, hash, form);
	}

	private collided(raw: string, form?: Form): number {
		this.colliding ??= new Map();
		const before = this.colliding.get(raw);
		if (before !== undefined) return before;
		const made = form ?? spelled(raw);
		if (made.shared >= 0) return this.shared(recordOf(made));
		this.colliding.set(raw, this.forms.push(made) - 1);
		return this.forms.length - 1;
	}
}

/** Reads a spelling that no note shares, or none before this one has had. */
function spelled(raw: string): Form {
	const first = classOf(raw.charCodeAt(0));
	let uppers = 0;
	let lowers = 0;
	let digits = 0;
	let lowerHash = HASH;
	let isAscii = true;
	if (first !== OTHER) {
		for (let at = 0; at < raw.length; at++) {
			const code = raw.charCodeAt(at);
			const kind = code < 128 ? (ASCII[code] as number) : classOf(code);
			if (kind === LOWER) lowers++;
			else if (kind === UPPER) uppers++;
			else digits++;
			isAscii &&= code < 128;
			lowerHash = hashed(lowerHash, kind === UPPER ? code | 32 : code);
		}
	}
	const hash = isAscii ? lowerHash : undefined;
	return spellingOf(raw, lowers, uppers, digits, first === UPPER, hash);
}
