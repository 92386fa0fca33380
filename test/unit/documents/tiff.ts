import type { Picture } from '../../../dist/nodes/formats/ocr/index.js';

/** Black and white, one bit per pixel, 1 is black; rows begin at a byte. */
export interface Bitmap {
	readonly width: number;
	readonly height: number;
	readonly rows: Buffer;
}

/** @param every takes one row of so many: 2 makes a fine fax a standard one */
export function bilevel({ width, height, grey }: Picture, every = 1): Bitmap {
	const stride = Math.ceil(width / 8);
	const high = Math.floor(height / every);
	const rows = Buffer.alloc(stride * high);
	for (let y = 0; y < high; y++) {
		for (let x = 0; x < width; x++) {
			if (grey[y * every * width + x]! < 140) rows[y * stride + (x >> 3)]! |= 0x80 >> (x & 7);
		}
	}
	return { width, height: high, rows };
}

export interface TiffOptions {
	/** Fields in place of the usual ones, by tag. */
	readonly fields?: Readonly<Record<number, number>>;
	/** In place of the rows. */
	readonly data?: Buffer;
}

/** A TIFF file of one page each, little-endian, one strip, not compressed. */
export function tiff(
	pages: readonly Bitmap[],
	dpi: readonly [number, number] = [200, 200],
	{ fields = {}, data }: TiffOptions = {},
): Buffer {
	const parts: Buffer[] = [];
	let at = 8;
	const put = (part: Buffer): number => {
		const padded = part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)]);
		parts.push(padded);
		at += padded.length;
		return at - padded.length;
	};
	const directories: { offset: number; part: Buffer; size: number }[] = [];
	for (const { width, height, rows } of pages) {
		const bytes = data ?? rows;
		const strip = put(bytes);
		const across = put(rational(dpi[0]));
		const down = put(rational(dpi[1]));
		const values: Record<number, number> = {
			256: width,
			257: height,
			258: 1,
			259: 1,
			262: 0,
			273: strip,
			277: 1,
			278: height,
			279: bytes.length,
			282: across,
			283: down,
			296: 2,
			...fields,
		};
		const part = directory(values);
		directories.push({ offset: put(part), part, size: Object.keys(values).length });
	}
	const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
	directories.forEach(({ offset }, index) => {
		const before = directories[index - 1];
		if (before === undefined) head.writeUInt32LE(offset, 4);
		else before.part.writeUInt32LE(offset, 2 + 12 * before.size);
	});
	return Buffer.concat([head, ...parts]);
}

function rational(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeUInt32LE(value, 0);
	bytes.writeUInt32LE(1, 4);
	return bytes;
}

const RATIONALS = new Set([282, 283]);

function directory(values: Readonly<Record<number, number>>): Buffer {
	const tags = Object.keys(values)
		.map(Number)
		.sort((one, other) => one - other);
	const bytes = Buffer.alloc(2 + 12 * tags.length + 4);
	bytes.writeUInt16LE(tags.length, 0);
	tags.forEach((tag, index) => {
		const at = 2 + 12 * index;
		bytes.writeUInt16LE(tag, at);
		bytes.writeUInt16LE(RATIONALS.has(tag) ? 5 : 4, at + 2);
		bytes.writeUInt32LE(1, at + 4);
		bytes.writeUInt32LE(values[tag]!, at + 8);
	});
	return bytes;
}
