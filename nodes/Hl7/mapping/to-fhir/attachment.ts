import type { ReadSegment } from '../reading';

/** Types of data of ED and RP, as media types (tables 0191, 0291). */
const SUBTYPES: Readonly<Record<string, string>> = {
	PDF: 'application/pdf',
	RTF: 'application/rtf',
	HTML: 'text/html',
	XML: 'application/xml',
	'X-HL7-CDA-LEVEL-ONE': 'application/xml',
	JPEG: 'image/jpeg',
	TIFF: 'image/tiff',
	PNG: 'image/png',
	GIF: 'image/gif',
	DICOM: 'application/dicom',
	PLAIN: 'text/plain',
};

export interface Attachment {
	contentType: string;
	data: string;
	title?: string;
}

/** Statuses of what was taken back. */
const WITHDRAWN = new Set(['D', 'W', 'X']);

/** True for an OBX that carries, or takes back, a document. */
export const isFile = (obx: ReadSegment): boolean => obx.text(2)?.toUpperCase() === 'ED';

/** True for a document that was taken back. */
export const isWithdrawn = (obx: ReadSegment): boolean =>
	WITHDRAWN.has(obx.text(11)?.toUpperCase() ?? '');

/** The name of the document (OBX-3). */
export const titleOf = (obx: ReadSegment): string | undefined => obx.text(3, 2) ?? obx.text(3, 1);

/** OBX of type ED: a document that travels in the message; undefined for any other. */
export function attachmentOf(obx: ReadSegment): Attachment | undefined {
	if (!isFile(obx)) return undefined;
	if (isWithdrawn(obx)) return undefined;
	const field = obx.field(5);
	const type = field?.text(2)?.toLowerCase();
	const subtype = field?.text(3)?.toUpperCase() ?? '';
	const encoding = field?.text(4)?.toUpperCase();
	const data = field?.text(5)?.replaceAll(/\s/g, '');
	if (field === undefined || data === undefined) {
		obx.warn(5, 'value-not-mapped');
		return undefined;
	}
	const written = `${type}/${subtype.toLowerCase()}`;
	const contentType = SUBTYPES[subtype] ?? (/^[a-z]+\/[a-z0-9.+-]+$/.test(written) ? written : '');
	if (encoding === 'BASE64' && isBase64(data)) {
		obx.passOver(1, 3, 4);
		const title = titleOf(obx);
		return {
			contentType: contentType || 'application/octet-stream',
			data,
			...(title !== undefined && { title }),
		};
	}
	field.warn('value-not-mapped');
	return undefined;
}

const isBase64 = (text: string): boolean =>
	text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
