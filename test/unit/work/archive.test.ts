import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
	appendFileSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EndedArchive, workItemId } from '../../../dist/nodes/shared/work/index.js';
import type { EndedEntry } from '../../../dist/nodes/shared/work/ended-files.js';
import { IdSet } from '../../../dist/nodes/shared/work/id-set.js';
import { temporaryFolder } from '../shared/support.ts';
import { DAY, DELIVERED, MINUTE, startBench, type Bench } from './support.ts';

const idOf = (number: number): string =>
	`w${createHash('sha256').update(String(number)).digest('hex').slice(0, 31)}`;

const ended = (id: string, state: 'DELIVERED' | 'BLOCKED' = 'DELIVERED'): EndedEntry => ({
	id,
	kind: 'test',
	route: 'flow/node',
	priority: 'routine',
	owner: 'team',
	openedAt: '2026-01-01T00:00:00.000Z',
	file: 'a-000001.jsonl',
	offset: 0,
	length: 10,
	closing: { state, reason: 'x', owner: '', attempt: 1, at: '2026-01-02T00:00:00.000Z' },
});

const ORIGIN = '20260101T000000Z-0123456789abcdef';
const LATER = '20260102T000000Z-0123456789abcdef';

async function reopened(folder: string, origin: string): Promise<EndedArchive> {
	const archive = new EndedArchive(folder, origin);
	await archive.catchUp();
	return archive;
}

describe('the set of ended ids', () => {
	test('agrees with a plain set over ten thousand changes, collisions and growth included', () => {
		const mine = new IdSet();
		const plain = new Set<string>();
		let state = 7;
		const next = (below: number): number => (state = (state * 48271) % 2147483647) % below;
		for (let change = 0; change < 10_000; change++) {
			const id = idOf(next(3000));
			if (next(3) === 0) {
				mine.delete(id);
				plain.delete(id);
			} else {
				mine.add(id);
				plain.add(id);
			}
		}
		assert.equal(mine.size, plain.size);
		for (let number = 0; number < 3000; number++) {
			assert.equal(mine.has(idOf(number)), plain.has(idOf(number)), String(number));
		}
	});

	test('takes ids that end in the same place apart, and an id of zeros for an id', () => {
		const set = new IdSet();
		const twins = ['0', '2', '3', 'f'].map((digit) => `w${'0'.repeat(23)}${digit}${'0'.repeat(7)}`);
		for (const id of twins) set.add(id);
		assert.equal(set.size, 4);
		set.delete(twins[1]);
		assert.deepEqual(
			twins.map((id) => set.has(id)),
			[true, false, true, true],
		);
	});
});

describe('the archive of ended work', () => {
	test('knows after a restart what ended, what was taken up again and what ended anew', async (t) => {
		const folder = temporaryFolder(t);
		const first = new EndedArchive(folder, ORIGIN);
		for (const number of [1, 2, 3]) await first.append(ended(idOf(number)));
		await first.takeUp(idOf(2), '2026-01-03T00:00:00.000Z');
		await first.takeUp(idOf(3), '2026-01-03T00:00:00.000Z');
		await first.append(ended(idOf(3), 'BLOCKED'));
		const check = async (archive: EndedArchive): Promise<void> => {
			const has = [1, 2, 3, 4].map((number) => archive.has(idOf(number)));
			assert.deepEqual(has, [true, false, true, false]);
			const found = await Promise.all(
				[1, 2, 3, 4].map(async (number) => await archive.files.find(idOf(number))),
			);
			assert.deepEqual(
				found.map((entry) => entry?.closing.state),
				['DELIVERED', undefined, 'BLOCKED', undefined],
			);
			const all = await Array.fromAsync(archive.files.newestFirst());
			assert.deepEqual(
				all.map(({ id, closing }) => [id, closing.state]),
				[
					[idOf(3), 'BLOCKED'],
					[idOf(1), 'DELIVERED'],
				],
			);
		};
		await check(first);
		await first.close();
		await check(await reopened(folder, LATER));
		const indexed = await reopened(folder, LATER);
		await indexed.rotate();
		assert.ok(readdirSync(folder).some((name) => name.endsWith('.ids')));
		await check(await reopened(folder, LATER));
		for (const name of readdirSync(folder)) {
			if (name.endsWith('.ids')) writeFileSync(join(folder, name), 'damaged');
		}
		await check(await reopened(folder, LATER));
	});

	test('begins new segments when one is full, and finds what is in any of them', async (t) => {
		const folder = temporaryFolder(t);
		const archive = new EndedArchive(folder, ORIGIN, 4096);
		for (let number = 0; number < 100; number++) await archive.append(ended(idOf(number)));
		await archive.rotate();
		await archive.close();
		const names = await archive.files.names();
		assert.ok(names.length > 5);
		const again = await reopened(folder, LATER);
		assert.equal(again.size, 100);
		for (const number of [0, 50, 99]) {
			assert.equal((await again.files.find(idOf(number)))?.id, idOf(number));
		}
	});

	test('passes over a torn last line, and takes in what another process adds to it', async (t) => {
		const folder = temporaryFolder(t);
		const other = new EndedArchive(folder, ORIGIN);
		await other.append(ended(idOf(1)));
		const mine = await reopened(folder, LATER);
		const [name] = await mine.files.names();
		const { size } = statSync(join(folder, name));
		appendFileSync(join(folder, name), '{"id":"w123');
		await mine.catchUp();
		assert.equal(mine.size, 1);
		truncateSync(join(folder, name), size);
		await other.append(ended(idOf(2)));
		await mine.catchUp();
		assert.equal(mine.has(idOf(2)), true);
		await other.close();
	});
});

describe('the engine and its archive', () => {
	async function worked(bench: Bench, name: string): Promise<string> {
		const id = await bench.open(name);
		await bench.pass();
		await bench.store.close(id, { ...DELIVERED, attempt: 1 });
		await bench.engine.settle(id, 1, 'success');
		return id;
	}

	test('holds open work only; what has ended leaves neither memory nor folders behind', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		bench.attach();
		const ids: string[] = [];
		for (let number = 0; number < 50; number++) ids.push(await worked(bench, `done ${number}`));
		await bench.open('open');
		await bench.pass();
		assert.deepEqual(bench.engine.counts, { open: 1, ended: 50 });
		assert.equal(readdirSync(join(folder, 'items')).length, 1);
		assert.equal((await bench.store.closing(ids[7]))?.state, 'DELIVERED');
		assert.equal((await bench.engine.list()).length, 51);
		const again = { kind: 'test', route: 'flow/node', priority: 'routine', owner: '' } as const;
		const { fresh } = await bench.engine.open({ ...again, dedupeKey: 'done 7', payload: 1 });
		assert.equal(fresh, false, 'the same work is not opened twice');
	});

	test('an execution from before the end finds its work closed, also in the archive', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await worked(bench, 'a');
		await assert.rejects(bench.store.renew(id, 1, MINUTE), { code: 'work-closed' });
		await assert.rejects(bench.store.park(id, 1, 'sign-off'), { code: 'work-closed' });
		const late = { state: 'BLOCKED', reason: 'late', owner: '', attempt: 1 } as const;
		const { won, closing } = await bench.store.close(id, late);
		assert.deepEqual([won, closing.state], [false, 'DELIVERED']);
	});

	test('what ended after a result was journalled tells the same result when it is taken up again', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		bench.attach();
		const id = await bench.open('a', { payload: 'the payload' });
		await bench.pass();
		await bench.store.once(id, 'inference', async () => Buffer.from('first'));
		await bench.store.close(id, DELIVERED);
		await bench.engine.settle(id, 1, 'success');
		await bench.inbox.rotate();
		await bench.engine.retire(0);
		assert.deepEqual(readdirSync(join(folder, 'inbox')), []);
		await bench.engine.stop();
		const after = await startBench(t, folder, { at: bench.now() });
		after.attach();
		writeFileSync(join(folder, 'requests', `retry-${id}`), '');
		await after.pass();
		assert.deepEqual(
			after.delivered.map((item) => [item.id, item.attempt, item.payload]),
			[[id, 2, 'the payload']],
		);
		const { bytes } = await after.store.once(id, 'inference', async () => Buffer.from('second'));
		assert.equal(bytes.toString(), 'first');
		await after.store.close(id, { ...DELIVERED, attempt: 2 });
		await after.engine.settle(id, 2, 'success');
		assert.deepEqual(after.engine.counts, { open: 0, ended: 1 });
		assert.equal((await after.engine.list())[0].closing?.attempt, 2);
		await after.inbox.rotate();
		assert.equal(await after.engine.retire(after.now() + DAY), 1);
		assert.deepEqual(readdirSync(join(folder, 'ended', 'items')), []);
	});

	test('a crash between archive and clean-up leaves nothing to be delivered again', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a');
		await before.pass();
		await before.store.close(id, DELIVERED);
		t.mock.method(before.store, 'settleIn', () => Promise.reject(new Error('killed')));
		await before.engine.settle(id, 1, 'success').catch(() => undefined);
		await before.engine.stop();
		assert.deepEqual(readdirSync(join(folder, 'items')), [id]);
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.equal(after.delivered.length, 0);
		assert.deepEqual(readdirSync(join(folder, 'items')), []);
		assert.equal((await after.store.closing(id))?.state, 'DELIVERED');
	});

	test('a start reads open work only: files whose work has ended have left the inbox', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		bench.attach();
		for (let number = 0; number < 20; number++) await worked(bench, `done ${number}`);
		const open = await bench.open('open');
		await bench.inbox.rotate();
		await bench.engine.retire(0);
		await bench.inbox.rotate();
		const lines = readdirSync(join(folder, 'inbox')).map(
			(name) => statSync(join(folder, 'inbox', name)).size,
		);
		assert.ok(lines.reduce((sum, size) => sum + size, 0) < 1000, 'one line is left');
		rmSync(join(folder, 'kept'), { recursive: true });
		await bench.engine.stop();
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.deepEqual(
			after.delivered.map(({ id }) => id),
			[open],
		);
		assert.equal(workItemId('flow/node', 'open'), open);
	});
});
