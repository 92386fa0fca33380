import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fhirClient, type FhirServerCredential } from '../../../dist/nodes/clients/fhir/index.js';
import { parsePolicy } from '../../../dist/nodes/shared/egress/index.js';
import { request } from '../../../dist/nodes/clients/http/index.js';
import { makeCertificates, type Certificates } from '../../peers/certificates.ts';
import { fails, keep, SECRET, start } from './client-helpers.ts';
import { json, patient } from './fault-server.ts';

interface Proxy {
	url: string;
	asked: Array<{ target: string; authorization?: string; other: string[] }>;
	close(): Promise<void>;
}

type Answer = (incoming: IncomingMessage, socket: Socket) => boolean;

let folder: string;
let files: Certificates;
let ca: string;
before(async () => {
	folder = await mkdtemp(join(tmpdir(), 'fhir-proxy-'));
	files = await makeCertificates(folder);
	ca = readFileSync(files.ca, 'utf8');
});
after(() => rm(folder, { recursive: true, force: true }));

const tlsOf = () => ({
	key: readFileSync(files.server.key),
	cert: readFileSync(files.server.certificate),
});

/** A real forward proxy; every target leads to the given port of this machine. */
async function proxyTo(
	port: number,
	{ answer, secure }: { answer?: Answer; secure?: boolean } = {},
) {
	const asked: Proxy['asked'] = [];
	const sockets = new Set<Socket>();
	const server: Server = secure
		? (createHttpsServer(tlsOf()) as unknown as Server)
		: createHttpServer();
	server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		asked.push({
			target: incoming.url ?? '',
			other: Object.keys(incoming.headers),
			authorization: incoming.headers['proxy-authorization'],
		});
		if (answer?.(incoming, socket)) return;
		const upstream = connect(port, '127.0.0.1', () => {
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			upstream.pipe(socket).pipe(upstream);
		});
		upstream.on('error', () => socket.destroy());
		sockets.add(upstream);
	});
	server.on('request', (_incoming, response) => response.writeHead(400).end());
	server.listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const at = (server.address() as AddressInfo).port;
	return keep<Proxy>({
		url: `${secure ? 'https' : 'http'}://127.0.0.1:${at}`,
		asked,
		close: () => {
			for (const socket of sockets) socket.destroy();
			return new Promise((done) => server.close(() => done()));
		},
	});
}

/** A FHIR server with TLS; it wants no client certificate but tells whether one came. */
async function secureServer() {
	const seen: Array<{ authorization?: string; client: boolean }> = [];
	const server = createHttpsServer(
		{ ...tlsOf(), ca, requestCert: true, rejectUnauthorized: false },
		(incoming, answer) => {
			const socket = incoming.socket as unknown as { authorized: boolean };
			seen.push({ authorization: incoming.headers.authorization, client: socket.authorized });
			json(answer, patient('p1'));
		},
	).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	return keep({
		port,
		base: `https://127.0.0.1:${port}/fhir`,
		seen,
		close: () => {
			server.closeAllConnections();
			return new Promise((done) => server.close(done));
		},
	});
}

const reading = (credential: Partial<FhirServerCredential>) =>
	fhirClient(
		{ authentication: 'bearer', token: SECRET, baseUrl: '', ...credential },
		{ retry: { attempts: 1 }, timeouts: { connectMs: 2_000 } },
	).read('Patient', 'p1');

test('a request goes through the proxy, to http and to https, with one tunnel for many', async () => {
	const plain = await start((_seen, answer) => json(answer, patient('p1')));
	const proxy = await proxyTo(plain.port);
	for (let at = 0; at < 3; at++) {
		assert.equal((await reading({ baseUrl: plain.base, proxyUrl: proxy.url })).id, 'p1');
	}
	assert.equal(proxy.asked.length, 1);
	assert.equal(proxy.asked[0].target, `127.0.0.1:${plain.port}`);
	const secure = await secureServer();
	const tunnel = await proxyTo(secure.port);
	await reading({ baseUrl: secure.base, proxyUrl: tunnel.url, caCertificate: ca });
	assert.equal(secure.seen[0].authorization, `Bearer ${SECRET}`);
});

test('no token travels: the proxy gets the target and its own credential, nothing of the request', async () => {
	const secure = await secureServer();
	const proxy = await proxyTo(secure.port);
	await reading({
		baseUrl: secure.base,
		proxyUrl: proxy.url,
		proxyUser: 'ada',
		proxyPassword: 'pä:ss',
		caCertificate: ca,
	});
	const [{ target, authorization, other }] = proxy.asked;
	assert.equal(target, `127.0.0.1:${secure.port}`);
	assert.equal(authorization, `Basic ${Buffer.from('ada:pä:ss').toString('base64')}`);
	assert.deepEqual(other.sort(), ['host', 'proxy-authorization']);
});

test('a proxy that itself speaks TLS is checked, and gets no client certificate', async () => {
	const secure = await secureServer();
	const proxy = await proxyTo(secure.port, { secure: true });
	const credential = {
		baseUrl: secure.base,
		proxyUrl: proxy.url,
		caCertificate: ca,
		clientCertificate: readFileSync(files.client.certificate, 'utf8'),
		clientPrivateKey: readFileSync(files.client.key, 'utf8'),
	};
	await reading(credential);
	assert.equal(secure.seen[0].client, true);
	await assert.rejects(reading({ ...credential, caCertificate: '' }), fails('tls-untrusted'));
});

test('no token travels: behind the proxy the certificate of the server is checked as without one', async () => {
	const secure = await secureServer();
	const proxy = await proxyTo(secure.port);
	await assert.rejects(
		reading({ baseUrl: secure.base, proxyUrl: proxy.url }),
		fails('tls-untrusted'),
	);
	process.env.HOSPITAL_EGRESS_ALLOW = 'chart.example.org';
	try {
		await assert.rejects(
			reading({
				baseUrl: `https://chart.example.org:${secure.port}/fhir`,
				proxyUrl: proxy.url,
				caCertificate: ca,
			}),
			fails('tls-name-mismatch'),
		);
	} finally {
		delete process.env.HOSPITAL_EGRESS_ALLOW;
	}
	assert.equal(secure.seen.length, 0);
});

test('the guard judges the proxy and the target: each alone is refused before anything is sent', async () => {
	const plain = await start((_seen, answer) => json(answer, patient('p1')));
	const proxy = await proxyTo(plain.port);
	for (const baseUrl of [
		'http://8.8.8.8/fhir',
		'https://169.254.169.254/fhir',
		'http://[fe80::1]/fhir',
	]) {
		await assert.rejects(
			reading({ baseUrl, proxyUrl: proxy.url }),
			fails('egress-refused'),
			baseUrl,
		);
	}
	for (const proxyUrl of ['http://8.8.8.8:3128', 'http://169.254.169.254:80']) {
		await assert.rejects(
			reading({ baseUrl: plain.base, proxyUrl }),
			fails('egress-refused'),
			proxyUrl,
		);
	}
	assert.equal(proxy.asked.length + plain.seen.length, 0);
});

test('a target whose name only the proxy knows is asked for when the administrator listed it', async () => {
	const plain = await start((_seen, answer) => json(answer, patient('p1')));
	const proxy = await proxyTo(plain.port);
	const ask = (policy: ReturnType<typeof parsePolicy>) =>
		request({
			method: 'GET',
			url: 'http://chart.invalid/fhir/Patient/p1',
			proxy: { url: proxy.url },
			policy,
			// Plays a name server that does not know the name.
			filter: {
				validateConnectionHost: () => ({ ok: true }),
				createSecureLookup: () =>
					((_host: string, _options: object, done: (error: Error) => void) =>
						done(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }))) as never,
			},
		});
	await assert.rejects(ask(parsePolicy('')), fails('host-unknown'));
	assert.equal(proxy.asked.length, 0);
	const answer = await ask(parsePolicy('chart.invalid'));
	assert.equal(answer.status, 200);
	await answer.discard();
	assert.equal(proxy.asked[0].target, 'chart.invalid:80');
});

const REFUSALS: Array<[string, string, string]> = [
	['HTTP/1.1 407 ZZTEST\r\n\r\n', 'proxy-unauthorized', 'a credential that it does not know'],
	['HTTP/1.1 403 ZZTEST\r\n\r\n', 'proxy-refused', 'a target that it does not permit'],
	['HTTP/1.1 502 ZZTEST\r\n\r\n', 'proxy-target', 'a target that it cannot reach'],
	['SSH-2.0-ZZTEST\r\n\r\n', 'proxy-broken', 'another protocol'],
	['HTTP/1.1 200 OK\r\n\r\nZZTEST too much', 'proxy-broken', 'bytes that nobody asked for'],
	[`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`, 'proxy-broken', 'headers without an end'],
	['', 'proxy-broken', 'nothing but an end'],
];
for (const [text, code, what] of REFUSALS) {
	test(`a proxy that answers with ${what} is named as the cause`, async () => {
		const plain = await start((_seen, answer) => json(answer, patient('p1')));
		const proxy = await proxyTo(plain.port, {
			answer: (_incoming, socket) => {
				socket.end(text);
				return true;
			},
		});
		await assert.rejects(reading({ baseUrl: plain.base, proxyUrl: proxy.url }), fails(code));
		assert.equal(plain.seen.length, 0);
	});
}

test('a proxy that is silent ends with a time limit, and an abort ends the wait', async () => {
	const plain = await start((_seen, answer) => json(answer, patient('p1')));
	const proxy = await proxyTo(plain.port, { answer: () => true });
	const credential: FhirServerCredential = {
		baseUrl: plain.base,
		authentication: 'none',
		proxyUrl: proxy.url,
	};
	const impatient = fhirClient(credential, {
		retry: { attempts: 1 },
		timeouts: { connectMs: 150 },
	});
	await assert.rejects(impatient.read('Patient', 'p1'), fails('connect-timeout'));
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 50);
	await assert.rejects(
		fhirClient(credential).read('Patient', 'p1', { signal: controller.signal }),
		fails('cancelled'),
	);
});

test('an address that is no proxy address is refused', async () => {
	for (const proxyUrl of [
		'proxy',
		'socks5://127.0.0.1:1',
		'http://u:p@127.0.0.1:1',
		'http://127.0.0.1:1/x',
	]) {
		await assert.rejects(
			reading({ baseUrl: 'http://127.0.0.1:1/fhir', proxyUrl }),
			fails('proxy-invalid'),
			proxyUrl,
		);
	}
});

test('the private authority and the client certificate reach a server without a proxy too', async () => {
	const secure = await secureServer();
	const credential = {
		baseUrl: secure.base,
		caCertificate: ca,
		clientCertificate: readFileSync(files.client.certificate, 'utf8'),
		clientPrivateKey: readFileSync(files.client.key, 'utf8'),
	};
	await reading(credential);
	assert.equal(secure.seen[0].client, true);
	await assert.rejects(reading({ ...credential, caCertificate: '' }), fails('tls-untrusted'));
});

test('no token travels: a file server gets neither token nor client certificate, and may have the private authority', async () => {
	const chart = await secureServer();
	const store = await secureServer();
	const fhir = fhirClient({
		baseUrl: chart.base,
		authentication: 'bearer',
		token: SECRET,
		caCertificate: ca,
		clientCertificate: readFileSync(files.client.certificate, 'utf8'),
		clientPrivateKey: readFileSync(files.client.key, 'utf8'),
	});
	const answer = await fhir.foreignFile(`${store.base}/a.ndjson`, { withToken: false });
	await answer.discard();
	assert.deepEqual(store.seen, [{ authorization: undefined, client: false }]);
	assert.equal(chart.seen.length, 0);
});
