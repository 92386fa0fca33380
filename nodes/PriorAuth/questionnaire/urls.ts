/** Extensions of FHIR, SDC and DTR by which a questionnaire says how it is to be filled in. */
const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';

export const URLS = {
	library: `${CORE}cqf-library`,
	variable: `${CORE}variable`,
	hidden: `${CORE}questionnaire-hidden`,
	minValue: `${CORE}minValue`,
	maxValue: `${CORE}maxValue`,
	unit: `${CORE}questionnaire-unit`,
	unitOption: `${CORE}questionnaire-unitOption`,
	itemControl: `${CORE}questionnaire-itemControl`,
	signatureRequired: `${CORE}questionnaire-signatureRequired`,
	initialExpression: `${SDC}sdc-questionnaire-initialExpression`,
	calculatedExpression: `${SDC}sdc-questionnaire-calculatedExpression`,
	enableWhenExpression: `${SDC}sdc-questionnaire-enableWhenExpression`,
	answerExpression: `${SDC}sdc-questionnaire-answerExpression`,
	candidateExpression: `${SDC}sdc-questionnaire-candidateExpression`,
	launchContext: `${SDC}sdc-questionnaire-launchContext`,
	alternativeExpression: `${DTR}alternativeExpression`,
	adaptive: `${SDC}sdc-questionnaire-questionnaireAdaptive`,
	informationOrigin: `${DTR}information-origin`,
	coverage: `${DTR}qr-coverage`,
	context: `${DTR}qr-context`,
	intendedUse: `${DTR}intendedUse`,
	containedReference: `${DTR}containedReference`,
} as const;

export const PROFILES = {
	response: `${DTR}dtr-questionnaireresponse`,
	adaptive: `${DTR}dtr-questionnaire-adapt`,
} as const;

/** What a response is for, by the codes of CRD. */
export const INTENDED_USE =
	'http://hl7.org/fhir/us/davinci-crd/CodeSystem/coverage-information-codes';
