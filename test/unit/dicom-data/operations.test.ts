import { manifestName } from '../../../dist/nodes/Dicom/intake/spool/names.js';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createStructuredReport } from '../../../dist/nodes/Dicom/actions/report/createStructuredReport.operation.js';
import { buildVolume } from '../../../dist/nodes/Dicom/actions/study/buildVolume.operation.js';
import { selectSeries } from '../../../dist/nodes/Dicom/actions/study/selectSeries.operation.js';
import { writePart10, type Content } from '../../../dist/nodes/formats/dicom/index.js';
import type {
	SeriesSelection,
	VolumeReference,
	DicomObjectReference,
	StudyReference,
} from '../../../dist/nodes/shared/contracts/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import type { Operation, OperationContext } from '../../../dist/nodes/shared/face/index.js';
import { ctSlice, range, temporaryFolder } from './build.ts';
import { FLAGGED, STUDY } from './report-input.ts';

const STUDY_KEY = '0'.repeat(32);
const VERSION = '1'.repeat(64);

/** A data directory whose spool holds the given images as one study. */
async function spool(t: TestContext, images: readonly Content[]): Promise<StudyReference> {
	const folder = await temporaryFolder(t);
	const keyFile = join(folder, 'key');
	await writeFile(keyFile, randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(folder, 'data');
	process.env.HOSPITAL_KEY_FILE = keyFile;
	const { dicom } = await dataDirectory();
	const studyFolder = join(dicom, 'studies', STUDY_KEY);
	await mkdir(studyFolder, { recursive: true });
	const study = { ...STUDY, key: STUDY_KEY, version: VERSION };
	const instances = await Promise.all(
		images.map(async (content, index) => {
			const bytes = writePart10(content);
			const sha256 = createHash('sha256').update(bytes).digest('hex');
			const file = `${String(index).padStart(32, '0')}-${sha256.slice(0, 8)}.dcm`;
			await writeFile(join(studyFolder, file), bytes);
			return {
				file,
				sopClassUid: content.SOPClassUID,
				sopInstanceUid: content.SOPInstanceUID,
				seriesInstanceUid: content.SeriesInstanceUID,
				modality: content.Modality,
				transferSyntax: '1.2.840.10008.1.2.1',
				bytes: bytes.length,
				sha256,
			};
		}),
	);
	const manifest = { format: 1, study, instances };
	const list = manifestName(VERSION, study.calledAeTitle);
	await writeFile(join(studyFolder, list), JSON.stringify(manifest));
	return study;
}

/** Runs operations one after the other on one item, as the canvas would. */
class Canvas {
	readonly audits: unknown[] = [];
	readonly item: Record<string, unknown>;
	private readonly journal = new Map<string, Buffer>();

	constructor(study: StudyReference) {
		this.item = { study };
	}

	async run(operation: Operation, parameters: Record<string, unknown> = {}) {
		const defaults = Object.fromEntries(
			operation.fields.map((field) => [field.name, field.default]),
		);
		const context = {
			contract: async ({ key }: { key: string }) => this.item[key],
			parameter: async (name: string) => parameters[name] ?? defaults[name],
			audit: async (event: unknown) => void this.audits.push(event),
			pseudonym: async (...parts: string[]) => (await dataDirectory()).key.pseudonym(...parts),
			once: async (name: string, compute: () => Promise<Uint8Array>) => {
				const fresh = !this.journal.has(name);
				if (fresh) this.journal.set(name, Buffer.from(await compute()));
				return { bytes: this.journal.get(name)!, fresh };
			},
			liveWork: { id: 'work-1' },
			signal: undefined,
		} as unknown as OperationContext;
		const outcome = await operation.execute(context);
		for (const { key, value } of outcome.add ?? []) this.item[key] = value;
		return outcome.output ?? 0;
	}
}

const images = (change: (index: number) => Content = () => ({})) => [
	...range(12).map((index) => ctSlice(index, { content: change(index) })),
	ctSlice(99, { content: { Modality: 'SR', SeriesInstanceUID: '2.25.11' } }),
];

const NEEDS = { minSlices: 10, bodyParts: 'head, brain', timeZone: 'UTC' };

test('select, build and report pass references on and leave files in the work folder', async (t) => {
	const canvas = new Canvas(await spool(t, images()));
	assert.equal(await canvas.run(selectSeries, NEEDS), 0);
	const selection = canvas.item.selection as SeriesSelection;
	assert.equal(selection.seriesInstanceUid, '2.25.10');
	assert.deepEqual(selection.rejected, { 'no-series-of-modality': 1 });

	assert.equal(await canvas.run(buildVolume), 0);
	const volume = canvas.item.volume as VolumeReference;
	const { volumes } = await dataDirectory();
	const file = join(volumes, 'work-1', `${volume.key}.vol`);
	assert.equal((await stat(file)).size, 12 * 4 * 6 * 2);
	assert.equal((await stat(file)).mode & 0o777, 0o600);

	canvas.item.result = FLAGGED;
	assert.equal(await canvas.run(createStructuredReport, NEEDS), 0);
	const report = canvas.item.report as DicomObjectReference;
	const bytes = await readFile(join(volumes, 'work-1', `${report.key}.dcm`));
	assert.equal(createHash('sha256').update(bytes).digest('hex'), report.sha256);
	assert.equal(report.studyInstanceUid, '2.25.1');

	assert.equal(canvas.audits.length, 3);
	assert.doesNotMatch(JSON.stringify(canvas.audits), /ZZ|2\.25\./);
});

test('a rerun gives the same volume and sends the stored report, whatever the model says now', async (t) => {
	const canvas = new Canvas(await spool(t, images()));
	const once = async () => {
		await canvas.run(selectSeries, NEEDS);
		await canvas.run(buildVolume);
		canvas.item.result ??= FLAGGED;
		await canvas.run(createStructuredReport, NEEDS);
		return structuredClone({ volume: canvas.item.volume, report: canvas.item.report });
	};
	const first = await once();
	canvas.item.result = { ...FLAGGED, score: 0.77 };
	assert.deepEqual(await once(), first);
});

test('no fitting series goes to the No Result output with a reason', async (t) => {
	const canvas = new Canvas(
		await spool(
			t,
			images(() => ({ BodyPartExamined: 'CHEST' })),
		),
	);
	assert.equal(await canvas.run(selectSeries, NEEDS), 1);
	assert.equal((canvas.item.selection as SeriesSelection).reason, 'wrong-body-part');
	await assert.rejects(canvas.run(buildVolume), { code: 'input-missing' });
});

test('a series that cannot become a volume goes to the No Result output with a reason', async (t) => {
	const canvas = new Canvas(
		await spool(
			t,
			images(() => ({ RescaleType: 'US' })),
		),
	);
	assert.equal(await canvas.run(selectSeries, NEEDS), 0);
	assert.equal(await canvas.run(buildVolume), 1);
	const selection = canvas.item.selection as SeriesSelection;
	assert.deepEqual([selection.decision, selection.reason], ['none', 'rescale-not-hu']);
	assert.equal(canvas.item.volume, undefined);
});

test('a study of which images may be missing has no result, unless the node is told to use it', async (t) => {
	const study = await spool(t, images());
	const incomplete = { ...study.completeness, incomplete: true };
	const canvas = new Canvas({ ...study, completeness: incomplete });
	assert.equal(await canvas.run(selectSeries, NEEDS), 1);
	const selection = canvas.item.selection as SeriesSelection;
	assert.deepEqual([selection.decision, selection.reason], ['none', 'study-incomplete']);
	assert.equal(selection.seriesInstanceUid, undefined);
	const accepting = { ...NEEDS, options: { acceptIncomplete: true } };
	assert.equal(await canvas.run(selectSeries, accepting), 0);
});

test('a study that is gone from the spool is an error with a next step, not a result', async (t) => {
	const study = await spool(t, images());
	const canvas = new Canvas({ ...study, version: '2'.repeat(64) });
	await assert.rejects(canvas.run(selectSeries, NEEDS), { code: 'study-not-found' });
});

test('kernels of the model decide between a brain and a bone reconstruction', async (t) => {
	const bone = range(12).map((index) =>
		ctSlice(index, {
			content: {
				SeriesInstanceUID: '2.25.12',
				SOPInstanceUID: `2.25.2000${index}`,
				ConvolutionKernel: 'H60s',
			},
		}),
	);
	const canvas = new Canvas(await spool(t, [...images(), ...bone]));
	assert.equal(await canvas.run(selectSeries, NEEDS), 1);
	assert.equal((canvas.item.selection as SeriesSelection).reason, 'ambiguous-series');
	assert.equal(await canvas.run(selectSeries, { ...NEEDS, options: { kernels: 'h60' } }), 0);
	assert.equal((canvas.item.selection as SeriesSelection).seriesInstanceUid, '2.25.12');
	assert.equal(await canvas.run(selectSeries, { ...NEEDS, options: { kernels: 'H30, H60' } }), 0);
	assert.equal((canvas.item.selection as SeriesSelection).seriesInstanceUid, '2.25.10');
});
