import type { Priority } from '../contracts/work-item';
import type { WorkPolicy } from './policy';
import type { Tracked } from './roster';

/** How many items are being worked on, and whether one more may be. */
export class Room {
	private readonly byPriority: Record<Priority, number> = { urgent: 0, routine: 0, batch: 0 };
	private readonly byRoute = new Map<string, number>();
	private all = 0;

	constructor(private readonly policy: WorkPolicy) {}

	/** The limits of the priority and of all together; one place is never taken by others than urgent. */
	hasPriority(priority: Priority): boolean {
		const { inFlight, total } = this.policy;
		if (this.byPriority[priority] >= inFlight[priority] || this.all >= total) return false;
		const others = this.byPriority.routine + this.byPriority.batch;
		return priority === 'urgent' || others < Math.max(1, total - 1);
	}

	hasRoute(route: string, limit = Infinity): boolean {
		return (this.byRoute.get(route) ?? 0) < limit;
	}

	take(tracked: Tracked): void {
		if (!tracked.running) this.count(tracked, 1);
		tracked.running = true;
	}

	free(tracked: Tracked): void {
		if (tracked.running) this.count(tracked, -1);
		tracked.running = false;
	}

	private count({ entry }: Tracked, by: number): void {
		this.byPriority[entry.priority] += by;
		this.all += by;
		const running = (this.byRoute.get(entry.route) ?? 0) + by;
		if (running === 0) this.byRoute.delete(entry.route);
		else this.byRoute.set(entry.route, running);
	}
}
