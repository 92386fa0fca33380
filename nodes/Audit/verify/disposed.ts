import { isOrigin } from '../../shared/ledger/places';
import type { Reach } from './statements';
import type { OriginScan } from './verify-origin';

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

/** Disposals by the writer that was removed. */
export type Disposals = ReadonlyMap<string, DisposedOrigin>;

/**
 * The disposals that ledgers record and that signed statements cover: anybody who may write
 * there can say that a writer's time was over, but a removal in order is signed before it is done.
 *
 * The record's first object is of type `ledger`: `version` names the writer, `count` its last number,
 * `sha256` its last line.
 */
export function disposedOrigins(
	ledgers: Iterable<Pick<OriginScan, 'origin' | 'records' | 'notes'>>,
	reach: Reach,
): Disposals {
	const disposed = new Map<string, DisposedOrigin>();
	for (const { origin, records, notes } of ledgers) {
		const removals = notes.filter(({ interaction }) => interaction === ORIGIN_DISPOSED);
		if (removals.length === 0) continue;
		const covered = reach.of(origin, records);
		for (const { seq: recordedAt, objects, recorded } of removals) {
			const { type, version, count, sha256 } = (objects?.[0] ?? {}) as Record<string, unknown>;
			if (recordedAt > covered || type !== 'ledger' || !isOrigin(version)) continue;
			if (!Number.isSafeInteger(count) || typeof sha256 !== 'string') continue;
			// Recorded again after a removal that was cut short: the first counts.
			const before = disposed.get(version);
			if (before !== undefined && before.recorded <= recorded) continue;
			disposed.set(version, { origin: version, seq: Number(count), hash: sha256, recorded });
		}
	}
	return disposed;
}
