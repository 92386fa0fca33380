import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import { WAITING_FOLDER, WaitingList } from '../../shared/waiting';
import { Assembly, SYSTEM_CLOCK, type Arrival, type Clock } from './assembly/assembly';
import { claimFields } from './assembly/scope';
import type { MissingHow } from './assembly/missing';
import type { AssociationEnding } from './assembly/senders';
import { sendersOf } from './assembly/state';
import { Completions } from './completions';
import { Entries } from './entries';
import type { ListenerEvent, PeerInfo, StudyTransfer } from './events';
import { Looks } from './looks';
import {
	diskFailure,
	Reception,
	type ReceivedInstance,
	type StoreFailure,
} from './reception/reception';
import type { InstanceHeader } from './reception/identify';
import { storeFailure } from './reception/store-refusals';
import type { ListenerLimits, Route } from './settings';
import { waitingOf } from './pending-studies';
import { readArchives } from './spool/archive';
import { FolderSync } from './spool/folder-sync';
import { FreeSpace } from './spool/free-space';
import { IncomingFile, type Backlog } from './spool/incoming-file';
import { InstanceStore } from './spool/instance-store';
import { Journal } from './spool/journal';
import { journalFolder, sopKeyOf, studyKeyOf } from './spool/names';
import { part10Header } from './spool/part10-header';
import type { InstanceRecord, JournalRecord, TransferRecord } from './spool/records';
import type { FolderLock } from './spool/lock';
import { enterSpool } from './spool/tenancy';
import { Transfers, type Stored } from './transfers';
import { Undigested, type Over } from './undigested';
import { Workflows } from './workflows';

export interface IntakeSettings {
	spoolDir: string;
	nameKey: Buffer;
	/** Name of this listener: its journal folder and the prefix of its temporary files. */
	name: string;
	/** Equal for the lives of one listener: its restarted thread takes over from itself at once. */
	owner?: string;
	/** Associations that the ledger tells of although the journal may not know it yet. */
	audited?: readonly string[];
	/** Closing waits so long for `audited`. Milliseconds. */
	ledgerWaitMs?: number;
	/** Another process has taken this listener's journal over. */
	onLost?: () => void;
	limits: ListenerLimits;
	/** Benchmarks only: images are not synced before they are acknowledged. */
	unsafeNoSync?: boolean;
	clock?: Clock;
	emit(event: ListenerEvent): void;
}

/** What one C-STORE request announces. */
export interface Announced {
	lane: string;
	callingAeTitle: string;
	sopClassUid: string;
	sopInstanceUid: string;
	transferSyntax: string;
	/** The association: its release can prove a study complete, and the ledger tells what it brought. */
	transfer?: { id: string; peer: PeerInfo };
}

/** Instances come in bursts: one look serves those of this time. Milliseconds. */
const AFTER_INSTANCE = 50;

/**
 * The durable half of the listener: instances into the spool, records into the journal, studies out
 * when they are complete (Completions). Of associations it knows only when they end.
 */
export class StudyIntake {
	private readonly assembly: Assembly;
	private readonly completions: Completions;
	private readonly looks: Looks;
	private readonly waiting: WaitingList;
	private readonly entries: Entries;
	private readonly store: InstanceStore;
	private readonly undigested: Undigested;
	private readonly transfers = new Transfers();
	private readonly space: FreeSpace;
	private journal: Journal | undefined;
	private lock: FolderLock | undefined;
	private readonly workflows: Workflows;
	private readonly owner: string;
	private closed = false;

	constructor(private readonly settings: IntakeSettings) {
		this.owner = settings.owner ?? randomUUID();
		this.assembly = new Assembly(settings.clock ?? SYSTEM_CLOCK);
		const folders = settings.unsafeNoSync ? new FolderSync(async () => {}) : new FolderSync();
		this.store = new InstanceStore(settings.spoolDir, settings.name, folders);
		this.undigested = new Undigested({
			store: this.store,
			append: (record) => this.append(record),
			enter: async (record, path) => {
				const place = () => this.store.placeCopy(path, ...placeOf(record));
				const stored = await this.entries.enter(record, place);
				if (stored === 'repeated') this.note(this.assembly.isHere(record));
				// Its association may have released long ago, which nobody would know behind this record.
				const study = this.assembly.find(record.lane, record.studyKey);
				if (study !== undefined && stored !== 'repeated') this.journal?.note(sendersOf(study));
				return stored;
			},
			emit: settings.emit,
		});
		this.space = new FreeSpace(settings.spoolDir, settings.limits.minFreeBytes);
		const { assembly, store } = this;
		const { spoolDir, name, emit } = settings;
		const append = (record: JournalRecord) => this.append(record);
		this.workflows = new Workflows({
			tenancy: { spoolDir, name, owner: this.owner },
			assembly,
			store,
			append,
			replay: (records) => this.takeOver(records),
			load: (study) => this.entries.load(study),
			look: () => this.looks.within(0),
			emit,
			onFailure: (error) => this.failing(error),
		});
		const { routes } = this.workflows;
		const closed = () => this.closed;
		const now = () => this.now();
		this.completions = new Completions({
			assembly,
			store,
			routes,
			spoolDir,
			append,
			emit,
			now,
			closed,
		});
		const wasGiven = (image: InstanceRecord) => this.completions.wasGiven(image);
		this.entries = new Entries({ spoolDir, assembly, store, append, wasGiven });
		this.waiting = new WaitingList(join(spoolDir, WAITING_FOLDER), name, (most) => {
			const { items, more } = assembly.pending(most);
			return { items: items.map((pending) => waitingOf(pending, name)), more };
		});
		this.looks = new Looks(
			() => this.completions.look().finally(() => this.waiting.touch()),
			(error) => this.failing(error),
		);
	}

	/** Reads the journal, tidies up and starts a new segment. @throws HospitalError `listener-elsewhere` */
	async open(): Promise<void> {
		const { spoolDir, name } = this.settings;
		const { owner } = this;
		const onLost = () => this.loseSpool();
		const { lock, orphansRemoved } = await enterSpool({ spoolDir, name, owner, onLost });
		this.lock = lock;
		try {
			await this.readJournal();
		} catch (error) {
			await this.close();
			throw error;
		}
		if (orphansRemoved > 0) this.settings.emit({ type: 'orphans-removed', count: orphansRemoved });
	}

	/** Somebody took this process for dead, after it had stood still: all is theirs now. */
	private loseSpool(): void {
		this.closed = true;
		this.looks.stop();
		void this.workflows.close();
		void this.undigested.close();
		this.waiting.stop();
		this.settings.onLost?.();
	}

	private async readJournal(): Promise<void> {
		await this.store.prepare();
		const folder = join(journalFolder(this.settings.spoolDir), this.settings.name);
		const { journal, records } = await Journal.open(folder, this.settings.limits.journalBytes);
		await this.replay(records);
		await this.undigested.replay(records);
		this.transfers.replay(records);
		for (const transfer of this.settings.audited ?? []) this.transfers.audited(transfer);
		const cutOff = this.transfers.left();
		await this.completions.forgetDisposed();
		await journal.begin(this.snapshot());
		this.journal = journal;
		this.undigested.resume(({ lane, studyKey, callingAeTitle, header, over }) => {
			const { seriesInstanceUid } = header;
			const arrival = { callingAeTitle, seriesInstanceUid, ...(!over && { cutOff: true }) };
			this.assembly.arriving(lane, studyKey, 1, arrival);
			return () => this.arrived(lane, studyKey, arrival);
		});
		await this.workflows.open();
		this.tellCutOff(cutOff);
		await this.space.refresh();
		this.looks.within(0);
	}

	private async replay(records: readonly JournalRecord[]): Promise<void> {
		const archives = await readArchives(this.settings.spoolDir, records, (error) =>
			// A list that cannot be read must not keep everything else from being received.
			this.failing(error),
		);
		this.assembly.replay(records, archives);
	}

	/** Records of another port's journal, which nobody writes any more. */
	private async takeOver(records: readonly JournalRecord[]): Promise<void> {
		await this.replay(records);
		this.transfers.replay(records);
		this.tellCutOff(records.filter((record) => record.kind === 'transfer'));
	}

	private tellCutOff(transfers: readonly TransferRecord[]): void {
		for (const { transfer, peer, studies } of transfers) {
			this.settings.emit({ type: 'association-cut-off', transfer, peer, studies });
		}
	}

	addRoute(route: Route): Promise<void> {
		return this.workflows.add(route);
	}

	removeRoute(id: string): void {
		this.workflows.remove(id);
	}

	routesFor(calledAeTitle: string): Route[] {
		return this.workflows.of(calledAeTitle);
	}

	private failing(error: unknown): void {
		this.settings.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' });
	}

	/** Starts to receive an instance, unless there is no room for it. */
	receive(announced: Announced, backlog: Backlog): Reception | StoreFailure {
		if (this.space.low) return storeFailure('disk-low');
		const file = this.settings.unsafeNoSync
			? new IncomingFile(this.store.temporary(), backlog, async () => {})
			: new IncomingFile(this.store.temporary(), backlog);
		file.write(
			part10Header({
				sopClassUid: announced.sopClassUid,
				sopInstanceUid: announced.sopInstanceUid,
				transferSyntax: announced.transferSyntax,
				sendingAeTitle: announced.callingAeTitle,
				receivingAeTitle: announced.lane,
			}),
		);
		const { transfer, callingAeTitle, lane } = announced;
		let over = () => {};
		const reception = new Reception(
			file,
			announced,
			this.settings.limits.maxInstanceBytes,
			({ studyInstanceUid, seriesInstanceUid }) => {
				const studyKey = studyKeyOf(this.settings.nameKey, studyInstanceUid);
				const arrival = { callingAeTitle, seriesInstanceUid, association: transfer?.id };
				this.note(this.assembly.arriving(lane, studyKey, 1, arrival));
				over = () => this.arrived(lane, studyKey, arrival);
			},
		);
		reception.onOver = () => over();
		return reception;
	}

	private arrived(lane: string, studyKey: string, arrival: Arrival): void {
		this.assembly.arriving(lane, studyKey, -1, arrival);
		if (this.journal !== undefined) this.looks.within(AFTER_INSTANCE);
	}

	/**
	 * An image was sent and is not stored: its study lacks it until it is. When nothing tells of which
	 * study it is, every study that its association sends may be the one.
	 *
	 * @param header as far as it was read
	 */
	missed(announced: Announced, header: InstanceHeader | undefined, how: MissingHow): void {
		const { nameKey } = this.settings;
		const { lane, sopInstanceUid, transfer } = announced;
		const sopKey = sopInstanceUid === '' ? '' : sopKeyOf(nameKey, sopInstanceUid);
		if (header !== undefined && header.studyInstanceUid !== '') {
			const studyKey = studyKeyOf(nameKey, header.studyInstanceUid);
			const image = { sopKey, series: header.seriesInstanceUid, how };
			this.note([this.assembly.missed({ lane, studyKey }, image)]);
		} else if (transfer !== undefined) {
			this.note(this.assembly.missedBy(transfer.id, lane, { sopKey, series: '', how }));
		}
		if (this.journal !== undefined) this.looks.within(AFTER_INSTANCE);
	}

	private note(records: readonly JournalRecord[]): void {
		for (const record of records) this.journal?.note(record);
	}

	/** @returns what it brought, once that is decided; undefined when it stored nothing */
	async associationEnded(
		transfer: string,
		how: AssociationEnding,
	): Promise<StudyTransfer[] | undefined> {
		for (const record of this.assembly.associationEnded(transfer, how)) {
			this.undigested.heard(record);
			this.journal?.note(record);
		}
		if (this.journal !== undefined) this.looks.within(AFTER_INSTANCE);
		return await this.transfers.over(transfer);
	}

	/** The ledger tells what the association brought: it is not told again. */
	audited(transfer: string): void {
		if (this.transfers.audited(transfer)) this.journal?.note({ kind: 'audited', transfer });
	}

	/**
	 * Makes a received instance part of its study. When this gives a study key, the instance, its
	 * name and its journal entry are on the disk; a large one enters its study a little later, and
	 * only then it is known how it changes what was there.
	 */
	async commit(
		announced: Announced,
		reception: Reception,
		received: ReceivedInstance,
	): Promise<{ studyKey: string; stored?: Stored } | StoreFailure> {
		const { header, synced, sha256, bytes, dataSetOffset } = received;
		const { lane, transferSyntax, callingAeTitle, transfer } = announced;
		const studyKey = studyKeyOf(this.settings.nameKey, header.studyInstanceUid);
		const sopKey = sopKeyOf(this.settings.nameKey, header.sopInstanceUid);
		const receivedAt = new Date(this.wall()).toISOString();
		const about = {
			lane,
			studyKey,
			sopKey,
			bytes,
			transferSyntax,
			receivedAt,
			callingAeTitle,
			...(transfer && { transfer: transfer.id }),
			header,
		};
		const { path } = reception.file;
		let over = () => reception.over();
		try {
			this.begin(transfer);
			if (sha256 === undefined) {
				await synced;
				// What it is shows its digest; that it is new for its sender shows its name.
				await this.entries.load(about);
				const study = this.assembly.find(lane, studyKey);
				const fresh = !study?.instances.has(sopKey) && !this.undigested.isAtWork(lane, sopKey);
				let decided: Over = () => {};
				await this.undigested.keep(path, { ...about, dataSetOffset }, (stored) => {
					decided(stored);
					reception.over();
				});
				decided = this.transfers.undecided(about);
				over = () => {};
				if (transfer !== undefined) this.assembly.brings(transfer.id, about, fresh);
				return { studyKey };
			}
			await this.undigested.before(lane, sopKey);
			const record: InstanceRecord = { kind: 'instance', ...about, sha256 };
			const place = () => this.store.place(path, ...placeOf(record), synced);
			const stored = await this.entries.enter(record, place);
			this.transfers.count(record, stored);
			if (transfer !== undefined) this.assembly.brings(transfer.id, record, stored === 'added');
			if (stored === 'repeated') this.note(this.assembly.isHere(record));
			if (stored === 'repeated') await unlink(path).catch(() => {});
			return { studyKey, stored };
		} catch (error) {
			await unlink(path).catch(() => {});
			return diskFailure(error);
		} finally {
			over();
		}
	}

	/** Before the first image of an association; written with it. */
	private begin(transfer: Announced['transfer']): void {
		const record = transfer && this.transfers.begin(transfer.id, transfer.peer);
		if (record !== undefined) this.journal?.note(record);
	}

	/**
	 * The work item of this version is durable: it is not offered again.
	 *
	 * @param claim what the offer named; everybody to whom the version is offered when absent
	 */
	async handedOver(lane: string, studyKey: string, version: string, claim?: string): Promise<void> {
		for (const offer of this.assembly.offersOf({ lane, studyKey }, version, claim)) {
			const name = claimFields(offer.rule, offer.scope);
			await this.append({ kind: 'handed-over', lane, studyKey, version, ...name });
			this.assembly.handOver({ lane, studyKey, version, ...name });
		}
	}

	/** @param expected images that the PACS has, undefined when it did not say */
	counted(lane: string, studyKey: string, claim: string, expected: number | undefined): void {
		this.assembly.counted({ lane, studyKey }, claim, expected);
		if (this.journal !== undefined) this.looks.within(0);
	}

	private async append(record: Parameters<Journal['append']>[0]): Promise<void> {
		if (this.journal === undefined) throw new Error('intake closed');
		if (this.journal.failed) await this.rotate(this.journal);
		else if (this.journal.full) void this.rotate(this.journal).catch(() => {});
		try {
			await this.journal.append(record);
			// Only now: the write may have taken so long that somebody else has read the journal since.
			if (this.lock?.held !== true) throw new Error('spool not held');
		} catch (error) {
			this.settings.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' });
			throw error;
		}
	}

	private async rotate(journal: Journal): Promise<void> {
		await this.completions.forgetDisposed();
		await journal.rotate(() => this.snapshot());
	}

	private *snapshot(): Generator<JournalRecord> {
		yield* this.assembly.snapshot();
		yield* this.undigested.snapshot();
		yield* this.transfers.snapshot();
	}

	private now(): number {
		return (this.settings.clock ?? SYSTEM_CLOCK).monotonic();
	}

	private wall(): number {
		return (this.settings.clock ?? SYSTEM_CLOCK).wall();
	}

	async close(): Promise<void> {
		this.closed = true;
		this.looks.stop();
		await this.looks.over();
		await this.workflows.close();
		await this.undigested.close();
		this.transfers.decideAll();
		await this.transfers.settled(this.settings.ledgerWaitMs ?? 0);
		await this.waiting.close();
		await this.journal?.close();
		this.journal = undefined;
		await this.lock?.release();
	}
}

const placeOf = ({ studyKey, sopKey, sha256 }: InstanceRecord) =>
	[studyKey, sopKey, sha256] as const;
