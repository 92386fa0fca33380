import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors';
import { digestOfHeads, type Head, type OlderHeads } from './checkpoint';
import { lifeOf, type WriterLife } from './lock';
import { listOrigins, listSegments, segmentPath } from './places';

/** Longest line that the ledger may hold, in bytes. */
export const MAX_LINE_BYTES = 256 * 1024;
/**
 * A checkpoint names the last writers one by one, and all that live; those before them go into one
 * value. It must stay small: a SIEM that cannot take it whole has no witness.
 */
const NAMED = 24;
const NEWLINE = 0x0a;
/** Never by a link, and never waiting for whoever holds the other end of a pipe. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Codes of what is no ledger: a file for a folder, a link, a folder that may not be read. */
const NO_LEDGER: ReadonlySet<string | undefined> = new Set(['ENOTDIR', 'ELOOP', 'EACCES', 'EPERM']);

/** The end of a writer's ledger as it lies on the disk. */
export interface LedgerEnd extends Head {
	/** When its last record was made, as that record says. */
	recorded: string;
	/** Bytes after the last newline: a writer in mid-write, or one that was killed there. */
	tornBytes: number;
}

/**
 * Reads the last whole record of a writer.
 *
 * @returns undefined when there is none, or it is not readable as one
 * @throws system errors of the disk
 */
export async function readEnd(auditDir: string, origin: string): Promise<LedgerEnd | undefined> {
	const segments = await listSegments(auditDir, origin);
	let tornBytes = 0;
	// The last segment may have no whole line yet.
	for (const segment of segments.reverse()) {
		const end = await lastLine(segmentPath(auditDir, origin, segment));
		tornBytes += end.tornBytes;
		if (end.line === undefined) continue;
		const record = recordIn(end.line);
		if (record === undefined) return undefined;
		return { origin, ...record, hash: hash('sha256', end.line, 'hex'), tornBytes };
	}
	return undefined;
}

async function lastLine(path: string): Promise<{ line?: Buffer; tornBytes: number }> {
	const handle = await open(path, READ_ONLY);
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) return { tornBytes: 0 };
		const { size } = stats;
		// What another process has written may not be on the disk yet, and what is signed for must be.
		await handle.datasync();
		const length = Math.min(size, 2 * (MAX_LINE_BYTES + 1));
		const tail = Buffer.alloc(length);
		await handle.read(tail, 0, length, size - length);
		const end = tail.lastIndexOf(NEWLINE);
		if (end < 0) return { tornBytes: length };
		const start = end === 0 ? 0 : tail.lastIndexOf(NEWLINE, end - 1) + 1;
		return { line: tail.subarray(start, end), tornBytes: length - end - 1 };
	} finally {
		await handle.close();
	}
}

function recordIn(line: Buffer): Pick<LedgerEnd, 'seq' | 'recorded'> | undefined {
	try {
		const value = (JSON.parse(line.toString('utf8')) ?? {}) as {
			seq?: unknown;
			recorded?: unknown;
		};
		return Number.isSafeInteger(value.seq)
			? { seq: Number(value.seq), recorded: String(value.recorded) }
			: undefined;
	} catch {
		return undefined;
	}
}

interface Seen {
	end: LedgerEnd;
	life: WriterLife;
}

const headsOf = (seen: readonly Seen[]): Head[] =>
	seen.map(({ end: { origin, seq, hash: id } }) => ({ origin, seq, hash: id }));

/** Knows how the ledgers of all other writers end. Those that ended are read once. */
export class OtherHeads {
	private readonly ended = new Map<string, LedgerEnd>();

	constructor(
		private readonly auditDir: string,
		private readonly self: string,
	) {}

	/**
	 * Looks at every other writer.
	 *
	 * @returns their heads as a checkpoint lists them, and those that were found dead
	 */
	async collect(): Promise<{ heads: Head[]; older?: OlderHeads; dead: LedgerEnd[] }> {
		const seen: Seen[] = [];
		for (const origin of await listOrigins(this.auditDir)) {
			if (origin === this.self) continue;
			const one = await this.look(origin);
			if (one !== undefined) seen.push(one);
		}
		const from = Math.max(0, seen.length - NAMED);
		const isNamed = ({ life }: Seen, at: number): boolean => at >= from || life === 'alive';
		const old = headsOf(seen.filter((one, at) => !isNamed(one, at)));
		return {
			heads: headsOf(seen.filter(isNamed)),
			...(old.length > 0 && {
				older: { before: seen[from].end.origin, count: old.length, sha256: digestOfHeads(old) },
			}),
			dead: seen.filter(({ life }) => life === 'dead').map(({ end }) => end),
		};
	}

	private async look(origin: string): Promise<Seen | undefined> {
		const known = this.ended.get(origin);
		if (known !== undefined) return { end: known, life: 'ended' };
		// Asked before the end is read: a writer that ends in between is read once more next time.
		const look = async (): Promise<[WriterLife, LedgerEnd | undefined]> => [
			await lifeOf(join(this.auditDir, origin)),
			await readEnd(this.auditDir, origin),
		];
		const [life, end] = await look().catch((error: unknown) =>
			// Whoever puts something else there must not keep all others from signing.
			NO_LEDGER.has(systemCode(error)) ? (['ended', undefined] as const) : Promise.reject(error),
		);
		if (end === undefined) return undefined;
		if (life === 'ended') this.ended.set(origin, end);
		return { end, life };
	}
}
