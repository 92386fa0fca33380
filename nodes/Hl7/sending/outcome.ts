import type { MllpResult } from '../../clients/mllp';
import type { Hl7Acknowledgement } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

/** Errors that the same message will meet again (table 0357): kind of message, event, version. */
const LASTING = new Set(['200', '201', '202', '203']);
/** Errors that are over some time later: a locked record, a fault inside the receiver. */
const PASSING = new Set(['206', '207']);

/** What the item carries about the outcome. */
export function acknowledgementOf(result: MllpResult, controlId: string): Hl7Acknowledgement {
	const { outcome, acknowledgement, reason, attempts, roundTripMs } = result;
	return {
		outcome,
		...(acknowledgement && { code: acknowledgement.code }),
		errorCodes: acknowledgement?.errorCodes ?? [],
		...(reason !== undefined && { reason }),
		before: false,
		attempts,
		roundTripMs,
		controlId,
		text: acknowledgement?.text ?? '',
	};
}

/**
 * Whether the same message may be taken later. AE says that it has to be corrected, AR that the reason
 * lies outside of it (2.9.2.2), unless the error codes say otherwise.
 */
export function mayPass({ code, errorCodes }: Hl7Acknowledgement): boolean {
	if (errorCodes.some((one) => LASTING.has(one))) return false;
	if (errorCodes.some((one) => PASSING.has(one))) return true;
	return code === 'AR' || code === 'CR';
}

/** The receiver has refused the message. Its own text stays out: it may hold patient data. */
export function rejected(acknowledgement: Hl7Acknowledgement): HospitalError {
	const { code, errorCodes } = acknowledgement;
	const named = errorCodes.length === 0 ? '' : `, error ${errorCodes.slice(0, 5).join(', ')}`;
	return new HospitalError(
		'hl7-rejected',
		`The receiver refused the HL7 message (${code}${named})`,
		{
			nextStep: mayPass(acknowledgement)
				? 'It says that the reason lies outside of the message: the same one is sent again with the next attempt. Ask the people of the receiving system if it goes on.'
				: 'Look in the log of the receiving system for the reason, correct the message, and have the work done anew.',
			retryable: mayPass(acknowledgement),
		},
	);
}

const WHY: Readonly<Record<string, string>> = {
	timeout: 'no acknowledgement came in time',
	'connection-lost': 'the connection ended before an acknowledgement came',
	'answer-broken': 'the answer could not be read',
};

/** The receiver's store has the message; sending it once more would not make its application speak. */
export const notYetAccepted = (): HospitalError =>
	new HospitalError(
		'hl7-not-yet-accepted',
		'The receiver has the HL7 message (CA), and its application did not say in time whether it accepts it',
		{
			nextStep:
				'Look in the receiving system what became of the message. If it always answers late, lengthen "Wait for the Application (Seconds)"; if its application never answers, have the message ask for the receipt only (MSH-16 NE).',
		},
	);

/** @param again false when sending the same once more is left to a person */
export function unanswered({ reason = '' }: Hl7Acknowledgement, again: boolean): HospitalError {
	return new HospitalError(
		'hl7-unanswered',
		`Whether the receiver took the HL7 message is not known: ${WHY[reason] ?? 'there was no answer'}`,
		{
			nextStep: again
				? 'The same message, with the same control ID, is sent again with the next attempt: a receiver that has it can tell.'
				: 'Look in the receiving system whether the message is there. If it is not, have the work done anew: then it is sent again.',
			retryable: again,
		},
	);
}
