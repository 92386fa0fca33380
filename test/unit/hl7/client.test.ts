import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	frame,
	FrameReader,
	MllpClient,
	probeMllp,
	type MllpOptions,
} from '../../../dist/nodes/clients/mllp/index.js';
import { buildAck } from '../../../dist/nodes/formats/hl7/index.js';
import { hl7 } from './build.ts';

type Reply = (message: Buffer, socket: Socket, number: number) => void;

/** A receiver that answers as it is told; counts connections and what came. */
async function receiver(t: TestContext, reply: Reply) {
	const got: Buffer[] = [];
	const sockets = new Set<Socket>();
	let connections = 0;
	const server = createServer((socket) => {
		connections += 1;
		sockets.add(socket);
		const reader = new FrameReader(1e7);
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => {
			for (const message of reader.take(chunk)) reply(message, socket, got.push(message));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const clients: MllpClient[] = [];
	t.after(async () => {
		for (const client of clients) await client.close();
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const client = (more: Partial<MllpOptions> = {}) => {
		const made = new MllpClient({ host: '127.0.0.1', port, timeouts: { ackMs: 5_000 }, ...more });
		clients.push(made);
		return made;
	};
	return { port, got, client, connections: () => connections };
}

const ack = (message: Buffer, code: 'AA' | 'AE' | 'AR' | 'CA' = 'AA') =>
	frame(buildAck(message, { code }));

test('a message is sent in one frame and its acknowledgement read', async (t) => {
	const peer = await receiver(t, (message, socket) => socket.write(ack(message)));
	const message = hl7({ controlId: 'C1' });
	const result = await peer.client().send(message);
	assert.equal(result.outcome, 'accepted');
	assert.equal(result.level, 'application');
	assert.equal(result.acknowledgement?.answeredControlId, 'C1');
	assert.deepEqual(peer.got, [message]);
});

test('messages share a connection and are never under way two at once', async (t) => {
	let waiting = 0;
	const peer = await receiver(t, async (message, socket) => {
		assert.equal(waiting++, 0);
		await sleep(10);
		waiting--;
		socket.write(ack(message));
	});
	const client = peer.client();
	const ids = ['1', '2', '3', '4', '5'];
	const results = await Promise.all(ids.map((controlId) => client.send(hl7({ controlId }))));
	assert.deepEqual(
		results.map(({ acknowledgement }) => acknowledgement?.answeredControlId),
		ids,
	);
	assert.equal(peer.connections(), 1);
});

test('an acknowledgement that comes in pieces, or without its last CR, is read', async (t) => {
	const peer = await receiver(t, async (message, socket, number) => {
		const answer = ack(message);
		const whole = number === 1 ? answer : answer.subarray(0, -1);
		for (const byte of whole) {
			socket.write(Buffer.from([byte]));
			if (byte === 0x0d || byte === 0x1c) await sleep(1);
		}
	});
	const client = peer.client();
	assert.equal((await client.send(hl7({ controlId: 'P1' }))).outcome, 'accepted');
	assert.equal((await client.send(hl7({ controlId: 'P2' }))).outcome, 'accepted');
});

test('a late acknowledgement is never credited to the next message', async (t) => {
	const peer = await receiver(t, (message, socket, number) => {
		if (number === 1) setTimeout(() => socket.write(ack(message)), 300);
		else setTimeout(() => socket.write(ack(message, 'AE')), 250);
	});
	const client = peer.client({ timeouts: { ackMs: 200 } });
	const first = await client.send(hl7({ controlId: 'L1' }));
	assert.deepEqual([first.outcome, first.reason], ['unknown', 'timeout']);
	const second = await peer.client({ timeouts: { ackMs: 5_000 } }).send(hl7({ controlId: 'L2' }));
	assert.equal(second.outcome, 'rejected');
	const third = await client.send(hl7({ controlId: 'L3' }));
	assert.equal(third.outcome, 'unknown');
	assert.equal(peer.connections(), 3, 'each wait without an answer ends its connection');
});

test('an answer to another message is put aside and counted', async (t) => {
	const peer = await receiver(t, (message, socket) => {
		socket.write(ack(hl7({ controlId: 'OTHER' })));
		setTimeout(() => socket.write(ack(message, 'AE')), 20);
	});
	const result = await peer.client().send(hl7({ controlId: 'S1' }));
	assert.deepEqual([result.outcome, result.strays], ['rejected', 1]);
	const never = await receiver(t, (_message, socket) => {
		socket.write(ack(hl7({ controlId: 'OTHER' })));
	});
	const unknown = await never.client({ timeouts: { ackMs: 300 } }).send(hl7({ controlId: 'S2' }));
	assert.deepEqual([unknown.outcome, unknown.reason, unknown.strays], ['unknown', 'timeout', 1]);
});

test('what was answered before it was asked ends the connection', async (t) => {
	const peer = await receiver(t, (message, socket, number) => {
		socket.write(ack(message));
		if (number === 1) socket.write(ack(hl7({ controlId: 'G2' })));
	});
	const client = peer.client();
	assert.equal((await client.send(hl7({ controlId: 'G1' }))).outcome, 'accepted');
	await sleep(30);
	assert.equal((await client.send(hl7({ controlId: 'G2' }))).outcome, 'accepted');
	assert.equal(peer.connections(), 2);
});

test('CA is no acceptance where the application is to speak: its answer decides', async (t) => {
	const peer = await receiver(t, (message, socket) => {
		socket.write(ack(message, 'CA'));
		setTimeout(() => socket.write(ack(message, 'AE')), 50);
	});
	const modes: Array<[string, string]> = [
		['', ''],
		['AL', 'AL'],
		['AL', 'SU'],
		['AL', 'ER'],
		['', 'AL'],
	];
	for (const [accept, application] of modes) {
		const message = hl7({ controlId: `K${accept}${application}`, accept, application });
		const result = await peer.client().send(message);
		assert.deepEqual([result.outcome, result.level], ['rejected', 'application'], accept);
	}
	const only = await peer.client().send(hl7({ controlId: 'K1', accept: 'AL', application: 'NE' }));
	assert.deepEqual([only.outcome, only.level], ['accepted', 'commit']);
	assert.equal((await peer.client().send(hl7({ controlId: 'K2', accept: 'AL' }))).level, 'commit');
});

test('an application that is silent after CA leaves the message received, and never sent again', async (t) => {
	const peer = await receiver(t, (message, socket, number) => {
		socket.write(ack(message, 'CA'));
		if (number === 2) socket.end();
	});
	const retry = { attempts: 3, pauseMs: [1], after: ['lost', 'connect'] as const };
	const timeouts = { ackMs: 5_000, applicationMs: 200 };
	const client = peer.client({ retry, timeouts });
	for (const controlId of ['D1', 'D2']) {
		const result = await client.send(hl7({ controlId, accept: 'AL', application: 'AL' }));
		assert.deepEqual([result.outcome, result.reason], ['unknown', 'not-yet-accepted']);
		assert.deepEqual([result.level, result.acknowledgement?.code], ['commit', 'CA']);
	}
	assert.equal(peer.got.length, 2);
	assert.equal(peer.connections(), 2, 'what comes late meets nobody');
});

test('nothing is sent twice unless that was asked for', async (t) => {
	const peer = await receiver(t, (_message, socket) => socket.destroy());
	const result = await peer.client().send(hl7());
	assert.deepEqual([result.outcome, result.reason], ['unknown', 'connection-lost']);
	assert.equal(peer.got.length, 1);
	const silent = await receiver(t, () => undefined);
	const retry = { attempts: 3, pauseMs: [1], after: ['lost', 'connect', 'AE', 'AR'] as const };
	const late = await silent.client({ retry, timeouts: { ackMs: 200 } }).send(hl7());
	assert.equal(late.reason, 'timeout');
	assert.equal(silent.got.length, 1, 'a missing answer is no reason to send again');
});

test('a connection that was lost before any answer is followed by another try where that is set', async (t) => {
	const peer = await receiver(t, (message, socket, number) =>
		number < 3 ? socket.destroy() : socket.write(ack(message)),
	);
	const retry = { attempts: 3, pauseMs: [1, 1], after: ['lost'] as const };
	const result = await peer.client({ retry }).send(hl7());
	assert.deepEqual([result.outcome, result.attempts], ['accepted', 3]);
	assert.deepEqual(new Set(peer.got.map(String)).size, 1, 'the same bytes each time');
});

test('after the first byte of an answer nothing is sent again', async (t) => {
	const peer = await receiver(t, (_message, socket) => {
		socket.write('\x0bMSH|', () => socket.destroy());
	});
	const retry = { attempts: 3, pauseMs: [1], after: ['lost'] as const };
	const result = await peer.client({ retry }).send(hl7());
	assert.deepEqual(
		[result.outcome, result.reason, result.attempts],
		['unknown', 'answer-broken', 1],
	);
});

test('a refusal is sent again only for the codes that were named', async (t) => {
	const peer = await receiver(t, (message, socket, number) =>
		socket.write(ack(message, number === 1 ? 'AR' : 'AA')),
	);
	const retry = { attempts: 2, pauseMs: [1], after: ['AE'] as const };
	assert.equal((await peer.client({ retry }).send(hl7())).outcome, 'rejected');
	const other = await receiver(t, (message, socket, number) =>
		socket.write(ack(message, number === 1 ? 'AR' : 'AA')),
	);
	const again = await other.client({ retry: { ...retry, after: ['AR'] as const } }).send(hl7());
	assert.deepEqual([again.outcome, again.attempts], ['accepted', 2]);
});

test('a receiver that is not there is a failure of the call: nothing was sent', async (t) => {
	const peer = await receiver(t, () => undefined);
	const client = new MllpClient({ host: '127.0.0.1', port: 1, timeouts: { connectMs: 500 } });
	await assert.rejects(
		client.send(hl7()),
		(error) => (error as { code: string }).code === 'econnrefused',
	);
	await assert.rejects(
		client.send(Buffer.from('MSH|^~\\&|A\r')),
		(error) => (error as { code: string }).code === 'hl7-control-id-missing',
	);
	await probeMllp({ host: '127.0.0.1', port: peer.port });
	const outside = new MllpClient({ host: '169.254.169.254', port: 80 });
	await assert.rejects(
		outside.send(hl7()),
		(error) => (error as { code: string }).code === 'egress-refused',
	);
});

test('an answer that is no acknowledgement, or has no end, leaves the outcome unknown', async (t) => {
	const peer = await receiver(t, (_message, socket) =>
		socket.write(frame(Buffer.from('MSH|^~\\&|A\rZZZ|1\r'))),
	);
	assert.equal((await peer.client().send(hl7())).reason, 'answer-broken');
	const endless = await receiver(t, (_message, socket) => socket.write(`\x0b${'x'.repeat(5_000)}`));
	const result = await endless.client({ maxAnswerBytes: 1_000 }).send(hl7());
	assert.equal(result.reason, 'answer-broken');
	const http = await receiver(t, (_message, socket) =>
		socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
	);
	assert.equal((await http.client().send(hl7())).reason, 'answer-broken');
});

test('a send that is cancelled ends, and says that the outcome is unknown', async (t) => {
	const peer = await receiver(t, () => undefined);
	const client = peer.client({ timeouts: { ackMs: 10_000 } });
	const result = await client.send(hl7(), { signal: AbortSignal.timeout(50) });
	assert.equal(result.outcome, 'unknown');
});

test('frames are found however the stream is cut', () => {
	const messages = ['one', 'two with \x0b inside', 'three'].map((text) => Buffer.from(text));
	const stream = Buffer.concat([Buffer.from('\r\n'), ...messages.map((m) => frame(m))]);
	for (let size = 1; size < 20; size++) {
		const reader = new FrameReader(1_000);
		const found: Buffer[] = [];
		for (let at = 0; at < stream.length; at += size) {
			found.push(...reader.take(stream.subarray(at, at + size)));
		}
		assert.deepEqual(found.map(String), messages.map(String));
		assert.equal(reader.fault, undefined);
	}
});

test('an end mark that is followed by something else is not taken for the end', () => {
	const reader = new FrameReader(1_000);
	assert.deepEqual(reader.take(Buffer.from('\x0bMSH|one\x1ctwo\x1c\r')), []);
	assert.equal(reader.fault, 'broken-end');
	const lone = new FrameReader(1_000);
	assert.deepEqual(lone.take(Buffer.from('\x0bone\x1c')), []);
	assert.equal(lone.awaitsCr, true);
	assert.deepEqual(lone.settle().map(String), ['one']);
	assert.deepEqual(lone.take(Buffer.from('\r\x0btwo\x1c\x0bthree\x1c\r')).map(String), [
		'two',
		'three',
	]);
});

test('a stream that is no MLLP, or a message that is too large, is a fault', () => {
	const other = new FrameReader(1_000);
	other.take(Buffer.from('GET /'));
	assert.equal(other.fault, 'not-mllp');
	const large = new FrameReader(100);
	large.take(Buffer.from(`\x0bMSH${'x'.repeat(60)}`));
	assert.equal(large.fault, undefined);
	large.take(Buffer.from('x'.repeat(60)));
	assert.equal(large.fault, 'too-large');
	assert.ok(large.start.toString().startsWith('MSH'));
	const noisy = new FrameReader(100);
	noisy.take(Buffer.alloc(2_000, '\r'));
	assert.equal(noisy.fault, 'not-mllp');
});
