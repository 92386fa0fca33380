import { closeSync, fdatasync, openSync, unlink, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const unlinkFile = promisify(unlink);

/** Makes the bytes of an open file durable. */
export type SyncFile = (fd: number) => Promise<void>;

const syncFile: SyncFile = promisify(fdatasync);

/** Bytes per write: few calls, and the bytes are still in the processor's cache. */
const WRITE_BYTES = 256 * 1024;
/** Write-back is started while more is coming, so that little is left to wait for at the end. Bytes. */
const SYNC_BYTES = 16 * 1024 * 1024;
/** Write buffers that are kept for the next file. */
const SPARE_BUFFERS = 16;

const spare: Buffer[] = [];

/** Bytes that this thread has written of all instances, for who counts what the disk has left. */
export const written = { bytes: 0 };

export interface Backlog {
	/** Bytes not yet on the disk from which `onFull` is called; `onDrained` follows at half of it. */
	bytes: number;
	onFull(): void;
	onDrained(): void;
}

/**
 * A temporary file that an instance streams into. Writes go to the page cache in the thread that
 * received the bytes: handing them to another would cost more than the copy. Only syncs, which wait
 * for the disk, are left to others; how much may wait for them is bounded by the backlog.
 *
 * A failure is kept and thrown by `finish`; parts that come after it are dropped.
 */
export class IncomingFile {
	private fd: number | undefined;
	private buffer: Buffer | undefined = spare.pop() ?? Buffer.allocUnsafeSlow(WRITE_BYTES);
	private used = 0;
	/** Bytes given so far. */
	length = 0;
	/** Written, and not known to be on the disk. */
	private unsynced = 0;
	private syncing: Promise<void> | undefined;
	private full = false;
	private ending = false;
	private failure: unknown;

	constructor(
		readonly path: string,
		private readonly backlog: Backlog,
		private readonly sync: SyncFile = syncFile,
	) {
		try {
			this.fd = openSync(path, 'wx', 0o600);
		} catch (error) {
			this.fail(error);
		}
	}

	/** True once anything of it could not be written. */
	get failed(): boolean {
		return this.failure !== undefined;
	}

	/** Takes the bytes over; `part` is not needed afterwards. */
	write(part: Buffer): void {
		if (this.failure !== undefined) return;
		const buffer = this.buffer as Buffer;
		for (let at = 0; at < part.length && this.failure === undefined; ) {
			const taken = part.copy(buffer, this.used, at);
			at += taken;
			this.used += taken;
			if (this.used === buffer.length) this.flush();
		}
		this.length += part.length;
		this.keepUp();
	}

	/** Hands what was gathered to the operating system. */
	flush(): void {
		if (this.failure !== undefined || this.fd === undefined) return;
		try {
			for (let at = 0; at < this.used; ) {
				at += writeSync(this.fd, this.buffer as Buffer, at, this.used - at);
			}
			this.unsynced += this.used;
			written.bytes += this.used;
			this.used = 0;
		} catch (error) {
			this.fail(error);
		}
	}

	private keepUp(): void {
		if (this.ending || this.failure !== undefined) return;
		if (!this.full && this.unsynced + this.used > this.backlog.bytes) {
			this.full = true;
			this.backlog.onFull();
		}
		if (this.syncing === undefined && (this.full || this.unsynced >= SYNC_BYTES)) {
			this.syncing = this.writeBack();
		}
	}

	/** Never rejects: the failure is kept. */
	private async writeBack(): Promise<void> {
		// A full backlog is written whatever its size: nothing more comes before it is.
		if (this.full) this.flush();
		const covered = this.unsynced;
		try {
			if (this.failure === undefined) await this.sync(this.fd as number);
			this.unsynced -= covered;
		} catch (error) {
			this.fail(error);
		}
		this.syncing = undefined;
		if (this.failure !== undefined) return;
		if (this.full && this.unsynced + this.used <= this.backlog.bytes / 2) {
			this.full = false;
			this.backlog.onDrained();
		}
		this.keepUp();
	}

	/** Writes what is left and syncs it to the disk. @throws the first error of open, write or sync */
	async finish(): Promise<void> {
		this.ending = true;
		this.flush();
		if (this.failure === undefined) {
			try {
				await this.sync(this.fd as number);
			} catch (error) {
				this.fail(error);
			}
		}
		await this.close();
		if (this.failure !== undefined) throw this.failure;
	}

	/** Removes the file, whatever state it is in. Never throws. */
	async discard(): Promise<void> {
		this.ending = true;
		this.fail(new Error('discarded'));
		await this.close();
		await unlinkFile(this.path).catch(() => {});
	}

	private async close(): Promise<void> {
		// An error of the disk is told to one sync only: the one under way may be the one.
		await this.syncing;
		if (this.buffer !== undefined && spare.length < SPARE_BUFFERS) spare.push(this.buffer);
		this.buffer = undefined;
		if (this.fd === undefined) return;
		const { fd } = this;
		this.fd = undefined;
		try {
			closeSync(fd);
		} catch (error) {
			this.failure ??= error;
		}
	}

	private fail(error: unknown): void {
		this.failure ??= error;
		this.used = 0;
		if (!this.full) return;
		this.full = false;
		this.backlog.onDrained();
	}
}
