import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';

/** What a payer can say about a request; the names are those of PriorAuthOutcome. */
export type PayerOutcome =
	| 'approved'
	| 'partially-approved'
	| 'modified'
	| 'denied'
	| 'pended'
	| 'cancelled'
	| 'contact-payer'
	| 'no-action'
	| 'refused'
	| 'mixed'
	| 'unknown';

export const PAYER_OUTCOMES: readonly PayerOutcome[] = [
	'approved',
	'partially-approved',
	'modified',
	'denied',
	'pended',
	'cancelled',
	'contact-payer',
	'no-action',
	'refused',
	'mixed',
	'unknown',
];

/** How a request is answered. */
export interface PayerAnswer {
	outcome: PayerOutcome;
	/** Codes of X12 886 or of the payer's own list, as they are to come back. */
	reasons?: Array<{ system: string; code: string; display?: string }>;
	/** Words of the payer (processNote) to the items. */
	note?: string;
	/** Additional information that is asked for beside the decision. */
	ask?: {
		/** As a Task (attachments-needed or questionnaire-context) or a CommunicationRequest. */
		by: 'task' | 'communication';
		/** LOINC code of a document; `102089-0` asks for the payer's questionnaire. */
		code: string;
		/** YYYY-MM-DD */
		until?: string;
	};
	/** False leaves the authorization number out. */
	number?: boolean;
	/** Days for which an approval holds, from today on. 90 when absent. */
	days?: number;
	/** What the payer says of a person who looked at it; left out when absent. */
	humanReviewed?: boolean;
}

/** What the payer's CRD service says about an order (ext-coverage-information). */
export interface Requirement {
	covered?: 'covered' | 'not-covered' | 'conditional';
	paNeeded?: 'no-auth' | 'auth-needed' | 'satisfied' | 'performpa' | 'conditional';
	docNeeded?: 'clinical' | 'admin' | 'patient' | 'conditional';
	infoNeeded?: 'performer' | 'location' | 'timeframe' | 'contract-window' | 'detail-code' | 'OTH';
	/** Canonicals; the questionnaire of this payer when absent and one is needed. */
	questionnaires?: string[];
	satisfiedId?: string;
	reason?: string;
	/** Where the extension stands: in an action of the system, or in a suggestion of a card. */
	in?: 'systemActions' | 'cards' | 'nowhere';
}

/** Something that goes wrong at the payer. */
export interface Fault {
	/** Which requests it meets. `any` when absent. */
	at?: 'submit' | 'inquire' | 'crd' | 'dtr' | 'subscription' | 'any';
	kind:
		| 'delay'
		/** 400 with an OperationOutcome; the request is not taken. */
		| 'bad-request'
		| 'unauthorized'
		/** 409 with the issue `duplicate`. */
		| 'duplicate'
		/** 429 with Retry-After. */
		| 'throttled'
		/** 500 with a page of HTML: no OperationOutcome (guide, HTTP Responses). */
		| 'failed'
		/** 503 without a body. */
		| 'unavailable'
		/** The request is taken and decided, and the connection is cut instead of an answer. */
		| 'answer-lost'
		/** The request is taken, and half of the answer comes. */
		| 'answer-cut'
		/** The connection is cut before anything is taken. */
		| 'connection-cut'
		/** 200 with something that is no FHIR. */
		| 'nonsense'
		/** 200 with an answer that is for another packet. */
		| 'other-request'
		/** 200 with an answer whose bundle has an identifier of the payer's own. */
		| 'own-identifier'
		/** 200 with an answer about another patient. */
		| 'other-patient'
		/** An answer longer than any client should read. */
		| 'too-long';
	/** Milliseconds, of `delay`. */
	ms?: number;
	/** How many requests it meets; all from now on when absent. */
	times?: number;
}

/** One request as it came in. No header with a secret is kept. */
export interface PayerRequest {
	at: string;
	part: 'submit' | 'inquire' | 'crd' | 'dtr' | 'subscription' | 'other';
	method: string;
	path: string;
	status: number;
	/** Bundle.identifier as `system|value`. */
	identifier?: string;
	/** SHA-256 of the body. */
	sha256?: string;
	/** True for a submission that had been taken before under the same identifier. */
	repeat?: boolean;
	/** What the payer found wrong with it, by its own reading of the guide. */
	problems: string[];
	body?: unknown;
}

/** A request that the payer took. */
export interface PayerCase {
	/** Bundle.identifier as `system|value`. */
	identifier: string;
	/** Claim.identifier as `system|value`. */
	trace: string;
	takenAt: string;
	/** Submissions under this identifier, the first one included. */
	received: number;
	/** Different contents under this identifier: must be 1. */
	contents: number;
	answer: PayerAnswer;
	/** What was answered last. */
	response: Bundle;
	request: Bundle;
	kind: 'request' | 'update' | 'cancel';
}

/** How a notification goes out. */
export interface Notify {
	/** How often the same event is sent. 1 when absent. */
	times?: number;
	/** Milliseconds to wait before it. */
	afterMs?: number;
	/** The answer is about somebody else. */
	otherPatient?: boolean;
	/**
	 * Bundle.identifier of the answer is left out, or is the payer's own; or the answer is about another
	 * request altogether.
	 */
	identifier?: 'missing' | 'own' | 'other';
	/** Number of the event, where it must not be the next one: out of order, or with a gap. */
	eventNumber?: number;
	/** Without the secret header, or with a wrong one. */
	secret?: 'missing' | 'wrong';
}

/** What came of sending a notification. */
export interface Delivery {
	subscription: string;
	kind: 'handshake' | 'heartbeat' | 'event-notification';
	/** HTTP status of the endpoint; 0 when there was no answer. */
	status: number;
	attempts: number;
	eventNumber?: number;
}

export interface PayerOptions {
	/** Port on 127.0.0.1; a free one by default. */
	port?: number;
	/** The payer's day (YYYY-MM-DD), for what it grants; the clock's when absent. */
	today?: string;
	/** Bearer token that every request to the FHIR endpoint must carry. */
	token?: string;
	/** Only the rules of the guide are judged, not the structure of every resource: for many requests. */
	lenient?: boolean;
}

/** An answer of one part of the payer. */
export interface Reply {
	status: number;
	body?: Resource | OperationOutcome | object;
	headers?: Record<string, string>;
	/** Sent as it is instead of the body. */
	raw?: { type: string; text: string };
}
