import { HospitalError } from '../../shared/errors';
import type { BatchRange } from '../batch';
import type { LedgerEntry } from './check';
import { samePlace } from './position';
import { readFrom, type ChainBreak } from './read';

const PAGE = { events: 500, bytes: 1024 * 1024 };

/** Thrown inside the reading of a range when the ledger there is not what the range says. */
export class RangeBroken extends HospitalError {
	constructor(readonly chainBreak: ChainBreak) {
		super(
			'ledger-chain-broken',
			'The audit ledger was changed: its records no longer follow each other',
			{
				nextStep:
					'Treat it as a security incident: keep the hospital data directory as it is and tell the compliance officer. What was recorded by other process starts is delivered further.',
			},
		);
	}
}

/**
 * Reads the records of one range, checked, a page at a time.
 *
 * @throws RangeBroken when a record does not follow, or the range does not end where it says
 */
export async function* readRange(auditDir: string, range: BatchRange): AsyncGenerator<LedgerEntry> {
	let at = range.from;
	while (at.seq < range.to.seq) {
		const events = Math.min(PAGE.events, range.to.seq - at.seq);
		const reading = await readFrom(auditDir, range.origin, at, { ...PAGE, events });
		yield* reading.entries;
		at = reading.next;
		if (reading.broken !== undefined && at.seq < range.to.seq)
			throw new RangeBroken(reading.broken);
		if (reading.entries.length === 0) {
			// Recorded once, and now no longer there.
			throw new RangeBroken({ origin: range.origin, at, reason: 'segment-shorter-than-before' });
		}
	}
	if (!samePlace(at, range.to)) {
		throw new RangeBroken({
			origin: range.origin,
			at: range.from,
			reason: 'previous-hash-differs',
		});
	}
}
