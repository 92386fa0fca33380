/** Builds the bytes of data sets by hand, well-formed or not: what the writer would never write. */
export type Layout = 'explicit-little' | 'implicit-little' | 'explicit-big';

const LONG_VRS = new Set(['OB', 'OW', 'OF', 'SQ', 'UN', 'UT', 'UC', 'UR', 'OD', 'OL', 'SV', 'UV']);

export const UNDEFINED = 0xffffffff;

function u16(value: number, layout: Layout): Buffer {
	const bytes = Buffer.alloc(2);
	if (layout === 'explicit-big') bytes.writeUInt16BE(value);
	else bytes.writeUInt16LE(value);
	return bytes;
}

function u32(value: number, layout: Layout): Buffer {
	const bytes = Buffer.alloc(4);
	if (layout === 'explicit-big') bytes.writeUInt32BE(value);
	else bytes.writeUInt32LE(value);
	return bytes;
}

export function tagBytes(tag: number, layout: Layout = 'explicit-little'): Buffer {
	return Buffer.concat([u16(Math.floor(tag / 0x10000), layout), u16(tag % 0x10000, layout)]);
}

/** One element. `length` overrides what the value has. */
export function element(
	tag: number,
	vr: string,
	value: Buffer | string,
	layout: Layout = 'explicit-little',
	length?: number,
): Buffer {
	const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
	const size = length ?? bytes.length;
	const head = tagBytes(tag, layout);
	if (layout === 'implicit-little') return Buffer.concat([head, u32(size, layout), bytes]);
	const vrBytes = Buffer.from(vr, 'latin1');
	return LONG_VRS.has(vr)
		? Buffer.concat([head, vrBytes, Buffer.alloc(2), u32(size, layout), bytes])
		: Buffer.concat([head, vrBytes, u16(size, layout), bytes]);
}

/** An item of a sequence, with its length or (delimited) without. */
export function item(
	content: Buffer,
	delimited = false,
	layout: Layout = 'explicit-little',
): Buffer {
	return Buffer.concat([
		tagBytes(0xfffee000, layout),
		u32(delimited ? UNDEFINED : content.length, layout),
		content,
		...(delimited ? [tagBytes(0xfffee00d, layout), u32(0, layout)] : []),
	]);
}

export const sequenceEnd = (layout: Layout = 'explicit-little') =>
	Buffer.concat([tagBytes(0xfffee0dd, layout), u32(0, layout)]);

/** Preamble, meta information and a data set. */
export function file(dataSet: Buffer, transferSyntax = '1.2.840.10008.1.2.1'): Buffer {
	const padded = transferSyntax.length % 2 ? `${transferSyntax}\0` : transferSyntax;
	const meta = element(0x00020010, 'UI', padded);
	return Buffer.concat([
		Buffer.alloc(128),
		Buffer.from('DICM'),
		element(0x00020000, 'UL', u32(meta.length, 'explicit-little')),
		meta,
		dataSet,
	]);
}
