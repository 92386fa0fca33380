import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { AuditRecord } from '../../shared/ledger/event';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import { linesOf } from '../../shared/work/lines';
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
			const path = segmentPath(auditDir, origin, segment);
			if (await endedBefore(path, since)) continue;
			const input = createReadStream(path);
			for await (const { text } of linesOf(input, MAX_LINE_BYTES + 1)) {
				const record = text === undefined ? undefined : parseRecord(text);
				if (record !== undefined && record.recorded >= since && record.recorded < until) {
					yield record;
				}
			}
		}
	}
}

/** A copy may look younger than it is, never older; the day covers a clock that was put right. */
async function endedBefore(path: string, since: string): Promise<boolean> {
	if (since === '') return false;
	return (await stat(path)).mtimeMs < Date.parse(since) - 86_400_000;
}
