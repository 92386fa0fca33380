import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTable, siteTable } from '../../../dist/nodes/PriorAuth/requirement/index.js';
import {
	lookUp,
	yearsBetween,
	type TableFacts,
} from '../../../dist/nodes/PriorAuth/requirement/table/look-up.js';
import type { Json } from './golden.ts';

const SYSTEM = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

const row = (more: Json = {}): Json => ({
	id: 'r1',
	payer: '12345',
	code: 'E0430',
	needs: 'yes',
	source: 'ZZ manual of 2026, page 3',
	from: '2026-01-01',
	to: '2026-12-31',
	checkedBy: 'ZZ nurse',
	checkedOn: '2026-10-01',
	...more,
});

const tableOf = (...rules: Json[]) =>
	readTable({
		name: 'zz',
		version: '1',
		rules: rules.map((one, at) => ({ ...row(), id: `r${at}`, ...one })),
	});

const facts = (more: Partial<TableFacts> = {}): TableFacts => ({
	reference: 'ServiceRequest/o1',
	codes: [{ system: SYSTEM, code: 'E0430' }],
	day: '2026-11-22',
	today: '2026-11-22',
	coverage: 'Coverage/c1',
	server: undefined,
	payers: new Set(['12345', 'http://payers.example.org|12345']),
	place: '11',
	birthDate: '1961-04-05',
	...more,
});

const needed = (more: Partial<TableFacts>, ...rules: Json[]) =>
	lookUp(facts(more), tableOf(...rules));

test('A row for the code and the payer answers, with its source and who checked it', () => {
	const item = needed({}, { questionnaires: ['http://payer.example.org/Questionnaire/a'] });
	assert.equal(item.needed, 'yes');
	assert.equal(item.needsPerson, false);
	assert.deepEqual(item.rule, {
		id: 'r0',
		source: 'ZZ manual of 2026, page 3',
		checkedBy: 'ZZ nurse',
		checkedOn: '2026-10-01',
	});
	assert.deepEqual(item.questionnaires, ['http://payer.example.org/Questionnaire/a']);
	assert.equal(item.validUntil, '2026-12-31');
});

test('What is in no row is unknown, never "not needed"', () => {
	const no = { needs: 'no' };
	for (const [more, doubt] of [
		[{ codes: [{ system: SYSTEM, code: 'E0431' }] }, 'code-not-in-table'],
		[{ codes: [] }, 'code-missing'],
		[{ payers: new Set(['99999']) }, 'payer-not-in-table'],
		[{ payers: new Set<string>() }, 'payer-not-in-table'],
		[{ day: '2027-01-01' }, 'rule-not-valid'],
		[{ day: '2025-12-31' }, 'rule-not-valid'],
	] as Array<[Partial<TableFacts>, string]>) {
		const item = needed(more, no);
		assert.equal(item.needed, 'unknown', doubt);
		assert.deepEqual(item.doubts, [doubt]);
		assert.equal(item.needsPerson, true);
	}
	assert.equal(needed({}, no).needed, 'no');
	assert.equal(
		needed({ codes: [{ system: 'http://other', code: 'E0430' }] }, { ...no, system: SYSTEM })
			.needed,
		'unknown',
	);
});

test('The most specific row decides', () => {
	const wide = { code: 'E04*', needs: 'yes' };
	assert.equal(needed({}, wide, { needs: 'no' }).needed, 'no');
	assert.equal(needed({}, { code: 'E04*', needs: 'no' }, { code: 'E043*' }).needed, 'yes');
	assert.equal(needed({}, { payer: '*', needs: 'yes' }, { needs: 'no' }).needed, 'no');
	assert.equal(needed({}, { needs: 'no' }, { places: ['11'], needs: 'yes' }).needed, 'yes');
	assert.equal(
		needed({ place: '21' }, { needs: 'no' }, { places: ['11'], needs: 'yes' }).needed,
		'no',
	);
	assert.equal(needed({}, { needs: 'no' }, { age: { to: 17 }, needs: 'yes' }).needed, 'no');
	assert.equal(
		needed({ birthDate: '2010-01-01' }, { needs: 'no' }, { age: { to: 17 }, needs: 'yes' }).needed,
		'yes',
	);
});

test('A condition that cannot be told leaves it open which row decides', () => {
	const rules = [{ needs: 'no' }, { places: ['11'], needs: 'yes' }];
	const open = needed({ place: undefined }, ...rules);
	assert.equal(open.needed, 'conditional');
	assert.deepEqual(open.doubts, ['place-unknown']);
	const young = needed(
		{ birthDate: undefined },
		{ needs: 'no' },
		{ age: { to: 17 }, needs: 'yes' },
	);
	assert.deepEqual([young.needed, young.doubts], ['conditional', ['age-unknown']]);
	assert.equal(needed({ place: undefined }, { places: ['11'], needs: 'no' }).needed, 'conditional');
	assert.equal(
		needed({ place: undefined }, { needs: 'yes' }, { places: ['11'], needs: 'yes' }).needed,
		'yes',
	);
	assert.equal(
		needed({ birthDate: '1961' }, { needs: 'no' }, { age: { to: 17 }, needs: 'yes' }).needed,
		'conditional',
	);
});

test('A row that may fit and is as specific as the one that does leaves it open', () => {
	const rules = [
		{ age: { from: 18 }, needs: 'no' },
		{ places: ['11'], needs: 'yes' },
	];
	const open = needed({ place: undefined }, ...rules);
	assert.deepEqual([open.needed, open.doubts], ['conditional', ['place-unknown']]);
	assert.equal(needed({ place: '21' }, ...rules).needed, 'no');
});

test('Rows that disagree are for a person', () => {
	const item = needed({}, { needs: 'no' }, { needs: 'yes' });
	assert.deepEqual([item.needed, item.doubts], ['unknown', ['rules-disagree']]);
	const codes = [
		{ system: SYSTEM, code: 'E0430' },
		{ system: SYSTEM, code: 'E0431' },
	];
	const two = needed({ codes }, { needs: 'no' }, { code: 'E0431', needs: 'yes' });
	assert.deepEqual([two.needed, two.doubts], ['unknown', ['rules-disagree']]);
});

const wideNo = { code: 'E04*', needs: 'no' };

for (const [what, strict] of [
	['is over', { to: '2026-06-30' }],
	['has not begun', { from: '2026-12-01' }],
	['is over, and is for every payer', { payer: '*', to: '2026-06-30' }],
	['is over, and says that it depends', { needs: 'conditional', to: '2026-06-30' }],
	['is over, and whose condition cannot be told', { places: ['21'], to: '2026-06-30' }],
] as Array<[string, Json]>) {
	test(`A more specific row that ${what} does not leave the way open to a wider "no"`, () => {
		const place = 'places' in strict ? undefined : '11';
		const item = needed({ place }, strict, wideNo);
		assert.deepEqual([item.needed, item.doubts], ['unknown', ['rule-not-valid']]);
		assert.equal(item.needsPerson, true);
	});
}

test('A row that is over takes nothing from a "no" that it has nothing to say about', () => {
	const over = { to: '2026-06-30' };
	assert.equal(needed({}, { needs: 'no' }, { ...over, code: 'E04*' }).needed, 'no');
	assert.equal(needed({}, { ...over, places: ['21'] }, wideNo).needed, 'no');
	assert.equal(needed({}, { ...over, needs: 'no' }, wideNo).needed, 'no');
	assert.equal(needed({}, { ...over, needs: 'no' }, { code: 'E04*' }).needed, 'yes');
	// The same row for the time before, and for the time after.
	assert.equal(needed({}, over, { needs: 'no', from: '2026-07-01' }).needed, 'no');
	assert.equal(needed({}, { from: '2026-12-01' }, { needs: 'no', to: '2026-11-30' }).needed, 'no');
	// Both said something of the same days: which of them is right nobody knows.
	assert.equal(needed({}, over, { needs: 'no' }).needed, 'unknown');
});

test('A second code for billing that is in no row holds up a "no", not a "yes"', () => {
	for (const system of [SYSTEM, 'http://www.ama-assn.org/go/cpt']) {
		const codes = [
			{ system: SYSTEM, code: 'E0430' },
			{ system, code: '99999' },
		];
		const item = needed({ codes }, { needs: 'no' });
		assert.deepEqual([item.needed, item.doubts], ['unknown', ['code-not-in-table']]);
		assert.equal(item.needsPerson, true);
		assert.equal(needed({ codes }, {}).needed, 'yes');
	}
	const codes = [
		{ system: SYSTEM, code: 'E0430' },
		{ system: 'http://snomed.info/sct', code: '99999' },
	];
	assert.equal(needed({ codes }, { needs: 'no' }).needed, 'no');
});

test('A row without a system releases only codes for billing', () => {
	const codes = [{ system: 'http://snomed.info/sct', code: 'E0430' }];
	assert.equal(needed({ codes }, { needs: 'no' }).needed, 'unknown');
	assert.equal(needed({ codes }, {}).needed, 'yes');
});

test('A "no" that was checked in the future or years ago releases nobody', () => {
	const long = { needs: 'no', from: '2019-01-01', to: '2099-12-31' };
	for (const checkedOn of ['2099-01-01', '2026-11-23', '2024-11-22', '2019-01-01']) {
		const item = needed({}, { ...long, checkedOn });
		assert.deepEqual([item.needed, item.doubts], ['unknown', ['rule-not-valid']], checkedOn);
	}
	for (const checkedOn of ['2026-11-22', '2024-11-23']) {
		assert.equal(needed({}, { ...long, checkedOn }).needed, 'no', checkedOn);
	}
	assert.equal(needed({}, { ...long, needs: 'yes', checkedOn: '2019-01-01' }).needed, 'yes');
});

test('An age counts full years on the day of service', () => {
	assert.equal(yearsBetween('2008-11-22', '2026-11-22'), 18);
	assert.equal(yearsBetween('2008-11-23', '2026-11-22'), 17);
	assert.equal(yearsBetween('2008-02-29', '2026-02-28'), 17);
	assert.equal(yearsBetween('2027-01-01', '2026-11-22'), undefined);
});

for (const [what, change] of [
	['a missing source', { source: '' }],
	['a missing checker', { checkedBy: undefined }],
	['no end', { to: undefined }],
	['an end before its beginning', { to: '2025-01-01' }],
	['a day that is none', { from: '2026-02-30' }],
	['a misspelled condition', { place: ['11'] }],
	['a place that is no code', { places: ['office'] }],
	['an age that is none', { age: { from: -1 } }],
	['an empty age', { age: {} }],
	['another word for its answer', { needs: 'maybe' }],
	['a star in the middle of its code', { code: 'E*4' }],
	['a star alone', { code: '*' }],
	['"no" for every payer', { payer: '*', needs: 'no' }],
	['"no" for a whole chapter of codes', { code: 'E*', needs: 'no' }],
] as Array<[string, Json]>) {
	test(`A row with ${what} refuses the whole table and is named`, () => {
		const content = { name: 'zz', version: '1', rules: [row(), { ...row(change), id: 'r2' }] };
		assert.throws(
			() => readTable(JSON.parse(JSON.stringify(content))),
			(error: Json) => {
				assert.equal(error.code, 'rules-table-invalid');
				assert.match(error.message, /row 2/);
				return true;
			},
		);
	});
}

test('Two rows of one id, and what is no table, are refused', () => {
	const twice = { name: 'zz', version: '1', rules: [row(), row()] };
	for (const bad of [
		twice,
		{},
		[],
		null,
		{ name: 'zz', version: '', rules: [] },
		{ name: 'z', version: '1', rules: [null] },
	]) {
		assert.throws(() => readTable(bad), { code: 'rules-table-invalid' });
	}
});

test("The site's table is a file of a plain name that nobody else can change", async () => {
	const folder = await mkdtemp(join(tmpdir(), 'rules-'));
	try {
		const path = join(folder, 'payer-rules.json');
		await writeFile(path, JSON.stringify({ name: 'zz', version: '1', rules: [row()] }), {
			mode: 0o600,
		});
		assert.equal((await siteTable('payer-rules', folder)).rules.length, 1);
		await chmod(path, 0o666);
		await assert.rejects(siteTable('payer-rules', folder), { code: 'rules-table-exposed' });
		await assert.rejects(siteTable('../payer-rules', folder), { code: 'rules-table-unknown' });
		await assert.rejects(siteTable('other', folder), { code: 'rules-table-unknown' });
		await writeFile(join(folder, 'bad.json'), '{', { mode: 0o600 });
		await assert.rejects(siteTable('bad', folder), { code: 'rules-table-invalid' });
	} finally {
		await rm(folder, { recursive: true });
	}
});
