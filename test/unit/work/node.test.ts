import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { WorkItem } from '../../../dist/nodes/WorkItem/WorkItem.node.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { keyFile, temporaryFolder } from '../shared/support.ts';

function site(t: TestContext): string {
	const folder = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	return join(folder, 'data');
}

/** Runs the node on one item; only n8n itself is played. */
async function run(parameters: IDataObject, json: IDataObject = {}): Promise<IDataObject[]> {
	const functions = {
		getInputData: () => [{ json }],
		getNodeParameter: (name: string, _index: number, fallback?: unknown) =>
			parameters[name] ?? fallback,
		getNode: () => ({ name: 'Work Item', type: 'workItem', id: 'n', parameters: {} }),
		getWorkflow: () => ({ id: 'flow' }),
		getExecutionId: () => '7',
		getMode: () => 'trigger',
		continueOnFail: () => false,
		helpers: {},
	};
	const [out] = await new WorkItem().execute.call(functions as unknown as IExecuteFunctions);
	return out.map((item) => item.json);
}

const list = async (show: string, limit = 50): Promise<IDataObject[]> =>
	await run({ operation: 'list', show, limit });

/** What the ledger holds, line by line. */
function ledgerOf(root: string): Array<{ interaction: string; workItem?: { id: string } }> {
	return readdirSync(join(root, 'audit'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.jsonl'))
		.flatMap((name) =>
			readFileSync(join(root, 'audit', name), 'utf8')
				.trimEnd()
				.split('\n'),
		)
		.map((line) => JSON.parse(line) as { interaction: string });
}

describe('Work Item → Try Again Later', () => {
	test('ends the attempt with the reason, on record, and nothing in a test run', async (t) => {
		const root = site(t);
		await dataDirectory();
		const store = await workStore();
		const id = workItemId('flow/node', 'again');
		const work = {
			id,
			attempt: 2,
			kind: 'k',
			priority: 'routine',
			openedAt: '2026-11-22T10:00:00Z',
		};
		const asked = { operation: 'tryAgain', reason: 'payer-not-reached' };
		await run(asked, { workItem: { ...work, test: true } });
		assert.equal(await store.failure(id, 2), undefined);
		await run(asked, { workItem: work });
		assert.deepEqual(await store.failure(id, 2), {
			attempt: 2,
			code: 'payer-not-reached',
			node: 'Work Item',
			needsPerson: false,
			ends: true,
			gaveUp: true,
		});
		const told = ledgerOf(root).filter(({ interaction }) => interaction === 'work-given-up');
		assert.equal(told.length, 2);
		for (const reason of ['', 'ZZTEST Ada', 'x'.repeat(65)]) {
			await assert.rejects(run({ ...asked, reason }, { workItem: work }), /short code/);
		}
		await assert.rejects(run(asked), /belongs to no work item/);
	});
});

describe('Work Item → List', () => {
	test('shows what still waits for images, unsealed, because it names nobody', async (t) => {
		const root = site(t);
		await dataDirectory();
		assert.deepEqual(await list('waiting'), []);
		const item = (id: string, since: string) => ({
			kind: 'dicom-study',
			id,
			route: 'flow/node',
			about: { calledAeTitle: 'HOSPITAL', modalities: 'CT' },
			count: 12,
			unit: 'images',
			since,
			lastAt: since,
			waitsFor: 'count: 12 of 40 images',
		});
		const items = [item('s2', '2026-01-02T00:00:00.000Z'), item('s1', '2026-01-01T00:00:00.000Z')];
		mkdirSync(join(root, 'dicom', 'waiting'), { recursive: true });
		const writtenAt = new Date().toISOString();
		writeFileSync(
			join(root, 'dicom', 'waiting', 'port-11112.json'),
			JSON.stringify({ format: 1, writtenAt, open: true, more: 0, items }),
		);
		const { route: _, ...expected } = { ...items[1], stopped: false };
		const rows = await list('waiting');
		assert.deepEqual(
			rows.map(({ waiting }) => (waiting as IDataObject).id),
			['s1', 's2'],
		);
		assert.deepEqual(JSON.parse(JSON.stringify(rows[0]!.waiting)), expected);
		assert.equal((await list('waiting', 1)).length, 1);
		assert.deepEqual(await list('open'), [], 'it is no work yet');
	});

	test('names the version that replaces another one, the evidence, and when it ended', async (t) => {
		site(t);
		const { work, key } = await dataDirectory();
		const inbox = new Inbox(join(work, 'inbox'), '20260107T000000Z-0123456789abcdef', key.key('work')); // prettier-ignore
		const [first, second] = ['1', '2'].map((name) => workItemId('flow/node', name));
		const about = {
			kind: 'dicom-study',
			route: 'flow/node',
			owner: 'o',
			priority: 'routine',
		} as const;
		await inbox.append({ ...about, id: first, openedAt: '2026-01-05T00:00:00.000Z', evidence: 'quiet-period' }, {}); // prettier-ignore
		await inbox.append({ ...about, id: second, openedAt: '2026-01-06T00:00:00.000Z', supersedes: first }, {}); // prettier-ignore
		await inbox.close();
		await (
			await workStore()
		).close(first, { state: 'DELIVERED', reason: '', owner: '', attempt: 1 });
		const [older, newer] = (await list('all')).map((row) => row.work as IDataObject);
		assert.deepEqual([older.evidence, older.supersededBy], ['quiet-period', second]);
		assert.ok(!Number.isNaN(Date.parse(String(older.endedAt))));
		assert.deepEqual([newer.supersedes, newer.endedAt], [first, undefined]);
	});
});

describe('Work Item → Close', () => {
	test('the end of a test run is recorded as one, and counts as no end of work', async (t) => {
		const root = site(t);
		const id = workItemId('flow/node', 'a');
		const workItem = { id, attempt: 1, kind: 'dicom-study', priority: 'routine', openedAt: '2026-01-01T00:00:00.000Z' }; // prettier-ignore
		const close = { operation: 'close', state: 'DELIVERED', reason: '', owner: '' };
		await run(close, { workItem: { ...workItem, id: 'test', test: true } });
		const ends = () =>
			ledgerOf(root)
				.filter(({ interaction }) => interaction.startsWith('work-closed'))
				.map(({ interaction, workItem: work }) => [interaction, work?.id]);
		assert.deepEqual(ends(), [['work-closed-in-test', 'test']]);
		await run(close, { workItem });
		assert.deepEqual(ends()[1], ['work-closed', id]);
	});
});
