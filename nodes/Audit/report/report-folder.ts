import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createOnce, makeFolder } from '../../shared/durable';

/** In the data directory, beside the ledger. */
export const REPORTS = 'audit-reports';

export interface KeptReport {
	/** Where it lies. */
	file: string;
	/** Of its bytes, hexadecimal; the ledger holds it too. */
	sha256: string;
}

/**
 * Keeps a page or table for good. The name carries the moment and the beginning of its own SHA-256,
 * never anything of its content.
 *
 * @param root the data directory
 * @throws system errors of the disk
 */
export async function keepReport(
	root: string,
	name: string,
	ending: 'html' | 'csv',
	text: string,
	now: Date,
): Promise<KeptReport> {
	const folder = join(root, REPORTS);
	await makeFolder(folder);
	const sha256 = createHash('sha256').update(text).digest('hex');
	const moment = now.toISOString().slice(0, 19).replaceAll(':', '');
	const file = join(folder, `${name}-${moment}Z-${sha256.slice(0, 8)}.${ending}`);
	await createOnce(file, text);
	return { file, sha256 };
}
