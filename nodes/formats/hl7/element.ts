import type { Delimiters } from './delimiters';
import { unescapeText } from './escapes';
import type { CharacterSet } from './charset';
import { invalid } from './failures';

/** A part of a segment's bytes. */
export type Range = readonly [start: number, end: number];

/** What elements need to know of the segment they lie in. */
export interface ElementSource {
	readonly bytes: Buffer;
	readonly delimiters: Delimiters;
	/** Of the bytes as they are here. */
	readonly characters: CharacterSet;
	/** Of the message, in which \X..\ sequences are written. */
	readonly declared: CharacterSet;
	readonly maxParts: number;
}

/** How deep an element lies; a `literal` has no parts (MSH-1, MSH-2). */
export type Level = 'repetition' | 'component' | 'subcomponent' | 'literal';

const QUOTE = 0x22;

/** Text, `null` for the explicit "delete this" (`""`), undefined for nothing (2.5.3). */
export type Hl7Value = string | null | undefined;

/**
 * A repetition, component or subcomponent: a view of bytes that is decoded when it is asked. Never
 * kept over a change of its segment.
 */
export class Element {
	constructor(
		private readonly source: ElementSource,
		private readonly range: Range,
		readonly level: Level = 'repetition',
	) {}

	/** True when nothing stands here, not even `""`. */
	get isEmpty(): boolean {
		return this.range[0] === this.range[1];
	}

	/** The components of a repetition, the subcomponents of a component; the element itself below. */
	get parts(): Element[] {
		const delimiter = this.delimiter;
		if (delimiter === undefined) return [this];
		const { bytes, maxParts } = this.source;
		const level = this.level === 'repetition' ? 'component' : 'subcomponent';
		return splitRange(bytes, this.range, delimiter, maxParts).map(
			(range) => new Element(this.source, range, level),
		);
	}

	/** The n-th component or subcomponent, counted from 1. */
	part(number: number): Element | undefined {
		const delimiter = this.delimiter;
		if (delimiter === undefined) return number === 1 ? this : undefined;
		const range = partOf(this.source.bytes, this.range, delimiter, number);
		const level = this.level === 'repetition' ? 'component' : 'subcomponent';
		return range && new Element(this.source, range, level);
	}

	/**
	 * The value. Of an element that has parts it is the first one: what was a single value in an older
	 * version of the standard has become the first component in a newer one (2.10.5).
	 *
	 * @throws HospitalError `hl7-characters-invalid`, `hl7-characters-undeclared`
	 */
	get value(): Hl7Value {
		const [start] = this.range;
		let [, end] = this.range;
		const { bytes } = this.source;
		if (this.level === 'repetition') end = endOf(bytes, start, end, this.delimiter);
		if (this.level !== 'subcomponent' && this.level !== 'literal') {
			end = endOf(bytes, start, end, this.source.delimiters.subcomponent);
		}
		if (start === end) return undefined;
		if (end - start === 2 && bytes[start] === QUOTE && bytes[start + 1] === QUOTE) return null;
		const text = decodeRange(this.source, start, end);
		if (this.level === 'literal') return text;
		return unescapeText(text, this.source.delimiters, this.source.declared);
	}

	/** The value of a component, or of a subcomponent: `get(4, 2)`. */
	get(component: number, subcomponent?: number): Hl7Value {
		const part = this.part(component);
		return (subcomponent === undefined ? part : part?.part(subcomponent))?.value;
	}

	/**
	 * The whole as one text: for types that have no components (ST, TX, FT: 2A.3.78), in which a
	 * delimiter that nobody escaped is a character like any other.
	 *
	 * @throws HospitalError `hl7-characters-invalid`, `hl7-characters-undeclared`
	 */
	get literal(): Hl7Value {
		const text = this.raw;
		if (text === '') return undefined;
		return text === '""' ? null : unescapeText(text, this.source.delimiters, this.source.declared);
	}

	/** As it stands: text with its delimiters and escape sequences. */
	get raw(): string {
		return decodeRange(this.source, this.range[0], this.range[1]);
	}

	private get delimiter(): number | undefined {
		if (this.level === 'repetition') return this.source.delimiters.component;
		return this.level === 'component' ? this.source.delimiters.subcomponent : undefined;
	}
}

function decodeRange({ bytes, characters }: ElementSource, start: number, end: number): string {
	if (end - start > 200) return characters.decode(bytes.subarray(start, end));
	for (let at = start; at < end; at++) {
		if ((bytes[at] ?? 0) >= 0x80) return characters.decode(bytes.subarray(start, end));
	}
	return bytes.toString('latin1', start, end);
}

/** Below this many bytes a loop is faster than a call into native code. */
const SHORT = 64;

function endOf(bytes: Buffer, start: number, end: number, delimiter: number | undefined): number {
	if (delimiter === undefined) return end;
	if (end - start > SHORT) {
		const found = bytes.subarray(start, end).indexOf(delimiter);
		return found === -1 ? end : start + found;
	}
	let at = start;
	while (at < end && bytes[at] !== delimiter) at++;
	return at;
}

/**
 * All parts between delimiters: one at least, be it empty.
 *
 * @throws HospitalError `hl7-too-many-parts`
 */
export function splitRange(
	bytes: Buffer,
	[start, end]: Range,
	delimiter: number,
	maxParts: number,
): Range[] {
	const ranges: Range[] = [];
	for (let from = start; ; ) {
		const to = endOf(bytes, from, end, delimiter);
		ranges.push([from, to]);
		if (to === end) return ranges;
		if (ranges.length >= maxParts) throw tooManyParts();
		from = to + 1;
	}
}

function partOf(
	bytes: Buffer,
	[start, end]: Range,
	delimiter: number,
	number: number,
): Range | undefined {
	let from = start;
	for (let at = 1; ; at++) {
		const to = endOf(bytes, from, end, delimiter);
		if (at === number) return [from, to];
		if (to === end) return undefined;
		from = to + 1;
	}
}

const tooManyParts = () =>
	invalid(
		'hl7-too-many-parts',
		'A segment of the HL7 message has more fields, repetitions or components than are accepted',
		'Check the sending system: a segment of this kind is usually a delimiter that was not escaped.',
	);
