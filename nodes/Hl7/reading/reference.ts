import type { Hl7Message } from '../../formats/hl7';
import type { Hl7MessageReference } from '../../shared/contracts';
import type { StoredMessage } from '../intake';

/**
 * Type, event, structure and version stay readable in n8n: what a sender puts there instead of a code
 * could be anything.
 */
const code = (text: string): string => (/^[A-Z0-9_.]{1,16}$/i.test(text) ? text : '');

/** A received message as the item carries it. */
export function receivedReference({ key, base64, ...about }: StoredMessage): Hl7MessageReference {
	return {
		key,
		...headerOf(about),
		receivedAt: about.receivedAt,
		bytes: Buffer.byteLength(base64, 'base64'),
		characterSet: about.characterSet,
		base64,
	};
}

/** A message that was made here, or came by another way than a listener. */
export function madeReference(message: Hl7Message, madeAt: string): Hl7MessageReference {
	const bytes = message.encode();
	return {
		...headerOf(message.header),
		receivedAt: madeAt,
		bytes: bytes.length,
		characterSet: message.characterSet.name,
		base64: bytes.toString('base64'),
	};
}

type Header = Pick<
	Hl7MessageReference,
	| 'type'
	| 'event'
	| 'structure'
	| 'version'
	| 'controlId'
	| 'processingId'
	| 'sendingApplication'
	| 'sendingFacility'
	| 'receivingApplication'
	| 'receivingFacility'
>;

const headerOf = (header: Header): Header => ({
	type: code(header.type),
	event: code(header.event),
	structure: code(header.structure),
	version: code(header.version),
	controlId: header.controlId,
	processingId: header.processingId,
	sendingApplication: header.sendingApplication,
	sendingFacility: header.sendingFacility,
	receivingApplication: header.receivingApplication,
	receivingFacility: header.receivingFacility,
});
