import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { headCt, lesionPosition } from '../../hospital/ct.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import type { ScannedStudy } from '../../hospital/modality.ts';
import type { Site } from '../../hospital/site.ts';
import type { Stage } from './stage.ts';
import { chartOf, endsOf, eventsOf, reportsInPacs, waitForEnd, waitForEvent } from './traces.ts';

/** Images that come again, and images that come late. */
export function repeatTests(stage: Stage): void {
	stage.test('the same study sent again starts nothing', async (site) => {
		const study = await stage.scanPositive(site);
		await site.modality.send(study, site.listener);
		await site.modality.send(study, site.listener);
		assert.equal((await waitForEnd(site, study)).state, 'DELIVERED');
		const before = await ended(site);
		await site.modality.send(study, site.listener);
		for (const deadline = Date.now() + 10_000; (await ended(site)) === before; await sleep(50)) {
			assert.ok(Date.now() < deadline, 'the third transfer did not end');
		}
		// Longer than the silence that makes a study complete, and than the work engine's tick.
		await sleep(3_500);
		const executions = new Set(await executionsOf(site, study));
		assert.equal(executions.size, 1);
		assert.equal((await endsOf(site, study)).length, 1);
		assert.equal((await chartOf(site, study)).reports.length, 1);
		assert.equal((await reportsInPacs(site, study)).length, 1);
	});

	stage.test('late images make a second version, and chart and PACS have both', async (site) => {
		const images = headCt({
			...stage.small(site),
			lesion: { size: 18, hu: 70, position: lesionPosition(7) },
			extraSeries: ['scout'],
		});
		const isAxial = ({ series }: { series: string }) => series === 'axial';
		const first = await stage.keep(site, images.filter(isAxial));
		const late = await stage.keep(
			site,
			images.filter((image) => !isAxial(image)),
		);
		await site.modality.send(first, site.listener);
		assert.equal((await waitForEnd(site, first)).state, 'DELIVERED');
		await site.modality.send(late, site.listener);
		const second = await waitForEnd(site, first, { count: 2 });
		assert.equal(second.state, 'DELIVERED');

		const complete = (await eventsOf(site, first)).filter(
			({ interaction }) => interaction === 'dicom-study-complete',
		);
		assert.deepEqual(complete.map(imageCount), [20, 22]);
		const studies = await studiesOf(site, first);
		assert.equal(studies.length, 2);
		assert.equal(studies[0]?.supersedes, undefined);
		assert.equal(studies[1]?.supersedes, studies[0]?.version);

		const { reports, observations } = await chartOf(site, first);
		const scores = observations.map(({ valueQuantity }) => valueQuantity?.value);
		assert.equal(new Set(scores).size, 1);
		assert.ok(reports.every(({ status }) => status === 'preliminary'));
		assert.deepEqual([reports.length, (await reportsInPacs(site, first)).length], [2, 2]);
	});

	stage.test('a study of which images name two patients is held', async (site) => {
		const options = stage.small(site);
		const other = { ...options.person, family: 'Zztestother' };
		const images = headCt(options);
		const mixed = headCt({ ...options, person: other, repetition: 2 });
		const study = await stage.keep(site, [...images, ...mixed.slice(0, 1)]);
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'BLOCKED');
		const held = await waitForEvent(
			site,
			study,
			({ interaction }) => interaction === 'identity-held',
		);
		assert.match(held.outcomeReason ?? '', /mixed-identity/);
		assert.equal((await chartOf(site, study)).reports.length, 0);
	});
}

/** Associations that have ended so far. */
async function ended(site: Site): Promise<number> {
	const ledger = await readLedger(site.dataDir);
	return ledger.filter(({ interaction }) => interaction === 'dicom-association-ended').length;
}

const executionsOf = async (site: Site, study: ScannedStudy): Promise<string[]> =>
	(await eventsOf(site, study)).flatMap(
		({ agent }) => (agent as { executionId?: string }).executionId ?? [],
	);

const imageCount = ({ objects }: LedgerLine): number | undefined =>
	(objects as Array<{ count?: number }> | undefined)?.[0]?.count;

/** What the trigger gave to each execution of a study, oldest first. */
async function studiesOf(
	site: Site,
	study: ScannedStudy,
): Promise<Array<{ version: string; supersedes?: string }>> {
	const ends = await endsOf(site, study);
	return await Promise.all(
		ends.map(async ({ executionId = '' }) => {
			const { data } = await site.n8n.api.execution(executionId);
			const [run] = data?.resultData.runData['DICOM Trigger'] ?? [];
			return run?.data?.main?.[0]?.[0]?.json.study as { version: string; supersedes?: string };
		}),
	);
}
