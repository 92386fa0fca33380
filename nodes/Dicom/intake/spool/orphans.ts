import { readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, syncFolder } from '../../../shared/durable';
import { systemCode } from '../../../shared/errors';
import {
	instanceFile,
	isInstanceFile,
	isManifest,
	journalFolder,
	studiesFolder,
	studyFolder,
} from './names';
import { decodeRecords, type InstanceRecord } from './records';

/** Notes in the journal folder when it was looked through last. */
const MARK = 'swept';
/** Folders changed this long before the mark are looked through again. Milliseconds. */
const MARGIN = 3_600_000;

const isDisposed = (name: string) => name.startsWith('.disposed-');
const isHalfWritten = (name: string) => /^\.[0-9a-f]{16}\.tmp$/.test(name);

/**
 * Removes files of the study folders that no journal and no list of a version knows: a process was
 * killed between the rename of an instance and its journal entry, or a newer content of the same
 * instance took its place. None of them counts as received; left alone they would keep their study
 * from ever being disposed of.
 *
 * Call it only while no listener of this spool receives. A journal or a list that cannot be read
 * whole keeps everything where it is.
 *
 * @returns how many instance files were removed
 */
export async function removeOrphans(spoolDir: string): Promise<number> {
	const since = await lastLook(spoolDir);
	const suspects = new Map<string, string[]>();
	for (const name of await names(studiesFolder(spoolDir))) {
		const folder = join(studiesFolder(spoolDir), name);
		if (isDisposed(name)) await finishDisposal(spoolDir, folder);
		else if ((await changedAt(folder)) >= since) {
			const unlisted = await unlistedFiles(folder);
			if (unlisted.length > 0) suspects.set(name, unlisted);
		}
	}
	let removed = 0;
	if (suspects.size > 0) {
		const known = await journalled(spoolDir, (record) => suspects.has(record.studyKey));
		if (known === undefined) return 0;
		for (const [studyKey, files] of suspects) {
			for (const file of files) {
				if (isInstanceFile(file) && known.get(file)?.has(studyKey)) continue;
				await unlink(join(studiesFolder(spoolDir), studyKey, file)).catch(ignoreMissing);
				if (isInstanceFile(file)) removed++;
			}
		}
	}
	await writeFile(join(journalFolder(spoolDir), MARK), '', { mode: 0o600 });
	return removed;
}

/** Milliseconds since 1970; everything is looked through when the clock was set back since. */
async function lastLook(spoolDir: string): Promise<number> {
	const marked = await changedAt(join(journalFolder(spoolDir), MARK));
	return marked > Date.now() ? 0 : marked - MARGIN;
}

/** Instance files that no version lists, and lists that were never finished. */
async function unlistedFiles(folder: string): Promise<string[]> {
	const found = await names(folder);
	const files = found.filter((name) => isInstanceFile(name) || isHalfWritten(name));
	if (files.length === 0) return [];
	const listed = await listedFiles(folder, found);
	return listed === undefined ? [] : files.filter((name) => !listed.has(name));
}

/** @returns undefined when a list cannot be read */
async function listedFiles(
	folder: string,
	found: readonly string[],
): Promise<Set<string> | undefined> {
	const listed = new Set<string>();
	for (const name of found.filter(isManifest)) {
		try {
			const text = await readFile(join(folder, name), 'utf8');
			const { instances } = JSON.parse(text) as { instances: Array<{ file: string }> };
			for (const { file } of instances) listed.add(file);
		} catch {
			return undefined;
		}
	}
	return listed;
}

/**
 * A disposal that was cut off: images that came in its last moment belong back into their study,
 * everything else goes.
 */
async function finishDisposal(spoolDir: string, aside: string): Promise<void> {
	const late = (await unlistedFiles(aside)).filter(isInstanceFile);
	const known =
		late.length === 0
			? new Map<string, Set<string>>()
			: await journalled(spoolDir, (record) => late.includes(fileOf(record)));
	if (known === undefined) return;
	for (const file of late) {
		for (const studyKey of known.get(file) ?? []) {
			const folder = studyFolder(spoolDir, studyKey);
			await makeFolder(folder);
			await rename(join(aside, file), join(folder, file)).catch(ignoreMissing);
			await syncFolder(folder);
		}
	}
	await rm(aside, { recursive: true, force: true });
}

/**
 * Study keys by instance file, of the records that are asked for, over all journals of the spool.
 *
 * @returns undefined when journals are lost or damaged before their end: what stood there is not known
 */
async function journalled(
	spoolDir: string,
	wanted: (record: InstanceRecord) => boolean,
): Promise<Map<string, Set<string>> | undefined> {
	const known = new Map<string, Set<string>>();
	let segments = 0;
	for (const listener of await names(journalFolder(spoolDir))) {
		const folder = join(journalFolder(spoolDir), listener);
		for (const segment of (await names(folder)).filter((name) => name.endsWith('.log'))) {
			const bytes = await readFile(join(folder, segment));
			segments++;
			const records = decodeRecords(bytes);
			if (!isWhole(bytes, records.length)) return undefined;
			for (const record of records) {
				if (record.kind !== 'instance' || !wanted(record)) continue;
				const keys = known.get(fileOf(record)) ?? new Set();
				known.set(fileOf(record), keys.add(record.studyKey));
			}
		}
	}
	// Every listener writes a segment before it receives: they are lost, and prove nothing.
	return segments === 0 ? undefined : known;
}

/** Only the end may be torn: nothing that can be read follows what cannot. */
function isWhole(bytes: Buffer, readable: number): boolean {
	let at = 0;
	for (let line = 0; line < readable; line++) at = bytes.indexOf(0x0a, at) + 1;
	for (let end = bytes.indexOf(0x0a, at); end !== -1; end = bytes.indexOf(0x0a, at)) {
		if (decodeRecords(bytes.subarray(at, end + 1)).length > 0) return false;
		at = end + 1;
	}
	return true;
}

const fileOf = ({ sopKey, sha256 }: InstanceRecord) => instanceFile(sopKey, sha256);

/** None when there is no such folder. */
async function names(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		const code = systemCode(error);
		if (code === 'ENOENT' || code === 'ENOTDIR') return [];
		throw error;
	}
}

/** Epoch milliseconds of the last change of a folder's names or a file; 0 when there is none. */
async function changedAt(path: string): Promise<number> {
	return await stat(path).then(
		({ mtimeMs }) => mtimeMs,
		() => 0,
	);
}

function ignoreMissing(error: unknown): void {
	if (systemCode(error) !== 'ENOENT') throw error;
}
