import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { workEngine, workStore, workViews } from '../../../dist/nodes/shared/work/index.js';
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
	const record = JSON.parse(readFileSync(segment, 'utf8').split('\n')[0]) as {
		agent: { workflowId: string };
		workItem: { id: string };
	};
	assert.deepEqual([record.agent.workflowId, record.workItem.id], ['flow', id]);
	for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
		assert.doesNotMatch(name, /ZZTEST/);
		if (name.endsWith('.jsonl')) {
			assert.equal(readFileSync(join(root, name)).includes('ZZTEST'), false, name);
		}
	}
});
