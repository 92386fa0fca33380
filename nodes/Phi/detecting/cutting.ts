import { HASH, hashed } from './hashing';
import { Spellings } from './note-spellings';
import { ASCII, classOf, Sign } from './signs';
import { PACKED, sharedAt } from './spellings';
import { Gap, type Form, type PreparedText } from './types';

const { other: OTHER, blank: BLANK, line: LINE } = Sign;

/** A text while it is cut into tokens, from its beginning on. */
export class Cutting {
	readonly spellings: Spellings;
	/** Before the next token. */
	gap: number = Gap.line;
	/** Of the last token. */
	end = 0;
	private newlines = 0;
	private count = 0;
	private room: number;
	private tables: Tables;

	constructor(private readonly folded: string) {
		// Notes have some 27 tokens in 100 characters.
		this.room = 16 + Math.floor(folded.length * 0.32);
		this.tables = tables(this.room);
		this.spellings = new Spellings(folded.length);
	}

	add(start: number, end: number, number: number, gap: number): void {
		const tables = this.count === this.room ? this.widened() : this.tables;
		const { count } = this;
		tables.starts[count] = start;
		tables.ends[count] = end;
		tables.form[count] = number;
		tables.gaps[count] = gap;
		this.end = end;
		this.gap = Gap.none;
		this.newlines = 0;
		this.count = count + 1;
	}

	/** Cuts a stretch that begins where the last token ended, and at whose end a token begins. */
	run(from: number, to: number): void {
		const { folded, spellings } = this;
		let { gap, newlines, count, tables } = this;
		let { starts, ends, form, gaps } = tables;
		for (let at = from; at < to; ) {
			const opening = folded.charCodeAt(at);
			const first = opening < 128 ? (ASCII[opening] as number) : classOf(opening);
			if (first === BLANK) {
				if (gap === Gap.none) gap = opening === 9 ? Gap.wide : Gap.space;
				else if (gap === Gap.space) gap = Gap.wide;
				at++;
				continue;
			}
			if (first === LINE) {
				const pair = opening === 13 && folded.charCodeAt(at + 1) === 10;
				at += pair ? 2 : 1;
				newlines++;
				gap = newlines > 1 ? Gap.blank : Gap.line;
				continue;
			}
			const start = at++;
			let hash = hashed(HASH, opening);
			let low = opening;
			let high = 0;
			let signs = opening;
			if (first !== OTHER) {
				for (; at < to; at++) {
					const code = folded.charCodeAt(at);
					const kind = code < 128 ? (ASCII[code] as number) : classOf(code);
					if (kind === OTHER || kind >= BLANK) break;
					hash = hashed(hash, code);
					signs |= code;
					const from = at - start;
					if (from < 4) low |= code << (from << 3);
					else if (from < PACKED) high |= code << ((from - 4) << 3);
				}
			}
			// What is no ASCII is shared by no notes.
			const record = signs < 128 ? sharedAt(folded, start, at, low, high, hash) : -1;
			const number = record < 0 ? spellings.own(folded, start, at, hash) : spellings.shared(record);
			if (count === this.room) {
				tables = this.widened();
				({ starts, ends, form, gaps } = tables);
			}
			starts[count] = start;
			ends[count] = at;
			form[count] = number;
			gaps[count] = gap;
			count++;
			gap = Gap.none;
			newlines = 0;
		}
		this.count = count;
		this.gap = gap;
		this.newlines = newlines;
		if (count > 0) this.end = ends[count - 1] as number;
	}

	prepared(text: string, map: Int32Array | undefined): PreparedText {
		const { starts, ends, gaps, form } = this.tables;
		const { forms } = this.spellings;
		return new Prepared(text, this.folded, map, this.count, starts, ends, gaps, form, forms);
	}

	private widened(): Tables {
		this.room *= 2;
		const { starts, ends, form, gaps } = this.tables;
		const wider = tables(this.room);
		wider.starts.set(starts);
		wider.ends.set(ends);
		wider.form.set(form);
		wider.gaps.set(gaps);
		return (this.tables = wider);
	}
}

type Tables = ReturnType<typeof tables>;

/** What is told of each token, in one piece of memory. */
function tables(room: number) {
	const memory = new ArrayBuffer(room * 13);
	return {
		starts: new Int32Array(memory, 0, room),
		ends: new Int32Array(memory, room * 4, room),
		form: new Int32Array(memory, room * 8, room),
		gaps: new Uint8Array(memory, room * 12, room),
	};
}

class Prepared implements PreparedText {
	constructor(
		readonly text: string,
		readonly folded: string,
		private readonly map: Int32Array | undefined,
		readonly count: number,
		readonly starts: Int32Array,
		readonly ends: Int32Array,
		readonly gaps: Uint8Array,
		readonly form: Int32Array,
		readonly forms: readonly Form[],
	) {}

	at(token: number): Form {
		return this.forms[this.form[token] as number] as Form;
	}

	origin(start: number, end: number): [number, number] {
		const { map } = this;
		return map === undefined ? [start, end] : [map[start] as number, map[end] as number];
	}

	place(start: number, end: number): [number, number] {
		const { map } = this;
		if (map === undefined) return [start, end];
		return [firstAtLeast(map, start), firstAtLeast(map, end)];
	}

	tokenAfter(offset: number): number {
		let low = 0;
		let high = this.count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.ends[middle] as number) > offset) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}

/** Index of the first entry of a rising table that is at least `value`; the last index where none is. */
function firstAtLeast(table: Int32Array, value: number): number {
	let low = 0;
	let high = table.length - 1;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((table[middle] as number) >= value) high = middle;
		else low = middle + 1;
	}
	return low;
}
