import { HospitalError } from '../../shared/errors';
import { instanceName } from '../../shared/origin';
import { processState } from '../../shared/process-state';
import { requireBatch, type BatchRange, type BatchReference } from '../batch';
import type { LedgerEntry } from '../reading/check';
import { RangeBroken, readRange } from '../reading/range';
import type { ChainBreak } from '../reading/read';
import { breakNotice } from './break-notice';
import { positionOf, readCursor, writeCursor, type Cursor } from './cursor';
import { dueRanges, knowsBreak } from './due';
import { DEFAULT_OVERLAP, keepRecent, type Overlap } from './overlap';
import { isConfirming, type Receipt, type Sink } from './sink';

export interface DeliveryPlaces {
	/** `audit` of the data directory. */
	auditDir: string;
	/** `audit-cursors` of the data directory. */
	cursorDir: string;
}

export interface DeliveryOptions {
	overlap?: Overlap;
	signal?: AbortSignal;
	clock?: () => Date;
}

/** What one delivery did. */
export interface Delivery {
	/** Events of the batch that the sink did not have before. */
	delivered: number;
	/** Events that were sent again because the receiver had failed. */
	repeated: number;
	/** Events of the batch that the sink had already. */
	alreadyDelivered: number;
	/** Damage notices that were sent. */
	breaks: number;
	/** The sink's own word for how sure it is; `none` when nothing was sent. */
	confirmation: string;
	/** Damage found in what should have been sent again. */
	found: ChainBreak[];
}

/**
 * Sends a batch to its sink and then, and only then, moves the sink's cursor: at least once, in the
 * order of each writer. Repeating a delivered batch sends nothing. A batch from "Listen for test
 * event" is sent and leaves the cursor where it is.
 *
 * After a failure the cursor remembers that the receiver failed, and the next delivery that gets
 * through first repeats the overlap.
 *
 * @throws HospitalError of the sink, `ledger-chain-broken`, `audit-batch-ahead`,
 *   `audit-delivery-running`; the cursor then stands where it stood
 */
export async function deliver(
	input: BatchReference,
	sink: Sink,
	places: DeliveryPlaces,
	options: DeliveryOptions = {},
): Promise<Delivery> {
	const batch = requireBatch(input);
	const release = claim(places.cursorDir, batch.sink);
	try {
		return await deliverClaimed(batch, sink, places, options);
	} finally {
		release();
	}
}

async function deliverClaimed(
	batch: BatchReference,
	sink: Sink,
	places: DeliveryPlaces,
	{ overlap = DEFAULT_OVERLAP, signal, clock = () => new Date() }: DeliveryOptions,
): Promise<Delivery> {
	const cursor = await readCursor(places.cursorDir, batch.sink);
	const due = dueRanges(batch, cursor);
	const notices = batch.breaks.filter((found) => !knowsBreak(cursor, found));
	const dueCount = due.reduce((sum, range) => sum + range.count, 0);
	const delivery: Delivery = {
		delivered: dueCount,
		repeated: 0,
		alreadyDelivered: batch.count - dueCount,
		breaks: notices.length,
		confirmation: 'none',
		found: [],
	};
	if (due.length === 0 && notices.length === 0) return delivery;

	let bytes = 0;
	async function* entries(): AsyncGenerator<LedgerEntry> {
		if (cursor.failedSince !== undefined) yield* again(cursor, places.auditDir, delivery);
		for (const found of notices) yield breakNotice(found, instanceName());
		for (const range of due) {
			for await (const entry of readRange(places.auditDir, range)) {
				bytes += entry.bytes;
				yield entry;
			}
		}
	}

	const receipt = await sendOrRemember(sink, entries(), cursor, places, { signal, clock });
	delivery.confirmation = receipt.confirmation;
	if (batch.test === true) return delivery;

	const moved = advance(await readCursor(places.cursorDir, batch.sink), due);
	for (const { origin, at, reason } of notices) moved.breaks[origin] = { seq: at.seq, reason };
	if (isConfirming(receipt)) confirm(moved, due);
	if (due.length > 0) moved.recent.push({ at: clock().toISOString(), bytes, ranges: due });
	moved.recent = keepRecent(moved.recent, overlap);
	delete moved.failedSince;
	await writeCursor(places.cursorDir, moved);
	return delivery;
}

/** What was delivered last, once more. Damage found on the way ends only the range it is in. */
async function* again(
	cursor: Cursor,
	auditDir: string,
	delivery: Delivery,
): AsyncGenerator<LedgerEntry> {
	for (const { ranges } of cursor.recent) {
		for (const range of ranges) {
			try {
				for await (const entry of readRange(auditDir, range)) {
					delivery.repeated += 1;
					yield entry;
				}
			} catch (error) {
				if (!(error instanceof RangeBroken)) throw error;
				delivery.found.push(error.chainBreak);
			}
		}
	}
}

/** Sends; a failure is written into the cursor, so that the overlap is repeated even after a restart. */
async function sendOrRemember(
	sink: Sink,
	entries: AsyncIterable<LedgerEntry>,
	cursor: Cursor,
	{ cursorDir }: DeliveryPlaces,
	{ signal, clock }: { signal: AbortSignal | undefined; clock: () => Date },
): Promise<Receipt> {
	try {
		return await sink.send(entries, signal);
	} catch (error) {
		const receiverFailed = !(error instanceof RangeBroken) && signal?.aborted !== true;
		if (receiverFailed && cursor.failedSince === undefined) {
			await writeCursor(cursorDir, { ...cursor, failedSince: clock().toISOString() });
		}
		throw error;
	}
}

/** The cursor with every due range behind it; never moved back by a delivery that comes late. */
function advance(cursor: Cursor, due: BatchRange[]): Cursor {
	for (const { origin, to } of due) {
		if (positionOf(cursor, origin).seq < to.seq) cursor.origins[origin] = to;
	}
	return cursor;
}

/** Every range is behind what the receiver has confirmed. */
function confirm(cursor: Cursor, due: BatchRange[]): void {
	for (const { origin, to } of due) {
		const confirmed = (cursor.confirmed ??= {});
		confirmed[origin] = Math.max(to.seq, confirmed[origin] ?? 0);
	}
}

/** One delivery per sink at a time in this process: two at once would mix up the order. */
function claim(cursorDir: string, sink: string): () => void {
	const running = processState('audit-deliveries/1', () => new Set<string>());
	const name = `${cursorDir}\n${sink}`;
	if (running.has(name)) {
		throw new HospitalError(
			'audit-delivery-running',
			'Another delivery to this SIEM is still running',
			{
				nextStep: 'Nothing is lost: the Audit Trigger hands out what is due by itself.',
				retryable: true,
			},
		);
	}
	running.add(name);
	return () => running.delete(name);
}
