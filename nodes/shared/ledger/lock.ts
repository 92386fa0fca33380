import { readFileSync } from 'node:fs';
import { open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemCode } from '../errors';

/**
 * A writer's claim on its folder: `writer.lock`, made exclusively, gone after an orderly end. It
 * tells a writer that lives from one that was killed, so that an unfinished last line can be read
 * rightly. The folder's name is random and made exclusively too; the claim is the second bolt.
 */

const LOCK = 'writer.lock';
/** The lock of a writer that was found dead, renamed by whoever found it first. */
const FOUND_DEAD = 'writer.dead';
/** A living writer touches its lock this often. */
export const HEARTBEAT_MS = 30_000;
/** On another host nothing but the touch tells; a lock untouched for so long belongs to the dead. */
const SILENT_MS = 5 * 60_000;

const MAX_LOCK_BYTES = 4096;

interface Holder {
	host: string;
	pid: number;
	/** Kernel boot and process start: a process id alone is soon used again. */
	started: string;
}

/** @throws the disk's error, `EEXIST` when the folder has a writer already */
export async function takeLock(folder: string): Promise<void> {
	const handle = await open(join(folder, LOCK), 'wx', 0o600);
	try {
		const { pid } = process;
		const holder: Holder = { host: hostname(), pid, started: startOf(pid) ?? '' };
		await handle.writeFile(`${JSON.stringify(holder)}\n`);
	} finally {
		await handle.close();
	}
}

/** Says that the writer still lives. Never throws. */
export async function touchLock(folder: string): Promise<void> {
	const now = new Date();
	await utimes(join(folder, LOCK), now, now).catch(() => undefined);
}

/** An orderly end. Never throws. */
export async function releaseLock(folder: string): Promise<void> {
	await unlink(join(folder, LOCK)).catch(() => undefined);
}

/** `ended`: closed in order, or its death was noted before. `dead`: killed, and nobody noted it yet. */
export type WriterLife = 'alive' | 'ended' | 'dead';

/** @param now milliseconds since 1970 */
export async function lifeOf(folder: string, now = Date.now()): Promise<WriterLife> {
	let holder: Partial<Holder>;
	let touched: number;
	try {
		const path = join(folder, LOCK);
		const stats = await stat(path);
		// A pipe put in its place would keep all other writers waiting.
		if (!stats.isFile() || stats.size > MAX_LOCK_BYTES) return 'dead';
		touched = stats.mtimeMs;
		holder = (JSON.parse(await readFile(path, 'utf8')) ?? {}) as Partial<Holder>;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return 'ended';
		if (systemCode(error) !== undefined) throw error;
		// Half a lock: its writer was killed while making it, or is just making it.
		return 'dead';
	}
	if (holder.host === hostname() && holder.started) {
		return startOf(Number(holder.pid)) === holder.started ? 'alive' : 'dead';
	}
	return now - touched < SILENT_MS ? 'alive' : 'dead';
}

/** Of several processes that find a dead writer, one may note it. @returns true for that one */
export async function claimDead(folder: string): Promise<boolean> {
	try {
		await rename(join(folder, LOCK), join(folder, FOUND_DEAD));
		return true;
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return false;
		throw error;
	}
}

/** Boot id and start time of a process, undefined when it does not run (proc(5), field 22 of stat). */
function startOf(pid: number): string | undefined {
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The second field is the program's name, which may hold spaces and parentheses.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return `${boot}/${fields[19]}`;
	} catch {
		return undefined;
	}
}
