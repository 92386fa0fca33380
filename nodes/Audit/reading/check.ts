import { createHash } from 'node:crypto';
import { isCanonical } from '../../shared/canonical-json';
import { AUDIT_KINDS, type AuditRecord } from '../../shared/ledger/event';
import type { Position } from './position';

/** Why a ledger cannot be read on: each of them means that a record was changed, removed or added. */
export const BREAK_REASONS = [
	'line-too-long',
	'not-utf8',
	'not-json',
	'not-canonical',
	'not-a-record',
	'other-origin',
	'sequence-gap',
	'previous-hash-differs',
	'torn-inside',
	'segment-missing',
	'segment-shorter-than-before',
	'origin-missing',
] as const;
export type BreakReason = (typeof BREAK_REASONS)[number];

export const isBreakReason = (value: unknown): value is BreakReason =>
	(BREAK_REASONS as readonly unknown[]).includes(value);

/** A record with the name that every sink knows it by. */
export interface LedgerEntry {
	/** SHA-256 (hex) of the line: the event id. */
	id: string;
	record: AuditRecord;
	/** Length of the line in bytes, its newline included. */
	bytes: number;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const KINDS: ReadonlySet<unknown> = new Set(AUDIT_KINDS);

/**
 * Checks one line against the record before it.
 *
 * @param line the bytes without the newline
 * @param before the place in front of the line
 * @returns the entry, or the reason why it cannot follow
 */
export function checkLine(
	line: Uint8Array,
	origin: string,
	before: Position,
): LedgerEntry | BreakReason {
	let text: string;
	try {
		text = utf8.decode(line);
	} catch {
		return 'not-utf8';
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'not-json';
	}
	if (!isAuditRecord(value)) return 'not-a-record';
	if (!isCanonical(value, text)) return 'not-canonical';
	if (value.origin !== origin) return 'other-origin';
	if (value.seq !== before.seq + 1) return 'sequence-gap';
	if (value.prev !== before.hash) return 'previous-hash-differs';
	const id = createHash('sha256').update(line).digest('hex');
	return { id, record: value, bytes: line.length + 1 };
}

/** The members that every reader relies on; a later format has another `v`. */
export function isAuditRecord(value: unknown): value is AuditRecord {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
	const record = value as Record<string, unknown>;
	const agent = record.agent as { instance?: unknown } | null | undefined;
	return (
		record.v === 1 &&
		KINDS.has(record.kind) &&
		['interaction', 'action', 'outcome', 'origin', 'recorded', 'prev'].every(
			(name) => typeof record[name] === 'string',
		) &&
		Number.isSafeInteger(record.seq) &&
		typeof agent === 'object' &&
		typeof agent?.instance === 'string'
	);
}
