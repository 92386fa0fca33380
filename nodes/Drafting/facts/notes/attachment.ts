import { createHash } from 'node:crypto';
import { string, type Element } from '../elements';
import { textOfHtml } from './html';

/** Bytes of one note beyond which nothing of it is read. */
const MOST_BYTES = 4 * 1024 * 1024;

export type Read =
	| { text: string; contentType: string; hidden: boolean }
	| { why: 'elsewhere' | 'form' | 'too-large' | 'damaged' | 'empty' };

/** The text of an attachment that stands in the record itself. Nothing is fetched. */
export function readAttachment(attachment: Element): Read {
	const data = string(attachment.data);
	const [contentType, charset] = typeOf(string(attachment.contentType) ?? 'text/plain');
	if (contentType !== 'text/plain' && contentType !== 'text/html') return { why: 'form' };
	if (data === undefined) return { why: attachment.url === undefined ? 'empty' : 'elsewhere' };
	if (data.length > (MOST_BYTES / 3) * 4) return { why: 'too-large' };
	if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(data)) return { why: 'damaged' };
	const bytes = Buffer.from(data, 'base64');
	// FHIR R4 Attachment.hash is SHA-1 in base64: a note that does not fit it is not what was written.
	const hash = string(attachment.hash);
	if (hash !== undefined && createHash('sha1').update(bytes).digest('base64') !== hash.trim()) {
		return { why: 'damaged' };
	}
	const text = decode(bytes, charset);
	if (text === undefined) return { why: 'damaged' };
	if (contentType === 'text/plain') return { text, contentType, hidden: false };
	return { ...textOfHtml(text), contentType };
}

function typeOf(contentType: string): [type: string, charset: string] {
	const [type, ...parameters] = contentType.slice(0, 200).toLowerCase().split(';');
	const charset = parameters
		.map((one) => /^\s*charset\s*=\s*"?([a-z0-9._-]{1,40})"?\s*$/.exec(one)?.[1])
		.find((one) => one !== undefined);
	return [type.trim(), charset ?? 'utf-8'];
}

/** Undefined when the bytes are not of the character set that they claim. */
function decode(bytes: Buffer, charset: string): string | undefined {
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
