import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import {
	openStudy,
	startListener,
	type Listener,
	type ListenerEvent,
} from '../../../dist/nodes/Dicom/intake/index.js';
import { dataSet, part10, peerFor, random, route, temporaryFolder } from './build.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The thread that the listener runs in at this moment. */
const threadOf = (listener: Listener) => (listener as unknown as { worker?: Worker }).worker;

const FAULTS: Record<string, (thread: Worker) => unknown> = {
	terminated: async (thread) => await thread.terminate(),
	// A message that it cannot read: the thread throws where nobody catches.
	throwing: (thread) => thread.postMessage(null),
};

/** One sender: an instance after the other, large ones among them, until told to stop. */
async function sender(port: number, number: number, acknowledged: Map<string, string>, going: () => boolean): Promise<void> {
	for (let count = 0; going(); count++) {
		const sop = `2.25.4${number}${String(count).padStart(5, '0')}`;
		const pixels = Buffer.alloc(count % 10 === 9 ? 6_000_000 : 30_000, count % 251);
		const bytes = dataSet({ sop, study: `2.25.3${number}`, pixels });
		const outcomes = await store(peerFor(port), [{ bytes: part10(bytes, { sop }) }]).catch(() => []);
		if (outcomes[0]?.status === 0) acknowledged.set(sop, sha256(bytes));
		else await sleep(20);
	}
} // prettier-ignore

for (const [how, fault] of Object.entries(FAULTS)) {
	test(`a listener thread that is ${how} in mid-transfer starts again and loses nothing acknowledged`, { timeout: 60_000 }, async (t) => {
		const spool = await temporaryFolder(t);
		const events: ListenerEvent[] = [];
		const listener = await startListener({
			host: '127.0.0.1',
			port: 0,
			spoolDir: spool,
			nameKey: Buffer.alloc(32, 7),
			limits: { minFreeBytes: 0 },
			routes: [route({ quietPeriodMs: 700 })],
			on: (event) => events.push(event),
		});
		t.after(async () => await listener.close());
		const seen = (type: ListenerEvent['type']) => events.filter((event) => event.type === type);
		const until = async (what: string, reached: () => boolean) => {
			for (let waited = 0; !reached(); waited += 10) {
				assert.ok(waited < 20_000, what);
				await sleep(10);
			}
		};
		const { port } = listener;
		const next = random(5);
		const acknowledged = new Map<string, string>();
		let going = true;
		const senders = [1, 2, 3].map((number) => sender(port, number, acknowledged, () => going));
		await sleep(100);
		const files = readdirSync('/proc/self/fd').length;
		for (let round = 1; round <= 5; round++) {
			const before = acknowledged.size;
			await until('instances are acknowledged', () => acknowledged.size >= before + 3);
			await sleep(next() * 60);
			await fault(threadOf(listener)!);
			await until('the failure is reported', () => seen('listener-failed').length >= round);
			await until('the listener starts again', () => seen('listener-restarted').length >= round);
		}
		going = false;
		await Promise.all(senders);
		assert.equal(listener.port, port);
		const newest = () =>
			new Map(seen('study-complete').map((event) => [event.type === 'study-complete' ? event.study.studyInstanceUid : '', event]));
		const counted = () =>
			[...newest().values()].reduce((sum, event) => sum + (event.type === 'study-complete' ? event.study.instanceCount : 0), 0);
		await until(`${acknowledged.size} instances are given on, not ${counted()}`, () => counted() >= acknowledged.size);
		const found = new Map<string, string>();
		for (const event of newest().values()) {
			if (event.type !== 'study-complete') continue;
			for (const each of (await openStudy(spool, event.study.key, event.study.version)).instances) {
				const bytes = await readFile(each.path);
				assert.equal(sha256(bytes.subarray(144 + bytes.readUInt32LE(140))), each.sha256);
				found.set(each.sopInstanceUid, each.sha256);
			}
		}
		for (const [sop, digest] of acknowledged) assert.equal(found.get(sop), digest, 'acknowledged, so it is there');
		assert.equal(seen('study-missing').length, 0);
		assert.deepEqual(await readdir(join(spool, 'incoming')), [], 'no temporary file is left');
		// The senders' sockets are closed; the threads before left none of their files open.
		await until('files of dead threads are closed', () => readdirSync('/proc/self/fd').length <= files);
	}); // prettier-ignore
}
