import type { StudyReference } from '../../../shared/contracts/study';
import type { InstanceHeader } from '../reception/identify';

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
	header: InstanceHeader;
}

/** A study was taken as complete: this version is offered until somebody takes it over. */
export interface CompleteRecord {
	kind: 'complete';
	lane: string;
	studyKey: string;
	version: string;
	completeness: StudyReference['completeness'];
	supersedes?: string;
}

/** The work item of this version is durable. */
export interface HandedOverRecord {
	kind: 'handed-over';
	lane: string;
	studyKey: string;
	version: string;
}

export type JournalRecord = InstanceRecord | CompleteRecord | HandedOverRecord;

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
		const known =
			record?.kind === 'instance' || record?.kind === 'complete' || record?.kind === 'handed-over';
		return known ? (record as JournalRecord) : undefined;
	} catch {
		return undefined;
	}
}
