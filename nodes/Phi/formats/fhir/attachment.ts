import { HospitalError } from '../../../shared/errors';
import { readNote, type NoteCharset, type NoteType } from '../text';
import type { FhirWalk } from './walk';
import { masked, own, type Gone, type Json, type Place } from './place';
import { mediaType } from './terminologies';

/** Documents that are text, and how the text engine reads them. */
const TEXTS: Readonly<Record<string, NoteType>> = {
	'text/plain': 'auto',
	'text/markdown': 'text/plain',
	'text/html': 'text/html',
	'text/rtf': 'application/rtf',
	'application/rtf': 'application/rtf',
};
const CHARSETS: Readonly<Record<string, NoteCharset>> = {
	'utf-8': 'utf-8',
	utf8: 'utf-8',
	'us-ascii': 'utf-8',
	'utf-16': 'utf-16',
	'iso-8859-1': 'windows-1252',
	'windows-1252': 'windows-1252',
};
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** An Attachment: its content through the text engine where it is text, else without it. */
export function attachment(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { url, hash, size, _url, _hash, _size, ...rest } = withoutContent(value);
	const done = walk.object(rest, 'Attachment', place);
	const out: Json = typeof done === 'symbol' ? {} : done;
	if (url !== undefined || _url !== undefined) {
		walk.did('removed', 'URL', place);
		out._url = masked();
		walk.work.report.review(
			'attachment-elsewhere',
			'A document that the record only points to was not looked at: its address was taken out.',
			place.path,
		);
	}
	void [hash, size, _hash, _size];
	content(walk, value, out, place);
	return out;
}

/** Without what {@link content} puts in. */
export function withoutContent(value: Json): Json {
	const { data, contentType, _data, _contentType, ...rest } = value;
	void [data, contentType, _data, _contentType];
	return rest;
}

/**
 * Puts `contentType` and `data` of an Attachment or Binary into `out`. RTF and HTML become plain text.
 * What is not text, or does not decode, is left out and named for review.
 */
export function content(walk: FhirWalk, value: Json, out: Json, place: Place): void {
	const type = typeof value.contentType === 'string' ? mediaType(value.contentType) : undefined;
	if (value.contentType !== undefined) {
		if (type === undefined) out._contentType = masked();
		else out.contentType = type;
	}
	if (value.data === undefined) return;
	out._data = masked();
	const text = textOf(walk, value, type, place);
	if (text === undefined) return;
	out.data = '';
	walk.text(text, place, (cleaned) => {
		delete out.data;
		if (cleaned === undefined) return;
		const bytes = Buffer.from(cleaned, 'utf8');
		delete out._data;
		delete out._contentType;
		out.contentType = 'text/plain';
		out.data = bytes.toString('base64');
		// Of a Binary the size is that of its data alone.
		if (value.resourceType === undefined) out.size = bytes.length;
	});
}

function textOf(
	walk: FhirWalk,
	value: Json,
	type: string | undefined,
	place: Place,
): string | undefined {
	const { report, transformer } = walk.work;
	const note = TEXTS[type ?? ''];
	const charset = charsetOf(value.contentType);
	const isClean = transformer.profile.fhir.attachments === 'clean';
	const bare = typeof value.data === 'string' ? value.data.replaceAll(/\s+/g, '') : '';
	if (
		!isClean ||
		note === undefined ||
		charset === undefined ||
		!BASE64.test(bare) ||
		bare === ''
	) {
		walk.did('removed', 'OTHER', place);
		report.review(
			'attachment-dropped',
			'A document was left out: only plain text, HTML and RTF can be looked through. Read it with another tool if it is needed.',
			place.path,
		);
		return undefined;
	}
	try {
		const read = readNote(Buffer.from(bare, 'base64'), note, charset);
		if (read.dropped > 0) {
			report.review('pictures-dropped', 'Pictures inside of a document were left out.', place.path);
		}
		return read.text;
	} catch (error) {
		if (!(error instanceof HospitalError)) throw error;
		walk.did('removed', 'OTHER', place);
		report.review(
			'attachment-unreadable',
			'A document was left out: its text could not be decoded without doubt.',
			place.path,
		);
		return undefined;
	}
}

/** UTF-8 where nothing is said; undefined for a character set that is not read here. */
function charsetOf(contentType: unknown): NoteCharset | undefined {
	const said = /;\s{0,5}charset="?([A-Za-z0-9_-]{1,40})"?/i.exec(String(contentType))?.[1];
	return said === undefined ? 'utf-8' : own(CHARSETS, said.toLowerCase());
}
