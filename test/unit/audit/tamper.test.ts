import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readCursor, writeCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import { START } from '../../../dist/nodes/Audit/reading/position.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { disposeOrigins } from '../../../dist/nodes/Audit/retention/dispose.js';
import { verifyLedger, type Problem } from '../../../dist/nodes/Audit/verify/verify.js';
import { readWitnesses } from '../../../dist/nodes/Audit/verify/witness.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import type { AuditEvent, AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { readEnd } from '../../../dist/nodes/shared/ledger/heads.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { tamperCampaign } from '../../campaign/audit/tamper.ts';
import { plantedEntries, telling, wireIdentifiers } from '../../campaign/audit/wire.ts';
import { temporaryFolder } from '../shared/support.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const [FIRST, SECOND, THIRD] = [
	'20260101T000000Z-00000000000000aa',
	'20260102T000000Z-00000000000000bb',
	'20260103T000000Z-00000000000000cc',
] as const;

const event = (number: number): AuditEvent => ({
	kind: 'access',
	interaction: 'test-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'unit', executionId: String(number) },
});

async function write(folder: string, origin: string, events = 5): Promise<LedgerWriter> {
	const writer = await LedgerWriter.create(folder, origin, { signer });
	for (let number = 0; number < events; number++) await writer.append(event(number));
	await writer.checkpoint();
	return writer;
}

async function ledger(t: TestContext): Promise<string> {
	const folder = temporaryFolder(t);
	for (const origin of [FIRST, SECOND]) await (await write(folder, origin)).close();
	return folder;
}

const segment = (folder: string, origin: string): string => join(folder, origin, '000001.jsonl');
const notes = (folder: string, origin: string): string => join(folder, origin, 'checkpoints.txt');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const problems = async (folder: string, witness = ''): Promise<Problem[]> => {
	const witnesses = readWitnesses(witness);
	const { findings } = await verifyLedger({ auditDir: folder, keys: [signer], witnesses });
	return findings.map(({ problem }) => problem);
};

/** Changes the last record of a writer, whose chain stays right. */
function changeLast(folder: string, origin: string, change: (record: AuditRecord) => object): void {
	const lines = readFileSync(segment(folder, origin), 'utf8').split('\n').slice(0, -1);
	const record = JSON.parse(lines.pop() ?? '') as AuditRecord;
	lines.push(canonicalJson(change(record)));
	writeFileSync(segment(folder, origin), lines.map((line) => `${line}\n`).join(''));
}

async function dispose(folder: string, origin: string, writer: LedgerWriter): Promise<void> {
	await disposeOrigins(
		folder,
		[{ origin, fate: 'over', bytes: 0, lastWrite: '', end: await readEnd(folder, origin) }],
		{ instance: 'unit' },
		async (one) => await writer.append(one),
		async () => await writer.checkpoint(),
	);
}

test('300 tampers of all kinds are found or listed as unprotected, and untouched ledgers are sound', async () => {
	const result = await tamperCampaign({ tampers: 300, seed: 'short', say: () => undefined });
	assert.deepEqual(result.misses, []);
	assert.equal(result.tampers, 300);
	assert.equal(result.falseAlarms, 0);
	assert.ok(result.controls >= 20);
	assert.ok(Object.keys(result.perClass).length > 100, 'nearly every class and mode');
	assert.ok(result.tailOnly > 0 && result.tailOnly < 150);
	// What an attacker with the key signs anew passes without a witness: so finding it tells something.
	assert.ok(result.resignedBare > 10 && result.resignedPassed > result.resignedBare / 2);
});

test('a checkpoint of another form is one that nobody signed, and verification goes on', async (t) => {
	for (const checkpoint of [null, [], 'signed', {}, { heads: 1 }, { size: -1 }]) {
		const folder = await ledger(t);
		rmSync(notes(folder, SECOND));
		changeLast(folder, SECOND, (record) => ({ ...record, checkpoint }));
		assert.deepEqual(await problems(folder), ['signature-invalid'], JSON.stringify(checkpoint));
	}
});

test('heads cannot be hidden in another member of the signed text', async (t) => {
	const folder = await ledger(t);
	changeLast(folder, SECOND, ({ checkpoint, ...record }) => {
		assert.ok(checkpoint);
		const [{ origin, seq, hash }] = checkpoint.heads;
		const time = `${checkpoint.time}\nhead ${origin} ${seq} ${hash}`;
		return { ...record, checkpoint: { ...checkpoint, time, heads: [] } };
	});
	rmSync(join(folder, FIRST), { recursive: true });
	assert.ok((await problems(folder)).includes('signature-invalid'));
});

test('a removal that nobody signed for explains no missing writer', async (t) => {
	const folder = await ledger(t);
	const end = await readEnd(folder, FIRST);
	const last = readFileSync(segment(folder, SECOND), 'utf8').trimEnd().split('\n').at(-1) ?? '';
	const { seq } = JSON.parse(last) as AuditRecord;
	rmSync(join(folder, FIRST), { recursive: true });
	const record = {
		...event(0),
		kind: 'system',
		interaction: 'audit-origin-disposed',
		objects: [{ type: 'ledger', version: FIRST, count: end?.seq, sha256: end?.hash }],
		v: 1,
		origin: SECOND,
		seq: seq + 1,
		recorded: '2026-01-02T00:00:00.000Z',
		prev: sha256(last),
	};
	appendFileSync(segment(folder, SECOND), `${canonicalJson(record)}\n`);
	assert.deepEqual(await problems(folder), ['origin-missing']);
});

test('a removal counts against a witness only when the witness reaches to its record', async (t) => {
	const folder = await ledger(t);
	const before = readFileSync(notes(folder, SECOND), 'utf8');
	const writer = await write(folder, THIRD);
	await dispose(folder, FIRST, writer);
	await writer.close();
	assert.deepEqual(await problems(folder), []);
	assert.deepEqual(await problems(folder, before), ['disposal-unproven']);
	const after = readFileSync(notes(folder, THIRD), 'utf8');
	assert.deepEqual(await problems(folder, `${before}\n${after}`), []);
});

test('a recorded removal does not excuse a writer that is still there and was changed', async (t) => {
	const folder = await ledger(t);
	const witness = readFileSync(notes(folder, FIRST), 'utf8');
	const writer = await LedgerWriter.create(folder, THIRD, { signer });
	await writer.append({
		...event(0),
		kind: 'system',
		interaction: 'audit-origin-disposed',
		objects: [{ type: 'ledger', version: FIRST, count: 6, sha256: 'ab'.repeat(32) }],
	});
	await writer.checkpoint();
	await writer.close();
	const text = readFileSync(segment(folder, FIRST), 'utf8');
	writeFileSync(segment(folder, FIRST), text.split('\n').slice(0, 2).join('\n') + '\n');
	rmSync(notes(folder, FIRST));
	assert.ok((await problems(folder, witness)).includes('records-missing'));
});

test('a note beside the ledger that is no copy of a record is found', async (t) => {
	const folder = await ledger(t);
	const text = readFileSync(notes(folder, FIRST), 'utf8');
	writeFileSync(notes(folder, FIRST), text.replace('\n5\n', '\n4\n'));
	assert.deepEqual(await problems(folder), ['signature-invalid']);
	writeFileSync(notes(folder, FIRST), readFileSync(notes(folder, SECOND)));
	assert.deepEqual(await problems(folder), ['signature-invalid'], 'not its own');
	rmSync(notes(folder, FIRST));
	assert.deepEqual(await problems(folder), [], 'a copy that is missing is no harm');
	const { length } = readFileSync(segment(folder, SECOND), 'utf8').split('\n');
	changeLast(folder, SECOND, ({ checkpoint: _, ...record }) => record);
	assert.equal(length, 7);
	assert.deepEqual(await problems(folder), [], 'the note vouches for what is before it');
	const lines = readFileSync(segment(folder, SECOND), 'utf8').split('\n');
	writeFileSync(segment(folder, SECOND), `${lines.slice(0, 3).join('\n')}\n`);
	assert.deepEqual(await problems(folder), ['records-missing']);
});

test('a link or a pipe in place of a segment is not followed and holds nobody up', async (t) => {
	const folder = await ledger(t);
	const elsewhere = join(temporaryFolder(t), 'elsewhere');
	writeFileSync(elsewhere, readFileSync(segment(folder, FIRST)));
	rmSync(segment(folder, FIRST));
	symlinkSync(elsewhere, segment(folder, FIRST));
	await assert.rejects(verifyLedger({ auditDir: folder, keys: [signer] }), { code: 'ELOOP' });
	const writer = await write(folder, THIRD);
	await writer.close();
	const last = readFileSync(segment(folder, THIRD), 'utf8').trimEnd().split('\n').at(-1) ?? '';
	const { checkpoint } = JSON.parse(last) as AuditRecord;
	assert.deepEqual(
		checkpoint?.heads.map(({ origin }) => origin),
		[SECOND],
		'the others still sign for each other',
	);
});

test('positions that lie on the server count as protection only where no witness is given', async (t) => {
	const folder = join(temporaryFolder(t), 'audit');
	await mkdir(folder);
	const writer = await write(folder, FIRST);
	const early = readFileSync(notes(folder, FIRST));
	for (let number = 0; number < 5; number++) await writer.append(event(number));
	await writer.close();
	const cursors = join(folder, '..', 'audit-cursors');
	await mkdir(cursors);
	const end = { ...START, seq: 12, hash: 'ab'.repeat(32), offset: 4000 };
	await writeCursor(cursors, {
		...(await readCursor(cursors, 'siem')),
		origins: { [FIRST]: end },
		confirmed: { [FIRST]: end.seq },
	});
	const witness = join(folder, '..', 'witness.txt');
	writeFileSync(witness, early);
	const verify = async (...args: string[]): Promise<string> => {
		const lines: string[] = [];
		const out = {
			line: (text: string) => lines.push(text),
			note: (text: string) => lines.push(text),
		};
		assert.equal(await main(['audit', 'verify', folder, '--key', signer.text, ...args], out), 0);
		return lines.join('\n');
	};
	assert.match(await verify(), /12 to 12[^]*only what this server says it holds/);
	assert.match(await verify('--witness', witness), /6 to 12/);
	assert.match(await verify('--witness', witness, '--cursors', cursors), /12 to 12/);
});

test('no planted name or number is in any format', () => {
	const { found, formats, messages } = wireIdentifiers();
	assert.deepEqual(found, []);
	assert.ok(formats >= 9 && messages > 1000);
	const [{ record }] = plantedEntries();
	assert.notEqual(telling(JSON.stringify(record)).length, 0, 'the search finds what is there');
	assert.notEqual(telling(Buffer.from('ZZTEST^ADA').toString('base64')).length, 0);
});
