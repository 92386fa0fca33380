import { HospitalError } from '../../shared/errors';
import type { OperationContext, OperationOutcome } from '../../shared/face';
import { workPolicy } from '../../shared/work';

const PROGRESS_MS = 10_000;

/** Does the work for one item. */
export type Perform = (context: OperationContext, signal: AbortSignal) => Promise<OperationOutcome>;

/**
 * Several items at once: a server that works on many requests together must not wait for n8n, which asks
 * for one item after the other. Every item keeps its own outcome, journal and failure.
 */
export class Batch {
	private readonly outcomes = new Map<number, Promise<OperationOutcome>>();
	private readonly stopped = new AbortController();
	private readonly waiting: Array<() => Promise<void>> = [];
	private readonly open = new Set<OperationContext>();
	private renewing: NodeJS.Timeout | undefined;
	private done = 0;
	private saidAt = 0;

	/** @param contexts of all incoming items */
	constructor(private readonly contexts: readonly OperationContext[]) {}

	/**
	 * The outcome of one item. The first call starts all of them.
	 *
	 * @param atOnce how many are worked on at the same time
	 */
	async outcome(itemIndex: number, perform: Perform, atOnce: number): Promise<OperationOutcome> {
		if (this.outcomes.size === 0) this.start(itemIndex, perform, atOnce);
		const outcome = this.outcomes.get(itemIndex);
		if (outcome === undefined) throw new RangeError('there is no such item');
		return await outcome;
	}

	private start(first: number, perform: Perform, atOnce: number): void {
		this.saidAt = Date.now();
		for (const context of this.contexts) {
			const { promise, resolve, reject } = Promise.withResolvers<OperationOutcome>();
			// Nobody waits for it yet; whoever asks for this item gets the failure.
			promise.catch(() => undefined);
			this.outcomes.set(context.itemIndex, promise);
			this.waiting.push(async () => {
				await this.perform(context, perform, context.itemIndex === first).then(resolve, reject);
				this.done += 1;
				this.say(context);
			});
		}
		this.renewing = setInterval(() => this.renewAll(), workPolicy().lease / 3);
		this.renewing.unref();
		for (let lane = 0; lane < Math.max(1, atOnce); lane++) void this.work();
	}

	private async work(): Promise<void> {
		for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
			await next();
		}
	}

	private async perform(
		context: OperationContext,
		perform: Perform,
		renewed: boolean,
	): Promise<OperationOutcome> {
		// Work that has ended meanwhile, or that another execution has taken over, is not asked for.
		if (!renewed) await context.renew();
		this.open.add(context);
		const { signal } = this.stopped;
		try {
			if (signal.aborted) throw stopped();
			return await perform(
				context,
				context.signal === undefined ? signal : AbortSignal.any([signal, context.signal]),
			);
		} finally {
			this.open.delete(context);
		}
	}

	/** n8n has not come to these items yet, so nobody else says that they are worked on. */
	private renewAll(): void {
		for (const context of this.open) void context.renew().catch(() => undefined);
	}

	private say({ logger, nodeName }: OperationContext): void {
		const all = this.contexts.length;
		if (all === 1 || (this.done < all && Date.now() - this.saidAt < PROGRESS_MS)) return;
		this.saidAt = Date.now();
		logger?.info?.(`${nodeName}: ${this.done} of ${all} items done`);
	}

	/** Ends what is still under way: n8n goes on without it. */
	stop(): void {
		clearInterval(this.renewing);
		this.waiting.length = 0;
		this.stopped.abort();
	}
}

const stopped = (): HospitalError =>
	new HospitalError('cancelled', 'Local LLM: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});
