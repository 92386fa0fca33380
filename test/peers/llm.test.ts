import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { engineOf } from '../../dist/nodes/clients/llm/index.js';
import { startLlama } from './llama.ts';
import { engineSuite } from './llm/behaviour.ts';
import { peer } from './require.ts';

/** The model itself never ends: an answer ends where its schema does, or at the limit. */
const suite = engineSuite(async () => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-llama-'));
	const server = await startLlama({ dir, contextTokens: 4096 });
	const { baseUrl } = server;
	return {
		engine: 'llama-server',
		baseUrl,
		model: 'letters',
		endless: 'letters',
		contextTokens: 4096,
		busy: async () => {
			const slots = (await (await fetch(`${baseUrl}/slots`)).json()) as Array<{
				is_processing: boolean;
			}>;
			return slots.filter((slot) => slot.is_processing).length;
		},
		kill: server.kill,
		restart: server.restart,
		stop: async () => {
			await server.stop();
			await rm(dir, { recursive: true, force: true });
		},
	};
});

for (const [name, body] of suite.cases) test(`llama-server: ${name}`, { timeout: 60_000 }, body);
after(suite.stop);

test('llama-server: a wrong key is refused in words that do not repeat it', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-llama-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const apiKey = 'zz-planted-key-of-the-engine';
	const server = await peer(t, async () => await startLlama({ dir, apiKey }));
	if (server === undefined) return;
	t.after(async () => await server.stop());
	const ask = (key: string) =>
		engineOf({ kind: 'auto', baseUrl: server.baseUrl, apiKey: key }).complete({
			model: 'letters',
			messages: [{ role: 'user', content: 'Hello' }],
			maxTokens: 8,
		});
	assert.ok((await ask(apiKey)).text.length > 0);
	await assert.rejects(ask('zz-other-key'), (error: Error & { code?: string }) => {
		assert.equal(error.code, 'llm-access-refused');
		assert.doesNotMatch(`${error.message} ${error.stack}`, /zz-(?:other|planted)/);
		return true;
	});
});

test('llama-server: texts become vectors of one length, the same for the same text', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-llama-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const server = await peer(t, async () => await startLlama({ dir, embeddings: true }));
	if (server === undefined) return;
	t.after(async () => await server.stop());
	const engine = engineOf({ kind: 'auto', baseUrl: server.baseUrl });
	const texts = ['chest pain', 'knee pain', 'chest pain'];
	const { vectors } = await engine.embed({ model: 'letters', texts });
	assert.equal(vectors.length, 3);
	assert.equal(new Set(vectors.map(({ length }) => length)).size, 1);
	assert.deepEqual(vectors[0], vectors[2]);
	assert.notDeepEqual(vectors[0], vectors[1]);
});
