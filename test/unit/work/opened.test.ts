import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { receiveCopy } from '../../../dist/nodes/Dicom/receiving/receive-copy.js';
import { workEngine, type WorkEngine } from '../../../dist/nodes/shared/work/index.js';
import { isAttached, nextOpened } from '../../../dist/nodes/shared/work/opened.js';
import { isWorker } from '../../../dist/nodes/shared/worker-process.js';
import { keyFile, temporaryFolder, until } from '../shared/support.ts';

const ROUTE = 'flow/node';

/** The engine of the main process, on a data directory of its own. */
async function mainProcess(t: TestContext): Promise<WorkEngine> {
	const folder = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	const engine = await workEngine();
	t.after(() => engine.stop());
	return engine;
}

async function open(engine: WorkEngine, route: string, name: string): Promise<void> {
	await engine.open({
		kind: 'dicom-study',
		route,
		priority: 'routine',
		dedupeKey: name,
		payload: { name },
		owner: '',
	});
}

test('a worker gets a copy of the next work of a route, not of what was there or of other routes', async (t) => {
	const engine = await mainProcess(t);
	await open(engine, ROUTE, 'before');
	const ended = new AbortController();
	const next = await nextOpened(ROUTE, ended.signal);
	const copy = next();
	await open(engine, 'other/node', 'of another workflow');
	await open(engine, ROUTE, 'wanted');
	await open(engine, ROUTE, 'after');
	assert.deepEqual(await copy, { name: 'wanted' });
	// The work itself stays with the main process.
	const delivered: unknown[] = [];
	engine.attach(ROUTE, { deliver: (_, payload) => void delivered.push(payload) });
	await until(() => delivered.length === 3);
});

test('waiting for work ends when the test run is stopped', async (t) => {
	await mainProcess(t);
	const ended = new AbortController();
	const copy = (await nextOpened(ROUTE, ended.signal))();
	ended.abort();
	await assert.rejects(copy, { name: 'AbortError' });
});

test('a test run on a worker is refused until the workflow is published', async (t) => {
	const engine = await mainProcess(t);
	await assert.rejects(receiveCopy(ROUTE), { code: 'test-needs-publishing' });
	engine.attach(ROUTE, { deliver: () => undefined });
	for (const deadline = Date.now() + 5000; !(await isAttached(ROUTE)); ) {
		assert.ok(Date.now() < deadline, 'it was never told that the route is attached');
		await new Promise((again) => setTimeout(again, 20));
	}
	const { study, leave } = await receiveCopy(ROUTE);
	await open(engine, ROUTE, 'study');
	assert.deepEqual(await study, { name: 'study' });
	await leave();
	assert.equal(isWorker(), false);
});
