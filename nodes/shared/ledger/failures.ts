import { HospitalError } from '../errors';
import { MAX_LINE_BYTES } from './heads';

/** An event that no reader of the ledger would take. */
export const tooLarge = (): HospitalError =>
	new HospitalError('audit-event-too-large', 'An audit event is larger than the ledger takes', {
		nextStep: `Nothing was done, because it could not have been recorded. Give fewer or shorter parameters and objects: an event has at most ${MAX_LINE_BYTES / 1024} KiB.`,
	});

/** The ledger's file is not where it was made. */
export const removed = (): HospitalError =>
	new HospitalError('audit-ledger-removed', 'The audit ledger was removed while it was written', {
		nextStep:
			'Keep what is left as it is, tell the compliance officer, and look who may write to the hospital data directory. A new ledger is begun by itself within 15 seconds.',
		retryable: true,
	});

/** A caller held on to a writer that was closed. */
export const ended = (): HospitalError =>
	new HospitalError('audit-ledger-ended', 'The audit ledger was closed in the meantime', {
		nextStep: 'It happens when the process is ending. Do it again.',
		retryable: true,
	});
