import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, msh, MRN, obr, obx, patient, pid, type Json } from './conversion.ts';

const DEFAULT = { numberSystems: { patient: MRN } };
const adt = (event: string, fields: Record<number, string> = {}, ...more: string[]) => [
	msh(`ADT^${event}`),
	pid(fields),
	...more,
];
const result = (fields: Record<number, string> = {}) => [
	msh('ORU^R01'),
	pid(fields),
	obr(),
	obx('5.1'),
];
const held = (chart: Chart, lines: string[], code: string, options = {}) =>
	assert.throws(() => chart.bring(lines, options), { code });
const systemsOf = (chart: Chart, at: number) =>
	chart.of('Patient')[at]?.identifier.map(({ system, value }: Json) => [system, value]);
const BEN = { 5: 'Zztest^Ben', 7: '20200505', 8: 'M' };

describe('numbers beside the one that names the patient', () => {
	for (const numbers of [
		'7013^^^ZZHOSP^MR~81234^^^ZZHOSP',
		'81234~7013^^^ZZHOSP^MR',
		'7013^^^ZZHOSP^MR~81234^^^^MR',
	]) {
		test(`${numbers} is not about the patient of 81234`, () => {
			const chart = new Chart([patient('ben', '81234')]);
			chart.bring(result({ 3: numbers }), DEFAULT);
			const [there] = chart.of('Observation');
			assert.notEqual(there?.subject.reference, 'Patient/ben');
			assert.deepEqual(
				systemsOf(chart, 1).find(([, value]: string[]) => value === '81234')[0],
				undefined,
			);
		});
	}

	test('a number of PID-4, or one that has ended, does not choose the record later', () => {
		const ways: Array<Record<number, string>> = [
			{ 4: '55555^^^ZZHOSP^MR' },
			{ 3: '1001^^^ZZHOSP^MR~55555^^^ZZHOSP^MR^^20000101^20200101' },
		];
		for (const fields of ways) {
			const chart = new Chart([]);
			chart.bring(adt('A08', fields));
			chart.bring(result({ 3: '55555^^^ZZHOSP^MR', ...BEN }));
			assert.equal(chart.of('Patient').length, 2);
			assert.equal(
				chart.of('Observation')[0]?.subject.reference,
				`Patient/${chart.of('Patient')[1]?.id}`,
			);
		}
	});

	test('a number that the chart has as one of another kind, or as ended, is held', () => {
		const coding = [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PI' }];
		for (const more of [{ type: { coding } }, { period: { end: '2020-01-01' } }]) {
			const chart = new Chart([
				patient('p1', '', { identifier: [{ system: MRN, value: '1001', ...more }] }),
			]);
			held(chart, result(), 'hl7-patient-unsure');
		}
	});

	for (const number of [
		'1001^^^ZZHOSP^mr',
		'1001^^^zzhosp^MR',
		'1001^^^ZZHOSP^MRN',
		'1001^^^ZZHOSP^U',
	]) {
		test(`${number} is the number that the chart has`, () => {
			const chart = new Chart();
			assert.equal(chart.bring(result({ 3: number })).person, false);
			assert.equal(chart.of('Observation')[0]?.subject.reference, 'Patient/p1');
		});
	}
});

describe('two differences are another person', () => {
	const mother = () =>
		new Chart([
			patient('p1', '1001', {
				name: [{ family: 'Müller', given: ['Ada'] }],
				birthDate: '1990-01-01',
				gender: 'female',
			}),
		]);
	const same = { 5: 'MUELLER^ADA', 7: '19900101', 8: 'F' };

	for (const [what, fields] of [
		['a newborn with the number of the mother', { 5: 'Müller^Babyboy', 7: '20260114', 8: 'M' }],
		['another name without a birth date', { 5: 'Zzother^Eve', 7: '' }],
		['another birth date and sex without a name', { 5: '', 7: '19500101', 8: 'M' }],
	] as const) {
		test(`${what} is held, as a result and as a change of patient data`, () => {
			held(mother(), result({ ...same, ...fields }), 'hl7-patient-differs');
			held(mother(), adt('A08', { ...same, ...fields }), 'hl7-patient-differs');
		});
	}

	for (const [what, fields] of [
		['another spelling', {}],
		['another spelling and a corrected birth date', { 7: '19900201' }],
		['a married name', { 5: 'Zzother^Ada' }],
		['an emergency name', { 5: 'Unbekannt^Notfall', 7: '19000101', 8: 'U' }],
	] as const) {
		test(`${what} is the same person`, () => {
			const chart = mother();
			chart.bring(result({ ...same, ...fields }));
			assert.deepEqual(chart.results, ['5.1 final']);
		});
	}
});

test('events that change who somebody is are for a person, and not passed over', () => {
	for (const event of ['A13', 'A18', 'A30', 'A31', 'A34']) {
		held(new Chart(), adt(event), 'hl7-event-for-a-person');
	}
	held(new Chart(), adt('A02'), 'hl7-not-convertible');
});
