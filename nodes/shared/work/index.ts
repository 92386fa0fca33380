import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory, type DataDirectory } from '../data-directory';
import { makeFolder } from '../durable';
import { ledger, type AuditEvent, type AuditOutcome } from '../ledger';
import { instanceName, processOrigin } from '../origin';
import { processState } from '../process-state';
import { FREE_TIME_TO_LIVE, sealer } from '../sealed';
import { WorkEngine, type WorkEvent } from './engine';
import { Inbox } from './inbox';
import type { WorkView } from './item';
import { DEFAULT_POLICY } from './policy';
import { WorkStore } from './store';
import { viewOf } from './view';

export * from './engine';
export * from './item';
export * from './policy';
export * from './store';
export * from './view';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Days for which ended work stays in the list: HOSPITAL_WORK_TTL_DAYS, default 30. */
export function workTimeToLive(): number {
	const days = Number(process.env.HOSPITAL_WORK_TTL_DAYS);
	return (days > 0 ? days : 30) * DAY;
}

/** Leases, results and ends of work items, for any process. */
export async function workStore(): Promise<WorkStore> {
	const { work, key } = await dataDirectory();
	return new WorkStore(join(work, 'items'), key.key('work'));
}

/** Every item on disk with its state, oldest first; for lists, in any process. */
export async function workViews(): Promise<WorkView[]> {
	const { work, key } = await dataDirectory();
	const inbox = new Inbox(join(work, 'inbox'), processOrigin(), key.key('work'));
	const store = await workStore();
	const views = new Map<string, WorkView>();
	for await (const entry of inbox.entries(() => undefined)) {
		if (!views.has(entry.id)) views.set(entry.id, await viewOf(entry, store));
	}
	return [...views.values()].sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
}

/** The engine of this process: only the process that owns the triggers asks for it. */
export function workEngine(): Promise<WorkEngine> {
	const engines = processState('work-engine/1', () => new Map<string, Promise<WorkEngine>>());
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
	const inbox = new Inbox(join(work, 'inbox'), processOrigin(), key.key('work'));
	const engine = await WorkEngine.start({
		inbox,
		store: await workStore(),
		policy: DEFAULT_POLICY,
		origin: processOrigin(),
		alone: process.env.EXECUTIONS_MODE !== 'queue',
		requests: join(work, 'requests'),
		onEvent: record,
		onEnded: async (id) => {
			await (await sealer()).dispose(id);
			await rm(join(volumes, id), { recursive: true, force: true });
		},
	});
	const keepHouse = (): void => {
		const tasks = [
			async () => await inbox.rotate(),
			async () => await engine.retire(Date.now() - workTimeToLive()),
			async () => await disposeFreeVolumes(join(volumes, 'free'), Date.now() - FREE_TIME_TO_LIVE),
			// Asking for the sealer disposes of what was sealed outside of work items.
			async () => await sealer(),
		];
		void (async () => {
			// What fails now (a full disk) is tried again in an hour, and keeps nothing else from its turn.
			for (const task of tasks) await task().catch(() => undefined);
		})();
	};
	// Soon after the start as well: an n8n that is restarted often must keep house too.
	setTimeout(keepHouse, MINUTE).unref();
	setInterval(keepHouse, HOUR).unref();
	return engine;
}

/** Volumes built outside of any work item go with the sealed values that name them. */
async function disposeFreeVolumes(folder: string, limit: number): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	for (const name of names) {
		const path = join(folder, name);
		const { mtimeMs } = await stat(path);
		if (mtimeMs < limit) await rm(path, { recursive: true, force: true });
	}
}

/** Asks the process that runs the engine to do something; it looks every second. */
export async function requestWork(verb: 'retry' | 'purge', argument: string): Promise<void> {
	const { work } = await dataDirectory();
	await makeFolder(join(work, 'requests'));
	await writeFile(join(work, 'requests', `${verb}-${argument}`), '', { mode: 0o600 });
}

const OUTCOMES: Partial<Record<WorkEvent['type'], AuditOutcome>> = {
	failed: '4',
	escalated: '8',
	'inbox-damaged': '12',
	'engine-fault': '8',
};

/** The engine's own events go to the ledger; delivery alone is no access and is not recorded. */
function record(event: WorkEvent): void {
	if (event.type === 'delivered') return;
	const entry: AuditEvent = {
		kind: 'work',
		interaction: `work-${event.type}`,
		action: event.type === 'opened' ? 'C' : event.type === 'disposed' ? 'D' : 'U',
		outcome: OUTCOMES[event.type] ?? '0',
		outcomeReason: event.reason,
		agent: { instance: instanceName(), workflowId: event.record?.route.split('/')[0] },
	};
	if (event.record !== undefined) {
		const { id, priority } = event.record;
		const state = event.type === 'escalated' ? ('ESCALATED' as const) : undefined;
		entry.workItem = { id, attempt: event.attempt ?? 0, priority, state, reason: event.reason };
	}
	// A ledger that cannot write refuses the nodes' own records, and with them the work itself.
	void ledger()
		.then((writer) => writer.append(entry))
		.catch(() => undefined);
}
