import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { riskOf } from '../../../dist/nodes/Phi/risk/index.js';

const near = (actual: number | undefined, expected: number): void => {
	assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-9, `${actual} is not ${expected}`);
};
const rows = (...sizes: number[]) =>
	sizes.flatMap((size, index) =>
		Array.from({ length: size }, (_, at) => ({
			age: String(20 + index * 30),
			sex: index % 2 === 0 ? 'F' : 'M',
			diagnosis: `d${at % 2}`,
			id: `${index}-${at}`,
		})),
	);
const quasiIdentifiers = ['age', 'sex'];

describe('the risk report', () => {
	test('gives k, classes and uniqueness', () => {
		const report = riskOf(rows(1, 2, 5), { quasiIdentifiers, k: 3 });
		assert.equal(report.rows, 8);
		assert.equal(report.k, 1);
		assert.equal(report.classes, 3);
		assert.equal(report.meetsK, false);
		near(report.uniqueness, 1 / 8);
		assert.equal(report.rowsBelow, 3);
		assert.deepEqual(report.rowNumbersBelow, [0, 1, 2]);
		assert.deepEqual(report.sizes, { 1: 1, 2: 1, '3-4': 0, '5-9': 1, '10-19': 0, '20+': 0 });
		assert.equal(report.determination, null);
	});

	test('gives the risks of prosecutor, journalist and marketer', () => {
		const { risk } = riskOf(rows(1, 2, 5), { quasiIdentifiers, k: 3 });
		near(risk.prosecutor.highest, 1);
		near(risk.prosecutor.average, 3 / 8);
		near(risk.prosecutor.aboveThreshold, 3 / 8);
		near(risk.journalist.highest, 1);
		near(risk.marketer.expected, 3 / 8);
		assert.equal(risk.journalist.estimated, false);
	});

	test('estimates the population from a sampling fraction, and says so', () => {
		const { risk } = riskOf(rows(1, 2, 5), { quasiIdentifiers, k: 3, samplingFraction: 0.1 });
		near(risk.prosecutor.highest, 1);
		near(risk.journalist.highest, 0.1);
		near(risk.marketer.expected, 3 / 80);
		assert.equal(risk.journalist.estimated, true);
	});

	test('counts a population that is given', () => {
		const options = { quasiIdentifiers, k: 3, population: rows(4, 2, 5), suggest: false };
		const { risk } = riskOf(rows(1, 2, 5), options);
		near(risk.journalist.highest, 1 / 2);
		near(risk.marketer.expected, (1 / 4 + 2 / 2 + 5 / 5) / 8);
		assert.throws(() => riskOf(rows(5, 2, 5), options), { code: 'risk-population' });
	});

	test('gives l and t of a sensitive column', () => {
		const table = [
			{ group: 'a', income: 3 },
			{ group: 'a', income: 4 },
			{ group: 'a', income: 5 },
			{ group: 'b', income: 6 },
			{ group: 'b', income: 11 },
			{ group: 'b', income: 8 },
			{ group: 'c', income: 7 },
			{ group: 'c', income: 9 },
			{ group: 'c', income: 10 },
		];
		const report = riskOf(table, { quasiIdentifiers: ['group'], sensitive: ['income'], k: 2 });
		const [found] = report.diversity;
		assert.equal(found?.distinctL, 3);
		near(found?.entropyL, 3);
		assert.equal(found?.ordered, true);
		// Li, Li and Venkatasubramanian 2007, section 5: D of {3k, 4k, 5k} is 0.375.
		near(found?.t, 0.375);
	});

	test('takes values that are no numbers as one apart each', () => {
		const table = [
			{ group: 'a', disease: 'x' },
			{ group: 'a', disease: 'x' },
			{ group: 'b', disease: 'y' },
			{ group: 'b', disease: 'z' },
		];
		const report = riskOf(table, { quasiIdentifiers: ['group'], sensitive: ['disease'], k: 2 });
		const [found] = report.diversity;
		assert.deepEqual([found?.distinctL, found?.singleValueClasses, found?.ordered], [1, 1, false]);
		near(found?.t, 0.5);
	});

	test('says what each column adds', () => {
		const report = riskOf(rows(1, 2, 5), { quasiIdentifiers, k: 2 });
		const without = Object.fromEntries(report.without.map(({ column, k }) => [column, k]));
		assert.deepEqual(without, { age: 2, sex: 1 });
	});

	test('suggests how to reach k, coarser before left out', () => {
		const table = Array.from({ length: 400 }, (_, at) => ({
			born: `19${50 + (at % 40)}-0${1 + (at % 9)}-1${at % 10}`,
			zip: `441${10 + (at % 30)}`,
			age: 30 + (at % 50),
		}));
		const report = riskOf(table, { quasiIdentifiers: ['born', 'zip', 'age'], k: 5 });
		const steps = report.suggestion?.steps ?? [];
		assert.ok(steps.length > 0);
		assert.ok((report.suggestion?.suppress ?? 1e9) <= 4);
		assert.ok(steps.some(({ to }) => /year|bands|first 3/.test(to)));
	});

	test('takes rows without a value as alike', () => {
		const table = [{ age: null }, { age: '' }, {}, { age: undefined }, { age: 1 }, { age: '1' }];
		assert.equal(riskOf(table, { quasiIdentifiers: ['age'], k: 2 }).k, 2);
	});

	test('holds no value of the table', () => {
		const table = rows(1, 2, 5).map((row) => ({ ...row, age: `ZZTEST-${row.age}` }));
		const report = riskOf(table, { quasiIdentifiers, sensitive: ['diagnosis'], k: 3 });
		assert.doesNotMatch(JSON.stringify(report), /ZZTEST|"d0"|"d1"/);
	});

	test('refuses what cannot be measured', () => {
		assert.throws(() => riskOf([], { quasiIdentifiers }), { code: 'risk-no-rows' });
		assert.throws(() => riskOf(rows(3), { quasiIdentifiers: ['none'] }), {
			code: 'risk-no-column',
		});
		assert.throws(() => riskOf(rows(3), { quasiIdentifiers: [] }), { code: 'risk-options' });
		assert.throws(() => riskOf(rows(3), { quasiIdentifiers, sensitive: ['age'] }), {
			code: 'risk-options',
		});
		assert.throws(() => riskOf(rows(3), { quasiIdentifiers, k: 1 }), { code: 'risk-options' });
		assert.throws(() => riskOf(rows(3), { quasiIdentifiers, samplingFraction: 0 }), {
			code: 'risk-options',
		});
	});
});

test('a table with as many values as rows is measured in time', () => {
	const table = Array.from({ length: 60_000 }, (_, at) => ({
		group: at >> 1,
		cost: (at * 7919) % 60_013,
	}));
	const before = process.cpuUsage();
	const report = riskOf(table, {
		quasiIdentifiers: ['group'],
		sensitive: ['cost'],
		suggest: false,
	});
	const { user, system } = process.cpuUsage(before);
	assert.equal(report.k, 2);
	assert.equal(report.diversity[0]?.distinctL, 2);
	assert.ok((user + system) / 1e6 < 5);
});
