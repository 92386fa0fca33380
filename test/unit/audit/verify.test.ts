import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkProof, proveInclusion } from '../../../dist/nodes/Audit/verify/prove.js';
import { verifyLedger, type Problem } from '../../../dist/nodes/Audit/verify/verify.js';
import { readWitnesses } from '../../../dist/nodes/Audit/verify/witness.js';
import { rfc5424 } from '../../../dist/nodes/Audit/formats/rfc5424.js';
import type { AuditEvent, AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { temporaryFolder } from '../shared/support.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const keys = [signer];
const ORIGINS = [
	'20260101T000000Z-00000000000000aa',
	'20260102T000000Z-00000000000000bb',
	'20260103T000000Z-00000000000000cc',
] as const;
const [FIRST, SECOND, THIRD] = ORIGINS;

const event = (number: number): AuditEvent => ({
	kind: 'access',
	interaction: 'test-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'unit', executionId: String(number) },
	patient: { pseudonym: String(number % 7).repeat(32), keyId: '00000001' },
});

/** Three writers one after the other; 60 records each, several segments, a checkpoint after every 20. */
async function ledgers(t: TestContext): Promise<string> {
	const folder = temporaryFolder(t);
	for (const origin of ORIGINS) {
		const writer = await LedgerWriter.create(folder, origin, { signer, segmentBytes: 4000 });
		for (let part = 0; part < 3; part++) {
			for (let index = 0; index < 20; index++) await writer.append(event(20 * part + index));
			await writer.checkpoint();
		}
		await writer.close();
	}
	return folder;
}

const segmentsOf = (folder: string, origin: string): string[] =>
	readdirSync(join(folder, origin))
		.filter((name) => name.endsWith('.jsonl'))
		.sort()
		.map((name) => join(folder, origin, name));

/** Rewrites a writer's ledger line by line, with the chain made whole again behind every change. */
function rewrite(
	folder: string,
	origin: string,
	change: (records: AuditRecord[]) => AuditRecord[],
): void {
	const paths = segmentsOf(folder, origin);
	const records = paths.flatMap((path) =>
		readFileSync(path, 'utf8')
			.split('\n')
			.slice(0, -1)
			.map((line) => JSON.parse(line) as AuditRecord),
	);
	let prev = '0'.repeat(64);
	const lines = change(records).map((record, index) => {
		const line = canonicalJson({ ...record, seq: index + 1, prev });
		prev = createHash('sha256').update(line).digest('hex');
		return `${line}\n`;
	});
	for (const path of paths.slice(1)) rmSync(path);
	writeFileSync(paths[0], lines.join(''));
}

const problems = async (folder: string, witness?: string): Promise<Problem[]> => {
	const witnesses = witness === undefined ? [] : readWitnesses(witness);
	const { sound, findings } = await verifyLedger({ auditDir: folder, keys, witnesses });
	assert.equal(sound, findings.length === 0);
	return findings.map(({ problem }) => problem);
};

const notesOf = (folder: string, origin: string): string =>
	readFileSync(join(folder, origin, 'checkpoints.txt'), 'utf8');

test('an untouched ledger is sound, and the report says how far each writer is signed for and held', async (t) => {
	const folder = await ledgers(t);
	const delivered = new Map([[FIRST, 42]]);
	const result = await verifyLedger({ auditDir: folder, keys, delivered });
	assert.deepEqual(result.findings, []);
	assert.equal(result.checkpoints, 9);
	const [first, second, third] = result.origins;
	assert.equal(first.records, 63);
	// The second writer's checkpoints vouch for how the first ended.
	assert.equal(first.signedTo, 63);
	assert.equal(third.signedTo, 62, 'its last checkpoint covers what is before it');
	// The sink has the checkpoint at 42, which covers 41.
	assert.equal(first.heldTo, 41);
	assert.equal(second.heldTo, 0);
	const witnesses = readWitnesses(notesOf(folder, THIRD));
	const held = await verifyLedger({ auditDir: folder, keys, witnesses });
	assert.deepEqual(held.findings, []);
	assert.deepEqual(
		held.origins.map(({ heldTo }) => heldTo),
		[63, 63, 62],
	);
});

test('a changed byte anywhere breaks the chain at its line', async (t) => {
	const folder = await ledgers(t);
	for (const path of [segmentsOf(folder, FIRST)[0], segmentsOf(folder, SECOND).at(-1) as string]) {
		const bytes = readFileSync(path);
		for (const at of [1, Math.floor(bytes.length / 2), bytes.length - 3]) {
			const changed = Buffer.from(bytes);
			changed[at] ^= 1;
			writeFileSync(path, changed);
			const found = await problems(folder);
			assert.ok(found.length > 0, `${path} ${at}`);
		}
		writeFileSync(path, bytes);
	}
	assert.deepEqual(await problems(folder), []);
});

test('a rewritten chain fails at its checkpoints, and without them at those of the others', async (t) => {
	const folder = await ledgers(t);
	rewrite(folder, FIRST, (records) =>
		records.map((record, at) => (at === 5 ? { ...record, outcome: '8' as const } : record)),
	);
	const kept = await problems(folder);
	assert.ok(kept.includes('root-differs'));
	assert.ok(kept.includes('record-differs'), 'the second writer vouched for its end');
	rewrite(folder, FIRST, (records) =>
		records.filter(({ interaction }) => interaction !== 'audit-checkpoint'),
	);
	assert.deepEqual(await problems(folder), ['records-missing', 'root-differs'], 'by its notes');
	rmSync(join(folder, FIRST, 'checkpoints.txt'));
	assert.deepEqual(await problems(folder), ['records-missing']);
});

test('the last writer, rewritten without its checkpoints, is found only by what is held elsewhere', async (t) => {
	const folder = await ledgers(t);
	const witness = notesOf(folder, THIRD);
	rewrite(folder, THIRD, (records) =>
		records
			.filter(({ interaction }) => interaction !== 'audit-checkpoint')
			.map((record) => ({ ...record, outcome: '8' as const })),
	);
	rmSync(join(folder, THIRD, 'checkpoints.txt'));
	const alone = await verifyLedger({ auditDir: folder, keys });
	assert.deepEqual(alone.findings, []);
	assert.equal(alone.origins[2].signedTo, 0, 'but it is said that nothing vouches for it');
	assert.ok((await problems(folder, witness)).includes('root-differs'));
});

test('what a SIEM got over syslog is as good a witness as the signed notes', async (t) => {
	const folder = await ledgers(t);
	const lines = segmentsOf(folder, THIRD).flatMap((path) =>
		readFileSync(path, 'utf8').split('\n').slice(0, -1),
	);
	const messages = lines.map((line) => {
		const id = createHash('sha256').update(line).digest('hex');
		const record = JSON.parse(line) as AuditRecord;
		return rfc5424({ id, record, bytes: line.length + 1 }).toString();
	});
	const witness = messages.join('\n');
	assert.equal(readWitnesses(witness).length, 3);
	assert.deepEqual(await problems(folder, witness), []);
	rewrite(folder, THIRD, (records) =>
		records.filter(({ interaction }) => interaction !== 'audit-checkpoint').slice(0, 50),
	);
	const found = await problems(folder, witness);
	assert.ok(found.includes('root-differs') && found.includes('records-missing'));
	assert.deepEqual(
		readWitnesses('{"checkpoint":{}}\n{"origin":"x","checkpoint":1}\n"checkpoint"'),
		[],
	);
});

test('removed ends, segments and writers are missed', async (t) => {
	const folder = await ledgers(t);
	const copy = (): string => {
		const at = temporaryFolder(t);
		cpSync(folder, at, { recursive: true });
		return at;
	};
	const cut = copy();
	const last = segmentsOf(cut, FIRST).at(-1) as string;
	rmSync(last);
	assert.deepEqual(await problems(cut), ['records-missing']);
	const hole = copy();
	rmSync(segmentsOf(hole, SECOND)[1]);
	assert.ok((await problems(hole)).includes('chain-broken'));
	const headless = copy();
	rmSync(segmentsOf(headless, SECOND)[0]);
	assert.ok((await problems(headless)).includes('chain-broken'));
	const gone = copy();
	rmSync(join(gone, SECOND), { recursive: true });
	assert.deepEqual(await problems(gone), ['origin-missing']);
	const torn = copy();
	appendFileSync(segmentsOf(torn, THIRD).at(-1) as string, '{"half":');
	assert.deepEqual(await problems(torn), [], 'a writer killed in mid-line is no tampering');
	appendFileSync(segmentsOf(torn, THIRD)[0], '{"half":');
	assert.ok((await problems(torn)).includes('chain-broken'));
});

test('another key is not accepted, and a recorded disposal explains a missing writer', async (t) => {
	const folder = await ledgers(t);
	const other = [signerOf(generateKeyPairSync('ed25519').privateKey)];
	const { findings } = await verifyLedger({ auditDir: folder, keys: other });
	assert.ok(findings.every(({ problem }) => problem === 'key-unknown') && findings.length === 3);
	const { origins } = await verifyLedger({ auditDir: folder, keys });
	const lines = segmentsOf(folder, FIRST)
		.map((path) => readFileSync(path, 'utf8'))
		.join('');
	const end = createHash('sha256')
		.update(lines.trimEnd().split('\n').at(-1) ?? '')
		.digest('hex');
	rmSync(join(folder, FIRST), { recursive: true });
	const writer = await LedgerWriter.create(folder, '20260104T000000Z-00000000000000dd', { signer });
	await writer.append({
		kind: 'system',
		interaction: 'audit-origin-disposed',
		action: 'D',
		outcome: '0',
		agent: { instance: 'unit' },
		objects: [{ type: 'ledger', version: FIRST, count: origins[0].records, sha256: end }],
	});
	await writer.close();
	const after = await verifyLedger({ auditDir: folder, keys });
	assert.deepEqual(after.findings, []);
	assert.deepEqual(
		after.disposed.map(({ origin }) => origin),
		[FIRST],
	);
});

test('many segments are scanned in threads with the same result', async (t) => {
	const folder = temporaryFolder(t);
	const writer = await LedgerWriter.create(folder, FIRST, { signer, segmentBytes: 1_000_000 });
	const many = 26_000;
	for (let at = 0; at < many; at += 1000) {
		await Promise.all(Array.from({ length: 1000 }, (_, index) => writer.append(event(at + index))));
	}
	await writer.close();
	const result = await verifyLedger({ auditDir: folder, keys });
	assert.deepEqual(result.findings, []);
	assert.ok(result.bytes > 8 * 1024 * 1024, 'large enough for threads');
	assert.ok(result.records > many);
	const path = segmentsOf(folder, FIRST)[4];
	const text = readFileSync(path, 'utf8');
	writeFileSync(path, text.replace('"executionId":"1', '"executionId":"2'));
	const [finding] = (await verifyLedger({ auditDir: folder, keys })).findings;
	assert.equal(finding.problem, 'chain-broken');
	assert.equal(finding.segment, 5);
});

test('a proof shows to whoever has the public key that a record was there, and nothing else does', async (t) => {
	const folder = await ledgers(t);
	const lines = readFileSync(segmentsOf(folder, SECOND)[0], 'utf8').split('\n');
	const id = createHash('sha256').update(lines[3]).digest('hex');
	const proof = await proveInclusion(folder, id);
	rmSync(folder, { recursive: true });
	const { record } = checkProof(proof, keys);
	assert.equal(record.seq, 4);
	const invalid = { code: 'audit-proof-invalid' };
	assert.throws(() => checkProof({ ...proof, line: lines[4] }, keys), invalid);
	assert.throws(() => checkProof({ ...proof, leafIndex: 4 }, keys), invalid);
	assert.throws(() => checkProof({ ...proof, path: proof.path.slice(1) }, keys), invalid);
	assert.throws(
		() => checkProof({ ...proof, note: proof.note.replace('\n', 'x\n') }, keys),
		invalid,
	);
	assert.throws(
		() => checkProof(proof, [signerOf(generateKeyPairSync('ed25519').privateKey)]),
		invalid,
	);
	assert.throws(() => checkProof({} as typeof proof, keys), invalid);
	await assert.rejects(proveInclusion(folder, 'ab'.repeat(32)), { code: 'audit-event-unknown' });
});
