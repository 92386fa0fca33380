import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../durable';
import { EndedFiles, SEGMENT, parseEnded, takenUpLine, type EndedEntry } from './ended-files';
import { EndedIndex, indexOf, type Mark } from './ended-index';
import { IdSet, wordsOf } from './id-set';
import { RollingLog } from './rolling-log';

const FULL_AT = 16 * 1024 * 1024;
/** Ends disposed of together: their records share a flush of the ledger. */
const AT_ONCE = 500;

/**
 * Where items go when they have ended: a line in a segment on disk, and 96 bits in memory, so that
 * the same work is not opened again. Written by the process that runs the engine.
 */
export class EndedArchive {
	readonly files: EndedFiles;
	private readonly log: RollingLog;
	private ids = new IdSet();
	/** What changed while segments are being removed. */
	private changes: Mark[] | undefined;
	/** How far each segment was read into memory. */
	private readonly read = new Map<string, number>();

	constructor(
		private readonly folder: string,
		origin: string,
		fullAt = FULL_AT,
	) {
		this.files = new EndedFiles(folder);
		this.log = new RollingLog(folder, origin, SEGMENT, fullAt);
	}

	/** Number of items that have ended and were not disposed of. */
	get size(): number {
		return this.ids.size;
	}

	has(id: string): boolean {
		return this.ids.has(id);
	}

	/** Takes in what the segments say that this process did not write itself. */
	async catchUp(): Promise<void> {
		const names = (await this.files.names()).filter((name) => !this.log.isMine(name));
		for (const [index, name] of names.entries()) {
			const from = this.read.get(name);
			if (from === undefined) {
				this.read.set(name, await this.takeWhole(name, this.ids));
				continue;
			}
			// Only the last segment of a process start grows.
			if (originOf(names[index + 1] ?? '') === originOf(name)) continue;
			for await (const { end, ...mark } of this.files.lines(name, from)) {
				this.note(mark);
				this.read.set(name, end);
			}
		}
	}

	/** @returns once the end is on the disk: from then on it is the only trace of the item */
	async append(entry: EndedEntry): Promise<void> {
		const { id, ...rest } = entry;
		await this.log.append(Buffer.from(`${JSON.stringify({ id, ...rest })}\n`));
		this.note({ words: wordsOf(id), offset: 0 });
	}

	/** The item is open again; its earlier ends do not count any more. */
	async takeUp(id: string, at: string): Promise<void> {
		await this.log.append(Buffer.from(`${takenUpLine(id, at)}\n`));
		this.note({ words: wordsOf(id), offset: undefined });
	}

	/** Further ends go into a new segment; the complete ones get their index. */
	async rotate(): Promise<void> {
		await this.log.rotate();
		for (const name of await this.files.names()) {
			if (this.log.isOpen(name)) continue;
			const { index, tail, size } = await this.files.marks(name);
			if (tail.length === 0 && index.covered > 0) continue;
			const marks: Mark[] = [];
			for (let at = 0; at < index.size; at++) marks.push(index.at(at));
			await EndedIndex.write(join(this.folder, name), [...marks, ...tail], size);
		}
	}

	/** Segments that nobody wrote to since `limit` (epoch milliseconds). */
	async writtenBefore(limit: number): Promise<string[]> {
		const old: string[] = [];
		for (const name of await this.files.names()) {
			const stats = await stat(join(this.folder, name)).catch(() => undefined);
			if (stats !== undefined && stats.mtimeMs < limit && !this.log.isOpen(name)) old.push(name);
		}
		return old;
	}

	/**
	 * Disposes of segments.
	 *
	 * @param dispose records and removes what belongs to items that no other segment tells of
	 */
	async remove(
		names: readonly string[],
		dispose: (entries: EndedEntry[]) => Promise<void>,
	): Promise<void> {
		const remaining = new IdSet();
		this.changes = [];
		try {
			for (const name of await this.files.names()) {
				if (!names.includes(name)) await this.takeWhole(name, remaining);
			}
			await this.disposeOf(names, remaining, dispose);
			for (const name of names) {
				await rm(join(this.folder, name), { force: true });
				await rm(indexOf(join(this.folder, name)), { force: true });
				this.read.delete(name);
			}
			await syncFolder(this.folder);
			for (const mark of this.changes) take(mark, remaining);
			this.ids = remaining;
		} finally {
			this.changes = undefined;
		}
	}

	async close(): Promise<void> {
		await this.log.rotate();
	}

	private async disposeOf(
		names: readonly string[],
		remaining: IdSet,
		dispose: (entries: EndedEntry[]) => Promise<void>,
	): Promise<void> {
		let entries: EndedEntry[] = [];
		for await (const text of this.files.textsNewestFirst(names)) {
			const entry = parseEnded(text);
			if (entry === undefined || remaining.has(entry.id)) continue;
			if (entries.push(entry) < AT_ONCE) continue;
			await dispose(entries);
			entries = [];
		}
		await dispose(entries);
	}

	/** @returns how far the segment was read */
	private async takeWhole(name: string, into: IdSet): Promise<number> {
		const { index, tail, size } = await this.files.marks(name);
		into.reserve(index.size + tail.length);
		for (let at = 0; at < index.size; at++) take(index.at(at), into);
		for (const mark of tail) take(mark, into);
		return size;
	}

	private note(mark: Mark): void {
		take(mark, this.ids);
		this.changes?.push(mark);
	}
}

const originOf = (name: string): string => name.slice(0, name.lastIndexOf('-'));

function take({ words, offset }: Mark, into: IdSet): void {
	if (offset === undefined) into.deleteWords(words);
	else into.addWords(words);
}
