import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory, type DataDirectory } from '../data-directory';
import { makeFolder } from '../durable';
import { processOrigin } from '../origin';
import { processState } from '../process-state';
import { EndedArchive } from './ended-archive';
import { WorkEngine } from './engine';
import { disposeOfEnded, keepHouse } from './housekeeping';
import { Inbox } from './inbox';
import type { WorkView } from './item';
import { Listing } from './listing';
import { recordEvent, recordFact } from './record';
import { workPolicy, workTimeToLive } from './settings';
import { WorkStore } from './store';

export * from './ended-archive';
export * from './engine';
export * from './item';
export * from './listing';
export * from './policy';
export * from './settings';
export * from './store';
export * from './view';

/** Leases, results and ends of work items, for any process. */
export async function workStore(): Promise<WorkStore> {
	const { work, key } = await dataDirectory();
	return new WorkStore(join(work, 'items'), key.key('work'));
}

/** The work of this data directory as its files tell it, in any process. */
export async function workListing(): Promise<Listing> {
	const { work, key } = await dataDirectory();
	const inbox = new Inbox(join(work, 'inbox'), processOrigin(), key.key('work'));
	return await Listing.of({ inbox, store: await workStore(), routes: join(work, 'routes.json') });
}

/** Every item on disk with its state, oldest first. There may be millions: lists take some only. */
export async function workViews(): Promise<WorkView[]> {
	const listing = await workListing();
	const views = new Map((await listing.current()).map((view) => [view.id, view]));
	for await (const view of listing.ended()) if (!views.has(view.id)) views.set(view.id, view);
	return [...views.values()].sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
}

const startedEngines = () =>
	processState('work-engine/2', () => new Map<string, Promise<WorkEngine>>());

/** The engine of this process, where a trigger has started one. @param root of the data directory */
export async function startedEngine(root: string): Promise<WorkEngine | undefined> {
	return await startedEngines().get(root);
}

/** The engine of this process: only the process that owns the triggers asks for it. */
export function workEngine(): Promise<WorkEngine> {
	const engines = startedEngines();
	return dataDirectory().then((directory) => {
		let engine = engines.get(directory.root);
		if (engine === undefined) {
			engine = startEngine(directory);
			engines.set(directory.root, engine);
			engine.catch(() => engines.delete(directory.root));
		}
		return engine;
	});
}

async function startEngine(directory: DataDirectory): Promise<WorkEngine> {
	const { work, key, volumes } = directory;
	// A setting that is not valid is told when a workflow is activated, not when housekeeping begins.
	const policy = workPolicy();
	workTimeToLive();
	const inbox = new Inbox(join(work, 'inbox'), processOrigin(), key.key('work'));
	const store = await workStore();
	const engine = await WorkEngine.start({
		inbox,
		store,
		ended: new EndedArchive(store.ended.folder, processOrigin()),
		policy,
		origin: processOrigin(),
		alone: process.env.EXECUTIONS_MODE !== 'queue',
		requests: join(work, 'requests'),
		routes: join(work, 'routes.json'),
		onEvent: recordEvent,
		witness: recordFact,
		onEnded: async (id) => await disposeOfEnded(id, volumes),
	});
	keepHouse(engine, inbox, directory);
	return engine;
}

/** Asks the process that runs the engine to look for work that other processes have accepted. */
export const requestLook = async (): Promise<void> => await requestWork('look', 'around');

/** Asks the process that runs the engine to do something; it looks every second. */
export async function requestWork(
	verb: 'look' | 'retry' | 'purge',
	argument: string,
): Promise<void> {
	const { work } = await dataDirectory();
	await makeFolder(join(work, 'requests'));
	await writeFile(join(work, 'requests', `${verb}-${argument}`), '', { mode: 0o600 });
}
