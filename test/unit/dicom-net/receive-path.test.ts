import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import {
	Association,
	DEFAULT_ASSOCIATION_LIMITS,
	echo,
	store,
	type AssociationUser,
} from '../../../dist/nodes/clients/dimse/index.js';
import { openStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import { Digests } from '../../../dist/nodes/Dicom/intake/spool/digests.js';
import { IncomingFile } from '../../../dist/nodes/Dicom/intake/spool/incoming-file.js';
import { InstanceStore } from '../../../dist/nodes/Dicom/intake/spool/instance-store.js';
import type {
	InstanceRecord,
	JournalRecord,
} from '../../../dist/nodes/Dicom/intake/spool/records.js';
import { Undigested } from '../../../dist/nodes/Dicom/intake/undigested.js';
import { makeCertificates } from '../../peers/certificates.ts';
import {
	CT,
	dataSet,
	EXPLICIT,
	part10,
	peerFor,
	random,
	startTestListener,
	temporaryFolder,
} from './build.ts';

const MB = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Bytes in which every place is different. */
function noise(length: number, seed: number): Buffer {
	const next = random(seed);
	const words = new Uint32Array(length / 4);
	for (let at = 0; at < words.length; at++) words[at] = next() * 0x100000000;
	return Buffer.from(words.buffer);
}

describe('a large instance', { timeout: 60_000 }, () => {
	const large = (seed: number) => dataSet({ pixels: noise(6 * MB, seed) });
	const send = async (port: number, ...bytes: Buffer[]) => {
		const files = bytes.map((each) => ({ bytes: part10(each) }));
		return (await store(peerFor(port), files)).map(({ status }) => status);
	};

	test('is stored byte for byte, and its study waits for its digest', async (t) => {
		const server = await startTestListener(t);
		const bytes = large(1);
		assert.deepEqual(await send(server.port, bytes), [0]);
		const { study } = await server.event('study-complete');
		assert.equal(study.version, sha256(Buffer.from(sha256(bytes))));
		const { instances } = await openStudy(server.spool, study.key, study.version);
		assert.equal(instances[0]!.sha256, sha256(bytes));
		const stored = await readFile(instances[0]!.path);
		assert.ok(stored.subarray(-bytes.length).equals(bytes));
		assert.deepEqual(await readdir(join(server.spool, 'undigested')), []);
		assert.equal((await server.files()).length, 1);
	});

	test('sent again is acknowledged and not emitted again; other content is, the last counts', async (t) => {
		const server = await startTestListener(t);
		assert.deepEqual(await send(server.port, large(1), large(1)), [0, 0]);
		const first = await server.event('study-complete');
		await server.listener.handedOver('HOSPITAL', first.study.key, first.study.version);
		assert.deepEqual(await send(server.port, large(1)), [0]);
		await sleep(400);
		assert.equal(server.events.filter(({ type }) => type === 'study-complete').length, 1);
		assert.equal((await server.files()).length, 1, 'equal content is kept once');
		const small = dataSet({ pixels: Buffer.alloc(100, 5) });
		assert.deepEqual(await send(server.port, large(2), small), [0, 0]);
		const second = await server.event('study-complete', 2);
		assert.equal(second.study.supersedes, first.study.version);
		assert.equal(second.study.version, sha256(Buffer.from(sha256(small))));
		assert.deepEqual(await readdir(join(server.spool, 'undigested')), []);
	});

	test('gets its digest in the next life when a crash came before it', async (t) => {
		const spool = await temporaryFolder(t);
		const life = async (enter: (record: InstanceRecord) => Promise<'added'>) => {
			const journal: JournalRecord[] = [];
			const instanceStore = new InstanceStore(spool, 'port-1');
			await mkdir(join(spool, 'studies'), { recursive: true });
			await instanceStore.prepare();
			const undigested = new Undigested({
				store: instanceStore,
				append: async (record) => void journal.push(record),
				enter,
				emit: (event) => assert.fail(event.type),
			});
			return { journal, instanceStore, undigested };
		};
		const before = await life(async () => await new Promise(() => {}));
		const temporary = before.instanceStore.temporary();
		await writeFile(temporary, Buffer.from('headerdata set'));
		const about = {
			lane: 'HOSPITAL',
			studyKey: 'a'.repeat(32),
			sopKey: 'b'.repeat(32),
			bytes: 8,
			transferSyntax: EXPLICIT,
			receivedAt: '2026-01-01T00:00:00.000Z',
			callingAeTitle: 'ZZTEST',
			header: { sopClassUid: CT } as InstanceRecord['header'],
		};
		await before.undigested.keep(temporary, { ...about, dataSetOffset: 6 }, () => assert.fail());
		assert.deepEqual(
			before.journal.map(({ kind }) => kind),
			['undigested'],
		);
		// Not waited for: a crash waits for nothing either.
		void before.undigested.close();
		await writeFile(join(spool, 'undigested', 'port-1-unknown.dcm'), 'never acknowledged');

		const entered: InstanceRecord[] = [];
		const after = await life(async (record) => {
			entered.push(record);
			return 'added';
		});
		await after.undigested.replay(before.journal);
		assert.equal((await readdir(join(spool, 'undigested'))).length, 1);
		assert.deepEqual([...after.undigested.snapshot()], before.journal);
		await new Promise((resolve) => after.undigested.resume(() => resolve));
		assert.deepEqual(entered, [
			{ kind: 'instance', ...about, sha256: sha256(Buffer.from('data set')) },
		]);
		assert.deepEqual(await readdir(join(spool, 'undigested')), []);
		assert.deepEqual([...after.undigested.snapshot()], []);
		await after.undigested.close();

		const third = await life(async () => assert.fail());
		await third.undigested.replay([...before.journal, ...after.journal]);
		third.undigested.resume(() => assert.fail());
		await third.undigested.close();
	});

	test('a digest that cannot be taken is an error, and the next one is taken all the same', async (t) => {
		const path = join(await temporaryFolder(t), 'file');
		const digests = new Digests();
		await assert.rejects(digests.of(path, 0), { code: 'ENOENT' });
		await writeFile(path, noise(MB, 3));
		const expected = sha256((await readFile(path)).subarray(100));
		assert.equal(await digests.of(path, 100), expected);
		await digests.close();
		await assert.rejects(digests.of(path, 100));
	});
});

describe('the file of an instance', () => {
	const quiet = { bytes: 1024 * MB, onFull() {}, onDrained() {} };

	test('is written back while more is coming, and the end waits only for the rest', async (t) => {
		const path = join(await temporaryFolder(t), 'file');
		const syncedAt: number[] = [];
		const file = new IncomingFile(path, quiet, async () => {
			syncedAt.push(statSync(path).size);
		});
		const part = noise(MB, 4);
		for (let sent = 0; sent < 40; sent++) {
			file.write(part);
			await new Promise<void>((resolve) => setImmediate(resolve));
		}
		await file.finish();
		assert.ok(syncedAt[0]! < 40 * MB, 'the first sync comes in the middle');
		assert.ok(syncedAt.length <= 4);
		assert.equal((await stat(path)).size, 40 * MB);
	});

	test('stops the sender while the disk is behind, and lets it go on', async (t) => {
		const path = join(await temporaryFolder(t), 'file');
		const disk = Promise.withResolvers<void>();
		const said: string[] = [];
		const backlog = {
			bytes: 2 * MB,
			onFull: () => said.push('full'),
			onDrained: () => said.push('drained'),
		};
		const file = new IncomingFile(path, backlog, async () => await disk.promise);
		const part = noise(MB, 5);
		for (let sent = 0; sent < 3; sent++) file.write(part);
		assert.deepEqual(said, ['full']);
		file.write(part.subarray(0, 1000));
		disk.resolve();
		await sleep(10);
		assert.deepEqual(said, ['full', 'drained']);
		await file.finish();
		const stored = await readFile(path);
		assert.ok(stored.equals(Buffer.concat([part, part, part, part.subarray(0, 1000)])));
	});

	test('keeps an error that the disk told to a sync in the middle', async (t) => {
		const path = join(await temporaryFolder(t), 'file');
		let syncs = 0;
		const file = new IncomingFile(path, quiet, async () => {
			if (++syncs === 1) throw Object.assign(new Error('lost'), { code: 'EIO' });
		});
		for (let sent = 0; sent < 20; sent++) file.write(noise(MB, sent));
		await assert.rejects(file.finish(), { code: 'EIO' });
		assert.equal(file.path, path);
		await file.discard();
		await assert.rejects(stat(path), { code: 'ENOENT' });
	});

	test('that cannot be made fails at the end, without an exception before', async (t) => {
		const path = join(await temporaryFolder(t), 'missing', 'file');
		const file = new IncomingFile(path, quiet);
		file.write(Buffer.alloc(MB));
		await assert.rejects(file.finish(), { code: 'ENOENT' });
	});
});

describe('an association', { timeout: 60_000 }, () => {
	/** An established association; what its user gets is counted and not kept. */
	async function established(t: { after(fn: () => void): void }, user: Partial<AssociationUser>) {
		const server = createServer({ noDelay: true }, (socket) => {
			const association: Association = new Association(
				socket,
				'acceptor',
				DEFAULT_ASSOCIATION_LIMITS,
				{
					onAssociateRequest: (request) =>
						association.accept(
							{
								...request,
								contexts: [{ id: 1, result: 0, transferSyntax: EXPLICIT }],
							},
							16_384,
						),
					onCommand() {},
					onData() {},
					onReleaseRequest: () => association.confirmRelease(),
					onEnd() {},
					...user,
				},
			);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		t.after(() => void server.close());
		return (server.address() as AddressInfo).port;
	}

	test('gives the memory of what it received back at once', async (t) => {
		let most = 0;
		let received = 0;
		const port = await established(t, {
			onData(_id, part) {
				received += part.length;
				most = Math.max(most, process.memoryUsage().arrayBuffers);
			},
		});
		const bytes = dataSet({ pixels: Buffer.alloc(100 * MB, 7) });
		const sent = { bytes: part10(bytes) };
		const idle = process.memoryUsage().arrayBuffers;
		// Nobody answers: the request ends when the answer is overdue.
		const peer = { ...peerFor(port), timeouts: { connect: 2000, association: 2000, dimse: 1500 } };
		await store(peer, [sent]).catch(() => {});
		assert.equal(received, bytes.length);
		assert.ok(most - idle < 8 * MB, `grew by ${Math.round((most - idle) / MB)} MB`);
	});

	test('says what its connection failed with', async (t) => {
		const ended = Promise.withResolvers<{ how: string; error?: unknown }>();
		const port = await established(t, { onEnd: (end) => ended.resolve(end) });
		const socket = connect(port, '127.0.0.1');
		await once(socket, 'connect');
		await sleep(20);
		socket.resetAndDestroy();
		const { how, error } = await ended.promise;
		assert.deepEqual([how, (error as NodeJS.ErrnoException).code], ['closed', 'ECONNRESET']);
	});

	test('tells a caller that its client certificate was refused, which TLS 1.3 does late', async (t) => {
		const { ca, server: own } = await makeCertificates(await temporaryFolder(t));
		const [key, cert, authority] = await Promise.all(
			[own.key, own.certificate, ca].map(async (path) => await readFile(path, 'utf8')),
		);
		const options = { key, cert, ca: authority, requestCert: true, minVersion: 'TLSv1.3' } as const;
		const server = createTlsServer(options);
		server.on('tlsClientError', () => {});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		t.after(() => void server.close());
		const { port } = server.address() as AddressInfo;
		await assert.rejects(
			echo({ ...peerFor(port), tls: { ca: authority, servername: 'localhost' } as never }),
			{ code: 'tls-client-certificate-refused' },
		);
	});
});
