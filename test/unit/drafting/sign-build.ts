import { hashOfFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
	Fact,
	Finding,
	Sentence,
	Verdict,
} from '../../../dist/nodes/shared/contracts/index.js';

/** One obviously synthetic patient, with a note and everything that a review page shows. */
const NOTE =
	'Day 2. ZZTEST patient feels better, less short of breath. No fever overnight. Weight down 2 kg since admission. Continue diuretic by mouth.';

const at = (words: string) => {
	const start = NOTE.indexOf(words);
	return { note: 'n1', start, end: start + words.length };
};

const ORAL = { code: '26643006', text: 'by mouth' };

/** A medicine with one step of directions. */
const medicine = (
	name: string,
	dose: number,
	frequency: { text: string; perDay?: number },
	more: object = {},
) => {
	const step = {
		text: `${dose} mg by mouth ${frequency.text}`,
		dose: { value: dose, unit: 'mg' },
		route: ORAL,
		frequency,
	};
	return {
		name,
		ingredient: name,
		ingredients: [name],
		codes: [],
		dose: step.dose,
		route: ORAL,
		frequency,
		steps: [step],
		onAdmission: true,
		atDischarge: true,
		...more,
	};
};

const CONTENT: Omit<ClinicalFacts, 'hash'> = {
	contract: 'ClinicalFacts/1',
	purpose: 'discharge-summary',
	purposeVersion: '2',
	patient: 'Patient/zz-1',
	encounter: 'Encounter/zz-stay',
	asOf: '2026-11-21T08:15:00.000Z',
	facts: [
		fact('f1', 'patient', 'name', 'Ada Zztest-Testperson', {
			data: { value: 'Ada Zztest-Testperson' },
			reference: 'Patient/zz-1',
		}),
		fact('f2', 'patient', 'birth-date', '1951-03-07', {
			data: { value: '1951-03-07' },
			reference: 'Patient/zz-1',
		}),
		fact('f3', 'patient', 'sex', 'female', {
			data: { value: 'female' },
			reference: 'Patient/zz-1',
		}),
		fact('f4', 'patient', 'identifier', 'ZZ-000017', {
			data: { value: 'ZZ-000017' },
			reference: 'Patient/zz-1',
		}),
		fact('f5', 'encounter', 'admission', 'admitted on 2026-11-17', {
			data: { codes: [] },
			reference: 'Encounter/zz-stay',
			time: { at: '2026-11-17T21:40:00+01:00', role: 'admission' },
		}),
		fact('f6', 'encounter', 'responsible', 'Dr. Zz Attending', {
			data: { codes: [], name: 'Dr. Zz Attending' },
			parts: { name: 'Dr. Zz Attending' },
			reference: 'Encounter/zz-stay',
		}),
		fact('f7', 'problem', 'discharge-diagnosis', 'Acute on chronic heart failure', {
			data: { name: 'Acute on chronic heart failure', codes: [], polarity: 'present' },
			reference: 'Condition/zz-hf',
			version: '3',
		}),
		fact(
			'f8',
			'medication',
			'changed',
			'furosemide 40 mg by mouth twice daily (before: 20 mg once daily)',
			{
				data: medicine(
					'furosemide',
					40,
					{ text: 'twice daily', perDay: 2 },
					{
						before: {
							name: 'furosemide',
							steps: medicine('furosemide', 20, { text: 'once daily', perDay: 1 }).steps,
						},
						changes: ['dose', 'frequency'],
					},
				),
				parts: {
					name: 'furosemide',
					dose: '40 mg',
					route: 'by mouth',
					frequency: 'twice daily',
					beforeDose: '20 mg',
					beforeFrequency: 'once daily',
				},
				reference: 'MedicationRequest/zz-furo',
				version: '2',
				time: { at: '2026-11-20', role: 'authored' },
			},
		),
		fact('f9', 'medication', 'stopped', 'ibuprofen 400 mg as needed', {
			data: medicine(
				'ibuprofen',
				400,
				{ text: 'as needed' },
				{ asNeeded: true, atDischarge: false },
			),
			parts: { name: 'ibuprofen', dose: '400 mg', frequency: 'as needed' },
			reference: 'MedicationRequest/zz-ibu',
			version: '4',
		}),
		fact('f10', 'lab', 'last', 'potassium 4.1 mmol/L', {
			data: {
				name: 'potassium',
				codes: [],
				roles: ['last'],
				status: 'final',
				count: 4,
				value: 4.1,
				unit: 'mmol/L',
			},
			reference: 'Observation/zz-k4',
			version: '1',
			time: { at: '2026-11-20T06:10:00+01:00', role: 'collected' },
		}),
		fact('f11', 'note-span', 'sentence', 'Weight down 2 kg since admission.', {
			data: { sentence: 3 },
			reference: 'DocumentReference/zz-note',
			version: '1',
			span: at('Weight down 2 kg since admission.'),
		}),
		fact('f12', 'allergy', 'allergy', 'penicillin: rash', {
			data: { substance: 'penicillin', codes: [], reaction: ['rash'], polarity: 'present' },
			reference: 'AllergyIntolerance/zz-pen',
			version: '1',
		}),
		fact('f13', 'pending-result', 'report', 'TSH, not final', {
			data: { name: 'TSH', codes: [], status: 'registered' },
			reference: 'DiagnosticReport/zz-tsh',
			version: '1',
			flags: ['preliminary'],
		}),
		fact('f14', 'follow-up', 'appointment', 'heart failure clinic on 2026-12-01 at 09:30', {
			data: { name: 'heart failure clinic', codes: [], status: 'booked' },
			reference: 'Appointment/zz-1',
			time: { at: '2026-12-01T09:30:00+01:00', role: 'scheduled' },
		}),
	],
	gaps: [
		{
			code: 'condition-missing',
			requirements: ['tjc-condition-disposition'],
			message: 'The chart does not say in which condition the patient leaves.',
		},
	],
	notes: [
		{
			id: 'n1',
			kind: 'note',
			reference: 'DocumentReference/zz-note',
			version: '1',
			path: 'DocumentReference.content[0].attachment',
			contentType: 'text/plain',
			type: { code: '11506-3', display: 'Progress note' },
			time: { at: '2026-11-19T07:30:00+01:00', role: 'written' },
			author: 'Dr. Zz Resident',
			text: NOTE,
			hash: '0'.repeat(64),
			length: NOTE.length,
			sentences: 5,
		},
	],
};
/** The same with the fingerprint that fits them. */
export const FACTS: ClinicalFacts = { ...CONTENT, hash: hashOfFacts(CONTENT) };

interface More {
	data: object;
	reference: string;
	version?: string;
	time?: Fact['time'];
	parts?: Record<string, string>;
	span?: Fact['span'];
	flags?: Fact['flags'];
}

export function fact(id: string, kind: string, role: string, text: string, more: More): Fact {
	const { reference, version, data, ...rest } = more;
	const path = reference.split('/')[0] ?? '';
	const source = [{ reference, path, ...(version !== undefined && { version }) }];
	return { id, kind, role, text, data, source, ...rest } as unknown as Fact;
}

export function sentence(
	id: string,
	text: string,
	cites: string[],
	verdict: Verdict = 'supported',
	findings: Finding[] = [],
): Sentence {
	const included = verdict !== 'unsupported';
	return { id, template: text, text, cites, origin: 'model', verdict, findings, included };
}

/** Supported, partly supported and left-out sentences, tables, and a section where the chart is empty. */
export const DRAFT: ClinicalDraft = {
	contract: 'ClinicalDraft/1',
	kind: 'discharge-summary',
	type: { code: '18842-5', display: 'Discharge summary' },
	title: 'Discharge summary',
	patient: 'Patient/zz-1',
	encounter: 'Encounter/zz-stay',
	asOf: '2026-11-21T08:15:00.000Z',
	factsHash: FACTS.hash,
	status: 'narrative',
	sections: [
		{
			code: '8648-8',
			title: 'Hospital course',
			sentences: [
				sentence('s1', 'The patient was admitted with acute on chronic heart failure.', [
					'f7',
					'f5',
				]),
				{
					...sentence('s2', 'Weight was down 2 kg since admission.', ['f11']),
					quotes: [{ fact: 'f11', text: 'Weight down 2 kg' }],
				},
				sentence(
					's3',
					'Potassium was 4.1 mmol/L on 2026-11-20 and unremarkable.',
					['f10'],
					'partly',
					[
						{
							class: 'ungrounded',
							message: 'The word "unremarkable" stands in no fact that the sentence speaks of.',
						},
					],
				),
			],
		},
		{
			code: '10183-2',
			title: 'Discharge medications',
			sentences: [
				sentence('s5', 'Furosemide was raised to 40 mg twice daily.', ['f8']),
				sentence('s6', 'Ibuprofen was stopped.', ['f9']),
			],
			tables: [
				{
					title: 'Medicines',
					columns: ['Medicine', 'Directions', 'Change'],
					rows: [
						{
							cells: [
								'furosemide',
								'40 mg by mouth twice daily',
								'changed: before 20 mg once daily',
							],
							facts: ['f8'],
						},
						{ cells: ['ibuprofen', '400 mg as needed', 'stopped'], facts: ['f9'] },
					],
				},
			],
		},
		{
			code: '48765-2',
			title: 'Allergies',
			sentences: [],
			tables: [
				{
					title: 'Allergies',
					columns: ['Substance', 'Reaction'],
					rows: [{ cells: ['penicillin', 'rash'], facts: ['f12'] }],
				},
			],
		},
		{
			code: '18776-5',
			title: 'Plan of treatment',
			sentences: [
				sentence('s8', 'An appointment at the heart failure clinic is booked for 2026-12-01.', [
					'f14',
				]),
			],
		},
		{ code: '47519-4', title: 'Procedures', sentences: [], empty: 'No procedures are recorded.' },
	],
	model: {
		engine: 'ollama',
		model: 'zz-local-summary',
		parameters: { temperature: 0 },
		promptHash: '1'.repeat(64),
		outputHash: '2'.repeat(64),
		promptVersion: '1',
	},
	rejected: [
		sentence('s4', 'Metoprolol 100 mg was started.', [], 'unsupported', [
			{ class: 'drug-outside', message: 'No medicine of this name is in the chart.' },
		]),
	],
};

export const VERIFICATION: DraftVerification = verified(DRAFT);

/** Plays the check: the verdicts that stand in the draft; the clinician's own words rest on no fact. */
export function verified(draft: ClinicalDraft): DraftVerification {
	const all = [...draft.sections.flatMap(({ sentences }) => sentences), ...draft.rejected];
	const sentences = all.map(({ id, origin, verdict = 'supported', cites, findings = [] }) =>
		origin === 'clinician'
			? {
					id,
					verdict: 'unsupported' as const,
					evidence: [],
					findings: [{ class: 'ungrounded', message: 'The chart does not say this.' }],
				}
			: { id, verdict, evidence: cites, findings },
	);
	const count = (wanted: Verdict): number =>
		sentences.filter(({ verdict }) => verdict === wanted).length;
	return {
		contract: 'DraftVerification/1',
		sentences,
		omissions: [
			{
				requirement: 'Pending tests, or that none are pending (HEDIS TRC)',
				code: 'trc-pending',
				facts: ['f13'],
				message: 'A result that is still pending is not mentioned: TSH.',
			},
		],
		contradictions: [],
		counts: {
			supported: count('supported'),
			partly: count('partly'),
			unsupported: count('unsupported'),
			omissions: 1,
		},
		verifier: { version: '1', rules: '0'.repeat(64) },
		ms: 1,
	};
}

/** The text that is signed in these tests: included sentences, one a line. */
export const rendered = (draft: ClinicalDraft): string =>
	draft.sections.flatMap(({ sentences }) => sentences.map(({ text }) => text)).join('\n');
