/** The longest sleep between two looks. Milliseconds. */
const LONGEST_SLEEP = 30_000;
/** Pause after a look that failed. Milliseconds. */
const AFTER_FAILURE = 5_000;

/** Looks at something, one look at a time, at the earliest time that anybody asked for. */
export class Looks {
	private timer: NodeJS.Timeout | undefined;
	private timerAt = Number.POSITIVE_INFINITY;
	private looking: Promise<void> | undefined;
	private again = false;
	private stopped = false;

	/** @param look gives the milliseconds until the next look at the latest */
	constructor(
		private readonly look: () => Promise<number>,
		private readonly onFailure: (error: unknown) => void,
	) {}

	/** Looks within so many milliseconds; calls that come close together share one look. */
	within(ms: number): void {
		if (this.stopped) return;
		const sleep = Math.min(Math.max(ms, 0), LONGEST_SLEEP);
		const at = performance.now() + sleep;
		if (this.timer !== undefined && this.timerAt <= at) return;
		clearTimeout(this.timer);
		this.timerAt = at;
		this.timer = setTimeout(() => this.wake(), sleep);
	}

	private wake(): void {
		this.timer = undefined;
		this.timerAt = Number.POSITIVE_INFINITY;
		if (this.looking !== undefined) {
			this.again = true;
			return;
		}
		this.looking = this.look()
			.then((next) => this.within(Math.max(1, next)))
			.catch((error: unknown) => {
				this.onFailure(error);
				this.within(AFTER_FAILURE);
			})
			.finally(() => {
				this.looking = undefined;
				if (this.again) this.within(0);
				this.again = false;
			});
	}

	/** No further look. */
	stop(): void {
		this.stopped = true;
		clearTimeout(this.timer);
	}

	/** Resolves when the look that is under way is over. */
	async over(): Promise<void> {
		await this.looking;
	}
}
