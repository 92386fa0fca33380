import { HospitalError } from '../../shared/errors';
import { makeFolder } from '../../shared/durable';
import { Lease } from './lease';
import { look, type Looked } from './look';
import type { Looking, LookSettings } from './pass';
import type { Outlet } from './outlet';
import { Seen } from './seen';
import type { ChangeSource } from './source';
import { beginAt } from './start-point';
import { StateFile, type WatchState } from './state';

export interface WatchPlace {
	/** Folder of this watch; made when needed. */
	folder: string;
	/** For `work`, of the site. */
	key: Buffer;
	/** Name of the watch: nothing of a patient. */
	name: string;
	/** Fingerprint of server, type, criteria and way of reading. */
	question: string;
}

export interface ChartWatchOptions {
	place: WatchPlace;
	source: ChangeSource;
	outlet: Outlet;
	settings: LookSettings;
	/** Where a new watch begins, milliseconds since 1970; from now on when absent. */
	since?: number;
	/** Begins anew although a position is known. */
	anew?: boolean;
}

/**
 * One watch with its position on the disk. The position moves only after the work lies in the inbox,
 * and the work has the same name when it is opened again: a crash at any moment loses nothing and
 * repeats nothing.
 */
export class ChartWatch {
	readonly lease: Lease;
	private readonly file: StateFile;
	private readonly stopping = new AbortController();
	private looking: Looking | undefined;
	private underWay: Promise<unknown> | undefined;
	private state: WatchState | undefined;
	/** Only the first time: whoever gets the lease back goes on where the other one stopped. */
	private anew: boolean;

	constructor(private readonly options: ChartWatchOptions) {
		const { folder, key, name } = options.place;
		this.file = new StateFile(folder, key, name);
		this.lease = new Lease(folder);
		this.anew = options.anew ?? false;
	}

	/** True when the position of this very question is on the disk: an outage need not stop the start. */
	async isKnown(): Promise<boolean> {
		if (this.anew) return false;
		return (await this.file.read())?.question === this.options.place.question;
	}

	/**
	 * Looks once; the first time the position is read from the disk, or a new watch begins.
	 *
	 * @returns undefined while another process watches
	 * @throws HospitalError when the server or the disk fails; the next look starts where this one did
	 */
	async look(): Promise<Looked | undefined> {
		if (this.stopping.signal.aborted) return undefined;
		const looking = this.lookOnce();
		this.underWay = looking;
		return await looking;
	}

	private async lookOnce(): Promise<Looked | undefined> {
		await makeFolder(this.options.place.folder);
		if (!(await this.lease.take())) {
			// What is in memory is old once somebody else has watched.
			this.looking = undefined;
			return undefined;
		}
		const looking = this.looking ?? (await this.begin());
		await this.recover(looking);
		return await look(looking);
	}

	/** Number of the last event that the server told of. */
	get lastEvent(): number | undefined {
		return this.state?.lastEvent;
	}

	async noteEvent(number: number | undefined): Promise<void> {
		if (this.state === undefined) return;
		if (number === undefined) delete this.state.lastEvent;
		else this.state.lastEvent = number;
		await this.looking?.save();
	}

	/** Ends a look under way, waits for it, and gives the lease back. No look follows. */
	async close(): Promise<void> {
		this.stopping.abort();
		await this.underWay?.catch(() => undefined);
		await this.lease.release();
	}

	get signal(): AbortSignal {
		return this.stopping.signal;
	}

	private async begin(): Promise<Looking> {
		const { place, source, outlet, settings, since } = this.options;
		const stored = await this.file.read();
		const known = stored?.question === place.question && !this.anew ? stored : undefined;
		const state: WatchState = known ?? { v: 1, question: place.question, cursor: null, seen: [] };
		const seen = new Seen(state.seen, !source.forwards);
		const looking: Looking = {
			source,
			outlet: this.guarded(outlet),
			seen,
			position: state,
			settings,
			save: async () => await this.save(state, seen),
			signal: this.stopping.signal,
		};
		if (known === undefined) {
			// What an earlier question left unfinished is finished; its members mean nothing to this one.
			if (outlet.recover && (await outlet.recover()).length > 0) await outlet.settled?.();
			await beginAt(looking, since);
			await looking.save();
		}
		this.anew = false;
		this.state = state;
		this.looking = looking;
		return looking;
	}

	private async save(state: WatchState, seen: Seen): Promise<void> {
		if (!(await this.lease.isMine())) throw lostLease();
		await this.file.write({ ...state, seen: seen.rows() });
	}

	/** A process that stood still while another took over must not hand over any more. */
	private guarded(outlet: Outlet): Outlet {
		return {
			...outlet,
			handOver: async (fresh) => {
				if (!(await this.lease.isMine())) throw lostLease();
				await outlet.handOver(fresh);
			},
		};
	}

	private async recover({ outlet, seen, save }: Looking): Promise<void> {
		const left = await outlet.recover?.();
		if (left === undefined || left.length === 0) return;
		for (const one of left) if (seen.judge(one.change) !== undefined) seen.add(one, 0);
		await save();
		await outlet.settled?.();
	}
}

const lostLease = (): HospitalError =>
	new HospitalError(
		'fhir-watch-held-elsewhere',
		'Another n8n process has taken over this trigger',
		{
			nextStep: 'Nothing is lost: the other process goes on. See that only one main process runs.',
			retryable: true,
		},
	);
