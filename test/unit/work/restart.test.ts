import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../shared/support.ts';
import { DELIVERED, MINUTE, POLICY, startBench } from './support.ts';

const inboxFiles = (folder: string): string[] => readdirSync(join(folder, 'inbox')).sort();

describe('a restart', () => {
	test('of the only process hands out at once what was running, and counts no failure', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a', { payload: 'the payload' });
		await before.pass();
		await before.engine.stop();
		const after = await startBench(t, folder, { alone: true });
		after.attach();
		await after.pass();
		assert.deepEqual(
			after.delivered.map(({ id, attempt, payload }) => ({ id, attempt, payload })),
			[{ id, attempt: 2, payload: 'the payload' }],
		);
		assert.equal((await after.store.lease(id))?.failures, 0);
	});

	test('beside workers waits for the lease, and a worker that renews keeps the item', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a');
		await before.pass();
		await before.engine.stop();
		const after = await startBench(t, folder, { alone: false, at: before.now() });
		after.attach();
		await after.pass(POLICY.lease - 1);
		await after.store.renew(id, 1, POLICY.lease);
		await after.pass(POLICY.lease - 1);
		assert.equal(after.delivered.length, 0);
		await after.pass(1);
		await after.pass(1000);
		assert.equal(after.delivered.length, 1);
		assert.equal((await after.store.lease(id))?.failures, 1);
	});

	test('keeps failures and the wait after them', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a');
		await before.pass();
		await before.engine.settle(id, 1, 'error', { code: 'econnrefused' });
		await before.engine.stop();
		const after = await startBench(t, folder, { at: before.now() });
		after.attach();
		await after.pass(999);
		assert.equal(after.delivered.length, 0);
		await after.pass(1);
		assert.equal(after.delivered[0].attempt, 2);
		assert.equal((await after.store.lease(id))?.lastFailure, 'econnrefused');
	});

	test('leaves a parked item parked, and its resumed execution alone', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a');
		await before.pass();
		await before.store.park(id, 1, 'sign-off');
		await before.engine.stop();
		const after = await startBench(t, folder, { alone: true, at: before.now() });
		after.attach();
		await after.pass(100 * MINUTE);
		assert.equal(after.delivered.length, 0);
		await after.store.decide(id, POLICY.lease);
		await after.pass(POLICY.lease - 1);
		assert.equal(after.delivered.length, 0, 'n8n resumes the execution itself');
		await after.pass(1);
		await after.pass(1000);
		assert.equal(after.delivered.length, 1);
	});

	test('delivers nothing that has ended, and removes what a crash left of it', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		const id = await before.open('a');
		await before.store.close(id, DELIVERED);
		await before.engine.stop();
		assert.deepEqual(before.ended, []);
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		await after.pass(MINUTE);
		assert.equal(after.delivered.length, 0);
		assert.deepEqual(after.ended, [id]);
	});

	test('again and again escalates an item that takes n8n down each time', async (t) => {
		const folder = temporaryFolder(t);
		const first = await startBench(t, folder);
		const id = await first.open('a');
		await first.engine.stop();
		let deliveries = 0;
		for (let start = 0; start < POLICY.maxAttempts + 2; start++) {
			const bench = await startBench(t, folder);
			bench.attach();
			await bench.pass();
			deliveries += bench.delivered.length;
			await bench.engine.stop();
		}
		assert.equal(deliveries, POLICY.maxAttempts);
		const { state, reason } = (await first.store.closing(id)) ?? {};
		assert.deepEqual([state, reason], ['ESCALATED', 'attempts-exhausted']);
	});

	test('finds whole lines beside torn and damaged ones, and reports only the damaged', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		// U+2028 stands unescaped in JSON and ends no line.
		const ids = [await before.open('a'), await before.open('b\u2028', { payload: '\u2028\u2029' })];
		await before.engine.stop();
		const [file] = inboxFiles(folder);
		const [one, two] = readFileSync(join(folder, 'inbox', file), 'utf8').split('\n');
		const lines = [one, 'null', '{}', '{"id":"../x"}', one.slice(0, 50), '', two, one];
		writeFileSync(join(folder, 'inbox', file), `${lines.join('\n')}\n${two.slice(0, -1)}`);
		writeFileSync(join(folder, 'inbox', '20250101T000000Z-0-000001.jsonl'), '\0'.repeat(5000));
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.deepEqual(
			after.delivered.map(({ id, payload }) => [id, payload]),
			[
				[ids[0], { dedupeKey: 'a' }],
				[ids[1], '\u2028\u2029'],
			],
		);
		assert.equal(after.events.filter(({ type }) => type === 'inbox-damaged').length, 5);
	});

	test('reads damaged state as what is safe: no lease, but an end', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		const [lease, closed, parked] = [
			await before.open('lease'),
			await before.open('closed'),
			await before.open('parked'),
		];
		await before.engine.stop();
		for (const [id, name, content] of [
			[lease, 'lease', '{"attempt":"1"}'],
			[closed, 'closed', ''],
			[parked, 'parked', 'null'],
		]) {
			mkdirSync(join(folder, 'items', id), { recursive: true });
			writeFileSync(join(folder, 'items', id, name), content);
		}
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.deepEqual(after.delivered.map(({ id }) => id).sort(), [lease, parked].sort());
		const { state, reason } = (await after.store.closing(closed)) ?? {};
		assert.deepEqual([state, reason], ['ESCALATED', 'state-damaged']);
		const again = await after.store.close(closed, DELIVERED);
		assert.equal(again.won, false);
		assert.equal(again.closing.state, 'ESCALATED');
	});
});

describe('two processes on one data directory', () => {
	test('work that the other one accepted before it died is taken up without a restart', async (t) => {
		const folder = temporaryFolder(t);
		const old = await startBench(t, folder);
		const young = await startBench(t, folder, { at: old.now() });
		young.attach();
		const id = await old.open('accepted after the other one had read the inbox');
		await old.engine.stop();
		await young.pass(MINUTE);
		assert.equal(young.delivered.length, 0, 'the one that accepted it has the first say');
		await young.pass(POLICY.lease);
		assert.deepEqual(
			young.delivered.map(({ id }) => id),
			[id],
		);
	});

	test('do not deliver at the same time while both live', async (t) => {
		const folder = temporaryFolder(t);
		const one = await startBench(t, folder);
		const two = await startBench(t, folder, { at: one.now() });
		one.attach();
		two.attach();
		const id = await one.open('a');
		await one.pass();
		for (let minute = 0; minute < 8; minute++) {
			await one.pass(MINUTE);
			await two.pass(MINUTE);
			await one.store.renew(id, 1, POLICY.lease);
		}
		assert.deepEqual([one.delivered.length, two.delivered.length], [1, 0]);
		await one.store.close(id, DELIVERED);
		await two.pass(10 * POLICY.lease);
		assert.deepEqual([one.delivered.length, two.delivered.length], [1, 0]);
	});

	test('the one that failed at an item has the first say about the next attempt', async (t) => {
		const folder = temporaryFolder(t);
		const one = await startBench(t, folder);
		const two = await startBench(t, folder, { at: one.now() });
		one.attach();
		two.attach();
		const id = await one.open('a');
		await one.pass();
		await one.engine.settle(id, 1, 'error');
		await two.pass(2 * MINUTE);
		assert.equal(two.delivered.length, 0);
		await two.pass(POLICY.lease);
		assert.deepEqual(
			two.delivered.map(({ attempt }) => attempt),
			[2],
		);
	});

	test('opening the same work in both still gives one item with one end', async (t) => {
		const folder = temporaryFolder(t);
		const one = await startBench(t, folder);
		const two = await startBench(t, folder, { at: one.now() });
		const ids = [await one.open('same'), await two.open('same')];
		assert.equal(ids[0], ids[1]);
		const ends = await Promise.all([
			one.store.close(ids[0], DELIVERED),
			two.store.close(ids[0], { ...DELIVERED, state: 'BLOCKED', reason: 'x' }),
		]);
		assert.equal(ends.filter(({ won }) => won).length, 1);
		assert.equal(ends[0].closing.state, ends[1].closing.state);
	});
});
