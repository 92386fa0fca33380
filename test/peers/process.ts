import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:net';
import { tail } from './command.ts';

export interface ServerOptions {
	/** For messages: `Orthanc`. */
	name: string;
	command: string;
	args: readonly string[];
	env?: NodeJS.ProcessEnv;
	cwd?: string;
	/** True when the server takes requests. A throw counts as not yet. */
	ready: () => Promise<boolean>;
	/** Longest wait for `ready`. Default 30 000 ms. */
	deadlineMs?: number;
	/** How long the server may take to stop after SIGTERM before SIGKILL. Default 5 000 ms. */
	graceMs?: number;
	/** Runs it as somebody else; only root can. */
	user?: { uid: number; gid: number };
}

export interface Server {
	pid: number;
	/** File with everything that the server wrote; gone after a clean end of this process. */
	log: string;
	/** The last lines that the server wrote. */
	lastLines(count?: number): string;
	/** Resolves when the process has ended, with its status or the signal's name. */
	exited: Promise<number | string>;
	/** SIGTERM, after the grace SIGKILL. Harmless when it has ended already. */
	stop(): Promise<void>;
	/** SIGKILL to the server and its children, as a power cut would end them. */
	kill(): Promise<void>;
}

/** Every server that may live, in the order of their starts, with what stops it in order. */
const running = new Map<ChildProcess, () => Promise<void>>();
let logs: string | undefined;

/** Starts a server and waits until it is ready. On failure the error carries its last lines. */
export async function startServer(options: ServerOptions): Promise<Server> {
	watchOwnEnd();
	if (isEnding()) throw new Error(`${options.name} is not started: this process is ending`);
	logs ??= mkdtempSync(join(tmpdir(), 'hospital-peers-'));
	const log = join(
		logs,
		`${options.name.replaceAll(/\W+/g, '-')}-${Date.now()}-${running.size}.log`,
	);
	const file = openSync(log, 'a');
	const [program = '', ...args] = [...dyingWithParent(), options.command, ...options.args];
	const child = spawn(program, args, {
		env: options.env,
		cwd: options.cwd,
		...options.user,
		stdio: ['ignore', file, file],
		// A group of its own: a server and the children it forks are stopped together.
		detached: true,
	});
	closeSync(file);
	const exited = new Promise<number | string>((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
	});
	const server = describe(child, log, exited, options.graceMs ?? 5_000);
	running.set(child, server.stop);
	await waitReady(server, options);
	// A test that forgets to stop its server still ends; the exit handler stops the server.
	child.unref();
	return server;
}

/** Linux ends the server itself when this process is killed and can run no handler any more. */
function dyingWithParent(): string[] {
	const setpriv = '/usr/bin/setpriv';
	return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--'] : [];
}

function describe(
	child: ChildProcess,
	log: string,
	exited: Promise<number | string>,
	graceMs: number,
): Server {
	const end = async (signal: NodeJS.Signals) => {
		child.ref();
		signalGroup(child, signal);
		const stopped = exited.then(() => true);
		if (
			signal === 'SIGTERM' &&
			!(await Promise.race([stopped, sleep(graceMs, false, { ref: false })]))
		) {
			signalGroup(child, 'SIGKILL');
		}
		await exited;
		// Children that outlive their parent would keep ports.
		signalGroup(child, 'SIGKILL');
		running.delete(child);
	};
	return {
		pid: child.pid ?? -1,
		log,
		lastLines: (count = 30) => tail(readFileSync(log, 'utf8'), count),
		exited,
		stop: async () => await end('SIGTERM'),
		kill: async () => await end('SIGKILL'),
	};
}

async function waitReady(server: Server, options: ServerOptions): Promise<void> {
	const deadline = Date.now() + (options.deadlineMs ?? 30_000);
	const ended = server.exited.then((status) => ({ status }));
	for (;;) {
		const probe = options.ready().catch(() => false);
		const outcome = await Promise.race([probe, ended, sleep(5_000, false, { ref: false })]);
		if (outcome === true) return;
		if (typeof outcome === 'object') {
			await server.kill();
			throw new Error(`${options.name} ended at once (${outcome.status})\n${server.lastLines()}`);
		}
		if (Date.now() > deadline) {
			await server.kill();
			throw new Error(`${options.name} was not ready in time\n${server.lastLines()}`);
		}
		await Promise.race([ended, sleep(50)]);
	}
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
	if (child.pid === undefined) return;
	try {
		process.kill(-child.pid, signal);
	} catch {
		// The group has ended.
	}
}

/** Longest orderly stop of all servers together after a signal, in milliseconds. */
const STOP_ALL_MS = 15_000;

/** Exit statuses as a shell gives them: 128 and the signal's number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

let watching = false;
let ending = false;
let announceStop: (() => void) | undefined;
const folders = new Set<string>();

/**
 * For a program that a person ends with Ctrl-C. After SIGINT, SIGTERM or SIGHUP every server that was
 * started, also one that is not ready yet, is stopped in order, the last first, and killed when that
 * takes more than 15 s; then this process ends with the status 130, 143 or 129. However it ends,
 * unless it is killed, `folder` goes with it.
 *
 * @param stopping called once when the signal has come
 */
export function cleanUpAtEnd(folder: string, stopping: () => void): void {
	watchOwnEnd();
	folders.add(folder);
	announceStop = stopping;
}

/** True after a signal: what fails from now on fails because its servers are being stopped. */
export function isEnding(): boolean {
	return ending;
}

/** No server may outlive the process that started it. */
function watchOwnEnd(): void {
	if (watching) return;
	watching = true;
	process.once('exit', (code) => {
		for (const child of running.keys()) signalGroup(child, 'SIGKILL');
		// The logs tell why it failed; after a signal nobody asks.
		if (logs !== undefined && (code === 0 || ending)) folders.add(logs);
		for (const folder of folders) removeNow(folder);
	});
	for (const [signal, status] of Object.entries(SIGNALS)) {
		process.on(signal, () => void endAfterSignal(status));
	}
}

async function endAfterSignal(status: number): Promise<void> {
	// One Ctrl-C comes several times: from the terminal, from npm and from the script between.
	if (ending) return;
	ending = true;
	process.exitCode = status;
	if (announceStop !== undefined) {
		announceStop();
		await Promise.race([stopAll(), sleep(STOP_ALL_MS)]);
	}
	process.exit(status);
}

async function stopAll(): Promise<void> {
	for (const stop of [...running.values()].reverse()) await stop();
}

/** Synchronous, as the last thing this process does, so that nothing here can write there again. */
function removeNow(folder: string): void {
	// A server killed just now may still be writing: then the folder is not empty at first.
	rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** A readiness probe: something accepts connections on that port of 127.0.0.1. */
export async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect({ host: '127.0.0.1', port });
		socket.setTimeout(1_000);
		const answer = (open: boolean) => {
			socket.destroy();
			resolve(open);
		};
		socket.once('connect', () => answer(true));
		socket.once('timeout', () => answer(false));
		socket.once('error', () => answer(false));
	});
}
