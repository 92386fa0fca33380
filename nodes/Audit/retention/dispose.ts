import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, syncFolder } from '../../shared/durable';
import type { AuditEvent } from '../../shared/ledger/event';
import { listSegments } from '../../shared/ledger/places';
import { indexPath } from '../index/index-files';
import { ORIGIN_DISPOSED } from '../verify/disposed';
import type { OriginFate } from './plan';

/** Name of the note that a writer's ledger was removed in order: no SIEM need be told that it is missing. */
export const disposedMark = (origin: string): string => `${origin}.disposed`;

/**
 * Removes the ledgers whose time is over. For each: first the record that it goes and how it ended,
 * on the disk and under a checkpoint, then the files.
 *
 * @param append records an event; resolves once it is on the disk
 * @param checkpoint signs what was recorded
 * @returns how many writers went
 * @throws whatever the disk said; what was not recorded was not removed
 */
export async function disposeOrigins(
	auditDir: string,
	fates: readonly OriginFate[],
	agent: AuditEvent['agent'],
	append: (event: AuditEvent) => Promise<unknown>,
	checkpoint: () => Promise<void>,
): Promise<number> {
	const over = fates.filter(({ fate }) => fate === 'over');
	for (const { origin, end } of over) {
		if (end === undefined) continue;
		await append({
			kind: 'system',
			interaction: ORIGIN_DISPOSED,
			action: 'D',
			outcome: '0',
			agent,
			objects: [{ type: 'ledger', version: origin, count: end.seq, sha256: end.hash }],
		});
	}
	if (over.length > 0) await checkpoint();
	for (const { origin } of over) await removeOrigin(auditDir, origin);
	return over.length;
}

async function removeOrigin(auditDir: string, origin: string): Promise<void> {
	await createOnce(join(auditDir, disposedMark(origin)), '');
	for (const segment of await listSegments(auditDir, origin)) {
		await rm(indexPath(auditDir, origin, segment), { force: true });
	}
	// Renamed first: a reader sees all of it or nothing, also when the removal is cut short.
	const going = join(auditDir, `.going-${origin}`);
	await rename(join(auditDir, origin), going);
	await syncFolder(auditDir);
	await rm(going, { recursive: true, force: true });
}
