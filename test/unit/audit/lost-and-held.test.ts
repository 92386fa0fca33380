import assert from 'node:assert/strict';
import {
	readFileSync,
	readdirSync,
	rmSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mock, test, type TestContext } from 'node:test';
import { emergenciesSince } from '../../../dist/nodes/Audit/emergency/emergencies.js';
import { queryLedger } from '../../../dist/nodes/Audit/index/query.js';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { existingDataDirectory } from '../../../dist/nodes/shared/existing-data-directory.js';
import { LedgerKeeper } from '../../../dist/nodes/shared/ledger/keeper.js';
import { auditSigner } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { closeLedger, ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { verifyLedger } from '../../../dist/nodes/Audit/verify/verify.js';
import { keyFile, temporaryFolder } from '../shared/support.ts';
import { event } from './build.ts';

const PATIENT = 'ab'.repeat(16);
const OLD = '20150101T000000Z-00000000000000aa';

/** A data directory with one event, and a writer of 2015 with a patient. */
async function place(t: TestContext): Promise<{ root: string; audit: string }> {
	const folder = temporaryFolder(t);
	const root = join(folder, 'data');
	process.env.HOSPITAL_DATA_DIR = root;
	process.env.HOSPITAL_KEY_FILE = keyFile(folder);
	await (await ledger()).append(event(1));
	await closeLedger();
	const audit = join(root, 'audit');
	const signer = auditSigner((await existingDataDirectory()).key);
	const time = new Date('2015-01-01T00:00:00Z');
	const writer = await LedgerWriter.create(audit, OLD, { signer, clock: () => time });
	await writer.append(event(2, { patient: { pseudonym: PATIENT, keyId: '00000001' } }));
	await writer.close();
	utimesSync(join(audit, OLD, '000001.jsonl'), time, time);
	return { root, audit };
}

async function hospital(...args: string[]): Promise<{ code: number; text: string }> {
	const lines: string[] = [];
	const out = { line: (one: string) => lines.push(one), note: (one: string) => lines.push(one) };
	return { code: await main(['audit', ...args], out), text: lines.join('\n') };
}

for (const [how, damage] of Object.entries({
	'removed as a whole': (folder: string) => rmSync(folder, { recursive: true }),
	'cut off in place': (folder: string) => truncateSync(join(folder, '000001.jsonl'), 10),
})) {
	test(`a ledger that is ${how} while it is written is named by the next one, and verification finds it`, async (t) => {
		const { root, audit } = await place(t);
		const { key } = await existingDataDirectory();
		const keeper = new LedgerKeeper(root, audit, key);
		t.after(async () => await keeper.close());
		const writer = await keeper.current();
		await writer.append(event(3));
		const { id, seq } = await writer.append(event(4));
		damage(join(audit, writer.origin));
		await assert.rejects(writer.checkpoint(), { code: 'audit-ledger-removed' });
		// The pause after a start is over.
		mock.timers.enable({ apis: ['Date'], now: Date.now() + 20_000 });
		t.after(() => mock.timers.reset());
		const next = await keeper.current();
		assert.notEqual(next.origin, writer.origin);
		await next.checkpoint();
		const [line] = readFileSync(join(audit, next.origin, '000001.jsonl'), 'utf8').split('\n');
		const first = JSON.parse(line) as {
			interaction: string;
			objects: Array<Record<string, unknown>>;
		};
		assert.equal(first.interaction, 'audit-ledger-lost');
		assert.equal(first.objects[0].version, writer.origin);
		assert.ok(Number(first.objects[0].count) >= seq);
		assert.match(String(first.objects[0].sha256), /^[0-9a-f]{64}$/);
		assert.notEqual(id, '');
		const { findings } = await verifyLedger({ auditDir: audit, keys: [auditSigner(key)] });
		assert.ok(
			findings.some(({ origin, problem }) => origin === writer.origin && /missing/.test(problem)),
		);
	});
}

test('an index that hides events hides nothing from who has to know', async (t) => {
	const { audit } = await place(t);
	await (
		await ledger()
	).append(event(5, { kind: 'break-glass', breakGlass: true, emergency: { reason: 'coma' } }));
	await closeLedger();
	const quick = async (): Promise<number> =>
		(await queryLedger(audit, { where: { patient: [PATIENT] } }, { withoutIndex: false })).entries
			.length;
	assert.equal(await quick(), 1);
	const folder = join(audit, 'index');
	const names = readdirSync(folder);
	assert.ok(names.length > 0);
	for (const name of names) {
		const bytes = readFileSync(join(folder, name));
		// Every key becomes another one; and the segment seems to be of long ago.
		bytes.fill(0xff, bytes.length - 8 * bytes.readUInt32LE(64));
		bytes.write('1990-01-01T00:00:00.000Z', 40, 24, 'latin1');
		writeFileSync(join(folder, name), bytes);
	}
	assert.equal(await quick(), 0, 'the tampering works');
	const { entries } = await queryLedger(audit, { where: { patient: [PATIENT] } });
	assert.equal(entries.length, 1);
	assert.equal((await emergenciesSince(audit, '2000-01-01')).length, 1);
});

test('a hold keeps what it kept when it was placed, or nothing is removed', async (t) => {
	const { audit } = await place(t);
	const list = join(audit, 'legal-holds.json');
	const placed = await hospital(
		'retention',
		'hold',
		'case-1',
		'--by',
		'counsel',
		'--patient',
		PATIENT,
	);
	assert.equal(placed.code, 0);
	assert.doesNotMatch(placed.text, /WARNING/);
	const before = readFileSync(list);
	const narrowed = before.toString().replace(PATIENT, 'cd'.repeat(16));
	writeFileSync(list, narrowed);
	const refused = await hospital('retention', '--apply', '--undelivered');
	assert.equal(refused.code, 1);
	assert.match(refused.text, /do not cover what they did when they were placed: case-1/);
	// Taken out of the list and placed again with less.
	writeFileSync(list, '[]');
	const again = await hospital('retention', 'hold', 'case-1', '--by', 'x', '--origin', OLD);
	assert.equal(again.code, 1);
	assert.match(again.text, /never lifted/);
	assert.equal((await hospital('retention', '--apply', '--undelivered')).code, 1);
	assert.ok(readdirSync(audit).includes(OLD));
	writeFileSync(list, before);
	assert.equal((await hospital('retention', 'lift', 'case-1', '--by', 'counsel')).code, 0);
	assert.equal(
		(await hospital('retention', 'hold', 'case-1', '--by', 'x', '--origin', OLD)).code,
		0,
	);
	assert.equal((await hospital('retention', 'lift', 'case-1', '--by', 'counsel')).code, 0);
	const removed = await hospital('retention', '--apply', '--undelivered');
	assert.equal(removed.code, 0, removed.text);
	assert.ok(!readdirSync(audit).includes(OLD));
});

test('a hold that matches nothing says so', async (t) => {
	await place(t);
	const patient = await hospital(
		'retention',
		'hold',
		'c1',
		'--by',
		'x',
		'--patient',
		'ef'.repeat(16),
	);
	assert.equal(patient.code, 0);
	assert.match(patient.text, /WARNING: no event names the patient ef/);
	const origin = '20140101T000000Z-00000000000000aa';
	assert.match(
		(await hospital('retention', 'hold', 'c2', '--by', 'x', '--origin', origin)).text,
		/WARNING: there is no part/,
	);
});
