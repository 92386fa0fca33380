import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import {
	endSubscription,
	ensureSubscription,
	fingerprintOf,
	readNotification,
	SECRET_HEADER,
	submit,
	subscriptionOf,
} from '../../../dist/nodes/PriorAuth/sending/index.js';
import { readDecision } from '../../../dist/nodes/PriorAuth/decision/index.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import type { Json } from './golden.ts';
import { clientOf, packet, Scripted } from './sending.ts';

const SECRET = 'a-secret-of-this-subscription-alone';
const NOW = new Date();
let payer: Payer;
let door: Server;
let endpoint = '';
let status = 200;
let came: Array<{ secret: unknown; body: Json }> = [];

before(async () => {
	payer = await startPayer({ lenient: true });
	door = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		came.push({
			secret: request.headers[SECRET_HEADER],
			body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
		});
		response.writeHead(status).end();
	});
	await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
	endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}/hook`;
});
beforeEach(() => {
	came = [];
	status = 200;
});
afterEach(() => payer.reset());
after(async () => {
	await payer.stop();
	door.closeAllConnections();
	await new Promise((resolve) => door.close(resolve));
});

/** NPI of the organization that asks, as people.ts has it in its packets. */
const npiOf = ({ bundle }: Json): string => {
	const [{ resource: claim }] = bundle.entry;
	const { resource } = bundle.entry.find(
		({ fullUrl }: Json) => fullUrl === claim.provider.reference,
	);
	return resource.identifier[0].value;
};

const wish = (more: Json = {}): Json => ({
	endpoint,
	organizations: [npiOf(packet())],
	secret: SECRET,
	...more,
});

const ensure = (given: Json, known: Json = {}, now = NOW) =>
	ensureSubscription(clientOf(payer.fhir), given, known, { now });

async function subscribed(given = wish()): Promise<Json> {
	const { id } = await ensure(given);
	await payer.subscriptions.settled();
	return { id, wish: fingerprintOf(given) };
}

async function pended(key: string): Promise<Json> {
	const request = packet(key);
	payer.answerFor(request.identifier.value, 'pended');
	await submit({
		client: clientOf(payer.fhir),
		bundle: Buffer.from(canonicalJson(request.bundle)),
		identifier: request.identifier,
	});
	return request;
}

test('the subscription is that of the guide: topic, organization, rest-hook, full resource', () => {
	const made: Json = subscriptionOf(wish({ organizations: ['1234567893', 'N77'] }));
	assert.equal(
		made.criteria,
		'http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic',
	);
	assert.equal(made._criteria.extension[0].valueString, 'orgIdentifier=1234567893,N77');
	assert.equal(made.channel.type, 'rest-hook');
	assert.equal(made.channel.payload, 'application/fhir+json');
	assert.equal(made.channel._payload.extension[0].valueCode, 'full-resource');
	assert.equal(made.status, 'requested');
	assert.deepEqual(made.channel.header, [`${SECRET_HEADER}: ${SECRET}`]);
});

test('what cannot be a subscription is refused before anything is sent', () => {
	for (const more of [
		{ organizations: [] },
		{ organizations: ['  '] },
		{ organizations: ['12,34'] },
		{ organizations: ['12 34'] },
		{ secret: 'short' },
		{ secret: `${SECRET}\r\nx-other: 1` },
	]) {
		assert.throws(() => subscriptionOf(wish(more)), { code: 'pas-subscription-wish' });
	}
});

test('put up, it is greeted, and then active', async () => {
	const made = await ensure(wish());
	assert.equal(made.changed, 'created');
	await payer.subscriptions.settled();
	const [greeting] = came;
	assert.equal(greeting?.secret, SECRET);
	assert.equal(readNotification(greeting?.body).kind, 'handshake');
	assert.equal(readNotification(greeting?.body).subscription, made.id);
	const again = await ensure(wish(), { id: made.id, wish: fingerprintOf(wish()) });
	assert.deepEqual(again, { id: made.id, status: 'active', changed: 'kept' });
	assert.equal(payer.subscriptions.held.size, 1);
});

test('one that is gone is put up again', async () => {
	const known = await subscribed();
	payer.subscriptions.held.clear();
	const again = await ensure(wish(), known);
	assert.equal(again.changed, 'created');
	assert.equal(again.reason, 'gone');
});

test('one whose endpoint did not answer is written again under its id', async () => {
	status = 500;
	const known = await subscribed();
	status = 200;
	const again = await ensure(wish(), known);
	assert.deepEqual([again.id, again.changed, again.reason], [known.id, 'updated', 'not-working']);
	await payer.subscriptions.settled();
	assert.equal((await ensure(wish(), known)).status, 'active');
});

test('another endpoint, organization or secret is written; its end is moved on two days before', async () => {
	const known = await subscribed();
	for (const more of [
		{ endpoint: `${endpoint}/other` },
		{ organizations: ['999'] },
		{ secret: `${SECRET}-new` },
	]) {
		assert.equal((await ensure(wish(more), known)).reason, 'other-wish');
	}
	payer.reset();
	const end = new Date(NOW.getTime() + 10 * 86_400_000).toISOString();
	const ending = await subscribed(wish({ end }));
	assert.equal((await ensure(wish({ end }), ending)).changed, 'kept');
	const later = new Date(NOW.getTime() + 9 * 86_400_000);
	assert.equal((await ensure(wish({ end }), ending, later)).reason, 'ended');
});

test('a payer that does not let us read what is there is written to again', async () => {
	const server = await new Scripted((request, response) => {
		const body = JSON.stringify({ resourceType: 'Subscription', id: 's1', status: 'requested' });
		if (request.method === 'PUT') response.writeHead(200).end(body);
		else response.writeHead(405).end();
	}).start();
	try {
		const known = { id: 's1', wish: fingerprintOf(wish()) };
		const made = await ensureSubscription(clientOf(server.url), wish(), known, { now: NOW });
		assert.equal(made.changed, 'updated');
		assert.deepEqual(
			server.requests.map(({ method }) => method),
			['GET', 'PUT'],
		);
	} finally {
		await server.stop();
	}
});

test('a payer that is down is no reason to put up a second one', async () => {
	const known = await subscribed();
	const server = await new Scripted((_request, response) => response.writeHead(500).end()).start();
	try {
		await assert.rejects(
			ensureSubscription(clientOf(server.url), wish(), known, { now: NOW }),
			({ code }: Json) => code === 'fhir-server-error',
		);
		assert.ok(server.requests.every(({ method }) => method === 'GET'));
	} finally {
		await server.stop();
	}
});

test('it is taken down, and taking down what is gone is done', async () => {
	const { id } = await subscribed();
	assert.equal(await endSubscription(clientOf(payer.fhir), id, {}), true);
	assert.equal(payer.subscriptions.held.size, 0);
	assert.equal(await endSubscription(clientOf(payer.fhir), id, {}), true);
});

test('a pended request is told when it is decided, with the whole answer', async () => {
	await subscribed();
	const request = await pended('work-p1');
	came = [];
	const sent = await payer.notify(request.identifier.value, 'approved');
	assert.deepEqual(
		sent.map(({ status: said, kind }) => [said, kind]),
		[[200, 'event-notification']],
	);
	const [{ body, secret }] = came as [Json];
	assert.equal(secret, SECRET);
	const told = readNotification(body);
	assert.equal(told.kind, 'event');
	assert.deepEqual(told.events, [1]);
	assert.equal(told.answers.length, 1);
	assert.equal(readDecision(told.answers[0], request.bundle).outcome, 'approved');
	assert.equal(readDecision(body, request.bundle).outcome, 'approved');
});

test('another organization is not told', async () => {
	await subscribed(wish({ organizations: ['999'] }));
	const request = await pended('work-p2');
	assert.deepEqual(await payer.notify(request.identifier.value, 'denied'), []);
});

test('an answer about somebody else, and one of another packet, are read as what they are', async () => {
	await subscribed();
	const request = await pended('work-p3');
	came = [];
	await payer.notify(request.identifier.value, 'approved', { otherPatient: true });
	await payer.notify(request.identifier.value, 'approved', { identifier: 'other' });
	const reasons = came.map(({ body }) => {
		const [answer] = readNotification(body).answers;
		const decision = readDecision(answer, request.bundle);
		assert.equal(decision.outcome, 'unknown');
		return decision.reasons;
	});
	assert.ok(reasons[0]?.includes('other-patient'));
	assert.ok(reasons[1]?.includes('other-request'));
});

test('a heartbeat carries nothing', async () => {
	await subscribed();
	came = [];
	await payer.heartbeat();
	const told = readNotification(came[0]?.body);
	assert.equal(told.kind, 'heartbeat');
	assert.deepEqual(told.answers, []);
	assert.deepEqual(told.events, []);
});

test('the example of the guide is read', () => {
	const told = readNotification({
		resourceType: 'Bundle',
		type: 'history',
		entry: [
			{
				resource: {
					resourceType: 'Parameters',
					parameter: [
						{
							name: 'subscription',
							valueReference: { reference: 'Subscription/PASSubscriptionExample' },
						},
						{
							name: 'topic',
							valueCanonical:
								'http://hl7.org/fhir/us/davinci-pas/SubscriptionTopic/PASSubscriptionTopic',
						},
						{ name: 'type', valueCode: 'event-notification' },
						{
							name: 'notification-event',
							part: [{ name: 'event-number', valueString: '2' }],
						},
					],
				},
			},
			{ resource: { resourceType: 'Bundle', type: 'collection', entry: [] } },
		],
	});
	assert.equal(told.kind, 'event');
	assert.equal(told.subscription, 'PASSubscriptionExample');
	assert.deepEqual(told.events, [2]);
	assert.equal(told.answers.length, 1);
});

test('an answer beside the status instead of in a bundle of its own is found', async () => {
	await subscribed();
	const request = await pended('work-p4');
	came = [];
	await payer.notify(request.identifier.value, 'approved');
	const [{ body }] = came as [Json];
	const [status, { resource: answer }] = body.entry;
	const told = readNotification({ ...body, entry: [status, ...answer.entry] });
	assert.equal(told.kind, 'event');
	assert.equal(told.answers.length, 1);
	const decision = readDecision(told.answers[0], request.bundle);
	assert.equal(decision.outcome, 'approved');
	assert.deepEqual(decision.reasons, []);
});

test('an event without its answer has none', async () => {
	await subscribed();
	const request = await pended('work-p5');
	came = [];
	await payer.notify(request.identifier.value, 'approved');
	const [{ body }] = came as [Json];
	const told = readNotification({ ...body, entry: body.entry.slice(0, 1) });
	assert.deepEqual([told.kind, told.answers], ['event', []]);
});

test('the status as R5 writes it is read as well', () => {
	const told = readNotification({
		resourceType: 'Bundle',
		type: 'history',
		entry: [
			{
				resource: {
					resourceType: 'SubscriptionStatus',
					type: 'heartbeat',
					subscription: { reference: 'https://payer.example.org/fhir/Subscription/7' },
					eventsSinceSubscriptionStart: '12',
					notificationEvent: [{ eventNumber: '12' }],
				},
			},
		],
	});
	assert.deepEqual(
		[told.kind, told.subscription, told.sinceStart, told.events],
		['heartbeat', '7', 12, [12]],
	);
});

for (const [name, body] of [
	['a text', 'hello'],
	['nothing', undefined],
	['another resource', { resourceType: 'Patient' }],
	['a bundle without a status', { resourceType: 'Bundle', entry: [] }],
	[
		'a bare answer',
		{ resourceType: 'Bundle', entry: [{ resource: { resourceType: 'ClaimResponse' } }] },
	],
	[
		'a flood of answers',
		{
			resourceType: 'Bundle',
			entry: [
				{ resource: { resourceType: 'Parameters', parameter: [] } },
				...Array.from({ length: 101 }, () => ({ resource: { resourceType: 'Bundle' } })),
			],
		},
	],
] as const) {
	test(`${name} is no notification`, () => {
		assert.throws(() => readNotification(body), { code: 'pas-notification-unreadable' });
	});
}
