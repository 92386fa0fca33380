import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts } from '../peers/ports.ts';
import { startServer } from '../peers/process.ts';
import { commonEnvironment, outboundOf } from './environment.ts';
import { n8n } from './install.ts';
import { placePack } from './pack.ts';

export interface WorkerOptions {
	/** Names it in messages: `worker 1`. */
	name: string;
	/** A folder of its own: workers share the database, not the folder. */
	userFolder: string;
	/** N8N_ENCRYPTION_KEY of the main process. */
	encryptionKey: string;
	/** Queue, database and HOSPITAL_* variables: the same as of the main process. */
	env: Record<string, string>;
	/** As of the main process. */
	pack: 'link' | (string & {});
	/** Executions at once. n8n's default is 10, and it warns below 5. */
	concurrency?: number;
	/** Longest boot. Default 120 000 ms. */
	deadlineMs?: number;
}

/** A process that runs executions which the main process has put into the queue. */
export interface N8nWorker {
	name: string;
	/** Changes with a restart. */
	readonly pid: number;
	userFolder: string;
	/** Everything that it wrote, over all its starts. */
	log(): Promise<string>;
	lastLines(count?: number): string;
	/** Where it tried to connect to outside this machine; every attempt was refused. */
	outbound(): Promise<string[]>;
	/** Ends it in order: it finishes what it runs. */
	stop(): Promise<void>;
	/** Ends it and its task runner as a power cut would. */
	kill9(): Promise<void>;
	/** Holds it still, as a machine that is out of memory or a stopped virtual machine is. */
	freeze(): void;
	/** Lets it go on where it stood. */
	thaw(): void;
	restart(): Promise<void>;
}

/**
 * Starts `n8n worker`, with the pack in its own folder. The database must have been prepared by a
 * main process before.
 *
 * @throws PeerUnavailable when n8n is neither cached nor can be installed
 */
export async function startWorker(options: WorkerOptions): Promise<N8nWorker> {
	const installed = await n8n();
	const userFolder = resolve(options.userFolder);
	await mkdir(join(userFolder, '.n8n'), { recursive: true, mode: 0o700 });
	await placePack(userFolder, options.pack);
	const [health = 0, broker = 0] = await freePorts(2);
	const env = {
		...commonEnvironment(installed, userFolder, options.encryptionKey),
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(health),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		N8N_RUNNERS_BROKER_PORT: String(broker),
		...options.env,
	};
	const readiness = `http://127.0.0.1:${health}/healthz/readiness`;
	const start = async () =>
		await startServer({
			name: `n8n ${options.name}`,
			command: installed.node,
			args: [installed.bin, 'worker', `--concurrency=${options.concurrency ?? 5}`],
			env,
			ready: async () => (await fetch(readiness, { signal: AbortSignal.timeout(2_000) })).ok,
			deadlineMs: options.deadlineMs ?? 120_000,
			graceMs: 30_000,
		});
	let server = await start();
	const logs: string[] = [];
	return {
		name: options.name,
		userFolder,
		get pid() {
			return server.pid;
		},
		log: async () => [...logs, await readFile(server.log, 'utf8')].join('\n'),
		lastLines: (count) => server.lastLines(count),
		outbound: async () => await outboundOf(userFolder),
		stop: async () => await server.stop(),
		kill9: async () => await server.kill(),
		freeze: () => void process.kill(-server.pid, 'SIGSTOP'),
		thaw: () => void process.kill(-server.pid, 'SIGCONT'),
		restart: async () => {
			await server.stop();
			logs.push(await readFile(server.log, 'utf8'));
			server = await start();
		},
	};
}
