/**
 * Which element of a resource says whose it is, and how one asks for it (FHIR R4, CompartmentDefinition
 * patient; search parameters of each type). Only these types can be declared: of any other it could
 * not be checked that a record belongs to the patient.
 */
export interface TypeRule {
	/** Search parameter for the patient. `_id` for the Patient itself. */
	patientSearch: string;
	/** Elements that refer to the patient; one of them must. Empty for the Patient itself. */
	patient: readonly string[];
	/** Search parameter for the encounter, where the type has one. */
	encounterSearch?: string;
	/** Elements that refer to the encounter. */
	encounter?: readonly string[];
	/** Elements that change what a record means (isModifier): they are always kept. */
	modifiers: readonly string[];
	/**
	 * Search parameter of the record's time, and the elements that hold it; `otherwise` those that tell
	 * a time too, which the search does not look at.
	 */
	date?: { search: string; elements: readonly string[]; otherwise?: readonly string[] };
}

const subject = { patientSearch: 'patient', patient: ['subject'] } as const;
const patient = { patientSearch: 'patient', patient: ['patient'] } as const;
const encounter = { encounterSearch: 'encounter', encounter: ['encounter'] } as const;
const context = { encounterSearch: 'context', encounter: ['context'] } as const;
const date = (search: string, ...elements: string[]) => ({ date: { search, elements } });
const modifiers = (...names: string[]) => ({ modifiers: names });

export const TYPES: Readonly<Record<string, TypeRule>> = {
	AllergyIntolerance: {
		...patient,
		...modifiers('clinicalStatus', 'verificationStatus'),
		...date('date', 'recordedDate'),
	},
	Appointment: {
		patientSearch: 'patient',
		patient: ['participant'],
		...modifiers('status'),
		...date('date', 'start'),
	},
	CarePlan: {
		...subject,
		...encounter,
		...modifiers('status', 'intent'),
		...date('date', 'period'),
	},
	CareTeam: { ...subject, ...encounter, ...modifiers('status'), ...date('date', 'period') },
	Composition: { ...subject, ...encounter, ...modifiers('status'), ...date('date', 'date') },
	Condition: {
		...subject,
		...encounter,
		...modifiers('clinicalStatus', 'verificationStatus'),
		...date('recorded-date', 'recordedDate'),
	},
	Consent: { ...patient, ...modifiers('status', 'scope'), ...date('date', 'dateTime') },
	Coverage: { patientSearch: 'patient', patient: ['beneficiary'], ...modifiers('status') },
	Device: { ...patient, ...modifiers('status') },
	DiagnosticReport: {
		...subject,
		...encounter,
		...modifiers('status'),
		date: {
			search: 'date',
			elements: ['effectiveDateTime', 'effectivePeriod'],
			otherwise: ['issued'],
		},
	},
	DocumentReference: {
		...subject,
		encounterSearch: 'encounter',
		encounter: ['context'],
		...modifiers('status'),
		...date('date', 'date'),
	},
	Encounter: {
		...subject,
		encounterSearch: '_id',
		...modifiers('status'),
		...date('date', 'period'),
	},
	Flag: { ...subject, ...encounter, ...modifiers('status'), ...date('date', 'period') },
	Goal: { ...subject, ...modifiers('lifecycleStatus'), ...date('start-date', 'startDate') },
	ImagingStudy: { ...subject, ...encounter, ...modifiers('status'), ...date('started', 'started') },
	Immunization: {
		...patient,
		...modifiers('status', 'isSubpotent'),
		...date('date', 'occurrenceDateTime'),
	},
	MedicationAdministration: {
		...subject,
		...context,
		...modifiers('status'),
		...date('effective-time', 'effectiveDateTime', 'effectivePeriod'),
	},
	MedicationDispense: {
		...subject,
		...context,
		...modifiers('status'),
		...date('whenhandedover', 'whenHandedOver'),
	},
	MedicationRequest: {
		...subject,
		...encounter,
		...modifiers('status', 'intent', 'doNotPerform'),
		...date('authoredon', 'authoredOn'),
	},
	MedicationStatement: {
		...subject,
		...context,
		...modifiers('status'),
		...date('effective', 'effectiveDateTime', 'effectivePeriod'),
	},
	Observation: {
		...subject,
		...encounter,
		...modifiers('status'),
		...date('date', 'effectiveDateTime', 'effectivePeriod', 'effectiveInstant'),
	},
	Patient: {
		patientSearch: '_id',
		patient: [],
		...modifiers('active', 'deceased[x]', 'link'),
	},
	Procedure: {
		...subject,
		...encounter,
		...modifiers('status'),
		...date('date', 'performedDateTime', 'performedPeriod'),
	},
	QuestionnaireResponse: {
		...subject,
		...encounter,
		...modifiers('status'),
		...date('authored', 'authored'),
	},
	RelatedPerson: { ...patient, ...modifiers('active') },
	ServiceRequest: {
		...subject,
		...encounter,
		...modifiers('status', 'intent', 'doNotPerform'),
		...date('authored', 'authoredOn'),
	},
	Task: {
		patientSearch: 'patient',
		patient: ['for'],
		...encounter,
		...modifiers('status', 'intent'),
		...date('authored-on', 'authoredOn'),
	},
};

/** True when a record carries the date that a server sorts it by. */
export const isDated = (resource: Record<string, unknown> & { resourceType: string }): boolean =>
	timeIn(resource, TYPES[resource.resourceType]?.date?.elements) !== undefined;

/** Milliseconds since 1970 of the record's time; undefined when it tells none. */
export function timeOf(
	resource: Record<string, unknown> & { resourceType: string },
): number | undefined {
	const { date: dates } = TYPES[resource.resourceType] ?? {};
	return timeIn(resource, dates?.elements) ?? timeIn(resource, dates?.otherwise);
}

function timeIn(
	resource: Record<string, unknown>,
	elements: readonly string[] = [],
): number | undefined {
	for (const element of elements) {
		const value = resource[element];
		const text = typeof value === 'object' ? (value as { start?: unknown } | null)?.start : value;
		const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
		if (!Number.isNaN(time)) return time;
	}
	return undefined;
}
