import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { plainText } from '../campaign/fhir/leaks.ts';
import { startEhr, type Ehr } from '../hospital/ehr.ts';
import { prepareTemplate, readTemplate } from '../hospital/templates.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { freePort } from '../peers/ports.ts';
import { peer } from '../peers/require.ts';
import { Sender } from '../unit/hl7/rig.ts';

/** Names and numbers of patients that must stand in no file of n8n. */
const PLANTED = ['ZZBRIDGEPERSON', 'ZZ990017', 'ZZ990018'];
const MRN = 'https://demo-hospital.example/mrn';
const ACCESSION = 'https://demo-hospital.example/accession';

let dir = '';
let ehr: Ehr;
let booted: N8n | undefined;
let workflow = '';
let port = 0;
let sender: Sender;

before(async () => {
	dir = await mkdtemp(join(tmpdir(), 'hospital-hl7-bridge-'));
	await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
	ehr = await startEhr();
});

after(async () => {
	await booted?.stop();
	await ehr.stop();
	await rm(dir, { recursive: true, force: true });
});

/** One n8n for the file, with the template published. */
async function bridge(t: TestContext): Promise<N8n | undefined> {
	booted ??= await peer(t, async () => {
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
		};
		return await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
	});
	if (booted === undefined || workflow !== '') return booted;
	const { api } = booted;
	const data = { baseUrl: ehr.url, authentication: 'none' };
	await api.importCredentials([{ id: 'ehr', name: 'EHR', type: 'fhirServerApi', data }]);
	port = await freePort();
	const settings = { 'HL7 Trigger': { port, options: { minFreeGigabytes: 0 } } };
	const template = await readTemplate('hl7-to-fhir-bridge');
	const prepared = await prepareTemplate(api, template, settings, { fhirServerApi: 'ehr' });
	[workflow = ''] = await api.importWorkflows([prepared]);
	await api.publish([workflow]);
	sender = await Sender.to(port);
	return booted;
}

const msh = (type: string, id: string) =>
	`MSH|^~\\&|LIS|HOSP|N8N|HOSP|20260102030405||${type}|${id}|P|2.5.1|||||||UNICODE UTF-8`;
const pid = (number: string, authority = 'DEMOHOSP') =>
	`PID|1||${number}^^^${authority}^MR||ZZBRIDGEPERSON^ADA||19800101|F`;
const oru = (id: string, value: string, status: string, at: string) => [
	msh('ORU^R01^ORU_R01', id),
	pid('ZZ990017'),
	`OBR|1|P1^DEMOLAB|F1^DEMOLAB|2345-7^Glucose^LN|||20260102030000|||||||||||||||${at}||LAB|${status}`,
	`OBX|1|NM|2345-7^Glucose^LN||${value}|mmol/L^^UCUM|3.9-6.1|N|||${status}|||20260102030000`,
];

const bytes = (lines: string[]) => Buffer.from(`${lines.join('\r')}\r`);

/** Sends a message and waits for its execution. @returns names of the nodes that ran */
async function bring({ api }: N8n, lines: string[]): Promise<string[]> {
	const before = await api.executions(workflow);
	const { code } = await sender.send(bytes(lines), 20_000);
	assert.equal(code, 'AA');
	const { id, status } = await api.waitForExecution(
		workflow,
		30_000,
		(all) =>
			all.length > before.length && all.every((one) => !['new', 'running'].includes(one.status)),
	);
	assert.equal(status, 'success');
	const { data } = await api.execution(id);
	return Object.keys(data?.resultData.runData ?? {});
}

const found = async (type: string, query: string): Promise<Array<Record<string, any>>> => {
	const answer = await fetch(`${ehr.url}/${type}?${query}`);
	const { entry = [] } = (await answer.json()) as { entry?: Array<{ resource: any }> };
	return entry.map(({ resource }) => resource);
};

test('an admission is acknowledged, reaches the chart and ends as DELIVERED', async (t) => {
	const n8n = await bridge(t);
	if (n8n === undefined) return;
	const ran = await bring(n8n, [
		msh('ADT^A01^ADT_A01', 'E1'),
		'EVN||20260102030405',
		pid('ZZ990017'),
		'PV1|1|I|WARD^101^A||||||||||||||||V1^^^DEMOVISIT^VN|||||||||||||||||||||||||20260102030000',
	]);
	assert.ok(ran.includes('Read It Back') && ran.includes('Close: Delivered'), ran.join(', '));
	const [patient] = await found('Patient', `identifier=${MRN}|ZZ990017`);
	assert.equal(patient?.name[0].family, 'ZZBRIDGEPERSON');
});

test('a corrected result takes the place of the first one; a repeated message starts nothing', async (t) => {
	const n8n = await bridge(t);
	if (n8n === undefined) return;
	await bring(n8n, oru('E2', '5.4', 'F', '20260102040000'));
	const ran = await bring(n8n, oru('E3', '6.6', 'C', '20260102050000'));
	assert.ok(ran.includes('Close: Delivered'), ran.join(', '));
	const reports = await found('DiagnosticReport', `identifier=${ACCESSION}|F1`);
	assert.deepEqual(
		reports.map(({ status }) => status),
		['corrected'],
	);
	const count = (await n8n.api.executions(workflow)).length;
	const again = await sender.send(bytes(oru('E3', '6.6', 'C', '20260102050000')));
	assert.equal(again.code, 'AA');
	assert.equal((await n8n.api.executions(workflow)).length, count);
});

test('a patient of nobody known is held, and nothing is written', async (t) => {
	const n8n = await bridge(t);
	if (n8n === undefined) return;
	const ran = await bring(n8n, [
		msh('ADT^A08^ADT_A01', 'E4'),
		'EVN||20260102030405',
		pid('ZZ990018', 'ELSEWHERE'),
	]);
	assert.ok(ran.includes('Close: Held'), ran.join(', '));
	assert.equal((await found('Patient', `identifier=${MRN}|ZZ990018`)).length, 0);
});

test('no file or log of n8n names a patient', async (t) => {
	const n8n = await bridge(t);
	if (n8n === undefined) return;
	await sender.end();
	await n8n.api.unpublish([workflow]);
	const log = await n8n.log();
	assert.ok(PLANTED.every((text) => !log.includes(text)));
	await n8n.stop();
	booted = undefined;
	assert.equal(await plainText(dir, PLANTED), 0);
});
