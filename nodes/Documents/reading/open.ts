import { openPdf, PDF_LIMITS, type Pdf } from '../../formats/pdf';
import { isTiff, readTiff, tiffAsPdf } from '../../formats/tiff';
import { HospitalError } from '../../shared/errors';
import { looksActive } from './active';
import type { ReadingLimits } from './types';

export type SourceFormat = 'pdf' | 'tiff';

export interface OpenedDocument {
	readonly format: SourceFormat;
	readonly pdf: Pdf;
}

/** Pixels per inch at which pages are read: those of a fine fax. */
export const READING_DPI = 200;

/**
 * @param allowActive take documents with scripts and attached files; they are never run or opened
 * @throws HospitalError `document-...`
 */
export async function openDocument(
	bytes: Uint8Array,
	limits: ReadingLimits,
	allowActive: boolean,
	signal?: AbortSignal,
): Promise<OpenedDocument> {
	if (bytes.length === 0) throw unknownFormat();
	if (bytes.length > limits.maxBytes) throw tooLarge(limits);
	const { maxPages, maxBytes } = limits;
	if (isTiff(bytes)) {
		const pages = readTiff(bytes, { maxPages, maxPixels: PDF_LIMITS.maxPixels * 2 });
		// The frame around the data of the file is small.
		const bounds = { maxPages, maxBytes: maxBytes * 2 };
		return { format: 'tiff', pdf: await openPdf(tiffAsPdf(pages), bounds, signal) };
	}
	if (!hasPdfHeader(bytes)) throw unknownFormat();
	if (!allowActive && looksActive(bytes)) throw active();
	const pdf = await openPdf(bytes, { maxPages, maxBytes }, signal);
	if (!allowActive && pdf.scripts > 0) {
		await pdf.close();
		throw active();
	}
	return { format: 'pdf', pdf };
}

/** ISO 32000 7.5.2: at the start; viewers look through the first kilobyte. */
const hasPdfHeader = (bytes: Uint8Array): boolean =>
	Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

const unknownFormat = (): HospitalError =>
	new HospitalError('document-unsupported', 'The document is neither a PDF nor a TIFF file', {
		nextStep: 'Ask for it as a PDF or a fax (TIFF), or have it read by a person.',
	});

const tooLarge = ({ maxBytes }: ReadingLimits): HospitalError =>
	new HospitalError(
		'document-too-large',
		`The document is larger than ${Math.round(maxBytes / 1024 / 1024)} MB`,
		{ nextStep: 'Have it split, or raise Largest File in the options of the node.' },
	);

const active = (): HospitalError =>
	new HospitalError(
		'document-active',
		'The document carries a script, a program call or an attached file',
		{
			nextStep:
				'Ask the sender to print it to a plain PDF. If you know the sender, Accept Scripts and Attachments in the options reads its pages; nothing in it is ever run or opened.',
		},
	);
