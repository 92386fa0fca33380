import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { BatchRange, BatchReference } from '../../../dist/nodes/Audit/batch.js';
import type { LedgerEntry } from '../../../dist/nodes/Audit/reading/check.js';
import { START, type Position } from '../../../dist/nodes/Audit/reading/position.js';
import { readFrom } from '../../../dist/nodes/Audit/reading/read.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import type { AuditEvent, AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';

export interface Places {
	auditDir: string;
	cursorDir: string;
}

/** Empty folders for a ledger and cursors, removed after the test. */
export async function places(t: Pick<TestContext, 'after'>): Promise<Places> {
	const root = await mkdtemp(join(tmpdir(), 'hospital-audit-'));
	t.after(async () => await rm(root, { recursive: true, force: true }));
	const made = { auditDir: join(root, 'audit'), cursorDir: join(root, 'audit-cursors') };
	await mkdir(made.auditDir);
	await mkdir(made.cursorDir);
	return made;
}

/** Name of the n-th process start. */
export const origin = (n = 1): string => `20260102T030405Z-${n.toString(16).padStart(16, '0')}`;

/** A plain event; `number` tells events apart. */
export function event(number = 1, changes: Partial<AuditEvent> = {}): AuditEvent {
	return {
		kind: 'access',
		interaction: 'fhir-read',
		action: 'R',
		outcome: '0',
		agent: { instance: 'n8n.test', executionId: String(number) },
		...changes,
	};
}

/** Records of one writer, chained by hand: independent of the writer under test. */
export function records(
	name: string,
	events: AuditEvent[],
	before: Position = START,
): AuditRecord[] {
	let prev = before.hash;
	return events.map((one, index) => {
		const seq = before.seq + index + 1;
		const recorded = new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + seq).toISOString();
		const record: AuditRecord = { ...one, v: 1, origin: name, seq, recorded, prev };
		prev = sha256(canonicalJson(record));
		return record;
	});
}

export const lines = (list: AuditRecord[]): string[] => list.map((record) => canonicalJson(record));

export const sha256 = (bytes: string | Uint8Array): string =>
	createHash('sha256').update(bytes).digest('hex');

/** Writes segments: each a list of lines, or raw text that is taken as it is. */
export async function writeSegments(
	auditDir: string,
	name: string,
	segments: Array<string[] | string>,
): Promise<void> {
	await mkdir(join(auditDir, name), { recursive: true });
	for (const [index, content] of segments.entries()) {
		const text =
			typeof content === 'string' ? content : content.map((line) => `${line}\n`).join('');
		await writeFile(segment(auditDir, name, index + 1), text);
	}
}

export const segment = (auditDir: string, name: string, number: number): string =>
	join(auditDir, name, `${String(number).padStart(6, '0')}.jsonl`);

/** Writes one writer with `count` events in one segment. */
export async function writeOrigin(
	auditDir: string,
	name: string,
	count: number,
): Promise<string[]> {
	const all = lines(records(name, numbered(count)));
	await writeSegments(auditDir, name, [all]);
	return all;
}

export const numbered = (count: number): AuditEvent[] =>
	Array.from({ length: count }, (_, index) => event(index + 1));

export const EVERYTHING = { events: 1_000_000, bytes: 1_000_000_000 };

/** The entries of one writer from `from` on. */
export async function entriesOf(
	auditDir: string,
	name: string,
	from = START,
): Promise<LedgerEntry[]> {
	return (await readFrom(auditDir, name, from, EVERYTHING)).entries;
}

/** A batch over everything that the given writers have beyond `from`. */
export async function batch(
	auditDir: string,
	names: string[],
	options: { from?: Record<string, Position>; limit?: number; sink?: string } = {},
): Promise<BatchReference> {
	const origins: BatchRange[] = [];
	for (const name of names) {
		const from = options.from?.[name] ?? START;
		const limit = { ...EVERYTHING, events: options.limit ?? EVERYTHING.events };
		const { next, entries } = await readFrom(auditDir, name, from, limit);
		origins.push({ origin: name, from, to: next, count: entries.length });
	}
	const time = '2026-01-02T03:04:05.000Z';
	return {
		sink: options.sink ?? 'siem',
		origins,
		breaks: [],
		count: origins.reduce((sum, range) => sum + range.count, 0),
		firstRecorded: time,
		lastRecorded: time,
		attempt: 1,
	};
}
