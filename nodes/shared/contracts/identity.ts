import type { ReasonText } from '../reason';
import { clear, sealed, type Contract } from './contract';

const COMPARE =
	'Compare the patient in the images with the chart and have the wrong side corrected: it may be another person. Then retry the work item.';

/** Every reason for which the Identity Gate holds a study or a document back. */
export const HOLD_REASONS = {
	'patient-not-found': {
		meaning: 'no patient in the chart has this patient ID, or its issuer is not listed in the node',
		nextStep:
			'Check that the patient is registered in the chart under this ID, and that Patient ID Issuers in the node lists the issuer with the right system. Then retry the work item.',
	},
	'patient-ambiguous': {
		meaning: 'more than one patient in the chart has this patient ID',
		nextStep: 'Have the records in the chart merged or corrected, then retry the work item.',
	},
	'patient-id-missing': {
		meaning: 'the images carry no patient ID, or none of a known issuer',
		nextStep:
			'Have the patient ID with its issuer entered at the scanner and the study sent again. If all senders share one numbering, fill in System for IDs Without Issuer in the node.',
	},
	'patient-inactive': {
		meaning: 'the record of the patient in the chart is marked as not in use',
		nextStep:
			'Find out why the record is out of use and which one is in use. Have that corrected, then retry the work item.',
	},
	'name-mismatch': {
		meaning: 'the name differs from the chart, or is missing on one side',
		nextStep: COMPARE,
	},
	'birth-date-mismatch': {
		meaning: 'the birth date differs from the chart, or is missing on one side',
		nextStep: COMPARE,
	},
	'sex-mismatch': {
		meaning: 'the sex differs from the chart, or is missing on one side',
		nextStep: COMPARE,
	},
	'order-not-found': {
		meaning: 'the images carry no accession number, or no order in the chart has it',
		nextStep:
			'Check the accession number at the scanner and in the chart, and Accession Number System in the node. Then retry the work item, or send the corrected study.',
	},
	'order-ambiguous': {
		meaning: 'more than one open order in the chart has this accession number',
		nextStep: 'Have the orders in the chart corrected, then retry the work item.',
	},
	'order-other-patient': {
		meaning: 'the order with this accession number is for another patient',
		nextStep:
			'Treat the study as one of an unknown patient until somebody has found out whose images these are.',
	},
	'order-status': {
		meaning: 'the order is in a state in which no images should arrive, for example cancelled',
		nextStep:
			'Find out whether the examination was meant to take place. Have the order corrected, then retry the work item.',
	},
	'mixed-identity': {
		meaning: 'the images of the study disagree about the patient',
		nextStep:
			'Find out in the PACS which images belong to whom and have that corrected, then send the study again.',
	},
	'document-doubtful': {
		meaning:
			'something of the document was not read surely: its text, where it begins and ends, or what it says about its patient',
		nextStep:
			'Look at the pages and file the document by hand. A number that was misread may be that of another person.',
	},
	'merge-loop': {
		meaning: 'merged records in the chart point at each other, or there are too many in a row',
		nextStep: 'Have the merged records in the chart corrected, then retry the work item.',
	},
} as const satisfies Record<string, ReasonText>;
export type HoldReason = keyof typeof HOLD_REASONS;

/** The Identity Gate's decision about one study, message, encounter or order. */
export interface IdentityDecision {
	decision: 'match' | 'hold';
	/** Empty on a match; every reason found, not only the first. */
	reasons: HoldReason[];
	/** The same for a person, of a document: what does not fit, and what to do. */
	advice?: string[];
	/** Present on a match: literal reference `Patient/<id>` of the surviving record. */
	patientReference?: string;
	/** Present on a match when an order was found: `ServiceRequest/<id>`. */
	orderReference?: string;
	/** `Encounter/<id>` of the order, when it names one. */
	encounterReference?: string;
	/** True when the id led to a merged record and its replacement was followed. */
	mergeFollowed: boolean;
	/** What was compared and agreed: `id`, `member`, `name`, `birthDate`, `sex`, `accession`. */
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
		'/advice/*': clear('Why it is held, in words (documents)'),
		'/patientReference': sealed('Reference to the Patient in the chart'),
		'/orderReference': sealed('Reference to the ServiceRequest in the chart'),
		'/encounterReference': sealed('Reference to the Encounter of the order'),
		'/mergeFollowed': clear('True when a merged patient record was followed to its replacement'),
		'/agreed/*': clear('Which details were compared and agreed'),
		'/decidedAt': clear('When the decision was made (UTC)'),
	},
};
