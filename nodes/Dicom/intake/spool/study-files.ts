import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyReference } from '../../../shared/contracts/study';
import { makeFolder, syncFolder, writeDurably } from '../../../shared/durable';
import { HospitalError, systemCode, toHospitalError } from '../../../shared/errors';
import { notFound, readManifests, type Manifest } from '../../../shared/spool/open-study';
import { instanceFile, isInstanceFile, manifestName, studiesFolder, studyFolder } from './names';
import type { InstanceRecord } from './records';

export { openStudy, type StoredStudy, type StudyInstance } from '../../../shared/spool/open-study';
export type { Manifest };

/**
 * Writes the list of a version's files beside them; whoever has the key and version can then read it.
 *
 * @param of see manifestName
 */
export async function writeManifest(
	spoolDir: string,
	study: StudyReference,
	records: Iterable<InstanceRecord>,
	of?: string,
): Promise<void> {
	const name = manifestName(study.version, study.calledAeTitle, of);
	const text = JSON.stringify(manifestOf(study, records));
	await writeDurably(join(studyFolder(spoolDir, study.key), name), text);
}

export function manifestOf(study: StudyReference, records: Iterable<InstanceRecord>): Manifest {
	return {
		format: 1,
		study,
		instances: [...records].map((record) => ({
			file: instanceFile(record.sopKey, record.sha256),
			sopClassUid: record.header.sopClassUid,
			sopInstanceUid: record.header.sopInstanceUid,
			seriesInstanceUid: record.header.seriesInstanceUid,
			modality: record.header.modality,
			transferSyntax: record.transferSyntax,
			bytes: record.bytes,
			sha256: record.sha256,
		})),
	};
}

/**
 * What was offered under a claim, as it was offered first.
 *
 * @param of see manifestName
 * @throws HospitalError `study-not-found`, `study-list-damaged`
 */
export async function readOffer(
	spoolDir: string,
	studyKey: string,
	version: string,
	lane: string,
	of?: string,
): Promise<StudyReference> {
	const wanted = manifestName(version, lane, of);
	const [manifest] = await readManifests(
		studyFolder(spoolDir, studyKey),
		(name) => name === wanted,
	);
	if (manifest === undefined) throw notFound();
	return manifest.study;
}

/**
 * What all lists of a study tell together, those of parts of it included.
 *
 * @returns undefined when no version of it was ever complete
 */
export async function studySummary(
	spoolDir: string,
	studyKey: string,
): Promise<{ studyInstanceUid: string; lastReceivedAt: string; count: number } | undefined> {
	const manifests = await readManifests(studyFolder(spoolDir, studyKey));
	const [first] = manifests;
	if (first === undefined) return undefined;
	const files = new Set(manifests.flatMap(({ instances }) => instances.map(({ file }) => file)));
	const times = manifests.map(({ study }) => study.lastReceivedAt).sort();
	return {
		studyInstanceUid: first.study.studyInstanceUid,
		lastReceivedAt: times[times.length - 1] ?? '',
		count: files.size,
	};
}

/** When a file of the study was last added or removed, epoch milliseconds; 0 when there is none. */
export async function studyChangedAt(spoolDir: string, studyKey: string): Promise<number> {
	return await stat(studyFolder(spoolDir, studyKey)).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	);
}

/** Keys of all studies in the spool. */
export async function storedStudies(spoolDir: string): Promise<string[]> {
	const names = await readdir(studiesFolder(spoolDir)).catch(() => []);
	return names.filter((name) => !name.startsWith('.')).sort();
}

/**
 * Removes a study's files. Call it when every work item that used them is closed and their time to
 * live is over; the caller records the disposal.
 *
 * @returns how many instance files were removed
 * @throws HospitalError `study-not-finished` while images of it are waiting to be given on
 */
export async function disposeStudy(spoolDir: string, studyKey: string): Promise<number> {
	const folder = studyFolder(spoolDir, studyKey);
	const before = await unlistedFiles(spoolDir, studyKey);
	if (before.length > 0) throw notFinished();
	// Out of the way first: an image that arrives from here on finds, or makes, another folder.
	const aside = join(studiesFolder(spoolDir), `.disposed-${randomBytes(8).toString('hex')}`);
	try {
		await rename(folder, aside);
		const listed = new Set(
			(await readManifests(aside)).flatMap((each) => each.instances.map(({ file }) => file)),
		);
		const files = (await readdir(aside)).filter(isInstanceFile);
		for (const late of files.filter((file) => !listed.has(file))) {
			await makeFolder(folder);
			await rename(join(aside, late), join(folder, late));
			await syncFolder(folder);
		}
		await rm(aside, { recursive: true, force: true });
		await syncFolder(studiesFolder(spoolDir));
		return files.filter((file) => listed.has(file)).length;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return 0;
		throw toHospitalError(error, 'Removing a study from the spool');
	}
}

/** True when a version that was given on, or what was put away, holds the file. */
export async function isListed(spoolDir: string, studyKey: string, file: string): Promise<boolean> {
	const manifests = await readManifests(studyFolder(spoolDir, studyKey));
	return manifests.some(({ instances }) => instances.some((each) => each.file === file));
}

/** Instance files that no version lists: they came after the last completion. */
async function unlistedFiles(spoolDir: string, studyKey: string): Promise<string[]> {
	const manifests = await readManifests(studyFolder(spoolDir, studyKey));
	const listed = new Set(manifests.flatMap(({ instances }) => instances.map(({ file }) => file)));
	const names = await readdir(studyFolder(spoolDir, studyKey)).catch(() => []);
	return names.filter((name) => isInstanceFile(name) && !listed.has(name));
}

const notFinished = () =>
	new HospitalError('study-not-finished', 'Images of this study are waiting to be given on', {
		nextStep: 'Try again after the study was taken over by its workflow.',
		retryable: true,
	});
