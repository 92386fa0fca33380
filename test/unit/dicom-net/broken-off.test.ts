import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import {
	startListener,
	type ListenerEvent,
	type Route,
} from '../../../dist/nodes/Dicom/intake/index.js';
import { route, startTestListener, temporaryFolder, type TestListener } from './build.ts';
import { Sender } from './sender.ts';

type Of<T extends ListenerEvent['type']> = Extract<ListenerEvent, { type: T }>;

const QUICK = route({ quietPeriodMs: 100 });

async function completeness(server: TestListener, number = 1) {
	const { study } = await server.event('study-complete', number);
	const { incomplete, incompleteReason, explanation, evidence } = study.completeness;
	return { incomplete, incompleteReason, explanation, evidence, images: study.instanceCount };
}

describe('a sender that breaks off', { timeout: 60_000 }, () => {
	test('and does not come back leaves a study that says so, in plain words', async (t) => {
		const server = await startTestListener(t, { routes: [QUICK] });
		const sender = await Sender.open(server.port);
		await sender.send();
		sender.abort();
		const began = performance.now();
		const found = await completeness(server);
		assert.ok(performance.now() - began > 900, 'it had ten quiet periods to come back');
		assert.deepEqual([found.incomplete, found.incompleteReason, found.evidence], [true, 'transfer-aborted', 'quiet-period']); // prettier-ignore
		assert.match(found.explanation ?? '', /broke its transfer off and did not come back/);
	});

	test('and comes back to finish has sent a study like any other', async (t) => {
		const server = await startTestListener(t, { routes: [QUICK] });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		sender.abort();
		await server.event('association-ended');
		const again = await Sender.open(server.port);
		await again.send({ sop: '2.25.2' });
		await again.release();
		const { incomplete, images } = await completeness(server);
		assert.deepEqual([incomplete, images], [false, 2]);
	});

	test('and comes back after its study was given on makes a new version, whole', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 20 })] });
		const sender = await Sender.open(server.port);
		await sender.send({ sop: '2.25.1' });
		sender.abort();
		const { study } = await server.event('study-complete');
		await server.listener.handedOver('HOSPITAL', study.key, study.version);
		const again = await Sender.open(server.port);
		await again.send({ sop: '2.25.2' });
		await again.release();
		const second = await completeness(server, 2);
		assert.deepEqual([second.incomplete, second.images], [false, 2]);
	});

	test('with a listener that is closed in order is not blamed for it', async (t) => {
		const spool = await temporaryFolder(t);
		const slow = { routes: [route({ quietPeriodMs: 60_000 })], spool };
		const first = await startTestListener(t, slow);
		const sender = await Sender.open(first.port);
		await sender.send();
		await first.close();
		const second = await startTestListener(t, { routes: [QUICK], spool });
		assert.equal((await completeness(second)).incompleteReason, 'transfer-interrupted');
	});

	test('is not what a listener takes a sender for that released before its restart', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await startTestListener(t, { routes: [route({ quietPeriodMs: 60_000 })], spool });
		const sender = await Sender.open(first.port);
		await sender.send();
		await sender.release();
		await first.event('association-ended');
		await first.close();
		const second = await startTestListener(t, { routes: [QUICK], spool });
		const { incomplete, explanation } = await completeness(second);
		assert.deepEqual([incomplete, explanation], [false, 'No image came for a while.']);
	});

	test('in mid-study stays so for a large image whose digest comes after its release', async (t) => {
		const spool = await temporaryFolder(t);
		const slow = { routes: [route({ quietPeriodMs: 60_000 })], spool };
		const first = await startTestListener(t, slow);
		const sender = await Sender.open(first.port);
		await sender.send({ pixels: Buffer.alloc(6_000_000, 5) });
		await sender.release();
		await first.event('association-ended');
		await first.close();
		const second = await startTestListener(t, { routes: [QUICK], spool });
		assert.equal((await completeness(second)).incomplete, false);
	});
});

/** A listener whose thread can be ended as a crash would. */
async function crashing(t: TestContext, own: Partial<Route>, ledger = true) {
	const events: ListenerEvent[] = [];
	const listener = await startListener({
		host: '127.0.0.1',
		port: 0,
		spoolDir: await temporaryFolder(t),
		nameKey: Buffer.alloc(32, 7),
		limits: { minFreeBytes: 0 },
		routes: [route(own)],
		on: (event) => {
			events.push(event);
			const told = event.type === 'association-ended' || event.type === 'association-cut-off';
			if (told && ledger && event.transfer !== undefined) void listener.audited(event.transfer);
		},
	});
	t.after(async () => await listener.close());
	const all = <T extends ListenerEvent['type']>(type: T) =>
		events.filter((event): event is Of<T> => event.type === type);
	const event = async <T extends ListenerEvent['type']>(type: T, number = 1): Promise<Of<T>> => {
		for (let waited = 0; waited < 15_000; waited += 5) {
			const found = all(type)[number - 1];
			if (found !== undefined) return found;
			await sleep(5);
		}
		throw new Error(`no ${type} number ${number} among ${events.map((e) => e.type).join()}`);
	};
	const crash = async () => {
		const restarts = all('listener-restarted').length;
		await (listener as unknown as { worker: Worker }).worker.terminate();
		await event('listener-restarted', restarts + 1);
	};
	return { listener, all, event, crash };
}

describe('a crash', { timeout: 60_000 }, () => {
	test('while a sender is at it: nobody knows whether it was done, and the study says so', async (t) => {
		const server = await crashing(t, { quietPeriodMs: 200 });
		const sender = await Sender.open(server.listener.port);
		await sender.send();
		await server.crash();
		const { study } = await server.event('study-complete');
		assert.deepEqual(
			[study.completeness.incomplete, study.completeness.incompleteReason],
			[true, 'transfer-interrupted'],
		);
	});

	test('after its release: the study is complete as usual', async (t) => {
		const server = await crashing(t, { quietPeriodMs: 2_000 });
		const sender = await Sender.open(server.listener.port);
		await sender.send();
		await sender.release();
		await sleep(400);
		await server.crash();
		const { study } = await server.event('study-complete');
		assert.equal(study.completeness.incomplete, false);
	});

	test('does not keep from the ledger what a cut-off association had stored: once, and late', async (t) => {
		const server = await crashing(t, { quietPeriodMs: 60_000 });
		const sender = await Sender.open(server.listener.port);
		await sender.send({ sop: '2.25.1' });
		await sender.send({ sop: '2.25.2' });
		await sender.send({ sop: '2.25.2', pixels: Buffer.alloc(100, 9) });
		await sender.send({ sop: '2.25.3', pixels: Buffer.alloc(5_000_000, 9) });
		await server.crash();
		const { peer, studies } = await server.event('association-cut-off');
		assert.deepEqual([peer.callingAeTitle, peer.calledAeTitle, peer.address], ['ZZTESTSCU', 'HOSPITAL', '127.0.0.1']); // prettier-ignore
		const [{ added, changed, repeated, patientId }] = studies;
		assert.deepEqual([added, changed, repeated, patientId], [3, 1, 0, 'ZZ-0001']);
		await sleep(300);
		await server.crash();
		await sleep(300);
		assert.equal(server.all('association-cut-off').length, 1, 'not a second time');
		assert.equal(server.all('association-ended').length, 0);
	});

	test('does not tell the ledger again of associations that it knows', async (t) => {
		const server = await crashing(t, { quietPeriodMs: 60_000 });
		for (const sop of ['2.25.1', '2.25.2']) {
			const sender = await Sender.open(server.listener.port);
			await sender.send({ sop });
			await sender.release();
		}
		await server.event('association-ended', 2);
		// The journal may not say so yet: the process that survives does.
		await server.crash();
		await sleep(300);
		assert.deepEqual(server.all('association-cut-off'), []);
	});

	test('tells a ledger that took nothing of every association again, at each start', async (t) => {
		const server = await crashing(t, { quietPeriodMs: 60_000 }, false);
		const sender = await Sender.open(server.listener.port);
		await sender.send();
		await sender.release();
		await server.event('association-ended');
		await server.crash();
		await server.crash();
		await server.event('association-cut-off', 2);
	});
});
