import assert from 'node:assert/strict';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../shared/support.ts';
import { DAY, DELIVERED, MINUTE, POLICY, startBench, type Bench } from './support.ts';

const later = (bench: Bench): number => bench.now() + DAY;
const input = (dedupeKey: string) => ({
	kind: 'test',
	route: 'flow/node',
	priority: 'routine' as const,
	dedupeKey,
	owner: '',
	payload: {},
});
const inboxFiles = (folder: string): string[] => readdirSync(join(folder, 'inbox'));

async function ended(bench: Bench, name: string): Promise<string> {
	const id = await bench.open(name);
	await bench.store.once(id, 'result', async () => Buffer.from(name));
	await bench.store.close(id, DELIVERED);
	await bench.pass();
	return id;
}

describe('disposal', () => {
	test('removes an ended item whole: line, results, end; and does not take it for new', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		const id = await ended(bench, 'a');
		await bench.inbox.rotate();
		assert.equal(await bench.engine.retire(bench.now()), 0, 'not before its time');
		assert.equal(await bench.engine.retire(later(bench)), 1);
		assert.deepEqual(inboxFiles(folder), []);
		assert.deepEqual(readdirSync(join(folder, 'items')), []);
		assert.deepEqual(await bench.engine.list(), []);
		assert.deepEqual(bench.ended, [id, id]);
		await bench.engine.stop();
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.equal(after.delivered.length, 0);
	});

	test('disposes of the payloads that share a file with open work, which is carried on', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		const done = await ended(bench, 'done');
		const open = await bench.open('open');
		await bench.inbox.rotate();
		const [old] = inboxFiles(folder);
		assert.equal(await bench.engine.retire(later(bench)), 1);
		assert.equal(inboxFiles(folder).length, 1);
		assert.equal(existsSync(join(folder, 'inbox', old)), false);
		assert.deepEqual(readdirSync(join(folder, 'kept')), []);
		const gone = bench.facts.filter(({ type }) => type === 'remains-disposed');
		assert.deepEqual(gone, [{ type: 'remains-disposed', what: 'work-inbox-file', count: 1 }]);
		assert.equal(await bench.store.closing(done), undefined);
		await bench.engine.stop();
		const after = await startBench(t, folder, { at: bench.now() });
		after.attach();
		await after.pass();
		assert.deepEqual(
			after.delivered.map(({ id, payload }) => [id, payload]),
			[[open, { dedupeKey: 'open' }]],
		);
	});

	test('keeps the end of an item while a file that another process may write to holds it too', async (t) => {
		const folder = temporaryFolder(t);
		const one = await startBench(t, folder);
		const two = await startBench(t, folder, { at: one.now() });
		const id = await one.open('same');
		await two.open('same');
		const blocker = await two.open('still open');
		await one.engine.stop();
		await two.engine.stop();
		const bench = await startBench(t, folder, { at: two.now() });
		await bench.store.close(id, DELIVERED);
		bench.attach();
		await bench.pass();
		assert.equal(await bench.engine.retire(later(bench)), 0);
		assert.equal(inboxFiles(folder).length, 2);
		assert.equal((await bench.store.closing(id))?.state, 'DELIVERED');
		await bench.store.close(blocker, DELIVERED);
		await bench.pass(2 * DAY);
		assert.equal(await bench.engine.retire(later(bench)), 2);
		assert.deepEqual(inboxFiles(folder), []);
	});

	test('what is not on record is not removed', async (t) => {
		const folder = temporaryFolder(t);
		let refuse = false;
		const bench = await startBench(t, folder, {
			witness: async () => {
				if (refuse) throw Object.assign(new Error('ledger'), { code: 'ENOSPC' });
			},
		});
		bench.attach();
		const id = await ended(bench, 'a');
		await bench.engine.settle(id, 1, 'success');
		await bench.inbox.rotate();
		refuse = true;
		await assert.rejects(bench.engine.retire(later(bench)), { code: 'ENOSPC' });
		assert.equal((await bench.store.closing(id))?.state, 'DELIVERED');
		assert.equal((await bench.engine.open(input('a'))).fresh, false);
		refuse = false;
		assert.equal(await bench.engine.retire(later(bench)), 1);
		assert.equal((await bench.engine.open(input('a'))).fresh, true);
	});

	test('never touches the file that is being written', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		await ended(bench, 'a');
		assert.equal(await bench.engine.retire(later(bench)), 0);
		const id = await bench.open('b');
		await bench.engine.stop();
		const after = await startBench(t, folder);
		assert.ok((await after.engine.list()).some((view) => view.id === id));
	});

	test('removes state that a crash left without a line, once it is old', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		const orphan = `w${'a'.repeat(31)}`;
		await bench.store.close(orphan, DELIVERED);
		writeFileSync(join(folder, 'items', orphan, '.leftover.tmp'), '');
		await bench.engine.retire(bench.now() - DAY);
		assert.equal(existsSync(join(folder, 'items', orphan)), true);
		const longAgo = (bench.now() - 40 * DAY) / 1000;
		utimesSync(join(folder, 'items', orphan), longAgo, longAgo);
		await bench.engine.retire(bench.now() - 30 * DAY);
		assert.equal(existsSync(join(folder, 'items', orphan)), false);
		assert.ok(bench.ended.includes(orphan));
	});

	test('ends what was closed while no workflow was there to deliver it to', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.engine.settle(id, 1, 'error');
		bench.engine.detach('flow/node');
		await bench.store.close(id, DELIVERED);
		await bench.engine.retire(0);
		assert.deepEqual(bench.ended, [id]);
	});

	test('asked for twice at once, disposes once', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		for (let index = 0; index < 30; index++) await ended(bench, `item ${index}`);
		await bench.inbox.rotate();
		const gone = await Promise.all([
			bench.engine.retire(later(bench)),
			bench.engine.retire(later(bench)),
		]);
		assert.equal(gone[0] + gone[1], 30);
		assert.equal(bench.facts.filter(({ type }) => type === 'disposed').length, 30);
	});
});

describe('requests of the command line', () => {
	const request = (bench: Bench, name: string): void =>
		writeFileSync(join(bench.folder, 'requests', name), '');
	const requests = (bench: Bench): string[] => readdirSync(join(bench.folder, 'requests'));

	test('retry takes an ended item up again, under the next number and with a clean slate', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		for (let attempt = 1; attempt <= POLICY.maxFailures; attempt++) {
			await bench.pass(2 * MINUTE);
			await bench.engine.settle(id, attempt, 'error');
		}
		assert.equal((await bench.store.closing(id))?.state, 'ESCALATED');
		request(bench, `retry-${id}`);
		await bench.pass();
		assert.deepEqual(requests(bench), []);
		assert.equal(bench.delivered.at(-1)?.attempt, POLICY.maxFailures + 1);
		assert.deepEqual((await bench.store.lease(id))?.failures, 0);
		assert.ok(
			readdirSync(join(bench.folder, 'items', id)).some((name) => /^round-\d+$/.test(name)),
			'the earlier end stays on record',
		);
		assert.equal(bench.delivered.at(-1)?.round, 2);
		assert.equal(bench.events.filter(({ type }) => type === 'reopened').length, 1);
		await bench.store.close(id, { ...DELIVERED, attempt: 4 });
		await bench.engine.settle(id, 4, 'success');
		assert.equal((await bench.engine.list())[0].closing?.state, 'DELIVERED');
	});

	test('retry of a missing answer drops what was journalled, retry of a delivered one keeps it', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		for (const [key, state, kept] of [
			['missing', 'NO_RESULT', false],
			['delivered', 'DELIVERED', true],
		] as const) {
			const id = await bench.open(key);
			await bench.pass();
			await bench.store.once(id, 'inference', async () => Buffer.from('first'));
			await bench.store.close(id, { state, reason: 'server-down', owner: '', attempt: 1 });
			await bench.engine.settle(id, 1, 'success');
			request(bench, `retry-${id}`);
			await bench.pass();
			const { bytes } = await bench.store.once(id, 'inference', async () => Buffer.from('second'));
			assert.equal(bytes.toString(), kept ? 'first' : 'second');
			assert.equal(bench.delivered.at(-1)?.round, kept ? undefined : 2);
			await bench.store.close(id, { ...DELIVERED, attempt: 2 });
			await bench.engine.settle(id, 2, 'success');
		}
	});

	test('retry after the attempts were used up gives all of them again', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder, { policy: { ...POLICY, maxAttempts: 1 } });
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.engine.settle(id, 1, 'error');
		await bench.pass(1000);
		assert.equal((await bench.store.closing(id))?.reason, 'attempts-exhausted');
		request(bench, `retry-${id}`);
		await bench.pass();
		assert.equal(bench.delivered.length, 2);
		assert.equal((await bench.store.closing(id))?.state, undefined);
	});

	test('retry survives a restart between the request and the delivery', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		const id = await before.open('a');
		await before.store.close(id, { ...DELIVERED, state: 'NO_RESULT', reason: 'timeout' });
		await before.pass();
		request(before, `retry-${id}`);
		await before.pass();
		await before.engine.stop();
		const after = await startBench(t, folder);
		after.attach();
		await after.pass();
		assert.equal(after.delivered.length, 1);
	});

	test('retry ends the wait after a failure, and leaves running and parked items alone', async (t) => {
		const bench = await startBench(t, temporaryFolder(t), {
			policy: { ...POLICY, inFlight: { urgent: 9, routine: 9, batch: 9 } },
		});
		bench.attach();
		const [failed, running, parked] = [
			await bench.open('failed'),
			await bench.open('running'),
			await bench.open('parked'),
		];
		await bench.pass();
		await bench.engine.settle(failed, 1, 'error');
		await bench.store.park(parked, 1, 'sign-off');
		for (const id of [failed, running, parked]) request(bench, `retry-${id}`);
		await bench.pass();
		assert.deepEqual(
			bench.delivered.slice(3).map(({ id }) => id),
			[failed],
		);
		assert.deepEqual(requests(bench), []);
	});

	test('retry of an item whose closing execution still runs waits until that has finished', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		request(bench, `retry-${id}`);
		await bench.pass();
		assert.equal(bench.delivered.length, 1);
		await bench.engine.settle(id, 1, 'success');
		await bench.pass();
		await bench.pass();
		assert.equal(bench.delivered.length, 2);
	});

	test('purge disposes of what ended before its time', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		await ended(bench, 'a');
		await bench.inbox.rotate();
		request(bench, `purge-${later(bench)}`);
		await bench.pass();
		assert.deepEqual(await bench.engine.list(), []);
		assert.deepEqual(requests(bench), []);
	});

	test('what is no request is removed and does no harm', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		await ended(bench, 'a');
		for (const name of ['retry', 'retry-..', 'purge-x', 'purge-', 'other', '.tmp']) {
			request(bench, name);
		}
		await bench.pass();
		assert.deepEqual(requests(bench), []);
		assert.equal((await bench.engine.list()).length, 1);
		assert.equal(bench.events.filter(({ type }) => type === 'engine-fault').length, 0);
	});
});
