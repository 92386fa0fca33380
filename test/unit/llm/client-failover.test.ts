import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
	engineOf,
	Failover,
	LlmDesk,
	type Completion,
	type Seat,
} from '../../../dist/nodes/clients/llm/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { fails, SECRET } from './expect.ts';
import {
	chatEvents,
	fakeLlama,
	fakeOllama,
	json,
	MODEL,
	ndjson,
	ollamaLines,
	sse,
	type Answer,
	type Fake,
} from './fake-engines.ts';

const open: Fake[] = [];
after(async () => {
	closeAgents();
	for (const fake of open) await fake.close();
});

async function pair() {
	const first = await fakeOllama();
	const second = await fakeLlama();
	open.push(first, second);
	first.routes['POST /api/chat'] = ndjson(ollamaLines(['first']));
	second.routes['POST /v1/chat/completions'] = sse(chatEvents(['second']));
	const seats = [first, second].map(({ url }): Seat => {
		const engine = engineOf({ kind: 'auto', baseUrl: url, contextTokens: 8192 });
		return { engine, model: MODEL, desk: new LlmDesk() };
	});
	return { first, second, seats };
}

const call = (seat: Seat, signal: AbortSignal): Promise<Completion> =>
	seat.engine.complete(
		{ model: seat.model, messages: [{ role: 'user', content: SECRET }], maxTokens: 64 },
		{ signal },
	);

const crash: Answer = async (_seen, response) => {
	response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
	await pause(10);
	response.destroy();
};

const run = (failover: Failover) => failover.run({ priority: 'routine', call });

test('the first engine answers as long as it is well', async () => {
	const { seats, second } = await pair();
	const { value, seat, passed } = await run(new Failover(seats));
	assert.deepEqual([value.text, seat, passed], ['first', seats[0], []]);
	assert.equal(second.seen.length, 0);
});

test('an engine that is gone is passed over, and the answer says which one gave it', async () => {
	const { seats, first } = await pair();
	await first.close();
	const start = performance.now();
	const { value, seat, passed } = await run(new Failover(seats));
	assert.ok(performance.now() - start < 2000);
	assert.deepEqual([value.text, seat], ['second', seats[1]]);
	assert.deepEqual(passed, [{ seat: seats[0], code: 'llm-unreachable' }]);
	assert.equal(value.identity.engine, 'llama-server');
});

test('an engine that died in mid-answer is left for the next within two seconds', async () => {
	const { seats, first } = await pair();
	first.routes['POST /api/chat'] = async (_seen, response) => {
		response.writeHead(200, { 'content-type': 'application/x-ndjson' });
		response.write(`${JSON.stringify(ollamaLines(['half'])[0])}\n`);
		await pause(30);
		await first.close();
	};
	const start = performance.now();
	const { value, passed } = await run(new Failover(seats));
	assert.ok(performance.now() - start < 2000);
	assert.equal(value.text, 'second');
	assert.deepEqual(
		passed.map(({ code }) => code),
		['llm-connection-lost'],
	);
});

test('an engine that falls silent without a farewell is left within two seconds', async () => {
	const { seats, first } = await pair();
	// It takes connections and answers nothing any more, like a host that hangs.
	let hangs = 0;
	first.routes['POST /api/chat'] = () => {
		hangs = performance.now();
		for (const route of Object.keys(first.routes)) first.routes[route] = () => {};
	};
	const { value, passed } = await run(new Failover(seats));
	const took = performance.now() - hangs;
	assert.equal(value.text, 'second');
	assert.deepEqual(
		passed.map(({ code }) => code),
		['llm-timeout-connect'],
	);
	assert.ok(took > 1000 && took < 2300, `${took} ms`);
});

test('an engine that hangs before the call is found by a question', async () => {
	const { seats, first } = await pair();
	for (const route of Object.keys(first.routes)) first.routes[route] = () => {};
	const start = performance.now();
	assert.equal((await run(new Failover(seats))).value.text, 'second');
	assert.ok(performance.now() - start < 2000);
});

test('a slow answer of an engine that is well is waited for', async () => {
	const { seats, first } = await pair();
	first.routes['POST /api/chat'] = async (seen, response) => {
		await pause(1500);
		await ndjson(ollamaLines(['slow']))(seen, response);
	};
	const { value, passed } = await run(new Failover(seats));
	assert.deepEqual([value.text, passed], ['slow', []]);
});

test('an engine that failed is not asked again for a while, and then it is', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats, { downMs: 150 });
	first.routes['POST /api/chat'] = crash;
	await run(failover);
	first.routes['POST /api/chat'] = ndjson(ollamaLines(['back']));
	const before = first.seen.length;
	assert.equal((await run(failover)).value.text, 'second');
	assert.equal(first.seen.length, before);
	await pause(200);
	assert.equal((await run(failover)).value.text, 'back');
});

test('the memory of a failed engine is shared by all who use its address', async () => {
	const { seats, first } = await pair();
	first.routes['POST /api/chat'] = crash;
	await run(new Failover(seats));
	const before = first.seen.length;
	assert.equal((await run(new Failover(seats))).value.text, 'second');
	assert.equal(first.seen.length, before);
});

test('an engine that fails on one prompt stays in use for all others', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats);
	first.routes['POST /api/chat'] = json({ error: 'template failed' }, 500);
	const { value, passed } = await run(failover);
	assert.deepEqual([value.text, passed[0]?.code], ['second', 'llm-engine-failed']);
	first.routes['POST /api/chat'] = ndjson(ollamaLines(['first']));
	assert.equal((await run(failover)).value.text, 'first');
});

test('a busy engine is passed over for this call only', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats);
	first.routes['POST /api/chat'] = json({ error: 'server busy, please try again' }, 503);
	assert.equal((await run(failover)).value.text, 'second');
	first.routes['POST /api/chat'] = ndjson(ollamaLines(['first']));
	assert.equal((await run(failover)).value.text, 'first');
});

test('a model that was exchanged or runs elsewhere is reported, not passed over', async () => {
	for (const [code, route] of [
		['llm-model-changed', 'GET /api/ps'],
		['llm-cloud-model-refused', 'GET /api/tags'],
	] as const) {
		const { seats, first, second } = await pair();
		const card = { model: MODEL, digest: 'cd'.repeat(32), remote_host: 'https://ollama.com' };
		first.routes[route] = json({
			models: [route === 'GET /api/ps' ? { ...card, remote_host: undefined } : card],
		});
		await fails(code, run(new Failover(seats)));
		assert.equal(second.asked('/v1/chat/completions').length, 0);
	}
});

test('with every engine gone the call fails within the time for each', async () => {
	const { seats, first, second } = await pair();
	await first.close();
	await second.close();
	await fails('llm-unreachable', run(new Failover(seats)));
	// Known to be down, they are still tried: one may have come back.
	await fails('llm-unreachable', run(new Failover(seats)));
});

test('a call that waited while its engine died goes to the next engine', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats);
	first.routes['POST /api/chat'] = async () => {
		await pause(50);
		await first.close();
	};
	const answers = await Promise.all([run(failover), run(failover), run(failover)]);
	assert.deepEqual(
		answers.map(({ value }) => value.text),
		['second', 'second', 'second'],
	);
});

test('calls that wait for an engine that fails meanwhile do not try it one after the other', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats);
	first.routes['POST /api/chat'] = async (seen, response) => {
		await pause(50);
		await crash(seen, response);
	};
	await Promise.all([run(failover), run(failover), run(failover)]);
	assert.equal(first.asked('/api/chat').length, 1);
});

test('cancelling ends the call and tries nothing else', async () => {
	const { seats, first, second } = await pair();
	first.routes['POST /api/chat'] = () => {};
	const controller = new AbortController();
	const running = new Failover(seats).run({
		priority: 'urgent',
		signal: controller.signal,
		call,
	});
	setTimeout(() => controller.abort(), 50);
	await fails('cancelled', running);
	assert.equal(second.seen.length, 0);
});

test('a batch call that is cancelled for an urgent one stays on its engine', async () => {
	const { seats, first } = await pair();
	const failover = new Failover(seats);
	let batches = 0;
	first.routes['POST /api/chat'] = async (seen, response) => {
		const batch = JSON.stringify(seen.body).includes('batch');
		if (batch && batches++ === 0) return;
		await ndjson(ollamaLines(['done']))(seen, response);
	};
	const ask = (priority: 'batch' | 'urgent') =>
		failover.run({
			priority,
			call: (seat, signal) =>
				seat.engine.complete(
					{ model: MODEL, messages: [{ role: 'user', content: priority }], maxTokens: 64 },
					{ signal },
				),
		});
	const batch = ask('batch');
	await pause(60);
	const [a, b] = await Promise.all([ask('urgent'), batch]);
	assert.deepEqual([a.seat, b.seat], [seats[0], seats[0]]);
	assert.equal(batches, 2);
});
