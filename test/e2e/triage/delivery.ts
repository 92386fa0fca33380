import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The event that a delivery writes about itself: it goes along with the next one. */
const BOOK_KEEPING = '"interaction":"audit-batch-delivered"';

/**
 * Ids of the events that are due at the SIEM, in order, per origin of the ledger: the SHA-256 of each
 * whole line, up to the last one that is more than book-keeping.
 */
export async function ledgerIds(dataDir: string): Promise<Map<string, string[]>> {
	const audit = join(dataDir, 'audit');
	const ids = new Map<string, string[]>();
	for (const origin of (await readdir(audit)).sort()) {
		const segments = (await readdir(join(audit, origin))).filter((name) => name.endsWith('.jsonl'));
		const lines: string[] = [];
		for (const segment of segments.sort()) {
			const text = await readFile(join(audit, origin, segment), 'utf8');
			lines.push(...text.split('\n').slice(0, -1));
		}
		const last = lines.findLastIndex((line) => !line.includes(BOOK_KEEPING));
		ids.set(
			origin,
			lines.slice(0, last + 1).map((line) => createHash('sha256').update(line).digest('hex')),
		);
	}
	return ids;
}

/** Event ids as the SIEM got them, repetitions left out, per origin (RFC 5424 PROCID). */
export function receivedIds(messages: readonly string[]): Map<string, string[]> {
	const ids = new Map<string, Set<string>>();
	for (const message of messages) {
		const [, origin = '', id = ''] =
			/^<\d+>1 \S+ \S+ n8n-hospital (\S+) \S+ \[hospital@32473 id="([0-9a-f]{64})"/.exec(message) ??
			[];
		if (id === '') continue;
		const known = ids.get(origin) ?? new Set<string>();
		known.add(id);
		ids.set(origin, known);
	}
	return new Map([...ids].map(([origin, known]) => [origin, [...known]]));
}
