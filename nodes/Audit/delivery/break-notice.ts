import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../shared/ledger/event';
import type { BatchBreak } from '../batch';
import type { LedgerEntry } from '../reading/check';
import type { ChainBreak } from '../reading/read';

/** The event that says that a ledger was changed. Nothing of the damaged record is in it. */
export function chainBroken({ origin, at, reason }: ChainBreak, instance: string): AuditEvent {
	return {
		kind: 'system',
		interaction: 'ledger-chain-broken',
		action: 'E',
		outcome: '12',
		outcomeReason: reason,
		agent: { instance },
		objects: [{ type: 'ledger-origin', version: origin, count: at.seq }],
	};
}

/**
 * The same event as an entry that is sent without the ledger: when the damaged ledger is the one
 * that this process writes, an event recorded there would never get past the damage.
 *
 * Its id depends on the place and the reason alone, so that repetitions have the same id. It takes
 * the running number of the first record that cannot be read.
 */
export function breakNotice(found: BatchBreak, instance: string): LedgerEntry {
	const { origin, at, reason, detectedAt } = found;
	const name = `ledger-chain-broken ${origin} ${at.seq} ${at.hash} ${reason}`;
	return {
		id: createHash('sha256').update(name).digest('hex'),
		record: {
			...chainBroken(found, instance),
			v: 1,
			origin,
			seq: at.seq + 1,
			recorded: detectedAt,
			prev: at.hash,
		},
		bytes: 0,
	};
}
