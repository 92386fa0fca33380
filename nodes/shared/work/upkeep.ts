import type { WorkEngineOptions } from './options';
import type { Roster } from './roster';

/** A file of another process start is left alone for as long as that process may still write to it. */
const FOREIGN_REST = 24 * 3_600_000;
/** Open lines that fill less of their file than this are carried into the current one. */
const WORTH_KEEPING = 0.25;
/** Lines carried at once: they share a flush. */
const AT_ONCE = 64;

/**
 * Keeps the inbox as large as the open work in it: files whose work has ended leave it, and what is
 * still open in a file full of ended work is written once more, so that one item that waits for weeks
 * does not hold a whole file. What is left is all that the next start reads.
 */
export class Upkeep {
	constructor(
		private readonly roster: Roster,
		private readonly options: Pick<WorkEngineOptions, 'inbox'>,
		private readonly clock: () => number,
	) {}

	/**
	 * @param read how far the files of other processes were read
	 * @param emptyBefore files last written before this (epoch milliseconds) give all their lines away
	 * @returns how many files left the inbox
	 */
	async run(read: ReadonlyMap<string, number>, emptyBefore = 0): Promise<number> {
		const { inbox } = this.options;
		const complete = (await inbox.files()).filter((file) => !inbox.isOpen(file));
		// What was acknowledged in them a moment ago is known to the engine after this.
		await new Promise((resolve) => setImmediate(resolve));
		const open = this.openByFile();
		let gone = 0;
		let fault: unknown;
		for (const file of complete) {
			const { size, writtenAt } = await inbox.look(file);
			if (inbox.isForeign(file)) {
				if (writtenAt > this.clock() - FOREIGN_REST || !read.has(file)) continue;
			}
			const ids = open.get(file) ?? [];
			const bytes = ids.reduce((sum, id) => sum + (this.roster.get(id)?.entry.length ?? 0), 0);
			if (bytes > size * WORTH_KEEPING && writtenAt >= emptyBefore) continue;
			try {
				await this.carry(file, ids);
				await inbox.keep(file, this.clock());
				gone += 1;
			} catch (error) {
				// A line that cannot be read keeps its file here, and no other one.
				fault ??= error;
			}
		}
		if (fault !== undefined) throw fault;
		return gone;
	}

	private async carry(file: string, ids: readonly string[]): Promise<void> {
		for (let from = 0; from < ids.length; from += AT_ONCE) {
			await Promise.all(
				ids.slice(from, from + AT_ONCE).map(async (id) => {
					const tracked = this.roster.get(id);
					if (tracked?.entry.file !== file) return;
					tracked.entry = await this.options.inbox.carry(tracked.entry);
				}),
			);
		}
	}

	/** Files with the items whose line is needed: those that are open or not yet in the archive. */
	private openByFile(): Map<string, string[]> {
		const files = new Map<string, string[]>();
		for (const { entry } of this.roster.all()) {
			const ids = files.get(entry.file);
			if (ids === undefined) files.set(entry.file, [entry.id]);
			else ids.push(entry.id);
		}
		return files;
	}
}
