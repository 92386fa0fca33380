import { clear, type Contract } from './contract';

/** What came of asking a payer about the state of a request. */
export interface PriorAuthStatus {
	contract: 'PriorAuthStatus/1';
	/** True when the payer was asked, now or earlier in the same work. */
	asked: boolean;
	/**
	 * Why it was asked or not: `asked-by-person`, `not-subscribed`, `past-due`, `not-waiting`,
	 * `subscribed`, `asked-today`, `test-run`.
	 */
	why: string;
	/** ISO 8601 UTC. */
	at: string;
	/** State of the case as this site knows it, when it has the case. */
	state?: 'sending' | 'waiting' | 'information-owed' | 'decided' | 'closed';
	/** Answers of the payer that are about this case. */
	answers: number;
	/** What the decision did to the case: first, changed, repeat, stale or contradiction. */
	effect?: string;
	needsPerson: boolean;
	/** Why a person must look, by name. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
}

export const priorAuthStatusContract: Contract = {
	name: 'PriorAuthStatus',
	key: 'priorAuthStatus',
	description: 'What came of asking a payer about the state of a request.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/asked': clear('Whether the payer was asked'),
		'/why': clear('Why it was asked or not'),
		'/at': clear('When (UTC)'),
		'/state': clear('sending, waiting, information-owed, decided or closed'),
		'/answers': clear('How many answers of the payer are about this case'),
		'/effect': clear('What the decision did to the case'),
		'/needsPerson': clear('Whether a person must look'),
		'/reasons/*': clear('Why, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
	},
};
