import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver } from '../../dist/nodes/Audit/delivery/deliver.js';
import { syslogSink } from '../../dist/nodes/Audit/delivery/syslog-sink.js';
import { LedgerWatch, WATCH_DEFAULTS } from '../../dist/nodes/Audit/watching/watch.js';
import { probeSyslog, type SyslogTarget } from '../../dist/nodes/clients/syslog/transport.js';
import type { AuditEvent } from '../../dist/nodes/shared/ledger/event.js';
import { LedgerWriter } from '../../dist/nodes/shared/ledger/writer.js';
import { parse } from '../unit/audit/rfc5424-parser.ts';
import { makeCertificates, type Certificates } from './certificates.ts';
import { peer } from './require.ts';
import { startRsyslog, type Rsyslog } from './rsyslog.ts';

const ORIGIN = '20260102T030405Z-00000000000000aa';
// Long: on a busy machine rsyslog takes its time, and a batch given up comes twice.
const TIMEOUTS = { connectMs: 5000, stallMs: 10_000, closeMs: 15_000 };

const event = (n: number): AuditEvent => ({
	kind: 'access',
	interaction: 'fhir-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'n8n.test', workflowId: 'AbC', executionId: String(n) },
	patient: { pseudonym: 'ab'.repeat(16), keyId: '01234567' },
});

interface Bench {
	dir: string;
	rsyslog: Rsyslog;
	target: SyslogTarget;
	writer: LedgerWriter;
	/** Event ids in the order of the ledger. */
	ids: string[];
	record(count: number): Promise<void>;
	failures: string[];
}

/** A ledger, a real rsyslog, and a watch that ships the one to the other until the test ends. */
async function bench(t: TestContext, tls: boolean): Promise<Bench | undefined> {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-siem-'));
	const undo: Array<() => Promise<unknown>> = [
		async () => await rm(dir, { recursive: true, force: true }),
	];
	t.after(async () => {
		for (const step of undo.reverse()) await step();
	});
	const certificates = tls ? await makeCertificates(join(dir, 'tls')) : undefined;
	const rsyslog = await peer(t, async () => await startRsyslog({ dir, tls: certificates }));
	if (rsyslog === undefined) return undefined;
	undo.push(async () => await rsyslog.stop());
	const target = await targetOf(rsyslog, certificates);
	const at = { auditDir: join(dir, 'audit'), cursorDir: join(dir, 'audit-cursors') };
	await mkdir(at.cursorDir);
	const writer = await LedgerWriter.create(at.auditDir, ORIGIN, { segmentBytes: 400_000 });
	undo.push(async () => await writer.close());
	const sink = syslogSink(target, { timeouts: TIMEOUTS });
	const failures: string[] = [];
	let delivering: Promise<unknown> = Promise.resolve();
	const settings = { ...WATCH_DEFAULTS, ...at, sink: 'siem', maxEvents: 400 };
	const watch = new LedgerWatch(
		{ ...settings, pollMs: 50, retryFirstMs: 50, retryMaxMs: 200 },
		{
			async emit(batch) {
				delivering = deliver(batch, sink, at).catch((error: { code: string }) =>
					failures.push(error.code),
				);
				await delivering;
				return 'ended';
			},
			broken: (found) => failures.push(found.reason),
			failed: (error) => failures.push(String(error)),
		},
	);
	watch.start();
	undo.push(async () => await delivering);
	undo.push(async () => await watch.stop());
	const ids: string[] = [];
	const record = async (count: number) => {
		const from = ids.length;
		const all = Array.from({ length: count }, (_, n) => writer.append(event(from + n)));
		ids.push(...(await Promise.all(all)).map((receipt) => receipt.id));
	};
	return { dir, rsyslog, target, writer, ids, record, failures };
}

async function targetOf(rsyslog: Rsyslog, files: Certificates | undefined): Promise<SyslogTarget> {
	const { host, port } = rsyslog;
	if (files === undefined) return { host, port };
	const [ca, cert, key] = await Promise.all(
		[files.ca, files.client.certificate, files.client.key].map(
			async (path) => await readFile(path),
		),
	);
	return { host, port, tls: { ca, cert, key } };
}

const idOf = (message: string): string => parse(message).data['hospital@32473'].id;

/** Waits until the last event has arrived, then gives what the receiver holds. */
async function received({ rsyslog, ids }: Bench, ms: number): Promise<string[]> {
	for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(50)) {
		const messages = await rsyslog.messages();
		if (messages.length >= ids.length && messages.some((message) => idOf(message) === ids.at(-1))) {
			return messages;
		}
	}
	throw new Error(`the last event did not arrive\n${rsyslog.lastLines()}`);
}

/** Each id once, in the order of its first arrival; a repetition must be the same message. */
function distinct(messages: string[]): string[] {
	const seen = new Map<string, string>();
	for (const message of messages) {
		const id = idOf(message);
		assert.equal(seen.get(id) ?? message, message, 'one id, one message');
		seen.set(id, message);
	}
	return [...seen.keys()];
}

for (const tls of [false, true]) {
	const wire = tls ? 'TLS' : 'TCP';

	test(`5000 events reach rsyslog over ${wire} in order, each exactly once`, async (t) => {
		const b = await bench(t, tls);
		if (b === undefined) return;
		await probeSyslog(b.target, TIMEOUTS);
		const started = performance.now();
		for (let n = 0; n < 10; n++) await b.record(500);
		const messages = await received(b, 60_000);
		t.diagnostic(`${wire}: ${Math.round(5000 / ((performance.now() - started) / 1000))} events/s`);
		assert.deepEqual(messages.map(idOf), b.ids);
		assert.deepEqual(b.failures, []);
		const { facility, msg } = parse(messages[0]);
		assert.equal(facility, 13);
		assert.equal(JSON.parse(msg).id, b.ids[0]);
	});

	test(`over ${wire} nothing is lost while rsyslog is killed again and again and stays down for a while`, async (t) => {
		const b = await bench(t, tls);
		if (b === undefined) return;
		for (let kill = 0; kill < 5; kill++) {
			const recording = b.record(700);
			await sleep(20 + kill * 35);
			await b.rsyslog.kill();
			await recording;
			await b.record(100);
			await sleep(kill === 2 ? 1500 : 60);
			await b.rsyslog.restart();
		}
		await b.record(50);
		const messages = await received(b, 60_000);
		assert.deepEqual(distinct(messages), b.ids);
		assert.ok(b.failures.length > 0, 'the kills were noticed');
		t.diagnostic(`${wire}: ${messages.length - b.ids.length} of ${b.ids.length} events repeated`);
	});
}

test('rsyslog that does not know the client certificate gets nothing counted as delivered', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-siem-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const certificates = await makeCertificates(join(dir, 'tls'));
	const rsyslog = await peer(t, async () => await startRsyslog({ dir, tls: certificates }));
	if (rsyslog === undefined) return;
	t.after(async () => await rsyslog.stop());
	const { client: _client, ...rest } = certificates;
	const target = await targetOf(rsyslog, { ...rest, client: certificates.stranger });
	await assert.rejects(probeSyslog(target, TIMEOUTS), { name: 'HospitalError' });
	const one = Buffer.from('<110>1 - - - - - - x');
	const sink = syslogSink(target, { timeouts: TIMEOUTS });
	const record = { v: 1, seq: 1, origin: ORIGIN, prev: '0'.repeat(64), recorded: '-', ...event(1) };
	const entries = async function* () {
		for (let n = 0; n < 50; n++)
			yield { id: 'ab'.repeat(32), record: record as never, bytes: one.length };
	};
	await assert.rejects(sink.send(entries()), { name: 'HospitalError' });
	assert.deepEqual(await rsyslog.messages(), []);
});
