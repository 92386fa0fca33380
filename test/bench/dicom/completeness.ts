import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DicomPeer } from '../../../dist/nodes/clients/dimse/index.js';
import type { Route } from '../../../dist/nodes/Dicom/intake/index.js';
import { headCt, type CtImage } from '../../hospital/ct.ts';
import { demoHospital, orderOf, type Hospital } from '../../hospital/people.ts';
import type { Orthanc } from '../../peers/orthanc.ts';
import { percentile, type Measuring } from '../figure.ts';
import { startHost, type Host } from './host-process.ts';
import { LOOPBACK } from './network.ts';
import { startPacs } from './pacs.ts';
import { AE_TITLE } from './receivers.ts';
import { scan } from './scan.ts';

/** One way to prove that a study is complete. */
interface Proof {
	/** What the item must name as its evidence. */
	evidence: string;
	route: Partial<Route>;
}

const SLICES = 20;
const MATRIX = 64;
const PROOFS: readonly Proof[] = [
	{ evidence: 'expected-count', route: { expectedCount: { whenFewer: 'wait' } } },
	{
		evidence: 'geometry',
		route: { requiredSeries: { modality: 'CT', fewestSlices: SLICES, exactSlices: SLICES } },
	},
];
/** A study that is not decided by then was not proved complete. */
const LONGEST_MS = 20_000;

/** How long after the last image's acknowledgement a study that can be proved complete is complete. */
export async function measureCompleteness(
	{ figure, say }: Measuring,
	studies: number,
	folder: string,
): Promise<void> {
	const hospital = demoHospital({ ordinary: studies });
	const scans = Array.from({ length: studies }, (_, seed) => study(hospital, seed));
	const all: number[] = [];
	const pacsDir = join(folder, 'pacs');
	const pacs = await startPacs(pacsDir, scans);
	try {
		for (const [index, proof] of PROOFS.entries()) {
			const mine = scans.filter((_, seed) => seed % PROOFS.length === index);
			const delays = await delaysOf(mine, proof, pacs, folder);
			const p50 = percentile(delays, 0.5);
			const { length: n } = delays;
			say(`${n} studies complete by ${proof.evidence}: ${p50} ms after the last answer, median`);
			const metric = `completeness_delay_${proof.evidence.replaceAll('-', '_')}_p50`;
			figure({ metric, value: p50 / 1000, unit: 's', n });
			all.push(...delays);
		}
	} finally {
		await pacs.stop();
		await rm(pacsDir, { recursive: true, force: true });
	}
	const value = percentile(all, 0.95) / 1000;
	figure({ metric: 'completeness_delay_p95', value, unit: 's', n: all.length });
}

/** Each study alone, into a process that does all that the DICOM Trigger does. */
async function delaysOf(
	studies: readonly CtImage[][],
	proof: Proof,
	{ aet, host: pacsHost, dicomPort }: Orthanc,
	folder: string,
): Promise<number[]> {
	const dir = await mkdtemp(join(folder, 'host-'));
	const { route } = proof;
	const pacs: DicomPeer = {
		host: pacsHost,
		port: dicomPort,
		calledAeTitle: aet,
		callingAeTitle: AE_TITLE,
	};
	const host = await startHost({ dir, network: LOOPBACK, form: 'trigger', route, pacs });
	try {
		const delays: number[] = [];
		for (const images of studies) delays.push(await delayOf(images, host, proof));
		const { failures } = await host.report();
		if (failures.length > 0) throw new Error(`the listener said ${failures.join(', ')}`);
		return delays;
	} finally {
		await host.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

function study(hospital: Hospital, seed: number): CtImage[] {
	const person = hospital.ordinary[seed]!;
	return headCt({
		person,
		order: orderOf(hospital, person),
		seed,
		slices: SLICES,
		matrix: MATRIX,
	});
}

/** Milliseconds from the last answer to the event; the item must be whole and name the proof. */
async function delayOf(images: CtImage[], host: Host, { evidence }: Proof): Promise<number> {
	const uid = images[0]!.studyInstanceUid;
	const answered = await scan(images, host);
	for (const deadline = Date.now() + LONGEST_MS; Date.now() < deadline; await sleep(20)) {
		const { studies } = await host.report();
		const found = studies.find(({ studyInstanceUid }) => studyInstanceUid === uid);
		if (found === undefined) continue;
		if (found.evidence === evidence && found.instances === images.length)
			return found.at - answered;
		throw new Error(
			`complete with ${found.instances} of ${images.length} images by ${found.evidence}, not ${evidence}`,
		);
	}
	throw new Error(`a study was not complete ${LONGEST_MS / 1000} s after its last image`);
}
