import { setTimeout as sleep } from 'node:timers/promises';
import type { Assembly, StudyName } from './assembly/assembly';
import type { KnownRule } from './assembly/known-rules';
import { admits, fits } from './assembly/study-rule';
import type { ListenerEvent } from './events';
import { takeOverMoved, waitingElsewhere, type MovedOptions } from './moved';
import { laneOf, type Route } from './settings';
import { readArchive } from './spool/archive';
import type { InstanceStore } from './spool/instance-store';
import type { JournalRecord } from './spool/records';

export interface WorkflowsHost {
	tenancy: MovedOptions;
	assembly: Assembly;
	store: InstanceStore;
	append(record: JournalRecord): Promise<void>;
	/** Puts records of another journal into the state. */
	replay(records: readonly JournalRecord[]): Promise<void>;
	/** Reads what was put away of a study. */
	load(study: StudyName): Promise<void>;
	/** Something may be complete, or may be offered now. */
	look(): void;
	emit(event: ListenerEvent): void;
	onFailure(error: unknown): void;
}

/** By then the other ports of this process are open: what still waits in their journals is left. */
const ELSEWHERE_AFTER = 60_000;
/** Between two looks whether images of a study are still on their way. Milliseconds. */
const ON_ITS_WAY = 100;

/** The workflows and test runs that receive on a port, and what was left for them to take up. */
export class Workflows {
	/** Active ones, by id. */
	readonly routes = new Map<string, Route>();
	private background: Promise<void> = Promise.resolve();
	private elsewhere: NodeJS.Timeout | undefined;
	private opened = false;
	private closed = false;

	constructor(private readonly host: WorkflowsHost) {}

	/** The journal can be written from now on. */
	async open(): Promise<void> {
		this.opened = true;
		for (const route of [...this.routes.values()]) await this.register(route);
		this.elsewhere = setTimeout(() => this.inBackground(this.reportElsewhere()), ELSEWHERE_AFTER);
		this.elsewhere.unref();
	}

	/**
	 * From now on the route gets the studies of its lane that fit it. When this resolves, a restart
	 * knows of it too.
	 */
	async add(route: Route): Promise<void> {
		this.routes.set(route.id, route);
		if (this.opened) await this.register(route);
	}

	remove(id: string): void {
		this.routes.delete(id);
		for (const waiting of this.host.assembly.members.leave(id)) {
			this.host.emit({ type: 'studies-unclaimed', reason: 'no-active-workflow', ...waiting });
		}
	}

	of(lane: string): Route[] {
		return [...this.routes.values()].filter((route) => laneOf(route) === lane);
	}

	private async register(route: Route): Promise<void> {
		const { assembly, append, onFailure, look } = this.host;
		if (route.mode === 'production') {
			// The old port's journal keeps what cannot be taken over now.
			await this.takeOverMoved(route).catch(onFailure);
			for (const record of assembly.members.recordsOf(route)) await append(record);
			if (this.routes.get(route.id) !== route) return;
		}
		const rule = assembly.members.join(route);
		if (route.mode === 'production') this.inBackground(this.takeUpUnclaimed(rule));
		look();
	}

	private async takeOverMoved(route: Route): Promise<void> {
		const { tenancy, assembly, append, replay } = this.host;
		await takeOverMoved(tenancy, route, async (moved) => {
			const records = moved.map((record) => assembly.beside(record));
			for (const record of records) await append(record);
			await replay(records);
		});
	}

	/** Studies that nobody wanted so far: those that fit the rule are its own now. */
	private async takeUpUnclaimed(rule: KnownRule): Promise<void> {
		const { tenancy, assembly, store } = this.host;
		for (const name of assembly.unclaimedOf(rule.lane)) {
			if (this.closed || rule.present === undefined) return;
			const archive = await readArchive(tenancy.spoolDir, name).catch(() => undefined);
			if (archive === undefined) {
				if (!(await store.hasStudy(name.studyKey))) assembly.forgetUnclaimed(name);
				continue;
			}
			const images = archive.records.filter((each) => admits(rule.route, each.callingAeTitle));
			if (images.length > 0 && fits(rule.route, images)) await this.takeUp(name, rule);
		}
	}

	private async takeUp(name: StudyName, rule: KnownRule): Promise<void> {
		const { assembly, load, append, look } = this.host;
		await load(name);
		const study = assembly.find(name.lane, name.studyKey);
		if (study === undefined) return;
		// What is on its way would be behind this in memory, and before it in the journal.
		while (study.arriving.size > 0 && !this.closed) await sleep(ON_ITS_WAY);
		if (this.closed) return;
		await append(assembly.takeUp(study, rule));
		look();
	}

	/** Ports that were given up with studies in them: somebody must know. */
	private async reportElsewhere(): Promise<void> {
		if (this.closed) return;
		for (const waiting of await waitingElsewhere(this.host.tenancy)) {
			this.host.emit({ type: 'studies-unclaimed', reason: 'port-not-open', ...waiting });
		}
	}

	/** What nobody waits for; a failure is said, and tried again at the next occasion. */
	private inBackground(task: Promise<void>): void {
		const settled = task.catch((error: unknown) => {
			if (!this.closed) this.host.onFailure(error);
		});
		this.background = Promise.all([this.background, settled]).then(() => {});
	}

	async close(): Promise<void> {
		this.closed = true;
		clearTimeout(this.elsewhere);
		await this.background;
	}
}
