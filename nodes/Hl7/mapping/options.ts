import type { FhirResource } from '../../clients/fhir/types';

/** Kinds of numbers that senders often leave without an authority. */
export type NumberKind = 'patient' | 'visit' | 'placer' | 'filler' | 'document' | 'social';

export interface ToFhirOptions {
	/**
	 * Addresses of identifier systems by the assigning authority: its name (`CX.4.1`), its universal id,
	 * or its name behind the type of the identifier (`PI:GHH`). A name alone means, of the numbers of
	 * patients, those of type MR and of no type: numbers of another type are other numbers.
	 */
	identifierSystems: Readonly<Record<string, string>>;
	/** Systems of numbers that name no authority at all. A number of an authority that is not known has none. */
	numberSystems?: Partial<Record<NumberKind, string>>;
	/** IANA name of the zone for times without an offset: `Europe/Berlin`; or an offset, `-0500`. */
	timeZone: string;
	/** Systems that a name alone gave to patients of this message: no other kind of number gets them. */
	patientSystems?: ReadonlySet<string>;
	/** True to convert messages for tests, training and debugging (MSH-11) like those of patients. */
	alsoTests?: boolean;
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

type LookupType =
	| 'Patient'
	| 'Encounter'
	| 'DiagnosticReport'
	| 'Observation'
	| 'ServiceRequest'
	| 'DocumentReference';

/**
 * What is to be looked up in the chart before a message is converted: what has an identifier, or the
 * resource itself that another one refers to.
 */
export type Lookup = { type: LookupType } & (SystemValue | { id: string });
