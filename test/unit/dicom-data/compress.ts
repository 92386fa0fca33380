import { element, item, sequenceEnd, UNDEFINED } from './bytes.ts';

/** Plain encoders for tests: right, not small. */

/** RLE Lossless (PS3.5 Annex G): literal runs, and a repeat where four bytes are equal. */
export function encodeRle(cells: Uint8Array | Uint16Array): Buffer {
	const planes =
		cells instanceof Uint16Array
			? [cells.map((cell) => cell >> 8), cells.map((cell) => cell & 0xff)]
			: [cells];
	const segments = planes.map((plane) => packBits(Uint8Array.from(plane)));
	const header = Buffer.alloc(64);
	header.writeUInt32LE(segments.length, 0);
	let offset = 64;
	segments.forEach((segment, index) => {
		header.writeUInt32LE(offset, 4 + 4 * index);
		offset += segment.length;
	});
	return Buffer.concat([header, ...segments]);
}

function packBits(plane: Uint8Array): Buffer {
	const out: number[] = [];
	for (let at = 0; at < plane.length; ) {
		let same = 1;
		while (same < 128 && plane[at + same] === plane[at]) same++;
		if (same >= 4) out.push(257 - same, plane[at]);
		else out.push(same - 1, ...plane.subarray(at, at + same));
		at += same;
	}
	if (out.length % 2) out.push(128);
	return Buffer.from(out);
}

/** JPEG Lossless (T.81 Annex H) with a Huffman table that gives each of the 17 sizes five bits. */
export function encodeJpegLossless(
	cells: Uint8Array | Uint16Array,
	image: {
		rows: number;
		columns: number;
		precision: number;
		predictor: number;
		restartRows?: number;
	},
): Buffer {
	const { rows, columns, precision, predictor, restartRows = 0 } = image;
	const mask = 2 ** precision - 1;
	const chunks: Buffer[] = [];
	let bits = '';
	const flush = () => {
		const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
		const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
		chunks.push(Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte]))));
		bits = '';
	};
	for (let row = 0; row < rows; row++) {
		const first = restartRows > 0 ? row % restartRows === 0 : row === 0;
		if (first && row > 0) {
			flush();
			chunks.push(Buffer.from([0xff, 0xd0 + ((row / restartRows - 1) % 8)]));
		}
		for (let column = 0; column < columns; column++) {
			const at = row * columns + column;
			const left = cells[at - 1];
			const above = cells[at - columns];
			const predicted = first
				? column === 0
					? 2 ** (precision - 1)
					: left
				: column === 0
					? above
					: predict(predictor, left, above, cells[at - columns - 1]);
			bits += code((cells[at] & mask) - predicted);
		}
	}
	flush();
	return Buffer.concat([
		Buffer.from([0xff, 0xd8]),
		segment(0xc3, [precision, rows >> 8, rows & 255, columns >> 8, columns & 255, 1, 1, 0x11, 0]),
		segment(0xc4, [0, 0, 0, 0, 0, 17, ...Array<number>(11).fill(0), ...Array(17).keys()]),
		...(restartRows > 0
			? [segment(0xdd, [(restartRows * columns) >> 8, (restartRows * columns) & 255])]
			: []),
		segment(0xda, [1, 1, 0, predictor, 0, 0]),
		...chunks,
		Buffer.from([0xff, 0xd9]),
	]);
}

function predict(selection: number, a: number, b: number, c: number): number {
	return [0, a, b, c, a + b - c, a + ((b - c) >> 1), b + ((a - c) >> 1), (a + b) >> 1][selection];
}

/** The difference modulo 2^16, as size and value (T.81 H.1.2.2). */
function code(difference: number): string {
	const wrapped = ((((difference + 32768) % 65536) + 65536) % 65536) - 32768;
	const value = wrapped === -32768 ? 32768 : wrapped;
	const size = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
	const prefix = size.toString(2).padStart(5, '0');
	if (size === 0 || size === 16) return prefix;
	const extra = value > 0 ? value : value + 2 ** size - 1;
	return prefix + extra.toString(2).padStart(size, '0');
}

function segment(marker: number, content: number[]): Buffer {
	const length = content.length + 2;
	return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

/** The element of encapsulated pixel data with an empty offset table; the frame in two fragments. */
export function encapsulated(frame: Buffer): Buffer {
	const middle = Math.floor(frame.length / 4) * 2;
	const tail = frame.length % 2 ? Buffer.concat([frame, Buffer.alloc(1)]) : frame;
	return element(
		0x7fe00010,
		'OB',
		Buffer.concat([
			item(Buffer.alloc(0)),
			item(tail.subarray(0, middle)),
			item(tail.subarray(middle)),
			sequenceEnd(),
		]),
		'explicit-little',
		UNDEFINED,
	);
}
