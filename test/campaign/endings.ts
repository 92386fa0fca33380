import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnosticReport, Observation, Task } from '@medplum/fhirtypes';
import { SiteKey } from '../../dist/nodes/shared/keys.js';
import type { WorkView } from '../../dist/nodes/shared/work/item.js';
import { output } from '../peers/command.ts';
import { readLedger } from '../hospital/ledger.ts';
import type { ScannedStudy } from '../hospital/modality.ts';
import type { Site } from '../hospital/site.ts';
import { readReports, type ReportInPacs } from './report-in-pacs.ts';

const HOSPITAL = resolve(import.meta.dirname, '../../dist/nodes/cli/hospital.js');

/** What is wrong with the end of a study; nothing when all three are empty. */
export interface Judgement {
	/** Acknowledged, and without an end, a report in the PACS or one in the chart. */
	lost: string[];
	/** More than one of what there has to be one of. */
	duplicates: string[];
	/** PACS and chart tell different stories. */
	disagreeing: string[];
}

/** The work list as an administrator gets it: `hospital work list --all --json`. */
export async function workList(site: Site): Promise<WorkView[]> {
	const lines = await output(process.execPath, [HOSPITAL, 'work', 'list', '--all', '--json'], {
		env: { ...process.env, HOSPITAL_DATA_DIR: site.dataDir, HOSPITAL_KEY_FILE: site.keyFile },
	});
	return lines
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as WorkView);
}

/** Waits until there are at least `count` pieces of work and all of them have ended. */
export async function allEnded(site: Site, count: number, ms: number): Promise<void> {
	for (const deadline = Date.now() + ms; ; await sleep(1_000)) {
		const views = await workList(site);
		const open = views.filter(({ phase }) => phase !== 'closed');
		if (views.length >= count && open.length === 0) return;
		if (Date.now() < deadline) continue;
		const states = open.map(({ id, phase, lease }) => `${id} ${phase} ${lease?.lastFailure ?? ''}`);
		throw new Error(
			`${views.length} of ${count} pieces of work, not ended within ${ms} ms:\n${states.join('\n')}`,
		);
	}
}

/** Looks at every acknowledged study in work list, PACS and chart. */
export async function judge(site: Site, studies: readonly ScannedStudy[]): Promise<Judgement> {
	const judgement: Judgement = { lost: [], duplicates: [], disagreeing: [] };
	const works = await worksByStudy(site);
	const chart = await readChart(site);
	const key = SiteKey.read(site.keyFile, site.dataDir);
	for (const [index, { studyInstanceUid }] of studies.entries()) {
		const { pseudonym } = key.pseudonym('study', studyInstanceUid);
		const views = works.get(pseudonym) ?? [];
		const structured = await readReports(site.pacs, studyInstanceUid);
		const reports = chart.reports.filter((report) => about(report, studyInstanceUid));
		const observations = chart.observations.filter((one) => about(one, studyInstanceUid));
		const tasks = chart.tasks.filter(({ focus }) =>
			reports.some(({ id }) => focus?.reference === `DiagnosticReport/${id}`),
		);
		const counts = [views.length, structured.length, reports.length, observations.length];
		const name = `study ${index + 1}`;
		const states = views.map(({ closing }) => `${closing?.state} ${closing?.reason}`.trim());
		const found = `${name}: ${counts.join(', ')} (work items, SR, DiagnosticReport, Observation; ${states.join(', ')})`;
		const delivered = views.every(({ closing }) => closing?.state === 'DELIVERED');
		if (!delivered || counts.some((count) => count === 0)) judgement.lost.push(found);
		if (counts.some((count) => count > 1) || tasks.length > 1) judgement.duplicates.push(found);
		const [sr, report, observation] = [structured[0], reports[0], observations[0]];
		if (sr === undefined || report === undefined || observation === undefined) continue;
		const difference = compare(sr, report, observation, tasks);
		if (difference !== undefined) judgement.disagreeing.push(`${name}: ${difference}`);
	}
	return judgement;
}

/** The ledger names studies and work items beside each other, by pseudonym. */
async function worksByStudy(site: Site): Promise<Map<string, WorkView[]>> {
	const studyOf = new Map<string, string>();
	for (const { workItem, objects } of await readLedger(site.dataDir)) {
		const study = (objects as Array<{ type: string; pseudonym?: string }> | undefined)?.find(
			({ type }) => type === 'dicom-study',
		);
		if (workItem !== undefined && study?.pseudonym !== undefined) {
			studyOf.set(workItem.id, study.pseudonym);
		}
	}
	return Map.groupBy(await workList(site), ({ id }) => studyOf.get(id) ?? 'none');
}

interface Chart {
	reports: DiagnosticReport[];
	observations: Observation[];
	tasks: Task[];
}

async function readChart({ ehr: { repository } }: Site): Promise<Chart> {
	const count = 10_000;
	return {
		reports: await repository.searchResources({ resourceType: 'DiagnosticReport', count }),
		observations: await repository.searchResources({ resourceType: 'Observation', count }),
		tasks: await repository.searchResources({ resourceType: 'Task', count }),
	};
}

function about(resource: DiagnosticReport | Observation, studyInstanceUid: string): boolean {
	const references =
		resource.resourceType === 'Observation' ? resource.derivedFrom : resource.imagingStudy;
	const identifier = `urn:oid:${studyInstanceUid}`;
	return references?.some((reference) => reference.identifier?.value === identifier) === true;
}

/** @returns what differs, undefined when all three tell the same */
function compare(
	sr: ReportInPacs,
	report: DiagnosticReport,
	observation: Observation,
	tasks: readonly Task[],
): string | undefined {
	const score = observation.valueQuantity?.value ?? Number.NaN;
	const conclusion = report.conclusion ?? '';
	const flagged = score >= sr.threshold;
	const inChart = /score ([\d.]+)/.exec(conclusion)?.[1];
	const inPacs = /score ([\d.]+)/.exec(sr.text)?.[1];
	// The SR keeps a decimal string of 16 characters (PS3.5 6.2).
	if (!(Math.abs(sr.score - score) < 1e-9)) return `SR score ${sr.score}, chart ${score}`;
	if (inChart !== score.toFixed(2)) return `conclusion says ${inChart}, chart ${score}`;
	if (Math.abs(Number(inPacs) - score) > 0.0006) return `SR text says ${inPacs}, chart ${score}`;
	if (conclusion.startsWith('Suspected') !== flagged) return 'the conclusion has another verdict';
	if (sr.flagged !== flagged) return 'the SR has another verdict';
	if (sr.text.includes('Not flagged') === flagged) return 'the text of the SR has another verdict';
	if (tasks.length !== (flagged ? 1 : 0)) return `${tasks.length} tasks`;
	const statuses = [sr.status.toLowerCase(), report.status, observation.status];
	if (statuses.some((status) => status !== 'preliminary')) return `status ${statuses.join(', ')}`;
	if (!report.result?.some(({ reference }) => reference === `Observation/${observation.id}`)) {
		return 'the DiagnosticReport names another Observation';
	}
	return undefined;
}
