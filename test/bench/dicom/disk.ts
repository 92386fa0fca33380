import { fdatasync as fdatasyncOf, type PathLike } from 'node:fs';
import { mkdir, mkdtemp, open, rm, statfs, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheRoot } from '../../peers/cache.ts';
import { command } from '../../peers/command.ts';
import { median } from './ratios.ts';

const fdatasync = promisify(fdatasyncOf);

/** statfs(2): file systems that live in memory, where a sync costs nothing. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);
const MEGABYTE = 1024 ** 2;
const PROBES = 7;

/**
 * A new folder on a real disk: in HOSPITAL_BENCH_DIR when it is set, else in the temporary folder, or
 * in the test cache when the temporary folder lies in memory.
 *
 * @throws Error that says how much room there is and how to choose another place
 */
export async function folderOnDisk(needed: number): Promise<string> {
	const chosen = process.env.HOSPITAL_BENCH_DIR;
	const place = chosen ?? ((await isInMemory(tmpdir())) ? cacheRoot() : tmpdir());
	await mkdir(place, { recursive: true });
	if (await isInMemory(place)) {
		throw new Error(
			`${place} lies in memory, where a sync costs nothing: set HOSPITAL_BENCH_DIR to a folder on a disk`,
		);
	}
	const { bavail, bsize } = await statfs(place);
	const free = bavail * bsize;
	if (free < needed) {
		throw new Error(
			`the bench needs ${gigabytes(needed)} of free disk, ${place} has ${gigabytes(free)}: ` +
				'free some, or set HOSPITAL_BENCH_DIR to a folder on another disk',
		);
	}
	const folder = await mkdtemp(join(place, 'bench-dicom-'));
	await spreadFolders(folder);
	return folder;
}

/**
 * Makes ext4 place each folder inside `folder` far from the others. Without a journal it steps over
 * every inode that was deleted within minutes, one by one: files of a run would cost up to a
 * millisecond more each because of those that the run before had left.
 */
async function spreadFolders(folder: string): Promise<void> {
	// Other file systems refuse the attribute and have no need of it.
	await command('chattr', ['+T', folder]).catch(() => undefined);
}

const gigabytes = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GB`;

async function isInMemory(place: PathLike): Promise<boolean> {
	return await statfs(place).then(
		({ type }) => IN_MEMORY.has(type),
		() => false,
	);
}

/**
 * Writes and deletes a file, so that every run finds the same number of free pages that were in use
 * lately: cold ones cost large objects two to four times their time.
 */
export async function warmPages(folder: string, bytes: number): Promise<void> {
	const path = join(folder, 'scratch');
	const file = await open(path, 'w');
	const part = Buffer.alloc(8 * MEGABYTE, 7);
	for (let written = 0; written < bytes; written += part.length) await file.write(part);
	await file.close();
	await unlink(path);
}

/** How long this disk takes to make 0.5 MB durable, milliseconds, median. */
export async function syncLatency(folder: string): Promise<number> {
	const path = join(folder, 'probe');
	const part = Buffer.alloc(MEGABYTE / 2, 7);
	const times: number[] = [];
	for (let probe = 0; probe < PROBES; probe++) {
		const file = await open(path, 'w');
		await file.write(part);
		const began = performance.now();
		await fdatasync(file.fd);
		times.push(performance.now() - began);
		await file.close();
	}
	await rm(path);
	return median(times);
}
