import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isSigned, noteText, type CheckpointBody } from '../../shared/ledger/checkpoint';
import { parseNotes, type ReadNote } from '../../shared/ledger/note';
import type { Verifier } from '../../shared/ledger/signing';
import { NOTES } from '../../shared/ledger/writer';
import type { Finding, Problem } from './verify';
import type { OriginScan } from './verify-origin';

/** A signed statement about ledgers, wherever it was found. */
export interface Statement {
	body: CheckpointBody;
	shownBy: Finding['shownBy'];
	/** It stands in the ledger, and its root was compared there. */
	compared: boolean;
	/** True when a copy of it lies outside this server. */
	held: boolean;
}

/** Of the notes beside a ledger the last ones say the most: so many bytes of them are read. */
const NOTES_BYTES = 1024 * 1024;

/** The signed notes in a writer's folder; none when there is no such file. */
export async function notesBeside(auditDir: string, origin: string): Promise<ReadNote[]> {
	const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
	const handle = await open(join(auditDir, origin, NOTES), flags).catch(() => undefined);
	if (handle === undefined) return [];
	try {
		const stats = await handle.stat();
		if (!stats.isFile()) return [];
		const length = Math.min(stats.size, NOTES_BYTES);
		const bytes = Buffer.alloc(length);
		const { bytesRead } = await handle.read(bytes, 0, length, stats.size - length);
		return parseNotes(bytes.toString('utf8', 0, bytesRead));
	} finally {
		await handle.close();
	}
}

/** The checkpoints in the ledgers that are signed as they should be. */
export function ledgerStatements(
	scans: ReadonlyMap<string, OriginScan>,
	keys: readonly Verifier[],
	delivered: ReadonlyMap<string, number>,
	findings: Finding[],
): Statement[] {
	const statements: Statement[] = [];
	for (const { origin, checkpoints } of scans.values()) {
		for (const { seq, note, rootMatches } of checkpoints) {
			const problem = note === undefined ? 'signature-invalid' : signatureProblem(note, keys);
			if (problem !== undefined) {
				const keyId = problem === 'key-unknown' ? note?.keyId : undefined;
				findings.push({
					problem,
					origin,
					seq,
					...(keyId !== undefined && { keyId }),
					shownBy: 'ledger',
				});
			} else if (!rootMatches) {
				findings.push({ problem: 'root-differs', origin, seq, shownBy: 'ledger' });
			} else if (note !== undefined) {
				const held = seq <= (delivered.get(origin) ?? 0);
				statements.push({ body: note.body, shownBy: 'ledger', compared: true, held });
			}
		}
	}
	return statements;
}

/**
 * What notes say: those of a witness, or those beside the ledger that stand in no record of it any
 * more.
 */
export function noteStatements(
	notes: readonly ReadNote[],
	shownBy: Finding['shownBy'],
	keys: readonly Verifier[],
	findings: Finding[],
): Statement[] {
	return notes.flatMap((note): Statement[] => {
		const { body } = note;
		const problem = signatureProblem(note, keys);
		if (problem === undefined) {
			return [{ body, shownBy, compared: false, held: shownBy === 'witness' }];
		}
		const named = problem === 'key-unknown' ? { keyId: note.keyId } : {};
		findings.push({ problem, origin: body.origin, seq: body.size, ...named, shownBy });
		return [];
	});
}

/** Notes beside a ledger that are no copy of a record in it. */
export function notesAlone(
	notes: readonly ReadNote[],
	{ origin, checkpoints }: OriginScan,
	findings: Finding[],
): ReadNote[] {
	const spoken = new Set(notes.map(({ signature }) => signature));
	const recorded = new Map(
		checkpoints.flatMap(({ note }) =>
			note !== undefined && spoken.has(note.signature) ? [[note.signature, note]] : [],
		),
	);
	const isCopy = ({ body, keyId, signature }: ReadNote): boolean => {
		const found = recorded.get(signature);
		return found?.keyId === keyId && noteText(found.body) === noteText(body);
	};
	return notes.filter((note) => {
		const { body } = note;
		if (body.origin === origin) return !isCopy(note);
		// A writer notes its own checkpoints only.
		findings.push({ problem: 'signature-invalid', origin, seq: body.size, shownBy: 'ledger' });
		return false;
	});
}

function signatureProblem(
	{ body, keyId, signature }: ReadNote,
	keys: readonly Verifier[],
): Problem | undefined {
	const key = keys.find((one) => one.keyId === keyId);
	if (key === undefined) return 'key-unknown';
	return isSigned(body, signature, key) ? undefined : 'signature-invalid';
}

/** Writers before one, as a statement speaks of them as a whole. */
export interface Older {
	before: string;
	/** Those among them that it names one by one, and who signs. */
	named: ReadonlySet<string>;
	/** Those that came later with a name of before: a clock was wrong, or somebody invented them. */
	later: ReadonlySet<string>;
}

/** When writers were first named by another one: from then on they are known to have been there. */
export class Arrivals {
	private readonly first = new Map<string, string>();

	constructor(
		statements: readonly Statement[],
		private readonly origins: readonly string[],
	) {
		for (const { body } of statements) {
			for (const { origin } of body.heads) {
				const before = this.first.get(origin);
				if (before === undefined || body.time < before) this.first.set(origin, body.time);
			}
		}
	}

	older({ origin, heads, older, time }: CheckpointBody): Older | undefined {
		if (older === undefined) return undefined;
		const { before } = older;
		const later = this.origins.filter(
			(name) => name < before && (this.first.get(name) ?? '\uffff') > time,
		);
		const named = [origin, ...heads.map((head) => head.origin)].filter((name) => name < before);
		return { before, named: new Set(named), later: new Set(later) };
	}
}

/** Up to which record of each writer statements speak. */
export class Reach {
	private readonly seqs = new Map<string, number>();
	private readonly wholes = new Map<string, Older>();

	constructor(statements: readonly Statement[], arrivals: Arrivals) {
		for (const { body } of statements) {
			this.reach(body.origin, body.size);
			for (const { origin, seq } of body.heads) this.reach(origin, seq);
			const older = arrivals.older(body);
			if (older === undefined) continue;
			this.wholes.set([older.before, ...older.named, '/', ...older.later].join(' '), older);
		}
	}

	private reach(origin: string, seq: number): void {
		if (seq > (this.seqs.get(origin) ?? 0)) this.seqs.set(origin, seq);
	}

	/** @returns number of a record, at most `records` */
	of(origin: string, records: number): number {
		for (const { before, named, later } of this.wholes.values()) {
			if (origin < before && !named.has(origin) && !later.has(origin)) return records;
		}
		return Math.min(records, this.seqs.get(origin) ?? 0);
	}
}
