import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, Parameters, Resource } from '@medplum/fhirtypes';
import { CHANGED_TOPIC } from '../../hospital/ehr/topic.ts';
import { EhrUnderTest, patient, transaction } from './ehr-client.ts';

const server = new EhrUnderTest();
const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

interface Received {
	method: string;
	path: string;
	secret: string | undefined;
	body: string;
}

/** The endpoint that is notified. */
let endpoint: Server;
let received: Received[] = [];
/** Statuses of the next answers; 200 when there is none. */
let statuses: number[] = [];

before(async () => {
	endpoint = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const { method = '', url: path = '', headers } = request;
			received.push({ method, path, secret: headers['x-secret']?.toString(), body });
			response.writeHead(statuses.shift() ?? 200).end();
		});
	});
	await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
});
after(() => endpoint.close());
beforeEach(() => {
	server.ehr.subscriptions.firstPauseMs = 5;
	received = [];
	statuses = [];
});

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

const url = (): string => `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hook`;

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
	for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(5)) {
		if (await what()) return;
	}
	assert.fail('it did not happen within 5 s');
}

async function subscribe(subscription: object, status = 'active'): Promise<string> {
	const answer = await server.call('POST', '/Subscription', {
		resourceType: 'Subscription',
		status: 'requested',
		reason: 'test',
		...subscription,
	});
	assert.equal(answer.status, 201);
	const id = String(answer.body.id);
	await until(async () => (await server.get(`/Subscription/${id}`)).body.status === status);
	return id;
}

const channel = (more: object = {}) => ({
	type: 'rest-hook',
	endpoint: url(),
	header: ['X-Secret: zz-secret'],
	...more,
});

const byTopic = (criteria: string, content: string, more: object = {}) => ({
	criteria: CHANGED_TOPIC,
	_criteria: {
		extension: [{ url: `${BACKPORT}/backport-filter-criteria`, valueString: criteria }],
	},
	channel: channel({
		payload: 'application/fhir+json',
		_payload: { extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: content }] },
		...more,
	}),
});

const create = async (more: object = {}): Promise<string> =>
	String((await server.call('POST', '/Patient', { ...patient, ...more })).body.id);

/** The status of a notification as plain values. */
function statusOf(text: string): Record<string, unknown> {
	const [first] = (JSON.parse(text) as Bundle).entry ?? [];
	const { parameter = [] } = first?.resource as Parameters;
	const plain = parameter
		.filter(({ name }) => name !== 'notification-event')
		.map(({ name, valueCode, valueString }) => [name, valueCode ?? valueString]);
	return Object.fromEntries(plain) as Record<string, unknown>;
}

describe('a Subscription of plain R4', () => {
	test('is told by an empty POST of what fits, and of nothing else', async () => {
		const id = await subscribe({ criteria: 'Patient?active=true', channel: channel() });
		await create();
		await create({ active: true });
		await until(() => received.length === 1);
		const secret = 'zz-secret';
		assert.deepEqual(received, [{ method: 'POST', path: '/hook', secret, body: '' }]);
		await server.call('DELETE', `/Subscription/${id}`);
		await create({ active: true });
		await sleep(50);
		assert.equal(received.length, 1);
	});

	test('with a payload gets the resource by PUT, in the order of the changes', async () => {
		const payload = 'application/fhir+json';
		const id = await subscribe({ criteria: 'Patient?', channel: channel({ payload }) });
		const made = await create();
		await server.call('PUT', `/Patient/${made}`, { ...patient, id: made, active: true });
		await until(() => received.length === 2);
		assert.deepEqual(
			received.map(({ method, path }) => `${method} ${path}`),
			Array(2).fill(`PUT /hook/Patient/${made}`),
		);
		const bodies = received.map(({ body }) => JSON.parse(body) as Resource & { active?: boolean });
		assert.deepEqual(
			bodies.map(({ active }) => active),
			[undefined, true],
		);
		await server.call('DELETE', `/Subscription/${id}`);
	});

	test('hears of a transaction when it stands, and never of one that failed', async () => {
		const id = await subscribe({ criteria: 'Patient?', channel: channel() });
		const entry = { resource: patient, request: { method: 'POST' as const, url: 'Patient' } };
		const bad = { request: { method: 'DELETE' as const, url: 'Patient/never' } };
		assert.equal((await server.call('POST', '', transaction(entry, bad))).status, 404);
		await server.call('POST', '', transaction(entry, entry));
		await until(() => received.length === 2);
		await sleep(50);
		assert.equal(received.length, 2);
		await server.call('DELETE', `/Subscription/${id}`);
	});

	test('is tried again after a failure, and then given up', async () => {
		const id = await subscribe({ criteria: 'Patient?', channel: channel() });
		statuses = [500, 503];
		await create();
		await until(() => received.length === 3);
		statuses = [500, 500, 500];
		await create();
		const of = () => server.ehr.subscriptions.deliveries.filter((one) => one.subscription === id);
		await until(() => of().length === 2);
		assert.deepEqual(
			of().map(({ attempts, delivered }) => [attempts, delivered]),
			[
				[3, true],
				[3, false],
			],
		);
		await server.call('DELETE', `/Subscription/${id}`);
	});

	test('that could not be delivered is refused when it is written', async () => {
		for (const wrong of [
			{ criteria: 'Patient?nonsense=1', channel: channel() },
			{ criteria: 'Patient?', channel: channel({ type: 'email' }) },
			{ criteria: 'Patient?', channel: channel({ endpoint: 'http://hospital.example/hook' }) },
			{ criteria: 'http://hospital.example/other-topic', channel: channel() },
			{ criteria: CHANGED_TOPIC, channel: channel() },
		]) {
			const resource = { resourceType: 'Subscription', status: 'requested', reason: 'x', ...wrong };
			const { status } = await server.call('POST', '/Subscription', resource);
			assert.equal(status, 400, JSON.stringify(wrong));
		}
	});
});

describe('a Subscription to a topic (R5 backport)', () => {
	test('begins with a handshake; one that is refused ends in error', async () => {
		const id = await subscribe(byTopic('Patient?active=true', 'id-only'));
		assert.deepEqual(statusOf(received[0]?.body ?? ''), {
			subscription: undefined,
			topic: undefined,
			status: 'requested',
			type: 'handshake',
			'events-since-subscription-start': '0',
		});
		await server.call('DELETE', `/Subscription/${id}`);
		statuses = [403, 403, 403];
		await subscribe(byTopic('Patient?active=true', 'id-only'), 'error');
	});

	test('numbers its events without gaps, deletions among them', async () => {
		const id = await subscribe(byTopic('Patient?active=true', 'id-only'));
		const made = await create({ active: true });
		await server.call('PUT', `/Patient/${made}`, { ...patient, id: made, active: true });
		await server.call('DELETE', `/Patient/${made}`);
		await until(() => received.length === 4);
		const bundles = received.slice(1).map(({ body }) => JSON.parse(body) as Bundle);
		assert.deepEqual(
			received.slice(1).map(({ body }) => statusOf(body)['events-since-subscription-start']),
			['1', '2', '3'],
		);
		assert.deepEqual(
			bundles.map(({ entry = [] }) => [
				entry[1]?.request?.method,
				entry[1]?.fullUrl?.split('/').at(-1),
				entry[1]?.resource,
			]),
			['POST', 'PUT', 'DELETE'].map((method) => [method, made, undefined]),
		);
		const { body } = await server.get(`/Subscription/${id}/$events?eventsSinceNumber=2`);
		const [status] = (body as unknown as Bundle).entry ?? [];
		const numbers = (status?.resource as Parameters).parameter
			?.filter(({ name }) => name === 'notification-event')
			.map(({ part }) => part?.[0]?.valueString);
		assert.deepEqual(numbers, ['2', '3']);
		const asked = await server.search(`/Subscription/${id}/$status`);
		const found = asked.entry?.[0]?.resource as Parameters;
		assert.equal(found.parameter?.find(({ name }) => name === 'status')?.valueCode, 'active');
		await server.call('DELETE', `/Subscription/${id}`);
	});

	test('carries as much of the resource as was asked for', async () => {
		const seen: Record<string, unknown> = {};
		for (const content of ['empty', 'id-only', 'full-resource']) {
			received = [];
			const id = await subscribe(byTopic('Patient?', content));
			await create();
			await until(() => received.length === 2);
			const { entry = [] } = JSON.parse(received[1]?.body ?? '') as Bundle;
			seen[content] = [entry.length, entry[1]?.resource?.resourceType];
			await server.call('DELETE', `/Subscription/${id}`);
		}
		assert.deepEqual(seen, {
			empty: [1, undefined],
			'id-only': [2, undefined],
			'full-resource': [2, 'Patient'],
		});
	});

	test('shows by its heartbeat that it lives', async () => {
		const extension = [{ url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: 1 }];
		const id = await subscribe(byTopic('Patient?', 'empty', { extension }));
		await until(() => received.some(({ body }) => statusOf(body).type === 'heartbeat'));
		await server.call('DELETE', `/Subscription/${id}`);
	});
});
