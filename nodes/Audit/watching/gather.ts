import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { listOrigins } from '../../shared/ledger/places';
import { BATCH_DELIVERED } from '../../shared/ledger/writer';
import type { BatchBreak, BatchRange, BatchReference } from '../batch';
import { positionOf, type Cursor } from '../delivery/cursor';
import { knowsBreak } from '../delivery/due';
import type { LedgerEntry } from '../reading/check';
import { readFrom, type ChainBreak, type ReadLimit } from '../reading/read';
import { disposedMark } from '../retention/dispose';
import type { UnreadWatch } from './unread';

/** What lies beyond a cursor. */
export interface Gathered {
	ranges: BatchRange[];
	/** Damage, whether the sink knows of it or not. */
	breaks: ChainBreak[];
	firstRecorded: string;
	lastRecorded: string;
	/** True when some event is more than the delivery's own book-keeping. */
	substantial: boolean;
}

/**
 * Reads what lies beyond the cursor, each writer checked and in order. Writers with a backlog get
 * equal shares of the limit, so that one busy process never keeps the others waiting.
 */
export async function gather(
	auditDir: string,
	cursor: Cursor,
	limit: ReadLimit,
	watch: UnreadWatch,
	now: number,
): Promise<Gathered> {
	const gathered: Gathered = {
		ranges: [],
		breaks: [],
		firstRecorded: '',
		lastRecorded: '',
		substantial: false,
	};
	const origins = await listOrigins(auditDir);
	await noteMissing(auditDir, cursor, origins, gathered);
	const pending: Array<[origin: string, mark: string]> = [];
	for (const origin of origins) {
		const mark = await watch.unread(origin, positionOf(cursor, origin), now);
		if (mark !== undefined) pending.push([origin, mark]);
	}
	const left = { ...limit };
	for (const [index, [origin, mark]] of pending.entries()) {
		if (left.events <= 0 || left.bytes <= 0) break;
		const others = pending.length - index;
		const from = positionOf(cursor, origin);
		const reading = await readFrom(auditDir, origin, from, {
			events: Math.ceil(left.events / others),
			bytes: Math.ceil(left.bytes / others),
		});
		left.events -= reading.entries.length;
		left.bytes -= reading.bytes;
		if (reading.broken !== undefined) gathered.breaks.push(reading.broken);
		else if (reading.entries.length === 0) watch.exhaust(origin, mark);
		if (reading.entries.length === 0) continue;
		gathered.ranges.push({ origin, from, to: reading.next, count: reading.entries.length });
		note(reading.entries, gathered);
	}
	return gathered;
}

/** A writer's folder goes only at the end of its time, and then leaves a mark behind. */
async function noteMissing(
	auditDir: string,
	cursor: Cursor,
	origins: string[],
	gathered: Gathered,
): Promise<void> {
	const there = new Set(origins);
	for (const [origin, at] of Object.entries(cursor.origins)) {
		if (there.has(origin) || (await exists(join(auditDir, disposedMark(origin))))) continue;
		gathered.breaks.push({ origin, at, reason: 'origin-missing' });
	}
}

const exists = async (path: string): Promise<boolean> =>
	await access(path).then(
		() => true,
		() => false,
	);

function note(entries: LedgerEntry[], gathered: Gathered): void {
	for (const { record } of entries) {
		const { recorded, interaction } = record;
		if (gathered.firstRecorded === '' || recorded < gathered.firstRecorded) {
			gathered.firstRecorded = recorded;
		}
		if (recorded > gathered.lastRecorded) gathered.lastRecorded = recorded;
		if (interaction !== BATCH_DELIVERED) gathered.substantial = true;
	}
}

/**
 * The batch of what was gathered.
 *
 * @param idleMs how long a delivery's own book-keeping may wait for company: sent at once, each
 *   delivery would give rise to the next for ever
 * @returns undefined when nothing is due
 */
export function batchOf(
	gathered: Gathered,
	cursor: Cursor,
	now: Date,
	idleMs: number,
): BatchReference | undefined {
	const detectedAt = now.toISOString();
	const breaks: BatchBreak[] = gathered.breaks
		.filter((found) => !knowsBreak(cursor, found))
		.map((found) => ({ ...found, detectedAt }));
	const waited = now.getTime() - Date.parse(gathered.firstRecorded);
	const worthwhile = gathered.substantial || waited >= idleMs;
	if (breaks.length === 0 && !(gathered.ranges.length > 0 && worthwhile)) return undefined;
	return {
		sink: cursor.sink,
		origins: gathered.ranges,
		breaks,
		count: gathered.ranges.reduce((sum, range) => sum + range.count, 0),
		firstRecorded: gathered.firstRecorded || detectedAt,
		lastRecorded: gathered.lastRecorded || detectedAt,
		attempt: 1,
	};
}
