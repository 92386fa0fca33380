import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { submit, readAnswer } from '../../../dist/nodes/PriorAuth/sending/index.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { openPacket } from '../../../dist/nodes/PriorAuth/rules/packet.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import type { Fault } from '../../hospital/payer/types.ts';
import { golden, type Json } from './golden.ts';
import { clientOf, packet, QUICK, Scripted } from './sending.ts';

let payer: Payer;
before(async () => {
	payer = await startPayer();
});
after(async () => await payer.stop());
afterEach(() => payer.reset());

const send = (request: Json, more: Json = {}): Promise<Json> =>
	submit({
		client: clientOf(payer.pas),
		bundle: Buffer.from(canonicalJson(request.bundle)),
		identifier: request.identifier,
		pauses: QUICK,
		...more,
	});

async function failure(promise: Promise<unknown>): Promise<Json> {
	try {
		await promise;
	} catch (error) {
		return error;
	}
	return assert.fail('it did not fail');
}

test('a packet is answered, and the bytes that left are those that were given', async () => {
	const request = packet();
	const sent = await send(request);
	assert.equal(sent.status, 'answered');
	assert.equal(sent.attempts, 1);
	assert.equal(sent.repeated, false);
	assert.equal(sent.late, false);
	assert.equal(readDecision(sent.response, request.bundle).outcome, 'approved');
	const [came] = payer.requests('submit');
	assert.equal(came?.sha256, request.sha256);
	assert.deepEqual(came?.problems, []);
});

test('it goes out as FHIR in JSON, and asks for the same', async () => {
	const server = await new Scripted((_request, response) =>
		response.writeHead(400, { 'content-type': 'application/fhir+json' }).end('{}'),
	).start();
	try {
		const request = packet();
		await submit({
			client: clientOf(server.url),
			bundle: Buffer.from('{"a":1}'),
			identifier: request.identifier,
		});
		const [came] = server.requests;
		assert.equal(came?.method, 'POST');
		assert.equal(came?.path, '/fhir/Claim/$submit');
		assert.equal(came?.headers['content-type'], 'application/fhir+json');
		assert.equal(came?.headers.accept, 'application/fhir+json');
	} finally {
		await server.stop();
	}
});

test('a refusal is final, and its words stay apart from codes and places', async () => {
	payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const sent = await send(packet());
	assert.equal(sent.status, 'refused');
	assert.equal(sent.httpStatus, 400);
	assert.equal(sent.attempts, 1);
	assert.deepEqual(sent.issues, [
		{ severity: 'error', code: 'invalid', expression: ['Claim.item[0]'] },
	]);
	const { words, ...clear } = sent;
	assert.doesNotMatch(JSON.stringify(clear), /ZZTEST|member/);
	assert.match(words.join(), /ZZTEST|member/);
	assert.equal(payer.requests('submit').length, 1);
	assert.equal(payer.cases().length, 0);
});

test('an OperationOutcome with an error in an answer of 200 is a refusal', async () => {
	const outcome = {
		resourceType: 'OperationOutcome',
		issue: [{ severity: 'error', code: 'invalid' }],
	};
	const server = await new Scripted((_request, response) =>
		response.writeHead(200).end(JSON.stringify(outcome)),
	).start();
	try {
		const sent = await send(packet(), { client: clientOf(server.url) });
		assert.equal(sent.status, 'refused');
		assert.equal(sent.httpStatus, 200);
	} finally {
		await server.stop();
	}
});

const AGAIN: ReadonlyArray<Fault['kind']> = [
	'failed',
	'unavailable',
	'throttled',
	'connection-cut',
	'answer-lost',
	'answer-cut',
	'nonsense',
];
for (const kind of AGAIN) {
	test(`after "${kind}" the same bytes go out again, and the payer has one request`, async () => {
		payer.fault({ at: 'submit', kind, times: 2 });
		const request = packet();
		const sent = await send(request);
		assert.equal(sent.status, 'answered');
		assert.equal(sent.attempts, 3);
		const hashes = payer.requests('submit').map(({ sha256 }) => sha256);
		assert.deepEqual(hashes, [request.sha256, request.sha256, request.sha256]);
		assert.equal(payer.cases().length, 1);
		assert.equal(payer.duplicates(), 0);
		assert.equal(readDecision(sent.response, request.bundle).outcome, 'approved');
	});
}

test('a payer that says nothing in the end fails retryably, and says that it may have arrived', async () => {
	payer.fault({ at: 'submit', kind: 'answer-lost' });
	const error = await failure(send(packet(), { attempts: 3 }));
	assert.equal(error.code, 'pas-submit-unanswered');
	assert.equal(error.retryable, true);
	assert.match(error.nextStep, /may have arrived/);
	assert.equal(payer.requests('submit').length, 3);
});

test('a payer that cannot be reached is told apart: nothing arrived', async () => {
	const server = await new Scripted(() => {}).start();
	const { url } = server;
	await server.stop();
	const error = await failure(send(packet(), { client: clientOf(url), attempts: 2 }));
	assert.equal(error.code, 'pas-submit-unreached');
	assert.match(error.nextStep, /Nothing arrived/);
});

test('a try that takes too long is given up, and the same bytes go out again', async () => {
	payer.fault({ at: 'submit', kind: 'delay', ms: 700, times: 1 });
	const sent = await send(packet(), { timeoutMs: 250 });
	assert.equal(sent.status, 'answered');
	assert.equal(sent.attempts, 2);
	assert.equal(sent.repeated, true);
	assert.ok(sent.tookMs < 250);
});

test('"here already" after a lost answer is no refusal: the payer has it, and a person asks', async () => {
	payer.fault({ at: 'submit', kind: 'answer-lost', times: 1 });
	payer.fault({ at: 'submit', kind: 'duplicate', times: 1 });
	const sent = await send(packet());
	assert.equal(sent.status, 'taken');
	assert.equal(sent.httpStatus, 409);
});

test('a conflict without a word about it counts as "here already" too', async () => {
	let asked = 0;
	const server = await new Scripted((_request, response) => {
		asked += 1;
		if (asked === 1) response.destroy();
		else response.writeHead(409).end();
	}).start();
	try {
		const sent = await send(packet(), { client: clientOf(server.url) });
		assert.equal(sent.status, 'taken');
	} finally {
		await server.stop();
	}
});

test('"here already" is never a refusal, also where nobody here knows of an earlier try', async () => {
	for (const maybeSent of [false, true]) {
		payer.fault({ at: 'submit', kind: 'duplicate', times: 1 });
		const sent = await send(packet(), { maybeSent });
		assert.deepEqual([sent.status, sent.repeated], ['taken', maybeSent]);
	}
});

for (const status of [200, 400, 409, 422]) {
	test(`an outcome that says duplicate means the same with status ${status}`, async () => {
		const server = await new Scripted((_request, response) =>
			response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(
				JSON.stringify({
					resourceType: 'OperationOutcome',
					issue: [{ severity: 'error', code: 'duplicate' }],
				}),
			),
		).start();
		try {
			const sent = await send(packet(), { client: clientOf(server.url) });
			assert.equal(sent.status, 'taken');
		} finally {
			await server.stop();
		}
	});
}

test('a refusal after a lost answer says that the earlier try may have arrived', async () => {
	payer.fault({ at: 'submit', kind: 'answer-lost', times: 1 });
	payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const sent = await send(packet());
	assert.equal(sent.status, 'refused');
	assert.equal(sent.repeated, true);
});

test('a wrong token is not tried again, and is not taken for a refusal of the packet', async () => {
	payer.fault({ at: 'submit', kind: 'unauthorized', times: 1 });
	const error = await failure(send(packet()));
	assert.equal(error.code, 'fhir-unauthorized');
	assert.equal(payer.requests('submit').length, 1);
});

test('the decision on another request is not used', async () => {
	payer.fault({ at: 'submit', kind: 'other-request', times: 1 });
	const error = await failure(send(packet()));
	assert.equal(error.code, 'pas-answer-other-request');
	assert.equal(error.retryable, false);
	assert.equal(payer.requests('submit').length, 1);
});

test('an identifier of the payer on its answer is no reason to distrust it, when it names our claim', async () => {
	payer.fault({ at: 'submit', kind: 'own-identifier', times: 1 });
	const request = packet();
	const sent = await send(request);
	assert.equal(sent.status, 'answered');
	assert.notDeepEqual(sent.response.identifier, request.bundle.identifier);
	const decision = readDecision(sent.response, request.bundle);
	assert.equal(decision.outcome, 'approved');
	assert.deepEqual(decision.reasons, []);
});

test('an answer longer than 32 MiB is not read', { timeout: 60_000 }, async () => {
	payer.fault({ at: 'submit', kind: 'too-long', times: 1 });
	const error = await failure(send(packet()));
	assert.equal(error.code, 'pas-answer-too-large');
});

test('an answer about another patient is decided upon by nobody', async () => {
	payer.fault({ at: 'submit', kind: 'other-patient', times: 1 });
	const request = packet();
	const sent = await send(request);
	const decision = readDecision(sent.response, request.bundle);
	assert.equal(decision.outcome, 'unknown');
	assert.ok(decision.reasons.includes('other-patient'));
});

test('a payer whose answers stay unreadable is for a person, not for later', async () => {
	payer.fault({ at: 'submit', kind: 'nonsense' });
	const error = await failure(send(packet(), { attempts: 2 }));
	assert.equal(error.code, 'pas-answer-unreadable');
	assert.equal(error.retryable, false);
});

test('an answer that nests without end is not walked through', async () => {
	const server = await new Scripted((_request, answer) => {
		const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
		answer.writeHead(200).end(`{"resourceType":"Bundle","entry":${deep}}`);
	}).start();
	try {
		const error = await failure(send(packet(), { client: clientOf(server.url), attempts: 1 }));
		assert.equal(error.code, 'pas-answer-unreadable');
	} finally {
		await server.stop();
	}
});

test('an answer of 201 without an identifier, as one open server gives it, is an answer', async () => {
	const request = packet();
	payer.reset();
	const { response } = await send(request);
	const { identifier: _, ...bare } = response;
	const server = await new Scripted((_request, answer) =>
		answer.writeHead(201, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(bare)),
	).start();
	try {
		const sent = await send(request, { client: clientOf(server.url) });
		assert.equal(sent.status, 'answered');
		assert.equal(readDecision(sent.response, request.bundle).outcome, 'approved');
	} finally {
		await server.stop();
	}
});

test('stopped by the user it ends, and says so', async () => {
	payer.fault({ at: 'submit', kind: 'unavailable' });
	const stop = new AbortController();
	const running = failure(
		send(packet(), { signal: stop.signal, pauses: { firstMs: 20_000, longestMs: 20_000 } }),
	);
	setTimeout(() => stop.abort(), 100);
	assert.equal((await running).code, 'cancelled');
});

const NO_ANSWERS: ReadonlyArray<[string, unknown]> = [
	['a text', 'hello'],
	['nothing', null],
	['a list', []],
	['another resource', { resourceType: 'Patient' }],
	['an empty bundle', { resourceType: 'Bundle', type: 'collection' }],
	[
		'two answers',
		{
			resourceType: 'Bundle',
			entry: [
				{ resource: { resourceType: 'ClaimResponse' } },
				{ resource: { resourceType: 'ClaimResponse' } },
			],
		},
	],
	[
		'an outcome without an error',
		{
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'information', code: 'informational' }],
		},
	],
];
for (const [name, body] of NO_ANSWERS) {
	test(`${name} is no answer`, () => {
		assert.throws(() => readAnswer(body, openPacket(golden('request-referral'))), {
			code: 'pas-answer-unreadable',
		});
	});
}

test('the published answers of the guide are read', () => {
	const request = openPacket(golden('request-referral'));
	for (const name of [
		'response-approved',
		'response-denied',
		'response-pended',
		'response-error',
	]) {
		assert.equal(readAnswer(golden(name), request).kind, 'response');
	}
});

/** Each names the request in one way, or not at all; of the others nothing is left. */
const NAMED: ReadonlyArray<
	[string, boolean, (bundle: Json, response: Json, request: Json) => void]
> = [
	['no identifier at all', true, (bundle) => delete bundle.identifier],
	[
		'the identifier of the packet',
		true,
		(bundle, _, request) => (bundle.identifier = request.identifier),
	],
	[
		'the identifier of the packet without its system',
		true,
		(bundle, _, request) => (bundle.identifier = { value: request.identifier.value }),
	],
	[
		'the same value in another system',
		false,
		(bundle, _, request) => (bundle.identifier = { system: 'x', value: request.identifier.value }),
	],
	[
		'the address of the claim',
		true,
		(_, response, request) => (response.request = { reference: request.entry[0].fullUrl }),
	],
	[
		'the address of another claim',
		false,
		(_, response) =>
			(response.request = { reference: 'urn:uuid:00000000-0000-4000-8000-000000000001' }),
	],
	[
		'the number of the claim',
		true,
		(_, response, request) =>
			(response.request = { identifier: request.entry[0].resource.identifier[0] }),
	],
	[
		'the number of the claim as its own',
		true,
		(_, response, request) => (response.identifier = request.entry[0].resource.identifier),
	],
	[
		'the number of another claim',
		false,
		(_, response) => (response.identifier = [{ value: 'T9' }]),
	],
	['nothing but an identifier of its own', false, () => {}],
];
for (const [name, ours, naming] of NAMED) {
	test(`an answer that names ${name} is ${ours ? 'ours' : 'not ours'}`, () => {
		const request = packet().bundle;
		const response: Json = { resourceType: 'ClaimResponse' };
		const bundle: Json = {
			resourceType: 'Bundle',
			identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:1' },
			entry: [{ resource: response }],
		};
		naming(bundle, response, request);
		const read = () => readAnswer(bundle, openPacket(request));
		if (ours) assert.equal(read().kind, 'response');
		else assert.throws(read, { code: 'pas-answer-other-request' });
	});
}
