import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draftWith, type DraftKind } from '../../../dist/nodes/Drafting/drafting/index.js';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftSection,
	DraftTable,
} from '../../../dist/nodes/shared/contracts/index.js';
import {
	admission,
	allergy,
	discharge,
	factsOf,
	lab,
	medicine,
	name,
	pneumonia,
	SECRETS,
	stay,
	type Loose,
} from './draft-build.ts';

const tablesOnly = async (
	facts: ClinicalFacts,
	kind: DraftKind = 'discharge-summary',
	before?: ClinicalFacts,
): Promise<ClinicalDraft> =>
	await draftWith(undefined, facts, { kind, secrets: SECRETS, ...(before && { before }) });

const sectionOf = ({ sections }: ClinicalDraft, code: string): DraftSection => {
	const found = sections.find((section) => section.code === code);
	assert.ok(found, `there is a section ${code}`);
	return found;
};
const tableOf = (draft: ClinicalDraft, code: string, title: string): DraftTable => {
	const found = sectionOf(draft, code).tables?.find((table) => table.title === title);
	assert.ok(found, `there is a table ${title}`);
	return found;
};
const cells = ({ rows }: DraftTable) => rows.map((row) => row.cells);

describe('the structured part', () => {
	test('has the sections of the C-CDA discharge summary, by LOINC, in one order', async () => {
		const { type, sections, status, reason, model } = await tablesOnly(stay());
		assert.deepEqual(type, { code: '18842-5', display: 'Discharge summary' });
		assert.deepEqual(
			sections.map(({ code }) => code),
			[
				'46241-6',
				'11535-2',
				'8648-8',
				'47519-4',
				'30954-2',
				'48765-2',
				'10183-2',
				'42346-7',
				'18776-5',
				'8653-8',
				'42348-3',
			],
		);
		assert.equal(status, 'structured-only');
		assert.equal(reason, 'not-asked');
		assert.equal(model, undefined);
	});

	test('tells new, changed, continued, stopped and unclear medicines apart, and loses none', async () => {
		const draft = await tablesOnly(
			factsOf([
				medicine('zznew', 'new', '5 mg by mouth daily'),
				medicine('zzchanged', 'changed', '50 mg by mouth daily', '25 mg by mouth daily'),
				medicine('zzsame', 'continued', '10 mg by mouth daily'),
				medicine('zzstopped', 'stopped', '1 g by mouth daily'),
				medicine('zzunclear', 'unclear', '2 g by mouth daily'),
				medicine('zzinside', 'inpatient-only', '3 g by mouth daily'),
			]),
		);
		assert.deepEqual(cells(tableOf(draft, '10183-2', 'New')), [['zznew', '5 mg by mouth daily']]);
		assert.deepEqual(cells(tableOf(draft, '10183-2', 'Changed')), [
			['zzchanged', '25 mg by mouth daily', '50 mg by mouth daily', 'dose'],
		]);
		assert.deepEqual(cells(tableOf(draft, '10183-2', 'Continued without change')), [
			['zzsame', '10 mg by mouth daily'],
		]);
		assert.deepEqual(cells(tableOf(draft, '10183-2', 'Stopped')), [
			['zzstopped', '1 g by mouth daily', 'not recorded'],
		]);
		assert.deepEqual(cells(tableOf(draft, '10183-2', 'To be clarified before discharge')), [
			[
				'zzunclear',
				'before admission and for discharge',
				'2 g by mouth daily',
				'2 g by mouth daily',
				'not recorded',
			],
		]);
		assert.deepEqual(cells(tableOf(draft, '8648-8', 'Medicines of the stay only')), [
			['zzinside', '3 g by mouth daily'],
		]);
		const before = tableOf(draft, '42346-7', 'Taken before admission');
		assert.deepEqual(
			cells(before).find(([drug]) => drug === 'zzchanged'),
			['zzchanged', '25 mg by mouth daily'],
		);
		assert.equal(
			cells(before).some(([drug]) => drug === 'zznew'),
			false,
		);
	});

	test('each row names the facts that it rests on', async () => {
		const facts = stay();
		const draft = await tablesOnly(facts);
		const known = new Set(facts.facts.map(({ id }) => id));
		const rows = draft.sections.flatMap(({ tables = [] }) => tables.flatMap((table) => table.rows));
		assert.ok(rows.length > 5);
		for (const row of rows) {
			assert.ok(row.facts.length > 0);
			assert.ok(row.facts.every((id) => known.has(id)));
		}
		for (const { tables = [] } of draft.sections)
			for (const { columns, rows: all } of tables)
				for (const row of all) assert.equal(row.cells.length, columns.length);
	});

	test('a test has one row with its first, worst and last result, each with its date', async () => {
		const draft = await tablesOnly(
			factsOf([
				lab('Zzium', 3, 'mmol/L', '2 November 2026', 'first', { roles: ['first', 'worst'] }),
				lab('Zzium', 4.5, 'mmol/L', '4 November 2026', 'last'),
				lab('Zzate', 9, 'mg/dL', '3 November 2026', 'last', { loinc: '1-1', flag: 'H' }),
			]),
		);
		assert.deepEqual(cells(tableOf(draft, '30954-2', 'Laboratory')), [
			[
				'Zzium',
				'3 mmol/L on 2 November 2026',
				'3 mmol/L on 2 November 2026',
				'4.5 mmol/L on 4 November 2026',
			],
			['Zzate', '', '', '9 mg/dL (H) on 3 November 2026'],
		]);
	});

	test('results in units that differ do not share a row', async () => {
		const draft = await tablesOnly(
			factsOf([
				lab('Zzium', 3, 'mmol/L', '2 November 2026', 'first'),
				lab('Zzium', 54, 'mg/dL', '4 November 2026', 'last'),
			]),
		);
		assert.equal(tableOf(draft, '30954-2', 'Laboratory').rows.length, 2);
	});

	test('what a reader must know of a fact stands in the row', async () => {
		const [first] = factsOf([allergy('zzlatex')]).facts;
		const facts = factsOf([]);
		const draft = await tablesOnly({
			...facts,
			facts: [{ ...first, flags: ['conflict', 'duplicate'] }],
		});
		const table = tableOf(draft, '48765-2', 'Allergies and intolerances');
		assert.equal(table.columns.at(-1), 'Note');
		assert.match(table.rows[0].cells.at(-1) ?? '', /also says otherwise in another place/);
		assert.doesNotMatch(table.rows[0].cells.at(-1) ?? '', /;/);
	});

	test('none known is only said where somebody recorded it', async () => {
		const noneKnown: Loose = {
			kind: 'allergy',
			role: 'none-known',
			text: 'no known allergies (recorded)',
			data: { substance: 'none', codes: [], reaction: [], polarity: 'none-known' },
		};
		const draft = await tablesOnly(factsOf([noneKnown]));
		const { rows } = tableOf(draft, '48765-2', 'Allergies and intolerances');
		assert.equal(rows[0].cells[0], 'no known allergies (recorded)');
		assert.equal(sectionOf(draft, '48765-2').empty, undefined);
	});
});

describe('an empty chart', () => {
	for (const kind of ['discharge-summary', 'chart-summary'] as const) {
		test(`gives a ${kind} that says of every section that it is not recorded, and never a negative`, async () => {
			const draft = await tablesOnly(factsOf([]), kind);
			assert.ok(draft.sections.length >= 5);
			for (const { sentences, tables, empty } of draft.sections) {
				assert.deepEqual(sentences, []);
				assert.equal(tables, undefined);
				assert.match(empty ?? '', /recorded/);
				assert.doesNotMatch(empty ?? '', /^No (?!.*recorded)|negative|none known|without any/i);
			}
			assert.equal(draft.status, 'structured-only');
		});
	}

	test('is not sent to a model, and says why there is no narrative', async () => {
		let asked = 0;
		const draft = await draftWith(
			() => {
				asked += 1;
				return Promise.reject(new Error('must not be called'));
			},
			factsOf([]),
			{ kind: 'discharge-summary', secrets: SECRETS },
		);
		assert.equal(asked, 0);
		assert.equal(draft.reason, 'nothing-to-tell');
	});
});

test('what could not be read of the chart stands in the section that suffers from it', async () => {
	const cutOff = 'The server has more results than were read.';
	const draft = await tablesOnly(
		factsOf([lab('Zzium', 3, 'mmol/L', '2 November 2026', 'last')], {
			gaps: [
				{ code: 'cut-off', requirements: ['trc-results'], message: cutOff },
				{
					code: 'follow-up-missing',
					requirements: ['tjc-follow-up'],
					message: 'No follow-up at all.',
				},
			],
		}),
	);
	assert.ok(sectionOf(draft, '30954-2').empty?.includes(cutOff));
	const { empty } = sectionOf(draft, '18776-5');
	assert.ok(empty?.includes('No follow-up at all.'));
	assert.doesNotMatch(empty ?? '', /No follow-up is recorded/);
});

describe('an addendum', () => {
	const before = factsOf([
		name(),
		admission,
		discharge,
		pneumonia,
		lab('Zzium', 3, 'mmol/L', '2 November 2026', 'last', { roles: ['first', 'worst', 'last'] }),
		allergy('zzlatex'),
		{
			kind: 'pending-result',
			role: 'report',
			text: 'blood culture, not final',
			parts: { name: 'blood culture', status: 'not final' },
			data: { name: 'blood culture', codes: [], status: 'partial' },
			source: [{ reference: 'DiagnosticReport/7', path: 'DiagnosticReport' }],
		},
	]);

	test('holds only what is new or changed, in the numbers of the later reading', async () => {
		const after = factsOf([
			name(),
			admission,
			discharge,
			pneumonia,
			lab('Zzium', 3, 'mmol/L', '2 November 2026', 'first', {
				roles: ['first', 'worst'],
				count: 2,
			}),
			lab('Zzium', 5, 'mmol/L', '6 November 2026', 'last', { count: 2 }),
			allergy('zzlatex'),
			{
				kind: 'report',
				role: 'conclusion',
				text: 'No growth after five days.',
				parts: { name: 'blood culture', date: '7 November 2026' },
				data: { name: 'blood culture', codes: [], status: 'final' },
				source: [{ reference: 'DiagnosticReport/7', path: 'DiagnosticReport.conclusion' }],
			},
		]);
		const draft = await tablesOnly(after, 'addendum', before);
		assert.equal(draft.type.code, '55107-7');
		assert.deepEqual(
			draft.sections.map(({ code }) => code),
			['30954-2'],
		);
		assert.deepEqual(tableOf(draft, '30954-2', 'Laboratory').rows[0].facts, ['f6']);
		assert.deepEqual(cells(tableOf(draft, '30954-2', 'Reports')), [
			['blood culture', '7 November 2026', 'No growth after five days.'],
		]);
	});

	test('says what is no longer in the chart as it was', async () => {
		const after = factsOf(
			[name(), admission, discharge, pneumonia].map((one, at) => ({
				...one,
				source: before.facts[at].source,
			})),
		);
		const draft = await tablesOnly(after, 'addendum', before);
		assert.deepEqual(
			draft.sections.map(({ code }) => code),
			['48767-8'],
		);
		assert.deepEqual(
			cells(tableOf(draft, '48767-8', 'No longer in the chart as it was')).map(([what]) => what),
			['Result', 'Allergy', 'Pending result'],
		);
	});

	test('tells a report whole when one sentence of it is new', async () => {
		const conclusion = (text: string): Loose => ({
			kind: 'report',
			role: 'conclusion',
			text,
			parts: { name: 'CT' },
			data: { name: 'CT', codes: [], status: 'final' },
			source: [{ reference: 'DiagnosticReport/8', path: 'DiagnosticReport.conclusion' }],
		});
		const draft = await tablesOnly(
			factsOf([conclusion('No bleeding.'), conclusion('Corrected: a small fracture.')]),
			'addendum',
			factsOf([conclusion('No bleeding.')]),
		);
		assert.equal(
			tableOf(draft, '30954-2', 'Reports').rows[0].cells[2],
			'No bleeding. Corrected: a small fracture.',
		);
	});

	test('with nothing new asks nobody and says so', async () => {
		let asked = 0;
		const draft = await draftWith(
			() => {
				asked += 1;
				return Promise.reject(new Error('must not be called'));
			},
			{ ...before, asOf: '2026-11-09T00:00:00.000Z' },
			{ kind: 'addendum', before, secrets: SECRETS },
		);
		assert.equal(asked, 0);
		assert.equal(draft.reason, 'nothing-new');
		assert.deepEqual(draft.sections, []);
	});

	test('never compares two patients, or two stays', async () => {
		for (const other of [{ patient: 'Patient/zz-2' }, { encounter: 'Encounter/zz-8' }]) {
			await assert.rejects(tablesOnly(factsOf([], other), 'addendum', before), {
				code: 'patient-mismatch',
			});
		}
	});
});
