import { clear, sealed, type Contract } from './contract';

/** A FHIR R4 record as the record system gave it. */
export interface CaseRecord {
	resourceType: string;
	id?: string;
	[element: string]: unknown;
}

/** An order that needs prior authorization, and the records that stand behind it. */
export interface PriorAuthCase {
	contract: 'PriorAuthCase/1';
	/** `hold`: a person must look first; nothing may be asked of a payer. */
	decision: 'ready' | 'hold';
	/** Why it is held, by name: `order-not-active`. */
	reasons: string[];
	/** The same for a person: what happened, what was used of it, and what to do. */
	advice?: string[];
	/** Where the records were read. Full addresses of this server name its records. */
	server: { base: string; knownAs: string[] };
	/** Whole, at least one; all of one patient. */
	orders: CaseRecord[];
	patient: CaseRecord;
	encounter?: CaseRecord;
	/** Coverages that the orders name, or else all of the patient, in any state. */
	coverages: CaseRecord[];
	/** Organizations that the coverages name as payer. */
	insurers: CaseRecord[];
	/** Persons who are insured where it is not the patient. */
	subscribers: CaseRecord[];
	/** Who ordered. */
	practitioner?: CaseRecord;
	/** `Practitioner/3`: the same as a reference, which names no patient and stays readable. */
	orderedBy?: string;
	/** Names of the accounts of that clinician at the hospital's sign-in. */
	accounts?: string[];
	/** The one active role of that clinician. */
	role?: CaseRecord;
	/** Organization that asks. */
	provider?: CaseRecord;
	/** Location where the service is given. */
	facility?: CaseRecord;
	/** Conditions that the orders give as their reason, the first first. */
	diagnoses: CaseRecord[];
	/** Records that the orders themselves name as supporting. */
	supporting: CaseRecord[];
	/** Records that those above refer to: drugs. */
	others: CaseRecord[];
	/** What was looked for and is not there: `provider`. */
	notFound: string[];
	/** ISO 8601 UTC. */
	asOf: string;
}

export const priorAuthCaseContract: Contract = {
	name: 'PriorAuthCase',
	key: 'priorAuthCase',
	description:
		'An order that needs prior authorization, and the records of patient, coverage, payer, clinician and place that stand behind it.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/decision': clear('ready or hold'),
		'/reasons/*': clear('Why a person must look first, by name'),
		'/advice/*': clear('What happened and what to do, in words'),
		'/server/base': clear('Address of the server that the records are from'),
		'/server/knownAs/*': clear('Other addresses by which that server calls itself'),
		'/orders/*/resourceType': clear('Kind of each order'),
		'/orders/*/status': clear('State of each order'),
		'/orders/*/priority': clear('Priority of each order'),
		'/orders/*': sealed('The orders'),
		'/patient': sealed('The patient'),
		'/encounter': sealed('The stay or visit'),
		'/coverages/*': sealed('Coverages of the patient, in any state'),
		'/insurers/*': sealed('Payers of the coverages'),
		'/subscribers/*': sealed('Persons who are insured where it is not the patient'),
		'/practitioner': sealed('Who ordered'),
		'/orderedBy': clear('Reference to who ordered'),
		'/accounts/*': sealed('Account of who ordered, at the sign-in of the hospital'),
		'/role': sealed('Role of that clinician'),
		'/provider': sealed('Organization that asks'),
		'/facility': sealed('Where the service is given'),
		'/diagnoses/*': sealed('Conditions that the orders give as their reason'),
		'/supporting/*': sealed('Records that the orders name as supporting'),
		'/others/*': sealed('Records that those above refer to'),
		'/notFound/*': clear('What was looked for and is not there'),
		'/asOf': clear('When it was read (UTC)'),
	},
};
