import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readdir, symlink } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	Association,
	CommandField,
	dataHeader,
	DEFAULT_ASSOCIATION_LIMITS,
	echo,
	encodeAssociateRequest,
	encodeCommand,
	encodeReleaseRequest,
	store,
} from '../../../dist/nodes/clients/dimse/index.js';
import { Journal } from '../../../dist/nodes/Dicom/intake/spool/journal.js';
import {
	CT,
	dataSet,
	EXPLICIT,
	part10,
	peerFor,
	RawPeer,
	startTestListener,
	temporaryFolder,
	VERIFICATION,
	type TestListener,
} from './build.ts';

const REQUEST = encodeAssociateRequest({
	calledAeTitle: 'HOSPITAL',
	callingAeTitle: 'ZZFAULT',
	applicationContext: '1.2.840.10008.3.1.1.1',
	contexts: [
		{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
		{ id: 3, abstractSyntax: VERIFICATION, transferSyntaxes: ['1.2.840.10008.1.2'] },
	],
	user: { maximumLength: 16384, implementationClassUid: '2.25.5', implementationVersionName: 'ZZ', roles: [] },
}); // prettier-ignore

const fragment = (flags: number, bytes: Buffer, contextId = 1) =>
	Buffer.concat([dataHeader(contextId, flags, bytes.length), bytes]);

const storeCommand = (sop: string) =>
	encodeCommand({
		commandField: CommandField.storeRequest,
		affectedSopClassUid: CT,
		affectedSopInstanceUid: sop,
		messageId: 1,
		dataSet: true,
	});

const echoCommand = encodeCommand({
	commandField: CommandField.echoRequest,
	affectedSopClassUid: VERIFICATION,
	messageId: 1,
	dataSet: false,
});

const ABORT = Buffer.from([7, 0, 0, 0, 0, 4, 0, 0, 0, 0]);

const openFiles = () => readdirSync('/proc/self/fd').length;

async function until(what: string, reached: () => boolean | Promise<boolean>, ms = 5000) {
	for (let waited = 0; !(await reached()); waited += 10) {
		assert.ok(waited < ms, what);
		await sleep(10);
	}
}

/** No session, no temporary file and no more open files than before. */
async function nothingLeft(server: TestListener, files: number): Promise<void> {
	const temporary = async () => (await server.files()).some((name) => name.endsWith('.tmp'));
	await until('no temporary file is left', async () => !(await temporary()));
	await until(`no more than ${files} files are open`, () => openFiles() <= files);
	const begun = server.events.filter(({ type }) => type === 'association-ended').length;
	await echo(peerFor(server.port));
	await until(
		'the session is over',
		() => server.events.filter(({ type }) => type === 'association-ended').length > begun,
	);
}

const ENDINGS: Record<string, (peer: RawPeer) => void> = {
	'an abort': (peer) => peer.send(ABORT),
	'a reset': (peer) => peer.socket.resetAndDestroy(),
	'a closed connection': (peer) => peer.socket.destroy(),
	'a half-closed connection': (peer) => peer.socket.end(),
	'a release request': (peer) => peer.send(encodeReleaseRequest()),
	garbage: (peer) => peer.send(Buffer.alloc(300, 0xaa)),
};

const large = dataSet({ sop: '2.25.77', pixels: Buffer.alloc(100_000, 3) });
const halves = [large.subarray(0, 50_000), large.subarray(50_000)];

/** How far the association is when it ends. */
const STATES: Record<string, (peer: RawPeer) => Promise<void>> = {
	'before the association request': async () => {},
	'in mid-request': async (peer) => peer.send(REQUEST.subarray(0, 90)),
	'behind the acceptance': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
	},
	'in mid-command': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
		peer.send(fragment(1, storeCommand('2.25.77').subarray(0, 30)));
	},
	'in mid-data': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
		peer.send(fragment(3, storeCommand('2.25.77')));
		peer.send(fragment(0, halves[0]!));
		await sleep(20);
	},
	'while the answer is being prepared': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
		peer.send(fragment(3, storeCommand('2.25.77')));
		peer.send(fragment(0, halves[0]!));
		peer.send(fragment(2, halves[1]!));
	},
	'behind the answer': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
		peer.send(fragment(3, echoCommand, 3));
		await peer.pdu(4);
	},
	'behind the release request': async (peer) => {
		peer.send(REQUEST);
		await peer.pdu(2);
		peer.send(encodeReleaseRequest());
	},
};

describe('an association that ends out of turn', { timeout: 60_000 }, () => {
	for (const [when, reach] of Object.entries(STATES)) {
		test(`${when}: abort, reset, close, half-close, release and garbage leave nothing behind`, async (t) => {
			const limits = { artimMs: 400, pduMs: 400, idleMs: 400 };
			const server = await startTestListener(t, { limits });
			await echo(peerFor(server.port));
			await sleep(50);
			const files = openFiles();
			for (const [how, end] of Object.entries(ENDINGS)) {
				for (let times = 0; times < 2; times++) {
					const peer = await RawPeer.connect(server.port);
					await reach(peer);
					end(peer);
					await peer.untilClosed().catch(() => assert.fail(`${how} ${when} is not closed`));
				}
			}
			await nothingLeft(server, files);
			const stored = (await server.files()).length;
			assert.ok(stored === 0 || (stored === 1 && when.startsWith('while')), `${stored} stored`);
		});
	}
});

/** Connections that say nothing, each from the address that `from` gives. */
class Silent {
	open = 0;
	ended = 0;

	constructor(port: number, count: number, from: (index: number) => string) {
		for (let index = 0; index < count; index++) {
			const socket = connect({ port, host: '127.0.0.1', localAddress: from(index) });
			socket.on('connect', () => this.open++).on('error', () => {});
			socket.on('close', (failed) => {
				this.ended++;
				if (!failed || socket.bytesRead === 0) this.open--;
			});
		}
	}
}

test('1,000 silent connections: the caps hold, they are dropped in time, and senders come in', { timeout: 30_000 }, async (t) => {
	const limits = { maxConnections: 150, maxConnectionsPerPeer: 100, artimMs: 2000 };
	const server = await startTestListener(t, { limits });
	await echo(peerFor(server.port));
	const files = openFiles();
	const one = new Silent(server.port, 500, () => '127.0.0.2');
	await until('connections above the cap of one machine are dropped', () => one.ended >= 400);
	assert.ok(one.open > 0 && one.open <= 100, `${one.open} connections of one machine`);
	// One machine alone shuts nobody out.
	await echo(peerFor(server.port));
	const many = new Silent(server.port, 500, (index) => `127.0.1.${1 + (index % 250)}`);
	await until('connections above the cap are dropped', () => one.ended + many.ended >= 850);
	assert.ok(one.open + many.open <= 150, `${one.open + many.open} connections`);
	await until('the silent ones are dropped in time', () => one.open + many.open <= 0, 6000);
	await echo(peerFor(server.port));
	const sop = '2.25.31';
	const [outcome] = await store(peerFor(server.port), [{ bytes: part10(dataSet({ sop }), { sop }) }]);
	assert.equal(outcome?.status, 0);
	await nothingLeft(server, files);
	const refused = server.events.filter((event) => event.type === 'association-refused');
	const reasons = new Set(refused.map(({ reason }) => reason));
	assert.ok(reasons.has('connection-cap') && reasons.has('peer-connection-cap'), [...reasons].join());
	const ofOne = refused.filter(({ peer }) => peer.address === '127.0.0.2').length;
	assert.ok(ofOne <= 25, `${ofOne} events for 400 refusals of one machine`);
}); // prettier-ignore

/** Sends `bytes` one by one until the listener closes. @returns how many it took */
async function trickle(peer: RawPeer, bytes: Buffer, everyMs: number): Promise<number> {
	let at = 0;
	while (!peer.closed && at < bytes.length) {
		peer.send(bytes.subarray(at, ++at));
		await sleep(everyMs);
	}
	return at;
}

describe('senders of one byte at a time', { timeout: 30_000 }, () => {
	const limits = { artimMs: 500, pduMs: 500, idleMs: 60_000 };
	const command = fragment(3, storeCommand('2.25.77'));
	const PLACES: Record<string, (peer: RawPeer) => Buffer> = {
		'the association request': () => REQUEST,
		'a PDU header': () => fragment(2, large).subarray(0, 5),
		'a command': (peer) => {
			peer.send(REQUEST);
			return command;
		},
		'a data set': (peer) => {
			peer.send(Buffer.concat([REQUEST, command]));
			return fragment(2, large);
		},
	};
	test('are cut off wherever they are, and others are served meanwhile', async (t) => {
		const server = await startTestListener(t, { limits });
		const files = openFiles();
		const began = performance.now();
		const slow = Object.entries(PLACES).map(async ([where, prepare]) => {
			const peer = await RawPeer.connect(server.port);
			const took = await trickle(peer, prepare(peer), 40);
			await peer.untilClosed(2000).catch(() => assert.fail(`in ${where}: not cut off`));
			const ms = performance.now() - began;
			assert.ok(took < 60 && ms < 3000, `in ${where}: ${took} bytes, ${ms.toFixed(0)} ms`);
		});
		for (let times = 0; times < 5; times++) {
			await echo(peerFor(server.port));
			await sleep(50);
		}
		await Promise.all(slow);
		await nothingLeft(server, files);
	});

	test('that wrap each byte into a message of its own are cut off too', async (t) => {
		const server = await startTestListener(t, { limits });
		const peer = await RawPeer.connect(server.port);
		peer.send(Buffer.concat([REQUEST, command]));
		await peer.pdu(2);
		const began = performance.now();
		for (let at = 0; !peer.closed && performance.now() - began < 6000; at++) {
			peer.send(fragment(0, large.subarray(at, at + 1)));
			await sleep(40);
		}
		assert.ok(peer.closed, 'a message that makes no progress is ended');
	});
});

/** A connection that takes what is written and never gets rid of it. */
class Clogged extends Duplex {
	constructor() {
		super({ writableHighWaterMark: 1024 });
	}

	setNoDelay(): this {
		return this;
	}

	override _read(): void {}
	override _write(): void {}
}

test('a peer that never reads its answers is ended before they fill the memory', async () => {
	const socket = new Clogged();
	let ended: string | undefined;
	let answered = 0;
	const limits = { ...DEFAULT_ASSOCIATION_LIMITS, artimMs: 200 };
	const association: Association = new Association(socket as unknown as Socket, 'acceptor', limits, {
		onAssociateRequest: (request) =>
			association.accept({ ...request, contexts: [{ id: 3, result: 0, transferSyntax: '1.2.840.10008.1.2' }] }, 16_384),
		onCommand: (id, command) => {
			answered++;
			association.sendCommand(id, { ...command, commandField: 0x8030, status: 0 });
		},
		onData: () => {},
		onReleaseRequest: () => {},
		onEnd: ({ how }) => (ended = how),
	});
	socket.push(REQUEST);
	const echoes = Buffer.concat(Array.from({ length: 200 }, () => fragment(3, echoCommand, 3)));
	for (let sent = 0; sent < 200 && ended === undefined; sent++) {
		socket.push(echoes);
		await sleep(0);
	}
	assert.equal(ended, 'timeout');
	assert.ok(answered > 1000 && socket.writableLength < 2 * 2 ** 20, `${answered} answers, ${socket.writableLength} bytes`);
	await until('the connection is destroyed', () => socket.destroyed, 2000);
}); // prettier-ignore

test('empty command values without end are refused before they fill the memory', async (t) => {
	const server = await startTestListener(t);
	const peer = await RawPeer.connect(server.port);
	peer.send(REQUEST);
	await peer.pdu(2);
	const many = Buffer.concat(Array.from({ length: 20_000 }, () => fragment(1, Buffer.alloc(0))));
	peer.send(many);
	await peer.pdu(7);
	peer.socket.destroy();
});

test('a journal segment that cannot be written on a full disk leaves no open and no half file', async (t) => {
	const folder = join(await temporaryFolder(t), 'journal');
	const { journal } = await Journal.open(folder);
	await journal.begin([]);
	const files = openFiles();
	const handedOver = (studyKey: string) =>
		({ kind: 'handed-over', lane: 'HOSPITAL', studyKey, version: 'v' }) as const;
	await journal.append(handedOver('1'));
	for (const number of ['00000002', '00000003', '00000004']) {
		await symlink('/dev/full', join(folder, `${number}.log`));
		await assert.rejects(journal.rotate(() => [handedOver('1')]), { code: 'ENOSPC' });
		await assert.rejects(journal.append(handedOver('2')));
	}
	assert.deepEqual(await readdir(folder), ['00000001.log']);
	assert.ok(openFiles() < files, 'the files of the failed segments are closed');
	await journal.rotate(() => [handedOver('1')]);
	await journal.append(handedOver('3'));
	await journal.close();
	const { records } = await Journal.open(folder);
	assert.deepEqual(records, [handedOver('1'), handedOver('3')]);
}); // prettier-ignore
