import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { writeCursor } from '../../../dist/nodes/Audit/delivery/cursor.js';
import { disposeOrigins } from '../../../dist/nodes/Audit/retention/dispose.js';
import {
	readHolds,
	requireHold,
	writeHolds,
	type LegalHold,
} from '../../../dist/nodes/Audit/retention/holds.js';
import { planRetention } from '../../../dist/nodes/Audit/retention/plan.js';
import { verifyLedger } from '../../../dist/nodes/Audit/verify/verify.js';
import { gather } from '../../../dist/nodes/Audit/watching/gather.js';
import { UnreadWatch } from '../../../dist/nodes/Audit/watching/unread.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { temporaryFolder } from '../shared/support.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
const PATIENT = 'ab'.repeat(16);
const OLD = '20150101T000000Z-00000000000000aa';
const OLD_WITH_PATIENT = '20160101T000000Z-00000000000000bb';
const YOUNG = '20261101T000000Z-00000000000000cc';
const NOW = Date.parse('2026-11-22T00:00:00Z');

/** Writers whose files were last written at the moment that their name says. */
async function place(t: TestContext): Promise<{ root: string; audit: string }> {
	const root = temporaryFolder(t);
	const audit = join(root, 'audit');
	await mkdir(audit);
	for (const origin of [OLD, OLD_WITH_PATIENT, YOUNG]) {
		const time = new Date(origin.replace(/^(\d{4})(\d\d)(\d\d)T.*$/, '$1-$2-$3T00:00:00Z'));
		const writer = await LedgerWriter.create(audit, origin, { signer, clock: () => time });
		await writer.append({
			kind: 'access',
			interaction: 'test-read',
			action: 'R',
			outcome: '0',
			agent: { instance: 'unit' },
			...(origin === OLD_WITH_PATIENT && { patient: { pseudonym: PATIENT, keyId: '00000001' } }),
		});
		await writer.close();
		utimesSync(join(audit, origin, '000001.jsonl'), time, time);
	}
	return { root, audit };
}

const hold = (part: Partial<LegalHold>): LegalHold => ({
	id: 'case-17',
	placedAt: '2026-01-01T00:00:00.000Z',
	placedBy: 'counsel@example',
	patients: [],
	origins: [],
	...part,
});

const fates = async (
	audit: string,
	options: Partial<Parameters<typeof planRetention>[0]> = {},
): Promise<string[]> =>
	(await planRetention({ auditDir: audit, years: 6, holds: [], now: NOW, ...options })).origins.map(
		({ fate }) => fate,
	);

test('a part goes once its last event is old enough, unless a hold, a SIEM or a writer needs it', async (t) => {
	const { audit } = await place(t);
	assert.deepEqual(await fates(audit), ['over', 'over', 'young']);
	assert.deepEqual(await fates(audit, { years: 11 }), ['over', 'young', 'young']);
	assert.deepEqual(await fates(audit, { holds: [hold({})] }), ['held', 'held', 'young']);
	assert.deepEqual(await fates(audit, { holds: [hold({ origins: [OLD] })] }), [
		'held',
		'over',
		'young',
	]);
	assert.deepEqual(await fates(audit, { holds: [hold({ patients: [PATIENT] })] }), [
		'over',
		'held',
		'young',
	]);
	const some = new Map([
		[OLD, 2],
		[OLD_WITH_PATIENT, 1],
	]);
	assert.deepEqual(await fates(audit, { delivered: some }), ['over', 'undelivered', 'young']);
});

test('a removal is recorded and signed before it happens, and is no damage to verification or to a SIEM', async (t) => {
	const { root, audit } = await place(t);
	const plan = await planRetention({ auditDir: audit, years: 6, holds: [], now: NOW });
	const writer = await LedgerWriter.create(audit, '20261122T000000Z-00000000000000dd', { signer });
	const order: string[] = [];
	const gone = await disposeOrigins(
		audit,
		plan.origins,
		{ instance: 'unit' },
		async (event) => {
			order.push(
				`${event.interaction} ${existsSync(join(audit, event.objects?.[0].version ?? ''))}`,
			);
			return await writer.append(event);
		},
		async () => {
			order.push(`checkpoint ${existsSync(join(audit, OLD))}`);
			await writer.checkpoint();
		},
	);
	await writer.close();
	assert.equal(gone, 2);
	assert.deepEqual(order, [
		'audit-origin-disposed true',
		'audit-origin-disposed true',
		'checkpoint true',
	]);
	assert.ok(!existsSync(join(audit, OLD)) && !existsSync(join(audit, OLD_WITH_PATIENT)));
	assert.deepEqual(
		readdirSync(audit).filter((name) => name.startsWith('.')),
		[],
	);
	const result = await verifyLedger({ auditDir: audit, keys: [signer] });
	assert.deepEqual(result.findings, []);
	assert.deepEqual(
		result.disposed.map(({ origin }) => origin),
		[OLD, OLD_WITH_PATIENT],
	);
	const at = { segment: 1, offset: 10, seq: 1, hash: '0'.repeat(64) };
	const gone2 = '20170101T000000Z-00000000000000ee';
	const cursor = {
		v: 1 as const,
		sink: 's',
		origins: { [OLD]: at, [gone2]: at },
		breaks: {},
		recent: [],
	};
	const limit = { events: 100, bytes: 1e6 };
	const { breaks } = await gather(audit, cursor, limit, new UnreadWatch(audit), NOW);
	assert.deepEqual(
		breaks.map(({ origin, reason }) => `${origin} ${reason}`),
		[`${gone2} origin-missing`],
	);
	await mkdir(join(root, 'audit-cursors'));
	await writeCursor(join(root, 'audit-cursors'), cursor);
});

test('the forecast is what the ledger grows to by the time the first part goes', async (t) => {
	const { audit } = await place(t);
	const plan = await planRetention({ auditDir: audit, years: 6, holds: [], now: NOW });
	assert.ok(plan.bytesPerDay > 0);
	assert.ok(plan.forecastBytes >= plan.bytes);
});

test('holds survive being written, and a damaged list of them lets nothing be removed', async (t) => {
	const { audit } = await place(t);
	const one = requireHold(hold({ patients: [PATIENT], origins: [OLD] }));
	await writeHolds(audit, [one]);
	assert.deepEqual(await readHolds(audit), [one]);
	await writeHolds(audit, [{ ...one, patients: ['Jane Doe'] }]);
	await assert.rejects(readHolds(audit), { code: 'audit-holds-unreadable' });
	for (const wrong of [
		{ id: '../x' },
		{ placedBy: '' },
		{ patients: ['17'] },
		{ origins: ['x'] },
	]) {
		assert.throws(() => requireHold(hold(wrong)), { code: 'audit-hold-invalid' });
	}
});
