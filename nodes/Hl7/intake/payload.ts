import type { Offer, ReceivedMessage } from './events';

/** A received message as the work item carries it: JSON, the bytes as Base64. */
export interface StoredMessage extends Omit<ReceivedMessage, 'bytes' | 'patient'> {
	/** The message as it came, byte by byte. */
	base64: string;
}

/** Payload of a work item of kind `hl7-message`. */
export interface Hl7Payload {
	/** In the order in which they came; one unless messages are gathered. */
	messages: StoredMessage[];
	/** Why no workflow could take it; only in quarantine. */
	quarantined?: string;
}

export function payloadOf({ messages, quarantined }: Offer): Hl7Payload {
	return {
		messages: messages.map(stored),
		...(quarantined !== undefined && { quarantined }),
	};
}

function stored(message: ReceivedMessage): StoredMessage {
	const { bytes } = message;
	const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
	const plain: Partial<ReceivedMessage> & StoredMessage = { ...message, base64 };
	delete plain.bytes;
	delete plain.patient;
	return plain;
}

/** The bytes of a message in a payload. */
export const messageBytes = ({ base64 }: Pick<StoredMessage, 'base64'>): Buffer =>
	Buffer.from(base64, 'base64');
