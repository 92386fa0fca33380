import assert from 'node:assert/strict';
import { headCt } from '../../hospital/ct.ts';
import type { Fault } from '../../hospital/inference/faults.ts';
import type { ScannedStudy } from '../../hospital/modality.ts';
import type { Site } from '../../hospital/site.ts';
import { assertNoAbsence } from './delivered.ts';
import type { Stage } from './stage.ts';
import { chartOf, reportsInPacs, waitForEnd, waitForEvent, type End } from './traces.ts';

/** From completeness to the end of a study that gets no answer. */
const LONGEST_WAIT_MS = 30_000;

const FAULTS: Array<[Fault, reason: string]> = [
	['down', 'server-unreachable'],
	['nonsense', 'invalid-answer'],
	['truncated', 'connection-lost'],
	['nan', 'non-finite-output'],
	['wrong-shape', 'invalid-output'],
	['slow', 'timeout'],
];

/** Studies that get no answer: the chart says so, and never that nothing was found. */
export function noResultTests(stage: Stage): void {
	stage.test('a study of localizers alone has no series for the model', async (site) => {
		const images = headCt({ ...stage.small(site), extraSeries: ['scout'] });
		const study = await stage.keep(
			site,
			images.filter(({ series }) => series === 'scout'),
		);
		await site.modality.send(study, site.listener);
		await assertNoResult(site, study, 'excluded-image-type');
	});

	stage.test('a study with a slice missing is not shown to the model', async (site) => {
		const images = headCt(stage.small(site, { slices: 26 }));
		const study = await stage.keep(site, images.slice(3));
		const { inferences } = site.inference;
		await site.modality.send(study, site.listener);
		await assertNoResult(site, study, 'slice-gap');
		assert.equal(site.inference.inferences, inferences);
	});

	for (const [fault, reason] of FAULTS) {
		stage.test(`an inference server that is ${fault} gives no result in time`, async (site) => {
			const study = await stage.scanPositive(site);
			await withFault(site, fault, async () => {
				await site.modality.send(study, site.listener);
				const end = await assertNoResult(site, study, reason);
				const complete = await waitForEvent(
					site,
					study,
					({ interaction }) => interaction === 'dicom-study-complete',
				);
				const took = Date.parse(end.at) - Date.parse(complete.recorded);
				assert.ok(took <= LONGEST_WAIT_MS, `${took} ms`);
			});
		});
	}

	stage.test(
		'the next study is delivered when the inference server is well again',
		async (site) => {
			const study = await stage.scanPositive(site);
			await site.modality.send(study, site.listener);
			assert.equal((await waitForEnd(site, study)).state, 'DELIVERED');
		},
	);
}

export async function withFault(
	{ inference }: Site,
	fault: Fault,
	run: () => Promise<void>,
): Promise<void> {
	inference.fault = fault;
	await inference.settled();
	try {
		await run();
	} finally {
		inference.fault = 'none';
		await inference.settled();
	}
}

/** Ended as NO_RESULT with the reason; one preliminary report without a score; nothing in the PACS. */
async function assertNoResult(site: Site, study: ScannedStudy, reason: string): Promise<End> {
	const end = await waitForEnd(site, study);
	assert.deepEqual([end.state, end.reason], ['NO_RESULT', reason]);
	const chart = await chartOf(site, study);
	const { reports, observations, tasks } = chart;
	assert.deepEqual([reports.length, observations.length, tasks.length], [1, 1, 0]);
	const words = reason.replaceAll('-', ' ');
	assert.match(reports[0]?.conclusion ?? '', new RegExp(`^No AI result: ${words}\\.`));
	assert.equal(reports[0]?.status, 'preliminary');
	assert.equal(observations[0]?.valueQuantity, undefined);
	assert.equal(observations[0]?.interpretation, undefined);
	assert.match(observations[0]?.dataAbsentReason?.text ?? '', new RegExp(words));
	assertNoAbsence(JSON.stringify(chart));
	assert.deepEqual(await reportsInPacs(site, study), []);
	return end;
}
