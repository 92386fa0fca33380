import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEvent } from '../../dist/nodes/shared/ledger/event.js';

/** A line of the audit ledger, as far as tests look at it. */
export interface LedgerLine {
	interaction: string;
	kind: string;
	outcome: string;
	outcomeReason?: string;
	recorded: string;
	origin: string;
	seq: number;
	actor?: AuditEvent['actor'];
	agent: AuditEvent['agent'];
	objects?: AuditEvent['objects'];
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

/** What a look at the chains of a ledger found. */
export interface LedgerCheck {
	/** Process starts that wrote to it. */
	origins: number;
	events: number;
	/** `ORIGIN: reason` of every chain that does not hold. */
	broken: string[];
}

/**
 * Follows the hash chain of every process start from its first record to its last. What a killed
 * process had begun to write may stand, without an end, behind the last record of its last file.
 */
export async function verifyLedger(dataDir: string): Promise<LedgerCheck> {
	const audit = join(dataDir, 'audit');
	const check: LedgerCheck = { origins: 0, events: 0, broken: [] };
	for (const entry of await readdir(audit, { withFileTypes: true })) {
		if (!entry.isDirectory()) continue;
		check.origins += 1;
		const files = await readdir(join(audit, entry.name));
		const segments = files.filter((name) => name.endsWith('.jsonl')).sort();
		const texts = await Promise.all(
			segments.map(async (name) => await readFile(join(audit, entry.name, name), 'utf8')),
		);
		const { events, reason } = follow(entry.name, segments, texts);
		check.events += events;
		if (reason !== undefined) check.broken.push(`${entry.name}: ${reason}`);
	}
	return check;
}

function follow(
	origin: string,
	segments: readonly string[],
	texts: readonly string[],
): { events: number; reason?: string } {
	let head = '0'.repeat(64);
	let seq = 0;
	for (const [index, text] of texts.entries()) {
		const number = String(index + 1).padStart(6, '0');
		if (segments[index] !== `${number}.jsonl`) return { events: seq, reason: 'a file is missing' };
		const lines = text.split('\n');
		const rest = lines.pop();
		if (rest !== '' && index < texts.length - 1) return { events: seq, reason: 'a torn line' };
		for (const line of lines) {
			const record = JSON.parse(line) as LedgerLine;
			if (record.origin !== origin) return { events: seq, reason: 'a line of another process' };
			if (record.seq !== seq + 1) return { events: seq, reason: `${record.seq} follows ${seq}` };
			if (record.prev !== head) return { events: seq, reason: `${record.seq} is not chained` };
			head = createHash('sha256').update(line).digest('hex');
			seq = record.seq;
		}
	}
	return { events: seq };
}
