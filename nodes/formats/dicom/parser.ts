import { corrupt, Truncated } from './corrupt';
import { DataSet, type Fragment } from './data-set';
import { dictionaryVr, formatTag, Tag } from './tags';
import { IMPLICIT_LITTLE, type Encoding } from './transfer-syntax';
import { LONG_LENGTH_VRS, SHORT_LENGTH_VRS } from './vr';

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_DELIMITER = 0xfffee00d;
const SEQUENCE_DELIMITER = 0xfffee0dd;

/** Deepest nesting read. Structured Reports of the wild stay under 20. */
const MAX_DEPTH = 64;
/**
 * What one object may cost: about 100 bytes of memory for each unit. The largest objects of practice
 * (thousands of frames with functional groups, tens of thousands of contours) stay under half of it.
 */
const MAX_COST = 1_000_000;
const ELEMENT_COST = 1;
const ITEM_COST = 4;

const vrCode = (vr: string) => (vr.charCodeAt(0) << 8) | vr.charCodeAt(1);
const VR_BY_CODE = new Map<number, { vr: string; short: boolean }>([
	...[...SHORT_LENGTH_VRS].map((vr) => [vrCode(vr), { vr, short: true }] as const),
	...[...LONG_LENGTH_VRS].map((vr) => [vrCode(vr), { vr, short: false }] as const),
]);

/** True when the two bytes at `offset` are a VR of the standard. */
export function isVr(bytes: Buffer, offset: number): boolean {
	return offset + 2 <= bytes.length && VR_BY_CODE.has((bytes[offset]! << 8) | bytes[offset + 1]!);
}

interface Scope {
	/** Nothing of the data set lies at or behind this offset. */
	end: number;
	/** Stop before the first element whose tag is this or higher. */
	until: number;
	/** Stop before the first element of another group, when given. */
	group?: number;
	/** True for an item of undefined length: an item delimiter ends it. */
	delimited: boolean;
	depth: number;
}

/**
 * Reads elements out of a buffer (PS3.5 7). Every length is checked against the sequence, item or
 * buffer around it before it is used.
 */
export class Parser {
	private budget = MAX_COST;

	constructor(private readonly bytes: Buffer) {}

	/**
	 * Fills `set` with the elements from `at` on.
	 *
	 * @returns the offset behind the last byte read
	 * @throws Truncated when the buffer ends inside an element, HospitalError `dicom-corrupt`
	 */
	read(set: DataSet, at: number, scope: Scope): number {
		const { end } = scope;
		while (at < end) {
			if (end - at < 8) {
				if (!scope.delimited && scope.depth === 0 && this.isZero(at, end)) return end;
				throw this.ranOut(end);
			}
			const tag = this.tag(at, set.encoding);
			if (tag === ITEM_DELIMITER && scope.delimited) return at + 8;
			if (tag >= scope.until) return at;
			if (scope.group !== undefined && tag >>> 16 !== scope.group) return at;
			if (tag >>> 16 === 0xfffe) throw corrupt(`stray delimiter ${formatTag(tag)}`);
			// Some archives pad files with zeros to a block boundary.
			if (tag === 0 && scope.depth === 0 && set.size > 0 && this.isZero(at, end)) return end;
			at = this.element(set, tag, at, scope);
		}
		if (scope.delimited) throw this.ranOut(end);
		return at;
	}

	private element(set: DataSet, tag: number, at: number, scope: Scope): number {
		this.spend(ELEMENT_COST);
		const { bytes } = this;
		let vr: string;
		let length: number;
		let offset = at + 8;
		if (!set.encoding.explicitVr) {
			vr = dictionaryVr(tag);
			length = this.length32(at + 4, set.encoding);
		} else {
			const code = (bytes[at + 4]! << 8) | bytes[at + 5]!;
			const known = VR_BY_CODE.get(code);
			if (known?.short) {
				vr = known.vr;
				length = set.encoding.bigEndian ? bytes.readUInt16BE(at + 6) : bytes.readUInt16LE(at + 6);
			} else {
				vr = known?.vr ?? unknownVr(tag, code);
				offset = at + 12;
				if (offset > scope.end) throw this.ranOut(scope.end);
				length = this.length32(at + 8, set.encoding);
			}
		}
		if (length === UNDEFINED_LENGTH) return this.undefinedLength(set, tag, vr, offset, scope);
		const next = offset + length;
		if (next > scope.end) {
			if (scope.end === bytes.length) throw new Truncated(`${formatTag(tag)} ends outside`);
			throw corrupt(`${formatTag(tag)} is longer than what holds it`);
		}
		const items =
			vr === 'SQ'
				? this.items(set, set.encoding, offset, next, false, scope.depth).items
				: undefined;
		set.add(items === undefined ? { tag, vr, offset, length } : { tag, vr, offset, length, items });
		return next;
	}

	/** Undefined length: a sequence, or encapsulated pixel data (PS3.5 7.5.1, A.4). */
	private undefinedLength(
		set: DataSet,
		tag: number,
		vr: string,
		offset: number,
		scope: Scope,
	): number {
		if (tag === Tag.PixelData || vr === 'OB' || vr === 'OW') {
			const { fragments, next } = this.fragments(tag, offset, scope.end, set.encoding);
			set.add({ tag, vr, offset, length: next - 8 - offset, fragments });
			return next;
		}
		if (vr !== 'SQ' && vr !== 'UN') throw corrupt(`${formatTag(tag)} has no length`);
		// PS3.5 6.2.2: a UN of undefined length is a sequence in implicit VR little endian.
		const encoding = vr === 'UN' ? IMPLICIT_LITTLE : set.encoding;
		const { items, next } = this.items(set, encoding, offset, scope.end, true, scope.depth);
		set.add({ tag, vr: 'SQ', offset, length: next - 8 - offset, items });
		return next;
	}

	/** The items of a sequence between `at` and `end`, or up to the delimiter. */
	items(
		parent: DataSet,
		encoding: Encoding,
		at: number,
		end: number,
		delimited: boolean,
		depth: number,
	): { items: DataSet[]; next: number } {
		if (depth + 1 > MAX_DEPTH) throw corrupt(`sequences are nested deeper than ${MAX_DEPTH}`);
		const items: DataSet[] = [];
		while (at < end) {
			if (end - at < 8) throw this.ranOut(end);
			const tag = this.tag(at, encoding);
			const length = this.length32(at + 4, encoding);
			at += 8;
			if (tag === SEQUENCE_DELIMITER && delimited) return { items, next: at };
			if (tag !== ITEM) throw corrupt(`${formatTag(tag)} where an item should begin`);
			this.spend(ITEM_COST);
			const item = new DataSet(this.bytes, encoding, parent);
			const undefinedLength = length === UNDEFINED_LENGTH;
			const itemEnd = undefinedLength ? end : at + length;
			if (itemEnd > end) {
				throw end === this.bytes.length
					? this.ranOut(end)
					: corrupt('an item is longer than its sequence');
			}
			at = this.read(item, at, {
				end: itemEnd,
				until: Infinity,
				delimited: undefinedLength,
				depth: depth + 1,
			});
			items.push(item);
		}
		if (delimited) throw this.ranOut(end);
		return { items, next: at };
	}

	private fragments(
		tag: number,
		at: number,
		end: number,
		encoding: Encoding,
	): { fragments: Fragment[]; next: number } {
		const fragments: Fragment[] = [];
		for (;;) {
			if (end - at < 8) throw this.ranOut(end);
			const itemTag = this.tag(at, encoding);
			const length = this.length32(at + 4, encoding);
			at += 8;
			if (itemTag === SEQUENCE_DELIMITER) return { fragments, next: at };
			if (itemTag !== ITEM) throw corrupt(`${formatTag(tag)} holds something that is no fragment`);
			this.spend(ELEMENT_COST);
			if (length > end - at) throw this.ranOut(end);
			fragments.push({ offset: at, length });
			at += length;
		}
	}

	private tag(at: number, encoding: Encoding): number {
		const { bytes } = this;
		return encoding.bigEndian
			? bytes.readUInt32BE(at)
			: bytes.readUInt16LE(at) * 0x10000 + bytes.readUInt16LE(at + 2);
	}

	private length32(at: number, encoding: Encoding): number {
		return encoding.bigEndian ? this.bytes.readUInt32BE(at) : this.bytes.readUInt32LE(at);
	}

	private isZero(at: number, end: number): boolean {
		while (at < end) if (this.bytes[at++] !== 0) return false;
		return true;
	}

	private spend(cost: number): void {
		this.budget -= cost;
		if (this.budget < 0) throw corrupt('it has more elements than any real object');
	}

	/** More was needed than lies before `end`: the end of the buffer, or of an enclosing item. */
	private ranOut(end: number): Error {
		return end === this.bytes.length
			? new Truncated('the data end inside an element')
			: corrupt('an element is longer than the item that holds it');
	}
}

/** Two capital letters may be a VR of a later edition: 32-bit length, value unknown (PS3.5 6.2 note). */
function unknownVr(tag: number, code: number): string {
	const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a;
	if (isCapital(code >> 8) && isCapital(code & 0xff)) return 'UN';
	throw corrupt(`${formatTag(tag)} has no valid value representation`);
}
