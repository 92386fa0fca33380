import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { LedgerLine } from '../../hospital/ledger.ts';
import { orderOf, type Person } from '../../hospital/people.ts';
import { NeedleFinder, type Needle } from '../../hospital/planted/finder.ts';
import type { Execution } from '../../n8n/api.ts';
import type { ChartServer, Stored } from './chart-server.ts';
import type { Ward } from './ward.ts';
import { SIGNER, TASK_SYSTEM } from './workflows.ts';

/** Every step of the whole workflow leaves one event; patient and stay are read before a draft is filed. */
const RECORDED = {
	'document-signed': 1,
	'fhir-chart-context': 1,
	'fhir-draft-signed': 1,
	'fhir-draft-written': 1,
	'fhir-read': 3,
	'fhir-search': 1,
	'fhir-transaction': 1,
	'fhir-validated': 1,
	'work-closed': 1,
};

/** What the chart must hold after the whole workflow, and in which versions. */
export async function wasWritten(chart: ChartServer, person: Person, work: string, text: string) {
	const patient = `Patient/${person.id}`;
	const [task, ...tasks] = await chart.search(`Task?identifier=${TASK_SYSTEM}|${work}`);
	assert.deepEqual([task?.for.reference, task?.description, tasks.length], [patient, text, 0]);
	assert.equal(task?.focus.reference, `Observation/zzresult-${person.id}-2160-0`);
	const [note] = await chart.search(`Communication?identifier=${TASK_SYSTEM}|${work}`);
	assert.match(note?.about[0].reference, new RegExp(`(^|/)Task/${task?.id}$`));

	const [draft, ...others] = await draftsOf(chart, person);
	assert.equal(others.length, 0);
	assert.equal(draft.docStatus, 'final');
	assert.equal(draft.authenticator.reference, SIGNER);
	assert.equal(draft.description, 'Discharge summary');
	assert.equal(textIn(draft.content), text);
	const { encounterId } = orderOf(chart.hospital, person);
	assert.equal(draft.context.encounter[0].reference, `Encounter/${encounterId}`);
	const [newest, first, ...earlier] = await chart.search(`DocumentReference/${draft.id}/_history`);
	assert.deepEqual([newest?.meta.versionId, earlier.length], [draft.meta.versionId, 0]);
	assert.ok(first !== undefined);
	assert.equal(first.docStatus, 'preliminary');
	assert.equal(first.authenticator, undefined);
	assert.equal(first.description, 'DRAFT written by AI, not reviewed: Discharge summary');
	assert.equal(textIn(first.content), text);
	for (const { meta } of [first, draft]) {
		assert.ok(
			meta.security?.some(({ code }) => code === 'AIAST'),
			'the label stays',
		);
	}

	const device = await chart.get(first.author[0].reference);
	assert.equal(device.resourceType, 'Device');
	assert.equal(device.deviceName[0].name, 'zz-local-summary');
	assert.equal(device.version[0].value, '2026-11');
	const records = (await chart.search('Provenance?_count=100')).filter(({ target }) =>
		new RegExp(`DocumentReference/${draft.id}(/|$)`).test(target[0].reference),
	);
	assert.equal(records.length, 2);
	const made = records.find(({ agent }) => agent[0].who.reference.includes('Device/'));
	const signed = records.find(({ agent }) => agent[0].who.reference === SIGNER);
	assert.match(made?.agent[0].who.reference, new RegExp(`Device/${device.id}$`));
	const sources = (made?.entity as Array<{ what: { reference: string } }>).map(
		({ what }) => what.reference,
	);
	const { versionId } = (await chart.get(patient)).meta;
	const source = chart.keepsVersions ? `${patient}/_history/${versionId}` : patient;
	assert.ok(sources.includes(source), 'what it was made from');
	assert.equal(signed?.activity.coding[0].code, 'LA');
	const document = `DocumentReference/${draft.id}`;
	const reviewed = chart.keepsVersions ? `${document}/_history/${first.meta.versionId}` : document;
	assert.equal(signed?.entity[0].what.reference, reviewed, 'what was reviewed');
}

/** One event of every step, in the name of the work, about this patient. */
export async function wasRecorded(
	ward: Ward,
	chart: ChartServer,
	person: Person,
	result: Stored,
	work: string,
) {
	await ward.recorded(
		'the end',
		({ interaction, workItem }) => interaction === 'work-closed' && workItem?.id === work,
	);
	const all = await ward.ledger();
	const lines = all.filter(({ workItem }) => workItem?.id === work);
	const counts: Record<string, number> = {};
	for (const { interaction } of lines) counts[interaction] = (counts[interaction] ?? 0) + 1;
	for (const [interaction, count] of Object.entries(RECORDED)) {
		assert.equal(counts[interaction], count, interaction);
	}
	assert.ok(lines.every(({ outcome }) => outcome === '0'));
	const patient = await ward.pseudonym(`Patient/${person.id}`);
	const about = (line: LedgerLine): unknown[] =>
		((line.objects ?? []) as Array<{ pseudonym?: unknown }>).map(({ pseudonym }) => pseudonym);
	for (const interaction of [
		'fhir-chart-context',
		'fhir-draft-signed',
		'fhir-draft-written',
		'fhir-search',
		'fhir-transaction',
	]) {
		const line = lines.find((one) => one.interaction === interaction);
		assert.ok(line && about(line).includes(patient), `${interaction} names the patient`);
	}
	const record = await ward.pseudonym(`Observation/${result.id}`);
	const port = Number(new URL(chart.url).port);
	const received = all.filter(
		(line) =>
			line.interaction === 'fhir-change-received' &&
			about(line).includes(record) &&
			(line.network as { port: number }).port === port,
	);
	assert.equal(received.length, 1);
	const [signature] = lines.filter(({ interaction }) => interaction === 'document-signed');
	assert.deepEqual(signature?.actor, { type: 'user', id: SIGNER, role: 'verifier' });
}

/** Nothing that identifies somebody stands in the run data of any node, however it is written. */
export function isSealed(run: Execution, needles: readonly Needle[]): void {
	const told = Buffer.from(JSON.stringify(run.data));
	assert.ok(told.includes('sealed:'), 'patient data is there, as tokens');
	assert.deepEqual(new NeedleFinder(needles).find(told), []);
}

export const draftsOf = async (chart: ChartServer, { id }: Person): Promise<Stored[]> =>
	await chart.search(`DocumentReference?patient=Patient/${id}`);

/** The text of a document, checked against its own fingerprint. */
export function textIn(content: Array<{ attachment: { data: string; hash: string } }>): string {
	const [{ attachment }] = content;
	const bytes = Buffer.from(attachment.data, 'base64');
	assert.equal(createHash('sha1').update(bytes).digest('base64'), attachment.hash);
	return bytes.toString('utf8');
}
