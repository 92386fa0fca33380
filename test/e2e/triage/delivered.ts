import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceRequest } from '@medplum/fhirtypes';
import { dsrdump } from '../../peers/dcmtk.ts';
import { dciodvfy } from '../../peers/dicom3tools.ts';
import { orderOf } from '../../hospital/people.ts';
import type { Site } from '../../hospital/site.ts';
import { ledgerIds } from './delivery.ts';
import type { Stage } from './stage.ts';
import { chartOf, eventsOf, reportsInPacs, waitForEnd } from './traces.ts';

/** docs/reference/dicom-sr.md gives the reason. */
const WAIVED = /^Unrecognized defined term <99HOSPITAL> for value 1 of attribute <Coding Scheme/;

/** One event of each step of a study that is delivered. */
const STEPS = [
	'dicom-store-received',
	'dicom-study-complete',
	'identity-matched',
	'dicom-series-selected',
	'dicom-volume-built',
	'model-inference',
	'dicom-send-begun',
	'dicom-sent',
	'fhir-transaction',
	'fhir-read-back',
	'work-closed',
];

/** Studies that are answered: what reaches PACS, chart, ledger and SIEM. */
export function deliveredTests(stage: Stage): void {
	stage.test('a study with a lesion reaches PACS and chart, which agree', async (site) => {
		const person = stage.nextPerson(site);
		const study = await stage.scanPositive(site, { person });
		await site.modality.send(study, site.archive);
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.deepEqual([end.state, end.attempt], ['DELIVERED', 1]);

		const { reports, observations, tasks, provenances } = await chartOf(site, study);
		assert.deepEqual([reports.length, observations.length, provenances.length], [1, 1, 1]);
		for (const resource of [...reports, ...observations]) {
			assert.equal(resource.status, 'preliminary');
			assert.ok(resource.meta?.security?.some(({ code }) => code === 'AIAST'));
		}
		assert.deepEqual(
			tasks.map(({ status, priority, intent }) => [status, priority, intent]),
			[['requested', 'stat', 'order']],
		);
		const score = observations[0]?.valueQuantity?.value;
		assert.ok(score !== undefined && score >= 0.5, `score ${score}`);

		const stored = await reportsInPacs(site, study);
		assert.equal(stored.length, 1);
		const file = await fetchInstance(site, stored[0] ?? '');
		const text = await dsrdump(file, ['+Pc']);
		assert.equal(scoreIn(text), score);
		assert.match(text, /=\(FLAGGED,/);
		assert.match(text, /Preliminary Flag +: PRELIMINARY/);
		assert.match(
			text,
			new RegExp(`Patient +: ${person.family}\\^${person.given} .*#${person.mrn}`),
		);
		const { errors, warnings } = await dciodvfy(file);
		assert.deepEqual([errors, warnings.filter((line) => !WAIVED.test(line))], [[], []]);
	});

	stage.test(
		'every step of a study is in the ledger, and the SIEM gets all of it',
		async (site) => {
			const [study] = stage.scanned;
			assert.ok(study !== undefined);
			const events = await eventsOf(site, study);
			const interactions = new Set(events.map(({ interaction }) => interaction));
			assert.deepEqual(
				STEPS.filter((step) => !interactions.has(step)),
				[],
			);
			const ids = [...(await ledgerIds(site.dataDir)).values()].flat();
			for (const deadline = Date.now() + 15_000; ; await sleep(200)) {
				const received = (await site.siem.messages()).join('\n');
				const absent = ids.filter((id) => !received.includes(id));
				if (absent.length === 0) break;
				assert.ok(Date.now() < deadline, `${absent.length} of ${ids.length} events are missing`);
			}
		},
	);

	stage.test('a study without a lesion is reported without a word of absence', async (site) => {
		const person = stage.nextPerson(site);
		const order = orderOf(site.people, person);
		const before = await site.ehr.repository.readResource<ServiceRequest>(
			'ServiceRequest',
			order.id,
		);
		const study = await stage.scan(site, { person, order });
		await site.modality.send(study, site.listener);
		const end = await waitForEnd(site, study);
		assert.equal(end.state, 'DELIVERED');
		const chart = await chartOf(site, study);
		const { reports, observations, tasks } = chart;
		assert.deepEqual([reports.length, observations.length, tasks.length], [1, 1, 0]);
		const score = observations[0]?.valueQuantity?.value;
		assert.ok(score !== undefined && score < 0.5, `score ${score}`);

		const file = await fetchInstance(site, (await reportsInPacs(site, study))[0] ?? '');
		const document = await dsrdump(file, ['+Pc']);
		assert.equal(scoreIn(document), score);
		assert.match(document, /=\(NOTFLAGGED,/);
		assertNoAbsence(JSON.stringify(chart));
		assertNoAbsence(document);
		const after = await site.ehr.repository.readResource<ServiceRequest>(
			'ServiceRequest',
			order.id,
		);
		assert.deepEqual(after, before);
	});
}

/** "Not a negative finding" and "does not mean that it is absent" are the only places for these words. */
export function assertNoAbsence(text: string): void {
	const rest = text
		.replaceAll(/not a negative finding/gi, '')
		.replaceAll(/does not mean that (?:it|the finding) is absent/gi, '')
		.replaceAll(/dataAbsentReason|data-absent-reason/g, '');
	assert.doesNotMatch(rest, /negative|absent|absence|no finding|ruled out|unremarkable|normal/i);
}

async function fetchInstance({ pacs, dir }: Site, id: string): Promise<string> {
	const response = await fetch(`${pacs.url}/instances/${id}/file`);
	assert.equal(response.status, 200);
	const file = join(dir, `${id}.dcm`);
	await writeFile(file, Buffer.from(await response.arrayBuffer()));
	return file;
}

/** The score as the report states it. */
function scoreIn(text: string): number | undefined {
	const [, value] = /NUM:\(SCORE,99HOSPITAL,"[^"]+"\)="([^"]+)"/.exec(text) ?? [];
	return value === undefined ? undefined : Number(value);
}
