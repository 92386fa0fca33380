import { HospitalError } from '../../shared/errors';
import type { BatchRange, BatchReference } from '../batch';
import { samePlace } from '../reading/position';
import { positionOf, type Cursor } from './cursor';

/**
 * What of a batch its sink does not have yet. A batch that was delivered before, wholly or in part,
 * is normal: an execution can be repeated at any moment.
 *
 * @throws HospitalError `audit-batch-ahead` when the batch starts beyond the cursor: delivering it
 *   would leave out what lies between; `audit-batch-foreign` when batch and cursor tell different
 *   stories of the same record
 */
export function dueRanges(batch: BatchReference, cursor: Cursor): BatchRange[] {
	const due: BatchRange[] = [];
	for (const range of batch.origins) {
		const at = positionOf(cursor, range.origin);
		if (at.seq < range.from.seq) throw ahead();
		const sameSeq = [range.from, range.to].find((place) => place.seq === at.seq);
		if (sameSeq !== undefined && !samePlace(sameSeq, at)) throw foreign();
		if (at.seq >= range.to.seq) continue;
		due.push({ origin: range.origin, from: at, to: range.to, count: range.to.seq - at.seq });
	}
	return due;
}

/** True when the sink has everything that the batch covers, damage notices included. */
export function isDelivered(batch: BatchReference, cursor: Cursor): boolean {
	const has = (range: BatchRange) => positionOf(cursor, range.origin).seq >= range.to.seq;
	return batch.origins.every(has) && batch.breaks.every((found) => knowsBreak(cursor, found));
}

/** True when the sink was told of this damage. */
export function knowsBreak(
	cursor: Cursor,
	found: { origin: string; at: { seq: number }; reason: string },
): boolean {
	if (!Object.hasOwn(cursor.breaks, found.origin)) return false;
	const known = cursor.breaks[found.origin];
	return known?.seq === found.at.seq && known.reason === found.reason;
}

const nextStep = 'Nothing is lost: the Audit Trigger hands out what is due by itself.';

const ahead = () =>
	new HospitalError(
		'audit-batch-ahead',
		'The batch starts after events that were not delivered yet',
		{
			nextStep,
		},
	);

const foreign = () =>
	new HospitalError('audit-batch-foreign', 'The batch does not belong to the ledger of this n8n', {
		nextStep: `${nextStep} If it happens again, check that all n8n processes share one data directory.`,
	});
