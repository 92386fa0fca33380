import { statfs } from 'node:fs/promises';
import { written } from './incoming-file';

/** How long an answer of the file system counts. Milliseconds. */
const FRESH_MS = 1000;

/** Watches the free space of the volume that holds the spool. */
export class FreeSpace {
	private free = Number.POSITIVE_INFINITY;
	private askedAt = Number.NEGATIVE_INFINITY;
	private asking = false;
	/** What had been written when the file system was asked. */
	private writtenBefore = 0;

	constructor(
		private readonly folder: string,
		private readonly minFreeBytes: number,
		/** Counts what is written to the volume, in bytes. */
		private readonly counter: Readonly<{ bytes: number }> = written,
	) {}

	/**
	 * True when the volume is nearly full. The answer of the file system may be a second old, for the
	 * question must not hold up the stream; what this thread has written since is taken off it. Instances
	 * that were begun before are finished: the reserve must cover them, and what others write.
	 */
	get low(): boolean {
		if (performance.now() - this.askedAt > FRESH_MS) void this.refresh();
		return this.free - (this.counter.bytes - this.writtenBefore) < this.minFreeBytes;
	}

	async refresh(): Promise<void> {
		if (this.asking) return;
		this.asking = true;
		// Before the question: what is written meanwhile counts twice rather than not at all.
		const { bytes } = this.counter;
		try {
			const { bavail, bsize } = await statfs(this.folder);
			this.free = bavail * bsize;
			this.askedAt = performance.now();
		} catch {
			// A volume that does not answer gives nothing to store on.
			this.free = 0;
			this.askedAt = performance.now();
		} finally {
			this.writtenBefore = bytes;
			this.asking = false;
		}
	}
}
