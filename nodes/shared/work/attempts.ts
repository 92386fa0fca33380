import { toHospitalError } from '../errors';
import type { Route, WorkEngineOptions, WorkEvent } from './engine';
import type { Lease } from './item';
import { backoffAfter } from './policy';
import { isEndless, type Roster, type Tracked } from './roster';
import { isParked } from './view';

/**
 * One attempt after the other at an item: delivery under a lease, the end of the lease, failures
 * with their backoff, escalation, and the end that a node recorded.
 */
export class Attempts {
	constructor(
		private readonly options: WorkEngineOptions,
		private readonly roster: Roster,
		private readonly clock: () => number,
		private readonly report: (event: WorkEvent) => void,
	) {}

	/** An item in flight: ended by a node, or silent for longer than its lease. */
	async review(tracked: Tracked): Promise<void> {
		const lease = tracked.lease;
		if (tracked.ended || lease?.phase !== 'running') return;
		if (await this.endIfClosed(tracked)) return;
		if (isParked(await this.options.store.parking(tracked.entry.id))) {
			// Its execution is paused and takes no room, even when n8n never told so.
			tracked.running = false;
			return;
		}
		await this.refresh(tracked);
		const now = this.clock();
		if (tracked.lease?.phase !== 'running') return;
		if (tracked.givenUp !== undefined) {
			// Left over from before a restart: not the item's fault, so no failure is counted.
			tracked.lease = { ...tracked.lease, phase: 'failed', until: now };
		} else if (this.roster.overAt(tracked, tracked.lease, now) <= now) {
			tracked.running = false;
			await this.fail(tracked, tracked.lease.attempt, 'lease-expired');
		}
	}

	/** A worker, or the recording of a decision, extends the lease on disk: that one counts. */
	private async refresh(tracked: Tracked): Promise<void> {
		const onDisk = await this.options.store.lease(tracked.entry.id);
		const held = tracked.lease;
		if (onDisk?.phase !== 'running' || onDisk.until === tracked.givenUp) return;
		// A late write of an earlier attempt must not turn the numbers back.
		if (onDisk.attempt < (held?.attempt ?? 0) || isEndless(onDisk, this.clock())) return;
		const extended = held === undefined || held.phase === 'failed' || onDisk.until > held.until;
		if (!extended || this.roster.overAt(tracked, onDisk, this.clock()) <= this.clock()) return;
		tracked.lease = onDisk;
		tracked.givenUp = undefined;
	}

	/** True when an earlier execution or another process went on with the item meanwhile. */
	async isTaken(tracked: Tracked): Promise<boolean> {
		if (await this.endIfClosed(tracked)) return true;
		if (isParked(await this.options.store.parking(tracked.entry.id))) return true;
		await this.refresh(tracked);
		return tracked.lease?.phase === 'running';
	}

	/** Hands the item to its workflow under a new lease. */
	async deliver(tracked: Tracked, route: Route): Promise<void> {
		const { store, policy, origin } = this.options;
		const { id, kind, priority, openedAt } = tracked.entry;
		const {
			attempt: last = 0,
			attemptsBefore = 0,
			failures = 0,
			lastFailure,
		} = tracked.lease ?? {};
		if (failures >= policy.maxFailures)
			return await this.escalate(tracked, lastFailure ?? 'failed');
		if (last - attemptsBefore >= policy.maxAttempts) {
			return await this.escalate(tracked, 'attempts-exhausted');
		}
		const attempt = last + 1;
		const now = this.clock();
		const lease: Lease = {
			attempt,
			failures,
			origin,
			emittedAt: new Date(now).toISOString(),
			until: now + policy.lease,
			phase: 'running',
			lastFailure,
			attemptsBefore,
		};
		await store.writeLease(id, lease);
		Object.assign(tracked, { lease, running: true, foreign: false, givenUp: undefined });
		try {
			const payload = await this.options.inbox.payload(tracked.entry);
			const round = await store.round(id);
			this.report({ type: 'delivered', record: tracked.entry, attempt });
			const item = { id, attempt, kind, priority, openedAt };
			route.deliver(round === 1 ? item : { ...item, round }, payload);
		} catch (error) {
			tracked.running = false;
			await this.fail(tracked, attempt, toHospitalError(error, 'Handing out work').code);
		}
	}

	/** Counts a failure of an attempt, once: the end of its lease and its execution may both tell. */
	async fail(tracked: Tracked, attempt: number, reason: string): Promise<void> {
		const { policy, store } = this.options;
		const lease = tracked.lease;
		if (lease?.attempt !== attempt || lease.phase !== 'running') return;
		const failures = lease.failures + 1;
		const until = this.clock() + backoffAfter(failures, policy);
		tracked.lease = { ...lease, failures, phase: 'failed', lastFailure: reason, until };
		tracked.givenUp = lease.until;
		this.report({ type: 'failed', record: tracked.entry, attempt, reason });
		if (failures >= policy.maxFailures) return await this.escalate(tracked, reason);
		await store.writeLease(tracked.entry.id, tracked.lease);
	}

	private async escalate(tracked: Tracked, reason: string): Promise<void> {
		const { id, owner } = tracked.entry;
		const attempt = tracked.lease?.attempt ?? 0;
		const ending = { state: 'ESCALATED' as const, reason, owner, attempt };
		const { won } = await this.options.store.close(id, ending);
		if (won) this.report({ type: 'escalated', record: tracked.entry, attempt, reason });
		await this.endIfClosed(tracked);
	}

	/** @returns true when the item has been closed by whoever it was */
	async endIfClosed(tracked: Tracked): Promise<boolean> {
		const closing = await this.options.store.closing(tracked.entry.id);
		if (closing === undefined) return false;
		if (tracked.ended) return true;
		// The execution may still be running its last nodes: what they need is removed after it settled.
		if (tracked.running && (tracked.lease?.until ?? 0) > this.clock()) return true;
		this.roster.end(tracked);
		await this.clear(tracked);
		return true;
	}

	/** Removes what an ended item leaves. @throws what the disk said; it is tried again later */
	async clear(tracked: Tracked): Promise<void> {
		await this.options.onEnded(tracked.entry.id);
		// Taken up again meanwhile, it is no longer in the set.
		this.roster.uncleared.delete(tracked);
	}
}
