import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AuditRecord } from '../../shared/ledger/event';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import { parseRecord } from './segment-index';

/**
 * Every event of the ledger in a stretch of time, writer by writer, each in its order. For counting:
 * nothing is kept in memory.
 *
 * @param since ISO 8601 UTC with milliseconds, from this moment on; `until` before that one
 * @throws system errors of the disk
 */
export async function* walkLedger(
	auditDir: string,
	{ since = '', until = '\uffff' }: { since?: string; until?: string } = {},
): AsyncGenerator<AuditRecord> {
	for (const origin of await listOrigins(auditDir)) {
		for (const segment of await listSegments(auditDir, origin)) {
			const input = createReadStream(segmentPath(auditDir, origin, segment));
			for await (const line of createInterface({ input, crlfDelay: Infinity })) {
				const record = parseRecord(line);
				if (record !== undefined && record.recorded >= since && record.recorded < until) {
					yield record;
				}
			}
		}
	}
}
