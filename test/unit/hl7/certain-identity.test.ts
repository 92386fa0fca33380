import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, msh, obr, obx, oru, pid, text } from './conversion.ts';

const FIRST = '20260115101500';
const SECOND = '20260115121500';
const THIRD = '20260115141500';
const at = (hour: number) => `202601151${hour}0000`;
const culture = (placer: string, value: string, order = {}, status = 'F') => [
	obr({ 2: `${placer}^ZZLAB`, 4: 'BC^Culture^L', ...order }),
	obx(value, { 2: 'ST', 3: '600-7^Organism^LN', 11: status }),
];
const troponin = (value: string, time: string, status = 'F') =>
	obx(value, { 3: 'TROP^Troponin^L', 11: status, 14: time });
/** References of a transaction: no record may stand in it twice. */
const isOnce = (entries: ReadonlyArray<Record<string, any>>) =>
	new Set(entries.map(({ fullUrl }) => fullUrl)).size === entries.length;

describe('a new order does not overwrite another one', () => {
	test('another number at the placer is another order, in a message of its own too', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...culture('P1', 'Escherichia coli')));
		chart.bring(oru(SECOND, ...culture('P2', 'No growth', { 22: at(2) })));
		assert.deepEqual(chart.results, ['Escherichia coli final', 'No growth final']);
		assert.equal(chart.of('DiagnosticReport').length, 2);
	});

	test('a correction of the second order and a new third one hold each record once', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...culture('P1', 'A'), ...culture('P2', 'B')));
		const { entries } = chart.bring(
			oru(
				SECOND,
				...culture('P2', 'B2', { 22: at(2), 25: 'C' }, 'C'),
				...culture('P3', 'CC', { 22: at(2) }),
			),
		);
		assert.ok(isOnce(entries));
		assert.deepEqual(chart.results, ['A final', 'B2 corrected', 'CC final']);
	});
});

describe('a result of another time is another result', () => {
	test('a series is not written over, and the whole series afterwards finds each of its results', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 25: 'P' }), troponin('14', '20260115080000', 'P')));
		const { person } = chart.bring(oru(SECOND, obr({ 22: at(2) }), troponin('52', at(1))));
		assert.deepEqual([chart.results, person], [['14 preliminary', '52 final'], true]);
		const whole = [troponin('14', '20260115080000'), troponin('52', at(1))];
		const last = chart.bring(oru(THIRD, obr({ 22: at(4) }), ...whole));
		assert.ok(isOnce(last.entries));
		assert.deepEqual([chart.results, last.person], [['14 final', '52 final'], false]);
	});

	test('a further result of one code does not take the key of one that the chart has', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5'), obx('7')));
		chart.bring(oru(SECOND, obr({ 22: at(2), 25: 'C' }), obx('', { 11: 'D' }), obx('7')));
		const { entries } = chart.bring(oru(THIRD, obr({ 22: at(4) }), obx('7'), obx('8')));
		assert.ok(isOnce(entries));
		assert.deepEqual(chart.results, ['5 entered-in-error', '7 final', '8 final']);
	});

	test('a final result that is sent again with another time goes to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), troponin('10', at(0))));
		const { person } = chart.bring(oru(SECOND, obr({ 22: at(2) }), troponin('7', at(1))));
		assert.deepEqual([chart.results, person], [['10 final', '7 final'], true]);
	});
});

describe('the number of a result (OBX-21) alone chooses nothing', () => {
	const own = (value: string, number: string, more = {}) =>
		obx(value, { 21: `${number}^ZZLAB`, ...more });

	test('one number of two results: nothing of the order is written', () => {
		const chart = new Chart();
		const sodium = own('140', '1', { 3: '2951-2^Sodium^LN' });
		const { entries, person } = chart.bring(oru(FIRST, obr(), own('5.1', '1'), sodium));
		assert.deepEqual([chart.results, entries, person], [[], [], true]);
	});

	test('a number that another order has is a conflict', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), own('5.1', '1')));
		const potassium = own('7', '1', { 3: '2823-3^Potassium^LN' });
		const { person } = chart.bring(oru(SECOND, obr({ 3: 'F2^ZZLAB', 22: at(2) }), potassium));
		assert.deepEqual([chart.results, person], [['5.1 final'], true]);
	});

	test('a number that is new in each sending, or comes with the final result, is no second result', () => {
		for (const numbers of [
			['I1', 'I2', 'I3'],
			['', 'I2', 'I2'],
		]) {
			const [one, two, three] = numbers.map((number) => (number === '' ? '' : `${number}^ZZLAB`));
			const chart = new Chart();
			chart.bring(oru(FIRST, obr({ 25: 'P' }), obx('6.9', { 11: 'P', 21: one as string })));
			chart.bring(oru(SECOND, obr({ 22: at(2) }), obx('4.2', { 21: two as string })));
			const { person } = chart.bring(
				oru(THIRD, obr({ 22: at(4), 25: 'C' }), obx('4.4', { 11: 'C', 21: three as string })),
			);
			assert.deepEqual([chart.results, person], [['4.4 corrected'], false]);
		}
	});

	test('of two that only it tells apart, it tells which one is corrected', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), own('5', '1'), own('7', '2')));
		const { person } = chart.bring(
			oru(SECOND, obr({ 22: at(2), 25: 'C' }), own('7.7', '2', { 11: 'C' })),
		);
		assert.equal(chart.results.includes('7.7 corrected'), true);
		assert.deepEqual([chart.results.length, person], [2, true]);
	});
});

describe('ordinary traffic needs nobody', () => {
	test('preliminary, final and corrected results of a panel', () => {
		const chart = new Chart();
		const panel = (status: string, k: string, na: string) => [
			obx(k, { 3: '2823-3^K^LN', 11: status, 14: at(0) }),
			obx(na, { 3: '2951-2^Na^LN', 11: status, 14: at(0) }),
		];
		const persons = [
			chart.bring(oru(FIRST, obr({ 25: 'P' }), ...panel('P', '6.9', '130'))),
			chart.bring(oru(SECOND, obr({ 22: at(2) }), ...panel('F', '4.2', '141'))),
			chart.bring(oru(SECOND, obr({ 22: at(2) }), ...panel('F', '4.2', '141'))),
			chart.bring(oru(THIRD, obr({ 22: at(4), 25: 'C' }), ...panel('C', '4.4', '141'))),
		].map(({ person }) => person);
		assert.deepEqual(persons, [false, false, false, false]);
		assert.deepEqual(chart.results, ['4.4 corrected', '141 corrected']);
	});

	test('a report in several lines of one code is one result', () => {
		const chart = new Chart();
		const lines = ['CT of the chest.', 'No embolism.'].map((line) => text('', line));
		const { told, person } = chart.bring(oru(FIRST, obr(), ...lines));
		assert.deepEqual([chart.results, person], [['CT of the chest.\nNo embolism. final'], false]);
		assert.ok(!told.some((one) => one.includes('entry-left-out')));
	});

	test('two short strings of one code are two results and not lines of one', () => {
		const chart = new Chart();
		const string = (value: string) => obx(value, { 2: 'ST', 3: '600-7^Organism^LN' });
		chart.bring(oru(FIRST, obr(), string('Escherichia coli'), string('Klebsiella')));
		assert.deepEqual(chart.results, ['Escherichia coli final', 'Klebsiella final']);
	});

	test('the stay goes on under the number in use after a merge', () => {
		const visit = `PV1|1|I|W${'|'.repeat(16)}V1^^^ZZVISIT^VN`;
		const adt = (event: string, time: string, number: string, ...more: string[]) => [
			msh(`ADT^${event}`, time),
			pid({ 3: `${number}^^^ZZHOSP^MR` }),
			...more,
		];
		const chart = new Chart([]);
		chart.bring(adt('A01', '20260115080000', '62', visit));
		chart.bring([
			msh('ORU^R01', '20260115090000'),
			...adt('', '', '62', visit).slice(1),
			obr(),
			obx('5'),
		]);
		chart.bring(adt('A04', '20260115091000', '61'));
		chart.bring(adt('A40', '20260115093000', '61', 'MRG|62^^^ZZHOSP^MR'));
		const under61 = [pid({ 3: '61^^^ZZHOSP^MR' }), visit];
		const corrected = [obr({ 22: at(2), 25: 'C' }), obx('6', { 11: 'C' })];
		assert.equal(chart.bring([msh('ORU^R01', SECOND), ...under61, ...corrected]).person, false);
		assert.equal(chart.bring(adt('A03', THIRD, '61', visit)).person, false);
		assert.deepEqual(
			[chart.results, chart.of('Encounter').map(({ status }) => status)],
			[['6 corrected'], ['finished']],
		);
	});
});
