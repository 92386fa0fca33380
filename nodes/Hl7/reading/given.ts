import { characterSetOf, parseMessage, type Hl7Message } from '../../formats/hl7';
import type { Hl7MessageReference } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

/** A message as an operation got it. */
export interface GivenMessage {
	message: Hl7Message;
	bytes: Buffer;
	/** Name that the listener gave it; absent for what no HL7 Trigger received. */
	key?: string;
}

/** What a field "Message" holds, unread: a batch file is no message. */
export interface GivenBytes {
	bytes: Buffer;
	key?: string;
	/** What the port was told that the bytes are text of. */
	characterSet?: string;
}

/**
 * What a field "Message" may hold: what the HL7 Trigger or this node put into the item, the same as
 * JSON text, or the text of a message.
 *
 * @param charset takes this character set whatever MSH-18 says; not for text, which is none any more
 * @throws HospitalError `input-missing`, `input-invalid`, and those of `parseMessage`
 */
export function givenMessage(value: unknown, charset = ''): GivenMessage {
	const { bytes, key, characterSet } = givenBytes(value);
	const wanted = charset.trim() === '' ? characterSet : charset.trim();
	const message = parseMessage(bytes, wanted === undefined ? {} : { charset: wanted });
	return { message, bytes, ...(key !== undefined && { key }) };
}

/** @throws HospitalError `input-missing`, `input-invalid` */
export function givenBytes(value: unknown): GivenBytes {
	const content = typeof value === 'string' ? fromText(value) : value;
	if (typeof content === 'string') return { bytes: bytesOf(content) };
	const { base64, key, characterSet } = (content ?? {}) as Partial<Hl7MessageReference>;
	if (typeof base64 !== 'string' || base64 === '') throw noMessage();
	const known = typeof characterSet === 'string' && characterSet !== 'undeclared';
	return {
		bytes: Buffer.from(base64, 'base64'),
		...(typeof key === 'string' && key !== '' && { key }),
		...(known && characterSet !== '' && { characterSet }),
	};
}

/** Text has to become the bytes that its own header promises. */
function bytesOf(text: string): Buffer {
	const unicode = Buffer.from(text, 'utf8');
	if (!text.startsWith('MSH')) return unicode;
	const { header } = parseMessage(unicode, { charset: 'UNICODE UTF-8' });
	return characterSetOf(header.characterSets).encode(text);
}

function fromText(text: string): unknown {
	const trimmed = text.trimStart();
	if (trimmed === '') throw noMessage();
	if (!trimmed.startsWith('{')) return trimmed;
	try {
		return JSON.parse(trimmed) as unknown;
	} catch {
		throw new HospitalError('input-invalid', 'The field "Message" holds no valid JSON', {
			nextStep: 'Set it back to {{ $json.hl7 }}, or give it the text of a message.',
		});
	}
}

const noMessage = () =>
	new HospitalError('input-missing', 'The item carries no HL7 message', {
		nextStep:
			'Place this node after an HL7 Trigger, or point the field "Message" at the text of a message, which begins with MSH.',
	});
