import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StructuredReportInput } from '../../../dist/nodes/Dicom/report/index.js';
import { buildVolume } from '../../../dist/nodes/Dicom/volume/index.js';
import { readPart10, type Content } from '../../../dist/nodes/formats/dicom/index.js';
import type {
	InferenceResult,
	StudyReference,
} from '../../../dist/nodes/shared/contracts/index.js';
import { ctSlice, range, writeImages } from './build.ts';

export const FLAGGED: InferenceResult = {
	status: 'result',
	finding: {
		code: '1386000',
		system: 'http://snomed.info/sct',
		display: 'Intracranial haemorrhage',
	},
	score: 0.914,
	threshold: 0.5,
	suspected: true,
	box: { min: [1, 0, 1], max: [3, 2, 4] },
	model: {
		name: 'hyperdensity-demo',
		version: '1',
		server: 'zz-server 1.0',
		demonstration: true,
		intendedUse: 'To show the workflow with synthetic images',
	},
	decidedAt: '2026-01-02T23:20:30.000Z',
};

export const NOT_FLAGGED: InferenceResult = {
	...FLAGGED,
	score: 0.12,
	suspected: false,
	box: undefined,
	model: { ...FLAGGED.model, demonstration: false },
};

export const CASES: Record<string, InferenceResult> = {
	'flagged-volume': FLAGGED,
	'flagged-plane': { ...FLAGGED, box: { min: [2, 0, 1], max: [2, 2, 4] } },
	'flagged-without-box': { ...FLAGGED, box: undefined },
	'not-flagged': NOT_FLAGGED,
};

/** A study, its volume and one of its headers, from five synthetic slices. */
export async function reportInput(
	result: InferenceResult,
	content: Content = {},
): Promise<StructuredReportInput> {
	const folder = await mkdtemp(join(tmpdir(), 'dicom-report-'));
	try {
		const images = range(5).map((index) => ctSlice(index, { content }));
		const files = await writeImages(folder, images);
		const volume = await buildVolume(files, join(folder, 'out.vol'));
		const { dataSet: source } = readPart10(await readFile(files[1]));
		return { result, volume, source, study: STUDY };
	} finally {
		await rm(folder, { recursive: true });
	}
}

export const STUDY: StudyReference = {
	key: 'zz',
	version: '00',
	studyInstanceUid: '2.25.1',
	accessionNumber: 'ZZ0001',
	studyDescription: '',
	studyDate: '20260102',
	studyTime: '101500',
	patient: {
		id: 'ZZ-1',
		issuer: 'ZZHOSP',
		name: 'ZZTEST^ADA',
		birthDate: '19600504',
		sex: 'F',
	},
	referringPhysician: '',
	modalities: ['CT'],
	series: [],
	instanceCount: 5,
	bytes: 0,
	callingAeTitle: 'ZZCT',
	calledAeTitle: 'ZZHERE',
	firstReceivedAt: '2026-01-02T10:15:00.000Z',
	lastReceivedAt: '2026-01-02T10:16:00.000Z',
	completeness: {
		evidence: 'quiet-period',
		incomplete: false,
		decidedAt: '2026-01-02T10:17:00.000Z',
	},
	mixedIdentity: false,
};
