import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDirectory } from '../data-directory';
import { processState } from '../process-state';
import { FREE_TIME_TO_LIVE, sealer } from '../sealed';
import type { WorkEngine } from './engine';
import type { Inbox } from './inbox';
import { systemEvent } from './record';
import { workTimeToLive } from './settings';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What rooms have to dispose of beside, by its name. */
const tasksOfRooms = () =>
	processState('housekeeping/1', () => new Map<string, () => Promise<unknown>>());

/** Has a room's own disposal done with the rest; it may be asked for again under the same name. */
export function alsoKeepHouse(name: string, dispose: () => Promise<unknown>): void {
	tasksOfRooms().set(name, dispose);
}

/** Disposes of what is over, soon after the start and every hour, in the process with the triggers. */
export function keepHouse(engine: WorkEngine, inbox: Inbox, { volumes }: DataDirectory): void {
	const run = (): void => {
		const tasks = [
			async () => await inbox.rotate(),
			async () => await engine.retire(Date.now() - workTimeToLive()),
			async () => await disposeFreeVolumes(join(volumes, 'free'), Date.now() - FREE_TIME_TO_LIVE),
			// Asking for the sealer disposes of what was sealed outside of work items.
			async () => await sealer(),
			...tasksOfRooms().values(),
		];
		void (async () => {
			// What fails now (a full disk) is tried again in an hour, and keeps nothing else from its turn.
			for (const task of tasks) await task().catch(() => undefined);
		})();
	};
	// Soon after the start as well: an n8n that is restarted often must keep house too.
	setTimeout(run, MINUTE).unref();
	setInterval(run, HOUR).unref();
}

/**
 * Volumes built outside of any work item go with the sealed values that name them.
 *
 * @param limit epoch milliseconds @returns how many
 */
export async function disposeFreeVolumes(folder: string, limit: number): Promise<number> {
	const old: string[] = [];
	for (const name of await readdir(folder).catch(() => [])) {
		const path = join(folder, name);
		const stats = await stat(path).catch(() => undefined);
		if (stats !== undefined && stats.mtimeMs < limit) old.push(path);
	}
	if (old.length === 0) return 0;
	// Before it is done: a removal that is not on record must not happen.
	await systemEvent('free-volumes-disposed', [{ type: 'volume', count: old.length }]);
	for (const path of old) await rm(path, { recursive: true, force: true });
	return old.length;
}

/** Removes what was kept for an ended item outside the store: sealed values and volumes. */
export async function disposeOfEnded(id: string, volumes: string): Promise<void> {
	const sealing = await sealer();
	const folder = join(volumes, id);
	const built = (await readdir(folder).catch(() => [])).length;
	const sealed = await sealing.count(id);
	if (sealed + built === 0) return;
	const objects = [
		{ type: 'sealed-item', count: sealed },
		{ type: 'volume', count: built },
	].filter(({ count }) => count > 0);
	await systemEvent('work-data-disposed', objects, id);
	await sealing.dispose(id);
	await rm(folder, { recursive: true, force: true });
}
