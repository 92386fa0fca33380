import type {
	ClinicalFacts,
	Directions,
	Fact,
} from '../../../nodes/shared/contracts/clinical-facts.ts';
import type { ClinicalDraft, Sentence } from '../../../nodes/shared/contracts/clinical-draft.ts';

/** Facts of one made-up stay, written by hand so that each test can be checked by eye. */
const source = (reference: string) => [{ reference, path: reference.split('/')[0] }];

type Loose = Record<string, unknown> & { kind: string; role: string; text: string };

let next = 0;
const fact = (one: Loose): Fact =>
	({ id: `f${++next}`, source: source(`X/${next}`), ...one }) as unknown as Fact;

export function step(
	dose: [number, string] | undefined,
	route: string | undefined,
	frequency: string | undefined,
	more: Partial<Directions> = {},
): Directions {
	const text = [dose && `${dose[0]} ${dose[1]}`, route, frequency].filter(Boolean).join(' ');
	return {
		text: `${text}${more.asNeeded ? ' as needed' : ''}${more.asNeededFor ? ` ${more.asNeededFor}` : ''}${more.duration ? ` ${more.duration}` : ''}`,
		...(dose && { dose: { value: dose[0], unit: dose[1] } }),
		...(route && { route: { text: route } }),
		...(frequency && { frequency: { text: frequency } }),
		...more,
	};
}

export function medication(
	role: string,
	name: string,
	ingredient: string,
	steps: Directions[],
	more: Record<string, unknown> = {},
): Loose {
	const { before, time, flags, ...data } = more;
	return {
		kind: 'medication',
		role,
		text: `${name}, ${steps.map((one) => one.text).join(', then ')}`,
		parts: { name, directions: steps.map((one) => one.text).join(', then ') },
		...(time ? { time } : {}),
		...(flags ? { flags } : {}),
		data: {
			name,
			ingredient,
			ingredients: ingredient.split(' / '),
			codes: [],
			steps,
			...(steps[0]?.dose && { dose: steps[0].dose }),
			...(before ? { before: { name, steps: before } } : {}),
			onAdmission: role !== 'new' && role !== 'inpatient-only',
			atDischarge: role !== 'stopped' && role !== 'inpatient-only',
			...data,
		},
	};
}

export function lab(
	name: string,
	loinc: string,
	value: number,
	unit: string,
	at: string,
	roles: string[],
	more: Record<string, unknown> = {},
): Loose {
	return {
		kind: 'lab',
		role: roles[0],
		text: `${name} ${value} ${unit} on ${at}`,
		parts: { name, value: String(value), unit, result: `${value} ${unit}`, date: at },
		time: { at, role: 'collected' },
		data: {
			name,
			codes: [],
			loinc,
			value,
			unit,
			roles,
			status: 'final',
			count: roles.length,
			...more,
		},
	};
}

const vital = (
	name: string,
	value: number,
	unit: string,
	at: string,
	roles: string[],
	more: Record<string, unknown> = {},
): Loose => ({
	...lab(name, '', value, unit, at, roles, more),
	kind: 'vital',
});

export function problem(role: string, name: string, more: Record<string, unknown> = {}): Loose {
	return {
		kind: 'problem',
		role,
		text: name,
		parts: { name },
		data: { name, codes: [], polarity: 'present', ...more },
	};
}

export function span(text: string, sentence: number): Loose {
	return {
		kind: 'note-span',
		role: 'sentence',
		text,
		data: { sentence },
		span: { note: 'n1', start: 0, end: text.length },
	};
}

export function baseFacts(): Loose[] {
	return [
		{ kind: 'patient', role: 'name', text: 'Ada Testperson', data: { value: 'Ada Testperson' } },
		{ kind: 'patient', role: 'sex', text: 'female', data: { value: 'female' } },
		{
			kind: 'patient',
			role: 'birth-date',
			text: '1954-05-12',
			data: { value: '1954-05-12' },
			time: { at: '1954-05-12', role: 'birth' },
		},
		{ kind: 'patient', role: 'age', text: '72 years', data: { value: '72 years', years: 72 } },
		{
			kind: 'encounter',
			role: 'admission',
			text: 'Admitted on 2026-11-02',
			parts: { date: '2026-11-02' },
			time: { at: '2026-11-02', role: 'admission' },
			data: { codes: [] },
		},
		{
			kind: 'encounter',
			role: 'discharge',
			text: 'Discharged on 2026-11-09',
			parts: { date: '2026-11-09' },
			time: { at: '2026-11-09', role: 'discharge' },
			data: { codes: [] },
		},
		{
			kind: 'encounter',
			role: 'reason',
			text: 'Shortness of breath',
			parts: { reason: 'Shortness of breath' },
			data: { codes: [] },
		},
		{ kind: 'encounter', role: 'disposition', text: 'Home', data: { codes: [] } },
		{
			kind: 'encounter',
			role: 'responsible',
			text: 'Dr. Bob Zztest, attending physician',
			parts: { name: 'Dr. Bob Zztest' },
			data: { codes: [], name: 'Dr. Bob Zztest', as: 'attending physician' },
		},
		problem('discharge-diagnosis', 'Community acquired pneumonia', { side: 'right' }),
		problem('discharge-diagnosis', 'Acute kidney injury'),
		problem('history', 'Type 2 diabetes mellitus'),
		problem('history', 'Hypertension'),
		problem('history', 'Asthma', { polarity: 'resolved' }),
		problem('discharge-diagnosis', 'Pulmonary embolism', { polarity: 'absent' }),
		problem('discharge-diagnosis', 'Heart failure', { polarity: 'unconfirmed' }),
		problem('history', 'Osteoarthritis of left knee', { side: 'left' }),
		{
			kind: 'procedure',
			role: 'performed',
			text: 'Bronchoscopy on 2026-11-04',
			parts: { name: 'Bronchoscopy', date: '2026-11-04' },
			time: { at: '2026-11-04', role: 'performed' },
			data: { name: 'Bronchoscopy', codes: [], status: 'completed' },
		},
		{
			kind: 'procedure',
			role: 'not-done',
			text: 'Thoracentesis was not done',
			parts: { name: 'Thoracentesis' },
			data: { name: 'Thoracentesis', codes: [], status: 'not-done', reason: 'effusion too small' },
		},
		{
			kind: 'procedure',
			role: 'performed',
			text: 'Right knee arthroscopy on 2026-11-06',
			parts: { name: 'Right knee arthroscopy' },
			time: { at: '2026-11-06', role: 'performed' },
			data: { name: 'Right knee arthroscopy', codes: [], status: 'completed', side: 'right' },
		},
		medication(
			'new',
			'Amoxicillin 875 mg / clavulanate 125 mg oral tablet',
			'amoxicillin / clavulanate',
			[step([1, 'tablet'], 'by mouth', 'twice daily', { duration: 'for 5 days' })],
		),
		medication(
			'changed',
			'Metoprolol tartrate 50 mg oral tablet',
			'metoprolol',
			[step([50, 'mg'], 'by mouth', 'twice daily')],
			{ before: [step([25, 'mg'], 'by mouth', 'twice daily')], changes: ['dose'] },
		),
		medication('continued', 'Metformin 1000 mg oral tablet', 'metformin', [
			step([1000, 'mg'], 'by mouth', 'twice daily'),
		]),
		medication('continued', 'Aspirin 81 mg oral tablet', 'aspirin', [
			step([81, 'mg'], 'by mouth', 'once daily'),
		]),
		medication(
			'stopped',
			'Lisinopril 10 mg oral tablet',
			'lisinopril',
			[step([10, 'mg'], 'by mouth', 'once daily')],
			{ stoppedReason: 'acute kidney injury' },
		),
		medication(
			'inpatient-only',
			'Ceftriaxone',
			'ceftriaxone',
			[step([1, 'g'], 'intravenous', 'every 24 hours')],
			{ time: { at: '2026-11-02', end: '2026-11-06', role: 'given' } },
		),
		medication('new', 'Acetaminophen 325 mg oral tablet', 'acetaminophen', [
			step([650, 'mg'], 'by mouth', 'every 6 hours', { asNeeded: true, asNeededFor: 'for pain' }),
		]),
		medication('new', 'Insulin glargine 100 units/mL', 'insulin glargine', [
			step([12, 'units'], 'subcutaneous', 'at bedtime'),
		]),
		medication('new', 'Prednisone 20 mg oral tablet', 'prednisone', [
			step([40, 'mg'], 'by mouth', 'once daily', { duration: 'for 5 days' }),
			step([20, 'mg'], 'by mouth', 'once daily', { duration: 'for 3 days' }),
		]),
		medication('continued', 'Levothyroxine 50 mcg oral tablet', 'levothyroxine', [
			step([50, 'mcg'], 'by mouth', 'every morning'),
		]),
		{
			kind: 'allergy',
			role: 'allergy',
			text: 'Penicillin V: rash',
			parts: { name: 'Penicillin', reaction: 'rash' },
			data: {
				substance: 'Penicillin',
				codes: [],
				reaction: ['Rash'],
				polarity: 'present',
				categories: ['medication'],
			},
		},
		{
			kind: 'allergy',
			role: 'allergy',
			text: 'Latex',
			parts: { name: 'Latex' },
			data: {
				substance: 'Latex',
				codes: [],
				reaction: ['Hives'],
				polarity: 'present',
				categories: ['environment'],
			},
		},
		lab('Potassium', '2823-3', 3.1, 'mmol/L', '2026-11-02', ['first', 'worst'], {
			range: { low: 3.5, high: 5.1 },
			direction: 'low',
			flag: 'L',
		}),
		lab('Potassium', '2823-3', 4.2, 'mmol/L', '2026-11-09', ['last'], {
			range: { low: 3.5, high: 5.1 },
		}),
		lab('Creatinine', '2160-0', 2.4, 'mg/dL', '2026-11-02', ['first'], {
			range: { low: 0.6, high: 1.2 },
			direction: 'high',
		}),
		lab('Creatinine', '2160-0', 3, 'mg/dL', '2026-11-04', ['worst'], {
			range: { low: 0.6, high: 1.2 },
			direction: 'high',
		}),
		lab('Creatinine', '2160-0', 1.1, 'mg/dL', '2026-11-09', ['last'], {
			range: { low: 0.6, high: 1.2 },
		}),
		lab(
			'Leukocytes [#/volume] in Blood',
			'6690-2',
			14.2,
			'10*3/uL',
			'2026-11-02',
			['first', 'worst'],
			{ direction: 'high' },
		),
		lab('Leukocytes [#/volume] in Blood', '6690-2', 8.1, '10*3/uL', '2026-11-08', ['last']),
		lab('Hemoglobin', '718-7', 10.4, 'g/dL', '2026-11-03', ['first', 'worst', 'last']),
		{
			kind: 'vital',
			role: 'last',
			text: 'Blood pressure 128/76 mmHg on 2026-11-09',
			time: { at: '2026-11-09', role: 'effective' },
			parts: { result: '128/76 mmHg' },
			data: {
				name: 'Blood pressure',
				codes: [],
				roles: ['last'],
				status: 'final',
				count: 1,
				components: [
					{ name: 'Systolic blood pressure', value: 128, unit: 'mmHg' },
					{ name: 'Diastolic blood pressure', value: 76, unit: 'mmHg' },
				],
			},
		},
		vital('Body temperature', 38.9, 'Cel', '2026-11-02', ['first', 'worst']),
		vital('Heart rate', 72, '/min', '2026-11-09', ['last']),
		{
			kind: 'report',
			role: 'conclusion',
			text: 'Right lower lobe consolidation without pleural effusion.',
			parts: { name: 'Chest X-ray', date: '2026-11-02' },
			time: { at: '2026-11-02', role: 'issued' },
			data: { name: 'Chest X-ray', codes: [], status: 'final' },
		},
		{
			kind: 'pending-result',
			role: 'report',
			text: 'Sputum culture (preliminary)',
			parts: { name: 'Sputum culture' },
			data: { name: 'Sputum culture', codes: [], status: 'preliminary' },
		},
		{
			kind: 'follow-up',
			role: 'appointment',
			text: 'Cardiology with Dr. Cyd Zzsample on 2026-11-20 at 10:30 at Zztest Heart Clinic',
			parts: {
				name: 'Cardiology',
				date: '2026-11-20',
				time: '10:30',
				with: 'Dr. Cyd Zzsample',
				place: 'Zztest Heart Clinic',
			},
			time: { at: '2026-11-20T10:30:00', role: 'scheduled' },
			data: { name: 'Cardiology', codes: [], with: ['Dr. Cyd Zzsample'] },
		},
		{
			kind: 'follow-up',
			role: 'order',
			text: 'Primary care in 2 weeks',
			parts: { name: 'Primary care in 2 weeks' },
			data: { name: 'Primary care in 2 weeks', codes: [] },
		},
		{
			kind: 'code-status',
			role: 'code-status',
			text: 'Full code',
			data: { name: 'Full code', codes: [], meaning: 'full' },
		},
		{
			kind: 'immunization',
			role: 'given',
			text: 'Influenza vaccine on 2026-11-08',
			parts: { name: 'Influenza vaccine' },
			time: { at: '2026-11-08', role: 'given' },
			data: { name: 'Influenza vaccine', codes: [], status: 'completed' },
		},
		{
			kind: 'diet',
			role: 'instruction',
			text: 'Low sodium diet, 2 g per day',
			data: { name: 'Low sodium diet, 2 g per day', codes: [] },
		},
		span('Her mother had breast cancer.', 0),
		span('She lives alone and walks with a cane.', 1),
		span('She tolerated the bronchoscopy well.', 2),
		span('No evidence of endocarditis was found on the echocardiogram.', 3),
		span('Her breathing improved and she was weaned to room air.', 4),
	];
}

export function chartOf(list: Loose[] = baseFacts()): ClinicalFacts {
	next = 0;
	return {
		contract: 'ClinicalFacts/1',
		purpose: 'discharge-summary',
		purposeVersion: '1',
		patient: 'Patient/1',
		encounter: 'Encounter/1',
		asOf: '2026-11-09T12:00:00Z',
		facts: list.map(fact),
		gaps: [],
		notes: [],
		hash: 'x',
	};
}

export const sentence = (text: string, id = 's1', more: Partial<Sentence> = {}): Sentence => ({
	id,
	template: text,
	text,
	cites: [],
	origin: 'clinician',
	included: true,
	...more,
});

export function draftOf(
	texts: string[],
	code = '8648-8',
	tables?: ClinicalDraft['sections'][0]['tables'],
): ClinicalDraft {
	return {
		contract: 'ClinicalDraft/1',
		kind: 'discharge-summary',
		type: { code: '18842-5', display: 'Discharge summary' },
		title: 'Discharge summary',
		patient: 'Patient/1',
		asOf: '2026-11-09T12:00:00Z',
		factsHash: 'x',
		status: 'narrative',
		sections: [
			{
				code,
				title: '',
				sentences: texts.map((text, index) => sentence(text, `s${index + 1}`)),
				...(tables && { tables }),
			},
		],
		rejected: [],
	};
}
