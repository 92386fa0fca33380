// npm run demo [-- --once]: two synthetic studies through the whole demo hospital.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanUpAtEnd, isEnding } from '../peers/process.ts';
import { lesionPosition } from './ct.ts';
import { readLedger } from './ledger.ts';
import { outcomeOf, waitForEnd, type Outcome } from './outcome.ts';
import { orderOf } from './people.ts';
import { startSite, type Site } from './site.ts';

const began = Date.now();
const seconds = (): string => ((Date.now() - began) / 1000).toFixed(1);
const say = (text: string): void => console.log(`${seconds().padStart(6)} s  ${text}`);

const once = process.argv.includes('--once');
const dir = await mkdtemp(join(tmpdir(), 'demo-hospital-'));
cleanUpAtEnd(dir, () => say('stopping everything'));
/** A signal ends the process: nothing comes after this wait. */
const signalled = new Promise<never>(() => undefined);

try {
	const site = await startSite({ dir, quietSeconds: 2, say });
	const played = [
		await play(site, 'A: with a hyperdense area', 0, true),
		await play(site, 'B: without', 1, false),
	];
	say(
		`${(await readLedger(site.dataDir)).length} audit events recorded, ${(await site.siem.messages()).length} of them at the SIEM already`,
	);
	console.log(`\n${report(played)}\n`);
	const wrong = played.filter(({ outcome, positive }) => !asExpected(outcome, positive));
	if (wrong.length > 0) {
		console.log(`Not as expected: ${wrong.map(({ name }) => name).join(', ')}`);
		process.exitCode = 1;
	}
	if (!once) await leaveRunning(site);
	say('stopping everything');
	await site.stop();
} catch (error) {
	// A server that stops under a study makes it fail, which is no news after Ctrl-C.
	if (isEnding()) await signalled;
	throw error;
}
process.exit();

interface Played {
	name: string;
	positive: boolean;
	outcome: Outcome;
	total: number;
}

async function play(
	hospital: Site,
	name: string,
	index: number,
	positive: boolean,
): Promise<Played> {
	const person = hospital.people.ordinary[index];
	const seed = 7 + index;
	const study = await hospital.modality.scan({
		person,
		order: orderOf(hospital.people, person),
		seed,
		...(positive && { lesion: { size: 18, hu: 70, position: lesionPosition(seed) } }),
	});
	const known = new Set(
		(await readLedger(hospital.dataDir)).map(({ workItem }) => workItem?.id ?? ''),
	);
	say(`study ${name}: the modality sends 40 images to the PACS and to n8n`);
	await hospital.modality.send(study, hospital.archive);
	await hospital.modality.send(study, hospital.listener);
	const sent = Date.now();
	const ended = await waitForEnd(hospital, known, 120_000);
	const total = (Date.parse(ended.recorded) - sent) / 1000;
	if (index === 0) say(`first result after ${seconds()} s`);
	const outcome = await outcomeOf(hospital, study, ended);
	say(`study ${name}: ${outcome.state} ${outcome.reason}`);
	return { name, positive, outcome, total };
}

function asExpected(
	{ state, score, reports, diagnosticReports, tasks }: Outcome,
	positive: boolean,
) {
	return (
		state === 'DELIVERED' &&
		score !== undefined &&
		score >= 0.5 === positive &&
		reports === 1 &&
		diagnosticReports.length === 1 &&
		tasks.length === (positive ? 1 : 0)
	);
}

/** The table, studies as columns: there are few studies and many facts. */
function report(played: readonly Played[]): string {
	const steps = [...new Set(played.flatMap(({ outcome }) => outcome.steps.map(([step]) => step)))];
	const rows: string[][] = [
		['', ...played.map(({ name }) => name)],
		['Terminal state', ...played.map(({ outcome }) => `${outcome.state} ${outcome.reason}`)],
		[
			'Model score (demonstration)',
			...played.map(({ outcome }) => outcome.score?.toFixed(3) ?? 'none'),
		],
		['Structured Report in the PACS', ...played.map(({ outcome }) => String(outcome.reports))],
		[
			'DiagnosticReport',
			...played.map(({ outcome }) =>
				outcome.diagnosticReports.map(({ status }) => status).join(', '),
			),
		],
		[
			'Task',
			...played.map(
				({ outcome }) => outcome.tasks.map(({ priority }) => priority).join(', ') || 'none',
			),
		],
		['Audit events', ...played.map(({ outcome }) => String(outcome.auditEvents))],
		...steps.map((step) => [
			`  ${step}`,
			...played.map(({ outcome }) => {
				const took = outcome.steps.find(([name]) => name === step)?.[1];
				return took === undefined ? '' : `${(took / 1000).toFixed(2)} s`;
			}),
		]),
		['Last image sent to work closed', ...played.map(({ total }) => `${total.toFixed(2)} s`)],
	];
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
	return rows
		.map((row) =>
			row
				.map((cell, column) => cell.padEnd(widths[column]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

async function leaveRunning(hospital: Site): Promise<void> {
	const { n8n, listener, pacs, ehr, dataDir, keyFile } = hospital;
	console.log(
		[
			'The demo hospital keeps running on this machine:',
			`  n8n      ${n8n.url}   login ${n8n.owner.email}   password ${n8n.owner.password}`,
			`  PACS     ${pacs.url}   (Orthanc, AE title ${pacs.aet}, DICOM port ${pacs.dicomPort})`,
			`  EHR      ${ehr.url}/metadata`,
			`  DICOM    send studies to ${listener.aet} on 127.0.0.1 port ${listener.port}`,
			'Work list:',
			`  HOSPITAL_DATA_DIR=${dataDir} HOSPITAL_KEY_FILE=${keyFile} npm run --silent hospital -- work list --all`,
			'Everybody in it is synthetic and the model has no clinical meaning. Ctrl-C ends and cleans up.',
		].join('\n'),
	);
	await signalled;
}
