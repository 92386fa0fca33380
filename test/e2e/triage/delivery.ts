import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Event ids of every origin of the ledger, in order: the SHA-256 of each whole line. */
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
		ids.set(
			origin,
			lines.map((line) => createHash('sha256').update(line).digest('hex')),
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
