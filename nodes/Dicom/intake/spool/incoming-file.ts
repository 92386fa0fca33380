import { close, fdatasync, open, unlink, writev } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fdatasync);
const unlinkFile = promisify(unlink);

/** Parts are gathered to at least this many bytes per write. */
const WRITE_BYTES = 512 * 1024;

export interface Backlog {
	/** Unwritten bytes from which `onFull` is called; `onDrained` follows at half of it. */
	bytes: number;
	onFull(): void;
	onDrained(): void;
}

/**
 * A temporary file that an instance streams into. Parts are written as they came, gathered and not
 * copied. A failure is kept and thrown by `finish`; parts that come after it are dropped.
 */
export class IncomingFile {
	private readonly opened: Promise<number>;
	private fd: number | undefined;
	private queue: Buffer[] = [];
	private queuedBytes = 0;
	private writingBytes = 0;
	private full = false;
	private failure: unknown;
	private idle: (() => void) | undefined;
	private finishing = false;

	constructor(
		readonly path: string,
		private readonly backlog: Backlog,
	) {
		this.opened = openFile(path, 'wx', 0o600);
		this.opened.then(
			(fd) => {
				this.fd = fd;
				this.flush();
			},
			(error: unknown) => this.fail(error),
		);
	}

	/** True when a write has failed: the rest of the instance need not be looked at. */
	get failed(): boolean {
		return this.failure !== undefined;
	}

	write(part: Buffer): void {
		if (this.failure !== undefined) return;
		this.queue.push(part);
		this.queuedBytes += part.length;
		if (!this.full && this.queuedBytes + this.writingBytes > this.backlog.bytes) {
			this.full = true;
			this.backlog.onFull();
		}
		this.flush();
	}

	/** Writes what is left and syncs it to the disk. @throws the first error of open, write or sync */
	async finish(): Promise<void> {
		await this.drain();
		if (this.failure === undefined) {
			try {
				await syncFile(this.fd as number);
			} catch (error) {
				this.failure = error;
			}
		}
		await this.close();
		if (this.failure !== undefined) throw this.failure;
	}

	/** Removes the file, whatever state it is in. Never throws. */
	async discard(): Promise<void> {
		this.fail(new Error('discarded'));
		await this.drain();
		await this.close();
		await unlinkFile(this.path).catch(() => {});
	}

	private async drain(): Promise<void> {
		this.finishing = true;
		await this.opened.catch(() => {});
		if (this.writingBytes === 0) this.flush();
		if (this.writingBytes > 0) await new Promise<void>((resolve) => (this.idle = resolve));
	}

	private async close(): Promise<void> {
		if (this.fd === undefined) return;
		const { fd } = this;
		this.fd = undefined;
		await closeFile(fd).catch((error: unknown) => (this.failure ??= error));
	}

	private flush(): void {
		if (this.fd === undefined || this.writingBytes > 0 || this.queue.length === 0) return;
		// A full backlog is written whatever its size: nothing more comes before it is.
		if (this.queuedBytes < WRITE_BYTES && !this.finishing && !this.full) return;
		const parts = this.queue;
		this.writingBytes = this.queuedBytes;
		this.queue = [];
		this.queuedBytes = 0;
		this.writeParts(this.fd, parts, this.writingBytes);
	}

	/** writev may write less than asked for: the rest follows. */
	private writeParts(fd: number, parts: Buffer[], bytes: number): void {
		writev(fd, parts, (error, written) => {
			if (error !== null) this.fail(error);
			else if (written < bytes) {
				this.writeParts(fd, behind(parts, written), bytes - written);
				return;
			}
			this.writingBytes = 0;
			if (this.failure === undefined) this.flush();
			if (this.full && this.queuedBytes + this.writingBytes < this.backlog.bytes / 2) {
				this.full = false;
				this.backlog.onDrained();
			}
			if (this.writingBytes === 0) this.idle?.();
		});
	}

	private fail(error: unknown): void {
		this.failure ??= error;
		this.queue = [];
		this.queuedBytes = 0;
		if (this.full) {
			this.full = false;
			this.backlog.onDrained();
		}
	}
}

/** The parts without their first `written` bytes. */
function behind(parts: Buffer[], written: number): Buffer[] {
	let at = 0;
	while (at < parts.length && written >= parts[at].length) written -= parts[at++].length;
	const rest = parts.slice(at);
	if (rest.length > 0) rest[0] = rest[0].subarray(written);
	return rest;
}
