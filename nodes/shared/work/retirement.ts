import type { EndedEntry } from './ended-files';
import { parseEnded } from './ended-files';
import type { WorkEngineOptions } from './options';
import type { Roster } from './roster';
import type { Upkeep } from './upkeep';

type Needs = Pick<WorkEngineOptions, 'inbox' | 'store' | 'ended' | 'witness' | 'onEnded'>;

/**
 * Disposes of ended work. Each removal is on record before it is done: a crash in between records it
 * twice, and never leaves one out. The line in the inbox goes first, or a restart would take the work
 * for new.
 */
export class Retirement {
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly roster: Roster,
		private readonly upkeep: Upkeep,
		private readonly options: Needs,
	) {}

	/** One at a time. @param limit epoch milliseconds @returns how many items are gone */
	async retire(limit: number, read: ReadonlyMap<string, number>): Promise<number> {
		const mine = this.last.then(async () => {
			await this.upkeep.run(read, limit);
			await this.options.ended.rotate();
			const gone = await this.retireSegments(limit);
			await this.retireFiles(limit);
			return gone + (await this.sweep(limit));
		});
		this.last = mine.catch(() => undefined);
		return await mine;
	}

	private async retireSegments(limit: number): Promise<number> {
		const { ended, inbox } = this.options;
		const inUse = new Set(await inbox.files());
		const over: string[] = [];
		for (const name of await ended.writtenBefore(limit)) {
			if (!(await this.holdsUsed(name, inUse))) over.push(name);
		}
		if (over.length === 0) return 0;
		let gone = 0;
		await ended.remove(over, async (entries) => {
			const items = entries.filter(({ id }) => !this.roster.has(id));
			await this.dispose(items);
			gone += items.length;
		});
		return gone;
	}

	/** True while the inbox still has the line of an item that the segment tells of. */
	private async holdsUsed(name: string, inUse: ReadonlySet<string>): Promise<boolean> {
		for await (const { text } of this.options.ended.files.lines(name, 0)) {
			if (inUse.has(parseEnded(text)?.file ?? '')) return true;
		}
		return false;
	}

	private async dispose(items: readonly EndedEntry[]): Promise<void> {
		const { store, onEnded, witness } = this.options;
		await Promise.all(items.map((record) => witness({ type: 'disposed', record })));
		for (const { id } of items) {
			// Once more: an execution that went on after the end may have left something.
			await onEnded(id);
			await store.dispose(id);
		}
	}

	/** Files whose work has all ended before `limit`: their payloads. */
	private async retireFiles(limit: number): Promise<void> {
		const { inbox, witness } = this.options;
		const files = await inbox.keptBefore(limit);
		if (files.length === 0) return;
		await witness({ type: 'remains-disposed', what: 'work-inbox-file', count: files.length });
		await inbox.removeKept(files);
	}

	/** State of work that nothing else tells of: what a crash left, or an execution after the end. */
	private async sweep(limit: number): Promise<number> {
		const { store, ended, onEnded, witness } = this.options;
		const orphans = new Set<string>();
		for await (const id of store.folders()) {
			if (this.roster.has(id) || ended.has(id)) continue;
			if ((await store.touchedAt(id)) < limit) orphans.add(id);
		}
		if (orphans.size === 0) return 0;
		await witness({ type: 'remains-disposed', what: 'work-state', count: orphans.size });
		for (const id of orphans) {
			await onEnded(id);
			await store.dispose(id);
		}
		return orphans.size;
	}
}
