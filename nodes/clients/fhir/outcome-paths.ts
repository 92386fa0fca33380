import { isElementName } from './element-names';

/** The resource types of FHIR R4 (4.0.1, resourcelist). */
const RESOURCE_TYPES = new Set(
	(
		'Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment ' +
		'AppointmentResponse AuditEvent Basic Binary BiologicallyDerivedProduct BodyStructure ' +
		'Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem ' +
		'ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication ' +
		'CommunicationRequest CompartmentDefinition Composition ConceptMap Condition Consent ' +
		'Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse DetectedIssue ' +
		'Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport ' +
		'DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint ' +
		'EnrollmentRequest EnrollmentResponse EpisodeOfCare EventDefinition Evidence ' +
		'EvidenceVariable ExampleScenario ExplanationOfBenefit FamilyMemberHistory Flag Goal ' +
		'GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization ' +
		'ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan ' +
		'Invoice Library Linkage List Location Measure MeasureReport Media Medication ' +
		'MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest ' +
		'MedicationStatement MedicinalProduct MedicinalProductAuthorization ' +
		'MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient ' +
		'MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged ' +
		'MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition ' +
		'MessageHeader MolecularSequence NamingSystem NutritionOrder Observation ' +
		'ObservationDefinition OperationDefinition OperationOutcome Organization ' +
		'OrganizationAffiliation Parameters Patient PaymentNotice PaymentReconciliation Person ' +
		'PlanDefinition Practitioner PractitionerRole Procedure Provenance Questionnaire ' +
		'QuestionnaireResponse RelatedPerson RequestGroup ResearchDefinition ' +
		'ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment ' +
		'RiskEvidenceSynthesis Schedule SearchParameter ServiceRequest Slot Specimen ' +
		'SpecimenDefinition StructureDefinition StructureMap Subscription Substance ' +
		'SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation ' +
		'SubstanceSourceMaterial SubstanceSpecification SupplyDelivery SupplyRequest Task ' +
		'TerminologyCapabilities TestReport TestScript ValueSet VerificationResult ' +
		'VisionPrescription'
	).split(' '),
);

/** True for a resource type of FHIR R4; a text of a server in its place may be anything. */
export const isR4Type = (type: unknown): type is string =>
	typeof type === 'string' && RESOURCE_TYPES.has(type);

const STEPS = /^(?:\.[a-z][A-Za-z]{0,63}(?:\[\d{1,4}\])?)+$/;

/**
 * `Patient.name[0].family`: a resource type of FHIR and element names of FHIR below it, no literal in
 * which a value could hide. Servers write into this place what they like
 * (OperationOutcome.issue.expression), a name too; what is made of anything else is dropped, and so is a
 * single word.
 */
export function isPlainPath(text: unknown): text is string {
	if (typeof text !== 'string' || text.length > 200) return false;
	const dot = text.indexOf('.');
	if (dot <= 0 || !RESOURCE_TYPES.has(text.slice(0, dot)) || !STEPS.test(text.slice(dot)))
		return false;
	const names = text.slice(dot + 1).split('.');
	return names.every((name) => isElementName(name.replace(/\[.*$/, '')));
}
