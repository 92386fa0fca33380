import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { startedEngine, workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { readLedger } from '../../hospital/ledger.ts';
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
const WORK = { queue: 'predraft', workKey: 'e1 today' };

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
		// Imported twice: the names are the same, the ids are not.
		const again = new Canvas();
		again.workflowId = 'wf-imported-again';
		await assert.rejects(again.activate('workTrigger', { queue: 'predraft' }), /Every node/);
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

	test('tells two different items of one run that have the same key, and takes the same one twice', async (t) => {
		const canvas = await site(t);
		canvas.runExecutionData = {};
		await canvas.run('workItem.open', WORK, { note: 'a' });
		await canvas.run('workItem.open', WORK, { note: 'a' });
		await assert.rejects(canvas.run('workItem.open', WORK, { note: 'b' }), /same key/);
		canvas.runExecutionData = {};
		await canvas.run('workItem.open', WORK, { note: 'b' });
	});

	test('seals again what was sealed, also in a field that is readable by its name', async (t) => {
		const canvas = await site(t);
		const name = 'Patient/zz3';
		const { status } = (await (
			await sealer()
		).seal({ status: name }, [], 'wf-every-node', undefined)) as { status: string };
		const list = Array.from({ length: 400 }, (_, n) => ({ n, of: n === 7 ? status : 'x' }));
		const item = { result: { status, model: { name: 'lung' } }, list, workItem: OTHER };
		await canvas.run('workItem.open', WORK, item);
		await taking(t, canvas);
		await until(() => (canvas.item.workItem as typeof OTHER).id !== OTHER.id);
		const taken = canvas.item as unknown as typeof item;
		assert.equal(JSON.stringify(taken).includes(name), false);
		assert.equal(taken.result.model.name, 'lung');
		assert.equal(taken.list[399]?.n, 399);
		const open = async (value: unknown) => await (await sealer()).open(value, 'wf-every-node');
		assert.equal(await open(taken.result.status), name);
		assert.equal(await open(taken.list[7]?.of), name);
	});

	test('gives a copy for a test only to its own workflow, sealed and on record', async (t) => {
		const canvas = await site(t);
		await taking(t, canvas);
		const other = new Canvas('Another workflow');
		other.mode = 'manual';
		await assert.rejects(other.activate('workTrigger', { queue: 'predraft' }), /Every node/);
		const own = new Canvas();
		own.mode = 'manual';
		const trigger = await own.activate('workTrigger', { queue: 'predraft', sealOutput: false });
		t.after(async () => await trigger.closeFunction?.());
		const copied = trigger.manualTriggerFunction?.();
		const plain = { about: { name: 'ZZTEST Ada' } };
		const { about } = (await (
			await sealer()
		).seal(plain, [], 'wf-every-node', undefined)) as typeof plain;
		await canvas.run('workItem.open', WORK, { about });
		await copied;
		assert.match(JSON.stringify(own.item), /sealed:/);
		assert.equal(JSON.stringify(own.item).includes('ZZTEST'), false);
		await closeLedger();
		const { root } = await dataDirectory();
		const copies = (await readLedger(root)).filter(
			({ interaction }) => interaction === 'work-copied-for-test',
		);
		assert.equal(copies.length, 1);
	});

	for (const workKey of [
		'2026-11-22 ',
		' e1',
		'e1/',
		'SEALED:FREE-1.AB#/SUBJECT',
		'a| |b',
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
