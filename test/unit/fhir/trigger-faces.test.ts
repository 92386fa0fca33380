import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
	IHookFunctions,
	INodeExecutionData,
	IRun,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { readSettings } from '../../../dist/nodes/Fhir/actions/trigger/settings.js';
import { FhirTrigger } from '../../../dist/nodes/Fhir/FhirTrigger.node.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger, ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import { ChartServer, TOKEN } from '../../campaign/fhir/chart-server.ts';
import { plainText } from '../../campaign/fhir/leaks.ts';
import { readLedger } from '../../hospital/ledger.ts';

type Values = Record<string, unknown>;

let root: string;
let server: ChartServer;
let door: Server;
const node = new FhirTrigger();
/** A watch of its own: one that earlier tests used would take up what came meanwhile. */
const SUBSCRIBER = 'subscriber';
const ends: Array<() => Promise<void>> = [];

const defaults = Object.fromEntries(
	node.description.properties.map((property) => [property.name, property.default]),
);

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-fhir-trigger-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	server = await new ChartServer({ now: Date.parse('2031-03-01T12:00:00Z') }).start();
	door = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const req = { rawBody: Buffer.concat(chunks), ip: '127.0.0.1' };
			const functions = {
				...common({}, SUBSCRIBER),
				getHeaderData: () => request.headers,
			} as object;
			const res = {
				status: (status: number) => (response.statusCode = status),
				end: () => response.end(),
			};
			const webhook = { ...functions, getRequestObject: () => req, getResponseObject: () => res };
			void node.webhook.call(webhook as unknown as IWebhookFunctions);
		});
	});
	await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
	for (const end of ends.splice(0)) await end();
	server.habits = {};
});

after(async () => {
	door.closeAllConnections();
	door.close();
	await server.stop();
	await (await workEngine()).stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

/** What n8n gives a node, played. */
function common(values: Values, nodeId = 'node-1') {
	const parameters: Values = {
		...defaults,
		resourceType: 'Observation',
		everySeconds: 1,
		...values,
	};
	return {
		getNode: () => ({
			id: nodeId,
			name: 'Chart',
			type: 'zz.fhirTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		}),
		getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
		getWorkflow: () => ({ id: 'wf', name: 'Watch', active: true }),
		getMode: () => 'trigger',
		getTimezone: () => 'Europe/Berlin',
		getActivationMode: () => 'activate',
		getCredentials: () =>
			Promise.resolve({ baseUrl: server.url, authentication: 'bearer', token: TOKEN }),
		logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
		helpers: { createDeferredPromise: () => Promise.withResolvers<IRun>() },
	};
}

/** Publishes a workflow whose executions close their work. */
async function publish(values: Values, more: Values = {}, nodeId = 'node-1'): Promise<Values[]> {
	const items: Values[] = [];
	const functions = {
		...common({ sealOutput: false, ...values }, nodeId),
		emit: ([[item]]: INodeExecutionData[][], _: unknown, done?: PromiseWithResolvers<IRun>) => {
			items.push(item!.json as Values);
			done?.resolve({ status: 'success' } as unknown as IRun);
		},
		...more,
	};
	const { closeFunction } = await node.trigger.call(functions as unknown as ITriggerFunctions);
	ends.push(async () => await closeFunction?.());
	return items;
}

async function until(what: string, check: () => boolean): Promise<void> {
	for (const deadline = Date.now() + 10_000; !check(); await sleep(20)) {
		assert.ok(Date.now() < deadline, what);
	}
}

/** What n8n does for a webhook when a workflow is switched on and off. */
const hooks = (values: Values, more: Values = {}) => {
	const { port } = door.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}/webhook/zz/changes`;
	const functions = { ...common(values, SUBSCRIBER), getNodeWebhookUrl: () => url, ...more };
	const call = async (name: 'checkExists' | 'create' | 'delete') =>
		await node.webhookMethods.default[name].call(functions as unknown as IHookFunctions);
	return { url, call };
};

async function recorded(): Promise<Array<Record<string, any>>> {
	await (await ledger()).checkpoint();
	return (await readLedger(join(root, 'data'))) as Array<Record<string, any>>;
}

describe('the FHIR Trigger', { timeout: 60_000 }, () => {
	test('starts the workflow for each change, as work that visibly ends', async () => {
		const items = await publish({ priority: 'record' });
		server.now += 60_000;
		server.write('a', { body: { subject: { reference: 'Patient/zz1' }, priority: 'stat' } });
		await until('the change comes', () => items.length === 1);
		const { workItem, change, resource } = items[0] as Record<string, any>;
		assert.deepEqual(
			[workItem.kind, workItem.priority, workItem.attempt],
			['fhir-change', 'urgent', 1],
		);
		assert.deepEqual(change, {
			resourceType: 'Observation',
			interaction: 'change',
			foundBy: 'search',
			count: 1,
			reference: 'Observation/a',
			version: '1',
			lastUpdated: resource.meta.lastUpdated,
			patient: 'Patient/zz1',
		});
		assert.equal(resource.id, 'a');
		const { key } = await dataDirectory();
		const [event] = (await recorded()).filter(
			({ interaction }) => interaction === 'fhir-change-received',
		);
		assert.deepEqual(event?.patient, key.pseudonym('fhir', 'Patient/zz1'));
		assert.equal(event?.objects[0].pseudonym, key.pseudonym('fhir', 'Observation/a').pseudonym);
	});

	test('seals the record unless told otherwise', async () => {
		const items = await publish({ sealOutput: true }, {}, 'node-sealed');
		server.now += 60_000;
		server.write('sealed', { body: { valueString: 'ZZSECRETVALUE' } });
		await until('the change comes', () => items.length === 1);
		const text = JSON.stringify(items[0]);
		assert.ok(!text.includes('ZZSECRETVALUE') && !text.includes('Observation/sealed'));
		assert.equal((items[0] as Record<string, any>).resource.status, 'final');
		assert.equal((items[0] as Record<string, any>).change.resourceType, 'Observation');
	});

	test('goes on behind a restart where it stopped, each workflow at its own place', async () => {
		const [first, second] = [await publish({}, {}, 'one'), await publish({}, {}, 'two')];
		server.now += 60_000;
		server.write('both');
		await until('both get it', () => first.length === 1 && second.length === 1);
		for (const end of ends.splice(0)) await end();
		server.now += 3_600_000;
		server.write('meanwhile');
		const again = await publish({}, { getActivationMode: () => 'init' }, 'one');
		await until('it catches up', () => again.length === 1);
		const anew = await publish({ options: { afterPause: 'anew' } }, {}, 'two');
		await sleep(1_200);
		assert.equal(anew.length, 0, 'the other one was told to start anew');
	});

	test('starts while the server is down when it knows its position, and fails clearly when not', async () => {
		await publish({}, {}, 'known');
		for (const end of ends.splice(0)) await end();
		server.habits = { unavailable: 1 };
		const items = await publish({}, { getActivationMode: () => 'init' }, 'known');
		server.now += 60_000;
		server.write('later');
		await sleep(300);
		server.habits = {};
		await until('it comes as soon as the server is back', () => items.length === 1);
		server.habits = { unavailable: 1 };
		await assert.rejects(publish({}, {}, 'unknown'), /not available.*Try again later/);
	});

	test('gives one item for all changed records of a patient', async () => {
		const items = await publish({ startFor: 'patient' }, {}, 'together');
		server.now += 60_000;
		for (const id of ['g1', 'g2']) {
			server.write(id, { body: { subject: { reference: 'Patient/zz7' } } });
		}
		await until('they come', () => items.length === 1);
		const { resources, change } = items[0] as Record<string, any>;
		assert.deepEqual(
			resources.map(({ id }: { id: string }) => id),
			['g1', 'g2'],
		);
		assert.deepEqual([change.count, change.patient], [2, 'Patient/zz7']);
	});

	test('gives a test run the newest record, and leaves the position alone', async () => {
		server.now += 60_000;
		server.write('newest');
		const tried: Values[] = [];
		const functions = {
			...common({ sealOutput: false }, 'manual'),
			getMode: () => 'manual',
			emit: ([[item]]: INodeExecutionData[][]) => void tried.push(item!.json as Values),
		};
		const { manualTriggerFunction, closeFunction } = await node.trigger.call(
			functions as unknown as ITriggerFunctions,
		);
		await manualTriggerFunction?.();
		await closeFunction?.();
		const { workItem, resource } = tried[0] as Record<string, any>;
		assert.deepEqual([workItem.test, resource.id], [true, 'newest']);
		assert.ok((await recorded()).some(({ interaction }) => interaction === 'fhir-sample-read'));
	});

	test('gives a test run the next change when that is wanted', async () => {
		const tried: Values[] = [];
		const functions = {
			...common({ sealOutput: false, testWith: 'next' }, 'manual'),
			getMode: () => 'manual',
			emit: ([[item]]: INodeExecutionData[][]) => void tried.push(item!.json as Values),
		};
		const { manualTriggerFunction, closeFunction } = await node.trigger.call(
			functions as unknown as ITriggerFunctions,
		);
		const waiting = manualTriggerFunction?.();
		await sleep(200);
		server.now += 60_000;
		server.write('next');
		await waiting;
		await closeFunction?.();
		assert.equal((tried[0] as Record<string, any>).resource.id, 'next');
	});

	test('subscribes when the workflow is published, is woken, and unsubscribes', async () => {
		const watch = { watch: 'subscription', everySeconds: 600 };
		const { call, url } = hooks(watch);
		assert.equal(await call('checkExists'), false);
		assert.equal(await call('create'), true);
		assert.equal(await call('checkExists'), true);
		const items = await publish(watch, {}, SUBSCRIBER);
		const [{ headers, resource }] = [...server.subscriptions.values()] as [any];
		assert.equal(resource.channel.endpoint, url);
		const [name, secret] = String(headers[0]).split(': ') as [string, string];
		const knock = async (value: string) =>
			await fetch(url, { method: 'POST', headers: { [name]: value }, body: '' });
		for (const wrong of ['', `${secret}0`, secret.toUpperCase().replace(/\d/g, '0')]) {
			const answer = await knock(wrong);
			assert.deepEqual([answer.status, await answer.text()], [404, '']);
		}
		server.now += 60_000;
		server.write('woken');
		const answer = await knock(secret);
		assert.deepEqual([answer.status, await answer.text()], [200, ''], 'nothing is echoed');
		await until('it comes long before the next look', () => items.length === 1);
		assert.ok(
			(await recorded()).some(({ interaction }) => interaction === 'fhir-notification-refused'),
		);
		assert.equal(await call('delete'), true);
		assert.equal(server.subscriptions.size, 0);
		assert.equal((await knock(secret)).status, 404, 'the secret has ended with it');
	});

	test('does not subscribe where nobody can, and says so', async () => {
		server.habits = { unavailable: 1 };
		const watch = { watch: 'subscription' };
		await assert.rejects(hooks(watch).call('create'), /not available/);
		assert.equal(await hooks(watch).call('delete'), true, 'switching off never fails');
	});

	test('has a webhook only in a published workflow that subscribes', () => {
		const methods = node.description.webhooks!.map(({ httpMethod }) => String(httpMethod));
		const evaluated = (active: boolean, watch: string) =>
			methods.map((text) => {
				const code = /^=\{\{ (.*) \}\}$/.exec(text)?.[1] ?? '';
				const run = new Function('$workflow', '$parameter', `return ${code}`) as (
					...given: unknown[]
				) => string;
				return run({ active }, { watch });
			});
		assert.deepEqual(evaluated(true, 'subscription'), ['POST', 'PUT']);
		assert.deepEqual(evaluated(false, 'subscription'), ['', '']);
		assert.deepEqual(evaluated(true, 'search'), ['', '']);
	});

	test('leaves no token, secret or record in plain text behind', async () => {
		assert.equal(await plainText(join(root, 'data'), [TOKEN, 'ZZSECRETVALUE', 'Patient/zz']), 0);
	});
});

describe('the fields of the FHIR Trigger', () => {
	const read = (values: Values) =>
		readSettings((name, fallback) => ({ ...defaults, ...values })[name] ?? fallback);
	const criterion = (name: string, value: string) => ({
		parameters: { parameter: [{ name, value, comparison: 'is' }] },
	});

	test('have sane defaults', () => {
		const { type, by, look, outage, since, subscription } = read({});
		assert.deepEqual([type, by, since, subscription], ['Patient', 'search', undefined, undefined]);
		assert.deepEqual(look, { overlapMs: 150_000, limit: 10_000, pageSize: 200 });
		assert.deepEqual(outage, { everyMs: 15_000, longestMs: 300_000, patienceMs: 900_000 });
	});

	test('take criteria, but none that would hide changes', () => {
		assert.deepEqual(read(criterion('status', 'final')).criteria, { status: ['final'] });
		for (const name of ['_lastUpdated', '_sort', '_count', '_summary', '_elements', '_include']) {
			assert.throws(() => read(criterion(name, 'x')), { code: 'field-invalid' });
		}
		assert.throws(() => read(criterion('status', '')), { code: 'fhir-search-value-missing' });
		assert.deepEqual(read({ ...criterion('status', 'final'), watch: 'history' }).criteria, {});
	});

	test('take a date in the time zone of the workflow unless it names its own', () => {
		const since = (text: string) =>
			new Date(
				readSettings(
					(name, fallback) => ({ ...defaults, startWith: 'date', since: text })[name] ?? fallback,
					'Europe/Berlin',
				).since ?? 0,
			).toISOString();
		assert.equal(since('2026-07-01T08:00:00'), '2026-07-01T06:00:00.000Z');
		assert.equal(since('2026-12-01 08:00'), '2026-12-01T07:00:00.000Z');
		assert.equal(since('2026-12-01'), '2026-11-30T23:00:00.000Z');
		assert.equal(since('2026-03-29T03:30:00'), '2026-03-29T01:30:00.000Z', 'the clocks go forward');
		assert.equal(since('2026-07-01T08:00:00.000-04:00'), '2026-07-01T12:00:00.000Z');
		assert.throws(() => since('yesterday'), { code: 'field-invalid' });
	});

	test('refuse what cannot be meant, and name the field', () => {
		const bad: Array<[Values, RegExp]> = [
			[{ everySeconds: 0 }, /Look Every/],
			[{ everySeconds: 'often' }, /Look Every/],
			[{ options: { lookBackSeconds: 0 } }, /Look Back/],
			[{ startWith: 'date', since: '' }, /Since/],
			[{ priority: 'whenever' }, /Priority/],
			[{ watch: 'subscription', subscriptionForm: 'topic', topic: 'lab' }, /Topic/],
		];
		for (const [values, message] of bad) assert.throws(() => read(values), { message });
	});

	test('of a topic ask for a sign of life unless it is switched off', () => {
		const topic = {
			watch: 'subscription',
			subscriptionForm: 'topic',
			topic: 'https://zz.example/t',
		};
		assert.deepEqual(read(topic).subscription, {
			topic: 'https://zz.example/t',
			checkMs: 300_000,
			heartbeatSeconds: 60,
		});
		const none = read({ ...topic, options: { heartbeatSeconds: 0 } }).subscription;
		assert.equal(none?.heartbeatSeconds, undefined);
	});
});
