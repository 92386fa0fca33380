import { setTimeout as sleep } from 'node:timers/promises';
import type { Priority } from '../../shared/contracts';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { Case, Cases, ClockSettings, DueMilestone } from '../cases';
import { ofMilestone, withRequest, type FollowUpWork } from './follow-up';

/** What other processes submit or hear is seen after so long at the latest. Milliseconds. */
export const LOOK_EVERY = 15_000;

export interface ClockWork {
	key: string;
	priority: Priority;
	work: FollowUpWork;
	case: Case;
}

export interface ClockLoopOptions {
	cases: Cases;
	settings: ClockSettings;
	/** Opens the work durably; the same key again does nothing. */
	open(planned: ClockWork): Promise<void>;
	/** A look that failed; it comes again. */
	onError(error: unknown): void;
	/** Milliseconds since 1970. */
	now?: () => number;
	/** How often it is looked for what other processes did, milliseconds; {@link LOOK_EVERY} when absent. */
	lookEvery?: number;
	/** Waits, or returns earlier when `signal` aborts. */
	wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Watches the clocks of all cases. What is reached is first opened as work and then written down as
 * told: killed in between, the same work is opened again under the same name.
 */
export class ClockLoop {
	private readonly stopping = new AbortController();
	private running: Promise<void> | undefined;
	private readonly now: () => number;
	private readonly lookEvery: number;
	private readonly wait: NonNullable<ClockLoopOptions['wait']>;

	constructor(private readonly options: ClockLoopOptions) {
		this.now = options.now ?? (() => Date.now());
		this.lookEvery = options.lookEvery ?? LOOK_EVERY;
		this.wait = options.wait ?? pause;
	}

	start(): void {
		this.running ??= this.run();
	}

	/** Ends the look under way and waits for it. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.running;
	}

	private async run(): Promise<void> {
		const { signal } = this.stopping;
		while (!signal.aborted) {
			const ms = await this.once().catch((error: unknown) => {
				if (!signal.aborted) this.options.onError(error);
				return this.lookEvery;
			});
			await this.wait(ms, signal);
		}
	}

	/**
	 * Tells what is due.
	 *
	 * @returns how long nothing will be, in milliseconds, at most {@link LOOK_EVERY}
	 */
	async once(): Promise<number> {
		const { cases, settings } = this.options;
		let failed: unknown;
		for (const milestone of await cases.due(this.now(), settings)) {
			if (this.stopping.signal.aborted) return 0;
			// One case that cannot be told must not keep the others waiting.
			await this.tell(milestone).catch((error: unknown) => (failed ??= error));
		}
		if (failed !== undefined) throw failed;
		const next = cases.nextDue(settings) ?? Number.POSITIVE_INFINITY;
		return Math.min(this.lookEvery, Math.max(0, next - this.now()));
	}

	private async tell(milestone: DueMilestone): Promise<void> {
		const { cases, settings, open } = this.options;
		const { case: of, clock, mark, dueAt } = milestone;
		const now = this.now();
		const work = ofMilestone(milestone, settings, now);
		const cycle = clock === 'decision' ? of.clock.cycle : dueAt;
		await open({
			key: `${of.id}/${clock}/${cycle}/${mark}`,
			priority: priorityOf(milestone),
			work: withRequest(work, await this.packetOf(of)),
			case: of,
		});
		await cases.told(milestone, settings.route, new Date(now).toISOString());
	}

	/** A clock is told with or without its packet. */
	private async packetOf(of: Case): Promise<PriorAuthRequest | undefined> {
		try {
			return await this.options.cases.request(of);
		} catch (error) {
			this.options.onError(error);
			return undefined;
		}
	}
}

/** The last tenth of the time leaves no time to wait in a queue. */
function priorityOf({ case: of, clock, mark }: DueMilestone): Priority {
	if (clock !== 'decision') return 'routine';
	return of.opening.urgency === 'expedited' || Number(mark) >= 90 ? 'urgent' : 'routine';
}

const pause = async (ms: number, signal: AbortSignal): Promise<void> =>
	await sleep(ms, undefined, { signal }).catch(() => undefined);
