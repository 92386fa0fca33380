import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
	closeLedger,
	LedgerWriter,
	ledger,
	record,
	type AuditEvent,
} from '../../../dist/nodes/shared/ledger/index.js';
import { failNext, keyFile, temporaryFolder } from './support.ts';

const ORIGIN = '20261122T013000Z-0123456789abcdef';

const event = (node: string): AuditEvent => ({
	kind: 'system',
	interaction: 'test-event',
	action: 'E',
	outcome: '0',
	agent: { instance: 'unit', node },
});

interface Line {
	id: string;
	segment: string;
	record: Record<string, unknown> & { seq: number; agent: { node: string } };
}

/** An own reader: every line must name the SHA-256 of the line before and the next number. */
function readChain(folder: string): Line[] {
	const lines: Line[] = [];
	let before = '0'.repeat(64);
	const segments = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
	for (const segment of segments.sort()) {
		const text = readFileSync(join(folder, segment), 'utf8');
		assert.ok(text === '' || text.endsWith('\n'), `${segment} ends with half a line`);
		for (const line of text.split('\n').slice(0, -1)) {
			const record = JSON.parse(line) as Line['record'];
			assert.equal(record.prev, before);
			assert.equal(record.seq, lines.length + 1);
			before = createHash('sha256').update(line).digest('hex');
			lines.push({ id: before, segment, record });
		}
	}
	return lines;
}

describe('the ledger writer', () => {
	test('chains 500 appends at once in the order of the calls, over several segments', async (t) => {
		const folder = temporaryFolder(t);
		const writer = await LedgerWriter.create(folder, ORIGIN, { segmentBytes: 4000 });
		const names = Array.from({ length: 500 }, (_, index) => `node ${index}`);
		const receipts = [];
		for (let from = 0; from < names.length; from += 50) {
			const group = names.slice(from, from + 50).map((name) => writer.append(event(name)));
			receipts.push(...(await Promise.all(group)));
		}
		await writer.close();
		const lines = readChain(join(folder, ORIGIN));
		assert.deepEqual(
			lines.map(({ record }) => record.agent.node),
			names,
		);
		assert.deepEqual(
			lines.map(({ id, record }) => ({ id, origin: ORIGIN, seq: record.seq })),
			receipts,
		);
		const segments = readdirSync(join(folder, ORIGIN)).sort();
		assert.ok(segments.length >= 5, `${segments.length} segments`);
		assert.deepEqual(
			segments,
			segments.map((_, index) => `${String(index + 1).padStart(6, '0')}.jsonl`),
		);
	});

	test('keeps the chain whole when 500 appends start in the same turn', async (t) => {
		const folder = temporaryFolder(t);
		const writer = await LedgerWriter.create(folder, ORIGIN, { segmentBytes: 1000 });
		const all = Array.from({ length: 500 }, (_, index) => writer.append(event(`n${index}`)));
		const receipts = await Promise.all(all);
		await Promise.all([writer.append(event('after')), writer.append(event('after'))]);
		await writer.close();
		const lines = readChain(join(folder, ORIGIN));
		assert.equal(lines.length, 502);
		assert.deepEqual(
			receipts.map(({ id }) => id),
			lines.slice(0, 500).map(({ id }) => id),
		);
	});

	test('writes canonical JSON with version, origin and time, and nothing undefined', async (t) => {
		const folder = temporaryFolder(t);
		const clock = () => new Date('2026-11-22T01:30:00.123Z');
		const writer = await LedgerWriter.create(folder, ORIGIN, { clock });
		await writer.append({ ...event('ä "quoted"'), purposeOfUse: undefined });
		await writer.close();
		const text = readFileSync(join(folder, ORIGIN, '000001.jsonl'), 'utf8');
		assert.equal(
			text,
			`{"action":"E","agent":{"instance":"unit","node":"ä \\"quoted\\""},"interaction":"test-event","kind":"system","origin":"${ORIGIN}","outcome":"0","prev":"${'0'.repeat(64)}","recorded":"2026-11-22T01:30:00.123Z","seq":1,"v":1}\n`,
		);
	});

	test('refuses an event that JSON cannot carry without breaking the chain', async (t) => {
		const folder = temporaryFolder(t);
		const writer = await LedgerWriter.create(folder, ORIGIN);
		await writer.append(event('one'));
		const bad = { ...event('bad'), inference: { engine: 'e', model: 'm', latencyMs: Infinity } };
		await assert.rejects(writer.append(bad), TypeError);
		await writer.append(event('two'));
		await writer.close();
		assert.equal(readChain(join(folder, ORIGIN)).length, 2);
	});

	for (const method of ['write', 'datasync'] as const) {
		test(`after a failed ${method} no append succeeds, also not in a new segment`, async (t) => {
			const folder = temporaryFolder(t);
			const writer = await LedgerWriter.create(folder, ORIGIN, { segmentBytes: 1000 });
			await writer.append(event('good'));
			await failNext(t, method, 'EIO');
			await assert.rejects(writer.append(event('bad')), { code: 'EIO' });
			for (let index = 0; index < 20; index++) {
				await assert.rejects(writer.append(event('later')), { code: 'EIO' });
			}
			assert.equal(typeof writer.failedAt, 'number');
			await writer.close();
			assert.deepEqual(readdirSync(join(folder, ORIGIN)), ['000001.jsonl']);
			assert.equal(readChain(join(folder, ORIGIN))[0].record.agent.node, 'good');
		});
	}

	/** A data directory of its own for the ledger of this process. */
	function place(t: TestContext): string {
		const folder = temporaryFolder(t);
		process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
		process.env.HOSPITAL_KEY_FILE = keyFile(folder);
		t.after(async () => await closeLedger());
		return join(folder, 'data', 'audit');
	}

	test('a disk that works again gets a new writer with a chain of its own', async (t) => {
		const audit = place(t);
		t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
		const first = await ledger();
		assert.equal(await ledger(), first);
		await failNext(t, 'write', 'EIO');
		await assert.rejects(first.append(event('lost')), { code: 'EIO' });
		assert.equal(await ledger(), first, 'not at every call while the disk does not work');
		t.mock.timers.tick(20_000);
		const [second, same] = await Promise.all([ledger(), ledger()]);
		assert.notEqual(second, first);
		assert.equal(second, same, 'one for all who ask at that moment');
		await second.append(event('again'));
		assert.equal(readdirSync(audit).length, 2);
		assert.equal(readChain(join(audit, second.origin))[0].record.agent.node, 'again');
	});

	test('a full disk is recorded from the space kept back, and nothing is taken until there is room', async (t) => {
		const audit = place(t);
		t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
		const first = await ledger();
		await first.append(event('before'));
		assert.ok(existsSync(join(audit, '..', 'audit-reserve')));
		await failNext(t, 'write', 'ENOSPC');
		await assert.rejects(first.append(event('full')), { code: 'ENOSPC' });
		await assert.rejects(ledger(), { code: 'audit-disk-full' });
		await assert.rejects(ledger(), { code: 'audit-disk-full' });
		assert.ok(!existsSync(join(audit, '..', 'audit-reserve')), 'given up');
		const [second] = readdirSync(audit).filter((name) => name !== first.origin);
		const said = readChain(join(audit, second)).map(({ record }) => record.interaction);
		assert.deepEqual(said, ['audit-disk-full', 'audit-checkpoint']);
		t.mock.timers.tick(20_000);
		const writer = await ledger();
		assert.equal(writer.origin, second);
		await writer.append(event('after'));
		assert.ok(existsSync(join(audit, '..', 'audit-reserve')), 'taken again');
		const after = readChain(join(audit, second)).map(({ record }) => record.interaction);
		assert.deepEqual(after.slice(2), ['audit-disk-space-back', 'test-event']);
	});

	test('what the policy names is left out while nothing can be recorded, and counted afterwards', async (t) => {
		place(t);
		process.env.HOSPITAL_AUDIT_FAIL_OPEN = 'work, ETREAT';
		t.after(() => delete process.env.HOSPITAL_AUDIT_FAIL_OPEN);
		t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
		const first = await ledger();
		await failNext(t, 'write', 'EIO');
		await assert.rejects(record(event('read')), { code: 'EIO' });
		assert.equal(await record({ ...event('work'), kind: 'work' }), undefined);
		assert.equal(
			await record({ ...event('er'), kind: 'access', purposeOfUse: 'ETREAT' }),
			undefined,
		);
		await assert.rejects(record({ ...event('r'), kind: 'access', purposeOfUse: 'TREAT' }));
		t.mock.timers.tick(20_000);
		assert.equal((await record(event('after')))?.seq, 1);
		const writer = await ledger();
		assert.notEqual(writer, first);
		const lines = readChain(join(process.env.HOSPITAL_DATA_DIR ?? '', 'audit', writer.origin));
		assert.equal(lines[1].record.interaction, 'audit-gap');
		assert.deepEqual(lines[1].record.objects, [{ type: 'events-left-out', count: 2 }]);
		process.env.HOSPITAL_AUDIT_FAIL_OPEN = 'work, everything';
		await assert.rejects(record(event('x')), { code: 'audit-policy-invalid' });
	});
});
