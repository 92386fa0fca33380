import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A line of the audit ledger, as far as tests look at it. */
export interface LedgerLine {
	interaction: string;
	kind: string;
	outcome: string;
	outcomeReason?: string;
	recorded: string;
	origin: string;
	seq: number;
	workItem?: { id: string; attempt: number; state?: string; reason?: string };
	inference?: { latencyMs?: number; model: string };
	[more: string]: unknown;
}

/** Every audit event in a data directory, in order of time. A torn last line is left out. */
export async function readLedger(dataDir: string): Promise<LedgerLine[]> {
	const audit = join(dataDir, 'audit');
	const lines: LedgerLine[] = [];
	for (const origin of await readdir(audit).catch(() => [])) {
		for (const segment of await readdir(join(audit, origin))) {
			if (!segment.endsWith('.jsonl')) continue;
			const text = await readFile(join(audit, origin, segment), 'utf8');
			const whole = text.slice(0, text.lastIndexOf('\n') + 1);
			for (const line of whole.split('\n')) {
				if (line !== '') lines.push(JSON.parse(line) as LedgerLine);
			}
		}
	}
	return lines.sort((a, b) => (a.recorded < b.recorded ? -1 : a.recorded > b.recorded ? 1 : 0));
}
