import assert from 'node:assert/strict';
import { generateKeyPairSync, verify as verifySignature } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { noteText, signedNote } from '../../../dist/nodes/shared/ledger/checkpoint.js';
import type { AuditEvent, AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { OtherHeads, readEnd } from '../../../dist/nodes/shared/ledger/heads.js';
import { lifeOf } from '../../../dist/nodes/shared/ledger/lock.js';
import { parseNotes } from '../../../dist/nodes/shared/ledger/note.js';
import { parseVerifier, signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { firstMessage, startChild, temporaryFolder } from '../shared/support.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = signerOf(privateKey);

const event = (node: string): AuditEvent => ({
	kind: 'access',
	interaction: 'test-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'unit', node },
});

const records = (folder: string, origin: string): AuditRecord[] =>
	readdirSync(join(folder, origin))
		.filter((name) => name.endsWith('.jsonl'))
		.sort()
		.flatMap((name) =>
			readFileSync(join(folder, origin, name), 'utf8')
				.split('\n')
				.slice(0, -1),
		)
		.map((line) => JSON.parse(line) as AuditRecord);

const checkpoints = (folder: string, origin: string): AuditRecord[] =>
	records(folder, origin).filter(({ interaction }) => interaction === 'audit-checkpoint');

test('a checkpoint follows while events come and one more at the end, each signed', async (t) => {
	const folder = temporaryFolder(t);
	const origin = newOrigin();
	const writer = await LedgerWriter.create(folder, origin, { signer, checkpointMs: 30 });
	// A busy machine gets fewer of them into the same time.
	const enough = () => checkpoints(folder, origin).length >= 4;
	for (const until = Date.now() + 2_000; Date.now() < until && !enough(); ) {
		await writer.append(event('busy'));
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	await writer.append(event('last'));
	await writer.close();
	const found = checkpoints(folder, origin);
	assert.ok(found.length >= 4, `${found.length} checkpoints`);
	for (const { seq, checkpoint } of found) {
		assert.ok(checkpoint);
		assert.equal(checkpoint.size, seq - 1);
		const { keyId, signature, ...body } = checkpoint;
		assert.equal(keyId, signer.keyId);
		const text = Buffer.from(noteText({ ...body, origin }));
		assert.ok(verifySignature(null, text, publicKey, Buffer.from(signature, 'base64')));
	}
	assert.equal(found.at(-1)?.seq, records(folder, origin).length, 'the last record is one');
	const notes = parseNotes(readFileSync(join(folder, origin, 'checkpoints.txt'), 'utf8'));
	assert.deepEqual(
		notes.map(({ body: { size } }) => size),
		found.map(({ checkpoint }) => checkpoint?.size),
	);
});

test('an idle writer and what a delivery records about itself call for no checkpoint', async (t) => {
	const folder = temporaryFolder(t);
	const origin = newOrigin();
	const writer = await LedgerWriter.create(folder, origin, { signer, checkpointMs: 10 });
	await writer.append({ ...event('sink'), interaction: 'audit-batch-delivered' });
	await new Promise((resolve) => setTimeout(resolve, 60));
	assert.equal(checkpoints(folder, origin).length, 0);
	await writer.append(event('read'));
	await new Promise((resolve) => setTimeout(resolve, 80));
	assert.equal(checkpoints(folder, origin).length, 1, 'one, and it calls for none itself');
	await writer.close();
	assert.equal(checkpoints(folder, origin).length, 1, 'nothing came since');
});

test('a signed note survives being written and read, and names its key as C2SP signed-note does', () => {
	const body = {
		origin: newOrigin(),
		size: 17,
		root: 'ab'.repeat(32),
		time: '2026-11-22T01:30:00.123Z',
		heads: [{ origin: '20260101T000000Z-00000000000000aa', seq: 3, hash: 'cd'.repeat(32) }],
		older: { before: '20260101T000000Z-00000000000000aa', count: 2, sha256: 'ef'.repeat(32) },
	};
	const signature = signer.sign(noteText(body)).toString('base64');
	const text = signedNote(body, signer.keyId, signature);
	assert.match(text, /^n8n-nodes-hospital\/audit\/[^\n]+\n17\n[A-Za-z0-9+/=]{44}\n/);
	assert.deepEqual(parseNotes(`noise\n\n${text}\nmore noise\n${text}`), [
		{ body, keyId: signer.keyId, signature },
		{ body, keyId: signer.keyId, signature },
	]);
	assert.deepEqual(parseNotes(text.replace('\n17\n', '\n-1\n')), []);
	assert.deepEqual(parseNotes(text.replace(/^time .*\n/m, '')), []);
	assert.deepEqual(parseNotes(text.replace('head 2026', 'head ../x2026')), []);
	const verifier = parseVerifier(signer.text);
	assert.equal(verifier.keyId, signer.keyId);
	assert.ok(verifier.verifies(noteText(body), Buffer.from(signature, 'base64')));
	assert.ok(!verifier.verifies(noteText({ ...body, size: 18 }), Buffer.from(signature, 'base64')));
	assert.throws(() => parseVerifier(signer.text.replace(/.$/, '')), {
		code: 'audit-public-key-invalid',
	});
	assert.throws(() => parseVerifier(signer.text.replace(/\+[0-9a-f]{8}\+/, '+00000000+')), {
		code: 'audit-public-key-invalid',
	});
});

test('writers vouch for how each other ended; beyond 24 the oldest go into one value', async (t) => {
	const folder = temporaryFolder(t);
	const names: string[] = [];
	for (let index = 0; index < 30; index++) {
		const origin = `202601${String((index % 28) + 1).padStart(2, '0')}T00${String(index).padStart(2, '0')}00Z-${String(index).padStart(16, '0')}`;
		const writer = await LedgerWriter.create(folder, origin);
		await writer.append(event('one'));
		await writer.close();
		names.push(origin);
	}
	names.sort();
	const others = new OtherHeads(folder, newOrigin());
	const { heads, older, dead } = await others.collect();
	assert.deepEqual(dead, []);
	assert.deepEqual(
		heads.map(({ origin }) => origin),
		names.slice(6),
	);
	assert.equal(older?.count, 6);
	assert.equal(older?.before, names[6]);
	const living = await LedgerWriter.create(folder, '20250101T000000Z-00000000000000aa');
	await living.append(event('long runner'));
	const again = await others.collect();
	assert.equal(again.heads.length, 25, 'a writer that lives is named, however old');
	assert.equal(again.heads[0].origin, living.origin);
	assert.equal(again.older?.count, 6);
	await living.close();
});

test('a writer that was killed is found dead by one other, which records what was torn', async (t) => {
	const folder = temporaryFolder(t);
	const killed = newOrigin();
	const child = startChild(new URL('./writing-process.ts', import.meta.url), [folder, killed]);
	t.after(() => child.kill('SIGKILL'));
	await firstMessage(child);
	assert.equal(await lifeOf(join(folder, killed)), 'alive');
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGKILL');
	await gone;
	assert.equal(await lifeOf(join(folder, killed)), 'dead');
	appendFileSync(join(folder, killed, '000001.jsonl'), '{"half":');
	assert.equal((await readEnd(folder, killed))?.tornBytes, 8);
	const before = readFileSync(join(folder, killed, '000001.jsonl'));
	const [one, two] = await Promise.all(
		[1, 2].map(async () => await LedgerWriter.create(folder, newOrigin(), { signer })),
	);
	await Promise.all([one.checkpoint(), two.checkpoint()]);
	await Promise.all([one.close(), two.close()]);
	const recovered = [one, two]
		.flatMap(({ origin }) => records(folder, origin))
		.filter(({ interaction }) => interaction === 'audit-tail-recovered');
	assert.equal(recovered.length, 1, 'once');
	assert.equal(recovered[0].objects?.[0].version, killed);
	assert.equal(recovered[0].objects?.[0].count, 1);
	assert.equal(recovered[0].objects?.[1].count, 8);
	assert.deepEqual(readFileSync(join(folder, killed, '000001.jsonl')), before, 'untouched');
	assert.equal(await lifeOf(join(folder, killed)), 'ended');
});

test('a folder has one writer ever', async (t) => {
	const folder = temporaryFolder(t);
	const origin = newOrigin();
	const writer = await LedgerWriter.create(folder, origin);
	await assert.rejects(LedgerWriter.create(folder, origin), { code: 'EEXIST' });
	await writer.close();
	await assert.rejects(LedgerWriter.create(folder, origin), { code: 'EEXIST' });
	mkdirSync(join(folder, '20260101T000000Z-00000000000000aa'));
	writeFileSync(join(folder, '20260101T000000Z-00000000000000aa', 'writer.lock'), 'half');
	assert.equal(await lifeOf(join(folder, '20260101T000000Z-00000000000000aa')), 'dead');
});
