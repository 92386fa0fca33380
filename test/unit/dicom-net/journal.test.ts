import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from '../../../dist/nodes/Dicom/intake/spool/journal.js';
import { decodeRecords, encodeRecord } from '../../../dist/nodes/Dicom/intake/spool/records.js';
import type {
	HandedOverRecord,
	JournalRecord,
} from '../../../dist/nodes/Dicom/intake/spool/records.js';
import { FolderSync } from '../../../dist/nodes/Dicom/intake/spool/folder-sync.js';
import { temporaryFolder } from './build.ts';

const record = (number: number): HandedOverRecord => ({
	kind: 'handed-over',
	lane: 'HOSPITAL',
	studyKey: String(number).padStart(32, '0'),
	version: 'ä'.repeat(number),
});
const records = (count: number) => Array.from({ length: count }, (_, index) => record(index));

const PEER = { address: '127.0.0.1', port: 4711, callingAeTitle: 'CT1', calledAeTitle: 'HOSPITAL' };

describe('the journal', () => {
	test('cut off at any byte gives exactly the records that were whole before', () => {
		const lines = records(6).map(encodeRecord);
		const bytes = Buffer.concat(lines);
		let whole = 0;
		let end = lines[0]!.length;
		for (let length = 0; length <= bytes.length; length++) {
			if (length === end) {
				whole++;
				end += lines[whole]?.length ?? 0;
			}
			assert.deepEqual(decodeRecords(bytes.subarray(0, length)), records(whole), `${length} bytes`);
		}
	});

	test('stops at a damaged line: nothing behind it was ever acknowledged', () => {
		const lines = records(3).map(encodeRecord);
		lines[1]!.fill(0, 3, 9);
		assert.deepEqual(decodeRecords(Buffer.concat(lines)), records(1));
		assert.deepEqual(decodeRecords(Buffer.from('{"kind":"other"}\n')), []);
		assert.deepEqual(decodeRecords(Buffer.from('null\n')), []);
	});

	test('begins each life with a segment that holds the state, and drops the old segments', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const first = await Journal.open(folder);
		assert.deepEqual(first.records, []);
		await first.journal.begin([]);
		for (const each of records(3)) await first.journal.append(each);
		await first.journal.close();
		const second = await Journal.open(folder);
		assert.deepEqual(second.records, records(3));
		await second.journal.begin([record(2)]);
		await second.journal.append(record(7));
		await second.journal.close();
		assert.deepEqual(await readdir(folder), ['00000002.log']);
		assert.deepEqual((await Journal.open(folder)).records, [record(2), record(7)]);
	});

	test('a crash between new segment and removal of the old one leaves both readable', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const { journal } = await Journal.open(folder);
		await journal.begin(records(2));
		await journal.close();
		await writeFile(join(folder, '00000002.log'), encodeRecord(record(1)));
		await truncate(join(folder, '00000002.log'), 10);
		assert.deepEqual((await Journal.open(folder)).records, records(2));
	});

	test('a note is written with the next record in its place, and by itself soon after', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const { journal } = await Journal.open(folder);
		await journal.begin([]);
		const [path] = (await readdir(folder)).map((name) => join(folder, name));
		const kinds = async () => decodeRecords(await readFile(path!)).map(({ kind }) => kind);
		const audited: JournalRecord = { kind: 'audited', transfer: 'a-1' };
		const settled: JournalRecord = { kind: 'settled', lane: 'HOSPITAL', studyKey: 's' };
		journal.note(audited);
		assert.deepEqual(await kinds(), [], 'it waits for something to go with');
		await journal.append(settled);
		assert.deepEqual(await kinds(), ['audited', 'settled']);
		journal.note(audited);
		await sleep(400);
		assert.deepEqual(await kinds(), ['audited', 'settled', 'audited']);
		journal.note(audited);
		await journal.close();
		assert.equal((await kinds()).length, 4, 'and at the latest when the journal is closed');
	});

	test('a new segment holds what was noted as its snapshot has it, and nothing older behind it', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const { journal } = await Journal.open(folder);
		await journal.begin([]);
		journal.note({ kind: 'transfer', transfer: 'a-1', peer: PEER, studies: [] });
		await journal.rotate(() => [{ kind: 'audited', transfer: 'the state' }]);
		await sleep(300);
		await journal.close();
		const { records } = await Journal.open(folder);
		assert.deepEqual(
			records.map((record) => record.kind === 'audited' && record.transfer),
			['the state'],
		);
	});

	test('rotation keeps what is appended while it runs', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const { journal } = await Journal.open(folder);
		const state: JournalRecord[] = [];
		await journal.begin(state);
		const append = async (each: JournalRecord) => {
			await journal.append(each);
			state.push(each);
		};
		await Promise.all([
			...records(5).map(append),
			journal.rotate(() => [...state]),
			append(record(6)),
			append(record(7)),
		]);
		await journal.close();
		const { records: kept } = await Journal.open(folder);
		const keys = new Set(kept.map((each) => (each as HandedOverRecord).studyKey));
		assert.deepEqual(keys, new Set([...records(5), record(6), record(7)].map((r) => r.studyKey)));
		assert.deepEqual(await readdir(folder), ['00000002.log']);
	});

	test('is not full again at once when the state alone is larger than a segment', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const state = records(40);
		const { journal } = await Journal.open(folder, 200);
		await journal.begin([]);
		assert.equal(journal.full, false);
		for (const each of state) await journal.append(each);
		assert.equal(journal.full, true);
		await journal.rotate(() => state);
		assert.equal(journal.full, false);
		for (let more = 0; !journal.full; more++) {
			assert.ok(more < 1000, 'it grows full some day');
			await journal.append(record(39));
		}
		await journal.close();
	});

	test('every record is one line of JSON', async (t) => {
		const folder = join(await temporaryFolder(t), 'journal');
		const { journal } = await Journal.open(folder);
		await journal.begin([]);
		await journal.append(record(1));
		await journal.close();
		const text = await readFile(join(folder, '00000001.log'), 'utf8');
		assert.deepEqual(JSON.parse(text), record(1));
		assert.ok(text.endsWith('\n'));
	});
});

describe('grouped folder syncs', () => {
	test('whoever asks during a sync shares the next one and does not get the running one', async () => {
		const finish: Array<() => void> = [];
		const sync = new FolderSync(() => new Promise((resolve) => finish.push(resolve)));
		const done: string[] = [];
		const ask = (name: string) => sync.durable('/spool').then(() => done.push(name));
		const all = [ask('first'), ask('second'), ask('third')];
		assert.equal(finish.length, 1);
		finish[0]!();
		await all[0];
		assert.deepEqual(done, ['first']);
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(finish.length, 2);
		finish[1]!();
		await Promise.all(all);
		assert.deepEqual(done, ['first', 'second', 'third']);
	});

	test('a failed sync fails those who waited for it, and the next one is tried anew', async () => {
		let count = 0;
		const sync = new FolderSync(async () => {
			if (count++ === 0) throw new Error('disk');
		});
		const first = sync.durable('/spool');
		const second = sync.durable('/spool');
		await assert.rejects(first);
		await second;
		assert.equal(count, 2);
	});
});
