import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyReference } from '../../../shared/contracts/study';
import { writeDurably } from '../../../shared/durable';
import { HospitalError, systemCode } from '../../../shared/errors';
import type { StudyArchive } from '../assembly/archived';
import { nameOf, type StudyName } from '../assembly/book';
import { beginsStudy } from '../assembly/replay';
import { manifestName, manifestOwner, studyFolder } from './names';
import type { JournalRecord } from './records';
import { manifestOf, type Manifest } from './study-files';

/** Stands for the archive among the lists of a study, which it is one of. */
const ARCHIVE = 'archive';

interface ArchiveFile extends Manifest {
	archive: StudyArchive;
}

/**
 * Puts away what is known of a study, beside its images: as a list of all of them, so that whoever
 * disposes of studies or tidies up knows them. An older archive of the lane goes.
 */
export async function writeArchive(
	spoolDir: string,
	study: StudyReference,
	archive: StudyArchive,
): Promise<void> {
	const { key, version, calledAeTitle: lane } = study;
	const folder = studyFolder(spoolDir, key);
	const name = manifestName(version, lane, ARCHIVE);
	const file: ArchiveFile = { ...manifestOf(study, archive.records), archive };
	await writeDurably(join(folder, name), JSON.stringify(file));
	for (const older of await archivesOf(folder, lane)) {
		if (older !== name) await unlink(join(folder, older)).catch(() => {});
	}
}

/**
 * What was put away of a study; undefined when there is nothing.
 *
 * @throws HospitalError `study-list-damaged`, or the disk's error
 */
export async function readArchive(
	spoolDir: string,
	{ lane, studyKey }: StudyName,
): Promise<StudyArchive | undefined> {
	const folder = studyFolder(spoolDir, studyKey);
	const found: ArchiveFile[] = [];
	for (const name of await archivesOf(folder, lane)) {
		try {
			found.push(JSON.parse(await readFile(join(folder, name), 'utf8')) as ArchiveFile);
		} catch (error) {
			// Replaced by a newer one, or disposed of, between the two looks.
			if (systemCode(error) === 'ENOENT') continue;
			if (error instanceof SyntaxError) throw damaged(error);
			throw error;
		}
	}
	// A crash between writing one and removing the older one leaves both.
	const [newest] = found.sort((a, b) =>
		a.study.lastReceivedAt < b.study.lastReceivedAt ? 1 : b.instances.length - a.instances.length,
	);
	return newest?.archive;
}

/** Studies looked at together. */
const AT_ONCE = 16;

/**
 * The archives of all studies that records of a journal begin with.
 *
 * @param onFailure a study whose archive cannot be read goes by its records alone
 */
export async function readArchives(
	spoolDir: string,
	records: Iterable<JournalRecord>,
	onFailure: (error: unknown) => void,
): Promise<(study: StudyName) => StudyArchive | undefined> {
	const studies = new Map<string, StudyName>();
	for (const record of records) {
		if (!beginsStudy(record)) continue;
		studies.set(nameOf(record), { lane: record.lane, studyKey: record.studyKey });
	}
	const found = new Map<string, StudyArchive>();
	const all = [...studies];
	for (let from = 0; from < all.length; from += AT_ONCE) {
		const some = all.slice(from, from + AT_ONCE).map(async ([name, study]) => {
			const archive = await readArchive(spoolDir, study);
			if (archive !== undefined) found.set(name, archive);
		});
		await Promise.all(some.map(async (each) => await each.catch(onFailure)));
	}
	return (study) => found.get(nameOf(study));
}

async function archivesOf(folder: string, lane: string): Promise<string[]> {
	const end = `-${manifestOwner(lane, ARCHIVE)}.json`;
	try {
		return (await readdir(folder)).filter((name) => name.endsWith(end));
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw error;
	}
}

const damaged = (cause: unknown) =>
	new HospitalError('study-list-damaged', 'The list of images of this study cannot be read', {
		nextStep: 'Check the disk that holds the hospital data directory, then send the study again.',
		cause,
	});
