import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { MllpClient } from '../../../dist/nodes/clients/mllp/index.js';
import { Random } from '../../hospital/random.ts';
import { ownImports } from '../dicom/own-imports.ts';
import { fuzzedFrame, fuzzedMessage, goodMessage } from './cases.ts';
import { codecFault } from './codec-case.ts';

export interface FuzzResult {
	cases: number;
	failures: string[];
	/** Of the process with the listener in it, after the first tenth and at the end. Bytes. */
	grown: number;
	/** Good messages in between, all of them answered. */
	good: number;
}

/** A good message follows so many fuzzed ones. */
const GOOD_EVERY = 50;
const ANSWER_MS = 10_000;
/**
 * Bytes, for 100 000 cases. V8 widens its heaps step by step while messages come in, to about 130 MB
 * in all, of which 12 MB a thread are alive after a collection; messages that were kept come on top.
 */
const MOST_GROWTH = 200e6;
const MOST_FAILURES = 20;
/** What was remembered on purpose is forgotten by then. Milliseconds. */
const REST_MS = 4_500;

/** Throws broken messages and frames at the codec and at a listener. */
export async function fuzz(options: {
	cases: number;
	seed: number;
	say(text: string): void;
}): Promise<FuzzResult> {
	const { cases, seed, say } = options;
	const folder = await mkdtemp(join(tmpdir(), 'hl7-fuzz-'));
	const failures: string[] = [];
	const host = await startHost(folder, (what) => failures.push(what));
	const { port } = host;
	let settled = 0;
	let good = 0;
	try {
		for (let from = 0; from < cases && failures.length < MOST_FAILURES; from += GOOD_EVERY) {
			const count = Math.min(GOOD_EVERY, cases - from);
			failures.push(...(await throwAt(port, seed, from, count)));
			const answered = await isAnswered(port, new Random(seed, 'good', from), `G${seed}-${from}`);
			if (answered) good += 1;
			else failures.push(`after case ${from + count}: a good message was not answered`);
			if (settled === 0 && from >= cases / 10) settled = await host.memory();
			if (from % 10_000 !== 0) continue;
			say(`${from} of ${cases} cases, ${Math.round((await host.memory()) / 1e6)} MB`);
		}
		await sleep(REST_MS);
		const grown = (await host.memory()) - settled;
		if (grown > MOST_GROWTH) failures.push(`memory grew by ${Math.round(grown / 1e6)} MB`);
		return { cases, failures, grown, good };
	} finally {
		await host.end();
		await rm(folder, { recursive: true, force: true });
	}
}

interface FuzzHost {
	port: number;
	/** Bytes of memory that the process holds. */
	memory(): Promise<number>;
	end(): Promise<void>;
}

/** @param onWrong is told of what the listener says when something is wrong, and of its end */
async function startHost(folder: string, onWrong: (what: string) => void): Promise<FuzzHost> {
	const script = join(import.meta.dirname, 'fuzz-host.ts');
	const quiet = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';
	const child = spawn(process.execPath, [...ownImports(), quiet, script, folder], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const endWithUs = () => void child.kill('SIGKILL');
	process.once('exit', endWithUs);
	let ending = false;
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	void exited.then(() => {
		process.off('exit', endWithUs);
		if (!ending) onWrong('the process with the listener ended');
	});
	const lines = createInterface({ input: child.stdout });
	const port = await new Promise<number>((resolve, reject) => {
		lines.once('line', (line) => resolve(Number(line)));
		void exited.then(() => reject(new Error('the listener did not start')));
	});
	lines.on('line', onWrong);
	return {
		port,
		memory: async () => {
			const statm = await readFile(`/proc/${child.pid}/statm`, 'utf8');
			return Number(statm.split(' ')[1]) * 4096;
		},
		end: async () => {
			ending = true;
			child.kill('SIGKILL');
			await exited;
		},
	};
}

/** A connection that takes what it gets; the listener may close it whenever it likes. */
async function throwAt(port: number, seed: number, from: number, count: number): Promise<string[]> {
	const failures: string[] = [];
	let socket: Socket | undefined;
	for (let number = from; number < from + count; number++) {
		const random = new Random(seed, number);
		const message = fuzzedMessage(random, number);
		const fault = codecFault(message);
		if (fault !== undefined) failures.push(`case ${number}: ${fault}`);
		if (socket === undefined || socket.destroyed || !socket.writable) socket = await open(port);
		const bytes = fuzzedFrame(message, random);
		const cut = random.integer(0, bytes.length);
		socket.write(bytes.subarray(0, cut));
		if (random.next() < 0.02) await sleep(1);
		socket.write(bytes.subarray(cut));
		if (random.next() < 0.05) socket.destroy();
	}
	socket?.end();
	return failures;
}

async function open(port: number): Promise<Socket> {
	const socket = connect(port, '127.0.0.1');
	socket.on('error', () => undefined).resume();
	await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
	return socket;
}

/** On a connection of its own: what the others did must not reach it. */
async function isAnswered(port: number, random: Random, controlId: string): Promise<boolean> {
	const client = new MllpClient({ host: '127.0.0.1', port, timeouts: { ackMs: ANSWER_MS } });
	try {
		const { outcome } = await client.send(goodMessage(random, controlId));
		return outcome === 'accepted';
	} catch {
		return false;
	} finally {
		await client.close();
	}
}
