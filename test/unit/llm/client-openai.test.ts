import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { engineOf, manifestOf } from '../../../dist/nodes/clients/llm/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { fails, SECRET } from './expect.ts';
import {
	chatEvents,
	DIGEST,
	fakeLlama,
	fakeOllama,
	fakeServer,
	fakeVllm,
	json,
	MODEL,
	sse,
	type Fake,
} from './fake-engines.ts';

const open: Fake[] = [];
after(async () => {
	closeAgents();
	for (const fake of open) await fake.close();
});

function engineAt(fake: Fake, more: object = {}) {
	open.push(fake);
	return engineOf({ kind: 'openai', baseUrl: `${fake.url}/v1`, ...more });
}

const ask = (content = SECRET, more: object = {}) => ({
	model: MODEL,
	messages: [{ role: 'user' as const, content }],
	maxTokens: 64,
	...more,
});

test('vLLM is recognised by what it says of itself', async () => {
	const { latencyMs, ...health } = await engineAt(await fakeVllm()).health();
	assert.ok(latencyMs > 0);
	assert.deepEqual(health, { engine: 'vllm', engineVersion: '0.19.0' });
});

test('llama-server is recognised, and tells its slots and its build', async () => {
	const { latencyMs, ...health } = await engineAt(await fakeLlama({ slots: 4 })).health();
	assert.ok(latencyMs > 0);
	assert.deepEqual(health, { engine: 'llama-server', engineVersion: 'b11669-abc', slots: 4 });
});

test('behind a gateway that lets only /v1 pass an engine is still well', async () => {
	const fake = await fakeVllm();
	for (const route of ['GET /health', 'GET /version', 'POST /tokenize']) delete fake.routes[route];
	const engine = engineAt(fake);
	assert.equal((await engine.health()).engine, 'vllm');
	assert.equal((await engine.complete(ask())).text, 'Good day.');
});

test('an engine that is still loading its model is busy and not well', async () => {
	const fake = await fakeLlama();
	fake.routes['GET /health'] = json({ error: { code: 503, message: 'Loading model' } }, 503);
	await fails('llm-busy', engineAt(fake).health());
});

test('an Ollama behind its OpenAI-compatible address is spoken to in its own words', async () => {
	const fake = await fakeOllama();
	fake.routes['GET /v1/models'] = json({ data: [{ id: MODEL, owned_by: 'library' }] });
	const engine = engineAt(fake, { kind: 'auto', contextTokens: 8192 });
	const { identity } = await engine.complete(ask());
	assert.deepEqual([identity.engine, identity.digest], ['ollama', DIGEST]);
	assert.equal(fake.asked('/v1/chat/completions').length, 0);
});

test('an Ollama without any model is recognised too', async () => {
	const fake = await fakeOllama();
	fake.routes['GET /v1/models'] = json({ object: 'list', data: null });
	assert.equal((await engineAt(fake).health()).engine, 'ollama');
});

test('a server of another kind is refused unless the administrator vouches for it', async () => {
	const other = () =>
		fakeServer({
			'GET /v1/models': json({ data: [{ id: MODEL, owned_by: 'somebody' }] }),
			'POST /v1/chat/completions': sse(chatEvents(['Fine.'])),
		});
	const refused = await other();
	await fails('llm-engine-unknown', engineAt(refused).complete(ask()));
	assert.equal(refused.asked('/v1/chat/completions').length, 0);
	const accepted = engineAt(await other(), { acceptUnknown: true, contextTokens: 4096 });
	assert.equal((await accepted.complete(ask())).identity.engine, 'openai-compatible');
});

test('where nobody says how large the window is, nothing is sent', async () => {
	const fake = await fakeServer({
		'GET /v1/models': json({ data: [{ id: MODEL, owned_by: 'somebody' }] }),
	});
	await fails('llm-context-unknown', engineAt(fake, { acceptUnknown: true }).complete(ask()));
});

test('a chat with vLLM gives text, counts and identity', async () => {
	const engine = engineAt(await fakeVllm());
	const { latencyMs, firstTokenMs, ...completion } = await engine.complete(ask());
	assert.deepEqual(completion, {
		text: 'Good day.',
		finish: 'stop',
		promptTokens: 40,
		outputTokens: 2,
		identity: {
			engine: 'vllm',
			engineVersion: '0.19.0',
			model: MODEL,
			contextTokens: 8192,
			local: true,
		},
	});
	assert.ok(firstTokenMs > 0 && firstTokenMs <= latencyMs);
});

test('the request to vLLM names schema and salt in its own fields', async () => {
	const fake = await fakeVllm();
	const schema = { type: 'object' };
	const request = ask(SECRET, { schema, cacheSalt: 'salt', seed: 3, stop: ['#'], think: false });
	await engineAt(fake).complete(request);
	assert.deepEqual(fake.asked('/v1/chat/completions')[0]?.body, {
		model: MODEL,
		messages: [{ role: 'user', content: SECRET }],
		stream: true,
		stream_options: { include_usage: true },
		max_tokens: 64,
		temperature: 0,
		seed: 3,
		stop: ['#'],
		response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
		chat_template_kwargs: { enable_thinking: false },
		cache_salt: 'salt',
	});
});

test('the salt is not sent to an engine that does not know it', async () => {
	const fake = await fakeLlama();
	await engineAt(fake).complete(ask(SECRET, { cacheSalt: 'salt' }));
	assert.ok(!('cache_salt' in (fake.asked('/v1/chat/completions')[0]?.body ?? {})));
});

test('the key goes to the engine with every request', async () => {
	const fake = await fakeVllm();
	await engineAt(fake, { apiKey: 'toy-key' }).complete(ask());
	assert.ok(fake.seen.length >= 3);
	for (const { headers } of fake.seen) assert.equal(headers.authorization, 'Bearer toy-key');
});

test('thinking is kept apart under both names that it has', async () => {
	for (const name of ['reasoning_content', 'reasoning']) {
		const fake = await fakeVllm();
		const events = chatEvents(['Yes.']);
		events.splice(1, 0, { choices: [{ index: 0, delta: { [name]: 'Let me see.' } }] });
		fake.routes['POST /v1/chat/completions'] = sse(events);
		const { text, thinking } = await engineAt(fake).complete(ask());
		assert.deepEqual([text, thinking], ['Yes.', 'Let me see.']);
	}
});

for (const [what, event] of [
	['of another choice', { id: 'chatcmpl-1', choices: [{ index: 1, delta: { content: SECRET } }] }],
	['of another answer', { id: 'chatcmpl-2', choices: [{ index: 0, delta: { content: SECRET } }] }],
] as const) {
	test(`a piece ${what} in mid-stream ends the call: it may be about another patient`, async () => {
		const fake = await fakeVllm();
		const events = chatEvents(['Good ', 'day.']);
		events.splice(2, 0, event);
		fake.routes['POST /v1/chat/completions'] = sse(events);
		await fails('llm-broken-answer', engineAt(fake).complete(ask()));
	});
}

test('a tool call that arrives in parts is put together', async () => {
	const fake = await fakeVllm();
	const part = (call: object) => ({ choices: [{ index: 0, delta: { tool_calls: [call] } }] });
	const events = chatEvents([], { finish: 'tool_calls' });
	events.splice(
		1,
		0,
		part({ index: 0, id: 'call_1', function: { name: 'look', arguments: '{"at":' } }),
		part({ index: 0, function: { arguments: '"chart"}' } }),
	);
	fake.routes['POST /v1/chat/completions'] = sse(events);
	const { toolCalls, finish } = await engineAt(fake).complete(ask());
	assert.equal(finish, 'stop');
	assert.deepEqual(toolCalls, [{ id: 'call_1', name: 'look', arguments: { at: 'chart' } }]);
});

test('a tool call whose arguments are no JSON is refused', async () => {
	const fake = await fakeVllm();
	const call = { index: 0, id: 'call_1', function: { name: 'look', arguments: '{"at":' } };
	const events = chatEvents([], { finish: 'tool_calls' });
	events.splice(1, 0, { choices: [{ index: 0, delta: { tool_calls: [call] } }] });
	fake.routes['POST /v1/chat/completions'] = sse(events);
	await fails('llm-broken-answer', engineAt(fake).complete(ask()));
});

test('images travel inside the request', async () => {
	const fake = await fakeVllm();
	const jpeg = Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(20)]);
	await engineAt(fake).complete({
		...ask(),
		messages: [{ role: 'user', content: 'What is it?', images: [jpeg] }],
	});
	const [message] = fake.asked('/v1/chat/completions')[0]?.body.messages as Array<object>;
	assert.deepEqual(message, {
		role: 'user',
		content: [
			{ type: 'text', text: 'What is it?' },
			{
				type: 'image_url',
				image_url: { url: `data:image/jpeg;base64,${jpeg.toString('base64')}` },
			},
		],
	});
});

const long = (characters: number) => `${SECRET} pain relieved by rest; `.repeat(characters / 40);

test('a short prompt is not counted, a long one is', async () => {
	const fake = await fakeVllm({ count: 4000 });
	const engine = engineAt(fake);
	await engine.complete(ask());
	assert.equal(fake.asked('/tokenize').length, 0);
	fake.routes['POST /v1/chat/completions'] = sse(chatEvents(['Fine.'], { prompt: 4000 }));
	await engine.complete(ask(long(16_000)));
	assert.equal(fake.asked('/tokenize').length, 1);
});

test('a prompt that does not fit by the count of the engine is not sent', async () => {
	for (const fake of [await fakeVllm({ count: 8129 }), await fakeLlama({ count: 8129 })]) {
		await fails('llm-context-exceeded', engineAt(fake).complete(ask(long(16_000))));
		assert.equal(fake.asked('/v1/chat/completions').length, 0);
	}
});

test('a prompt that just fits by the count of the engine is sent', async () => {
	const fake = await fakeVllm({ count: 8128 });
	fake.routes['POST /v1/chat/completions'] = sse(chatEvents(['Fine.'], { prompt: 8128 }));
	assert.equal((await engineAt(fake).complete(ask(long(16_000)))).text, 'Fine.');
});

test('fewer tokens than were counted mean that the prompt was cut', async () => {
	const fake = await fakeLlama({ count: 4000 });
	fake.routes['POST /v1/chat/completions'] = sse(chatEvents(['Fine.'], { prompt: 3990 }));
	await fails('llm-truncated', engineAt(fake).complete(ask(long(16_000))));
});

test('an engine that cannot count and is not known to refuse gets no doubtful prompt', async () => {
	const fake = await fakeServer({
		'GET /v1/models': json({ data: [{ id: MODEL, owned_by: 'somebody', max_model_len: 8192 }] }),
	});
	const engine = engineAt(fake, { acceptUnknown: true });
	await fails('llm-context-exceeded', engine.complete(ask(long(16_000))));
});

test('the window of the setting can only make the window of the engine smaller', async () => {
	const smaller = engineAt(await fakeVllm(), { contextTokens: 4096 });
	assert.equal((await smaller.identity(MODEL)).contextTokens, 4096);
	const larger = engineAt(await fakeVllm(), { contextTokens: 100_000 });
	assert.equal((await larger.identity(MODEL)).contextTokens, 8192);
});

test('every way in which these engines say that a prompt is too long is understood', async () => {
	const bodies = [
		{ error: { code: 400, type: 'exceed_context_size_error', n_prompt_tokens: 6021, n_ctx: 1024 } },
		{
			object: 'error',
			message: `This model's maximum context length is 4096 tokens. However, you requested 5000 tokens. ${SECRET}`,
			type: 'BadRequestError',
			param: null,
			code: 400,
		},
		{
			error: {
				message:
					"You passed 5000 input tokens and requested 64 output tokens. However, the model's context length is only 4096 tokens",
				type: 'BadRequestError',
				code: 400,
			},
		},
		{
			error: {
				message: 'max_tokens=9000 cannot be greater than max_model_len=4096',
				type: 'BadRequestError',
				code: 400,
			},
		},
		{ error: { message: 'too long', code: 'context_length_exceeded' } },
	];
	for (const body of bodies) {
		const fake = await fakeVllm();
		fake.routes['POST /v1/chat/completions'] = json(body, 400);
		await fails('llm-context-exceeded', engineAt(fake).complete(ask()));
	}
});

test('the counts of a refusal are told', async () => {
	const fake = await fakeLlama();
	fake.routes['POST /v1/chat/completions'] = json(
		{ error: { type: 'exceed_context_size_error', n_prompt_tokens: 6021, n_ctx: 1024 } },
		400,
	);
	const { message } = await fails('llm-context-exceeded', engineAt(fake).complete(ask()));
	assert.match(message, /6021 tokens, and the window has 1024/);
});

test('a model that the server does not serve is missing, even where any name would be answered', async () => {
	const fake = await fakeLlama();
	await fails('llm-model-missing', engineAt(fake).complete(ask(SECRET, { model: 'other' })));
	assert.equal(fake.asked('/v1/chat/completions').length, 0);
});

const files = [{ path: 'model.safetensors', bytes: 10, sha256: 'cd'.repeat(32) }];

test('a server that agrees with the manifest is named with its digest', async () => {
	const manifest = manifestOf({ model: MODEL, root: '/models/toy', contextTokens: 8192, files });
	const engine = engineAt(await fakeVllm(), { pin: { manifest } });
	assert.equal((await engine.complete(ask())).identity.manifest, manifest.digest);
});

test('another folder, window or base model than the manifest says is refused before the prompt leaves', async () => {
	const manifest = manifestOf({ model: MODEL, root: '/models/toy', contextTokens: 8192, files });
	const changed = [
		await fakeVllm({ root: '/models/other' }),
		await fakeVllm({ window: 4096 }),
		await fakeVllm({ parent: 'base' }),
		await fakeLlama({ path: '/models/other.gguf' }),
	];
	for (const fake of changed) {
		const engine = engineAt(fake, { pin: { manifest } });
		await fails('llm-model-changed', engine.complete(ask()));
		assert.equal(fake.asked('/v1/chat/completions').length, 0);
	}
});

test('a setting for the window does not hide that the server has another one', async () => {
	const manifest = manifestOf({ model: MODEL, contextTokens: 8192, files });
	const engine = engineAt(await fakeVllm({ window: 4096 }), {
		pin: { manifest },
		contextTokens: 8192,
	});
	await fails('llm-model-changed', engine.identity(MODEL));
});

test('a digest cannot be compared with an engine that tells none', async () => {
	const engine = engineAt(await fakeVllm(), { pin: { digest: DIGEST } });
	await fails('llm-pin-unusable', engine.identity(MODEL));
});

test('embeddings come in the order of the texts, whatever the order of the answer', async () => {
	const { vectors, promptTokens } = await engineAt(await fakeVllm()).embed({
		model: MODEL,
		texts: ['one', 'two', 'three'],
	});
	assert.deepEqual(
		vectors.map(([first]) => first),
		[0, 1, 2],
	);
	assert.equal(promptTokens, 7);
});

test('two vectors for one text are refused', async () => {
	const fake = await fakeVllm();
	const data = [0, 0].map((index) => ({ index, embedding: [1] }));
	fake.routes['POST /v1/embeddings'] = json({ data });
	await fails('llm-broken-answer', engineAt(fake).embed({ model: MODEL, texts: ['a', 'b'] }));
});

test('tokens are counted by the engine, images left out', async () => {
	const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);
	for (const fake of [await fakeVllm({ count: 12 }), await fakeLlama({ count: 12 })]) {
		const messages = [{ role: 'user' as const, content: 'What is it?', images: [png] }];
		const counted = await engineAt(fake).countTokens({ model: MODEL, messages });
		assert.deepEqual(counted, { tokens: 12, exact: true });
		assert.ok(!JSON.stringify(fake.seen.map(({ body }) => body)).includes('base64'));
	}
});

test('a vLLM without a route for counting gives an upper bound', async () => {
	const fake = await fakeVllm();
	fake.routes['POST /tokenize'] = json({ detail: 'Not Found' }, 404);
	assert.equal((await engineAt(fake).countTokens(ask())).exact, false);
});

test('another engine at the same address is noticed, and recognised at the next call', async () => {
	const fake = await fakeVllm();
	const engine = engineAt(fake);
	assert.equal((await engine.complete(ask())).identity.engine, 'vllm');
	const other = await fakeLlama();
	open.push(other);
	delete fake.routes['GET /version'];
	Object.assign(fake.routes, other.routes);
	await fails('llm-engine-unknown', engine.complete(ask()));
	assert.equal((await engine.complete(ask())).identity.engine, 'llama-server');
});

test('the list of models tells name and window', async () => {
	assert.deepEqual(await engineAt(await fakeVllm()).models(), [
		{ model: MODEL, contextTokens: 8192, cloud: false },
	]);
});

test('an address that is none is refused when the engine is made', () => {
	for (const baseUrl of ['gpu-server', 'ftp://gpu', 'http://u:p@gpu', 'http://gpu/?a=b', '']) {
		assert.throws(() => engineOf({ kind: 'openai', baseUrl }), { code: 'url-invalid' });
	}
});

test('one address has one key, however it is written and whoever speaks', () => {
	const key = (baseUrl: string, apiKey?: string) =>
		engineOf({ kind: 'auto', baseUrl, ...(apiKey && { apiKey }) }).key;
	assert.equal(key('http://gpu:8000'), key('http://gpu:8000/v1/', 'toy-key'));
	assert.notEqual(key('http://gpu:8000'), key('http://gpu:8001'));
});

test('an answer that names another model than the one that was asked is thrown away', async () => {
	for (const fake of [await fakeVllm(), await fakeLlama()]) {
		const events = chatEvents(['Good ', 'day.']).map((event) =>
			typeof event === 'object' ? { ...event, model: 'other/model' } : event,
		);
		fake.routes['POST /v1/chat/completions'] = sse(events);
		await fails('llm-model-changed', engineAt(fake).complete(ask()));
	}
});

test('a server that offers the same files under two names may answer under either', async () => {
	const fake = await fakeVllm();
	const entry = { object: 'model', owned_by: 'vllm', max_model_len: 8192, parent: null };
	const served = (root: string) =>
		json({
			object: 'list',
			data: [
				{ ...entry, id: MODEL, root: '/models/toy' },
				{ ...entry, id: 'second-name', root },
			],
		});
	fake.routes['POST /v1/chat/completions'] = sse(
		chatEvents(['Good day.']).map((event) =>
			typeof event === 'object' ? { ...event, model: 'second-name' } : event,
		),
	);
	fake.routes['GET /v1/models'] = served('/models/toy');
	const engine = engineAt(fake);
	assert.equal((await engine.complete(ask())).text, 'Good day.');
	fake.routes['GET /v1/models'] = served('/models/other');
	await fails('llm-model-changed', engine.complete(ask()));
});

test('an answer of vLLM or llama-server without a sound count of the prompt is refused', async () => {
	for (const fake of [await fakeVllm(), await fakeLlama()]) {
		for (const prompt of [undefined, '40', 1e99, 0]) {
			const events = chatEvents(['Good day.']).map((event) =>
				typeof event === 'object' && event !== null && 'usage' in event
					? { ...event, usage: { prompt_tokens: prompt, completion_tokens: 1 } }
					: event,
			);
			fake.routes['POST /v1/chat/completions'] = sse(events);
			await fails('llm-truncated', engineAt(fake).complete(ask()));
		}
	}
});
