import {
	base64,
	elmLibrary,
	exists,
	greater,
	last,
	libraryResource,
	literal,
	property,
	query,
	ref,
	retrieve,
	type Elm,
} from './elm.ts';

type Fields = Record<string, unknown>;

export const NOW = '2026-11-22T10:00:00+00:00';
export const PATIENT = 'Patient/zz-1';
export const LOINC = 'http://loinc.org';
export const ICD = 'http://hl7.org/fhir/sid/icd-10-cm';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/';

export const initially = (language: string, expression: string): Fields => ({
	url: `${SDC}sdc-questionnaire-initialExpression`,
	valueExpression: { language, expression },
});
export const calculated = (language: string, expression: string): Fields => ({
	url: `${SDC}sdc-questionnaire-calculatedExpression`,
	valueExpression: { language, expression },
});
export const cql = (expression: string): Fields => initially('text/cql-identifier', expression);
export const path = (expression: string): Fields => initially('text/fhirpath', expression);

export const question = (
	linkId: string,
	type: string,
	text: string,
	more: Fields = {},
): Fields => ({
	linkId,
	type,
	text,
	...more,
});

/** A questionnaire about surgery of the spine, with each way of answering. */
export const questionnaire = (items: Fields[], more: Fields = {}): Fields => ({
	resourceType: 'Questionnaire',
	url: 'http://payer.example/Questionnaire/spine',
	version: '2',
	title: 'Lumbar fusion',
	status: 'active',
	subjectType: ['Patient'],
	extension: [
		{
			url: 'http://hl7.org/fhir/StructureDefinition/cqf-library',
			valueCanonical: 'http://payer.example/Library/Spine|1',
		},
	],
	item: items,
	...more,
});

export const spineLibrary = (): Elm =>
	elmLibrary(
		'Spine',
		{
			'Has Diabetes': exists(query(retrieve('Condition', { valueSet: 'Diabetes' }))),
			'Has Gout': exists(query(retrieve('Condition', { code: 'Gout' }))),
			'No Gout': { type: 'Not', operand: ref('Has Gout') },
			'Birth Date': property('birthDate.value', ref('Patient')),
			'Latest BMI': last(query(retrieve('Observation', { code: 'BMI' }), undefined, 'effective')),
			'BMI Value': property('value.value.value', ref('Latest BMI')),
			'BMI Date': property('effective.value', ref('Latest BMI')),
			'BMI Above 40': greater(ref('BMI Value'), literal(40.5)),
			'Diabetes Code': property('code', {
				type: 'First',
				source: retrieve('Condition', { valueSet: 'Diabetes' }),
			}),
			'Had Visits': exists(query(retrieve('Encounter'))),
			Broken: { type: 'FunctionRef', name: 'Nowhere', libraryName: 'Missing', operand: [] },
			Endless: ref('Endless'),
		},
		{
			codes: {
				Gout: { system: ICD, code: 'M10.9' },
				BMI: { system: LOINC, code: '39156-5' },
			},
			valueSets: { Diabetes: 'http://payer.example/ValueSet/diabetes' },
		},
	);

export const diabetesSet = (): Fields => ({
	resourceType: 'ValueSet',
	url: 'http://payer.example/ValueSet/diabetes',
	version: '3',
	status: 'active',
	expansion: {
		timestamp: NOW,
		contains: [{ system: ICD, code: 'E11.9', display: 'Type 2 diabetes, synthetic' }],
	},
});

export const draftResponse = (more: Fields = {}): Fields => ({
	resourceType: 'QuestionnaireResponse',
	meta: { profile: [`${DTR}dtr-questionnaireresponse`] },
	extension: [
		{ url: `${DTR}qr-coverage`, valueReference: { reference: 'Coverage/c1' } },
		{ url: `${DTR}qr-context`, valueReference: { reference: 'ServiceRequest/s1' } },
		{
			url: `${DTR}intendedUse`,
			valueCodeableConcept: { coding: [{ code: 'withpa' }] },
		},
	],
	questionnaire: 'http://payer.example/Questionnaire/spine|2',
	status: 'in-progress',
	subject: { reference: PATIENT },
	...more,
});

/** Parameters as `$questionnaire-package` answers them. */
export const packageAnswer = (
	resources: Fields[],
	{ name = 'packagebundle', outcome }: { name?: string; outcome?: Fields } = {},
): Fields => ({
	resourceType: 'Parameters',
	parameter: [
		{
			name,
			resource: {
				resourceType: 'Bundle',
				type: 'collection',
				entry: resources.map((resource) => ({ fullUrl: 'urn:uuid:0', resource })),
			},
		},
		...(outcome ? [{ name: 'outcome', resource: outcome }] : []),
	],
});

export const spinePackage = (
	items: Fields[],
	{ draft = draftResponse(), more = {} as Fields } = {},
) =>
	packageAnswer([
		questionnaire(items, more),
		draft,
		libraryResource('Spine', spineLibrary()),
		diabetesSet(),
	]);

const subject = { reference: PATIENT };

export const patient = (): Fields => ({
	resourceType: 'Patient',
	id: 'zz-1',
	meta: { versionId: '1' },
	name: [{ family: 'ZZTEST', given: ['ADA'] }],
	birthDate: '1961-04-03',
	gender: 'female',
});

export const condition = (id: string, code: string, more: Fields = {}): Fields => ({
	resourceType: 'Condition',
	id,
	meta: { versionId: '4' },
	subject,
	code: { coding: [{ system: ICD, code }], text: `Problem ${code}` },
	clinicalStatus: { coding: [{ code: 'active' }] },
	verificationStatus: { coding: [{ code: 'confirmed' }] },
	onsetDateTime: '2025-02-01',
	...more,
});

export const observation = (
	id: string,
	code: string,
	valueQuantity: Fields,
	effectiveDateTime: string,
	more: Fields = {},
): Fields => ({
	resourceType: 'Observation',
	id,
	meta: { versionId: '2' },
	status: 'final',
	subject,
	code: { coding: [{ system: LOINC, code }], text: `Test ${code}` },
	valueQuantity,
	effectiveDateTime,
	...more,
});

export const note = (id: string, text: string, more: Fields = {}): Fields => ({
	resourceType: 'DocumentReference',
	id,
	meta: { versionId: '1' },
	status: 'current',
	docStatus: 'final',
	subject,
	type: { text: 'Progress note' },
	date: '2026-10-01T09:00:00Z',
	content: [{ attachment: { contentType: 'text/plain', data: base64(text) } }],
	...more,
});

export const bmi = (id: string, value: number, day: string): Fields =>
	observation(
		id,
		'39156-5',
		{ value, unit: 'kg/m2', system: 'http://unitsofmeasure.org', code: 'kg/m2' },
		day,
	);

/** A chart of one patient, in which patients, problems, results and notes were read whole. */
export const chart = (resources: Fields[], more: Fields = {}) =>
	({
		contract: 'ChartContext/1',
		purpose: 'prior-authorization',
		purposeVersion: '1',
		patient: PATIENT,
		declared: ['Patient', 'Condition', 'Observation', 'DocumentReference'].map((type) => ({
			name: type.toLowerCase(),
			type,
			search: ['patient'],
			elements: [],
		})),
		resources,
		asOf: '2026-11-22T09:59:00Z',
		counts: {},
		notFound: [],
		truncated: [],
		enteredInError: 0,
		otherEncounter: 0,
		...more,
	}) as never;
