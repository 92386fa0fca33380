import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import {
	CommandField,
	dataHeader,
	echo,
	encodeAssociateRequest,
	encodeCommand,
	encodeReleaseRequest,
	store,
} from '../../../dist/nodes/clients/dimse/index.js';
import { disposeStudy, openStudy } from '../../../dist/nodes/Dicom/intake/spool/study-files.js';
import { readPart10 } from '../../../dist/nodes/formats/dicom/index.js';
import {
	CT,
	DEFLATED,
	dataSet,
	EXPLICIT,
	part10,
	peerFor,
	RawPeer,
	route,
	startTestListener,
	temporaryFolder,
	VERIFICATION,
} from './build.ts';

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const statuses = (outcomes: Array<{ status?: number }>) => outcomes.map(({ status }) => status);

const requestOf = (called = 'HOSPITAL', calling = 'ZZTESTSCU') =>
	encodeAssociateRequest({
		calledAeTitle: called,
		callingAeTitle: calling,
		applicationContext: '1.2.840.10008.3.1.1.1',
		contexts: [
			{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
			{ id: 3, abstractSyntax: VERIFICATION, transferSyntaxes: ['1.2.840.10008.1.2'] },
		],
		user: { maximumLength: 16384, implementationClassUid: '2.25.5', implementationVersionName: 'ZZ', roles: [] },
	}); // prettier-ignore

const fragment = (flags: number, bytes: Buffer, contextId = 1) =>
	Buffer.concat([dataHeader(contextId, flags, bytes.length), bytes]);

const storeCommand = (sop = '2.25.1001', messageId = 1) =>
	fragment(
		3,
		encodeCommand({
			commandField: CommandField.storeRequest,
			affectedSopClassUid: CT,
			affectedSopInstanceUid: sop,
			messageId,
			priority: 0,
			dataSet: true,
		}),
	);

describe('the storage listener', { timeout: 60_000 }, () => {
	test('stores a data set byte for byte behind a correct Part 10 header', async (t) => {
		const server = await startTestListener(t);
		const bytes = dataSet({
			pixels: Buffer.from(Array.from({ length: 300_001 }, (_, i) => i % 253)),
		});
		const [outcome] = await store(peerFor(server.port), [{ bytes: part10(bytes) }]);
		assert.equal(outcome?.status, 0);
		const { study } = await server.event('study-complete');
		const { instances } = await openStudy(server.spool, study.key, study.version);
		const file = await readFile(instances[0]!.path);
		const { meta, transferSyntax, dataSetOffset } = readPart10(file);
		assert.equal(sha256(file.subarray(dataSetOffset)), sha256(bytes));
		assert.equal(instances[0]?.sha256, sha256(bytes));
		assert.equal(instances[0]?.bytes, bytes.length);
		assert.equal(transferSyntax, EXPLICIT);
		assert.equal(meta.string(0x00020002), CT);
		assert.equal(meta.string(0x00020003), '2.25.1001');
		assert.equal(meta.number(0x00020000), dataSetOffset - 144);
		assert.equal((await stat(instances[0]!.path)).mode & 0o777, 0o600);
		assert.ok(!instances[0]!.path.includes('2.25.1001') && !instances[0]!.path.includes('ZZ'));
	});

	test('one bad instance gets its failure status and the association lives on', async (t) => {
		const server = await startTestListener(t);
		const file = (sop: string, bytes: Buffer) => ({ bytes: part10(bytes, { sop }) });
		const good = (sop: string) => file(sop, dataSet({ sop }));
		const outcomes = await store(peerFor(server.port), [
			good('2.25.1'),
			file('2.25.2', dataSet({ sop: '2.25.2' }).subarray(0, -3)),
			good('2.25.3'),
			file('2.25.4', Buffer.concat([dataSet({ sop: '2.25.4', study: '' })])),
			good('2.25.5'),
		]);
		assert.deepEqual(statuses(outcomes), [0, 0xc000, 0, 0xc000, 0]);
		await server.event('association-ended');
		const ended = server.events.filter(({ type }) => type === 'association-ended');
		assert.equal(ended.length, 1, 'all over one association');
		assert.deepEqual(
			server.events.filter((e) => e.type === 'instance-refused').map((e) => e.reason),
			['truncated', 'uid-missing'],
		);
		assert.equal((await server.files()).length, 3);
	});

	test('what the command announces must be what the data set says', async (t) => {
		const server = await startTestListener(t);
		const peer = await RawPeer.connect(server.port);
		peer.send(requestOf());
		await peer.pdu(2);
		peer.send(storeCommand('2.25.999'));
		peer.send(fragment(2, dataSet({ sop: '2.25.1000' })));
		assert.equal((await peer.pdu(4)).includes(Buffer.from('00a9', 'hex')), true);
		const { reason, status } = await server.event('instance-refused');
		assert.deepEqual({ reason, status }, { reason: 'uid-mismatch', status: 0xa900 });
		assert.deepEqual(await server.files(), []);
		peer.socket.destroy();
	});

	test('garbage and an empty data set are answered with cannot understand', async (t) => {
		const server = await startTestListener(t);
		for (const bytes of [Buffer.alloc(0), Buffer.alloc(5000, 0x5a)]) {
			const peer = await RawPeer.connect(server.port);
			peer.send(requestOf());
			await peer.pdu(2);
			peer.send(storeCommand());
			peer.send(fragment(2, bytes));
			assert.equal((await peer.pdu(4)).includes(Buffer.from('00c0', 'hex')), true);
			peer.send(encodeReleaseRequest());
			await peer.pdu(6);
		}
		assert.deepEqual(await server.files(), []);
	});

	test('equal content again is acknowledged and not emitted again, other content is', async (t) => {
		const server = await startTestListener(t);
		const send = async (pixels: Buffer) =>
			await store(peerFor(server.port), [{ bytes: part10(dataSet({ pixels })) }]);
		await send(Buffer.alloc(100, 1));
		const first = await server.event('study-complete');
		await server.listener.handedOver('HOSPITAL', first.study.key, first.study.version);
		assert.deepEqual(statuses(await send(Buffer.alloc(100, 1))), [0]);
		await sleep(200);
		assert.equal(server.events.filter(({ type }) => type === 'study-complete').length, 1);
		const repeated = await server.event('association-ended', 2);
		const { added, changed, repeated: again } = repeated.studies[0]!;
		assert.deepEqual([added, changed, again], [0, 0, 1]);
		await send(Buffer.alloc(100, 2));
		const second = await server.event('study-complete', 2);
		assert.equal(second.study.supersedes, first.study.version);
		assert.equal(second.study.instanceCount, 1, 'the newest content counts');
		assert.equal((await server.files()).length, 2, 'the older content is kept');
		const old = await openStudy(server.spool, first.study.key, first.study.version);
		assert.equal(
			sha256((await readFile(old.instances[0]!.path)).subarray(-100)),
			sha256(Buffer.alloc(100, 1)),
		);
	});

	test('a restart offers again what nobody took over, and not what was taken over', async (t) => {
		const spool = await temporaryFolder(t);
		const before = await startTestListener(t, { spool });
		const file = (study: string, sop: string) => ({
			bytes: part10(dataSet({ study, sop }), { sop }),
		});
		await store(peerFor(before.port), [file('2.25.1', '2.25.101')]);
		const taken = await before.event('study-complete');
		await before.listener.handedOver('HOSPITAL', taken.study.key, taken.study.version);
		await store(peerFor(before.port), [file('2.25.2', '2.25.102')]);
		const waiting = await before.event('study-complete', 2);
		await before.close();
		const after = await startTestListener(t, { spool });
		const again = await after.event('study-complete');
		assert.deepEqual(again.study, waiting.study);
		await after.listener.handedOver('HOSPITAL', again.study.key, again.study.version);
		await after.close();
		const last = await startTestListener(t, { spool });
		await sleep(200);
		assert.deepEqual(last.events, []);
	});

	test('a study that was not yet complete at the restart becomes complete after it', async (t) => {
		const spool = await temporaryFolder(t);
		const slow = route({ quietPeriodMs: 60_000 });
		const before = await startTestListener(t, { spool, routes: [slow] });
		await store(peerFor(before.port), [{ bytes: part10(dataSet()) }]);
		await before.close();
		const after = await startTestListener(t, { spool });
		assert.equal((await after.event('study-complete')).study.instanceCount, 1);
	});

	test('files of an acknowledged study that vanish before it was taken over are reported', async (t) => {
		const spool = await temporaryFolder(t);
		const before = await startTestListener(t, {
			spool,
			routes: [route({ quietPeriodMs: 60_000 })],
		});
		await store(peerFor(before.port), [{ bytes: part10(dataSet()) }]);
		const key = (await before.event('association-ended')).studies[0]!.studyKey;
		await before.close();
		await import('node:fs/promises').then((fs) =>
			fs.rm(join(spool, 'studies', key), { recursive: true }),
		);
		const after = await startTestListener(t, { spool });
		assert.equal((await after.event('study-missing')).studyKey, key);
	});

	test('an abort, a reset or a closed connection in mid-transfer leaves no file', async (t) => {
		const server = await startTestListener(t);
		const endings: Array<(peer: RawPeer) => void> = [
			(peer) => peer.send(Buffer.from('07000000000400000000', 'hex')),
			(peer) => peer.socket.resetAndDestroy(),
			(peer) => peer.socket.end(),
			(peer) => peer.send(encodeReleaseRequest()),
			(peer) => peer.send(Buffer.from('ffffffffffff', 'hex')),
		];
		for (const end of endings) {
			const peer = await RawPeer.connect(server.port);
			peer.send(requestOf());
			await peer.pdu(2);
			peer.send(storeCommand());
			peer.send(fragment(0, dataSet({ pixels: Buffer.alloc(60_000) }).subarray(0, 50_000)));
			for (let waited = 0; (await server.files()).length === 0; waited++) {
				assert.ok(waited < 500, 'the temporary file appears');
				await sleep(2);
			}
			end(peer);
			await peer.untilClosed();
			for (let waited = 0; (await server.files()).length > 0; waited++) {
				assert.ok(waited < 500, 'the temporary file is removed');
				await sleep(2);
			}
		}
		assert.equal((await echo(peerFor(server.port))).milliseconds >= 0, true);
	});

	test('temporary files that a killed process left are removed at the next start', async (t) => {
		const spool = await temporaryFolder(t);
		const { mkdir, writeFile } = await import('node:fs/promises');
		await mkdir(join(spool, 'incoming'));
		await writeFile(join(spool, 'incoming', 'port-0-left.tmp'), 'x');
		await writeFile(join(spool, 'incoming', 'port-11112-other.tmp'), 'x');
		const server = await startTestListener(t, { spool });
		assert.deepEqual(await server.files(), ['incoming/port-11112-other.tmp']);
	});

	test('too little free disk space is answered with out of resources', async (t) => {
		const server = await startTestListener(t, {
			limits: { minFreeBytes: Number.MAX_SAFE_INTEGER },
		});
		const [outcome] = await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		assert.equal(outcome?.status, 0xa700);
		assert.equal(outcome?.retryable, true);
		assert.equal((await server.event('instance-refused')).reason, 'disk-low');
	});

	test('an instance above the size limit is refused and leaves nothing', async (t) => {
		const server = await startTestListener(t, { limits: { maxInstanceBytes: 10_000 } });
		const big = part10(dataSet({ pixels: Buffer.alloc(20_000) }));
		const [outcome] = await store(peerFor(server.port), [{ bytes: big }]);
		assert.equal(outcome?.status, 0xa700);
		assert.deepEqual(await server.files(), []);
	});

	test('a spool that cannot be written gives a failure status, never a success or a crash', async (t) => {
		const server = await startTestListener(t);
		const { rm, writeFile } = await import('node:fs/promises');
		await rm(join(server.spool, 'incoming'), { recursive: true });
		await writeFile(join(server.spool, 'incoming'), 'in the way');
		const [outcome] = await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		assert.equal(outcome?.status, 0x0110);
		assert.equal((await server.event('instance-refused')).reason, 'write-error');
		await echo(peerFor(server.port));
	});

	test('deflated data sets are stored as they are and refused when cut off', async (t) => {
		const server = await startTestListener(t);
		const deflated = deflateRawSync(dataSet({ pixels: Buffer.alloc(100_000, 3) }));
		const options = { transferSyntax: DEFLATED };
		const [whole] = await store(peerFor(server.port), [{ bytes: part10(deflated, options) }]);
		const [cut] = await store(peerFor(server.port), [
			{ bytes: part10(deflated.subarray(0, -9), options) },
		]);
		assert.deepEqual([whole?.status, cut?.status], [0, 0xc000]);
		const { study } = await server.event('study-complete');
		assert.equal(study.patient.id, 'ZZ-0001');
	});

	test('images of two patients under one Study Instance UID are marked', async (t) => {
		const server = await startTestListener(t);
		await store(peerFor(server.port), [
			{ bytes: part10(dataSet()) },
			{ bytes: part10(dataSet({ sop: '2.25.2', patientId: 'ZZ-0002' }), { sop: '2.25.2' }) },
		]);
		assert.equal((await server.event('study-complete')).study.mixedIdentity, true);
	});

	test('more bytes than the backlog allows pause the socket and all arrive', async (t) => {
		const server = await startTestListener(t, { limits: { backlogBytes: 1000 } });
		const bytes = dataSet({ pixels: Buffer.alloc(3_000_000, 9) });
		const [outcome] = await store(peerFor(server.port), [{ bytes: part10(bytes) }]);
		assert.equal(outcome?.status, 0);
		const { study } = await server.event('study-complete');
		assert.equal(study.bytes, bytes.length);
	});

	test('caps on associations and on those of one peer reject with local limit exceeded', async (t) => {
		const server = await startTestListener(t, { limits: { maxAssociations: 2 } });
		const held = [await RawPeer.connect(server.port), await RawPeer.connect(server.port)];
		for (const peer of held) {
			peer.send(requestOf());
			await peer.pdu(2);
		}
		const third = await RawPeer.connect(server.port);
		third.send(requestOf());
		assert.equal((await third.pdu(3)).toString('hex'), '03000000000400020302');
		assert.equal((await server.event('association-refused')).reason, 'association-cap');
		held[0]!.socket.destroy();
		await server.event('association-ended');
		await echo(peerFor(server.port));
		held[1]!.socket.destroy();
	});

	test('silent, trickling and idle peers are cut off by their timers', async (t) => {
		const server = await startTestListener(t, { limits: { artimMs: 80, pduMs: 120, idleMs: 200 } });
		const silent = await RawPeer.connect(server.port);
		const trickling = await RawPeer.connect(server.port);
		trickling.send(requestOf());
		await trickling.pdu(2);
		trickling.send(storeCommand());
		trickling.send(dataHeader(1, 2, 100));
		const drip = setInterval(() => trickling.send(Buffer.alloc(1)), 20);
		t.after(() => clearInterval(drip));
		const idle = await RawPeer.connect(server.port);
		idle.send(requestOf());
		await idle.pdu(2);
		await silent.untilClosed(1000);
		await trickling.untilClosed(1000);
		await idle.untilClosed(1500);
		const ends = server.events.filter((event) => event.type === 'association-ended');
		assert.deepEqual(ends.map(({ how }) => how).sort(), ['timeout', 'timeout']);
	});

	test('a second request before the answer to the first is a violation', async (t) => {
		const server = await startTestListener(t);
		const peer = await RawPeer.connect(server.port);
		peer.send(requestOf());
		await peer.pdu(2);
		peer.send(Buffer.concat([storeCommand(), fragment(2, dataSet()), storeCommand('2.25.2', 2)]));
		await peer.pdu(7);
		await peer.untilClosed();
	});

	test('a test run gets a copy of the next study while production receives it too', async (t) => {
		const server = await startTestListener(t);
		server.listener.addRoute(route({ id: 'test-run', mode: 'test' }));
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		await server.event('study-complete', 2);
		const routes = server.events.filter((event) => event.type === 'study-complete');
		assert.deepEqual(
			new Set(routes.map((event) => event.route)),
			new Set(['test-run', 'workflow-1/node-1']),
		);
	});

	test('what arrives while only a test run listens waits for production', async (t) => {
		const server = await startTestListener(t, {
			routes: [route({ id: 'test-run', mode: 'test' })],
		});
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		assert.equal((await server.event('study-complete')).mode, 'test');
		server.listener.removeRoute('test-run');
		assert.equal((await server.event('studies-unclaimed')).count, 1);
		server.listener.addRoute(route());
		assert.equal((await server.event('study-complete', 2)).mode, 'production');
	});

	test('two AE titles on a port keep their studies apart', async (t) => {
		const routes = [route(), route({ id: 'other', calledAeTitle: 'OTHER', priority: 'urgent' })];
		const server = await startTestListener(t, { routes });
		await store(peerFor(server.port, { called: 'OTHER' }), [{ bytes: part10(dataSet()) }]);
		const { route: id, priority, study } = await server.event('study-complete');
		assert.deepEqual([id, priority, study.calledAeTitle], ['other', 'urgent', 'OTHER']);
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		const same = await server.event('study-complete', 2);
		assert.equal(same.route, 'workflow-1/node-1');
		assert.equal(same.study.version, study.version, 'the same images');
		assert.equal(same.study.calledAeTitle, 'HOSPITAL');
		const first = await openStudy(server.spool, study.key, study.version, 'OTHER');
		assert.equal(first.study.calledAeTitle, 'OTHER');
		assert.equal(first.instances.length, 1);
	});
});

describe('disposal of a study', { timeout: 60_000 }, () => {
	test('removes its files, and a later arrival of the same images is a study again', async (t) => {
		const server = await startTestListener(t);
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		const { study } = await server.event('study-complete');
		await server.listener.handedOver('HOSPITAL', study.key, study.version);
		assert.equal(await disposeStudy(server.spool, study.key), 1);
		assert.deepEqual(await server.files(), []);
		await assert.rejects(openStudy(server.spool, study.key, study.version), {
			code: 'study-not-found',
		});
		assert.equal(await disposeStudy(server.spool, study.key), 0);
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		await server.event('study-complete', 2);
		assert.equal((await server.files()).length, 1);
	});

	test('leaves nothing behind that a late image would be counted with', async (t) => {
		const server = await startTestListener(t);
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		const { study } = await server.event('study-complete');
		await server.listener.handedOver('HOSPITAL', study.key, study.version);
		await disposeStudy(server.spool, study.key);
		const late = part10(dataSet({ sop: '2.25.7' }), { sop: '2.25.7' });
		await store(peerFor(server.port), [{ bytes: late }]);
		const again = await server.event('study-complete', 2);
		assert.equal(again.study.instanceCount, 1);
		const { instances } = await openStudy(server.spool, again.study.key, again.study.version);
		assert.ok((await stat(instances[0]!.path)).isFile());
	});

	test('is refused while images wait to be given on', async (t) => {
		const server = await startTestListener(t, { routes: [route({ quietPeriodMs: 60_000 })] });
		await store(peerFor(server.port), [{ bytes: part10(dataSet()) }]);
		const { studies } = await server.event('association-ended');
		await assert.rejects(disposeStudy(server.spool, studies[0]!.studyKey), {
			code: 'study-not-finished',
		});
		assert.equal((await server.files()).length, 1);
	});

	test('a key that is not one of ours leads nowhere', async (t) => {
		const spool = await temporaryFolder(t);
		for (const key of ['../../etc', '', 'A'.repeat(32), `${'a'.repeat(32)}/..`]) {
			await assert.rejects(openStudy(spool, key, 'b'.repeat(64)), { code: 'study-key-invalid' });
			await assert.rejects(disposeStudy(spool, key), { code: 'study-key-invalid' });
		}
		await assert.rejects(openStudy(spool, 'a'.repeat(32), '../x'), { code: 'study-key-invalid' });
	});
});
