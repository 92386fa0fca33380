import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkStore, isWorkItemId, workItemId } from '../../../dist/nodes/shared/work/index.js';
import { firstMessage, startChild, temporaryFolder } from '../shared/support.ts';
import { DELIVERED, KEY } from './support.ts';

const ID = workItemId('flow/node', 'a');

describe('the id of a work item', () => {
	test('follows from route and key alone, says nothing of them, and keeps them apart', () => {
		assert.equal(workItemId('flow/node', 'a'), ID);
		assert.ok(isWorkItemId(ID));
		assert.notEqual(workItemId('flow/nod', 'ea'), workItemId('flow/node', 'a'));
		for (const id of ['', '../x', `${ID}/..`, `${ID}x`, ID.toUpperCase(), 'w'])
			assert.equal(isWorkItemId(id), false, id);
	});

	test('is checked before it becomes a path', async (t) => {
		const store = new WorkStore(temporaryFolder(t), KEY);
		for (const id of ['..', '../x', '', 'w/../../x']) {
			const invalid = { code: 'invalid-name' };
			await assert.rejects(store.close(id, DELIVERED), invalid);
			await assert.rejects(store.lease(id), invalid);
			await assert.rejects(
				store.once(id, 'n', async () => Buffer.from('x')),
				invalid,
			);
			await assert.rejects(store.dispose(id), invalid);
		}
	});
});

describe('closing', () => {
	test('of many at once counts the first, and all are told which one that is', async (t) => {
		const store = new WorkStore(temporaryFolder(t), KEY);
		const ends = await Promise.all(
			Array.from({ length: 30 }, (_, index) =>
				store.close(ID, { state: 'NO_RESULT', reason: `r${index}`, owner: '', attempt: index }),
			),
		);
		assert.equal(ends.filter(({ won }) => won).length, 1);
		assert.equal(new Set(ends.map(({ closing }) => closing.reason)).size, 1);
		assert.deepEqual(await store.closing(ID), ends[0].closing);
	});

	test('makes every further step of the work refuse', async (t) => {
		const store = new WorkStore(temporaryFolder(t), KEY);
		await store.close(ID, DELIVERED);
		const closed = { code: 'work-closed' };
		await assert.rejects(store.renew(ID, 1, 1000), closed);
		await assert.rejects(store.park(ID, 1, 'sign-off'), closed);
		await assert.rejects(store.assertOpen(ID), closed);
	});
});

describe('a journalled result', () => {
	test('is computed once; every later call gets the stored bytes', async (t) => {
		const store = new WorkStore(temporaryFolder(t), KEY);
		let computed = 0;
		const compute = async (): Promise<Buffer> => Buffer.from(`answer ${++computed}`);
		const first = await store.once(ID, 'inference', compute);
		const second = await store.once(ID, 'inference', compute);
		const other = await store.once(ID, 'report', compute);
		assert.deepEqual([first.fresh, second.fresh, other.fresh], [true, false, true]);
		assert.equal(String(first.bytes), 'answer 1');
		assert.deepEqual(second.bytes, first.bytes);
		assert.equal(String(other.bytes), 'answer 2');
	});

	test('lies encrypted, under a name that tells nothing, for the owner only', async (t) => {
		const folder = temporaryFolder(t);
		await new WorkStore(folder, KEY).once(ID, 'ZZTEST', async () => Buffer.from('ZZTEST^ADA'));
		const [name] = readdirSync(join(folder, ID, 'results'));
		const path = join(folder, ID, 'results', name);
		assert.match(name, /^[0-9a-f]{32}$/);
		assert.equal(readFileSync(path).includes('ZZTEST'), false);
		assert.equal(statSync(path).mode & 0o777, 0o600);
	});

	test('that was changed, moved or sealed with another key is refused, never computed anew', async (t) => {
		const folder = temporaryFolder(t);
		const store = new WorkStore(folder, KEY);
		await store.once(ID, 'a', async () => Buffer.from('a'));
		await store.once(ID, 'b', async () => Buffer.from('b'));
		const results = join(folder, ID, 'results');
		const [one, two] = readdirSync(results);
		const bytes = readFileSync(join(results, one));
		writeFileSync(join(results, two), bytes);
		const never = async (): Promise<Buffer> => assert.fail('computed again');
		const outcomes = await Promise.allSettled([
			store.once(ID, 'a', never),
			store.once(ID, 'b', never),
		]);
		assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
		const unreadable = { code: 'sealed-data-unreadable' };
		await assert.rejects(new WorkStore(folder, randomBytes(32)).once(ID, 'a', never), unreadable);
	});

	test('gets its name only once what must be on the disk before it is there', async (t) => {
		const folder = temporaryFolder(t);
		const store = new WorkStore(folder, KEY);
		const written = Promise.withResolvers<void>();
		const storing = store.once(
			ID,
			'a',
			async () => Buffer.from('a'),
			async () => await written.promise,
		);
		await sleep(100);
		const names = () =>
			readdirSync(join(folder, ID, 'results')).filter((name) => !name.endsWith('.tmp'));
		assert.deepEqual(names(), []);
		written.resolve();
		assert.equal((await storing).fresh, true);
		assert.equal(names().length, 1);
	});

	test('does not count, and leaves nothing, when what must be on the disk before it is not', async (t) => {
		const folder = temporaryFolder(t);
		const store = new WorkStore(folder, KEY);
		const full = async () => await Promise.reject(new Error('ledger full'));
		await assert.rejects(
			store.once(ID, 'a', async () => Buffer.from('a'), full),
			/ledger full/,
		);
		assert.deepEqual(readdirSync(join(folder, ID, 'results')), []);
		assert.equal((await store.once(ID, 'a', async () => Buffer.from('x'))).fresh, true);
	});

	test('that fails to be computed leaves nothing, and the next call computes it', async (t) => {
		const store = new WorkStore(temporaryFolder(t), KEY);
		await assert.rejects(
			store.once(ID, 'a', async () => Promise.reject(new Error('server down'))),
			/server down/,
		);
		assert.equal((await store.once(ID, 'a', async () => Buffer.from('x'))).fresh, true);
	});

	test('raced by eight processes has one value in all of them', async (t) => {
		const folder = temporaryFolder(t);
		const module = new URL('./once.child.ts', import.meta.url);
		const children = Array.from({ length: 8 }, () => startChild(module, [folder, ID]));
		await Promise.all(children.map(firstMessage));
		const answers = children.map(firstMessage);
		for (const child of children) child.send('go');
		const rounds = (await Promise.all(answers)) as Array<Array<{ value: string; fresh: boolean }>>;
		for (let round = 0; round < rounds[0].length; round++) {
			const results = rounds.map((answer) => answer[round]);
			assert.equal(new Set(results.map(({ value }) => value)).size, 1);
			assert.ok(results.filter(({ fresh }) => fresh).length <= 1);
		}
	});
});
