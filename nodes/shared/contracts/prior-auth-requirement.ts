import { clear, sealed, type Contract } from './contract';
import type { DecisionCode } from './prior-auth';

/**
 * Whether an order needs prior authorization.
 *
 * - `performer-asks`: it does, and whoever performs the service asks for it, not who orders it
 * - `conditional`: it depends on something that is not settled yet
 * - `unknown`: nobody said; never the same as `no`
 */
export type AuthorizationNeed =
	| 'no'
	| 'yes'
	| 'satisfied'
	| 'conditional'
	| 'performer-asks'
	| 'unknown';

/** Why a person must look at what was found about an order. */
export type RequirementDoubt =
	| 'no-assertion'
	| 'not-covered'
	| 'coverage-uncertain'
	| 'assertion-malformed'
	| 'assertion-code-unknown'
	| 'assertion-expired'
	| 'assertion-indeterminate'
	| 'assertions-disagree'
	| 'limited'
	| 'depends-on-other-order'
	| 'other-billing-code'
	| 'other-coverage'
	| 'other-patient'
	| 'order-changed'
	| 'satisfied-without-number'
	| 'needs-information'
	| 'code-missing'
	| 'code-not-in-table'
	| 'payer-not-in-table'
	| 'rule-not-valid'
	| 'rules-disagree'
	| 'place-unknown'
	| 'age-unknown';

/** What happened on the way to the answer. */
export type RequirementReason =
	| 'payer-not-asked'
	| 'order-incomplete'
	| 'payer-not-served'
	| 'payer-unreachable'
	| 'payer-late'
	| 'payer-refused'
	| 'payer-answer-unusable'
	| 'payer-offers-no-service'
	| 'payer-service-unclear'
	| 'no-table';

/** Something to say about an order that is not a code alone. */
export interface RequirementNote {
	system?: string;
	code?: string;
	/** Words of the payer. */
	text?: string;
}

/** Something that a payer says about its assertion (CRD coverage-information, `detail`). */
export interface RequirementDetail {
	/** `cat-limitation` (what is said only holds with it), `cat-decisional` or `cat-other`. */
	category: string;
	code?: string;
	/** As text, whatever its type. */
	value: string;
	qualification?: string;
}

/** What documentation a payer wants about an order. */
export interface RequirementDocumentation {
	/** Who gives it: `clinical`, `admin`, `patient`, `conditional`, `indeterminate`. Empty: none is asked for. */
	needed: string[];
	/** What for: `withpa`, `withclaim`, `withorder`, `retain-doc`, `OTH`. */
	purposes: string[];
}

/** What was found about one order. */
export interface RequirementItem {
	/** `ServiceRequest/17` */
	order: string;
	needed: AuthorizationNeed;
	covered: 'covered' | 'not-covered' | 'conditional' | 'indeterminate' | 'unknown';
	documentation: RequirementDocumentation;
	/** What is missing before it can be said: `performer`, `location`, `timeframe`, ... */
	informationNeeded: string[];
	/** Canonicals of the questionnaires to answer; empty: the payer's DTR service knows them. */
	questionnaires: string[];
	/** Billing codes for which it holds; empty: no limit was named. */
	billingCodes: DecisionCode[];
	/** Number under which it is authorized already. */
	authorizationNumber?: string;
	/** The payer's number of its assertions, for its questionnaires and its decision. */
	assertionIds: string[];
	/** Reasons of the payer, or the source of the rule. */
	reasons: RequirementNote[];
	details: RequirementDetail[];
	/** Other orders that it depends on. */
	dependencies: string[];
	/** Where the payer can be asked, as text. */
	contacts: string[];
	/** YYYY-MM-DD */
	assertedOn?: string;
	/** Last day on which it holds, YYYY-MM-DD. */
	validUntil?: string;
	/** Rule of the local table. */
	rule?: { id: string; source: string; checkedBy: string; checkedOn: string };
	needsPerson: boolean;
	doubts: RequirementDoubt[];
}

/** A card of the payer, for a person to read. */
export interface RequirementCard {
	summary: string;
	indicator: string;
	/** Who says it. */
	label: string;
	detail?: string;
	/** `https://...`, at most five. */
	links: string[];
}

/** Whether orders need prior authorization, and what their payer wants to know. */
export interface PriorAuthRequirement {
	contract: 'PriorAuthRequirement/1';
	/** Who said it; `none`: nobody did. */
	source: 'payer' | 'table' | 'none';
	items: RequirementItem[];
	/** True when a person must look before anything follows from it. */
	needsPerson: boolean;
	reasons: RequirementReason[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** Reference of the coverage that was asked about. */
	coverage: string;
	/** How the payer was asked; absent when it was not. */
	asked?: {
		hook: 'order-sign' | 'order-select';
		/** Id of the service at the payer; absent when its list could not be read. */
		service?: string;
		/** UUID of this call. */
		hookInstance: string;
		/** Milliseconds, the list of services included. */
		took: number;
		/** Milliseconds after which it was given up. */
		limit: number;
		/** Names under which the payer asked for records, and got them. */
		sent: string[];
		/** Names under which it asked for records, and did not get them. */
		withheld: string[];
		/** HTTP status when the payer refused. */
		status?: number;
	};
	/** The local table that answered. */
	table?: { name: string; version: string; sha256: string };
	cards: RequirementCard[];
	/** ISO 8601 UTC. */
	checkedAt: string;
}

/** Outcome of the gate before a payer is asked. */
export type CoverageOutcome =
	| 'one'
	| 'none'
	| 'not-active'
	| 'several'
	| 'other-patient'
	| 'other-payer'
	| 'payer-unknown'
	| 'member-unknown';

/** A coverage as a person tells it from another one. */
export interface CoverageSeen {
	/** `Coverage/3`; absent when the record has no id. */
	reference?: string;
	/** Name of the payer. */
	payer?: string;
	/** Status of the record. */
	status?: string;
	/** First and last day. */
	from?: string;
	until?: string;
	/** Whether it counts on the day of service. */
	active: boolean;
}

/** Which coverage is asked about, or why that is for a person to say. */
export interface CoverageCheck {
	contract: 'CoverageCheck/1';
	decision: CoverageOutcome;
	needsPerson: boolean;
	/** Day of service, YYYY-MM-DD. */
	day: string;
	/** `Coverage/3`; present for `one` only, like all that follows. */
	coverage?: string;
	/** Organization of the payer. */
	payer?: { reference?: string; system?: string; value: string; name?: string };
	memberId?: string;
	/** True when the patient is the subscriber. */
	isSubscriber?: boolean;
	/** Last day of the coverage, where it has one. */
	activeUntil?: string;
	/** How many coverages of the patient were looked at. */
	seen: number;
	/** How many of them are active on that day. */
	active: number;
	/** Why no coverage was chosen, and what to do. */
	advice?: string[];
	/** Where none was chosen: those that were looked at, for the person who chooses. */
	found?: CoverageSeen[];
}

export const priorAuthRequirementContract: Contract = {
	name: 'PriorAuthRequirement',
	key: 'priorAuthRequirement',
	description:
		'Whether orders need prior authorization, by their payer or by the local table, and what is needed for it. `unknown` is never the same as not needed.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/source': clear('payer, table or none'),
		'/items/*/order': sealed('The order'),
		'/items/*/needed': clear('no, yes, satisfied, conditional, performer-asks or unknown'),
		'/items/*/covered': clear('covered, not-covered, conditional, indeterminate or unknown'),
		'/items/*/documentation/needed/*': clear('Who gives documentation: clinical, admin, patient'),
		'/items/*/documentation/purposes/*': clear('What for: withpa, withclaim, withorder, ...'),
		'/items/*/informationNeeded/*': clear('What is missing before it can be said'),
		'/items/*/questionnaires/*': clear('Questionnaires to answer'),
		'/items/*/billingCodes/*/system': clear('System of a billing code for which it holds'),
		'/items/*/billingCodes/*/code': clear('Billing code for which it holds'),
		'/items/*/billingCodes/*/display': sealed('Words of the billing code'),
		'/items/*/authorizationNumber': sealed('Number under which it is authorized already'),
		'/items/*/assertionIds/*': sealed("Payer's number of its assertion"),
		'/items/*/reasons/*/system': clear('System of a reason'),
		'/items/*/reasons/*/code': clear('Code of a reason'),
		'/items/*/reasons/*/text': sealed('Words of the payer'),
		'/items/*/details/*/category': clear('cat-limitation, cat-decisional or cat-other'),
		'/items/*/details/*/code': clear('What a detail is about'),
		'/items/*/details/*/value': sealed('The detail'),
		'/items/*/details/*/qualification': sealed('What qualifies the detail'),
		'/items/*/dependencies/*': sealed('Another order that it depends on'),
		'/items/*/contacts/*': sealed('Where the payer can be asked'),
		'/items/*/assertedOn': clear('When the payer said it'),
		'/items/*/validUntil': clear('Last day on which it holds'),
		'/items/*/rule/id': clear('Rule of the local table'),
		'/items/*/rule/source': clear('Where the rule is from'),
		'/items/*/rule/checkedBy': clear('Who checked the rule'),
		'/items/*/rule/checkedOn': clear('When'),
		'/items/*/needsPerson': clear('Whether a person must look at this order'),
		'/items/*/doubts/*': clear('Why, by name'),
		'/needsPerson': clear('Whether a person must look before anything follows'),
		'/reasons/*': clear('What happened on the way, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/coverage': sealed('Coverage that was asked about'),
		'/asked/hook': clear('order-sign or order-select'),
		'/asked/service': clear('Service of the payer'),
		'/asked/hookInstance': clear('Identifier of the call'),
		'/asked/took': clear('Milliseconds that the payer took'),
		'/asked/limit': clear('Milliseconds after which it was given up'),
		'/asked/sent/*': clear('Names under which records went to the payer'),
		'/asked/withheld/*': clear('Names under which it asked for records and got none'),
		'/asked/status': clear('HTTP status of a refusal'),
		'/table/name': clear('Name of the local table'),
		'/table/version': clear('Version of the local table'),
		'/table/sha256': clear('Fingerprint of the local table'),
		'/cards/*/summary': sealed('What a card of the payer says'),
		'/cards/*/indicator': clear('info, warning or critical'),
		'/cards/*/label': clear('Who says it'),
		'/cards/*/detail': sealed('The same at length'),
		'/cards/*/links/*': sealed('Where to read more'),
		'/checkedAt': clear('When it was checked (UTC)'),
	},
};

export const coverageCheckContract: Contract = {
	name: 'CoverageCheck',
	key: 'coverageCheck',
	description: 'Which coverage of the patient a payer is asked about on the day of service.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/decision': clear(
			'one, none, not-active, several, other-patient, other-payer, payer-unknown or member-unknown',
		),
		'/needsPerson': clear('Whether a person must choose or correct'),
		'/day': sealed('Day of service'),
		'/coverage': sealed('The coverage'),
		'/payer/reference': sealed('Organization of the payer'),
		'/payer/system': clear("System of the payer's identifier"),
		'/payer/value': clear("Payer's identifier"),
		'/payer/name': clear('Name of the payer'),
		'/memberId': sealed('Member number'),
		'/isSubscriber': clear('Whether the patient is the subscriber'),
		'/activeUntil': sealed('Last day of the coverage'),
		'/seen': clear('How many coverages were looked at'),
		'/active': clear('How many of them are active on that day'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/found/*/reference': sealed('A coverage that was looked at'),
		'/found/*/payer': sealed('Name of its payer'),
		'/found/*/status': clear('Status of its record'),
		'/found/*/from': sealed('Its first day'),
		'/found/*/until': sealed('Its last day'),
		'/found/*/active': clear('Whether it counts on the day of service'),
	},
};
