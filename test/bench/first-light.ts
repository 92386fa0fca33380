import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DiagnosticReport } from '@medplum/fhirtypes';
import type { NodeRun } from '../n8n/api.ts';
import { lesionPosition } from '../hospital/ct.ts';
import { readLedger } from '../hospital/ledger.ts';
import type { ScannedStudy } from '../hospital/modality.ts';
import { waitForEnd } from '../hospital/outcome.ts';
import { orderOf } from '../hospital/people.ts';
import { startSite, type Site } from '../hospital/site.ts';
import { timeDemo } from './demo.ts';
import { percentile, type Measurement, type Measuring } from './figure.ts';

/** Short, so that the bench does not consist of waiting; every figure of it is over this time. */
const QUIET_SECONDS = 1;
const SLICES = 40;
const MATRIX = 512;

/** One study as the bench saw it. Times are milliseconds since 1970 of this machine's clock. */
interface Passage {
	/** The modality had the acknowledgement of its last image, and storescu had ended. */
	acknowledged: number;
	decided: number;
	/** The chart held the DiagnosticReport. */
	reported: number;
	/** What the inference server took, upload included. */
	inference: number;
	/** When the first node began. */
	started: number;
	/** n8n's own time: from the first node's start to the last one's end, nodes not counted. */
	between: number;
	/** Node name to milliseconds. */
	steps: Map<string, number>;
}

/**
 * Studies one after the other through the demo hospital: how long the report takes once it is
 * decided that a study is complete, and where the time goes.
 */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const n = quick ? 6 : 50;
	await measureDemo(quick, figure, say);
	const dir = await mkdtemp(join(tmpdir(), 'bench-first-light-'));
	let site: Site | undefined;
	try {
		site = await startSite({ dir, quietSeconds: QUIET_SECONDS, people: n + 1, say });
		say(`the modality scans ${n + 1} studies of ${SLICES} images and archives them`);
		const studies = await scanAll(site, n + 1);
		// The first execution compiles what it runs: it is played and not counted.
		const passages: Passage[] = [];
		for (const [index, study] of studies.entries()) {
			const passage = await pass(site, study);
			if (index > 0) passages.push(passage);
			say(`study ${index} of ${n}: ${Math.round(overhead(passage))} ms from decision to report`);
		}
		print(figure, passages);
	} finally {
		await site?.stop();
		await rm(dir, { recursive: true, force: true });
	}
};

async function measureDemo(
	quick: boolean,
	figure: Measuring['figure'],
	say: Measuring['say'],
): Promise<void> {
	const demo = { metric: 'demo_warm', unit: 's' } as const;
	if (quick) {
		const reason = 'only in the full form: it would take the time of the quick one';
		return figure({ ...demo, value: null, reason });
	}
	say('npm run demo -- --once, on a warm machine');
	try {
		figure({ ...demo, value: await timeDemo(), n: 1 });
	} catch (error) {
		say(String(error));
		figure({ ...demo, value: null, reason: 'the demonstration failed' });
		process.exitCode = 1;
	}
}

function print(figure: Measuring['figure'], passages: readonly Passage[]): void {
	const n = passages.length;
	const each = (value: (passage: Passage) => number) => passages.map(value);
	const seconds = (metric: string, values: number[], p: number) =>
		figure({ metric, value: percentile(values, p) / 1000, unit: 's', n });
	const milliseconds = (metric: string, values: number[]) =>
		figure({ metric: `${metric}_p50`, value: percentile(values, 0.5), unit: 'ms', n });

	const toDecision = each(({ acknowledged, decided }) => decided - acknowledged);
	seconds('decision_to_report_p95', each(overhead), 0.95);
	seconds('decision_to_report_p50', each(overhead), 0.5);
	seconds('last_store_to_decision_p50', toDecision, 0.5);
	const overQuiet = toDecision.map((value) => value - QUIET_SECONDS * 1000);
	milliseconds('decision_over_quiet_period', overQuiet);
	const handOver = each(({ decided, started }) => started - decided);
	milliseconds('decision_to_first_node', handOver);
	milliseconds(
		'n8n_between_nodes',
		each(({ between }) => between),
	);
	milliseconds(
		'inference',
		each(({ inference }) => inference),
	);
	for (const step of passages[0]?.steps.keys() ?? []) {
		const times = each(({ steps }) => steps.get(step) ?? Number.NaN);
		milliseconds(`step_${step.toLowerCase().replaceAll(/\W+/g, '_')}`, times);
	}
}

const overhead = ({ decided, reported, inference }: Passage): number =>
	reported - decided - inference;

/** Every second study has a lesion. Each lies in the archive already, as it does in a hospital. */
async function scanAll(site: Site, count: number): Promise<ScannedStudy[]> {
	const studies: ScannedStudy[] = [];
	for (let seed = 0; seed < count; seed++) {
		const person = site.people.ordinary[seed]!;
		const lesion = { size: 18, hu: 70, position: lesionPosition(seed) };
		const study = await site.modality.scan({
			person,
			order: orderOf(site.people, person),
			seed,
			slices: SLICES,
			matrix: MATRIX,
			...(seed % 2 === 0 && { lesion }),
		});
		await site.modality.send(study, site.archive);
		studies.push(study);
	}
	return studies;
}

async function pass(site: Site, study: ScannedStudy): Promise<Passage> {
	const known = new Set(
		(await readLedger(site.dataDir)).flatMap(({ workItem }) => workItem?.id ?? []),
	);
	await site.modality.send(study, site.listener);
	const acknowledged = Date.now();
	const reported = await reportOf(site, study, acknowledged + 120_000);
	const { workItem, agent } = await waitForEnd(site, known, 30_000);
	if (workItem?.state !== 'DELIVERED') {
		throw new Error(`a study ended ${workItem?.state} (${workItem?.reason})`);
	}
	const { executionId } = agent as { executionId: string };
	await executionEnded(site, executionId);
	const { data } = await site.n8n.api.execution(executionId);
	const runs = Object.entries(data?.resultData.runData ?? {}).sort(
		([, [a]], [, [b]]) => (a?.startTime ?? 0) - (b?.startTime ?? 0),
	);
	const last = itemOf(runs.at(-1)?.[1]);
	await site.modality.forget(study);
	return {
		acknowledged,
		decided: Date.parse(last.study.completeness.decidedAt),
		reported,
		inference: last.result.latencyMs,
		...timesOf(runs.map(([name, [run]]) => ({ name, ...run! }))),
	};
}

function timesOf(runs: Array<NodeRun & { name: string }>) {
	const ran = runs.reduce((sum, { executionTime }) => sum + executionTime, 0);
	const started = runs[0]?.startTime ?? Number.NaN;
	const ended = Math.max(...runs.map(({ startTime, executionTime }) => startTime + executionTime));
	const steps = new Map(runs.map(({ name, executionTime }) => [name, executionTime]));
	return { started, between: ended - started - ran, steps };
}

/** When the chart took the DiagnosticReport of a study. */
async function reportOf(site: Site, study: ScannedStudy, deadline: number): Promise<number> {
	for (;;) {
		const reports = await site.ehr.repository.searchResources<DiagnosticReport>({
			resourceType: 'DiagnosticReport',
			count: 1000,
		});
		const identifier = `urn:oid:${study.studyInstanceUid}`;
		const report = reports.find(({ imagingStudy }) =>
			imagingStudy?.some((reference) => reference.identifier?.value === identifier),
		);
		if (report !== undefined) return Date.parse(report.meta?.lastUpdated ?? '');
		if (Date.now() > deadline) throw new Error('no report within 120 s');
		await sleep(50);
	}
}

/** The work item is closed a moment before n8n has stored the execution. */
async function executionEnded(site: Site, id: string): Promise<void> {
	for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
		const { status } = await site.n8n.api.execution(id, false);
		if (status === 'success') return;
	}
	throw new Error('the execution did not end within 30 s');
}

/** What the bench reads of an item: fields that are not sealed. */
interface Item {
	study: { completeness: { decidedAt: string } };
	result: { latencyMs: number };
}

const itemOf = (runs: NodeRun[] | undefined): Item =>
	runs?.[0]?.data?.main?.flat().find((item) => item !== null && item !== undefined)
		?.json as unknown as Item;
