import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { readPart10 } from '../../dist/nodes/formats/dicom/index.js';
import { plantedInFolder } from '../hospital/planted.ts';
import { peer } from '../peers/require.ts';
import { needles, noteOf, PEOPLE, RARE, STROKE } from './phi/people.ts';
import { node, Stage, webhook } from './phi/stage.ts';

type Fields = Record<string, any>;

const OFTEN = { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } };
const GROUP = `research-group-${new Date().toISOString().slice(0, 10)}`;
const [FIRST, SECOND] = PEOPLE as [(typeof PEOPLE)[number], (typeof PEOPLE)[number]];

let opening: Promise<Stage | undefined> | undefined;

const site = async (t: TestContext): Promise<Stage | undefined> =>
	await (opening ??= peer(t, async () => await Stage.open()));

after(async () => {
	await (await opening)?.stop();
});

const deidentify = (record: string, more: Fields = {}) =>
	node('De-Identify', 'phiDeIdentify', {
		operation: 'deidentify',
		record: `={{ ${record} }}`,
		patientContext: '={{ $json.chartContext }}',
		profile: 'safe-harbor',
		style: 'profile',
		project: 'zz-project',
		onUncertain: 'review',
		policyOptions: more,
	});
const unseal = (value: string) =>
	node('Unseal', 'workItem', { operation: 'unseal', value: `={{ ${value} }}`, field: 'shown' });
const read = (type: string, id: string) =>
	node('Read', 'fhir', {
		operation: 'read',
		resourceType: { __rl: true, mode: 'name', value: type },
		findBy: 'id',
		id: `={{ ${id} }}`,
	});
const chart = (patient: string) =>
	node('Chart', 'fhir', {
		operation: 'chartContext',
		chartPurpose: 'research-export',
		patientReference: `={{ ${patient} }}`,
		encounterReference: '',
		chartOptions: {},
	});
const close = node('Close', 'workItem', { operation: 'close', state: 'DELIVERED' });

test('a note of the record comes out without the patient, its findings counted', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	await at.line('note', [
		webhook('note'),
		read('Condition', '$json.body.key + "-condition"'),
		chart('$json.resource.subject.reference'),
		deidentify('$json.resource.note[0].text'),
		unseal('$json.phi.text'),
	]);
	const { phi, shown } = (await at.call('note', { key: FIRST.key })) as Fields;
	assert.equal(phi.format, 'text');
	assert.equal(phi.context, 'given');
	assert.match(String(phi.text), /^sealed:/);
	for (const part of ['[NAME]', '[MRN]', '[PHONE]', 'BP 120/80, no dyspnoea']) {
		assert.ok(shown.includes(part), part);
	}
	for (const { text, what } of needles()) assert.ok(!shown.includes(text), what);
	const names = phi.manifest.filter(({ type }: Fields) => type === 'NAME');
	const spans = names.flatMap(({ offsets }: Fields) => offsets as Array<[number, number]>);
	assert.ok(
		spans.some(([start, end]: [number, number]) =>
			noteOf(FIRST).slice(start, end).includes(FIRST.family),
		),
	);
});

test('a chart comes out as valid FHIR, and its ids lead nowhere', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	await at.line('chart', [
		webhook('chart'),
		chart('"Patient/" + $json.body.key'),
		deidentify('$json.chartContext'),
		unseal('$json.phi.resource'),
	]);
	const { phi, shown } = (await at.call('chart', { key: FIRST.key })) as Fields;
	assert.deepEqual([phi.format, phi.status], ['fhir', 'done'], JSON.stringify(phi.review));
	const resources = shown.entry.map(({ resource }: Fields) => resource) as Fields[];
	const patient = resources.find(({ resourceType }) => resourceType === 'Patient') as Fields;
	const sodium = resources.find(({ resourceType }) => resourceType === 'Observation') as Fields;
	assert.equal(patient.birthDate, '1951');
	assert.equal(patient.address[0].postalCode, '941');
	assert.equal(sodium.subject.reference, `Patient/${patient.id}`);
	assert.deepEqual([sodium.valueQuantity.value, sodium.effectiveDateTime], [139, '2026']);
	const text = JSON.stringify(shown);
	for (const { text: needle, what } of needles()) assert.ok(!text.includes(needle), what);
});

test('an HL7 message comes out without the patient', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const id = await at.line('message', [
		node('HL7 Trigger', 'hl7Trigger', {
			port: at.mllp,
			bindAddress: '127.0.0.1',
			options: { minFreeGigabytes: 0 },
		}),
		deidentify('$json.hl7'),
		unseal('$json.phi.message'),
		close,
	]);
	const segments = [
		'MSH|^~\\&|ZZLAB|ZZ|N8N|ZZ|20260305120000+0000||ORU^R01^ORU_R01|ZZORU1|P|2.5.1',
		`PID|1||${FIRST.mrn}^^^DEMOHOSP^MR||${FIRST.family}^${FIRST.given}||19510117|F|||${FIRST.street}^^${FIRST.city}^CA^94110`,
		'OBR|1|||2951-2^Sodium^LN|||20260305080000',
		'OBX|1|NM|2951-2^Sodium^LN||139|mmol/L|||||F',
		`NTE|1||Told Mrs. ${FIRST.family} at ${FIRST.phone}`,
	];
	const socket = connect(at.mllp, '127.0.0.1');
	socket.write(`\v${segments.join('\r')}\r\x1c\r`);
	const [answer] = (await once(socket, 'data')) as [Buffer];
	socket.destroy();
	assert.match(answer.toString('utf8'), /MSA\|AA/);
	const { phi, shown } = (await at.output(id, 'Unseal')) as Fields;
	assert.equal(phi.format, 'hl7');
	const message = Buffer.from(String(shown), 'base64').toString('utf8');
	assert.match(message, /OBX\|1\|NM\|2951-2\^Sodium\^LN\|\|139\|/);
	for (const { text, what } of needles()) assert.ok(!message.includes(text), what);
});

test('a study comes out as files without the patient', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const id = await at.line('study', [
		node('DICOM Trigger', 'dicomTrigger', {
			port: at.port,
			calledAeTitle: 'HOSPITAL',
			bindAddress: '127.0.0.1',
			quietPeriod: 1,
			options: { minFreeGigabytes: 0 },
		}),
		deidentify('$json.study'),
		close,
	]);
	await at.scan(FIRST);
	await at.scan(SECOND);
	const { phi } = (await at.output(id, 'De-Identify')) as Fields;
	assert.deepEqual([phi.format, phi.images.written, phi.images.refused], ['dicom', 3, 0]);
	assert.equal(phi.status, 'done', JSON.stringify(phi.review));
});

test('an export holds whoever agreed, and nobody by name', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	await at.publish(
		{
			cohortCodes: `http://snomed.info/sct|${STROKE}`,
			export: GROUP,
			project: 'zz-project',
			minimumK: 2,
		},
		{ 'Every Night': OFTEN },
		'export',
	);
	const manifest = (await at.until('the export is released', async () => {
		try {
			return JSON.parse(await at.released(GROUP, 'manifest.json')) as Fields;
		} catch {
			return undefined;
		}
	})) as Fields;
	assert.deepEqual(manifest.counts, { patients: 2, records: 10, images: 6 });
	assert.equal(manifest.risk.k, 2);
	assert.equal(manifest.risk.determination, null);
	const folder = join(at.dir, 'data', 'exports', GROUP, 'release');
	assert.deepEqual(await plantedInFolder(folder, needles()), []);
	for (const { path, sha256, bytes } of manifest.files) {
		const content = await readFile(join(folder, path));
		assert.equal(content.length, bytes);
		assert.equal(createHash('sha256').update(content).digest('hex'), sha256, path);
	}
	const lines = (await at.released(GROUP, 'records.jsonl')).trimEnd().split('\n');
	const records = lines.map((line) => JSON.parse(line) as Fields);
	const ids = new Set(records.map(({ resourceType, id }) => `${resourceType}/${id}`));
	for (const { subject } of records) {
		if (subject !== undefined) assert.ok(ids.has(subject.reference), 'records stay together');
	}
	const studies = records.filter(({ resourceType }) => resourceType === 'ImagingStudy');
	const named = studies.map(({ identifier }) =>
		String(identifier[0].value).replace('urn:oid:', ''),
	);
	const images = await readdir(join(folder, 'images'));
	const uids = new Set<string>();
	for (const image of images) {
		const { dataSet } = readPart10(await readFile(join(folder, 'images', image)));
		uids.add(dataSet.string(0x0020000d));
		assert.equal(dataSet.string(0x00120062), 'YES');
	}
	assert.deepEqual([...uids].sort(), named.sort(), 'records and images name the same studies');
	const left = (await at.ledger()).filter(
		({ interaction, outcome }) => interaction === 'phi-export-expected' && outcome === '4',
	);
	assert.deepEqual([...new Set(left.map(({ outcomeReason }) => outcomeReason))].sort(), [
		'consent-denied',
		'consent-missing',
	]);
});

test('an export in which somebody stands alone is not released, and a person is told', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	// The queue belongs to one workflow: this one is the same under another name.
	const queue = { queue: 'rare-export' };
	await at.publish(
		{
			cohortCodes: `http://snomed.info/sct|${RARE}`,
			export: `rare-${GROUP}`,
			project: 'zz-project',
			withImages: false,
		},
		{ 'Every Night': OFTEN, 'Open the Work': queue, 'Take the Work': queue },
		'rare',
	);
	const end = await at.until('the work ends', async () =>
		(await at.ledger()).find(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'k-below-threshold',
		),
	);
	assert.equal(end.workItem?.state, 'ESCALATED');
	await assert.rejects(at.released(`rare-${GROUP}`, 'manifest.json'), { code: 'ENOENT' });
});

test('n8n is killed in the middle of an export: it goes on, and is released once', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const queue = { queue: 'killed-export' };
	const name = `killed-${GROUP}`;
	const codes = `http://snomed.info/sct|${STROKE}`;
	await at.publish(
		{ cohortCodes: codes, export: name, project: 'zz-project', minimumK: 2, withImages: false },
		{ 'Every Night': OFTEN, 'Open the Work': queue, 'Take the Work': queue },
		'killed',
	);
	await at.until('somebody is expected', () => {
		const building = join(at.dir, 'data', 'exports', name, 'building');
		return Promise.resolve(existsSync(building) || undefined);
	});
	at.ehr.delayMs = 60_000;
	await at.n8n.kill9();
	at.ehr.delayMs = 0;
	await assert.rejects(at.released(name, 'manifest.json'), { code: 'ENOENT' });
	await at.n8n.restart();
	const manifest = (await at.until(
		'the export is released',
		async () => {
			try {
				return JSON.parse(await at.released(name, 'manifest.json')) as Fields;
			} catch {
				return undefined;
			}
		},
		120_000,
	)) as Fields;
	assert.equal(manifest.counts.patients, 2);
	const lines = (await at.released(name, 'records.jsonl')).trimEnd().split('\n');
	const people = lines.map((line) => JSON.parse(line) as Fields);
	assert.equal(people.filter(({ resourceType }) => resourceType === 'Patient').length, 2);
});

test('codes of the vault are turned back only with a purpose, and only on record', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const reveal = (purpose: string) =>
		node('Reveal', 'phiDeIdentify', {
			operation: 'reidentify',
			codes: '={{ $json.shown }}',
			project: 'zz-project',
			revealPurpose: purpose,
			revealApproval: 'IRB-2026-0117',
			revealUser: 'ada.testperson',
		});
	const steps = (path: string, purpose: string) => [
		webhook(path),
		read('Condition', '$json.body.key + "-condition"'),
		chart('$json.resource.subject.reference'),
		deidentify('$json.resource.note[0].text'),
		unseal('$json.phi.text'),
		reveal(purpose),
	];
	const vaulted = steps('vault', 'patient-safety').map((one) =>
		one.name === 'De-Identify'
			? { ...one, parameters: { ...one.parameters, style: 'vault' } }
			: one,
	);
	await at.line('vault', vaulted);
	const { phiRevealed, shown } = (await at.call('vault', { key: SECOND.key })) as Fields;
	assert.match(String(shown), /\[MRN:[0-9A-Z]{13}\]/);
	assert.ok(phiRevealed.revealed > 0);
	assert.match(String(phiRevealed.text), /^sealed:/);
	const record = (await at.ledger()).find(({ interaction }) => interaction === 'phi-reidentified');
	assert.equal(record?.outcomeReason, 'patient-safety');
	assert.equal(record?.actor?.id, 'ada.testperson');
	await assert.rejects(at.line('unsaid', steps('unsaid', '')), /revealPurpose/);
	await at.line('nothing', steps('nothing', '={{ "" }}'));
	await assert.rejects(at.call('nothing', { key: SECOND.key }));
	const all = (await at.ledger()).filter(({ interaction }) => interaction === 'phi-reidentified');
	assert.equal(all.length, 1);
});

test('no planted identifier stands in what n8n and the ledger keep', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const n8n = join(at.dir, 'n8n', '.n8n');
	const isPack = ({ where }: { where: string }) => where.split('/').includes('node_modules');
	const marker = await plantedInFolder(n8n, [{ what: 'the export', text: GROUP }]);
	assert.ok(marker.some(({ where }) => where.startsWith('database.sqlite')));
	assert.deepEqual(
		(await plantedInFolder(n8n, needles())).filter((one) => !isPack(one)),
		[],
	);
	const data = join(at.dir, 'data');
	const isImage = ({ where }: { where: string }) => /^(?:dicom|volumes)\//.test(where);
	assert.deepEqual(
		(await plantedInFolder(data, needles())).filter((one) => !isImage(one)),
		[],
	);
	const log = await at.n8n.log();
	assert.deepEqual(
		needles().filter(({ text }) => log.includes(text)),
		[],
	);
	assert.deepEqual(await at.n8n.outbound(), []);
});
