import { LEDGER_LOST } from '../../shared/ledger/keeper';
import { isOrigin } from '../../shared/ledger/places';
import { WRITER_ENDED } from '../../shared/ledger/writer';
import type { Disposals } from './disposed';
import type { Reach, Statement } from './statements';
import type { Finding } from './verify';
import type { OriginScan } from './verify-origin';

/** Interaction of the record that says how the ledger of a killed writer ended. */
const TAIL_RECOVERED = 'audit-tail-recovered';

/** Another writer's checkpoint. */
export interface FirstVouched {
	by: string;
	/** ISO 8601 UTC, as that checkpoint says. */
	time: string;
}

/** Who signed for the records of one writer. */
export interface Vouching {
	/** Up to here its own checkpoints speak, the last of them included. */
	ownTo: number;
	/** The first other one that signed for its last record, where its own checkpoints do not reach. */
	first?: FirstVouched;
}

/**
 * A writer signs for its own records while they are made. What only a later writer signed for was
 * found by that one on the disk: whoever could write there until then could have added it.
 */
export function vouchings(
	scans: ReadonlyMap<string, OriginScan>,
	statements: readonly Statement[],
): ReadonlyMap<string, Vouching> {
	const own = new Map<string, number>();
	for (const { body, compared } of statements) {
		const to = body.size + (compared ? 1 : 0);
		if (to > (own.get(body.origin) ?? 0)) own.set(body.origin, to);
	}
	const first = new Map<string, FirstVouched>();
	for (const { body } of statements) {
		for (const { origin, seq } of body.heads) {
			const records = scans.get(origin)?.records ?? 0;
			if (seq < records || (own.get(origin) ?? 0) >= records) continue;
			const known = first.get(origin);
			if (known === undefined || body.time < known.time) {
				first.set(origin, { by: body.origin, time: body.time });
			}
		}
	}
	return new Map(
		[...scans.values()].map(({ origin, records }) => {
			const by = first.get(origin);
			const ownTo = Math.min(records, own.get(origin) ?? 0);
			return [origin, { ownTo, ...(by !== undefined && { first: by }) }];
		}),
	);
}

/**
 * Records behind the end of a writer: behind the checkpoint that it ended with, or behind the last one
 * that was there when it was found dead. A writer that was only silent for long, and signed for what
 * it wrote then, was not dead.
 */
export function additions(
	scans: ReadonlyMap<string, OriginScan>,
	vouched: ReadonlyMap<string, Vouching>,
	reach: Reach,
): Finding[] {
	const ends = new Map<string, number>();
	const endsAt = (origin: string, seq: number): void => {
		ends.set(origin, Math.min(seq, ends.get(origin) ?? Infinity));
	};
	for (const { origin, records, notes, checkpoints } of scans.values()) {
		const sound = new Set(checkpoints.filter((one) => one.rootMatches).map(({ seq }) => seq));
		const signed = reach.of(origin, records);
		for (const { seq, interaction, outcomeReason, objects } of notes) {
			if (outcomeReason === WRITER_ENDED && sound.has(seq)) endsAt(origin, seq);
			if (interaction !== TAIL_RECOVERED || seq > signed) continue;
			const { version, count } = objects?.[0] ?? {};
			if (!isOrigin(version) || !Number.isSafeInteger(count)) continue;
			if (Number(count) >= (vouched.get(version)?.ownTo ?? 0)) endsAt(version, Number(count));
		}
	}
	return [...ends].flatMap(([origin, seq]): Finding[] =>
		(scans.get(origin)?.records ?? 0) > seq
			? [{ problem: 'records-added', origin, seq: seq + 1, shownBy: 'ledger' }]
			: [],
	);
}

/** Ledgers that were removed or cut off under their process, as the next one of that process says. */
export function losses(scans: ReadonlyMap<string, OriginScan>, disposed: Disposals): Finding[] {
	const notes = [...scans.values()].flatMap((scan) => scan.notes);
	return notes.flatMap(({ interaction, objects }): Finding[] => {
		const { version, count, sha256 } = objects?.[0] ?? {};
		if (interaction !== LEDGER_LOST || !isOrigin(version)) return [];
		const seq = Number(count);
		const scan = scans.get(version);
		// It may have been put back, and then have gone in order.
		if (scan?.hasRecord(seq, String(sha256)) || (disposed.get(version)?.seq ?? 0) >= seq) return [];
		const problem = scan === undefined ? 'origin-missing' : 'records-missing';
		return [{ problem, origin: version, seq: scan?.records ?? seq, shownBy: 'ledger' }];
	});
}
