import { readPart10, Tag, type Part10 } from '../../formats/dicom';
import { HospitalError } from '../../shared/errors';
import {
	imageHeader,
	readFileWhole,
	readHeaderFile,
	type ImageHeader,
	type Scratch,
} from '../series';
import { pixelFormat, unitOf, type PixelFormat } from './pixel-format';
import { refuse } from './refusal';

/** One image file of the series, its pixels not yet read. */
export interface Slice {
	path: string;
	header: ImageHeader;
	format: PixelFormat;
}

/** Classes whose images hold many frames in one object (PS3.4 B.5). */
const MULTI_FRAME_CLASSES = new Set([
	'1.2.840.10008.5.1.4.1.1.2.1',
	'1.2.840.10008.5.1.4.1.1.2.2',
	'1.2.840.10008.5.1.4.1.1.4.1',
	'1.2.840.10008.5.1.4.1.1.4.4',
	'1.2.840.10008.5.1.4.1.1.128.1',
	'1.2.840.10008.5.1.4.1.1.130',
]);

/** Reads the header of an image file and refuses what cannot become a slice. */
export async function readSlice(path: string, maxFileBytes: number): Promise<Slice> {
	const part10 = await readHeaderFile(path, maxFileBytes);
	const header = imageHeader(part10.dataSet, part10.transferSyntax);
	if (MULTI_FRAME_CLASSES.has(header.sopClassUid) || header.numberOfFrames !== 1) {
		throw refuse('enhanced-multiframe-not-supported');
	}
	if (header.samplesPerPixel !== 1 || header.photometricInterpretation !== 'MONOCHROME2') {
		throw refuse('not-grayscale');
	}
	if (header.rows < 1 || header.columns < 1) throw refuse('pixel-format-not-supported');
	return { path, header, format: pixelFormat(part10.dataSet, unitOf(header.sopClassUid)) };
}

/**
 * Reads the whole file of a slice again, for its pixels.
 *
 * @param scratch holds the image until the next call with it
 */
export async function readImage(
	slice: Slice,
	maxFileBytes: number,
	scratch: Scratch,
): Promise<Part10> {
	const part10 = readPart10(await readFileWhole(slice.path, maxFileBytes, scratch));
	if (part10.dataSet.string(Tag.SOPInstanceUID) !== slice.header.sopInstanceUid) {
		throw new HospitalError('series-changed', 'The images changed while they were read', {
			nextStep: 'Try again.',
			retryable: true,
		});
	}
	return part10;
}
