import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { ISupplyDataFunctions } from 'n8n-workflow';
import { LocalLlmChatModel } from '../../../dist/nodes/LocalLlm/LocalLlmChatModel.node.js';
import { refuseOutsideTracing } from '../../../dist/nodes/LocalLlm/chat-model/index.js';
import { DIGEST, fakeOllama, json, MODEL, ndjson, ollamaLines, type Fake } from './fake-engines.ts';
import { SECRET } from './expect.ts';
import { credentialOf, Room, sealedValue, workItem, type Values } from './room-rig.ts';

/** LangChain as n8n's kit for AI nodes has it. */
const fromKit = createRequire(
	createRequire(import.meta.resolve('@n8n/ai-node-sdk')).resolve('@n8n/ai-utilities'),
);
const { AIMessage, HumanMessage, SystemMessage, ToolMessage } = fromKit(
	'@langchain/core/messages',
) as Record<string, new (fields: unknown) => unknown>;

const room = new Room();
let fake: Fake;
before(async () => {
	await room.start();
	fake = room.keep(await fakeOllama());
});
after(async () => await room.stop());
beforeEach(() => {
	fake.seen.length = 0;
	says('Good day.');
});

const says = (text: string, message: object = {}) =>
	(fake.routes['POST /api/chat'] = ndjson(
		ollamaLines([text], { prompt_eval_count: 400 }).map((line, index) =>
			index === 0 ? { ...line, message: { ...(line.message as object), ...message } } : line,
		),
	));

/** What the server was asked, as far as it is looked at. */
interface Body extends Values {
	messages: Values[];
	tools: Array<{ function: Values }>;
}
const bodies = () => fake.asked('/api/chat').map(({ body }) => body as unknown as Body);

/** What n8n's chains call. */
interface LangChainModel {
	callbacks?: unknown[];
	invoke(messages: unknown[], options?: object): Promise<Values & { tool_calls?: Values[] }>;
	stream(messages: unknown[]): Promise<AsyncIterable<{ text: string }>>;
	bindTools(tools: unknown[]): LangChainModel;
}

const events: string[] = [];

async function supplied(options: Values = {}, item: Values = {}): Promise<LangChainModel> {
	const base = room.functions({ credential: credentialOf(fake), parameters: { options } });
	const functions = {
		...base,
		getInputData: (_index: number, type?: string) => (type === 'main' ? [{ json: item }] : []),
		getNode: () => ({ name: 'Local Chat Model', type: 'n8n-nodes-hospital.localLlmChatModel' }),
		addInputData: () => ({ index: 0 }),
		addOutputData: () => undefined,
		getNextRunIndex: () => 0,
		logAiEvent: (_name: string, payload = '') => void events.push(payload),
	};
	const node = new LocalLlmChatModel();
	const { response } = await node.supplyData.call(functions as unknown as ISupplyDataFunctions, 0);
	return response as LangChainModel;
}

const ask = async (model: LangChainModel, content: unknown = 'Hello.') =>
	await model.invoke([new SystemMessage('Be short.'), new HumanMessage({ content })]);

const TOOL = {
	type: 'function',
	function: {
		name: 'look_up',
		description: 'Looks up',
		parameters: { $schema: 'x', type: 'object', properties: { what: { type: 'string' } } },
	},
};

test('an AI node gets the answer of the guarded model, and the call is in the ledger', async () => {
	const before = (await room.inferences()).length;
	const { text } = await ask(await supplied());
	assert.equal(text, 'Good day.');
	const [body] = bodies();
	assert.deepEqual(body?.messages, [
		{ role: 'system', content: 'Be short.' },
		{ role: 'user', content: 'Hello.' },
	]);
	assert.equal(body?.truncate, false);
	const event = (await room.inferences())[before];
	assert.equal(event?.interaction, 'llm-completion');
	assert.equal(event?.agent.nodeType, 'n8n-nodes-hospital.localLlmChatModel');
});

test('n8n\u2019s tracing sees nothing, not even when tools are added', async () => {
	events.length = 0;
	const model = await supplied();
	await ask(model, SECRET);
	await ask(model.bindTools([TOOL]), SECRET);
	assert.deepEqual(events, []);
});

test('n8n\u2019s tracing sees everything when the node says so', async () => {
	events.length = 0;
	await ask(await supplied({ tracing: true }), SECRET);
	assert.ok(events.some((payload) => payload.includes(SECRET)));
});

test('streaming gives the whole answer or nothing', async () => {
	const model = await supplied();
	const pieces: string[] = [];
	for await (const { text } of await model.stream([new HumanMessage('Hello.')])) pieces.push(text);
	assert.equal(pieces.join(''), 'Good day.');
	fake.routes['POST /api/chat'] = ndjson([...ollamaLines(['Half']).slice(0, 1), { error: 'gone' }]);
	const half: string[] = [];
	await assert.rejects(async () => {
		for await (const { text } of await model.stream([new HumanMessage('Other.')])) half.push(text);
	});
	assert.deepEqual(half, []);
});

test('an answer that was cut is a failure', async () => {
	fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Half'], { done_reason: 'length' }));
	await assert.rejects(ask(await supplied()), /The text was cut/);
});

test('tools are offered, asked for and answered', async () => {
	const model = (await supplied()).bindTools([TOOL]);
	says('', { tool_calls: [{ function: { name: 'look_up', arguments: { what: 'x' } } }] });
	const { tool_calls: calls = [] } = await ask(model);
	assert.deepEqual(
		calls.map(({ name, args }) => [name, args]),
		[['look_up', { what: 'x' }]],
	);
	const [body] = bodies();
	assert.deepEqual(body?.tools[0]?.function.parameters, {
		type: 'object',
		properties: { what: { type: 'string' } },
	});
	says('Found.');
	const id = calls[0]?.id;
	await model.invoke([
		new HumanMessage('Hello.'),
		new AIMessage({ content: '', tool_calls: [{ id, name: 'look_up', args: { what: 'x' } }] }),
		new ToolMessage({ content: 'It is y.', tool_call_id: id }),
	]);
	const [, again] = bodies();
	assert.deepEqual(again?.messages.slice(1), [
		{
			role: 'assistant',
			content: '',
			tool_calls: [{ function: { name: 'look_up', arguments: { what: 'x' } } }],
		},
		{ role: 'tool', content: 'It is y.', tool_name: 'look_up' },
	]);
});

describe('images', () => {
	const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(8)]);
	const url = `data:image/png;base64,${png.toString('base64')}`;

	test('of n8n\u2019s chains reach the model, with tools and without', async () => {
		const model = await supplied();
		for (const one of [model, model.bindTools([TOOL])]) {
			for (const image of [url, { url, detail: 'auto' }]) {
				fake.seen.length = 0;
				await ask(one, [
					{ type: 'text', text: 'What is it?' },
					{ type: 'image_url', image_url: image },
				]);
				const [body] = bodies();
				assert.deepEqual(body?.messages[1]?.images, [png.toString('base64')]);
			}
		}
	});

	test('by their address and parts that are not understood are refused, never left out', async () => {
		const model = await supplied();
		for (const part of [
			{ type: 'image_url', image_url: 'https://pacs.example/1.png' },
			{ type: 'input_audio', data: 'x' },
			{ type: 'audio', mimeType: 'audio/mpeg', data: 'AAAA' },
		]) {
			await assert.rejects(ask(model, [part]), /cannot be given|image/);
		}
		assert.equal(fake.asked('/api/chat').length, 0);
	});
});

describe('sealed data in a prompt', () => {
	test('is refused, because a model cannot work on tokens', async () => {
		const { note } = await sealedValue({ note: SECRET });
		await assert.rejects(ask(await supplied(), note), /holds sealed patient data/);
		assert.equal(fake.asked('/api/chat').length, 0);
	});

	test('is opened when the node says so', async () => {
		const { note } = await sealedValue({ note: SECRET });
		await ask(await supplied({ openSealed: true }), `About ${String(note)}.`);
		const [body] = bodies();
		assert.equal(body?.messages[1]?.content, `About ${SECRET}.`);
	});
});

test('a repeated run of the same work tells the same story', async () => {
	const item = { workItem: workItem() };
	await ask(await supplied({}, item));
	says('Something else.');
	assert.equal((await ask(await supplied({}, item))).text, 'Good day.');
	assert.equal((await room.inferences()).at(-1)?.interaction, 'llm-completion-reused');
	assert.equal((await ask(await supplied({}, item), 'Other.')).text, 'Something else.');
});

test('LangChain\u2019s own tracing to a service outside is refused', () => {
	refuseOutsideTracing({});
	refuseOutsideTracing({ LANGCHAIN_TRACING_V2: 'false', LANGSMITH_API_KEY: 'x' });
	for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2', 'LANGCHAIN_VERBOSE']) {
		assert.throws(() => refuseOutsideTracing({ [name]: 'true' }), new RegExp(name));
	}
});

test('cloud models and models that changed are refused here too', async () => {
	await assert.rejects(
		ask(await supplied({ pin: 'cd'.repeat(32) })),
		/not the one that was approved/,
	);
	const listed = fake.routes['GET /api/tags']!;
	fake.routes['GET /api/tags'] = json({
		models: [{ name: MODEL, model: MODEL, digest: DIGEST, remote_host: 'https://ollama.com' }],
	});
	await assert.rejects(ask(await supplied()), /somebody else's servers/);
	fake.routes['GET /api/tags'] = listed;
	assert.equal(fake.asked('/api/chat').length, 0);
});
