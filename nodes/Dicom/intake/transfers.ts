import { setTimeout as sleep } from 'node:timers/promises';
import type { PeerInfo, StudyTransfer } from './events';
import type { InstanceRecord, JournalRecord, TransferRecord } from './spool/records';

/** How an instance changed what was there: it is new, takes the place of another content, or neither. */
export type Stored = 'added' | 'changed' | 'repeated';

/** What is told of an instance. */
type Counted = Pick<InstanceRecord, 'transfer' | 'studyKey' | 'header'>;

/** What the ledger has not confirmed beyond this many associations is given up, oldest first. */
const MOST = 10_000;

interface Transfer {
	peer: PeerInfo;
	/** By study key. */
	studies: Map<string, StudyTransfer>;
	/** Large instances whose digest must first say what they are. */
	undecided: number;
	decided?: () => void;
}

/**
 * What associations have brought, until the ledger tells of it. The journal names each association
 * before its first image, so that what a crash cut off is recorded late and not never.
 */
export class Transfers {
	private readonly transfers = new Map<string, Transfer>();
	private allAudited: (() => void) | undefined;

	/** Puts back what the journal holds: associations of earlier lives that the ledger may not know. */
	replay(records: Iterable<JournalRecord>): void {
		for (const record of records) {
			if (record.kind === 'transfer') this.put(record);
			else if (record.kind === 'audited') this.transfers.delete(record.transfer);
			else if (record.kind === 'instance' || record.kind === 'undigested') {
				// The digest of a large one decides later, and is not waited for here.
				const changed = record.kind === 'instance' && record.changed === true;
				this.count(record, changed ? 'changed' : 'added');
			}
		}
	}

	/** The records that give this state back. */
	*snapshot(): Generator<TransferRecord> {
		for (const [transfer, { peer, studies }] of this.transfers) {
			const copies = [...studies.values()].map((study) => ({ ...study }));
			yield { kind: 'transfer', transfer, peer, studies: copies };
		}
	}

	/** @returns the record that goes before its first image; undefined when that is written */
	begin(transfer: string, peer: PeerInfo): TransferRecord | undefined {
		if (this.transfers.has(transfer)) return undefined;
		const record: TransferRecord = { kind: 'transfer', transfer, peer: { ...peer }, studies: [] };
		this.put(record);
		const [oldest] = this.transfers.keys();
		if (this.transfers.size > MOST && oldest !== undefined) this.transfers.delete(oldest);
		return record;
	}

	private put({ transfer, peer, studies }: TransferRecord): void {
		const byKey = new Map(studies.map((study) => [study.studyKey, { ...study }]));
		this.transfers.set(transfer, { peer, studies: byKey, undecided: 0 });
	}

	count({ transfer, studyKey, header }: Counted, stored: Stored): void {
		const studies = this.transfers.get(transfer ?? '')?.studies;
		if (studies === undefined) return;
		let study = studies.get(studyKey);
		if (study === undefined) {
			const { studyInstanceUid, patient } = header;
			const about = { studyKey, studyInstanceUid, patientId: patient.id, issuer: patient.issuer };
			studies.set(studyKey, (study = { ...about, added: 0, changed: 0, repeated: 0 }));
		}
		study[stored]++;
	}

	/** A large instance is counted as new until its digest tells what it is. */
	undecided(instance: Counted): (stored: Stored | undefined) => void {
		this.count(instance, 'added');
		const found = this.transfers.get(instance.transfer ?? '');
		const study = found?.studies.get(instance.studyKey);
		if (found === undefined || study === undefined) return () => {};
		found.undecided++;
		return (stored = 'added') => {
			study.added--;
			study[stored]++;
			if (--found.undecided === 0) found.decided?.();
		};
	}

	/**
	 * The association has ended.
	 *
	 * @returns what it brought, once that is decided; undefined when it stored nothing
	 */
	async over(transfer: string): Promise<StudyTransfer[] | undefined> {
		const found = this.transfers.get(transfer);
		if (found === undefined) return undefined;
		if (found.undecided > 0) await new Promise<void>((resolve) => (found.decided = resolve));
		return [...found.studies.values()].map((study) => ({ ...study }));
	}

	/** No digest is taken any more in this life. */
	decideAll(): void {
		for (const { decided } of this.transfers.values()) decided?.();
	}

	/** The ledger tells of it. @returns false when that was known */
	audited(transfer: string): boolean {
		const known = this.transfers.delete(transfer);
		if (this.transfers.size === 0) this.allAudited?.();
		return known;
	}

	/** Resolves when the ledger tells of all, or after so long. Milliseconds. */
	async settled(ms: number): Promise<void> {
		if (this.transfers.size === 0 || ms === 0) return;
		const over = new AbortController();
		const all = new Promise<void>((resolve) => (this.allAudited = resolve));
		await Promise.race([all, sleep(ms, undefined, { signal: over.signal }).catch(() => {})]);
		over.abort();
	}

	/** Of earlier lives: the ledger may not know them. Those that stored nothing are let go. */
	left(): TransferRecord[] {
		for (const [transfer, { studies }] of this.transfers) {
			if (studies.size === 0) this.transfers.delete(transfer);
		}
		return [...this.snapshot()];
	}
}
