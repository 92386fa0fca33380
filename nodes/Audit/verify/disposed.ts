import { isOrigin } from '../../shared/ledger/places';
import type { LedgerNote } from './scan';

/** Interaction of the record that says that a writer's ledger was removed at the end of its time. */
export const ORIGIN_DISPOSED = 'audit-origin-disposed';

/** A writer whose ledger was removed, and how it ended, as the record of the disposal says. */
export interface DisposedOrigin {
	origin: string;
	/** Number and SHA-256 (hex) of its last record. */
	seq: number;
	hash: string;
	/** When the disposal was recorded. */
	recorded: string;
}

/**
 * The disposals that ledgers record. The record's first object is of type `ledger`: `version` names
 * the writer, `count` its last number, `sha256` its last line.
 */
export function disposedOrigins(
	ledgers: Iterable<{ notes: readonly LedgerNote[] }>,
): Map<string, DisposedOrigin> {
	const disposed = new Map<string, DisposedOrigin>();
	for (const { notes } of ledgers) {
		for (const { interaction, objects, recorded } of notes) {
			const [{ type, version, count, sha256 } = { type: '' }] = objects ?? [];
			if (interaction !== ORIGIN_DISPOSED || type !== 'ledger') continue;
			if (!isOrigin(version) || count === undefined || sha256 === undefined) continue;
			disposed.set(version, { origin: version, seq: count, hash: sha256, recorded });
		}
	}
	return disposed;
}
