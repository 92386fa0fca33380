import { clear, sealed, type Contract } from './contract';

/** Every reason for which the Identity Gate holds a study back. */
export const HOLD_REASONS = [
	'patient-not-found',
	'patient-ambiguous',
	'patient-id-missing',
	'patient-inactive',
	'name-mismatch',
	'birth-date-mismatch',
	'sex-mismatch',
	'order-not-found',
	'order-ambiguous',
	'order-other-patient',
	'order-status',
	'mixed-identity',
	'merge-loop',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

/** The Identity Gate's decision about one study, message, encounter or order. */
export interface IdentityDecision {
	decision: 'match' | 'hold';
	/** Empty on a match; every reason found, not only the first. */
	reasons: HoldReason[];
	/** Present on a match: literal reference `Patient/<id>` of the surviving record. */
	patientReference?: string;
	/** Present on a match when an order was found: `ServiceRequest/<id>`. */
	orderReference?: string;
	/** `Encounter/<id>` of the order, when it names one. */
	encounterReference?: string;
	/** True when the id led to a merged record and its replacement was followed. */
	mergeFollowed: boolean;
	/** Which demographics were compared and agreed: `id`, `name`, `birthDate`, `sex`, `accession`. */
	agreed: string[];
	/** ISO 8601 UTC. */
	decidedAt: string;
}

export const identityContract: Contract = {
	name: 'IdentityDecision',
	key: 'identity',
	description: 'Whether the received data belongs to the patient and order in the chart.',
	fields: {
		'/decision': clear('match or hold'),
		'/reasons/*': clear('Why it is held; empty on a match'),
		'/patientReference': sealed('Reference to the Patient in the chart'),
		'/orderReference': sealed('Reference to the ServiceRequest in the chart'),
		'/encounterReference': sealed('Reference to the Encounter of the order'),
		'/mergeFollowed': clear('True when a merged patient record was followed to its replacement'),
		'/agreed/*': clear('Which details were compared and agreed'),
		'/decidedAt': clear('When the decision was made (UTC)'),
	},
};
