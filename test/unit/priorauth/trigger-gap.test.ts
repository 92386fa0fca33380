import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { takeNotification } from '../../../dist/nodes/PriorAuth/actions/trigger/take-notification.js';
import { priorAuthKey } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { Subscribing } from '../../../dist/nodes/PriorAuth/following/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { makeFolder, writeDurably } from '../../../dist/nodes/shared/durable.js';
import { encrypt } from '../../../dist/nodes/shared/encryption.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { Inbox } from '../../../dist/nodes/shared/work/inbox.js';
import { dataPlace, type Place } from '../fhir/run-node.ts';
import type { Json } from './golden.ts';

const SECRET = 'a'.repeat(64);
const ROUTE = 'wf1/n1';

let place: Place;
before(async () => {
	place = await dataPlace();
	const { root, key } = await dataDirectory();
	const folder = join(root, 'prior-auth', 'subscriptions');
	const { name } = new Subscribing(folder, priorAuthKey(key), ROUTE);
	const kept = Buffer.from(JSON.stringify({ v: 1, secret: SECRET, endpoint: 'http://zz' }));
	await makeFolder(folder);
	const bytes = encrypt(priorAuthKey(key), kept, `prior-auth/1/subscription/${name}`);
	await writeDurably(join(folder, name), bytes);
});
after(async () => await place.remove());

/** A call of the webhook with the right secret; only n8n is played. */
async function called(sinceStart: number, type: string): Promise<number> {
	const parameter = [
		{ name: 'subscription', valueReference: { reference: 'Subscription/s1' } },
		{ name: 'type', valueCode: type },
		{ name: 'events-since-subscription-start', valueString: String(sinceStart) },
	];
	const status = { resource: { resourceType: 'Parameters', parameter } };
	const body = { resourceType: 'Bundle', type: 'history', entry: [status] };
	const parameters: Json = { event: 'decision', organizations: '1234567893', owner: 'ZZTEST desk' };
	let answered = 0;
	const response = { status: (code: number) => (answered = code), end: () => undefined };
	await takeNotification({
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getTimezone: () => 'UTC',
		getWorkflow: () => ({ id: 'wf1', name: 'ZZTEST' }),
		getNode: () => ({ id: 'n1', name: 'Payer', type: 'priorAuthTrigger' }),
		getHeaderData: () => ({ 'x-hospital-payer': SECRET }),
		getRequestObject: () => ({ rawBody: Buffer.from(JSON.stringify(body)) }),
		getResponseObject: () => response,
		logger: { warn: () => undefined, error: () => undefined },
	} as never);
	return answered;
}

/** What lies in the inbox for the workflow. */
async function works(): Promise<Array<{ priority: string; owner: string; work: Json }>> {
	const { work, key } = await dataDirectory();
	const inbox = new Inbox(join(work, 'inbox'), newOrigin(), key.key('work'));
	const found: Array<{ priority: string; owner: string; work: Json }> = [];
	for await (const entry of inbox.entries(() => undefined)) {
		const payload = (await inbox.payload(entry)) as Json;
		found.push({ priority: entry.priority, owner: entry.owner, work: payload });
	}
	return found;
}

test('notifications that did not arrive are work for a person: each may be a decision', async () => {
	assert.equal(await called(0, 'handshake'), 200);
	assert.equal(await called(2, 'heartbeat'), 200);
	assert.equal(await called(2, 'heartbeat'), 200);
	assert.deepEqual(await works(), [
		{
			priority: 'urgent',
			owner: 'ZZTEST desk',
			work: {
				followUp: {
					contract: 'PriorAuthFollowUp/1',
					event: 'decision',
					match: 'unmatched',
					needsPerson: true,
					reasons: ['notifications-missed'],
					advice: [
						'The payer says that it sent more than arrived here; what is missing may be decisions. Ask the payer for the state of every request that waits (Status, or its portal), the expedited ones first.',
					],
				},
			},
		},
	]);
	const lines = (await place.ledger()).map((line) => JSON.stringify(line)).join('\n');
	assert.match(lines, /prior-auth-notification-gap/);
	assert.match(lines, /notifications-missed/);
	// The next one that is missed is another piece of work.
	assert.equal(await called(4, 'heartbeat'), 200);
	assert.equal((await works()).length, 2);
});
