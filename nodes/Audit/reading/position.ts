/**
 * A place between two records of one writer's ledger. It names the record before it, so whoever
 * reads on can prove that the next record follows.
 */
export interface Position {
	/** Number of the segment file, from 1. */
	segment: number;
	/** Byte offset in that segment, always at the start of a line. */
	offset: number;
	/** Running number of the last record before this place; 0 at the very start. */
	seq: number;
	/** SHA-256 (hex) of that record's line, which is its event id; 64 zeros at the very start. */
	hash: string;
}

/** The place before the first record of every writer. */
export const START: Position = { segment: 1, offset: 0, seq: 0, hash: '0'.repeat(64) };

const HASH = /^[0-9a-f]{64}$/;

const isCount = (value: unknown): value is number =>
	Number.isSafeInteger(value) && Number(value) >= 0;

/** True for a well-formed position; positions come back from items and files, so they are checked. */
export function isPosition(value: unknown): value is Position {
	if (typeof value !== 'object' || value === null) return false;
	const { segment, offset, seq, hash } = value as Partial<Position>;
	return (
		isCount(segment) &&
		segment >= 1 &&
		isCount(offset) &&
		isCount(seq) &&
		typeof hash === 'string' &&
		HASH.test(hash)
	);
}

/** True when both name the same record. The same place can be the end of one segment and the start of the next. */
export const samePlace = (a: Position, b: Position): boolean =>
	a.seq === b.seq && a.hash === b.hash;
