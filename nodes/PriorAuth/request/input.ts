import { localReference, type FhirResource } from '../../clients/fhir';

export interface Code {
	system: string;
	code: string;
	display?: string;
}

/** One line of a request: an order, and what the order does not say in the payer's words. */
export interface RequestedItem {
	/** ServiceRequest, DeviceRequest, MedicationRequest or NutritionOrder of the patient. */
	order: FhirResource;
	/** Code for billing (CPT, HCPCS, ICD-10-PCS, NDC), where the order has none. */
	code?: Code;
	modifiers?: readonly Code[];
	/** How much; the order's own quantity when absent. Units: days, hours, international units, minutes, months, units, visits. */
	quantity?: { value: number; unit: string };
	/** Full date, or first and last day; what the order says when absent. */
	serviced?: string | { start?: string; end?: string };
	/** Category of service by the payer's list (X12 1365). */
	category: Code;
	/** Kind of review (X12 1525), for example HS. */
	requestType: Code;
	/** X12 1322; `I`, a first request, when absent. */
	certificationType?: Code;
	/** CMS place of service, two digits; of the facility when absent. */
	placeOfService?: string;
}

/** A record that supports the request. Only what is listed here travels as evidence. */
export interface Evidence {
	resource: FhirResource;
	/** Kind of report by the payer's list (X12 755), or a LOINC code of a document. */
	reportType: Code;
	/** X12 756, for example EL. */
	transmission?: Code;
	/** What it shows, in a sentence. */
	description?: string;
}

/** Who says how fast it must be decided. An expedited request needs a clinician who attests to it. */
export interface Urgency {
	level: 'standard' | 'expedited';
	attestation?: { by: string; at: string; reason?: string };
	/** True for a packet that is only looked at: who signs the page attests to it. */
	toBeAttested?: true;
}

/** Systems of the identifiers that the sender assigns. */
export interface SenderSystems {
	/** Of Bundle.identifier. */
	bundle: string;
	/** Of Claim.identifier; the guide recommends `urn:trnorg:` and the sender's number. */
	claim: string;
	/** Of the trace number of each item. */
	item: string;
	/** Of the member id, where the coverage has it only as subscriberId. */
	member?: string;
}

export interface RequestInput {
	/**
	 * What the request is known by: the same key gives the same identifiers. A new request after a
	 * denial needs another key.
	 */
	key: string;
	systems: SenderSystems;
	/** ISO 8601 with offset; journalled by the caller, so that a rerun gives the same bytes. */
	created: string;
	/** Where the records are from; without it only relative references are followed. */
	server?: RecordServer;
	claimType: 'institutional' | 'professional' | 'oral';
	patient: FhirResource;
	coverage: FhirResource;
	/** When the patient is not the subscriber. */
	subscriber?: FhirResource;
	/** Organization of the payer. */
	insurer: FhirResource;
	/** Organization that asks, or a PractitionerRole. */
	provider: FhirResource;
	/** Clinician who ordered. */
	practitioner?: FhirResource;
	/** Role of that clinician; made from clinician and organization when absent. */
	role?: FhirResource;
	/** Location where the service will be given. */
	facility?: FhirResource;
	items: readonly RequestedItem[];
	/** Conditions that the request rests on, the most important first. */
	diagnoses: readonly FhirResource[];
	evidence?: readonly Evidence[];
	/** Records that those above may refer to: clinicians, organizations, drugs. */
	others?: readonly FhirResource[];
	urgency?: Urgency;
	/** X12 1338, where the payer wants another than U for an expedited request. */
	levelOfService?: Code;
	/** Full dates. */
	admission?: { start?: string; end?: string };
	discharge?: string;
	/** Text to the reviewer. */
	message?: string;
}

/** Where the records were read: full addresses of this server, and of no other, name its records. */
export interface RecordServer {
	base: string;
	/** Other addresses by which the server calls itself. */
	knownAs?: readonly string[];
}

/** `Patient/17` of a reference to a record of the server; undefined for one of another server. */
export const keyIn = (reference: unknown, server: RecordServer | undefined): string | undefined =>
	localReference(reference, server?.base ?? '', server?.knownAs)?.reference;

/** `ServiceRequest/17`, or undefined for a record without an id. */
export const keyOf = ({ resourceType, id }: FhirResource): string | undefined =>
	typeof id === 'string' && id !== '' ? `${resourceType}/${id}` : undefined;
