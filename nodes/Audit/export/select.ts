import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import { matches } from '../index/matches';
import type { AuditQuery } from '../index/query';
import { parseRecord } from '../index/segment-index';
import type { LedgerEntry } from '../reading/check';

const NEWLINE = 0x0a;

export interface SelectOptions {
	signal?: AbortSignal;
	/** A line that holds no record: whoever exports has to know that it is missing. */
	unreadable?: () => void;
}

/**
 * The events that a query asks for, writer by writer, each in its order; the limit of the query is
 * left to the caller. One line is in memory at a time, whatever the size of the ledger.
 *
 * @throws system errors of the disk, and the reason of the signal
 */
export async function* selectEntries(
	auditDir: string,
	query: AuditQuery,
	options: SelectOptions = {},
): AsyncGenerator<LedgerEntry> {
	for (const origin of await listOrigins(auditDir)) {
		for (const segment of await listSegments(auditDir, origin)) {
			for await (const line of linesOf(segmentPath(auditDir, origin, segment), options)) {
				const record = readLine(line, options);
				if (record !== undefined && matches(record, query)) {
					yield { id: hash('sha256', line, 'hex'), record, bytes: line.length + 1 };
				}
			}
		}
	}
}

/** Lines without their newline. A last line without one is still being written. */
async function* linesOf(
	path: string,
	{ signal, unreadable }: SelectOptions,
): AsyncGenerator<Buffer> {
	let rest: Buffer = Buffer.alloc(0);
	let tooLong = false;
	for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
		const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		let start = 0;
		for (let end = text.indexOf(NEWLINE); end >= 0; end = text.indexOf(NEWLINE, start)) {
			if (!tooLong) yield text.subarray(start, end);
			tooLong = false;
			start = end + 1;
		}
		rest = text.subarray(start);
		if (rest.length > MAX_LINE_BYTES) {
			if (!tooLong) unreadable?.();
			tooLong = true;
			rest = Buffer.alloc(0);
		}
	}
}

function readLine(line: Buffer, { unreadable }: SelectOptions): LedgerEntry['record'] | undefined {
	const record = parseRecord(line.toString('utf8'));
	if (record === undefined) unreadable?.();
	return record;
}
