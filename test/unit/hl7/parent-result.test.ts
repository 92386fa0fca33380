import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chart, obr, obx, oru, type Json } from './conversion.ts';

const FIRST = '20260115101500';
const SECOND = '20260115121500';
const COLI = '600-7&Bacteria identified&LN^1^Escherichia coli';
const KLEBSIELLA = '600-7&Bacteria identified&LN^2^Klebsiella pneumoniae';
const LATER = { 22: '20260115120000' };

/** Susceptibility of one organism, in a child of the culture order. */
const child = (parent: string, value: string, fields: Record<number, string> = {}): string[] => [
	obr({ 4: '50545-3^Susceptibility^LN', 26: parent, 29: parent && 'P9&ZZLAB^F9&ZZLAB', ...fields }),
	obx(value, { 2: 'ST', 3: '18906-8^Ciprofloxacin^LN', 11: fields[25] ?? 'F' }),
];

/** What the chart says of each organism, as a person would read it. */
const read = (chart: Chart): string[] =>
	chart.of('DiagnosticReport').map(({ code, result }) => {
		const values = result.map(({ reference }: Json) => {
			const found = chart.of('Observation').find(({ id }) => `Observation/${id}` === reference);
			return `${found?.valueString} ${found?.status}`;
		});
		return `${code.text}: ${values.join(', ')}`;
	});

const coli = (said: string) => `Susceptibility (Escherichia coli): ${said}`;
const klebsiella = (said: string) => `Susceptibility (Klebsiella pneumoniae): ${said}`;

function both(status = 'F'): Chart {
	const chart = new Chart();
	const fields = { 25: status };
	chart.bring(oru(FIRST, ...child(COLI, 'R', fields), ...child(KLEBSIELLA, 'S', fields)));
	return chart;
}

describe('susceptibilities of several organisms under one order', () => {
	test('each report names its organism, and its parent is nothing that is left out', () => {
		const chart = new Chart();
		const { told, person } = chart.bring(
			oru(FIRST, ...child(COLI, 'R'), ...child(KLEBSIELLA, 'S')),
		);
		assert.deepEqual(read(chart), [coli('R final'), klebsiella('S final')]);
		assert.deepEqual([told.filter((one) => /OBR(\[2\])?-2[69]/.test(one)), person], [[], false]);
	});

	for (const isSwapped of [false, true]) {
		test(`the final result follows the draft of its organism, ${isSwapped ? 'swapped' : 'in order'}`, () => {
			const chart = both('P');
			const final = [child(COLI, 'R', LATER), child(KLEBSIELLA, 'I', LATER)];
			if (isSwapped) final.reverse();
			const { person } = chart.bring(oru(SECOND, ...final.flat()));
			assert.deepEqual(read(chart), [coli('R final'), klebsiella('I final')]);
			assert.equal(person, false);
		});
	}

	test('the keys of reports are those of their organisms, whatever their order', () => {
		const keys = (...orders: string[][]) =>
			new Chart()
				.bring(oru(FIRST, ...orders.flat()))
				.entries.filter(({ resource }) => resource.resourceType === 'DiagnosticReport')
				.map(({ resource, request }) => `${resource.code.text} ${request.url}`);
		const [one, two] = [child(COLI, 'R'), child(KLEBSIELLA, 'S')];
		assert.deepEqual(keys(one, two), keys(two, one).reverse());
		assert.ok(!keys(one, two).some((key) => key.includes('%23')));
	});

	test('the same sub-id and organism of another parent order (OBR-29) is another report', () => {
		const chart = new Chart();
		const of = (number: string) => ({ 29: `${number}P&ZZLAB^${number}F&ZZLAB` });
		chart.bring(oru(FIRST, ...child(COLI, 'R', of('1')), ...child(COLI, 'S', of('2'))));
		const swapped = [
			child(COLI, 'I', { ...LATER, ...of('2') }),
			child(COLI, 'R', { ...LATER, ...of('1') }),
		];
		const { person } = chart.bring(oru(SECOND, ...swapped.flat()));
		assert.deepEqual([read(chart), person], [[coli('R final'), coli('I final')], false]);
	});

	test('a correction of one organism leaves the other alone', () => {
		const chart = both();
		const { person } = chart.bring(oru(SECOND, ...child(KLEBSIELLA, 'R', { ...LATER, 25: 'C' })));
		assert.deepEqual(read(chart), [coli('R final'), klebsiella('R corrected')]);
		assert.equal(person, false);
	});

	test('an organism that comes later stands beside the first one', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...child(COLI, 'R')));
		const { person } = chart.bring(oru(SECOND, ...child(KLEBSIELLA, 'S', LATER)));
		assert.deepEqual(read(chart), [coli('R final'), klebsiella('S final')]);
		assert.equal(person, false);
	});

	for (const [name, parents] of [
		['without OBR-26', ['', '']],
		['with OBR-26 in one of them only', [KLEBSIELLA, '']],
		[
			'with the sub-ids of each other',
			[COLI.replace('^1^', '^2^'), KLEBSIELLA.replace('^2^', '^1^')],
		],
	] as const) {
		test(`orders ${name} overwrite nothing, and a person is asked`, () => {
			const chart = both();
			const before = read(chart);
			const { told, person } = chart.bring(
				oru(SECOND, ...child(parents[0], 'S', LATER), ...child(parents[1], 'R', LATER)),
			);
			assert.deepEqual([read(chart), person], [before, true]);
			assert.ok(
				told.includes('OBR ambiguous-in-chart') && told.includes('OBR[2] ambiguous-in-chart'),
			);
		});
	}

	test('a correction without OBR-26, of one that the chart has with it, is left to a person', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...child(COLI, 'R')));
		const { person } = chart.bring(oru(SECOND, ...child('', 'S', { ...LATER, 25: 'C' })));
		assert.deepEqual([read(chart), person], [[coli('R final')], true]);
	});

	for (const parents of [
		['', ''],
		[KLEBSIELLA, COLI],
	] as const) {
		test(`what the chart has without parents is not overwritten by orders ${parents[0] ? 'with' : 'without'} them`, () => {
			const chart = new Chart();
			chart.bring(oru(FIRST, ...child('', 'R'), ...child('', 'S')));
			const { person } = chart.bring(
				oru(SECOND, ...child(parents[0], 'S', LATER), ...child(parents[1], 'R', LATER)),
			);
			const before = ['Susceptibility: R final', 'Susceptibility: S final'];
			assert.deepEqual([read(chart), person], [before, true]);
		});
	}

	test('an organism of another name without a sub-id is written beside, and a person is asked', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...child('600-7^^Gram-negative rods', 'R')));
		const { person } = chart.bring(oru(SECOND, ...child('600-7^^Escherichia coli', 'S', LATER)));
		assert.deepEqual(
			[read(chart), person],
			[['Susceptibility (Gram-negative rods): R final', coli('S final')], true],
		);
	});

	test('one report without a parent is followed as any other', () => {
		const chart = new Chart();
		chart.bring(oru(FIRST, ...child('', 'R', { 25: 'P' })));
		const { person } = chart.bring(oru(SECOND, ...child('', 'S', LATER)));
		assert.deepEqual([read(chart), person], [['Susceptibility: S final'], false]);
	});
});
