import type { Attempts } from './attempts';
import type { WorkEvent } from './events';
import type { WorkEngineOptions } from './options';
import type { Roster, Tracked } from './roster';
import type { RouteBoard } from './route-board';

/** How often work without a workflow is looked for. */
const EVERY = 60_000;
/** Items noted or escalated in one look: thousands must not hold up deliveries. */
const AT_ONCE = 100;

/**
 * Work of a workflow that is switched off: recorded once per item after a while, and handed to a
 * person after a longer one. It stays where it is until then, and goes on when the workflow does.
 */
export class Unclaimed {
	private looked = 0;
	private readonly started: number;

	constructor(
		private readonly options: WorkEngineOptions,
		private readonly roster: Roster,
		private readonly board: RouteBoard,
		private readonly attempts: Attempts,
		private readonly clock: () => number,
		private readonly report: (event: WorkEvent) => void,
	) {
		this.started = clock();
	}

	async look(): Promise<void> {
		const now = this.clock();
		if (Math.abs(now - this.looked) < EVERY) return;
		this.looked = now;
		this.board.prune(new Set(this.roster.live().map(({ entry }) => entry.route)));
		await this.board.write(now);
		const { unclaimedNotice, unclaimedEscalation } = this.options.policy;
		// n8n activates its workflows one after the other, and tries again what fails.
		if (now - this.started < unclaimedNotice) return;
		let left = AT_ONCE;
		for (const tracked of this.roster.live()) {
			const since = this.since(tracked);
			if (since === undefined || now - since < unclaimedNotice) continue;
			if (now - since >= unclaimedEscalation) {
				await this.attempts.escalate(tracked, 'workflow-inactive');
			} else if (tracked.noted === true) {
				continue;
			} else {
				await this.note(tracked);
			}
			if ((left -= 1) === 0) break;
		}
		// The rest in the next second.
		if (left === 0) this.looked = 0;
	}

	private since({ entry, lease, opened }: Tracked): number | undefined {
		// In hand, or waiting for a decision: its workflow has it, whether active or not.
		if (lease?.phase === 'running') return undefined;
		return this.board.unclaimedSince(entry.route, opened);
	}

	private async note(tracked: Tracked): Promise<void> {
		tracked.noted = true;
		const first = await this.options.store.mark(tracked.entry.id, 'unclaimed');
		const attempt = tracked.lease?.attempt ?? 0;
		if (first) this.report({ type: 'unclaimed', record: tracked.entry, attempt });
	}
}
