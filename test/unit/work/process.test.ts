import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { workEngine, workStore, workViews } from '../../../dist/nodes/shared/work/index.js';
import { disposeFreeVolumes } from '../../../dist/nodes/shared/work/housekeeping.js';
import { keyFile, temporaryFolder, until } from '../shared/support.ts';
import { DELIVERED, look } from './support.ts';

test('in a process of n8n, the end of work removes its sealed values and volumes and is in the ledger', async (t) => {
	const folder = temporaryFolder(t);
	const root = join(folder, 'data');
	process.env.HOSPITAL_DATA_DIR = root;
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	const engine = await workEngine();
	t.after(() => engine.stop());
	assert.equal(await workEngine(), engine);
	const { id } = await engine.open({
		kind: 'dicom-study',
		route: 'flow/node',
		priority: 'urgent',
		dedupeKey: 'ZZTEST^ADA',
		payload: { name: 'ZZTEST^ADA' },
		owner: 'radiology-it',
	});
	assert.equal((await workViews())[0].phase, 'waiting');
	await (await sealer()).seal({ name: 'ZZTEST^ADA' }, [], 'flow', id);
	mkdirSync(join(root, 'volumes', id));
	writeFileSync(join(root, 'volumes', id, 'a.vol'), '');
	let delivered = 0;
	engine.attach('flow/node', { deliver: () => void (delivered += 1) });
	await look(engine);
	assert.equal(delivered, 1);
	await (await workStore()).close(id, DELIVERED);
	await engine.settle(id, 1, 'success');
	assert.equal(existsSync(join(root, 'sealed', id)), false);
	assert.equal(existsSync(join(root, 'volumes', id)), false);
	assert.equal((await workViews())[0].closing?.state, 'DELIVERED');

	const { origin } = await ledger();
	const segment = join(root, 'audit', origin, '000001.jsonl');
	await until(() => readFileSync(segment, 'utf8').includes('work-opened'));
	interface Line {
		interaction: string;
		action: string;
		kind: string;
		agent: { workflowId?: string };
		workItem?: { id: string; state?: string };
		objects?: object[];
	}
	const lines = (): Line[] =>
		readFileSync(segment, 'utf8')
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line) as Line);
	const of = (interaction: string): Line[] =>
		lines().filter((line) => line.interaction === interaction);
	const [opened] = of('work-opened');
	assert.deepEqual([opened.agent.workflowId, opened.workItem?.id], ['flow', id]);
	assert.deepEqual(
		of('work-closed').map(({ workItem }) => [workItem?.id, workItem?.state]),
		[[id, 'DELIVERED']],
		'no node recorded this end, so the engine did',
	);
	const disposed = of('work-data-disposed').map(({ kind, action, objects }) => [
		kind,
		action,
		objects,
	]);
	assert.deepEqual(disposed, [
		[
			'system',
			'D',
			[
				{ type: 'sealed-item', count: 1 },
				{ type: 'volume', count: 1 },
			],
		],
	]);

	// What was sealed or built outside of any work goes by its age, on record as well.
	const sealing = await sealer();
	await sealing.seal({ name: 'ZZTEST^ADA' }, [], 'flow', undefined);
	const recorded: number[] = [];
	const tomorrow = new Date(Date.now() + 25 * 3_600_000);
	const gone = await sealing.disposeFreeBefore(
		tomorrow,
		async (count) => void recorded.push(count),
	);
	assert.deepEqual([gone, recorded], [1, [1]]);
	await assert.rejects(
		(async () => {
			await sealing.seal({ name: 'ZZTEST^ADA' }, [], 'flow', undefined);
			await sealing.disposeFreeBefore(tomorrow, () => Promise.reject(new Error('ledger')));
		})(),
		/ledger/,
	);
	const free = readdirSync(join(root, 'sealed')).filter((name) => name.startsWith('free-'));
	assert.equal(free.length, 1, 'what is not on record stays');
	mkdirSync(join(root, 'volumes', 'free'));
	writeFileSync(join(root, 'volumes', 'free', 'a.vol'), '');
	assert.equal(await disposeFreeVolumes(join(root, 'volumes', 'free'), 0), 0);
	assert.equal(await disposeFreeVolumes(join(root, 'volumes', 'free'), Date.now() + 1000), 1);
	assert.deepEqual(of('free-volumes-disposed')[0]?.objects, [{ type: 'volume', count: 1 }]);
	assert.deepEqual(readdirSync(join(root, 'volumes', 'free')), []);
	for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
		assert.doesNotMatch(name, /ZZTEST/);
		if (name.endsWith('.jsonl')) {
			assert.equal(readFileSync(join(root, name)).includes('ZZTEST'), false, name);
		}
	}
});
