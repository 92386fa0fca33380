import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../shared/ledger/event';
import type { AuditFormat, FormatOptions } from '../formats';
import type { AuditQuery } from '../index/query';
import { selectEntries } from './select';

/** A file has room for the largest event: nothing is reduced as for the network. */
const FILE_OPTIONS: FormatOptions = { maxBytes: 1024 * 1024 };

/** What went out. */
export interface ExportSummary {
	count: number;
	bytes: number;
	/** SHA-256 (hex) of all that went out. */
	sha256: string;
	/** Moments of the earliest and the latest event; absent when there was none. */
	firstRecorded?: string;
	lastRecorded?: string;
	/** Lines of the ledger that hold no record: verification says what happened to them. */
	unreadable: number;
	/** True when the limit ended it. */
	more: boolean;
}

/**
 * Writes the events that a query asks for in a format, piece by piece.
 *
 * @param write takes some lines with their ends; the next piece is made once it has resolved
 * @throws system errors of the disk, whatever `write` throws, and the reason of the signal
 */
export async function exportEvents(
	auditDir: string,
	query: AuditQuery,
	format: AuditFormat,
	write: (piece: string) => Promise<void> | void,
	signal?: AbortSignal,
): Promise<ExportSummary> {
	const limit = query.limit ?? Number.POSITIVE_INFINITY;
	const digest = createHash('sha256');
	const summary: ExportSummary = { count: 0, bytes: 0, sha256: '', unreadable: 0, more: false };
	const put = async (line: string): Promise<void> => {
		const piece = `${line}${format.lineEnd}`;
		digest.update(piece);
		summary.bytes += Buffer.byteLength(piece);
		await write(piece);
	};
	if (format.header !== undefined) await put(format.header);
	const unreadable = (): void => {
		summary.unreadable += 1;
	};
	for await (const entry of selectEntries(auditDir, query, { signal, unreadable })) {
		if (summary.count >= limit) {
			summary.more = true;
			break;
		}
		await put(format.line(entry, FILE_OPTIONS));
		summary.count += 1;
		const { recorded } = entry.record;
		if (recorded < (summary.firstRecorded ?? '\uffff')) summary.firstRecorded = recorded;
		if (recorded > (summary.lastRecorded ?? '')) summary.lastRecorded = recorded;
	}
	return { ...summary, sha256: digest.digest('hex') };
}

export const EXPORTED = 'audit-exported';
export const EXPORT_BEGUN = 'audit-export-begun';

/**
 * The event that says that part of the ledger was given out. Who asks for one patient touches that
 * patient's record of accesses.
 *
 * @param summary absent before anything has left
 */
export function exportEvent(
	query: AuditQuery,
	format: AuditFormat,
	keyId: string,
	summary?: Pick<ExportSummary, 'count' | 'sha256'>,
): Omit<AuditEvent, 'agent'> {
	const [pseudonym = '', ...others] = query.where?.patient ?? [];
	return {
		kind: 'access',
		interaction: summary === undefined ? EXPORT_BEGUN : EXPORTED,
		action: 'R',
		outcome: '0',
		...(others.length === 0 &&
			/^[0-9a-f]{32}$/.test(pseudonym) && { patient: { pseudonym, keyId } }),
		objects: [
			{
				type: 'audit-export',
				version: format.name,
				...(summary !== undefined && { count: summary.count, sha256: summary.sha256 }),
			},
		],
	};
}
