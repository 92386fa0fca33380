import { concept, NPI, type Chart, type Json } from './records.ts';

/** Records that support a request, those they lead to, and words that must arrive. */
export interface MadeEvidence {
	evidence: Json[];
	others: Json[];
	words: string[];
}

const X12 = 'https://codesystem.x12.org/005010';
/** Report types of the guide's examples. */
const REPORTS = [
	{ system: `${X12}/755`, code: 'PY' },
	{ system: `${X12}/755`, code: '15' },
	{ system: 'http://loinc.org', code: '11505-5' },
];
const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';

type Maker = (chart: Chart, at: number) => MadeEvidence;

const note: Maker = (chart, at) => {
	const data = Buffer.from(`Zztest note ${at} of ${chart.mrn}: tried before, no success.`).toString(
		'base64',
	);
	const resource = {
		resourceType: 'DocumentReference',
		id: `note-${at}`,
		text: chart.text,
		identifier: [{ system: 'https://ehr.zztest.example/documents', value: `N-${at}` }],
		status: 'current',
		type: concept('http://loinc.org', chart.random.pick(['11505-5', '18804-5', '28570-0'])),
		category: [
			concept(
				'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
				'clinical-note',
			),
		],
		subject: chart.subject,
		date: '2026-10-20T09:00:00-04:00',
		author: [chart.to('Practitioner/doc-1')],
		content: [{ attachment: { contentType: 'text/plain', data, title: 'Zztest note' } }],
		context: { encounter: [{ reference: 'Encounter/e-1', display: chart.mark }] },
	};
	return { evidence: [resource], others: [], words: [data] };
};

const laboratory: Maker = (chart, at) => {
	const value = chart.random.integer(40, 400) + 0.5;
	const observation = {
		resourceType: 'Observation',
		id: `lab-${at}-1`,
		text: chart.text,
		status: 'final',
		category: [concept(CATEGORY, 'laboratory')],
		code: concept('http://loinc.org', '13457-7'),
		subject: chart.subject,
		effectiveDateTime: '2026-10-11T07:45:00-04:00',
		valueQuantity: {
			value,
			unit: 'mg/dL',
			system: 'http://unitsofmeasure.org',
			code: 'mg/dL',
		},
	};
	const report = {
		resourceType: 'DiagnosticReport',
		id: `lab-${at}`,
		text: chart.text,
		status: 'final',
		category: [concept('http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB')],
		code: concept('http://loinc.org', '24331-1'),
		subject: chart.subject,
		effectiveDateTime: '2026-10-11T07:45:00-04:00',
		issued: '2026-10-11T09:00:00-04:00',
		performer: [chart.to('Organization/lab-1')],
		result: [{ reference: `Observation/lab-${at}-1` }],
	};
	return {
		evidence: [report],
		others: [
			observation,
			chart.organization('lab-1', 'ZZTEST LABORATORY', [{ system: NPI, value: chart.npi() }]),
		],
		words: [`"value":${value}`],
	};
};

const procedure: Maker = (chart, at) => {
	const day = `2026-0${chart.random.integer(1, 9)}-15`;
	const resource = {
		resourceType: 'Procedure',
		id: `proc-${at}`,
		text: chart.text,
		status: 'completed',
		code: concept('http://snomed.info/sct', String(chart.random.integer(1e7, 9e7))),
		subject: chart.subject,
		performedDateTime: day,
	};
	return { evidence: [resource], others: [], words: [`"performedDateTime":"${day}"`] };
};

const answers: Maker = (chart, at) => {
	const value = `Zztest answer ${at}`;
	const resource = {
		resourceType: 'QuestionnaireResponse',
		id: `answers-${at}`,
		text: chart.text,
		questionnaire: 'https://payer.zztest.example/Questionnaire/zztest|1',
		status: 'completed',
		subject: chart.subject,
		authored: '2026-11-20T12:00:00-05:00',
		author: chart.to('Practitioner/doc-1'),
		item: [{ linkId: '1', text: 'What was tried?', answer: [{ valueString: value }] }],
	};
	return { evidence: [resource], others: [], words: [value] };
};

const MAKERS: readonly Maker[] = [note, note, laboratory, procedure, answers];

/** Up to four pieces; and what is at hand but supports nothing. */
export function makeEvidence(chart: Chart): MadeEvidence {
	const count = chart.random.integer(0, 4);
	const made = Array.from({ length: count }, (_none, at) => chart.random.pick(MAKERS)(chart, at));
	const psychiatry = {
		resourceType: 'DocumentReference',
		id: 'other-note',
		status: 'current',
		subject: chart.subject,
		description: chart.mark,
	};
	return {
		evidence: made.flatMap(({ evidence }) =>
			evidence.map((resource) => ({
				resource,
				reportType: chart.random.pick(REPORTS),
				...(chart.random.next() < 0.5 && { description: 'Zztest: what was tried before.' }),
			})),
		),
		others: [...unique(made.flatMap(({ others }) => others)), psychiatry],
		words: made.flatMap(({ words }) => words),
	};
}

const unique = (records: readonly Json[]): Json[] => [
	...new Map(records.map((each) => [`${each.resourceType}/${each.id}`, each])).values(),
];
