import { isNameAt, type Lines } from './lines';
import { Segment, type SegmentContext } from './segment';

/**
 * The segments of a message. A large message has more of them than anybody looks at: each is made when
 * it is asked for.
 */
export class SegmentList {
	private made: Array<Segment | undefined> = [];
	/** Set when segments were added or removed: from then on this is the list. */
	private own: Segment[] | undefined;

	/**
	 * @param bytes of the message
	 * @param lines in units of `width` bytes
	 */
	constructor(
		private readonly context: SegmentContext,
		private readonly bytes: Buffer,
		private readonly lines: Lines,
		private readonly width: 1 | 2,
	) {}

	get length(): number {
		return this.own?.length ?? this.lines.count;
	}

	at(index: number): Segment | undefined {
		if (this.own !== undefined) return this.own[index];
		if (index < 0 || index >= this.lines.count) return undefined;
		return (this.made[index] ??= this.make(index));
	}

	all(): Segment[] {
		if (this.own !== undefined) return this.own;
		return Array.from({ length: this.lines.count }, (_, index) => this.at(index) as Segment);
	}

	/** Those of a name, in their order. */
	*named(name: string): Generator<Segment> {
		for (let index = 0; index < this.length; index++) {
			if (!this.mayBe(index, name)) continue;
			const segment = this.at(index);
			if (segment?.name === name) yield segment;
		}
	}

	/** True when every line is a segment. */
	get allNamed(): boolean {
		if (this.own !== undefined || this.width === 2)
			return this.all().every(({ name }) => name !== '');
		const { field } = this.context.delimiters;
		for (let index = 0; index < this.lines.count; index++) {
			const start = this.lines.start(index);
			const length = this.lines.end(index) - start;
			if (length < 3 || !isNameAt(this.bytes, start)) return false;
			if (length > 3 && this.bytes[start + 3] !== field) return false;
		}
		return true;
	}

	insert(index: number, segment: Segment): void {
		(this.own ??= this.all()).splice(index, 0, segment);
	}

	remove(index: number): void {
		(this.own ??= this.all()).splice(index, 1);
	}

	replace(index: number, segment: Segment): void {
		(this.own ??= this.all())[index] = segment;
	}

	private make(index: number): Segment {
		const { bytes, lines, width } = this;
		const last = index === lines.count - 1;
		const end = lines.end(index) * width;
		const wire = bytes.subarray(lines.start(index) * width, end);
		// An odd last byte of UTF-16 belongs to nothing, and is kept.
		const next = last ? bytes.length : lines.start(index + 1) * width;
		return new Segment(this.context, wire, bytes.subarray(end, next));
	}

	/** A quick no, without making the segment. */
	private mayBe(index: number, name: string): boolean {
		if (this.own !== undefined || this.width === 2) return true;
		const at = this.lines.start(index);
		return (
			this.bytes[at] === name.charCodeAt(0) &&
			this.bytes[at + 1] === name.charCodeAt(1) &&
			this.bytes[at + 2] === name.charCodeAt(2)
		);
	}
}
