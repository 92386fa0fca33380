import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, obr, obx, oru, text } from './conversion.ts';

const FIRST = '20260115101500';
const SECOND = '20260115121500';
const THIRD = '20260115141500';
const K = { 3: '2823-3^K^LN' };
const NA = { 3: '2951-2^Na^LN' };

describe('what comes late, or is left out', () => {
	test('parts of a laboratory that release on their own: each result is judged on its own', () => {
		const chart = new Chart();
		const draft = [obx('6.9', { ...K, 11: 'P' }), obx('130', { ...NA, 11: 'P' })];
		chart.bring(oru('20260115091500', obr({ 22: '20260115090000', 25: 'P' }), ...draft));
		chart.bring(oru('20260115100500', obr({ 22: '20260115100000', 25: 'P' }), obx('141', NA)));
		chart.bring(oru('20260115103000', obr({ 22: '20260115095000', 25: 'F' }), obx('4.2', K)));
		assert.deepEqual(chart.results, ['4.2 final', '141 final']);
		assert.equal(chart.of('DiagnosticReport')[0]?.status, 'final');
	});

	for (const letter of ['C', 'D', 'X']) {
		test(`a result of another value after ${letter}, of the same release, goes to a person`, () => {
			const chart = new Chart();
			chart.bring(oru(FIRST, obr(), obx('6.9')));
			chart.bring(oru(SECOND, obr({ 25: 'C' }), obx(letter === 'C' ? '9' : '', { 11: letter })));
			const before = chart.results;
			const { person } = chart.bring(oru(THIRD, obr(), obx('4.2')));
			assert.deepEqual([chart.results, person], [before, true]);
		});
	}

	test('an earlier release in a later message, of another value, goes to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 22: '20260115100000' }), obx('5')));
		const { person } = chart.bring(oru(SECOND, obr({ 22: '20260115095900' }), obx('6')));
		assert.deepEqual([chart.results, person], [['5 final'], true]);
	});

	test('a replay with a new time of the message does not undo a correction', () => {
		const chart = new Chart();
		const none = { 22: '' };
		chart.bring(oru(FIRST, obr(none), obx('5')));
		chart.bring(oru(SECOND, obr({ ...none, 25: 'C' }), obx('9', { 11: 'C' })));
		const { person } = chart.bring(oru(THIRD, obr(none), obx('5')));
		assert.deepEqual([chart.results, person], [['9 corrected'], true]);
	});

	test('a further result of a report that was corrected is added to it', () => {
		const chart = new Chart();
		const none = { 22: '' };
		chart.bring(oru(FIRST, obr({ ...none, 25: 'C' }), obx('9', { 11: 'C' })));
		chart.bring(oru(SECOND, obr(none), obx('140', NA)));
		const [report] = chart.of('DiagnosticReport');
		assert.deepEqual([report?.status, report?.result.length], ['corrected', 2]);
	});
});

describe('drafts and their final results', () => {
	test('a draft line that the final report drops goes to a person', () => {
		const chart = new Chart();
		const lines = (status: string, ...all: string[]) =>
			all.map((line, n) => text(String(n + 1), line, { 11: status }));
		chart.bring(oru(FIRST, obr({ 25: 'P' }), ...lines('P', 'Clear.', 'Normal.', 'Embolism.')));
		const { told, person } = chart.bring(
			oru(SECOND, obr({ 22: '20260115120000' }), ...lines('F', 'Clear.', 'No embolism.')),
		);
		assert.ok(person && told.includes('OBR result-not-repeated'));
	});

	for (const [before, after] of [
		['K^K^L', '2823-3^K^LN^K^K^L'],
		['2823-3^K^LN', 'K^K^L^2823-3^K^LN'],
		['K^K^L', 'K^K^99LAB'],
	] as const) {
		test(`the code ${before} and ${after} are of one result`, () => {
			const chart = new Chart();
			chart.bring(oru(FIRST, obr({ 25: 'P' }), obx('6.9', { 3: before, 11: 'P' })));
			const final = oru(SECOND, obr({ 22: '20260115120000' }), obx('4.2', { 3: after }));
			assert.equal(chart.bring(final).person, false);
			assert.deepEqual(chart.results, ['4.2 final']);
		});
	}

	test('one local code of two codes of one system is not the same result', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5', { 3: '1558-6^Fasting^LN^GLU^Glucose^L' })));
		chart.bring(
			oru(SECOND, obr({ 22: '20260115120000' }), obx('9', { 3: '1518-0^2 h^LN^GLU^Glucose^L' })),
		);
		assert.deepEqual(chart.results, ['5 final', '9 final']);
	});

	test('an order whose code gets a second coding, or a number of the laboratory, is the same order', () => {
		const first = { 2: 'P1^ZZLAB', 4: 'BMP^Basic^L', 25: 'P' };
		const final = { 2: 'P1^ZZLAB', 22: '20260115120000' };
		for (const [before, after] of [
			[first, { ...final, 4: '24320-4^BMP^LN^BMP^Basic^L' }],
			[
				{ ...first, 3: '' },
				{ ...final, 4: 'BMP^Basic^L' },
			],
		] as const) {
			const chart = new Chart();
			chart.bring(oru(FIRST, obr(before), obx('6.9', { ...K, 11: 'P' })));
			const { person } = chart.bring(oru(SECOND, obr(after), obx('4.2', K)));
			assert.deepEqual([chart.results, person], [['4.2 final'], false]);
			assert.equal(chart.of('DiagnosticReport').length, 1);
		}
	});

	test('a correction that gives no time keeps that of the sample', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5')));
		chart.bring(oru(SECOND, obr({ 7: '', 22: '20260115120000', 25: 'C' }), obx('6', { 11: 'C' })));
		assert.match(chart.of('Observation')[0]?.effectiveDateTime, /^2026-01-15T08:00/);
		assert.deepEqual(chart.results, ['6 corrected']);
	});

	test('what is taken back keeps its range, interpretation and remarks', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5', { 7: '3-6', 8: 'N' }), 'NTE|1|L|fasting'));
		chart.bring(oru(SECOND, obr({ 22: '20260115120000', 25: 'C' }), obx('', { 11: 'D' })));
		const [there] = chart.of('Observation');
		assert.deepEqual(
			[there?.status, there?.referenceRange[0].text, there?.note[0].text],
			['entered-in-error', '3-6', 'fasting'],
		);
		assert.equal(there?.interpretation.length, 1);
	});
});

describe('units with an exponent that nobody escaped', () => {
	for (const unit of [
		'10^3/uL',
		'10^3/uL^UCUM',
		'10^3/uL^thousand per uL^UCUM',
		'10^3/uL^10^3/uL^UCUM',
		'10^6/uL^L',
		'kg/m^2',
		'x10^9/L',
		'mL/min/1.73m^2',
	]) {
		test(`${unit} is kept whole, and a person hears of it`, () => {
			const chart = new Chart();
			const { person } = chart.bring(oru(FIRST, obr(), obx('5', { 6: unit })));
			const { valueQuantity } = chart.of('Observation')[0] as Record<string, any>;
			assert.deepEqual([valueQuantity, person], [{ value: 5, unit }, true]);
		});
	}

	test('a unit of UCUM with its words is one', () => {
		const chart = new Chart();
		const { person } = chart.bring(oru(FIRST, obr(), obx('5', { 6: '10*3/uL^10*3/uL^UCUM' })));
		assert.equal(chart.of('Observation')[0]?.valueQuantity.code, '10*3/uL');
		assert.equal(person, false);
	});
});
