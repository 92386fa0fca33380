import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { Html, html } from '../../shared/html';

/** Stands before the title until somebody has signed. */
export const DRAFT_MARK = 'DRAFT written by AI, not reviewed: ';

export const sha256 = (bytes: string | Uint8Array): string =>
	createHash('sha256').update(bytes).digest('hex');

/** Attachment.hash of R4: SHA-1, base64. It finds damage; what is signed is compared by SHA-256. */
export const attachmentHash = (bytes: Uint8Array): string =>
	createHash('sha1').update(bytes).digest('base64');

export interface HashedSection {
	title: string;
	code: string;
	div: string;
}

/** Fingerprint of a document in sections: its title, and each section as it is shown. */
export const sectionsHash = (title: string, sections: readonly HashedSection[]): string =>
	sha256(canonicalJson({ title: title.replace(DRAFT_MARK, ''), sections }));

/** Signs that XML does not allow, in whatever way they are written (XML 1.0 2.2). */
// eslint-disable-next-line no-control-regex -- control characters are what is removed
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as a FHIR narrative: paragraphs and line ends, nothing else. */
export function narrative(text: string): string {
	const paragraphs = text
		.replace(/\r\n?/g, '\n')
		.replace(NOT_XML, '')
		.split(/\n{2,}/)
		.filter((one) => one.trim() !== '')
		.map((one) => html`<p>${lines(one.trim())}</p>`.text);
	const content = paragraphs.length === 0 ? '<p>-</p>' : paragraphs.join('');
	return `<div xmlns="http://www.w3.org/1999/xhtml">${content}</div>`;
}

const lines = (paragraph: string): Array<Html | string> =>
	paragraph.split('\n').flatMap((line, at) => (at === 0 ? [line] : [new Html('<br/>'), line]));
