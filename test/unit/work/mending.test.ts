import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../shared/support.ts';
import { DAY, DELIVERED, MINUTE, POLICY, startBench, type Bench } from './support.ts';

const HOUR = 60 * MINUTE;

async function failing(bench: Bench, code: string, needsPerson: boolean): Promise<string> {
	bench.attach();
	const id = await bench.open('a');
	await bench.pass();
	await bench.store.noteFailure(id, { attempt: 1, code, needsPerson, node: 'Send' });
	return id;
}

describe('a failure that only a person can mend', () => {
	test('escalates at once with its code and the owner, and is not tried again', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const id = await failing(bench, 'credential-missing', true);
		await bench.engine.settle(id, 1, 'error', { node: 'Send' });
		const closing = await bench.store.closing(id);
		assert.deepEqual(
			[closing?.state, closing?.reason, closing?.owner, closing?.attempt, closing?.by],
			['ESCALATED', 'credential-missing', 'unit-team', 1, 'engine'],
		);
		await bench.pass(DAY);
		assert.equal(bench.delivered.length, 1);
		assert.equal(bench.events.filter(({ type }) => type === 'escalated').length, 1);
	});

	test('is told from an outage, which is tried again with its own code', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const id = await failing(bench, 'econnrefused', false);
		await bench.engine.settle(id, 1, 'error', { node: 'Send' });
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
		assert.equal((await bench.store.lease(id))?.lastFailure, 'econnrefused');
	});

	test('is told from the failure of a foreign node, of which nothing is known: that is tried again', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.engine.settle(id, 1, 'error', { node: 'HTTP Request' });
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
		assert.equal((await bench.store.lease(id))?.lastFailure, 'execution-failed');
	});

	test('that the execution got over says nothing about the node that ended it', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const id = await failing(bench, 'credential-missing', true);
		await bench.engine.settle(id, 1, 'error', { node: 'HTTP Request' });
		await bench.pass(1000);
		assert.equal(bench.delivered.length, 2);
		assert.equal((await bench.store.lease(id))?.lastFailure, 'execution-failed');
	});

	test('of an earlier attempt says nothing about this one', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		const id = await failing(bench, 'econnrefused', false);
		await bench.engine.settle(id, 1, 'error');
		await bench.pass(1000);
		await bench.engine.settle(id, 2, 'error');
		assert.equal((await bench.store.lease(id))?.lastFailure, 'execution-failed');
	});
});

describe('work of a workflow that is switched off', () => {
	const noted = (bench: Bench) => bench.events.filter(({ type }) => type === 'unclaimed');

	test('is recorded once per item after a while, also across a restart, and then escalates', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		const id = await before.open('a');
		await before.pass(POLICY.unclaimedNotice - 1);
		assert.equal(noted(before).length, 0);
		await before.pass(MINUTE + 1);
		await before.pass(10 * MINUTE);
		assert.deepEqual(
			noted(before).map(({ record }) => record?.id),
			[id],
		);
		await before.engine.stop();
		const after = await startBench(t, folder, { at: before.now() });
		await after.pass(2 * HOUR);
		assert.equal(noted(after).length, 0, 'recorded before');
		await after.pass(3 * DAY);
		const closing = await after.store.closing(id);
		assert.deepEqual(
			[closing?.state, closing?.reason, closing?.owner],
			['ESCALATED', 'workflow-inactive', 'unit-team'],
		);
	});

	test('goes on when the workflow does', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		await bench.open('a');
		await bench.pass(2 * HOUR);
		assert.equal(noted(bench).length, 1);
		bench.attach();
		await bench.pass();
		assert.equal(bench.delivered.length, 1);
	});

	test('never escalates where the administrator said so', async (t) => {
		const bench = await startBench(t, temporaryFolder(t), {
			policy: { ...POLICY, unclaimedEscalation: Infinity },
		});
		await bench.open('a');
		await bench.pass(2 * HOUR);
		await bench.pass(400 * DAY);
		assert.equal(bench.engine.counts.open, 1);
	});

	test('is not blamed for the time in which n8n did not run', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		await before.pass();
		const id = await before.open('a');
		await before.pass();
		await before.engine.settle(id, 1, 'error');
		await before.engine.stop();
		const after = await startBench(t, folder, { at: before.now() + 30 * DAY });
		await after.pass(POLICY.unclaimedNotice - MINUTE);
		assert.equal(noted(after).length, 0);
		assert.equal(await after.store.closing(id), undefined);
		await after.pass(2 * MINUTE);
		assert.equal(noted(after).length, 1);
		assert.equal(
			await after.store.closing(id),
			undefined,
			'since the start, not since long before',
		);
	});

	test('in hand or parked it is its workflow that has it', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.park(id, 1, 'sign-off');
		await bench.engine.settle(id, 1, 'waiting');
		bench.engine.detach('flow/node');
		await bench.pass(10 * DAY);
		assert.equal(noted(bench).length, 0);
		assert.equal(await bench.store.closing(id), undefined);
	});
});

describe('the end of an item on record', () => {
	const ends = (bench: Bench) => bench.facts.filter(({ type }) => type === 'ended');

	test('is told once by the engine when no node told it', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		await bench.engine.settle(id, 1, 'success');
		await bench.pass(MINUTE);
		assert.equal(ends(bench).length, 1);
	});

	test('is not told again when the node did', async (t) => {
		const bench = await startBench(t, temporaryFolder(t));
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, { ...DELIVERED, executionId: '7' });
		await bench.store.mark(id, 'recorded');
		await bench.engine.settle(id, 1, 'success');
		assert.equal(ends(bench).length, 0);
		assert.equal(bench.engine.counts.ended, 1);
	});

	test('after a kill between a close and its record is told at the next start', async (t) => {
		const folder = temporaryFolder(t);
		const before = await startBench(t, folder);
		before.attach();
		const id = await before.open('a');
		await before.pass();
		await before.store.close(id, { ...DELIVERED, executionId: '7' });
		await before.engine.stop();
		const after = await startBench(t, folder, { at: before.now() });
		await after.pass();
		assert.equal(ends(after).length, 0, 'the node has ten seconds for it');
		await after.pass(MINUTE);
		const [fact] = ends(after);
		assert.deepEqual(fact.type === 'ended' && [fact.record.id, fact.closing.executionId], [
			id,
			'7',
		]);
		await after.pass(MINUTE);
		assert.equal(ends(after).length, 1);
	});

	test('is owed while the ledger cannot be written: the item stays until it can', async (t) => {
		let refuse = true;
		const told: string[] = [];
		const bench = await startBench(t, temporaryFolder(t), {
			witness: async ({ type }) => {
				if (refuse) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
				told.push(type);
			},
		});
		bench.attach();
		const id = await bench.open('a');
		await bench.pass();
		await bench.store.close(id, DELIVERED);
		await bench.engine.settle(id, 1, 'success').catch(() => undefined);
		await bench.pass(1000);
		assert.deepEqual([bench.ended, bench.engine.counts.ended], [[], 0]);
		refuse = false;
		await bench.pass(1000);
		assert.deepEqual([told, bench.ended, bench.engine.counts.ended], [['ended'], [id], 1]);
	});
});
