import type { Countable, ListenerEvent, Peer } from './events';

interface Run {
	reported: number;
	/** Counted and not yet reported. */
	more: number;
	last: Countable;
}

/** Of one kind and caller so many are reported one by one in a minute; so many kinds are told apart. */
const BURST = 20;
const MOST = 64;
const WINDOW_MS = 60_000;
const NOBODY: Peer = { address: '', port: 0 };

/**
 * Stands between what strangers can cause and whoever writes it down, so that nobody can flood the
 * ledger: the first of a kind and caller are passed on as they are, further ones are counted, and the
 * count follows when the minute is over. Nothing is left out of the sum.
 */
export class RefusalLog {
	private readonly runs = new Map<string, Run>();
	private timer: NodeJS.Timeout | undefined;

	constructor(
		private readonly emit: (event: ListenerEvent) => void,
		private readonly burst = BURST,
	) {}

	report(event: Countable): void {
		this.timer ??= setTimeout(() => this.flush(), WINDOW_MS).unref();
		const kind = `${event.type} ${event.reason}`;
		const own = `${kind} ${event.peer.address}`;
		const known = this.runs.has(own) || this.runs.size < MOST;
		const key = known ? own : `*${kind}`;
		const run = this.runs.get(key) ?? { reported: 0, more: 0, last: event };
		this.runs.set(key, run);
		if (known && run.reported < this.burst) {
			run.reported += 1;
			this.emit(event);
			return;
		}
		run.more += 1;
		run.last = event;
	}

	/** Reports what was only counted. To be called before the listener goes. */
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
}
