import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plainText } from '../campaign/fhir/leaks.ts';
import { startEhr, type Ehr } from '../hospital/ehr.ts';
import type { WorkflowImport } from '../n8n/api.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { peer } from '../peers/require.ts';

/** Names of patients that must stand in no file of n8n. */
const NAMES = ['ZZEINSPERSON', 'ZZZWEIPERSON', 'ZZDREIPERSON'];

let dir = '';
let ehr: Ehr;
let booted: N8n | undefined;
let workflows: string[] = [];

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-fhir-trigger-'));
	await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
	ehr = await startEhr();
});

after(async () => {
	await booted?.stop();
	await ehr.stop();
	await rm(dir, { recursive: true, force: true });
});

/** One n8n for the file, with a workflow that searches and one that subscribes. */
async function n8n(t: TestContext): Promise<N8n | undefined> {
	booted ??= await peer(t, async () => {
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
		};
		return await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
	});
	if (booted === undefined || workflows.length > 0) return booted;
	const data = { baseUrl: ehr.url, authentication: 'none' };
	await booted.api.importCredentials([{ id: 'ehr', name: 'EHR', type: 'fhirServerApi', data }]);
	workflows = await booted.api.importWorkflows([
		workflow('search', { everySeconds: 1 }),
		workflow('subscription', { watch: 'subscription', everySeconds: 3600 }),
	]);
	return booted;
}

const workflow = (name: string, parameters: Record<string, unknown>): WorkflowImport => ({
	name,
	settings: { executionOrder: 'v1' },
	connections: { Chart: { main: [[{ node: 'Close', type: 'main', index: 0 }]] } },
	nodes: [
		{
			id: `chart-${name}`,
			name: 'Chart',
			type: 'n8n-nodes-hospital.fhirTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: `zz-${name}`,
			parameters: {
				resourceType: { __rl: true, mode: 'name', value: 'Patient' },
				owner: 'ZZTEST team',
				...parameters,
			},
			credentials: { fhirServerApi: { id: 'ehr', name: 'EHR' } },
		},
		{
			id: `close-${name}`,
			name: 'Close',
			type: 'n8n-nodes-hospital.workItem',
			typeVersion: 1,
			position: [200, 0],
			parameters: { operation: 'close', state: 'DELIVERED' },
		},
	],
});

async function admit(family: string): Promise<void> {
	const body = JSON.stringify({ resourceType: 'Patient', name: [{ family }] });
	const headers = { 'content-type': 'application/fhir+json' };
	const { status } = await fetch(`${ehr.url}/Patient`, { method: 'POST', headers, body });
	assert.equal(status, 201);
}

interface Subscription {
	id: string;
	status: string;
	channel: { endpoint: string; payload?: string };
}

async function subscriptions(): Promise<Subscription[]> {
	const answer = await fetch(`${ehr.url}/Subscription`);
	const { entry = [] } = (await answer.json()) as { entry?: Array<{ resource: Subscription }> };
	return entry.map(({ resource }) => resource);
}

const ended = (count: number) => (executions: Array<{ status: string }>) =>
	executions.filter(({ status }) => status === 'success').length >= count;

test('a change starts both workflows once, and its record stays sealed', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await site.api.publish(workflows);
	const [subscription, ...more] = await subscriptions();
	assert.deepEqual(
		[subscription?.status, subscription?.channel.payload, more],
		['active', undefined, []],
	);
	await admit('ZZEINSPERSON');
	for (const id of workflows) {
		const { id: execution } = await site.api.waitForExecution(id, 20_000, ended(1));
		const { data } = await site.api.execution(execution);
		const [item] = data?.resultData.runData.Chart?.[0]?.data?.main?.[0] ?? [];
		const { resource, change } = item?.json as Record<string, any>;
		assert.deepEqual([resource.resourceType, change.foundBy], ['Patient', 'search']);
		assert.match(resource.name[0].family, /^sealed:/);
	}
});

test('a test run in the editor takes the newest record instead of waiting for the webhook', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const [, id = ''] = workflows;
	const workflowData = await site.api.request('GET', `/rest/workflows/${id}`);
	const asked = { workflowData, triggerToStartFrom: { name: 'Chart' } };
	const answer = await site.api.request<Record<string, unknown>>(
		'POST',
		`/rest/workflows/${id}/run`,
		asked,
	);
	assert.ok(answer.executionId !== undefined, JSON.stringify(answer));
});

test('killed and started again it goes on where it stopped, with the same subscription', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const before = await subscriptions();
	await site.kill9();
	await admit('ZZZWEIPERSON');
	await site.restart();
	assert.deepEqual(
		(await subscriptions()).map(({ id }) => id),
		before.map(({ id }) => id),
	);
	await admit('ZZDREIPERSON');
	for (const id of workflows) {
		const triggered = (list: Array<{ status: string; mode: string }>) =>
			list.filter(({ status, mode }) => status === 'success' && mode === 'trigger').length;
		await site.api.waitForExecution(id, 30_000, (list) => triggered(list) >= 3);
		await sleep(2_000);
		assert.equal(triggered(await site.api.executions(id)), 3, 'each of the three once');
	}
});

test('the webhook tells a stranger nothing', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const [subscription] = await subscriptions();
	for (const method of ['POST', 'PUT']) {
		const headers = { 'content-type': 'application/json' };
		const body = '{"resourceType":"Patient"}';
		const answer = await fetch(subscription!.channel.endpoint, { method, headers, body });
		assert.deepEqual([answer.status, await answer.text()], [404, '']);
	}
});

test('switched off the subscription is gone, and no file or log of n8n names a patient', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await site.api.unpublish(workflows);
	for (const deadline = Date.now() + 10_000; (await subscriptions()).length > 0; await sleep(100)) {
		assert.ok(Date.now() < deadline, 'the subscription is still there');
	}
	const log = await site.log();
	assert.ok(NAMES.every((name) => !log.includes(name)));
	await site.stop();
	booted = undefined;
	assert.equal(await plainText(dir, NAMES), 0);
});
