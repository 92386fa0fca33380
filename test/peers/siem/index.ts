import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../ports.ts';
import { accepts, startServer, type Server } from '../process.ts';

export { API_KEY } from './elastic.ts';
export { COLLECTOR_GUID } from './splunk.ts';

export interface HttpSiem {
	url: string;
	port: number;
	/** Everything stored, as an export of that product would give it, one line each. */
	stored(): Promise<string[]>;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/**
 * A receiver written from the specification of its product, as a process of its own. It stands in for
 * products that cannot be had here, and refuses whatever the specification does not allow.
 */
export async function startHttpSiem(
	kind: 'elastic' | 'otlp' | 'splunk',
	dir: string,
): Promise<HttpSiem> {
	const port = await freePort();
	const file = join(dir, `${kind}.jsonl`);
	const start = async (): Promise<Server> =>
		await startServer({
			name: `${kind} receiver`,
			command: process.execPath,
			args: ['--no-warnings', MAIN, kind, String(port), file],
			ready: async () => await accepts(port),
		});
	let server = await start();
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		stored: async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
		stop: async () => await server.stop(),
	};
}
