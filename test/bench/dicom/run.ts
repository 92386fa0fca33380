import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { syncLatency, warmPages } from './disk.ts';
import type { Network } from './network.ts';
import type { Load } from './objects.ts';
import { cpuMs } from './proc.ts';
import { countStored, startReceiver, type ReceiverName } from './receivers.ts';
import { send, type Sender } from './send.ts';

/** What one receiver did with one load. */
export interface Run {
	ms: number;
	/** Processor time of the receiver, its children included. */
	cpuMs: number;
	/** How long the disk took to make 0.5 MB durable just before. Milliseconds. */
	syncMs: number;
}

/** A receiver that has used no processor time for so long has nothing left to do. */
const SETTLED_MS = 300;
/** Orthanc and runtimes never rest altogether. */
const LONGEST_SETTLING_MS = 5_000;

/**
 * One load into a receiver that was started for it, with an empty folder on a prepared disk and one
 * object sent ahead.
 *
 * @throws Error when the receiver has not got every object afterwards
 */
export async function run(
	name: ReceiverName,
	load: Load,
	{ sender, network, folder }: { sender: Sender; network: Network; folder: string },
): Promise<Run> {
	const dir = await mkdtemp(join(folder, 'receiver-'));
	await warmPages(folder, load.bytes * 1.5);
	const syncMs = await syncLatency(folder);
	const receiver = await startReceiver(name, dir, network);
	try {
		await send(sender, [load.warmUp], receiver);
		const before = await cpuMs(receiver.pid);
		const ms = await send(sender, load.groups, receiver);
		const after = await settledCpuMs(receiver.pid);
		const expected = load.count + load.warmUp.length;
		const stored = await countStored(dir, load.objectBytes);
		if (stored !== expected) {
			throw new Error(`${name} has ${stored} of ${expected} objects`);
		}
		return { ms, cpuMs: after - before, syncMs };
	} finally {
		await receiver.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

/** Work that a receiver puts off until after its last answer belongs to its processor time. */
async function settledCpuMs(pid: number): Promise<number> {
	let before = await cpuMs(pid);
	for (let waited = 0; waited < LONGEST_SETTLING_MS; waited += SETTLED_MS) {
		await sleep(SETTLED_MS);
		const now = await cpuMs(pid);
		// One tick in so long is a timer, not work.
		if (now - before <= 10) return now;
		before = now;
	}
	return before;
}
