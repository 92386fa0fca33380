/** Engines that break in every way that a network and a crash allow. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { engineOf } from '../../../dist/nodes/clients/llm/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { fails, SECRET } from './expect.ts';
import {
	chatEvents,
	fakeOllama,
	fakeVllm,
	json,
	MODEL,
	ollamaLines,
	type Answer,
	type Fake,
} from './fake-engines.ts';

const open: Fake[] = [];
after(async () => {
	closeAgents();
	for (const fake of open) await fake.close();
});

/** Both kinds of stream, each with the route of its chat, and how it writes a piece. */
const KINDS = {
	ollama: {
		make: fakeOllama,
		route: 'POST /api/chat',
		type: 'application/x-ndjson',
		piece: (text: string) => `${JSON.stringify(ollamaLines([text])[0])}\n`,
		whole: `${ollamaLines(['Fine.'])
			.map((line) => JSON.stringify(line))
			.join('\n')}\n`,
		error: (message: string) => `${JSON.stringify({ error: message })}\n`,
	},
	vllm: {
		make: fakeVllm,
		route: 'POST /v1/chat/completions',
		type: 'text/event-stream',
		piece: (text: string) => `data: ${JSON.stringify(chatEvents([text])[1])}\n\n`,
		whole: chatEvents(['Fine.'])
			.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
			.join(''),
		error: (message: string) =>
			`data: ${JSON.stringify({ error: { message, type: 'InternalServerError', code: 500 } })}\n\n`,
	},
} as const;

type Kind = (typeof KINDS)[keyof typeof KINDS];

function both(name: string, body: (kind: Kind, name: string) => Promise<void>) {
	for (const [engine, kind] of Object.entries(KINDS)) {
		test(`${name} (${engine})`, () => body(kind, engine));
	}
}

async function engineWith(kind: Kind, chat: Answer, more: object = {}) {
	const fake = await kind.make();
	open.push(fake);
	fake.routes[kind.route] = chat;
	const engine = engineOf({ kind: 'auto', baseUrl: fake.url, contextTokens: 8192, ...more });
	return { fake, engine };
}

const ask = (more: object = {}) => ({
	model: MODEL,
	messages: [{ role: 'user' as const, content: SECRET }],
	maxTokens: 64,
	...more,
});

const streaming =
	(type: string, write: (response: ServerResponse) => void | Promise<void>): Answer =>
	async (_seen, response) => {
		response.writeHead(200, { 'content-type': type });
		await write(response);
	};

both('an error in mid-stream fails the call, whatever text came before', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(
			kind.type,
			(response) => void response.end(kind.piece('Take ') + kind.error(`out of memory ${SECRET}`)),
		),
	);
	const { retryable } = await fails('llm-engine-failed', engine.complete(ask()));
	assert.equal(retryable, true);
});

both('a context that is exceeded in mid-stream is named as such', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(
			kind.type,
			(response) => void response.end(kind.error('the input length exceeds the context length')),
		),
	);
	await fails('llm-context-exceeded', engine.complete(ask()));
});

both('a stream that ends without an end was cut', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.end(kind.piece('Take 5 '))),
	);
	await fails('llm-connection-lost', engine.complete(ask()));
});

both('a connection that is cut in mid-stream is named as lost', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, async (response) => {
			response.write(kind.piece('Take '));
			await pause(20);
			response.destroy();
		}),
	);
	await fails('llm-connection-lost', engine.complete(ask()));
});

both('characters that are split over packets arrive whole', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, async (response) => {
			for (const byte of Buffer.from(kind.whole.replace('Fine.', 'µg — 5 °C 😀'))) {
				response.write(Buffer.from([byte]));
				if (byte > 0x7f) await pause(1);
			}
			response.end();
		}),
	);
	assert.equal((await engine.complete(ask())).text, 'µg — 5 °C 😀');
});

both('bytes that are no UTF-8 end the call', async (kind) => {
	const bad = Buffer.from(kind.whole.replace('Fine.', 'FineX'));
	bad[bad.indexOf('X')] = 0xc3;
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.end(bad)),
	);
	await fails('llm-broken-answer', engine.complete(ask()));
});

both('a line that is no JSON ends the call and is not repeated', async (kind, name) => {
	const start = name === 'ollama' ? '' : 'data: ';
	const { engine } = await engineWith(
		kind,
		streaming(
			kind.type,
			(response) =>
				void response.end(`${kind.piece('Take ')}${start}{"half": "${SECRET}\n\n${kind.whole}`),
		),
	);
	await fails('llm-broken-answer', engine.complete(ask()));
});

both('a page of HTML is not an answer', async (kind) => {
	const { engine } = await engineWith(kind, (_seen, response) => {
		response.writeHead(200, { 'content-type': 'text/html' });
		response.end(`<html>Please log in, ${SECRET}</html>`);
	});
	await fails('llm-broken-answer', engine.complete(ask()));
});

both('the right words under a wrong content type are not an answer', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming('application/json', (response) => void response.end(kind.whole)),
	);
	await fails('llm-broken-answer', engine.complete(ask()));
});

both('a line without end is given up', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => {
			const more = () => {
				while (!response.destroyed && response.write('a'.repeat(65_536)));
			};
			response.on('drain', more);
			more();
		}),
		{},
	);
	await fails('llm-answer-too-long', engine.complete(ask()));
	await fails('llm-broken-answer', engine.complete(ask({ maxTokens: 7_000 })));
});

both('a model that never stops is stopped', async (kind) => {
	const { engine, fake } = await engineWith(
		kind,
		streaming(kind.type, (response) => {
			const piece = kind.piece('and '.repeat(16));
			const more = () => {
				while (!response.destroyed && response.write(piece));
			};
			response.on('drain', more);
			more();
		}),
	);
	let length = 0;
	await fails('llm-answer-too-long', async () => {
		for await (const piece of engine.stream(ask())) length += piece.length;
	});
	// 64 tokens were asked for: long before the limit of bytes.
	assert.ok(length > 4_000 && length <= 64 * 64 + 4_096, `${length} characters`);
	await pause(20);
	assert.equal(fake.dropped(), 1);
});

both('a redirect is never followed', async (kind) => {
	const trap = await kind.make();
	open.push(trap);
	const { engine } = await engineWith(
		kind,
		(_seen, response) => void response.writeHead(307, { location: `${trap.url}/api/chat` }).end(),
		{ apiKey: 'toy-key' },
	);
	const { message } = await fails('llm-broken-answer', engine.complete(ask()));
	assert.match(message, /another address/);
	assert.equal(trap.seen.length, 0);
});

const STATUSES: Array<[number, string]> = [
	[401, 'llm-access-refused'],
	[403, 'llm-access-refused'],
	[404, 'llm-model-missing'],
	[400, 'llm-refused'],
	[422, 'llm-refused'],
	[429, 'llm-busy'],
	[503, 'llm-busy'],
	[500, 'llm-engine-failed'],
	[502, 'llm-engine-failed'],
	[204, 'llm-broken-answer'],
];

both('each status is told in words of our own', async (kind) => {
	for (const [status, code] of STATUSES) {
		const { engine } = await engineWith(kind, (_seen, response) => {
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(status === 204 ? undefined : JSON.stringify({ error: `no: ${SECRET}` }));
		});
		await fails(code, engine.complete(ask()));
	}
});

both('an error page as long as a book is not read to its end', async (kind) => {
	const { engine } = await engineWith(kind, (_seen, response) => {
		response.writeHead(500, { 'content-type': 'text/html' });
		const more = () => {
			while (!response.destroyed && response.write('x'.repeat(65_536)));
		};
		response.on('drain', more);
		more();
	});
	await fails('llm-engine-failed', engine.complete(ask()));
});

both('a server that never begins its answer is given up', async (kind) => {
	const { engine, fake } = await engineWith(kind, () => {}, { deadlines: { firstTokenMs: 80 } });
	const start = performance.now();
	const { message } = await fails('llm-timeout-first-token', engine.complete(ask()));
	assert.match(message, /0\.08 seconds/);
	assert.ok(performance.now() - start < 2000);
	await pause(20);
	assert.equal(fake.dropped(), 1);
});

both(
	'a stream that opens and stays empty is waited for no longer than for the first word',
	async (kind) => {
		const { engine } = await engineWith(
			kind,
			streaming(kind.type, (response) => response.flushHeaders()),
			{ deadlines: { firstTokenMs: 80 } },
		);
		await fails('llm-timeout-first-token', engine.complete(ask()));
	},
);

test('comments that keep a stream open are no words', async () => {
	const { engine } = await engineWith(
		KINDS.vllm,
		streaming('text/event-stream', (response) => {
			const timer = setInterval(() => response.write(': ping\n\n'), 10);
			response.on('close', () => clearInterval(timer));
		}),
		{ deadlines: { firstTokenMs: 80 } },
	);
	await fails('llm-timeout-first-token', engine.complete(ask()));
});

both('a model that falls silent in mid-answer is given up', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.write(kind.piece('Take '))),
		{ deadlines: { betweenTokensMs: 80 } },
	);
	await fails('llm-timeout-between-tokens', engine.complete(ask()));
});

both('a model that is slow for ever is given up after the whole time', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => {
			const timer = setInterval(() => response.write(kind.piece('a')), 20);
			response.on('close', () => clearInterval(timer));
		}),
		{ deadlines: { totalMs: 300 } },
	);
	await fails('llm-timeout-total', engine.complete(ask()));
});

both('a caller who takes his time with a piece is not taken for a silent engine', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, async (response) => {
			response.write(kind.piece('One '));
			await pause(200);
			response.end(kind.whole);
		}),
		{ deadlines: { betweenTokensMs: 100 } },
	);
	let text = '';
	for await (const piece of engine.stream(ask())) {
		text += piece;
		await pause(160);
	}
	assert.equal(text, 'One Fine.');
});

both(
	'a deadline that is not given is the one of the engine, and then the usual one',
	async (kind) => {
		const { engine } = await engineWith(kind, () => {}, { deadlines: { firstTokenMs: 80 } });
		const deadlines = { firstTokenMs: undefined, connectMs: undefined };
		await fails('llm-timeout-first-token', engine.complete(ask(), { deadlines }));
	},
);

both('cancelling ends the call and frees the slot of the engine', async (kind) => {
	const { engine, fake } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.write(kind.piece('Take '))),
	);
	const controller = new AbortController();
	const completion = engine.complete(ask(), { signal: controller.signal });
	setTimeout(() => controller.abort(), 60);
	await fails('cancelled', completion);
	await pause(20);
	assert.equal(fake.dropped(), 1);
});

both('leaving the loop over the pieces frees the slot of the engine', async (kind) => {
	const { engine, fake } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.write(kind.piece('Take '))),
	);
	for await (const piece of engine.stream(ask())) {
		assert.equal(piece, 'Take ');
		break;
	}
	await pause(20);
	assert.equal(fake.dropped(), 1);
});

both('a call that is cancelled before it starts asks nothing', async (kind) => {
	const { engine, fake } = await engineWith(kind, () => {});
	await fails('cancelled', engine.complete(ask(), { signal: AbortSignal.abort() }));
	assert.equal(fake.seen.length, 0);
});

both('connections are used again from call to call', async (kind) => {
	const { engine, fake } = await engineWith(
		kind,
		streaming(kind.type, async (response) => {
			response.write(kind.whole);
			await pause(15);
			response.end();
		}),
	);
	await engine.complete(ask());
	const before = fake.connections();
	for (let call = 0; call < 5; call++) await engine.complete(ask());
	assert.equal(fake.connections(), before);
});

both('a finished answer whose connection stays open is whole', async (kind) => {
	const { engine } = await engineWith(
		kind,
		streaming(kind.type, (response) => void response.write(kind.whole)),
		{ deadlines: { totalMs: 5_000 } },
	);
	assert.equal((await engine.complete(ask())).text, 'Fine.');
});

test('an answer with an unknown reason to end is not taken for finished', async () => {
	const vllm = await engineWith(
		KINDS.vllm,
		streaming(
			'text/event-stream',
			(response) => void response.end(KINDS.vllm.whole.replace('"stop"', '"content_filter"')),
		),
	);
	await fails('llm-engine-failed', vllm.engine.complete(ask()));
	const ollama = await engineWith(
		KINDS.ollama,
		streaming(
			'application/x-ndjson',
			(response) => void response.end(KINDS.ollama.whole.replace('"stop"', '"load"')),
		),
	);
	await fails('llm-broken-answer', ollama.engine.complete(ask()));
});

test('the older way of llama-server to tell of an error in mid-stream is understood', async () => {
	const { engine } = await engineWith(
		KINDS.vllm,
		streaming(
			'text/event-stream',
			(response) =>
				void response.end(
					`${KINDS.vllm.piece('Take ')}error: {"code":500,"message":"${SECRET}","type":"server_error"}\n\n`,
				),
		),
	);
	await fails('llm-engine-failed', engine.complete(ask()));
});

test('an address where nothing listens is unreachable', async () => {
	const fake = await fakeOllama();
	await fake.close();
	const engine = engineOf({ kind: 'ollama', baseUrl: fake.url, contextTokens: 8192 });
	const { retryable } = await fails('llm-unreachable', engine.complete(ask()));
	assert.equal(retryable, true);
});

test('a server that takes the connection and says nothing is given up', async () => {
	const silent = createServer(() => {});
	silent.listen(0, '127.0.0.1');
	await new Promise((done) => silent.once('listening', done));
	const { port } = silent.address() as AddressInfo;
	const engine = engineOf({ kind: 'auto', baseUrl: `http://127.0.0.1:${port}` });
	await fails('llm-timeout-total', engine.health({ deadlines: { totalMs: 100 } }));
	closeAgents();
	silent.close();
});

test('an address outside of the hospital is refused by the guard, under its own name', async () => {
	const engine = engineOf({ kind: 'auto', baseUrl: 'http://203.0.113.7:8000' });
	await fails('egress-refused', engine.complete(ask()));
});

test('a metadata answer that is no JSON object is not understood', async () => {
	for (const body of ['[1]', 'null', '"text"', '{"models":']) {
		const fake = await fakeOllama();
		open.push(fake);
		fake.routes['GET /api/tags'] = (_seen, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(body);
		};
		const engine = engineOf({ kind: 'ollama', baseUrl: fake.url });
		await fails('llm-broken-answer', engine.identity(MODEL));
	}
});

test('nonsense in the metadata is passed over and never a wrong type', async () => {
	const fake = await fakeOllama();
	open.push(fake);
	fake.routes['GET /api/tags'] = json({ models: [null, 7, { name: 5 }, { model: MODEL }, []] });
	const engine = engineOf({ kind: 'ollama', baseUrl: fake.url });
	assert.deepEqual(await engine.models(), [{ model: MODEL, cloud: false }]);
	await fails('llm-broken-answer', engine.identity(MODEL));
});

test('a request that no engine could answer is refused before anything is sent', async () => {
	const { fake, engine } = await engineWith(KINDS.ollama, () => {});
	const user = { role: 'user' as const, content: 'x' };
	const wrong = [
		{ model: '' },
		{ model: ' toy ' },
		{ model: 'toy\u0000' },
		{ messages: [] },
		{ messages: Array.from({ length: 2001 }, () => user) },
		{ messages: [{ role: 'system' as const, content: 'x', images: [Buffer.from('x')] }] },
		{ maxTokens: 0 },
		{ maxTokens: 1.5 },
		{ temperature: 3 },
		{ seed: 0.5 },
		{ contextTokens: -1 },
	];
	for (const change of wrong) {
		await fails('llm-request-invalid', engine.complete(ask(change)));
	}
	await fails('llm-request-invalid', () =>
		engine.complete(ask(), { deadlines: { totalMs: Number.NaN } }),
	);
	assert.equal(fake.seen.length, 0);
});
