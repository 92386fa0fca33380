import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DEFAULT_POLICY, backoffAfter, rank } from '../../../dist/nodes/shared/work/index.js';
import { failNext, temporaryFolder, until } from '../shared/support.ts';
import { DELIVERED, MINUTE, POLICY, look, startBench } from './support.ts';

describe('the policy', () => {
	test('waiting lifts an item by one priority per ageing time, never above urgent', () => {
		const { ageing } = DEFAULT_POLICY;
		assert.deepEqual(
			[0, 1, 2, 3].map((times) => rank('batch', times * ageing, DEFAULT_POLICY)),
			[2, 1, 0, 0],
		);
		assert.equal(rank('urgent', 100 * ageing, DEFAULT_POLICY), 0);
	});

	test('the last wait repeats', () => {
		assert.deepEqual(
			[1, 2, 3, 4, 50].map((failures) => backoffAfter(failures, POLICY, 0)),
			[1000, 10_000, 60_000, 60_000, 60_000],
		);
	});
});

describe('delivery', () => {
	test('hands the payload to the workflow once, with attempt, kind and priority', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a', { payload: { name: 'ZZTEST^ADA', list: [1, null] } });
		await bench.pass();
		await bench.pass(1000);
		assert.deepEqual(bench.delivered, [
			{
				id,
				attempt: 1,
				kind: 'test',
				priority: 'routine',
				openedAt: new Date(bench.now() - 1000).toISOString(),
				payload: { name: 'ZZTEST^ADA', list: [1, null] },
			},
		]);
	});

	test('waits for a route to attach and stops when it detaches', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		await bench.open('a');
		await bench.pass(MINUTE);
		assert.equal(bench.delivered.length, 0);
		bench.attach();
		await bench.pass();
		assert.equal(bench.delivered.length, 1);
		bench.engine.detach('flow/node');
		await bench.open('b');
		await bench.pass(MINUTE);
		assert.equal(bench.delivered.length, 1);
	});

	test('detaching an old route leaves the one that took its place', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const old = { deliver: () => assert.fail('the old route') };
		bench.engine.attach('flow/node', old);
		bench.attach();
		bench.engine.detach('flow/node', old);
		await bench.open('a');
		await bench.pass();
		assert.equal(bench.delivered.length, 1);
	});

	test('opening the same work again, also at once, opens it once', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const input = {
			kind: 'k',
			route: 'flow/node',
			priority: 'urgent',
			owner: 'o',
			payload: 1,
		} as const;
		const all = await Promise.all(
			Array.from({ length: 20 }, () => bench.engine.open({ ...input, dedupeKey: 'same' })),
		);
		await bench.pass();
		all.push(await bench.engine.open({ ...input, dedupeKey: 'same' }));
		assert.equal(all.filter(({ fresh }) => fresh).length, 1);
		assert.equal(new Set(all.map(({ id }) => id)).size, 1);
		assert.equal(bench.delivered.length, 1);
		assert.equal(bench.events.filter(({ type }) => type === 'opened').length, 1);
	});

	test('urgent goes before routine before batch, and the oldest first among equals', async (t) => {
		const bench = await startBench(t, temporaryFolder(t), {
			policy: { ...POLICY, inFlight: { urgent: 9, routine: 9, batch: 9 } },
		});
		const names = ['batch 1', 'routine 1', 'urgent 1', 'routine 2', 'urgent 2', 'batch 2'];
		for (const name of names) {
			await bench.pass(1000);
			const priority = name.split(' ')[0] as 'urgent';
			await bench.open(name, { priority });
		}
		bench.attach();
		await bench.pass();
		assert.deepEqual(
			bench.delivered.map(({ payload }) => (payload as { dedupeKey: string }).dedupeKey),
			['urgent 1', 'urgent 2', 'routine 1', 'routine 2', 'batch 1', 'batch 2'],
		);
	});

	test('an old batch item overtakes fresh routine items', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		await bench.open('old', { priority: 'batch' });
		await bench.pass(2 * POLICY.ageing);
		await bench.open('fresh');
		bench.attach();
		await bench.pass();
		assert.deepEqual(
			bench.delivered.map(({ priority }) => priority),
			['batch', 'routine'],
		);
	});

	test('keeps to the limit in flight of each priority, and fills up as items settle', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		for (let index = 0; index < 5; index++) {
			await bench.open(`r${index}`);
			await bench.open(`b${index}`, { priority: 'batch' });
		}
		await bench.pass();
		assert.equal(bench.delivered.length, 3);
		const [first] = bench.delivered;
		await bench.store.close(first.id, DELIVERED);
		await bench.engine.settle(first.id, 1, 'success');
		await bench.pass();
		assert.equal(bench.delivered.length, 4);
		assert.equal(bench.delivered[3].priority, first.priority);
	});

	test('looks by itself, without anybody asking', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await until(() => bench.delivered.length === 1);
		await bench.engine.settle(id, 1, 'error');
		await bench.pass(900);
		assert.equal(bench.delivered.length, 1);
		bench.pass(100).catch(() => undefined);
		await until(() => bench.delivered.length === 2);
	});
});

describe('the end of an attempt', () => {
	test('a close ends the item; what belongs to it goes after its execution settled', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		await bench.pass(1000);
		assert.deepEqual(bench.ended, []);
		await bench.engine.settle(id, 1, 'success');
		assert.deepEqual(bench.ended, [id]);
		await bench.pass(POLICY.lease * 2);
		assert.equal(bench.delivered.length, 1);
		assert.deepEqual(bench.ended, [id]);
		assert.deepEqual((await bench.engine.list())[0].closing?.state, 'DELIVERED');
	});

	test('a close whose execution never tells that it finished ends with the lease', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		await bench.pass(POLICY.lease + 1);
		assert.deepEqual(bench.ended, [id]);
	});

	for (const [outcome, code, expected] of [
		['error', undefined, 'execution-failed'],
		['error', 'econnrefused', 'econnrefused'],
		['success', undefined, 'not-closed'],
	] as const) {
		test(`${outcome} without a close counts as ${expected} and comes back after the wait`, async (t) => {
			const bench = await startBench(t, temporaryFolder(t));
			bench.attach();
			const id = await bench.open('a');
			await bench.pass();
			await bench.engine.settle(id, 1, outcome, { code });
			await bench.pass(999);
			assert.equal(bench.delivered.length, 1);
			await bench.pass(1);
			assert.deepEqual(
				bench.delivered.map(({ attempt }) => attempt),
				[1, 2],
			);
			const [view] = await bench.engine.list();
			assert.equal(view.lease?.lastFailure, expected);
			assert.equal(view.lease?.failures, 1);
		});
	}

	test('silence beyond the lease counts as a failure; a renewed lease does not', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.pass(POLICY.lease - 1);
		await bench.store.renew(id, 1, POLICY.lease);
		await bench.pass(POLICY.lease - 1);
		assert.equal((await bench.engine.list())[0].phase, 'running');
		await bench.pass(1);
		const [view] = await bench.engine.list();
		assert.deepEqual([view.phase, view.lease?.lastFailure], ['retrying', 'lease-expired']);
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
	});

	test('one attempt counts as one failure, however many signs of it come', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.pass(POLICY.lease);
		await Promise.all([
			bench.engine.settle(id, 1, 'error'),
			bench.engine.settle(id, 1, 'success'),
			bench.pass(),
		]);
		assert.equal((await bench.store.lease(id))?.failures, 1);
		assert.equal(bench.events.filter(({ type }) => type === 'failed').length, 1);
	});

	test('a late sign of an earlier attempt changes nothing about the next one', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.pass(POLICY.lease);
		await bench.pass(1000);
		await bench.engine.settle(id, 1, 'error');
		await bench.store.renew(id, 1, 100 * POLICY.lease);
		assert.equal((await bench.engine.list())[0].phase, 'running');
		// A renewal that had read the lease before the second attempt began writes it back.
		const lease = await bench.store.lease(id);
		assert.ok(lease);
		await bench.store.writeLease(id, { ...lease, attempt: 1, until: lease.until + 1 });
		await bench.pass(POLICY.lease);
		const after = await bench.store.lease(id);
		assert.deepEqual([after?.attempt, after?.failures], [2, 2]);
	});

	test('an earlier execution that closes the item late keeps it from being delivered again', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.pass(POLICY.lease);
		await bench.store.close(id, DELIVERED);
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 1);
		assert.deepEqual(bench.ended, [id]);
	});

	test('after the last failure a person is asked, once, and the owner is named', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		for (let attempt = 1; attempt <= POLICY.maxFailures; attempt++) {
			await bench.pass(2 * MINUTE);
			await bench.engine.settle(id, attempt, 'error', { code: 'server-unreachable' });
		}
		await bench.pass(60 * MINUTE);
		assert.equal(bench.delivered.length, POLICY.maxFailures);
		const { closing } = (await bench.engine.list())[0];
		assert.deepEqual(
			[closing?.state, closing?.reason, closing?.owner, closing?.attempt],
			['ESCALATED', 'server-unreachable', 'unit-team', 3],
		);
		assert.equal(bench.events.filter(({ type }) => type === 'escalated').length, 1);
		assert.deepEqual(bench.ended, [id]);
	});

	test('an item closed at the moment of its last failure stays as it was closed', async (t) => {
		const bench = await startBench(t, temporaryFolder(t), {
			policy: { ...POLICY, maxFailures: 1 },
		});
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await Promise.all([
			bench.engine.settle(id, 1, 'error'),
			bench.store.close(id, { ...DELIVERED, state: 'BLOCKED', reason: 'x' }),
		]);
		await bench.pass(60 * MINUTE);
		const state = (await bench.store.closing(id))?.state;
		const escalations = bench.events.filter(({ type }) => type === 'escalated').length;
		assert.equal(escalations, state === 'ESCALATED' ? 1 : 0);
		assert.equal(bench.delivered.length, 1);
	});
});

describe('a parked item', () => {
	test('is left alone without limit, and takes no room in flight', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		for (const name of ['a', 'b']) {
			const id = await bench.open(name);
			await bench.pass();
			await bench.store.park(id, 1, 'sign-off');
		}
		// The first tells that it waits; of the second n8n never says anything.
		await bench.engine.settle(bench.delivered[0].id, 1, 'waiting');
		await bench.pass(100 * POLICY.lease);
		assert.deepEqual(
			(await bench.engine.list()).map(({ phase }) => phase),
			['parked', 'parked'],
		);
		await bench.open('c');
		await bench.open('d');
		await bench.pass();
		assert.equal(bench.delivered.length, 4);
	});

	test('goes on under a new lease once decided, and comes back if no close follows', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.park(id, 1, 'sign-off');
		await bench.engine.settle(id, 1, 'waiting');
		await bench.pass(100 * POLICY.lease);
		await bench.store.decide(id, POLICY.lease);
		await bench.pass(POLICY.lease - 1);
		assert.equal(bench.delivered.length, 1);
		assert.equal((await bench.engine.list())[0].phase, 'running');
		await bench.pass(1);
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
	});

	test('a paused execution that then fails is noticed by what its node says, not by its lease', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.park(id, 1, 'sign-off');
		await bench.engine.settle(id, 1, 'waiting');
		await bench.store.decide(id, POLICY.lease);
		const failure = { attempt: 1, code: 'payer-not-reached', node: 'Submit', needsPerson: false };
		// What a node says that n8n may run again, or that another workflow may catch, ends nothing.
		await bench.store.noteFailure(id, { ...failure, ends: false });
		await bench.pass(1000);
		assert.equal((await bench.store.lease(id))?.phase, 'running');
		await bench.store.noteFailure(id, { ...failure, ends: true });
		await bench.pass(1000);
		const lease = await bench.store.lease(id);
		assert.deepEqual([lease?.failures, lease?.lastFailure], [1, 'payer-not-reached']);
		await bench.pass(2000);
		assert.deepEqual(
			bench.delivered.map(({ attempt }) => attempt),
			[1, 2],
		);
	});

	test('an attempt that the workflow gave up has its reason, however the execution ends', async (t) => {
		for (const outcome of ['success', 'error'] as const) {
			const bench = await startBench(t, temporaryFolder(t));
			bench.attach();
			const id = await bench.open('a');
			await bench.pass();
			const failure = { attempt: 1, code: 'zz-later', node: 'Work Item', needsPerson: false };
			await bench.store.noteFailure(id, { ...failure, ends: true, gaveUp: true });
			await bench.engine.settle(id, 1, outcome, { node: 'Stop and Error' });
			assert.equal((await bench.store.lease(id))?.lastFailure, 'zz-later');
		}
	});

	test('a paused execution that fails where only a person can help escalates at once', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.park(id, 1, 'sign-off');
		await bench.engine.settle(id, 1, 'waiting');
		await bench.store.decide(id, POLICY.lease);
		const failure = { attempt: 1, code: 'credential-missing', node: 'Submit', needsPerson: true };
		await bench.store.noteFailure(id, { ...failure, ends: true });
		await bench.pass(1000);
		const [view] = await bench.engine.list();
		assert.deepEqual([view.closing?.state, view.closing?.reason], ['ESCALATED', failure.code]);
	});

	test('an execution that ends while its item is parked does not count as failed', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.park(id, 1, 'sign-off');
		await bench.engine.settle(id, 1, 'success');
		assert.equal((await bench.store.lease(id))?.failures, 0);
	});

	test('cannot be parked once it has ended', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const id = await bench.open('a');
		await bench.store.close(id, DELIVERED);
		await assert.rejects(bench.store.park(id, 1, 'sign-off'), { code: 'work-closed' });
	});
});

describe('failures inside the engine', () => {
	test('a route that throws costs its item one attempt and no other item anything', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.engine.attach('bad/node', {
			deliver: () => {
				throw new Error('ZZTEST^ADA');
			},
		});
		bench.attach();
		await bench.open('bad', { route: 'bad/node' });
		await bench.open('good');
		await bench.pass();
		assert.equal(bench.delivered.length, 1);
		const [bad] = await bench.engine.list();
		assert.deepEqual([bad.phase, bad.lease?.lastFailure], ['retrying', 'unexpected']);
	});

	test('a damaged payload escalates instead of being delivered for ever', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		bench.attach();
		const id = await bench.open('a');
		const entry = bench.engine['roster'].get(id)?.entry;
		assert.ok(entry);
		writeFileSync(join(folder, 'inbox', entry.file), 'x'.repeat(entry.length));
		for (let times = 0; times < 5; times++) await bench.pass(2 * MINUTE);
		const { closing } = (await bench.engine.list())[0];
		assert.deepEqual([closing?.state, closing?.reason], ['ESCALATED', 'work-unreadable']);
		assert.equal(bench.delivered.length, 0);
	});

	test('a disk that refuses leases stops nothing for good and is reported once', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		bench.attach();
		rmSync(join(folder, 'items'), { recursive: true });
		writeFileSync(join(folder, 'items'), 'in the way');
		await bench.open('a');
		for (let times = 0; times < 5; times++) await bench.pass(1000);
		assert.equal(bench.delivered.length, 0);
		assert.equal(bench.events.filter(({ type }) => type === 'engine-fault').length, 1);
		rmSync(join(folder, 'items'));
		await bench.pass(MINUTE);
		assert.equal(bench.delivered.length, 1);
	});

	test('a failure that could not be written comes back after its wait all the same', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		t.mock.method(bench.store, 'writeLease', () => Promise.reject(new Error('disk')), { times: 1 });
		await assert.rejects(bench.engine.settle(id, 1, 'error'), /disk/);
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
	});

	test('one item whose folder cannot be used does not hold up the others', async (t) => {
		const folder = temporaryFolder(t);
		const bench = await startBench(t, folder);
		const broken = await bench.open('broken', { priority: 'urgent' });
		const fine = await bench.open('fine');
		await bench.store.close(`w${'0'.repeat(31)}`, DELIVERED);
		writeFileSync(join(folder, 'items', broken), 'a file in its place');
		bench.attach();
		await bench.pass();
		assert.deepEqual(
			bench.delivered.map(({ id }) => id),
			[fine],
		);
	});

	test('a listener that throws, a clearing that fails and a missing folder are survived', async (t) => {
		const folder = temporaryFolder(t);
		let refuse = true;
		const cleared: string[] = [];
		const bench = await startBench(t, folder, {
			onEvent: () => {
				throw new Error('listener');
			},
			onEnded: async (id) => {
				if (refuse) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
				cleared.push(id);
			},
		});
		rmSync(join(folder, 'requests'), { recursive: true });
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		await bench.engine.settle(id, 1, 'success').catch(() => undefined);
		await bench.pass(1000);
		assert.deepEqual(cleared, []);
		refuse = false;
		await bench.pass(1000);
		assert.deepEqual(cleared, [id]);
		await bench.pass(1000);
		assert.deepEqual(cleared, [id]);
	});

	test('an accept that the disk refuses is refused, and the next one is taken again', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		await bench.open('before');
		await failNext(t, 'datasync', 'EIO');
		await assert.rejects(bench.open('refused'), { code: 'EIO' });
		await bench.open('after');
		await bench.open('refused');
		await bench.pass();
		await bench.pass();
		assert.deepEqual(
			(await bench.engine.list()).map(({ phase }) => phase),
			['running', 'running', 'waiting'],
		);
	});

	test('a lease that a wrong clock made endless ends all the same', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		const lease = await bench.store.lease(id);
		assert.ok(lease);
		await bench.store.writeLease(id, { ...lease, until: 8e15 });
		await bench.pass();
		await bench.pass(POLICY.lease);
		await bench.pass(2 * POLICY.lease);
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
	});

	test('after it was stopped it hands out nothing more', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		await bench.open('a');
		await bench.engine.stop();
		const before = bench.delivered.length;
		bench.attach();
		await look(bench.engine);
		await bench.pass(MINUTE);
		assert.equal(bench.delivered.length, before);
	});
});
