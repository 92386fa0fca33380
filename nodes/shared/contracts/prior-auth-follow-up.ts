import { clear, sealed, type Contract } from './contract';
import type { PriorAuthOutcome } from './prior-auth';

/** What happened at the payer, or on the clock, to a request that was submitted before. */
export interface PriorAuthFollowUp {
	contract: 'PriorAuthFollowUp/1';
	/** `decision`: the payer said something. `clock`: a time was reached. `step`: a person did something. */
	event: 'decision' | 'clock' | 'step';
	/** `unmatched`: what the payer said belongs to no case for certain; a person must look. */
	match: 'matched' | 'unmatched';
	/** True when a person must look before anything follows. */
	needsPerson: boolean;
	/** Why, by name: `unknown-case`, `other-patient`, `decision-contradicts`. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** Opaque name of the case. Absent when unmatched. */
	caseId?: string;
	state?: 'sending' | 'waiting' | 'information-owed' | 'decided' | 'closed';
	/** What the decision did to the case: first, changed, contradiction. */
	effect?: string;
	outcome?: string;
	/** True when the payer takes back, in whole or in part, what it had granted; a person must look. */
	takesBack?: true;
	/** Where the payer now says something else: what it had decided before. */
	before?: {
		outcome: PriorAuthOutcome;
		/** YYYY-MM-DD */
		on?: string;
		/** Numbers that may stand on the order. */
		authorizationNumbers: string[];
	};
	/** Of what belongs to no request for certain: what the answer says of itself, at most 10. */
	said?: SaidByPayer[];
	urgency?: 'standard' | 'expedited';
	/** Packet and trace number. */
	identifier?: { system?: string; value: string };
	trace?: { system?: string; value: string };
	/** ISO 8601 UTC. */
	submittedAt?: string;
	receivedAt?: string;
	dueAt?: string;
	/** Only of the event `clock`. */
	clock?: {
		name: 'decision' | 'information' | 'authorization';
		/** `50`, `75`, `90`, `100`: percent of the time. Of the other clocks: days left. */
		mark: string;
		/** Marks that were passed while nobody could be told. */
		with: string[];
		/** When this should have been told, ISO 8601 UTC. */
		at: string;
		/** Name of the rule. */
		rule?: string;
		/** True when the whole time is over. */
		overdue: boolean;
		/** True when it is told late, because n8n did not run. */
		late: boolean;
	};
	payer?: string;
	patient?: string;
	/** Numbers of items and the orders they ask for. */
	items?: Array<{ sequence: number; system: string; code: string; order?: string }>;
	/** Work item that submitted the request. */
	submittedBy?: string;
}

/** An answer that belongs to no request for certain, as far as it can be looked up with the payer. */
export interface SaidByPayer {
	outcome: PriorAuthOutcome;
	/** When the payer made it. */
	created?: string;
	/** Numbers that it carries; no authorization number: nobody may schedule under it. */
	numbers: Array<{ label: string; value: string }>;
	items: Array<{ sequence: number; outcome: PriorAuthOutcome; action?: string }>;
}

export const priorAuthFollowUpContract: Contract = {
	name: 'PriorAuthFollowUp',
	key: 'priorAuthFollowUp',
	description:
		'What happened at the payer, or on the clock, to a request for prior authorization that was submitted before.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/event': clear('decision, clock or step'),
		'/match': clear('matched, or unmatched: a person must look'),
		'/needsPerson': clear('Whether a person must look before anything follows'),
		'/reasons/*': clear('Why, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/caseId': clear('Opaque name of the case'),
		'/state': clear('sending, waiting, information-owed, decided or closed'),
		'/effect': clear('What the decision did to the case: first, changed or contradiction'),
		'/outcome': clear('What the payer decided'),
		'/takesBack': clear('True when the payer takes back what it had granted'),
		'/before/outcome': clear('What it had decided before'),
		'/before/on': clear('Day on which it had decided so'),
		'/before/authorizationNumbers/*': sealed('Number under which it was authorized'),
		'/said/*/outcome': clear('What an answer says that belongs to no request'),
		'/said/*/created': clear('When the payer made that answer'),
		'/said/*/numbers/*/label': clear('What kind of number it carries'),
		'/said/*/numbers/*/value': sealed('The number'),
		'/said/*/items/*/sequence': clear('Number of an item of that answer'),
		'/said/*/items/*/outcome': clear('What it says about the item'),
		'/said/*/items/*/action': clear('Review action as it came'),
		'/urgency': clear('standard or expedited'),
		'/identifier/system': clear('System of the identifier of the packet'),
		'/identifier/value': clear('Identifier of the packet'),
		'/trace/system': clear('System of the trace number'),
		'/trace/value': clear('Number by which the case is traced'),
		'/submittedAt': clear('When it was sent first (UTC)'),
		'/receivedAt': clear('When the payer had it (UTC)'),
		'/dueAt': clear('When the decision is due (UTC)'),
		'/clock/name': clear('decision, information or authorization'),
		'/clock/mark': clear(
			'Percent of the time that is over; of the other clocks days that are left',
		),
		'/clock/with/*': clear('Marks that were passed while nobody could be told'),
		'/clock/at': clear('When this should have been told (UTC)'),
		'/clock/rule': clear('Name of the rule of the clock'),
		'/clock/overdue': clear('Whether the whole time is over'),
		'/clock/late': clear('Whether it is told late, because n8n did not run'),
		'/payer': sealed('Name of the payer'),
		'/patient': sealed('The patient in the chart'),
		'/items/*/sequence': clear('Number of the item'),
		'/items/*/system': clear('System of the billing code'),
		'/items/*/code': clear('Billing code'),
		'/items/*/order': sealed('Order that the item asks for'),
		'/submittedBy': clear('Work item that submitted the request'),
	},
};
