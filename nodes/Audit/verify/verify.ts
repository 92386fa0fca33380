import { stat } from 'node:fs/promises';
import {
	digestOfHeads,
	isSigned,
	type CheckpointBody,
	type Head,
} from '../../shared/ledger/checkpoint';
import type { ReadNote } from '../../shared/ledger/note';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import type { Verifier } from '../../shared/ledger/signing';
import { disposedOrigins, type DisposedOrigin } from './disposed';
import { startScanners } from './scanners';
import { scanOrigin, type OriginScan } from './verify-origin';

/** What is wrong with a ledger beyond a broken chain. */
export type Problem =
	/** Records do not follow each other. */
	| 'chain-broken'
	/** A writer's ledger is gone although it was signed for, and no disposal is recorded. */
	| 'origin-missing'
	/** It ends before a record that was signed for. */
	| 'records-missing'
	/** The record that was signed for is another one. */
	| 'record-differs'
	/** The tree of the records is not the one that was signed. */
	| 'root-differs'
	| 'signature-invalid'
	/** Signed with a key that was not given. */
	| 'key-unknown'
	/** The writers that ended long ago are not those that were signed for. */
	| 'older-writers-differ';

export interface Finding {
	problem: Problem;
	origin: string;
	/** Where it was seen first: segment and line for a broken chain, number of the record otherwise. */
	segment?: number;
	line?: number;
	seq?: number;
	/** The reason of a broken chain. */
	reason?: string;
	/** Who holds the proof: `ledger` or `witness`. */
	shownBy: 'ledger' | 'witness';
}

/** How far one writer's ledger is protected. Numbers are record numbers, 0 for none. */
export interface OriginReport {
	origin: string;
	life: OriginScan['life'];
	records: number;
	bytes: number;
	firstRecorded: string;
	lastRecorded: string;
	tornBytes: number;
	/** Up to here a valid signature on this server covers it. */
	signedTo: number;
	/** Up to here somebody outside holds such a signature: what lies after could be rewritten unseen. */
	heldTo: number;
}

export interface Verification {
	/** True when nothing is wrong. It says nothing of what lies after `heldTo`. */
	sound: boolean;
	records: number;
	bytes: number;
	checkpoints: number;
	origins: OriginReport[];
	disposed: DisposedOrigin[];
	findings: Finding[];
}

export interface VerifyOptions {
	auditDir: string;
	/** Keys that may have signed; more than one after a change of keys. */
	keys: readonly Verifier[];
	/** Signed notes that came back from a SIEM or another safe place. */
	witnesses?: readonly ReadNote[];
	/** Up to which record sinks have each writer, from their cursors. */
	delivered?: ReadonlyMap<string, number>;
	/** Only this writer's chain; what others signed of it still counts. */
	onProgress?: (done: number, total: number) => void;
}

/** A signed statement about ledgers, wherever it was found. */
interface Statement {
	body: CheckpointBody;
	shownBy: Finding['shownBy'];
	/** True when a copy of it lies outside this server. */
	held: boolean;
}

/**
 * Verifies a whole ledger: every byte of every writer, every signature, and everything that one
 * writer's checkpoints say about the others.
 *
 * @throws system errors of the disk
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verification> {
	const { auditDir, witnesses = [], delivered = new Map<string, number>() } = options;
	const names = await listOrigins(auditDir);
	const total = await bytesOf(auditDir, names);
	const scanners = startScanners(total);
	const scans = new Map<string, OriginScan>();
	let done = 0;
	try {
		for (const origin of names) {
			const sizes = new Set(
				witnesses.filter(({ body }) => body.origin === origin).map(({ body }) => body.size),
			);
			const scan = await scanOrigin(auditDir, origin, scanners, sizes, (bytes) => {
				done += bytes;
				options.onProgress?.(done, total);
			});
			scans.set(origin, scan);
		}
	} finally {
		await scanners.close();
	}
	const findings = chainFindings(scans);
	const statements = [
		...ledgerStatements(scans, options.keys, delivered, findings),
		...witnessStatements(witnesses, options.keys, findings),
	];
	const disposed = disposedOrigins(scans.values());
	for (const statement of statements) {
		checkRoot(statement, scans, disposed, findings);
		checkHeads(statement, scans, disposed, findings);
	}
	return {
		sound: findings.length === 0,
		records: sum(scans, ({ records }) => records),
		bytes: sum(scans, ({ bytes }) => bytes),
		checkpoints: sum(scans, ({ checkpoints }) => checkpoints.length),
		origins: [...scans.values()].map((scan) => report(scan, statements)),
		disposed: [...disposed.values()],
		findings: once(findings),
	};
}

async function bytesOf(auditDir: string, origins: readonly string[]): Promise<number> {
	let total = 0;
	for (const origin of origins) {
		for (const segment of await listSegments(auditDir, origin)) {
			total += (await stat(segmentPath(auditDir, origin, segment))).size;
		}
	}
	return total;
}

function chainFindings(scans: ReadonlyMap<string, OriginScan>): Finding[] {
	return [...scans.values()].flatMap(({ origin, broken }): Finding[] =>
		broken === undefined
			? []
			: [
					{
						problem: 'chain-broken',
						origin,
						segment: broken.segment,
						line: broken.line,
						seq: broken.seq,
						reason: broken.reason,
						shownBy: 'ledger',
					},
				],
	);
}

/** The checkpoints in the ledgers that are signed as they should be. */
function ledgerStatements(
	scans: ReadonlyMap<string, OriginScan>,
	keys: readonly Verifier[],
	delivered: ReadonlyMap<string, number>,
	findings: Finding[],
): Statement[] {
	const statements: Statement[] = [];
	for (const { origin, checkpoints } of scans.values()) {
		for (const { seq, body, keyId, signature, rootMatches } of checkpoints) {
			const problem = signatureProblem(body, keyId, signature, keys);
			if (problem !== undefined) findings.push({ problem, origin, seq, shownBy: 'ledger' });
			else if (!rootMatches) {
				findings.push({ problem: 'root-differs', origin, seq, shownBy: 'ledger' });
			} else {
				statements.push({ body, shownBy: 'ledger', held: seq <= (delivered.get(origin) ?? 0) });
			}
		}
	}
	return statements;
}

function witnessStatements(
	witnesses: readonly ReadNote[],
	keys: readonly Verifier[],
	findings: Finding[],
): Statement[] {
	return witnesses.flatMap(({ body, keyId, signature }): Statement[] => {
		const problem = signatureProblem(body, keyId, signature, keys);
		if (problem === undefined) return [{ body, shownBy: 'witness', held: true }];
		findings.push({ problem, origin: body.origin, seq: body.size, shownBy: 'witness' });
		return [];
	});
}

function signatureProblem(
	body: CheckpointBody,
	keyId: string,
	signature: string,
	keys: readonly Verifier[],
): Problem | undefined {
	const key = keys.find((one) => one.keyId === keyId);
	if (key === undefined) return 'key-unknown';
	return isSigned(body, signature, key) ? undefined : 'signature-invalid';
}

/** A witness names a size and a root of a writer: that writer must have had exactly that. */
function checkRoot(
	{ body, shownBy }: Statement,
	scans: ReadonlyMap<string, OriginScan>,
	disposed: ReadonlyMap<string, DisposedOrigin>,
	findings: Finding[],
): void {
	// What stands in the ledger itself was compared where it stands.
	if (shownBy === 'ledger' || disposed.has(body.origin)) return;
	const { origin, size } = body;
	const scan = scans.get(origin);
	if (scan === undefined) findings.push({ problem: 'origin-missing', origin, seq: size, shownBy });
	else if (scan.records < size) {
		if (scan.broken !== undefined) return;
		findings.push({ problem: 'records-missing', origin, seq: scan.records, shownBy });
	} else if (scan.roots.get(size) !== body.root) {
		findings.push({ problem: 'root-differs', origin, seq: size, shownBy });
	}
}

function checkHeads(
	{ body, shownBy }: Statement,
	scans: ReadonlyMap<string, OriginScan>,
	disposed: ReadonlyMap<string, DisposedOrigin>,
	findings: Finding[],
): void {
	for (const head of body.heads) {
		const problem = headProblem(head, scans.get(head.origin), disposed.get(head.origin));
		if (problem !== undefined) {
			findings.push({ problem, origin: head.origin, seq: head.seq, shownBy });
		}
	}
	const { older } = body;
	if (older === undefined) return;
	const heads = [...scans.values()]
		.map(({ origin, records, lastHash }): Head => ({ origin, seq: records, hash: lastHash }))
		.concat([...disposed.values()].map(({ origin, seq, hash }) => ({ origin, seq, hash })))
		.filter(({ origin, seq }) => origin < older.before && seq > 0);
	// A disposal may have come before or after the statement: both sets are as good.
	const kept = heads.filter(({ origin }) => scans.has(origin));
	const fits = [heads, kept].some(
		(set) => set.length === older.count && digestOfHeads(set) === older.sha256,
	);
	if (!fits && !someDisposedLater(body, disposed)) {
		findings.push({ problem: 'older-writers-differ', origin: older.before, shownBy });
	}
}

/** With disposals on both sides of a statement its old writers can no longer be told apart. */
const someDisposedLater = (
	{ time }: CheckpointBody,
	disposed: ReadonlyMap<string, DisposedOrigin>,
): boolean =>
	[...disposed.values()].some(({ recorded }) => recorded > time) &&
	[...disposed.values()].some(({ recorded }) => recorded <= time);

function headProblem(
	{ seq, hash }: Head,
	scan: OriginScan | undefined,
	disposed: DisposedOrigin | undefined,
): Problem | undefined {
	if (scan === undefined) {
		if (disposed === undefined) return 'origin-missing';
		return disposed.seq === seq && disposed.hash !== hash ? 'record-differs' : undefined;
	}
	// What lies behind a broken chain was not read: the break itself is the finding.
	if (scan.records < seq) return scan.broken === undefined ? 'records-missing' : undefined;
	return scan.hasRecord(seq, hash) ? undefined : 'record-differs';
}

function report(scan: OriginScan, statements: readonly Statement[]): OriginReport {
	const { origin, life, records, bytes, firstRecorded, lastRecorded, tornBytes } = scan;
	const reach = (some: readonly Statement[]): number =>
		some.reduce((furthest, { body }) => {
			const own = body.origin === origin ? body.size : 0;
			const seen = body.heads.find((head) => head.origin === origin)?.seq ?? 0;
			const old = body.older !== undefined && origin < body.older.before ? records : 0;
			return Math.max(furthest, own, seen, old);
		}, 0);
	return {
		origin,
		life,
		records,
		bytes,
		firstRecorded,
		lastRecorded,
		tornBytes,
		signedTo: Math.min(records, reach(statements)),
		heldTo: Math.min(records, reach(statements.filter(({ held }) => held))),
	};
}

const sum = (scans: ReadonlyMap<string, OriginScan>, get: (scan: OriginScan) => number): number =>
	[...scans.values()].reduce((total, scan) => total + get(scan), 0);

/** The same damage is seen by every later checkpoint: the first sight of it is enough. */
function once(findings: Finding[]): Finding[] {
	const seen = new Set<string>();
	return findings.filter(({ problem, origin, shownBy }) => {
		const name = `${problem} ${origin} ${shownBy}`;
		return seen.has(name) ? false : seen.add(name);
	});
}
