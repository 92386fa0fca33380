import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8n } from '../n8n/install.ts';
import { debian } from '../peers/debian.ts';
import { peer } from '../peers/require.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');

const NPM = ['npm', 'run', '--silent', 'demo'];
const SCRIPT = [process.execPath, 'test/first.mjs', 'demo'];

/** As from a terminal: npm, the script between and the demo get the signal at the same time. */
const toGroup = (demo: ChildProcess): boolean => process.kill(-(demo.pid ?? NaN), 'SIGINT');
const toScriptAlone = (demo: ChildProcess): boolean => demo.kill('SIGINT');

test('Ctrl-C while n8n boots leaves no file and no process of the demo', async (t) => {
	// npm ends itself by the signal that it got.
	const npm = { run: NPM, send: toGroup, status: 'SIGINT' };
	await interrupt(t, { ...npm, at: 'starting n8n', settleMs: 1_500 });
});

test('Ctrl-C while a study plays leaves no file and no process of the demo', async (t) => {
	const script = { run: SCRIPT, send: toGroup, status: 130 };
	await interrupt(t, { ...script, at: 'the modality sends', settleMs: 300 });
});

test('an interrupt of the script alone, at the end, leaves no file and no process', async (t) => {
	const script = { run: SCRIPT, send: toScriptAlone, status: 130 };
	await interrupt(t, { ...script, at: 'Ctrl-C ends', settleMs: 0 });
});

interface Interruption {
	run: readonly string[];
	/** What the demo has printed before the signal. */
	at: string;
	settleMs: number;
	send(demo: ChildProcess): boolean;
	status: number | string;
}

async function interrupt(t: TestContext, wanted: Interruption): Promise<void> {
	const { run, at, settleMs, send, status } = wanted;
	const installed = await peer(t, async () => [await n8n(), await debian(['orthanc', 'rsyslog'])]);
	if (installed === undefined) return;
	const folder = await mkdtemp(join(tmpdir(), 'hospital-demo-end-'));
	const demo = startDemo(run, folder);
	try {
		await demo.printed(at);
		await sleep(settleMs);
		const alive = await processesOf(folder);
		assert.ok(alive.length >= 5, `npm, demo and servers are seen: ${alive.join(' ')}`);
		assert.notDeepEqual(await readdir(folder), []);
		send(demo.child);
		const limit = sleep(25_000, 'still running 25 s after the signal', { ref: false });
		assert.equal(await Promise.race([demo.ended, limit]), status, demo.text());
		assert.match(demo.text(), /stopping everything\n$/);
		assert.deepEqual(await readdir(folder, { recursive: true }), []);
		assert.deepEqual(await processesOf(folder), []);
	} finally {
		for (const pid of await processesOf(folder)) process.kill(pid, 'SIGKILL');
		await rm(folder, { recursive: true, force: true, maxRetries: 10 });
	}
}

function startDemo([program = '', ...args]: readonly string[], folder: string) {
	const child = spawn(program, args, {
		cwd: REPOSITORY,
		// npm itself keeps compiled code in the temporary folder.
		env: { ...process.env, TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' },
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	let text = '';
	let errors = '';
	child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
	child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
	const ended = new Promise<number | string>((done) => {
		child.once('close', (code, signal) => done(code ?? signal ?? 'unknown'));
	});
	const printed = async (words: string): Promise<void> => {
		for (const deadline = Date.now() + 120_000; !text.includes(words); await sleep(20)) {
			const stopped = child.exitCode !== null || child.signalCode !== null;
			if (stopped || Date.now() > deadline) {
				throw new Error(`The demo never printed "${words}":\n${text}\n${errors}`);
			}
		}
	};
	return { child, ended, printed, text: () => text };
}

/** Processes with that temporary folder in their environment or on their command line. */
async function processesOf(folder: string): Promise<number[]> {
	const found: number[] = [];
	for (const name of await readdir('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const parts = ['environ', 'cmdline'].map((part) => join('/proc', name, part));
		// A process that has ended, or another user's, has nothing to read.
		const texts = await Promise.all(parts.map((part) => readFile(part, 'utf8').catch(() => '')));
		if (texts.some((text) => text.includes(folder))) found.push(Number(name));
	}
	return found;
}
