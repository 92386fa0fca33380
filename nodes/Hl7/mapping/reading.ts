import type { Element, Hl7Message, Segment } from '../../formats/hl7';
import { warning, type Hl7Warning, type WarningCode } from './warnings';

/**
 * A message that is being converted. It notes every value that is read, so that in the end everything
 * that was not can be told: nothing of a message is dropped in silence.
 */
export class Reading {
	readonly warnings: Hl7Warning[] = [];
	readonly segments: readonly ReadSegment[];
	private readonly read = new Set<string>();
	private readonly told = new Set<string>();

	constructor(readonly message: Hl7Message) {
		const counts = new Map<string, number>();
		this.segments = message.segments.map((segment, index) => {
			const number = (counts.get(segment.name) ?? 0) + 1;
			counts.set(segment.name, number);
			return new ReadSegment(this, segment, index, number);
		});
	}

	first(name: string): ReadSegment | undefined {
		return this.segments.find((segment) => segment.name === name);
	}

	warn(path: string, code: WarningCode): void {
		const key = `${path} ${code}`;
		if (this.told.has(key)) return;
		this.told.add(key);
		this.warnings.push(warning(path, code));
	}

	note(key: string): void {
		this.read.add(key);
	}

	wasRead(key: string): boolean {
		return this.read.has(key);
	}

	/** One warning for each segment, field or part that has a value and was not read. */
	unread(): Hl7Warning[] {
		return this.segments.flatMap((segment) => segment.unread());
	}
}

/** A place that holds a value of its own: field, repetition, component, subcomponent. */
interface Leaf {
	field: number;
	repetition: number;
	component: number;
	subcomponent: number;
	key: string;
}

export class ReadSegment {
	constructor(
		private readonly reading: Reading,
		private readonly segment: Segment,
		private readonly index: number,
		private readonly number: number,
	) {}

	get name(): string {
		return this.segment.name;
	}

	/** `OBX[3]`; the first of its name without a number. */
	get label(): string {
		return this.number === 1 ? this.name : `${this.name}[${this.number}]`;
	}

	/** The text of a component; undefined when it is empty or `""`. */
	text(field: number, component = 1, subcomponent = 1): string | undefined {
		return this.repetitions(field)[0]?.text(component, subcomponent);
	}

	/** The whole field as it stands, read by nobody. */
	raw(field: number): string {
		return this.segment
			.repetitions(field)
			.map(({ raw }) => raw)
			.join('~');
	}

	/** True when the sender asks to delete what there is (`""`). */
	isDeleted(field: number): boolean {
		const element = this.segment.element(field);
		if (element?.value !== null) return false;
		this.reading.note(this.key(field, 1, 1, 1));
		return true;
	}

	repetitions(field: number): ReadField[] {
		return this.segment
			.repetitions(field)
			.map((element, at) => new ReadField(this.reading, element, this, field, at + 1))
			.filter((read) => !read.isEmpty);
	}

	/** The first repetition of a field. */
	field(field: number): ReadField | undefined {
		return this.repetitions(field)[0];
	}

	/** Fields that order segments or describe the transfer: they say nothing that a chart keeps. */
	passOver(...fields: number[]): void {
		for (const leaf of this.leaves()) if (fields.includes(leaf.field)) this.reading.note(leaf.key);
	}

	/** About the segment itself. */
	warnWhole(code: WarningCode): void {
		this.reading.warn(this.label, code);
	}

	warn(field: number, code: WarningCode, repetition = 1): void {
		this.reading.warn(this.path(field, repetition), code);
	}

	path(field: number, repetition = 1): string {
		return `${this.label}-${field}${repetition === 1 ? '' : `[${repetition}]`}`;
	}

	key(field: number, repetition: number, component: number, subcomponent: number): string {
		return [this.index, field, repetition, component, subcomponent].join('.');
	}

	unread(): Hl7Warning[] {
		if (this.name === '') return [warning(`line ${this.index + 1}`, 'segment-not-mapped')];
		const leaves = [...this.leaves()];
		const open = leaves.filter(({ key }) => !this.reading.wasRead(key));
		if (open.length === 0) return [];
		if (open.length === leaves.length) return [warning(this.label, 'segment-not-mapped')];
		const fields = new Set(open.map(({ field }) => field));
		return [...fields].flatMap((field) => {
			const mine = open.filter((leaf) => leaf.field === field);
			const all = leaves.filter((leaf) => leaf.field === field);
			if (mine.length === all.length) return [warning(this.path(field), 'field-not-mapped')];
			return mine.map((leaf) => warning(this.pathOf(leaf), 'part-not-mapped'));
		});
	}

	private pathOf({ field, repetition, component, subcomponent }: Leaf): string {
		const sub = subcomponent === 1 ? '' : `.${subcomponent}`;
		return `${this.path(field, repetition)}.${component}${sub}`;
	}

	private *leaves(): Generator<Leaf> {
		const first = this.name === 'MSH' ? 3 : 1;
		for (let field = first; field <= this.segment.fieldCount; field++) {
			for (const [r, element] of this.segment.repetitions(field).entries()) {
				for (const [c, component] of element.parts.entries()) {
					for (const [s, part] of component.parts.entries()) {
						if (part.isEmpty) continue;
						const place = { field, repetition: r + 1, component: c + 1, subcomponent: s + 1 };
						yield { ...place, key: this.key(field, r + 1, c + 1, s + 1) };
					}
				}
			}
		}
	}
}

/** One repetition of a field. */
export class ReadField {
	constructor(
		private readonly reading: Reading,
		private readonly element: Element,
		private readonly segment: ReadSegment,
		private readonly field: number,
		private readonly repetition: number,
	) {}

	get isEmpty(): boolean {
		return this.element.isEmpty;
	}

	get path(): string {
		return this.segment.path(this.field, this.repetition);
	}

	/** The text of a component; undefined when it is empty or `""`. */
	text(component = 1, subcomponent = 1): string | undefined {
		const value = this.element.part(component)?.part(subcomponent)?.value;
		// Where nothing is deleted for `""`, it is a value that has no place.
		if (value === undefined || value === null) return undefined;
		this.reading.note(this.segment.key(this.field, this.repetition, component, subcomponent));
		const text = value.trim();
		return text === '' ? undefined : text;
	}

	/** All components behind the first `from` ones that have text, as they follow each other. */
	texts(from = 1): string[] {
		return this.element.parts
			.map((_, at) => (at + 1 < from ? undefined : this.text(at + 1)))
			.filter((text) => text !== undefined);
	}

	/** The whole as one text, delimiters that nobody escaped included; undefined when empty or `""`. */
	whole(): string | undefined {
		const value = this.element.literal;
		if (value === undefined || value === null) return undefined;
		this.passOver();
		const text = value.trim();
		return text === '' ? undefined : text;
	}

	/** True when only `""` stands here. */
	get isDeleted(): boolean {
		return this.element.literal === null;
	}

	/** True when something of this stands in a part that nobody has read. */
	get hasLeftOver(): boolean {
		return [...this.leaves()].some(([key, part]) => !part.isEmpty && !this.reading.wasRead(key));
	}

	/** True when something stands in a component; reads nothing. */
	has(component: number): boolean {
		return this.element.part(component)?.isEmpty === false;
	}

	/** True when a component of it is cut up by a delimiter that stands where none may. */
	isCut(component: number): boolean {
		const parts = this.element.part(component)?.parts ?? [];
		return parts.slice(1).some((part) => !part.isEmpty);
	}

	/** Takes everything of this as said. */
	passOver(): void {
		for (const [key] of this.leaves()) this.reading.note(key);
	}

	private *leaves(): Generator<[key: string, part: Element]> {
		for (const [c, component] of this.element.parts.entries()) {
			for (const [s, part] of component.parts.entries()) {
				yield [this.segment.key(this.field, this.repetition, c + 1, s + 1), part];
			}
		}
	}

	warn(code: WarningCode, component?: number): void {
		this.reading.warn(component === undefined ? this.path : `${this.path}.${component}`, code);
	}
}
