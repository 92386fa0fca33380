import type { TextKind } from '../../engine/work';
import type { PhiType } from '../../types';

/**
 * Elements of type string that name somebody or something that leads to somebody; all other strings are
 * text that people write, and go through the text engine. By type and element of the R4 table.
 */
export const IDENTIFYING: Readonly<Record<string, PhiType>> = {
	'Account.name': 'NAME',
	'AuditEvent.agent.altId': 'OTHER_ID',
	'AuditEvent.agent.name': 'NAME',
	'AuditEvent.agent.network.address': 'IP',
	'AuditEvent.entity.name': 'OTHER_ID',
	'AuditEvent.source.site': 'FACILITY',
	'Bundle.entry.request.ifMatch': 'OTHER_ID',
	'Bundle.entry.request.ifNoneExist': 'OTHER_ID',
	'Bundle.entry.request.ifNoneMatch': 'OTHER_ID',
	'Bundle.entry.response.etag': 'OTHER_ID',
	'CapabilityStatement.implementation.description': 'FACILITY',
	'CareTeam.name': 'NAME',
	'Claim.insurance.businessArrangement': 'PLAN',
	'Claim.insurance.preAuthRef': 'PLAN',
	'ClaimResponse.insurance.businessArrangement': 'PLAN',
	'ClaimResponse.preAuthRef': 'PLAN',
	'Contract.alias': 'OTHER_ID',
	'Contract.name': 'OTHER_ID',
	'ContactDetail.name': 'NAME',
	'Contributor.name': 'NAME',
	'Coverage.class.value': 'PLAN',
	'Coverage.dependent': 'PLAN',
	'Coverage.subscriberId': 'PLAN',
	'CoverageEligibilityRequest.insurance.businessArrangement': 'PLAN',
	'CoverageEligibilityResponse.preAuthRef': 'PLAN',
	'Device.deviceName.name': 'DEVICE',
	'Device.distinctIdentifier': 'DEVICE',
	'Device.lotNumber': 'DEVICE',
	'Device.partNumber': 'DEVICE',
	'Device.serialNumber': 'DEVICE',
	'Device.udiCarrier.carrierHRF': 'DEVICE',
	'Device.udiCarrier.deviceIdentifier': 'DEVICE',
	'DeviceDefinition.udiDeviceIdentifier.deviceIdentifier': 'DEVICE',
	'Endpoint.header': 'URL',
	'Endpoint.name': 'FACILITY',
	'ExplanationOfBenefit.insurance.preAuthRef': 'PLAN',
	'ExplanationOfBenefit.preAuthRef': 'PLAN',
	'FamilyMemberHistory.name': 'NAME',
	'Group.name': 'NAME',
	'HealthcareService.name': 'FACILITY',
	'Immunization.lotNumber': 'OTHER_ID',
	'InsurancePlan.alias': 'FACILITY',
	'InsurancePlan.name': 'FACILITY',
	'Location.alias': 'FACILITY',
	'Location.description': 'FACILITY',
	'Location.name': 'FACILITY',
	'Media.deviceName': 'DEVICE',
	'Medication.batch.lotNumber': 'OTHER_ID',
	'MessageHeader.destination.name': 'FACILITY',
	'MessageHeader.source.name': 'FACILITY',
	'Organization.alias': 'FACILITY',
	'Organization.name': 'FACILITY',
	'Subscription.channel.header': 'OTHER_ID',
	'Subscription.criteria': 'OTHER_ID',
	'TestScript.setup.action.operation.url': 'URL',
	'TestReport.participant.display': 'NAME',
	'TestReport.tester': 'NAME',
	'TerminologyCapabilities.implementation.description': 'FACILITY',
	'VerificationResult.attestation.proxyIdentityCertificate': 'OTHER_ID',
	'VerificationResult.attestation.sourceIdentityCertificate': 'OTHER_ID',
	'VerificationResult.validator.identityCertificate': 'OTHER_ID',
};

/** Times of day that are an instruction or an opening hour, not something that happened to somebody. */
export const TIMES_KEPT: ReadonlySet<string> = new Set([
	'HealthcareService.availableTime.availableEndTime',
	'HealthcareService.availableTime.availableStartTime',
	'Location.hoursOfOperation.closingTime',
	'Location.hoursOfOperation.openingTime',
	'PractitionerRole.availableTime.availableEndTime',
	'PractitionerRole.availableTime.availableStartTime',
	'Timing.repeat.timeOfDay',
]);

/** Elements that are left out whole, without a mark in their place. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
	'Bundle.link',
	'Bundle.entry.link',
	'Bundle.signature',
	'Location.position',
	'Patient.photo',
	'Person.photo',
	'Practitioner.photo',
	'RelatedPerson.photo',
	'Provenance.signature',
]);

/** Ranges that are an age when the element is one of these. */
export const AGE_RANGES: ReadonlySet<string> = new Set([
	'AllergyIntolerance.onsetRange',
	'Condition.onsetRange',
	'Condition.abatementRange',
	'FamilyMemberHistory.ageRange',
	'FamilyMemberHistory.deceasedRange',
	'FamilyMemberHistory.condition.onsetRange',
	'Procedure.performedRange',
]);

/** LOINC codes of observations whose value is the patient's age. */
export const AGE_CODES: ReadonlySet<string> = new Set([
	'21611-9',
	'21612-7',
	'29553-5',
	'30525-0',
	'30972-4',
	'35659-2',
	'63900-5',
	'64210-8',
	'82810-3',
]);

/** What such an observation is called where it has no code. */
export const AGE_WORDS =
	/^(?:(?:current|reported|patient|patient's) )*age(?: in years| at .{1,40})?$/i;

/** Elements that say what somebody takes or does not bear, and what was measured. */
const TERMS =
	/^(?:Medication\.code|Substance\.code|Immunization\.vaccineCode|AllergyIntolerance\.(?:code|reaction\.substance)|MedicationKnowledge\.(?:code|synonym)|Observation\.(?:component\.)?code)\.|\.(?:medicationCodeableConcept|medicationReference|itemCodeableConcept|substanceCodeableConcept|productCodeableConcept)\.(?:text|display|coding\.display)$/;
/** How something is taken, and measured values. */
const DOSES =
	/\.(?:dosage|dosageInstruction)\.|^Observation\.(?:component\.)?value(?:String|CodeableConcept)/;

/** Drugs are called like people (Heather, Yasmin), analytes too (Ca), and doses look like days (10/5). */
export const kindOf = (path: string): TextKind | undefined =>
	TERMS.test(path) ? 'term' : DOSES.test(path) ? 'dose' : undefined;
