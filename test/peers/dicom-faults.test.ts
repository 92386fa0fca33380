import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo, store } from '../../dist/nodes/clients/dimse/index.js';
import { HostProcess } from '../campaign/dicom/fuzz/host-process.ts';
import { dataSet, part10, peerFor, temporaryFolder } from '../unit/dicom-net/build.ts';
import { command } from './command.ts';
import { peer, PeerUnavailable } from './require.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A volume of its own, seen by the listener's process and by nobody else. */
interface Volume {
	/** Where the listener sees it. */
	path: string;
	/** Where this process sees it. */
	seen: string;
	/** Runs a program where the volume is. */
	inside: readonly string[];
}

/** A tmpfs of so many MB in a mount namespace, which root and most other users may have. */
async function volume(t: TestContext, megabytes: number): Promise<Volume> {
	const path = join(await temporaryFolder(t), 'volume');
	await mkdir(path);
	const root = process.getuid?.() === 0;
	const script = `mount -t tmpfs -o size=${megabytes}m,mode=700 tmpfs '${path}' && echo mounted && exec sleep 300`;
	const holder = spawn('unshare', [root ? '-m' : '-rm', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
	t.after(() => holder.kill('SIGKILL'));
	if (!(await says(holder, 'mounted'))) throw new PeerUnavailable('no mount namespace may be made here');
	const inside = ['nsenter', '-t', String(holder.pid), ...(root ? [] : ['-U', '--preserve-credentials']), '-m'];
	return { path, seen: join(`/proc/${holder.pid}/root`, path), inside };
} // prettier-ignore

const says = (child: ChildProcess, word: string): Promise<boolean> =>
	new Promise((resolve) => {
		child.stdout?.on('data', (chunk: Buffer) => resolve(chunk.includes(word)));
		child.once('error', () => resolve(false));
		child.once('exit', () => resolve(false));
	});

/** A sender that remembers what was acknowledged. */
class Sender {
	readonly acknowledged = new Set<string>();
	private count = 0;
	readonly port: number;

	constructor(port: number) {
		this.port = port;
	}

	/** Statuses of `instances` new images over one association. */
	async send(instances: number, pixels: number): Promise<number[]> {
		const sent = Array.from({ length: instances }, () => {
			const sop = `2.25.6${String(++this.count).padStart(5, '0')}`;
			const bytes = dataSet({ sop, pixels: Buffer.alloc(pixels, this.count % 251) });
			return { sop, bytes };
		});
		const files = sent.map(({ sop, bytes }) => ({ bytes: part10(bytes, { sop }) }));
		const outcomes = await store(peerFor(this.port), files);
		for (const [index, { status }] of outcomes.entries()) {
			if (status === 0) this.acknowledged.add(sha256(sent[index]!.bytes));
		}
		return outcomes.map(({ status }) => status ?? -1);
	}

	/** Everything acknowledged lies in the spool as it was sent. */
	async compare(spool: string): Promise<void> {
		const stored = new Set<string>();
		for (const name of await readdir(spool, { recursive: true })) {
			if (!name.endsWith('.dcm')) continue;
			const bytes = await readFile(join(spool, name));
			stored.add(sha256(bytes.subarray(144 + bytes.readUInt32LE(140))));
		}
		for (const digest of this.acknowledged)
			assert.ok(stored.has(digest), 'acknowledged, so it is there');
	}
}

const isOutOfResources = (status: number) => status >> 8 === 0xa7;

const hex = (statuses: number[]) => statuses.map((status) => status.toString(16)).join();

/** Failures are out of resources, the listener lives, its process is well. */
async function endured(host: HostProcess, statuses: number[]): Promise<void> {
	const failed = statuses.filter((status) => status !== 0);
	assert.ok(failed.length > 0, 'something was refused');
	assert.ok(failed.every(isOutOfResources), hex(statuses));
	await echo(peerFor(host.port));
	assert.deepEqual(wrong(host), []);
}

const wrong = (host: HostProcess) =>
	host.faults.filter((line) => !line.includes('storage-failing'));

async function recovers(sender: Sender): Promise<void> {
	for (let waited = 0; ; waited += 200) {
		const [status] = await sender.send(1, 50_000);
		if (status === 0) return;
		assert.ok(waited < 10_000, `still ${status?.toString(16)}`);
		await sleep(200);
	}
}

async function untilComplete(host: HostProcess): Promise<void> {
	for (let waited = 0; !(await host.events())['study-complete']; waited += 50) {
		assert.ok(waited < 10_000, 'a study becomes complete');
		await sleep(50);
	}
}

/** No open files more than before, no temporary file. */
async function settles(host: HostProcess, spool: string, files: number): Promise<void> {
	for (let waited = 0; ; waited += 100) {
		const [open, temporary] = [await host.openFiles(), await readdir(join(spool, 'incoming'))];
		if (open <= files && temporary.length === 0) return;
		assert.ok(
			waited < 8000,
			`${open} open files, ${files} before; ${temporary.length} temporary files`,
		);
		await sleep(100);
	}
}

for (const [what, pixels] of [['small', 20_000], ['middle', 600_000], ['large', 5_000_000]] as const) {
	test(`a full disk is out of resources for ${what} images, and the listener goes on when there is room`, { timeout: 60_000 }, async (t) => {
		const disk = await peer(t, async () => await volume(t, 24));
		if (disk === undefined) return;
		await writeFile(join(disk.seen, 'filler'), Buffer.alloc(16 * 2 ** 20 - 4 * pixels * Number(pixels < 100_000)));
		const spool = join(disk.path, 'spool');
		const host = await HostProcess.start(spool, disk.inside);
		t.after(async () => await host.stop());
		const sender = new Sender(host.port);
		// What is started by the first image of its size is not counted below.
		assert.deepEqual(await sender.send(1, pixels), [0]);
		await untilComplete(host);
		const files = await host.openFiles();
		const statuses: number[] = [];
		for (let rounds = 0; rounds < 30 && statuses.filter((status) => status !== 0).length < 30; rounds++) {
			statuses.push(...(await sender.send(pixels < 100_000 ? 60 : 5, pixels)));
		}
		await endured(host, statuses);
		await sender.compare(join(disk.seen, 'spool'));
		await rm(join(disk.seen, 'filler'));
		await recovers(sender);
		await sleep(2500);
		assert.deepEqual(await sender.send(2, 1000), [0, 0]);
		await sender.compare(join(disk.seen, 'spool'));
		await settles(host, join(disk.seen, 'spool'), files);
		assert.deepEqual(wrong(host), []);
		await host.stop();
		// What was acknowledged around the full disk is known to the next life too.
		const again = await HostProcess.start(spool, disk.inside);
		t.after(async () => await again.stop());
		await sender.compare(join(disk.seen, 'spool'));
		await recovers(new Sender(again.port));
		assert.deepEqual(wrong(again), []);
	});
} // prettier-ignore

test('a spool that became read-only is out of resources, and the listener goes on when it is not', { timeout: 60_000 }, async (t) => {
	const disk = await peer(t, async () => await volume(t, 24));
	if (disk === undefined) return;
	const spool = join(disk.path, 'spool');
	const host = await HostProcess.start(spool, disk.inside);
	t.after(async () => await host.stop());
	const sender = new Sender(host.port);
	assert.deepEqual(await sender.send(3, 1000), [0, 0, 0]);
	const files = await host.openFiles();
	const inside = async (script: string) => {
		const [program = '', ...args] = [...disk.inside, 'sh', '-c', script];
		const result = await command(program, args);
		assert.equal(result.code, 0, result.stderr);
	};
	await inside(`mount --bind '${spool}' '${spool}' && mount -o remount,bind,ro '${spool}'`);
	await endured(host, await sender.send(20, 20_000));
	await inside(`umount '${spool}'`);
	await recovers(sender);
	await sender.compare(join(disk.seen, 'spool'));
	await settles(host, join(disk.seen, 'spool'), files);
}); // prettier-ignore

test('files that may not grow further are out of resources, and small images go on being stored', { timeout: 30_000 }, async (t) => {
	const spool = join(await temporaryFolder(t), 'spool');
	const host = await HostProcess.start(spool, ['sh', '-c', 'ulimit -f 1000; exec "$@"', 'sh']);
	t.after(async () => await host.stop());
	const sender = new Sender(host.port);
	await endured(host, await sender.send(3, 5_000_000));
	assert.deepEqual(await sender.send(3, 20_000), [0, 0, 0]);
	await sender.compare(spool);
}); // prettier-ignore
