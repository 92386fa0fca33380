import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../shared/durable';
import { HospitalError, systemCode } from '../../shared/errors';
import { requireSink, type BatchRange } from '../batch';
import { isBreakReason, type BreakReason } from '../reading/check';
import { isOrigin } from '../../shared/ledger/places';
import { isPosition, START, type Position } from '../reading/position';

const MAX_CURSOR_BYTES = 32 * 1024 * 1024;

/** A batch that went out a short while ago. */
export interface RecentBatch {
	/** ISO 8601 UTC of its delivery. */
	at: string;
	/** Bytes of its events in the ledger. */
	bytes: number;
	ranges: BatchRange[];
}

/** How far one sink has the ledger, kept as `<sink>.json`. Only a delivery moves it. */
export interface Cursor {
	v: 1;
	sink: string;
	/** Last delivered place per writer; a writer that is not in it was never delivered. */
	origins: Record<string, Position>;
	/**
	 * Last number per writer of what the receiver itself confirmed. Absent where it never did: what was
	 * only sent may have arrived nowhere.
	 */
	confirmed?: Record<string, number>;
	/** Damage that the sink was told of: writer to place and reason. */
	breaks: Record<string, { seq: number; reason: BreakReason }>;
	/** Oldest first. Sent again after the receiver failed: see `overlap.ts`. */
	recent: RecentBatch[];
	/** ISO 8601 UTC of the first failure since the last success. */
	failedSince?: string;
}

export const positionOf = (cursor: Cursor, origin: string): Position =>
	Object.hasOwn(cursor.origins, origin) ? (cursor.origins[origin] ?? START) : START;

const emptyCursor = (sink: string): Cursor => ({ v: 1, sink, origins: {}, breaks: {}, recent: [] });

const cursorPath = (cursorDir: string, sink: string): string =>
	join(cursorDir, `${requireSink(sink)}.json`);

/**
 * Reads the cursor of a sink. A sink without one starts with the first record of every writer.
 *
 * @throws HospitalError `audit-cursor-unreadable` rather than starting over by itself
 */
export async function readCursor(cursorDir: string, sink: string): Promise<Cursor> {
	const text = await readBounded(cursorPath(cursorDir, sink));
	if (text === undefined) return emptyCursor(sink);
	const cursor = parse(text);
	if (cursor === undefined || cursor.sink !== sink) {
		throw new HospitalError(
			'audit-cursor-unreadable',
			`The saved position of the SIEM ${sink} cannot be read`,
			{
				nextStep: `Restore ${sink}.json in the folder audit-cursors of the data directory from backup. Or delete it: then the whole ledger is sent again, and the SIEM recognises repeated events by their id.`,
			},
		);
	}
	return cursor;
}

/** Replaces the cursor: after a crash the old or the new one is there, whole. */
export async function writeCursor(cursorDir: string, cursor: Cursor): Promise<void> {
	await writeDurably(cursorPath(cursorDir, cursor.sink), `${JSON.stringify(cursor)}\n`);
}

async function readBounded(path: string): Promise<string | undefined> {
	const handle = await open(path, 'r').catch((error: unknown) =>
		systemCode(error) === 'ENOENT' ? undefined : Promise.reject(error),
	);
	if (handle === undefined) return undefined;
	try {
		const { size } = await handle.stat();
		return size > MAX_CURSOR_BYTES ? '' : await handle.readFile('utf8');
	} finally {
		await handle.close();
	}
}

function parse(text: string): Cursor | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}
	const cursor = (value ?? {}) as Partial<Cursor>;
	const { origins, confirmed, breaks, recent, failedSince } = cursor;
	const valid =
		cursor.v === 1 &&
		isMap(origins, isPosition) &&
		(confirmed === undefined || isMap(confirmed, Number.isSafeInteger)) &&
		isMap(breaks, isKnownBreak) &&
		Array.isArray(recent) &&
		recent.every(isRecent) &&
		(failedSince === undefined || typeof failedSince === 'string');
	return valid ? (cursor as Cursor) : undefined;
}

const isMap = (value: unknown, check: (member: unknown) => boolean): boolean =>
	typeof value === 'object' &&
	value !== null &&
	Object.entries(value).every(([origin, member]) => isOrigin(origin) && check(member));

function isKnownBreak(value: unknown): boolean {
	const { seq, reason } = (value ?? {}) as { seq?: unknown; reason?: unknown };
	return Number.isSafeInteger(seq) && isBreakReason(reason);
}

function isRecent(value: unknown): boolean {
	const { at, bytes, ranges } = (value ?? {}) as Partial<RecentBatch>;
	return (
		typeof at === 'string' &&
		Number.isSafeInteger(bytes) &&
		Array.isArray(ranges) &&
		ranges.every(
			(range) => isOrigin(range?.origin) && isPosition(range.from) && isPosition(range.to),
		)
	);
}
