import type { FieldType } from './datatypes';

/** A field by its name. `list`: the standard lets it repeat. */
export interface NamedField {
	name: string;
	type: FieldType;
	list: boolean;
}

/**
 * Fields of the common segments, in words of our own: number, name, data type, and `*` when it repeats.
 * Fields that are not here are given by their number.
 */
const TABLE: Readonly<Record<string, string>> = {
	MSH: `1 fieldSeparator, 2 encodingCharacters, 3 sendingApplication party, 4 sendingFacility party,
		5 receivingApplication party, 6 receivingFacility party, 7 messageTime, 8 security,
		9 messageType messageType, 10 controlId, 11 processingId, 12 version, 13 sequenceNumber,
		15 acceptAcknowledgement, 16 applicationAcknowledgement, 17 country, 18 characterSets *,
		21 profiles entity *`,
	EVN: `1 event, 2 recordedAt, 3 plannedAt, 4 reason, 5 operators staff *, 6 occurredAt, 7 facility party`,
	PID: `1 setId, 2 externalId number, 3 patientNumbers number *, 4 alternateNumbers number *,
		5 names personName *, 6 mothersMaidenNames personName *, 7 birthTime, 8 sex,
		9 aliases personName *, 10 races code *, 11 addresses address *, 12 county,
		13 homePhones phone *, 14 workPhones phone *, 15 language code, 16 maritalStatus code,
		17 religion code, 18 accountNumber number, 19 socialSecurityNumber, 21 mothersNumbers number *,
		22 ethnicGroups code *, 23 birthPlace, 24 multipleBirth, 25 birthOrder, 26 citizenships code *,
		29 diedAt, 30 died, 31 identityUnknown, 33 updatedAt`,
	PD1: `3 practices organization *, 4 primaryCare staff *, 11 publicity code, 12 protected`,
	NK1: `1 setId, 2 names personName *, 3 relationship code, 4 addresses address *, 5 phones phone *,
		6 workPhones phone *, 7 role code, 8 since, 9 until, 13 organizations organization *,
		15 sex, 16 birthTime`,
	PV1: `1 setId, 2 patientClass, 3 location place, 4 admissionType, 5 preadmitNumber number,
		6 priorLocation place, 7 attending staff *, 8 referring staff *, 9 consulting staff *,
		10 service, 14 admitSource, 17 admitting staff *, 18 patientType, 19 visitNumber number,
		36 dischargeDisposition, 37 dischargedTo, 39 servicingFacility, 44 admittedAt, 45 dischargedAt *,
		50 alternateVisitNumber number`,
	PV2: `1 priorPendingLocation place, 3 admitReason code, 4 transferReason code, 8 expectedAdmission,
		9 expectedDischarge, 12 visitDescription, 23 clinicOrganizations organization *`,
	ORC: `1 control, 2 placerNumber entity, 3 fillerNumber entity, 4 placerGroup entity, 5 status,
		7 timings timing *, 9 transactionTime, 10 enteredBy staff *, 11 verifiedBy staff *,
		12 orderingProviders staff *, 13 entererLocation place, 14 callbackPhones phone *,
		15 effectiveAt, 16 controlReason code, 17 enteringOrganization code,
		21 orderingFacilities organization *`,
	OBR: `1 setId, 2 placerNumber entity, 3 fillerNumber entity, 4 service code, 5 priority, 6 requestedAt,
		7 observedFrom, 8 observedUntil, 9 collectedVolume quantity, 10 collectors staff *,
		11 specimenAction, 12 dangerCode code, 13 clinicalInformation, 14 specimenReceivedAt,
		16 orderingProviders staff *, 17 callbackPhones phone *, 18 placerField1, 19 placerField2,
		20 fillerField1, 21 fillerField2, 22 resultChangedAt, 24 section, 25 resultStatus,
		27 timings timing *, 28 copiesTo staff *, 31 reasons code *, 32 principalInterpreter,
		36 scheduledAt, 44 procedure code`,
	OBX: `1 setId, 2 valueType, 3 observation code, 4 subId, 5 value *, 6 unit code, 7 referenceRange,
		8 interpretations *, 9 probability, 10 abnormalTestKinds *, 11 status, 12 rangeSince,
		14 observedAt, 15 producer code, 16 observers staff *, 17 methods code *, 18 equipment entity *,
		19 analysedAt, 23 performingOrganization organization, 24 performingAddress address,
		25 performingDirector staff`,
	NTE: `1 setId, 2 source, 3 comments *, 4 kind code`,
	TXA: `1 setId, 2 documentType, 3 contentType, 4 activityAt, 5 activityProviders staff *,
		6 originatedAt, 7 transcribedAt, 8 editedAt *, 9 originators staff *, 10 authenticators staff *,
		11 transcriptionists staff *, 12 documentNumber entity, 13 parentNumber entity,
		14 placerNumbers entity *, 15 fillerNumber entity, 16 fileName, 17 completionStatus,
		18 confidentiality, 19 availability, 22 authenticatedBy staff *`,
	SPM: `1 setId, 2 specimenNumber, 4 specimenType code, 5 typeModifiers code *, 6 additives code *,
		7 collectionMethod code, 8 sourceSite code, 11 roles code *, 12 amount quantity,
		14 descriptions *, 17 collectedAt, 18 receivedAt, 20 available, 21 rejectReasons code *`,
	MRG: `1 priorNumbers number *, 2 priorAlternateNumbers number *, 3 priorAccountNumber number,
		4 priorPatientId number, 5 priorVisitNumber number, 7 priorNames personName *`,
	AL1: `1 setId, 2 kind code, 3 allergen code, 4 severity code, 5 reactions *, 6 identifiedOn`,
	DG1: `1 setId, 2 codingMethod, 3 diagnosis code, 4 description, 5 diagnosedAt, 6 diagnosisType,
		15 priority, 16 clinicians staff *`,
	IN1: `1 setId, 2 plan code, 3 companyNumbers number *, 4 companyNames organization *,
		5 companyAddresses address *, 7 companyPhones phone *, 8 groupNumber,
		9 groupNames organization *, 12 validFrom, 13 validUntil, 15 planType,
		16 insuredNames personName *, 17 insuredRelationship code, 18 insuredBirthTime,
		19 insuredAddresses address *, 36 policyNumber, 49 insuredNumbers number *`,
	GT1: `1 setId, 2 guarantorNumbers number *, 3 names personName *, 5 addresses address *,
		6 homePhones phone *, 7 workPhones phone *, 8 birthTime, 9 sex, 10 guarantorType,
		11 relationship code`,
	TQ1: `1 setId, 2 quantity quantity, 3 repeatPatterns *, 7 start, 8 end, 9 priorities code *,
		10 condition, 11 instruction`,
	IPC: `1 accession entity, 2 requestedProcedure entity, 3 studyInstanceUid entity,
		4 scheduledStep entity, 5 modality code, 6 protocols code *, 7 stationName entity,
		8 stationLocation code *, 9 stationAeTitle`,
	MSA: `1 code, 2 answeredControlId, 3 text`,
	ERR: `2 locations *, 3 error code, 4 severity, 5 applicationError code, 7 diagnostics, 8 text`,
};

const FIELD = /^(\d+) (\w+)(?: (\w+))?( \*)?$/;

const NAMES: ReadonlyMap<string, ReadonlyMap<number, NamedField>> = new Map(
	Object.entries(TABLE).map(([segment, text]) => [segment, fieldsOf(text)]),
);

function fieldsOf(text: string): Map<number, NamedField> {
	return new Map(
		text.split(/,\s*/).map((entry) => {
			const [, number, name = '', type = 'text', list] = FIELD.exec(entry.trim()) ?? [];
			return [Number(number), { name, type: type as FieldType, list: list !== undefined }];
		}),
	);
}

/** The name of a field; undefined for one that is given by its number. */
export const namedField = (segment: string, field: number): NamedField | undefined =>
	NAMES.get(segment)?.get(field);

/** All of them, for the reference page and the tests. */
export const fieldNames = (): ReadonlyMap<string, ReadonlyMap<number, NamedField>> => NAMES;
