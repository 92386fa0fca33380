import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePorts } from '../peers/ports.ts';
import { startServer } from '../peers/process.ts';
import type { Server } from '../peers/process.ts';
import { RestApi } from './api.ts';
import type { N8nApi } from './api.ts';
import { commonEnvironment, outboundOf, OWNER, readIdentity } from './environment.ts';
import { n8n } from './install.ts';
import type { N8nInstall } from './install.ts';
import { placePack } from './pack.ts';

export interface N8nOptions {
	/** Folder that takes n8n's database, settings and files; used again it continues there. */
	userFolder: string;
	/** More environment, for example HOSPITAL_DATA_DIR and HOSPITAL_KEY_FILE. */
	env?: Record<string, string>;
	/**
	 * Where the pack comes from: `link` takes package.json, dist and workflows of this repository; a
	 * path to a `.tgz` is unpacked as a hospital without internet does it; a path to a folder is
	 * taken as the repository is.
	 */
	pack: 'link' | (string & {});
	/** Longest boot. Default 120 000 ms. */
	deadlineMs?: number;
}

export interface N8n {
	/** `http://127.0.0.1:PORT`, also the base of webhooks: `/webhook/PATH`. */
	url: string;
	port: number;
	/** Of the main process; changes with a restart. */
	readonly pid: number;
	/** The owner's session: `n8n-auth=...`. */
	readonly cookie: string;
	readonly api: N8nApi;
	/** Milliseconds from the start of the process to readiness. */
	readonly bootMs: number;
	userFolder: string;
	/** The owner's e-mail and password, for a browser. */
	owner: { email: string; password: string };
	/** N8N_ENCRYPTION_KEY: every worker of this instance needs the same. */
	encryptionKey: string;
	/** Where n8n tried to connect to outside this machine; every attempt was refused. */
	outbound(): Promise<string[]>;
	/** Everything that n8n wrote to its standard output and error. */
	log(): Promise<string>;
	lastLines(count?: number): string;
	/** Ends it in order; SIGKILL after 30 s. */
	stop(): Promise<void>;
	/** Ends n8n and its task runner as a power cut would. */
	kill9(): Promise<void>;
	/** Starts it again with the same port, folder and settings. */
	restart(): Promise<void>;
}

/**
 * Boots the real n8n, headless, with the pack, on free ports of 127.0.0.1. Everything that n8n
 * would send out by itself is off, and what leaves nevertheless is refused and noted.
 *
 * @throws PeerUnavailable when n8n is neither cached nor can be installed
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const installed = await n8n();
	const userFolder = resolve(options.userFolder);
	await mkdir(join(userFolder, '.n8n'), { recursive: true, mode: 0o700 });
	await placePack(userFolder, options.pack);
	const [port = 0, broker = 0] = await freePorts(2);
	const identity = await readIdentity(userFolder, installed);
	const env = {
		...commonEnvironment(installed, userFolder, identity.encryptionKey),
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(broker),
		N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
		N8N_INSTANCE_OWNER_EMAIL: OWNER,
		N8N_INSTANCE_OWNER_PASSWORD_HASH: identity.passwordHash,
		...options.env,
	};
	const url = `http://127.0.0.1:${port}`;
	const boot = async () => await bootMain(installed, env, url, identity.password, options);
	let live = await boot();
	return {
		url,
		port,
		userFolder,
		owner: { email: OWNER, password: identity.password },
		get pid() {
			return live.server.pid;
		},
		get cookie() {
			return live.cookie;
		},
		get api() {
			return live.api;
		},
		get bootMs() {
			return live.bootMs;
		},
		encryptionKey: identity.encryptionKey,
		outbound: async () => await outboundOf(userFolder),
		log: async () => await readFile(live.server.log, 'utf8'),
		lastLines: (count) => live.server.lastLines(count),
		stop: async () => await live.server.stop(),
		kill9: async () => await live.server.kill(),
		restart: async () => {
			await live.server.stop();
			live = await boot();
		},
	};
}

interface Live {
	server: Server;
	api: RestApi;
	cookie: string;
	bootMs: number;
}

async function bootMain(
	installed: N8nInstall,
	env: NodeJS.ProcessEnv,
	url: string,
	password: string,
	options: N8nOptions,
): Promise<Live> {
	const began = Date.now();
	const server = await startServer({
		name: 'n8n',
		command: installed.node,
		args: [installed.bin, 'start'],
		env,
		ready: async () =>
			(await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) })).ok,
		deadlineMs: options.deadlineMs ?? 120_000,
		graceMs: 30_000,
	});
	const bootMs = Date.now() - began;
	process.stderr.write(`n8n ${installed.version} was ready in ${(bootMs / 1000).toFixed(1)} s\n`);
	const cookie = await login(url, password);
	return { server, cookie, bootMs, api: new RestApi(url, cookie, installed.dir) };
}

/** Readiness comes before the routes are all there: a 404 or 503 means not yet. */
async function login(url: string, password: string): Promise<string> {
	for (const deadline = Date.now() + 30_000; ; ) {
		const response = await fetch(`${url}/rest/login`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ emailOrLdapLoginId: OWNER, password }),
			signal: AbortSignal.timeout(10_000),
		});
		const cookie = response.headers.getSetCookie().find((text) => text.startsWith('n8n-auth='));
		if (response.ok && cookie !== undefined) return cookie.slice(0, cookie.indexOf(';'));
		if (Date.now() > deadline) {
			throw new Error(`n8n refused its owner's login with status ${response.status}`);
		}
		await new Promise((again) => setTimeout(again, 100));
	}
}
