import { hash } from 'node:crypto';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { lifeOf } from '../../shared/ledger/lock';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import type { LedgerEntry } from '../reading/check';
import { indexOf, type OpenIndex } from './index-files';
import { INDEXED, keyOf, type IndexedField } from './keys';
import { matches, type Condition } from './matches';
import { ENTRY_BYTES, HEADER_BYTES, offsetsOf, parseRecord, sliceFor } from './segment-index';

/** What is asked for: every part that is given must hold. */
export interface AuditQuery extends Condition {
	/** Most events to give, the newest. */
	limit?: number;
}

export interface QueryOptions {
	/** Segments that had to be indexed first. */
	indexing?: (done: number, of: number) => void;
	signal?: AbortSignal;
	/** Only this writer. */
	origin?: string;
	/**
	 * Reads everything: true unless false is given. An index lies where n8n may write: whoever can
	 * change it can hide events from a query, although not from verification. So only who asks for
	 * a quick look, and says so, gets one.
	 */
	withoutIndex?: boolean;
}

interface Segment {
	origin: string;
	number: number;
	path: string;
	/** Its writer may still be writing to it: no index would stay right. */
	open: boolean;
}

/**
 * Finds events, newest first. Where the index is asked for, indexes of finished segments are made on the way where they are
 * missing, and kept; the segment that a writer is at is read as it is.
 *
 * What is found is what stands on the disk: whether it was changed is for verification to tell.
 *
 * @throws system errors of the disk
 */
export async function queryLedger(
	auditDir: string,
	query: AuditQuery,
	options: QueryOptions = {},
): Promise<{ entries: LedgerEntry[]; more: boolean }> {
	const { limit = 10_000 } = query;
	const segments = await segmentsOf(auditDir, options.origin);
	const found: LedgerEntry[] = [];
	// The newest first: once there are enough, older segments need not be read.
	for (const [at, segment] of segments.reverse().entries()) {
		options.signal?.throwIfAborted();
		const oldest = found.length > limit ? found[limit].record.recorded : undefined;
		const since = oldest !== undefined && oldest > (query.since ?? '') ? oldest : query.since;
		const indexed = options.withoutIndex === false && !segment.open;
		const hits = await searchSegment(auditDir, segment, indexed, { ...query, since }, () =>
			options.indexing?.(at + 1, segments.length),
		);
		if (hits.length === 0) continue;
		for (const hit of hits) found.push(hit);
		cut(found, limit + 1);
	}
	const more = found.length > limit;
	if (more) found.pop();
	return { entries: found, more };
}

function cut(found: LedgerEntry[], most: number): void {
	found.sort((a, b) =>
		a.record.recorded > b.record.recorded
			? -1
			: a.record.recorded < b.record.recorded
				? 1
				: b.record.seq - a.record.seq,
	);
	found.length = Math.min(found.length, most);
}

async function segmentsOf(auditDir: string, only: string | undefined): Promise<Segment[]> {
	const segments: Segment[] = [];
	for (const origin of await listOrigins(auditDir)) {
		if (only !== undefined && origin !== only) continue;
		const numbers = await listSegments(auditDir, origin);
		const alive = (await lifeOf(join(auditDir, origin))) === 'alive';
		for (const number of numbers) {
			const path = segmentPath(auditDir, origin, number);
			segments.push({ origin, number, path, open: alive && number === numbers.at(-1) });
		}
	}
	return segments;
}

async function searchSegment(
	auditDir: string,
	segment: Segment,
	indexed: boolean,
	query: AuditQuery,
	onIndexing: () => void,
): Promise<LedgerEntry[]> {
	const keys = wanted(query);
	const index = indexed ? await indexOrNone(auditDir, segment, onIndexing) : undefined;
	if (index === undefined) return scanText(await readFile(segment.path), keys, query);
	try {
		if (isOutside(index, query)) return [];
		if (keys.length === 0) return scanText(await readFile(segment.path), keys, query);
		const offsets = await lookUp(index, keys);
		return offsets.length === 0 ? [] : await readLines(segment.path, offsets, query);
	} finally {
		await index.handle.close();
	}
}

/** A copy of the ledger that may only be read is searched without an index. */
async function indexOrNone(
	auditDir: string,
	segment: Segment,
	onIndexing: () => void,
): Promise<OpenIndex | undefined> {
	try {
		return await indexOf(auditDir, segment, onIndexing);
	} catch (error) {
		if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(systemCode(error) ?? '')) return undefined;
		throw error;
	}
}

type Wanted = Array<{ field: IndexedField; values: readonly string[] }>;

const wanted = ({ where = {} }: AuditQuery): Wanted =>
	INDEXED.flatMap((field) => {
		const values = where[field];
		return values === undefined ? [] : [{ field, values }];
	});

const isOutside = ({ header }: OpenIndex, { since, until }: AuditQuery): boolean =>
	(since !== undefined && header.lastRecorded < since) ||
	(until !== undefined && header.firstRecorded >= until);

/** Offsets of lines that may match: those of the field that has the fewest. */
async function lookUp({ handle, header }: OpenIndex, keys: Wanted): Promise<number[]> {
	let fewest: number[] | undefined;
	for (const { field, values } of keys) {
		const offsets = new Set<number>();
		for (const value of values) {
			const key = keyOf(field, value);
			const [from, to] = sliceFor(header, key);
			if (from === to) continue;
			const slice = Buffer.allocUnsafe((to - from) * ENTRY_BYTES);
			await handle.read(slice, 0, slice.length, HEADER_BYTES + from * ENTRY_BYTES);
			for (const offset of offsetsOf(slice, key)) offsets.add(offset);
		}
		if (fewest === undefined || offsets.size < fewest.length) fewest = [...offsets];
		if (fewest.length === 0) return [];
	}
	return (fewest ?? []).sort((a, b) => a - b);
}

/** Beyond so many lines one reading of the whole segment is quicker than many of its parts. */
const MANY = 2000;
const READ_BYTES = 4096;

async function readLines(
	path: string,
	offsets: readonly number[],
	query: AuditQuery,
): Promise<LedgerEntry[]> {
	if (offsets.length > MANY) {
		const text = await readFile(path);
		return offsets.flatMap((offset) => {
			const end = text.indexOf(0x0a, offset);
			return end < 0 ? [] : entryOf(text.subarray(offset, end), query);
		});
	}
	const handle = await open(path, 'r');
	try {
		const found: LedgerEntry[] = [];
		for (const offset of offsets) {
			const line = await readLine(handle, offset);
			if (line !== undefined) found.push(...entryOf(line, query));
		}
		return found;
	} finally {
		await handle.close();
	}
}

async function readLine(handle: FileHandle, offset: number): Promise<Buffer | undefined> {
	for (let length = READ_BYTES; ; length *= 4) {
		const bytes = Buffer.allocUnsafe(length);
		const { bytesRead } = await handle.read(bytes, 0, length, offset);
		const end = bytes.subarray(0, bytesRead).indexOf(0x0a);
		if (end >= 0) return bytes.subarray(0, end);
		if (bytesRead < length || length > MAX_LINE_BYTES) return undefined;
	}
}

/** Lines that hold one of the rarest field's values as text are looked at, all others passed over. */
function scanText(text: Buffer, keys: Wanted, query: AuditQuery): LedgerEntry[] {
	const found: LedgerEntry[] = [];
	const starts = keys.length === 0 ? everyLine(text) : linesWith(text, keys[0].values);
	for (const start of starts) {
		const end = text.indexOf(0x0a, start);
		if (end >= 0) found.push(...entryOf(text.subarray(start, end), query));
	}
	return found;
}

function* everyLine(text: Buffer): Generator<number> {
	for (let start = 0; start < text.length; ) {
		yield start;
		const end = text.indexOf(0x0a, start);
		if (end < 0) return;
		start = end + 1;
	}
}

function linesWith(text: Buffer, values: readonly string[]): number[] {
	const starts = new Set<number>();
	for (const value of values) {
		const needle = Buffer.from(JSON.stringify(value));
		for (let at = text.indexOf(needle); at >= 0; ) {
			starts.add(text.lastIndexOf(0x0a, at) + 1);
			const end = text.indexOf(0x0a, at);
			at = end < 0 ? -1 : text.indexOf(needle, end);
		}
	}
	return [...starts].sort((a, b) => a - b);
}

function entryOf(line: Buffer, query: AuditQuery): LedgerEntry[] {
	const record = parseRecord(line.toString('utf8'));
	if (record === undefined || !matches(record, query)) return [];
	return [{ id: hash('sha256', line, 'hex'), record, bytes: line.length + 1 }];
}
