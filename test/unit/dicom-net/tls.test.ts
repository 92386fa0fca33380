import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, createServer, type AddressInfo } from 'node:net';
import { before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions } from 'node:tls';
import { echo, encodeAssociateRequest } from '../../../dist/nodes/clients/dimse/index.js';
import { TLS12_SUITES } from '../../../dist/nodes/Dicom/intake/security/tls-policy.js';
import {
	TLS_REFUSALS,
	tlsRefusalOf,
} from '../../../dist/nodes/Dicom/intake/security/tls-refusals.js';
import type { ListenerTls } from '../../../dist/nodes/Dicom/intake/settings.js';
import { makeCertificates, selfSigned } from '../../peers/certificates.ts';
import {
	IMPLICIT,
	peerFor,
	route,
	startTestListener,
	temporaryFolder,
	VERIFICATION,
	type TestListener,
} from './build.ts';

interface Pair {
	key: string;
	cert: string;
}

let ca: string;
let server: Pair;
let client: Pair;
let stranger: Pair;

before(async () => {
	const undone: Array<() => Promise<void>> = [];
	const folder = await temporaryFolder({ after: (undo: () => Promise<void>) => undone.push(undo) });
	const made = await makeCertificates(folder);
	const pair = async ({ key, certificate }: { key: string; certificate: string }) => ({
		key: await readFile(key, 'utf8'),
		cert: await readFile(certificate, 'utf8'),
	});
	ca = await readFile(made.ca, 'utf8');
	[server, client, stranger] = await Promise.all(
		[made.server, made.client, made.stranger].map(pair),
	);
	for (const undo of undone) await undo();
});

const start = async (t: TestContext, tls: Partial<ListenerTls> = {}, artimMs = 10_000) =>
	await startTestListener(t, {
		limits: { artimMs },
		settings: { tls: { ...server, ca, ...tls } },
	});

interface Shaken {
	protocol?: string | null;
	cipher?: string;
	/** Node's code of the failure. */
	error?: string;
}

/** A handshake and nothing more; a refused certificate shows as an error after it (TLS 1.3). */
async function shake(port: number, options: ConnectionOptions): Promise<Shaken> {
	const socket = connect({ port, host: '127.0.0.1', servername: 'server.test', ca, ...options });
	const result: Shaken = {};
	socket.on('error', (error: NodeJS.ErrnoException) => (result.error ??= error.code));
	await new Promise<void>((resolve) => {
		socket.on('secureConnect', () => {
			result.protocol = socket.getProtocol();
			result.cipher = socket.getCipher().name;
			setTimeout(() => socket.destroy(), 100);
		});
		socket.on('close', () => resolve());
	});
	return result;
}

/** The refusal that the listener reported, which must name the caller's address. */
async function refusal(listener: TestListener, number = 1): Promise<string> {
	const { reason, peer, reject } = await listener.event('association-refused', number);
	assert.equal(peer.address, '127.0.0.1');
	assert.ok(peer.port > 0);
	assert.equal(reject, undefined, 'nothing was sent to a peer that never spoke DICOM');
	return reason;
}

describe('the listener behind TLS', { timeout: 60_000 }, () => {
	test('TLS 1.3 is preferred, and each allowed suite of TLS 1.2 works', async (t) => {
		const listener = await start(t);
		assert.equal((await shake(listener.port, client)).protocol, 'TLSv1.3');
		for (const { openssl } of TLS12_SUITES.filter(({ name }) => name.includes('_ECDSA_'))) {
			const options = { ...client, maxVersion: 'TLSv1.2' as const, ciphers: openssl };
			const { protocol, cipher } = await shake(listener.port, options);
			assert.deepEqual([protocol, cipher], ['TLSv1.2', openssl]);
		}
	});

	const handshakes: Array<[string, () => ConnectionOptions, string]> = [
		['no certificate, TLS 1.3', () => ({}), 'tls-no-certificate'],
		['no certificate, TLS 1.2', () => ({ maxVersion: 'TLSv1.2' }), 'tls-no-certificate'],
		['a certificate of another authority, TLS 1.3', () => stranger, 'tls-untrusted'],
		['a certificate of another authority, TLS 1.2', () => ({ ...stranger, maxVersion: 'TLSv1.2' }), 'tls-untrusted'],
		['a certificate that is for servers', () => server, 'tls-purpose'],
		['TLS 1.1', () => ({ ...client, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }), 'tls-version'],
		['static RSA with CBC and SHA-1', () => ({ ...client, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }), 'tls-cipher'],
		['ECDHE with CBC', () => ({ ...client, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' }), 'tls-cipher'],
		['finite-field Diffie-Hellman', () => ({ ...client, maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384' }), 'tls-cipher'],
	]; // prettier-ignore
	for (const [what, options, reason] of handshakes) {
		test(`${what} is refused and reported as ${reason} with the address`, async (t) => {
			const listener = await start(t);
			await shake(listener.port, options());
			assert.equal(await refusal(listener), reason);
			await echo({ ...peerFor(listener.port), tls: { ca, ...client } });
		});
	}

	test('callers that fail at the same moment are told apart', async (t) => {
		const listener = await start(t);
		const wrong = [stranger, {}, server, stranger, {}, server, stranger];
		await Promise.all(wrong.map(async (options) => await shake(listener.port, options)));
		await listener.event('association-refused', wrong.length);
		const found = listener.events.flatMap((event) =>
			event.type === 'association-refused' ? [`${event.reason} ${event.peer.port > 0}`] : [],
		);
		assert.deepEqual(
			found.sort(),
			[
				...Array<string>(2).fill('tls-no-certificate true'),
				...Array<string>(2).fill('tls-purpose true'),
				...Array<string>(3).fill('tls-untrusted true'),
			].sort(),
		);
		const ports = listener.events.flatMap((event) => ('peer' in event ? [event.peer.port] : []));
		assert.equal(new Set(ports).size, wrong.length, 'each with the port that it called from');
	});

	test('an expired client certificate is refused', async (t) => {
		const expired = await selfSigned({
			name: 'old.test',
			use: 'client',
			notBefore: new Date('2020-01-01'),
			notAfter: new Date('2021-01-01'),
		});
		const listener = await start(t, { ca: expired.certificate });
		await shake(listener.port, { key: expired.key, cert: expired.certificate });
		assert.equal(await refusal(listener), 'tls-expired');
	});

	test('TLS 1.3 only refuses a sender that has only TLS 1.2', async (t) => {
		const listener = await start(t, { minVersion: 'TLSv1.3' });
		await shake(listener.port, { ...client, maxVersion: 'TLSv1.2' });
		assert.equal(await refusal(listener), 'tls-version');
		assert.equal((await shake(listener.port, client)).protocol, 'TLSv1.3');
	});

	test('without a client CA no certificate is asked for', async (t) => {
		const listener = await startTestListener(t, { settings: { tls: { ...server } } });
		await echo({ ...peerFor(listener.port), tls: { ca } });
		await listener.event('association-ended');
		assert.equal(listener.events.filter(({ type }) => type === 'association-refused').length, 0);
	});

	test('plain DICOM, web browsers, scanners and silent callers are told apart', async (t) => {
		const listener = await start(t, {}, 1500);
		const say = async (bytes: Buffer | undefined) => {
			const socket = connectTcp(listener.port, '127.0.0.1');
			socket.on('error', () => {});
			await new Promise<void>((resolve) => {
				socket.on('connect', () => {
					if (bytes === undefined) return;
					if (bytes.length === 0) socket.destroy();
					else socket.write(bytes);
				});
				socket.on('close', () => resolve());
			});
		};
		await assert.rejects(echo(peerFor(listener.port)));
		assert.equal(await refusal(listener, 1), 'tls-not-tls');
		await say(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
		assert.equal(await refusal(listener, 2), 'tls-not-tls');
		await say(Buffer.alloc(0));
		assert.equal(await refusal(listener, 3), 'tls-closed');
		await say(undefined);
		assert.equal(await refusal(listener, 4), 'tls-timeout');
		await echo({ ...peerFor(listener.port), tls: { ca, ...client } });
	});

	/** A record of application data (RFC 8446 5.2) that nobody with the keys has made. */
	const FORGED = Buffer.concat([Buffer.from('1703030020', 'hex'), Buffer.alloc(32, 7)]);

	/** A connection whose handshake is over, and the bytes below it, through a relay. */
	async function secured(t: TestContext, port: number) {
		const below = connectTcp(port, '127.0.0.1').on('error', () => {});
		const relay = createServer((near) => {
			near.on('error', () => {});
			near.pipe(below).pipe(near);
		});
		await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
		t.after(() => void relay.close());
		const options = { port: (relay.address() as AddressInfo).port, host: '127.0.0.1', ca };
		const socket = connect({ ...options, servername: 'server.test', ...client });
		socket.on('error', () => {});
		await once(socket, 'secureConnect');
		await sleep(50);
		return { socket, below };
	}

	test('a channel that breaks after the handshake is reported, before an association and in one', async (t) => {
		const listener = await start(t);
		const { below } = await secured(t, listener.port);
		below.write(FORGED);
		assert.match(await refusal(listener), /^tls-/);
		const second = await secured(t, listener.port);
		second.socket.write(
			encodeAssociateRequest({
				calledAeTitle: 'HOSPITAL',
				callingAeTitle: 'ZZFAULT',
				applicationContext: '1.2.840.10008.3.1.1.1',
				contexts: [{ id: 1, abstractSyntax: VERIFICATION, transferSyntaxes: [IMPLICIT] }],
				user: { maximumLength: 16384, implementationClassUid: '2.25.5', implementationVersionName: 'ZZ', roles: [] },
			}),
		); // prettier-ignore
		await once(second.socket, 'data');
		second.below.write(FORGED);
		const { how, failure } = await listener.event('association-ended');
		assert.match(`${how} ${failure}`, /^closed tls-/);
	});

	test('one that is only opened and closed in order is no refusal', async (t) => {
		const listener = await start(t);
		const { socket } = await secured(t, listener.port);
		socket.end();
		await once(socket, 'close');
		await sleep(100);
		assert.ok(listener.events.every(({ type }) => type === 'certificate-expiring'));
	});

	test('a session is never resumed: each association shows its certificate anew', async (t) => {
		const listener = await start(t);
		for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
			const options = { ...client, ca, port: listener.port, host: '127.0.0.1', maxVersion };
			let session: Buffer | undefined;
			for (const round of [1, 2]) {
				const socket = connect({
					...options,
					servername: 'server.test',
					...(session && { session }),
				});
				socket.on('session', (ticket) => (session = ticket));
				await new Promise<void>((resolve) => socket.once('secureConnect', () => resolve()));
				assert.equal(socket.isSessionReused(), false, `${maxVersion}, round ${round}`);
				await sleep(50);
				socket.destroy();
			}
		}
	});

	test('an AE title that is tied to a certificate cannot be called by another machine', async (t) => {
		const { fingerprint256 } = new X509Certificate(client.cert);
		const pins = { PINNED: [fingerprint256], NAMED: ['client.test'], FOREIGN: ['other.test'] };
		const listener = await start(t, { pins });
		const secured = { tls: { ca, ...client } };
		for (const calling of ['PINNED', 'NAMED', 'FREE']) {
			await echo({ ...peerFor(listener.port, { calling }), ...secured });
		}
		await assert.rejects(echo({ ...peerFor(listener.port, { calling: 'FOREIGN' }), ...secured }));
		const { reason, reject } = await listener.event('association-refused');
		assert.equal(reason, 'certificate-pin');
		assert.deepEqual(reject, { result: 1, source: 1, reason: 3 });
		const { peer } = await listener.event('association-ended');
		assert.deepEqual(peer.proof, { by: 'client-certificate' });
	});

	test('a certificate that ends soon is said at the start', async (t) => {
		const soon = await selfSigned({
			name: 'soon.test',
			notAfter: new Date(Date.now() + 5.5 * 86_400_000),
		});
		const listener = await start(t, { key: soon.key, cert: soon.certificate });
		assert.equal((await listener.event('certificate-expiring')).days, 5);
		const later = await selfSigned({
			name: 'later.test',
			notAfter: new Date(Date.now() + 40 * 86_400_000),
		});
		const other = await start(t, { key: later.key, cert: later.certificate });
		await shake(other.port, { ...client, ca: later.certificate, servername: 'later.test' });
		assert.ok(!other.events.some(({ type }) => type === 'certificate-expiring'));
	});

	test('one address cannot hold all the sockets', async (t) => {
		const listener = await startTestListener(t, {
			routes: [route()],
			limits: { maxConnectionsPerPeer: 3 },
		});
		const sockets = Array.from({ length: 5 }, () => connectTcp(listener.port, '127.0.0.1'));
		for (const socket of sockets) socket.on('error', () => {});
		t.after(() => sockets.forEach((socket) => socket.destroy()));
		for (const number of [1, 2]) {
			const { reason, peer } = await listener.event('association-refused', number);
			assert.equal(reason, 'peer-connection-cap');
			assert.equal(peer.address, '127.0.0.1');
		}
		for (const socket of sockets) socket.destroy();
		await sleep(50);
		await echo(peerFor(listener.port));
	});
});

describe('reasons of a failed handshake', () => {
	test('what Node and OpenSSL report becomes one of the listed reasons', () => {
		const of = (code: string, verification?: string) =>
			tlsRefusalOf(Object.assign(new Error('x'), { code }), verification);
		assert.equal(of('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'tls-distrusts-us');
		assert.equal(of('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'), 'tls-distrusts-us');
		assert.equal(of('ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN'), 'tls-distrusts-us');
		assert.equal(of('ERR_SSL_BAD_RECORD_TYPE'), 'tls-failed');
		assert.equal(of('ECONNRESET', 'CERT_NOT_YET_VALID'), 'tls-expired');
		assert.equal(of('ECONNRESET', 'CERT_REVOKED'), 'tls-certificate');
		assert.equal(tlsRefusalOf(undefined, undefined), 'tls-failed');
		for (const meaning of Object.values(TLS_REFUSALS)) assert.ok(meaning.length > 20);
	});
});
