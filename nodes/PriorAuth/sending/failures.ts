import { FhirError, wordsOf, type OutcomeIssue } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { UNREADABLE } from './answer';

/** What a failed try means for the packet. */
export type Verdict =
	/** The packet is refused for good. */
	| {
			kind: 'refused';
			status: number;
			issues: readonly OutcomeIssue[];
			words: readonly string[];
	  }
	/** The payer says that it has the packet already. */
	| {
			kind: 'there-already';
			status: number;
			issues: readonly OutcomeIssue[];
			words: readonly string[];
	  }
	/** The same packet may be sent again. @param arrived whether the payer may have taken it */
	| { kind: 'again'; arrived: boolean }
	/** Nothing can be done by sending again: the error itself tells. @param arrived as above */
	| { kind: 'give-up'; arrived: boolean };

/** Refusals that are about the connection, not about the packet: nothing was looked at. */
const NOT_LOOKED_AT = new Set([401, 403, 404, 405, 407]);
/** "Not now": sent again, nothing was taken. */
const LATER = new Set([408, 425, 429]);
/** Not implemented, version not supported: it stays so. */
const NEVER = new Set([501, 505]);

/** Failures before a byte of the packet was sent. */
const NOT_SENT = new Set([
	'econnrefused',
	'enotfound',
	'connect-timeout',
	'host-unreachable',
	'ehostunreach',
	'enetunreach',
	'egress-refused',
	'url-invalid',
]);

/** Failures that another try cannot mend. */
const FINAL = new Set([
	'cancelled',
	'egress-refused',
	'url-invalid',
	'enotfound',
	'http-answer-too-large',
	'http-encoding',
	'http-not-http',
	'pas-answer-other-request',
]);

/**
 * Judges what went wrong (guide, HTTP Responses): 4XX is not recoverable by resubmission, 5XX and
 * silence may be. A 5XX may come from a gateway behind which the payer took the packet, so it says
 * nothing about whether it arrived.
 */
export function verdictOn(error: HospitalError): Verdict {
	if (error instanceof FhirError) return verdictOnStatus(error);
	const { code } = error;
	if (code.startsWith('tls-') || code.startsWith('oauth-') || code.startsWith('fhir-credential')) {
		return { kind: 'give-up', arrived: false };
	}
	const arrived = !NOT_SENT.has(code);
	if (FINAL.has(code)) return { kind: 'give-up', arrived };
	// What cannot be read may be a gateway's page: asked again, the payer gives its stored answer.
	if (code === UNREADABLE || error.retryable) return { kind: 'again', arrived };
	return { kind: 'give-up', arrived };
}

function verdictOnStatus(error: FhirError): Verdict {
	const { status, issues, codes } = error;
	const words = wordsOf(error);
	if (status === 409 || codes.includes('duplicate')) {
		return { kind: 'there-already', status, issues, words };
	}
	if (LATER.has(status)) return { kind: 'again', arrived: false };
	if (status < 400 || NOT_LOOKED_AT.has(status)) return { kind: 'give-up', arrived: false };
	if (status < 500) return { kind: 'refused', status, issues, words };
	return NEVER.has(status) ? { kind: 'give-up', arrived: false } : { kind: 'again', arrived: true };
}
