import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lettersModel, type LettersOptions } from '../models/letters.ts';
import { cached, contentKey } from './cache.ts';
import { command, tail } from './command.ts';
import { LINES, llamaPrograms } from './llama.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';
import { PeerUnavailable } from './require.ts';

const VERSION = 'v0.32.15';

export interface Ollama {
	baseUrl: string;
	version: string;
	readonly pid: number;
	/** Takes a generated model in under a name. @returns the digest of its manifest, 64 hex digits */
	create(name: string, model?: Partial<LettersOptions>): Promise<string>;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
	restart(): Promise<void>;
}

/**
 * Ollama on 127.0.0.1, built from the Go module of its release; the engine below it is the same
 * llama-server that the other suite speaks to directly. Its cloud is switched off.
 *
 * @throws PeerUnavailable without Go, a C compiler or the registries
 */
export async function startOllama(dir: string): Promise<Ollama> {
	const engine = await llamaPrograms();
	const built = await cached({
		name: `ollama-${contentKey(VERSION, process.arch)}`,
		install: build,
		verify: async (folder) => {
			const { code, stderr } = await command(join(folder, 'ollama'), ['--version']);
			if (code !== 0) throw new Error(`ollama does not run: ${tail(stderr, 3)}`);
		},
	});
	// It looks for its engine beside its own program.
	await mkdir(join(dir, 'lib', 'ollama'), { recursive: true });
	const program = join(dir, 'ollama');
	await cp(join(built, 'ollama'), program);
	for (const name of ['llama-server', 'llama-quantize']) {
		const script = join(dir, 'lib', 'ollama', name);
		await writeFile(script, wrapper(engine.backend, engine.program(name)));
		await chmod(script, 0o700);
	}
	const port = await freePort();
	const baseUrl = `http://127.0.0.1:${port}`;
	const start = async () =>
		await startServer({
			name: 'Ollama',
			command: program,
			args: ['serve'],
			env: {
				PATH: process.env.PATH,
				HOME: join(dir, 'home'),
				OLLAMA_HOST: `127.0.0.1:${port}`,
				OLLAMA_MODELS: join(dir, 'models'),
				OLLAMA_NO_CLOUD: '1',
			},
			ready: async () => (await fetch(`${baseUrl}/api/version`)).ok,
		});
	let server = await start();
	return {
		baseUrl,
		version: VERSION,
		get pid() {
			return server.pid;
		},
		create: async (name, model = {}) => await create(baseUrl, name, model),
		lastLines: (count) => server.lastLines(count),
		stop: async () => await server.stop(),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
	};
}

async function build(folder: string): Promise<void> {
	const found = await command('go', ['version']).catch(() => undefined);
	if (found?.code !== 0) throw new PeerUnavailable('Ollama is built with Go, which is not here');
	const gopath = join(folder, 'gopath');
	const env = {
		...process.env,
		GOBIN: folder,
		GOPATH: gopath,
		GOCACHE: join(gopath, 'cache'),
		GOFLAGS: '-mod=mod -modcacherw',
		CGO_ENABLED: '1',
	};
	process.stderr.write(`Building Ollama ${VERSION} (once, about a minute) ...\n`);
	const options = { env, timeoutMs: 15 * 60_000 };
	const made = await command('go', ['install', `github.com/ollama/ollama@${VERSION}`], options);
	await rm(gopath, { recursive: true, force: true });
	if (made.code !== 0) throw new PeerUnavailable(`Ollama was not built: ${tail(made.stderr, 3)}`);
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function wrapper(backend: string, { command: file, args }: { command: string; args: string[] }) {
	const line = [file, ...args].map(quoted).join(' ');
	return `#!/bin/sh\nunset LD_LIBRARY_PATH\nexport GGML_BACKEND_PATH=${quoted(backend)}\nexec ${line} "$@"\n`;
}

async function create(
	baseUrl: string,
	name: string,
	model: Partial<LettersOptions>,
): Promise<string> {
	const bytes = lettersModel({ lines: LINES, ...model });
	const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
	await posted(`${baseUrl}/api/blobs/${digest}`, bytes);
	const order = { model: name, files: { 'letters.gguf': digest }, stream: false };
	await posted(`${baseUrl}/api/create`, JSON.stringify(order));
	const { models } = (await (await fetch(`${baseUrl}/api/tags`)).json()) as {
		models: Array<{ name: string; digest: string }>;
	};
	const found = models.find((one) => one.name === `${name}:latest`);
	if (found === undefined) throw new Error(`Ollama does not list ${name}`);
	return found.digest;
}

async function posted(url: string, body: string | Buffer): Promise<void> {
	const answer = await fetch(url, { method: 'POST', body });
	if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}
