import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnosticReport, Observation, Provenance, Resource, Task } from '@medplum/fhirtypes';
import { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import type { ScannedStudy } from '../../hospital/modality.ts';
import type { Site } from '../../hospital/site.ts';

/** How one work item of a study ended. */
export interface End {
	workItem: string;
	state: string;
	reason: string;
	attempt: number;
	executionId: string | undefined;
	/** ISO 8601 UTC. */
	at: string;
}

interface Pseudonymous {
	pseudonym?: string;
}

/** What the ledger calls a study. */
function pseudonymOf(site: Site, study: ScannedStudy): string {
	const key = SiteKey.read(site.keyFile, site.dataDir);
	return key.pseudonym('study', study.studyInstanceUid).pseudonym;
}

/** Every audit event that names the study, or belongs to a piece of work that an event ties to it. */
export async function eventsOf(site: Site, study: ScannedStudy): Promise<LedgerLine[]> {
	const ledger = await readLedger(site.dataDir);
	const pseudonym = pseudonymOf(site, study);
	const names = (line: LedgerLine) =>
		((line.objects ?? []) as Pseudonymous[]).some((object) => object.pseudonym === pseudonym);
	const work = new Set(ledger.filter(names).flatMap(({ workItem }) => workItem?.id ?? []));
	return ledger.filter((line) => names(line) || work.has(line.workItem?.id ?? ''));
}

/** How the study's work ended so far, oldest first: one entry per version of the study. */
export async function endsOf(site: Site, study: ScannedStudy): Promise<End[]> {
	return (await eventsOf(site, study)).filter(isEnd).map(({ workItem, agent, recorded }) => ({
		workItem: workItem?.id ?? '',
		state: workItem?.state ?? '',
		reason: workItem?.reason ?? '',
		attempt: workItem?.attempt ?? 0,
		executionId: (agent as { executionId?: string }).executionId,
		at: recorded,
	}));
}

const isEnd = ({ interaction, workItem }: LedgerLine) =>
	(interaction === 'work-closed' || interaction === 'work-escalated') && workItem?.id !== 'test';

/** The latest end of the study, once its work has ended `count` times. */
export async function waitForEnd(
	site: Site,
	study: ScannedStudy,
	{ count = 1, ms = 40_000 } = {},
): Promise<End> {
	for (const deadline = Date.now() + ms; ; await sleep(100)) {
		const ends = await endsOf(site, study);
		const last = ends[count - 1];
		if (last !== undefined) return last;
		if (Date.now() < deadline) continue;
		const seen = (await eventsOf(site, study)).map(
			({ interaction, outcomeReason = '' }) => `${interaction} ${outcomeReason}`,
		);
		throw new Error(`${ends.length} of ${count} ends within ${ms} ms; seen: ${seen.join(', ')}`);
	}
}

/** Waits for an event about the study that `is` recognises. */
export async function waitForEvent(
	site: Site,
	study: ScannedStudy,
	is: (line: LedgerLine) => boolean,
	ms = 30_000,
): Promise<LedgerLine> {
	for (const deadline = Date.now() + ms; ; await sleep(50)) {
		const found = (await eventsOf(site, study)).find(is);
		if (found !== undefined) return found;
		if (Date.now() > deadline) throw new Error(`no such event of the study within ${ms} ms`);
	}
}

/** What the chart holds about a study. */
export interface Chart {
	reports: DiagnosticReport[];
	observations: Observation[];
	tasks: Task[];
	provenances: Provenance[];
}

export async function chartOf(site: Site, study: ScannedStudy): Promise<Chart> {
	const about = async <T extends Resource>(resourceType: T['resourceType']): Promise<T[]> =>
		(await all<T>(site, resourceType)).filter((resource) =>
			JSON.stringify(resource).includes(study.studyInstanceUid),
		);
	const reports = await about<DiagnosticReport>('DiagnosticReport');
	const references = new Set(reports.map(({ id }) => `DiagnosticReport/${id}`));
	return {
		reports,
		observations: await about<Observation>('Observation'),
		provenances: await about<Provenance>('Provenance'),
		tasks: (await all<Task>(site, 'Task')).filter(({ focus }) =>
			references.has(focus?.reference ?? ''),
		),
	};
}

const CHART_TYPES = [
	'Device',
	'DiagnosticReport',
	'Encounter',
	'ImagingStudy',
	'Observation',
	'Patient',
	'Provenance',
	'ServiceRequest',
	'Task',
] as const;

/** Type, id and version of everything in the chart: equal before and after when nothing was written. */
export async function chartContents(site: Site): Promise<string[]> {
	const resources = await Promise.all(CHART_TYPES.map(async (type) => await all(site, type)));
	return resources
		.flat()
		.map(({ resourceType, id, meta }) => `${resourceType}/${id}/${meta?.versionId}`)
		.sort();
}

async function all<T extends Resource>(
	{ ehr }: Site,
	resourceType: T['resourceType'],
): Promise<T[]> {
	return await ehr.repository.searchResources<T>({ resourceType, count: 1000 });
}

/** Orthanc's ids of the Structured Reports that it holds under the study. */
export async function reportsInPacs({ pacs }: Site, study: ScannedStudy): Promise<string[]> {
	return await pacs.post<string[]>('/tools/find', {
		Level: 'Instance',
		Query: { StudyInstanceUID: study.studyInstanceUid, Modality: 'SR' },
	});
}

/** Orthanc's ids of all instances that it holds. */
export const pacsContents = async ({ pacs }: Site): Promise<string[]> =>
	(await pacs.get<string[]>('/instances')).sort();
