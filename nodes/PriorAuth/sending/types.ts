import type { Bundle, FhirClient, OutcomeIssue } from '../../clients/fhir';

/** What of a FHIR client the submission needs: the payer's server. */
export type PayerServer = Pick<FhirClient, 'raw' | 'baseUrl'>;

/** How a payer took a packet. */
export type Submitted = Answered | Refused | Taken;

interface Sent {
	/** Bundle.identifier: the same at every try. */
	identifier: { system: string; value: string };
	/** Tries of this call. */
	attempts: number;
	/** Milliseconds from the first byte to the answer that counts, of its try alone. */
	tookMs: number;
	/** True when an earlier try may have arrived although its answer did not. */
	repeated: boolean;
}

/** The payer answered; what it decided is read by `readDecision`. */
export interface Answered extends Sent {
	status: 'answered';
	response: Bundle;
	/** True when it took longer than the 15 seconds of the guide (spec-7). */
	late: boolean;
}

/**
 * The payer refused the packet itself, for good (guide, HTTP Responses: 4XX is not recoverable by
 * resubmission).
 */
export interface Refused extends Sent {
	status: 'refused';
	httpStatus: number;
	/** Codes and element paths of its OperationOutcome. */
	issues: readonly OutcomeIssue[];
	/** Its texts: they may hold patient data, and are for a sealed value alone. */
	words: readonly string[];
}

/**
 * The payer says that it has the packet already: after a try whose answer was lost, or one that is not
 * known here any more. What it decided must come by the subscription, or be asked by a person.
 */
export interface Taken extends Sent {
	status: 'taken';
	httpStatus: number;
}

export interface SubmitInput {
	client: PayerServer;
	/** The packet as it was journalled: exactly these bytes go out, at every try. */
	bundle: Uint8Array;
	/** Bundle.identifier of the packet; compared with the bytes. */
	identifier: { system: string; value: string };
	/** Milliseconds that one try waits for its answer; a long packet may take longer to leave. 30 000 when absent. */
	timeoutMs?: number;
	/** Most tries of this call. 4 when absent. */
	attempts?: number;
	/** Pauses between tries, milliseconds. */
	pauses?: { firstMs: number; longestMs: number };
	/** True when an earlier call may have sent the packet already. */
	maybeSent?: boolean;
	signal?: AbortSignal;
}
