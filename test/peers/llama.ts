import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lettersModel, type LettersOptions } from '../models/letters.ts';
import { debianSid, type SidRoot } from './debian-sid.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';
import { PeerUnavailable } from './require.ts';

export interface LlamaOptions {
	/** Folder for the model file. */
	dir: string;
	/** The generated model; lines of clinical English when absent. */
	model?: Partial<LettersOptions>;
	/** Requests at the same time. Default 2. */
	slots?: number;
	/** Tokens of each slot's context window. Default 4096. */
	contextTokens?: number;
	apiKey?: string;
	embeddings?: boolean;
}

export interface Llama {
	baseUrl: string;
	port: number;
	readonly pid: number;
	/** Package and version. */
	version: string;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
	restart(): Promise<void>;
}

const PACKAGES = [
	...['llama.cpp-tools', 'libllama0', 'libggml0', 'libc6', 'libstdc++6', 'libgcc-s1'],
	...['libgomp1', 'libssl3t64', 'zlib1g', 'libzstd1'],
];

/** Sentences and JSON, so that both come out: what it learns is only which letter follows which. */
export const LINES: readonly string[] = [
	...['metoprolol 25 mg', 'apixaban 5 mg', 'furosemide 40 mg'].flatMap((drug) => [
		`The patient was admitted with chest pain and was treated with ${drug} twice daily.`,
		`{"summary": "The patient is stable on ${drug}.", "priority": "routine", "n": 3}`,
	]),
	'Labs at discharge: Na 138 mmol/L, Cr 1.2 mg/dL.',
];

/**
 * llama-server (llama.cpp, Debian unstable) on 127.0.0.1 with a generated model, which writes
 * nonsense: the engine, its queue, its grammar and its protocol are real.
 *
 * @throws PeerUnavailable when the machine cannot get it
 */
export async function startLlama(options: LlamaOptions): Promise<Llama> {
	const { sid, backend } = await llamaPrograms();
	const { slots = 2, contextTokens = 4096 } = options;
	await mkdir(options.dir, { recursive: true });
	const model = join(options.dir, 'letters.gguf');
	await writeFile(model, lettersModel({ lines: LINES, contextTokens, ...options.model }));
	const port = await freePort();
	const { command, args } = sid.program('llama-server');
	const start = async () =>
		await startServer({
			name: 'llama-server',
			command,
			args: [
				...args,
				...['--model', model, '--host', '127.0.0.1', '--port', String(port)],
				...['--alias', 'letters', '--parallel', String(slots), '--threads', '1'],
				...['--ctx-size', String(contextTokens * slots), '--no-webui', '--slots', '--offline'],
				...(options.embeddings === true ? ['--embeddings', '--pooling', 'mean'] : []),
			],
			env: {
				...process.env,
				GGML_BACKEND_PATH: backend,
				...(options.apiKey !== undefined && { LLAMA_API_KEY: options.apiKey }),
			},
			ready: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
		});
	let server = await start();
	return {
		baseUrl: `http://127.0.0.1:${port}`,
		port,
		get pid() {
			return server.pid;
		},
		version: sid.versions.find((name) => name.startsWith('llama.cpp-tools_')) ?? 'llama.cpp-tools',
		lastLines: (count) => server.lastLines(count),
		stop: async () => await server.stop(),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
	};
}

/** The programs of llama.cpp and what they need beside their arguments. */
export async function llamaPrograms(): Promise<{
	sid: SidRoot;
	/** For GGML_BACKEND_PATH. */
	backend: string;
	program: SidRoot['program'];
}> {
	const sid = await debianSid(PACKAGES);
	return { sid, backend: await processorBackend(sid.root), program: sid.program };
}

/** The plainest one runs on every processor; Haswell's is much faster and nearly everywhere. */
async function processorBackend(root: string): Promise<string> {
	const files = await readdir(root, { recursive: true });
	for (const name of ['haswell', 'sse42', 'x64', 'cpu']) {
		const found = files.find((file) => file.includes('libggml-cpu') && file.includes(name));
		if (found !== undefined) return join(root, found);
	}
	throw new PeerUnavailable('llama.cpp comes without a backend for this processor');
}
