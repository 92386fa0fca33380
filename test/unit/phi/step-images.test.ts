import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { studyKeyOf } from '../../../dist/nodes/shared/spool/names.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import { headCt } from '../../hospital/ct.ts';
import { demoHospital, orderOf, MRN_ISSUER, MRN_SYSTEM } from '../../hospital/people.ts';
import { Canvas } from '../audit/canvas.ts';

type Fields = Record<string, any>;

const hospital = demoHospital();
const [ADA, BEN] = hospital.ordinary as [
	(typeof hospital.ordinary)[number],
	(typeof hospital.ordinary)[number],
];
const images = (person: typeof ADA) =>
	headCt({ person, order: orderOf(hospital, person), slices: 2, matrix: 16 });

let root: string;
let canvas: Canvas;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-phi-images-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_PHI_DIR = join(root, 'phi');
	canvas = new Canvas('Phi');
	for (const person of [ADA, BEN]) await store(person);
});

after(async () => {
	await (await workEngine()).stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

/** Puts a study into the spool as the listener leaves it. */
async function store(person: typeof ADA, mixedIdentity = false): Promise<Fields> {
	const { dicom, key } = await dataDirectory();
	const made = images(person);
	const [{ studyInstanceUid }] = made as [(typeof made)[number]];
	const studyKey = studyKeyOf(key.key('spool-names'), studyInstanceUid);
	const folder = join(dicom, 'studies', studyKey);
	await mkdir(folder, { recursive: true });
	const version = createHash('sha256').update(studyInstanceUid).digest('hex');
	const instances: Fields[] = [];
	for (const { bytes, sopInstanceUid, seriesInstanceUid } of made) {
		const file = `${createHash('md5').update(sopInstanceUid).digest('hex')}-00000000.dcm`;
		await writeFile(join(folder, file), bytes);
		instances.push({ file, sopInstanceUid, seriesInstanceUid });
	}
	const study = {
		...{ key: studyKey, version, studyInstanceUid, mixedIdentity },
		patient: { id: person.mrn, issuer: MRN_ISSUER },
		completeness: { decidedAt: '2026-01-01T00:00:00Z' },
	};
	const manifest = { format: 1, study, instances };
	await writeFile(join(folder, `${version}-00000000.json`), JSON.stringify(manifest));
	return study;
}

const chartOf = (person: typeof ADA, studies: readonly string[]) => [
	{
		resourceType: 'Patient',
		id: person.id,
		identifier: [{ system: MRN_SYSTEM, value: person.mrn, type: { coding: [{ code: 'MR' }] } }],
		name: [{ family: person.family, given: [person.given] }],
		birthDate: person.birthDate,
	},
	...studies.map((uid, index) => ({
		resourceType: 'ImagingStudy',
		id: `zz-study-${index}`,
		status: 'available',
		subject: { reference: `Patient/${person.id}` },
		identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid}` }],
	})),
];
const uidOf = (person: typeof ADA) => images(person)[0]!.studyInstanceUid;

const run = async (record: unknown, values: Fields = {}): Promise<Fields> => {
	const given = { record, patientContext: '', ...values };
	const [made] = await canvas.run('phiDeIdentify.deidentify', given, {});
	return (made as Fields).phi as Fields;
};
const withImages = { policyOptions: { withImages: true } };

test('the studies of a chart go through the policy with it, into numbered files', async () => {
	const phi = await run(chartOf(ADA, [uidOf(ADA)]), withImages);
	assert.equal(phi.status, 'done', JSON.stringify(phi.review));
	assert.deepEqual([phi.images.written, phi.images.refused, phi.images.notHere], [2, 0, 0]);
	const folder = join(root, 'data', 'volumes', 'free', phi.images.key);
	const files = (await readdir(folder)).sort();
	assert.deepEqual(files, ['0001-00001.dcm', '0001-00002.dcm']);
	for (const file of files) {
		const bytes = await readFile(join(folder, file));
		assert.ok(
			!bytes.includes(ADA.mrn) && !bytes.includes(ADA.family) && !bytes.includes(uidOf(ADA)),
		);
	}
});

test('images that bear the number of somebody else are left out, and a person is told', async () => {
	const phi = await run(chartOf(ADA, [uidOf(ADA), uidOf(BEN)]), withImages);
	assert.equal(phi.status, 'review');
	assert.deepEqual([phi.images.written, phi.images.refused], [2, 2]);
	assert.ok(phi.review.some(({ code }: Fields) => code === 'study-other-patient'));
});

test('a study that was not received is told of, and holds the result up', async () => {
	const phi = await run(chartOf(ADA, [uidOf(ADA), '1.2.3.4']), withImages);
	assert.deepEqual([phi.status, phi.images.notHere], ['review', 1]);
	assert.ok(!JSON.stringify(phi.review).includes('1.2.3.4'));
});

test('what is blocked leaves no files, and what fails neither', async () => {
	const folder = join(root, 'data', 'volumes', 'free');
	const before = (await readdir(folder)).length;
	const record = chartOf(ADA, [uidOf(ADA), '1.2.3.4']);
	const phi = await run(record, { ...withImages, onUncertain: 'block' });
	assert.deepEqual([phi.status, phi.images.written, phi.images.key], ['blocked', 0, undefined]);
	assert.ok(!('resource' in phi));
	await assert.rejects(run(record, { ...withImages, onUncertain: 'fail' }), /may not pass/);
	assert.equal((await readdir(folder)).length, before);
});

test('images that name more than one patient do not pass', async () => {
	const study = await store(BEN, true);
	const phi = await run(study);
	assert.deepEqual([phi.status, phi.images.written, phi.images.refused], ['review', 0, 2]);
	assert.ok(phi.review.some(({ code }: Fields) => code === 'mixed-identity'));
});
