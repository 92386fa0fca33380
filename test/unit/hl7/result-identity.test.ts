import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, msh, obr, obx, oru, patient, pid, text } from './conversion.ts';

const FASTING = { 4: 'FAST^Glucose fasting^L', 7: '20260115080000' };
const LATER = { 4: '2H^Glucose 2 h^L', 7: '20260115100000' };
const CORRECTED = { 22: '20260115120000', 25: 'C' };
const FIRST = '20260115101500';
const SECOND = '20260115121500';

describe('which result a correction is of', () => {
	test('two tests of one code under one number: the correction of one leaves the other alone', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(FASTING), obx('5.1'), obr(LATER), obx('11.1')));
		const { told } = chart.bring(
			oru(SECOND, obr({ ...LATER, ...CORRECTED }), obx('9.1', { 11: 'C' })),
		);
		assert.deepEqual(chart.results, ['5.1 final', '9.1 corrected']);
		assert.deepEqual(
			chart.of('DiagnosticReport').map(({ status, result }) => [status, result.length]),
			[
				['final', 1],
				['corrected', 1],
			],
		);
		assert.ok(!told.some((one) => one.includes('nothing-to-correct')));
	});

	test('two samples of one test under one number are told apart by their time', () => {
		const chart = new Chart();
		const culture = (time: string, more = {}) =>
			obr({ 4: '600-7^Blood culture^LN', 7: time, ...more });
		const organism = (name: string, status = 'F') =>
			obx(name, { 2: 'ST', 3: '600-7^Organism^LN', 11: status });
		const [one, two] = ['20260115080000', '20260115093000'];
		chart.bring(
			oru(FIRST, culture(one), organism('No growth'), culture(two), organism('S. aureus')),
		);
		const { person } = chart.bring(
			oru(SECOND, culture(two, CORRECTED), organism('S. epidermidis', 'C')),
		);
		assert.deepEqual(chart.results, ['No growth final', 'S. epidermidis corrected']);
		assert.equal(person, false);
	});

	test('without a time nobody knows which of two samples is corrected: nothing is written', () => {
		const chart = new Chart();
		const culture = (more = {}) => obr({ 7: '', ...more });
		chart.bring(oru(FIRST, culture(), obx('1.1'), culture(), obx('2.1')));
		const { told, person, entries } = chart.bring(
			oru(SECOND, culture(CORRECTED), obx('3.1', { 11: 'C' })),
		);
		assert.deepEqual([chart.results, entries, person], [['1.1 final', '2.1 final'], [], true]);
		assert.ok(told.includes('OBR ambiguous-in-chart'));
	});

	test('two orders of one number at the laboratory are two where their placers numbered them', () => {
		const chart = new Chart();
		const order = (placer: string, more = {}) => obr({ 2: `${placer}^ZZLAB`, 7: '', ...more });
		chart.bring(oru(FIRST, order('P1'), obx('1.1'), order('P2'), obx('2.1')));
		chart.bring(oru(SECOND, order('P2', CORRECTED), obx('3.1', { 11: 'C' })));
		assert.deepEqual(chart.results, ['1.1 final', '3.1 corrected']);
	});

	test('the same test of another time is another sample, and a person hears of the doubt', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		const { told, person } = chart.bring(oru(SECOND, obr({ 7: '20260115093000' }), obx('6.1')));
		assert.deepEqual(chart.results, ['5.1 final', '6.1 final']);
		assert.deepEqual([person, told.includes('OBR-7 conflicts-with-chart')], [true, true]);
	});

	test('of two results that only their place tells apart, a single one stands for neither', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 25: 'P' }), obx('5.1', { 11: 'P' }), obx('7.1', { 11: 'P' })));
		const { told, person } = chart.bring(oru(SECOND, obr({ 22: '20260115120000' }), obx('7.7')));
		assert.deepEqual([chart.results, person], [['5.1 preliminary', '7.1 preliminary'], true]);
		assert.deepEqual(
			['OBX ambiguous-in-chart', 'OBR entry-left-out'].filter((one) => !told.includes(one)),
			[],
		);
		// Both repeated: each takes the place of one, and none is left behind.
		chart.bring(oru(SECOND, obr({ 22: '20260115120000' }), obx('5.2'), obx('7.2')));
		assert.deepEqual(chart.results, ['5.2 final', '7.2 final']);
	});

	test('a sub-id tells results of one code apart, and one that comes and goes is told', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1', { 4: '1' }), obx('7.1', { 4: '2' })));
		chart.bring(oru(SECOND, obr(CORRECTED), obx('7.7', { 4: '2', 11: 'C' })));
		assert.deepEqual(chart.results, ['5.1 final', '7.7 corrected']);
		const { told } = chart.bring(
			oru('20260115131500', obr({ 25: 'C', 22: '20260115130000' }), obx('8.8', { 11: 'C' })),
		);
		assert.ok(told.includes('OBX-4 conflicts-with-chart'));
		assert.equal(chart.results.length, 3);
	});

	test('a coding system by another of its names is the same system', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		chart.bring(oru(SECOND, obr(CORRECTED), obx('6.1', { 3: '2345-7^Glucose^LOINC', 11: 'C' })));
		assert.deepEqual(chart.results, ['6.1 corrected']);
	});

	test('a result that was taken back is not confused with one that holds', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1'), obx('7.1')));
		chart.bring(oru(SECOND, obr(CORRECTED), obx('', { 11: 'D' }), obx('7.2', { 11: 'C' })));
		const latest = obr({ 22: '20260115130000', 25: 'C' });
		const { person } = chart.bring(oru('20260115131500', latest, obx('7.3', { 11: 'C' })));
		assert.deepEqual([chart.results, person], [['5.1 entered-in-error', '7.3 corrected'], false]);
	});

	test('what somebody else wrote into the report stays, but not the narrative of what it said', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		const [report] = chart.of('DiagnosticReport') as [Record<string, unknown>];
		Object.assign(report, { conclusion: 'kept', text: { status: 'generated', div: 'old' } });
		chart.bring(oru(SECOND, obr(CORRECTED), obx('6.1', { 11: 'C' })));
		const [next] = chart.of('DiagnosticReport');
		assert.deepEqual([next?.conclusion, next?.text], ['kept', undefined]);
	});

	test('the key of a result stays within what servers index, and differs for what differs', () => {
		const long = (end: string) => ({
			3: `${'Z'.repeat(90)}${end}^ZZLAB`,
			4: `${'Y'.repeat(90)}^long^L`,
		});
		const chart = new Chart();
		const of = (end: string) => [obr(long(end)), obx('1.1', { 3: `${'X'.repeat(90)}^x^L` })];
		chart.bring(oru(FIRST, ...of('1')));
		chart.bring(oru(FIRST, ...of('2')));
		const keys = chart.of('Observation').map(({ identifier }) => identifier[0].value as string);
		assert.equal(new Set(keys).size, 2);
		assert.ok(keys.every(({ length }) => length <= 200));
	});

	test('a correction of something that the chart does not have is told to a person', () => {
		const chart = new Chart();
		const { told, person } = chart.bring(oru(FIRST, obr(CORRECTED), obx('5.1', { 11: 'C' })));
		assert.deepEqual([chart.results, person], [['5.1 corrected'], true]);
		assert.ok(told.includes('OBX-11 nothing-to-correct'));
	});

	test('results of the chart under the same number of another patient stop the message', () => {
		const chart = new Chart([patient('p1', '1001'), patient('p2', '1002')]);
		chart.bring([msh('ORU^R01'), pid({ 3: '1002^^^ZZHOSP^MR' }), obr(), obx('5.1')]);
		assert.throws(() => chart.bring(oru(SECOND, obr(LATER), obx('1.1'))), {
			code: 'hl7-other-patient',
		});
	});
});

describe('a final result and its draft', () => {
	const at = (time: string, status: string) => ({ 11: status, 14: time });

	test('a final result of another time stands beside the draft, and a person is asked', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 25: 'P' }), obx('7.9', at('20260115081000', 'P'))));
		const { told, person } = chart.bring(
			oru(SECOND, obr({ 22: '20260115120000' }), obx('4.1', at('20260115090000', 'F'))),
		);
		assert.deepEqual([chart.results, person], [['7.9 preliminary', '4.1 final'], true]);
		assert.ok(told.includes('OBX-14 time-differs'));
		assert.equal(chart.of('DiagnosticReport')[0]?.result.length, 2);
	});

	test('U makes the draft final and keeps its value; of a result that is not there it is told', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 25: 'P' }), obx('5.1', { 6: 'mmol/L', 11: 'P' })));
		const final = obr({ 22: '20260115120000' });
		chart.bring(oru(SECOND, final, obx('', { 11: 'U' })));
		assert.deepEqual(chart.results, ['5.1 final']);
		assert.equal(chart.of('Observation')[0]?.valueQuantity.unit, 'mmol/L');
		const { told, person } = new Chart().bring(oru(SECOND, final, obx('', { 11: 'U' })));
		assert.ok(person && told.includes('OBX-11 nothing-to-correct'));
	});

	test('U does not make final what was corrected meanwhile', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 25: 'C' }), obx('5.1', { 11: 'C' })));
		chart.bring(oru(SECOND, obr({ ...CORRECTED }), obx('', { 11: 'U' })));
		assert.deepEqual(chart.results, ['5.1 corrected']);
	});

	for (const value of ['', '""']) {
		test(`a correction whose value is ${value || 'empty'} does not erase the one of the chart`, () => {
			const chart = new Chart();
			chart.bring(oru(FIRST, obr(), obx('5.1')));
			const { told, person } = chart.bring(oru(SECOND, obr(CORRECTED), obx(value, { 11: 'C' })));
			assert.deepEqual([chart.results, person], [['5.1 final'], true]);
			assert.ok(told.includes('OBX-5 value-missing'));
		});
	}

	test('what is taken back keeps its value, and its status says that it does not hold', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		chart.bring(oru(SECOND, obr(CORRECTED), obx('', { 11: 'D' })));
		assert.deepEqual(chart.results, ['5.1 entered-in-error']);
	});
});

describe('which of two messages came later', () => {
	test('the time of a message and the time of a release are not compared with each other', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr({ 22: '' }), obx('5.1')));
		// Released at 10:10, five minutes before the first message was made; sent two hours after it.
		chart.bring(oru(SECOND, obr({ 22: '20260115101000', 25: 'C' }), obx('9.1', { 11: 'C' })));
		assert.deepEqual(chart.results, ['9.1 corrected']);
	});

	test('a correction that is older than the chart is left out, and a person hears of it', () => {
		const chart = new Chart();
		chart.bring(oru(SECOND, obr({ 22: '20260115120000' }), obx('9.1')));
		const late = [obr({ 25: 'C' }), obx('5.1', { 11: 'C' })];
		const { person, told } = chart.bring(oru(FIRST, ...late));
		assert.deepEqual([chart.results, person], [['9.1 final'], true]);
		assert.ok(told.includes('OBR-25 correction-left-out'));
		// A value that differs and is left out is for a person; the same value is no news.
		assert.equal(chart.bring(oru(FIRST, obr(), obx('5.1'))).person, true);
		assert.equal(chart.bring(oru(FIRST, obr(), obx('9.1'))).person, false);
	});

	test('of two corrections of one release the message that was made later holds', () => {
		const chart = new Chart();
		const correction = (value: string) => [obr({ 25: 'C' }), obx(value, { 11: 'C' })];
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		chart.bring(oru('20260115131500', ...correction('9.5')));
		const { person } = chart.bring(oru(SECOND, ...correction('9.1')));
		assert.deepEqual([chart.results, person], [['9.5 corrected'], true]);
		// A final result that is sent again does not undo a correction of the same release.
		chart.bring(oru('20260115141500', obr(), obx('5.1')));
		assert.deepEqual(chart.results, ['9.5 corrected']);
	});

	test('a result that only an older message has is not lost without a word', () => {
		const chart = new Chart();
		chart.bring(oru(SECOND, obr({ 22: '20260115120000' }), obx('9.1')));
		const sodium = obx('140', { 3: '2951-2^Sodium^LN' });
		const { person, told } = chart.bring(oru(FIRST, obr(), sodium));
		assert.ok(person && told.includes('OBX entry-left-out'));
	});
});

describe('what a correction leaves out', () => {
	const lines = (status: string, ...texts: string[]) =>
		texts.map((one, at) => text(String(at + 1), one, { 11: status }));

	test('lines of a text that a shorter correction does not repeat go to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), ...lines('F', 'CT', 'Mass', 'Impression: carcinoma.')));
		const { told, person } = chart.bring(
			oru(SECOND, obr(CORRECTED), ...lines('C', 'CT', 'No mass')),
		);
		assert.deepEqual(
			[chart.results, person],
			[['CT corrected', 'No mass corrected', 'Impression: carcinoma. final'], true],
		);
		assert.ok(told.includes('OBR result-not-repeated'));
	});

	test('a correction of one result of a panel says nothing against the others', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1'), obx('140', { 3: '2951-2^Sodium^LN' })));
		const { person } = chart.bring(oru(SECOND, obr(CORRECTED), obx('6.1', { 11: 'C' })));
		assert.deepEqual([chart.results, person], [['6.1 corrected', '140 final'], false]);
	});

	test('results of a report that is cancelled stay, and go to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), obx('5.1')));
		const { person, told } = chart.bring(oru(SECOND, obr({ 22: '20260115130000', 25: 'X' })));
		assert.deepEqual([chart.results, person], [['5.1 final'], true]);
		assert.ok(told.includes('OBR result-not-repeated'));
	});
});

describe('documents and remarks of a report', () => {
	const pdf = (title: string, data: string, status = 'F', more = {}) =>
		obx(`^application^PDF^Base64^${data}`, { 2: 'ED', 3: `PDF^${title}^L`, 11: status, ...more });
	const titles = (chart: Chart) =>
		(chart.of('DiagnosticReport')[0]?.presentedForm ?? [])
			.map(({ title, data }: { title: string; data: string }) => `${title} ${data}`)
			.sort();

	test('a document that a later message does not repeat stays, one that it repeats is replaced', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), pdf('One', 'QUFB'), pdf('Two', 'QkJC')));
		chart.bring(oru(SECOND, obr(CORRECTED), pdf('Two', 'Q0ND', 'C')));
		assert.deepEqual(titles(chart), ['One QUFB', 'Two Q0ND']);
	});

	test('a document that cannot be read replaces nothing, and goes to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), pdf('One', 'QUFB')));
		const { person } = chart.bring(oru(SECOND, obr(CORRECTED), pdf('One', '!!!', 'C')));
		assert.deepEqual([titles(chart), person], [['One QUFB'], true]);
	});

	test('of two documents of one title nobody knows which one is replaced: all are kept', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), pdf('One', 'QUFB'), pdf('One', 'QkJC')));
		const { person } = chart.bring(oru(SECOND, obr(CORRECTED), pdf('One', 'Q0ND', 'C')));
		assert.deepEqual([titles(chart), person], [['One Q0ND', 'One QUFB', 'One QkJC'], true]);
	});

	test('a document that is taken back goes', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, obr(), pdf('One', 'QUFB'), pdf('Two', 'QkJC')));
		chart.bring(oru(SECOND, obr(CORRECTED), pdf('One', 'QUFB', 'D')));
		assert.deepEqual(titles(chart), ['Two QkJC']);
	});

	test('a remark on the whole order stands at each of its results', () => {
		const chart = new Chart();
		const remark = 'NTE|1|L|SPECIMEN HEMOLYZED & OLD - DO NOT USE';
		chart.bring(oru(FIRST, obr(), remark, obx('7.9'), 'NTE|1|L|repeated'));
		assert.deepEqual(chart.of('Observation')[0]?.note, [
			{ text: 'repeated' },
			{ text: 'SPECIMEN HEMOLYZED & OLD - DO NOT USE' },
		]);
		const { person, told } = chart.bring(
			oru(SECOND, obr({ 4: 'CT^CT^L' }), remark, pdf('One', 'QUFB')),
		);
		assert.ok(person && told.includes('NTE-3 value-not-mapped'));
	});
});
