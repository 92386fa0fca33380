import type { ListenerEvent, PeerInfo } from '../events';

type Refusal = Extract<ListenerEvent, { type: 'association-refused' | 'instance-refused' }>;

interface Run {
	/** Reported one by one in this window. */
	reported: number;
	/** Counted and not yet reported. */
	more: number;
	last: Refusal;
}

export interface RefusalLogOptions {
	/** Refusals of one kind and caller that are reported one by one in a window. */
	burst: number;
	/** Kinds and callers that are told apart in a window; the rest is counted by kind. */
	most: number;
	windowMs: number;
}

export const REFUSAL_LOG: RefusalLogOptions = { burst: 20, most: 64, windowMs: 60_000 };

const NOBODY: PeerInfo = { address: '', port: 0, callingAeTitle: '', calledAeTitle: '' };

/**
 * Stands between the refusals and whoever writes them down, so that a scanner cannot flood the
 * ledger: the first of a kind and caller are passed on as they are, further ones are counted, and
 * the count follows when the minute is over. Nothing is left out of the sum.
 */
export class RefusalLog {
	private readonly runs = new Map<string, Run>();
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly emit: (event: ListenerEvent) => void,
		private readonly options: RefusalLogOptions = REFUSAL_LOG,
	) {}

	report(refusal: Refusal): void {
		const { run, shared } = this.runOf(refusal);
		if (!shared && run.reported < this.options.burst) {
			run.reported++;
			this.emit(refusal);
			return;
		}
		run.more++;
		run.last = refusal;
	}

	/** Reports what was only counted. Call it before the listener goes. */
	flush(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		const runs = [...this.runs];
		this.runs.clear();
		for (const [key, { last, more }] of runs) {
			if (more === 0) continue;
			this.emit({ ...last, more, ...(key.startsWith('*') && { peer: NOBODY }) });
		}
	}

	private runOf(refusal: Refusal): { run: Run; shared: boolean } {
		this.timer ??= setTimeout(() => this.flush(), this.options.windowMs).unref();
		const { type, reason, peer } = refusal;
		const own = `${type} ${reason} ${peer.address}`;
		const found = this.runs.get(own);
		if (found !== undefined) return { run: found, shared: false };
		const shared = this.runs.size >= this.options.most;
		const key = shared ? `*${type} ${reason}` : own;
		const run = this.runs.get(key) ?? { reported: 0, more: 0, last: refusal };
		this.runs.set(key, run);
		return { run, shared };
	}
}
