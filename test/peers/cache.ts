import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where downloaded peers stay between runs; deleting it is always safe. */
export function cacheRoot(): string {
	const chosen = process.env.HOSPITAL_TEST_CACHE;
	if (chosen !== undefined && chosen !== '') return resolve(chosen);
	const xdg = process.env.XDG_CACHE_HOME;
	const base = xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache');
	return join(base, 'n8n-nodes-hospital');
}

/** The first 12 hexadecimal digits of the SHA-256 of the parts, in order. */
export function contentKey(...parts: Array<string | Uint8Array>): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest('hex').slice(0, 12);
}

export interface CacheEntry {
	/** `KIND-KEY`; the key is a content hash of what decides the entry's content. */
	name: string;
	/** Fills the empty folder. The folder is renamed afterwards: it must not remember its path. */
	install: (folder: string) => Promise<void>;
	/** Throws when the content cannot be used. Runs once after an installation. */
	verify: (folder: string) => Promise<void>;
	/** Longest wait for another process that installs the same entry. Default 20 minutes. */
	waitMs?: number;
}

/**
 * The folder of a cache entry, installed first if it is not complete. Two processes that ask at
 * once get one installation: the second waits for the first.
 */
export async function cached(entry: CacheEntry): Promise<string> {
	const folder = join(cacheRoot(), entry.name);
	if (await isComplete(folder)) return folder;
	await mkdir(cacheRoot(), { recursive: true });
	return await locked(entry.name, entry.waitMs ?? 20 * 60_000, async () => {
		if (!(await isComplete(folder))) await installInto(folder, entry);
		return folder;
	});
}

/** True when the entry was installed and verified. */
export async function isComplete(folder: string): Promise<boolean> {
	return await exists(join(folder, 'complete'));
}

/** Forgets an entry that turned out to be unusable; the next `cached` installs it again. */
export async function discard(name: string): Promise<void> {
	await rm(join(cacheRoot(), name, 'complete'), { force: true });
}

export async function exists(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}

async function installInto(folder: string, entry: CacheEntry): Promise<void> {
	// A folder without the marker comes from a run that died late, or from a hand: keep it if it works.
	if (await adopts(folder, entry)) return;
	await rm(folder, { recursive: true, force: true });
	const temporary = `${folder}.${process.pid}.partial`;
	await rm(temporary, { recursive: true, force: true });
	await mkdir(temporary, { recursive: true });
	try {
		await entry.install(temporary);
		await entry.verify(temporary);
		await markComplete(temporary);
		await rename(temporary, folder);
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

async function adopts(folder: string, entry: CacheEntry): Promise<boolean> {
	if (!(await exists(folder))) return false;
	const works = await entry.verify(folder).then(
		() => true,
		() => false,
	);
	if (works) await markComplete(folder);
	return works;
}

async function markComplete(folder: string): Promise<void> {
	await writeFile(join(folder, 'complete'), `${new Date().toISOString()}\n`);
}

/** Runs `work` while no other process of this machine holds the lock of that name. */
export async function locked<T>(name: string, waitMs: number, work: () => Promise<T>): Promise<T> {
	const lock = join(cacheRoot(), `${name}.lock`);
	await mkdir(cacheRoot(), { recursive: true });
	await take(lock, Date.now() + waitMs);
	try {
		return await work();
	} finally {
		await rm(lock, { recursive: true, force: true });
	}
}

async function take(lock: string, deadline: number): Promise<void> {
	for (;;) {
		if (await madeLock(lock)) return;
		if (await isStale(lock)) {
			await breakLock(lock);
			continue;
		}
		if (Date.now() > deadline) {
			throw new Error(`Another process has held ${lock} for too long; remove it if none runs`);
		}
		await sleep(200);
	}
}

async function madeLock(lock: string): Promise<boolean> {
	try {
		await mkdir(lock);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
	await writeFile(join(lock, 'pid'), String(process.pid));
	return true;
}

async function isStale(lock: string): Promise<boolean> {
	const pid = await readFile(join(lock, 'pid'), 'utf8').then(Number, () => 0);
	if (pid > 0) return !isRunning(pid);
	// No pid yet: the owner is between its two steps, or died there.
	const age = await stat(lock).then(
		(found) => Date.now() - found.mtimeMs,
		() => 0,
	);
	return age > 5_000;
}

/** Renaming is the one step that only a single process can win. */
async function breakLock(lock: string): Promise<void> {
	const aside = `${lock}.stale.${process.pid}`;
	await rename(lock, aside).catch(() => undefined);
	await rm(aside, { recursive: true, force: true });
}

/** True while a process of that number runs; one that has ended and waits to be reaped does not. */
export function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
	return !isZombie(pid);
}

function isZombie(pid: number): boolean {
	try {
		// The state follows the program's name, which stands in brackets (proc(5)).
		return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.startsWith('Z') === true;
	} catch {
		return false;
	}
}
