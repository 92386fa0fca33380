import type { StudyReference } from '../../shared/contracts/study';
import { HospitalError, systemCode } from '../../shared/errors';
import { archiveOf } from './assembly/archived';
import type { Assembly } from './assembly/assembly';
import type { Completion } from './assembly/judge';
import { claimName } from './assembly/scope';
import { referenceOf, versionOf, type AssembledStudy, type Claim } from './assembly/study';
import { workItemBefore } from './dedupe-key';
import type { ListenerEvent } from './events';
import { laneOf, type Route } from './settings';
import { writeArchive } from './spool/archive';
import type { InstanceStore } from './spool/instance-store';
import type { InstanceRecord, JournalRecord } from './spool/records';
import { readOffer, writeManifest } from './spool/study-files';

export interface CompletionsHost {
	spoolDir: string;
	assembly: Assembly;
	store: InstanceStore;
	append(record: JournalRecord): Promise<void>;
	emit(event: ListenerEvent): void;
	/** Active workflows and test runs, by id. */
	routes: ReadonlyMap<string, Route>;
	/** Milliseconds of the assembly's clock. */
	now(): number;
	/** True once nothing may be said any more. */
	closed(): boolean;
}

/** Studies that are complete together are written this many at a time. */
const AT_ONCE = 16;
/** How often what is over is put away, and what was disposed of is looked for. Milliseconds. */
const TIDY_EVERY = 30_000;
const DISPOSED_EVERY = 300_000;

/** The outgoing half of the intake: what is complete is listed, journalled and offered. */
export class Completions {
	private tidiedAt: number;
	private checkedAt: number;

	/** Images of versions that are being given on, or were in this life. */
	private readonly given = new WeakSet<InstanceRecord>();

	constructor(private readonly host: CompletionsHost) {
		this.tidiedAt = host.now();
		this.checkedAt = host.now();
	}

	/** True for an image of a version that was given on; false when that was before the last start. */
	wasGiven(image: InstanceRecord): boolean {
		return this.given.has(image);
	}

	/** One look at the studies. @returns milliseconds until the next one at the latest */
	async look(): Promise<number> {
		const { assembly, append, emit } = this.host;
		const { complete, tests, states, unclaimed, questions, askAt } = assembly.due();
		// First of all: an image that comes from now on must stand behind them.
		const journalled = Promise.all(states.map((state) => append(state)));
		journalled.catch(() => {});
		// All references are made before anything else can change the studies.
		const ready = complete.map((completion) => ({ completion, study: reference(completion) }));
		for (const { images } of complete) for (const image of images) this.given.add(image);
		const copies = tests.map((completion) => ({ completion, study: reference(completion) }));
		for (const question of questions) emit({ type: 'count-wanted', ...question });
		await journalled;
		await eachOf(ready, async ({ completion, study }) => {
			await this.complete(completion, study);
		});
		await eachOf(copies, async ({ completion, study }) => await this.copy(completion, study));
		for (const study of unclaimed) await this.putAside(study);
		await this.offer();
		await this.tidy();
		return askAt - this.host.now();
	}

	private async complete(
		{ claim, record, images }: Completion,
		study: StudyReference,
	): Promise<void> {
		const { spoolDir, assembly, append } = this.host;
		try {
			await writeManifest(spoolDir, study, images, listOf(claim.name));
		} catch (error) {
			// Disposed of at this moment, or lost: then there is nothing to list.
			if (systemCode(error) !== 'ENOENT') throw error;
			await this.forgetDisposed();
			return;
		}
		await append(record);
		assembly.completed(record);
	}

	/** A test run gets its copy; nothing is journalled for it. */
	private async copy({ claim, images }: Completion, study: StudyReference): Promise<void> {
		const { assembly, routes, spoolDir } = this.host;
		await writeManifest(spoolDir, study, images, 'test');
		const route = routes.get(claim.rule.slice('test:'.length));
		assembly.passOn(claim);
		if (route !== undefined) this.emitOffer(route, claim, study, 1);
	}

	private async offer(): Promise<void> {
		const { assembly, spoolDir, emit } = this.host;
		for (const { claim, route } of assembly.toOffer()) {
			const { lane, studyKey } = claim.study;
			const version = claim.offered?.version;
			if (version === undefined || this.host.closed()) continue;
			try {
				const of = listOf(claimName(claim.offered ?? claim));
				const study = await readOffer(spoolDir, studyKey, version, lane, of);
				if (claim.offered?.version !== version) continue;
				this.emitOffer(route, claim, study, assembly.offeredNow(claim));
			} catch (error) {
				if (!(error instanceof HospitalError) || error.code !== 'study-not-found') throw error;
				emit({ type: 'study-missing', lane, studyKey });
				assembly.forget(claim.study);
			}
		}
	}

	private emitOffer(route: Route, claim: Claim, study: StudyReference, offer: number): void {
		const { id, mode, priority } = route;
		const about = { route: id, mode, priority, offer, claim: claim.name };
		const supersedesWorkItem = mode === 'production' ? workItemBefore(id, study) : undefined;
		const linked = { ...study, ...(supersedesWorkItem && { supersedesWorkItem }) };
		this.host.emit({ type: 'study-complete', ...about, study: linked });
	}

	/** Nobody wants it: it waits on the disk, and is said. */
	private async putAside(study: AssembledStudy): Promise<void> {
		const { assembly, append, emit } = this.host;
		const { lane, studyKey } = study;
		// What is on its way would be behind this in memory, and before it in the journal.
		if (!(await this.archive(study)) || study.arriving.size > 0) return;
		await append({ kind: 'unclaimed', lane, studyKey });
		const [first] = study.instances.values();
		if (study.archived && study.arriving.size === 0) assembly.unclaim(study);
		const served = [...this.host.routes.values()].some(
			(route) => route.mode === 'production' && laneOf(route) === lane,
		);
		emit({
			type: 'studies-unclaimed',
			reason: served ? 'no-matching-rule' : 'no-active-workflow',
			lane,
			count: 1,
			...(first && { studyInstanceUid: first.header.studyInstanceUid }),
		});
	}

	/** @returns true when the archive says all, now that it is written */
	private async archive(study: AssembledStudy): Promise<boolean> {
		if (study.archived) return true;
		const version = versionOf(study.instances.values());
		const decidedAt = new Date().toISOString();
		const completeness = { evidence: 'quiet-period', incomplete: false, decidedAt } as const;
		// Set before, so that whatever comes meanwhile takes it back.
		study.archived = true;
		try {
			const reference = referenceOf(study, { version, completeness });
			await writeArchive(this.host.spoolDir, reference, archiveOf(study));
		} catch (error) {
			study.archived = false;
			throw error;
		}
		return study.archived;
	}

	/** Puts away what is over, forgets rules that nobody has, and notices disposals. */
	private async tidy(): Promise<void> {
		const { assembly, append } = this.host;
		const now = this.host.now();
		if (now - this.tidiedAt < TIDY_EVERY) return;
		this.tidiedAt = now;
		for (const rule of assembly.members.expired()) {
			await append({ kind: 'rule-gone', lane: rule.lane, rule: rule.key });
			assembly.members.drop(rule);
		}
		if (now - this.checkedAt >= DISPOSED_EVERY) {
			this.checkedAt = now;
			await this.forgetDisposed();
		}
		for (const study of assembly.settled()) await this.settle(study);
	}

	/** Everybody has what is theirs: memory and journal need not know of it. */
	async settle(study: AssembledStudy): Promise<void> {
		const { assembly, append, store } = this.host;
		const { lane, studyKey } = study;
		if (!(await store.hasStudy(studyKey))) {
			if (assembly.isSettled(study)) assembly.forget(study);
			return;
		}
		const known = study.archived;
		if (!(await this.archive(study)) || study.arriving.size > 0) return;
		if (!known) await append({ kind: 'settled', lane, studyKey });
		// Unless an image came meanwhile; then the journal tells of it behind `settled`.
		if (study.archived && assembly.isSettled(study)) assembly.forget(study);
	}

	/** Studies whose folder is gone: disposed of when they were taken over, lost when not. */
	async forgetDisposed(): Promise<void> {
		const { assembly, store, emit } = this.host;
		for (const study of [...assembly.all()]) {
			const { lane, studyKey, arriving, instances, claims } = study;
			if (arriving.size > 0 || instances.size + claims.size === 0) continue;
			if (await store.hasStudy(studyKey)) continue;
			// An image may have come while the disk was asked.
			if (study.arriving.size > 0 || (await store.hasStudy(studyKey))) continue;
			if (!assembly.isOver(study)) emit({ type: 'study-missing', lane, studyKey });
			assembly.forget(study);
		}
	}
}

const reference = ({ claim, record, images }: Completion) =>
	referenceOf(claim.study, record, images);

/** The list of the whole study for every rule has the plain name. */
const listOf = (claim: string): string | undefined => (claim === '|' ? undefined : claim);

async function eachOf<T>(all: readonly T[], task: (each: T) => Promise<void>): Promise<void> {
	for (let from = 0; from < all.length; from += AT_ONCE) {
		await Promise.all(all.slice(from, from + AT_ONCE).map(task));
	}
}
