import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PhiImages, StudyReference } from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { studyKeyOf } from '../../shared/spool/names';
import { openStudy, type StoredStudy } from '../../shared/spool/open-study';
import type { Phi } from '../engine';
import { deidentifyImages } from '../site/images';
import type { StudyAsked } from '../site/input';
import { canonicalNumber } from '../transforming';
import type { ManifestEntry, PhiOutcome, ReviewReason } from '../types';

/** What became of the images of a step. */
export interface StepImages {
	readonly images: PhiImages;
	readonly manifest: readonly ManifestEntry[];
	readonly review: readonly ReviewReason[];
	readonly context: PhiOutcome['context'];
}

const FOLDER = /^phi-[0-9a-f]{32}$/;

/**
 * Where the images lie that a step made: with the volumes, so that they go when the work ends.
 *
 * @throws HospitalError `input-invalid`: the key comes from an item and must not lead elsewhere
 */
export async function imagesFolder(context: OperationContext, key: string): Promise<string> {
	if (!FOLDER.test(key)) {
		throw new HospitalError('input-invalid', 'The item holds no usable folder of images', {
			nextStep: 'Connect this node behind De-identify, and pass its output on unchanged.',
		});
	}
	const { volumes } = await dataDirectory();
	return join(volumes, context.liveWork?.id ?? 'free', key);
}

/** @returns undefined where no study was asked for */
export async function throughPolicy(
	context: OperationContext,
	phi: Phi,
	asked: readonly StudyAsked[],
	chart: readonly unknown[],
): Promise<StepImages | undefined> {
	if (asked.length === 0) return undefined;
	const { dicom, key } = await dataDirectory();
	const found: StoredStudy[] = [];
	const review: ReviewReason[] = [];
	let notHere = 0;
	for (const one of asked) {
		const study = await storedStudy(dicom, key.key('spool-names'), one);
		if (study === undefined) notHere += 1;
		else found.push(study);
	}
	if (notHere > 0) review.push(NOT_HERE);
	const belongs = belongingTo(phi, chart);
	if (found.some(({ study }) => study.mixedIdentity)) review.push(MIXED);
	if (found.some(({ study }) => !belongs(study))) review.push(OTHER_PATIENT);
	const isUsable = ({ study }: StoredStudy) => !study.mixedIdentity && belongs(study);
	const usable = found.filter(isUsable);
	const leftOut = found
		.filter((one) => !isUsable(one))
		.reduce((sum, { instances }) => sum + instances.length, 0);
	const name = nameOf(context, found);
	const folder = await imagesFolder(context, name);
	// What an attempt that was cut off left is half of something.
	await rm(folder, { recursive: true, force: true });
	const files = usable.map(({ instances }) => ({ files: instances.map(({ path }) => path) }));
	const made = await deidentifyImages(phi, files, folder, {
		context: chart,
		...(context.signal && { signal: context.signal }),
	}).catch(async (error: unknown) => {
		await rm(folder, { recursive: true, force: true });
		throw error;
	});
	if (made.written === 0) await rm(folder, { recursive: true, force: true });
	const { written, bytes, refused, summary } = made;
	return {
		images: {
			...(written > 0 && { key: name }),
			written,
			refused: refused + leftOut,
			notHere,
			bytes,
		},
		manifest: summary.manifest,
		review: [...review, ...summary.review],
		context: made.context,
	};
}

async function storedStudy(
	spool: string,
	names: Buffer,
	asked: StudyAsked,
): Promise<StoredStudy | undefined> {
	if ('study' in asked) return await openStudy(spool, asked.study.key, asked.study.version);
	try {
		return await openStudy(spool, studyKeyOf(names, asked.studyInstanceUid));
	} catch (error) {
		if (toHospitalError(error, 'Looking for a study').code === 'study-not-found') return undefined;
		throw error;
	}
}

/** Whether a study is of the patient of the chart, as far as the chart names record numbers. */
function belongingTo(phi: Phi, chart: readonly unknown[]): (study: StudyReference) => boolean {
	const numbers = phi.known(chart).patient?.numbers ?? [];
	const known = new Set(numbers.map(({ value }) => canonicalNumber(value)));
	return ({ patient: { id } }) => known.size === 0 || known.has(canonicalNumber(id));
}

function nameOf(
	{ nodeName, executionId, itemIndex }: OperationContext,
	found: readonly StoredStudy[],
): string {
	const parts = [
		nodeName,
		executionId,
		itemIndex,
		...found.map(({ study }) => `${study.key} ${study.version}`),
	];
	const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
	return `phi-${digest.slice(0, 32)}`;
}

const NOT_HERE: ReviewReason = {
	code: 'study-not-here',
	message:
		'The chart names studies whose images were not received here. Have the PACS send them, then run this again.',
};

const OTHER_PATIENT: ReviewReason = {
	code: 'study-other-patient',
	message:
		'The images of a study bear a record number that the chart of this patient does not have. They were left out; find out whose they are.',
};

const MIXED: ReviewReason = {
	code: 'mixed-identity',
	message: 'The images of a study name more than one patient. None of them was passed on.',
};
