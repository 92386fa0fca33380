/**
 * Canonicals of "AI Transparency on FHIR" (http://hl7.org/fhir/uv/aitransparency, 1.0.0-ballot, R4).
 * The guide is still in ballot: every address it defines stands here and nowhere else.
 */
const GUIDE = 'http://hl7.org/fhir/uv/aitransparency';

export const AI_DEVICE_PROFILE = `${GUIDE}/StructureDefinition/AI-Device`;
export const AI_PROVENANCE_PROFILE = `${GUIDE}/StructureDefinition/AI-Provenance`;
const AI_KIND_EXTENSION = `${GUIDE}/StructureDefinition/aitransparency.AIKind`;
const AI_DEVICE_TYPES = `${GUIDE}/CodeSystem/AIdeviceTypeCS`;

/** Security label "Artificial Intelligence asserted". */
export const AIAST = {
	system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
	code: 'AIAST',
	display: 'Artificial Intelligence asserted',
};

/** Label for data that must never be taken for real care: the demonstration model made it. */
export const TEST_DATA = {
	system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
	code: 'HTEST',
	display: 'test health data',
};

/** Device.type and Provenance.agent.role of an AI system. */
export const ARTIFICIAL_INTELLIGENCE = {
	coding: [{ system: AI_DEVICE_TYPES, code: 'Artificial-Intelligence' }],
};

/** Extension AIKind: a model that analyses medical images. */
export const MEDICAL_IMAGE_ANALYSIS = {
	url: AI_KIND_EXTENSION,
	valueCodeableConcept: { coding: [{ system: AI_DEVICE_TYPES, code: 'Medical-Image-Analysis' }] },
};

/** Extension AIKind: a model that writes text. */
export const LARGE_LANGUAGE_MODEL = {
	url: AI_KIND_EXTENSION,
	valueCodeableConcept: { coding: [{ system: AI_DEVICE_TYPES, code: 'Large-Language-Models' }] },
};
