import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, link, mkdir, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Small primitives for state that must survive a power cut. A rename or link is durable only after
 * the folder that holds the name is synced too, so each of them does both.
 */

/** Makes every name change in `folder` durable. */
export async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** Creates `folder` (mode 0700) and makes its name durable. Harmless when it exists. */
export async function makeFolder(folder: string): Promise<void> {
	const first = await mkdir(folder, { recursive: true, mode: 0o700 });
	// It exists: whoever made it may have been killed before, or be still at, making it durable.
	if (first === undefined) return await syncFolder(dirname(folder)).catch(ignoreForbidden);
	for (let at = folder; ; at = dirname(at)) {
		await syncFolder(dirname(at));
		if (at === first) return;
	}
}

/** A parent that this user may pass but not read was made by somebody else, long before. */
function ignoreForbidden(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}

async function writeSynced(path: string, bytes: Uint8Array | string): Promise<void> {
	const handle = await open(path, 'wx', 0o600);
	try {
		await handle.writeFile(bytes);
		await handle.sync();
	} catch (error) {
		// A full disk must not be filled further by the remains of failed tries.
		await unlink(path).catch(() => undefined);
		throw error;
	} finally {
		await handle.close();
	}
}

const temporaryName = (path: string) =>
	join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);

/** Replaces `path` with `bytes`: after a crash either the old or the new content is there, whole. */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
	const temporary = temporaryName(path);
	await writeSynced(temporary, bytes);
	try {
		await rename(temporary, path);
	} catch (error) {
		await unlink(temporary).catch(() => undefined);
		throw error;
	}
	await syncFolder(dirname(path));
}

/**
 * Writes a file whose name nobody knows before this returns: content and name are made durable at the
 * same time. A crash may leave the name with a part of the content, or with none.
 *
 * @throws EEXIST when the name was not new, ENOENT when the folder is not there
 */
export async function writeNew(path: string, bytes: Uint8Array | string): Promise<void> {
	const handle = await open(path, 'wx', 0o600);
	try {
		await handle.writeFile(bytes);
		await Promise.all([handle.datasync(), syncFolder(dirname(path))]);
	} catch (error) {
		await unlink(path).catch(() => undefined);
		throw error;
	} finally {
		await handle.close();
	}
}

/**
 * Creates `path` with `bytes` unless it exists: of several writers, in whatever process, exactly
 * one wins. The file that counts is durable when this returns, whoever created it.
 *
 * @param first what must be done before the file has its name; where it fails there will be no file
 * @returns true when this call created the file, false when it was there before
 */
export async function createOnce(
	path: string,
	bytes: Uint8Array | string,
	first: Promise<unknown> = Promise.resolve(),
): Promise<boolean> {
	const temporary = temporaryName(path);
	// Both are waited for, also when one of them fails: what is written late must be removed as well.
	const [written, done] = await Promise.allSettled([writeSynced(temporary, bytes), first]);
	if (written.status === 'rejected') throw written.reason;
	if (done.status === 'rejected') {
		await unlink(temporary).catch(() => undefined);
		throw done.reason;
	}
	let created = true;
	try {
		await link(temporary, path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		created = false;
	} finally {
		await unlink(temporary).catch(() => undefined);
	}
	await syncFolder(dirname(path));
	return created;
}

/** Appends that are worth a flush of their own. */
const ENOUGH = 64;

interface Waiter {
	bytes: Uint8Array;
	resolve: (offset: number) => void;
	reject: (error: unknown) => void;
}

/**
 * An append-only file whose appends share one fdatasync: everything that arrives while a flush is
 * under way goes out together with the next one.
 *
 * A failed write or flush is final (after an fsync error the kernel may have dropped the pages, so
 * a second try could report success for bytes that are gone): every later append is refused.
 */
export class GroupLog {
	private waiting: Waiter[] = [];
	private flushing: Promise<void> | undefined;
	private failure: unknown;
	/** Ends the wait before a flush. */
	private start: () => void = () => {};

	private constructor(
		private readonly handle: FileHandle,
		private size: number,
		private readonly write: typeof writeAll,
	) {}

	/**
	 * Opens `path` for appending and makes its name durable. The folder must exist.
	 *
	 * @param inThread writes in the calling thread, which saves two changes of thread for each group;
	 *   only for a thread that a hanging disk may stop
	 */
	static async open(path: string, { inThread = false } = {}): Promise<GroupLog> {
		const handle = await open(path, 'a', 0o600);
		try {
			const { size } = await handle.stat();
			await syncFolder(dirname(path));
			return new GroupLog(handle, size, inThread ? writeAllHere : writeAll);
		} catch (error) {
			await handle.close();
			throw error;
		}
	}

	/** Bytes written so far, those still waiting for their flush not counted. */
	get length(): number {
		return this.size;
	}

	/** True once a write or flush failed: no append will be taken any more. */
	get failed(): boolean {
		return this.failure !== undefined;
	}

	/** Appends and resolves with the offset of the first byte once it is on the disk. */
	append(bytes: Uint8Array): Promise<number> {
		if (this.failure !== undefined) return Promise.reject(this.failure);
		return new Promise((resolve, reject) => {
			this.waiting.push({ bytes, resolve, reject });
			this.flushing ??= this.flush();
			if (this.waiting.length >= ENOUGH) this.start();
		});
	}

	private async flush(): Promise<void> {
		// One turn of the event loop lets callers of the same turn share the first flush. When many come
		// at once, the disk is put to work while the rest of them is still being made.
		await new Promise<void>((resolve) => {
			this.start = resolve;
			setImmediate(resolve);
		});
		while (this.waiting.length > 0) {
			const group = this.waiting;
			this.waiting = [];
			let offset = this.size;
			try {
				if (this.failure !== undefined) throw this.failure;
				await this.write(this.handle, Buffer.concat(group.map((waiter) => waiter.bytes)));
				await this.handle.datasync();
			} catch (error) {
				this.failure = error;
				for (const waiter of group) waiter.reject(error);
				continue;
			}
			for (const waiter of group) {
				waiter.resolve(offset);
				offset += waiter.bytes.length;
			}
			this.size = offset;
		}
		this.flushing = undefined;
	}

	/** Waits for what is under way, then closes the file. */
	async close(): Promise<void> {
		while (this.flushing !== undefined) await this.flushing;
		this.failure ??= new Error('log closed');
		await this.handle.close();
	}
}

/** FileHandle.write may write less than asked for; a log must not. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
	for (let done = 0; done < bytes.length; ) {
		const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
		done += bytesWritten;
	}
}

function writeAllHere({ fd }: FileHandle, bytes: Uint8Array): Promise<void> {
	for (let done = 0; done < bytes.length; ) {
		done += writeSync(fd, bytes, done, bytes.length - done);
	}
	return Promise.resolve();
}
