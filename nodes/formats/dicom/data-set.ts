import {
	decodeText,
	type CharacterSet,
	characterSetOf,
	DEFAULT_CHARACTER_SET,
} from './character-set';
import { corrupt } from './corrupt';

import { dictionaryVr, formatTag, Tag } from './tags';
import { IMPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { unknownSequence } from './unknown-sequence';
import { readNumbers } from './values';
import { CHARACTER_SET_VRS, SINGLE_VALUE_VRS } from './vr';

/** A piece of encapsulated pixel data: offset of its first byte and length in bytes. */
export interface Fragment {
	readonly offset: number;
	readonly length: number;
}

/** One data element: where its value lies in `DataSet.buffer`. */
export interface Element {
	readonly tag: number;
	/** As written; from the dictionary in implicit VR. */
	readonly vr: string;
	/** Offset of the first value byte. */
	readonly offset: number;
	/** Value bytes, delimiters of an undefined length not counted. */
	readonly length: number;
	/** The items of a sequence. */
	readonly items?: readonly DataSet[];
	/** The items of encapsulated pixel data, the Basic Offset Table first (PS3.5 A.4). */
	readonly fragments?: readonly Fragment[];
}

/**
 * A decoded data set: values are read out of the original bytes when they are asked for.
 * Iteration gives the elements in the order in which they were written.
 */
export class DataSet implements Iterable<Element> {
	private readonly elements = new Map<number, Element>();
	private ownCharacterSet: CharacterSet | undefined;

	/**
	 * @param buffer the bytes into which element offsets point (inflated ones, when deflated)
	 * @param parent the data set that holds this item: items inherit its character set
	 */
	constructor(
		readonly buffer: Buffer,
		readonly encoding: Encoding,
		private readonly parent?: DataSet,
	) {}

	/** For the parser only. @throws HospitalError `dicom-corrupt` when the tag is already there */
	add(element: Element): void {
		if (this.elements.has(element.tag)) throw corrupt(`${formatTag(element.tag)} occurs twice`);
		this.elements.set(element.tag, element);
	}

	get size(): number {
		return this.elements.size;
	}

	has(tag: number): boolean {
		return this.elements.has(tag);
	}

	element(tag: number): Element | undefined {
		return this.elements.get(tag);
	}

	[Symbol.iterator](): IterableIterator<Element> {
		return this.elements.values();
	}

	/** The value bytes as written (a view, not a copy), undefined when absent. */
	bytes(tag: number): Buffer | undefined {
		const element = this.elements.get(tag);
		return element && this.buffer.subarray(element.offset, element.offset + element.length);
	}

	/** First value, decoded and trimmed; empty when absent. */
	string(tag: number): string {
		return this.strings(tag)[0] ?? '';
	}

	/**
	 * Every value, decoded by the Specific Character Set and without padding. Leading spaces stay
	 * where PS3.5 6.2 calls them significant (ST, LT, UT). Empty values keep their place; an absent
	 * or empty element gives an empty list. Numbers in binary VRs come as their decimal form.
	 */
	strings(tag: number): string[] {
		const element = this.elements.get(tag);
		if (element === undefined || element.length === 0) return [];
		const vr = effectiveVr(element);
		const binary = readNumbers(this, element, vr);
		if (binary !== undefined) return binary.map(String);
		const raw = this.buffer.subarray(element.offset, element.offset + element.length);
		const text = CHARACTER_SET_VRS.has(vr)
			? decodeText(raw, this.characterSet, vr === 'PN')
			: raw.toString('latin1');
		if (SINGLE_VALUE_VRS.has(vr)) return [trimEnd(text)];
		if (!text.includes('\\')) return [trim(text)];
		return text.split('\\').map(trim);
	}

	/** First value as a number; undefined when absent, NaN when the text is not a number. */
	number(tag: number): number | undefined {
		return this.numbers(tag)[0];
	}

	/**
	 * Every value as a number: IS and DS by their text (NaN when it is not one), the binary VRs by
	 * their bytes. 64-bit integers beyond 2^53 lose precision.
	 */
	numbers(tag: number): number[] {
		const element = this.elements.get(tag);
		if (element === undefined || element.length === 0) return [];
		return readNumbers(this, element, effectiveVr(element)) ?? this.strings(tag).map(parseDecimal);
	}

	/** The items of a sequence; empty when absent. */
	sequence(tag: number): readonly DataSet[] {
		const element = this.elements.get(tag);
		if (element === undefined) return [];
		if (element.items !== undefined) return element.items;
		// A sequence whose VR was lost on the way (UN, or implicit and not in the dictionary).
		return element.vr === 'UN' ? unknownSequence(this, element) : [];
	}

	/** The character set in force: the data set's own, else that of the data set around it. */
	get characterSet(): CharacterSet {
		if (this.ownCharacterSet === undefined) {
			this.ownCharacterSet = this.has(Tag.SpecificCharacterSet)
				? characterSetOf(this.strings(Tag.SpecificCharacterSet))
				: (this.parent?.characterSet ?? DEFAULT_CHARACTER_SET);
		}
		return this.ownCharacterSet;
	}

	/** How the value bytes of `element` are laid out: UN is always implicit little endian (PS3.5 6.2.2). */
	valueEncoding(element: Element): Encoding {
		return element.vr === 'UN' ? IMPLICIT_LITTLE : this.encoding;
	}
}

function effectiveVr(element: Element): string {
	return element.vr === 'UN' ? dictionaryVr(element.tag) : element.vr;
}

/** Padding is a trailing space or NUL (PS3.5 6.2); leading spaces carry no meaning either. */
function trim(text: string): string {
	let start = 0;
	while (start < text.length && text.charCodeAt(start) === 0x20) start++;
	return trimEnd(start === 0 ? text : text.slice(start));
}

function trimEnd(text: string): string {
	let end = text.length;
	while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end--;
	return end === text.length ? text : text.slice(0, end);
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function parseDecimal(text: string): number {
	return DECIMAL.test(text) ? Number(text) : Number.NaN;
}
