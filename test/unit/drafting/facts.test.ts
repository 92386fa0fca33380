import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildFacts, compareFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import {
	REQUIREMENTS,
	type ChartContext,
	type Fact,
	type FactKind,
} from '../../../dist/nodes/shared/contracts/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import * as build from './facts-chart.ts';

const { chart, concept, coded, inStay, patient, record, stay, stayWith } = build;

const facts = (context: ChartContext, kind?: FactKind): Fact[] =>
	buildFacts(context).facts.filter((one) => kind === undefined || one.kind === kind);
const told = (context: ChartContext, kind: FactKind): string[] =>
	facts(context, kind).map(({ role, text }) => `${role}: ${text}`);
const gaps = (context: ChartContext): string[] => buildFacts(context).gaps.map(({ code }) => code);
const code = (wanted: string) => (error: unknown) =>
	error instanceof HospitalError && error.code === wanted;

const ver = (value: string) =>
	coded(value, 'http://terminology.hl7.org/CodeSystem/condition-ver-status');
const clinical = (value: string) =>
	coded(value, 'http://terminology.hl7.org/CodeSystem/condition-clinical');

describe('the patient', () => {
	test('is told by name, record number, sex, birth date and age at admission', () => {
		assert.deepEqual(told(stayWith(), 'patient'), [
			'name: Ada Zztest',
			'age: 75 years',
			'birth-date: 1950-11-12',
			'identifier: ZZ-1',
			'sex: female',
		]);
	});

	test('has no age when only the year of birth is known', () => {
		const roles = facts(chart([patient({ birthDate: '1950' }), stay()]), 'patient').map(
			({ role }) => role,
		);
		assert.ok(roles.includes('birth-date'));
		assert.ok(!roles.includes('age'));
	});

	test('who died is told so, with the date', () => {
		const context = chart([patient({ deceasedDateTime: '2026-11-14T10:00:00+01:00' }), stay()]);
		assert.ok(told(context, 'patient').includes('deceased: deceased on 2026-11-14'));
		assert.ok(!gaps(context).includes('condition-missing'));
	});

	test('without a record is a gap, never a name from elsewhere', () => {
		const context = chart([stay()]);
		assert.deepEqual(facts(context, 'patient'), []);
		assert.ok(gaps(context).includes('patient-missing'));
	});
});

describe('the stay', () => {
	const full = stay({
		reasonCode: [concept('Shortness of breath')],
		hospitalization: {
			admitSource: concept('From home'),
			dischargeDisposition: concept('Home with home health care'),
		},
		location: [{ location: { reference: 'Location/w3', display: 'Ward 3' } }],
		participant: [
			{
				type: [coded('ATND', 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType')],
				individual: { reference: 'Practitioner/d1', display: 'Dr. Zzdoctor' },
			},
			{
				type: [coded('TRANS', 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType')],
				individual: { reference: 'Practitioner/d2', display: 'Zz Interpreter' },
			},
		],
	});

	test('is told with reason, place, times, where the patient goes and who answers for it', () => {
		assert.deepEqual(told(chart([patient(), full]), 'encounter'), [
			'admission: 2026-11-10 at 08:15 UTC+01:00',
			'discharge: 2026-11-14 at 11:00 UTC+01:00',
			'reason: Shortness of breath',
			'class: inpatient',
			'disposition: Home with home health care',
			'location: Ward 3',
			'responsible: Dr. Zzdoctor, attending',
		]);
	});

	test('keeps the times as the chart writes them', () => {
		const [admission] = facts(chart([patient(), full]), 'encounter');
		assert.deepEqual(admission.time, { at: '2026-11-10T08:15:00+01:00', role: 'admission' });
		assert.deepEqual(admission.source, [
			{ reference: build.STAY, version: '2', path: 'Encounter.period.start' },
		]);
	});

	test('that is still going on has no discharge, even when a planned end is written', () => {
		const context = chart([patient(), stay({ status: 'in-progress' })]);
		assert.ok(!facts(context).some(({ role }) => role === 'discharge'));
		assert.ok(gaps(context).includes('discharge-missing'));
	});

	test('without a reason code takes what it calls the chief complaint', () => {
		const condition = inStay('Condition', { code: concept('Chest pain') });
		const diagnosis = [{ condition: { reference: `Condition/${condition.id}` }, use: coded('CC') }];
		assert.ok(
			told(chart([patient(), stay({ diagnosis }), condition]), 'encounter').includes(
				'reason: Chest pain',
			),
		);
	});
});

describe('problems', () => {
	const problem = (text: string, more: object = {}) =>
		record('Condition', { code: concept(text), ...more });

	test('tell whether the patient has them', () => {
		const context = stayWith(
			problem('Asthma', { clinicalStatus: clinical('active') }),
			problem('Gout', { clinicalStatus: clinical('resolved') }),
			problem('Lung cancer', { verificationStatus: ver('refuted') }),
			problem('Sepsis', { verificationStatus: ver('differential') }),
			problem('No evidence of pulmonary embolism'),
			problem('No light perception'),
			problem('Not for resuscitation'),
			problem('Absence of kidney'),
			problem('Suspected endocarditis'),
			problem('Eczema', { abatementDateTime: '2020' }),
		);
		const polarity = Object.fromEntries(
			facts(context, 'problem').map(({ data, text }) => [
				(data as { name: string }).name,
				`${(data as { polarity: string }).polarity}: ${text}`,
			]),
		);
		assert.deepEqual(polarity, {
			Asthma: 'present: Asthma',
			Eczema: 'resolved: Eczema (resolved)',
			Gout: 'resolved: Gout (resolved)',
			'Lung cancer': 'absent: Lung cancer (ruled out: the patient does not have it)',
			'No evidence of pulmonary embolism': 'absent: No evidence of pulmonary embolism',
			'No light perception': 'present: No light perception',
			'Not for resuscitation': 'present: Not for resuscitation',
			'Absence of kidney': 'present: Absence of kidney',
			Sepsis: 'unconfirmed: Sepsis (not confirmed)',
			'Suspected endocarditis': 'unconfirmed: Suspected endocarditis (not confirmed)',
		});
	});

	test('take their side from the body site, a code, or words, and say it', () => {
		const site = (text: string, number?: string) => ({ bodySite: [concept(text, number)] });
		const context = stayWith(
			problem('Fracture of femur', site('Left femur')),
			problem('Cellulitis of leg', site('Leg', '24028007')),
			problem('Bilateral pleural effusion'),
			problem('Left against medical advice'),
			problem('Pneumothorax'),
		);
		assert.deepEqual(
			facts(context, 'problem').map(({ text, data }) => [text, (data as { side?: string }).side]),
			[
				['Bilateral pleural effusion', 'bilateral'],
				['Cellulitis of leg (right)', 'right'],
				['Fracture of femur (left)', 'left'],
				['Left against medical advice', undefined],
				['Pneumothorax', undefined],
			],
		);
	});

	test('whose text and body site name two sides have none, and are marked', () => {
		const [one] = facts(
			stayWith(problem('Fracture of left wrist', { bodySite: [concept('Right wrist')] })),
			'problem',
		);
		assert.equal((one.data as { side?: string }).side, undefined);
		assert.deepEqual(one.flags, ['conflict']);
	});

	test('are diagnoses of admission and discharge as the stay says, and history otherwise', () => {
		const [a, b, c] = ['Dyspnea', 'Heart failure', 'Hypertension'].map((text) =>
			inStay('Condition', { code: concept(text) }),
		);
		const use = (one: typeof a, value: string, rank?: number) => ({
			condition: { reference: `Condition/${one.id}` },
			use: coded(value),
			...(rank && { rank }),
		});
		const diagnosis = [use(a, 'AD'), use(b, 'DD', 1), use(c, 'CM')];
		const past = problem('Diabetes', { category: [coded('problem-list-item')] });
		const context = chart([patient(), stay({ diagnosis }), a, b, c, past]);
		assert.deepEqual(told(context, 'problem'), [
			'discharge-diagnosis: Heart failure',
			'admission-diagnosis: Dyspnea',
			'history: Diabetes',
			'history: Hypertension',
		]);
		const [first] = facts(context, 'problem');
		assert.equal((first.data as { rank?: number }).rank, 1);
		assert.equal(first.source.length, 2);
	});

	test('that were ruled out are never a diagnosis at discharge', () => {
		const one = inStay('Condition', {
			code: concept('Pulmonary embolism'),
			verificationStatus: ver('refuted'),
		});
		const diagnosis = [{ condition: { reference: `Condition/${one.id}` }, use: coded('DD') }];
		const context = chart([patient(), stay({ diagnosis }), one]);
		assert.deepEqual(
			facts(context, 'problem').map(({ role }) => role),
			['history'],
		);
		assert.ok(gaps(context).includes('diagnoses-missing'));
	});

	test('in two records are one fact with both sources', () => {
		const same = { code: concept('Asthma', '195967001'), clinicalStatus: clinical('active') };
		const all = facts(stayWith(record('Condition', same), record('Condition', same)), 'problem');
		assert.equal(all.length, 1);
		assert.equal(all[0].source.length, 2);
		assert.deepEqual(all[0].flags, ['duplicate']);
	});

	test('that one record has and another rules out are both marked', () => {
		const same = concept('Asthma', '195967001');
		const all = facts(
			stayWith(
				record('Condition', { code: same }),
				record('Condition', { code: same, verificationStatus: ver('refuted') }),
			),
			'problem',
		);
		assert.deepEqual(
			all.map(({ flags }) => flags),
			[['conflict'], ['conflict']],
		);
	});
});

test('names leave out what only terminologies need', () => {
	const named = (text: string, system: string) =>
		record('Condition', { code: concept(text, '1', system) });
	const context = stayWith(
		named('Asthma (disorder)', build.SNOMED),
		named('Hemoglobin [Mass/volume] in Blood', build.LOINC),
		named('Injury [old] (left)', build.SNOMED),
	);
	assert.deepEqual(
		facts(context, 'problem').map(({ text }) => text),
		['Asthma', 'Hemoglobin in Blood', 'Injury [old] (left)'],
	);
});

describe('procedures', () => {
	const procedure = (status: string, more: object = {}) =>
		inStay('Procedure', { status, code: concept(`Procedure ${status}`), ...more });

	test('say whether they were performed', () => {
		const context = stayWith(
			procedure('completed', { performedDateTime: '2026-11-11' }),
			procedure('not-done', { statusReason: concept('Patient declined') }),
			procedure('preparation'),
			procedure('stopped'),
			procedure('unknown'),
		);
		assert.deepEqual(told(context, 'procedure'), [
			'performed: Procedure completed',
			'stopped: Procedure stopped (begun and stopped)',
			'unclear: Procedure unknown (the chart does not say whether it was performed)',
			'not-done: Procedure not-done (not performed: Patient declined)',
			'planned: Procedure preparation (planned, not performed)',
		]);
	});

	test('name side, day and complication', () => {
		const [one] = facts(
			stayWith(
				procedure('completed', {
					performedPeriod: { start: '2026-11-11T10:00:00Z', end: '2026-11-11T12:00:00Z' },
					bodySite: [concept('Left knee')],
					complication: [concept('Bleeding')],
				}),
			),
			'procedure',
		);
		assert.equal(one.text, 'Procedure completed (Left knee), complication: Bleeding');
		assert.deepEqual(one.time, {
			at: '2026-11-11T10:00:00Z',
			end: '2026-11-11T12:00:00Z',
			role: 'performed',
		});
		assert.equal(one.parts?.date, '2026-11-11');
	});

	test('of long before the stay are marked, not silently of it', () => {
		const [one] = facts(
			stayWith(procedure('completed', { performedDateTime: '2019-01-01' })),
			'procedure',
		);
		assert.deepEqual(one.flags, ['outside-stay']);
	});
});

describe('allergies', () => {
	const allergy = (text: string, more: object = {}) =>
		record('AllergyIntolerance', { code: concept(text), ...more });
	const verified = (value: string) => ({
		verificationStatus: coded(
			value,
			'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
		),
	});

	test('are told with reaction, criticality and whether they hold', () => {
		const context = stayWith(
			allergy('Allergy to penicillin', {
				criticality: 'high',
				reaction: [{ manifestation: [concept('Anaphylaxis')], severity: 'severe' }],
			}),
			allergy('Latex', verified('refuted')),
			allergy('Egg', { clinicalStatus: coded('resolved') }),
			allergy('Shellfish', verified('unconfirmed')),
		);
		assert.deepEqual(told(context, 'allergy'), [
			'allergy: Egg (allergy resolved)',
			'allergy: Latex (allergy refuted: the patient does not have it)',
			'allergy: penicillin (reaction: Anaphylaxis; severe reaction recorded; high criticality)',
			'allergy: Shellfish (allergy not confirmed)',
		]);
	});

	test('that are not recorded are a gap, never none', () => {
		const context = stayWith();
		assert.deepEqual(facts(context, 'allergy'), []);
		const gap = buildFacts(context).gaps.find((one) => one.code === 'allergies-missing');
		assert.match(gap?.message ?? '', /does not mean that there are none/);
	});

	test('"no known allergy" is told only where it was entered, by code or words', () => {
		for (const [text, number, said] of [
			['No known allergy', '716186003', 'no known allergies'],
			['No known drug allergy', '409137002', 'no known medication allergies'],
			['NKDA', undefined, 'no known medication allergies'],
		] as const) {
			const context = stayWith(allergy(text, { code: concept(text, number) }));
			assert.deepEqual(told(context, 'allergy'), [`none-known: ${said}`]);
		}
	});

	test('"not asked" is a gap', () => {
		const context = stayWith(
			allergy('No information', {
				code: concept('No information about allergies', 'no-allergy-info'),
			}),
		);
		assert.deepEqual(facts(context, 'allergy'), []);
		assert.ok(gaps(context).includes('allergies-not-asked'));
	});

	test('"no known drug allergy" beside an allergy to a drug marks both, beside a food allergy none', () => {
		const none = allergy('No known drug allergy', {
			code: concept('No known drug allergy', '409137002'),
		});
		const flags = (categories: string[]) =>
			facts(stayWith(none, allergy('Zz', { category: categories })), 'allergy').map(
				(one) => one.flags,
			);
		assert.deepEqual(flags(['medication']), [['conflict'], ['conflict']]);
		assert.deepEqual(flags(['food']), [undefined, undefined]);
	});

	test('in two records are one fact that knows all reactions', () => {
		const react = (text: string) => ({ reaction: [{ manifestation: [concept(text)] }] });
		const [one, ...others] = facts(
			stayWith(allergy('Penicillin', react('Hives')), allergy('penicillin', react('Wheezing'))),
			'allergy',
		);
		assert.equal(others.length, 0);
		assert.match(one.text, /Hives and Wheezing/);
	});

	test('that are refuted in one record and not in another are marked', () => {
		const all = facts(
			stayWith(allergy('Penicillin'), allergy('Penicillin', verified('refuted'))),
			'allergy',
		);
		assert.deepEqual(
			all.map(({ flags }) => flags),
			[['conflict'], ['conflict']],
		);
	});
});

describe('what is pending', () => {
	const report = (status: string, more: object = {}) =>
		inStay('DiagnosticReport', {
			status,
			code: concept('Blood culture'),
			effectiveDateTime: '2026-11-13',
			...more,
		});
	const order = (text: string, more: object = {}) =>
		inStay('ServiceRequest', {
			status: 'active',
			intent: 'order',
			code: concept(text),
			authoredOn: '2026-11-12',
			...more,
		});

	test('are reports that are registered, partial or preliminary', () => {
		const context = stayWith(report('registered'), report('partial'), report('preliminary'));
		assert.deepEqual(told(context, 'pending-result'), [
			'report: Blood culture, collected on 2026-11-13 (pending: no result yet)',
			'report: Blood culture, collected on 2026-11-13 (pending: only part of the result is there)',
			'report: Blood culture, collected on 2026-11-13 (pending: preliminary result only)',
		]);
		assert.deepEqual(facts(stayWith(report('final')), 'pending-result'), []);
	});

	test('is an open order without a final report, and told once with its open report', () => {
		const one = order('Laboratory culture');
		const basedOn = [{ reference: `ServiceRequest/${one.id}` }];
		assert.deepEqual(told(stayWith(one), 'pending-result'), [
			'order: Laboratory culture, ordered on 2026-11-12 (pending: ordered, no final report)',
		]);
		assert.deepEqual(facts(stayWith(one, report('final', { basedOn })), 'pending-result'), []);
		const both = facts(stayWith(one, report('partial', { basedOn })), 'pending-result');
		assert.deepEqual(
			both.map(({ role, source }) => [role, source.length]),
			[['report', 2]],
		);
	});

	test('is an order of which nothing tells what it is: it is not dropped', () => {
		assert.equal(facts(stayWith(order('Zz assay')), 'pending-result').length, 1);
	});

	test('is not a diet, a referral, an activity, or an order not to do something', () => {
		const context = stayWith(
			order('Low sodium diet'),
			order('Referral to cardiology'),
			order('Activity as tolerated'),
			order('CT of chest', { doNotPerform: true }),
		);
		assert.deepEqual(facts(context, 'pending-result'), []);
	});

	test('cannot be called none when reports or orders were not read', () => {
		assert.ok(!gaps(stayWith()).includes('pending-unknown'));
		assert.ok(gaps(chart([patient(), stay()], { declared: [] })).includes('pending-unknown'));
		const truncated = [{ read: 'reports', type: 'DiagnosticReport', kept: 100, newestFirst: true }];
		assert.ok(gaps(chart([patient(), stay()], { truncated })).includes('pending-unknown'));
	});

	test('is a preliminary laboratory result, unless its open report is told', () => {
		const result = build.lab('Zz', '2026-11-13', build.amount(4, 'mg/dL'), {
			status: 'preliminary',
		});
		assert.equal(facts(stayWith(result), 'pending-result').length, 1);
		const holder = report('partial', { result: [{ reference: `Observation/${result.id}` }] });
		assert.deepEqual(told(stayWith(result, holder), 'pending-result').length, 1);
	});
});

describe('what follows', () => {
	const appointment = (more: object = {}) =>
		record('Appointment', {
			subject: undefined,
			status: 'booked',
			serviceType: [concept('Cardiology')],
			start: '2026-11-20T09:00:00+01:00',
			participant: [
				{ actor: { reference: build.PATIENT }, status: 'accepted' },
				{
					actor: { reference: 'Practitioner/d3', display: 'Dr. Zzheart' },
					status: 'accepted',
				},
				{ actor: { reference: 'Location/l1', display: 'Clinic 2' }, status: 'accepted' },
			],
			...more,
		});

	test('are appointments, with who, when and where', () => {
		const [one] = facts(stayWith(appointment()), 'follow-up');
		assert.equal(
			one.text,
			'Cardiology with Dr. Zzheart on 2026-11-20 at 09:00 UTC+01:00, Clinic 2',
		);
		assert.deepEqual(one.parts, {
			name: 'Cardiology',
			date: '2026-11-20',
			time: '09:00 UTC+01:00',
			place: 'Clinic 2',
			with: 'Dr. Zzheart',
		});
	});

	test('are no appointments that are cancelled or over', () => {
		const context = stayWith(
			appointment({ status: 'cancelled' }),
			appointment({ start: '2026-11-01T09:00:00Z' }),
			appointment({ status: 'noshow' }),
		);
		assert.deepEqual(facts(context, 'follow-up'), []);
	});

	test('say of a proposed appointment that it is not booked', () => {
		assert.match(told(stayWith(appointment({ status: 'proposed' })), 'follow-up')[0], /not booked/);
	});

	test('are orders, diet and activity, each as its own kind', () => {
		const order = (text: string, more: object = {}) =>
			inStay('ServiceRequest', { status: 'active', intent: 'order', code: concept(text), ...more });
		const context = stayWith(
			order('Referral to cardiology'),
			order('Low sodium diet'),
			order('No heavy lifting'),
			order('Driving', { doNotPerform: true }),
			order('Blood count', { occurrenceDateTime: '2026-11-28' }),
		);
		assert.deepEqual(told(context, 'follow-up'), [
			'order: Blood count on 2026-11-28',
			'order: Referral to cardiology',
		]);
		assert.deepEqual(told(context, 'diet'), ['instruction: Low sodium diet']);
		assert.deepEqual(told(context, 'activity'), [
			'instruction: No heavy lifting',
			'instruction: not allowed: Driving',
		]);
		assert.deepEqual(facts(context, 'pending-result'), []);
	});

	test('are the activities of a care plan that are not over', () => {
		const plan = record('CarePlan', {
			status: 'active',
			intent: 'plan',
			activity: [
				{ detail: { description: 'Weigh yourself every morning', status: 'in-progress' } },
				{ detail: { description: 'Finished thing', status: 'completed' } },
				{ detail: { code: concept('Cardiac diet'), status: 'not-started' } },
				{ detail: { description: 'Smoking', status: 'not-started', doNotPerform: true } },
			],
		});
		assert.deepEqual(told(stayWith(plan), 'follow-up'), [
			'instruction: not to be done: Smoking',
			'instruction: Weigh yourself every morning',
		]);
		assert.deepEqual(told(stayWith(plan), 'diet'), ['instruction: Cardiac diet']);
	});
});

describe('code status', () => {
	const order = (text: string, number?: string) =>
		inStay('ServiceRequest', { status: 'active', intent: 'order', code: concept(text, number) });

	test('is told as ordered, with what it means', () => {
		const [one] = facts(stayWith(order('Not for resuscitation', '304253006')), 'code-status');
		assert.equal(one.text, 'Not for resuscitation');
		assert.equal((one.data as { meaning?: string }).meaning, 'no-resuscitation');
	});

	test('that is told in two ways is marked, and never chosen between', () => {
		const all = facts(stayWith(order('Full code'), order('DNR')), 'code-status');
		assert.deepEqual(
			all.map(({ flags }) => flags),
			[['conflict'], ['conflict']],
		);
	});

	test('that is not recorded is a gap', () => {
		assert.ok(gaps(stayWith()).includes('code-status-missing'));
	});
});

describe('vaccinations', () => {
	test('that were not given are told so', () => {
		const shot = (status: string) =>
			record('Immunization', {
				status,
				vaccineCode: concept(`Vaccine ${status}`),
				occurrenceDateTime: '2026-11-12',
				...(status === 'not-done' && { statusReason: concept('Patient objection') }),
			});
		assert.deepEqual(told(stayWith(shot('completed'), shot('not-done')), 'immunization'), [
			'given: Vaccine completed on 2026-11-12',
			'not-given: Vaccine not-done on 2026-11-12 (not given: Patient objection)',
		]);
	});
});

describe('records that must not become facts', () => {
	test('of another patient stop everything', () => {
		for (const other of [
			record('Condition', { subject: { reference: 'Patient/zz2' }, code: concept('Asthma') }),
			record('Condition', { subject: undefined, code: concept('Asthma') }),
			record('AllergyIntolerance', {
				patient: { reference: 'https://fhir.example/Patient/zz2' },
			}),
			{ ...patient(), id: 'zz2' },
			record('Appointment', {
				subject: undefined,
				status: 'booked',
				participant: [
					{ actor: { reference: build.PATIENT } },
					{ actor: { reference: 'Patient/zz2' } },
				],
			}),
		]) {
			assert.throws(() => buildFacts(stayWith(other)), code('facts-other-patient'));
		}
	});

	test('of the patient are taken with a version too', () => {
		const subject = { reference: `${build.PATIENT}/_history/2` };
		assert.equal(
			facts(stayWith(record('Condition', { subject, code: concept('Asthma') })), 'problem').length,
			1,
		);
	});

	test('of the patient are taken with a full address where all of them have the same', () => {
		const context = stayWith(record('Condition', { code: concept('Asthma') }));
		const resources = context.resources.map((one) =>
			one.subject === undefined
				? one
				: { ...one, subject: { reference: `https://fhir.example/r4/${build.PATIENT}` } },
		);
		assert.equal(facts({ ...context, resources }, 'problem').length, 1);
	});

	test('of a patient with the same number on another server stop everything', () => {
		const subject = { reference: `https://evil.example/fhir/${build.PATIENT}` };
		assert.throws(
			() => buildFacts(stayWith(record('Condition', { subject, code: concept('Asthma') }))),
			code('facts-other-patient'),
		);
	});

	test('of another stay stop everything where only one stay can be meant', () => {
		const other = { reference: 'Encounter/zz-other' };
		for (const one of [
			inStay('Procedure', { status: 'completed', code: concept('Zz'), encounter: other }),
			inStay('MedicationAdministration', { context: other }),
			build.note('Zz', { context: { encounter: [other] } }),
			{ ...stay(), id: 'zz-other' },
		]) {
			assert.throws(() => buildFacts(stayWith(one)), code('facts-other-encounter'));
		}
	});

	test('of another visit are left out where records are read by date, and that is said', () => {
		const context = stayWith(
			build.lab('Zz', '2026-11-12', build.amount(1, 'mg/dL'), {
				encounter: { reference: 'Encounter/zz-other' },
			}),
		);
		assert.deepEqual(facts(context, 'lab'), []);
		assert.match(
			buildFacts(context).gaps.find((one) => one.code === 'other-encounter')?.message ?? '',
			/left out: 1/,
		);
	});

	test('entered in error, or of a state that says so, are not told', () => {
		const context = stayWith(
			record('Condition', {
				code: concept('Asthma'),
				verificationStatus: ver('entered-in-error'),
			}),
			inStay('Procedure', { status: 'entered-in-error', code: concept('Zz') }),
			build.note('Zz wrong.', { docStatus: 'entered-in-error' }),
			build.note('Zz old.', { status: 'superseded' }),
			build.lab('Zz', '2026-11-12', build.amount(1, 'mg'), { status: 'cancelled' }),
		);
		const kinds = new Set(facts(context).map(({ kind }) => kind));
		assert.deepEqual([...kinds], ['patient', 'encounter']);
	});

	test('with an extension that changes their meaning are not used, and that is said', () => {
		const context = stayWith(
			record('Condition', {
				code: concept('Asthma'),
				modifierExtension: [{ url: 'urn:zz:not' }],
			}),
			build.dischargeMedicine('Zz', {
				...build.dose(1, 'mg'),
				modifierExtension: [{ url: 'urn:zz:not' }],
			}),
		);
		assert.deepEqual(facts(context, 'problem'), []);
		assert.deepEqual(facts(context, 'medication'), []);
		const gap = buildFacts(context).gaps.find((one) => one.code === 'not-understood');
		assert.equal(gap?.source?.length, 2);
	});

	test('are not made of what is no chart', () => {
		for (const wrong of [
			undefined,
			null,
			[],
			{},
			{ ...stayWith(), contract: 'ChartContext/2' },
			{ ...stayWith(), patient: 'Patient/zz1/../zz2' },
			{ ...stayWith(), resources: [{ resourceType: 'Patient' }] },
			{ ...stayWith(), resources: 'sealed:abc' },
			{ ...stayWith(), asOf: 'yesterday' },
		]) {
			assert.throws(() => buildFacts(wrong as unknown as ChartContext), code('facts-no-chart'));
		}
	});

	test('of a discharge summary without a stay are refused', () => {
		const context = chart([patient()], { encounter: undefined });
		assert.throws(() => buildFacts(context), code('facts-no-encounter'));
	});

	test('that carry a restricting label are marked', () => {
		const meta = { security: [{ system: 'urn:zz', code: 'R' }] };
		const [one] = facts(stayWith(record('Condition', { code: concept('Zz'), meta })), 'problem');
		assert.deepEqual(one.flags, ['restricted']);
	});
});

describe('what a summary must hold', () => {
	test('is a gap for each thing that the chart does not say, with who asks for it', () => {
		const all = buildFacts(stayWith()).gaps;
		const asked = new Set(all.flatMap(({ requirements }) => requirements));
		for (const name of Object.keys(REQUIREMENTS)) {
			// Identity is there; nothing pending was read completely.
			const isThere = ['identity', 'trc-pending'].includes(name);
			assert.equal(asked.has(name as keyof typeof REQUIREMENTS), !isThere, name);
		}
		for (const { message } of all) assert.doesNotMatch(message, /Zztest|ZZ-1|1950/);
	});

	test('is no gap once a fact says it', () => {
		const plan = record('CarePlan', {
			status: 'active',
			intent: 'plan',
			activity: [{ detail: { description: 'Weigh yourself every day' } }],
		});
		const before = gaps(stayWith());
		const after = gaps(stayWith(plan));
		assert.ok(before.includes('instructions-missing') && before.includes('follow-up-missing'));
		assert.ok(!after.includes('instructions-missing') && !after.includes('follow-up-missing'));
	});

	test('tells what the reading of the chart could not read', () => {
		const notFound = [
			'immunizations',
			'referred-medicines: 2 not found on the server',
			'merged-records: 1 not read',
		];
		const { gaps: all } = buildFacts(chart([patient(), stay()], { notFound }));
		assert.deepEqual(
			all
				.filter(({ code: name }) => ['medicine-not-read', 'chart-incomplete'].includes(name))
				.map(({ message }) => message),
			[
				'About the reading of the chart: merged-records: 1 not read.',
				'Medicines that records only refer to: referred-medicines: 2 not found on the server.',
			],
		);
	});

	test('is no gap when a note says it under its heading', () => {
		const text = 'Discharge condition: stable.\nDischarge instructions:\n- call if worse';
		const after = gaps(stayWith(build.note(text)));
		assert.ok(!after.includes('condition-missing') && !after.includes('instructions-missing'));
	});

	test('names what was cut off, and never anything else than the name of the part', () => {
		const truncated = [
			{ read: 'laboratory<b>', type: 'Observation', kept: 600, newestFirst: false },
		];
		const gap = buildFacts(chart([patient(), stay()], { truncated })).gaps.find(
			(one) => one.code === 'cut-off',
		);
		assert.match(gap?.message ?? '', /"laboratoryb"/);
		assert.match(gap?.message ?? '', /Which ones are missing is not known/);
	});
});

describe('the same chart', () => {
	const whole = () =>
		stayWith(
			record('Condition', { id: 'c1', code: concept('Asthma') }),
			record('AllergyIntolerance', { id: 'a1', code: concept('Latex') }),
			build.homeMedicine('Furosemide 20 mg tablet', build.dose(20, 'mg'), { id: 'm1' }),
			build.dischargeMedicine('Furosemide 20 mg tablet', build.dose(40, 'mg'), { id: 'm2' }),
			build.lab('Sodium', '2026-11-11', build.amount(130, 'mmol/L'), { id: 'l1' }),
			build.lab('Sodium', '2026-11-12', build.amount(136, 'mmol/L'), { id: 'l2' }),
			build.note('First sentence here. Second sentence here.', { id: 'n1' }),
		);

	test('gives the same bytes, also when the records come in another order', () => {
		const first = JSON.stringify(buildFacts(whole()));
		const other = whole();
		other.resources.reverse();
		assert.equal(JSON.stringify(buildFacts(other)), first);
	});

	test('read later has the same hash; another value another one', () => {
		const before = buildFacts(whole());
		const later = buildFacts({ ...whole(), asOf: '2026-11-16T09:00:00.000Z' });
		assert.equal(later.hash, before.hash);
		assert.notEqual(later.asOf, before.asOf);
		const changed = whole();
		const result = changed.resources.find(({ id }) => id === 'l2');
		if (result) result.valueQuantity = { value: 137, unit: 'mmol/L' };
		assert.notEqual(buildFacts(changed).hash, before.hash);
	});

	test('numbers its facts without a hole, and every fact names record, version and path', () => {
		const { facts: all } = buildFacts(whole());
		all.forEach((one, at) => {
			assert.equal(one.id, `f${at + 1}`);
			assert.ok(one.text.length > 0);
			assert.ok(one.source.length > 0);
			for (const { reference, version, path } of one.source) {
				assert.match(reference, /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/);
				assert.match(version ?? '', /^[237]$/);
				assert.ok(path.startsWith(reference.split('/')[0]), path);
			}
		});
	});

	test('is changed by nothing: the chart stays as it was', () => {
		const context = whole();
		const before = JSON.stringify(context);
		buildFacts(context);
		assert.equal(JSON.stringify(context), before);
	});

	test('compared with a later reading tells what is new, gone and changed, whatever the numbers', () => {
		const before = buildFacts(whole());
		const later = whole();
		later.resources.push(
			build.lab('Potassium', '2026-11-13', build.amount(4, 'mmol/L'), { id: 'l3' }),
		);
		later.resources = later.resources.filter(({ id }) => id !== 'a1');
		for (const one of later.resources) {
			if (one.id === 'l2') one.valueQuantity = { value: 137, unit: 'mmol/L' };
			if (one.id === 'c1') one.meta = { versionId: '3' };
		}
		const { added, removed, changed } = compareFacts(before, buildFacts(later));
		assert.deepEqual(
			added.map(({ text }) => text),
			['Potassium 4 mmol/L on 2026-11-13'],
		);
		assert.deepEqual(
			removed.map(({ text }) => text),
			['Latex'],
		);
		assert.deepEqual(
			changed.map((one) => [one.before.parts?.value, one.after.parts?.value]),
			[['136', '137']],
		);
	});
});

describe('a chart summary', () => {
	const overview = (...resources: build.ChartResource[]) =>
		chart([patient(), ...resources], {
			purpose: 'chart-summary',
			purposeVersion: '1',
			encounter: undefined,
		});

	test('takes records of any visit, and asks for nothing that belongs to a discharge', () => {
		const context = overview(
			inStay('Procedure', { status: 'completed', code: concept('Colonoscopy') }),
			build.lab('Zz', '2026-05-01', build.amount(1, 'mg/dL')),
			record('Condition', { code: concept('Asthma') }),
		);
		assert.deepEqual(told(context, 'problem'), ['history: Asthma']);
		assert.equal(facts(context, 'procedure').length, 1);
		assert.equal(facts(context, 'lab').length, 1);
		assert.deepEqual(gaps(context), ['allergies-missing', 'medicines-missing']);
	});

	test('tells medicines as current, and two different entries of one as unclear', () => {
		const context = overview(
			build.homeMedicine('Lisinopril 10 mg tablet', build.dose(10, 'mg')),
			build.homeMedicine('Warfarin 5 mg tablet', build.dose(5, 'mg')),
			build.homeMedicine('Warfarin 5 mg tablet', build.dose(2.5, 'mg')),
		);
		assert.deepEqual(
			facts(context, 'medication').map(({ role, text }) => [role, text.split(' (')[0]]),
			[
				['continued', 'Lisinopril 10 mg tablet, 10 mg by mouth once a day'],
				['unclear', 'Warfarin 5 mg tablet, 5 mg by mouth once a day'],
				['unclear', 'Warfarin 5 mg tablet, 2.5 mg by mouth once a day'],
			],
		);
	});

	test('leaves out orders that are stopped or used up', () => {
		const order = (status: string) =>
			record('MedicationRequest', {
				status,
				intent: 'order',
				medicationCodeableConcept: concept(`Zz ${status} tablet`),
				authoredOn: '2026-03-01',
			});
		const context = overview(order('active'), order('stopped'), order('completed'));
		assert.deepEqual(told(context, 'medication'), ['continued: Zz active tablet (current)']);
	});

	test('is made of any chart when that is asked for', () => {
		const { facts: all } = buildFacts(stayWith(), { purpose: 'chart-summary' });
		assert.ok(!all.some(({ role }) => role === 'discharge'));
	});
});
