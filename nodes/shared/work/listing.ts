import type { TerminalState } from '../contracts/work-item';
import { EndedArchive } from './ended-archive';
import { parseEnded } from './ended-files';
import { Inbox, type InboxEntry } from './inbox';
import type { WorkView } from './item';
import { readRouteBoard, type RouteBoardContent } from './route-board';
import type { WorkStore } from './store';
import { viewOf, viewOfEnded } from './view';

export { engineLife } from './route-board';

/** Items whose state is read at once. */
const READ_AT_ONCE = 32;

/** What any process needs to list the work of a data directory. */
export interface ListingSource {
	inbox: Inbox;
	store: WorkStore;
	/** File with the state of the routes. */
	routes: string;
}

export interface EndedCounts {
	byRoute: Map<string, Partial<Record<TerminalState, number>>>;
	/** What ended last first. */
	escalated: WorkView[];
}

/** Work as its files tell it, for lists: reads, and changes nothing. */
export class Listing {
	private constructor(
		private readonly source: ListingSource,
		/** Undefined when no engine has run on this data directory yet. */
		readonly board: RouteBoardContent | undefined,
	) {}

	static async of(source: ListingSource): Promise<Listing> {
		return new Listing(source, await readRouteBoard(source.routes));
	}

	/** Everything that has not gone to the archive, oldest first; some of it may just have ended. */
	async current(): Promise<WorkView[]> {
		const { inbox, store } = this.source;
		const ended = new EndedArchive(store.ended.folder, READER);
		await ended.catchUp();
		const entries = new Map<string, InboxEntry>();
		for await (const entry of inbox.entries(() => undefined)) {
			if (!ended.has(entry.id)) entries.set(entry.id, entry);
		}
		const sorted = [...entries.values()].sort(
			(a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt),
		);
		const views: WorkView[] = [];
		for (let from = 0; from < sorted.length; from += READ_AT_ONCE) {
			const some = sorted.slice(from, from + READ_AT_ONCE);
			views.push(...(await Promise.all(some.map((one) => viewOf(one, store, this.board)))));
		}
		return views;
	}

	/** The archive, what ended last first. */
	async *ended(): AsyncGenerator<WorkView> {
		for await (const entry of this.source.store.ended.newestFirst()) {
			yield viewOfEnded(entry, this.board);
		}
	}

	/** How many items of the archive ended how, per route, and those of them that a person was asked for. */
	async endedCounts(): Promise<EndedCounts> {
		const byRoute = new Map<string, Partial<Record<TerminalState, number>>>();
		const escalated: WorkView[] = [];
		for await (const text of this.source.store.ended.textsNewestFirst()) {
			const state = /"closing":\{"state":"([A-Z_]+)"/.exec(text)?.[1] as TerminalState | undefined;
			const route = /"route":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
			if (state === undefined || route === undefined) continue;
			const counts = byRoute.get(route) ?? {};
			byRoute.set(route, counts);
			counts[state] = (counts[state] ?? 0) + 1;
			if (state !== 'ESCALATED') continue;
			const entry = parseEnded(text);
			if (entry !== undefined) escalated.push(viewOfEnded(entry, this.board));
		}
		return { byRoute, escalated };
	}

	/** One item by its id, wherever it is. */
	async find(id: string): Promise<WorkView | undefined> {
		const ended = await this.source.store.ended.find(id);
		if (ended !== undefined) return viewOfEnded(ended, this.board);
		for await (const entry of this.source.inbox.entries(() => undefined)) {
			if (entry.id === id) return await viewOf(entry, this.source.store, this.board);
		}
		return undefined;
	}

	/** What an item is about. @throws HospitalError `work-unreadable`, `sealed-data-unreadable` */
	async payloadOf(id: string): Promise<unknown> {
		const { inbox, store } = this.source;
		const ended = await store.ended.find(id);
		if (ended !== undefined) return await inbox.payload(ended);
		for await (const entry of inbox.entries(() => undefined)) {
			if (entry.id === id) return await inbox.payload(entry);
		}
		return undefined;
	}

	/** The work on the next version of what an item is about; undefined when there is none. */
	async successorOf(id: string): Promise<string | undefined> {
		for await (const entry of this.source.inbox.entries(() => undefined)) {
			if (entry.supersedes === id) return entry.id;
		}
		for await (const text of this.source.store.ended.textsNewestFirst()) {
			if (text.includes(`"supersedes":"${id}"`)) return parseEnded(text)?.id;
		}
		return undefined;
	}
}

/** Says in each of the items which other one of them took its place. */
export function linkVersions(views: readonly WorkView[]): void {
	const successors = new Map(views.map(({ id, supersedes }) => [supersedes, id]));
	for (const view of views) view.supersededBy = successors.get(view.id);
}

/** A name that no process start has: the reader takes in the segments of all of them. */
const READER = 'reader';
