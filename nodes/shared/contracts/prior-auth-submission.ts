import { clear, sealed, type Contract } from './contract';

/**
 * What became of a packet that was to go to a payer. Only `answered` and `refused` say what the payer
 * did; after the other ones a packet may have arrived, and must not be sent in another way without a
 * look at the payer's own desk.
 */
export interface PriorAuthSubmission {
	contract: 'PriorAuthSubmission/1';
	/**
	 * `answered`: the payer answered, whatever it decided. `refused`: it did not take the packet, for
	 * good. `taken`: it says that it has it already, and the answer was lost. `unanswered`: no answer
	 * after all tries. `not-sent`: a test run.
	 */
	status: 'answered' | 'refused' | 'taken' | 'unanswered' | 'not-sent';
	kind: 'request' | 'update' | 'cancel';
	/** Bundle.identifier */
	identifier: { system: string; value: string };
	/** Hex SHA-256 of the bytes that were sent. */
	sha256: string;
	/** When the packet was first about to leave, ISO 8601 UTC. */
	submittedAt: string;
	/** When the payer had answered, ISO 8601 UTC. */
	answeredAt?: string;
	/** HTTP status of a refusal. */
	httpStatus?: number;
	/** Codes and places of what the payer found wrong. */
	issues: Array<{ severity: string; code: string; expression: string[] }>;
	/** What a refusing payer said about it in words, at most 20 sentences. */
	said?: string[];
	/** Tries of the run that got the answer. */
	attempts: number;
	/** Milliseconds of the try that was answered. */
	tookMs?: number;
	/** True when the answer took longer than the 15 seconds of the guide. */
	late: boolean;
	/** True when an earlier try may have arrived. */
	repeated: boolean;
	/** True when a person must look before anything follows. */
	needsPerson: boolean;
	/** Why, by name. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** What to enter by hand at the payer's portal or on its fax form, when the packet did not get through. */
	byHand?: ByHand;
}

/** A request in the words of a form. */
export interface ByHand {
	/** What to find out first. */
	warning: string;
	sections: Array<{ title: string; lines: Array<{ label: string; value: string }> }>;
}

export const priorAuthSubmissionContract: Contract = {
	name: 'PriorAuthSubmission',
	key: 'priorAuthSubmission',
	description: 'What became of a packet that was sent to a payer.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/status': clear('answered, refused, taken, unanswered or not-sent'),
		'/kind': clear('request, update or cancel'),
		'/identifier/system': clear('System of the identifier of the packet'),
		'/identifier/value': clear('Identifier of the packet, the same at every try'),
		'/sha256': clear('Fingerprint of what was sent'),
		'/submittedAt': clear('When it was first about to leave'),
		'/answeredAt': clear('When the payer had answered'),
		'/httpStatus': clear('HTTP status of a refusal'),
		'/issues/*/severity': clear('fatal, error, warning or information'),
		'/issues/*/code': clear('What kind of mistake the payer found'),
		'/issues/*/expression/*': clear('Where in the packet: names of elements only'),
		'/said/*': sealed('What the payer says is wrong, in its own words'),
		'/attempts': clear('How often it was sent in this run'),
		'/tookMs': clear('How long the payer took, in milliseconds'),
		'/late': clear('Whether it took longer than the guide allows'),
		'/repeated': clear('Whether an earlier try may have arrived'),
		'/needsPerson': clear('Whether a person must look'),
		'/reasons/*': clear('Why, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/byHand': sealed('What to enter by hand when the packet did not get through'),
	},
};
