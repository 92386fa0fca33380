import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import {
	Assembly,
	SYSTEM_CLOCK,
	type Arrival,
	type Clock,
	type StudyName,
} from './assembly/assembly';
import { claimFields } from './assembly/scope';
import type { AssociationId } from './assembly/senders';
import { Completions } from './completions';
import type { ListenerEvent } from './events';
import { Looks } from './looks';
import {
	diskFailure,
	Reception,
	type ReceivedInstance,
	type StoreFailure,
} from './reception/reception';
import { storeFailure } from './reception/store-refusals';
import type { ListenerLimits, Route } from './settings';
import { readArchive, readArchives } from './spool/archive';
import { FolderSync } from './spool/folder-sync';
import { FreeSpace } from './spool/free-space';
import { IncomingFile, type Backlog } from './spool/incoming-file';
import { InstanceStore } from './spool/instance-store';
import { Journal } from './spool/journal';
import { journalFolder, sopKeyOf, studyKeyOf } from './spool/names';
import { part10Header } from './spool/part10-header';
import type { InstanceRecord, JournalRecord } from './spool/records';
import type { FolderLock } from './spool/lock';
import { enterSpool } from './spool/tenancy';
import { Undigested } from './undigested';
import { Workflows } from './workflows';

export interface IntakeSettings {
	spoolDir: string;
	nameKey: Buffer;
	/** Name of this listener: its journal folder and the prefix of its temporary files. */
	name: string;
	/** Equal for the lives of one listener: its restarted thread takes over from itself at once. */
	owner?: string;
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
	/** Tells associations apart, so that their release can prove a study complete. */
	association?: AssociationId;
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
	private readonly loading = new Map<string, Promise<void>>();
	private readonly store: InstanceStore;
	private readonly undigested: Undigested;
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
				await this.enter(record, () => this.store.placeCopy(path, ...placeOf(record)));
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
			replay: (records) => this.replay(records),
			load: (study) => this.load(study),
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
		this.looks = new Looks(
			() => this.completions.look(),
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
		this.settings.onLost?.();
	}

	private async readJournal(): Promise<void> {
		await this.store.prepare();
		const folder = join(journalFolder(this.settings.spoolDir), this.settings.name);
		const { journal, records } = await Journal.open(folder, this.settings.limits.journalBytes);
		await this.replay(records);
		await this.undigested.replay(records);
		await this.completions.forgetDisposed();
		await journal.begin(this.snapshot());
		this.journal = journal;
		this.undigested.resume(({ lane, studyKey, callingAeTitle, header }) => {
			const arrival = { callingAeTitle, seriesInstanceUid: header.seriesInstanceUid };
			this.assembly.arriving(lane, studyKey, 1, arrival);
			return () => this.arrived(lane, studyKey, arrival);
		});
		await this.workflows.open();
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

	addRoute(route: Route): Promise<void> {
		return this.workflows.add(route);
	}

	removeRoute(id: string): void {
		this.workflows.remove(id);
	}

	routesFor(calledAeTitle: string): Route[] {
		return this.workflows.of(calledAeTitle);
	}

	/** Reads what was put away of a study, once, before anything is decided about it. */
	private async load(name: StudyName): Promise<void> {
		const { lane, studyKey } = name;
		if (this.assembly.find(lane, studyKey)?.loaded === true) return;
		const key = `${studyKey} ${lane}`;
		let loading = this.loading.get(key);
		if (loading === undefined) {
			loading = readArchive(this.settings.spoolDir, name)
				.then((archive) => this.assembly.load(name, archive))
				.finally(() => this.loading.delete(key));
			this.loading.set(key, loading);
		}
		await loading;
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
		const { association, callingAeTitle, lane } = announced;
		let over = () => {};
		const reception = new Reception(
			file,
			announced,
			this.settings.limits.maxInstanceBytes,
			({ studyInstanceUid, seriesInstanceUid }) => {
				const studyKey = studyKeyOf(this.settings.nameKey, studyInstanceUid);
				const arrival = { callingAeTitle, seriesInstanceUid, association };
				this.assembly.arriving(lane, studyKey, 1, arrival);
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

	/** @param released it ended by a release, and every image that it brought was stored */
	associationEnded(association: AssociationId, released: boolean): void {
		this.assembly.associationEnded(association, released);
		if (this.journal !== undefined) this.looks.within(AFTER_INSTANCE);
	}

	/**
	 * Makes a received instance part of its study. When this gives a study key, the instance, its
	 * name and its journal entry are on the disk; a large one enters its study a little later.
	 */
	async commit(
		announced: Announced,
		reception: Reception,
		received: ReceivedInstance,
	): Promise<{ studyKey: string; repeated: boolean } | StoreFailure> {
		const { header, synced, sha256, bytes, dataSetOffset } = received;
		const { lane, transferSyntax, callingAeTitle } = announced;
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
			header,
		};
		const { path } = reception.file;
		let over = () => reception.over();
		try {
			if (sha256 === undefined) {
				await synced;
				await this.undigested.keep(path, { ...about, dataSetOffset }, over);
				over = () => {};
				return { studyKey, repeated: false };
			}
			await this.undigested.before(lane, sopKey);
			const record: InstanceRecord = { kind: 'instance', ...about, sha256 };
			const place = () => this.store.place(path, ...placeOf(record), synced);
			const repeated = await this.enter(record, place);
			if (repeated) await unlink(path).catch(() => {});
			return { studyKey, repeated };
		} catch (error) {
			await unlink(path).catch(() => {});
			return diskFailure(error);
		} finally {
			over();
		}
	}

	/** @returns true when the study holds the same content already; nothing is placed then */
	private async enter(record: InstanceRecord, place: () => Promise<void>): Promise<boolean> {
		const { lane, studyKey, sopKey, sha256 } = record;
		await this.load(record);
		await this.forgetIfDisposed(lane, studyKey);
		if (
			this.assembly.holds(lane, studyKey, sopKey, sha256) &&
			(await this.store.has(studyKey, sopKey, sha256))
		) {
			return true;
		}
		await place();
		await this.append(record);
		this.assembly.add(record);
		return false;
	}

	/** A study that was taken over and disposed of begins anew when images of it come again. */
	private async forgetIfDisposed(lane: string, studyKey: string): Promise<void> {
		const study = this.assembly.find(lane, studyKey);
		if (study === undefined || study.instances.size === 0) return;
		if (!this.assembly.isOver(study) || (await this.store.hasStudy(studyKey))) return;
		if (!this.assembly.isOver(study)) return;
		this.assembly.startAnew(study);
		await this.append({ kind: 'settled', lane, studyKey });
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
		await this.journal?.close();
		this.journal = undefined;
		await this.lock?.release();
	}
}

const placeOf = ({ studyKey, sopKey, sha256 }: InstanceRecord) =>
	[studyKey, sopKey, sha256] as const;
