import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	admissionMedicines,
	dischargeMedicines,
} from '../../../dist/nodes/Drafting/drafting/tables/medicines.js';
import { labs } from '../../../dist/nodes/Drafting/drafting/tables/results.js';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type { Fact, FactOf } from '../../../dist/nodes/shared/contracts/index.js';
import * as build from './facts-chart.ts';

const { concept, dischargeMedicine, dose, homeMedicine, record, stayWith } = build;

const factsOf = (...resources: build.ChartResource[]): Fact[] =>
	buildFacts(stayWith(...resources)).facts;
const medicine = (...resources: build.ChartResource[]): FactOf<'medication'> => {
	const all = factsOf(...resources).filter((one) => one.kind === 'medication');
	assert.equal(all.length, 1);
	return all[0];
};
/** The same structured directions at home and afterwards; the words stand with the later ones. */
const written = (name: string, dosage: Record<string, unknown>, more = {}) =>
	medicine(homeMedicine(name, dosage), dischargeMedicine(name, { ...dosage, ...more }));

describe('words that disagree with the codes make a medicine unclear, with both sides told', () => {
	const cases: Array<[string, Record<string, unknown>, string, RegExp]> = [
		['how often', dose(15, 'mg'), '15 mg ONCE WEEKLY on Mondays', /how often/],
		['every other day', dose(5, 'mg'), '5 mg every OTHER day', /how often/],
		['three times a week', dose(20, 'mg', 3), '20 mg three times weekly', /how often/],
		['as needed', dose(1, 'mg', 2), '1 mg ONLY AS NEEDED for seizures', /as needed/],
		['the dose', dose(3.125, 'mg', 2), '12.5 mg BID', /dose/],
		['the count of tablets', dose(10, 'mg'), 'TWO tablets (20 mg) daily', /dose/],
		['a range', dose(5, 'mg'), '5-10 mg daily', /dose/],
		[
			'the route',
			dose(10, 'mg', 1, { route: concept('Intravenous', '47625008') }),
			'10 mg PO daily',
			/route/,
		],
		[
			'the duration',
			dose(40, 'mg', 1, {
				timing: {
					repeat: {
						frequency: 1,
						period: 1,
						periodUnit: 'd',
						boundsDuration: { value: 5, unit: 'd' },
					},
				},
			}),
			'40 mg daily for 3 days',
			/how long/,
		],
	];
	for (const [what, dosage, text, why] of cases) {
		test(what, () => {
			const one = written('Zzol 10 mg oral tablet', dosage, { text });
			assert.equal(one.role, 'unclear');
			assert.equal(one.data.unclear, 'conflict');
			assert.match(one.parts?.reason ?? '', why);
			assert.match(one.text, /as written: /);
			assert.match(one.text, /before: /);
			assert.ok(one.flags?.includes('conflict'));
			assert.deepEqual(one.data.dose, {
				value: (dosage.doseAndRate as Array<{ doseQuantity: { value: number } }>)[0].doseQuantity
					.value,
				unit: 'mg',
			});
		});
	}

	test('a unit in words beside the code of another', () => {
		const one = written('Zzol', {
			...dose(50, 'mg'),
			doseAndRate: [{ doseQuantity: { value: 50, unit: 'mg', code: 'ug' } }],
		});
		assert.equal(one.data.unclear, 'conflict');
		assert.match(one.text, /50 mg .*the coded unit is mcg/);
	});

	test('a note beside the order', () => {
		const one = medicine(
			homeMedicine('Zzol', dose(15, 'mg')),
			dischargeMedicine('Zzol', dose(15, 'mg'), { note: [{ text: 'Take weekly, NOT daily' }] }),
		);
		assert.equal(one.data.unclear, 'conflict');
		assert.match(one.text, /note: Take weekly, NOT daily/);
	});
});

describe('words that agree', () => {
	const cases: Array<[string, Record<string, unknown>]> = [
		['Take one tablet (20 mg total) by mouth once daily.', dose(20, 'mg')],
		['Take 2 tablets (40 mg) by mouth twice a day', dose(40, 'mg', 2)],
		['20 mg daily. Check INR weekly.', dose(20, 'mg')],
		['20 mg twice daily, at most 80 mg in a day', dose(20, 'mg', 2)],
		['Take 1 tablet in the morning and 1 tablet at bedtime', dose(20, 'mg', 2)],
	];
	for (const [text, dosage] of cases) {
		test(`are no contradiction: ${text}`, () => {
			assert.equal(written('Zzol 20 mg oral tablet', dosage, { text }).role, 'continued');
		});
	}

	test('and say nothing more are not repeated', () => {
		const one = written('Zzol 20 mg oral tablet', dose(20, 'mg'), {
			text: 'Take one tablet (20 mg total) by mouth once daily.',
		});
		assert.doesNotMatch(one.text, /as written/);
	});

	test('and say more are told', () => {
		for (const text of [
			'20 mg daily, hold if HR < 55',
			'20 mg daily after food',
			'1/2 of the larger tablet: 20 mg, nightly',
		]) {
			const one = written('Zzol', dose(20, 'mg'), { text });
			assert.ok(one.text.includes(text), one.text);
		}
	});

	test('tell how long where the codes do not', () => {
		const one = medicine(
			homeMedicine('Zzol', dose(40, 'mg')),
			dischargeMedicine('Zzol', { ...dose(40, 'mg'), text: '40 mg daily for 5 days then STOP' }),
		);
		assert.equal(one.role, 'unclear');
		assert.match(one.text, /for 5 days then STOP/);
		assert.equal(one.data.steps[0].duration, 'for 5 days');
	});
});

test('the instruction for the patient, a note and a count are told', () => {
	const dosage = {
		...dose(20, 'mg'),
		patientInstruction: 'Sit upright for 30 minutes',
		timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd', count: 10 } },
	};
	const one = medicine(
		homeMedicine('Zzol', dosage),
		dischargeMedicine('Zzol', dosage, { note: [{ text: 'Hold before the procedure' }] }),
	);
	assert.match(one.text, /Sit upright for 30 minutes/);
	assert.match(one.text, /10 times in all/);
	assert.match(one.text, /note: Hold before the procedure/);
	assert.deepEqual(one.data.notes, ['Hold before the procedure']);
});

test('half of a 50 mg tablet and a 25 mg tablet are not the same', () => {
	const one = medicine(
		homeMedicine('Zzol 50 mg oral tablet', { ...dose(25, 'mg'), text: 'Take 1/2 tablet daily' }),
		dischargeMedicine('Zzol 25 mg oral tablet', dose(25, 'mg')),
	);
	assert.equal(one.role, 'changed');
	assert.deepEqual(one.data.changes, ['strength']);
	assert.match(one.text, /1\/2 tablet/);
});

test('a completed order for afterwards is not new', () => {
	const all = factsOf(
		homeMedicine('Zzother', dose(1, 'mg')),
		dischargeMedicine('Zzol', dose(5, 'mg'), { status: 'completed' }),
	).filter((one): one is FactOf<'medication'> => one.kind === 'medication');
	const one = all.find(({ data }) => data.name === 'Zzol');
	assert.equal(one?.data.unclear, 'state');
	assert.match(one?.parts?.reason ?? '', /marked as completed/);
});

describe('tables', () => {
	const facts = factsOf(
		homeMedicine('Furosemide 20 mg tablet', { text: 'Take 20 mg twice weekly' }),
		dischargeMedicine('Lasix 40 mg tablet', dose(40, 'mg')),
		homeMedicine('Zzpril 20 mg tablet', dose(20, 'mg')),
		dischargeMedicine('Zzpril 20 mg tablet', dose(10, 'mg'), {
			status: 'on-hold',
			statusReason: concept('Acute kidney injury'),
		}),
	);

	test('of admission hold the directions from before beside the name from before', () => {
		const [table] = admissionMedicines(facts);
		assert.deepEqual(table.rows.map(({ cells }) => cells.slice(0, 2)).toSorted(), [
			['Furosemide 20 mg tablet', 'Take 20 mg twice weekly'],
			['Zzpril 20 mg tablet', '20 mg by mouth once a day'],
		]);
	});

	test('of what is unclear show both sides and the state with its reason', () => {
		const table = dischargeMedicines(facts).find(({ title }) =>
			title.startsWith('To be clarified'),
		);
		const row = table?.rows.find(({ cells }) => cells[0].startsWith('Zzpril'));
		assert.deepEqual(row?.cells.slice(0, 5), [
			'Zzpril 20 mg tablet',
			'before admission and for discharge',
			'20 mg by mouth once a day',
			'10 mg by mouth once a day',
			'the order is on hold: Acute kidney injury',
		]);
	});
});

test('mEq/L and mmol/L of potassium are one row, of calcium two', () => {
	const results = (name: string) =>
		factsOf(
			build.lab(name, '2026-11-10', build.amount(5.9, 'mmol/L')),
			build.lab(name, '2026-11-14', build.amount(4.4, 'mEq/L')),
		);
	const [potassium] = labs(results('Potassium'));
	assert.deepEqual(
		potassium.rows.map(({ cells }) => cells.slice(0, 3)),
		[['Potassium', '5.9 mmol/L on 2026-11-10', '4.4 mEq/L on 2026-11-14']],
	);
	assert.equal(labs(results('Calcium'))[0].rows.length, 2);
});

test('an allergy tells its note, its kind and the system of its code', () => {
	const [one] = factsOf(
		record('AllergyIntolerance', {
			patient: { reference: build.PATIENT },
			type: 'intolerance',
			code: { coding: [{ system: build.RXNORM, code: '7980' }] },
			note: [{ text: 'Tolerated ceftriaxone' }],
		}),
	).filter(({ kind }) => kind === 'allergy');
	assert.equal(one.text, 'code 7980 (RxNorm) (intolerance); note: Tolerated ceftriaxone');
});

describe('problems', () => {
	const problem = (name: string, more = {}) =>
		factsOf(build.inStay('Condition', { code: concept(name), ...more })).find(
			(one) => one.kind === 'problem',
		);

	test('in remission are not called resolved', () => {
		assert.equal(
			problem('Acute myeloid leukemia', { clinicalStatus: build.coded('remission') })?.text,
			'Acute myeloid leukemia (in remission)',
		);
	});

	test('whose name denies one thing and tells another are not absent', () => {
		assert.equal(problem('No acute fracture; fall')?.data.polarity, 'unconfirmed');
		assert.equal(problem('No acute fracture')?.data.polarity, 'absent');
	});

	test('keep the part of the body', () => {
		const told = problem('Amputation of toe', { bodySite: [concept('Left great toe')] });
		assert.equal(told?.text, 'Amputation of toe (Left great toe)');
	});
});

test('a participant with a name only is told, and the patient is not', () => {
	const [one] = factsOf(
		record('Appointment', {
			subject: undefined,
			status: 'booked',
			start: '2026-11-20T09:00:00+01:00',
			description: 'Visit',
			participant: [
				{ actor: { reference: build.PATIENT } },
				{ actor: { display: 'Zztest, Ada' } },
				{ actor: { display: 'Dr. Zzcarter' } },
			],
		}),
	).filter(({ kind }) => kind === 'follow-up');
	assert.equal(one.parts?.with, 'Dr. Zzcarter');
});

test('a diagnosis that the stay lists comes before one that it does not', () => {
	const listed = build.inStay('Condition', { code: concept('Pneumonia') });
	const use = build.coded('DD', 'http://terminology.hl7.org/CodeSystem/diagnosis-role');
	const context = build.chart([
		build.patient(),
		build.stay({ diagnosis: [{ condition: { reference: `Condition/${listed.id}` }, use }] }),
		build.inStay('Condition', { code: concept('Acute kidney injury') }),
		listed,
	]);
	assert.deepEqual(
		buildFacts(context)
			.facts.filter(({ role }) => role === 'discharge-diagnosis')
			.map(({ text }) => text),
		['Pneumonia', 'Acute kidney injury'],
	);
});
