import { clear, sealed, type Contract } from './contract';

/** A packet that asks a payer for prior authorization (Da Vinci PAS 2.2.1), before it is sent. */
export interface PriorAuthRequest {
	contract: 'PriorAuthRequest/1';
	kind: 'request' | 'update' | 'cancel' | 'inquiry';
	/** Bundle.identifier: the same at every retry, so that the payer knows a repeat. */
	identifier: { system: string; value: string };
	/** Claim.identifier: the number by which the case is traced. */
	trace: { system: string; value: string };
	/** ISO 8601 with offset. */
	created: string;
	urgency: 'standard' | 'expedited';
	/** Who attested to an expedited request, and when; it does not travel. */
	attestation?: { by: string; at: string };
	/** True when it was built to be looked at: it is never sent. */
	forReview?: true;
	items: PriorAuthRequestItem[];
	/** The eight administrative elements. Absent in a cancellation and an inquiry. */
	completeness?: AdministrativeCompleteness;
	/** What was at hand and does not travel. */
	leftOut: LeftOut[];
	/** Hex SHA-256 of the bundle in canonical form (RFC 8785). */
	sha256: string;
	/** Collection Bundle, ready to be submitted. */
	bundle: Record<string, unknown>;
}

export interface PriorAuthRequestItem {
	/** Claim.item.sequence: the payer answers by it. */
	sequence: number;
	/** Code for billing. */
	system: string;
	code: string;
	/** `ServiceRequest/17` */
	order?: string;
	change?: 'added' | 'changed' | 'cancelled';
}

export type AdministrativeElement =
	| 'codes'
	| 'diagnosis'
	| 'units'
	| 'dates'
	| 'provider'
	| 'place'
	| 'urgency'
	| 'identifiers';

export interface AdministrativeCompleteness {
	complete: boolean;
	elements: Array<{
		element: AdministrativeElement;
		present: boolean;
		/** What is missing, in plain words. */
		missing?: string;
		/** Where it would come from. */
		from: string;
		/** Numbers of the items that lack it, where it is said per item. */
		items?: number[];
	}>;
}

export interface LeftOut {
	/** Type of the record. */
	type: string;
	/** `Condition/4` */
	reference?: string;
	/** Elements of it that do not travel; absent when nothing of it does. */
	elements?: string[];
	why:
		| 'not-evidence'
		| 'code-travels'
		| 'not-needed'
		| 'address-of-another-record'
		| 'no-billing-code'
		| 'no-contact';
}

/** A packet judged by the rules of the guide, without asking anybody. */
export interface PriorAuthValidation {
	contract: 'PriorAuthValidation/1';
	kind: 'request' | 'update' | 'inquiry';
	/** True when no rule of the severity `error` is broken. */
	valid: boolean;
	errors: number;
	warnings: number;
	/** At most 500, the errors first. */
	findings: RuleFinding[];
	/** How many rules were asked. */
	rules: number;
	/** What nobody can judge without asking a server. */
	notChecked: string;
}

/** One place where a packet breaks a rule. */
export interface RuleFinding {
	/** `pas-claim-first` */
	rule: string;
	severity: 'error' | 'warning';
	/** `Bundle.entry[0].resource.item[1].quantity`: names of elements only. */
	path: string;
	message: string;
	nextStep: string;
	/** Where the rule is from. */
	source: string;
}

/** What a payer answered, as the payer's review action says; never from `outcome`. */
export type PriorAuthOutcome =
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

export interface PriorAuthDecision {
	contract: 'PriorAuthDecision/1';
	outcome: PriorAuthOutcome;
	/** True when a person must look before anything follows from it. */
	needsPerson: boolean;
	/** Why, by name. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** The decision for a person: item by item, with the reasons and notes of the payer. */
	words?: string[];
	/** What the answer says as a whole, where its items say something else. */
	whole?: PriorAuthOutcome;
	/** Bundle.identifier of the answer, which is that of the request. */
	identifier?: { system?: string; value: string };
	/** ClaimResponse.created */
	created?: string;
	/** Numbers under which something is authorized. */
	authorizationNumbers: string[];
	/** Numbers under which the payer keeps what is pended or denied. */
	referenceNumbers: string[];
	/** Days for which the authorization as a whole holds. */
	period?: DecisionPeriod;
	items: DecisionItem[];
	/** Additional information that the payer asks for. */
	asked: AskedInformation[];
	/** Mistakes that the payer found in the request. */
	errors: DecisionError[];
	/** Notes of the payer to the whole answer. */
	notes: string[];
	/** Whether a person reviewed it at the payer, where the payer says so. */
	humanReviewed?: boolean;
}

export interface DecisionPeriod {
	start?: string;
	end?: string;
}

export interface DecisionCode {
	system?: string;
	code: string;
	display?: string;
}

export interface DecisionItem {
	/** Claim.item.sequence; of an item that the payer added, its own number. */
	sequence: number;
	outcome: PriorAuthOutcome;
	/** Review action as it came: `A1`. */
	action?: string;
	/** True when the payer added the item: it was not asked for. */
	added?: true;
	authorizationNumber?: string;
	referenceNumber?: string;
	issued?: string;
	period?: DecisionPeriod;
	/** Reasons of a denial, a modification or a pend. */
	reasonCodes: DecisionCode[];
	notes: string[];
	/** What is authorized instead of what was asked for. */
	authorized?: AuthorizedInstead[];
	/** Why the item is not understood. */
	problem?: string;
}

export interface AuthorizedInstead {
	codes: DecisionCode[];
	quantity?: { value: number; unit?: string };
	/** Date, or the days from start to end. */
	serviced?: DecisionPeriod;
	authorizationNumber?: string;
	action?: string;
}

export interface AskedInformation {
	/** By a code of a document, by a questionnaire, or in another way that a person must read. */
	by: 'code' | 'questionnaire' | 'unknown';
	/** Numbers of the items that it is about; none: the whole request. */
	items: number[];
	codes: DecisionCode[];
	/** Control number by which the answer is linked to the question. */
	controlNumber?: string;
	/** Context of the payer's questionnaire (DTR). */
	questionnaireContext?: string;
	/** Where the payer wants it (Task input payer-url). */
	payerUrl?: string;
	/** Day until which it is asked for. */
	until?: string;
}

export interface DecisionError {
	codes: DecisionCode[];
	followUp: DecisionCode[];
	/** Where in the request: a path of elements, or a place in X12. */
	paths: string[];
}

export const priorAuthRequestContract: Contract = {
	name: 'PriorAuthRequest',
	key: 'priorAuthRequest',
	description:
		'A packet that asks a payer for prior authorization, with what is complete and what was left out.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/kind': clear('request, update, cancel or inquiry'),
		'/identifier/system': clear('System of the identifier of the packet'),
		'/identifier/value': clear('Identifier of the packet, the same at every retry'),
		'/trace/system': clear('System of the trace number'),
		'/trace/value': clear('Number by which the case is traced'),
		'/created': clear('When the packet was made'),
		'/urgency': clear('standard or expedited'),
		'/attestation/by': sealed('Who attested to an expedited request'),
		'/attestation/at': clear('When'),
		'/forReview': clear('True when it was built to be looked at, and is never sent'),
		'/items/*/sequence': clear('Number of the item'),
		'/items/*/system': clear('System of the billing code'),
		'/items/*/code': clear('Billing code'),
		'/items/*/order': sealed('Order that the item asks for'),
		'/items/*/change': clear('added, changed or cancelled; only in an update'),
		'/completeness/complete': clear('Whether all eight administrative elements are there'),
		'/completeness/elements/*/element': clear(
			'codes, diagnosis, units, dates, provider, place, urgency or identifiers',
		),
		'/completeness/elements/*/present': clear('Whether it is there'),
		'/completeness/elements/*/missing': clear('What is missing'),
		'/completeness/elements/*/from': clear('Where it would come from'),
		'/completeness/elements/*/items/*': clear('Numbers of the items that lack it'),
		'/leftOut/*/type': clear('Type of a record that does not travel, or not whole'),
		'/leftOut/*/reference': sealed('The record'),
		'/leftOut/*/elements/*': clear('Elements of it that do not travel'),
		'/leftOut/*/why': clear('Why'),
		'/sha256': clear('Fingerprint of the packet'),
		'/bundle': sealed('The packet'),
	},
};

export const priorAuthValidationContract: Contract = {
	name: 'PriorAuthValidation',
	key: 'priorAuthValidation',
	description: 'A packet judged by the rules of the prior authorization guide.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/kind': clear('request, update or inquiry'),
		'/valid': clear('Whether no rule is broken that makes the packet wrong'),
		'/errors': clear('How many places break such a rule'),
		'/warnings': clear('How many places a person should look at'),
		'/findings/*/rule': clear('Name of the rule'),
		'/findings/*/severity': clear('error or warning'),
		'/findings/*/path': clear('Where in the packet: names of elements only'),
		'/findings/*/message': clear('What is wrong'),
		'/findings/*/nextStep': clear('What to do'),
		'/findings/*/source': clear('Where the rule is from'),
		'/rules': clear('How many rules were asked'),
		'/notChecked': clear('What was not judged'),
	},
};

export const priorAuthDecisionContract: Contract = {
	name: 'PriorAuthDecision',
	key: 'priorAuthDecision',
	description: "A payer's decision, item by item, read from its review actions.",
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/outcome': clear(
			'approved, partially-approved, modified, denied, pended, cancelled, contact-payer, no-action, refused, mixed or unknown',
		),
		'/needsPerson': clear('Whether a person must look before anything follows'),
		'/reasons/*': clear('Why, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/words/*': sealed('The decision in words, with the reasons and notes of the payer'),
		'/identifier/system': clear('System of the identifier of the packet'),
		'/identifier/value': clear('Identifier of the packet that is answered'),
		'/created': clear('When the payer answered'),
		'/authorizationNumbers/*': sealed('Number under which something is authorized'),
		'/referenceNumbers/*': sealed('Number under which the payer keeps the case'),
		'/period/start': sealed('First day of the authorization'),
		'/period/end': sealed('Last day of the authorization'),
		'/items/*/sequence': clear('Number of the item'),
		'/items/*/outcome': clear('What the payer decided about it'),
		'/items/*/action': clear('Review action as it came: A1, A3, A4, ...'),
		'/items/*/added': clear('True when the payer added the item'),
		'/items/*/authorizationNumber': sealed('Authorization number of the item'),
		'/items/*/referenceNumber': sealed("Payer's reference number of the item"),
		'/items/*/issued': sealed('Day on which it was authorized'),
		'/items/*/period/start': sealed('First day'),
		'/items/*/period/end': sealed('Last day'),
		'/items/*/reasonCodes/*/system': clear('System of a reason'),
		'/items/*/reasonCodes/*/code': clear('Code of a reason'),
		'/items/*/reasonCodes/*/display': sealed('Words of a reason'),
		'/items/*/notes/*': sealed('Note of the payer'),
		'/items/*/authorized': sealed('What is authorized instead'),
		'/items/*/problem': clear(
			'What about the item needs a person: not understood, or not as asked',
		),
		'/asked/*/by': clear('code, questionnaire or unknown'),
		'/asked/*/items/*': clear('Numbers of the items that it is about'),
		'/asked/*/codes/*/system': clear('System of what is asked for'),
		'/asked/*/codes/*/code': clear('Code of what is asked for'),
		'/asked/*/codes/*/display': sealed('Words of what is asked for'),
		'/asked/*/controlNumber': sealed('Control number that links the answer'),
		'/asked/*/questionnaireContext': sealed("Context of the payer's questionnaire"),
		'/asked/*/payerUrl': sealed('Where the payer wants it'),
		'/asked/*/until': clear('Day until which it is asked for'),
		'/errors/*/codes/*/system': clear('System of an error code'),
		'/errors/*/codes/*/code': clear('Error code'),
		'/errors/*/codes/*/display': sealed('Words of the error'),
		'/errors/*/followUp/*/system': clear('System of a follow-up code'),
		'/errors/*/followUp/*/code': clear('Follow-up code'),
		'/errors/*/followUp/*/display': sealed('Words of the follow-up'),
		'/errors/*/paths/*': sealed('Where in the request'),
		'/whole': clear('What the answer says as a whole, where its items say something else'),
		'/notes/*': sealed('Note of the payer to the whole answer'),
		'/humanReviewed': clear('Whether a person reviewed it at the payer'),
	},
};
