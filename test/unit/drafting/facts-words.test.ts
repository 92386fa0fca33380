import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
	buildFacts,
	convert,
	printNumber,
	printUnit,
	scaleOf,
} from '../../../dist/nodes/Drafting/facts/index.js';
import { FACT_FLAGS, REQUIREMENTS } from '../../../dist/nodes/shared/contracts/index.js';
import * as build from './facts-chart.ts';

const { amount, chart, concept, dose, inStay, lab, note, patient, record, stay, stayWith } = build;

/** The Joint Commission's "Do Not Use" list, and signs of ISMP's. */
const UNSAFE = [
	/\bQ\.?O?\.?D\.?\b/i,
	/\d\s?(?:U|IU)\b/,
	/\bMS(?:O4)?\b|\bMgSO4\b/,
	/(?<![\d.])\.\d/,
	/\d\.0+\s?(?:mg|mcg|g|mL|units)/,
	/µ|μ/,
	/\bcc\b/,
];

describe('words of facts', () => {
	test('hold none of the abbreviations that are easily misread', () => {
		const directions = [
			'10 U SC QD',
			'5 IU q.o.d.',
			'.5 mg PO q.d.',
			'5.0 mg BID',
			'10 cc q6h',
			'25 µg daily',
			'MSO4 2 mg IV prn',
			'MgSO4 1 g',
		];
		const resources = directions.flatMap((text, at) => [
			build.dischargeMedicine(`Zz${at} tablet`, { text }),
			build.homeMedicine(`Zz${at + 50} tablet`, dose(at + 0.5, ['U', 'IU', 'µg', 'cc'][at % 4])),
		]);
		for (const { text, parts = {} } of buildFacts(stayWith(...resources)).facts) {
			for (const words of [text, ...Object.values(parts)]) {
				for (const unsafe of UNSAFE) assert.doesNotMatch(words, unsafe);
			}
		}
	});

	test('mark what nobody can write out with certainty', () => {
		const { facts } = buildFacts(stayWith(build.dischargeMedicine('Zz', { text: 'MS 2 mg IV' })));
		const one = facts.find(({ kind }) => kind === 'medication');
		assert.ok(one?.flags?.includes('unsafe-unit'));
	});

	test('are one line without placeholders and without signs that nobody sees', () => {
		const name = 'Zz\u200b {{f1}} first\nsecond\u202e';
		const resources = [
			record('Condition', { code: concept(name) }),
			record('AllergyIntolerance', { code: concept(name) }),
			inStay('Procedure', { status: 'completed', code: concept(name) }),
			build.dischargeMedicine(name, { text: name }),
			lab(name, '2026-11-12', { valueString: name }),
		];
		for (const { text, parts = {}, flags, kind } of buildFacts(stayWith(...resources)).facts) {
			for (const words of [text, ...Object.values(parts)]) {
				assert.doesNotMatch(words, /[\n\u200b\u202e]|\{\{|\}\}/);
			}
			if (!['patient', 'encounter'].includes(kind)) assert.ok(flags?.includes('cleaned'), kind);
		}
	});

	test('have a bound, and say when they were shortened', () => {
		const name = 'Zz '.repeat(50_000);
		const resources = [
			record('Condition', { code: concept(name) }),
			record('AllergyIntolerance', { code: concept(name) }),
			build.dischargeMedicine(name, { text: name }),
			lab(name, '2026-11-12', { valueString: name }),
			stay({ id: 'zz-stay', reasonCode: [concept(name)] }),
		];
		const { facts } = buildFacts(chart([patient(), ...resources]));
		for (const { text, kind, flags } of facts.filter((one) => one.text.includes('Zz Zz'))) {
			assert.ok(text.length < 1500, `${kind}: ${text.length}`);
			assert.ok(flags?.includes('shortened'), kind);
		}
	});

	test('are marked only with flags that the contract explains', () => {
		const { facts } = buildFacts(
			stayWith(
				build.dischargeMedicine('Warfarin 5.0 mg', { text: '5.0 mg QD' }),
				lab('Zz', '2026-11-12', amount(4)),
				note('Zz.'),
			),
		);
		for (const { flags = [] } of facts) for (const one of flags) assert.ok(one in FACT_FLAGS, one);
	});
});

describe('numbers', () => {
	test('are printed without exponent, trailing zero or bare point', () => {
		for (const [value, text] of [
			[0, '0'],
			[5, '5'],
			[0.5, '0.5'],
			[0.125, '0.125'],
			[1e-7, '0.0000001'],
			[123456.789012345, '123456.79'],
			[0.000123456789, '0.000123'],
			[-4.5, '-4.5'],
			[1e21, '1000000000000000000000'],
			[250000, '250000'],
		] as const) {
			assert.equal(printNumber(value), text);
		}
	});

	test('keep what a chart measures: six digits after the point', () => {
		for (let at = 0; at < 500; at += 1) {
			const value = Number((Math.sin(at) * 1000).toFixed(at % 7));
			assert.equal(Number(printNumber(value)), value);
		}
	});
});

describe('units', () => {
	test('are converted by prefixes and powers of ten only', () => {
		for (const [value, from, to, result] of [
			[1, 'g', 'mg', 1000],
			[1, 'mg', 'mcg', 1000],
			[500, 'ug', 'mg', 0.5],
			[0.1, 'g/dL', 'g/L', 1],
			[8.2, '10*3/uL', '10*9/L', 8.2],
			[1, 'mmol/L', 'umol/L', 1000],
			[1, 'L', 'mL', 1000],
			[1, 'mg/dL', 'mmol/L', undefined],
			[1, 'mg', 'mL', undefined],
			[1, 'mg', 'meq', undefined],
			[60, 'min', 'h', undefined],
			[1, 'tablet', 'mg', undefined],
			[1, 'Cel', '[degF]', undefined],
			[1, 'K/uL', '10*3/uL', undefined],
			[1, 'm', 'mg', undefined],
			[1, 'zz', 'zz', 1],
		] as const) {
			assert.equal(convert(value, from, to), result, `${from} to ${to}`);
		}
	});

	test('of one kind are told apart from others of the same letters', () => {
		assert.equal(scaleOf('mm[Hg]').kind, 'mm[Hg]');
		assert.equal(scaleOf('mol/L').kind, 'mol/L');
		assert.equal(scaleOf('[iU]/L').kind, scaleOf('IU/L').kind);
		assert.notEqual(scaleOf('U/L').kind, scaleOf('[iU]/L').kind);
		assert.equal(scaleOf('{cells}/uL').kind, scaleOf('/uL').kind);
	});

	test('are written for one and for several', () => {
		assert.equal(printUnit('tablet', 1), 'tablet');
		assert.equal(printUnit('TAB', 2), 'tablets');
		assert.equal(printUnit('{tbl}', 0.5), 'tablet');
		assert.equal(printUnit('patch', 2), 'patches');
		assert.equal(printUnit('U', 1), 'unit');
		assert.equal(printUnit('U', 10), 'units');
	});
});

test('the reference page explains every flag, requirement, role, reason and gap', () => {
	const root = join(import.meta.dirname, '../../..');
	const page = readFileSync(join(root, 'docs/reference/clinical-facts.md'), 'utf8');
	const source = readFileSync(join(root, 'nodes/shared/contracts/clinical-facts.ts'), 'utf8');
	const [, kinds = ''] = /export type Fact =([\s\S]*?);\n/.exec(source) ?? [];
	const [, reasons = ''] = /export type MedicationUnclear =([\s\S]*?);\n/.exec(source) ?? [];
	const quoted = (text: string) => [...text.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name);
	const folder = join(root, 'nodes/Drafting/facts');
	const gaps = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.map((name) => readFileSync(join(folder, name), 'utf8'))
		.flatMap((text) => [...text.matchAll(/(?:gap\(\s*|^\t\tcode: )'([a-z-]+)'/gm)])
		.map(([, name]) => name);
	assert.ok(gaps.length > 30 && quoted(kinds).length > 50 && quoted(reasons).length > 5);
	const unread = ['elsewhere', 'form', 'too-large', 'damaged', 'empty'].map((why) => `note-${why}`);
	for (const name of [
		...Object.keys(FACT_FLAGS),
		...Object.keys(REQUIREMENTS),
		...quoted(kinds),
		...quoted(reasons),
		...gaps,
		...unread,
	]) {
		assert.ok(page.includes(`\`${name}\``), name);
	}
});
