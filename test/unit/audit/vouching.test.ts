import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readCursor, writeCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import { deliver } from '../../../dist/nodes/Audit/delivery/deliver.js';
import { someDeliveredTo } from '../../../dist/nodes/Audit/delivery/delivered.js';
import { START } from '../../../dist/nodes/Audit/reading/position.js';
import { verdict } from '../../../dist/nodes/Audit/report/verdict.js';
import { verifyLedger, type Verification } from '../../../dist/nodes/Audit/verify/verify.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { temporaryFolder } from '../shared/support.ts';
import { batch, event, writeOrigin } from './build.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const [FIRST, SECOND, THIRD] = [
	'20260101T000000Z-00000000000000aa',
	'20260102T000000Z-00000000000000bb',
	'20260103T000000Z-00000000000000cc',
] as const;
const FACTS = { instance: 'i', madeAt: '', keyFrom: 'elsewhere', witnesses: 0 } as const;

async function write(folder: string, origin: string, key = signer): Promise<LedgerWriter> {
	const writer = await LedgerWriter.create(folder, origin, { signer: key });
	for (let number = 0; number < 4; number++) await writer.append(event(number));
	return writer;
}

async function ended(t: TestContext): Promise<string> {
	const folder = join(temporaryFolder(t), 'audit');
	mkdirSync(folder);
	await (await write(folder, FIRST)).close();
	return folder;
}

const segment = (folder: string, origin: string): string => join(folder, origin, '000001.jsonl');

/** Adds a record that follows the last one as it should. */
function add(folder: string, origin: string): void {
	const last = readFileSync(segment(folder, origin), 'utf8').trimEnd().split('\n').at(-1) ?? '';
	const { seq } = JSON.parse(last) as AuditRecord;
	const prev = createHash('sha256').update(last).digest('hex');
	const recorded = '2026-01-02T00:00:00.000Z';
	const record = { ...event(99), v: 1, origin, seq: seq + 1, recorded, prev };
	appendFileSync(segment(folder, origin), `${canonicalJson(record)}\n`);
}

/** Makes it look as if the writer's process had been killed. */
function kill(folder: string, origin: string): void {
	const holder = { host: hostname(), pid: 1, started: 'an earlier boot/1' };
	writeFileSync(join(folder, origin, 'writer.lock'), `${JSON.stringify(holder)}\n`);
}

const verify = async (auditDir: string): Promise<Verification> =>
	await verifyLedger({ auditDir, keys: [signer] });

async function hospital(...args: string[]): Promise<{ code: number; text: string }> {
	const lines: string[] = [];
	const out = { line: (one: string) => lines.push(one), note: (one: string) => lines.push(one) };
	return { code: await main(args, out), text: lines.join('\n') };
}

test('a record behind the closing checkpoint is found, also after a later writer signed for it', async (t) => {
	const folder = await ended(t);
	const clean = await verify(folder);
	assert.deepEqual([clean.findings, clean.unvouched.records], [[], 0]);
	add(folder, FIRST);
	const { findings } = await verify(folder);
	assert.deepEqual(findings, [
		{ problem: 'records-added', origin: FIRST, seq: 6, shownBy: 'ledger' },
	]);
	await (await write(folder, SECOND)).close();
	assert.deepEqual((await verify(folder)).findings, findings);
});

test('nothing can be appended to a writer that has ended', async (t) => {
	const folder = join(temporaryFolder(t), 'audit');
	const writer = await write(folder, FIRST);
	await writer.close();
	await assert.rejects(writer.append(event(9)), { code: 'audit-ledger-ended' });
	assert.deepEqual((await verify(folder)).findings, []);
});

test('what a killed writer left is told from what was added after it was found dead', async (t) => {
	const killed = join(temporaryFolder(t), 'audit');
	mkdirSync(killed);
	// Killed before its first checkpoint.
	await writeOrigin(killed, FIRST, 3);
	kill(killed, FIRST);
	const nobody = await verify(killed);
	assert.deepEqual([nobody.sound, nobody.unvouched], [true, { records: 3, writers: 1 }]);
	const next = await write(killed, SECOND);
	await next.checkpoint();
	await next.checkpoint();
	await next.close();
	const found = await verify(killed);
	assert.deepEqual([found.findings, found.unvouched.records], [[], 0]);
	const [first] = found.origins;
	assert.deepEqual([first.ownTo, first.firstVouched?.by], [0, SECOND]);
	assert.match(first.firstVouched?.time ?? '', /^\d{4}-/);
	add(killed, FIRST);
	assert.deepEqual(
		(await verify(killed)).findings.map(({ problem, seq }) => `${problem} ${seq}`),
		['records-added 4'],
	);
});

test('an invented writer is vouched for by nobody, and neither the command nor the page hides that', async (t) => {
	const folder = await ended(t);
	await writeOrigin(folder, '20250101T000000Z-00000000000000ff', 2);
	const result = await verify(folder);
	assert.deepEqual(result.unvouched, { records: 2, writers: 1 });
	const page = verdict(result, FACTS).text;
	assert.ok(!page.includes('✓') && page.includes('vouched for by nobody'));
	const { code, text } = await hospital('audit', 'verify', folder, '--key', signer.text);
	assert.equal(code, 0);
	assert.match(text, /^Sound as far as signed: .* 2 records of 1 writer are vouched for by NOBODY/);
	await (await write(folder, THIRD)).close();
	const later = await hospital('audit', 'verify', folder, '--key', signer.text);
	assert.match(
		later.text,
		new RegExp(`FIRST VOUCHED FOR[^]*-00000000000000ff +1 to 2 +\\S+ +${THIRD}`),
	);
});

test('a ledger that a living writer has not signed yet is not called sound without more', async (t) => {
	const folder = join(temporaryFolder(t), 'audit');
	const writer = await write(folder, FIRST);
	t.after(async () => await writer.close());
	assert.deepEqual((await verify(folder)).unvouched, { records: 4, writers: 1 });
	await writer.checkpoint();
	await writer.append(event(5));
	assert.deepEqual((await verify(folder)).unvouched, { records: 0, writers: 0 });
});

test('a folder without a ledger, of one writer, or with all writers gone is refused by every command', async (t) => {
	const folder = await ended(t);
	const one = join(folder, FIRST);
	const empty = temporaryFolder(t);
	const page = join(empty, 'page.html');
	for (const place of [empty, one]) {
		for (const args of [
			['verify', place, '--key', signer.text],
			['report', page, place, '--key', signer.text],
			['query', place],
			['export', '--format', 'json', place],
		]) {
			const { code, text } = await hospital('audit', ...args);
			assert.equal(code, 1, args.join(' '));
			assert.match(text, /No audit ledger is in /, args.join(' '));
		}
	}
	assert.match((await hospital('audit', 'query', one)).text, /folder above/);
	rmSync(one, { recursive: true });
	const { findings, sound } = await verify(folder);
	assert.equal(sound, false);
	assert.deepEqual(
		findings.map(({ problem }) => problem),
		['no-record'],
	);
	assert.equal((await hospital('audit', 'verify', folder, '--key', signer.text)).code, 1);
});

test('a key that was not given is said to be missing, and is no sign of tampering', async (t) => {
	const folder = await ended(t);
	const other = signerOf(generateKeyPairSync('ed25519').privateKey);
	await (await write(folder, SECOND, other)).close();
	const { code, text } = await hospital('audit', 'verify', folder, '--key', other.text);
	assert.equal(code, 1);
	assert.match(text, /^NOT CHECKED WHOLLY[^]*earlier public key/);
	assert.ok(text.includes(`key ${signer.keyId}`) && !text.includes('NOT SOUND'));
	const page = verdict(await verifyLedger({ auditDir: folder, keys: [other] }), FACTS).text;
	assert.ok(page.includes('a key was not given') && !page.includes('security incident'));
	const both = await hospital('audit', 'verify', folder, '--key', signer.text, '--key', other.text);
	assert.equal(both.code, 0);
	const empty = join(folder, '..', 'empty.key');
	writeFileSync(empty, '\n');
	const none = await hospital('audit', 'verify', folder, '--key', empty);
	assert.equal(none.code, 1);
	assert.match(none.text, /named with --key is empty/);
});

test('a witness file without a checkpoint in it is refused, and what was compared is said', async (t) => {
	const folder = await ended(t);
	const file = join(folder, '..', 'witness');
	const line = readFileSync(segment(folder, FIRST), 'utf8').trimEnd().split('\n').at(-1) ?? '';
	const { checkpoint } = JSON.parse(line) as AuditRecord;
	const damaged = line.replace(checkpoint?.signature ?? '', 'AAAA');
	const page = join(folder, '..', 'page.html');
	for (const useless of ['', 'rubbish\n', '{}', '[]', damaged, JSON.stringify(event(1))]) {
		writeFileSync(file, useless);
		for (const verb of [['verify'], ['report', page]]) {
			const args = ['audit', ...verb, folder, '--key', signer.text, '--witness', file];
			const { code, text } = await hospital(...args);
			assert.equal(code, 1, useless);
			assert.match(text, /No checkpoint of an audit ledger can be read/);
		}
	}
	const value = JSON.parse(line) as object;
	const csv = `_time,_raw\n"2026-01-01","${line.replaceAll('"', '""')}"\n`;
	const pretty = JSON.stringify(value, undefined, 2);
	for (const good of [
		line,
		JSON.stringify([value]),
		JSON.stringify([{ _source: value }], undefined, 2),
		`${pretty}\n${pretty}`,
		csv,
	]) {
		writeFileSync(file, good);
		const args = ['audit', 'verify', folder, '--key', signer.text, '--witness', file];
		const { code, text } = await hospital(...args);
		assert.equal(code, 0, text);
		assert.match(text, /checkpoints? kept elsewhere compared, the newest of 20/);
	}
});

test('checkpoints newer than a copy are told from a cut that the copy itself shows', async (t) => {
	const folder = join(temporaryFolder(t), 'audit');
	const writer = await write(folder, FIRST);
	await writer.checkpoint();
	const copied = readFileSync(segment(folder, FIRST));
	const asOf = new Date(Date.now() + 1).toISOString();
	await new Promise((done) => setTimeout(done, 5));
	await writer.append(event(7));
	await writer.close();
	const file = join(folder, '..', 'witness');
	writeFileSync(file, readFileSync(join(folder, FIRST, 'checkpoints.txt')));
	writeFileSync(segment(folder, FIRST), copied);
	rmSync(join(folder, FIRST, 'checkpoints.txt'));
	const args = ['audit', 'verify', folder, '--key', signer.text, '--witness', file];
	const found = await hospital(...args);
	assert.equal(found.code, 1, 'a cut end looks the same, so it never passes in silence');
	assert.match(found.text, /records at the end are missing[^]*take a newer copy or give --as-of/);
	const told = await hospital(...args, '--as-of', asOf);
	assert.equal(told.code, 0, told.text);
	assert.match(told.text, /1 checkpoint kept elsewhere NOT compared/);
	// Another writer of the copy wrote later than the checkpoint: so the end was cut off.
	await (await write(folder, SECOND)).close();
	const cut = await hospital(...args);
	assert.equal(cut.code, 1);
	assert.ok(
		cut.text.includes('records at the end are missing') && !cut.text.includes('newer copy'),
	);
});

test('only what a receiver confirmed counts as held outside, and nothing of a broken ledger is called covered', async (t) => {
	const folder = await ended(t);
	const cursors = join(folder, '..', 'audit-cursors');
	mkdirSync(cursors);
	const sink = await readCursor(cursors, 'udp');
	const end = { ...START, seq: 5, hash: 'ab'.repeat(32), offset: 2000 };
	await writeCursor(cursors, { ...sink, origins: { [FIRST]: end } });
	const page = join(folder, '..', 'page.html');
	const verifying = async (): Promise<{ code: number; text: string }> =>
		await hospital('audit', 'verify', folder, '--key', signer.text);
	const sent = await verifying();
	assert.match(sent.text, /do not tell whether anything arrived: udp[^]*1 to 5/);
	await writeCursor(cursors, {
		...(await readCursor(cursors, 'relp')),
		origins: { [FIRST]: end },
		confirmed: { [FIRST]: 5 },
	});
	writeFileSync(join(cursors, 'broken.json'), '{');
	for (const args of [['verify'], ['report', page]]) {
		const { code, text } = await hospital('audit', ...args, folder, '--key', signer.text);
		assert.equal(code, 0, text);
		assert.match(text, /confirmed: relp\.[^]*audit-cursors\/broken\.json/);
	}
	assert.match((await verifying()).text, /5 to 5/);
	// Nothing of what is left before the break is open.
	const changed = readFileSync(segment(folder, FIRST), 'utf8').replace('{', '{ ');
	writeFileSync(segment(folder, FIRST), changed);
	const broken = await verifying();
	assert.match(broken.text, /^NOT SOUND/m);
	assert.doesNotMatch(broken.text, /Everything is covered|Not protected/);
});

test('a delivery notes what the receiver confirmed, and nothing where it says nothing', async (t) => {
	const folder = await ended(t);
	const places = { auditDir: folder, cursorDir: join(folder, '..', 'audit-cursors') };
	mkdirSync(places.cursorDir);
	for (const [confirmation, expected] of [
		['sent', undefined],
		['on-disk', undefined],
		['acknowledged', { [FIRST]: 5 }],
	] as const) {
		const sink = confirmation.replace('-', '');
		const receiver = {
			async send(entries: AsyncIterable<unknown>) {
				let messages = 0;
				for await (const _ of entries) messages += 1;
				return { messages, confirmation };
			},
		};
		await deliver(await batch(folder, [FIRST], { sink }), receiver, places);
		const cursor = await readCursor(places.cursorDir, sink);
		assert.equal(cursor.origins[FIRST]?.seq, 5);
		assert.deepEqual(cursor.confirmed, expected, confirmation);
	}
	assert.deepEqual([...(await someDeliveredTo(places.cursorDir))], [[FIRST, 5]]);
});
