import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { cached, isRunning } from './cache.ts';
import { command, output } from './command.ts';
import { makeCertificates } from './certificates.ts';
import { dcmdump, dcmsend, echoscu, findscu, runDcmtk, startStorescp, storescu } from './dcmtk.ts';
import { dciodvfy } from './dicom3tools.ts';
import { startOrthanc } from './orthanc.ts';
import { freePorts } from './ports.ts';
import { startServer } from './process.ts';
import { peer, peerMissing } from './require.ts';
import { startRsyslog } from './rsyslog.ts';

let dir = '';
before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-harness-'));
});
after(async () => {
	await rm(dir, { recursive: true, force: true });
});

/** A secondary capture of 2 x 2 pixels, made by DCMTK itself. */
async function smallObject(name: string): Promise<string> {
	const dump = join(dir, `${name}.dump`);
	const file = join(dir, `${name}.dcm`);
	const attributes = [
		'(0008,0016) UI =SecondaryCaptureImageStorage',
		`(0008,0018) UI [2.25.${BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 30)}`)}]`,
		'(0008,0020) DA [20260102]',
		'(0008,0060) CS [OT]',
		'(0010,0010) PN [ZZTEST^ADA]',
		'(0010,0020) LO [ZZ-0001]',
		'(0020,000d) UI [2.25.1001]',
		'(0020,000e) UI [2.25.1002]',
		'(0028,0002) US 1',
		'(0028,0004) CS [MONOCHROME2]',
		'(0028,0010) US 2',
		'(0028,0011) US 2',
		'(0028,0100) US 8',
		'(0028,0101) US 8',
		'(0028,0102) US 7',
		'(0028,0103) US 0',
		'(7fe0,0010) OB 01\\02\\03\\04',
	];
	await writeFile(dump, `${attributes.join('\n')}\n`);
	const made = await runDcmtk('dump2dcm', ['+te', dump, file]);
	assert.equal(made.code, 0, made.stderr);
	return file;
}

test('Orthanc answers an echo to its own title and refuses another title', async (t) => {
	const orthanc = await peer(t, () => startOrthanc({ aet: 'ZZPACS', dir: join(dir, 'orthanc-1') }));
	if (orthanc === undefined) return;
	t.after(orthanc.stop);
	assert.equal((await echoscu({ aet: 'ZZPACS', port: orthanc.dicomPort })).code, 0);
	const wrong = await echoscu({ aet: 'WRONG', port: orthanc.dicomPort });
	assert.notEqual(wrong.code, 0);
	assert.match(wrong.stderr, /Called AE Title Not Recognized/i);
});

test('what DCMTK stores in Orthanc is found by query and in the REST interface', async (t) => {
	const orthanc = await peer(t, () => startOrthanc({ aet: 'ZZPACS', dir: join(dir, 'orthanc-2') }));
	if (orthanc === undefined) return;
	t.after(orthanc.stop);
	const called = { aet: 'ZZPACS', port: orthanc.dicomPort };
	const file = await smallObject('stored');
	assert.equal((await storescu(called, [file])).code, 0);
	assert.equal((await orthanc.get<string[]>('/instances')).length, 1);
	const found = await findscu(called, [
		'QueryRetrieveLevel=STUDY',
		'PatientID=ZZ-0001',
		'PatientName',
	]);
	assert.match(found.stdout + found.stderr, /ZZTEST\^ADA/);
	await orthanc.post('/instances', await readFile(await smallObject('posted')));
	assert.equal((await orthanc.get<string[]>('/instances')).length, 2);
});

test('Orthanc sends to a storage server that it knows', async (t) => {
	const scp = await peer(t, () => startStorescp({ aet: 'ZZSTORE', dir: join(dir, 'received-1') }));
	if (scp === undefined) return;
	t.after(scp.stop);
	const orthanc = await startOrthanc({
		aet: 'ZZPACS',
		dir: join(dir, 'orthanc-3'),
		modalities: { store: { aet: 'ZZSTORE', port: scp.port } },
	});
	t.after(orthanc.stop);
	const made = await orthanc.post<{ ID: string }>(
		'/instances',
		await readFile(await smallObject('sent')),
	);
	await orthanc.post('/modalities/store/store', made.ID);
	assert.equal((await scp.files()).length, 1);
});

test('dcmsend delivers a file that dcmdump reads back', async (t) => {
	const scp = await peer(t, () => startStorescp({ aet: 'ZZSTORE', dir: join(dir, 'received-2') }));
	if (scp === undefined) return;
	t.after(scp.stop);
	const sent = await dcmsend({ aet: 'ZZSTORE', port: scp.port }, [await smallObject('dcmsend')]);
	assert.equal(sent.code, 0, sent.stderr);
	const [received = ''] = await scp.files();
	assert.match(await dcmdump(received), /PatientName.*|\[ZZTEST\^ADA\]/);
});

test('dciodvfy names the errors of an incomplete object', async (t) => {
	const file = await peer(t, () => smallObject('incomplete'));
	if (file === undefined) return;
	const verdict = await peer(t, () => dciodvfy(file));
	if (verdict === undefined) return;
	assert.match(verdict.text, /^SCImage$/m);
	assert.ok(verdict.errors.some((line) => /ConversionType/.test(line)));
});

test('rsyslog writes octet-counted messages byte-true, control characters included', async (t) => {
	const receiver = await peer(t, () => startRsyslog({ dir: join(dir, 'plain') }));
	if (receiver === undefined) return;
	t.after(receiver.stop);
	const messages = [
		'<110>1 - - test - - - a\tb "ö" \\ #011',
		`<110>1 - - test - - - ${'x'.repeat(70_000)}`,
	];
	const socket = connect(receiver.port, '127.0.0.1');
	for (const text of messages) socket.write(`${Buffer.byteLength(text)} ${text}`);
	socket.end();
	assert.deepEqual(await receiver.waitFor(2, 5_000), messages);
});

test('rsyslog over TLS takes the permitted client and no other', async (t) => {
	const tls = await makeCertificates(join(dir, 'certificates'));
	const receiver = await peer(t, () => startRsyslog({ dir: join(dir, 'tls'), tls }));
	if (receiver === undefined) return;
	t.after(receiver.stop);
	await sendTls(receiver.port, tls.ca, tls.client, '<110>1 - - - - - - ours');
	assert.deepEqual(await receiver.waitFor(1, 5_000), ['<110>1 - - - - - - ours']);
	await sendTls(receiver.port, tls.ca, tls.stranger, '<110>1 - - - - - - theirs').catch(() => {});
	await sendTls(receiver.port, tls.ca, tls.client, '<110>1 - - - - - - ours again');
	assert.equal((await receiver.waitFor(2, 5_000))[1], '<110>1 - - - - - - ours again');
});

test('rsyslog keeps its port and what it had over a kill and a restart', async (t) => {
	const receiver = await peer(t, () => startRsyslog({ dir: join(dir, 'restart') }));
	if (receiver === undefined) return;
	t.after(receiver.stop);
	connect(receiver.port, '127.0.0.1').end('<110>1 - - - - - - one\n');
	await receiver.waitFor(1, 5_000);
	await receiver.kill();
	await receiver.restart();
	connect(receiver.port, '127.0.0.1').end('<110>1 - - - - - - two\n');
	assert.deepEqual(await receiver.waitFor(2, 5_000), [
		'<110>1 - - - - - - one',
		'<110>1 - - - - - - two',
	]);
});

test('a server that ends at once is reported with its last words', async () => {
	await assert.rejects(
		startServer({
			name: 'mute',
			command: process.execPath,
			args: ['-e', 'console.error("the reason"); process.exit(3)'],
			ready: () => Promise.resolve(false),
		}),
		/mute ended at once \(3\)\nthe reason/,
	);
});

test('a server that ignores SIGTERM is stopped after the grace', async () => {
	const server = await startServer({
		name: 'stubborn',
		command: process.execPath,
		args: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'],
		ready: () => new Promise((resolve) => setTimeout(resolve, 300, true)),
		graceMs: 200,
	});
	await server.stop();
	assert.equal(await server.exited, 'SIGKILL');
});

test('a server ends with the process that started it, even when that is killed', async () => {
	const module = JSON.stringify(resolve(import.meta.dirname, 'process.ts'));
	const code = `
		const { startServer } = await import(${module});
		const args = ['-e', 'setInterval(() => {}, 1000)'];
		const ready = () => new Promise((resolve) => setTimeout(resolve, 300, true));
		const { pid } = await startServer({ name: 'child', command: process.execPath, args, ready });
		process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'));`;
	const { stdout } = await command(process.execPath, ['--input-type=module', '-e', code]);
	const pid = Number(stdout);
	assert.ok(pid > 1, stdout);
	for (let wait = 0; wait < 50 && isRunning(pid); wait++) {
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	assert.equal(isRunning(pid), false);
});

test('two users of one cache entry get one installation', async (t) => {
	const root = join(dir, 'cache');
	const former = process.env.HOSPITAL_TEST_CACHE;
	process.env.HOSPITAL_TEST_CACHE = root;
	t.after(() => {
		if (former === undefined) delete process.env.HOSPITAL_TEST_CACHE;
		else process.env.HOSPITAL_TEST_CACHE = former;
	});
	let installed = 0;
	const entry = {
		name: 'thing-000000000000',
		install: async (folder: string) => {
			installed += 1;
			await new Promise((resolve) => setTimeout(resolve, 100));
			await writeFile(join(folder, 'content'), 'x');
		},
		verify: async (folder: string) => {
			await readFile(join(folder, 'content'));
		},
	};
	const [first, second] = await Promise.all([cached(entry), cached(entry)]);
	assert.equal(first, second);
	assert.equal(installed, 1);
	assert.deepEqual((await readdir(first)).sort(), ['complete', 'content']);
});

test('an installation that fails leaves nothing that counts as installed', async (t) => {
	const former = process.env.HOSPITAL_TEST_CACHE;
	process.env.HOSPITAL_TEST_CACHE = join(dir, 'cache-2');
	t.after(() => {
		if (former === undefined) delete process.env.HOSPITAL_TEST_CACHE;
		else process.env.HOSPITAL_TEST_CACHE = former;
	});
	const entry = {
		name: 'thing-000000000001',
		install: async (folder: string) => await writeFile(join(folder, 'half'), ''),
		verify: () => Promise.reject(new Error('half')),
	};
	await assert.rejects(cached(entry), /half/);
	assert.deepEqual(await readdir(join(dir, 'cache-2')), []);
});

test('free ports differ from each other', async () => {
	const ports = await freePorts(20);
	assert.equal(new Set(ports).size, 20);
});

test('a missing peer skips a test, and fails it where peers are required', () => {
	const reasons: Array<string | undefined> = [];
	const context = { skip: (reason?: string) => void reasons.push(reason) };
	if (process.env.REQUIRE_PEERS === '1') {
		assert.throws(() => peerMissing(context, 'no Orthanc'), /no Orthanc/);
		assert.deepEqual(reasons, []);
	} else {
		peerMissing(context, 'no Orthanc');
		assert.deepEqual(reasons, ['peer missing: no Orthanc']);
	}
});

async function sendTls(
	port: number,
	ca: string,
	client: { key: string; certificate: string },
	text: string,
): Promise<void> {
	const options = {
		host: '127.0.0.1',
		port,
		ca: await readFile(ca),
		key: await readFile(client.key),
		cert: await readFile(client.certificate),
	};
	await new Promise<void>((resolve, reject) => {
		const socket = connectTls(options, () => {
			socket.end(`${Buffer.byteLength(text)} ${text}`);
		});
		socket.setTimeout(5_000, () => socket.destroy(new Error('no end within 5 s')));
		socket.once('error', reject);
		socket.once('close', () => resolve());
		socket.resume();
	});
}

test('a process under the network guard reaches this machine and nothing else', async () => {
	const guard = resolve(import.meta.dirname, '../n8n/no-network.cjs');
	const log = join(dir, 'outbound.log');
	const code = `
		const net = require('node:net'), dns = require('node:dns'), dgram = require('node:dgram');
		const reason = (work) => work.then(() => 'reached', (error) => error.cause?.code ?? error.code);
		const tcp = (port, host) => new Promise((ok, bad) => net.connect(port, host).on('error', bad).on('connect', ok));
		const server = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1', async () => {
			const udp = () => new Promise((ok, bad) => dgram.createSocket('udp4').unref().send('x', 9, '192.0.2.3', (error) => error ? bad(error) : ok()));
			console.log(JSON.stringify([
				await reason(tcp(server.address().port, '127.0.0.1')),
				await reason(tcp(9, '192.0.2.1')),
				await reason(fetch('http://192.0.2.2:8080/')),
				await reason(fetch('https://outside.test/')),
				await reason(dns.promises.lookup('outside.test')),
				await reason(udp()),
			]));
			process.exit();
		});`;
	const text = await output(process.execPath, ['--require', guard, '-e', code], {
		env: { ...process.env, NO_NETWORK_LOG: log },
	});
	assert.deepEqual(JSON.parse(text), ['reached', ...Array<string>(5).fill('ECONNREFUSED')]);
	const noted = (await readFile(log, 'utf8')).trim().split('\n');
	assert.deepEqual(noted, [
		'192.0.2.1:9',
		'192.0.2.2:8080',
		'outside.test:443',
		'name outside.test',
		'192.0.2.3 (UDP)',
	]);
});
