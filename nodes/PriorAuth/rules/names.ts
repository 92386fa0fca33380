/** Names of the Da Vinci Prior Authorization Support guide, version 2.2.1. */
const PAS = 'http://hl7.org/fhir/us/davinci-pas';
const X12 = 'https://codesystem.x12.org/005010';

export const pasProfile = (id: string): string => `${PAS}/StructureDefinition/profile-${id}`;
const extension = (id: string): string => `${PAS}/StructureDefinition/extension-${id}`;

export const PROFILES = {
	requestBundle: pasProfile('pas-request-bundle'),
	inquiryBundle: pasProfile('pas-inquiry-request-bundle'),
	claim: pasProfile('claim'),
	claimUpdate: pasProfile('claim-update'),
	claimInquiry: pasProfile('claim-inquiry'),
} as const;

export const EXTENSIONS = {
	administrationReferenceNumber: extension('administrationReferenceNumber'),
	admissionDates: extension('admissionDates'),
	authorizationNumber: extension('authorizationNumber'),
	authorizedItemDetail: extension('itemAuthorizedDetail'),
	authorizedProvider: extension('itemAuthorizedProvider'),
	calendarPattern: extension('timingcalendarpattern'),
	careTeamClaimScope: extension('careTeamClaimScope'),
	certificationType: extension('certificationType'),
	certificationEffectiveDate: extension('itemCertificationEffectiveDate'),
	certificationExpirationDate: extension('itemCertificationExpirationDate'),
	certificationIssueDate: extension('itemCertificationIssueDate'),
	claimResponseReviewer: extension('claimResponseReviewer'),
	communicatedDiagnosis: extension('communicatedDiagnosis'),
	conditionCode: extension('conditionCode'),
	contentModifier: extension('contentModifier'),
	deliveryPattern: extension('timingdeliverypattern'),
	diagnosisRecordedDate: extension('diagnosisRecordedDate'),
	dischargeDate: extension('dischargeDate'),
	documentInformation: extension('documentInformation'),
	encounter: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Claim.encounter',
	epsdtIndicator: extension('epsdtIndicator'),
	errorElement: extension('errorElement'),
	errorFollowupAction: extension('errorFollowupAction'),
	errorPath: extension('errorPath'),
	homeHealthCareInformation: extension('homeHealthCareInformation'),
	infoCancelled: `${PAS}/StructureDefinition/modifierextension-infoCancelled`,
	infoChanged: extension('infoChanged'),
	itemTraceNumber: extension('itemTraceNumber'),
	levelOfServiceCode: extension('levelOfServiceCode'),
	militaryStatus: extension('militaryStatus'),
	nursingHomeLevelOfCare: extension('nursingHomeLevelOfCare'),
	nursingHomeResidentialStatus: extension('nursingHomeResidentialStatus'),
	patientStatus: extension('patientStatus'),
	preAuthIssueDate: extension('itemPreAuthIssueDate'),
	preAuthPeriod: extension('itemPreAuthPeriod'),
	productOrServiceCodeEnd: extension('productOrServiceCodeEnd'),
	requestType: extension('serviceItemRequestType'),
	requestedService: extension('requestedService'),
	requestedServiceDate: extension('itemRequestedServiceDate'),
	revenueUnitRateLimit: extension('revenueUnitRateLimit'),
	reviewAction: extension('reviewAction'),
	reviewActionCode: extension('reviewActionCode'),
	serviceLineNumber: extension('serviceLineNumber'),
	transmissionIdentifiers: extension('TransmissionIdentifiers'),
} as const;

export const SYSTEMS = {
	adjudication: 'http://terminology.hl7.org/CodeSystem/adjudication',
	certificationType: `${X12}/1322`,
	claimType: 'http://terminology.hl7.org/CodeSystem/claim-type',
	dataAbsent: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
	identifierType: 'http://terminology.hl7.org/CodeSystem/v2-0203',
	levelOfService: `${X12}/1338`,
	npi: 'http://hl7.org/fhir/sid/us-npi',
	pas: `${PAS}/CodeSystem/PASTempCodes`,
	placeOfService:
		'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
	processPriority: 'http://terminology.hl7.org/CodeSystem/processpriority',
	quantityUnit: `${X12}/673`,
	relatedClaim: 'http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship',
	relationshipX12: `${X12}/1069`,
	requestType: `${X12}/1525`,
	revenue: 'https://www.nubc.org/CodeSystem/RevenueCodes',
	reviewAction: `${X12}/306`,
	reviewReason: 'https://codesystem.x12.org/external/886',
	serviceCategory: `${X12}/1365`,
	ssn: 'http://hl7.org/fhir/sid/us-ssn',
	typeOfBill: 'https://www.nubc.org/CodeSystem/TypeOfBill',
} as const;

/** Code systems of the value set X12278RequestedServiceType (Terminology.fsh). */
export const SERVICE_SYSTEMS: ReadonlySet<string> = new Set([
	SYSTEMS.serviceCategory,
	'http://www.ama-assn.org/go/cpt',
	'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
	'http://terminology.hl7.org/CodeSystem/icd9cm',
	'http://www.cms.gov/Medicare/Coding/ICD10',
	'http://hl7.org/fhir/sid/ndc',
]);

/** Code systems of X12278RequestedServiceModifierType. */
export const MODIFIER_SYSTEMS: ReadonlySet<string> = new Set([
	'http://www.ama-assn.org/go/cpt',
	'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
]);

export const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';

/** Code systems of X12278DiagnosisCodes. */
export const DIAGNOSIS_SYSTEMS: ReadonlySet<string> = new Set([
	'http://terminology.hl7.org/CodeSystem/icd9cm',
	ICD10CM,
	'https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software',
	'http://uri.hddaccess.com/cs/apdrg',
	'http://uri.hddaccess.com/cs/aprdrg',
]);

/** Certification types that the guide itself names (spec-70, invariant ImmediateLevelOfCare). */
export const CERTIFICATION = { immediateAppeal: '1', cancel: '3' } as const;

/** Types of resources that say what an order is. */
export const ORDER_TYPES: ReadonlySet<string> = new Set([
	'ServiceRequest',
	'DeviceRequest',
	'MedicationRequest',
	'NutritionOrder',
]);

/** Types that Claim.supportingInfo may point to (Claim.fsh, slice AdditionalInformation). */
export const EVIDENCE_TYPES: ReadonlySet<string> = new Set([
	'DocumentReference',
	'QuestionnaireResponse',
	'AllergyIntolerance',
	'Condition',
	'DiagnosticReport',
	'Immunization',
	'MedicationRequest',
	'Procedure',
	'ServiceRequest',
	'Observation',
	'NutritionOrder',
	'DeviceRequest',
	'Bundle',
]);
