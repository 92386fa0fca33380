import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
} from 'n8n-workflow';
import { LocalLlmApi } from '../../../dist/credentials/LocalLlmApi.credentials.js';
import { LocalLlm } from '../../../dist/nodes/LocalLlm/LocalLlm.node.js';
import { LocalLlmChatModel } from '../../../dist/nodes/LocalLlm/LocalLlmChatModel.node.js';
import {
	DIGEST,
	fakeLlama,
	fakeOllama,
	fakeVllm,
	json,
	ndjson,
	ollamaLines,
} from './fake-engines.ts';
import { credentialOf, Room, workItem, type Values } from './room-rig.ts';

const room = new Room();
before(async () => await room.start());
after(async () => await room.stop());

describe('the connection test', () => {
	const tested = async (data: Values) =>
		await new LocalLlm().methods.credentialTest.localLlm.call(
			{} as ICredentialTestFunctions,
			{
				data,
			} as unknown as ICredentialsDecrypted,
		);

	test('says software, version, models, window, requests at once and cloud models', async () => {
		const fake = room.keep(await fakeOllama());
		const { status, message } = await tested({ engine: 'auto', baseUrl: fake.url, slots: 4 });
		assert.equal(status, 'OK', message);
		assert.match(message, /^Ollama 0\.32\.15 answered\. Models: toy:1b\./);
		assert.match(message, /4 requests at once\. Cloud models are switched off there\./);
		assert.match(message, /The connection is not encrypted\. No model is approved/);
	});

	test('says when cloud models are offered or not switched off', async () => {
		const fake = room.keep(await fakeOllama());
		fake.routes['GET /api/status'] = json({ cloud: { disabled: false } });
		const open = await tested({ engine: 'ollama', baseUrl: fake.url });
		assert.match(open.message, /Cloud models are not switched off/);
		fake.routes['GET /api/tags'] = json({
			models: [{ name: 'big:cloud', model: 'big:cloud', digest: DIGEST, remote_host: 'x' }],
		});
		const offered = await tested({ engine: 'ollama', baseUrl: fake.url });
		assert.match(offered.message, /no model of its own yet/);
		assert.match(offered.message, /1 model on it would run on servers of somebody else/);
	});

	test('tells both servers, and what they say of themselves', async () => {
		const vllm = room.keep(await fakeVllm({ window: 4096 }));
		const llama = room.keep(await fakeLlama({ slots: 3 }));
		const { message } = await tested({
			engine: 'openai',
			baseUrl: vllm.url,
			secondServer: true,
			secondEngine: 'openai',
			secondBaseUrl: llama.url,
			approvedModels: `a ${DIGEST}\nb ${DIGEST}`,
		});
		assert.match(message, /^vLLM 0\.19\.0 answered\..*Context window: 4096 tokens\./);
		assert.match(message, /Second server: llama-server.* answered\..*3 requests at once/);
		assert.match(message, /2 models approved\.$/);
	});

	test('says what is wrong and what to do', async () => {
		const fake = room.keep(await fakeOllama());
		fake.routes['GET /api/version'] = json({ error: 'no' }, 401);
		const wrong: Array<[Values, RegExp]> = [
			[{ engine: 'ollama', baseUrl: fake.url }, /refused access\. Check the API key/],
			[{ engine: 'ollama', baseUrl: 'gpu' }, /address .* is not usable/],
			[{ engine: 'ollama', baseUrl: 'http://198.51.100.4' }, /egress guard/],
			[{ baseUrl: fake.url, approvedModels: 'x' }, /line 1 of the approved models/],
			[{ baseUrl: fake.url, clientCertificate: 'x' }, /belong together/],
		];
		for (const [data, message] of wrong) {
			const result = await tested(data);
			assert.equal(result.status, 'Error');
			assert.match(result.message, message);
		}
	});
});

describe('the list of models', () => {
	const listed = async (credential: Values, filter?: string) =>
		await new LocalLlm().methods.listSearch.models.call(
			{
				helpers: {},
				getCredentials: () => Promise.resolve(credential),
				getNode: () => ({ name: 'Local LLM' }),
			} as unknown as ILoadOptionsFunctions,
			filter,
		);

	test('holds what is stored on the server, with fingerprint and abilities, never what runs elsewhere', async () => {
		const fake = room.keep(await fakeOllama());
		const model = (name: string, more: Values = {}) => ({
			name,
			model: name,
			digest: DIGEST,
			...more,
		});
		fake.routes['GET /api/tags'] = json({
			models: [
				model('sees:7b', { capabilities: ['completion', 'vision'] }),
				model('big:120b-cloud'),
				model('remote:1b', { remote_host: 'https://ollama.com' }),
				model('a:1b'),
			],
		});
		const { results } = await listed(credentialOf(fake));
		assert.deepEqual(results, [
			{ name: 'a:1b (abababababab)', value: 'a:1b' },
			{ name: 'sees:7b (abababababab, vision)', value: 'sees:7b' },
		]);
		assert.equal((await listed(credentialOf(fake), 'SEES')).results.length, 1);
	});

	test('says how to go on when the server does not answer', async () => {
		const fake = await fakeOllama();
		await fake.close();
		await assert.rejects(listed(credentialOf(fake)), (error: Error & { description?: string }) => {
			assert.match(error.message, /cannot be reached/);
			assert.match(error.description ?? '', /"By Name"/);
			return true;
		});
	});
});

test('an urgent item goes before batch items that wait, and pushes one aside', async () => {
	const fake = room.keep(await fakeOllama());
	const order: string[] = [];
	let began = () => {};
	const first = new Promise<void>((done) => (began = done));
	fake.routes['POST /api/chat'] = async (seen, response) => {
		const { messages } = seen.body as { messages: Array<{ content: string }> };
		const note = /Note (\w+)/.exec(messages[1]?.content ?? '')?.[1] ?? '';
		began();
		await new Promise((done) => setTimeout(done, 60));
		if (response.destroyed) return;
		order.push(note);
		ndjson(ollamaLines([note]))(seen, response);
	};
	const credential = credentialOf(fake, { slots: 1 });
	const ask = async (note: string, lane: string) =>
		await room.ask({ credential, parameters: { text: `Note ${note}.`, options: { lane } } });
	const batch = [ask('one', 'batch'), ask('two', 'batch')];
	await first;
	const urgent = room.ask({
		credential,
		items: [{ workItem: workItem('urgent') }],
		parameters: { text: 'Note urgent.' },
	});
	assert.equal((await urgent).answer.text, 'urgent');
	assert.deepEqual(
		(await Promise.all(batch)).map(({ answer }) => answer.text),
		['one', 'two'],
	);
	assert.deepEqual(order, ['urgent', 'one', 'two']);
});

describe('what n8n is told of the nodes', () => {
	const nodes = [new LocalLlm(), new LocalLlmChatModel()];

	test('secrets are hidden, and no node is offered to agents as a tool', () => {
		const { properties } = new LocalLlmApi();
		for (const { name, typeOptions } of properties) {
			const secret = /Key|Certificate/.test(name);
			assert.equal(typeOptions?.password === true, secret, name);
		}
		for (const { description } of nodes) assert.equal(description.usableAsTool, undefined);
	});

	test('patient data is sealed, prompts stay out of logs, and temperature is 0 unless somebody says otherwise', () => {
		const [node, chatModel] = nodes.map(({ description }) => description.properties);
		const named = (list: INodeProperties[] | undefined, name: string) =>
			list?.find((property) => property.name === name);
		assert.equal(named(node, 'sealOutput')?.default, true);
		const options = named(chatModel, 'options')?.options as INodeProperties[];
		assert.equal(named(options, 'tracing')?.default, false);
		assert.equal(named(options, 'openSealed')?.default, false);
		assert.equal(named(options, 'temperature')?.default, 0);
	});
});
