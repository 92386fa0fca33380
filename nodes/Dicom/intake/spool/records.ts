import type { Completeness } from '../../../shared/contracts/completeness';
import type { StudyScope } from '../../../shared/contracts/study';
import type { MissingImage } from '../assembly/missing';
import type { PeerInfo, StudyTransfer } from '../events';
import type { InstanceHeader } from '../reception/identify';
import type { Route } from '../settings';

/** An instance whose file is on the disk. Written before 0x0000 is answered. */
export interface InstanceRecord {
	kind: 'instance';
	lane: string;
	studyKey: string;
	sopKey: string;
	/** Hex SHA-256 of the data set bytes as received. */
	sha256: string;
	/** Bytes of the data set. */
	bytes: number;
	transferSyntax: string;
	/** ISO 8601 UTC. */
	receivedAt: string;
	callingAeTitle: string;
	/** Which association brought it; see TransferRecord. */
	transfer?: string;
	/** It took the place of another content. */
	changed?: true;
	/**
	 * Present when the content was there before, then another one, and has come back: so often. Part of
	 * the version, which would otherwise be an earlier one again.
	 */
	returned?: number;
	header: InstanceHeader;
}

/**
 * A large instance whose file is on the disk and whose digest is not known yet. Written before
 * 0x0000 is answered; an InstanceRecord follows, unless the content proves to be there already.
 */
export interface UndigestedRecord
	extends Omit<InstanceRecord, 'kind' | 'sha256' | 'changed' | 'returned'> {
	kind: 'undigested';
	/** The association that brought it is known to have released. */
	over?: true;
	/** Name in the folder of undigested files. */
	file: string;
	/** Where in the file the data set begins. */
	dataSetOffset: number;
}

/** That file was dealt with and may go. */
export interface DigestedRecord {
	kind: 'digested';
	file: string;
}

/**
 * What a record is about: one rule of the lane (see ruleKey), and the study or a part of it. Absent
 * are the rule that wants everything, and the whole study; so are journals of one workflow per lane.
 */
export interface ClaimName {
	rule?: string;
	scope?: StudyScope;
}

/** It was taken as complete: this version is offered until somebody takes it over. */
export interface CompleteRecord extends ClaimName {
	kind: 'complete';
	lane: string;
	studyKey: string;
	version: string;
	completeness: Completeness;
	supersedes?: string;
}

/** The work item of this version is durable. */
export interface HandedOverRecord extends ClaimName {
	kind: 'handed-over';
	lane: string;
	studyKey: string;
	version: string;
}

/** A workflow receives on the lane with this rule. What it waits for is needed while it is away. */
export interface RuleRecord {
	kind: 'rule';
	lane: string;
	rule: string;
	/** A later rule of the same workflow has taken its place; what was begun is finished under it. */
	closing?: boolean;
	route: Route;
}

/** Nobody has received with this rule for long. */
export interface RuleGoneRecord {
	kind: 'rule-gone';
	lane: string;
	rule: string;
}

/** Exactly these are still waited for; the study's instances may be in its archive alone. */
export interface StateRecord {
	kind: 'state';
	lane: string;
	studyKey: string;
	open: ClaimName[];
	/** Nobody was there to claim what has come. */
	unwatched?: boolean;
}

/** A sender of which it is not known that it has sent all that it wanted to. */
export interface CutOff {
	callingAeTitle: string;
	/** Series Instance UID. */
	series: string;
	how: 'aborted' | 'unknown';
	/** Silence proves the study all the same; a release does not. */
	resumed?: boolean;
}

/**
 * Exactly these senders are not known to be done with what stands in the journal before. Nobody waits
 * for it to be on the disk: without it a study only looks more broken off than it is.
 */
export interface SendersRecord {
	kind: 'senders';
	lane: string;
	studyKey: string;
	cutOff: CutOff[];
}

/**
 * An association has begun to store, and has stored exactly so much: written before its first image,
 * and in a new segment. Images behind it that name it count too. What it has brought stands in the
 * ledger once it has ended; see AuditedRecord.
 */
export interface TransferRecord {
	kind: 'transfer';
	transfer: string;
	peer: PeerInfo;
	studies: StudyTransfer[];
}

/** The ledger tells what this association has brought. Nobody waits for this record either. */
export interface AuditedRecord {
	kind: 'audited';
	transfer: string;
}

/** Images of the study were sent and not stored, or were found to be here. Nobody waits for it. */
export interface MissingRecord {
	kind: 'missing';
	lane: string;
	studyKey: string;
	images: MissingImage[];
	/** SOP keys that are missing no more; what is stored anew has a record of its own. */
	found?: string[];
}

/** Everybody has taken over what is theirs: the rest of the story is in the study's archive. */
export interface SettledRecord {
	kind: 'settled';
	lane: string;
	studyKey: string;
}

/** No workflow wants the study; it waits in its archive for one that does. */
export interface UnclaimedRecord {
	kind: 'unclaimed';
	lane: string;
	studyKey: string;
}

export type JournalRecord =
	| InstanceRecord
	| UndigestedRecord
	| DigestedRecord
	| CompleteRecord
	| HandedOverRecord
	| RuleRecord
	| RuleGoneRecord
	| StateRecord
	| SendersRecord
	| MissingRecord
	| TransferRecord
	| AuditedRecord
	| SettledRecord
	| UnclaimedRecord;

const KINDS: ReadonlySet<string | undefined> = new Set<JournalRecord['kind']>([
	'instance',
	'undigested',
	'digested',
	'complete',
	'handed-over',
	'rule',
	'rule-gone',
	'state',
	'senders',
	'missing',
	'transfer',
	'audited',
	'settled',
	'unclaimed',
]);

/** One line per record. */
export const encodeRecord = (record: JournalRecord): Buffer =>
	Buffer.from(`${JSON.stringify(record)}\n`, 'utf8');

/**
 * Reads a journal segment. A line that is cut off or damaged ends it: lines are synced in order and
 * answered after their sync, so nothing behind such a line was ever acknowledged.
 */
export function decodeRecords(bytes: Buffer): JournalRecord[] {
	const records: JournalRecord[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = bytes.indexOf(0x0a, at);
		if (end < 0) break;
		const record = parse(bytes.toString('utf8', at, end));
		if (record === undefined) break;
		records.push(record);
		at = end + 1;
	}
	return records;
}

function parse(line: string): JournalRecord | undefined {
	try {
		const record = JSON.parse(line) as Partial<JournalRecord> | null;
		return KINDS.has(record?.kind) ? (record as JournalRecord) : undefined;
	} catch {
		return undefined;
	}
}
