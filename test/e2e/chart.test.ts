import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../hospital/people.ts';
import { needlesOf, type Needle } from '../hospital/planted.ts';
import type { Execution } from '../n8n/api.ts';
import { PeerUnavailable, peerMissing } from '../peers/require.ts';
import { bridgeWorks, publishBridge } from './chart/bridge.ts';
import { ADMITTED } from './chart/messages.ts';
import { ChartServer, type Stored } from './chart/chart-server.ts';
import { draftsOf, isSealed, textIn, wasRecorded, wasWritten } from './chart/checks.ts';
import { output, Ward } from './chart/ward.ts';
import { SIGNER, subscribingWorkflow, wholeWorkflow } from './chart/workflows.ts';

const SERVERS = ['embedded', 'hapi'] as const;
type Name = (typeof SERVERS)[number];

const TOKENS: Record<Name, string> = {
	embedded: 'zz-planted-access-token-one',
	hapi: 'zz-planted-access-token-two',
};

/** Of the draft: quotes, a line end and letters outside ASCII are where texts get damaged. */
const textOf = (name: string, n: number): string =>
	`ZZPLANTED-TEXT-${name}-${n}: Ödem "beidseits",\nno \\ change. {"resourceType":"Patient"}`;

describe('the chart in n8n', { timeout: 900_000 }, () => {
	let ward: Ward | undefined;
	let missing = '';
	const servers = new Map<Name, ChartServer>();
	const absent = new Map<Name, string>();
	const whole = new Map<Name, string>();
	let subscribing = '';
	const bridges = new Map<Name, string>();
	/** How many executions of the whole workflow there must be by now. */
	const started: Record<Name, number> = { embedded: 0, hapi: 0 };

	before(async () => {
		const starting: Record<Name, Promise<ChartServer>> = {
			embedded: ChartServer.embedded(TOKENS.embedded),
			hapi: ChartServer.hapi(TOKENS.hapi),
		};
		const opening = Ward.open();
		opening.catch(() => undefined);
		for (const name of SERVERS) {
			try {
				servers.set(name, await starting[name]);
			} catch (error) {
				if (!(error instanceof PeerUnavailable)) throw error;
				absent.set(name, error.message);
			}
		}
		try {
			ward = await opening;
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			missing = error.message;
			return;
		}
		const { api } = ward.n8n;
		for (const [name, server] of servers) {
			await ward.connect(server);
			whole.set(name, (await api.importWorkflows([wholeWorkflow(name)]))[0] ?? '');
		}
		await api.publish([...whole.values()]);
		subscribing = (await api.importWorkflows([subscribingWorkflow('embedded')]))[0] ?? '';
	});
	after(async () => {
		await ward?.close();
		for (const server of servers.values()) await server.stop();
	});

	type Body = (ward: Ward, chart: ChartServer, workflow: string) => Promise<void>;

	/** Runs a test against one server, or says loudly what it lacks. */
	const against = (name: Name, body: Body) => async (t: TestContext) => {
		if (ward === undefined) return peerMissing(t, missing);
		const chart = servers.get(name);
		if (chart === undefined) return peerMissing(t, absent.get(name) ?? name);
		await body(ward, chart, whole.get(name) ?? '');
	};

	for (const name of SERVERS) {
		/** Writes a result and waits for the execution that it starts. */
		const change = async (here: Ward, chart: ChartServer, who: Person, n: number) => {
			const stored = await chart.put(chart.result(who, 1 + n / 10, textOf(name, n)));
			started[name] += 1;
			const runs = await here.delivered(whole.get(name) ?? '', started[name]);
			return { stored, run: runs.at(-1) as Execution };
		};

		test(
			`${name}: a changed result is read, searched, validated, drafted and signed`,
			against(name, async (here, chart) => {
				const person = chart.person(0);
				const { stored, run } = await change(here, chart, person, 0);
				const [started] = output(run, 'Chart');
				assert.equal(started.change.version, stored.meta.versionId);
				assert.equal(started.resource.resourceType, 'Observation');
				assert.equal(output(run, 'Read Patient')[0].resource.resourceType, 'Patient');
				const orders = output(run, 'Find Order');
				assert.deepEqual(
					orders.map(({ resource }) => [resource.resourceType, resource.status]),
					[['ServiceRequest', 'active']],
				);
				const [{ chartContext, validation }] = output(run, 'Validate');
				assert.equal(chartContext.purpose, 'discharge-summary');
				assert.equal(chartContext.counts.patient, 1);
				assert.equal(chartContext.counts.encounter, 1);
				assert.equal(chartContext.counts.orders, 1);
				assert.deepEqual([validation.valid, validation.errors], [true, 0]);
				const [last] = output(run, 'Close');
				assert.deepEqual(last.chart.outcomes, ['created', 'created']);
				assert.equal(last.draftDocument.status, 'final');
				assert.equal(last.workItem.state, 'DELIVERED');
				await wasWritten(chart, person, last.workItem.id, textOf(name, 0));
				await wasRecorded(here, chart, person, stored, last.workItem.id);
				isSealed(run, secretsOf([chart]));
			}),
		);

		test(
			`${name}: what does not fit the criteria starts nothing`,
			against(name, async (here, chart, workflow) => {
				await chart.put(chart.result(chart.person(1), 5, textOf(name, 99), '718-7'));
				await sleep(2_500);
				assert.equal((await here.delivered(workflow, started[name])).length, started[name]);
			}),
		);

		test(
			`${name}: a record that is changed twice comes twice, each time in its version`,
			against(name, async (here, chart) => {
				const person = chart.person(1);
				const versions: string[] = [];
				for (const n of [1, 2]) {
					const { stored, run } = await change(here, chart, person, n);
					const [{ change: told }] = output(run, 'Chart');
					assert.equal(told.version, stored.meta.versionId);
					versions.push(told.version);
				}
				assert.notEqual(versions[0], versions[1]);
				const drafts = await draftsOf(chart, person);
				assert.deepEqual(
					drafts.map(({ content }) => textIn(content)).sort(),
					[1, 2].map((n) => textOf(name, n)),
				);
			}),
		);
	}

	test(
		'a test run in the editor goes through every step and leaves nothing in the chart',
		against('embedded', async (here, chart, workflow) => {
			const before = await everythingWritten(chart);
			const { api } = here.n8n;
			const workflowData = await api.request('GET', `/rest/workflows/${workflow}`);
			const { executionId } = await api.request<{ executionId: string }>(
				'POST',
				`/rest/workflows/${workflow}/run`,
				{ workflowData, triggerToStartFrom: { name: 'Chart' } },
			);
			for (const deadline = Date.now() + 120_000; ; await sleep(200)) {
				const { status } = await api.execution(executionId, false);
				if (status === 'waiting') await here.review(executionId);
				if (!['new', 'running', 'waiting'].includes(status)) break;
				assert.ok(Date.now() < deadline, 'the test run does not end');
			}
			const run = await api.execution(executionId);
			assert.equal(run.status, 'success', run.data?.resultData.error?.message);
			const [last] = output(run, 'Close');
			assert.deepEqual(last.chart.outcomes, ['not-written', 'not-written']);
			assert.equal(last.draftDocument.status, 'not-signed');
			assert.equal(last.workItem.test, true);
			assert.deepEqual(await everythingWritten(chart), before);
			isSealed(run, secretsOf([chart]));
		}),
	);

	test(
		'the lists beside the fields come from the server, through the route of the editor',
		against('embedded', async (here) => {
			const list = async (methodName: string, filter: string, parameters: object = {}) =>
				await here.n8n.api.request<{ results: Array<{ name: string; value: string }> }>(
					'POST',
					'/rest/dynamic-node-parameters/resource-locator-results',
					{
						path: 'parameters.resourceType',
						nodeTypeAndVersion: { name: 'n8n-nodes-hospital.fhir', version: 1 },
						currentNodeParameters: { operation: 'search', ...parameters },
						credentials: await credentialOf(here, whole.get('embedded') ?? ''),
						methodName,
						filter,
					},
				);
			const { results: types } = await list('resourceTypes', 'observ');
			assert.ok(types.some(({ value }) => value === 'Observation'));
			assert.ok(types.every(({ value }) => /observ/i.test(value)));
			const resourceType = { __rl: true, mode: 'list', value: 'Observation' };
			const { results: names } = await list('searchParameters', 'code', { resourceType });
			assert.deepEqual(
				names.find(({ value }) => value === 'code'),
				{ name: 'code (code or identifier)', value: 'code' },
			);
			const { results: includes } = await list('includes', 'subject', { resourceType });
			assert.ok(includes.some(({ value }) => value.startsWith('Observation:subject')));
		}),
	);

	test(
		'a subscription is confirmed, wakes the workflow, and the record is read from the server',
		against('embedded', async (here, chart) => {
			await here.n8n.api.publish([subscribing]);
			const deliveries = (kind: string) =>
				chart.ehr?.subscriptions.deliveries.filter((one) => one.kind === kind && one.delivered) ??
				[];
			await confirmed(chart);
			assert.equal((await chart.search('Subscription?_count=10')).length, 1);
			assert.equal(deliveries('handshake').length, 1);
			const { run } = await changeOnce(here, chart, 2);
			assert.ok(deliveries('event-notification').length > 0);
			const [{ change: told, resource }] = output(run, 'Read Again');
			assert.equal(resource.meta.versionId, told.version);
			isSealed(run, secretsOf([chart]));
		}),
	);

	test(
		'a notification with a wrong secret is answered like an unknown address, and starts nothing',
		against('embedded', async (here, chart) => {
			const [{ channel }] = await chart.search('Subscription?_count=10');
			const [header = ''] = channel.header as string[];
			const [name = '', secret = ''] = header.split(': ');
			assert.match(secret, /^[0-9a-f]{64}$/);
			const wrong = secret.replace(/^./, (first) => (first === '0' ? '1' : '0'));
			for (const given of [undefined, '', wrong, secret.slice(1)]) {
				const answer = await fetch(channel.endpoint, {
					method: 'POST',
					headers: {
						'content-type': 'application/fhir+json',
						...(given !== undefined && { [name]: given }),
					},
					body: JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [] }),
				});
				assert.deepEqual([answer.status, await answer.text()], [404, '']);
			}
			const refused = await here.recorded(
				'the refusal',
				({ interaction }) => interaction === 'fhir-notification-refused',
			);
			assert.equal(refused.outcomeReason, 'secret-wrong');
			await here.delivered(subscribing, 1);
		}),
	);

	for (const name of SERVERS) {
		test(
			`${name}: HL7 messages come into the chart, a corrected result takes the place of the first`,
			against(name, async (here, chart) => {
				const { id, port } = await publishBridge(here, chart);
				bridges.set(name, id);
				await bridgeWorks({ ward: here, chart, workflow: id, port }, secretsOf([chart]));
			}),
		);
	}

	test('what changed while n8n was down is picked up once, and nothing comes again', async (t) => {
		if (ward === undefined) return peerMissing(t, missing);
		const here = ward;
		await here.n8n.stop();
		const written = new Map<Name, Stored>();
		for (const [name, chart] of servers) {
			await chart.put(chart.result(chart.person(3), 2, textOf(name, 4)));
			written.set(name, await chart.put(chart.result(chart.person(3), 3, textOf(name, 5))));
			started[name] += 1;
		}
		await here.n8n.restart();
		for (const [name, chart] of servers) {
			const runs = await here.delivered(whole.get(name) ?? '', started[name]);
			const [{ change: told }] = output(runs.at(-1) as Execution, 'Chart');
			assert.equal(told.version, written.get(name)?.meta.versionId, 'a search shows the latest');
			const drafts = await draftsOf(chart, chart.person(3));
			assert.deepEqual(
				drafts.map(({ content }) => textIn(content)),
				[textOf(name, 5)],
			);
		}
		await here.delivered(subscribing, 2);
		await sleep(3_000);
		for (const name of servers.keys()) await here.delivered(whole.get(name) ?? '', started[name]);
		await here.delivered(subscribing, 2);
		for (const id of bridges.values()) await here.delivered(id, 4);
	});

	test('no name, number, text or token stands in a file, the database, a log or the ledger', async (t) => {
		if (ward === undefined) return peerMissing(t, missing);
		const subscription = await servers.get('embedded')?.search('Subscription?_count=10');
		const [, secret = ''] = String(subscription?.[0]?.channel.header[0]).split(': ');
		assert.match(secret, /^[0-9a-f]{64}$/);
		await ward.n8n.api.unpublish([...whole.values(), ...bridges.values(), subscribing]);
		const secrets: Needle[] = [
			...secretsOf([...servers.values()]),
			{ what: 'secret of the subscription', text: secret },
		];
		assert.deepEqual(await ward.n8n.outbound(), []);
		await ward.n8n.stop();
		assert.deepEqual(await ward.planted(secrets), []);
		// The search does see what is there: the signer, who stands in the workflow.
		const [seen] = await ward.planted([{ what: 'signer', text: SIGNER }]);
		assert.equal(seen?.what, 'signer');
	});

	/** A result that the whole workflow and the subscribing one both take. */
	async function changeOnce(here: Ward, chart: ChartServer, index: number) {
		await chart.put(chart.result(chart.person(index), 4, textOf('embedded', 3)));
		started.embedded += 1;
		const [run] = await here.delivered(subscribing, 1);
		await here.delivered(whole.get('embedded') ?? '', started.embedded);
		return { run };
	}
});

/** Everything that may stand nowhere. The workflow itself names the person who signs. */
function secretsOf(charts: readonly ChartServer[]): Needle[] {
	const people = charts
		.flatMap(({ hospital }) => needlesOf(hospital))
		.filter(({ text }) => !SIGNER.endsWith(text));
	const tokens = Object.values(TOKENS).map((text): Needle => ({ what: 'access token', text }));
	const texts = charts.flatMap(({ name }) =>
		[0, 1, 2, 3, 4, 5, 99].map((n): Needle => ({ what: 'text', text: textOf(name, n) })),
	);
	const admitted = Object.entries(ADMITTED).map(([what, text]): Needle => ({ what, text }));
	return [...people, ...tokens, ...texts, { what: 'text', text: 'ZZPLANTED-TEXT' }, ...admitted];
}

/** Ids and versions of whatever the whole workflow writes. */
async function everythingWritten(chart: ChartServer): Promise<string[]> {
	const types = ['Communication', 'Device', 'DocumentReference', 'Provenance', 'Task'];
	const found = await Promise.all(
		types.map(async (type) => await chart.search(`${type}?_count=200`)),
	);
	return found
		.flat()
		.map(({ resourceType, id, meta }) => `${resourceType}/${id}/${meta.versionId}`)
		.sort();
}

/** The credential as the editor sends it along. */
async function credentialOf({ n8n }: Ward, workflow: string): Promise<object> {
	const { nodes } = await n8n.api.request<{ nodes: Array<{ credentials?: object }> }>(
		'GET',
		`/rest/workflows/${workflow}`,
	);
	return nodes[0]?.credentials ?? {};
}

/** The server sends its handshake on its own: waits until it was answered. */
async function confirmed(chart: ChartServer): Promise<void> {
	for (const deadline = Date.now() + 20_000; ; await sleep(100)) {
		const [subscription] = await chart.search('Subscription?_count=10');
		if (subscription?.status === 'active') return;
		assert.ok(Date.now() < deadline, `the subscription is ${subscription?.status}`);
	}
}
