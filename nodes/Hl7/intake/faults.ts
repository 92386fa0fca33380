import { isAscii } from 'node:buffer';
import { ERROR_CODES, type Hl7Message } from '../../formats/hl7';
import { systemCode } from '../../shared/errors';
import type { Refusal } from './answers';

/** What a message must have before anybody can work with it. */
export function problemOf(message: Hl7Message, bytes: Buffer): Refusal | undefined {
	const { type, controlId } = message.header;
	// Blanks are no number: two messages that have them could not be told apart.
	const isBlank = controlId.trim() === '';
	const missing = type.trim() === '' ? 'MSH-9' : isBlank ? 'MSH-10' : undefined;
	if (missing !== undefined) {
		const text = `${missing} is missing`;
		const error = { code: ERROR_CODES.requiredFieldMissing, location: missing, text };
		return { reason: 'hl7-header-incomplete', kind: 'E', error };
	}
	if (!message.isWellFormed) {
		const text = 'A line of the message is no segment';
		return {
			reason: 'hl7-segment-invalid',
			kind: 'E',
			error: { code: ERROR_CODES.segmentSequence, text },
		};
	}
	// A character that cannot be read is found now, while the sender listens, not later in a workflow.
	if (!isAscii(bytes)) message.characterSet.decode(bytes);
	return undefined;
}

const UNREADABLE: Readonly<Record<string, string>> = {
	'hl7-not-a-message': 'What came is no HL7 v2 message',
	'hl7-batch-file':
		'Batches (FHS, BHS) are not received over MLLP: send each message in a frame of its own',
	'hl7-second-header':
		'A second message (MSH) begins before this one was ended: neither was taken; send each in a frame of its own',
	'hl7-delimiters-invalid': 'The delimiters of the message are not usable',
	'hl7-charset-unknown': 'The character set in MSH-18 is not known here',
	'hl7-characters-undeclared': 'MSH-18 is empty and the message holds other characters than ASCII',
	'hl7-characters-invalid': 'The message holds bytes that are not of the character set in MSH-18',
};

/** @param reason code of what the codec threw */
export function unreadable(reason: string): Refusal {
	const text = UNREADABLE[reason] ?? 'The message cannot be read';
	const aboutCharacters = reason.startsWith('hl7-char');
	const aboutOrder = reason === 'hl7-second-header' || reason === 'hl7-batch-file';
	const code = aboutCharacters ? ERROR_CODES.tableValue : ERROR_CODES.dataType;
	return {
		reason,
		kind: 'E',
		error: {
			code: aboutOrder ? ERROR_CODES.segmentSequence : code,
			...(aboutCharacters && { location: 'MSH-18' }),
			text,
		},
	};
}

/** The disk's fault, not the message's: it may be sent again. */
export function notStored(error: unknown): Refusal {
	const reason = systemCode(error)?.toLowerCase() ?? 'not-stored';
	const text = 'The message could not be stored; send it again later';
	return { reason, kind: 'R', error: { code: ERROR_CODES.internal, text } };
}
