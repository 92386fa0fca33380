import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineEngine } from '../llm/behaviour.ts';
import { startOllama } from '../ollama.ts';

defineEngine('Ollama', async () => {
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
