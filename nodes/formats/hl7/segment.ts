import { UTF8, type CharacterSet } from './charset';
import { HEADERS, type Delimiters } from './delimiters';
import { Element, splitRange, type ElementSource, type Hl7Value, type Range } from './element';
import { escapeText } from './escapes';
import { invalid } from './failures';
import { isNameAt } from './lines';
import { parseFieldPath, type FieldPath } from './path';

/** What the segments of a message share. */
export interface SegmentContext {
	readonly delimiters: Delimiters;
	readonly declared: CharacterSet;
	readonly maxParts: number;
	/** Called before a segment changes. */
	onChange(): void;
}

/** One segment. Its bytes stay as they came until a value of it is changed, and then around that value. */
export class Segment {
	/** Three letters or digits; empty for a line that is no segment. */
	readonly name: string;
	private original: Buffer;
	private known: ElementSource | undefined;
	private starts: Range[] | undefined;

	/**
	 * @param wire the bytes as they came, without the terminator
	 * @param terminator what ended it; kept as it came
	 */
	constructor(
		private readonly context: SegmentContext,
		wire: Buffer,
		readonly terminator: Buffer,
	) {
		this.original = wire;
		const { declared, delimiters } = context;
		const head = declared.wide ? Buffer.from(declared.decode(wire.subarray(0, 8))) : wire;
		const named = isNameAt(head, 0) && (head.length === 3 || head[3] === delimiters.field);
		this.name = named ? head.toString('latin1', 0, 3) : '';
	}

	/** The bytes as they go on the wire, without the terminator. */
	get wire(): Buffer {
		return this.original;
	}

	/** The highest field that stands in the segment, empty or not. */
	get fieldCount(): number {
		return this.ranges.length - (HEADERS.has(this.name) ? 0 : 1);
	}

	/** The repetitions of a field; none when it is empty or not there. */
	repetitions(field: number): Element[] {
		const range = this.range(field);
		if (range === undefined || range[0] === range[1]) return [];
		const { source } = this;
		if (this.isLiteral(field)) return [new Element(source, range, 'literal')];
		const { delimiters, maxParts } = this.context;
		return splitRange(source.bytes, range, delimiters.repetition, maxParts).map(
			(each) => new Element(source, each),
		);
	}

	/** A repetition of a field, counted from 1; the first when no number is given. */
	element(field: number, repetition = 1): Element | undefined {
		return this.repetitions(field)[repetition - 1];
	}

	/**
	 * The value at `3`, `3.1`, `3[2].4.2`.
	 *
	 * @throws HospitalError `hl7-path-invalid`, `hl7-characters-invalid`, `hl7-characters-undeclared`
	 */
	get(path: string): Hl7Value {
		return this.at(parseFieldPath(path));
	}

	/** The value at a path that was read before. */
	at({ field, repetition, component, subcomponent }: FieldPath): Hl7Value {
		let element = this.element(field, repetition);
		if (component !== undefined) element = element?.part(component);
		if (subcomponent !== undefined) element = element?.part(subcomponent);
		return element?.value;
	}

	/**
	 * Changes one value and nothing around it; delimiters are added where they are needed. `null` writes
	 * `""`, undefined empties the place. A path that stops at something with parts means its first part,
	 * as it does for `get`: the others stay.
	 *
	 * @throws HospitalError `hl7-path-invalid`, `hl7-header-fixed`, `hl7-characters-unencodable`
	 */
	set(path: string, value: Hl7Value): void {
		const { delimiters } = this.context;
		const text = value === null ? '""' : escapeText(value ?? '', delimiters);
		const { component = 1, subcomponent, ...place } = parseFieldPath(path);
		this.write({ ...place, component, subcomponent: subcomponent ?? 1 }, text);
	}

	/** Puts encoded text in the place of a whole field, repetition or component: `5` for all of OBX-5. */
	setRaw(path: string, raw: string): void {
		this.write(parseFieldPath(path), raw, /^\d+$/.test(path));
	}

	private write(path: FieldPath, text: string, wholeField = false): void {
		const { field, repetition, component, subcomponent } = path;
		if (this.isLiteral(field)) throw fixedHeader();
		if (/[\r\n]/.test(text)) throw brokenText();
		const { delimiters, declared } = this.context;
		const { bytes, characters } = this.source;
		const steps: Step[] = [
			{ delimiter: delimiters.field, number: field + (HEADERS.has(this.name) ? 0 : 1) },
		];
		if (!wholeField) steps.push({ delimiter: delimiters.repetition, number: repetition });
		if (component !== undefined) steps.push({ delimiter: delimiters.component, number: component });
		if (subcomponent !== undefined) {
			steps.push({ delimiter: delimiters.subcomponent, number: subcomponent });
		}
		const changed = replaced(bytes, steps, characters.encode(text), this.context.maxParts);
		const wire = characters === declared ? changed : declared.encode(changed.toString('utf8'));
		this.context.onChange();
		this.original = wire;
		this.known = undefined;
		this.starts = undefined;
	}

	private isLiteral(field: number): boolean {
		return field <= 2 && HEADERS.has(this.name);
	}

	/** The bytes in which delimiters can be looked for: those of the wire, or the same text as UTF-8. */
	private get source(): ElementSource {
		if (this.known !== undefined) return this.known;
		const { declared, delimiters, maxParts } = this.context;
		const characters = declared.delimitersAreBytes ? declared : UTF8;
		const bytes = declared.delimitersAreBytes
			? this.original
			: Buffer.from(declared.decode(this.original), 'utf8');
		return (this.known = { bytes, delimiters, characters, declared, maxParts });
	}

	private range(field: number): Range | undefined {
		if (field === 1 && HEADERS.has(this.name)) return [3, 4];
		return this.ranges[HEADERS.has(this.name) ? field - 1 : field];
	}

	/** Between field separators: the name first. */
	private get ranges(): Range[] {
		const { source } = this;
		const { delimiters, maxParts } = this.context;
		this.starts ??= splitRange(source.bytes, [0, source.bytes.length], delimiters.field, maxParts);
		return this.starts;
	}
}

interface Step {
	delimiter: number;
	number: number;
}

/** `bytes` with the part that the steps lead to replaced, and delimiters added where there is none yet. */
function replaced(bytes: Buffer, [step, ...rest]: Step[], value: Buffer, maxParts: number): Buffer {
	if (step === undefined) return value;
	const parts = splitRange(bytes, [0, bytes.length], step.delimiter, maxParts);
	const missing = Math.max(0, step.number - parts.length);
	if (step.number > maxParts) throw tooFar();
	if (missing > 0 && value.length === 0) return bytes;
	const padded =
		missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing, step.delimiter)]);
	const end: Range = [padded.length, padded.length];
	const [from, to] = parts[step.number - 1] ?? end;
	const inner = replaced(padded.subarray(from, to), rest, value, maxParts);
	return Buffer.concat([padded.subarray(0, from), inner, padded.subarray(to)]);
}

const fixedHeader = () =>
	invalid(
		'hl7-header-fixed',
		'The delimiters in the header of an HL7 message cannot be changed',
		'Build a new message with the delimiters that it is to have.',
	);

const brokenText = () =>
	invalid(
		'hl7-text-invalid',
		'Encoded HL7 text holds a line end, which would end the segment',
		'Write a line end in a text as \\.br\\.',
	);

const tooFar = () =>
	invalid(
		'hl7-path-invalid',
		'That place lies beyond what an HL7 segment may have',
		'Check the numbers in the path.',
	);
