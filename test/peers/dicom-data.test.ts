import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createStructuredReport } from '../../dist/nodes/Dicom/report/index.js';
import { buildVolume } from '../../dist/nodes/Dicom/volume/index.js';
import { readPart10, Tag, writePart10 } from '../../dist/nodes/formats/dicom/index.js';
import { ctSlice, range, seeded, temporaryFolder, writeImages } from '../unit/dicom-data/build.ts';
import { CASES, reportInput } from '../unit/dicom-data/report-input.ts';
import { dcmdump, dcmtk, dsrdump, runDcmtk } from './dcmtk.ts';
import { dciodvfy } from './dicom3tools.ts';
import { peer } from './require.ts';

/**
 * What dciodvfy may say about our reports; docs/reference/dicom-sr.md gives the reason for each.
 * Everything else is a failure.
 */
const WAIVED_WARNINGS = [
	/^Unrecognized defined term <99HOSPITAL> for value 1 of attribute <Coding Scheme Designator>/,
];

async function reportFile(t: TestContext, name: keyof typeof CASES, modality = 'CT') {
	const content = { PatientName: 'ZZTEST^Ädä=山田', Modality: modality };
	const input = await reportInput(CASES[name], content);
	const path = join(await temporaryFolder(t), 'report.dcm');
	const site = { value: '12738006', scheme: 'SCT', meaning: 'Brain' };
	await writeFile(path, createStructuredReport({ ...input, findingSite: site }));
	return { path, ...input };
}

for (const name of Object.keys(CASES)) {
	test(`dciodvfy finds nothing wrong in a report that is ${name}`, async (t) => {
		const { path } = await reportFile(t, name);
		const verdict = await peer(t, async () => await dciodvfy(path));
		if (verdict === undefined) return;
		assert.match(verdict.text, /^Comprehensive3DSR/m);
		assert.deepEqual(verdict.errors, []);
		const unexplained = verdict.warnings.filter(
			(line) => !WAIVED_WARNINGS.some((waived) => waived.test(line)),
		);
		assert.deepEqual(unexplained, []);
	});

	test(`DCMTK reads every fact of a report that is ${name}`, async (t) => {
		const { path, result, volume } = await reportFile(t, name);
		if ((await peer(t, dcmtk)) === undefined) return;
		const text = await dsrdump(path, ['+Pc', '+Pl', '+Pt', '+Pu']);
		assert.doesNotMatch(text, /^E:/m);
		const finding =
			/contains CODE:\(121071,DCM,"Finding"\)=\(1386000,SCT,"Intracranial haemorrhage"\)/;
		assert.equal(finding.test(text), result.suspected);
		assert.match(text, result.suspected ? /=\(FLAGGED,/ : /=\(NOTFLAGGED,/);
		assert.match(text, new RegExp(`NUM:\\(SCORE,99HOSPITAL,"[^"]+"\\)="${result.score}"`));
		assert.match(text, /TEXT:\(111001,DCM,"Algorithm Name"\)="hyperdensity-demo"/);
		assert.match(text, /Preliminary Flag +: PRELIMINARY/);
		assert.match(text, /Verification Flag +: UNVERIFIED/);
		assert.match(text, /not a diagnosis/);
		const box = result.suspected ? result.box : undefined;
		const outlines = box === undefined ? 0 : box.max[0] - box.min[0] + 1;
		assert.equal(text.match(/SCOORD3D/g)?.length ?? 0, outlines);
		const images = text.match(/IMAGE:\(260753009,SCT,"Source"\)/g) ?? [];
		assert.equal(images.length, volume.sopInstanceUids.length);
		const template = outlines > 1 ? 1411 : outlines === 1 ? 1410 : 1501;
		assert.match(text, new RegExp(`"Measurement Group"\\).*TID ${template} \\(DCMR\\)`));
	});
}

test('DCMTK reads the patient of a report in UTF-8 as it was in the images', async (t) => {
	const { path } = await reportFile(t, 'not-flagged');
	const json = await peer(t, async () => await runDcmtk('dcm2json', [path]));
	if (json === undefined) return;
	const dataSet = JSON.parse(json.stdout) as Record<string, { Value?: unknown[] }>;
	assert.deepEqual(dataSet['00100010'].Value, [{ Alphabetic: 'ZZTEST^Ädä', Ideographic: '山田' }]);
	assert.deepEqual(dataSet['00100020'].Value, ['ZZ-1']);
	assert.deepEqual(dataSet['0020000D'].Value, ['2.25.1']);
});

test('DCMTK reads what the writer writes, element by element', async (t) => {
	const folder = await temporaryFolder(t);
	const path = join(folder, 'ct.dcm');
	await writeFile(path, writePart10(ctSlice(0)));
	if ((await peer(t, dcmtk)) === undefined) return;
	const text = await dcmdump(path);
	const { dataSet, meta } = readPart10(await readFile(path));
	const lines = text.split('\n').filter((line) => line.startsWith('('));
	assert.equal(lines.length, [...dataSet].length + [...meta].length);
	for (const { tag, vr, length } of [...meta, ...dataSet]) {
		const hex = tag.toString(16).padStart(8, '0');
		const line = lines.find((each) => each.startsWith(`(${hex.slice(0, 4)},${hex.slice(4)})`));
		assert.match(line ?? '', new RegExp(`\\) ${vr} .*# +${length},`), hex);
	}
});

/** DCMTK's encoders, as far as volumes can be built of what they make. */
const ENCODERS: Record<string, [tool: string, args: string[]]> = {
	'RLE Lossless': ['dcmcrle', []],
	'JPEG Lossless, first-order prediction': ['dcmcjpeg', ['+e1']],
	...Object.fromEntries(
		[1, 2, 3, 4, 5, 6, 7].map((selection) => [
			`JPEG Lossless, selection value ${selection}`,
			['dcmcjpeg', ['+el', '+sv', String(selection)]] as [string, string[]],
		]),
	),
	'big endian': ['dcmconv', ['+tb']],
	'implicit VR': ['dcmconv', ['+ti']],
	deflated: ['dcmconv', ['+td']],
	'undefined lengths': ['dcmconv', ['-e']],
};

for (const [name, [tool, args]] of Object.entries(ENCODERS)) {
	test(`a volume of images that DCMTK wrote as ${name} has the same voxels`, async (t) => {
		const folder = await temporaryFolder(t);
		const random = seeded(11);
		const pixel = (row: number, column: number) =>
			column < 20 ? -3000 : 1000 + row * 13 + Math.floor(random() * 900);
		const images = range(2).map((index) => ctSlice(index, { rows: 64, columns: 80, pixel }));
		const files = await writeImages(folder, images);
		const plain = await buildVolume(files, join(folder, 'plain.vol'));
		if ((await peer(t, dcmtk)) === undefined) return;
		const others: string[] = [];
		for (const [index, file] of files.entries()) {
			const other = join(folder, `other-${index}.dcm`);
			const done = await runDcmtk(tool, [...args, file, other]);
			assert.equal(done.code, 0, done.stderr);
			others.push(other);
		}
		const { transferSyntax, dataSet } = readPart10(await readFile(others[0]));
		if (tool !== 'dcmconv') assert.notEqual(transferSyntax, '1.2.840.10008.1.2.1');
		// With another process than +el DCMTK would make new instances: then this compares nothing.
		assert.equal(dataSet.string(Tag.SeriesInstanceUID), '2.25.10');
		const volume = await buildVolume(others, join(folder, 'other.vol'));
		assert.equal(volume.sha256, plain.sha256);
	});
}
