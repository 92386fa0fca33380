import { createHash } from 'node:crypto';
import { parseMessage } from '../../formats/hl7';
import { HospitalError } from '../../shared/errors';

/** SHA-256 of a message without the time at which it was made (MSH-7). */
export function contentDigest(bytes: Uint8Array): string {
	const message = parseMessage(bytes, { charset: 'UNICODE UTF-8' });
	message.segment('MSH')?.setRaw('7', '');
	return createHash('sha256').update(message.encode()).digest('hex');
}

/**
 * Nothing but the time may differ between two messages with one control id: else one of them would be
 * taken for the other, and lost.
 *
 * @param first the message that this work has for the control id
 * @throws HospitalError `hl7-control-id-reused`
 */
export function checkSame(first: Uint8Array, again: Uint8Array): void {
	if (Buffer.compare(first, again) === 0 || contentDigest(first) === contentDigest(again)) return;
	throw new HospitalError(
		'hl7-control-id-reused',
		'This piece of work has two different HL7 messages with the same control ID (MSH-10)',
		{
			nextStep:
				'Nothing was sent now. Leave the control ID to Build or From FHIR, or give every message its own; a message made of what may change between two runs must not keep its number.',
		},
	);
}
