import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { WorkflowImport, WorkflowNode } from '../n8n/api.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { PeerUnavailable, peerMissing } from '../peers/require.ts';
import { fakeOllama, MODEL, ndjson, ollamaLines, type Fake } from '../unit/llm/fake-engines.ts';

/** Stands in every prompt and must be in no file of n8n. */
const SECRET = 'ZZTESTSECRETWORD';
const LANGCHAIN = '@n8n/n8n-nodes-langchain';
const CREDENTIAL = { localLlmApi: { id: 'localLlmApi', name: 'Local LLM' } };
const MODEL_FIELD = { __rl: true, mode: 'name', value: MODEL };

const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
	more: Partial<WorkflowNode> = {},
): WorkflowNode => ({ id: name, name, type, typeVersion, position: [0, 0], parameters, ...more });

const webhook = (path: string) =>
	node('Webhook', 'n8n-nodes-base.webhook', 2, {
		path,
		httpMethod: 'POST',
		responseMode: 'lastNode',
	});

const chatModel = (options: Record<string, unknown> = {}) =>
	node(
		'Local Chat Model',
		'n8n-nodes-hospital.localLlmChatModel',
		1,
		{ model: MODEL_FIELD, options },
		{ credentials: CREDENTIAL },
	);

const to = (name: string, type = 'main') => ({ [type]: [[{ node: name, type, index: 0 }]] });

/** Nothing of an execution is stored: what is found then was written past that. */
const SETTINGS = {
	executionOrder: 'v1',
	saveDataSuccessExecution: 'none',
	saveDataErrorExecution: 'none',
	saveManualExecutions: false,
};

const PROMPT = `=${SECRET}: {{ $json.body.text }}`;

const chain = (path: string, options?: Record<string, unknown>): WorkflowImport => ({
	name: path,
	nodes: [
		webhook(path),
		node('Chain', `${LANGCHAIN}.chainLlm`, 1.7, { promptType: 'define', text: PROMPT }),
		chatModel(options),
	],
	connections: {
		Webhook: to('Chain'),
		'Local Chat Model': to('Chain', 'ai_languageModel'),
	},
	settings: SETTINGS,
});

const agent: WorkflowImport = {
	name: 'agent',
	nodes: [
		webhook('agent'),
		node('Agent', `${LANGCHAIN}.agent`, 2.2, { promptType: 'define', text: PROMPT, options: {} }),
		node('Calculator', `${LANGCHAIN}.toolCalculator`, 1, {}),
		chatModel(),
	],
	connections: {
		Webhook: to('Agent'),
		'Local Chat Model': to('Agent', 'ai_languageModel'),
		Calculator: to('Agent', 'ai_tool'),
	},
	settings: SETTINGS,
};

const localLlm: WorkflowImport = {
	name: 'node',
	nodes: [
		webhook('node'),
		node(
			'Local LLM',
			'n8n-nodes-hospital.localLlm',
			1,
			{
				operation: 'chat',
				model: MODEL_FIELD,
				instructions: 'Say good day.',
				text: PROMPT,
				options: {},
			},
			{ credentials: CREDENTIAL },
		),
	],
	connections: { Webhook: to('Local LLM') },
	settings: SETTINGS,
};

interface Asked {
	tools: Array<{ function: { name: string; parameters: object } }>;
	messages: object[];
}

describe('a language model of the hospital in the real n8n', { timeout: 240_000 }, () => {
	let dir: string;
	let n8n: N8n | undefined;
	let fake: Fake | undefined;
	let missing: string | undefined;

	before(async () => {
		dir = await mkdtemp(join(tmpdir(), 'e2e-llm-'));
		await writeFile(join(dir, 'key'), randomBytes(32).toString('hex'), { mode: 0o600 });
		fake = await fakeOllama();
		try {
			n8n = await startN8n({
				userFolder: join(dir, 'n8n'),
				pack: process.env.HOSPITAL_TEST_PACK ?? 'link',
				env: {
					HOSPITAL_DATA_DIR: join(dir, 'hospital'),
					HOSPITAL_KEY_FILE: join(dir, 'key'),
				},
			});
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			missing = error.message;
			return;
		}
		const data = { engine: 'ollama', baseUrl: fake.url, contextWindow: 8192, slots: 2 };
		await n8n.api.importCredentials([
			{ id: 'localLlmApi', name: 'Local LLM', type: 'localLlmApi', data },
		]);
		const ids = await n8n.api.importWorkflows([
			chain('quiet'),
			chain('traced', { tracing: true }),
			agent,
			localLlm,
		]);
		await n8n.api.publish(ids);
	});

	after(async () => {
		await n8n?.stop();
		await fake?.close();
		await rm(dir, { recursive: true, force: true });
	});

	const call = async (path: string): Promise<Record<string, unknown>> => {
		const response = await fetch(`${n8n?.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ text: 'What is 6 times 7?' }),
			signal: AbortSignal.timeout(60_000),
		});
		const text = await response.text();
		assert.equal(response.status, 200, text);
		return JSON.parse(text) as Record<string, unknown>;
	};

	/** Files of n8n's own folder that hold the word. */
	const filesWithSecret = async (): Promise<string[]> => {
		const folder = join(dir, 'n8n', '.n8n');
		const files = await readdir(folder, { recursive: true, withFileTypes: true });
		const found: string[] = [];
		for (const file of files.filter((one) => one.isFile() && !one.parentPath.includes('nodes'))) {
			const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
			if (file.name.endsWith('.log') && bytes.includes(SECRET)) found.push(file.name);
		}
		return found;
	};

	it('answers a chain, and n8n writes no prompt to its log', async (t) => {
		if (n8n === undefined) return peerMissing(t, missing ?? 'n8n');
		assert.deepEqual(await call('quiet'), { text: 'Good day.' });
		assert.deepEqual(await filesWithSecret(), []);
	});

	it('lets an agent use tools of n8n, still without a prompt in the log', async (t) => {
		if (n8n === undefined || fake === undefined) return peerMissing(t, missing ?? 'n8n');
		const before = fake.asked('/api/chat').length;
		fake.routes['POST /api/chat'] = (seen, response) => {
			const answered = JSON.stringify(seen.body.messages).includes('"role":"tool"');
			const calls = [{ function: { name: 'Calculator', arguments: { input: '6*7' } } }];
			const [say, end] = ollamaLines([answered ? 'It is 42.' : ''], { prompt_eval_count: 900 });
			const message = { ...(say!.message as object), ...(!answered && { tool_calls: calls }) };
			return ndjson([{ ...say, message }, end])(seen, response);
		};
		assert.deepEqual(await call('agent'), { output: 'It is 42.' });
		const [first, second] = fake
			.asked('/api/chat')
			.slice(before)
			.map(({ body }) => body as unknown as Asked);
		const [tool] = first?.tools ?? [];
		assert.equal(tool?.function.name, 'Calculator');
		assert.ok('properties' in (tool?.function.parameters ?? {}));
		assert.deepEqual(second?.messages.at(-1), {
			role: 'tool',
			content: '42',
			tool_name: 'Calculator',
		});
		assert.deepEqual(await filesWithSecret(), []);
		fake.routes['POST /api/chat'] = ndjson(ollamaLines(['Good day.']));
	});

	it('gives the answer of the Local LLM node sealed', async (t) => {
		if (n8n === undefined) return peerMissing(t, missing ?? 'n8n');
		const { completion } = (await call('node')) as { completion: Record<string, unknown> };
		assert.match(String(completion.text), /^sealed:/);
		assert.equal(completion.status, 'result');
	});

	it('shows prompts in the log when the node says so: the check above can see them', async (t) => {
		if (n8n === undefined) return peerMissing(t, missing ?? 'n8n');
		assert.deepEqual(await call('traced'), { text: 'Good day.' });
		for (const deadline = Date.now() + 10_000; ; ) {
			if ((await filesWithSecret()).length > 0) return;
			assert.ok(Date.now() < deadline, 'the log does not hold the prompt');
			await new Promise((again) => setTimeout(again, 200));
		}
	});
});
