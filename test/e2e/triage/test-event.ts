import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Site } from '../../hospital/site.ts';
import type { Stage } from './stage.ts';
import { chartOf, reportsInPacs, waitForEnd } from './traces.ts';

const TRIGGER = 'DICOM Trigger';

/** "Listen for test event" in the editor, by the request that the editor makes. */
export function testEventTests(stage: Stage): void {
	stage.test('a whole test run goes through every step and leaves nothing behind', async (site) => {
		const study = await stage.scanPositive(site);
		const executionId = await listenForTestEvent(site, {});
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'DELIVERED');
		const { workItem, chart } = await lastItem(site, executionId, 'Close: Delivered');
		assert.equal(workItem.test, true);
		assert.deepEqual([...new Set(chart?.outcomes)], ['not-written']);
		// What is there comes from production alone.
		assert.equal((await chartOf(site, study)).reports.length, 1);
		assert.equal((await reportsInPacs(site, study)).length, 1);
	});

	stage.test('a test event is a copy: production gets the study too', async (site) => {
		const study = await stage.scanPositive(site);
		const executionId = await listenForTestEvent(site);
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'DELIVERED');
		assert.notEqual(end.executionId, executionId);
		assert.equal((await chartOf(site, study)).reports.length, 1);

		const { workItem, study: shown } = await lastItem(site, executionId, TRIGGER);
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
async function listenForTestEvent(
	site: Site,
	until: object = { destinationNode: { nodeName: TRIGGER, mode: 'inclusive' } },
): Promise<string> {
	const { executionId } = await site.n8n.api.request<{ executionId: string }>(
		'POST',
		`/rest/workflows/${site.workflows.triage}/run`,
		{ triggerToStartFrom: { name: TRIGGER }, ...until },
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
	chart?: { outcomes: string[] };
}

async function lastItem(site: Site, executionId: string, node: string): Promise<Item> {
	for (const deadline = Date.now() + 15_000; ; await sleep(100)) {
		const { status, data } = await site.n8n.api.execution(executionId);
		if (status === 'success') {
			const [run] = data?.resultData.runData[node] ?? [];
			return run?.data?.main?.[0]?.[0]?.json as unknown as Item;
		}
		const { message = '', description } = data?.resultData.error ?? {};
		assert.notEqual(status, 'error', `${message} ${description ?? ''}`);
		assert.ok(Date.now() < deadline, `the test run is ${status}`);
	}
}
