import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { HospitalError, systemCode } from '../../shared/errors';
import { Assembly, SYSTEM_CLOCK, type Clock } from './assembly/assembly';
import { referenceOf } from './assembly/study';
import type { ListenerEvent } from './events';
import {
	diskFailure,
	Reception,
	type ReceivedInstance,
	type StoreFailure,
} from './reception/reception';
import { laneOf, type ListenerLimits, type Route } from './settings';
import { FreeSpace } from './spool/free-space';
import { IncomingFile, type Backlog } from './spool/incoming-file';
import { InstanceStore } from './spool/instance-store';
import { Journal } from './spool/journal';
import { journalFolder, sopKeyOf, studyKeyOf } from './spool/names';
import { part10Header } from './spool/part10-header';
import type { CompleteRecord, InstanceRecord } from './spool/records';
import { openStudy, writeManifest } from './spool/study-files';
import { Status } from '../../clients/dimse';

export interface IntakeSettings {
	spoolDir: string;
	nameKey: Buffer;
	/** Name of this listener: its journal folder and the prefix of its temporary files. */
	name: string;
	limits: ListenerLimits;
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
}

/** The longest sleep between two looks at the studies. Milliseconds. */
const LONGEST_SLEEP = 30_000;
/** Instances come in bursts: one look serves those of this time. Milliseconds. */
const AFTER_INSTANCE = 50;
/** Pause after the disk refused what must be written. Milliseconds. */
const AFTER_FAILURE = 5_000;

/**
 * The durable half of the listener: instances into the spool, records into the journal, studies out
 * when they are complete. Knows nothing of associations.
 */
export class StudyIntake {
	private readonly assembly: Assembly;
	private readonly store: InstanceStore;
	private readonly space: FreeSpace;
	private journal: Journal | undefined;
	private readonly routes = new Map<string, Route>();
	private timer: NodeJS.Timeout | undefined;
	private timerAt = Number.POSITIVE_INFINITY;
	private looking: Promise<void> | undefined;
	private lookAgain = false;
	private closed = false;

	constructor(private readonly settings: IntakeSettings) {
		this.assembly = new Assembly(settings.clock ?? SYSTEM_CLOCK);
		this.store = new InstanceStore(settings.spoolDir, settings.name);
		this.space = new FreeSpace(settings.spoolDir, settings.limits.minFreeBytes);
	}

	/** Reads the journal, tidies up and starts a new segment. Call it once the port is ours. */
	async open(): Promise<void> {
		await this.store.prepare();
		const folder = join(journalFolder(this.settings.spoolDir), this.settings.name);
		const { journal, records } = await Journal.open(folder);
		this.assembly.replay(records);
		await this.forgetDisposed();
		await journal.begin(this.assembly.snapshot());
		this.journal = journal;
		await this.space.refresh();
		this.look();
	}

	/** Studies whose folder is gone: disposed of when they were taken over, lost when not. */
	private async forgetDisposed(): Promise<void> {
		for (const study of [...this.assembly.all()]) {
			if (study.arriving > 0 || (await this.store.hasStudy(study.studyKey))) continue;
			if (study.offered !== undefined || study.changedSince !== undefined) {
				const { lane, studyKey } = study;
				this.settings.emit({ type: 'study-missing', lane, studyKey });
			}
			this.assembly.forget(study);
		}
	}

	addRoute(route: Route): void {
		this.routes.set(route.id, route);
		if (route.mode === 'production') this.assembly.offerLane(laneOf(route));
		this.look();
	}

	removeRoute(id: string): void {
		const route = this.routes.get(id);
		this.routes.delete(id);
		if (route === undefined || this.productionRoute(laneOf(route)) !== undefined) return;
		const waiting = [...this.assembly.all()].filter(
			(study) => study.lane === laneOf(route) && study.offered !== undefined,
		);
		if (waiting.length === 0) return;
		this.settings.emit({
			type: 'studies-unclaimed',
			lane: laneOf(route),
			count: waiting.length,
		});
	}

	routesFor(calledAeTitle: string): Route[] {
		return [...this.routes.values()].filter((route) => laneOf(route) === calledAeTitle);
	}

	private productionRoute(lane: string): Route | undefined {
		return this.routesFor(lane).find(({ mode }) => mode === 'production');
	}

	/** Starts to receive an instance, unless there is no room for it. */
	receive(announced: Announced, backlog: Backlog): Reception | StoreFailure {
		if (this.space.low) return { reason: 'disk-low', status: Status.outOfResources };
		const file = new IncomingFile(this.store.temporary(), backlog);
		file.write(
			part10Header({
				sopClassUid: announced.sopClassUid,
				sopInstanceUid: announced.sopInstanceUid,
				transferSyntax: announced.transferSyntax,
				sendingAeTitle: announced.callingAeTitle,
				receivingAeTitle: announced.lane,
			}),
		);
		let arriving: string | undefined;
		const reception = new Reception(
			file,
			announced,
			this.settings.limits.maxInstanceBytes,
			(header) => {
				arriving = studyKeyOf(this.settings.nameKey, header.studyInstanceUid);
				this.assembly.arriving(announced.lane, arriving, 1);
			},
		);
		reception.onOver = () => {
			if (arriving !== undefined) this.assembly.arriving(announced.lane, arriving, -1);
			arriving = undefined;
			if (this.journal !== undefined) this.sleep(AFTER_INSTANCE);
		};
		return reception;
	}

	/**
	 * Makes a received instance part of its study. When this gives a study key, the instance, its
	 * name and its journal entry are on the disk.
	 */
	async commit(
		announced: Announced,
		reception: Reception,
		received: ReceivedInstance,
	): Promise<{ studyKey: string; repeated: boolean } | StoreFailure> {
		const { header, sha256, bytes } = received;
		const { lane } = announced;
		const studyKey = studyKeyOf(this.settings.nameKey, header.studyInstanceUid);
		const sopKey = sopKeyOf(this.settings.nameKey, header.sopInstanceUid);
		try {
			await this.forgetIfDisposed(lane, studyKey);
			if (
				this.assembly.holds(lane, studyKey, sopKey, sha256) &&
				(await this.store.has(studyKey, sopKey, sha256))
			) {
				await unlink(reception.file.path).catch(() => {});
				return { studyKey, repeated: true };
			}
			await this.store.place(reception.file.path, studyKey, sopKey, sha256);
			const record: InstanceRecord = {
				kind: 'instance',
				lane,
				studyKey,
				sopKey,
				sha256,
				bytes,
				transferSyntax: announced.transferSyntax,
				receivedAt: new Date(this.wall()).toISOString(),
				callingAeTitle: announced.callingAeTitle,
				header,
			};
			await this.append(record);
			this.assembly.add(record);
			return { studyKey, repeated: false };
		} catch (error) {
			await unlink(reception.file.path).catch(() => {});
			return diskFailure(error);
		} finally {
			reception.over();
		}
	}

	/** A study that was taken over and disposed of begins anew when images of it come again. */
	private async forgetIfDisposed(lane: string, studyKey: string): Promise<void> {
		const study = this.assembly.find(lane, studyKey);
		if (study?.handedOver === undefined || (await this.store.hasStudy(studyKey))) return;
		this.assembly.forget(study);
	}

	/** The work item of this version is durable: it is not offered again. */
	async handedOver(lane: string, studyKey: string, version: string): Promise<void> {
		if (this.assembly.find(lane, studyKey) === undefined) return;
		await this.append({ kind: 'handed-over', lane, studyKey, version });
		this.assembly.handOver({ lane, studyKey, version });
	}

	private async append(record: Parameters<Journal['append']>[0]): Promise<void> {
		if (this.journal === undefined) throw new Error('intake closed');
		if (this.journal.failed) await this.rotate(this.journal);
		else if (this.journal.full) void this.rotate(this.journal).catch(() => {});
		try {
			await this.journal.append(record);
		} catch (error) {
			this.settings.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' });
			throw error;
		}
	}

	private async rotate(journal: Journal): Promise<void> {
		await this.forgetDisposed();
		await journal.rotate(() => this.assembly.snapshot());
	}

	/** Looks at the studies soon; calls that come close together share one look. */
	private look(): void {
		if (this.journal !== undefined) this.sleep(0);
	}

	private sleep(ms: number): void {
		if (this.closed) return;
		const at = performance.now() + Math.min(ms, LONGEST_SLEEP);
		if (this.timer !== undefined && this.timerAt <= at) return;
		clearTimeout(this.timer);
		this.timerAt = at;
		this.timer = setTimeout(() => this.wake(), Math.min(ms, LONGEST_SLEEP));
	}

	private wake(): void {
		this.timer = undefined;
		this.timerAt = Number.POSITIVE_INFINITY;
		if (this.looking !== undefined) {
			this.lookAgain = true;
			return;
		}
		this.looking = this.lookAtStudies()
			.catch((error: unknown) => {
				this.settings.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' });
				this.sleep(AFTER_FAILURE);
			})
			.finally(() => {
				this.looking = undefined;
				if (this.lookAgain) this.sleep(0);
				this.lookAgain = false;
			});
	}

	private async lookAtStudies(): Promise<void> {
		const { complete, askAt } = this.assembly.due(
			(lane) => this.productionRoute(lane) ?? this.routesFor(lane)[0],
		);
		// Both lists are taken before anything else can change the studies.
		const ready = complete.flatMap((record) => {
			const study = this.assembly.find(record.lane, record.studyKey);
			if (study === undefined) return [];
			return [
				{ record, study: referenceOf(study, record), instances: [...study.instances.values()] },
			];
		});
		for (const { record, study, instances } of ready) {
			await writeManifest(this.settings.spoolDir, study, instances);
			await this.append(record);
			this.assembly.completed(record);
			this.offerToTests(record, study);
		}
		await this.offer();
		const now = (this.settings.clock ?? SYSTEM_CLOCK).monotonic();
		this.sleep(askAt === Number.POSITIVE_INFINITY ? LONGEST_SLEEP : Math.max(1, askAt - now));
	}

	private offerToTests(
		record: CompleteRecord,
		study: Awaited<ReturnType<typeof openStudy>>['study'],
	) {
		for (const route of this.routesFor(record.lane)) {
			if (route.mode !== 'test') continue;
			const { id, mode, priority } = route;
			this.settings.emit({ type: 'study-complete', route: id, mode, priority, offer: 1, study });
		}
	}

	private async offer(): Promise<void> {
		for (const waiting of this.assembly.toOffer()) {
			const route = this.productionRoute(waiting.lane);
			const version = waiting.offered?.version;
			if (route === undefined || version === undefined || this.closed) continue;
			try {
				const { spoolDir } = this.settings;
				const { study } = await openStudy(spoolDir, waiting.studyKey, version, waiting.lane);
				if (waiting.offered?.version !== version) continue;
				const offer = this.assembly.offeredNow(waiting);
				const { id, mode, priority } = route;
				this.settings.emit({ type: 'study-complete', route: id, mode, priority, offer, study });
			} catch (error) {
				if (!(error instanceof HospitalError) || error.code !== 'study-not-found') throw error;
				const { lane, studyKey } = waiting;
				this.settings.emit({ type: 'study-missing', lane, studyKey });
				this.assembly.forget(waiting);
			}
		}
	}

	private wall(): number {
		return (this.settings.clock ?? SYSTEM_CLOCK).wall();
	}

	async close(): Promise<void> {
		this.closed = true;
		clearTimeout(this.timer);
		await this.looking;
		await this.journal?.close();
		this.journal = undefined;
	}
}
