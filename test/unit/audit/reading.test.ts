import assert from 'node:assert/strict';
import { appendFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { listOrigins } from '../../../dist/nodes/shared/ledger/places.js';
import { START, type Position } from '../../../dist/nodes/Audit/reading/position.js';
import { readFrom } from '../../../dist/nodes/Audit/reading/read.js';
import { MAX_LINE_BYTES } from '../../../dist/nodes/shared/ledger/heads.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import {
	event,
	EVERYTHING,
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

test('reads what the ledger writer wrote, across segments, page by page, each event once', async (t) => {
	const { auditDir } = await places(t);
	const writer = await LedgerWriter.create(auditDir, origin(), { segmentBytes: 2000 });
	const receipts = [];
	for (let n = 1; n <= 40; n++) receipts.push(await writer.append(event(n)));
	await writer.close();
	const ids: string[] = [];
	let at: Position = START;
	for (let more = true; more; ) {
		const reading = await readFrom(auditDir, origin(), at, { ...EVERYTHING, events: 7 });
		assert.equal(reading.broken, undefined);
		assert.ok(reading.entries.length <= 7);
		ids.push(...reading.entries.map((entry) => entry.id));
		at = reading.next;
		more = reading.more;
	}
	assert.deepEqual(
		ids,
		receipts.map((receipt) => receipt.id),
	);
	assert.ok(at.segment > 3, 'the writer used several segments');
});

test('a byte limit ends a page after the entry that reaches it', async (t) => {
	const { auditDir } = await places(t);
	const all = await writeOrigin(auditDir, origin(), 10);
	const limit = { events: 100, bytes: all[0].length + all[1].length };
	const reading = await readFrom(auditDir, origin(), START, limit);
	assert.equal(reading.entries.length, 2);
	assert.equal(reading.more, true);
});

test('records larger than one read are put together', async (t) => {
	const { auditDir } = await places(t);
	const parameters = Object.fromEntries(
		Array.from({ length: 4000 }, (_, n) => [`p${n}`, 'x'.repeat(40)]),
	);
	const big = event(1, { inference: { engine: 'e', model: 'm', parameters } });
	const all = lines(records(origin(), [big, big, big, big, big]));
	assert.ok(all[0].length > 200_000 && all[0].length < MAX_LINE_BYTES);
	await writeSegments(auditDir, origin(), [all]);
	const { entries, broken } = await readFrom(auditDir, origin(), START, EVERYTHING);
	assert.equal(broken, undefined);
	assert.deepEqual(
		entries.map((entry) => entry.id),
		all.map((line) => sha256(line)),
	);
});

test('lists writers oldest first and ignores whatever is none', async (t) => {
	const { auditDir } = await places(t);
	assert.deepEqual(await listOrigins(join(auditDir, 'not-there')), []);
	for (const name of [origin(2), origin(1), 'lost+found', '.tmp', '..20260102T030405Z-0']) {
		await mkdir(join(auditDir, name));
	}
	assert.deepEqual(await listOrigins(auditDir), [origin(1), origin(2)]);
});

test('an unfinished last line is left for later, and read once it is whole', async (t) => {
	const { auditDir } = await places(t);
	const all = lines(records(origin(), numbered(3)));
	await writeSegments(auditDir, origin(), [`${all[0]}\n${all[1]}\n${all[2].slice(0, 50)}`]);
	const first = await readFrom(auditDir, origin(), START, EVERYTHING);
	assert.equal(first.entries.length, 2);
	assert.equal(first.tornBytes, 50);
	assert.equal(first.broken, undefined);
	await appendFile(segment(auditDir, origin(), 1), `${all[2].slice(50)}\n`);
	const second = await readFrom(auditDir, origin(), first.next, EVERYTHING);
	assert.deepEqual(
		second.entries.map((entry) => entry.id),
		[sha256(all[2])],
	);
});

test('a folder whose writer has not written yet is simply empty', async (t) => {
	const { auditDir } = await places(t);
	await mkdir(join(auditDir, origin()));
	const reading = await readFrom(auditDir, origin(), START, EVERYTHING);
	assert.deepEqual([reading.entries.length, reading.broken], [0, undefined]);
});

test('a name that is no writer never becomes a path', async (t) => {
	const { auditDir } = await places(t);
	for (const name of ['../../etc', `${origin()}/../x`, '', '20260102T030405Z-xyz']) {
		await assert.rejects(readFrom(auditDir, name, START, EVERYTHING), {
			code: 'audit-origin-invalid',
		});
	}
});

interface Damage {
	what: string;
	segments: (all: string[]) => Array<string[] | string>;
	reason: string;
	/** Sound events in front of the damage. */
	before: number;
}

const DAMAGES: Damage[] = [
	{
		what: 'a changed value',
		segments: (all) => [all.with(2, all[2].replace('"outcome":"0"', '"outcome":"8"'))],
		reason: 'previous-hash-differs',
		before: 3,
	},
	{
		what: 'a removed line',
		segments: (all) => [all.toSpliced(2, 1)],
		reason: 'sequence-gap',
		before: 2,
	},
	{
		what: 'a repeated line',
		segments: (all) => [all.toSpliced(2, 0, all[1])],
		reason: 'sequence-gap',
		before: 2,
	},
	{
		what: 'exchanged lines',
		segments: (all) => [all.with(2, all[3]).with(3, all[2])],
		reason: 'sequence-gap',
		before: 2,
	},
	{
		what: 'a line of another writer',
		segments: (all) => [all.with(2, lines(records(origin(9), numbered(3)))[2])],
		reason: 'other-origin',
		before: 2,
	},
	{
		what: 'white space',
		segments: (all) => [all.with(2, all[2].replace(',"agent"', ', "agent"'))],
		reason: 'not-canonical',
		before: 2,
	},
	{ what: 'no JSON', segments: (all) => [all.with(2, 'x')], reason: 'not-json', before: 2 },
	{ what: 'an empty line', segments: (all) => [all.with(2, '')], reason: 'not-json', before: 2 },
	{
		what: 'other JSON',
		segments: (all) => [all.with(2, '{"a":1}')],
		reason: 'not-a-record',
		before: 2,
	},
	{
		what: 'a line without end',
		segments: (all) => [`${all[0]}\n${'x'.repeat(MAX_LINE_BYTES + 10)}`],
		reason: 'line-too-long',
		before: 1,
	},
	{
		what: 'an unfinished line with a segment after it',
		segments: (all) => [`${all[0]}\n${all[1].slice(0, 20)}`, all.slice(1)],
		reason: 'torn-inside',
		before: 1,
	},
	{
		what: 'a segment that starts too late',
		segments: (all) => [all.slice(0, 2), all.slice(3)],
		reason: 'sequence-gap',
		before: 2,
	},
];

for (const { what, segments, reason, before } of DAMAGES) {
	test(`${what} ends the reading with ${reason}, and nothing behind it is read`, async (t) => {
		const { auditDir } = await places(t);
		const all = lines(records(origin(), numbered(6)));
		await writeSegments(auditDir, origin(), segments(all));
		const reading = await readFrom(auditDir, origin(), START, EVERYTHING);
		assert.equal(reading.broken?.reason, reason);
		assert.equal(reading.broken?.at.seq, before);
		assert.equal(reading.entries.length, before);
	});
}

test('bytes that are no UTF-8 end the reading', async (t) => {
	const { auditDir } = await places(t);
	const [line] = await writeOrigin(auditDir, origin(), 1);
	await writeFile(
		segment(auditDir, origin(), 1),
		Buffer.concat([Buffer.from(`${line}\n`), Buffer.from([0xff, 0xfe, 0x0a])]),
	);
	const reading = await readFrom(auditDir, origin(), START, EVERYTHING);
	assert.equal(reading.broken?.reason, 'not-utf8');
});

test('a missing segment is damage, whether the reader stands before it or in it', async (t) => {
	const { auditDir } = await places(t);
	const all = lines(records(origin(), numbered(6)));
	await writeSegments(auditDir, origin(), [all.slice(0, 2), all.slice(2, 4), all.slice(4)]);
	const first = await readFrom(auditDir, origin(), START, { ...EVERYTHING, events: 3 });
	assert.equal(first.next.segment, 2);
	await rm(segment(auditDir, origin(), 2));
	const inside = await readFrom(auditDir, origin(), first.next, EVERYTHING);
	assert.equal(inside.broken?.reason, 'segment-missing');
	const before = await readFrom(auditDir, origin(), START, EVERYTHING);
	assert.equal(before.entries.length, 2);
	assert.equal(before.broken?.reason, 'segment-missing');
});

test('a segment cut off below the reader is damage', async (t) => {
	const { auditDir } = await places(t);
	await writeOrigin(auditDir, origin(), 5);
	const { next } = await readFrom(auditDir, origin(), START, EVERYTHING);
	await truncate(segment(auditDir, origin(), 1), next.offset - 1);
	const reading = await readFrom(auditDir, origin(), next, EVERYTHING);
	assert.equal(reading.broken?.reason, 'segment-shorter-than-before');
});

test('a ledger that was rewritten with a sound chain does not follow what was read before', async (t) => {
	const { auditDir } = await places(t);
	await writeOrigin(auditDir, origin(), 5);
	const { next } = await readFrom(auditDir, origin(), START, { ...EVERYTHING, events: 3 });
	const path = segment(auditDir, origin(), 1);
	const length = (await readFile(path)).length;
	const forged = numbered(5).map((one) => ({ ...one, interaction: 'fhir-rEad' }));
	await writeSegments(auditDir, origin(), [lines(records(origin(), forged))]);
	assert.equal((await readFile(path)).length, length, 'the forgery keeps every offset');
	const reading = await readFrom(auditDir, origin(), next, EVERYTHING);
	assert.equal(reading.broken?.reason, 'previous-hash-differs');
});
