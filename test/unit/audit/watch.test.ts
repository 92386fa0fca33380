import assert from 'node:assert/strict';
import { appendFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { BatchReference } from '../../../dist/nodes/Audit/batch.js';
import { deliver } from '../../../dist/nodes/Audit/delivery/deliver.js';
import type { Sink } from '../../../dist/nodes/Audit/delivery/sink.js';
import type { ChainBreak } from '../../../dist/nodes/Audit/reading/read.js';
import { LedgerWatch, WATCH_DEFAULTS } from '../../../dist/nodes/Audit/watching/watch.js';
import {
	event,
	lines,
	numbered,
	origin,
	places,
	records,
	segment,
	sha256,
	writeOrigin,
	writeSegments,
} from './build.ts';

/** A watch whose clock and ticks the test drives, and a SIEM that can be down. */
async function bench(t: TestContext, settings: Partial<typeof WATCH_DEFAULTS> = {}) {
	const at = await places(t);
	const batches: BatchReference[] = [];
	const breaks: ChainBreak[] = [];
	const failures: unknown[] = [];
	const received: string[] = [];
	const clock = { now: Date.UTC(2026, 0, 3) };
	let end: (hint: 'ended' | 'unknown') => void = () => {};
	const watch = new LedgerWatch(
		{
			...WATCH_DEFAULTS,
			...settings,
			auditDir: at.auditDir,
			cursorDir: at.cursorDir,
			sink: 'siem',
		},
		{
			emit: (batch) => {
				batches.push(batch);
				return new Promise((resolve) => (end = resolve));
			},
			broken: (found) => void breaks.push(found),
			failed: (error) => void failures.push(error),
		},
		() => clock.now,
	);
	const sink: Sink = {
		async send(entries) {
			const taken: string[] = [];
			for await (const entry of entries) taken.push(entry.id);
			received.push(...taken);
			return { messages: taken.length, confirmation: 'closed' };
		},
	};
	return {
		...at, watch, batches, breaks, failures, received, clock,
		end: async (hint: 'ended' | 'unknown' = 'ended') => {
			end(hint);
			await new Promise((done) => setImmediate(done));
		},
		// Items travel as JSON.
		deliverLast: async () => await deliver(JSON.parse(JSON.stringify(batches.at(-1))), sink, at),
	}; // prettier-ignore
}

test('one batch is under way at a time, and the next comes only after the cursor moved', async (t) => {
	const b = await bench(t, { maxEvents: 4 });
	const all = await writeOrigin(b.auditDir, origin(), 10);
	await b.watch.tick();
	await b.watch.tick();
	assert.equal(b.batches.length, 1);
	assert.equal(b.batches[0].count, 4);
	for (let n = 0; n < 3; n++) {
		await b.deliverLast();
		await b.end();
		await b.watch.tick();
	}
	assert.deepEqual(
		b.batches.map((batch) => [batch.count, batch.attempt]),
		[[4, 1], [4, 1], [2, 1]],
	); // prettier-ignore
	assert.deepEqual(
		b.received,
		all.map((line) => sha256(line)),
	);
	await b.watch.tick();
	assert.equal(b.batches.length, 3);
	assert.deepEqual(b.failures, []);
});

test('a batch that was not delivered comes again after waits that double, and nothing is skipped', async (t) => {
	const b = await bench(t);
	const all = await writeOrigin(b.auditDir, origin(), 3);
	const waits: number[] = [];
	await b.watch.tick();
	for (let n = 0; n < 8; n++) {
		await b.end();
		const before = b.batches.length;
		let waited = 0;
		for (; b.batches.length === before; waited += 500) {
			b.clock.now += 500;
			await b.watch.tick();
		}
		waits.push(waited);
	}
	assert.deepEqual(waits, [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
	assert.equal(b.batches.at(-1)?.attempt, 9);
	const more = lines(records(origin(), numbered(5))).slice(3);
	await appendFile(segment(b.auditDir, origin(), 1), more.map((line) => `${line}\n`).join(''));
	await b.deliverLast();
	await b.end();
	await b.watch.tick();
	assert.equal(b.batches.at(-1)?.attempt, 1, 'a success resets the count');
	await b.deliverLast();
	assert.deepEqual(
		b.received,
		[...all, ...more].map((line) => sha256(line)),
	);
});

test('the next batch waits until the delivery before it is over, but not for ever', async (t) => {
	const b = await bench(t, { maxEvents: 2 });
	await writeOrigin(b.auditDir, origin(), 6);
	await b.watch.tick();
	await b.deliverLast();
	await b.watch.tick();
	assert.equal(b.batches.length, 1, 'the cursor has moved, its execution still ends');
	await b.end();
	await b.watch.tick();
	assert.equal(b.batches.length, 2);
	await b.deliverLast();
	await b.end('unknown');
	await b.watch.tick();
	assert.equal(b.batches.length, 2);
	b.clock.now += 2000;
	await b.watch.tick();
	assert.equal(b.batches.length, 3, 'nobody told that it is over');
});

test('an execution of which nothing is heard gets its batch again after the lease', async (t) => {
	const b = await bench(t, { leaseMs: 10_000 });
	await writeOrigin(b.auditDir, origin(), 1);
	await b.watch.tick();
	await b.end('unknown');
	b.clock.now += 9999;
	await b.watch.tick();
	assert.equal(b.batches.length, 1);
	b.clock.now += 1;
	await b.watch.tick();
	assert.equal(b.batches.length, 2);
});

test('what is recorded while the SIEM is down joins the batch when it comes again', async (t) => {
	const b = await bench(t);
	const all = lines(records(origin(), numbered(4)));
	await writeSegments(b.auditDir, origin(), [all.slice(0, 1)]);
	await b.watch.tick();
	await b.end();
	await writeSegments(b.auditDir, origin(), [all]);
	b.clock.now += 2000;
	await b.watch.tick();
	assert.deepEqual(
		b.batches.map((batch) => batch.count),
		[1, 4],
	);
});

test('a busy writer leaves room for the others in every batch', async (t) => {
	const b = await bench(t, { maxEvents: 30 });
	await writeOrigin(b.auditDir, origin(1), 500);
	await writeOrigin(b.auditDir, origin(2), 5);
	await writeOrigin(b.auditDir, origin(3), 500);
	await b.watch.tick();
	assert.deepEqual(
		b.batches[0].origins.map((range) => [range.origin, range.count]),
		[[origin(1), 10], [origin(2), 5], [origin(3), 15]],
	); // prettier-ignore
});

test('the audit events of deliveries alone start no batch, but go with the next one or in the end alone', async (t) => {
	const b = await bench(t, { idleMs: 60_000 });
	const own = event(1, { kind: 'system', interaction: 'audit-batch-delivered' });
	const [first, second] = records(origin(), [own, event(2)]);
	await writeSegments(b.auditDir, origin(), [lines([first])]);
	b.clock.now = Date.parse(first.recorded) + 1000;
	await b.watch.tick();
	assert.equal(b.batches.length, 0);
	b.clock.now = Date.parse(first.recorded) + 60_000;
	await b.watch.tick();
	assert.equal(b.batches.length, 1);
	await writeSegments(b.auditDir, origin(), [lines([first, second])]);
	b.clock.now += WATCH_DEFAULTS.leaseMs;
	await b.watch.tick();
	assert.equal(b.batches.at(-1)?.count, 2);
});

test('damage is reported once, goes to the SIEM as a notice, and the other writers go on', async (t) => {
	const b = await bench(t);
	const all = lines(records(origin(1), numbered(5)));
	await writeSegments(b.auditDir, origin(1), [all.toSpliced(2, 1)]);
	const other = await writeOrigin(b.auditDir, origin(2), 2);
	await b.watch.tick();
	const [first] = b.batches;
	assert.equal(first.count, 4, 'what stands before the damage, and all of the other writer');
	assert.deepEqual(
		first.breaks.map(({ origin, reason }) => [origin, reason]),
		[[origin(1), 'sequence-gap']],
	);
	await b.deliverLast();
	await b.end();
	for (let n = 0; n < 3; n++) await b.watch.tick();
	assert.equal(b.batches.length, 1, 'the damaged ledger gives no further batch');
	assert.equal(b.breaks.length, 1);
	assert.deepEqual(
		b.received.slice(1),
		[...all.slice(0, 2), ...other].map((line) => sha256(line)),
	);
	const more = lines(records(origin(2), numbered(3)));
	await writeSegments(b.auditDir, origin(2), [more]);
	await b.watch.tick();
	assert.equal(b.batches.at(-1)?.count, 1);
});

test('a writer whose ledger vanished is damage', async (t) => {
	const b = await bench(t);
	await writeOrigin(b.auditDir, origin(), 2);
	await b.watch.tick();
	await b.deliverLast();
	await b.end();
	await rm(join(b.auditDir, origin()), { recursive: true });
	await b.watch.tick();
	assert.equal(b.breaks[0]?.reason, 'origin-missing');
	assert.equal(b.batches.at(-1)?.breaks.length, 1);
});

test('the torn last line of a writer that was killed never starts a batch and is never an error', async (t) => {
	const b = await bench(t);
	const all = lines(records(origin(), numbered(2)));
	await writeSegments(b.auditDir, origin(), [`${all[0]}\n${all[1].slice(0, 30)}`]);
	await b.watch.tick();
	await b.deliverLast();
	await b.end();
	for (let n = 0; n < 3; n++) await b.watch.tick();
	assert.equal(b.batches.length, 1);
	assert.deepEqual([b.breaks, b.failures], [[], []]);
	await appendFile(segment(b.auditDir, origin(), 1), `${all[1].slice(30)}\n`);
	await b.watch.tick();
	assert.equal(b.batches.length, 2);
});

test('a writer that was quiet for an hour is looked at once a minute, and loses nothing by it', async (t) => {
	const b = await bench(t);
	const all = lines(records(origin(), numbered(2)));
	await writeSegments(b.auditDir, origin(), [all.slice(0, 1)]);
	await b.watch.tick();
	await b.deliverLast();
	await b.end();
	const hours = 2 * 3_600_000;
	await utimes(segment(b.auditDir, origin(), 1), 0, (b.clock.now - hours) / 1000);
	await b.watch.tick();
	await writeSegments(b.auditDir, origin(), [all]);
	b.clock.now += 59_999;
	await b.watch.tick();
	assert.equal(b.batches.length, 1);
	b.clock.now += 1;
	await b.watch.tick();
	assert.equal(b.batches.length, 2);
});

test('a failing look is reported and the next one goes on', async (t) => {
	const b = await bench(t);
	await writeOrigin(b.auditDir, origin(), 1);
	await writeFile(join(b.cursorDir, 'siem.json'), 'x');
	await b.watch.tick();
	assert.equal((b.failures[0] as { code: string }).code, 'audit-cursor-unreadable');
	await rm(join(b.cursorDir, 'siem.json'));
	await b.watch.tick();
	assert.equal(b.batches.length, 1);
});

test('the running watch looks by itself, drains a backlog at once, and stops', async (t) => {
	const b = await bench(t);
	const at = { auditDir: b.auditDir, cursorDir: b.cursorDir };
	await writeOrigin(b.auditDir, origin(), 100);
	const counts: number[] = [];
	const sink: Sink = {
		async send(entries) {
			let messages = 0;
			for await (const _ of entries) messages += 1;
			counts.push(messages);
			return { messages, confirmation: 'closed' };
		},
	};
	const watch = new LedgerWatch(
		{ ...WATCH_DEFAULTS, ...at, sink: 'siem', maxEvents: 10, pollMs: 200 },
		{
			emit: async (batch) => {
				await deliver(batch, sink, at);
				return 'ended';
			},
			broken: (found) => assert.fail(found.reason),
			failed: (error) => assert.fail(String(error)),
		},
	);
	const started = performance.now();
	watch.start();
	while (counts.length < 10 && performance.now() - started < 5000) {
		await new Promise((done) => setTimeout(done, 5));
	}
	assert.ok(performance.now() - started < 1500, 'ten batches do not take ten polls');
	await watch.stop();
	await writeOrigin(b.auditDir, origin(2), 1);
	await new Promise((done) => setTimeout(done, 300));
	assert.deepEqual(
		counts,
		Array.from({ length: 10 }, () => 10),
	);
});
