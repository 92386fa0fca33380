import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { frame, MAX_MESSAGE_BYTES } from '../../../dist/nodes/clients/syslog/framing.js';
import {
	DEFAULT_TIMEOUTS,
	probeSyslog,
	sendSyslog,
} from '../../../dist/nodes/clients/syslog/transport.js';
import { makeCertificates } from '../../peers/certificates.ts';
import { inOrder, receiver, unframe } from './receiver.ts';

const host = '127.0.0.1';
const FAST = { connectMs: 2000, stallMs: 300, closeMs: 300 };

function* messages(count: number, size = 0): Generator<Buffer> {
	for (let n = 0; n < count; n++) yield Buffer.from(`message ${n} ${'é\n'.repeat(size)}`);
}

test('a frame is the octet count, a space and the message', () => {
	assert.equal(frame(Buffer.from('é\n')).toString('utf8'), '3 é\n');
	assert.throws(() => frame(Buffer.alloc(0)), { code: 'syslog-message-size' });
	assert.throws(() => frame(Buffer.alloc(MAX_MESSAGE_BYTES + 1)), { code: 'syslog-message-size' });
});

test('all messages arrive in order and the close of the receiver confirms that it read them', async (t) => {
	const server = await receiver(inOrder);
	t.after(server.close);
	const sent = await sendSyslog({ host, port: server.port }, messages(3000, 20));
	assert.equal(sent.confirmation, 'closed');
	assert.equal(sent.messages, 3000);
	assert.equal(sent.bytes, server.bytes().length);
	assert.deepEqual(
		unframe(server.bytes()),
		[...messages(3000, 20)].map((message) => message.toString('utf8')),
	);
	assert.equal(server.connections(), 1);
});

test('a receiver that never closes has not confirmed, and counts only where that is accepted', async (t) => {
	const server = await receiver(() => undefined);
	t.after(server.close);
	const started = performance.now();
	const to = { host, port: server.port };
	await assert.rejects(sendSyslog(to, messages(5), { timeouts: FAST }), {
		code: 'syslog-unconfirmed',
		retryable: true,
	});
	assert.ok(performance.now() - started >= 290);
	const sent = await sendSyslog(to, messages(5), { timeouts: FAST, lenient: true });
	assert.equal(sent.confirmation, 'settled');
	assert.equal(unframe(server.bytes()).length, 10);
});

test('a receiver that closes in between is a failure', async (t) => {
	const server = await receiver((socket) => void socket.once('data', () => socket.end()));
	t.after(server.close);
	const slow = async function* () {
		for (const message of messages(200, 1000)) {
			yield message;
			await new Promise((done) => setTimeout(done, 2));
		}
	};
	await assert.rejects(sendSyslog({ host, port: server.port }, slow(), { timeouts: FAST }), {
		code: /^(syslog-closed-early|econnreset|epipe)$/,
		retryable: true,
	});
});

test('a receiver that dies without reading everything is a failure, never a confirmation', async (t) => {
	const server = await receiver((socket) => {
		socket.pause();
		setTimeout(() => socket.resetAndDestroy(), 100);
	});
	t.after(server.close);
	await assert.rejects(sendSyslog({ host, port: server.port }, messages(20)), { retryable: true });
});

test('nothing is taken from the source while the receiver does not read, and the wait has an end', async (t) => {
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.pause();
		t.after(() => socket.destroy());
	});
	await new Promise<void>((done) => server.listen(0, host, done));
	t.after(() => server.close());
	const { port } = server.address() as { port: number };
	let taken = 0;
	const source = function* () {
		for (; taken < 100_000; taken++) yield Buffer.alloc(1024, 0x61);
	};
	await assert.rejects(sendSyslog({ host, port }, source(), { timeouts: FAST }), {
		code: 'syslog-stalled',
	});
	assert.ok(taken < 20_000, `${taken} KB were taken for a receiver that reads nothing`);
});

test('a service that talks back is not a syslog receiver', async (t) => {
	const server = await receiver((socket) => {
		socket.write('220 mail.test ESMTP '.repeat(1000));
	});
	t.after(server.close);
	await assert.rejects(sendSyslog({ host, port: server.port }, messages(5), { timeouts: FAST }), {
		code: 'syslog-wrong-service',
	});
});

test('a cancelled delivery ends at once', async (t) => {
	const server = await receiver(() => undefined);
	t.after(server.close);
	const cancel = new AbortController();
	setTimeout(() => cancel.abort(), 50);
	const started = performance.now();
	await assert.rejects(
		sendSyslog({ host, port: server.port }, messages(5), {
			timeouts: DEFAULT_TIMEOUTS,
			signal: cancel.signal,
		}),
		{ code: 'cancelled' },
	);
	assert.ok(performance.now() - started < 2000);
});

test('an address outside the hospital is refused before anything is sent', async () => {
	await assert.rejects(sendSyslog({ host: '198.51.100.7', port: 6514 }, messages(1)), {
		code: 'egress-refused',
	});
});

test('a failing source ends the connection and its error comes through', async (t) => {
	const server = await receiver(inOrder);
	t.after(server.close);
	const source = function* () {
		yield Buffer.from('one');
		throw new RangeError('source');
	};
	await assert.rejects(sendSyslog({ host, port: server.port }, source()), RangeError);
});

test('over TLS the receiver is checked, the client certificate is shown, and close confirms', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-tls-'));
	t.after(async () => await rm(dir, { recursive: true }));
	const certificates = await makeCertificates(dir);
	const read = async (path: string) => await readFile(path);
	const ca = await read(certificates.ca);
	const server = await receiver(inOrder, {
		key: await read(certificates.server.key),
		cert: await read(certificates.server.certificate),
		ca,
		requestCert: true,
		rejectUnauthorized: true,
	});
	t.after(server.close);
	const { port } = server;
	const cert = await read(certificates.client.certificate);
	const key = await read(certificates.client.key);
	const sent = await sendSyslog({ host, port, tls: { ca, cert, key } }, messages(500, 50));
	assert.equal(sent.confirmation, 'closed');
	assert.equal(unframe(server.bytes()).length, 500);
	await probeSyslog({ host, port, tls: { ca, cert, key } });

	await assert.rejects(probeSyslog({ host, port, tls: { cert, key } }), { code: 'tls-untrusted' });
	await assert.rejects(
		probeSyslog({ host, port, tls: { ca, cert, key, servername: 'other.test' } }),
		{
			code: 'tls-name-mismatch',
		},
	);
	const stranger = {
		ca,
		cert: await read(certificates.stranger.certificate),
		key: await read(certificates.stranger.key),
	};
	for (const tls of [stranger, { ca }]) {
		await assert.rejects(probeSyslog({ host, port, tls }), { name: 'HospitalError' });
		await assert.rejects(sendSyslog({ host, port, tls }, messages(50)), { name: 'HospitalError' });
	}
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
	test(`over ${version} a receiver that goes away without close_notify has not confirmed`, async (t) => {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-tls-'));
		t.after(async () => await rm(dir, { recursive: true }));
		const { ca, server: own } = await makeCertificates(dir);
		const files = { key: await readFile(own.key), cert: await readFile(own.certificate) };
		let cut = true;
		// Reads everything, then ends the TCP connection under TLS: what a killed process leaves.
		const server = await receiver(
			(socket) => socket.on('end', () => (cut ? socket.destroy() : socket.end())),
			{ ...files, maxVersion: version },
		);
		t.after(server.close);
		const to = { host, port: server.port, tls: { ca: await readFile(ca) } };
		for (const count of [1, 20, 2000]) {
			await assert.rejects(sendSyslog(to, messages(count)), { code: 'syslog-ended' });
		}
		assert.equal((await sendSyslog(to, messages(1), { lenient: true })).confirmation, 'ended');
		cut = false;
		for (const count of [1, 20, 2000]) {
			assert.equal((await sendSyslog(to, messages(count))).confirmation, 'closed');
		}
	});
}
