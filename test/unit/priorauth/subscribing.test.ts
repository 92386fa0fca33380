import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { openingOf } from '../../../dist/nodes/PriorAuth/cases/index.js';
import {
	judge,
	Subscribing,
	takeNotification,
	type PlannedFollowUp,
} from '../../../dist/nodes/PriorAuth/following/index.js';
import { SECRET_HEADER } from '../../../dist/nodes/PriorAuth/sending/index.js';
import { startPayer } from '../../hospital/payer/index.ts';
import { folder, KEY, packet, register, settings } from './case-build.ts';
import { golden, type Json } from './golden.ts';

interface Heard {
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** Where the payer sends to; answers as it is told. */
async function door(t: TestContext, answer: (heard: Heard) => Promise<number> | number) {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			void (async () => {
				response.statusCode = await answer({
					headers: request.headers,
					body: Buffer.concat(parts),
				});
				response.end();
			})();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => server.close());
	const { port } = server.address() as AddressInfo;
	return `http://127.0.0.1:${port}/decisions`;
}

/** Number of the organization that asks in the published referral. */
const ORGANIZATION = '8189991234';

test('subscribed at a payer, its decision finds its case, and 200 comes after the work is open', async (t) => {
	const payer = await startPayer({ lenient: true });
	t.after(async () => await payer.stop());
	const root = await folder(t);
	const cases = await register(root);
	const client = fhirClient({ baseUrl: payer.fhir, authentication: 'none' } as never);
	const subscribing = new Subscribing(join(root, 'subscriptions'), KEY, 'workflow/node');
	const opened: PlannedFollowUp[] = [];
	const kinds: string[] = [];
	const endpoint = await door(t, async ({ headers, body }) => {
		const secret = (await subscribing.record())?.secret;
		const sent = headers[SECRET_HEADER];
		const verdict = judge({ name: 'e2e', sent, body, now: Date.now() }, secret);
		if (verdict.status !== 200) return verdict.status;
		const taken = await takeNotification(verdict.body, {
			cases,
			settings: settings(),
			at: new Date().toISOString(),
			open: (planned) => {
				opened.push(planned);
				return Promise.resolve();
			},
		});
		kinds.push(taken.kind);
		return 200;
	});
	const ensured = await subscribing.ensure(
		client,
		{ organizations: [ORGANIZATION] },
		{ now: new Date(), endpoint },
	);
	assert.equal(ensured?.changed, 'created');
	assert.deepEqual(kinds, ['handshake']);

	const request = await submitted(payer);
	await cases.open(openingOf(request, { submittedAt: new Date().toISOString() }));
	await payer.notify(request.identifier.value, 'approved');
	assert.deepEqual(
		opened.map(({ work }) => [work.followUp.match, work.followUp.outcome, work.followUp.reasons]),
		[['matched', 'approved', []]],
	);
	await payer.notify(request.identifier.value, 'denied', { otherPatient: true });
	assert.deepEqual(opened.at(-1)?.work.followUp.reasons, ['other-patient']);
	const before = opened.length;
	await payer.notify(request.identifier.value, 'denied', { secret: 'wrong' });
	await payer.notify(request.identifier.value, 'denied', { secret: 'missing' });
	assert.equal(opened.length, before);
});

/** Sends the published referral, and gets it pended. */
async function submitted(payer: { fhir: string }): Promise<Json> {
	const bundle = golden('request-referral');
	const response = await fetch(`${payer.fhir}/Claim/$submit`, {
		method: 'POST',
		headers: { 'content-type': 'application/fhir+json', 'x-payer-outcome': 'pended' },
		body: JSON.stringify(bundle),
	});
	assert.equal(response.status, 200, await response.clone().text());
	return { ...packet(), bundle };
}

test('the subscription is kept as it is, and put up again when it is gone', async (t) => {
	const payer = await startPayer({ lenient: true });
	t.after(async () => await payer.stop());
	const root = await folder(t);
	const client = fhirClient({ baseUrl: payer.fhir, authentication: 'none' } as never);
	const subscribing = new Subscribing(join(root, 'subscriptions'), KEY, 'workflow/node');
	const endpoint = await door(t, () => 200);
	const wish = { organizations: [ORGANIZATION], heartbeatSeconds: 3600 };
	const ensure = async (more: { endpoint?: string } = {}) =>
		await subscribing.ensure(client, wish, { now: new Date(), ...more });
	assert.equal(await ensure(), undefined, 'before n8n told where to send to there is nothing');
	const first = await ensure({ endpoint });
	assert.equal(first?.changed, 'created');
	assert.equal((await ensure())?.changed, 'kept');
	await client.remove('Subscription', first!.id);
	assert.deepEqual(await ensure().then((found) => [found?.changed, found?.reason]), [
		'created',
		'gone',
	]);
	assert.equal(await subscribing.end(client, AbortSignal.timeout(5_000)), true);
	assert.equal(await ensure(), undefined, 'what was ended is not put up again by itself');
	assert.equal((await ensure({ endpoint }))?.changed, 'created');
});

test('another address gets another secret, and neither can be read on the disk', async (t) => {
	const payer = await startPayer({ lenient: true });
	t.after(async () => await payer.stop());
	const root = await folder(t);
	const client = fhirClient({ baseUrl: payer.fhir, authentication: 'none' } as never);
	const subscribing = new Subscribing(join(root, 'subscriptions'), KEY, 'workflow/node');
	const wish = { organizations: [ORGANIZATION] };
	const secrets: string[] = [];
	for (const endpoint of [await door(t, () => 200), await door(t, () => 200)]) {
		await subscribing.ensure(client, wish, { now: new Date(), endpoint });
		const { secret = '' } = (await subscribing.record()) ?? {};
		secrets.push(secret);
		const kept = await readFile(join(root, 'subscriptions', subscribing.name), 'latin1');
		assert.equal(kept.includes(secret) || kept.includes(endpoint), false);
	}
	assert.notEqual(secrets[0], secrets[1]);
	assert.match(secrets[0]!, /^[0-9a-f]{64}$/);
});

test('a notification that did not arrive is noticed by the number of the next one', async (t) => {
	const root = await folder(t);
	const subscribing = new Subscribing(root, KEY, 'workflow/node');
	const missed: number[] = [];
	const tellings: number[][] = [];
	// The fifth and sixth are missing, the fourth comes twice; then the subscription begins anew.
	const told = [
		[0, 0],
		[1, 1],
		[2, 1],
		[3, 1],
		[4, 1],
		[4, 1],
		[7, 1],
		[3, 1],
		[8, 1],
		[8, 0],
		[0, 0],
		[1, 1],
	];
	for (const [since = 0, carried = 0] of told) {
		const count = await subscribing.missed(since, carried, (...gap) => {
			tellings.push(gap);
			return Promise.resolve();
		});
		missed.push(count);
	}
	assert.deepEqual(missed, [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]);
	assert.deepEqual(tellings, [[2, 4]]);
});

test('what was missed and could not be told is told when the payer sends again', async (t) => {
	const subscribing = new Subscribing(await folder(t), KEY, 'workflow/node');
	let told = 0;
	const tell = (): Promise<void> => {
		told += 1;
		return told === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
	};
	await subscribing.missed(1, 1, tell);
	await assert.rejects(subscribing.missed(3, 1, tell));
	assert.equal(await subscribing.missed(3, 1, tell), 1);
	assert.equal(await subscribing.missed(3, 1, tell), 0);
	assert.equal(told, 2);
});
