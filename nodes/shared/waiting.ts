import { mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asIdentity, describeSelf, hasEnded, type ProcessIdentity } from './process-identity';

/**
 * Something that comes in and is no piece of work yet, such as a study whose images are still
 * arriving. Holds nothing of a patient: codes, names of machines, numbers and times.
 */
export interface Waiting {
	/** What it will be as work: `dicom-study`. */
	kind: string;
	/** Opaque name. Says nothing about the patient, and is the same each time. */
	id: string;
	/** Workflow and trigger node that will get it: the `route` of the work item to come. */
	route: string;
	/** Where it comes in and of what sort: `port`, `calledAeTitle`, `modalities`, ... */
	about: Readonly<Record<string, string>>;
	/** How many parts have come, and what they are: 12 `images`. */
	count: number;
	unit: string;
	/** When the first and the last part came, ISO 8601 UTC. */
	since: string;
	lastAt: string;
	/** In plain words: `quiet period`, `count: 12 of 40 images`. */
	waitsFor: string;
	/** When it is given on although nothing more comes, ISO 8601 UTC; absent when that is open. */
	until?: string;
}

export interface FoundWaiting extends Waiting {
	/** True when nobody receives at the moment: it goes on when n8n runs again. */
	stopped: boolean;
}

interface WaitingFile {
	format: 1;
	writtenAt: string;
	/** False after the receiver was closed in order. */
	open: boolean;
	/** The process that wrote it; absent in lists of before. */
	by?: Partial<ProcessIdentity>;
	/** So many more are not listed. */
	more: number;
	items: Waiting[];
}

/** Folder for these lists inside the folder that a room has in the data directory. */
export const WAITING_FOLDER = 'waiting';

/** Most entries of a list; the rest is a number. */
const MOST = 1000;
/** A list is written at most so often, and at least so often while it has entries. Milliseconds. */
const AT_MOST_EVERY = 1_000;
const AT_LEAST_EVERY = 20_000;
/** Kept back for these lists: what waits must be seen on a full disk above all. Bytes. */
const RESERVE_FILE = 'reserve';
const RESERVE_BYTES = 256 * 1024;
const RESERVE_STEP = 4096;
/** Nobody has written for so long: the receiver was killed. Milliseconds. */
const SILENT = 3 * AT_LEAST_EVERY;

/**
 * What waits, from the files that the receivers write: needs no lock and no key, works in any process
 * that sees the data directory, and is at most a second old while a receiver runs.
 *
 * @param root the data directory
 * @param now epoch milliseconds
 * @returns the oldest first, and how many more there are
 */
export async function readWaiting(
	root: string,
	now = Date.now(),
): Promise<{ items: FoundWaiting[]; more: number }> {
	const items: FoundWaiting[] = [];
	let more = 0;
	for (const room of await namesIn(root)) {
		const folder = join(root, room, WAITING_FOLDER);
		for (const name of (await namesIn(folder)).filter((each) => /^[\w-]+\.json$/.test(each))) {
			const list = parse(await readFile(join(folder, name), 'utf8').catch(() => ''));
			if (list === undefined) continue;
			const silent = now - Date.parse(list.writtenAt) > SILENT;
			const stopped = !list.open || silent || (list.by !== undefined && hasEnded(list.by));
			items.push(...list.items.map((item) => ({ ...item, stopped })));
			more += list.more;
		}
	}
	items.sort((a, b) => (a.since < b.since ? -1 : 1));
	return { items, more };
}

/** The list of one receiver, kept up to date on the disk. It is a view: losing it loses nothing. */
export class WaitingList {
	private timer: NodeJS.Timeout | undefined;
	private dueAt = 0;
	private writtenAt = Number.NEGATIVE_INFINITY;
	private writing: Promise<void> = Promise.resolve();
	private written = '?';
	private closed = false;

	/**
	 * @param folder made when the first list is written
	 * @param name of the receiver, letters, digits and hyphens
	 * @param current what waits at this moment, no more than so many, and the number of the others
	 */
	constructor(
		private readonly folder: string,
		private readonly name: string,
		private readonly current: (most: number) => { items: Waiting[]; more: number },
	) {}

	/** Something may have changed: it is written within a second. Cheap. */
	touch(): void {
		this.writeIn(Math.max(0, this.writtenAt + AT_MOST_EVERY - performance.now()));
	}

	/** At the latest. */
	private writeIn(ms: number): void {
		const at = performance.now() + ms;
		if (this.closed || (this.timer !== undefined && this.dueAt <= at)) return;
		this.dueAt = at;
		clearTimeout(this.timer);
		this.timer = setTimeout(() => {
			this.timer = undefined;
			this.write(true);
		}, ms).unref();
	}

	private write(open: boolean): void {
		this.writtenAt = performance.now();
		const { items, more } = this.current(MOST);
		const text = items.length === 0 ? '' : JSON.stringify({ more, items });
		if (text === '' && this.written === '') return;
		this.written = text;
		const writtenAt = new Date().toISOString();
		const file: WaitingFile = { format: 1, writtenAt, open, by: describeSelf(), more, items };
		this.writing = this.writing.then(() => this.put(text === '' ? undefined : file));
		if (text === '' || !open) return;
		this.writeIn(AT_LEAST_EVERY);
	}

	/**
	 * Whole or not at all: what cannot be written leaves the last list as it is. Not synced, for after
	 * a power cut it is written anew. Never rejects.
	 */
	private async put(file: WaitingFile | undefined): Promise<void> {
		const path = join(this.folder, `${this.name}.json`);
		const reserve = join(this.folder, RESERVE_FILE);
		try {
			await mkdir(this.folder, { recursive: true, mode: 0o700 });
			if (file === undefined) await unlink(path).catch(unlessGone);
			else {
				const text = JSON.stringify(file);
				await replace(path, text).catch(async () => {
					await unlink(reserve).catch(unlessGone);
					await replace(path, text);
				});
			}
			await keepBack(reserve);
		} catch {
			// A disk that is full is said where it matters; the next list may succeed.
			this.written = '?';
			this.writeIn(AT_LEAST_EVERY);
		}
	}

	/** Somebody else writes the list now. */
	stop(): void {
		this.closed = true;
		clearTimeout(this.timer);
	}

	/** What waits now goes on waiting until the next start. */
	async close(): Promise<void> {
		if (!this.closed) {
			this.stop();
			this.write(false);
		}
		await this.writing;
	}
}

async function replace(path: string, text: string): Promise<void> {
	const temporary = `${path}.tmp`;
	try {
		await writeFile(temporary, text, { mode: 0o600 });
		await rename(temporary, path);
	} catch (error) {
		await unlink(temporary).catch(() => {});
		throw error;
	}
}

/**
 * As much as the disk gives, and more of it with the next list. Written, not only sized: a sparse file
 * keeps nothing back. Never rejects.
 */
async function keepBack(path: string): Promise<void> {
	let { size } = (await stat(path).catch(() => undefined)) ?? { size: 0 };
	if (size >= RESERVE_BYTES) return;
	const file = await open(path, 'a', 0o600).catch(() => undefined);
	try {
		for (; file !== undefined && size < RESERVE_BYTES; size += RESERVE_STEP) {
			await file.writeFile(Buffer.alloc(RESERVE_STEP, 1));
		}
	} catch {
		// The disk is full: what was had is kept.
	} finally {
		await file?.close().catch(() => {});
	}
}

function unlessGone(error: NodeJS.ErrnoException): void {
	if (error.code !== 'ENOENT') throw error;
}

function parse(text: string): WaitingFile | undefined {
	try {
		const list = JSON.parse(text) as Partial<WaitingFile>;
		const sound =
			list.format === 1 &&
			Array.isArray(list.items) &&
			Number.isSafeInteger(list.more) &&
			!Number.isNaN(Date.parse(list.writtenAt ?? ''));
		if (!sound) return undefined;
		const items = list.items!.filter(isWaiting);
		return { ...(list as WaitingFile), by: asIdentity(list.by), items };
	} catch {
		return undefined;
	}
}

const isWaiting = (item: Partial<Waiting> | null): item is Waiting =>
	[item?.kind, item?.id, item?.route, item?.unit, item?.since, item?.lastAt, item?.waitsFor].every(
		(text) => typeof text === 'string',
	) &&
	Number.isSafeInteger(item?.count) &&
	typeof item?.about === 'object' &&
	item.about !== null;

/** None when there is no such folder. */
const namesIn = async (folder: string): Promise<string[]> => await readdir(folder).catch(() => []);
