import { characterSetOf, UTF8, utf16, type CharacterSet } from './charset';
import { readDelimiters, type Delimiters } from './delimiters';
import type { Element, Hl7Value } from './element';
import { invalid } from './failures';
import { groupsOf, type SegmentGroup } from './groups';
import { headerOf, rawHeader, type Hl7Header } from './header';
import { DEFAULT_HL7_LIMITS, type Hl7Limits } from './limits';
import { noiseBefore } from './noise';
import { isNameAt, splitLines, type Lines } from './lines';
import { parsePath } from './path';
import { hasSecondHeader } from './second-header';
import { Segment, type SegmentContext } from './segment';
import { SegmentList } from './segment-list';
import { shadowOf, wideOf } from './wide';

export interface ParseOptions {
	/** Takes this character set (table 0211 or a usual spelling) instead of what MSH-18 declares. */
	charset?: string;
	/** Takes this one when MSH-18 declares nothing. */
	charsetWhenUndeclared?: string;
	limits?: Partial<Hl7Limits>;
}

/**
 * An HL7 v2 message over its bytes. Nothing is decoded before it is asked for, and what is not changed
 * goes out byte by byte as it came in.
 */
export class Hl7Message {
	private readonly context: SegmentContext;
	private readonly list: SegmentList;
	private changed = false;
	private knownHeader: Hl7Header | undefined;

	private constructor(
		private readonly bytes: Buffer,
		/** What stands before the header. */
		private readonly prefix: Buffer,
		lines: Lines,
		width: 1 | 2,
		readonly delimiters: Delimiters,
		/** What the bytes are text of. */
		readonly characterSet: CharacterSet,
		maxParts: number,
	) {
		const onChange = () => {
			this.changed = true;
			this.knownHeader = undefined;
		};
		this.context = { delimiters, declared: characterSet, maxParts, onChange };
		this.list = new SegmentList(this.context, bytes, lines, width);
	}

	/** See {@link parseMessage}. */
	static parse(input: Uint8Array, options: ParseOptions = {}): Hl7Message {
		const limits = { ...DEFAULT_HL7_LIMITS, ...options.limits };
		const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
		if (bytes.length > limits.maxBytes) throw tooLarge();
		const wide = wideOf(bytes);
		const seen = wide === undefined ? bytes : shadowOf(bytes, wide);
		const width = wide === undefined ? 1 : 2;
		const from = noiseBefore(seen);
		const name = seen.toString('latin1', from, from + 3);
		if (name === 'FHS' || name === 'BHS') throw isBatchFile();
		if (name !== 'MSH') throw noMessage();
		const delimiters = readDelimiters(seen.subarray(from, from + 16));
		const lines = splitLines(seen, from, delimiters.field, limits);
		if (hasSecondHeader(seen, from, lines)) throw secondHeader();
		const prefix = bytes.subarray(0, from * width);
		const set = wide === undefined ? setOf(seen.subarray(from), prefix, options) : utf16(wide);
		return new Hl7Message(bytes, prefix, lines, width, delimiters, set, limits.maxParts);
	}

	/** All segments in their order, unknown ones and Z segments among them. */
	get segments(): readonly Segment[] {
		return this.list.all();
	}

	/** @throws HospitalError `hl7-characters-invalid`, `hl7-characters-undeclared` */
	get header(): Hl7Header {
		return (this.knownHeader ??= headerOf(this.msh));
	}

	/** True when every line is a segment. */
	get isWellFormed(): boolean {
		return this.list.allNamed;
	}

	/** The n-th segment of a name, counted from 1. */
	segment(name: string, occurrence = 1): Segment | undefined {
		let left = occurrence;
		for (const segment of this.list.named(name)) if (--left === 0) return segment;
		return undefined;
	}

	named(name: string): Segment[] {
		return [...this.list.named(name)];
	}

	/**
	 * The value at `PID-3.1`, `PID-3[2].4.2`, `OBX[2]-5`: text with its escape sequences resolved, `null`
	 * for `""`, undefined for nothing. A path that stops at something with parts means its first part.
	 *
	 * @throws HospitalError `hl7-path-invalid`, `hl7-characters-invalid`, `hl7-characters-undeclared`
	 */
	get(path: string): Hl7Value {
		const parsed = parsePath(path);
		return this.segment(parsed.segment, parsed.occurrence)?.at(parsed);
	}

	/** The repetitions of a field: `all('PID-3')`. */
	all(path: string): Element[] {
		const { segment, occurrence, field } = parsePath(path);
		return this.segment(segment, occurrence)?.repetitions(field) ?? [];
	}

	/** Orders with their results and the like; see {@link groupsOf}. */
	groups(...starts: string[]): SegmentGroup[] {
		return groupsOf(this.list.all(), starts);
	}

	/**
	 * Changes one value; see {@link Segment.set}.
	 *
	 * @throws HospitalError `hl7-segment-missing` when there is no such segment
	 */
	set(path: string, value: Hl7Value): void {
		const { segment, occurrence } = parsePath(path);
		const found = this.segment(segment, occurrence);
		if (found === undefined) throw missing();
		found.set(path.slice(path.indexOf('-') + 1), value);
	}

	/**
	 * Adds an empty segment behind another one, or at the end.
	 *
	 * @throws HospitalError `hl7-segment-invalid`, `hl7-second-header`
	 */
	addSegment(name: string, after?: Segment): Segment {
		const { declared } = this.context;
		if (name === 'MSH') throw secondHeader();
		if (!isNameAt(Buffer.from(name), 0) || name.length !== 3) throw wrongName();
		const behind = after === undefined ? -1 : this.list.all().indexOf(after);
		const at = behind === -1 ? this.list.length : behind + 1;
		const terminator = this.msh.terminator.length > 0 ? this.msh.terminator : declared.encode('\r');
		const before = this.list.at(at - 1);
		this.context.onChange();
		// The last segment of a message may stand without a terminator.
		if (before !== undefined && before.terminator.length === 0) {
			this.list.replace(at - 1, new Segment(this.context, before.wire, terminator));
		}
		const added = new Segment(this.context, declared.encode(name), terminator);
		this.list.insert(at, added);
		return added;
	}

	removeSegment(segment: Segment): void {
		const at = this.list.all().indexOf(segment);
		if (at < 1) return;
		this.context.onChange();
		this.list.remove(at);
	}

	/** The bytes: those that came as long as nothing was changed. */
	encode(): Buffer {
		if (!this.changed) return this.bytes;
		const parts = this.list.all().flatMap(({ wire, terminator }) => [wire, terminator]);
		return Buffer.concat([this.prefix, ...parts]);
	}

	private get msh(): Segment {
		const first = this.list.at(0);
		if (first === undefined) throw noMessage();
		return first;
	}
}

/**
 * Reads a message. Segments may end with CR, as the standard says, with CR LF or LF. Nothing is judged
 * but the header: lines that are no segments are kept, and `isWellFormed` tells of them. Two messages
 * one behind the other are none: what belongs to which could not be told.
 *
 * @throws HospitalError `hl7-too-large`, `hl7-not-a-message`, `hl7-batch-file`, `hl7-second-header`,
 *   `hl7-delimiters-invalid`, `hl7-too-many-segments`, `hl7-charset-unknown`
 */
export const parseMessage = (bytes: Uint8Array, options?: ParseOptions): Hl7Message =>
	Hl7Message.parse(bytes, options);

/** The bytes of a message; of an unchanged one those that it was read from. */
export const encode = (message: Hl7Message): Buffer => message.encode();

function setOf(bytes: Buffer, prefix: Buffer, options: ParseOptions): CharacterSet {
	if (options.charset !== undefined) return characterSetOf(options.charset.split('~'));
	const header = rawHeader(bytes);
	const declared = header?.field(18).toString('latin1') ?? '';
	if (declared !== '' && header !== undefined) {
		return characterSetOf(declared.split(String.fromCharCode(header.delimiters.repetition)));
	}
	if (prefix.length >= 3 && prefix[0] === 0xef) return UTF8;
	const { charsetWhenUndeclared } = options;
	return characterSetOf(charsetWhenUndeclared?.split('~') ?? []);
}

const tooLarge = () =>
	invalid(
		'hl7-too-large',
		'The HL7 message is larger than is accepted',
		'Have large documents sent by reference, or raise the limit.',
	);

const noMessage = () =>
	invalid(
		'hl7-not-a-message',
		'What came is no HL7 v2 message: it does not begin with MSH',
		'Check that the sending system sends HL7 v2 in the usual encoding with delimiters, not XML.',
	);

const isBatchFile = () =>
	invalid(
		'hl7-batch-file',
		'What came is a batch file (FHS or BHS), not one HL7 v2 message',
		'Give it to HL7 → Split Messages, which makes one item of each message.',
	);

const secondHeader = () =>
	invalid(
		'hl7-second-header',
		'A second HL7 v2 message begins inside of the first one (a second MSH segment)',
		'Nothing of it was used: which segments belong to whom could not be told. Have the sending system end each message before it begins the next one, and have both messages sent again.',
	);

const missing = () =>
	invalid(
		'hl7-segment-missing',
		'The HL7 message has no such segment',
		'Add the segment first, or check the path.',
	);

const wrongName = () =>
	invalid(
		'hl7-segment-invalid',
		'That is no name of an HL7 segment',
		'Write three capital letters or digits, such as PID or ZDS.',
	);
