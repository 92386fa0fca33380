import { dataDirectory } from '../data-directory';
import { newOrigin, processOrigin } from '../origin';
import { processState } from '../process-state';
import { LedgerWriter } from './writer';

export * from './event';
export * from './writer';

/** After a failed write (a full disk) a new writer is tried at most this often, in milliseconds. */
const PAUSE_AFTER_FAILURE = 15_000;

interface Writers {
	writer: Promise<LedgerWriter>;
	/** Epoch milliseconds of the last try to begin a writer. */
	triedAt: number;
}

/**
 * The ledger writer of this process, opened on first use. A writer that failed is followed by a new
 * one in a folder of its own, so that the pack works again once the disk does, without a restart.
 */
export async function ledger(): Promise<LedgerWriter> {
	const open = processState('ledger/2', () => new Map<string, Writers>());
	const { root, audit } = await dataDirectory();
	let held = open.get(root);
	if (held === undefined) {
		held = { writer: LedgerWriter.create(audit, processOrigin()), triedAt: Date.now() };
		open.set(root, held);
		held.writer.catch(() => open.delete(root));
	}
	const writer = await held.writer;
	const pauseFrom = Math.max(writer.failedAt ?? Infinity, held.triedAt);
	if (Date.now() - pauseFrom < PAUSE_AFTER_FAILURE || writer.failedAt === undefined) return writer;
	held.triedAt = Date.now();
	const next = await LedgerWriter.create(audit, newOrigin());
	held.writer = Promise.resolve(next);
	writer.close().catch(() => undefined);
	return next;
}
