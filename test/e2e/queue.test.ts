import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { breakQueue, tell } from '../campaign/dicom/queue.ts';
import { WORKER_POINTS, type Fault } from '../campaign/dicom/queue-faults.ts';
import { judge, workList } from '../campaign/endings.ts';
import { readLedger, verifyLedger } from '../hospital/ledger.ts';
import { needlesOf, plantedFound, spokenIn, uidsOf } from '../hospital/planted.ts';
import { NeedleFinder } from '../hospital/planted/finder.ts';
import type { ScannedStudy } from '../hospital/modality.ts';
import type { Site } from '../hospital/site.ts';
import { deliveredTests } from './triage/delivered.ts';
import { Stage } from './triage/stage.ts';
import { testEventTests } from './triage/test-event.ts';
import { eventsOf, waitForEnd } from './triage/traces.ts';

/** The triage template with n8n in queue mode: a main process, two workers, Redis and PostgreSQL. */
const stage = new Stage((name, run) => void test(name, run), { queue: { workers: 2 } });
after(async () => await stage.close());

// The same tests as with a single process.
deliveredTests(stage);
testEventTests(stage);

stage.test('both workers take part, and the main process runs no execution', async (site) => {
	const instances = new Set<string>();
	for (let round = 0; round < 5 && instances.size < 2; round++) {
		const studies = [await stage.scan(site), await stage.scan(site), await stage.scan(site)];
		await Promise.all(studies.map((study) => site.modality.send(study, site.listener)));
		for (const study of studies) {
			assert.equal((await waitForEnd(site, study)).state, 'DELIVERED');
			for (const instance of await whoAsked(site, study)) instances.add(instance);
		}
	}
	assert.deepEqual([...instances].sort(), ['demo-worker-1', 'demo-worker-2']);
});

stage.test(
	'a worker that is killed in the middle loses nothing and doubles nothing',
	async (site, t) => {
		const before = new Set((await workList(site)).map(({ id }) => id));
		const say = (text: string) => t.diagnostic(text);
		const faults = [atInference()];
		// Those before have had the first ones.
		const firstPerson = site.people.ordinary.length - 2;
		const sent = await breakQueue(site, { faults, studies: 2, firstPerson, seed: 'e2e', say });
		stage.scanned.push(...sent);
		assert.deepEqual(tell(await judge(site, sent)), []);
		const views = (await workList(site)).filter(({ id }) => !before.has(id));
		assert.deepEqual(
			views.map(({ closing }) => closing?.state),
			['DELIVERED', 'DELIVERED'],
		);
		const attempts = views.map(({ closing }) => closing?.attempt ?? 0);
		assert.ok(Math.max(...attempts) > 1, 'no execution was interrupted');
	},
);

stage.test('the ledger of every process holds, also of the one that was killed', async (site) => {
	const { origins, events, broken } = await verifyLedger(site.dataDir);
	assert.deepEqual(broken, []);
	// The main process and two workers; who came after the kill begins with its first event.
	assert.ok(origins >= 3 && events > 100, `${origins} origins, ${events} events`);
});

stage.test('no identifier is in the queue, the database, or with any process', async (site) => {
	const files = stage.scanned.flatMap(({ files: all }) => all);
	const needles = [...needlesOf(site.people), ...(await uidsOf(files))];
	assert.deepEqual(await plantedFound(site, needles), []);
	// The same search sees what queue and database are told of an execution.
	assert.ok(site.queue !== undefined);
	const [{ workItem } = {}] = (await readLedger(site.dataDir)).filter(
		({ interaction }) => interaction === 'work-closed',
	);
	assert.ok(workItem !== undefined);
	const known = new NeedleFinder([
		{ what: 'work item', text: workItem.id },
		{ what: 'workflow', text: site.workflows.triage },
		{ what: 'execution', text: 'Worker started execution' },
	]);
	const seen: string[] = [];
	for (const [where, bytes] of await spokenIn(site.queue)) {
		seen.push(...known.find(bytes).map(({ what }) => `${what} in ${where}`));
	}
	const expected = [
		'workflow in what Redis stored',
		'workflow in what Redis was told',
		'work item in the dump of PostgreSQL',
		'work item in what PostgreSQL was told',
		'execution in the output of worker 1',
		'execution in the output of worker 2',
	];
	assert.deepEqual(
		expected.filter((each) => !seen.includes(each)),
		[],
	);
});

stage.test('no worker called anybody outside of this machine', async ({ n8n, queue }) => {
	assert.deepEqual(await n8n.outbound(), []);
	for (const worker of queue?.workers ?? []) assert.deepEqual(await worker.outbound(), []);
});

/** Which processes asked the model about a study. */
async function whoAsked(site: Site, study: ScannedStudy): Promise<string[]> {
	const asked = (await eventsOf(site, study)).filter(
		({ interaction }) => interaction === 'model-inference',
	);
	assert.ok(asked.length > 0);
	return asked.map(({ agent }) => (agent as { instance: string }).instance);
}

/** At once after the volume stands: the model, the report, PACS and chart are still to come. */
function atInference(): Fault {
	const point = WORKER_POINTS.find(({ name }) => name === 'MONAI Inference');
	assert.ok(point !== undefined);
	return { what: 'worker', point: { ...point, span: 0 } };
}
