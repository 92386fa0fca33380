import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { FrameReader, MAX_TXNR, relpFrame } from '../../../dist/nodes/clients/relp/frame.js';
import { probeRelp, sendRelp, type RelpTimeouts } from '../../../dist/nodes/clients/relp/index.js';
import { receiver } from './receiver.ts';

const TIMEOUTS: RelpTimeouts = { connectMs: 1000, ackMs: 300, closeMs: 100 };
const OFFERS = '200 OK\nrelp_version=0\nrelp_software=test\ncommands=syslog';
const MESSAGES = ['<110>1 - - - - - - one', '<110>1 - - - - - - two\nlines', 'ünï'].map((text) =>
	Buffer.from(text),
);

interface Asked {
	txnr: number;
	command: string;
	data: string;
}

/** Splits what a sender wrote, strictly. */
function* unframe(bytes: Buffer): Generator<Asked> {
	for (let at = 0; at < bytes.length; ) {
		const head = /^([1-9]\d{0,8}) ([a-z]+) (0|[1-9]\d{0,8})/.exec(
			bytes.toString('latin1', at, at + 60),
		);
		if (head === null) throw new Error(`no frame at ${at}`);
		const [whole, txnr, command, length] = head;
		const start = at + whole.length + (Number(length) > 0 ? 1 : 0);
		const end = start + Number(length);
		if (end >= bytes.length) return;
		assert.equal(bytes[end], 0x0a);
		yield { txnr: Number(txnr), command, data: bytes.toString('utf8', start, end) };
		at = end + 1;
	}
}

/** A receiver that answers each frame with what `answer` says; undefined keeps it silent. */
async function relp(t: TestContext, answer: (asked: Asked, socket: Socket) => string | undefined) {
	const asked: Asked[] = [];
	const server = await receiver((socket) => {
		let seen = 0;
		const own: Buffer[] = [];
		socket.on('data', (chunk: Buffer) => {
			own.push(chunk);
			for (const one of [...unframe(Buffer.concat(own))].slice(seen)) {
				seen += 1;
				asked.push(one);
				const data = answer(one, socket);
				if (data !== undefined) socket.write(relpFrame(one.txnr, 'rsp', Buffer.from(data)));
			}
		});
	});
	t.after(async () => await server.close());
	return { asked, target: { host: '127.0.0.1', port: server.port } };
}

const willing = ({ command }: Asked): string => (command === 'open' ? OFFERS : '200 OK');
const send = async (target: { host: string; port: number }, options = {}) =>
	await sendRelp(target, MESSAGES, { timeouts: TIMEOUTS, ...options });

test('a session opens with offers, numbers its messages, and closes', async (t) => {
	const { asked, target } = await relp(t, willing);
	assert.equal(await send(target), 3);
	assert.deepEqual(
		asked.map(({ txnr, command }) => `${txnr} ${command}`),
		['1 open', '2 syslog', '3 syslog', '4 syslog', '5 close'],
	);
	assert.match(asked[0].data, /^relp_version=0\nrelp_software=[^\n]+\ncommands=syslog$/);
	assert.deepEqual(
		asked.slice(1, 4).map(({ data }) => data),
		MESSAGES.map((message) => message.toString()),
	);
});

test('answers may come in any order and in any pieces', async (t) => {
	const waiting: Buffer[] = [];
	const { target } = await relp(t, (one, socket) => {
		if (one.command !== 'syslog') return willing(one);
		waiting.unshift(relpFrame(one.txnr, 'rsp', Buffer.from('200 OK')));
		if (waiting.length < 3) return undefined;
		const bytes = Buffer.concat(waiting);
		for (let at = 0; at < bytes.length; at++) {
			setTimeout(() => socket.write(bytes.subarray(at, at + 1)), at);
		}
		return undefined;
	});
	assert.equal(await send(target), 3);
});

test('a message that is never acknowledged fails the delivery, even when others are', async (t) => {
	const { target } = await relp(t, (one) => (one.txnr === 3 ? undefined : willing(one)));
	await assert.rejects(send(target), { code: 'relp-stalled', retryable: true });
});

test('a refused message fails the delivery', async (t) => {
	const { target } = await relp(t, (one) =>
		one.txnr === 3 ? '500 disk full of ZZTEST' : willing(one),
	);
	await assert.rejects(send(target), (error: Error & { code: string }) => {
		assert.equal(error.code, 'relp-refused');
		assert.ok(!error.message.includes('ZZTEST'));
		return true;
	});
});

test('a receiver that goes away before everything is acknowledged fails the delivery', async (t) => {
	for (const leave of ['destroy', 'end', 'serverclose'] as const) {
		const { target } = await relp(t, (one, socket) => {
			if (one.txnr !== 4) return willing(one);
			if (leave === 'serverclose') socket.write('0 serverclose 0\n');
			else socket[leave]();
			return undefined;
		});
		await assert.rejects(send(target), (error: Error & { code: string }) => {
			assert.match(error.code, /^(?:relp-closed-early|relp-stalled|econnreset)$/, leave);
			return true;
		});
	}
});

test('no more than a window is ever on its way', async (t) => {
	let outstanding = 0;
	let most = 0;
	const { target } = await relp(t, (one, socket) => {
		if (one.command !== 'syslog') return willing(one);
		outstanding += 1;
		most = Math.max(most, outstanding);
		setTimeout(() => {
			outstanding -= 1;
			socket.write(relpFrame(one.txnr, 'rsp', Buffer.from('200 OK')));
		}, 5);
		return undefined;
	});
	const many = Array.from({ length: 40 }, (_, n) => Buffer.from(`message ${n}`));
	assert.equal(await sendRelp(target, many, { timeouts: TIMEOUTS, window: 8 }), 40);
	assert.ok(most <= 8 && most > 1, `${most} outstanding`);
});

test('a service that is no RELP receiver, or takes no syslog, is told apart', async (t) => {
	const cases: Array<[answer: string, code: string]> = [
		['HTTP/1.1 400 Bad Request\r\n\r\n', 'relp-wrong-service'],
		[`1 rsp 99999999 ${'x'.repeat(100)}`, 'relp-wrong-service'],
		['7 rsp 6 200 OK\n', 'relp-wrong-service'],
		['1 rsp 22 200 OK\nrelp_version=0\n\n', 'relp-not-offered'],
		['1 rsp 16 500 not for you!\n', 'relp-not-offered'],
	];
	for (const [answer, code] of cases) {
		const server = await receiver((socket) => socket.once('data', () => socket.write(answer)));
		t.after(async () => await server.close());
		await assert.rejects(
			probeRelp({ host: '127.0.0.1', port: server.port }, TIMEOUTS),
			{ code },
			answer,
		);
	}
});

test('a cancelled delivery ends at once', async (t) => {
	const { target } = await relp(t, (one) => (one.command === 'open' ? OFFERS : undefined));
	const signal = AbortSignal.timeout(60);
	await assert.rejects(send(target, { signal, timeouts: { ...TIMEOUTS, ackMs: 60_000 } }), {
		code: 'cancelled',
	});
});

test('frames are read whole whatever the pieces, and nothing endless is kept', () => {
	const bytes = Buffer.concat([
		relpFrame(1, 'rsp', Buffer.from('200 OK')),
		relpFrame(MAX_TXNR, 'rsp', Buffer.from('a b\nc')),
		relpFrame(2, 'serverclose', Buffer.alloc(0)),
	]);
	for (let size = 1; size <= bytes.length; size++) {
		const reader = new FrameReader();
		const frames = [];
		for (let at = 0; at < bytes.length; at += size) {
			frames.push(...(reader.take(bytes.subarray(at, at + size)) ?? assert.fail('no RELP')));
		}
		assert.deepEqual(frames, [
			{ txnr: 1, command: 'rsp', data: '200 OK' },
			{ txnr: MAX_TXNR, command: 'rsp', data: 'a b\nc' },
			{ txnr: 2, command: 'serverclose', data: '' },
		]);
	}
	for (const wrong of [
		'x'.repeat(100),
		'1 rsp 5\n',
		'1 rsp 3 abcd',
		'1 rsp 999999 ',
		'-1 rsp 0\n',
	]) {
		assert.equal(new FrameReader().take(Buffer.from(wrong)), undefined, wrong);
	}
});
