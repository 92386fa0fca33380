import type { Closing } from './item';
import type { WorkEngineOptions } from './options';
import type { Roster, Tracked } from './roster';

/** How long a node has for the ledger line of its close before the engine writes it instead. */
const TIME_TO_RECORD = 10_000;

/** What follows when an item has ended, step by step; each may be repeated after a crash. */
export class Endings {
	private readonly finishing = new Map<Tracked, Promise<void>>();

	constructor(
		private readonly options: WorkEngineOptions,
		private readonly roster: Roster,
		private readonly clock: () => number,
	) {}

	/** @returns true when the item has been closed by whoever it was */
	async endIfClosed(tracked: Tracked): Promise<boolean> {
		const closing = await this.options.store.closingHere(tracked.entry.id);
		if (closing === undefined) {
			// Another process that runs the engine may have taken it to the archive.
			if (!this.options.ended.has(tracked.entry.id)) return false;
			this.roster.forget(tracked);
			return true;
		}
		if (tracked.ended) return true;
		// The execution may still be running its last nodes: what they need is removed after it settled.
		if (tracked.running && (tracked.lease?.until ?? 0) > this.clock()) return true;
		this.roster.end(tracked);
		await this.finish(tracked);
		return true;
	}

	/**
	 * Puts the end on record, removes what only open work needs, and takes the item to the archive.
	 *
	 * @throws what the disk or the ledger said; it is tried again later
	 */
	async finish(tracked: Tracked): Promise<void> {
		let under = this.finishing.get(tracked);
		if (under === undefined) {
			under = this.finishOnce(tracked).finally(() => this.finishing.delete(tracked));
			this.finishing.set(tracked, under);
		}
		await under;
	}

	private async finishOnce(tracked: Tracked): Promise<void> {
		const { store, ended, witness, onEnded } = this.options;
		const { entry, lease } = tracked;
		const closing = await store.closingHere(entry.id);
		// Taken up again meanwhile.
		if (closing === undefined || !tracked.ended) return;
		if (!(await store.isRecorded(entry.id))) {
			if (this.mayStillBeRecorded(closing)) return;
			await witness({ type: 'ended', record: entry, closing });
			await store.mark(entry.id, 'recorded');
		}
		await onEnded(entry.id);
		const parking = await store.parking(entry.id);
		if (!tracked.ended) return;
		await ended.append({ ...entry, closing, lease, parking });
		await store.settleIn(entry.id);
		this.roster.forget(tracked);
	}

	private mayStillBeRecorded({ executionId, at }: Closing): boolean {
		return executionId !== undefined && Math.abs(this.clock() - Date.parse(at)) < TIME_TO_RECORD;
	}
}
