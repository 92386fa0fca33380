import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { deskOf, engineOf, LlmDesk, type Priority } from '../../../dist/nodes/clients/llm/index.js';
import { fails } from './expect.ts';

/** A call that ends when it is told to, and ends at once when it is cancelled. */
function controlled(
	desk: LlmDesk,
	priority: Priority,
	name: string,
	log: string[],
	signal?: AbortSignal,
) {
	let finish = (_value: string) => {};
	let fail = (_error: Error) => {};
	const done = desk.run({
		priority,
		...(signal && { signal }),
		call: (slot) =>
			new Promise<string>((resolve, reject) => {
				log.push(`start ${name}`);
				finish = resolve;
				fail = reject;
				slot.addEventListener('abort', () => {
					log.push(`abort ${name}`);
					reject(new Error('aborted'));
				});
			}),
	});
	done.catch(() => {});
	return {
		done,
		finish: async (value = name) => {
			finish(value);
			await pause(0);
		},
		fail: async () => {
			fail(new Error('broke'));
			await pause(0);
		},
	};
}

test('calls of one priority run one after the other in the order in which they came', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const one = controlled(desk, 'routine', 'one', log);
	const two = controlled(desk, 'routine', 'two', log);
	assert.deepEqual(log, ['start one']);
	await one.finish();
	assert.deepEqual(log, ['start one', 'start two']);
	await two.finish();
	assert.deepEqual(await Promise.all([one.done, two.done]), ['one', 'two']);
	assert.deepEqual(desk.state().running, { urgent: 0, routine: 0, batch: 0 });
});

test('urgent goes before routine and routine before batch', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const first = controlled(desk, 'routine', 'first', log);
	const calls = (['batch', 'routine', 'urgent'] as const).map((priority) =>
		controlled(desk, priority, priority, log),
	);
	await first.finish();
	for (const call of calls.reverse()) await call.finish();
	assert.deepEqual(log, ['start first', 'start urgent', 'start routine', 'start batch']);
});

test('of several slots one is kept for urgent calls', async () => {
	const desk = new LlmDesk({ slots: 3 });
	const log: string[] = [];
	for (const name of ['a', 'b', 'c']) controlled(desk, 'batch', name, log);
	controlled(desk, 'routine', 'd', log);
	assert.deepEqual(log, ['start a', 'start b']);
	controlled(desk, 'urgent', 'u', log);
	assert.deepEqual(log, ['start a', 'start b', 'start u']);
	assert.deepEqual(desk.state(), {
		slots: 3,
		running: { urgent: 1, routine: 0, batch: 2 },
		waiting: { urgent: 0, routine: 1, batch: 1 },
		cancelled: 0,
	});
});

test('an urgent call in the kept slot does not take a slot from the others', async () => {
	const desk = new LlmDesk({ slots: 2 });
	const log: string[] = [];
	controlled(desk, 'urgent', 'u', log);
	controlled(desk, 'routine', 'r', log);
	assert.deepEqual(log, ['start u', 'start r']);
});

test('on a single slot the running batch call is cancelled for an urgent one and runs again after it', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const batch = controlled(desk, 'batch', 'batch', log);
	const later = controlled(desk, 'batch', 'later', log);
	const urgent = controlled(desk, 'urgent', 'urgent', log);
	assert.deepEqual(log, ['start batch', 'abort batch', 'start urgent']);
	await urgent.finish();
	assert.deepEqual(log.slice(3), ['start batch']);
	await batch.finish('whole');
	assert.equal(await batch.done, 'whole');
	await later.finish();
	assert.equal(desk.state().cancelled, 1);
});

test('a routine call is never cancelled, and a routine call cancels nothing', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const routine = controlled(desk, 'routine', 'routine', log);
	const urgent = controlled(desk, 'urgent', 'urgent', log);
	assert.deepEqual(log, ['start routine']);
	await routine.finish();
	await urgent.finish();
	const batch = controlled(desk, 'batch', 'batch', log);
	controlled(desk, 'routine', 'after', log);
	assert.deepEqual(log.slice(1), ['start urgent', 'start batch']);
	await batch.finish();
	assert.equal(log.at(-1), 'start after');
});

test('a batch call that was done in the moment of its cancelling is not made again', async () => {
	const desk = new LlmDesk();
	let calls = 0;
	const batch = desk.run({
		priority: 'batch',
		call: async () => {
			calls++;
			await pause(20);
			return 'done';
		},
	});
	const urgent = desk.run({ priority: 'urgent', call: async () => 'urgent' });
	assert.deepEqual(await Promise.all([batch, urgent]), ['done', 'urgent']);
	assert.equal(calls, 1);
});

test('a cancelled batch call does not start again before its first run has ended', async () => {
	const desk = new LlmDesk();
	let running = 0;
	let most = 0;
	const batch = desk.run({
		priority: 'batch',
		call: async (signal) => {
			most = Math.max(most, ++running);
			await pause(30);
			running--;
			if (signal.aborted) throw new Error('aborted');
			return 'done';
		},
	});
	await desk.run({ priority: 'urgent', call: async () => 'urgent' });
	assert.equal(await batch, 'done');
	assert.equal(most, 1);
});

test('a batch call that has waited long enough goes before younger routine calls and is left alone', async () => {
	const desk = new LlmDesk({ agedMs: 40 });
	const log: string[] = [];
	const first = controlled(desk, 'routine', 'first', log);
	const old = controlled(desk, 'batch', 'old', log);
	await pause(60);
	controlled(desk, 'routine', 'young', log);
	await first.finish();
	assert.deepEqual(log, ['start first', 'start old']);
	controlled(desk, 'urgent', 'urgent', log);
	assert.equal(log.at(-1), 'start old');
	await old.finish();
	assert.deepEqual(log.slice(2), ['start urgent']);
});

test('a steady stream of urgent calls delays a batch call, and does not starve it', async () => {
	const desk = new LlmDesk({ agedMs: 100 });
	let ended = false;
	const batch = desk
		.run({ priority: 'batch', call: (signal) => pause(30, 'done', { signal }) })
		.finally(() => (ended = true));
	let urgent = 0;
	const end = performance.now() + 1000;
	while (!ended && performance.now() < end) {
		await desk.run({ priority: 'urgent', call: () => pause(5) });
		urgent++;
		await pause(5);
	}
	assert.equal(await batch, 'done');
	assert.ok(urgent > 5 && desk.state().cancelled > 2);
});

test('a full lane refuses, and refuses only its own priority', async () => {
	const desk = new LlmDesk({ queue: 2 });
	const log: string[] = [];
	for (let call = 0; call < 3; call++) controlled(desk, 'batch', `b${call}`, log);
	const { retryable } = await fails(
		'llm-queue-full',
		desk.run({ priority: 'batch', call: async () => 1 }),
	);
	assert.equal(retryable, true);
	controlled(desk, 'urgent', 'urgent', log);
	assert.equal(log.at(-1), 'start urgent');
});

test('a caller who gives up leaves the queue, and his call is never made', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const first = controlled(desk, 'routine', 'first', log);
	const controller = new AbortController();
	const second = controlled(desk, 'routine', 'second', log, controller.signal);
	controller.abort();
	await fails('cancelled', second.done);
	await first.finish();
	assert.deepEqual(log, ['start first']);
	await fails(
		'cancelled',
		desk.run({ priority: 'urgent', signal: AbortSignal.abort(), call: async () => 1 }),
	);
});

test('a caller who gives up a running batch call does not get it run again', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const controller = new AbortController();
	const batch = controlled(desk, 'batch', 'batch', log, controller.signal);
	controller.abort();
	await assert.rejects(batch.done, { message: 'aborted' });
	assert.deepEqual(log, ['start batch', 'abort batch']);
	assert.deepEqual(desk.state().running, { urgent: 0, routine: 0, batch: 0 });
});

test('a call that fails frees its slot and tells its own error', async () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	const one = controlled(desk, 'batch', 'one', log);
	controlled(desk, 'batch', 'two', log);
	await one.fail();
	await assert.rejects(one.done, { message: 'broke' });
	assert.equal(log.at(-1), 'start two');
	await assert.rejects(
		new LlmDesk().run({
			priority: 'batch',
			call: () => {
				throw new Error('at once');
			},
		}),
		{ message: 'at once' },
	);
});

test('more slots than were thought start more calls at once', () => {
	const desk = new LlmDesk();
	const log: string[] = [];
	for (const name of ['a', 'b', 'c']) controlled(desk, 'routine', name, log);
	desk.resize(3);
	assert.deepEqual(log, ['start a', 'start b']);
});

test('under a saturating batch an urgent call starts at once', async () => {
	const desk = new LlmDesk({ queue: 1000 });
	const stop = new AbortController();
	const batches = Array.from({ length: 200 }, () =>
		desk
			.run({
				priority: 'batch',
				signal: stop.signal,
				call: (signal) => pause(20, undefined, { signal }),
			})
			.catch(() => {}),
	);
	const waits: number[] = [];
	for (let call = 0; call < 40; call++) {
		await pause(7);
		const asked = performance.now();
		await desk.run({
			priority: 'urgent',
			call: async () => void waits.push(performance.now() - asked),
		});
	}
	stop.abort();
	await Promise.all(batches);
	waits.sort((a, b) => a - b);
	// Half of them, so that a busy machine does not make this fail; the bench measures the rest.
	assert.ok((waits[20] as number) < 5, `${waits[20]} ms`);
});

test('one address has one desk in the process, and its slots can be told later', () => {
	const engine = (apiKey: string) =>
		engineOf({ kind: 'auto', baseUrl: 'http://10.1.2.3:9', apiKey });
	const desk = deskOf(engine('one'), { slots: 2 });
	assert.equal(deskOf(engine('two')), desk);
	assert.equal(desk.state().slots, 2);
	deskOf(engine('two'), { slots: 4 });
	assert.equal(desk.state().slots, 4);
	const other = engineOf({ kind: 'auto', baseUrl: 'http://10.1.2.4:9' });
	assert.notEqual(deskOf(other), desk);
});
