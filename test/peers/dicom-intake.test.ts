import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo, store } from '../../dist/nodes/clients/dimse/index.js';
import type { ListenerEvent } from '../../dist/nodes/Dicom/intake/index.js';
import { openStudy } from '../../dist/nodes/Dicom/intake/index.js';
import { readPart10, Tag } from '../../dist/nodes/formats/dicom/index.js';
import { needsPydicomFiles, pydicomFiles } from '../unit/dicom-data/shared-data.ts';
import {
	dataSet,
	part10,
	peerFor,
	random,
	route,
	startTestListener,
	temporaryFolder,
	type TestListener,
} from '../unit/dicom-net/build.ts';
import { makeCertificates } from './certificates.ts';
import { dcmsend, dcmtk, echoscu, runDcmtk, startStorescp, storescu } from './dcmtk.ts';
import { peer } from './require.ts';

const called = (server: TestListener, aet = 'HOSPITAL') => ({ aet, port: server.port });

/** SHA-256 of a Part 10 file's data set, as it stands. */
async function dataSetHash(path: string): Promise<string> {
	const bytes = await readFile(path);
	const { dataSetOffset } = readPart10(bytes, { until: Tag.StudyDate, allowPartial: true });
	return createHash('sha256').update(bytes.subarray(dataSetOffset)).digest('hex');
}

/** Every file of the shared folder: most are DICOM, some are not, which must not matter. */
async function allFiles(): Promise<string[]> {
	const entries = await readdir(pydicomFiles() ?? '', { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));
}

/** Hashes of everything that the listener stored. */
async function storedHashes(server: TestListener): Promise<Set<string>> {
	const files = (await server.files()).map((file) => join(server.spool, file));
	return new Set(await Promise.all(files.map(dataSetHash)));
}

async function writeInstances(folder: string, count: number, pixels = 20_000): Promise<string[]> {
	await mkdir(folder, { recursive: true });
	return await Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const sop = `2.25.${5000 + index}`;
			const path = join(folder, `${index}.dcm`);
			const image = Buffer.alloc(pixels, index + 1);
			await writeFile(path, part10(dataSet({ sop, pixels: image }), { sop }));
			return path;
		}),
	);
}

describe('the listener and DCMTK', () => {
	test('echoscu is answered', async (t) => {
		const server = await startTestListener(t);
		const result = await peer(t, async () => await echoscu(called(server), ['-v']));
		if (result === undefined) return;
		assert.equal(result.code, 0, result.stderr);
		assert.match(result.stdout + result.stderr, /Received Echo Response \(Success\)/);
		assert.equal((await server.event('association-ended')).echoes, 1);
	});

	test('wrong AE titles are refused with the reason that names the wrong one', async (t) => {
		const server = await startTestListener(t, { routes: [route({ callingAeTitles: ['CT1'] })] });
		const wrongCalled = await peer(t, async () => await echoscu(called(server, 'ELSEWHERE')));
		if (wrongCalled === undefined) return;
		assert.notEqual(wrongCalled.code, 0);
		assert.match(wrongCalled.stdout + wrongCalled.stderr, /Called AE Title Not Recognized/);
		const [file] = await writeInstances(join(server.spool, 'send'), 1);
		const wrongCalling = await storescu({ ...called(server), callingAet: 'CT2' }, [file!]);
		assert.notEqual(wrongCalling.code, 0);
		assert.match(wrongCalling.stdout + wrongCalling.stderr, /Calling AE Title Not Recognized/);
		const right = await storescu({ ...called(server), callingAet: 'CT1' }, [file!]);
		assert.equal(right.code, 0, right.stderr);
		assert.equal((await server.event('association-refused', 1)).reason, 'called-ae-title');
		assert.equal((await server.event('association-refused', 2)).reason, 'calling-ae-title');
	});

	for (const [name, send] of [
		['storescu', storescu],
		['dcmsend', dcmsend],
	] as const) {
		test(`${name} delivers a series, which becomes one study`, async (t) => {
			const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 300 })] });
			const files = await writeInstances(join(server.spool, 'send'), 12);
			const result = await peer(t, async () => await send(called(server), files));
			if (result === undefined) return;
			assert.equal(result.code, 0, result.stderr);
			const { study } = await server.event('study-complete');
			assert.equal(study.instanceCount, 12);
			assert.equal(study.patient.name, 'ZZTEST^ADA');
			const { instances } = await openStudy(server.spool, study.key, study.version);
			for (const { path, sha256 } of instances) assert.equal(await dataSetHash(path), sha256);
		});
	}

	test('an object without study is refused, and storescu goes on with the next one', async (t) => {
		const server = await startTestListener(t);
		const folder = join(server.spool, 'send');
		const [first, second] = await writeInstances(folder, 2);
		const orphan = join(folder, 'orphan.dcm');
		const sop = '2.25.9999';
		await writeFile(orphan, part10(dataSet({ sop, study: '' }), { sop }));
		const files = [first!, orphan, second!];
		const result = await peer(t, async () => await storescu(called(server), files, ['-v', '-nh']));
		if (result === undefined) return;
		const said = result.stdout + result.stderr;
		const answers = said.match(/Received Store Response \(([^)]*)\)/g) ?? [];
		assert.equal(answers.length, 3, said);
		assert.match(answers[1]!, /CannotUnderstand|C000|Cannot understand/i);
		const ended = await server.event('association-ended');
		assert.deepEqual([ended.stored, ended.failed], [2, 1]);
	});

	test('a sender that is killed in mid-transfer leaves no file', async (t) => {
		const server = await startTestListener(t);
		const [file] = await writeInstances(join(server.spool, 'send'), 1, 60_000_000);
		const tools = await peer(t, dcmtk);
		if (tools === undefined) return;
		const args = ['-aec', 'HOSPITAL', '127.0.0.1', String(server.port), file!];
		const sender = spawn(tools.bin('storescu'), args, { env: tools.env, stdio: 'ignore' });
		const temporary = async () => (await server.files()).some((name) => name.endsWith('.tmp'));
		while (!(await temporary()) && sender.exitCode === null) await sleep(1);
		sender.kill('SIGKILL');
		const ended = await server.event('association-ended');
		// A fast machine may have taken the whole object before the signal came.
		if (ended.stored === 0) assert.notEqual(ended.how, 'released');
		for (let waited = 0; await temporary(); waited++) {
			assert.ok(waited < 500, 'the temporary file is removed');
			await sleep(5);
		}
	});

	test('TLS works with a client certificate of the authority and with no other', async (t) => {
		const folder = await temporaryFolder(t);
		const { ca, server: ours, client, stranger } = await makeCertificates(folder);
		const text = async (path: string) => await readFile(path, 'utf8');
		const tls = {
			key: await text(ours.key),
			cert: await text(ours.certificate),
			ca: await text(ca),
		};
		const server = await startTestListener(t, { settings: { tls } });
		const clientTls = async ({ key, certificate }: typeof client) => ({
			...peerFor(server.port),
			tls: { ca: tls.ca, key: await text(key), cert: await text(certificate) },
		});
		await echo(await clientTls(client));
		const [outcome] = await store(await clientTls(client), [{ bytes: part10(dataSet()) }]);
		assert.equal(outcome?.status, 0);
		await assert.rejects(echo(await clientTls(stranger)));
		await assert.rejects(echo(peerFor(server.port)));
		const withKey = ['+tls', client.key, client.certificate, '+cf', ca];
		const result = await peer(t, async () => await echoscu(called(server), withKey));
		if (result !== undefined) assert.equal(result.code, 0, result.stderr);
	});
});

describe('third-party files', needsPydicomFiles, () => {
	test('compressed, deflated, big endian and in 17 character sets arrive byte for byte', async (t) => {
		const server = await startTestListener(t);
		const files = await allFiles();
		const outcomes = await store(
			peerFor(server.port),
			files.map((path) => ({ path })),
		);
		const sent = files.filter((_, index) => outcomes[index]?.outcome === 'stored');
		assert.ok(sent.length >= 150, `${sent.length} of ${files.length} files could be sent`);
		const stored = await storedHashes(server);
		for (const file of sent) assert.ok(stored.has(await dataSetHash(file)), basename(file));
		// What is not stored: no DICOM file at all, no image (DICOMDIR), no study, or cut off.
		const reasons = new Set(outcomes.filter((o) => o.outcome === 'failed').map((o) => o.code));
		for (const reason of reasons) {
			assert.ok(
				['dicom-corrupt', 'dicom-uid-missing', 'context-refused', 'refused-by-peer'].includes(
					reason,
				),
				reason,
			);
		}
		for (const [index, { status }] of outcomes.entries()) {
			if (/truncated/.test(files[index]!)) assert.equal(status, 0xc000, files[index]);
		}
	});

	test('dcmsend delivers to us exactly what it delivers to storescp', async (t) => {
		const server = await startTestListener(t);
		const folder = await temporaryFolder(t);
		const scp = await peer(
			t,
			async () => await startStorescp({ aet: 'STORESCP', dir: folder, args: ['+B', '+uf', '+xa'] }),
		);
		if (scp === undefined) return;
		t.after(scp.stop);
		const files = (await allFiles()).filter((file) =>
			/(CT_small|MR_small(_RLE|_jp2klossless|_bigendian)?|image_dfl|JPEG-LL|chrH31|chrX1|chrJapMulti|rtplan|test-SR|liver_1frame)\.dcm$/.test(
				file,
			),
		);
		assert.ok(files.length >= 8, `${files.length} files`);
		const args = ['--no-halt', '--decompress-never'];
		await dcmsend(called(server), files, args);
		await dcmsend({ aet: 'STORESCP', port: scp.port }, files, args);
		const ours = await storedHashes(server);
		const theirs = new Set(await Promise.all((await scp.files()).map(dataSetHash)));
		assert.ok(theirs.size >= 6, `${theirs.size} data sets at storescp`);
		for (const hash of theirs) assert.ok(ours.has(hash));
	});
});

interface Host {
	process: ChildProcess;
	events: Array<ListenerEvent | { type: 'listening'; port: number }>;
	exited: Promise<unknown>;
}

async function startHost(t: TestContext, port: number, spool: string): Promise<Host> {
	const script = join(import.meta.dirname, 'dicom-host.ts');
	const child = spawn(process.execPath, [script, String(port), spool], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const events: Host['events'] = [];
	createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line)));
	const exited = new Promise((resolve) => child.once('exit', resolve));
	t.after(() => child.kill('SIGKILL'));
	for (let waited = 0; !events.some(({ type }) => type === 'listening'); waited++) {
		assert.ok(waited < 3000 && child.exitCode === null, 'the host process listens');
		await sleep(5);
	}
	return { process: child, events, exited };
}

const freePort = async (): Promise<number> =>
	await new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
		});
	});

test('a host process killed at random moments loses no acknowledged instance', async (t) => {
	const next = random(11);
	const spool = await temporaryFolder(t);
	const port = await freePort();
	const acknowledged = new Map<string, string>();
	for (let round = 0; round < 6; round++) {
		const host = await startHost(t, port, spool);
		const senders = Array.from({ length: 3 }, async (_, sender) => {
			for (let number = 0; ; number++) {
				const sop = `2.25.${round}${sender}${String(number).padStart(5, '0')}`;
				const study = `2.25.7${sender}`;
				const bytes = dataSet({ sop, study, pixels: Buffer.alloc(8000, number % 251) });
				const outcomes = await store(peerFor(port), [{ bytes: part10(bytes, { sop }) }]).catch(
					() => [],
				);
				if (outcomes[0]?.outcome !== 'stored') return;
				acknowledged.set(sop, createHash('sha256').update(bytes).digest('hex'));
			}
		});
		await sleep(50 + next() * 250);
		host.process.kill('SIGKILL');
		await host.exited;
		await Promise.all(senders);
	}
	assert.ok(acknowledged.size > 20, `${acknowledged.size} instances were acknowledged`);
	const last = await startHost(t, port, spool);
	const complete = () => last.events.filter((event) => event.type === 'study-complete');
	const newest = () => new Map(complete().map(({ study }) => [study.key, study]));
	for (let waited = 0; newest().size < 3; waited++) {
		assert.ok(waited < 2000, 'every study is offered');
		await sleep(5);
	}
	await sleep(600);
	const found = new Map<string, string>();
	for (const { key, version } of newest().values()) {
		for (const each of (await openStudy(spool, key, version)).instances) {
			assert.ok(existsSync(each.path));
			assert.equal(await dataSetHash(each.path), each.sha256);
			found.set(each.sopInstanceUid, each.sha256);
		}
	}
	for (const [sop, hash] of acknowledged)
		assert.equal(found.get(sop), hash, 'acknowledged, so it is there');
	assert.ok(!last.events.some((event) => event.type === 'study-missing'));
	last.process.kill('SIGTERM');
	await last.exited;
});

test('what DCMTK reads from our files is what was sent', async (t) => {
	const server = await startTestListener(t);
	await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
	const { study } = await server.event('study-complete');
	const { instances } = await openStudy(server.spool, study.key, study.version);
	const dump = await peer(t, async () => await runDcmtk('dcmdump', [instances[0]!.path]));
	if (dump === undefined) return;
	assert.equal(dump.code, 0, dump.stderr);
	assert.match(dump.stdout, /\(0002,0000\) UL \d+/);
	assert.match(dump.stdout, /\(0010,0010\) PN \[ZZTEST\^ADA\]/);
	assert.match(dump.stdout, /ZZTESTSCU/);
});
