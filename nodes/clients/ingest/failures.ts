import { HospitalError } from '../../shared/errors';

/** What was being done, at the head of every message. */
export const SENDING = 'Sending audit events to the SIEM';

/** What becomes of the events, at the head of every next step. */
export const KEPT = 'The events stay in the ledger and are sent again.';

/** A failure of one delivery; nothing is lost by it. */
export const failed = (
	code: string,
	message: string,
	nextStep: string,
	options: { retryable?: boolean; cause?: unknown } = {},
) =>
	new HospitalError(code, `${SENDING}: ${message}`, {
		nextStep: `${KEPT} ${nextStep}`,
		...options,
	});

export const cancelled = () =>
	new HospitalError('cancelled', `${SENDING}: cancelled`, { nextStep: KEPT, retryable: true });

/** The HTTP statuses that every receiver uses in the same sense. */
export function statusFailure(status: number): HospitalError {
	if (status === 401) {
		return failed(
			'siem-unauthorized',
			'it does not accept the credential (401)',
			'Check the token, key or password in the credential, and whether it has expired.',
		);
	}
	if (status === 403) {
		return failed(
			'siem-forbidden',
			'this credential may not write there (403)',
			'Give its user or token the right to write to that place.',
		);
	}
	if (status === 404 || status === 405) {
		return failed(
			'siem-wrong-address',
			`nothing takes events at that address (${status})`,
			'Check the server address in the credential, and the name of the index where there is one.',
		);
	}
	if (status === 413) {
		return failed(
			'siem-too-large',
			'one event alone is too large for it (413)',
			'Raise the size limit of the receiver or of the proxy in front of it.',
		);
	}
	if (status >= 300 && status < 400) {
		return failed(
			'siem-redirect',
			`it points to another address (${status})`,
			'Enter the final address in the credential: a redirect is not followed, so that no secret travels elsewhere.',
		);
	}
	const busy = status === 429 || status >= 500;
	return failed(
		busy ? 'siem-busy' : 'siem-refused',
		busy ? `it cannot take them now (${status})` : `it refused them (${status})`,
		busy ? 'If it lasts, look in its log.' : "Look in the receiver's log for the reason.",
		{ retryable: busy },
	);
}
