import assert from 'node:assert/strict';
import {
	connect as connectPlain,
	createServer as createTcpServer,
	type AddressInfo,
	type Server,
} from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { connect, tlsError } from '../../../dist/nodes/shared/egress/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { makeCertificates } from '../../peers/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'egress-'));
const made = { ca: '', cert: '', key: '' };
let server: Server;
let port: number;

before(async () => {
	const files = await makeCertificates(folder);
	made.ca = readFileSync(files.ca, 'utf8');
	made.cert = readFileSync(files.client.certificate, 'utf8');
	made.key = readFileSync(files.client.key, 'utf8');
	server = createServer({
		key: readFileSync(files.server.key),
		cert: readFileSync(files.server.certificate),
		ca: made.ca,
		requestCert: true,
		rejectUnauthorized: false,
	}).listen(0, '127.0.0.1');
	server.on('secureConnection', (socket: TLSSocket) => {
		socket.on('error', () => {});
		socket.end(socket.authorized ? 'known' : 'unknown');
	});
	await new Promise((done) => server.once('listening', done));
	({ port } = server.address() as AddressInfo);
});
after(() => {
	server.close();
	rmSync(folder, { recursive: true });
});

const fails = (code: string) => (error: HospitalError) => error.code === code;

async function answer(socket: TLSSocket): Promise<string> {
	let text = '';
	for await (const chunk of socket) text += String(chunk);
	return text;
}

test('a certificate of a listed authority and the right name is accepted with TLS 1.2 or newer', async () => {
	const socket = await connect({ host: 'localhost', port, tls: { ca: made.ca } });
	assert.equal(socket.authorized, true);
	assert.match(socket.getProtocol() ?? '', /^TLSv1\.[23]$/);
	assert.equal(await answer(socket), 'unknown');
});

test('a client certificate reaches the server', async () => {
	const socket = await connect({
		host: 'localhost',
		port,
		tls: { ca: made.ca, cert: made.cert, key: made.key },
	});
	assert.equal(await answer(socket), 'known');
});

test('an unknown authority is refused, even when the process is told to accept everything', async () => {
	process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
	try {
		await assert.rejects(connect({ host: 'localhost', port, tls: {} }), fails('tls-untrusted'));
	} finally {
		delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
	}
});

test('a certificate for another name is refused, by name and by address', async () => {
	const tls = { ca: made.ca };
	// The certificate carries 127.0.0.1 but not 127.0.0.2, which is the same server here.
	const other = createTcpServer((socket) => {
		const inner = connectPlain(port, '127.0.0.1');
		socket.on('error', () => inner.destroy()).pipe(inner);
		inner.on('error', () => socket.destroy()).pipe(socket);
	}).listen(0, '127.0.0.2');
	await new Promise((done) => other.once('listening', done));
	const otherPort = (other.address() as AddressInfo).port;
	await assert.rejects(
		connect({ host: '127.0.0.2', port: otherPort, tls }),
		fails('tls-name-mismatch'),
	);
	other.close();
	await assert.rejects(
		connect({ host: 'localhost', port, tls: { ...tls, servername: 'other.example.org' } }),
		fails('tls-name-mismatch'),
	);
});

test('a server that never finishes the handshake ends in a time-out', async () => {
	const silent = createTcpServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
	await new Promise((done) => silent.once('listening', done));
	const silentPort = (silent.address() as AddressInfo).port;
	await assert.rejects(
		connect({ host: '127.0.0.1', port: silentPort, tls: {}, timeoutMs: 100 }),
		fails('connect-timeout'),
	);
	silent.close();
});

test('a port that does not speak TLS is named as such', async () => {
	const plain = createTcpServer((socket) => {
		socket.on('error', () => {});
		socket.end('220 not TLS\r\n');
	}).listen(0, '127.0.0.1');
	await new Promise((done) => plain.once('listening', done));
	const plainPort = (plain.address() as AddressInfo).port;
	await assert.rejects(
		connect({ host: '127.0.0.1', port: plainPort, tls: {}, timeoutMs: 1000 }),
		fails('tls-failed'),
	);
	plain.close();
});

test('a key that is no key is reported as a fault of the client certificate', async () => {
	await assert.rejects(
		connect({ host: 'localhost', port, tls: { ca: made.ca, cert: made.cert, key: 'nonsense' } }),
		fails('tls-client-certificate'),
	);
});

test('what a server says about the client certificate is told apart from other failures', () => {
	const explained = (code: string) => tlsError(Object.assign(new Error('ZZTEST'), { code }))?.code;
	// As OpenSSL 3.5 under Node 24 names the alerts of RFC 8446 6.2.
	for (const alert of [
		'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
		'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
		'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
		'ERR_SSL_SSL/TLS_ALERT_UNSUPPORTED_CERTIFICATE',
		'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED',
	]) {
		assert.equal(explained(alert), 'tls-client-certificate-refused', alert);
	}
	assert.equal(explained('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'), 'tls-failed');
	assert.equal(explained('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls-failed');
	assert.equal(explained('ERR_OSSL_PEM_NO_START_LINE'), 'tls-client-certificate');
	assert.equal(explained('ECONNRESET'), undefined);
	assert.equal(explained('an/other path'), undefined);
});
