import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { engineSuite } from '../llm/behaviour.ts';
import { startOllama } from '../ollama.ts';

const suite = engineSuite(async () => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-ollama-'));
	const server = await startOllama(dir);
	const contextTokens = 4096;
	const digest = await server.create('letters', { contextTokens });
	await server.create('endless', { contextTokens, endless: true });
	return {
		engine: 'ollama',
		baseUrl: server.baseUrl,
		model: 'letters',
		endless: 'endless',
		contextTokens,
		digest,
		kill: server.kill,
		restart: server.restart,
		stop: async () => {
			await server.stop();
			await rm(dir, { recursive: true, force: true });
		},
	};
});

for (const [name, body] of suite.cases) test(`Ollama: ${name}`, { timeout: 60_000 }, body);
after(suite.stop);
