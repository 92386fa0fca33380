import { open } from 'node:fs/promises';
import { readPart10, Tag, type Part10 } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';
import { imageHeader, type ImageHeader } from './image-header';

/** Covers the header of nearly every image; a longer one costs a second read. */
const HEADER_BYTES = 64 * 1024;

/** Largest image file that is read unless told otherwise. */
export const MAX_FILE_BYTES = 256 * 2 ** 20;

/** Memory that one file after the other is read into. */
export interface Scratch {
	buffer: Buffer;
}

/** Everything of an image file before its pixel data. */
export async function readHeaderFile(path: string, maxBytes = MAX_FILE_BYTES): Promise<Part10> {
	const { bytes, whole } = await readStart(path, HEADER_BYTES, { buffer: Buffer.alloc(0) });
	const part10 = readPart10(bytes, { until: Tag.PixelData, allowPartial: !whole });
	if (part10.complete) return part10;
	const scratch = { buffer: Buffer.alloc(0) };
	return readPart10(await readFileWhole(path, maxBytes, scratch), { until: Tag.PixelData });
}

/**
 * The bytes of a file of at most `maxBytes`.
 *
 * @param scratch holds them until the next call with it
 * @throws HospitalError `image-too-large`
 */
export async function readFileWhole(
	path: string,
	maxBytes: number,
	scratch: Scratch,
): Promise<Buffer> {
	const { bytes, whole } = await readStart(path, maxBytes, scratch);
	if (whole) return bytes;
	throw new HospitalError('image-too-large', 'An image file is larger than the limit', {
		nextStep: 'Choose another series, or let the PACS send the images as single frames.',
	});
}

/** An image of a study in the spool. */
export interface StoredImage {
	path: string;
	modality: string;
	seriesInstanceUid: string;
}

/**
 * The headers of the images that selection needs: every image of the modality that the model takes,
 * and of each other series one image, so that it is counted.
 */
export async function studyHeaders(
	images: Iterable<StoredImage>,
	modality: string,
	signal?: AbortSignal,
): Promise<ImageHeader[]> {
	const headers: ImageHeader[] = [];
	const others = new Set<string>();
	for (const image of images) {
		signal?.throwIfAborted();
		if (image.modality !== modality) {
			if (others.has(image.seriesInstanceUid)) continue;
			others.add(image.seriesInstanceUid);
		}
		const { dataSet, transferSyntax } = await readHeaderFile(image.path);
		headers.push(imageHeader(dataSet, transferSyntax));
	}
	return headers;
}

async function readStart(
	path: string,
	most: number,
	scratch: Scratch,
): Promise<{ bytes: Buffer; whole: boolean }> {
	const handle = await open(path, 'r');
	try {
		const { size } = await handle.stat();
		const length = Math.min(size, most);
		if (scratch.buffer.length < length) scratch.buffer = Buffer.allocUnsafeSlow(length);
		const bytes = scratch.buffer.subarray(0, length);
		let done = 0;
		while (done < length) {
			const { bytesRead } = await handle.read(bytes, done, length - done, done);
			if (bytesRead === 0) break;
			done += bytesRead;
		}
		return { bytes: bytes.subarray(0, done), whole: done === size };
	} finally {
		await handle.close();
	}
}
