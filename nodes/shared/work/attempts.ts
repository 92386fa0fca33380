import { toHospitalError } from '../errors';
import type { Endings } from './endings';
import type { Route, WorkEngineOptions } from './options';
import type { WorkEvent } from './events';
import type { Lease } from './item';
import { backoffAfter } from './policy';
import { isEndless, type Roster, type Tracked } from './roster';
import { isParked } from './view';

/**
 * One attempt after the other at an item: delivery under a lease, the end of the lease, failures
 * with their backoff, escalation.
 */
export class Attempts {
	constructor(
		private readonly options: WorkEngineOptions,
		private readonly roster: Roster,
		private readonly endings: Endings,
		private readonly clock: () => number,
		private readonly report: (event: WorkEvent) => void,
	) {}

	/** An item in flight: ended by a node, or silent for longer than its lease. */
	async review(tracked: Tracked): Promise<void> {
		if (tracked.ended || tracked.lease?.phase !== 'running') return;
		if (await this.endings.endIfClosed(tracked)) return;
		const parking = await this.options.store.parking(tracked.entry.id);
		tracked.parked = isParked(parking);
		if (tracked.parked) {
			// Its execution is paused and takes no room, even when n8n never told so.
			this.roster.stop(tracked);
			this.roster.put(tracked, this.clock());
			return;
		}
		await this.refresh(tracked);
		const now = this.clock();
		if (tracked.lease?.phase !== 'running') return;
		const { attempt } = tracked.lease;
		const given = await this.options.store.failure(tracked.entry.id, attempt);
		const ending = given?.ends === true ? given : undefined;
		// Nobody tells how an execution ends that was paused in between: what a node said of it counts.
		if (ending !== undefined && parking?.attempt === attempt) {
			this.roster.stop(tracked);
			return await this.fail(tracked, attempt, ending.code, ending.needsPerson);
		}
		if (tracked.givenUp !== undefined) {
			// Left over from before a restart: not the item's fault, so no failure is counted.
			tracked.lease = { ...tracked.lease, phase: 'failed', until: now, heldUntil: tracked.givenUp };
		} else if (this.roster.overAt(tracked, tracked.lease, now) <= now) {
			this.roster.stop(tracked);
			const { code, needsPerson } = ending ?? { code: 'lease-expired', needsPerson: false };
			return await this.fail(tracked, attempt, code, needsPerson);
		}
		this.roster.put(tracked, now);
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
		if (await this.endings.endIfClosed(tracked)) return true;
		tracked.parked = isParked(await this.options.store.parking(tracked.entry.id));
		await this.refresh(tracked);
		const running = tracked.lease?.phase === 'running';
		if (tracked.parked && !running && tracked.lease !== undefined) {
			// Its attempt had been given up before the parking was seen: the decision is waited for.
			tracked.lease = { ...tracked.lease, phase: 'running' };
		}
		if (running || tracked.parked) this.roster.put(tracked, this.clock());
		return running || tracked.parked;
	}

	/** Hands the item to its workflow under a new lease. */
	async deliver(tracked: Tracked, route: Route): Promise<void> {
		const { store, policy, origin } = this.options;
		const { id, kind, priority, openedAt } = tracked.entry;
		const held = tracked.lease;
		const { attempt: last = 0, attemptsBefore = 0, failures = 0, lastFailure } = held ?? {};
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
		this.roster.start(tracked, lease);
		try {
			const payload = await this.options.inbox.payload(tracked.entry);
			const round = held === undefined ? 1 : await store.round(id);
			// An execution whose lease was over may have closed it in the meantime.
			if ((await store.closingHere(id)) !== undefined) {
				this.roster.stop(tracked);
				return void (await this.endings.endIfClosed(tracked));
			}
			this.report({ type: 'delivered', record: tracked.entry, attempt });
			const item = { id, attempt, kind, priority, openedAt };
			route.deliver(round === 1 ? item : { ...item, round }, payload);
		} catch (error) {
			this.roster.stop(tracked);
			const { code } = toHospitalError(error, 'Handing out work');
			await this.fail(tracked, attempt, code, code === 'work-unreadable');
		}
	}

	/**
	 * Counts a failure of an attempt, once: the end of its lease and its execution may both tell.
	 *
	 * @param needsPerson true when another attempt changes nothing before somebody mended something
	 */
	async fail(
		tracked: Tracked,
		attempt: number,
		reason: string,
		needsPerson = false,
	): Promise<void> {
		const { policy, store, random = Math.random } = this.options;
		const lease = tracked.lease;
		if (lease?.attempt !== attempt || lease.phase !== 'running') return;
		const failures = lease.failures + 1;
		const until = this.clock() + backoffAfter(failures, policy, random());
		const failed: Lease = { ...lease, failures, phase: 'failed', lastFailure: reason, until };
		tracked.lease = failed;
		tracked.givenUp = lease.until;
		this.roster.put(tracked, this.clock());
		this.report({ type: 'failed', record: tracked.entry, attempt, reason });
		// The renewals so far belong to what has failed; only a later one would count.
		const renewed = await store.renewedUntil(tracked.entry.id, attempt);
		failed.heldUntil = Math.max(lease.until, renewed);
		tracked.givenUp = failed.heldUntil;
		await store.writeLease(tracked.entry.id, failed);
		if (needsPerson || failures >= policy.maxFailures) await this.escalate(tracked, reason);
	}

	/** A person has to take over: the item ends, with the owner that its trigger names. */
	async escalate(tracked: Tracked, reason: string): Promise<void> {
		const { id, owner } = tracked.entry;
		const attempt = tracked.lease?.attempt ?? 0;
		const ending = { state: 'ESCALATED' as const, reason, owner, attempt, by: 'engine' as const };
		const { won } = await this.options.store.close(id, ending);
		if (won) this.report({ type: 'escalated', record: tracked.entry, attempt, reason });
		await this.endings.endIfClosed(tracked);
	}
}
