import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { store } from '../../dist/nodes/clients/dimse/index.js';
import { readPart10, Tag } from '../../dist/nodes/formats/dicom/index.js';
import { needsPydicomFiles, pydicomFiles } from '../unit/dicom-data/shared-data.ts';
import {
	element,
	IMPLICIT,
	peerFor,
	startTestListener,
	temporaryFolder,
	type TestListener,
} from '../unit/dicom-net/build.ts';
import { dcmdump, dcmsend, dcmtk, startStorescp, storescu } from './dcmtk.ts';
import { dciodvfy } from './dicom3tools.ts';
import { peer } from './require.ts';

type Reasons = ReadonlyArray<[reason: string, files: RegExp]>;

/** What no sender can send as it is, and why. Every other file has to arrive. */
const EXCLUDED: Reasons = [
	['no DICOM file', /\.(txt|icc|json|dump|gz)$|LICENSE$|README$/],
	['a directory of files (DICOMDIR), no composite instance', /DICOMDIR[^/]*$/],
	['without File Meta Information', /\/no_meta\.dcm$/],
	[
		'without SOP Class UID or SOP Instance UID',
		/(meta_missing_tsyntax|empty_charset_LEI|nested_priv_SQ)\.dcm$/,
	],
	['implicit VR under a transfer syntax that is explicit', /SC_rgb_jpeg\.dcm$/],
	['cut off in the middle: refused', /(MR_truncated|rtplan_truncated)\.dcm$/],
];

/** Refused as they are; with the identity that they lack they have to arrive. */
const WITHOUT_IDENTITY =
	/(chrSQEncoding1?|JPEGLSNearLossless_(08|16)|SC_rgb_jls_lossy_(line|sample)|UN_sequence|no_meta_group_length|priv_SQ)\.dcm$/;

/** What DCMTK announces for these is no UID ("31"): refused. */
const NO_UID = /rtdose_rle(_1frame)?\.dcm$/;

/** Transfer syntaxes that storescu can be told to propose. */
const PROPOSALS: Record<string, string> = {
	'1.2.840.10008.1.2': '-xi',
	'1.2.840.10008.1.2.1': '-xe',
	'1.2.840.10008.1.2.1.99': '-xd',
	'1.2.840.10008.1.2.2': '-xb',
	'1.2.840.10008.1.2.4.50': '-xy',
	'1.2.840.10008.1.2.4.51': '-xx',
	'1.2.840.10008.1.2.4.70': '-xs',
	'1.2.840.10008.1.2.4.80': '-xt',
	'1.2.840.10008.1.2.4.81': '-xu',
	'1.2.840.10008.1.2.4.90': '-xv',
	'1.2.840.10008.1.2.4.91': '-xw',
	'1.2.840.10008.1.2.5': '-xr',
};

const isExcluded = (file: string): boolean => EXCLUDED.some(([, files]) => files.test(file));

async function allFiles(): Promise<string[]> {
	const entries = await readdir(pydicomFiles() ?? '', { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		.sort();
}

/** Every file that can be sent; those without an identity as copies that have one. */
async function sendable(t: TestContext): Promise<string[]> {
	const files = (await allFiles()).filter((file) => !isExcluded(file));
	const folder = await temporaryFolder(t);
	return await Promise.all(
		files.map(async (file) =>
			WITHOUT_IDENTITY.test(file) ? await withIdentity(file, folder) : file,
		),
	);
}

const LONG_VRS = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));

/** A copy that has the UIDs which the file lacks; everything else stays byte for byte. */
async function withIdentity(file: string, folder: string): Promise<string> {
	let bytes = await readFile(file);
	const { meta, dataSet, dataSetOffset, transferSyntax } = readPart10(bytes);
	const implicit = transferSyntax === IMPLICIT;
	const identity: Array<[tag: number, uid: string]> = [
		[Tag.SOPClassUID, meta.string(0x00020002)],
		[Tag.SOPInstanceUID, meta.string(0x00020003)],
		[Tag.StudyInstanceUID, '2.25.99'],
		[Tag.SeriesInstanceUID, '2.25.98'],
	];
	// From behind, so that the offsets before stay what they are.
	for (const [tag, uid] of identity.reverse()) {
		if (dataSet.string(tag) !== '') continue;
		const next = [...dataSet].find((each) => each.tag > tag);
		const header = !implicit && LONG_VRS.has(next?.vr ?? '') ? 12 : 8;
		const at = next === undefined ? bytes.length : next.offset - header;
		const added = implicit ? implicitUid(tag, uid) : element(tag, 'UI', uid);
		assert.ok(at >= dataSetOffset);
		bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
	}
	const path = join(folder, basename(file));
	await writeFile(path, bytes);
	return path;
}

function implicitUid(tag: number, uid: string): Buffer {
	const value = Buffer.from(uid.length % 2 === 1 ? `${uid}\0` : uid, 'latin1');
	const header = Buffer.alloc(8);
	header.writeUInt16LE(tag >>> 16, 0);
	header.writeUInt16LE(tag & 0xffff, 2);
	header.writeUInt32LE(value.length, 4);
	return Buffer.concat([header, value]);
}

/** Bytes of a Part 10 file behind its File Meta Information. */
async function dataSetHash(path: string): Promise<string> {
	const bytes = await readFile(path);
	const { dataSetOffset } = readPart10(bytes, { until: Tag.StudyDate, allowPartial: true });
	return createHash('sha256').update(bytes.subarray(dataSetOffset)).digest('hex');
}

async function transferSyntax(path: string): Promise<string> {
	const bytes = await readFile(path);
	return readPart10(bytes, { until: Tag.StudyDate, allowPartial: true }).transferSyntax;
}

/** Path of each stored file by the hash of its data set. */
async function storedBy(server: TestListener): Promise<Map<string, string>> {
	const stored = new Map<string, string>();
	for (const file of await server.files()) {
		const path = join(server.spool, file);
		stored.set(await dataSetHash(path), path);
	}
	return stored;
}

/** storescp that keeps exactly the bytes that came (`+B`), whatever their transfer syntax (`+xa`). */
async function startReference(t: TestContext) {
	const dir = await temporaryFolder(t);
	const args = ['+B', '+uf', '+xa'];
	const scp = await peer(t, async () => await startStorescp({ aet: 'STORESCP', dir, args }));
	if (scp !== undefined) t.after(scp.stop);
	return scp;
}

const sources = (files: readonly string[]) => files.map((path) => ({ path }));

describe('byte identity of third-party files', needsPydicomFiles, () => {
	test('our own client delivers every file that is not excluded by name, byte for byte', async (t) => {
		const server = await startTestListener(t);
		const files = await sendable(t);
		assert.ok(files.length >= 150, `${files.length} files`);
		const outcomes = await store(peerFor(server.port), sources(files));
		const stored = await storedBy(server);
		const syntaxes = new Set<string>();
		for (const [index, file] of files.entries()) {
			const { outcome, code, meaning } = outcomes[index]!;
			assert.equal(outcome, 'stored', `${basename(file)}: ${code}, ${meaning}`);
			assert.ok(stored.has(await dataSetHash(file)), basename(file));
			syntaxes.add(await transferSyntax(file));
		}
		for (const needed of Object.keys(PROPOSALS)) assert.ok(syntaxes.has(needed), needed);
		assert.equal(files.filter((file) => /\/chr\w+\.dcm$/.test(file)).length, 17, 'character sets');
	});

	test('files that are excluded by name, or lack their identity, are refused and not kept', async (t) => {
		const server = await startTestListener(t);
		const files = (await allFiles()).filter(
			(file) => isExcluded(file) || WITHOUT_IDENTITY.test(file),
		);
		const outcomes = await store(peerFor(server.port), sources(files));
		for (const [index, file] of files.entries()) {
			assert.equal(outcomes[index]?.outcome, 'failed', basename(file));
		}
		assert.deepEqual(await server.files(), []);
	});

	test('dcmsend delivers to us exactly what it delivers to storescp', async (t) => {
		const reference = await startReference(t);
		if (reference === undefined) return;
		const server = await startTestListener(t);
		const files = (await sendable(t)).filter((file) => !NO_UID.test(file));
		const args = ['--no-halt', '--decompress-never'];
		await dcmsend({ aet: 'HOSPITAL', port: server.port }, files, args);
		await dcmsend({ aet: 'STORESCP', port: reference.port }, files, args);
		await compare(server, await reference.files(), 120);
	});

	test('storescu delivers to us exactly what it delivers to storescp, each file in its own transfer syntax', async (t) => {
		const reference = await startReference(t);
		if (reference === undefined) return;
		const server = await startTestListener(t);
		const files = (await sendable(t)).filter((file) => !NO_UID.test(file));
		const bySyntax = new Map<string, string[]>();
		for (const file of files) {
			const syntax = await transferSyntax(file);
			bySyntax.set(syntax, [...(bySyntax.get(syntax) ?? []), file]);
		}
		for (const [syntax, group] of bySyntax) {
			const proposal = PROPOSALS[syntax];
			if (proposal === undefined) continue;
			const args = ['-nh', '-R', proposal];
			await storescu({ aet: 'HOSPITAL', port: server.port }, group, args);
			await storescu({ aet: 'STORESCP', port: reference.port }, group, args);
		}
		await compare(server, await reference.files(), 120);
	});

	test('the header before each stored data set is what DCMTK and dicom3tools take for a DICOM file', async (t) => {
		const server = await startTestListener(t);
		await store(peerFor(server.port), sources(await sendable(t)));
		const stored = [...(await storedBy(server)).values()];
		if ((await peer(t, dcmtk)) === undefined) return;
		for (const path of stored.filter((_, index) => index % 4 === 0)) {
			const text = await dcmdump(path, ['+P', '0002,0000', '+P', '0002,0010', '+P', '0002,0018']);
			assert.match(text, /\(0002,0000\) UL \d+/);
			assert.match(text, /\(0002,0010\) UI =/);
			assert.match(text, /\(0002,0018\) AE \[HOSPITAL\]/);
			assert.doesNotMatch(text, /^[EW]: /m, basename(path));
		}
		for (const path of stored.slice(0, 12)) {
			const verdict = await peer(t, async () => await dciodvfy(path));
			if (verdict === undefined) return;
			const aboutMeta = [...verdict.errors, ...verdict.warnings].filter((line) =>
				/\(0x0002,|File ?Meta|MediaStorage|meta ?information/i.test(line),
			);
			assert.deepEqual(aboutMeta, []);
		}
	});
});

/** Everything that storescp got is at our listener with the same bytes. */
async function compare(
	server: TestListener,
	theirs: readonly string[],
	atLeast: number,
): Promise<void> {
	const ours = await storedBy(server);
	const missing: string[] = [];
	const distinct = new Set<string>();
	for (const path of theirs) {
		const hash = await dataSetHash(path);
		distinct.add(hash);
		if (ours.has(hash)) continue;
		missing.push(`${await sopInstance(path)} in ${await transferSyntax(path)}`);
	}
	assert.deepEqual(missing, []);
	assert.ok(distinct.size >= atLeast, `${distinct.size} data sets at storescp`);
}

async function sopInstance(path: string): Promise<string> {
	const { meta } = readPart10(await readFile(path), { until: Tag.StudyDate, allowPartial: true });
	return meta.string(0x00020003);
}
