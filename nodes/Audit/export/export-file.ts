import { randomBytes } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../shared/durable';
import type { AuditFormat } from '../formats';
import type { AuditQuery } from '../index/query';
import { exportEvents, type ExportSummary } from './export';

/** So much is gathered before it is written. */
const PIECE_CHARACTERS = 256 * 1024;

export interface ExportFileOptions {
	/** Runs when all is on the disk and nothing has its name yet: when it throws there is no export. */
	record: (summary: ExportSummary) => Promise<void>;
	/** Takes the place of a file of that name; otherwise such a file is an error of the disk (EEXIST). */
	replace: boolean;
	signal?: AbortSignal;
}

/**
 * Exports into a file that only its owner can read. It has its name once it is whole, on the disk and
 * recorded; what is broken off leaves nothing.
 *
 * @throws system errors of the disk, whatever `record` throws, and the reason of the signal
 */
export async function exportFile(
	path: string,
	auditDir: string,
	query: AuditQuery,
	format: AuditFormat,
	{ record, replace, signal }: ExportFileOptions,
): Promise<ExportSummary> {
	const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
	const handle = await open(temporary, 'wx', 0o600);
	try {
		let gathered = '';
		const flush = async (): Promise<void> => {
			await handle.appendFile(gathered);
			gathered = '';
		};
		const take = async (piece: string): Promise<void> => {
			gathered += piece;
			if (gathered.length > PIECE_CHARACTERS) await flush();
		};
		const summary = await exportEvents(auditDir, query, format, take, signal);
		await flush();
		await handle.sync();
		await record(summary);
		await (replace ? rename(temporary, path) : link(temporary, path));
		return summary;
	} finally {
		await handle.close();
		// After a rename it is gone already.
		await unlink(temporary).catch(() => undefined);
		await syncFolder(dirname(path));
	}
}
