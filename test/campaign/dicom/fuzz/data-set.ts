import { deflateRawSync } from 'node:zlib';
import { CT, type Encoding } from './association.ts';
import type { Dice } from './dice.ts';
import type { Grammar } from './grammar.ts';

const LONG = new Set(['OB', 'OW', 'OF', 'SQ', 'UN', 'UT', 'UC']);
const UNDEFINED = 0xffffffff;
export const ITEM = 0xfffee000;
export const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;

/** Element headers in one of the three layouts (PS3.5 7.1); VRs of text need no byte swapping. */
export class Elements {
	readonly encoding: Encoding;
	private readonly g: Grammar;

	constructor(g: Grammar, encoding: Encoding) {
		this.g = g;
		this.encoding = encoding;
	}

	header(tag: number, vr: string, length: number): Buffer {
		const big = this.encoding === 'big';
		const bare = this.encoding === 'implicit' || vr === '';
		const long = bare || LONG.has(vr);
		const bytes = Buffer.alloc(bare || !long ? 8 : 12);
		const u16 = (value: number, at: number) =>
			big ? bytes.writeUInt16BE(value & 0xffff, at) : bytes.writeUInt16LE(value & 0xffff, at);
		u16(tag >>> 16, 0);
		u16(tag & 0xffff, 2);
		if (!bare) bytes.write(vr, 4, 2, 'latin1');
		if (!long) u16(length, 6);
		else if (big) bytes.writeUInt32BE(length >>> 0, bytes.length - 4);
		else bytes.writeUInt32LE(length >>> 0, bytes.length - 4);
		return bytes;
	}

	/** One element, padded to even length. */
	of(tag: number, vr: string, value: string | Buffer): Buffer {
		let bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
		if (bytes.length % 2 === 1) {
			bytes = Buffer.concat([bytes, Buffer.from(vr === 'UI' || vr === 'OB' ? '\0' : ' ')]);
		}
		return this.node(tag, vr, bytes);
	}

	node(tag: number, vr: string, bytes: Buffer): Buffer {
		const width = { type: 32, length: LONG.has(vr) || this.encoding === 'implicit' ? 32 : 16 };
		return this.g.node('data', tag, bytes, (type, length) => this.header(type, vr, length), width);
	}

	/** A sequence; `open` writes it and its items with undefined length. */
	sequence(tag: number, items: Buffer[], open: boolean): Buffer {
		if (!open)
			return this.node(tag, 'SQ', Buffer.concat(items.map((each) => this.node(ITEM, '', each))));
		return Buffer.concat([
			this.header(tag, 'SQ', UNDEFINED),
			...items.flatMap((each) => [
				this.header(ITEM, '', UNDEFINED),
				each,
				this.node(ITEM_END, '', Buffer.alloc(0)),
			]),
			this.node(SEQUENCE_END, '', Buffer.alloc(0)),
		]);
	}

	/** Encapsulated pixel data (PS3.5 A.4). */
	fragments(parts: Buffer[]): Buffer {
		return Buffer.concat([
			this.header(0x7fe00010, 'OB', UNDEFINED),
			this.node(ITEM, '', Buffer.alloc(0)),
			...parts.map((part) => this.node(ITEM, '', part)),
			this.node(SEQUENCE_END, '', Buffer.alloc(0)),
		]);
	}
}

/** Values of the identifying elements; undefined leaves the element out. */
export interface Identity {
	sopClass: string | undefined;
	sop: string | undefined;
	study: string | undefined;
	series: string | undefined;
	charset?: string | undefined;
	name?: Buffer | string;
	id?: Buffer | string;
}

/** Few studies and instances, over and over: what is kept in memory stays the same. */
export function identity(dice: Dice): Identity & { sopClass: string; sop: string } {
	const study = dice.below(40);
	return {
		sopClass: CT,
		sop: `2.25.8${study}.${dice.below(12)}`,
		study: `2.25.9${study}`,
		series: `2.25.7${study}.${dice.below(3)}`,
	};
}

/** A valid data set, of another shape each time. Parts in ascending order of their tags. */
export function dataSet(
	g: Grammar,
	dice: Dice,
	encoding: Encoding,
	id: Identity,
	before: (e: Elements) => Buffer = () => Buffer.alloc(0),
	after: (e: Elements) => Buffer = () => Buffer.alloc(0),
): Buffer {
	const e = new Elements(g, encoding);
	const ui = (tag: number, uid: string | undefined) =>
		uid === undefined ? Buffer.alloc(0) : e.of(tag, 'UI', uid);
	const some = (make: () => Buffer) => (dice.once(2) ? make() : Buffer.alloc(0));
	const reference = (depth: number): Buffer =>
		Buffer.concat([
			e.of(0x00081150, 'UI', CT),
			...(depth > 0 ? [e.sequence(0x00081199, [reference(depth - 1)], dice.once(2))] : []),
		]);
	return Buffer.concat([
		id.charset === undefined ? Buffer.alloc(0) : e.of(0x00080005, 'CS', id.charset),
		some(() => e.of(0x00080008, 'CS', 'ORIGINAL\\PRIMARY')),
		ui(0x00080016, id.sopClass),
		ui(0x00080018, id.sop),
		some(() => e.of(0x00080020, 'DA', '20260101')),
		some(() => e.of(0x00080050, 'SH', 'ZZ-ACC')),
		e.of(0x00080060, 'CS', dice.pick(['CT', 'MR', 'US', ''])),
		some(() => e.sequence(0x00081140, [reference(2), reference(0)], dice.once(2))),
		some(() => Buffer.concat([e.of(0x00090010, 'LO', 'ZZ PRIVATE'), e.of(0x00091001, 'UN', dice.bytes(9))])),
		e.of(0x00100010, 'PN', id.name ?? 'ZZTEST^ADA'),
		e.of(0x00100020, 'LO', id.id ?? 'ZZ-0001'),
		some(() => e.of(0x00100030, 'DA', '19700101')),
		some(() => e.of(0x00180050, 'DS', '2.5')),
		before(e),
		ui(0x0020000d, id.study),
		ui(0x0020000e, id.series),
		e.of(0x00200013, 'IS', '1'),
		some(() => e.of(0x00280010, 'US', Buffer.from([0, 2]))),
		some(() => e.sequence(0x00400275, [e.of(0x00400007, 'LO', 'ZZ')], dice.once(2))),
		after(e),
		encoding === 'jpeg'
			? e.fragments([dice.bytes(40), dice.bytes(12)])
			: e.of(0x7fe00010, 'OW', Buffer.alloc(dice.pick([0, 8, 200, 2000]), dice.below(256))),
	]); // prettier-ignore
}

/** The bytes that travel: deflated when the context says so. */
export const encoded = (encoding: Encoding, bytes: Buffer) =>
	encoding === 'deflated' ? deflateRawSync(bytes, { level: 1 }) : bytes;
