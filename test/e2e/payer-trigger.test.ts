import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	openCases,
	openingOf,
	priorAuthKey,
	type Cases,
} from '../../dist/nodes/PriorAuth/cases/index.js';
import { SiteKey } from '../../dist/nodes/shared/keys.js';
import { plainText } from '../campaign/fhir/leaks.ts';
import { startPayer, type Payer } from '../hospital/payer/index.ts';
import type { WorkflowImport } from '../n8n/api.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { peer } from '../peers/require.ts';
import { opening, packet } from '../unit/priorauth/case-build.ts';
import { golden, resourceOf, type Json } from '../unit/priorauth/golden.ts';

/** Number of the organization that asks in the published referral. */
const ORGANIZATION = '8189991234';
/** What must stand in no file of n8n. */
const [FAMILY, NUMBER] = ['ZZPAYERPERSON', 'ZZMRN-7711'];
const HOUR = 3_600_000;

let dir = '';
let payer: Payer;
let cases: Cases;
let booted: N8n | undefined;
let decisions = '';
let clocks = '';
let figures = '';

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-payer-trigger-'));
	await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
	payer = await startPayer({ lenient: true });
});

after(async () => {
	await booted?.stop();
	await payer.stop();
	await rm(dir, { recursive: true, force: true });
});

/** One n8n for the file, with a workflow for decisions and one for clocks. */
async function n8n(t: TestContext): Promise<N8n | undefined> {
	if (booted !== undefined) return booted;
	booted = await peer(t, async () => {
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
		};
		return await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
	});
	if (booted === undefined) return undefined;
	const data = { baseUrl: payer.fhir, authentication: 'none' };
	await booted.api.importCredentials([{ id: 'payer', name: 'Payer', type: 'fhirServerApi', data }]);
	[decisions = '', clocks = '', figures = ''] = await booted.api.importWorkflows([
		workflow('decision', { event: 'decision', organizations: ORGANIZATION }),
		workflow('clock', { event: 'clock' }),
		FIGURES,
	]);
	await booted.api.publish([decisions, clocks]);
	// The desk that submits is another process than n8n's main.
	const root = join(dir, 'data');
	cases = await openCases(root, {
		key: priorAuthKey(SiteKey.read(join(dir, 'hospital.key'), root)),
	});
	return booted;
}

const workflow = (name: string, parameters: Record<string, unknown>): WorkflowImport => ({
	name,
	settings: { executionOrder: 'v1' },
	connections: {
		Payer: { main: [[{ node: name === 'clock' ? 'Step' : 'Close', type: 'main', index: 0 }]] },
		Step: { main: [[{ node: 'Close', type: 'main', index: 0 }]] },
	},
	nodes: [
		{
			id: `step-${name}`,
			name: 'Step',
			type: 'n8n-nodes-hospital.priorAuthorization',
			typeVersion: 1,
			position: [100, 0],
			parameters: { operation: 'recordStep', paStep: 'peer-to-peer' },
		},
		{
			id: `payer-${name}`,
			name: 'Payer',
			type: 'n8n-nodes-hospital.priorAuthTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: `zz-${name}`,
			parameters: { owner: 'ZZTEST desk', ...parameters },
			...(name === 'decision' && {
				credentials: { fhirServerApi: { id: 'payer', name: 'Payer' } },
			}),
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

const FIGURES: WorkflowImport = {
	name: 'figures',
	settings: { executionOrder: 'v1' },
	connections: { Start: { main: [[{ node: 'Figures', type: 'main', index: 0 }]] } },
	nodes: [
		{
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'figures',
			name: 'Figures',
			type: 'n8n-nodes-hospital.priorAuthorization',
			typeVersion: 1,
			position: [200, 0],
			parameters: {
				operation: 'metrics',
				paFirstMonth: '2026-01',
				paLastMonth: new Date().toISOString().slice(0, 7),
			},
		},
	],
};

const request = (value: string): Json => {
	const bundle = golden('request-referral');
	bundle.identifier.value = value;
	const patient = resourceOf(bundle, 'Patient');
	patient.name[0].family = FAMILY;
	patient.identifier[0].value = NUMBER;
	return { ...packet(), identifier: { ...packet().identifier, value }, bundle };
};

/** What Submit does: the case, then the packet. The payer pends it. */
async function submit(value: string): Promise<void> {
	const sent = request(value);
	await cases.open(openingOf(sent, { submittedAt: new Date().toISOString() }));
	const response = await fetch(`${payer.fhir}/Claim/$submit`, {
		method: 'POST',
		headers: { 'content-type': 'application/fhir+json', 'x-payer-outcome': 'pended' },
		body: JSON.stringify(sent.bundle),
	});
	assert.equal(response.status, 200, await response.text());
}

const succeeded = (list: Array<{ status: string; mode: string }>): number =>
	list.filter(({ status, mode }) => status === 'success' && mode === 'trigger').length;

async function itemOf(site: N8n, id: string, count: number): Promise<Record<string, any>> {
	const [item] = await itemsOf(site, id, count);
	return item ?? {};
}

/** What the trigger gave each time, the newest first. */
async function itemsOf(site: N8n, id: string, count: number): Promise<Array<Record<string, any>>> {
	await site.api.waitForExecution(id, 40_000, (list) => succeeded(list) >= count);
	const ended = (await site.api.executions(id)).filter((one) => succeeded([one]) === 1);
	const items: Array<Record<string, any>> = [];
	for (const { id: execution } of ended) {
		const { data } = await site.api.execution(execution);
		const [item] = data?.resultData.runData.Payer?.[0]?.data?.main?.[0] ?? [];
		items.push(item?.json as Record<string, any>);
	}
	return items;
}

const posted = async (endpoint: string, secret?: string): Promise<Response> =>
	await fetch(endpoint, {
		method: 'POST',
		headers: {
			'content-type': 'application/fhir+json',
			...(secret !== undefined && { 'x-hospital-payer': secret }),
		},
		body: JSON.stringify({ resourceType: 'Bundle' }),
	});

let endpoint = '';

test('published it subscribes, and a decision of the payer starts the workflow once, sealed', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await submit('ZZ-ONE');
	const asked = payer.requests('subscription').find(({ method }) => method === 'POST');
	endpoint = (asked?.body as Json).channel.endpoint;
	const deliveries = await payer.notify('ZZ-ONE', 'approved', { times: 2 });
	assert.ok(
		deliveries.every(({ status }) => status === 200),
		JSON.stringify(deliveries),
	);
	const item = await itemOf(site, decisions, 1);
	const { match, outcome, effect, patient } = item.priorAuthFollowUp;
	assert.deepEqual([match, outcome, effect], ['matched', 'approved', 'first']);
	assert.match(patient, /^sealed:/);
	assert.match(item.priorAuthDecision.authorizationNumbers[0], /^sealed:/);
	assert.equal(item.priorAuthRequest.identifier.value, 'ZZ-ONE');
	await sleep(1_500);
	assert.equal(succeeded(await site.api.executions(decisions)), 1, 'twice told is once started');
	assert.equal((await cases.list())[0]?.state, 'decided');
});

test('an answer about another patient goes to a person and touches no case', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await submit('ZZ-TWO');
	await payer.notify('ZZ-TWO', 'denied', { otherPatient: true });
	const { priorAuthFollowUp, payerAnswer } = await itemOf(site, decisions, 2);
	assert.deepEqual(
		[priorAuthFollowUp.match, priorAuthFollowUp.reasons],
		['unmatched', ['other-patient']],
	);
	assert.match(JSON.stringify(payerAnswer), /sealed:/);
	const [of] = (await cases.list()).filter((one) => one.opening.identifier.value === 'ZZ-TWO');
	assert.equal(of?.decision, undefined);
});

test('whoever does not know the secret learns nothing', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	for (const secret of [undefined, 'a'.repeat(64)]) {
		const answer = await posted(endpoint, secret);
		assert.deepEqual([answer.status, await answer.text()], [404, '']);
	}
	const wrong = await payer.notify('ZZ-TWO', 'approved', { secret: 'wrong' });
	assert.ok(wrong.every(({ status }) => status === 404));
});

test('a milestone starts the workflow within a minute', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const identifier = { system: 'http://example.org/packets', value: 'ZZ-CLOCK' };
	const received = new Date(Date.now() - 36 * HOUR + 5_000).toISOString();
	await cases.open(
		opening({ identifier, trace: identifier, urgency: 'expedited', submittedAt: received }),
	);
	await cases.received({ identifier }, received);
	const { priorAuthFollowUp } = await itemOf(site, clocks, 1);
	const { clock, dueAt } = priorAuthFollowUp;
	assert.deepEqual(
		[clock.name, clock.mark, clock.overdue, clock.late],
		['decision', '50', false, false],
	);
	assert.equal(Date.parse(dueAt), Date.parse(received) + 72 * HOUR);
});

test('what came due while n8n did not run is told once after its start, and the subscription stays', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const before = payer.requests('subscription').filter(({ method }) => method === 'POST').length;
	await site.kill9();
	const identifier = { system: 'http://example.org/packets', value: 'ZZ-LATE' };
	const received = new Date(Date.now() - 80 * HOUR).toISOString();
	await cases.open(
		opening({ identifier, trace: identifier, urgency: 'expedited', submittedAt: received }),
	);
	await cases.received({ identifier }, received);
	await submit('ZZ-THREE');
	await site.restart();
	const { priorAuthFollowUp } = await itemOf(site, clocks, 2);
	const { clock, identifier: named } = priorAuthFollowUp;
	assert.equal(named.value, 'ZZ-LATE');
	assert.deepEqual(
		[clock.mark, clock.with, clock.overdue, clock.late],
		['100', ['50', '75', '90'], true, true],
	);
	await payer.notify('ZZ-THREE', 'denied');
	// The one with the wrong secret was never taken: its number is missing, and a person is told.
	const [one, other] = (await itemsOf(site, decisions, 4)).map((item) => item.priorAuthFollowUp);
	assert.deepEqual([one, other].map(({ outcome, reasons }) => outcome ?? reasons[0]).sort(), [
		'denied',
		'notifications-missed',
	]);
	await sleep(16_000);
	assert.equal(succeeded(await site.api.executions(clocks)), 2, 'each of them once');
	const posts = payer.requests('subscription').filter(({ method }) => method === 'POST').length;
	assert.equal(posts, before, 'the subscription of before is still used');
});

test('a test run in the editor takes the newest case', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	for (const id of [decisions, clocks]) {
		const workflowData = await site.api.request('GET', `/rest/workflows/${id}`);
		const { executionId } = await site.api.request<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{ workflowData, triggerToStartFrom: { name: 'Payer' } },
		);
		assert.ok(executionId !== undefined);
		await site.api.waitForExecution(id, 20_000, (list) =>
			list.some(({ status, mode }) => status === 'success' && mode === 'manual'),
		);
	}
});

test('the figures of the register come as numbers, as a table and as a page, without a patient', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	const workflowData = await site.api.request('GET', `/rest/workflows/${figures}`);
	await site.api.request('POST', `/rest/workflows/${figures}/run`, {
		workflowData,
		triggerToStartFrom: { name: 'Start' },
	});
	const done = (list: Array<{ status: string }>) => list.some(({ status }) => status === 'success');
	const { id } = await site.api.waitForExecution(figures, 20_000, done);
	const { data } = await site.api.execution(id);
	const [item] = data?.resultData.runData.Figures?.[0]?.data?.main?.[0] ?? [];
	const { priorAuthMetrics, priorAuthReport } = item?.json as Record<string, any>;
	const { submitted, decided, outcomes, overdue, appeals } = priorAuthMetrics.total;
	assert.deepEqual([submitted, decided, outcomes], [5, 2, { approved: 1, denied: 1 }]);
	// The step of the workflow of the clocks was written down for each of the two it started for.
	assert.deepEqual([overdue, appeals], [1, 2]);
	assert.match(priorAuthReport.csv, /^month,submitted/);
	assert.match(priorAuthReport.html, /<svg/);
});

test('switched off the subscription is gone, and no file or log of n8n names a patient', async (t) => {
	const site = await n8n(t);
	if (site === undefined) return;
	await site.api.unpublish([decisions, clocks]);
	for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
		const gone = payer.requests('subscription').some(({ method }) => method === 'DELETE');
		if (gone) break;
		assert.ok(Date.now() < deadline, 'the subscription is still there');
	}
	const log = await site.log();
	assert.ok(![FAMILY, NUMBER].some((name) => log.includes(name)));
	await site.stop();
	booted = undefined;
	assert.equal(await plainText(dir, [FAMILY, NUMBER]), 0);
});
