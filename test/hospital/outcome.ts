import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnosticReport, Observation, Task } from '@medplum/fhirtypes';
import { readLedger, type LedgerLine } from './ledger.ts';
import type { ScannedStudy } from './modality.ts';
import type { Site } from './site.ts';

/** What became of one study, as the machines of the hospital tell it. */
export interface Outcome {
	workItem: string;
	state: string;
	reason: string;
	/** Observation.valueQuantity of the chart; undefined when there is no result. */
	score: number | undefined;
	/** SR instances in the PACS under the same study. */
	reports: number;
	diagnosticReports: DiagnosticReport[];
	observations: Observation[];
	tasks: Task[];
	auditEvents: number;
	/** Node name to milliseconds, in order of running. */
	steps: Array<[string, number]>;
	executionId: string;
}

/**
 * Waits until the study that was sent last has ended.
 *
 * @param known work items that had ended before it was sent
 */
export async function waitForEnd(
	site: Site,
	known: ReadonlySet<string>,
	ms: number,
): Promise<LedgerLine> {
	for (const deadline = Date.now() + ms; ; await sleep(100)) {
		const ended = (await readLedger(site.dataDir)).find(
			({ interaction, workItem }) =>
				(interaction === 'work-closed' || interaction === 'work-escalated') &&
				workItem !== undefined &&
				!known.has(workItem.id),
		);
		if (ended !== undefined) return ended;
		if (Date.now() > deadline) throw new Error(`no study ended within ${ms} ms`);
	}
}

/** Collects what the PACS, the chart, the ledger and n8n hold of a study that has ended. */
export async function outcomeOf(
	site: Site,
	study: ScannedStudy,
	ended: LedgerLine,
): Promise<Outcome> {
	const { id: workItem, state = 'ESCALATED', reason = '' } = ended.workItem ?? { id: '' };
	const { executionId } = ended.agent as { executionId: string };
	const diagnosticReports = await chartOf<DiagnosticReport>(site, 'DiagnosticReport', study);
	const references = new Set(diagnosticReports.map(({ id }) => `DiagnosticReport/${id}`));
	const results = diagnosticReports.flatMap(({ result }) => result ?? []);
	const observations = await Promise.all(
		results.map(({ reference }) =>
			site.ehr.repository.readResource<Observation>('Observation', reference?.split('/')[1] ?? ''),
		),
	);
	const tasks = (await site.ehr.repository.searchResources<Task>({ resourceType: 'Task' })).filter(
		({ focus }) => references.has(focus?.reference ?? ''),
	);
	const ledger = await readLedger(site.dataDir);
	return {
		workItem,
		state,
		reason,
		score: observations.find(({ valueQuantity }) => valueQuantity)?.valueQuantity?.value,
		reports: await countReports(site, study),
		diagnosticReports,
		observations,
		tasks,
		auditEvents: ledger.filter((line) => line.workItem?.id === workItem).length,
		steps: await stepsOf(site, executionId),
		executionId,
	};
}

/** Resources whose ImagingStudy identifier or study reference names the study. */
async function chartOf<T extends DiagnosticReport>(
	site: Site,
	resourceType: 'DiagnosticReport',
	study: ScannedStudy,
): Promise<T[]> {
	const all = await site.ehr.repository.searchResources<T>({ resourceType, count: 1000 });
	return all.filter((resource) => JSON.stringify(resource).includes(study.studyInstanceUid));
}

async function countReports(site: Site, study: ScannedStudy): Promise<number> {
	const found = await site.pacs.post<string[]>('/tools/find', {
		Level: 'Instance',
		Query: { StudyInstanceUID: study.studyInstanceUid, Modality: 'SR' },
	});
	return found.length;
}

async function stepsOf(site: Site, executionId: string): Promise<Array<[string, number]>> {
	const { data } = await site.n8n.api.execution(executionId);
	return Object.entries(data?.resultData.runData ?? {})
		.map(([name, runs]) => ({ name, ...runs[0] }))
		.sort((a, b) => a.startTime - b.startTime)
		.map(({ name, executionTime }) => [name, executionTime]);
}
