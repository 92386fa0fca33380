import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFault } from './no-result.ts';
import type { Stage } from './stage.ts';
import { chartOf, eventsOf, reportsInPacs, waitForEnd, waitForEvent } from './traces.ts';

/** Other systems that go away for a while: the work comes back, and its effects come once. */
export function outageTests(stage: Stage): void {
	stage.test('while the EHR is down a study waits, then it is delivered once', async (site) => {
		const study = await stage.scanPositive(site);
		site.ehr.unavailable = true;
		try {
			await site.modality.send(study, site.listener);
			await waitForEvent(site, study, ({ interaction }) => interaction === 'identity-check-failed');
		} finally {
			site.ehr.unavailable = false;
		}
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'DELIVERED');
		assert.ok(end.attempt >= 2, `attempt ${end.attempt}`);
		const { reports, observations, tasks } = await chartOf(site, study);
		assert.deepEqual([reports.length, observations.length, tasks.length], [1, 1, 1]);
		assert.equal((await reportsInPacs(site, study)).length, 1);
	});

	stage.test('an EHR that goes down before the write-back gets the first answer', async (site) => {
		const study = await stage.scanPositive(site);
		const { inferences, slowMs } = site.inference;
		site.inference.slowMs = 2_000;
		try {
			await withFault(site, 'slow', async () => {
				await site.modality.send(study, site.listener);
				for (const deadline = Date.now() + 20_000; site.inference.inferences === inferences; ) {
					assert.ok(Date.now() < deadline, 'the model was not asked');
					await sleep(20);
				}
				site.ehr.unavailable = true;
			});
			await waitForEvent(
				site,
				study,
				({ interaction, outcome }) => interaction.startsWith('fhir-transaction') && outcome !== '0',
			);
		} finally {
			site.ehr.unavailable = false;
			site.inference.slowMs = slowMs;
		}
		// Every later answer of the model would differ from the one that the PACS has already.
		await withFault(site, 'different-each-time', async () => {
			const end = await waitForEnd(site, study);
			assert.deepEqual([end.state, end.attempt >= 2], ['DELIVERED', true]);
		});
		assert.equal(site.inference.inferences, inferences + 1);
		assert.equal((await chartOf(site, study)).reports.length, 1);
		assert.equal((await reportsInPacs(site, study)).length, 1);
		const interactions = (await eventsOf(site, study)).map(({ interaction }) => interaction);
		assert.ok(interactions.includes('model-inference-reused'));
	});

	stage.test('while the PACS is down a study waits, then it is delivered once', async (site) => {
		const study = await stage.scanPositive(site);
		await site.pacs.kill();
		try {
			await site.modality.send(study, site.listener);
			await waitForEvent(site, study, ({ interaction }) => interaction === 'dicom-send-failed');
			assert.deepEqual((await chartOf(site, study)).reports, []);
		} finally {
			await site.pacs.restart();
		}
		const end = await waitForEnd(site, study);
		assert.deepEqual([end.state, end.attempt >= 2], ['DELIVERED', true]);
		assert.equal((await reportsInPacs(site, study)).length, 1);
		assert.equal((await chartOf(site, study)).reports.length, 1);
	});
}
