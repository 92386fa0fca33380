import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
	requireHistory,
	requireSearch,
	requireSubscriptions,
} from '../../../dist/nodes/Fhir/watching/capability.js';
import { judge } from '../../../dist/nodes/Fhir/watching/door.js';
import { readNotification } from '../../../dist/nodes/Fhir/watching/notification.js';
import { Subscribing } from '../../../dist/nodes/Fhir/watching/subscribing.js';
import { flawOf, subscriptionOf } from '../../../dist/nodes/Fhir/watching/subscription.js';
import { leaveWakeUp, readWakeUps } from '../../../dist/nodes/Fhir/watching/wake-ups.js';
import type { WatchEvent } from '../../../dist/nodes/Fhir/watching/watch-events.js';
import { WatchLoop } from '../../../dist/nodes/Fhir/watching/watch-loop.js';
import { plainText } from '../../campaign/fhir/leaks.ts';
import {
	clientFor,
	KEY,
	MINUTE,
	NOW,
	SECOND,
	startChart,
	temporaryFolder,
	watchOn,
} from './trigger-build.ts';

const WISH = {
	tag: 'zz-watch',
	endpoint: 'http://127.0.0.1:5678/webhook/zz/changes',
	secret: 'ZZSECRET',
	type: 'Observation',
	criteria: { category: ['laboratory'], status: ['final', 'amended'] },
};
const HEADER = 'x-hospital-subscription';
const never = new AbortController().signal;
const { secret: _, endpoint: __, ...SETTINGS } = WISH;

describe('a subscription', () => {
	test('asks for no content in the form of R4', () => {
		const { criteria, channel } = subscriptionOf(WISH) as Record<string, any>;
		assert.equal(criteria, 'Observation?category=laboratory&status=final&status=amended');
		assert.deepEqual(channel, {
			type: 'rest-hook',
			endpoint: WISH.endpoint,
			header: ['x-hospital-subscription: ZZSECRET'],
		});
	});

	test('asks for empty notifications and a sign of life in the form of topics', () => {
		const topic = 'https://ehr.example/topics/lab';
		const found = subscriptionOf({ ...WISH, topic, heartbeatSeconds: 60 }) as Record<string, any>;
		assert.equal(found.criteria, topic);
		assert.equal(found._criteria.extension[0].valueString.startsWith('Observation?'), true);
		assert.equal(found.channel._payload.extension[0].valueCode, 'empty');
		assert.equal(found.channel.extension[0].valueUnsignedInt, 60);
	});

	test('is as wished whatever the server makes of the way its criteria are written', () => {
		const found = { ...subscriptionOf(WISH), status: 'active' };
		assert.equal(flawOf(found, WISH), undefined);
		const criteria = 'Observation?status=amended&category=laboratory&status=final';
		assert.equal(flawOf({ ...found, criteria }, WISH), undefined);
		assert.equal(
			flawOf({ ...found, criteria: 'Observation?status=final' }, WISH),
			'criteria-changed',
		);
		assert.equal(flawOf({ ...found, status: 'off' }, WISH), 'status-off');
		assert.equal(flawOf(undefined, WISH), 'lost');
	});

	test('is put up, kept, found again, put up anew when it was lost or switched off, and taken down', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const client = clientFor(server);
		const subscribing = new Subscribing(folder, KEY, 'test');
		const ensure = async (endpoint?: string) =>
			await subscribing.ensure(client, SETTINGS, never, endpoint);
		assert.equal(await ensure(), undefined, 'before n8n told an address');
		assert.equal(await ensure(WISH.endpoint), 'new');
		assert.equal(await ensure(WISH.endpoint), undefined);
		assert.equal(server.subscriptions.size, 1);
		const [id, { resource, headers }] = [...server.subscriptions][0]!;
		const { secret = '' } = (await subscribing.record()) ?? {};
		assert.match(secret, /^[0-9a-f]{64}$/);
		assert.deepEqual(headers, [`x-hospital-subscription: ${secret}`]);
		assert.equal(await plainText(folder, [secret, WISH.endpoint]), 0);

		resource.status = 'off';
		assert.equal(await ensure(), 'status-off');
		server.subscriptions.delete(id);
		assert.equal(await ensure(), 'lost');
		assert.equal(server.subscriptions.size, 1);
		assert.notEqual((await subscribing.record())?.secret, secret, 'with another secret');

		// Another data directory, as after a move: found by its tag, not made twice.
		const moved = new Subscribing(await temporaryFolder(t), KEY, 'test');
		assert.equal(await moved.ensure(client, SETTINGS, never, WISH.endpoint), 'new');
		assert.equal(server.subscriptions.size, 1);

		assert.equal(await moved.end(client, WISH.tag, never), true);
		assert.equal(server.subscriptions.size, 0);
		assert.equal(await moved.ensure(client, SETTINGS, never), undefined, 'nobody puts it up again');
		assert.equal(await moved.ensure(client, SETTINGS, never, WISH.endpoint), 'new');
	});

	test('is not made twice by n8n and the watch at once', async (t) => {
		const server = await startChart(t);
		const folder = await temporaryFolder(t);
		const put = async () =>
			await new Subscribing(folder, KEY, 'test').ensure(
				clientFor(server),
				SETTINGS,
				never,
				WISH.endpoint,
			);
		await Promise.all([put(), put(), put()]);
		assert.equal(server.subscriptions.size, 1);
	});

	test('that cannot be taken down stops nobody', async (t) => {
		const server = await startChart(t);
		const subscribing = new Subscribing(await temporaryFolder(t), KEY, 'test');
		await subscribing.ensure(clientFor(server), SETTINGS, never, WISH.endpoint);
		server.habits = { unavailable: 1 };
		assert.equal(await subscribing.end(clientFor(server), WISH.tag, never), false);
	});
});

describe('a notification', () => {
	const parameters = (type: string, events?: string, status = 'active') => ({
		resourceType: 'Bundle',
		type: 'history',
		entry: [
			{
				resource: {
					resourceType: 'Parameters',
					parameter: [
						{ name: 'status', valueCode: status },
						{ name: 'type', valueCode: type },
						...(events === undefined
							? []
							: [{ name: 'events-since-subscription-start', valueString: events }]),
					],
				},
			},
		],
	});

	test('is read in both forms', () => {
		assert.deepEqual(readNotification(parameters('handshake')), { kind: 'handshake' });
		assert.deepEqual(readNotification(parameters('event-notification', '12')), {
			kind: 'events',
			events: 12,
		});
		assert.deepEqual(readNotification(parameters('heartbeat', '12', 'off')), {
			kind: 'heartbeat',
			events: 12,
			status: 'off',
		});
		const status = {
			resourceType: 'SubscriptionStatus',
			type: 'event-notification',
			eventsSinceSubscriptionStart: '7',
		};
		assert.deepEqual(readNotification({ resourceType: 'Bundle', entry: [{ resource: status }] }), {
			kind: 'events',
			events: 7,
		});
	});

	test('of any other form wakes and is believed nothing', () => {
		const forms: unknown[] = [
			undefined,
			null,
			'text',
			[],
			{},
			{ resourceType: 'Patient', id: 'zz' },
			{ resourceType: 'Bundle', entry: [null] },
			parameters('event-notification', '99999999999999999999'),
			parameters('event-notification', '-1'),
			{
				resourceType: 'Bundle',
				entry: [{ resource: { resourceType: 'Parameters', parameter: [7] } }],
			},
		];
		for (const form of forms) assert.equal(readNotification(form).events, undefined);
	});

	test('is taken only with the secret, and a stranger is told nothing', () => {
		const knock = (headers: Record<string, string>, watch = 'zz-door-1') =>
			judge({ watch, headers, body: Buffer.from('{}'), now: NOW }, 'ZZSECRET');
		assert.equal(knock({ [HEADER]: 'ZZSECRET' }).status, 200);
		assert.deepEqual(knock({}), { status: 404, refused: 1 });
		for (const wrong of ['', 'ZZSECRE', 'ZZSECRETX', 'zzsecret']) {
			assert.deepEqual(knock({ [HEADER]: wrong }), { status: 404 });
		}
		const none = judge({ watch: 'zz-door-2', headers: { [HEADER]: '' }, now: NOW }, undefined);
		assert.equal(none.status, 404, 'without a subscription nothing is right');
	});

	test('floods are slowed down, the right secret still gets through', () => {
		const knock = (secret: string, now: number) =>
			judge({ watch: 'zz-door-3', headers: { [HEADER]: secret }, now }, 'ZZSECRET');
		const statuses = Array.from({ length: 100 }, () => knock('wrong', NOW).status);
		assert.equal(statuses[0], 404);
		assert.equal(statuses.at(-1), 429);
		assert.equal(knock('ZZSECRET', NOW).status, 200);
		const next = knock('wrong', NOW + 61 * SECOND);
		assert.deepEqual(next, { status: 404, refused: 100 }, 'told once a minute, with their number');
		const known = Array.from({ length: 1300 }, () => knock('ZZSECRET', NOW + 2 * MINUTE).status);
		assert.equal(known.at(-1), 429);
	});

	test('that is too long is not read, but wakes', () => {
		const body = Buffer.from(JSON.stringify(parameters('event-notification', '3')).padEnd(70_000));
		const { status, notification } = judge(
			{ watch: 'zz-door-4', headers: { [HEADER]: 'ZZSECRET' }, body, now: NOW },
			'ZZSECRET',
		);
		assert.deepEqual([status, notification], [200, { kind: 'unknown' }]);
	});

	test('leaves word on the disk, at most so much of it', async (t) => {
		const folder = await temporaryFolder(t);
		for (let count = 0; count < 250; count++) {
			await leaveWakeUp(folder, { kind: 'events', events: count });
		}
		assert.equal((await readdir(join(folder, 'wake-ups'))).length, 200);
		const { notifications } = await readWakeUps(folder);
		assert.equal(notifications.length, 200);
		assert.ok(notifications.every(({ kind }) => kind === 'events'));
	});
});

async function loopOn(t: TestContext, ensure: () => Promise<string | undefined>) {
	const server = await startChart(t);
	const folder = await temporaryFolder(t);
	const events: WatchEvent[] = [];
	const watched = watchOn(folder, server);
	const clock = { now: 0 };
	const loop = new WatchLoop({
		watch: watched.watch,
		folder,
		outage: { everyMs: 10 * SECOND, longestMs: MINUTE, patienceMs: 15 * MINUTE },
		subscription: { ensure, everyMs: 5 * MINUTE, heartbeatMs: MINUTE },
		on: (event) => events.push(event),
		now: () => clock.now,
	});
	return { server, folder, events, loop, clock, ...watched };
}

describe('a watch with a subscription', () => {
	test('looks seldom while the subscription works, and as often as without one while it does not', async (t) => {
		let works = true;
		const { loop, clock, events } = await loopOn(t, () =>
			works ? Promise.resolve(undefined) : Promise.reject(new Error('ZZ')),
		);
		assert.equal(await loop.once(), 5 * MINUTE);
		works = false;
		clock.now += 6 * MINUTE;
		assert.equal(await loop.once(), 10 * SECOND);
		assert.equal(await loop.once(), 10 * SECOND);
		assert.deepEqual(events, [{ type: 'subscription-failing', reason: 'unexpected' }], 'told once');
		works = true;
		assert.equal(await loop.once(), 5 * MINUTE);
	});

	test('reads from the server what a notification told, and removes it only then', async (t) => {
		const { server, folder, loop, came } = await loopOn(t, () => Promise.resolve(undefined));
		await loop.once();
		server.now += MINUTE;
		server.write('a');
		await leaveWakeUp(folder, { kind: 'unknown' });
		server.habits = { unavailable: 1 };
		await loop.once();
		assert.equal((await readWakeUps(folder)).names.length, 1, 'it waits until a look succeeds');
		server.habits = {};
		await loop.once();
		assert.deepEqual(came, ['a/1']);
		assert.equal((await readWakeUps(folder)).names.length, 0);
	});

	test('notices by their numbers that notifications were lost', async (t) => {
		const { folder, loop, events } = await loopOn(t, () => Promise.resolve(undefined));
		await loop.once();
		for (const number of [1, 2, 6]) {
			await leaveWakeUp(folder, { kind: 'events', events: number });
			await loop.once();
		}
		await leaveWakeUp(folder, { kind: 'heartbeat', events: 6 });
		await leaveWakeUp(folder, { kind: 'events', events: 9, carries: 3 });
		await loop.once();
		assert.deepEqual(events, [{ type: 'events-missed', count: 3 }]);
		await leaveWakeUp(folder, { kind: 'heartbeat', events: 11 });
		await loop.once();
		assert.deepEqual(events.slice(1), [{ type: 'events-missed', count: 2 }]);
		for (const number of [1, 2, 4]) {
			await leaveWakeUp(folder, { kind: 'events', events: number });
			await loop.once();
		}
		const anew = events.slice(2);
		assert.deepEqual(anew, [{ type: 'events-missed', count: 1 }], 'a new subscription counts anew');
	});

	test('checks the subscription when the server falls silent or says that it ends', async (t) => {
		let checks = 0;
		const { folder, loop, clock } = await loopOn(t, () => {
			checks += 1;
			return Promise.resolve(undefined);
		});
		await loop.once();
		assert.equal(checks, 1);
		clock.now += MINUTE;
		await loop.once();
		assert.equal(checks, 1);
		clock.now += 1.5 * MINUTE;
		await loop.once();
		assert.equal(checks, 2, 'silent for more than twice the interval');
		await leaveWakeUp(folder, { kind: 'heartbeat', status: 'off' });
		await loop.once();
		assert.equal(checks, 3);
	});

	test('is woken within a second while it waits, and stops at once', async (t) => {
		const { server, folder, loop, came } = await loopOn(t, () => Promise.resolve(undefined));
		const real = new WatchLoop({
			...(loop as unknown as { options: ConstructorParameters<typeof WatchLoop>[0] }).options,
			now: () => performance.now(),
		});
		await loop.once();
		real.start();
		await new Promise((resolve) => setTimeout(resolve, 300));
		server.now += MINUTE;
		server.write('a');
		await leaveWakeUp(folder, { kind: 'unknown' });
		const began = performance.now();
		while (came.length === 0 && performance.now() - began < 5_000) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
		assert.deepEqual(came, ['a/1']);
		assert.ok(performance.now() - began < 2_000);
		await real.stop();
	});
});

describe('a server that cannot be watched is refused with cause and next step', () => {
	const NOTHING = { interactions: [], searchParameters: [] };
	const serverWith = (type: object, subscriptions: string[] = []) =>
		({
			abilities: () =>
				Promise.resolve({ types: [{ type: 'Observation', ...NOTHING, ...type }], subscriptions }),
			pages: async function* () {
				await Promise.resolve();
				yield { entries: [{ mode: 'match', resource: { resourceType: 'Observation', id: 'zz' } }] };
			},
		}) as never;
	const wanted = { type: 'Observation', criteria: {}, method: 'POST' as const, signal: never };
	const refused = (code: string, step: RegExp) => (error: { code?: string; nextStep?: string }) => {
		assert.equal(error.code, code);
		assert.match(error.nextStep ?? '', step);
		return true;
	};

	test('because it does not find records by the time of their change', async () => {
		await assert.rejects(
			requireSearch(serverWith({}), wanted),
			refused('fhir-watch-not-possible', /HL7/),
		);
		await assert.rejects(
			requireSearch(serverWith({ interactions: ['history-type'] }), wanted),
			refused('fhir-watch-not-possible', /History/),
		);
	});

	test('because it says so and ignores it', async () => {
		const type = { searchParameters: [{ name: '_lastUpdated', type: 'date' }] };
		await assert.rejects(
			requireSearch(serverWith(type), wanted),
			refused('fhir-watch-filter-ignored', /another way/),
		);
	});

	test('because it has no such records, no history, or no subscriptions', async () => {
		await assert.rejects(
			requireSearch(serverWith({}), { ...wanted, type: 'Goal' }),
			refused('fhir-type-not-offered', /types/),
		);
		await assert.rejects(
			requireHistory(serverWith({}), wanted),
			refused('fhir-no-history', /Search/),
		);
		await assert.rejects(
			requireSubscriptions(serverWith({}), 'criteria', never),
			refused('fhir-no-subscriptions', /Search/),
		);
		await requireSubscriptions(serverWith({}, ['criteria']), 'topic', never);
	});

	test('and one that can is not', async (t) => {
		const server = await startChart(t);
		server.write('a');
		await requireSearch(clientFor(server), wanted);
		await requireHistory(clientFor(server), wanted);
		await requireSubscriptions(clientFor(server), 'criteria', never);
	});
});
