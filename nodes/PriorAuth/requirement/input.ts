import type { FhirResource } from '../../clients/fhir';
import type { SigningKey } from '../../clients/fhir/oauth/private-key';
import type { EgressFilter, EgressPolicy, ProxySettings, TlsSettings } from '../../shared/egress';
import type { RulesTable } from './table/types';

export type HookName = 'order-sign' | 'order-select';

/** How the hospital shows a payer's service who asks (CDS Hooks 2.0, Trusting CDS Clients). */
export type CrdAuthorization =
	| { kind: 'token'; token: string }
	| {
			kind: 'key';
			key: SigningKey;
			/** `iss`: address by which the payer knows the hospital. */
			issuer: string;
			/** `jku`: address of the public key set. */
			keySet?: string;
			/** Name of the organization at the payer. */
			tenant?: string;
	  };

/** A payer's service for coverage requirements (CRD) and how to speak to it. */
export interface CrdService {
	/** Address before `/cds-services`, without a slash at its end. */
	baseUrl: string;
	authorization?: CrdAuthorization;
	tls?: TlsSettings;
	proxy?: ProxySettings;
	policy?: EgressPolicy;
	filter?: EgressFilter;
	/** `order-sign` when absent. */
	hook?: HookName;
	/** Id of the service, where the payer has several for the hook. */
	serviceId?: string;
	/** Milliseconds for the whole call. 10 000 for order-sign, 5 000 for order-select when absent. */
	timeoutMs?: number;
	/**
	 * Types of records that may go to the payer when its list of services asks for them. Others are
	 * withheld. {@link PREFETCH_TYPES} when absent.
	 */
	prefetchTypes?: readonly string[];
	/** Identifiers of the payers whom the service speaks for; every payer when absent. */
	payers?: readonly string[];
}

/**
 * Reads a record that others refer to and that is not at hand; undefined when there is none.
 *
 * @param key `Practitioner/17`
 */
export type ReadRecord = (key: string, signal?: AbortSignal) => Promise<FhirResource | undefined>;

export interface RequirementInput {
	/** Orders of one patient that are asked about; each has an id. */
	orders: readonly FhirResource[];
	/** The one coverage that applies ({@link checkCoverage}). */
	coverage: FhirResource;
	patient: FhirResource;
	/** Organization of the payer. */
	insurer?: FhirResource;
	/** Practitioner or PractitionerRole who orders. */
	practitioner?: FhirResource;
	encounter?: FhirResource;
	/** Records that the others refer to, already at hand. */
	others?: readonly FhirResource[];
	/** Full addresses of this server, and of no other, name its records. */
	server?: { base: string; knownAs?: readonly string[] };
	/** For records that are not at hand; without it such records are withheld. */
	read?: ReadRecord;
	crd?: CrdService;
	table?: RulesTable;
	/** Two digits of CMS, where the place of service is known. */
	placeOfService?: string;
	/** Day of service YYYY-MM-DD; of the order when absent, else today. */
	day?: string;
	/** UUID of this call; journalled by the caller, so that a rerun is known as the same call. */
	hookInstance?: string;
	now: Date;
	signal?: AbortSignal;
}

/** What the guide expects a client to be able to give (CRD 2.2.1, Additional Data Retrieval). */
export const PREFETCH_TYPES: readonly string[] = [
	'Patient',
	'Coverage',
	'Encounter',
	'Practitioner',
	'PractitionerRole',
	'Organization',
	'Location',
	'Medication',
	'Device',
	'ServiceRequest',
	'DeviceRequest',
	'MedicationRequest',
	'NutritionOrder',
];
