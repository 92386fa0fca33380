import type { HospitalError } from '../../shared/errors';
import { failed, statusFailure } from '../ingest';

/** Codes of the HTTP Event Collector, by what they mean for the administrator. */
const TOKEN_CODES = new Set([1, 2, 3, 4]);

export const ackOff = () =>
	failed(
		'splunk-ack-off',
		'its token has no indexer acknowledgement',
		'Switch on "Enable indexer acknowledgment" for this token in Splunk, or switch off "Wait for Indexing" in the node, which is a weaker promise.',
	);

export const ackLate = (seconds: number) =>
	failed(
		'splunk-not-indexed',
		`it has not confirmed within ${seconds} seconds that they are indexed`,
		'If it lasts, look at the indexing queues of Splunk.',
		{ retryable: true },
	);

export const notSplunk = () =>
	failed(
		'splunk-wrong-service',
		"the answer is not that of Splunk's HTTP Event Collector",
		'Check the server address in the credential: the collector usually listens on port 8088.',
	);

/** What an answer with an error status means. */
export function hecFailure(status: number, code: number | undefined): HospitalError {
	if (code !== undefined && TOKEN_CODES.has(code)) {
		return failed(
			'siem-unauthorized',
			`it does not accept the token (${status})`,
			'Check the token in the credential, and that it is enabled in Splunk.',
		);
	}
	if (code === 7) {
		return failed(
			'splunk-index-refused',
			'this token may not write to that index',
			'Choose an index that the token allows, or leave the field empty.',
		);
	}
	if (code === 14) return ackOff();
	return statusFailure(status);
}
