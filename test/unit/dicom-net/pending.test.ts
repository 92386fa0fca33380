import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pendingStudies, type PendingStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import { route, startTestListener, temporaryFolder, type TestListener } from './build.ts';
import { Sender } from './sender.ts';

const SLOW = route({ quietPeriodMs: 60_000 });

/** A listener whose spool lies in a data directory, as n8n has it. */
async function site(
	t: TestContext,
	routes = [SLOW],
): Promise<{ root: string; server: TestListener }> {
	const root = await temporaryFolder(t);
	return { root, server: await startTestListener(t, { spool: join(root, 'dicom'), routes }) };
}

async function pending(
	root: string,
	as: (all: PendingStudy[]) => boolean,
): Promise<PendingStudy[]> {
	for (let waited = 0; waited < 5_000; waited += 20) {
		const found = await pendingStudies(root);
		if (as(found)) return found;
		await sleep(20);
	}
	return assert.fail(JSON.stringify(await pendingStudies(root)));
}

describe('studies that wait for images', { timeout: 60_000 }, () => {
	test('are told to other processes, without the patient, and go when they are given on', async (t) => {
		const { root, server } = await site(t, [route({ quietPeriodMs: 1_500 })]);
		assert.deepEqual(await pendingStudies(root), []);
		const sender = await Sender.open(server.port);
		const began = Date.now();
		await sender.send({ sop: '2.25.1' });
		await sender.send({ sop: '2.25.2', series: '2.25.22', modality: 'SR' });
		const [study] = await pending(root, ([first]) => first?.images === 2);
		assert.deepEqual(
			[study!.listener, study!.calledAeTitle, study!.route, study!.modalities, study!.level],
			['port-0', 'HOSPITAL', SLOW.id, ['CT', 'SR'], 'study'],
		);
		assert.deepEqual([study!.waitingFor, study!.stopped], ['quiet period', false]);
		assert.ok(Math.abs(Date.parse(study!.since) - began) < 1_500);
		const until = Date.parse(study!.until ?? '') - Date.parse(study!.lastImageAt);
		assert.ok(Math.abs(until - 1_500) <= 1, `${until}`);
		assert.doesNotMatch(JSON.stringify(study), /ZZ|2\.25\./);
		await sender.release();
		const { study: given } = await server.event('study-complete');
		assert.equal(given.key, study!.id);
		await pending(root, (all) => all.length === 0);
	});

	test('say what they wait for: a sender that broke off, a count, a series, a workflow', async (t) => {
		const { root, server } = await site(t, [
			SLOW,
			route({ id: 'counting', calledAeTitle: 'COUNTING', quietPeriodMs: 60_000, expectedCount: { whenFewer: 'wait' } }),
			route({ id: 'series', calledAeTitle: 'SERIES', quietPeriodMs: 60_000, requiredSeries: { modality: 'CT', fewestSlices: 9 } }),
		]); // prettier-ignore
		const aborting = await Sender.open(server.port);
		await aborting.send();
		aborting.abort();
		await pending(
			root,
			([first]) => first?.waitingFor === 'its sender, who broke off, to come back',
		);
		server.listener.removeRoute(SLOW.id);
		const counting = await Sender.open(server.port, { called: 'COUNTING' });
		await counting.send();
		const { lane, studyKey, claim } = await server.event('count-wanted');
		server.listener.counted(lane, studyKey, claim, 40);
		await (await Sender.open(server.port, { called: 'SERIES' })).send();
		const all = await pending(root, (found) => found.some(({ route: id }) => id === 'series'));
		assert.deepEqual(Object.fromEntries(all.map(({ route: id, waitingFor }) => [id, waitingFor])), {
			[SLOW.id]: 'a workflow that receives here',
			counting: 'count: 1 of 40 images',
			series: 'required series, or quiet period',
		});
	});

	test('are still told when n8n is down, as waiting for it', async (t) => {
		const { root, server } = await site(t);
		await (await Sender.open(server.port)).send();
		await server.event('association-ended').catch(() => {});
		await server.close();
		const [study] = await pendingStudies(root);
		assert.deepEqual([study?.images, study?.stopped], [1, true]);
		const again = await startTestListener(t, { spool: join(root, 'dicom'), routes: [route({ quietPeriodMs: 20 })] });
		await again.event('study-complete');
		await pending(root, (all) => all.length === 0);
	}); // prettier-ignore

	test('of test runs and of workflows that do not want them are not told', async (t) => {
		const { root, server } = await site(t, [
			route({ id: 'mr', quietPeriodMs: 60_000, only: { modalities: ['MR'] } }),
			route({ id: 'x/test/1', mode: 'test', quietPeriodMs: 60_000 }),
		]);
		await (await Sender.open(server.port)).send();
		await sleep(1_500);
		assert.deepEqual(await pendingStudies(root), []);
	});

	test('are read past files that are no list', async (t) => {
		const { root, server } = await site(t);
		await (await Sender.open(server.port)).send();
		await pending(root, (all) => all.length === 1);
		const folder = join(dirname(server.spool), 'dicom', 'waiting');
		await writeFile(join(folder, 'torn.json'), '{"format":1,"items":[');
		await writeFile(join(folder, 'odd.json'), '{"format":1,"writtenAt":"2026-01-01T00:00:00Z","more":0,"open":true,"items":[null,{"id":7}]}'); // prettier-ignore
		assert.equal((await pendingStudies(root)).length, 1);
	});
});
