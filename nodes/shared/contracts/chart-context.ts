import { clear, sealed, type Contract } from './contract';

/** What one named read of a purpose asked for. */
export interface DeclaredRead {
	/** Name of the read within its purpose: `laboratory`. */
	name: string;
	type: string;
	/** Names of the search parameters that were sent; the values stand in the purpose. */
	search: string[];
	/** Elements that were kept. */
	elements: string[];
}

/** A read that gave more than may be taken: the newest were kept. */
export interface CutOff {
	read: string;
	type: string;
	kept: number;
	/** False when the server could not sort: then it is not known which ones are missing. */
	newestFirst: boolean;
}

/** A resource of the chart, reduced to the declared elements; `meta.versionId` is the version read. */
export interface ChartResource {
	resourceType: string;
	id?: string;
	meta?: { versionId?: string; lastUpdated?: string; [element: string]: unknown };
	[element: string]: unknown;
}

/** The part of one patient's chart that a named purpose allows, as it was at one moment. */
export interface ChartContext {
	contract: 'ChartContext/1';
	/** Name and version of the purpose: `discharge-summary`, `1`. */
	purpose: string;
	purposeVersion: string;
	/** `Patient/<id>`: every resource here is about this patient. */
	patient: string;
	/** `Encounter/<id>`, when the reading was about one. */
	encounter?: string;
	declared: DeclaredRead[];
	resources: ChartResource[];
	/** Earlier reports or documents, the newest first. */
	priors?: ChartResource[];
	/** ISO 8601 UTC: when the reading began. */
	asOf: string;
	/** How many resources each read gave. */
	counts: Record<string, number>;
	/** Reads that gave nothing: nothing recorded is not the same as nothing there. */
	notFound: string[];
	truncated: CutOff[];
	/** How many records were left out because they were entered in error. */
	enteredInError: number;
	/** How many records were left out because they are of another encounter. */
	otherEncounter: number;
}

export const chartContextContract: Contract = {
	name: 'ChartContext',
	// Not `chart`: that is where a write reports, and the one would overwrite the other.
	key: 'chartContext',
	description:
		'The part of the chart of one patient that a named purpose allows. What was not found is no proof that it is not there.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/purpose': clear('Name of the purpose'),
		'/purposeVersion': clear('Version of the purpose'),
		'/patient': sealed('Reference to the Patient'),
		'/encounter': sealed('Reference to the Encounter'),
		'/declared/*/name': clear('Name of a read'),
		'/declared/*/type': clear('Resource type that was read'),
		'/declared/*/search/*': clear('Names of the search parameters that were sent'),
		'/declared/*/elements/*': clear('Elements that were kept'),
		'/resources/*/resourceType': clear('Resource type of each record'),
		'/resources/*/status': clear('State of each record'),
		'/resources/*/meta/versionId': clear('Version that was read'),
		'/resources/*': sealed('The records, reduced to the declared elements'),
		'/priors/*/resourceType': clear('Resource type of each earlier report'),
		'/priors/*/status': clear('State of each earlier report'),
		'/priors/*/meta/versionId': clear('Version that was read'),
		'/priors/*': sealed('Earlier reports or documents, the newest first'),
		'/asOf': clear('When the chart was read (UTC)'),
		'/counts/*': clear('How many records each read gave'),
		'/notFound/*': clear('Reads that gave nothing'),
		'/truncated/*/read': clear('Read that gave more than may be taken'),
		'/truncated/*/type': clear('Resource type of that read'),
		'/truncated/*/kept': clear('How many were kept'),
		'/truncated/*/newestFirst': clear('False when the server could not sort'),
		'/enteredInError': clear('Records left out because they were entered in error'),
		'/otherEncounter': clear('Records left out because they are of another encounter'),
	},
};
