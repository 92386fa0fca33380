import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { GreyPicture, Pdf, PdfPage } from '../../formats/pdf';
import { pdfOf, type PdfImagePage } from '../../formats/pdf/write';
import type { ReadDocument } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { openDocument, READING_DPI } from '../reading/open';
import { READING_LIMITS, type ReadingLimits } from '../reading/types';

/** One document of a file as a PDF of its own. */
export interface TakenDocument {
	kind: string;
	/** Numbers of its pages in the file, from 1. */
	pages: number[];
	contentType: 'application/pdf';
	/** Of the PDF. */
	bytes: number;
	/** Hex SHA-256 of the PDF. */
	sha256: string;
	/** The PDF in base64. */
	data: string;
}

export interface TakingOptions {
	readonly allowActive?: boolean;
	readonly limits?: Partial<ReadingLimits>;
	readonly signal?: AbortSignal;
}

/** More than a fax ever has; as base64 in a record it would be refused by most servers anyway. */
const MAX_BYTES = 48 * 1024 * 1024;

/**
 * Takes one document out of a file: pictures of its pages as a person sees them, and nothing else. Pages
 * of other documents, hidden text, scripts and attachments stay behind.
 *
 * @param read what Read Document made of the same file
 * @param number which document, from 1
 * @throws HospitalError `document-other-file`, `field-invalid`, `document-...`
 */
export async function takeOut(
	bytes: Uint8Array,
	read: ReadDocument,
	number: number,
	options: TakingOptions = {},
): Promise<TakenDocument> {
	const found = read.documents[number - 1];
	if (found === undefined) {
		throw new HospitalError('field-invalid', 'The file has no document of that number', {
			nextStep: 'Count the documents in "readDocument", from 1.',
		});
	}
	if (createHash('sha256').update(bytes).digest('hex') !== read.sha256) throw otherFile();
	const limits = { ...READING_LIMITS, ...options.limits };
	const { signal } = options;
	const { pdf } = await openDocument(bytes, limits, options.allowActive === true, signal);
	try {
		if (pdf.pages !== read.pages.length) throw otherFile();
		const pages: PdfImagePage[] = [];
		for (const at of found.pages) pages.push(await pictured(pdf, at, read, signal));
		const made = pdfOf(pages);
		if (made.length > MAX_BYTES) throw tooLarge();
		return {
			kind: found.kind,
			pages: [...found.pages],
			contentType: 'application/pdf',
			bytes: made.length,
			sha256: createHash('sha256').update(made).digest('hex'),
			data: made.toString('base64'),
		};
	} finally {
		await pdf.close();
	}
}

async function pictured(
	pdf: Pdf,
	number: number,
	{ pages }: ReadDocument,
	signal: AbortSignal | undefined,
): Promise<PdfImagePage> {
	const page: PdfPage = await pdf.page(number, READING_DPI, signal);
	const { width, height, picture } = page;
	const shades = await compressed(sixteenShades(picture));
	return {
		width,
		height,
		rotate: pages[number - 1]?.turned ?? 0,
		images: [
			{
				dictionary:
					`/Width ${picture.width}/Height ${picture.height}` +
					'/BitsPerComponent 4/ColorSpace/DeviceGray/Filter/FlateDecode',
				bytes: shades,
				top: 0,
				height,
			},
		],
	};
}

const compressed = promisify(deflate) as (bytes: Uint8Array) => Promise<Buffer>;

/** Two pixels in a byte, each row in whole bytes (ISO 32000-2 8.9.5.2): enough for print and stamps. */
export function sixteenShades({ width, height, grey }: GreyPicture): Uint8Array {
	const stride = Math.ceil(width / 2);
	const packed = new Uint8Array(stride * height);
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) {
			const shade = grey[row * width + column]! >> 4;
			const at = row * stride + (column >> 1);
			packed[at] = packed[at]! | (column % 2 === 0 ? shade << 4 : shade);
		}
	}
	return packed;
}

const otherFile = () =>
	new HospitalError('document-other-file', 'The file is not the one that was read', {
		nextStep:
			'Nothing was taken out. Get the same file again, and see that each item is merged with its own file.',
	});

const tooLarge = () =>
	new HospitalError('document-too-large', 'The document is too large for one record', {
		nextStep: 'File it by hand.',
	});
