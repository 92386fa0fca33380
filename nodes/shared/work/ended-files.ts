import { createReadStream } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors';
import { EndedIndex, type Mark } from './ended-index';
import { IdSet, wordsOf } from './id-set';
import type { InboxEntry } from './inbox';
import {
	asClosing,
	asLease,
	asParking,
	asWorkRecord,
	isWorkItemId,
	type Closing,
	type Lease,
	type Parking,
} from './item';
import { linesOf } from './lines';

/** A piece of work that has ended, with where its payload lies. */
export interface EndedEntry extends InboxEntry {
	closing: Closing;
	lease?: Lease;
	parking?: Parking;
}

export const SEGMENT = '.ended';
/** A line holds codes, times and names of workflows. */
const MAX_LINE_BYTES = 256 * 1024;
const ID = '{"id":"';
const ID_END = ID.length + 32;

/** Item that was taken up again: what stands before it in the segments does not count. */
export const takenUpLine = (id: string, at: string): string =>
	`${ID}${id}","takenUp":${JSON.stringify(at)}}`;

const isTakenUp = (text: string): boolean => text.startsWith('","takenUp":', ID_END);

/**
 * The ends of work items on disk, for any process: segments of JSON lines, oldest first. Nothing is
 * kept in memory between calls.
 */
export class EndedFiles {
	constructor(readonly folder: string) {}

	/** Names of the segments, oldest process start first. */
	async names(): Promise<string[]> {
		const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
			if (error.code === 'ENOENT') return [];
			throw error;
		});
		return names.filter((name) => name.endsWith(SEGMENT)).sort();
	}

	/** How an item ended, if it did and was not taken up again. */
	async find(id: string): Promise<EndedEntry | undefined> {
		const words = wordsOf(id);
		for (const name of (await this.names()).reverse()) {
			const index = await EndedIndex.read(join(this.folder, name));
			let mark: Mark | undefined;
			for await (const line of this.lines(name, index.covered)) {
				if (line.id === id) mark = line;
			}
			mark ??= index.find(words);
			if (mark === undefined) continue;
			if (mark.offset === undefined) return undefined;
			const entry = await this.read(name, mark.offset);
			if (entry?.id === id) return entry;
		}
		return undefined;
	}

	/** Everything that a segment says, and how far it was read: from its index, where that reaches. */
	async marks(name: string): Promise<{ index: EndedIndex; tail: Mark[]; size: number }> {
		const index = await EndedIndex.read(join(this.folder, name));
		const tail: Mark[] = [];
		let size = index.covered;
		for await (const { words, offset, end } of this.lines(name, index.covered)) {
			tail.push({ words, offset });
			size = end;
		}
		return { index, tail, size };
	}

	/** Marks of the whole lines from `start` on. A torn last line is not given out. */
	async *lines(
		name: string,
		start: number,
	): AsyncGenerator<Mark & { id: string; end: number; text: string }> {
		try {
			const { size } = await stat(join(this.folder, name));
			if (size <= start) return;
			const bytes = createReadStream(join(this.folder, name), { start });
			for await (const line of linesOf(bytes, MAX_LINE_BYTES)) {
				const text = line.text ?? '';
				const id = text.slice(ID.length, ID_END);
				if (!text.startsWith(ID) || !isWorkItemId(id)) continue;
				const offset = isTakenUp(text) ? undefined : start + line.offset;
				const end = start + line.offset + line.length;
				yield { id, words: wordsOf(id), offset, end, text };
			}
		} catch (error) {
			// It was disposed of between listing and reading.
			if (systemCode(error) !== 'ENOENT') throw error;
		}
	}

	/** All ends, the last ones first, each item once. One segment at a time is held in memory. */
	async *newestFirst(): AsyncGenerator<EndedEntry> {
		for await (const text of this.textsNewestFirst()) {
			const entry = parseEnded(text);
			if (entry !== undefined) yield entry;
		}
	}

	/**
	 * The same as lines, for counting: most of a million need not be understood whole.
	 *
	 * @param names of the segments, oldest first; all when absent
	 */
	async *textsNewestFirst(names?: readonly string[]): AsyncGenerator<string> {
		const seen = new IdSet();
		for (const name of [...(names ?? (await this.names()))].reverse()) {
			const bytes = await readFile(join(this.folder, name)).catch(() => Buffer.alloc(0));
			// The last piece is empty, or a line torn by a crash.
			const lines = bytes.toString('utf8').split('\n').slice(0, -1);
			for (const text of lines.reverse()) {
				const id = text.slice(ID.length, ID_END);
				if (!isWorkItemId(id) || seen.has(id)) continue;
				seen.add(id);
				if (!isTakenUp(text)) yield text;
			}
		}
	}

	private async read(name: string, offset: number): Promise<EndedEntry | undefined> {
		const handle = await open(join(this.folder, name), 'r');
		try {
			const bytes = handle.createReadStream({ start: offset, autoClose: false });
			for await (const { text } of linesOf(bytes, MAX_LINE_BYTES)) {
				return text === undefined ? undefined : parseEnded(text);
			}
			return undefined;
		} finally {
			await handle.close();
		}
	}
}

/** Undefined for a line that is damaged, or that says that an item was taken up again. */
export function parseEnded(text: string): EndedEntry | undefined {
	let value: Partial<EndedEntry>;
	try {
		value = JSON.parse(text) as Partial<EndedEntry>;
	} catch {
		return undefined;
	}
	const [record, closing] = [asWorkRecord(value), asClosing(value.closing)];
	const { file, offset, length } = value;
	if (record === undefined || closing === undefined || typeof file !== 'string') return undefined;
	if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return undefined;
	const [lease, parking] = [asLease(value.lease), asParking(value.parking)];
	return { ...record, file, offset: offset!, length: length!, closing, lease, parking };
}
