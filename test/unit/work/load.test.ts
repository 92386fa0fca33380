import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { temporaryFolder } from '../shared/support.ts';
import { DELIVERED, MINUTE, POLICY, startBench, type Bench } from './support.ts';

type Priority = 'urgent' | 'routine' | 'batch';

/** Workflows that take their time, on the clock of the test. */
interface Ward extends Bench {
	/** Virtual milliseconds from accepted to handed over, per priority. */
	waits: Record<Priority, number[]>;
	/** The most that were worked on at once. */
	peak: Record<Priority | 'all', number>;
	/** Lets a second pass: what is done closes, what is due is handed over. */
	second(): Promise<void>;
	busy(): number;
}

const SECOND = 1000;

async function startWard(
	t: TestContext,
	policy: Partial<typeof POLICY>,
	duration: number,
	routes: Record<string, { atOnce?: number }> = { 'flow/node': {} },
): Promise<Ward> {
	const bench = await startBench(t, temporaryFolder(t), { policy: { ...POLICY, ...policy } });
	const running = new Map<string, { priority: Priority; attempt: number; doneAt: number }>();
	const waits: Ward['waits'] = { urgent: [], routine: [], batch: [] };
	const peak: Ward['peak'] = { urgent: 0, routine: 0, batch: 0, all: 0 };
	const note = (): void => {
		const all = [...running.values()];
		peak.all = Math.max(peak.all, all.length);
		for (const priority of ['urgent', 'routine', 'batch'] as const) {
			const now = all.filter((one) => one.priority === priority).length;
			peak[priority] = Math.max(peak[priority], now);
		}
	};
	for (const [name, options] of Object.entries(routes)) {
		bench.engine.attach(name, {
			...options,
			deliver: ({ id, attempt, priority, openedAt }) => {
				assert.equal(running.has(id), false, 'handed over twice at once');
				running.set(id, { priority, attempt, doneAt: bench.now() + duration });
				waits[priority].push(bench.now() - Date.parse(openedAt));
				note();
			},
		});
	}
	const second = async (): Promise<void> => {
		await bench.pass(SECOND);
		for (const [id, { attempt, doneAt }] of running) {
			if (doneAt > bench.now()) continue;
			running.delete(id);
			await bench.store.close(id, { ...DELIVERED, attempt });
			await bench.engine.settle(id, attempt, 'success');
		}
		await bench.pass();
	};
	return { ...bench, waits, peak, second, busy: () => running.size };
}

describe('under load', () => {
	test('urgent work that comes in between 5000 batch items is handed over at once', async (t) => {
		const limits = { inFlight: { urgent: 4, routine: 4, batch: 3 }, total: 8 };
		const ward = await startWard(t, limits, 5 * SECOND);
		await Promise.all(
			Array.from({ length: 5000 }, (_, number) =>
				ward.open(`batch ${number}`, { priority: 'batch' }),
			),
		);
		for (let second = 0; second < 60; second++) {
			if (second % 3 === 0) await ward.open(`urgent ${second}`, { priority: 'urgent' });
			if (second % 4 === 0) await ward.open(`routine ${second}`);
			await ward.second();
		}
		assert.equal(ward.waits.urgent.length, 20);
		assert.ok(Math.max(...ward.waits.urgent) <= SECOND, `waited ${Math.max(...ward.waits.urgent)}`);
		assert.ok(Math.max(...ward.waits.routine) <= SECOND);
		assert.ok(ward.waits.batch.length >= 3 * (60 / 6), `${ward.waits.batch.length} batch items`);
		assert.ok(ward.peak.batch <= 3 && ward.peak.urgent <= 4 && ward.peak.all <= 8);
		const { open, ended } = ward.engine.counts;
		assert.equal(open + ended, 5000 + 20 + 15, 'none is lost');
	});

	test('no limit is ever exceeded, whatever comes in which order', async (t) => {
		const limits = { inFlight: { urgent: 3, routine: 2, batch: 1 }, total: 4 };
		const ward = await startWard(t, limits, 3 * SECOND);
		// A fixed sequence that looks random (Lehmer's generator).
		let state = 20261122;
		const next = (below: number): number => (state = (state * 48271) % 2147483647) % below;
		for (let second = 0; second < 80; second++) {
			for (let more = next(4); more > 0; more--) {
				const priority = (['urgent', 'routine', 'batch'] as const)[next(3)];
				await ward.open(`${second} ${more}`, { priority });
			}
			await ward.second();
		}
		assert.deepEqual(ward.peak, { urgent: 3, routine: 2, batch: 1, all: 4 });
	});

	test('the last place of all is kept for urgent work', async (t) => {
		const limits = { inFlight: { urgent: 9, routine: 9, batch: 9 }, total: 3 };
		const ward = await startWard(t, limits, 60 * SECOND);
		for (let number = 0; number < 6; number++) await ward.open(`routine ${number}`);
		await ward.second();
		assert.equal(ward.busy(), 2);
		await ward.open('urgent', { priority: 'urgent' });
		await ward.second();
		assert.deepEqual([ward.busy(), ward.waits.urgent.length], [3, 1]);
	});

	test('more urgent work than can be done starves nothing: what waits long enough goes first', async (t) => {
		const limits = { inFlight: { urgent: 9, routine: 9, batch: 9 }, total: 3, ageing: MINUTE };
		const ward = await startWard(t, limits, 2 * SECOND);
		await ward.open('batch', { priority: 'batch' });
		await ward.open('routine');
		for (let second = 0; second < 150; second++) {
			// Two places and a half are asked for by urgent work alone in every second.
			await ward.open(`urgent ${second}`, { priority: 'urgent' });
			await ward.open(`more urgent ${second}`, { priority: 'urgent' });
			await ward.second();
		}
		assert.equal(ward.waits.routine.length, 1);
		assert.equal(ward.waits.batch.length, 1);
		assert.ok(ward.waits.routine[0] <= MINUTE + 10 * SECOND, `${ward.waits.routine[0]}`);
		assert.ok(ward.waits.batch[0] <= 2 * MINUTE + 10 * SECOND, `${ward.waits.batch[0]}`);
	});

	test('a trigger that limits its own work holds up no other one', async (t) => {
		const limits = { inFlight: { urgent: 9, routine: 9, batch: 9 } };
		const routes = { 'narrow/node': { atOnce: 1 }, 'wide/node': {} };
		const ward = await startWard(t, limits, 60 * SECOND, routes);
		for (let number = 0; number < 5; number++) {
			await ward.open(`narrow ${number}`, { route: 'narrow/node' });
			await ward.open(`wide ${number}`, { route: 'wide/node' });
		}
		await ward.second();
		assert.equal(ward.busy(), 6);
	});

	test('waits after an outage are spread, never shortened', async (t) => {
		let random = 0;
		const bench = await startBench(t, temporaryFolder(t), {
			policy: { ...POLICY, jitter: 0.5 },
			random: () => random,
		});
		bench.attach();
		const early = await bench.open('early');
		random = 1;
		const late = await bench.open('late');
		await bench.pass();
		random = 0;
		await bench.engine.settle(early, 1, 'error');
		random = 1;
		await bench.engine.settle(late, 1, 'error');
		await bench.pass(999);
		assert.equal(bench.delivered.length, 2);
		await bench.pass(1);
		assert.deepEqual(
			bench.delivered.slice(2).map(({ id }) => id),
			[early],
		);
		await bench.pass(499);
		assert.equal(bench.delivered.length, 3);
		await bench.pass(1);
		assert.deepEqual(
			bench.delivered.slice(3).map(({ id }) => id),
			[late],
		);
	});
});
