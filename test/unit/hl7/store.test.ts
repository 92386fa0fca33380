import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { ListenerEvent } from '../../../dist/nodes/Hl7/intake/index.js';
import { Journal } from '../../../dist/nodes/Hl7/intake/journal.js';
import type { JournalRecord } from '../../../dist/nodes/Hl7/intake/records.js';
import { RefusalLog } from '../../../dist/nodes/Hl7/intake/refusal-log.js';
import { fits, ruleKey } from '../../../dist/nodes/Hl7/intake/rules.js';
import { Seen } from '../../../dist/nodes/Hl7/intake/seen.js';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { hl7 } from './build.ts';

const KEY = Buffer.alloc(32, 9);

async function folder(t: TestContext): Promise<string> {
	const made = await mkdtemp(join(tmpdir(), 'hl7-journal-'));
	t.after(async () => await rm(made, { recursive: true, force: true }));
	return made;
}

async function readAll(path: string) {
	const records: JournalRecord[] = [];
	const { journal, damaged } = await Journal.open(path, KEY, { fullAt: 1e6 }, (record) => {
		records.push(record);
	});
	await journal.close();
	return { records, damaged };
}

const done = (key: string): JournalRecord => ({ kind: 'done', route: 'r', keys: [key] });

test('a journal gives back what was written, and a torn end harms nothing', async (t) => {
	const path = await folder(t);
	const { journal } = await Journal.open(path, KEY, { fullAt: 1e6 }, () => undefined);
	const places = await Promise.all(['a', 'b', 'c'].map((key) => journal.append(done(key))));
	assert.deepEqual(await journal.readAt(places[1]!), done('b'));
	await journal.close();
	const [file] = await readdir(path);
	await appendFile(join(path, file!), Buffer.from([0, 0, 1, 0, 9, 9, 9]));
	const { records, damaged } = await readAll(path);
	assert.deepEqual(records, ['a', 'b', 'c'].map(done));
	assert.equal(damaged, 0);
});

test('a record that somebody changed is counted as damaged, and the others are read', async (t) => {
	const path = await folder(t);
	const { journal } = await Journal.open(path, KEY, { fullAt: 1e6 }, () => undefined);
	for (const key of ['a', 'b', 'c']) await journal.append(done(key));
	const place = await journal.append(done('d'));
	await journal.close();
	const [file] = await readdir(path);
	const handle = await open(join(path, file!), 'r+');
	await handle.write(Buffer.from([0xff]), 0, 1, place.offset + 20);
	await handle.close();
	const { records, damaged } = await readAll(path);
	assert.deepEqual(records, ['a', 'b', 'c'].map(done));
	assert.equal(damaged, 1);
});

test('a file that is full is followed by another one, in order', async (t) => {
	const path = await folder(t);
	const { journal } = await Journal.open(path, KEY, { fullAt: 200 }, () => undefined);
	await Promise.all(Array.from({ length: 40 }, (_, at) => journal.append(done(`k${at}`))));
	await journal.append(done('last'));
	await journal.close();
	assert.ok((await readdir(path)).length > 1);
	const { records } = await readAll(path);
	assert.deepEqual(records, [
		...Array.from({ length: 40 }, (_, at) => done(`k${at}`)),
		done('last'),
	]);
});

test('what is remembered is bounded by time and by number', () => {
	const entry = (name: string, at: number) => ({ name, content: 'c', key: name, at, routes: [] });
	const seen = new Seen(1_000, 3);
	for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) seen.add(entry(name, at), 1);
	assert.equal(seen.find('a', 'c', 10).same, undefined);
	assert.equal(seen.find('d', 'c', 10).same?.key, 'd');
	assert.equal(seen.find('d', 'other', 10).other, true);
	assert.equal(seen.find('d', 'c', 2_000).same, undefined);
	assert.equal(seen.of(1, 10).length, 3);
	seen.tidy(2_000);
	assert.equal(seen.of(1, 10).length, 0);
});

test('refusals of one kind and caller are reported a few times and then counted', () => {
	const events: ListenerEvent[] = [];
	const log = new RefusalLog((event) => events.push(event), 3);
	const peer = { address: '10.0.0.9', port: 1 };
	for (let at = 0; at < 10; at++)
		log.report({ type: 'connection-refused', reason: 'network', peer });
	log.report({ type: 'connection-refused', reason: 'not-mllp', peer });
	assert.equal(events.length, 4);
	log.flush();
	assert.equal(events.length, 5);
	assert.equal((events[4] as { more?: number }).more, 7);
});

test('a rule is met by type and event, sender and receiver', () => {
	const { header } = parseMessage(hl7());
	assert.ok(fits({}, header));
	assert.ok(fits({ messages: ['ADT'] }, header));
	assert.ok(fits({ messages: ['ORU', 'adt^a01'] }, header));
	assert.ok(fits({ messages: ['ADT^*'] }, header));
	assert.ok(fits({ messages: ['*^A01'] }, header));
	assert.ok(!fits({ messages: ['ADT^A08'] }, header));
	assert.ok(fits({ sendingApplications: ['ADT1'], receivingFacilities: ['hosp'] }, header));
	assert.ok(!fits({ sendingApplications: ['ADT1'], sendingFacilities: ['OTHER'] }, header));
	assert.equal(ruleKey({ messages: ['b^1', 'A'] }), ruleKey({ messages: ['a', 'B^1', 'A'] }));
	assert.equal(ruleKey({ messages: [] }), ruleKey());
	assert.notEqual(ruleKey({ messages: ['A'] }), ruleKey({ sendingApplications: ['A'] }));
});
