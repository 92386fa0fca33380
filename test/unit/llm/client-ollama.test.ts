import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { engineOf } from '../../../dist/nodes/clients/llm/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { fails, SECRET } from './expect.ts';
import {
	DIGEST,
	fakeOllama,
	json,
	MODEL,
	ndjson,
	ollamaLines,
	type Fake,
	type OllamaOptions,
} from './fake-engines.ts';

const open: Fake[] = [];
after(async () => {
	closeAgents();
	for (const fake of open) await fake.close();
});

async function ollama(options?: OllamaOptions, more: object = {}) {
	const fake = await fakeOllama(options);
	open.push(fake);
	const engine = engineOf({ kind: 'ollama', baseUrl: fake.url, contextTokens: 8192, ...more });
	return { fake, engine };
}

const ask = (content = SECRET, more: object = {}) => ({
	model: MODEL,
	messages: [{ role: 'user' as const, content }],
	maxTokens: 64,
	...more,
});

test('a chat gives text, counts, times and the identity of the model', async () => {
	const { engine } = await ollama();
	const { latencyMs, firstTokenMs, ...completion } = await engine.complete(ask());
	assert.deepEqual(completion, {
		text: 'Good day.',
		finish: 'stop',
		promptTokens: 40,
		outputTokens: 2,
		identity: {
			engine: 'ollama',
			engineVersion: '0.32.15',
			model: MODEL,
			digest: DIGEST,
			contextTokens: 8192,
			local: true,
		},
	});
	assert.ok(firstTokenMs > 0 && firstTokenMs <= latencyMs);
});

test('a chat is always streamed, and cutting and shifting are switched off', async () => {
	const { fake, engine } = await ollama(undefined, { keepAlive: '-1' });
	const schema = { type: 'object' };
	await engine.complete(
		ask(SECRET, { schema, seed: 7, temperature: 0.5, stop: ['###'], think: false }),
	);
	assert.deepEqual(fake.asked('/api/chat')[0]?.body, {
		model: MODEL,
		messages: [{ role: 'user', content: SECRET }],
		stream: true,
		truncate: false,
		shift: false,
		format: schema,
		think: false,
		keep_alive: -1,
		options: { temperature: 0.5, num_predict: 64, num_ctx: 8192, seed: 7, stop: ['###'] },
	});
});

test('the pieces come one by one and add up to the text', async () => {
	const { engine } = await ollama();
	const stream = engine.stream(ask());
	assert.deepEqual(await stream.next(), { value: 'Good ', done: false });
	assert.deepEqual(await stream.next(), { value: 'day.', done: false });
	const last = await stream.next();
	assert.equal(last.done, true);
	assert.equal((last.value as { text: string }).text, 'Good day.');
});

test('thinking is kept apart from the answer', async () => {
	const { fake, engine } = await ollama();
	const [line, end] = ollamaLines(['Yes.']);
	const thought = { ...line, message: { role: 'assistant', content: '', thinking: 'Let me see.' } };
	fake.routes['POST /api/chat'] = ndjson([thought, line, end]);
	const { text, thinking } = await engine.complete(ask());
	assert.deepEqual([text, thinking], ['Yes.', 'Let me see.']);
});

test('tool calls are handed to the caller, each with an id', async () => {
	const { fake, engine } = await ollama();
	const [line, end] = ollamaLines(['']);
	const called = { function: { name: 'look', arguments: { at: 'chart' } } };
	const asked = { ...line, message: { role: 'assistant', content: '', tool_calls: [called] } };
	fake.routes['POST /api/chat'] = ndjson([asked, end]);
	const tools = [{ name: 'look', parameters: { type: 'object' } }];
	const { toolCalls } = await engine.complete(ask(SECRET, { tools }));
	assert.equal(toolCalls?.length, 1);
	assert.equal(toolCalls[0]?.name, 'look');
	assert.deepEqual(toolCalls[0]?.arguments, { at: 'chart' });
	assert.ok(toolCalls[0]?.id);
});

test('a model whose name sends the prompt to ollama.com is refused before anything is asked', async () => {
	const { fake, engine } = await ollama();
	for (const model of ['big:cloud', 'big:480b-cloud', 'BIG:Cloud', 'ns/big:cloud']) {
		await fails('llm-cloud-model-refused', engine.complete(ask(SECRET, { model })));
	}
	assert.deepEqual(fake.seen, []);
});

test('a word that only looks like it is an ordinary name', async () => {
	const { engine } = await ollama();
	await fails('llm-model-missing', engine.complete(ask(SECRET, { model: 'my-cloud' })));
});

test('a stored model that only points to another host is refused', async () => {
	const { fake, engine } = await ollama();
	const card = { name: MODEL, model: MODEL, digest: DIGEST, remote_host: 'https://ollama.com:443' };
	fake.routes['GET /api/tags'] = json({ models: [card] });
	await fails('llm-cloud-model-refused', engine.complete(ask()));
	assert.equal((await engine.models())[0]?.cloud, true);
	assert.equal(fake.asked('/api/chat').length, 0);
});

test('a model that shows its other host only in its details is refused', async () => {
	const { fake, engine } = await ollama();
	fake.routes['POST /api/show'] = json({ remote_model: 'big', model_info: {} });
	await fails('llm-cloud-model-refused', engine.complete(ask()));
	assert.equal(fake.asked('/api/chat').length, 0);
});

test('an answer that another host wrote is thrown away', async () => {
	const { fake, engine } = await ollama();
	const lines = ollamaLines(['Good day.'], { remote_host: 'https://ollama.com' });
	fake.routes['POST /api/chat'] = ndjson(lines);
	await fails('llm-cloud-model-refused', engine.complete(ask()));
});

test('a server on which cloud models are switched off says so in its health', async () => {
	const { fake, engine } = await ollama();
	assert.equal((await engine.health()).cloudDisabled, true);
	fake.routes['GET /api/status'] = json({ error: 'not found' }, 404);
	assert.equal((await engine.health()).cloudDisabled, undefined);
});

test('the approved digest passes, whole or as its first 12 digits', async () => {
	for (const digest of [DIGEST, `sha256:${DIGEST}`, DIGEST.slice(0, 12).toUpperCase()]) {
		const { engine } = await ollama(undefined, { pin: { digest } });
		assert.equal((await engine.identity(MODEL)).digest, DIGEST);
	}
});

test('another digest is refused before the prompt leaves', async () => {
	const { fake, engine } = await ollama(undefined, { pin: { digest: 'cd'.repeat(32) } });
	await fails('llm-model-changed', engine.complete(ask()));
	assert.equal(fake.asked('/api/chat').length, 0);
});

test('a digest that is too short to tell models apart is no pin', async () => {
	const { engine } = await ollama(undefined, { pin: { digest: 'abab' } });
	await fails('llm-pin-unusable', engine.complete(ask()));
});

test('a model that is exchanged during the call is noticed, pinned or not', async () => {
	const { fake, engine } = await ollama();
	fake.routes['GET /api/ps'] = json({
		models: [{ name: MODEL, model: MODEL, digest: 'cd'.repeat(32), context_length: 8192 }],
	});
	await fails('llm-model-changed', engine.complete(ask()));
});

test('a model that is out of memory again is judged by what is stored', async () => {
	const { fake, engine } = await ollama();
	fake.routes['GET /api/ps'] = json({ models: [] });
	assert.equal((await engine.complete(ask())).identity.digest, DIGEST);
});

test('names are compared as Ollama writes them', async () => {
	const { fake, engine } = await ollama();
	const card = { name: 'plain:latest', model: 'plain:latest', digest: DIGEST };
	fake.routes['GET /api/tags'] = json({ models: [card] });
	for (const model of ['plain', 'Plain:LATEST', 'registry.ollama.ai/library/plain']) {
		assert.equal((await engine.identity(model)).digest, DIGEST);
	}
});

test('a model that the server lacks is named as missing', async () => {
	const { engine } = await ollama();
	await fails('llm-model-missing', engine.identity('other:1b'));
});

const long = (characters: number) => `${SECRET} pain relieved by rest; `.repeat(characters / 40);

test('a prompt that cannot fit is not sent', async () => {
	const { fake, engine } = await ollama();
	await fails('llm-context-exceeded', engine.complete(ask(long(400_000))));
	assert.equal(fake.asked('/api/chat').length, 0);
});

test('a prompt that may fit is left to a server that refuses, never to one that cuts', async () => {
	const recent = await ollama({ version: '0.12.6' });
	const prompt = long(16_000);
	recent.fake.routes['POST /api/chat'] = ndjson(
		ollamaLines(['Good day.'], { prompt_eval_count: 4000 }),
	);
	assert.equal((await recent.engine.complete(ask(prompt))).text, 'Good day.');
	const old = await ollama({ version: '0.12.5' });
	await fails('llm-context-exceeded', old.engine.complete(ask(prompt)));
	assert.equal(old.fake.asked('/api/chat').length, 0);
});

test('a prompt that was cut in silence shows in the count of the server', async () => {
	const { fake, engine } = await ollama();
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Fine.'], { prompt_eval_count: 900 }));
	await fails('llm-truncated', engine.complete(ask(long(16_000))));
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Fine.'], { prompt_eval_count: undefined }));
	await fails('llm-truncated', engine.complete(ask(long(16_000))));
});

test('a window that turns out smaller than was asked for makes a doubtful prompt fail', async () => {
	const { fake, engine } = await ollama({ loaded: 2048 });
	fake.routes['POST /api/chat'] = ndjson(
		ollamaLines(['Fine.'], { prompt_eval_count: 2048, eval_count: 40 }),
	);
	await fails('llm-truncated', engine.complete(ask()));
});

test('a prompt that was sure to fit and met a smaller window is looked at once more', async () => {
	const { fake, engine } = await ollama({ loaded: 512 });
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Fine.'], { prompt_eval_count: 256 }));
	await fails('llm-truncated', engine.complete(ask(long(6_000))));
});

test('the window is never larger than the one the model was made for', async () => {
	const { engine } = await ollama({ trained: 2048 });
	assert.equal((await engine.identity(MODEL)).contextTokens, 2048);
});

test('without a setting the window of the loaded model counts, and none is sent', async () => {
	const { fake, engine } = await ollama({ loaded: 4096 }, { contextTokens: undefined });
	const { identity } = await engine.complete(ask());
	assert.equal(identity.contextTokens, 4096);
	const options = fake.asked('/api/chat')[0]?.body.options as object;
	assert.ok(!('num_ctx' in options));
});

test('every way in which Ollama says that a prompt is too long is understood', async () => {
	const said = [
		'the prompt is longer than the context length currently available to the model; shorten the prompt',
		'the input length exceeds the context length',
		'input length exceeds maximum context length',
		'request (6021 tokens) exceeds the available context size (1024 tokens), try increasing it',
	];
	for (const error of said) {
		const { fake, engine } = await ollama();
		fake.routes['POST /api/chat'] = json({ error: `${error} ${SECRET}` }, 400);
		await fails('llm-context-exceeded', engine.complete(ask()));
	}
});

test('an answer that ended at the limit says so', async () => {
	const { fake, engine } = await ollama();
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Good '], { done_reason: 'length' }));
	assert.equal((await engine.complete(ask())).finish, 'length');
});

test('embeddings come one for each text and are never cut', async () => {
	const { fake, engine } = await ollama();
	const { vectors, promptTokens, identity } = await engine.embed({
		model: MODEL,
		texts: ['one', 'two'],
	});
	assert.deepEqual(vectors, [
		[0, 0.5],
		[1, 0.5],
	]);
	assert.equal(promptTokens, 7);
	assert.equal(identity.digest, DIGEST);
	assert.equal(fake.asked('/api/embed')[0]?.body.truncate, false);
});

test('vectors that are not one list of numbers for each text are refused', async () => {
	const wrong = [
		[[1, 2]],
		[[1, 2], [3]],
		[
			[1, null],
			[1, 2],
		],
		[[], []],
		'none',
	];
	for (const embeddings of wrong) {
		const { fake, engine } = await ollama();
		fake.routes['POST /api/embed'] = json({ embeddings });
		await fails('llm-broken-answer', engine.embed({ model: MODEL, texts: ['a', 'b'] }));
	}
});

test('images travel as base64 of their bytes, and what is no image is refused', async () => {
	const { fake, engine } = await ollama();
	const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);
	const withImage = (image: Uint8Array) =>
		engine.complete({
			...ask('What is it?'),
			messages: [{ role: 'user', content: 'What is it?', images: [image] }],
		});
	await withImage(png);
	const [message] = fake.asked('/api/chat')[0]?.body.messages as Array<{ images: string[] }>;
	assert.deepEqual(message?.images, [png.toString('base64')]);
	await fails('llm-request-invalid', withImage(Buffer.from('/etc/passwd')));
});

test('the tokens of a prompt are an upper bound, because Ollama cannot count', async () => {
	const { engine } = await ollama();
	const { tokens, exact } = await engine.countTokens(ask('a'.repeat(1000)));
	assert.equal(exact, false);
	assert.ok(tokens > 1000 && tokens < 3000);
});

test('an answer that names another model is thrown away, at whichever line', async () => {
	const { fake, engine } = await ollama();
	const lines = ollamaLines(['Good ', 'day.']);
	for (const at of lines.keys()) {
		const other = lines.map((line, index) =>
			index === at ? { ...line, model: 'other:7b' } : line,
		);
		fake.routes['POST /api/chat'] = ndjson(other);
		await fails('llm-model-changed', engine.complete(ask()));
	}
	fake.routes['POST /api/chat'] = ndjson(lines.map((line) => ({ ...line, model: 'TOY:1b' })));
	assert.equal((await engine.complete(ask())).text, 'Good day.');
});

test('a pinned model must still be in memory after the call', async () => {
	const { fake, engine } = await ollama(undefined, { pin: { digest: DIGEST } });
	assert.equal((await engine.complete(ask())).text, 'Good day.');
	fake.routes['GET /api/ps'] = json({ models: [] });
	await fails('llm-model-changed', engine.complete(ask()));
	await fails('llm-model-changed', engine.embed({ model: MODEL, texts: ['one'] }));
});

test('an answer without a sound count of the prompt is refused', async () => {
	const { fake, engine } = await ollama();
	for (const count of [undefined, null, '40', 1e99, -1, 0.5, 0, Number.MAX_SAFE_INTEGER]) {
		fake.routes['POST /api/chat'] = ndjson(
			ollamaLines(['Good day.'], { prompt_eval_count: count }),
		);
		await fails('llm-truncated', engine.complete(ask()));
	}
});

test('signs of an answer that cannot be seen are taken out, counted, and never streamed', async () => {
	const { fake, engine } = await ollama();
	const words = ['Take 5\u0000 mg\u202e', ' \ud83d', '\ude00 at\r', '\nnoon\udc00', '.\ud800'];
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(words));
	const { text, removedCharacters } = await engine.complete(ask());
	assert.equal(text, 'Take 5 mg \u{1f600} at\nnoon.');
	assert.equal(removedCharacters, 4);
	let streamed = '';
	for await (const piece of engine.stream(ask())) streamed += piece;
	assert.equal(streamed, text);
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Good day.']));
	assert.equal('removedCharacters' in (await engine.complete(ask())), false);
});
