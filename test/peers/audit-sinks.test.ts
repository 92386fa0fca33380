import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveSink } from '../../dist/nodes/Audit/delivery/archive-sink.js';
import { fhirSink } from '../../dist/nodes/Audit/delivery/fhir-sink.js';
import type { Sink } from '../../dist/nodes/Audit/delivery/sink.js';
import { datagramSink, syslogSink } from '../../dist/nodes/Audit/delivery/syslog-sink.js';
import { verifyLedger } from '../../dist/nodes/Audit/verify/verify.js';
import { readWitnesses } from '../../dist/nodes/Audit/verify/witness.js';
import { fhirClient } from '../../dist/nodes/clients/fhir/index.js';
import { probeRelp } from '../../dist/nodes/clients/relp/index.js';
import { signerOf } from '../../dist/nodes/shared/ledger/signing.js';
import { startEhr } from '../hospital/ehr.ts';
import { makeCertificates } from './certificates.ts';
import { peer } from './require.ts';
import { startRsyslog } from './rsyslog.ts';
import {
	elasticReceiver,
	eventsPerSecond,
	otlpReceiver,
	PROMISING,
	relpReceiver,
	splunkReceiver,
	tlsOf,
	type Receiver,
} from './siem/receivers.ts';
import { missing, ORIGIN, ship, type Shipping } from './siem/shipping.ts';
import { startSyslogNg, type SyslogNg } from './syslog-ng.ts';

const signer = signerOf(generateKeyPairSync('ed25519').privateKey);

async function folder(t: TestContext, name: string): Promise<string> {
	const dir = await mkdtemp(join(tmpdir(), `hospital-${name}-`));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	return dir;
}

/** A receiver and a ledger that is shipped to it until the test ends. */
async function shipped(
	t: TestContext,
	start: (dir: string) => Promise<Receiver>,
): Promise<{ receiver: Receiver; shipping: Shipping } | undefined> {
	const dir = await folder(t, 'sink');
	const receiver = await peer(t, async () => await start(dir));
	if (receiver === undefined) return undefined;
	t.after(async () => await receiver.stop());
	const shipping = await ship(dir, receiver.sinkAt(receiver.port), signer);
	t.after(async () => await shipping.stop());
	return { receiver, shipping };
}

/** Ships to a sink that needs no process of its own. */
async function shipTo(t: TestContext, dir: string, sink: Sink): Promise<Shipping> {
	const shipping = await ship(dir, sink, signer);
	t.after(async () => await shipping.stop());
	return shipping;
}

async function delivered(shipping: Shipping, ms = 30_000): Promise<void> {
	const done = await shipping.has(shipping.ids, ms);
	assert.ok(done, `not delivered; last failures: ${shipping.failures.slice(-5).join()}`);
}

for (const [name, start] of PROMISING) {
	test(`${name}: killed five times in mid-stream, it holds at every moment what it has confirmed`, async (t) => {
		const found = await shipped(t, start);
		if (found === undefined) return;
		const { receiver, shipping } = found;
		for (let kill = 0; kill < 5; kill++) {
			const recording = shipping.record(900);
			await sleep(15 + kill * 25);
			await receiver.kill();
			assert.deepEqual(missing(shipping.confirmed, await receiver.stored()), []);
			await recording;
			await receiver.restart();
		}
		await shipping.record(50);
		await delivered(shipping, 60_000);
		assert.deepEqual(missing(shipping.ids, await receiver.stored()), []);
		assert.ok(shipping.failures.length > 0, 'the kills were noticed');
	});
}

const WITNESSING: Array<[name: string, start: (dir: string) => Promise<Receiver>]> = [
	['syslog over RELP', async (dir) => await relpReceiver(dir, false)],
	['Elasticsearch', elasticReceiver],
	['Splunk', async (dir) => await splunkReceiver(dir)],
	['OpenTelemetry', otlpReceiver],
	['the archive folder', async (dir) => await archiveReceiver(dir)],
];

async function archiveReceiver(dir: string): Promise<Receiver> {
	const archive = join(dir, 'archive');
	await mkdir(archive);
	const nothing = async () => undefined;
	return {
		port: 0,
		sinkAt: () => archiveSink(archive),
		stored: async () => (await filesOf(archive, 'ndjson')).flatMap((text) => text.split('\n')),
		kill: nothing,
		restart: nothing,
		stop: nothing,
	};
}

async function filesOf(archive: string, extension: string): Promise<string[]> {
	const names = (await readdir(archive, { recursive: true })).filter((name) =>
		name.endsWith(`.${extension}`),
	);
	return await Promise.all(
		names.sort().map(async (name) => await readFile(join(archive, name), 'utf8')),
	);
}

for (const [name, start] of WITNESSING) {
	test(`what ${name} holds is enough to find a ledger that was cut short`, async (t) => {
		const found = await shipped(t, start);
		if (found === undefined) return;
		const { receiver, shipping } = found;
		await shipping.record(40);
		await shipping.writer.checkpoint();
		await shipping.record(20);
		await shipping.writer.checkpoint();
		await shipping.record(1);
		await delivered(shipping);
		await shipping.stop();
		const witnesses = readWitnesses((await receiver.stored()).join('\n'));
		const { auditDir } = shipping;
		assert.deepEqual([...new Set(witnesses.map(({ body }) => body.size))], [40, 61]);
		const whole = await verifyLedger({ auditDir, keys: [signer], witnesses });
		assert.deepEqual(whole.findings, []);
		await cutTo(auditDir, 50);
		assert.equal(
			(await verifyLedger({ auditDir, keys: [signer] })).sound,
			true,
			'alone it looks whole',
		);
		const cut = await verifyLedger({ auditDir, keys: [signer], witnesses });
		assert.deepEqual(
			cut.findings.map(({ problem, origin, shownBy }) => [problem, origin, shownBy]),
			[['records-missing', ORIGIN, 'witness']],
		);
	});
}

/** Leaves the first records of the ledger only, and no trace of the others. */
async function cutTo(auditDir: string, records: number): Promise<void> {
	const origin = join(auditDir, ORIGIN);
	const [first = '', ...others] = (await readdir(origin))
		.filter((name) => name.endsWith('.jsonl'))
		.sort();
	for (const name of others) await rm(join(origin, name));
	const lines = (await readFile(join(origin, first), 'utf8')).split('\n');
	await writeFile(join(origin, first), `${lines.slice(0, records).join('\n')}\n`);
	await rm(join(origin, 'checkpoints.txt'));
}

test('RELP takes events at full speed, each of them acknowledged and stored', async (t) => {
	const dir = await folder(t, 'relp');
	const receiver = await peer(t, async () => await relpReceiver(dir, false));
	if (receiver === undefined) return;
	t.after(async () => await receiver.stop());
	const perSecond = await eventsPerSecond(receiver, 20_000);
	t.diagnostic(`${perSecond} events/s, formatting included`);
	assert.equal((await receiver.stored()).length, 20_000);
	// The bench holds the figure of 20 000; here a machine may be busy, but nothing may wait.
	assert.ok(perSecond > 4000);
});

test('a RELP receiver that does not know the client certificate takes nothing', async (t) => {
	const dir = await folder(t, 'relp');
	const files = await makeCertificates(join(dir, 'tls'));
	const rsyslog = await peer(t, async () => await startRsyslog({ dir, relp: true, tls: files }));
	if (rsyslog === undefined) return;
	t.after(async () => await rsyslog.stop());
	const { host, port } = rsyslog;
	const target = { host, port, tls: await tlsOf({ ...files, client: files.stranger }) };
	await assert.rejects(probeRelp(target), { name: 'HospitalError' });
	await probeRelp({ host, port, tls: await tlsOf(files) });
});

/** Waits until it has written these events: it closes before its writer thread is through. */
async function stored(receiver: SyslogNg, ids: readonly string[]): Promise<void> {
	for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
		if (missing(ids, await receiver.messages()).length === 0) return;
	}
}

for (const secure of [false, true]) {
	test(`syslog-ng over ${secure ? 'TLS' : 'TCP'} has everything in order, and a kill costs at most what it had just read`, async (t) => {
		const dir = await folder(t, 'syslog-ng');
		const files = secure ? await makeCertificates(join(dir, 'tls')) : undefined;
		const syslogNg = await peer(t, async () => await startSyslogNg(dir, files));
		if (syslogNg === undefined) return;
		t.after(async () => await syslogNg.stop());
		const { host, port } = syslogNg;
		const target = { host, port, ...(files && { tls: await tlsOf(files) }) };
		const timeouts = { connectMs: 5000, stallMs: 10_000, closeMs: 10_000 };
		const shipping = await shipTo(t, dir, syslogSink(target, { timeouts }));
		await shipping.record(1000);
		await delivered(shipping);
		assert.deepEqual(shipping.failures, []);
		await stored(syslogNg, shipping.ids);
		// Syslog has no acknowledgement: whoever has read to the end and not stored when it is killed
		// looks like one that stored. Only what was confirmed around a kill is excused.
		const excused = new Set<string>();
		for (let kill = 0; kill < 3; kill++) {
			const lost = new Set(missing(shipping.ids, await syslogNg.messages()));
			const earlier = new Set(shipping.ids.filter((id) => !lost.has(id)));
			const recording = shipping.record(500);
			await sleep(20 + kill * 30);
			await syslogNg.kill();
			await recording;
			await sleep(50);
			for (const id of shipping.confirmed) if (!earlier.has(id)) excused.add(id);
			await syslogNg.restart();
		}
		await shipping.record(20);
		await delivered(shipping);
		const due = shipping.ids.filter((id) => !excused.has(id));
		await stored(syslogNg, due);
		assert.deepEqual(missing(due, await syslogNg.messages()), []);
		assert.ok(
			due.length >= 1020,
			'what was stored before the kills or came after is never excused',
		);
	});
}

test('UDP reaches rsyslog, and a receiver that is not there is noticed', async (t) => {
	const dir = await folder(t, 'udp');
	const rsyslog = await peer(t, async () => await startRsyslog({ dir, udp: true }));
	if (rsyslog === undefined) return;
	t.after(async () => await rsyslog.stop());
	const sink = datagramSink({ host: rsyslog.host, port: rsyslog.port });
	const shipping = await shipTo(t, dir, sink);
	// In portions: nothing holds a sender of datagrams back, and a receiver that is busy drops some.
	for (let sent = 20; sent <= 200; sent += 20) {
		await shipping.record(20);
		await delivered(shipping);
		await rsyslog.waitFor(sent, 10_000);
	}
	assert.deepEqual(missing(shipping.ids, await rsyslog.messages()), []);
	await rsyslog.kill();
	await shipping.record(10);
	await sleep(600);
	assert.ok(shipping.failures.includes('econnrefused'));
	await rsyslog.restart();
	await delivered(shipping);
});

test('a FHIR server has one AuditEvent of each event, however often it comes', async (t) => {
	const dir = await folder(t, 'fhir');
	const ehr = await startEhr({ token: 'token-of-the-test' });
	t.after(async () => await ehr.stop());
	const client = fhirClient({
		baseUrl: ehr.url,
		authentication: 'bearer',
		token: 'token-of-the-test',
	});
	const shipping = await shipTo(t, dir, fhirSink(client));
	const port = Number(new URL(ehr.url).port);
	await shipping.record(150);
	await delivered(shipping);
	ehr.unavailable = true;
	await shipping.record(100);
	await sleep(300);
	await ehr.stop();
	await sleep(300);
	assert.ok(!shipping.ids.every((id) => shipping.confirmed.has(id)));
	await ehr.start(port);
	ehr.unavailable = false;
	await delivered(shipping);
	const found = (await client.searchAll('AuditEvent', { _count: 200 })).map(({ id }) => id ?? '');
	assert.equal(new Set(found).size, found.length);
	assert.deepEqual(
		shipping.ids.filter((id) => !found.includes(id)),
		[],
	);
});

test('archived files are read-only, never written twice, and a missing archive keeps events due', async (t) => {
	const dir = await folder(t, 'archive');
	const archive = join(dir, 'archive');
	await mkdir(archive);
	const shipping = await shipTo(t, dir, archiveSink(archive, { fileBytes: 20_000 }));
	await shipping.record(200);
	await shipping.writer.checkpoint();
	await shipping.record(5);
	await delivered(shipping);
	assert.deepEqual(missing(shipping.ids, await filesOf(archive, 'ndjson')), []);
	assert.equal((await filesOf(archive, 'checkpoints.txt')).length, 1);
	const before = await filesOf(archive, 'ndjson');
	assert.ok(before.length > 2, 'a file that is full is followed by another');
	for (const name of await readdir(join(archive, ORIGIN))) {
		assert.equal((await stat(join(archive, ORIGIN, name))).mode & 0o777, 0o444);
	}
	await rename(archive, `${archive}.away`);
	await writeFile(archive, '');
	await shipping.record(5);
	await sleep(300);
	assert.ok(shipping.failures.length > 0);
	await rm(archive);
	await rename(`${archive}.away`, archive);
	await delivered(shipping);
	const after = await filesOf(archive, 'ndjson');
	assert.deepEqual(
		before.filter((text) => !after.includes(text)),
		[],
	);
	assert.deepEqual(missing(shipping.ids, after), []);
});
