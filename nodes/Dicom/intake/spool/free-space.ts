import { statfs } from 'node:fs/promises';

/** How long an answer of the file system counts. Milliseconds. */
const FRESH_MS = 1000;

/** Watches the free space of the volume that holds the spool. */
export class FreeSpace {
	private free = Number.POSITIVE_INFINITY;
	private askedAt = Number.NEGATIVE_INFINITY;
	private asking = false;

	constructor(
		private readonly folder: string,
		private readonly minFreeBytes: number,
	) {}

	/**
	 * True when the volume is nearly full. The answer may be a second old: the question must not
	 * hold up the stream, and the reserve is meant to cover what arrives in a second.
	 */
	get low(): boolean {
		if (performance.now() - this.askedAt > FRESH_MS) void this.refresh();
		return this.free < this.minFreeBytes;
	}

	async refresh(): Promise<void> {
		if (this.asking) return;
		this.asking = true;
		try {
			const { bavail, bsize } = await statfs(this.folder);
			this.free = bavail * bsize;
			this.askedAt = performance.now();
		} catch {
			// A volume that does not answer gives nothing to store on.
			this.free = 0;
			this.askedAt = performance.now();
		} finally {
			this.asking = false;
		}
	}
}
