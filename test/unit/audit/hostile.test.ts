import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import { walkLedger } from '../../../dist/nodes/Audit/index/walk.js';
import { planRetention } from '../../../dist/nodes/Audit/retention/plan.js';
import {
	checkProof,
	proveInclusion,
	type InclusionProof,
} from '../../../dist/nodes/Audit/verify/prove.js';
import { verifyLedger } from '../../../dist/nodes/Audit/verify/verify.js';
import {
	closeLedger,
	ledger as ledgerOfProcess,
	type AuditEvent,
	type AuditRecord,
} from '../../../dist/nodes/shared/ledger/index.js';
import { leafHash, nodeHash } from '../../../dist/nodes/shared/ledger/merkle.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { parseNotes } from '../../../dist/nodes/shared/ledger/note.js';
import { auditSigner, signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { Random } from '../../hospital/random.ts';
import { inMountNamespace } from '../../campaign/dicom/disk.ts';
import type { FullDisk } from '../../campaign/audit/full-disk.ts';
import { PeerUnavailable } from '../../peers/require.ts';
import { keyFile, temporaryFolder } from '../shared/support.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const [FIRST, SECOND] = [
	'20150101T000000Z-00000000000000aa',
	'20150102T000000Z-00000000000000bb',
] as const;
const PATIENT = 'ab'.repeat(16);

const event = (number: number, part: Partial<AuditEvent> = {}): AuditEvent => ({
	kind: 'access',
	interaction: 'test-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'unit', executionId: String(number) },
	...part,
});

async function ledger(t: TestContext, events: readonly AuditEvent[]): Promise<string> {
	const folder = temporaryFolder(t);
	const clock = (): Date => new Date('2015-01-01T00:00:00Z');
	const writer = await LedgerWriter.create(folder, FIRST, { signer, clock });
	for (const one of events) await writer.append(one);
	await writer.close();
	return folder;
}

const segment = (folder: string, origin: string): string => join(folder, origin, '000001.jsonl');
const lines = (folder: string, origin: string): string[] =>
	readFileSync(segment(folder, origin), 'utf8').split('\n').slice(0, -1);
const idOf = (line: string): string => createHash('sha256').update(line).digest('hex');
const lastOf = (folder: string, origin: string): AuditRecord =>
	JSON.parse(lines(folder, origin).at(-1) ?? '') as AuditRecord;

test('a proof that was changed anywhere does not hold', async (t) => {
	const folder = await ledger(
		t,
		Array.from({ length: 11 }, (_, number) => event(number)),
	);
	const all = lines(folder, FIRST).map((line) => leafHash(Buffer.from(line)));
	const random = new Random('proofs');
	const holds = (proof: unknown): boolean => {
		try {
			checkProof(proof as InclusionProof, [signer]);
			return true;
		} catch (error) {
			assert.equal((error as { code?: string }).code, 'audit-proof-invalid');
			return false;
		}
	};
	for (const [index, line] of lines(folder, FIRST).slice(0, 11).entries()) {
		const proof = await proveInclusion(folder, idOf(line));
		assert.ok(holds(proof));
		for (let other = -1; other < 20; other++) {
			if (other !== index) assert.ok(!holds({ ...proof, leafIndex: other }), `${index} ${other}`);
		}
		for (const size of [1, 10, 12, 16]) {
			assert.ok(!holds({ ...proof, note: proof.note.replace('\n11\n', `\n${size}\n`) }));
		}
		const { path } = proof;
		assert.ok(!holds({ ...proof, path: path.slice(1) }));
		assert.ok(!holds({ ...proof, path: [...path, path[0]] }));
		assert.ok(!holds({ ...proof, path: [...path].reverse() }) || path.length < 2);
		const at = random.integer(0, path.length - 1);
		assert.ok(!holds({ ...proof, path: path.with(at, 'ab'.repeat(32)) }));
		assert.ok(!holds({ ...proof, path: 'abc' }));
		assert.ok(!holds({ ...proof, line: `${line} `, id: idOf(`${line} `) }));
	}
	// Two records taken together for one: an inner node in place of a leaf.
	const proof = await proveInclusion(folder, idOf(lines(folder, FIRST)[0]));
	const inner = Buffer.concat([Buffer.from([1]), all[0], all[1]]);
	assert.deepEqual(createHash('sha256').update(inner).digest(), nodeHash(all[0], all[1]));
	const line = inner.toString('latin1');
	for (const leafIndex of [0, 1]) {
		assert.ok(!holds({ ...proof, line, id: idOf(line), leafIndex, path: proof.path.slice(1) }));
	}
	for (const nothing of [null, undefined, 7, [], { ...proof, note: 7 }, { ...proof, line: {} }]) {
		assert.ok(!holds(nothing));
	}
});

test('text with line ends of other alphabets hides no record from reports and proofs', async (t) => {
	const node = 'one\u2028two\u2029three\u0085four\rfive';
	const folder = await ledger(t, [
		event(1),
		event(2, { agent: { instance: 'u', node } }),
		event(3),
	]);
	const seen: number[] = [];
	for await (const { seq } of walkLedger(folder)) seen.push(seq);
	assert.deepEqual(seen, [1, 2, 3, 4]);
	for (const line of lines(folder, FIRST).slice(0, 3)) {
		assert.equal(
			checkProof(await proveInclusion(folder, idOf(line)), [signer]).record.origin,
			FIRST,
		);
	}
});

test('an event that no reader would take is refused, and the ledger stays sound', async (t) => {
	const folder = temporaryFolder(t);
	const writer = await LedgerWriter.create(folder, FIRST, { signer });
	await writer.append(event(1));
	const parameters = { prompt: 'x'.repeat(300_000) };
	const huge = event(2, { inference: { engine: 'e', model: 'm', parameters } });
	await assert.rejects(writer.append(huge), { code: 'audit-event-too-large' });
	assert.equal((await writer.append(event(3))).seq, 2);
	await writer.close();
	assert.ok((await verifyLedger({ auditDir: folder, keys: [signer] })).sound);
});

test('a line nested too deep to be read is named as the first bad one', async (t) => {
	const folder = await ledger(t, [event(1)]);
	const { seq, origin } = lastOf(folder, FIRST);
	const prev = idOf(lines(folder, FIRST).at(-1) ?? '');
	const nested = '['.repeat(100_000) + ']'.repeat(100_000);
	appendFileSync(
		segment(folder, FIRST),
		`{"action":"R","agent":{},"interaction":"t","kind":"access","objects":${nested},"origin":"${origin}","outcome":"0","prev":"${prev}","recorded":"2026-01-01T00:00:00.000Z","seq":${seq + 1},"v":1}\n`,
	);
	const { findings } = await verifyLedger({ auditDir: folder, keys: [signer] });
	assert.equal(findings[0].problem, 'chain-broken');
	assert.equal(findings[0].line, seq + 1);
});

test('an index shows nothing that is not in the ledger, is made again when it is broken, and can be left aside', async (t) => {
	const folder = await ledger(t, [
		event(1, { patient: { pseudonym: PATIENT, keyId: '00000001' } }),
		event(2),
	]);
	const find = async (withoutIndex = false): Promise<number[]> => {
		const query = { where: { patient: [PATIENT] } };
		const { entries } = await queryLedger(folder, query, { withoutIndex });
		return entries.map(({ record }) => record.seq);
	};
	assert.deepEqual(await find(), [1]);
	const [name] = readdirSync(join(folder, 'index'));
	const path = join(folder, 'index', name);
	const good = readFileSync(path);
	const random = new Random('index');
	for (let round = 0; round < 400; round++) {
		const bytes = Buffer.from(good);
		for (let change = random.integer(1, 6); change > 0; change--) {
			const at = random.next() < 0.3 ? random.integer(8, 80) : random.integer(0, bytes.length - 1);
			bytes[at] = random.integer(0, 255);
		}
		writeFileSync(path, round % 7 === 0 ? bytes.subarray(0, random.integer(0, 2000)) : bytes);
		for (const seq of await find()) assert.equal(seq, 1, `round ${round}`);
		assert.deepEqual(await find(true), [1]);
	}
	// Entries at other places: in the middle of lines, behind the end.
	const entries = good.length - 8 * 12;
	for (let offset = 0; offset < 600; offset++) {
		const bytes = Buffer.from(good);
		for (let at = entries; at < bytes.length; at += 8) {
			const key = bytes.readUInt32LE(at) & 0xc0000000;
			bytes.writeUInt32LE((key | offset) >>> 0, at);
		}
		writeFileSync(path, bytes);
		for (const seq of await find()) assert.equal(seq, 1, `offset ${offset}`);
	}
});

test('an index that hides a patient lifts no legal hold', async (t) => {
	const folder = await ledger(t, [
		event(1, { patient: { pseudonym: PATIENT, keyId: '00000001' } }),
	]);
	const long = new Date('2015-01-02T00:00:00Z');
	utimesSync(segment(folder, FIRST), long, long);
	await queryLedger(folder, { where: { patient: [PATIENT] } }, { withoutIndex: false });
	const [name] = readdirSync(join(folder, 'index'));
	const bytes = readFileSync(join(folder, 'index', name));
	bytes.fill(0, bytes.length - 200);
	writeFileSync(join(folder, 'index', name), bytes);
	const hold = {
		id: 'case-1',
		placedAt: '2020-01-01T00:00:00.000Z',
		placedBy: 'counsel',
		patients: [PATIENT],
		origins: [],
	};
	const { origins } = await planRetention({ auditDir: folder, years: 6, holds: [hold] });
	assert.equal(origins[0].fate, 'held');
});

test('a file that says it is old does not make young records go', async (t) => {
	const folder = temporaryFolder(t);
	const writer = await LedgerWriter.create(folder, FIRST, { signer });
	await writer.append(event(1));
	await writer.close();
	const long = new Date('2015-01-02T00:00:00Z');
	utimesSync(segment(folder, FIRST), long, long);
	const { origins } = await planRetention({ auditDir: folder, years: 6, holds: [] });
	assert.equal(origins[0].fate, 'young');
});

test('retention removes nothing while a recorded hold is missing in the list or the ledger is not sound', async (t) => {
	const place = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(place, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(place);
	const { audit, key } = await dataDirectory();
	const clock = (): Date => new Date('2015-01-01T00:00:00Z');
	const old = await LedgerWriter.create(audit, FIRST, { signer: auditSigner(key), clock });
	await old.append(event(1));
	await old.close();
	const long = new Date('2015-01-02T00:00:00Z');
	utimesSync(segment(audit, FIRST), long, long);
	const retention = async (...args: string[]): Promise<string> => {
		const said: string[] = [];
		const out = {
			line: (text: string) => said.push(text),
			note: (text: string) => said.push(text),
		};
		const code = await main(['audit', 'retention', ...args], out);
		return `${code} ${said.join('\n')}`;
	};
	const hold = ['hold', 'case-1', '--by', 'counsel', '--patient', PATIENT];
	assert.match(await retention(...hold), /^0/);
	const list = join(audit, 'legal-holds.json');
	rmSync(list);
	assert.match(await retention('--apply'), /^1[^]*legal holds that are not in the list: case-1/);
	assert.match(await retention(...hold), /^0/);
	assert.match(await retention('lift', 'case-1', '--by', 'counsel'), /^0/);
	const good = readFileSync(segment(audit, FIRST));
	writeFileSync(segment(audit, FIRST), good.toString().replace('"u', '"U').replace('unit', 'Unit'));
	utimesSync(segment(audit, FIRST), long, long);
	assert.match(await retention('--apply'), /^1[^]*not sound/);
	writeFileSync(segment(audit, FIRST), good);
	utimesSync(segment(audit, FIRST), long, long);
	assert.match(await retention('--apply'), /^0[^]*Removed 1 of/);
	assert.ok((await verifyLedger({ auditDir: audit, keys: [auditSigner(key)] })).sound);
});

test('a start with the clock of years ago is no damage, and is not called protected by what came before', async (t) => {
	const folder = temporaryFolder(t);
	const start = async (origin: string): Promise<void> => {
		const writer = await LedgerWriter.create(folder, origin, { signer });
		await writer.append(event(1));
		await writer.close();
	};
	for (let minute = 10; minute < 40; minute++) {
		await start(`20260101T00${minute}00Z-00000000000000aa`);
	}
	await new Promise((resolve) => setTimeout(resolve, 5));
	const early = '20000101T000000Z-00000000000000aa';
	await start(early);
	const wrong = await verifyLedger({ auditDir: folder, keys: [signer] });
	assert.deepEqual(wrong.findings, []);
	assert.equal(wrong.origins[0].signedTo, 1, 'by itself alone');
	const witnesses = parseNotes(
		readFileSync(join(folder, '20260101T003900Z-00000000000000aa', 'checkpoints.txt'), 'utf8'),
	);
	const { origins, sound } = await verifyLedger({ auditDir: folder, keys: [signer], witnesses });
	assert.ok(sound);
	assert.equal(origins[0].heldTo, 0);
	assert.equal(origins[1].heldTo, 2, 'one of those that are no longer named');
	await start('20260101T004000Z-00000000000000aa');
	const later = await verifyLedger({ auditDir: folder, keys: [signer] });
	assert.deepEqual(later.findings, []);
});

test('a new ledger is named behind all others, whatever the clock says', async (t) => {
	const place = temporaryFolder(t);
	process.env.HOSPITAL_DATA_DIR = join(place, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile(place);
	const { audit, key } = await dataDirectory();
	const future = '20991231T235959Z-ffffffffffffffff';
	await (await LedgerWriter.create(audit, future, { signer: auditSigner(key) })).close();
	const { origin } = await ledgerOfProcess();
	assert.match(origin, /^21000101T000000Z-[0-9a-f]{16}$/);
	await closeLedger();
});

test('nothing that is put among the ledgers keeps the writers from signing', async (t) => {
	const folder = await ledger(t, [event(1)]);
	const names = ['01', '02', '03', '04'].map((day) => `201402${day}T000000Z-00000000000000aa`);
	writeFileSync(join(folder, names[0]), 'a file for a folder');
	for (const name of names.slice(1)) mkdirSync(join(folder, name));
	execFileSync('mkfifo', [join(folder, names[1], '000001.jsonl')]);
	execFileSync('mkfifo', [join(folder, names[2], 'writer.lock')]);
	writeFileSync(join(folder, names[3], 'writer.lock'), '{}'.repeat(100_000));
	chmodSync(join(folder, names[3]), 0);
	const writer = await LedgerWriter.create(folder, SECOND, { signer });
	await writer.append(event(2));
	await writer.close();
	chmodSync(join(folder, names[3]), 0o700);
	const { checkpoint } = lastOf(folder, SECOND);
	assert.deepEqual(
		checkpoint?.heads.map(({ origin }) => origin),
		[FIRST],
	);
});

test('a ledger that is removed while it is written ends its writer instead of taking events into nothing', async (t) => {
	const folder = temporaryFolder(t);
	const writer = await LedgerWriter.create(folder, FIRST, { signer });
	await writer.append(event(1));
	await writer.checkpoint();
	renameSync(join(folder, FIRST), join(folder, 'gone'));
	await assert.rejects(writer.checkpoint(), { code: 'audit-ledger-removed' });
	await assert.rejects(writer.append(event(2)), { code: 'audit-ledger-removed' });
	await writer.close();
	const other = await LedgerWriter.create(folder, SECOND, { signer });
	await other.append(event(1));
	rmSync(segment(folder, SECOND));
	writeFileSync(segment(folder, SECOND), '');
	await assert.rejects(other.checkpoint(), { code: 'audit-ledger-removed' });
	await other.close();
});

test('a full or read-only disk stops what touches patient data, is recorded, and is got over', async (t) => {
	let results: FullDisk[];
	try {
		results = await inMountNamespace<FullDisk[]>('../audit/full-disk.ts', [], 60_000);
	} catch (error) {
		if (error instanceof PeerUnavailable) return t.skip(error.message);
		throw error;
	}
	const [full, readOnly] = results;
	assert.deepEqual(full.findings, []);
	assert.equal(full.lost, 0);
	assert.ok(full.refused['audit-disk-full'] > 100, 'nothing goes on unrecorded');
	assert.equal(full.leftOut, 7);
	assert.equal(full.gap, 7);
	for (const said of ['audit-disk-full', 'audit-disk-space-back', 'audit-gap']) {
		assert.ok(full.own.includes(said), said);
	}
	assert.ok(full.acknowledged >= 70 - 20);
	assert.equal(Object.values(readOnly.refused)[0], 5);
	assert.equal(readOnly.acknowledged, 5);
});
