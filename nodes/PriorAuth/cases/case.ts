import type {
	PriorAuthDecision,
	PriorAuthOutcome,
	PriorAuthRequest,
} from '../../shared/contracts/prior-auth';
import type { ClockRule } from '../clocks/rule';

export interface Identifier {
	system?: string;
	value: string;
}

/** Whose case it is, as the packet names them. */
export interface CasePatient {
	/** `Patient/17` */
	reference?: string;
	identifiers: Identifier[];
}

export interface CasePayer {
	identifiers: Identifier[];
	name?: string;
}

export interface CaseItem {
	/** Claim.item.sequence */
	sequence: number;
	system: string;
	code: string;
	/** `ServiceRequest/17` */
	order?: string;
	/** Only in an amendment: what it does to the item. One without is left as it was. */
	change?: 'added' | 'changed' | 'cancelled';
}

/** A packet that was sent, by what an answer may name. */
export interface CasePacket {
	identifier: Identifier;
	trace?: Identifier;
	claim?: string;
	/** When it was sent for the first time, ISO 8601. */
	sentAt: string;
}

/** What is known of a request before it is sent for the first time. */
export interface CaseOpening {
	/** Bundle.identifier */
	identifier: Identifier;
	/** Claim.identifier */
	trace: Identifier;
	patient: CasePatient;
	payer: CasePayer;
	urgency: 'standard' | 'expedited';
	/** When it is sent for the first time, ISO 8601. The clock starts here: from now on the payer may have it. */
	submittedAt: string;
	items: CaseItem[];
	/** Two letters of the state whose law the payer is under: where the patient lives, unless it is said. */
	state?: string;
	/** Agreed with this payer; wins over the rules of the site. */
	rule?: ClockRule;
	/** Full address of the claim in the packet, by which an answer may name it. */
	claim?: string;
	/** Work item that submits it. */
	workItem?: string;
	/** The packet, so that an answer can be held against it, and asked again with. */
	request?: PriorAuthRequest;
}

/** How a case came to know a decision. */
export type DecisionSource = 'answer' | 'notification' | 'inquiry' | 'person';

/**
 * What a decision did to a case. `repeat`: known already. `stale`: older than one that is known.
 * `contradiction`: cannot follow from what is known; the case stays as it is, and a person must look.
 */
export type DecisionEffect = 'first' | 'changed' | 'repeat' | 'stale' | 'contradiction';

/** What happened to a case, in the order in which it was written down. Times are ISO 8601 UTC. */
export type CaseEvent = { at: string } & (
	| { type: 'opened'; opening: Omit<CaseOpening, 'request'> }
	/** The payer certainly has it. */
	| { type: 'received' }
	/** An update or a cancellation was sent under an identifier of its own. */
	| {
			type: 'amended';
			kind: 'update' | 'cancel';
			identifier: Identifier;
			/** An update may have a trace number of its own. */
			trace?: Identifier;
			claim?: string;
			items: CaseItem[];
	  }
	| {
			type: 'decision';
			source: DecisionSource;
			effect: DecisionEffect;
			fingerprint: string;
			decision: PriorAuthDecision;
			/** Identifier of the packet that it answers, where that is known. */
			answers?: Identifier;
			/** Why a person must look, of a contradiction; `decision-contradicts` when absent. */
			doubt?: string;
	  }
	/** What the payer had asked for was sent. */
	| { type: 'information-sent' }
	/** Somebody was told; `route` is the trigger that did. */
	| { type: 'told'; clock: ClockName; mark: string; route: string; dueAt: string }
	| { type: 'appeal'; stage: 'peer-to-peer' | 'appeal' }
	| { type: 'closed'; reason: string }
);

/** `decision`: of the payer. `information`: of what we owe. `authorization`: of what was granted. */
export type ClockName = 'decision' | 'information' | 'authorization';

/**
 * `sending`: not known to have arrived. `waiting`: for the payer. `information-owed`: the payer waits
 * for us. `decided`: nothing is pending. `closed`: ended by us, whatever the payer said.
 */
export type CaseState = 'sending' | 'waiting' | 'information-owed' | 'decided' | 'closed';

/** A case as its events make it. */
export interface Case {
	/** Opaque; says nothing about the patient. */
	id: string;
	state: CaseState;
	/** Of the packet and of every amendment. */
	identifiers: Identifier[];
	/** The packet and every amendment, by what an answer may name. */
	packets: CasePacket[];
	opening: Omit<CaseOpening, 'request'>;
	/** ISO 8601 UTC; absent while it is being sent. */
	receivedAt?: string;
	/** The decision that counts. */
	decision?: PriorAuthDecision;
	outcome?: PriorAuthOutcome;
	/** When the first final decision on what was asked last came, ISO 8601 UTC. */
	decidedAt?: string;
	/**
	 * Since when the payer may have what was asked last, ISO 8601 UTC, and how often the clock has started:
	 * an amendment of what was decided already starts it anew. A packet whose answer was lost may be there.
	 */
	clock: { from: string; cycle: number };
	/** Of what people were told. */
	told: Array<{ clock: ClockName; mark: string; route: string; dueAt: string; cycle: number }>;
	/** Since when the payer waits for information. */
	owedSince?: string;
	/** From when to when the payer waited for us, ISO 8601 UTC. */
	owed: Array<{ from: string; to?: string }>;
	/** Why a person must look, by name. */
	reasons: string[];
	appeals: Array<{ at: string; stage: 'peer-to-peer' | 'appeal' }>;
	closed?: { at: string; reason: string };
	events: CaseEvent[];
}

/** Names a case: by the id of the register, the identifier of a packet, or its trace number. */
export type CaseKey = { id: string } | { identifier: Identifier } | { trace: Identifier };

/** Which case an answer of a payer belongs to. Unless it is `matched`, a person must look. */
export type CaseMatch =
	| {
			status: 'matched';
			case: Case;
			decision: PriorAuthDecision;
			/** Identifier of the packet that it answers. */
			answers: Identifier;
	  }
	| {
			status: 'unmatched';
			/**
			 * `unknown-case`, `several-cases`, `other-patient`, `other-payer`, `other-request`, `no-answer`,
			 * `several-answers`, `unreadable`
			 */
			reason: string;
			/** Present when the identifiers led to one case that it does not belong to all the same. */
			suspected?: string;
	  };

/** Something that must be told now. */
export interface DueMilestone {
	case: Case;
	clock: ClockName;
	/** `50`, `75`, `90`, `100` of the decision clock; days left of the others. */
	mark: string;
	/** When it should be told, and the end of the clock. Milliseconds since 1970. */
	at: number;
	dueAt: number;
	/** Earlier marks of the same clock that nobody was told of in time: they are told with this one. */
	with: string[];
	/** Name of the rule of the decision clock. */
	rule?: string;
}
