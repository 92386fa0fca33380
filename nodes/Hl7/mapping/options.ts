import type { FhirResource } from '../../clients/fhir/types';

/** Kinds of numbers that senders often leave without an authority. */
export type NumberKind = 'patient' | 'visit' | 'placer' | 'filler' | 'document';

export interface ToFhirOptions {
	/**
	 * Addresses of identifier systems by the assigning authority: its name (`CX.4.1`), its universal id,
	 * or its name behind the type of the identifier (`MR:GHH`).
	 */
	identifierSystems: Readonly<Record<string, string>>;
	/** Systems of numbers that name no authority at all. A number of an authority that is not known has none. */
	numberSystems?: Partial<Record<NumberKind, string>>;
	/** IANA name of the zone for times without an offset: `Europe/Berlin`. */
	timeZone: string;
	/** The day on which numbers must not have ended; now when absent. */
	asOf?: Date;
	/** What the chart has under the identifiers that `lookupsOf` gave; absent when it was not asked. */
	chart?: readonly FhirResource[];
}

/** An identifier with its system. */
export interface SystemValue {
	system: string;
	value: string;
}

/** What is to be looked up in the chart before a message is converted. */
export interface Lookup extends SystemValue {
	type:
		| 'Patient'
		| 'Encounter'
		| 'DiagnosticReport'
		| 'Observation'
		| 'ServiceRequest'
		| 'DocumentReference';
}
