import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyReference } from '../contracts/study';
import { HospitalError, systemCode, toHospitalError } from '../errors';
import { isInstanceFile, isManifest, manifestName, manifestPrefix, studyFolder } from './names';

/** A study that starts its workflow for each image has a list for each. */
const READ_AT_ONCE = 32;

/** One stored instance of a study: a Part 10 file whose data set is as it was received. */
export interface StudyInstance {
	/** Absolute path. */
	path: string;
	sopClassUid: string;
	sopInstanceUid: string;
	seriesInstanceUid: string;
	modality: string;
	transferSyntax: string;
	/** Bytes and hex SHA-256 of the data set, without the Part 10 header. */
	bytes: number;
	sha256: string;
}

export interface StoredStudy {
	study: StudyReference;
	/** Sorted by series, then SOP Instance UID: the same order on every reading. */
	instances: StudyInstance[];
}

/** The list of the files of one version of a study, or of a part of it. */
export interface Manifest {
	format: 1;
	study: StudyReference;
	instances: Array<Omit<StudyInstance, 'path'> & { file: string }>;
}

/**
 * The files of a study version. Works in any process that sees the spool.
 *
 * @param version the StudyReference's; the one completed last when absent
 * @param lane AE title that received it, as a whole study; whichever completed it last when absent
 * @throws HospitalError `study-not-found`, `study-key-invalid`, `study-list-damaged`
 */
export async function openStudy(
	spoolDir: string,
	studyKey: string,
	version?: string,
	lane?: string,
): Promise<StoredStudy> {
	const wanted = version === undefined ? '' : manifestPrefix(version);
	const end = lane === undefined ? '' : manifestName(version ?? '0'.repeat(64), lane).slice(64);
	const manifests = await readManifests(
		studyFolder(spoolDir, studyKey),
		(name) => name.startsWith(wanted) && name.endsWith(end),
	);
	const newest = manifests.sort((a, b) =>
		a.study.completeness.decidedAt < b.study.completeness.decidedAt ? 1 : -1,
	)[0];
	if (newest === undefined) throw notFound();
	const folder = studyFolder(spoolDir, studyKey);
	const instances = newest.instances.map(({ file, ...rest }) => {
		if (!isInstanceFile(file)) throw damaged();
		return { path: join(folder, file), ...rest };
	});
	instances.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
	return { study: newest.study, instances };
}

const orderOf = (each: StudyInstance) => `${each.seriesInstanceUid} ${each.sopInstanceUid}`;

/** The lists in a study folder; none when there is no such folder. */
export async function readManifests(
	folder: string,
	wanted: (name: string) => boolean = () => true,
): Promise<Manifest[]> {
	try {
		const names = (await readdir(folder)).filter((name) => isManifest(name) && wanted(name));
		const manifests: Manifest[] = [];
		for (let from = 0; from < names.length; from += READ_AT_ONCE) {
			const some = names.slice(from, from + READ_AT_ONCE);
			manifests.push(
				...(await Promise.all(
					some.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))),
				)),
			);
		}
		return manifests;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw toHospitalError(error, 'Reading the list of images of a study');
	}
}

function parse(text: string): Manifest {
	try {
		const manifest = JSON.parse(text) as Manifest;
		if (manifest.format === 1 && Array.isArray(manifest.instances)) return manifest;
	} catch {
		// Falls through: not JSON is as damaged as another format.
	}
	throw damaged();
}

export const notFound = () =>
	new HospitalError('study-not-found', 'The images of this study are not in the spool', {
		nextStep:
			'They were removed after their time to live, or this n8n does not see the shared data directory. Send the study again.',
	});

const damaged = () =>
	new HospitalError('study-list-damaged', 'The list of images of this study cannot be read', {
		nextStep: 'Check the disk that holds the hospital data directory, then send the study again.',
	});
