import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftWith } from '../../../dist/nodes/Drafting/drafting/index.js';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type { ChartContext, DraftTable } from '../../../dist/nodes/shared/contracts/index.js';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { SECRETS } from './draft-build.ts';
import { concept, inStay, stayWith } from './facts-chart.ts';

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const order = (fields: Record<string, unknown>) =>
	inStay('ServiceRequest', { status: 'active', intent: 'order', ...fields });

async function letter(context: ChartContext) {
	const facts = buildFacts(context);
	const draft = await draftWith(undefined, facts, { kind: 'medical-necessity', secrets: SECRETS });
	const section = draft.sections.find(({ code }) => code === '18776-5');
	return { facts, draft, tables: section?.tables ?? [] };
}
const row = ([table]: readonly DraftTable[]) =>
	Object.fromEntries(
		(table?.columns ?? []).map((column, at) => [column, table?.rows[0]?.cells[at]]),
	);

test('a letter says how much is ordered, from when to when and what for, in the words of the chart', async () => {
	const { facts, draft, tables } = await letter(
		stayWith(
			order({
				code: { coding: [{ system: HCPCS, code: 'G0154' }] },
				category: [concept('home health', '3457005')],
				quantityQuantity: { value: 8, unit: 'visits' },
				occurrencePeriod: { start: '2026-11-29', end: '2026-12-27' },
				reasonCode: [concept('chronic pain')],
			}),
		),
	);
	assert.deepEqual(row(tables), {
		What: 'code G0154 (HCPCS)',
		'How much': '8 visits',
		When: '2026-11-29 to 2026-12-27',
		Why: 'chronic pain',
	});
	const told = facts.facts.find(({ kind }) => kind === 'follow-up')?.text;
	assert.match(told ?? '', /G0154 \(HCPCS\), 8 visits on 2026-11-29 until 2026-12-27, for chronic/);
	assert.deepEqual(verifyDraft(facts, draft).contradictions, []);
});

test('a test that is ordered without a day stands in the letter too, and what is not said is said so', async () => {
	const { tables } = await letter(
		stayWith(order({ code: concept('MRI of the lumbar spine'), authoredOn: '2026-11-12' })),
	);
	assert.deepEqual(row(tables), {
		What: 'MRI of the lumbar spine',
		'How much': 'not recorded',
		When: 'not recorded',
		Why: 'not recorded',
	});
});

test('what is missing is said once', async () => {
	const { draft } = await letter(stayWith());
	for (const { empty = '' } of draft.sections) {
		const sentences = empty.split(/(?<=\.) /);
		const starts = sentences.map((sentence) => sentence.replace(/[,.].*/, ''));
		assert.deepEqual(starts, [...new Set(starts)], empty);
	}
});
