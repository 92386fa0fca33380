import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { startedEngine, workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { Canvas } from '../audit/canvas.ts';
import { keyFile, temporaryFolder, until } from '../shared/support.ts';

/** A data directory of its own, whose engine ends with the test. */
async function site(t: TestContext): Promise<Canvas> {
	const folder = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	const { root } = await dataDirectory();
	t.after(async () => await (await startedEngine(root))?.stop());
	return new Canvas();
}

async function taking(t: TestContext, canvas: Canvas, queue = 'predraft') {
	const { closeFunction } = await canvas.activate('workTrigger', { queue });
	t.after(async () => await closeFunction?.());
}

/** Of the run that opens the work. */
const OTHER = { id: workItemId('other', 'run'), attempt: 1 };
const WORK = { queue: 'predraft', workKey: 'Encounter/e1/2026-11-22' };

describe('a queue', () => {
	test('hands over what was put into it: sealed stays sealed, what could be read stays readable', async (t) => {
		const canvas = await site(t);
		const about = { patient: 'Patient/zz1', text: 'ZZTEST Ada' };
		const sealed = (await (
			await sealer()
		).seal(about, ['/patient'], 'wf-every-node', undefined)) as typeof about;
		assert.match(sealed.text, /^sealed:/);
		const item = { about: sealed, config: { model: 'letters' }, workItem: OTHER };
		await canvas.run('workItem.open', WORK, item);
		await taking(t, canvas);
		await until(() => (canvas.item.workItem as typeof OTHER).id !== OTHER.id);
		const taken = canvas.item as { about: typeof about; config: object; workItem: { id: string } };
		assert.equal(taken.about.patient, 'Patient/zz1');
		assert.match(taken.about.text, /^sealed:/);
		assert.notEqual(taken.about.text, sealed.text);
		assert.equal(await (await sealer()).open(taken.about.text, 'wf-every-node'), 'ZZTEST Ada');
		assert.deepEqual(taken.config, { model: 'letters' });
		assert.match(taken.workItem.id, /^w[0-9a-f]{31}$/);
	});

	test('takes the same key once, also after the work has ended', async (t) => {
		const canvas = await site(t);
		await taking(t, canvas);
		const [first] = await canvas.run('workItem.open', WORK, { note: 'a' });
		const [second] = await canvas.run('workItem.open', WORK, { note: 'a' });
		const opened = (item: Record<string, unknown>) => (item.queued as { opened: boolean }).opened;
		assert.deepEqual([opened(first), opened(second)], [true, false]);
		await until(() => (canvas.item.workItem as { id?: string } | undefined)?.id !== undefined);
		await canvas.run('workItem.close', { state: 'DELIVERED' });
		const [third] = await canvas.run('workItem.open', WORK, { note: 'a' });
		assert.equal(opened(third), false);
		const [other] = await canvas.run('workItem.open', { ...WORK, workKey: 'e2' }, { note: 'b' });
		assert.equal(opened(other), true);
	});

	test('has one taker: a second workflow is told who takes the work', async (t) => {
		const canvas = await site(t);
		await taking(t, canvas);
		const other = new Canvas('Another workflow');
		await assert.rejects(other.activate('workTrigger', { queue: 'predraft' }), /Every node/);
		await taking(t, other, 'something-else');
	});

	test('is asked in a test run for nothing', async (t) => {
		const canvas = await site(t);
		await taking(t, canvas);
		const item = { note: 'a', workItem: { id: 'test', attempt: 1, test: true } };
		const [told] = await canvas.run('workItem.open', WORK, item);
		assert.deepEqual((told.queued as { reason: string }).reason, 'test-run');
		const { id } = told.queued as { id: string };
		assert.equal(await (await workStore()).lease(id), undefined);
	});

	for (const workKey of [
		'',
		'   ',
		'undefined/2026-11-22',
		'[object Object]',
		'/',
		'x'.repeat(1001),
	]) {
		test(`refuses a key that is the same for everything: ${JSON.stringify(workKey.slice(0, 30))}`, async (t) => {
			const canvas = await site(t);
			await assert.rejects(
				canvas.run('workItem.open', { ...WORK, workKey }, { note: 'a' }),
				/Same Key, Same Work/,
			);
		});
	}

	for (const queue of ['', 'Pre Draft', 'a/b', '../x', 'x'.repeat(65)]) {
		test(`refuses the name ${JSON.stringify(queue.slice(0, 20))}`, async (t) => {
			const canvas = await site(t);
			await assert.rejects(canvas.run('workItem.open', { ...WORK, queue }, {}), /Queue/);
			await assert.rejects(canvas.activate('workTrigger', { queue }), /Queue/);
		});
	}
});

describe('a process without triggers, such as a worker', () => {
	test('puts work into the queue of the main process, twenty times the same as once', async (t) => {
		const canvas = await site(t);
		await taking(t, canvas);
		const child = fork(join(import.meta.dirname, 'queued.child.ts'));
		t.after(() => child.kill());
		const [opened] = (await once(child, 'message')) as [Array<{ fresh: boolean; id: string }>];
		assert.equal(opened.filter(({ fresh }) => fresh).length, 1);
		assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
		await until(() => canvas.item.note === 'from a worker', 5000);
		const { id } = canvas.item.workItem as { id: string };
		assert.equal(id, opened[0].id);
		await canvas.run('workItem.close', { state: 'DELIVERED' });
		child.send('again');
		const [again] = (await once(child, 'message')) as [Array<{ fresh: boolean }>];
		assert.deepEqual(
			again.map(({ fresh }) => fresh),
			[false],
		);
		const ended = once(child, 'exit');
		child.send('end');
		await ended;
	});
});
