import { open, statfs, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable';

/**
 * Disk space kept back, so that "the disk is full" can itself be recorded. Given up at that moment,
 * and taken again once there is room.
 */

const FILE = 'audit-reserve';
const BYTES = 1024 * 1024;
/** There is room again when so much is free: the reserve, and a good many events. */
const ROOM_BYTES = 16 * BYTES;

/** Takes the reserve unless it is there. A disk without room for it gets none. Never throws. */
export async function takeReserve(root: string): Promise<void> {
	const path = join(root, FILE);
	const there = await stat(path).catch(() => undefined);
	if (there?.size === BYTES) return;
	try {
		const handle = await open(path, 'w', 0o600);
		try {
			// Written, not only sized: a sparse file keeps nothing back.
			await handle.write(Buffer.alloc(BYTES, 1));
			await handle.sync();
		} finally {
			await handle.close();
		}
	} catch {
		await unlink(path).catch(() => undefined);
	}
}

/** Gives the reserve up. @returns true when there was one */
export async function giveReserve(root: string): Promise<boolean> {
	try {
		await unlink(join(root, FILE));
		await syncFolder(root);
		return true;
	} catch {
		return false;
	}
}

/** True when the disk has room for the reserve and what will be written beside it. */
export async function hasRoom(root: string): Promise<boolean> {
	const { bavail, bsize } = await statfs(root);
	return bavail * bsize >= ROOM_BYTES;
}
