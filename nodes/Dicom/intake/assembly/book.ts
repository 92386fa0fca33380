import type { StudyScope } from '../../../shared/contracts/study';
import type { InstanceRecord } from '../spool/records';
import { KnownRules } from './known-rules';
import { claimName } from './scope';
import { newStudy, scopeInstances, versionOf, type AssembledStudy, type Claim } from './study';
import { admits } from './study-rule';

export interface Clock {
	/** Milliseconds that never go back: waiting is measured with it. */
	monotonic(): number;
	/** Milliseconds since 1970: only for what people read. */
	wall(): number;
}

/** A study on a lane, named. */
export type StudyName = Pick<AssembledStudy, 'lane' | 'studyKey'>;

/** The studies of a listener, what is claimed of them, and the rules that claim. */
export class Book {
	readonly rules = new KnownRules();
	/** Claims that wait to be complete, and those that were completed and not taken over. */
	readonly open = new Set<Claim>();
	readonly offered = new Set<Claim>();
	/** Studies that no workflow wanted. All that is known of them is in their archives. */
	readonly unclaimed = new Map<string, StudyName>();
	private readonly studies = new Map<string, AssembledStudy>();

	constructor(readonly clock: Clock) {}

	find({ lane, studyKey }: StudyName): AssembledStudy | undefined {
		return this.studies.get(nameOf({ lane, studyKey }));
	}

	all(): Iterable<AssembledStudy> {
		return this.studies.values();
	}

	studyFor(name: StudyName): AssembledStudy {
		let study = this.find(name);
		if (study === undefined) {
			study = newStudy(name.lane, name.studyKey, this.clock.monotonic());
			this.studies.set(nameOf(name), study);
		}
		return study;
	}

	forget(name: StudyName): void {
		const study = this.find(name);
		if (study === undefined) return;
		this.dropClaims(study);
		this.studies.delete(nameOf(name));
	}

	dropClaims(study: AssembledStudy): void {
		for (const claim of study.claims.values()) this.drop(claim);
	}

	claimFor(study: AssembledStudy, rule: string, scope: StudyScope): Claim {
		const name = claimName({ rule, scope });
		let claim = study.claims.get(name);
		if (claim === undefined) {
			const offers = { offeredAt: Number.NEGATIVE_INFINITY, offers: 0 };
			const times = { lastChange: study.lastChange, longestGap: 0 };
			claim = { study, rule, scope, name, ...times, ...offers };
			study.claims.set(name, claim);
		}
		return claim;
	}

	/** Something of the claim has changed: it is to be judged. */
	change(claim: Claim): void {
		const now = this.clock.monotonic();
		if (claim.changedSince === undefined) claim.changedSince = now;
		else claim.longestGap = Math.max(claim.longestGap, now - claim.lastChange);
		claim.lastChange = now;
		this.open.add(claim);
	}

	/** Nothing of the claim is to be judged any more. */
	close(claim: Claim): void {
		claim.changedSince = undefined;
		claim.longestGap = 0;
		claim.enquiry = undefined;
		this.open.delete(claim);
	}

	withdraw(claim: Claim): void {
		claim.offered = undefined;
		this.offered.delete(claim);
	}

	drop(claim: Claim): void {
		this.close(claim);
		this.withdraw(claim);
		claim.study.claims.delete(claim.name);
	}

	/** The instances of a claim: those of its scope that senders brought whom its route lets in. */
	imagesOf(claim: Claim): InstanceRecord[] {
		const images = scopeInstances(claim);
		const route = this.rules.get(claim.study.lane, claim.rule)?.route;
		if (route === undefined || route.callingAeTitles.length === 0) return images;
		return images.filter(({ callingAeTitle }) => admits(route, callingAeTitle));
	}

	versionOf(claim: Claim): string {
		return versionOf(this.imagesOf(claim));
	}
}

/** Names a study among those of all lanes. */
export const nameOf = ({ lane, studyKey }: StudyName) => `${studyKey} ${lane}`;
