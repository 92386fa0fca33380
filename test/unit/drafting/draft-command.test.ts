import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { draftWith } from '../../../dist/nodes/Drafting/drafting/index.js';
import { buildFacts } from '../../../dist/nodes/Drafting/facts/index.js';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
} from '../../../dist/nodes/shared/contracts/index.js';
import { temporaryFolder } from '../shared/support.ts';
import { SECRETS } from './draft-build.ts';
import {
	amount,
	coded,
	concept,
	dischargeMedicine,
	dose,
	inStay,
	lab,
	record,
	stayWith,
} from './facts-chart.ts';

const facts = buildFacts(
	stayWith(
		inStay('Condition', {
			category: [coded('encounter-diagnosis')],
			verificationStatus: coded('confirmed'),
			code: concept('Pneumonia'),
			recordedDate: '2026-11-10',
		}),
		dischargeMedicine('Metoprolol tartrate 50 mg tablet', dose(50, 'mg', 2)),
		record('AllergyIntolerance', { code: concept('Penicillin G') }),
		lab('Creatinine', '2026-11-12T09:00:00+01:00', amount(1.2, 'mg/dL')),
	),
);
const draft = await draftWith(undefined, facts, { kind: 'discharge-summary', secrets: SECRETS });

/** The draft with one sentence of somebody else in the hospital course. */
function saying(text: string, included = true): ClinicalDraft {
	const sections = draft.sections.map((section) =>
		section.code === '8648-8' ? { ...section, sentences: [{ id: 's1', text, included }] } : section,
	);
	return { ...draft, status: 'narrative', sections } as ClinicalDraft;
}

interface Ended {
	code: number;
	lines: string[];
	notes: string[];
}

async function hospital(...args: string[]): Promise<Ended> {
	const ended: Ended = { code: -1, lines: [], notes: [] };
	ended.code = await main(args, {
		line: (text) => void ended.lines.push(text),
		note: (text) => void ended.notes.push(text),
	});
	return ended;
}

function file(t: TestContext, name: string, content: unknown): string {
	const path = join(temporaryFolder(t), name);
	writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	return path;
}

const verify = async (t: TestContext, given: unknown, of: unknown = facts): Promise<Ended> =>
	await hospital(
		'draft',
		'verify',
		'--facts',
		file(t, 'facts.json', of),
		'--draft',
		file(t, 'draft.json', given),
	);
const verdicts = ({ lines }: Ended): DraftVerification =>
	JSON.parse(lines.join('\n')) as DraftVerification;

describe('hospital draft verify', () => {
	test('prints the verdicts as JSON, with the evidence of each sentence', async (t) => {
		const ended = await verify(t, saying('The patient had pneumonia.'));
		const [sentence] = verdicts(ended).sentences;
		assert.equal(sentence.id, 's1');
		assert.equal(sentence.verdict, 'supported');
		assert.deepEqual(ended.notes, []);
	});

	test('ends with 1 for a sentence that the facts do not bear out', async (t) => {
		const ended = await verify(t, saying('The patient takes metoprolol 500 mg twice a day.'));
		assert.equal(ended.code, 1);
		assert.equal(verdicts(ended).sentences[0].verdict, 'unsupported');
	});

	test('ends with 0 exactly when what is included is supported and nothing is left out', async (t) => {
		for (const text of ['The patient had pneumonia.', 'The patient had no pneumonia.']) {
			for (const included of [true, false]) {
				const ended = await verify(t, saying(text, included));
				const { sentences, omissions } = verdicts(ended);
				const isSound =
					omissions.length === 0 && (!included || sentences[0].verdict === 'supported');
				assert.equal(ended.code, isSound ? 0 : 1);
			}
		}
	});

	test('ends with 1 when a medicine of the facts is nowhere in the draft', async (t) => {
		const bare: ClinicalDraft = {
			...draft,
			sections: draft.sections.map(({ tables: _tables, ...section }) => section),
		};
		const ended = await verify(t, bare);
		assert.equal(ended.code, 1);
		assert.ok(verdicts(ended).omissions.length > 0);
	});

	test('compares a draft of another program that names no facts', async (t) => {
		const { factsHash: _hash, ...given } = saying('The patient had pneumonia.');
		const ended = await verify(t, given);
		assert.equal(verdicts(ended).sentences[0].verdict, 'supported');
	});

	const WRONG: Array<[what: string, draft: unknown, facts: unknown]> = [
		['a draft that is no JSON', '{', facts],
		['facts that are no JSON', draft, 'facts'],
		['a draft for facts', draft, draft],
		['facts for a draft', facts, facts],
		['an empty file', '', facts],
		['a draft of another patient', { ...draft, patient: 'Patient/zz2' }, facts],
		['a draft from other facts', { ...draft, factsHash: 'ab'.repeat(32) }, facts],
	];
	for (const [what, wrongDraft, wrongFacts] of WRONG) {
		test(`ends with 2 for ${what}, says what to do, and prints nothing`, async (t) => {
			const ended = await verify(t, wrongDraft, wrongFacts);
			assert.equal(ended.code, 2);
			assert.deepEqual(ended.lines, []);
			assert.equal(ended.notes.length, 2);
			assert.doesNotMatch(ended.notes.join(' '), /Zztest|zz1|Metoprolol/);
		});
	}

	test('ends with 2 for a file that is not there, a missing option, and a verb that does not exist', async (t) => {
		const path = file(t, 'facts.json', facts satisfies ClinicalFacts);
		const missing = join(temporaryFolder(t), 'missing.json');
		for (const args of [
			['verify', '--facts', path, '--draft', missing],
			['verify', '--facts', path],
			['verify', '--facts', path, '--draft', path, 'more'],
			['verify', '--nonsense'],
			['write'],
			[],
		]) {
			const ended = await hospital('draft', ...args);
			assert.equal(ended.code, 2, args.join(' '));
			assert.deepEqual(ended.lines, []);
		}
	});

	test('is in the list of commands, and explains itself', async () => {
		assert.ok((await hospital('--help')).lines.some((line) => line.includes('draft verify')));
		const { code, lines } = await hospital('draft', '--help');
		assert.equal(code, 0);
		assert.match(lines[0], /Usage: hospital draft verify/);
	});
});
