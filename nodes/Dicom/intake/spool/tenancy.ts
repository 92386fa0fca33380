import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../../shared/durable';
import { FolderLock, type LockTiming } from './lock';
import { journalFolder } from './names';
import { removeOrphans } from './orphans';

/** The gate is held for a look at the study folders, minutes at most on a slow disk. */
const GATE_WAIT = 300_000;

export interface TenancyOptions {
	spoolDir: string;
	/** Folder of this listener's journal. */
	name: string;
	/** Equal for the lives of one listener. */
	owner: string;
	onLost(): void;
	timing?: LockTiming;
}

export interface Tenancy {
	/** This listener's own lock. */
	lock: FolderLock;
	/** Instance files that no journal knew. */
	orphansRemoved: number;
}

/**
 * Takes a listener's journal for this process alone. Listeners of a spool come in one at a time, and
 * one that finds no other there tidies the study folders up before anything is received.
 *
 * @throws HospitalError `listener-elsewhere`, or the disk's error
 */
export async function enterSpool(options: TenancyOptions): Promise<Tenancy> {
	const { spoolDir, name, owner, onLost, timing } = options;
	const journals = journalFolder(spoolDir);
	const own = join(journals, name);
	await makeFolder(own);
	const seen = await FolderLock.look(own);
	const gate = await FolderLock.take(journals, { owner, wait: GATE_WAIT, timing });
	try {
		const lock = await FolderLock.take(own, { owner, onLost, seen, timing });
		try {
			const alone = await othersAreIdle(journals, name);
			return { lock, orphansRemoved: alone ? await removeOrphans(spoolDir) : 0 };
		} catch (error) {
			await lock.release();
			throw error;
		}
	} finally {
		await gate.release();
	}
}

async function othersAreIdle(journals: string, name: string): Promise<boolean> {
	for (const entry of await readdir(journals, { withFileTypes: true })) {
		if (!entry.isDirectory() || entry.name === name) continue;
		if (!(await FolderLock.isIdle(join(journals, entry.name)))) return false;
	}
	return true;
}
