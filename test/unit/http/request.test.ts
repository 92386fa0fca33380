import assert from 'node:assert/strict';
import { createServer as createHttpsServer } from 'node:https';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, test } from 'node:test';
import { closeAgents, guardedFetch, request } from '../../../dist/nodes/clients/http/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { makeCertificates } from '../../peers/certificates.ts';
import { serve, type TestServer } from './server.ts';

const open: TestServer[] = [];
const start = async (...args: Parameters<typeof serve>) => {
	const server = await serve(...args);
	open.push(server);
	return server;
};
afterEach(async () => {
	closeAgents();
	await Promise.all(open.splice(0).map((server) => server.close()));
});

const fails =
	(code: string, ...absent: string[]) =>
	(error: HospitalError) => {
		assert.equal(error.code, code);
		for (const text of absent) {
			assert.ok(!`${error.message} ${error.nextStep}`.includes(text), `message holds ${text}`);
		}
		return true;
	};

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

test('text, buffers, lists of buffers and streams arrive byte for byte', async () => {
	const server = await start(async (incoming, answer) => {
		const bytes = await read(incoming);
		answer.setHeader('x-length', incoming.headers['content-length'] ?? 'chunked');
		answer.end(bytes);
	});
	const big = Buffer.alloc(3_000_000, 7);
	const cases = [
		{ body: 'grüße', expected: Buffer.from('grüße'), length: '7' },
		{ body: Buffer.from([0, 255, 10]), expected: Buffer.from([0, 255, 10]), length: '3' },
		{
			body: [Buffer.from('head'), big],
			expected: Buffer.concat([Buffer.from('head'), big]),
			length: '3000004',
		},
		{
			body: Readable.from([Buffer.from('a'), Buffer.from('b')]),
			expected: Buffer.from('ab'),
			length: 'chunked',
		},
	];
	for (const { body, expected, length } of cases) {
		const answer = await request({ method: 'POST', url: server.url, body });
		assert.equal(answer.header('x-length'), length);
		assert.ok((await answer.buffer()).equals(expected));
	}
});

test('one connection serves many requests, and different agent keys never share one', async () => {
	const server = await start((_incoming, answer) => answer.end('{}'));
	for (let index = 0; index < 5; index++) {
		assert.deepEqual(await (await request({ method: 'GET', url: server.url })).json(), {});
	}
	assert.equal(server.connections(), 1);
	await (await request({ method: 'GET', url: server.url, agentKey: 'other' })).discard();
	assert.equal(server.connections(), 2);
});

test('a redirect is returned and not followed', async () => {
	const hits: string[] = [];
	const server = await start((incoming, answer) => {
		hits.push(incoming.url ?? '');
		answer.writeHead(302, { location: '/elsewhere' }).end();
	});
	const answer = await request({
		method: 'GET',
		url: `${server.url}/a`,
		headers: { authorization: 'Bearer T' },
	});
	assert.equal(answer.status, 302);
	await answer.discard();
	assert.deepEqual(hits, ['/a']);
});

test('a body longer than the limit is refused, declared or not', async () => {
	const server = await start((incoming, answer) => {
		if (incoming.url === '/declared') answer.setHeader('content-length', 5000);
		answer.write(Buffer.alloc(2500));
		answer.end(Buffer.alloc(2500));
	});
	for (const path of ['/declared', '/chunked']) {
		const answer = await request({ method: 'GET', url: server.url + path, maxResponseBytes: 4999 });
		await assert.rejects(answer.buffer(), fails('http-answer-too-large'));
	}
	const whole = await request({
		method: 'GET',
		url: `${server.url}/chunked`,
		maxResponseBytes: 5000,
	});
	assert.equal((await whole.buffer()).length, 5000);
});

test('each time limit ends the request with its own words and without the URL', async () => {
	const server = await start(async (incoming, answer) => {
		if (incoming.url?.startsWith('/never')) return;
		answer.write('part');
		if (incoming.url?.startsWith('/drip')) {
			for (let index = 0; index < 100 && !answer.destroyed; index++) {
				await sleep(20);
				answer.write('.');
			}
		}
	});
	const get = async (path: string, timeouts: object) =>
		(await request({ method: 'GET', url: `${server.url}${path}?name=ZZTEST`, timeouts })).text();
	const matches = (words: RegExp) => (error: HospitalError) =>
		error.code === 'http-timeout' &&
		words.test(error.message) &&
		error.retryable &&
		!error.message.includes('ZZTEST');
	await assert.rejects(get('/never', { firstByteMs: 50 }), matches(/no answer came/));
	await assert.rejects(get('/stall', { idleMs: 50 }), matches(/no byte came/));
	await assert.rejects(get('/drip', { totalMs: 150, idleMs: 10_000 }), matches(/not finished/));
});

test('a slow reader is not mistaken for a silent server', async () => {
	const server = await start((_incoming, answer) => answer.end(Buffer.alloc(1_000_000)));
	const answer = await request({ method: 'GET', url: server.url, timeouts: { idleMs: 300 } });
	await sleep(1000);
	assert.equal((await answer.buffer()).length, 1_000_000);
});

test('an abort stops the request before and during the answer', async () => {
	const server = await start((incoming, answer) => {
		if (incoming.url === '/part') answer.write('x');
	});
	const before = new AbortController();
	const pending = request({ method: 'GET', url: server.url, signal: before.signal });
	setTimeout(() => before.abort(), 20);
	await assert.rejects(pending, fails('cancelled'));
	const during = new AbortController();
	const answer = await request({ method: 'GET', url: `${server.url}/part`, signal: during.signal });
	setTimeout(() => during.abort(), 20);
	await assert.rejects(answer.text(), fails('cancelled'));
});

test('a connection cut in the middle of the answer is an error, not a short answer', async () => {
	const server = await start((_incoming, answer) => {
		answer.setHeader('content-length', 100);
		answer.write('half');
		setTimeout(() => answer.socket?.destroy(), 20);
	});
	const answer = await request({ method: 'GET', url: server.url });
	await assert.rejects(answer.text(), fails('econnreset'));
});

/** Answers once per connection and closes it when the second request arrives. */
async function staleServer() {
	let served = 0;
	const seen = new WeakSet<Socket>();
	const server = await start((incoming, answer) => {
		if (seen.has(incoming.socket)) {
			incoming.socket.destroy();
			return;
		}
		seen.add(incoming.socket);
		served++;
		answer.end('ok');
	});
	return { server, served: () => served };
}

test('a read that met a connection just closed by the server is sent again', async () => {
	const { server, served } = await staleServer();
	for (let index = 0; index < 3; index++) {
		assert.equal(await (await request({ method: 'GET', url: server.url })).text(), 'ok');
	}
	assert.equal(served(), 3);
});

test('a read gets through however many kept connections a server has closed meanwhile', async () => {
	const { server } = await staleServer();
	const get = async () => await (await request({ method: 'GET', url: server.url })).text();
	await Promise.all(Array.from({ length: 6 }, get));
	assert.equal(await get(), 'ok');
});

test('a POST that met a closed connection is not repeated unless the caller says that it is harmless', async () => {
	const { server } = await staleServer();
	await (await request({ method: 'GET', url: server.url })).text();
	await assert.rejects(
		request({ method: 'POST', url: server.url, body: 'x' }),
		fails('econnreset'),
	);
	await (await request({ method: 'GET', url: server.url })).text();
	const again = await request({ method: 'POST', url: server.url, body: 'x', repeatable: true });
	assert.equal(await again.text(), 'ok');
});

test('an address outside the guard is refused before any byte leaves', async () => {
	for (const url of ['http://169.254.169.254/latest', 'http://8.8.8.8/', 'http://[fe80::1]/']) {
		await assert.rejects(
			request({ method: 'GET', url }),
			fails('egress-refused', '169.254', '8.8.8.8'),
		);
	}
});

test('other schemes, user names in the address and broken addresses are refused', async () => {
	for (const url of [
		'file:///etc/passwd',
		'ftp://127.0.0.1/',
		'http://user:secret@127.0.0.1/',
		'nonsense',
	]) {
		await assert.rejects(request({ method: 'GET', url }), fails('url-invalid', 'secret', 'passwd'));
	}
});

test('a line break in a header is refused without repeating the header', async () => {
	const server = await start((_incoming, answer) => answer.end());
	await assert.rejects(
		request({
			method: 'GET',
			url: server.url,
			headers: { authorization: 'Bearer SECRET\r\nx: y' },
		}),
		fails('http-header-invalid', 'SECRET'),
	);
});

test('an answer that is not JSON is reported without its text', async () => {
	const server = await start((_incoming, answer) => answer.end('<html>ZZTEST^ADA</html>'));
	const answer = await request({ method: 'GET', url: server.url, peer: 'the FHIR server' });
	await assert.rejects(answer.json(), fails('http-not-json', 'ZZTEST'));
});

test('a compressed answer that nobody asked for is refused', async () => {
	const server = await start((_incoming, answer) =>
		answer.setHeader('content-encoding', 'gzip').end('x'),
	);
	const answer = await request({ method: 'GET', url: server.url });
	await assert.rejects(answer.buffer(), fails('http-encoding'));
});

test('https checks the certificate, and a client certificate is sent', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'http-'));
	const files = await makeCertificates(folder);
	const pem = (path: string) => readFileSync(path, 'utf8');
	const server = createHttpsServer(
		{
			key: pem(files.server.key),
			cert: pem(files.server.certificate),
			ca: pem(files.ca),
			requestCert: true,
			rejectUnauthorized: false,
		},
		(incoming, answer) =>
			answer.end(String((incoming.socket as unknown as { authorized: boolean }).authorized)),
	).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	try {
		await assert.rejects(request({ method: 'GET', url }), fails('tls-untrusted'));
		const ca = pem(files.ca);
		assert.equal(await (await request({ method: 'GET', url, tls: { ca } })).text(), 'false');
		const tls = { ca, cert: pem(files.client.certificate), key: pem(files.client.key) };
		assert.equal(await (await request({ method: 'GET', url, tls })).text(), 'true');
	} finally {
		closeAgents();
		server.close();
		rmSync(folder, { recursive: true });
	}
});

test('a TLS 1.3 server that wants a client certificate says so, although the handshake was over', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'http-'));
	const files = await makeCertificates(folder);
	const pem = (path: string) => readFileSync(path, 'utf8');
	const ca = pem(files.ca);
	const own = { key: pem(files.server.key), cert: pem(files.server.certificate), ca };
	const server = createHttpsServer(
		{ ...own, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' },
		(_incoming, answer) => answer.end(),
	).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/?name=ZZTEST`;
	try {
		await assert.rejects(
			request({ method: 'GET', url, tls: { ca } }),
			fails('tls-client-certificate-refused', 'ZZTEST'),
		);
	} finally {
		closeAgents();
		server.close();
		rmSync(folder, { recursive: true });
	}
});

test('the fetch form returns a Response, follows nothing and goes through the same guard', async () => {
	const server = await start(async (incoming, answer) => {
		if (incoming.url === '/away') answer.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
		else if (incoming.url === '/none') answer.writeHead(204).end();
		else
			answer
				.setHeader('etag', 'W/"3"')
				.end(`${incoming.method} ${(await read(incoming)).toString()}`);
	});
	const fetch = guardedFetch({});
	const answer = await fetch(`${server.url}/`, {
		method: 'POST',
		body: 'hello',
		headers: { accept: 'text/plain' },
	});
	assert.equal(await answer.text(), 'POST hello');
	assert.equal(answer.headers.get('etag'), 'W/"3"');
	assert.equal((await fetch(`${server.url}/away`)).status, 307);
	assert.equal((await fetch(`${server.url}/none`)).status, 204);
	await assert.rejects(fetch('http://8.8.8.8/'), fails('egress-refused'));
});

test('an unread answer that runs into its time limit does not end the process', async () => {
	const server = await start((_incoming, answer) => void answer.write('x'));
	const answer = await request({ method: 'GET', url: server.url, timeouts: { totalMs: 30 } });
	await sleep(80);
	await assert.rejects(answer.text(), fails('http-timeout'));
});
