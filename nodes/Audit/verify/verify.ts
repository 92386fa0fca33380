import { stat } from 'node:fs/promises';
import type { ReadNote } from '../../shared/ledger/note';
import { listOrigins, listSegments, segmentPath } from '../../shared/ledger/places';
import type { Verifier } from '../../shared/ledger/signing';
import { Claims } from './claims';
import { disposedOrigins, type DisposedOrigin } from './disposed';
import { startScanners } from './scanners';
import {
	Arrivals,
	ledgerStatements,
	notesAlone,
	notesBeside,
	noteStatements,
	Reach,
} from './statements';
import { scanOrigin, type OriginScan } from './verify-origin';
import { additions, losses, vouchings, type FirstVouched, type Vouching } from './vouching';

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
	/** A removal is recorded, but none of the checkpoints kept elsewhere reaches to that record. */
	| 'disposal-unproven'
	/** Records stand behind the end of their writer. */
	| 'records-added'
	/** There is no record at all. */
	| 'no-record'
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
	/** Id of the key that was not given. */
	keyId?: string;
	/**
	 * Time of the checkpoint that shows it, where everything in the ledger is older: it may be a copy
	 * from before, or its end was cut off. Nothing in it can tell.
	 */
	newerThanAll?: string;
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
	/** Up to here this writer itself signed, while it wrote. */
	ownTo: number;
	/** Which other writer signed for the rest first, and when. */
	firstVouched?: FirstVouched;
	/** Up to here somebody outside holds such a signature: what lies after could be rewritten unseen. */
	heldTo: number;
}

export interface Verification {
	/** True when nothing is wrong as far as it is signed. It says nothing of what lies after `heldTo`. */
	sound: boolean;
	records: number;
	bytes: number;
	checkpoints: number;
	/**
	 * What no valid signature covers, of writers that do not write any more (of all, where there is no
	 * signature at all): whoever could write there could have added or changed it.
	 */
	unvouched: { records: number; writers: number };
	/** Checkpoints kept elsewhere: given, newer than `asOf` and so left out, time of the newest compared. */
	witnessed: { compared: number; leftOut: number; newest?: string };
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
	/** When the copy was taken, ISO 8601 UTC: checkpoints kept elsewhere that are newer are left out. */
	asOf?: string;
	onProgress?: (done: number, total: number) => void;
}

/**
 * Verifies a whole ledger: every byte of every writer, every signature, and everything that one
 * writer's checkpoints say about the others.
 *
 * @throws system errors of the disk
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verification> {
	const { auditDir, asOf = '\uffff', delivered = new Map<string, number>() } = options;
	const given = options.witnesses ?? [];
	const witnesses = given.filter(({ body }) => body.time <= asOf);
	const names = await listOrigins(auditDir);
	const total = await bytesOf(auditDir, names);
	const scanners = startScanners(total);
	const scans = new Map<string, OriginScan>();
	const findings: Finding[] = [];
	const beside: ReadNote[] = [];
	let done = 0;
	try {
		for (const origin of names) {
			const notes = await notesBeside(auditDir, origin);
			const spoken = [...witnesses.filter(({ body }) => body.origin === origin), ...notes];
			const sizes = new Set(spoken.map(({ body }) => body.size));
			const scan = await scanOrigin(auditDir, origin, scanners, sizes, (bytes) => {
				done += bytes;
				options.onProgress?.(done, total);
			});
			scans.set(origin, scan);
			beside.push(...notesAlone(notes, scan, findings));
		}
	} finally {
		await scanners.close();
	}
	findings.unshift(...chainFindings(scans));
	const statements = [
		...ledgerStatements(scans, options.keys, delivered, findings),
		...noteStatements(beside, 'ledger', options.keys, findings),
		...noteStatements(witnesses, 'witness', options.keys, findings),
	];
	const arrivals = new Arrivals(statements, names);
	const signed = new Reach(statements, arrivals);
	const held = new Reach(
		statements.filter((one) => one.held),
		arrivals,
	);
	const witnessed = new Reach(
		statements.filter(({ shownBy }) => shownBy === 'witness'),
		arrivals,
	);
	const disposed = disposedOrigins(scans.values(), signed);
	const proven = disposedOrigins(scans.values(), witnessed);
	const vouched = vouchings(scans, statements);
	findings.push(...additions(scans, vouched, signed), ...losses(scans, disposed));
	const claims = new Claims(scans, disposed, proven, arrivals, findings);
	for (const statement of statements) claims.check(statement);
	const records = sum(scans, (scan) => scan.records);
	const isEmpty = records === 0 && [...scans.values()].every(({ broken }) => broken === undefined);
	if (isEmpty) findings.push({ problem: 'no-record', origin: '', shownBy: 'ledger' });
	const origins = [...scans.values()].map((scan) => report(scan, signed, held, vouched));
	const newest = witnesses
		.map(({ body }) => body.time)
		.sort()
		.at(-1);
	return {
		sound: findings.length === 0,
		records,
		bytes: sum(scans, ({ bytes }) => bytes),
		checkpoints: sum(scans, ({ checkpoints }) => checkpoints.length),
		unvouched: unvouchedOf(origins),
		witnessed: {
			compared: witnesses.length,
			leftOut: given.length - witnesses.length,
			...(newest !== undefined && { newest }),
		},
		origins,
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

/** A writer that lives signs for its last records within seconds. */
function unvouchedOf(origins: readonly OriginReport[]): Verification['unvouched'] {
	const to = ({ ownTo, signedTo }: OriginReport): number => Math.max(ownTo, signedTo);
	const none = origins.every((one) => to(one) === 0);
	const open = origins.filter((one) => one.records > to(one) && (none || one.life !== 'alive'));
	return {
		records: open.reduce((total, one) => total + one.records - to(one), 0),
		writers: open.length,
	};
}

function report(
	scan: OriginScan,
	signed: Reach,
	held: Reach,
	vouched: ReadonlyMap<string, Vouching>,
): OriginReport {
	const { ownTo = 0, first } = vouched.get(scan.origin) ?? {};
	const { origin, life, records, bytes, firstRecorded, lastRecorded, tornBytes } = scan;
	return {
		origin,
		life,
		records,
		bytes,
		firstRecorded,
		lastRecorded,
		tornBytes,
		signedTo: signed.of(origin, records),
		ownTo,
		...(first !== undefined && { firstVouched: first }),
		heldTo: held.of(origin, records),
	};
}

const sum = (scans: ReadonlyMap<string, OriginScan>, get: (scan: OriginScan) => number): number =>
	[...scans.values()].reduce((total, scan) => total + get(scan), 0);

/** The same damage is seen by every later checkpoint: the first sight of it is enough. */
function once(findings: Finding[]): Finding[] {
	const seen = new Set<string>();
	// That records are missing for certain must not hide behind what an older copy would explain.
	const certain = findings.filter(({ newerThanAll }) => newerThanAll === undefined);
	const others = findings.filter(({ newerThanAll }) => newerThanAll !== undefined);
	return [...certain, ...others].filter(({ problem, origin, shownBy }) => {
		const name = `${problem} ${origin} ${shownBy}`;
		return seen.has(name) ? false : seen.add(name);
	});
}
