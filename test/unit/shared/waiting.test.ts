import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeSelf, hasEnded } from '../../../dist/nodes/shared/process-identity.js';
import { readWaiting, WaitingList, type Waiting } from '../../../dist/nodes/shared/waiting.js';
import { engineLife } from '../../../dist/nodes/shared/work/index.js';
import { engineSeen } from '../../../dist/nodes/WorkItem/cli/words.js';
import { temporaryFolder } from './support.ts';

const item = (id: string): Waiting => ({
	kind: 'dicom-study',
	id,
	route: 'flow/node',
	about: {},
	count: 1,
	unit: 'images',
	since: '2026-01-05T00:00:00.000Z',
	lastAt: '2026-01-05T00:00:00.000Z',
	waitsFor: 'quiet period',
});

/** This process by its number, but one that began at another time. */
const DEAD = { ...describeSelf(), started: '1' };

const until = async (what: string, check: () => boolean | Promise<boolean>) => {
	for (let waited = 0; !(await check()); waited += 20) {
		assert.ok(waited < 5000, what);
		await sleep(20);
	}
};

describe('the list of what waits', () => {
	test('that cannot be written stays as it was, gives up what was kept back, and is written later', async (t) => {
		const root = temporaryFolder(t);
		const folder = join(root, 'dicom', 'waiting');
		let items = [item('a')];
		const list = new WaitingList(folder, 'port-1', () => ({ items, more: 0 }));
		t.after(() => list.stop());
		const ids = async (): Promise<string[]> => (await readWaiting(root)).items.map(({ id }) => id);
		list.touch();
		await until('it is written', async () => (await ids()).length === 1);
		const reserve = join(folder, 'reserve');
		await until('space is kept back', () => existsSync(reserve));
		// What a full disk does to the temporary file, done to its name.
		mkdirSync(join(folder, 'port-1.json.tmp'));
		items = [item('b')];
		list.touch();
		await until('what was kept back is tried', () => !existsSync(reserve));
		assert.deepEqual(await ids(), ['a']);
		rmSync(join(folder, 'port-1.json.tmp'), { recursive: true });
		list.touch();
		await until('it is written', async () => (await ids())[0] === 'b');
		await until('space is kept back again', () => existsSync(reserve));
		items = [];
		list.touch();
		await until('nothing waits', async () => (await ids()).length === 0);
		assert.deepEqual([existsSync(join(folder, 'port-1.json')), existsSync(reserve)], [false, true]);
	});

	test('of a process that was killed is known for one at once', async (t) => {
		const root = temporaryFolder(t);
		const folder = join(root, 'dicom', 'waiting');
		const list = new WaitingList(folder, 'port-1', () => ({ items: [item('a')], more: 0 }));
		t.after(() => list.stop());
		list.touch();
		await until('it is written', async () => (await readWaiting(root)).items.length === 1);
		assert.equal((await readWaiting(root)).items[0]?.stopped, false);
		list.stop();
		const path = join(folder, 'port-1.json');
		const file = JSON.parse(readFileSync(path, 'utf8')) as object;
		writeFileSync(path, JSON.stringify({ ...file, by: DEAD }));
		assert.equal((await readWaiting(root)).items[0]?.stopped, true);
		writeFileSync(path, JSON.stringify({ ...file, by: null }));
		assert.equal((await readWaiting(root)).items[0]?.stopped, false, 'a list of before');
	});
});

describe('whether n8n runs', () => {
	test('is told by its process where that can be seen, and by its silence elsewhere', () => {
		assert.deepEqual([hasEnded(describeSelf()), hasEnded(DEAD)], [false, true]);
		const now = 1_000_000;
		const elsewhere = { ...describeSelf(), machine: 'boot/elsewhere', host: 'other' };
		const life = (seenAt: number, by?: object): string =>
			engineLife({ seenAt, ...(by && { by }) }, now);
		assert.equal(life(now - 12_000, describeSelf()), 'running');
		assert.equal(life(now - 12_000, DEAD), 'ended');
		assert.equal(life(now - 12_000, elsewhere), 'running');
		assert.equal(life(now - 180_000, elsewhere), 'silent');
		assert.equal(life(now - 12_000), 'running');
	});

	test('is said with the time at which it was last seen', () => {
		const now = 1_000_000;
		const words = (ago: number, by?: object) =>
			engineSeen({ seenAt: now - ago, routes: {}, ...(by && { by }) }, now);
		assert.deepEqual(words(12_000), { runs: true, words: 'n8n is running (last seen 12 s ago).' });
		assert.deepEqual(words(12_000, DEAD), {
			runs: false,
			words: 'n8n has ended (last seen 12 s ago): nothing is received or handed out.',
		});
		assert.match(words(420_000).words, /^n8n was last seen 7 min ago: nothing is/);
	});
});
