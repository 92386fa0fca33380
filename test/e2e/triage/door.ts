import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { store, type DicomPeer } from '../../../dist/nodes/clients/dimse/index.js';
import { readLedger } from '../../hospital/ledger.ts';
import type { Site } from '../../hospital/site.ts';
import { storescu } from '../../peers/dcmtk.ts';
import { MODALITY_AET, type Stage } from './stage.ts';
import { waitForEnd, waitForEvent } from './traces.ts';

/** Who is let in, and what is refused of what they bring. */
export function doorTests(stage: Stage): void {
	stage.test('a sender that is not listed is refused, and it is recorded', async (site) => {
		const study = await stage.scan(site);
		const stranger = { ...site.listener, callingAet: 'STRANGER' };
		const { code, stdout, stderr } = await storescu(stranger, study.files);
		assert.notEqual(code, 0);
		assert.match(stdout + stderr, /Calling AE Title Not Recognized/);
		await waitForRefusal(site, 'calling-ae-title', 'callingAeTitle', 'STRANGER');
	});

	stage.test('a call for a name that nobody has is refused, and it is recorded', async (site) => {
		const study = await stage.scan(site);
		const { code, stdout, stderr } = await storescu(
			{ ...site.listener, aet: 'ELSEWHERE' },
			study.files,
		);
		assert.notEqual(code, 0);
		assert.match(stdout + stderr, /Called AE Title Not Recognized/);
		await waitForRefusal(site, 'called-ae-title', 'calledAeTitle', 'ELSEWHERE');
	});

	stage.test(
		'an object that was cut off is refused, the others of the study are kept',
		async (site) => {
			const study = await stage.scanPositive(site, { slices: 25 });
			const objects = await Promise.all(study.files.map(async (file) => await readFile(file)));
			const broken = objects[10] ?? Buffer.alloc(0);
			objects[10] = broken.subarray(0, broken.length - 5_000);
			const peer: DicomPeer = {
				host: '127.0.0.1',
				port: site.listener.port,
				calledAeTitle: site.listener.aet,
				callingAeTitle: MODALITY_AET,
			};
			const outcomes = await store(
				peer,
				objects.map((bytes) => ({ bytes })),
			);
			assert.deepEqual(
				outcomes.map(({ outcome }) => outcome),
				objects.map((_, index) => (index === 10 ? 'failed' : 'stored')),
			);
			// PS3.4 table B.2-1: Cxxx, cannot understand.
			assert.equal((outcomes[10]?.status ?? 0) >> 12, 0xc);
			const complete = await waitForEvent(
				site,
				study,
				({ interaction }) => interaction === 'dicom-study-complete',
			);
			assert.equal((complete.objects as Array<{ count: number }>)[0]?.count, 24);
			const refused = (await readLedger(site.dataDir)).filter(
				({ interaction }) => interaction === 'dicom-store-refused',
			);
			assert.equal(refused.length, 1);

			// The scanner sends it again, whole: what was a study with a gap gets its answer.
			await site.modality.send(study, site.listener);
			const ends = [await waitForEnd(site, study), await waitForEnd(site, study, { count: 2 })];
			assert.deepEqual(
				ends.map(({ state }) => state),
				['NO_RESULT', 'DELIVERED'],
			);
		},
	);
}

async function waitForRefusal(
	site: Site,
	reason: string,
	who: 'callingAeTitle' | 'calledAeTitle',
	title: string,
): Promise<void> {
	for (const deadline = Date.now() + 5_000; ; await sleep(50)) {
		const refusals = (await readLedger(site.dataDir)).filter(
			({ interaction, outcomeReason, network }) =>
				interaction === 'dicom-association-refused' &&
				outcomeReason === reason &&
				(network as Record<string, unknown>)[who] === title,
		);
		if (refusals.length > 0) return;
		assert.ok(Date.now() < deadline, `the refusal (${reason}) was not recorded`);
	}
}
