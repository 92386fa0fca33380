import { setTimeout as sleep } from 'node:timers/promises';

/** Something that is seen to at intervals until it is stopped. Failures come again; `onError` hears of each. */
export class Upkeep {
	private readonly stopping = new AbortController();
	private running: Promise<void> | undefined;

	constructor(
		private readonly work: (signal: AbortSignal) => Promise<void>,
		private readonly everyMs: number,
		private readonly onError: (error: unknown) => void,
	) {}

	start(): void {
		this.running ??= this.run();
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		await this.running;
	}

	private async run(): Promise<void> {
		const { signal } = this.stopping;
		while (!signal.aborted) {
			await this.work(signal).catch((error: unknown) => {
				if (!signal.aborted) this.onError(error);
			});
			await sleep(this.everyMs, undefined, { signal }).catch(() => undefined);
		}
	}
}
