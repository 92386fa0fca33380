import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../shared/durable';
import { toHospitalError } from '../../shared/errors';
import type { Phi } from '../engine';
import type { PhiOutcome } from '../types';
import { Summary } from './summary';

/** A study, as a list of its files. */
export interface ImageStudy {
	readonly files: readonly string[];
}

export interface ImageOutcome {
	readonly written: number;
	readonly refused: number;
	readonly bytes: number;
	readonly summary: Summary;
	readonly context: PhiOutcome['context'];
}

export interface ImageOptions {
	/** FHIR resources about the patient. */
	readonly context?: readonly unknown[];
	/** A person has looked at the pixels. */
	readonly reviewed?: boolean;
	readonly signal?: AbortSignal;
	/** Told of a file that cannot be read; without it the first one ends the run. */
	readonly onUnreadable?: (code: string) => void;
}

/**
 * Puts the images of studies through a policy, into files that are numbered: a name of a file, and a UID
 * of it, may say who it is.
 *
 * @param folder is made; `0001-00001.dcm` is the first image of the first study
 */
export async function deidentifyImages(
	phi: Phi,
	studies: readonly ImageStudy[],
	folder: string,
	options: ImageOptions = {},
): Promise<ImageOutcome> {
	await makeFolder(folder);
	const summary = new Summary();
	let [written, refused, bytes] = [0, 0, 0];
	let context: PhiOutcome['context'] = studies.length === 0 ? 'none' : 'given';
	for (const [studyAt, { files }] of studies.entries()) {
		for (const [imageAt, file] of files.entries()) {
			options.signal?.throwIfAborted();
			const path = join(folder, nameOf(studyAt, imageAt));
			const done = await one(phi, file, path, options);
			if (done === undefined) {
				refused += 1;
				continue;
			}
			summary.add(done.manifest, done.review);
			if (done.context === 'none') context = 'none';
			if (!done.written) {
				refused += 1;
				continue;
			}
			written += 1;
			bytes += (await stat(path)).size;
		}
	}
	return { written, refused, bytes, summary, context };
}

async function one(phi: Phi, file: string, path: string, options: ImageOptions) {
	const { context, reviewed, signal, onUnreadable } = options;
	try {
		return await phi.dicom(
			{ path: file },
			{ path },
			{
				...(context !== undefined && { context }),
				...(reviewed !== undefined && { reviewed }),
				...(signal !== undefined && { signal }),
			},
		);
	} catch (error) {
		const { code } = toHospitalError(error, 'Reading an image');
		if (onUnreadable === undefined || !/^dicom-/.test(code)) throw error;
		onUnreadable(code);
		return undefined;
	}
}

const nameOf = (study: number, image: number): string =>
	`${String(study + 1).padStart(4, '0')}-${String(image + 1).padStart(5, '0')}.dcm`;
