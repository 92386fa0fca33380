import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { frame } from '../../../dist/nodes/clients/mllp/index.js';
import { buildAck, parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { writeResponse } from '../../../dist/nodes/Hl7/intake/index.js';
import { hl7 } from './build.ts';
import { route, Sender, startRig } from './rig.ts';

const idsOf = (offers: Array<{ messages: Array<{ controlId: string }> }>) =>
	offers.map(({ messages }) => messages.map(({ controlId }) => controlId).join(','));

test('a message is stored, acknowledged with AA and handed on with its bytes', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	const message = hl7({ controlId: 'A7' });
	const { code, answeredControlId } = await sender.send(message);
	assert.equal(code, 'AA');
	assert.equal(answeredControlId, 'A7');
	await rig.until(() => rig.offers().length === 1);
	const [offer] = rig.offers();
	const [received] = offer!.messages;
	assert.deepEqual(Buffer.from(received!.bytes), message);
	assert.equal(received!.type, 'ADT');
	assert.equal(received!.event, 'A01');
	assert.deepEqual(received!.patient, { id: '4711', issuer: 'HOSP' });
});

test('nothing of a message lies readable on the disk', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7({ name: 'ZZUNIQUE^NAME' }));
	const folder = join(rig.settings.folder, 'test');
	const names = await readdir(folder);
	assert.ok(names.length > 0);
	for (const name of names) {
		assert.ok(!(await readFile(join(folder, name))).includes('ZZUNIQUE'));
	}
});

test('messages of one connection are answered in their order, however they are cut', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	const ids = Array.from({ length: 30 }, (_, at) => `O${at}`);
	const stream = Buffer.concat(ids.map((controlId) => frame(hl7({ controlId }))));
	for (let at = 0; at < stream.length; at += 611) sender.write(stream.subarray(at, at + 611));
	const last = await sender.answer(29);
	assert.equal(last.answeredControlId, 'O29');
	for (const [at, id] of ids.entries()) {
		assert.equal((await sender.answer(at)).answeredControlId, id);
	}
	await rig.until(() => rig.offers().length === 30);
	assert.deepEqual(idsOf(rig.offers()), ids);
});

test('the same message again gets the same answer and is not handed on again', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	const message = hl7({ controlId: 'D1' });
	await sender.send(message);
	await sender.send(message);
	assert.deepEqual(sender.answers[0], sender.answers[1]);
	await rig.restart();
	const after = await Sender.to(rig.listener.port);
	await after.send(message);
	assert.deepEqual(after.answers[0], sender.answers[0]);
	await rig.until((events) => events.filter((e) => e.type === 'message-duplicate').length === 2);
	assert.equal(rig.offers().length, 1);
});

test('of the same message on two connections at once one is handed on', async (t) => {
	const rig = await startRig(t);
	const senders = await Promise.all([1, 2, 3, 4].map(() => Sender.to(rig.listener.port)));
	const message = hl7({ controlId: 'TWIN' });
	const answers = await Promise.all(senders.map((sender) => sender.send(message)));
	assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set(['AA']));
	await rig.until((events) => events.filter((e) => e.type === 'message-duplicate').length === 3);
	assert.equal(rig.offers().length, 1);
});

test('the same control id with another content is handed on, and a warning is given', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7({ controlId: 'R1', patient: '1' }));
	assert.equal((await sender.send(hl7({ controlId: 'R1', patient: '2' }))).code, 'AA');
	await rig.until(() => rig.offers().length === 2);
	assert.equal(rig.events.filter((e) => e.type === 'control-id-reused').length, 1);
});

test('outside of the duplicate window the same message is a new one', async (t) => {
	const rig = await startRig(t, { duplicateWindowMs: 150 });
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7());
	await sleep(200);
	await sender.send(hl7());
	await rig.until(() => rig.offers().length === 2);
});

test('what is no message is refused, and kept once for a person', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	assert.equal((await sender.send(Buffer.from('hello'))).code, 'AE');
	assert.equal((await sender.send(Buffer.from('hello'))).code, 'AE');
	const noId = Buffer.from('MSH|^~\\&|A|B|C|D|2026||ADT^A01||P|2.5.1\rPID|1\r');
	const answer = await sender.send(noId);
	assert.equal(answer.code, 'AE');
	assert.deepEqual(answer.errorCodes, ['101']);
	await rig.until(() => rig.offers().length === 2);
	assert.deepEqual(
		rig.offers().map(({ quarantined }) => quarantined),
		['hl7-not-a-message', 'hl7-header-incomplete'],
	);
	assert.equal(Buffer.from(rig.offers()[0]!.messages[0]!.bytes).toString(), 'hello');
});

test('two messages in one frame are refused, kept for a person, and handed to nobody', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	const first = hl7({ controlId: 'TWO1', patient: '1' });
	const both = Buffer.concat([first, hl7({ controlId: 'TWO2', patient: '2' })]);
	const answer = await sender.send(both);
	assert.deepEqual([answer.code, answer.answeredControlId], ['AE', 'TWO1']);
	assert.deepEqual(answer.errorCodes, ['100']);
	assert.match(answer.text, /second message/);
	await rig.until(() => rig.offers().length === 1);
	const [offer] = rig.offers();
	assert.equal(offer!.quarantined, 'hl7-second-header');
	assert.equal(offer!.messages[0]!.patient, undefined, 'of neither patient');
	assert.deepEqual(Buffer.from(offer!.messages[0]!.bytes), both);
	assert.equal((await sender.send(first)).code, 'AA');
});

test('a batch is refused with what to do instead', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	for (const header of ['FHS|^~\\&|LAB\rBHS|^~\\&|LAB\r', 'BHS|^~\\&|LAB\r']) {
		const batch = Buffer.concat([Buffer.from(header), hl7({ controlId: 'B1' })]);
		const answer = await sender.send(batch);
		assert.equal(answer.code, 'AE');
		assert.match(answer.text, /Batches .* are not received over MLLP/);
	}
	await rig.until(() => rig.offers().length === 2);
	assert.equal(rig.offers()[0]!.quarantined, 'hl7-batch-file');
});

test('characters that cannot be read are refused while the sender listens', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	const latin1 = Buffer.from(hl7({ name: 'ZZTEST^J\u00fcrgen' }).toString(), 'latin1');
	const answer = await sender.send(latin1);
	assert.equal(answer.code, 'AE');
	await rig.until(() => rig.offers().length === 1);
	assert.equal(rig.offers()[0]!.quarantined, 'hl7-characters-undeclared');
	const declared = await startRig(t, { charsetWhenUndeclared: '8859/1' });
	const other = await Sender.to(declared.listener.port);
	assert.equal((await other.send(latin1)).code, 'AA');
});

test('a message for no workflow is refused with the reason, or kept where that is set', async (t) => {
	const only = { messages: ['ORU^R01'] };
	const rig = await startRig(t, { routes: [route({ only })] });
	const sender = await Sender.to(rig.listener.port);
	const refused = await sender.send(hl7());
	assert.equal(refused.code, 'AE');
	assert.deepEqual(refused.errorCodes, ['200']);
	const keeping = await startRig(t, { routes: [route({ only })], noRoute: 'keep' });
	const other = await Sender.to(keeping.listener.port);
	assert.equal((await other.send(hl7())).code, 'AA');
	await keeping.until(() => keeping.offers().length === 1);
	assert.equal(keeping.offers()[0]!.quarantined, 'no-route');
});

test('a message goes to every workflow whose rule it fits', async (t) => {
	const rig = await startRig(t, {
		routes: [
			route({ id: 'all' }),
			route({ id: 'adt', only: { messages: ['ADT'], sendingApplications: ['adt1'] } }),
			route({ id: 'oru', only: { messages: ['ORU^R01'] } }),
		],
	});
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7());
	await rig.until(() => rig.offers().length === 2);
	assert.deepEqual(
		rig
			.offers()
			.map((offer) => offer.route)
			.sort(),
		['adt', 'all'],
	);
});

test('what was acknowledged and not handed over is offered again after a restart', async (t) => {
	const rig = await startRig(t, { take: false });
	const sender = await Sender.to(rig.listener.port);
	for (const controlId of ['K1', 'K2', 'K3']) await sender.send(hl7({ controlId }));
	await rig.until(() => rig.offers().length === 3);
	rig.listener.handedOver('w1/n1', rig.offers()[1]!.offer);
	rig.events.length = 0;
	await rig.restart();
	await rig.until(() => rig.offers().length === 2);
	assert.deepEqual(idsOf(rig.offers()), ['K1', 'K3']);
});

test('messages for a workflow that was deactivated wait for it', async (t) => {
	const rig = await startRig(t, {
		take: false,
		routes: [route(), route({ id: 'other', only: { messages: ['ORU'] } })],
	});
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7());
	await rig.until(() => rig.offers().length === 1);
	await rig.listener.removeRoute('w1/n1');
	await rig.until((events) => events.some((e) => e.type === 'messages-unclaimed'));
	await rig.listener.addRoute(route());
	await rig.until(() => rig.offers().length === 2);
	assert.equal(rig.offers()[0]!.offer, rig.offers()[1]!.offer);
});

test('gathered messages are one offer in their order, by number or by time', async (t) => {
	const rig = await startRig(t, { routes: [route({ batch: { most: 3, withinMs: 300 } })] });
	const [one, two] = await Promise.all([
		Sender.to(rig.listener.port),
		Sender.to(rig.listener.port),
	]);
	for (const at of [1, 2, 3, 4]) {
		await one!.send(hl7({ controlId: `A${at}`, sender: 'ONE' }));
		await two!.send(hl7({ controlId: `B${at}`, sender: 'TWO' }));
	}
	await rig.until(() => rig.offers().length === 4);
	assert.deepEqual(idsOf(rig.offers()).sort(), ['A1,A2,A3', 'A4', 'B1,B2,B3', 'B4']);
});

test('a batch that was formed stays as it is over a restart', async (t) => {
	const routes = [route({ batch: { most: 2, withinMs: 60_000 } })];
	const rig = await startRig(t, { routes, take: false });
	const sender = await Sender.to(rig.listener.port);
	for (const at of [1, 2, 3]) await sender.send(hl7({ controlId: `A${at}` }));
	await rig.until(() => rig.offers().length === 1);
	const [before] = rig.offers();
	rig.events.length = 0;
	await rig.restart([route({ batch: { most: 3, withinMs: 100 } })]);
	await rig.until(() => rig.offers().length === 2);
	assert.equal(rig.offers()[0]!.offer, before!.offer);
	assert.deepEqual(idsOf(rig.offers()), ['A1,A2', 'A3']);
});

test('in strict order the next message of a sender waits for the end of the one before', async (t) => {
	const rig = await startRig(t, { routes: [route({ strictOrder: true })] });
	const sender = await Sender.to(rig.listener.port);
	for (const controlId of ['S1', 'S2', 'S3']) await sender.send(hl7({ controlId, sender: 'ONE' }));
	await sender.send(hl7({ controlId: 'X1', sender: 'TWO' }));
	await rig.until(() => rig.offers().length === 2);
	await sleep(100);
	assert.deepEqual(idsOf(rig.offers()).sort(), ['S1', 'X1']);
	const first = rig.offers().find(({ messages }) => messages[0]!.controlId === 'S1');
	assert.equal(first!.watch, true);
	rig.listener.ended('w1/n1', first!.offer, 'ESCALATED');
	await rig.until(() => rig.offers().length === 3);
	assert.equal(idsOf(rig.offers())[2], 'S2');
	rig.events.length = 0;
	await rig.restart([route({ strictOrder: true })]);
	await rig.until(() => rig.offers().length === 2);
	assert.deepEqual(idsOf(rig.offers()).sort(), ['S2', 'X1']);
});

test('with "finished" the acknowledgement tells how the work ended', async (t) => {
	const finished = route({ acknowledge: 'finished', answerWithinMs: 300 });
	const rig = await startRig(t, { routes: [finished] });
	const sender = await Sender.to(rig.listener.port);
	const good = sender.send(hl7({ controlId: 'F1' }));
	await rig.until(() => rig.offers().length === 1);
	rig.listener.ended('w1/n1', rig.offers()[0]!.offer, 'DELIVERED');
	assert.equal((await good).code, 'AA');
	const bad = sender.send(hl7({ controlId: 'F2' }));
	await rig.until(() => rig.offers().length === 2);
	rig.listener.ended('w1/n1', rig.offers()[1]!.offer, 'ESCALATED');
	assert.equal((await bad).code, 'AE');
	assert.equal((await sender.send(hl7({ controlId: 'F3' }))).code, 'AE');
	await rig.until((events) => events.some((e) => e.type === 'answer-missing'));
	// It is sent again: whoever knows is asked, and the answer is that of the work.
	const again = sender.send(hl7({ controlId: 'F3' }));
	await rig.until((events) => events.some((e) => e.type === 'watch'));
	rig.listener.ended('w1/n1', rig.offers()[2]!.offer, 'NO_RESULT');
	assert.equal((await again).code, 'AA');
});

test('a late answer may be none: the connection is closed', async (t) => {
	const late = route({ acknowledge: 'finished', answerWithinMs: 50, whenLate: 'close' });
	const rig = await startRig(t, { routes: [late] });
	const sender = await Sender.to(rig.listener.port);
	await assert.rejects(sender.send(hl7()), /closed without an answer/);
});

test('with "respond" the sender gets what the workflow says', async (t) => {
	const rig = await startRig(t, { routes: [route({ acknowledge: 'respond' })] });
	const sender = await Sender.to(rig.listener.port);
	const message = hl7({ controlId: 'Q1', type: 'QBP^Q22' });
	const answer = sender.send(message);
	await rig.until(() => rig.offers().length === 1);
	const { key } = rig.offers()[0]!.messages[0]!;
	const said = buildAck(message, { code: 'AR', text: 'not today' });
	assert.equal(await writeResponse(rig.settings, key, said), true);
	assert.equal(await writeResponse(rig.settings, key, said), false);
	assert.equal((await answer).code, 'AR');
	assert.deepEqual(sender.answers[0], said);
	await sender.send(message);
	assert.deepEqual(sender.answers[1], said);
});

test('with "respond" work that ends without an answer is told at once', async (t) => {
	const outcome = async (state: 'DELIVERED' | 'BLOCKED', whenUnanswered?: 'AA') => {
		const asked = route({ acknowledge: 'respond', ...(whenUnanswered && { whenUnanswered }) });
		const rig = await startRig(t, { routes: [asked] });
		const sender = await Sender.to(rig.listener.port);
		const answer = sender.send(hl7({ controlId: 'N1' }), 2_000);
		await rig.until(() => rig.offers().length === 1);
		assert.equal(rig.offers()[0]!.watch, true);
		rig.listener.ended('w1/n1', rig.offers()[0]!.offer, state);
		const { code, text } = await answer;
		const missing = rig.events.find((event) => event.type === 'answer-missing');
		return { code, text, missing: missing && [missing.reason, missing.answered] };
	};
	const missing = ['ended-without-answer', 'AE'];
	const text = 'The message was stored, and the workflow ended without an answer';
	assert.deepEqual(await outcome('DELIVERED'), { code: 'AE', text, missing });
	assert.equal((await outcome('DELIVERED', 'AA')).code, 'AA');
	assert.equal((await outcome('BLOCKED', 'AA')).code, 'AE', 'what went wrong is no success');
});

test('with "respond" an answer that was given before the end is the one that counts', async (t) => {
	const rig = await startRig(t, { routes: [route({ acknowledge: 'respond' })] });
	const sender = await Sender.to(rig.listener.port);
	const message = hl7({ controlId: 'N2' });
	const answer = sender.send(message);
	await rig.until(() => rig.offers().length === 1);
	const { key } = rig.offers()[0]!.messages[0]!;
	await writeResponse(rig.settings, key, buildAck(message, { code: 'AA', text: 'booked' }));
	rig.listener.ended('w1/n1', rig.offers()[0]!.offer, 'DELIVERED');
	assert.deepEqual([(await answer).code, (await answer).text], ['AA', 'booked']);
});

test('an answer to another message is never passed on', async (t) => {
	const rig = await startRig(t, { routes: [route({ acknowledge: 'respond' })] });
	const sender = await Sender.to(rig.listener.port);
	const answer = sender.send(hl7({ controlId: 'Q2' }));
	await rig.until(() => rig.offers().length === 1);
	const { key } = rig.offers()[0]!.messages[0]!;
	await writeResponse(rig.settings, key, buildAck(hl7({ controlId: 'OTHER' }), { code: 'AA' }));
	assert.equal((await answer).code, 'AE');
	assert.equal((await answer).answeredControlId, 'Q2');
});

test('with "none" nothing is answered and the message is stored', async (t) => {
	const rig = await startRig(t, { routes: [route({ acknowledge: 'none' })] });
	const sender = await Sender.to(rig.listener.port);
	sender.write(frame(hl7()));
	await rig.until(() => rig.offers().length === 1);
	await sleep(50);
	assert.equal(sender.answers.length, 0);
});

test('in the enhanced mode storing is acknowledged at once, the application later', async (t) => {
	const rig = await startRig(t, {
		routes: [route({ acknowledge: 'finished', answerWithinMs: 5_000 })],
	});
	const sender = await Sender.to(rig.listener.port);
	const first = await sender.send(hl7({ controlId: 'E1', accept: 'AL', application: 'AL' }));
	assert.equal(first.code, 'CA');
	// The connection is not held up meanwhile.
	const second = await sender.send(hl7({ controlId: 'E2', accept: 'AL', application: 'NE' }));
	assert.deepEqual([second.code, second.answeredControlId], ['CA', 'E2']);
	await rig.until(() => rig.offers().length === 2);
	rig.listener.ended('w1/n1', rig.offers()[0]!.offer, 'DELIVERED');
	const third = await sender.answer(2);
	assert.deepEqual([third.code, third.answeredControlId], ['AA', 'E1']);
	sender.write(frame(hl7({ controlId: 'E3', accept: 'NE', application: 'NE' })));
	await rig.until(() => rig.offers().length === 3);
	const refused = await sender.send(
		Buffer.from('MSH|^~\\&|A|B|C|D|2026|||E4|P|2.5.1|||AL|AL\rPID|1\r'),
	);
	assert.equal(refused.code, 'CE');
});

test('the two answers of the enhanced mode have control ids of their own, of 20 characters', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	sender.write(frame(hl7({ controlId: 'E5', accept: 'AL', application: 'AL' })));
	await sender.answer(1);
	const ids = sender.answers.map((answer) => parseMessage(answer).get('MSH-10') ?? '');
	assert.deepEqual(
		ids.map(({ length }) => length),
		[20, 20],
	);
	assert.notEqual(ids[0], ids[1]);
});

test('a condition in MSH-15 or MSH-16 that nobody knows is answered as in the original mode', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	assert.equal((await sender.send(hl7({ controlId: 'X1', accept: 'XX' }))).code, 'AA');
	const second = { controlId: 'X2', accept: 'NE', application: 'XX' };
	assert.equal((await sender.send(hl7(second))).code, 'AA');
	const faulty = 'MSH|^~\\&|A|B|C|D|2026|||X3|P|2.5.1|||XX\rPID|1\r';
	assert.equal((await sender.send(Buffer.from(faulty))).code, 'AE');
});

test('a test run gets a copy and answers nothing', async (t) => {
	const rig = await startRig(t, { routes: [route(), route({ id: 'try', mode: 'test' })] });
	const sender = await Sender.to(rig.listener.port);
	assert.equal((await sender.send(hl7({ controlId: 'T1' }))).code, 'AA');
	await rig.until(() => rig.offers().length === 2);
	const alone = await startRig(t, { routes: [route({ id: 'try', mode: 'test' })] });
	const other = await Sender.to(alone.listener.port);
	const answer = await other.send(hl7({ controlId: 'T2' }));
	assert.equal(answer.code, 'AE', 'nobody has taken it, so the sender must keep it');
	await alone.until(() => alone.offers().length === 1);
	assert.equal(alone.offers()[0]!.mode, 'test');
});

test('a message that is too large is refused by name, and the connection ends', async (t) => {
	const rig = await startRig(t, { limits: { maxMessageBytes: 2_000 } });
	const sender = await Sender.to(rig.listener.port);
	const answer = await sender.send(
		hl7({ controlId: 'BIG', more: [`NTE|1||${'x'.repeat(5_000)}`] }),
	);
	assert.deepEqual([answer.code, answer.answeredControlId], ['AE', 'BIG']);
	await rig.until(() => sender.closed);
});

test('too many connections, foreign networks and other protocols are turned away', async (t) => {
	const rig = await startRig(t, { limits: { maxConnectionsPerPeer: 2 } });
	const [one] = [await Sender.to(rig.listener.port), await Sender.to(rig.listener.port)];
	const third = await Sender.to(rig.listener.port);
	await rig.until(() => third.closed);
	await one!.end();
	const http = await Sender.to(rig.listener.port);
	http.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
	await rig.until(() => http.closed);
	const closed = await startRig(t, { networks: ['10.0.0.0/8'] });
	const stranger = await Sender.to(closed.listener.port);
	await rig.until(() => stranger.closed);
	const reasons = [...rig.events, ...closed.events].flatMap((e) =>
		e.type === 'connection-refused' ? [e.reason] : [],
	);
	assert.deepEqual(reasons, ['peer-connection-cap', 'not-mllp', 'network']);
});

test('a sender that begins a message and stops, or says nothing, is let go', async (t) => {
	const rig = await startRig(t, { limits: { messageMs: 150, idleMs: 400 } });
	const slow = await Sender.to(rig.listener.port);
	slow.write(Buffer.from('\x0bMSH|^~\\&|A'));
	const drip = setInterval(() => slow.write(Buffer.from('x')), 40);
	await rig.until(() => slow.closed, 2_000);
	clearInterval(drip);
	const idle = await Sender.to(rig.listener.port);
	await idle.send(hl7());
	await rig.until(() => idle.closed, 2_000);
	await rig.until((events) =>
		events.some((e) => e.type === 'connection-ended' && e.how === 'idle'),
	);
});

test('the port is bound to 127.0.0.1 when that is asked for, and to nothing else', async (t) => {
	const rig = await startRig(t);
	const other = connect(rig.listener.port, '127.0.0.2');
	const refused = await new Promise((resolve) => {
		other.once('error', () => resolve(true)).once('connect', () => resolve(false));
	});
	other.destroy();
	assert.equal(refused, true);
});

test('a sender that leaves a CR out, or begins anew, is understood', async (t) => {
	const rig = await startRig(t);
	const sender = await Sender.to(rig.listener.port);
	sender.write(
		Buffer.concat([Buffer.from('\r\n\x0b'), hl7({ controlId: 'N1' }), Buffer.from('\x1c')]),
	);
	assert.equal((await sender.answer(0)).answeredControlId, 'N1');
	sender.write(Buffer.concat([Buffer.from('\x0bMSH|^~\\&|cut'), frame(hl7({ controlId: 'N2' }))]));
	assert.equal((await sender.answer(1)).answeredControlId, 'N2');
});

test('when too much waits, a message is refused as something to be sent again', async (t) => {
	const rig = await startRig(t, { take: false, limits: { maxWaiting: 2 } });
	const sender = await Sender.to(rig.listener.port);
	await sender.send(hl7({ controlId: 'W1' }));
	await sender.send(hl7({ controlId: 'W2' }));
	assert.equal((await sender.send(hl7({ controlId: 'W3' }))).code, 'AR');
	assert.equal(
		(await sender.send(hl7({ controlId: 'W1' }))).code,
		'AA',
		'what is stored is stored',
	);
	rig.listener.handedOver('w1/n1', rig.offers()[0]!.offer);
	assert.equal((await sender.send(hl7({ controlId: 'W3' }))).code, 'AA');
});

test('a disk without the free space that is to be kept takes no message', async (t) => {
	const rig = await startRig(t, { limits: { minFreeBytes: 1e18 } });
	const sender = await Sender.to(rig.listener.port);
	assert.equal((await sender.send(hl7())).code, 'AR');
	await rig.until((events) =>
		events.some((e) => e.type === 'message-refused' && e.reason === 'disk-full'),
	);
});

test('files of the journal go when nothing waits in them, and duplicates are known all the same', async (t) => {
	const rig = await startRig(t, { limits: { journalBytes: 4_000 } });
	const sender = await Sender.to(rig.listener.port);
	for (let at = 0; at < 60; at++) await sender.send(hl7({ controlId: `J${at}` }));
	const folder = join(rig.settings.folder, 'test');
	await rig.until(() => rig.offers().length === 60);
	let files = await readdir(folder);
	for (const end = Date.now() + 3_000; files.length > 5 && Date.now() < end; ) {
		await sleep(20);
		files = await readdir(folder);
	}
	assert.ok(files.length <= 5, `${files.length} files are left`);
	await rig.restart();
	const after = await Sender.to(rig.listener.port);
	await after.send(hl7({ controlId: 'J0' }));
	await rig.until((events) => events.some((e) => e.type === 'message-duplicate'));
	assert.equal(rig.offers().length, 60);
});

test('one message that cannot be handed on does not keep the files of all later ones', async (t) => {
	const stuck = route({ id: 'gone', only: { messages: ['ORU'] } });
	const held = await startRig(t, { routes: [stuck], take: false, limits: { journalBytes: 4_000 } });
	const one = await Sender.to(held.listener.port);
	await one.send(hl7({ controlId: 'STUCK', type: 'ORU^R01' }));
	await held.listener.removeRoute('gone');
	await held.listener.addRoute(route({ id: 'flow' }));
	for (let at = 0; at < 80; at++) {
		await one.send(hl7({ controlId: `P${at}` }));
		await held.until(() => held.offers().some((o) => o.messages[0]!.controlId === `P${at}`));
		const offer = held.offers().find((o) => o.messages[0]!.controlId === `P${at}`);
		held.listener.handedOver('flow', offer!.offer);
	}
	const folder = join(held.settings.folder, 'test');
	let files = await readdir(folder);
	for (const end = Date.now() + 3_000; files.length > 12 && Date.now() < end; ) {
		await sleep(20);
		files = await readdir(folder);
	}
	assert.ok(files.length <= 12, `${files.length} files are left`);
	await held.restart([stuck]);
	await held.until(() => held.offers().filter((o) => o.route === 'gone').length >= 2);
	const last = held.offers().at(-1);
	assert.equal(last!.messages[0]!.controlId, 'STUCK');
	assert.equal(parseMessage(last!.messages[0]!.bytes).header.type, 'ORU');
});
