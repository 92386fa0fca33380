import type { PersonName, PhiRole, PhiType } from '../types';

/** A person whom the chart names. All parts are optional; an empty person adds nothing. */
export interface KnownPerson {
	readonly role: PhiRole;
	readonly names: readonly PersonName[];
	/** ISO date or part of one. Of the patient it also decides which ages reveal 90 or more. */
	readonly birthDate?: string;
	/** ISO date or date-time. */
	readonly deathDate?: string;
	readonly addresses?: readonly KnownAddress[];
	readonly phones?: readonly string[];
	readonly faxes?: readonly string[];
	readonly emails?: readonly string[];
	readonly urls?: readonly string[];
}

/** Postal address in parts. The state and the country are never looked for: every profile keeps them. */
export interface KnownAddress {
	readonly lines?: readonly string[];
	readonly city?: string;
	/** County. */
	readonly district?: string;
	readonly postalCode?: string;
}

/** A number or code that stands for a person, a stay, an order or a thing. */
export interface KnownNumber {
	/** As the chart writes it, with its letters, spaces and dashes. */
	readonly value: string;
	readonly type: PhiType;
	readonly role: PhiRole;
	/** FHIR system, HL7 assigning authority or DICOM issuer. */
	readonly authority?: string;
}

/** A place or organization by name. Payers are no places: their names stay, their numbers do not. */
export interface KnownPlace {
	readonly name: string;
	/** Unit, room and bed are names below a facility; `city` is a town or district. */
	readonly kind: 'facility' | 'unit' | 'room' | 'bed' | 'city' | 'street';
	readonly role?: PhiRole;
}

/** A day of the chart: birth, admission, discharge, visit, death. */
export interface KnownDate {
	/** ISO date or date-time. Parts of a date (a year, a month) are not looked for. */
	readonly value: string;
	readonly role?: PhiRole;
}

/** What `knownOf` reads. FHIR resources, and the plain input that HL7 and DICOM headers are turned into. */
export interface KnownSource {
	/** FHIR R4 resources; Bundles and contained resources are opened. */
	readonly resources?: readonly unknown[];
	readonly people?: readonly KnownPerson[];
	readonly numbers?: readonly KnownNumber[];
	readonly places?: readonly KnownPlace[];
	readonly dates?: readonly KnownDate[];
	/** ISO date on which the note was written, or today: ages are computed for it as well. */
	readonly asOf?: string;
}

/** The patient of the chart, as other parts of the room need them. */
export interface KnownPatient {
	readonly birthDate?: string;
	readonly deathDate?: string;
	readonly numbers: readonly KnownNumber[];
	readonly names: readonly PersonName[];
}
