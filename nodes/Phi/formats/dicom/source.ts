import { open, type FileHandle } from 'node:fs/promises';
import { readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { readDataSet, readPart10, type DataSet, type Part10 } from '../../../formats/dicom';
import { corrupt } from '../../../formats/dicom/corrupt';
import { HospitalError, systemCode } from '../../../shared/errors';
import { isDeflated } from './output';
import { locatePixels, PIXELS_FROM, type PixelLocation } from './pixel-location';
import type { DicomInput } from './types';

/** Bytes that can be read piece by piece. */
export interface ByteSource {
	readonly size: number;
	/** Exactly `length` bytes from `at` on. */
	read(at: number, length: number): Buffer;
	/** The bytes from `start` up to, not including, `end`. */
	stream(start: number, end: number): Readable | Buffer;
	close(): Promise<void>;
}

/** An instance with everything but the pixel data in memory. */
export interface DicomSource {
	readonly meta: DataSet;
	readonly transferSyntax: string;
	/** Elements before the pixel data. */
	readonly head: DataSet;
	/** Elements behind the pixel data, where there are any. */
	readonly tail: DataSet | undefined;
	readonly pixels: PixelLocation | undefined;
	/** Where `pixels` points into: the file, or what a deflated one inflates to. */
	readonly bytes: ByteSource;
	close(): Promise<void>;
}

const FIRST_PIECE = 256 * 1024;
const DEFAULT_MAX_HEADER = 256 * 1024 * 1024;

/**
 * Opens an instance: reads the header, finds the pixel data without reading them.
 *
 * @throws HospitalError `dicom-corrupt` for what is not a whole DICOM object
 */
export async function openSource(
	input: DicomInput,
	maxHeaderBytes = DEFAULT_MAX_HEADER,
): Promise<DicomSource> {
	const file = 'path' in input ? await fileSource(input.path) : memorySource(input.bytes);
	try {
		return await read(file, maxHeaderBytes);
	} catch (error) {
		await file.close();
		throw error;
	}
}

async function read(file: ByteSource, maxHeaderBytes: number): Promise<DicomSource> {
	const part10 = readHead(file, maxHeaderBytes);
	const { meta, transferSyntax, dataSet: head } = part10;
	const bytes = isDeflated(transferSyntax) ? memorySource(head.buffer) : file;
	const at = endOf(head) ?? (isDeflated(transferSyntax) ? 0 : part10.dataSetOffset);
	const pixels = locatePixels(bytes, at, head.encoding);
	const rest = pixels === undefined ? at : pixels.end;
	if (bytes.size - rest > maxHeaderBytes) throw tooLarge();
	const behind = bytes.read(rest, bytes.size - rest);
	const tail = behind.every((byte) => byte === 0)
		? undefined
		: readDataSet(behind, isDeflated(transferSyntax) ? '1.2.840.10008.1.2.1' : transferSyntax)
				.dataSet;
	return { meta, transferSyntax, head, tail, pixels, bytes, close: () => file.close() };
}

/** Reads as much of the beginning as the elements before the pixel data need. */
function readHead(file: ByteSource, maxHeaderBytes: number): Part10 {
	for (let length = Math.min(FIRST_PIECE, file.size); ; length = Math.min(length * 4, file.size)) {
		const isWhole = length === file.size;
		const piece = file.read(0, length);
		// Deflated data cannot be read in pieces: the first try fails as incomplete.
		const part10 = readPart10(piece, { until: PIXELS_FROM, allowPartial: !isWhole });
		if (isWhole || (part10.complete && !isDeflated(part10.transferSyntax))) return part10;
		if (length >= maxHeaderBytes) throw tooLarge();
	}
}

const tooLarge = () => corrupt('its header is larger than any real one');

/** Offset behind the last element of `set`; undefined when it has none. */
function endOf(set: DataSet): number | undefined {
	let last;
	for (const element of set) last = element;
	if (last === undefined) return undefined;
	const end = last.offset + last.length;
	// An undefined length ends with a delimiter, which the length does not count.
	const delimiter = set.encoding.bigEndian ? 'fffee0dd' : 'feffdde0';
	const isDelimited = last.items !== undefined || last.fragments !== undefined;
	return isDelimited && set.buffer.toString('hex', end, end + 4) === delimiter ? end + 8 : end;
}

function memorySource(bytes: Buffer): ByteSource {
	return {
		size: bytes.length,
		read: (at, length) => checked(bytes.subarray(at, at + length), length),
		stream: (start, end) => bytes.subarray(start, end),
		close: async () => undefined,
	};
}

async function fileSource(path: string): Promise<ByteSource> {
	const handle: FileHandle = await open(path, 'r').catch((error: unknown) => {
		throw systemCode(error) === 'ENOENT' ? missing(error) : error;
	});
	const stats = await handle.stat();
	if (!stats.isFile()) {
		await handle.close();
		throw missing();
	}
	const { size } = stats;
	return {
		size,
		read: (at, length) => {
			const bytes = Buffer.allocUnsafe(length);
			return checked(bytes.subarray(0, readSync(handle.fd, bytes, 0, length, at)), length);
		},
		stream: (start, end) =>
			start === end
				? Buffer.alloc(0)
				: handle.createReadStream({
						start,
						end: end - 1,
						autoClose: false,
						highWaterMark: 1 << 20,
					}),
		close: () => handle.close(),
	};
}

function checked(bytes: Buffer, length: number): Buffer {
	if (bytes.length !== length) throw corrupt('it ends early');
	return bytes;
}

function missing(cause?: unknown): HospitalError {
	return new HospitalError('dicom-file-missing', 'The DICOM file is not there', {
		nextStep: 'Check the folder and whether an earlier step has moved or removed the file.',
		cause,
	});
}
