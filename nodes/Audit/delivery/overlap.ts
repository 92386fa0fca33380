import type { RecentBatch } from './cursor';

/**
 * What is sent again after the receiver failed. A receiver that dies takes with it what it had read
 * and not yet stored, and syslog has no way to tell how much that was. So the batches that went out
 * last are sent once more, before anything new; the receiver recognises them by their event id.
 */
export interface Overlap {
	/** At least this many bytes of the ledger, counted back from the last delivered event. */
	bytes: number;
	/** And everything that was delivered within this many seconds before the last delivery. */
	seconds: number;
}

export const DEFAULT_OVERLAP: Overlap = { bytes: 1024 * 1024, seconds: 10 };

/** Bounds the cursor file however the overlap is set. */
const MAX_BATCHES = 1000;

/** @returns the newest batches that the overlap covers, oldest first; always the last one */
export function keepRecent(batches: RecentBatch[], overlap: Overlap): RecentBatch[] {
	const last = batches.at(-1);
	if (last === undefined) return [];
	const since = Date.parse(last.at) - overlap.seconds * 1000;
	const kept: RecentBatch[] = [];
	let bytes = 0;
	for (const batch of batches.toReversed()) {
		const covered = bytes >= overlap.bytes && Date.parse(batch.at) < since;
		if (kept.length > 0 && (covered || kept.length >= MAX_BATCHES)) break;
		kept.push(batch);
		bytes += batch.bytes;
	}
	return kept.reverse();
}
