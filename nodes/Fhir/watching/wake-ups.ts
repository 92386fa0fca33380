import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../shared/durable';
import type { Notification } from './notification';

/** So many waiting ones are enough to wake: what comes beyond tells nothing new. */
const ENOUGH = 200;
const MAX_BYTES = 1024;
const NAME = /^\d{13}-[0-9a-f]{16}\.json$/;

const folderOf = (watch: string): string => join(watch, 'wake-ups');

/**
 * Leaves word that the server told of changes. Any process may do so: in queue mode the one that takes
 * webhooks is not the one that watches. Not synced: a wake-up that is lost delays, it loses nothing.
 *
 * @param watch folder of the watch
 */
export async function leaveWakeUp(watch: string, notification: Notification): Promise<void> {
	const folder = folderOf(watch);
	await makeFolder(folder);
	if ((await readdir(folder)).length >= ENOUGH) return;
	const name = `${String(Date.now()).padStart(13, '0')}-${randomBytes(8).toString('hex')}.json`;
	const temporary = join(folder, `.${name}.tmp`);
	await writeFile(temporary, JSON.stringify(notification), { mode: 0o600 });
	await rename(temporary, join(folder, name));
}

export interface WakeUps {
	/** For {@link removeWakeUps}, once they were followed. */
	names: string[];
	notifications: Notification[];
}

/** What waits, oldest first. */
export async function readWakeUps(watch: string): Promise<WakeUps> {
	const folder = folderOf(watch);
	const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name)).sort();
	const notifications: Notification[] = [];
	for (const name of names) notifications.push(await readOne(join(folder, name)));
	return { names, notifications };
}

export async function removeWakeUps(watch: string, names: readonly string[]): Promise<void> {
	for (const name of names) await rm(join(folderOf(watch), name), { force: true });
}

async function readOne(path: string): Promise<Notification> {
	try {
		if ((await stat(path)).size > MAX_BYTES) return { kind: 'unknown' };
		const { kind, events, carries, status } = JSON.parse(
			await readFile(path, 'utf8'),
		) as Notification;
		return {
			kind: kind === 'handshake' || kind === 'heartbeat' || kind === 'events' ? kind : 'unknown',
			...(Number.isSafeInteger(events) && { events }),
			...(Number.isSafeInteger(carries) && { carries }),
			...(status === 'off' && { status }),
		};
	} catch {
		// It wakes all the same.
		return { kind: 'unknown' };
	}
}
