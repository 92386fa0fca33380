import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../../hospital/site.ts';
import type { Stage } from './stage.ts';
import { chartOf, waitForEnd } from './traces.ts';

const TRIGGER = 'DICOM Trigger';

/** "Listen for test event" in the editor, by the request that the editor makes. */
export function testEventTests(stage: Stage): void {
	stage.test('a test event is a copy: production gets the study too', async (site) => {
		const study = await stage.scanPositive(site);
		const executionId = await listenForTestEvent(site);
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'DELIVERED');
		assert.notEqual(end.executionId, executionId);
		assert.equal((await chartOf(site, study)).reports.length, 1);

		const { workItem, study: shown } = await emittedItem(site, executionId);
		assert.equal(workItem.test, true);
		assert.equal(workItem.id, 'test');
		assert.equal(shown.instanceCount, 20);
		assert.match(shown.studyInstanceUid, /^sealed:/);

		// Nobody listens for a test any more: the next study goes to production alone.
		const next = await stage.scan(site);
		await site.modality.send(next, site.listener);
		assert.equal((await waitForEnd(site, next)).state, 'DELIVERED');
	});
}

/** @returns the execution that waits, once the listener knows of it */
async function listenForTestEvent(site: Site): Promise<string> {
	const { executionId } = await site.n8n.api.request<{ executionId: string }>(
		'POST',
		`/rest/workflows/${site.workflows.triage}/run`,
		{
			triggerToStartFrom: { name: TRIGGER },
			destinationNode: { nodeName: TRIGGER, mode: 'inclusive' },
		},
	);
	for (const deadline = Date.now() + 10_000; ; await sleep(50)) {
		const { status } = await site.n8n.api.execution(executionId, false);
		if (status === 'running') break;
		assert.equal(status, 'new');
		assert.ok(Date.now() < deadline, 'the test run did not begin');
	}
	// It runs from the moment at which n8n calls the trigger; joining the open port takes milliseconds.
	await sleep(500);
	return executionId;
}

interface Item {
	workItem: { id: string; test?: boolean };
	study: { instanceCount: number; studyInstanceUid: string };
}

async function emittedItem(site: Site, executionId: string): Promise<Item> {
	for (const deadline = Date.now() + 15_000; ; await sleep(100)) {
		const { status, data } = await site.n8n.api.execution(executionId);
		if (status === 'success') {
			const [run] = data?.resultData.runData[TRIGGER] ?? [];
			return run?.data?.main?.[0]?.[0]?.json as unknown as Item;
		}
		assert.ok(Date.now() < deadline, `the test run is ${status}`);
	}
}
