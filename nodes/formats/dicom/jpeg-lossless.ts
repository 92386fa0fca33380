import { corrupt } from './corrupt';
import { HuffmanTable, JpegBits } from './jpeg-bits';

export interface JpegLosslessImage {
	rows: number;
	columns: number;
	bitsAllocated: 8 | 16;
	/** Fewer bits per sample than this would lose the sign: refused. */
	leastPrecision: number;
}

interface Frame {
	precision: number;
	restartInterval: number;
	predictor: number;
	pointTransform: number;
	table: HuffmanTable;
	/** Offset of the entropy-coded data. */
	dataOffset: number;
}

const SOF3 = 0xc3;
const DHT = 0xc4;
const SOI = 0xd8;
const SOS = 0xda;
const DRI = 0xdd;

/**
 * Decodes one grayscale frame of JPEG Lossless, Process 14, any selection value (ITU-T T.81
 * Annex H; PS3.5 A.4.1).
 *
 * @param coded the frame, its fragments joined
 * @returns the samples as unsigned numbers, row by row
 * @throws HospitalError `dicom-corrupt` for anything else than the announced image
 */
export function decodeJpegLossless(
	coded: Buffer,
	image: JpegLosslessImage,
): Uint8Array | Uint16Array {
	const frame = readHeaders(coded, image);
	const count = image.rows * image.columns;
	const samples = image.bitsAllocated === 8 ? new Uint8Array(count) : new Uint16Array(count);
	decodeSamples(coded, frame, image, samples);
	if (frame.pointTransform > 0) {
		for (let at = 0; at < count; at++) samples[at] = samples[at]! << frame.pointTransform;
	}
	return samples;
}

/** Reads the marker segments up to the start of the scan (T.81 B.2). */
function readHeaders(coded: Buffer, image: JpegLosslessImage): Frame {
	if (coded.length < 4 || coded.readUInt16BE(0) !== 0xff00 + SOI) {
		throw corrupt('its JPEG image has no start marker');
	}
	const frame: Partial<Frame> = { restartInterval: 0 };
	const tables = new Map<number, HuffmanTable>();
	for (let at = 2; ; ) {
		if (at + 4 > coded.length || coded[at] !== 0xff) throw corrupt('a JPEG marker is missing');
		const marker = coded[at + 1]!;
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const length = coded.readUInt16BE(at + 2);
		const end = at + 2 + length;
		if (length < 2 || end > coded.length) throw corrupt('a JPEG segment is too long');
		const segment = coded.subarray(at + 4, end);
		if (marker === SOF3) frame.precision = readFrame(segment, image);
		else if (marker === DHT) readTables(segment, tables);
		else if (marker === DRI) frame.restartInterval = need(segment, 2).readUInt16BE(0);
		else if (marker === SOS) return readScan(segment, frame, tables, end);
		else if (marker >= 0xc0 && marker <= 0xcf) {
			throw corrupt('its JPEG image is of another process than its header says');
		}
		at = end;
	}
}

function need(segment: Buffer, length: number): Buffer {
	if (segment.length < length) throw corrupt('a JPEG segment is too short');
	return segment;
}

/** @returns bits per sample */
function readFrame(segment: Buffer, image: JpegLosslessImage): number {
	need(segment, 9);
	const precision = segment[0]!;
	if (segment.readUInt16BE(1) !== image.rows || segment.readUInt16BE(3) !== image.columns) {
		throw corrupt('its JPEG image has other dimensions than its header says');
	}
	if (segment[5] !== 1) throw corrupt('its JPEG image is not grayscale');
	if (precision < Math.max(2, image.leastPrecision) || precision > image.bitsAllocated) {
		throw corrupt('its JPEG image has another depth than its header says');
	}
	return precision;
}

function readTables(segment: Buffer, tables: Map<number, HuffmanTable>): void {
	for (let at = 0; at < segment.length; ) {
		const destination = segment[at]!;
		const lengths = need(segment, at + 17).subarray(at + 1, at + 17);
		const total = lengths.reduce((sum, length) => sum + length, 0);
		const symbols = need(segment, at + 17 + total).subarray(at + 17, at + 17 + total);
		if (symbols.some((symbol) => symbol > 16)) throw corrupt('a JPEG Huffman table is invalid');
		tables.set(destination, new HuffmanTable(lengths, symbols));
		at += 17 + total;
	}
}

function readScan(
	segment: Buffer,
	frame: Partial<Frame>,
	tables: Map<number, HuffmanTable>,
	dataOffset: number,
): Frame {
	need(segment, 6);
	const table = tables.get(segment[2]! >> 4);
	const predictor = segment[3]!;
	const pointTransform = segment[5]! & 0x0f;
	const { precision, restartInterval = 0 } = frame;
	if (
		segment[0] !== 1 ||
		precision === undefined ||
		table === undefined ||
		predictor < 1 ||
		predictor > 7 ||
		pointTransform >= precision
	) {
		throw corrupt('its JPEG scan header is invalid');
	}
	return { precision, restartInterval, predictor, pointTransform, table, dataOffset };
}

/** T.81 H.1.2 and H.2: each sample is its prediction plus a coded difference, modulo 2^16. */
function decodeSamples(
	coded: Buffer,
	frame: Frame,
	{ rows, columns }: JpegLosslessImage,
	samples: Uint8Array | Uint16Array,
): void {
	const { predictor, table, restartInterval } = frame;
	if (restartInterval % columns !== 0) throw corrupt('a JPEG restart interval splits a row');
	const rowsPerInterval = restartInterval / columns;
	const bits = new JpegBits(coded, frame.dataOffset);
	const start = 1 << (frame.precision - frame.pointTransform - 1);
	const mask = (1 << (frame.precision - frame.pointTransform)) - 1;
	for (let row = 0, at = 0; row < rows; row++) {
		const isFirst = rowsPerInterval > 0 ? row % rowsPerInterval === 0 : row === 0;
		if (isFirst && row > 0) bits.restart();
		samples[at] = ((isFirst ? start : samples[at - columns]!) + difference(bits, table)) & mask;
		at++;
		for (let column = 1; column < columns; column++, at++) {
			const left = samples[at - 1]!;
			const predicted = isFirst
				? left
				: predict(predictor, left, samples[at - columns]!, samples[at - columns - 1]!);
			samples[at] = (predicted + difference(bits, table)) & mask;
		}
	}
	bits.finish();
}

/** T.81 table H.1: a is left, b above, c above left. */
function predict(selection: number, a: number, b: number, c: number): number {
	switch (selection) {
		case 1:
			return a;
		case 2:
			return b;
		case 3:
			return c;
		case 4:
			return a + b - c;
		case 5:
			return a + ((b - c) >> 1);
		case 6:
			return b + ((a - c) >> 1);
		default:
			return (a + b) >> 1;
	}
}

/** The difference that follows in the stream: its size in bits, then its value (T.81 H.1.2.2). */
function difference(bits: JpegBits, table: HuffmanTable): number {
	const size = table.decode(bits);
	if (size === 0) return 0;
	if (size === 16) return 32768;
	const value = bits.take(size);
	return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}
