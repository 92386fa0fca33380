import type { EndedEntry } from './ended-files';
import type { Endings } from './endings';
import type { WorkEvent } from './events';
import type { WorkEngineOptions } from './options';
import type { Roster, Tracked } from './roster';
import { freshLease } from './store';
import { isParked } from './view';

/** A person has an item taken up again: `hospital work retry`. */
export class Reopening {
	constructor(
		private readonly options: WorkEngineOptions,
		private readonly roster: Roster,
		private readonly endings: Endings,
		private readonly clock: () => number,
		private readonly report: (event: WorkEvent) => void,
	) {}

	/** @returns false to be asked again: the execution that closed it still runs its last nodes */
	async reopen(id: string): Promise<boolean> {
		const tracked = this.roster.get(id);
		if (tracked === undefined) return await this.fromArchive(id);
		const isOver = (await this.options.store.closingHere(id)) !== undefined;
		if (!isOver) {
			await this.endWait(tracked);
			return true;
		}
		if (tracked.running) return false;
		// The way back begins in the archive, so that there is only one.
		await this.endings.endIfClosed(tracked);
		if (tracked.ended) await this.endings.finish(tracked);
		return this.roster.has(id) ? false : await this.fromArchive(id);
	}

	/** An item that waits after a failure is due now; one in hand or parked is left alone. */
	private async endWait(tracked: Tracked): Promise<void> {
		const { store } = this.options;
		const { id } = tracked.entry;
		const inHand = tracked.lease?.phase === 'running' && tracked.givenUp === undefined;
		if (inHand || isParked(await store.parking(id))) return;
		if (tracked.lease !== undefined) {
			tracked.lease = freshLease(tracked.lease);
			await store.writeLease(id, tracked.lease);
		}
		this.isOpen(tracked);
	}

	private async fromArchive(id: string): Promise<boolean> {
		const { store, ended } = this.options;
		const entry = await ended.files.find(id);
		if (entry === undefined) return true;
		const tracked = await this.takeOut(entry);
		await store.reopen(id);
		tracked.ended = false;
		this.roster.unfinished.delete(tracked);
		this.isOpen(tracked);
		return true;
	}

	/**
	 * Line, state, archive, in this order: after a crash before the last step the item is still in the
	 * archive, and the request is carried out again.
	 */
	private async takeOut(entry: EndedEntry): Promise<Tracked> {
		const { inbox, store, ended } = this.options;
		const { closing, lease, parking, ...record } = entry;
		const carried = await inbox.carry(record);
		await store.takeOut({ ...record, closing, lease, parking });
		await ended.takeUp(entry.id, new Date(this.clock()).toISOString());
		const next = lease && freshLease(lease);
		return this.roster.add(carried, { lease: next, ended: true }, this.clock());
	}

	private isOpen(tracked: Tracked): void {
		const { entry, lease } = tracked;
		this.roster.put(tracked, this.clock());
		this.report({ type: 'reopened', record: entry, attempt: lease?.attempt });
	}
}
