import { asIdentity, describeSelf, hasEnded, type ProcessIdentity } from '../process-identity';
import { readJson, writeLightly } from './state-file';

/** What other processes may know of a route. */
export interface RouteState {
	attached: boolean;
	/** Since when it is attached, or is not: epoch milliseconds. */
	since: number;
	label?: string;
}

/** The file that says which routes are attached, and when the engine last wrote it. */
export interface RouteBoardContent {
	/** Epoch milliseconds. */
	seenAt: number;
	/** The process that wrote it; absent in files of before. */
	by?: Partial<ProcessIdentity>;
	routes: Record<string, RouteState>;
}

/** More routes than any n8n has; a longer file is not ours. */
const MAX_ROUTES = 10_000;
const MAX_LABEL = 200;

/** @returns undefined when no engine has run here yet, or the file is damaged */
export async function readRouteBoard(path: string): Promise<RouteBoardContent | undefined> {
	const content = (await readJson(path)) as Partial<RouteBoardContent> | undefined;
	if (typeof content?.seenAt !== 'number' || typeof content.routes !== 'object') return undefined;
	const routes: Record<string, RouteState> = {};
	for (const [name, state] of Object.entries(content.routes ?? {}).slice(0, MAX_ROUTES)) {
		const { attached, since, label } = (state ?? {}) as Partial<RouteState>;
		if (typeof attached !== 'boolean' || typeof since !== 'number') continue;
		routes[name] = { attached, since, label: typeof label === 'string' ? label : undefined };
	}
	const by = asIdentity(content.by);
	return { seenAt: content.seenAt, ...(by !== undefined && { by }), routes };
}

/** The engine writes that it is there every minute. Milliseconds. */
const SILENT = 150_000;

/**
 * What the file tells of the engine that wrote it: `ended` for certain, `silent` for longer than a
 * running one is, or `running` as far as can be told.
 *
 * @param now epoch milliseconds
 */
export function engineLife(
	{ seenAt, by }: Pick<RouteBoardContent, 'seenAt' | 'by'>,
	now: number,
): 'running' | 'silent' | 'ended' {
	if (by !== undefined && hasEnded(by)) return 'ended';
	return now - seenAt > SILENT ? 'silent' : 'running';
}

/**
 * Remembers across restarts since when each route has no active workflow. A route that was attached
 * when the process ended counts as detached from the start of the next one on: the time in which
 * n8n did not run is nobody's fault.
 */
export class RouteBoard {
	private readonly routes = new Map<string, RouteState>();
	private writing: Promise<void> = Promise.resolve();

	private constructor(private readonly path: string) {}

	static async open(path: string, now: number): Promise<RouteBoard> {
		const board = new RouteBoard(path);
		const before = await readRouteBoard(path);
		for (const [name, state] of Object.entries(before?.routes ?? {})) {
			const since = state.attached ? now : Math.min(state.since, now);
			board.routes.set(name, { ...state, attached: false, since });
		}
		return board;
	}

	attach(name: string, label: string | undefined, now: number): void {
		this.routes.set(name, { attached: true, since: now, label: label?.slice(0, MAX_LABEL) });
	}

	detach(name: string, now: number): void {
		const { label } = this.routes.get(name) ?? {};
		this.routes.set(name, { attached: false, since: now, label });
	}

	/** Since when nobody takes work of this route; undefined while somebody does. */
	unclaimedSince(name: string, opened: number): number | undefined {
		const state = this.routes.get(name);
		if (state?.attached === true) return undefined;
		return Math.max(opened, state?.since ?? 0);
	}

	/** Forgets routes without open work that nobody is attached to. */
	prune(inUse: ReadonlySet<string>): void {
		for (const [name, { attached }] of this.routes) {
			if (!attached && !inUse.has(name)) this.routes.delete(name);
		}
	}

	/** One after the other, so that the last state is the one that stays. Not synced: it is a hint. */
	async write(now: number): Promise<void> {
		const mine = this.writing.then(async () => {
			const routes = Object.fromEntries(this.routes);
			const content: RouteBoardContent = { seenAt: now, by: describeSelf(), routes };
			await writeLightly(this.path, content);
		});
		this.writing = mine.catch(() => undefined);
		await mine;
	}
}
