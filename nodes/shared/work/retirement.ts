import type { WorkEngineOptions } from './engine';
import type { Roster } from './roster';

/**
 * Disposes of ended work. Results go first; an inbox file goes when all its items may, and only then
 * their ends, or a restart would take them for new.
 */
export class Retirement {
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly roster: Roster,
		private readonly options: Pick<WorkEngineOptions, 'inbox' | 'store' | 'onEvent' | 'onEnded'>,
	) {}

	/** One at a time. @param limit epoch milliseconds @returns how many items are gone */
	async retire(limit: number): Promise<number> {
		const mine = this.last.then(async () => {
			const gone = await this.retireFiles(limit);
			await this.sweep(limit);
			return gone;
		});
		this.last = mine.catch(() => undefined);
		return await mine;
	}

	private async retireFiles(limit: number): Promise<number> {
		const { inbox } = this.options;
		let gone = 0;
		for (const [file, ids] of this.roster.holdings()) {
			if (!(await this.allOver(ids, limit))) continue;
			// Another process may be writing to it.
			if ((await inbox.writtenAt(file)) >= limit || !(await inbox.remove(file))) continue;
			for (const id of this.roster.drop(file)) {
				await this.dispose(id);
				gone += 1;
			}
		}
		return gone;
	}

	/** Disposes of the results of those that ended before `limit`, and tells whether all did. */
	private async allOver(ids: readonly string[], limit: number): Promise<boolean> {
		let all = true;
		for (const id of ids) {
			if (await this.endedBefore(id, limit)) await this.options.store.disposeResults(id);
			else all = false;
		}
		return all;
	}

	private async endedBefore(id: string, limit: number): Promise<boolean> {
		const tracked = this.roster.get(id);
		if (tracked === undefined) return true;
		if (!tracked.ended) return false;
		const closing = await this.options.store.closing(id);
		return closing !== undefined && Date.parse(closing.at) < limit;
	}

	private async dispose(id: string): Promise<void> {
		const { store, onEvent, onEnded } = this.options;
		const record = this.roster.get(id)?.entry;
		// Once more: an execution that went on after the end may have left something.
		await onEnded(id);
		await store.dispose(id);
		this.roster.forget(id);
		if (record !== undefined) onEvent({ type: 'disposed', record });
	}

	/** State without a line in any inbox: a crash between removing the line and the state left it. */
	private async sweep(limit: number): Promise<void> {
		const { store } = this.options;
		for (const id of await store.ids()) {
			if (!this.roster.has(id) && (await store.touchedAt(id)) < limit) await this.dispose(id);
		}
	}
}
