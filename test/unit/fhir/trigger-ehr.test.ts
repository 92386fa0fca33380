import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import {
	requireHistory,
	requireSearch,
	requireSubscriptions,
} from '../../../dist/nodes/Fhir/watching/capability.js';
import type { Change } from '../../../dist/nodes/Fhir/watching/change.js';
import { judge, type Verdict } from '../../../dist/nodes/Fhir/watching/door.js';
import { HistorySource } from '../../../dist/nodes/Fhir/watching/history-source.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import { Subscribing } from '../../../dist/nodes/Fhir/watching/subscribing.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { CHANGED_TOPIC } from '../../hospital/ehr/topic.ts';
import { KEY, SETTINGS, temporaryFolder, watchOn } from './trigger-build.ts';

let ehr: Ehr;
let client: FhirClient;
const { signal } = new AbortController();
const WANTED = { type: 'Patient', criteria: {}, method: 'POST' as const, signal };

before(async () => {
	ehr = await startEhr();
	client = new FhirClient({ baseUrl: ehr.url, retry: { attempts: 1 } });
});
after(async () => await ehr.stop());

const person = { resourceType: 'Patient', name: [{ family: 'Testperson' }] };
const idOf = (reference: string): string => reference.slice('Patient/'.length);

/** A webhook that judges as the node does. */
async function webhook(subscribing: Subscribing): Promise<{
	url: string;
	verdicts: Verdict[];
	bodies: string[];
	server: Server;
}> {
	const verdicts: Verdict[] = [];
	const bodies: string[] = [];
	const take = async (request: IncomingMessage): Promise<number> => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		bodies.push(body.toString('utf8'));
		const record = await subscribing.record();
		const { headers } = request;
		const verdict = judge({ watch: 'zz-ehr', headers, body, now: Date.now() }, record?.secret);
		verdicts.push(verdict);
		return verdict.status;
	};
	const server = createServer((request, response) => {
		void take(request).then((status) => response.writeHead(status).end());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}/webhook`, verdicts, bodies, server };
}

async function until(what: string, check: () => boolean): Promise<void> {
	for (const deadline = Date.now() + 10_000; !check(); await sleep(20)) {
		assert.ok(Date.now() < deadline, what);
	}
}

describe('the embedded health record', { timeout: 60_000 }, () => {
	test('can be watched in every way', async () => {
		await requireSearch(client, WANTED);
		await requireHistory(client, WANTED);
		await requireSubscriptions(client, 'criteria', signal);
		await requireSubscriptions(client, 'topic', signal);
	});

	test('shows a search what is there, and a history every step', async (t) => {
		const { reference } = await client.create(person);
		const came: Record<'search' | 'history', Change[]> = { search: [], history: [] };
		const into = (by: 'search' | 'history') => ({
			holdBack: by === 'history' ? 100 : 0,
			handOver: async (fresh: ReadonlyArray<{ change: Change }>) =>
				await Promise.resolve(void came[by].push(...fresh.map(({ change }) => change))),
		});
		const search = watchOn(await temporaryFolder(t), ehr as never, {
			source: new SearchSource(client, WANTED),
			outlet: into('search'),
		});
		const history = watchOn(await temporaryFolder(t), ehr as never, {
			source: new HistorySource(client, 'Patient'),
			outlet: into('history'),
			settings: { ...SETTINGS, limit: 1_000_000 },
		});
		await search.look();
		await history.look();
		const other = await client.create(person);
		await client.update({ ...person, id: idOf(reference), active: true });
		await client.remove('Patient', idOf(reference));
		await search.look();
		await history.look();
		const told = ({ id, method, deleted }: Change) => [id, method, deleted];
		assert.deepEqual(came.search.map(told), [[idOf(other.reference), undefined, false]]);
		assert.deepEqual(came.history.map(told), [
			[idOf(other.reference), 'POST', false],
			[idOf(reference), 'PUT', false],
			[idOf(reference), 'DELETE', true],
		]);
	});

	test('wakes by an R4 subscription without sending anything of a patient', async (t) => {
		const subscribing = new Subscribing(await temporaryFolder(t), KEY, 'r4');
		const { url, verdicts, bodies, server } = await webhook(subscribing);
		t.after(() => server.close());
		const settings = { tag: 'zz-r4', type: 'Patient', criteria: {} };
		assert.equal(await subscribing.ensure(client, settings, signal, url), 'new');
		assert.equal(await subscribing.ensure(client, settings, signal, url), undefined);
		await client.create(person);
		await until('the server tells', () => verdicts.length > 0);
		assert.deepEqual(verdicts[0], { status: 200, notification: { kind: 'unknown' } });
		assert.ok(bodies.every((body) => !body.includes('Testperson')));
		assert.equal(await subscribing.end(client, settings.tag, signal), true);
	});

	test('greets, counts and wakes by a topic, and is found switched off', async (t) => {
		const subscribing = new Subscribing(await temporaryFolder(t), KEY, 'topic');
		const { url, verdicts, bodies, server } = await webhook(subscribing);
		t.after(() => server.close());
		const settings = {
			tag: 'zz-topic',
			type: 'Patient',
			criteria: {},
			topic: CHANGED_TOPIC,
			heartbeatSeconds: 1,
		};
		assert.equal(await subscribing.ensure(client, settings, signal, url), 'new');
		const kinds = () => verdicts.map(({ notification }) => notification?.kind);
		await until('the handshake', () => kinds().includes('handshake'));
		await client.create(person);
		await until('the event', () => kinds().includes('events'));
		const event = verdicts.find(({ notification }) => notification?.kind === 'events');
		assert.deepEqual(event?.notification, { kind: 'events', events: 1 });
		await until('a sign of life', () => kinds().includes('heartbeat'));
		assert.ok(bodies.every((body) => !body.includes('Testperson')));
		assert.equal(await subscribing.ensure(client, settings, signal), undefined);

		const { id = '' } = (await subscribing.record()) ?? {};
		const found = await client.read('Subscription', id);
		await client.update({ ...found, status: 'off' });
		assert.equal(await subscribing.ensure(client, settings, signal), 'status-off');
		assert.equal(await subscribing.end(client, settings.tag, signal), true);
	});
});
