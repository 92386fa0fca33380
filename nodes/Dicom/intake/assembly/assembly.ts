import type {
	CompleteRecord,
	HandedOverRecord,
	InstanceRecord,
	JournalRecord,
} from '../spool/records';
import type { Route } from '../settings';
import { RULES, type CompletenessRule } from './rules';
import { versionOf, type AssembledStudy } from './study';

export interface Clock {
	/** Milliseconds that never go back: waiting is measured with it. */
	monotonic(): number;
	/** Milliseconds since 1970: only for what people read. */
	wall(): number;
}

export const SYSTEM_CLOCK: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };

/** A completed version that nobody took over is offered again after this time. Milliseconds. */
export const REOFFER_MS = 60_000;

/**
 * Which studies are coming in on which lane, and which are complete. A lane is a called AE title:
 * the same study sent to two AE titles is two pieces of work.
 *
 * The class holds state and decides; it reads and writes no file and knows no timer. Its state is
 * exactly what the journal's records say, so replaying them gives it back.
 */
export class Assembly {
	private readonly studies = new Map<string, AssembledStudy>();

	constructor(
		private readonly clock: Clock = SYSTEM_CLOCK,
		private readonly rules: readonly CompletenessRule[] = RULES,
	) {}

	/** Puts back what the journal holds. Waiting times start anew: the sender may just reconnect. */
	replay(records: Iterable<JournalRecord>): void {
		for (const record of records) {
			if (record.kind === 'instance') this.add(record);
			else if (record.kind === 'complete') this.completed(record);
			else this.handOver(record);
		}
	}

	/** True when the lane holds exactly this content of the instance as its newest. */
	holds(lane: string, studyKey: string, sopKey: string, sha256: string): boolean {
		return this.find(lane, studyKey)?.instances.get(sopKey)?.sha256 === sha256;
	}

	/** Takes in an instance that is durable. */
	add(record: InstanceRecord): void {
		const study = this.studyFor(record.lane, record.studyKey);
		const before = study.instances.get(record.sopKey);
		if (before?.sha256 === record.sha256) return;
		study.instances.set(record.sopKey, record);
		const now = this.clock.monotonic();
		study.changedSince ??= now;
		study.lastChange = now;
	}

	/** An instance of the study is being received, or has ended, well or not. */
	arriving(lane: string, studyKey: string, change: 1 | -1): void {
		const study = change === 1 ? this.studyFor(lane, studyKey) : this.find(lane, studyKey);
		if (study === undefined) return;
		study.arriving = Math.max(0, study.arriving + change);
		if (study.arriving === 0 && study.instances.size === 0) {
			this.studies.delete(keyOf(lane, studyKey));
		}
	}

	/**
	 * Judges every study that changed.
	 *
	 * @param routeOf the route whose waiting times hold for a lane; a lane without one waits
	 * @returns records of the studies that are complete now, to be journalled and then given to
	 *   `completed`; and when to look again at the latest
	 */
	due(routeOf: (lane: string) => Route | undefined): {
		complete: CompleteRecord[];
		askAt: number;
	} {
		const now = this.clock.monotonic();
		const complete: CompleteRecord[] = [];
		let askAt = Number.POSITIVE_INFINITY;
		for (const study of this.studies.values()) {
			if (study.changedSince === undefined) continue;
			const route = routeOf(study.lane);
			if (route === undefined) continue;
			for (const rule of this.rules) {
				const verdict = rule.judge(study, route, now);
				if (verdict.complete) {
					complete.push(this.completion(study, rule.evidence, verdict.incomplete));
					break;
				}
				askAt = Math.min(askAt, verdict.askAt ?? Number.POSITIVE_INFINITY);
			}
		}
		return { complete, askAt };
	}

	private completion(
		study: AssembledStudy,
		evidence: CompleteRecord['completeness']['evidence'],
		incomplete: boolean,
	): CompleteRecord {
		const version = versionOf(study.instances.values());
		const previous = study.offered?.version ?? study.handedOver;
		return {
			kind: 'complete',
			lane: study.lane,
			studyKey: study.studyKey,
			version,
			completeness: {
				evidence,
				incomplete,
				decidedAt: new Date(this.clock.wall()).toISOString(),
			},
			...(previous !== undefined && previous !== version && { supersedes: previous }),
		};
	}

	/**
	 * The completion is durable: from now on it is offered. A version that was taken over before
	 * (an instance was replaced and came back) is not offered again.
	 */
	completed(record: CompleteRecord): AssembledStudy | undefined {
		const study = this.find(record.lane, record.studyKey);
		if (study === undefined) return undefined;
		// Instances that came while the record was being written stay a change.
		if (versionOf(study.instances.values()) === record.version) study.changedSince = undefined;
		if (study.handedOver === record.version) return undefined;
		study.offered = record;
		study.offeredAt = Number.NEGATIVE_INFINITY;
		study.offers = 0;
		return study;
	}

	/** Somebody has a durable work item for the version. @returns false for a study not known here */
	handOver({ lane, studyKey, version }: Omit<HandedOverRecord, 'kind'>): boolean {
		const study = this.find(lane, studyKey);
		if (study === undefined) return false;
		study.handedOver = version;
		if (study.offered?.version === version) study.offered = undefined;
		if (versionOf(study.instances.values()) === version) study.changedSince = undefined;
		return true;
	}

	/** Offered versions whose turn it is: new ones, and those that nobody took over in time. */
	toOffer(): AssembledStudy[] {
		const now = this.clock.monotonic();
		return [...this.studies.values()].filter(
			(study) => study.offered !== undefined && now - study.offeredAt >= REOFFER_MS,
		);
	}

	/** Notes that the study was offered at this moment. @returns the number of this offer */
	offeredNow(study: AssembledStudy): number {
		study.offeredAt = this.clock.monotonic();
		return ++study.offers;
	}

	/** A lane got a workflow: what waits there is offered at once. */
	offerLane(lane: string): void {
		for (const study of this.studies.values()) {
			if (study.lane === lane) study.offeredAt = Number.NEGATIVE_INFINITY;
		}
	}

	find(lane: string, studyKey: string): AssembledStudy | undefined {
		return this.studies.get(keyOf(lane, studyKey));
	}

	all(): Iterable<AssembledStudy> {
		return this.studies.values();
	}

	forget(study: AssembledStudy): void {
		this.studies.delete(keyOf(study.lane, study.studyKey));
	}

	/** The records that give this state back: what a new journal segment starts with. */
	*snapshot(): Generator<JournalRecord> {
		for (const { lane, studyKey, instances, handedOver, offered } of this.studies.values()) {
			yield* instances.values();
			if (handedOver !== undefined) {
				yield { kind: 'handed-over', lane, studyKey, version: handedOver };
			}
			if (offered !== undefined) yield offered;
		}
	}

	private studyFor(lane: string, studyKey: string): AssembledStudy {
		const key = keyOf(lane, studyKey);
		let study = this.studies.get(key);
		if (study === undefined) {
			study = {
				lane,
				studyKey,
				instances: new Map(),
				lastChange: this.clock.monotonic(),
				arriving: 0,
				offeredAt: Number.NEGATIVE_INFINITY,
				offers: 0,
			};
			this.studies.set(key, study);
		}
		return study;
	}
}

const keyOf = (lane: string, studyKey: string) => `${studyKey} ${lane}`;
