import type { Json } from './fhir.ts';
import { CQL, ELM, LIBRARY_URL, LIBRARY_VERSION } from './questionnaire-logic.ts';

const BASE = 'http://payer.example.org/fhir';
export const questionnaireUrl = `${BASE}/Questionnaire/home-health`;
export const imagingUrl = `${BASE}/Questionnaire/imaging`;
export const adaptiveUrl = `${BASE}/Questionnaire/adaptive`;
const YES_NO = `${BASE}/ValueSet/yes-no`;
const VERSION = '1.0.0';

const CORE = 'http://hl7.org/fhir/StructureDefinition';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition';
const DTR = 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition';
const ANSWERS = `${BASE}/CodeSystem/answers`;

const expression = (kind: string, language: string, text: string): Json => ({
	url: `${SDC}/sdc-questionnaire-${kind}`,
	valueExpression: { language, expression: text },
});
const byCql = (name: string): Json =>
	expression('initialExpression', 'text/cql-identifier', `"HomeHealthPrepopulation".${name}`);
const byPath = (path: string): Json => expression('initialExpression', 'text/fhirpath', path);

const question = (linkId: string, text: string, type: string, rest: Json = {}): Json => ({
	linkId,
	text,
	type,
	...rest,
});
const group = (linkId: string, text: string, item: Json[]): Json => ({
	linkId,
	text,
	type: 'group',
	item,
});

const option = (code: string, display: string): Json => ({
	valueCoding: { system: ANSWERS, code, display },
});

const launch = (name: string, type: string): Json => ({
	url: `${SDC}/sdc-questionnaire-launchContext`,
	extension: [
		{
			url: 'name',
			valueCoding: { system: 'http://hl7.org/fhir/uv/sdc/CodeSystem/launchContext', code: name },
		},
		{ url: 'type', valueCode: type },
	],
});

const form = (url: string, title: string, rest: Json): Json => ({
	resourceType: 'Questionnaire',
	id: url.split('/').at(-1),
	url,
	version: VERSION,
	name: title.replaceAll(' ', ''),
	title,
	status: 'active',
	subjectType: ['Patient'],
	date: '2026-11-01',
	...rest,
});

/** Filled in partly by CQL and FHIRPath, partly from the notes. */
const homeHealth = form(questionnaireUrl, 'Home Health Nursing', {
	meta: { profile: [`${DTR}/dtr-std-questionnaire`] },
	extension: [
		{ url: `${CORE}/cqf-library`, valueCanonical: `${LIBRARY_URL}|${LIBRARY_VERSION}` },
		launch('patient', 'Patient'),
	],
	item: [
		group('1', 'Patient', [
			question('1.1', 'Last name', 'string', { required: true, extension: [byCql('LastName')] }),
			question('1.2', 'Date of birth', 'date', {
				required: true,
				extension: [byCql('BirthDate')],
			}),
			question('1.3', 'Sex for administration', 'string', {
				extension: [byPath('%patient.gender')],
			}),
		]),
		group('2', 'Clinical picture', [
			question('2.1', 'Is a chronic pain syndrome on the problem list?', 'boolean', {
				required: true,
				extension: [byCql('HasChronicPain')],
			}),
			question('2.2', 'Latest hemoglobin A1c in percent', 'decimal', {
				extension: [
					byCql('LatestA1c'),
					{ url: `${CORE}/minValue`, valueDecimal: 2 },
					{ url: `${CORE}/maxValue`, valueDecimal: 25 },
				],
			}),
			question('2.3', 'Is the patient homebound?', 'choice', {
				required: true,
				answerValueSet: `${YES_NO}|${VERSION}`,
			}),
			question('2.4', 'For how many weeks has the patient been homebound?', 'integer', {
				enableWhen: [
					{ question: '2.3', operator: '=', answerCoding: { system: ANSWERS, code: 'yes' } },
				],
			}),
			question('2.5', 'Which treatments were tried before, and with what result?', 'text', {
				required: true,
			}),
		]),
		group('3', 'What is asked for', [
			question('3.1', 'Visits in a week', 'integer', {
				required: true,
				extension: [{ url: `${CORE}/maxValue`, valueInteger: 21 }],
			}),
			question('3.2', 'Weeks of skilled nursing', 'integer', { required: true }),
			question('3.3', 'Visits in all', 'integer', {
				readOnly: true,
				extension: [
					expression(
						'calculatedExpression',
						'text/fhirpath',
						"%resource.descendants().where(linkId='3.1').answer.value * %resource.descendants().where(linkId='3.2').answer.value",
					),
				],
			}),
			question('3.4', 'Documents must be here until', 'date', {
				readOnly: true,
				extension: [byPath('today() + 7 days')],
			}),
		]),
	],
});

/** FHIRPath alone, and answers of a fixed list. */
const imaging = form(imagingUrl, 'Advanced Imaging', {
	meta: { profile: [`${DTR}/dtr-std-questionnaire`] },
	extension: [launch('patient', 'Patient')],
	item: [
		question('1', 'Date of birth', 'date', { extension: [byPath('%patient.birthDate')] }),
		question('2', 'Was imaging without contrast done before?', 'choice', {
			required: true,
			answerOption: [option('yes', 'Yes'), option('no', 'No')],
		}),
		question('3', 'When was it done?', 'date', {
			enableWhen: [
				{ question: '2', operator: '=', answerCoding: { system: ANSWERS, code: 'yes' } },
			],
		}),
		question('4', 'Weeks of conservative treatment', 'integer', { required: true }),
	],
});

/** Asks one question after the other ($next-question): nothing that is filled in at once. */
const adaptive = form(adaptiveUrl, 'Adaptive Form', {
	meta: { profile: [`${DTR}/dtr-questionnaire-adapt`] },
	extension: [{ url: `${SDC}/sdc-questionnaire-questionnaireAdaptive`, valueBoolean: true }],
});

const library = (): Json => ({
	resourceType: 'Library',
	id: 'HomeHealthPrepopulation',
	url: LIBRARY_URL,
	version: LIBRARY_VERSION,
	name: 'HomeHealthPrepopulation',
	status: 'active',
	type: {
		coding: [
			{ system: 'http://terminology.hl7.org/CodeSystem/library-type', code: 'logic-library' },
		],
	},
	content: [
		{ contentType: 'text/cql', data: Buffer.from(CQL).toString('base64') },
		{
			contentType: 'application/elm+json',
			data: Buffer.from(JSON.stringify(ELM)).toString('base64'),
		},
	],
});

const yesNo: Json = {
	resourceType: 'ValueSet',
	id: 'yes-no',
	url: YES_NO,
	version: VERSION,
	name: 'YesNo',
	status: 'active',
	compose: {
		include: [{ system: ANSWERS, concept: [{ code: 'yes' }, { code: 'no' }] }],
	},
	expansion: {
		timestamp: '2026-11-01T00:00:00Z',
		contains: [
			{ system: ANSWERS, code: 'yes', display: 'Yes' },
			{ system: ANSWERS, code: 'no', display: 'No' },
		],
	},
};

/** Each form with what it needs, by its canonical. */
export const FORMS: ReadonlyMap<string, { questionnaire: Json; needs: () => Json[] }> = new Map([
	[questionnaireUrl, { questionnaire: homeHealth, needs: () => [library(), yesNo] }],
	[imagingUrl, { questionnaire: imaging, needs: () => [] }],
	[adaptiveUrl, { questionnaire: adaptive, needs: () => [] }],
]);

/** `http://payer.example.org/fhir/Questionnaire/home-health|1.0.0` */
export const versioned = (url: string): string => `${url}|${VERSION}`;
