import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BatchReference } from '../../../dist/nodes/Audit/batch.js';
import { positionOf, readCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import { deliver } from '../../../dist/nodes/Audit/delivery/deliver.js';
import { keepRecent, type Overlap } from '../../../dist/nodes/Audit/delivery/overlap.js';
import type { Sink } from '../../../dist/nodes/Audit/delivery/sink.js';
import type { LedgerEntry } from '../../../dist/nodes/Audit/reading/check.js';
import {
	batch,
	event,
	lines,
	origin,
	places,
	records,
	segment,
	sha256,
	writeOrigin,
	writeSegments,
	type Places,
} from './build.ts';

/** Keeps what it was sent; dies after `failAfter` entries when that is set. */
class MemorySink implements Sink {
	readonly received: LedgerEntry[] = [];
	failAfter: number | undefined;
	failAtEnd = false;

	async send(entries: AsyncIterable<LedgerEntry>) {
		let messages = 0;
		for await (const entry of entries) {
			if (messages === this.failAfter) throw new Error('receiver died');
			this.received.push(entry);
			messages += 1;
		}
		if (this.failAtEnd) throw new Error('receiver died');
		return { messages, confirmation: 'closed' };
	}

	get ids(): string[] {
		return this.received.map((entry) => entry.id);
	}
}

const ids = (all: string[]): string[] => all.map((line) => sha256(line));
const NO_OVERLAP: Overlap = { bytes: 0, seconds: 0 };

/** The batch that follows what the cursor says. */
async function nextBatch({ auditDir, cursorDir }: Places, names: string[], limit?: number) {
	const { origins } = await readCursor(cursorDir, 'siem');
	return await batch(auditDir, names, { from: origins, limit });
}

test('a delivered batch moves the cursor to its end, and delivering it again sends nothing', async (t) => {
	const at = await places(t);
	const all = await writeOrigin(at.auditDir, origin(), 5);
	const sink = new MemorySink();
	const one = await batch(at.auditDir, [origin()]);
	const first = await deliver(one, sink, at);
	assert.deepEqual([first.delivered, first.alreadyDelivered, first.confirmation], [5, 0, 'closed']);
	const cursor = await readCursor(at.cursorDir, 'siem');
	assert.deepEqual(positionOf(cursor, origin()), one.origins[0].to);
	const again = await deliver(one, sink, at);
	assert.deepEqual([again.delivered, again.alreadyDelivered, again.confirmation], [0, 5, 'none']);
	assert.deepEqual(sink.ids, ids(all));
});

test('wherever the receiver dies in a batch, the next attempt delivers everything in order', async (t) => {
	for (let point = 0; point <= 6; point++) {
		const at = await places(t);
		const all = await writeOrigin(at.auditDir, origin(), 6);
		const one = await batch(at.auditDir, [origin()]);
		const sink = new MemorySink();
		if (point < 6) sink.failAfter = point;
		else sink.failAtEnd = true;
		await assert.rejects(deliver(one, sink, at), /receiver died/);
		const cursor = await readCursor(at.cursorDir, 'siem');
		assert.deepEqual(cursor.origins, {}, 'the cursor stays');
		assert.equal(typeof cursor.failedSince, 'string');
		sink.failAfter = undefined;
		sink.failAtEnd = false;
		await deliver(one, sink, at);
		assert.deepEqual(sink.ids, [...ids(all).slice(0, point), ...ids(all)]);
		assert.equal((await readCursor(at.cursorDir, 'siem')).failedSince, undefined);
	}
});

test('a crash between the receipt and the cursor sends the batch again, with the same ids', async (t) => {
	const at = await places(t);
	const all = await writeOrigin(at.auditDir, origin(), 4);
	const one = await batch(at.auditDir, [origin()]);
	const sink = new MemorySink();
	const crashing: Sink = {
		async send(entries) {
			const receipt = await sink.send(entries);
			await rm(at.cursorDir, { recursive: true });
			return receipt;
		},
	};
	await assert.rejects(deliver(one, crashing, at), { code: 'ENOENT' });
	await mkdir(at.cursorDir);
	await deliver(one, sink, at);
	assert.deepEqual(sink.ids, [...ids(all), ...ids(all)]);
	await deliver(one, sink, at);
	assert.equal(sink.received.length, 8);
});

test('a crash while the cursor is written leaves a temporary file and the old cursor', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 4);
	await writeFile(join(at.cursorDir, '.0011223344556677.tmp'), '{"v":1,"si');
	const sink = new MemorySink();
	await deliver(await nextBatch(at, [origin()]), sink, at);
	assert.equal(sink.received.length, 4);
	assert.ok((await readdir(at.cursorDir)).includes('siem.json'));
});

test('after a failure the last batches are repeated once, before anything new', async (t) => {
	const at = await places(t);
	const all = ids(await writeOrigin(at.auditDir, origin(), 9));
	const sink = new MemorySink();
	for (let n = 0; n < 2; n++) await deliver(await nextBatch(at, [origin()], 3), sink, at);
	assert.deepEqual(sink.ids, all.slice(0, 6), 'without a failure nothing is repeated');
	sink.received.length = 0;
	sink.failAfter = 0;
	const third = await nextBatch(at, [origin()], 3);
	await assert.rejects(deliver(third, sink, at));
	await assert.rejects(deliver(third, sink, at));
	sink.failAfter = undefined;
	const done = await deliver(third, sink, at);
	assert.deepEqual([done.delivered, done.repeated], [3, 6]);
	assert.deepEqual(sink.ids, all);
	const idle = await deliver(third, sink, at);
	assert.equal(idle.repeated, 0);
});

test('the overlap keeps at least its bytes and its seconds, and always the last batch', () => {
	const recent = (second: number, bytes: number) => ({
		at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
		bytes,
		ranges: [],
	});
	const list = [recent(0, 100), recent(10, 100), recent(20, 100), recent(30, 100)];
	const kept = (overlap: Overlap) => keepRecent(list, overlap).length;
	assert.equal(kept({ bytes: 0, seconds: 0 }), 1);
	assert.equal(kept({ bytes: 150, seconds: 0 }), 2);
	assert.equal(kept({ bytes: 0, seconds: 20 }), 3);
	assert.equal(kept({ bytes: 1000, seconds: 0 }), 4);
	assert.deepEqual(keepRecent([], NO_OVERLAP), []);
});

test('a test batch is sent and stays due', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 2);
	const one = await batch(at.auditDir, [origin()]);
	const sink = new MemorySink();
	await deliver({ ...one, test: true }, sink, at);
	assert.equal(sink.received.length, 2);
	assert.deepEqual((await readCursor(at.cursorDir, 'siem')).origins, {});
});

test('a batch that would leave events out is refused', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 6);
	const whole = await batch(at.auditDir, [origin()], { limit: 3 });
	const later = await batch(at.auditDir, [origin()], { from: { [origin()]: whole.origins[0].to } });
	const sink = new MemorySink();
	await assert.rejects(deliver(later, sink, at), { code: 'audit-batch-ahead' });
	assert.equal(sink.received.length, 0);
});

test('a batch that reaches over the cursor delivers only what is missing', async (t) => {
	const at = await places(t);
	const all = await writeOrigin(at.auditDir, origin(), 6);
	const sink = new MemorySink();
	await deliver(await batch(at.auditDir, [origin()], { limit: 2 }), sink, at);
	const rest = await deliver(await batch(at.auditDir, [origin()]), sink, at);
	assert.deepEqual([rest.delivered, rest.alreadyDelivered], [4, 2]);
	assert.deepEqual(sink.ids, ids(all));
});

test('a batch of another ledger is refused', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 3);
	const sink = new MemorySink();
	const one = await batch(at.auditDir, [origin()]);
	await deliver(one, sink, at);
	const foreign = structuredClone(one);
	foreign.origins[0].to.hash = 'ab'.repeat(32);
	await assert.rejects(deliver(foreign, sink, at), { code: 'audit-batch-foreign' });
});

test('a ledger that was changed after the batch was handed out is not delivered', async (t) => {
	const at = await places(t);
	const all = await writeOrigin(at.auditDir, origin(), 4);
	const one = await batch(at.auditDir, [origin()]);
	await writeSegments(at.auditDir, origin(), [all.with(2, all[2].replace('"R"', '"U"'))]);
	const sink = new MemorySink();
	await assert.rejects(deliver(one, sink, at), { code: 'ledger-chain-broken' });
	const cursor = await readCursor(at.cursorDir, 'siem');
	assert.deepEqual(cursor.origins, {});
	assert.equal(cursor.failedSince, undefined, 'the receiver is not to blame');
	await writeSegments(at.auditDir, origin(), [all.slice(0, 2)]);
	await assert.rejects(deliver(one, sink, at), { code: 'ledger-chain-broken' });
	const forged = lines(
		records(
			origin(),
			Array.from({ length: 4 }, () => event(9)),
		),
	);
	await writeSegments(at.auditDir, origin(), [forged]);
	await assert.rejects(deliver(one, sink, at), { code: 'ledger-chain-broken' });
});

test('damage in what is repeated is reported and does not stop what is new', async (t) => {
	const at = await places(t);
	const all = await writeOrigin(at.auditDir, origin(1), 4);
	await writeOrigin(at.auditDir, origin(2), 2);
	const sink = new MemorySink();
	await deliver(await nextBatch(at, [origin(1)]), sink, at);
	await writeFile(
		segment(at.auditDir, origin(1), 1),
		`${all[0]}\nx`.padEnd(all.join('\n').length + 1),
	);
	sink.failAfter = 0;
	const fresh = await nextBatch(at, [origin(2)]);
	await assert.rejects(deliver(fresh, sink, at));
	sink.failAfter = undefined;
	const done = await deliver(fresh, sink, at);
	assert.equal(done.delivered, 2);
	assert.equal(done.found.length, 1);
	assert.equal(done.found[0].origin, origin(1));
});

test('a notice of damage is sent once, without the ledger, and is remembered', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 2);
	const one = await batch(at.auditDir, [origin()]);
	const detectedAt = '2026-01-02T03:04:05.000Z';
	const damaged: BatchReference = {
		...one,
		breaks: [{ origin: origin(), at: one.origins[0].to, reason: 'sequence-gap', detectedAt }],
	};
	const sink = new MemorySink();
	sink.failAtEnd = true;
	await assert.rejects(deliver(damaged, sink, at));
	sink.failAtEnd = false;
	const later = { ...damaged.breaks[0], detectedAt: '2026-01-02T04:04:05.000Z' };
	assert.equal((await deliver({ ...damaged, breaks: [later] }, sink, at)).breaks, 1);
	assert.equal((await deliver(damaged, sink, at)).breaks, 0);
	const notices = sink.received.filter(
		({ record }) => record.interaction === 'ledger-chain-broken',
	);
	assert.equal(notices.length, 2);
	assert.equal(notices[0].id, notices[1].id, 'the repetition has the same id');
	assert.equal(notices[0].record.outcome, '12');
	assert.equal(notices[0].record.seq, 3);
});

test('two deliveries to one sink at the same time: the second is refused', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 2);
	const one = await batch(at.auditDir, [origin()]);
	let finish = () => {};
	const slow: Sink = {
		send: () =>
			new Promise((resolve) => (finish = () => resolve({ messages: 2, confirmation: 'closed' }))),
	};
	const running = deliver(one, slow, at);
	await new Promise((done) => setTimeout(done, 50));
	await assert.rejects(deliver(one, slow, at), { code: 'audit-delivery-running', retryable: true });
	finish();
	await running;
	assert.equal((await deliver(one, slow, at)).alreadyDelivered, 2);
});

test('an unreadable cursor stops the delivery instead of starting over', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 2);
	const one = await batch(at.auditDir, [origin()]);
	const path = join(at.cursorDir, 'siem.json');
	const bad = [
		'',
		'{',
		'[]',
		'{"v":2}',
		JSON.stringify({ v: 1, sink: 'other', origins: {}, breaks: {}, recent: [] }),
	];
	for (const content of bad) {
		await writeFile(path, content);
		await assert.rejects(deliver(one, new MemorySink(), at), { code: 'audit-cursor-unreadable' });
		assert.equal(await readFile(path, 'utf8'), content, 'it is left for the administrator');
	}
});

test('whatever an item carries, only a whole batch reference is taken', async (t) => {
	const at = await places(t);
	await writeOrigin(at.auditDir, origin(), 2);
	const good = await batch(at.auditDir, [origin()]);
	const [range] = good.origins;
	const bad: unknown[] = [
		undefined,
		null,
		'batch',
		{},
		{ ...good, origins: [] },
		{ ...good, origins: [{ ...range, origin: '../../../etc/x' }] },
		{ ...good, origins: [range, range], count: 4 },
		{ ...good, count: 3 },
		{ ...good, origins: [{ ...range, from: { ...range.from, segment: 0 } }] },
		{ ...good, origins: [{ ...range, from: { ...range.from, offset: -1 } }] },
		{ ...good, breaks: [{ origin: origin(), at: range.to, reason: 'ZZTEST', detectedAt: 'now' }] },
	];
	for (const value of bad) {
		await assert.rejects(deliver(value as BatchReference, new MemorySink(), at), {
			code: 'audit-batch-invalid',
		});
	}
	for (const sink of ['', '../siem', 'a/b', '.siem', 'x'.repeat(65)]) {
		await assert.rejects(deliver({ ...good, sink }, new MemorySink(), at), {
			code: 'audit-sink-invalid',
		});
	}
});
