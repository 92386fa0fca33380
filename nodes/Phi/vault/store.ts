import { randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	fstatSync,
	linkSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	renameSync,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../shared/durable';
import { isTorn } from './entry';

const MOST_BYTES = 256 * 1024;
/** An entry this young may have been made by a process that has not flushed it yet. */
const YOUNG_MS = 10 * 60_000;
const AT_ONCE = 8;

/**
 * One file for an entry with two names: that of its code and that of its value. The second name
 * decides who of several processes gave the value its code. Files are made at once and flushed
 * together, before any code leaves.
 */
export class EntryStore {
	private readonly files = new Set<string>();
	private readonly folders = new Set<string>();
	private flushing: Promise<void> = Promise.resolve();
	private failure: unknown;

	constructor(private readonly root: string) {}

	readonly codePath = (tag: string): string => join(this.root, 'codes', tag.slice(0, 2), tag);
	readonly valuePath = (tag: string): string => join(this.root, 'values', tag.slice(0, 2), tag);

	/** The bytes of an entry, undefined where there is none. One that never reached the disk is none. */
	read(path: string): Buffer | undefined {
		const found = readWhole(path);
		if (found === undefined) return undefined;
		if (isTorn(found.bytes)) {
			this.removeTorn(path);
			return undefined;
		}
		if (Date.now() - found.modified < YOUNG_MS) this.note(path);
		return found.bytes;
	}

	/**
	 * Makes an entry.
	 *
	 * @returns `code-taken` when the code names another entry, `value-taken` when another process was
	 * first: its entry counts
	 */
	create(codeTag: string, valueTag: string, bytes: Buffer): 'made' | 'code-taken' | 'value-taken' {
		if (this.failure !== undefined) throw this.failure;
		const [code, value] = [this.codePath(codeTag), this.valuePath(valueTag)];
		for (const path of [code, value]) this.makeFolder(dirname(path));
		const temporary = this.temporary(bytes);
		try {
			if (!linked(temporary, code)) return 'code-taken';
			if (!linked(temporary, value)) {
				unlinkSync(code);
				return 'value-taken';
			}
		} finally {
			unlinkSync(temporary);
		}
		this.note(code);
		this.note(value);
		return 'made';
	}

	/** Gives an entry back the name of its code, which a power cut may have taken. */
	mend(codeTag: string, valueTag: string): void {
		const code = this.codePath(codeTag);
		if (existsSync(code)) return;
		this.makeFolder(dirname(code));
		linked(this.valuePath(valueTag), code);
		this.note(code);
	}

	/** Puts other bytes under a name. */
	replace(path: string, bytes: Buffer): void {
		const temporary = this.temporary(bytes);
		renameSync(temporary, path);
		this.note(path);
	}

	/** Resolves when everything made or read so far is on the disk; a failure is final. */
	flush(): Promise<void> {
		const flushed = this.flushing.then(() => this.flushAll());
		this.flushing = flushed.catch(() => undefined);
		return flushed;
	}

	private async flushAll(): Promise<void> {
		if (this.failure !== undefined) throw this.failure;
		const [files, folders] = [[...this.files], [...this.folders]];
		this.files.clear();
		this.folders.clear();
		try {
			await inGroups(files, syncFile);
			await inGroups(folders, syncFolder);
		} catch (error) {
			this.failure = error;
			throw error;
		}
	}

	private note(path: string): void {
		this.files.add(path);
		this.folders.add(dirname(path));
	}

	private makeFolder(folder: string): void {
		if (existsSync(folder)) return;
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		for (let at = folder; at !== this.root; at = dirname(at)) this.folders.add(dirname(at));
	}

	private temporary(bytes: Buffer): string {
		const path = join(this.root, `.${randomBytes(8).toString('hex')}.tmp`);
		try {
			writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
		} catch (error) {
			if (existsSync(path)) unlinkSync(path);
			throw error;
		}
		return path;
	}

	/** Another process may put a whole entry there at this moment: that one goes back. */
	private removeTorn(path: string): void {
		const aside = join(this.root, `.${randomBytes(8).toString('hex')}.tmp`);
		try {
			renameSync(path, aside);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
			throw error;
		}
		if (!isTorn(readFileSync(aside))) linked(aside, path);
		unlinkSync(aside);
	}
}

function readWhole(path: string): { bytes: Buffer; modified: number } | undefined {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
	try {
		const { size, mtimeMs } = fstatSync(file);
		// Nothing that was written here is longer: what grew does not open.
		const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
		readSync(file, bytes, 0, bytes.length, 0);
		return { bytes, modified: mtimeMs };
	} finally {
		closeSync(file);
	}
}

function linked(from: string, to: string): boolean {
	try {
		linkSync(from, to);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

async function syncFile(path: string): Promise<void> {
	const handle = await open(path, 'r');
	try {
		await handle.datasync();
	} finally {
		await handle.close();
	}
}

async function inGroups(paths: string[], work: (path: string) => Promise<void>): Promise<void> {
	for (let at = 0; at < paths.length; at += AT_ONCE) {
		await Promise.all(paths.slice(at, at + AT_ONCE).map(work));
	}
}
