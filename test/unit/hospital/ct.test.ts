import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gridOf, headCt, lesionPosition, type CtImage, type Lesion } from '../../hospital/ct.ts';
import { demoHospital, orderOf } from '../../hospital/people.ts';
import { dciodvfy } from '../../peers/dicom3tools.ts';
import { peer } from '../../peers/require.ts';

const hospital = demoHospital();
const person = hospital.accented;
const order = orderOf(hospital, person);
const small = { person, order, slices: 12, matrix: 64, seed: 3 };

describe('a synthetic head CT', () => {
	test('has the same bytes for the same options and other UIDs for another seed or repetition', () => {
		assert.deepEqual(headCt(small), headCt(small));
		const uids = (images: CtImage[]) => new Set(images.map(({ sopInstanceUid }) => sopInstanceUid));
		const first = uids(headCt(small));
		assert.equal(first.size, 12);
		for (const other of [{ seed: 4 }, { repetition: 2 }]) {
			for (const uid of uids(headCt({ ...small, ...other }))) assert.ok(!first.has(uid));
		}
	});

	test('belongs to one person, order, study, series and frame of reference', () => {
		const headers = headCt(small).map(read);
		for (const [keyword, value] of Object.entries({
			PatientID: person.mrn,
			IssuerOfPatientID: 'DEMOHOSP',
			AccessionNumber: order.accession,
			Modality: 'CT',
			PatientBirthDate: person.birthDate.replaceAll('-', ''),
		})) {
			assert.deepEqual(new Set(headers.map((header) => header[keyword])), new Set([value]));
		}
		for (const keyword of ['StudyInstanceUID', 'SeriesInstanceUID', 'FrameOfReferenceUID']) {
			const values = [...new Set(headers.map((header) => header[keyword] as string))];
			assert.equal(values.length, 1);
			assert.match(values[0] ?? '', /^2\.25\.\d{39}$/);
		}
		assert.equal(String(headers[0]?.PatientName), 'Zztestmüller^Zoé');
	});

	test('lies on a regular axial grid, in no order of files or instance numbers', () => {
		const headers = headCt(small).map(read);
		const { origin, sliceSpacing } = gridOf(small);
		const positions = headers.map(({ ImagePositionPatient }) => ImagePositionPatient as number[]);
		const heights = positions.map(([, , z = 0]) => z);
		const sorted = heights.toSorted((a, b) => a - b);
		sorted.forEach((z, index) => {
			assert.ok(Math.abs(z - (origin[2] + index * sliceSpacing)) < 1e-4);
		});
		assert.deepEqual(
			headers.map(({ SliceLocation }) => Number(SliceLocation)),
			heights,
		);
		assert.notDeepEqual(heights, sorted);
		const byNumber = headers
			.toSorted((a, b) => Number(a.InstanceNumber) - Number(b.InstanceNumber))
			.map(({ ImagePositionPatient }) => (ImagePositionPatient as number[])[2]);
		assert.notDeepEqual(byNumber, sorted);
		assert.deepEqual(headers[0]?.ImageOrientationPatient, [1, 0, 0, 0, 1, 0]);
		assert.ok(sliceSpacing <= 5);
	});

	test('numbers its instances from the lowest slice when asked to', () => {
		const headers = headCt({ ...small, numbersInOrder: true }).map(read);
		const heights = headers
			.toSorted((a, b) => Number(a.InstanceNumber) - Number(b.InstanceNumber))
			.map(({ ImagePositionPatient }) => (ImagePositionPatient as number[])[2] ?? 0);
		assert.deepEqual(
			heights,
			heights.toSorted((a, b) => a - b),
		);
	});

	test('holds plausible densities, the same in unsigned and signed form', () => {
		const lesion: Lesion = { size: 20, hu: 70, position: lesionPosition(3) };
		const options = { ...small, slices: 30, matrix: 128, lesion };
		const unsigned = hounsfield(headCt({ ...options, pixelForm: 'unsigned' }));
		const signed = hounsfield(headCt({ ...options, pixelForm: 'signed' }));
		const share = (from: number, to: number) =>
			unsigned.filter((hu) => hu >= from && hu < to).length / unsigned.length;
		assert.ok(share(-1024, -900) > 0.5, 'air');
		assert.ok(share(20, 46) > 0.15, 'brain');
		assert.ok(share(0, 15) > 0.002, 'cerebrospinal fluid');
		assert.ok(share(500, 1400) > 0.03, 'bone');
		assert.ok(share(62, 80) > 0.0004, 'lesion');
		unsigned.forEach((hu, index) => {
			// Unsigned values end at -1024 HU, which the noise of air can pass.
			assert.equal(Math.max(signed[index] as number, -1024), hu);
		});
	});

	test('can bring a localizer and a bone series that a model must not take', () => {
		const images = headCt({ ...small, extraSeries: ['scout', 'bone'] });
		const of = (series: string) => images.filter((image) => image.series === series).map(read);
		assert.equal(of('scout').length, 2);
		assert.equal(of('bone').length, 12);
		assert.equal((of('scout')[0]?.ImageType as string[])[2], 'LOCALIZER');
		assert.equal(of('bone')[0]?.ConvolutionKernel, 'B70');
		assert.equal(new Set(images.map(({ seriesInstanceUid }) => seriesInstanceUid)).size, 3);
		assert.equal(new Set(images.map(({ studyInstanceUid }) => studyInstanceUid)).size, 1);
	});

	test('says in its file what it says in its description', () => {
		for (const image of headCt({ ...small, extraSeries: ['scout'] })) {
			const header = read(image);
			assert.equal(header.SOPInstanceUID, image.sopInstanceUid);
			assert.equal(header.SeriesInstanceUID, image.seriesInstanceUid);
			assert.equal(header.StudyInstanceUID, image.studyInstanceUid);
		}
	});

	test('passes dciodvfy without an error', async (t) => {
		const folder = await mkdtemp(join(tmpdir(), 'hospital-ct-'));
		try {
			const images = headCt({ ...small, slices: 3, extraSeries: ['scout', 'bone'] });
			const signed = headCt({ ...small, slices: 1, pixelForm: 'signed' });
			for (const [index, { bytes }] of [...images, ...signed].entries()) {
				const file = join(folder, `${index}.dcm`);
				await writeFile(file, bytes);
				const verdict = await peer(t, () => dciodvfy(file));
				if (verdict === undefined) return;
				assert.deepEqual(verdict.errors, []);
				assert.match(verdict.text, /CTImage/);
			}
		} finally {
			await rm(folder, { recursive: true });
		}
	});
});

interface Dcmjs {
	data: {
		DicomMessage: { readFile(bytes: ArrayBuffer): { dict: object } };
		DicomMetaDictionary: { naturalizeDataset(dict: object): Record<string, unknown> };
	};
}

const { DicomMessage, DicomMetaDictionary } = (createRequire(import.meta.url)('dcmjs') as Dcmjs)
	.data;

function read({ bytes }: CtImage): Record<string, unknown> {
	const { dict } = DicomMessage.readFile(Uint8Array.from(bytes).buffer);
	return DicomMetaDictionary.naturalizeDataset(dict);
}

/** All voxels in HU, in the order of slice positions. */
function hounsfield(images: CtImage[]): number[] {
	const height = (header: Record<string, unknown>) =>
		(header.ImagePositionPatient as number[])[2] as number;
	return images
		.map(read)
		.toSorted((a, b) => height(a) - height(b))
		.flatMap((header) => {
			const bytes = (header.PixelData as ArrayBuffer[])[0] as ArrayBuffer;
			const stored =
				header.PixelRepresentation === 1 ? new Int16Array(bytes) : new Uint16Array(bytes);
			return Array.from(stored, (value) => value + Number(header.RescaleIntercept));
		});
}
