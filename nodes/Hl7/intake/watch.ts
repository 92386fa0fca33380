import type { TerminalState } from '../../shared/contracts/work-item';

/** Between two looks at the work that somebody waits for. Milliseconds. */
const LOOK_EVERY = 100;

/** Looks whether work has ended: a node in any process may have ended it, and nobody tells. */
export class Watch {
	private readonly waiting = new Set<string>();
	private timer: NodeJS.Timeout | undefined;
	private looking = false;

	/** @param ended how the work item of an offer ended */
	constructor(
		private readonly ended: (offer: string) => Promise<TerminalState | undefined>,
		private readonly tell: (offer: string, state: TerminalState) => void,
	) {}

	begin(offer: string): void {
		this.waiting.add(offer);
		this.timer ??= setInterval(() => void this.look(), LOOK_EVERY);
		this.timer.unref();
	}

	stop(): void {
		clearInterval(this.timer);
		this.waiting.clear();
	}

	private async look(): Promise<void> {
		if (this.looking) return;
		this.looking = true;
		for (const offer of [...this.waiting]) {
			const state = await this.ended(offer).catch(() => undefined);
			if (state !== undefined && this.waiting.delete(offer)) this.tell(offer, state);
		}
		this.looking = false;
		if (this.waiting.size > 0) return;
		clearInterval(this.timer);
		this.timer = undefined;
	}
}
