import { laneOf, type Route } from '../settings';
import type { JournalRecord } from '../spool/records';
import type { Book } from './book';
import { isTest, isTestRule, recordOf, ruleOf, type KnownRule } from './known-rules';
import { scopeOf } from './scope';
import type { AssembledStudy, Claim } from './study';
import { admits, fits } from './study-rule';

/** Studies of a lane that wait for a workflow that is not there. */
export interface Waiting {
	lane: string;
	count: number;
}

/** Workflows come and go: who begins to claim what, and what becomes of what they are owed. */
export class Memberships {
	constructor(private readonly book: Book) {}

	/**
	 * A workflow receives on its lane from now on, with what its rule is owed from before. What it
	 * was owed under other settings comes to it too.
	 */
	join(route: Route): KnownRule {
		const { rules, offered } = this.book;
		if (!rules.isServed(laneOf(route))) this.waitAnew(laneOf(route));
		const rule = rules.join(route);
		this.begin(rule);
		for (const owed of [rule, ...rules.earlierOf(route)]) this.offerAgain(owed);
		if (isTest(route)) return rule;
		// Owed under a rule that is not known any more, as journals of one workflow per lane have it.
		for (const claim of [...offered]) {
			const { lane } = claim.study;
			if (lane !== rule.lane || rules.get(lane, claim.rule) !== undefined) continue;
			if (fits(route, this.book.imagesOf(claim))) this.inherit(claim, rule);
		}
		return rule;
	}

	/** Senders were refused until now. */
	private waitAnew(lane: string): void {
		const now = this.book.clock.monotonic();
		for (const claim of this.book.open) if (claim.study.lane === lane) claim.lastChange = now;
		for (const study of this.book.all()) if (study.lane === lane) study.lastChange = now;
	}

	/** The journal's records of a route's rule, and of those that its workflow had before. */
	recordsOf(route: Route): JournalRecord[] {
		const { rules } = this.book;
		const own: KnownRule = {
			lane: laneOf(route),
			key: ruleOf(route),
			route,
			absentSince: 0,
			closing: false,
		};
		const earlier = rules.earlierOf(route).map((rule) => ({ ...rule, closing: true }));
		return [own, ...earlier].map(recordOf);
	}

	/** The rules of all lanes, those of workflows that are away included. */
	rules(): Iterable<KnownRule> {
		return this.book.rules.all();
	}

	/** The rule and all its claims are somebody else's. */
	forget({ lane, key }: Pick<KnownRule, 'lane' | 'key'>): void {
		this.book.rules.forget({ lane, key });
		for (const study of [...this.book.all()]) {
			if (study.lane !== lane) continue;
			for (const claim of [...study.claims.values()]) {
				if (claim.rule === key) this.book.drop(claim);
			}
			if (study.claims.size === 0 && !study.unwatched) this.book.forget(study);
		}
	}

	/** Studies that nobody has wholly judged yet are the rule's too. */
	begin(rule: KnownRule): void {
		if (rule.closing) return;
		for (const study of this.book.all()) {
			if (study.lane !== rule.lane || !isUndecided(study)) continue;
			this.claimAll(study, rule);
			if (!isTest(rule.route)) study.unwatched = false;
		}
	}

	/** Claims everything of a study for a rule, as far as its workflow has not taken it over. */
	claimAll(study: AssembledStudy, { key, route }: KnownRule): Claim[] {
		const claims = new Set<Claim>();
		for (const record of study.instances.values()) {
			if (!admits(route, record.callingAeTitle)) continue;
			claims.add(this.book.claimFor(study, key, scopeOf(record, route.emit ?? 'study')));
		}
		const fresh = [...claims].filter((claim) => claim.changedSince === undefined);
		const claimed = fresh.filter((claim) => {
			const had = [claim.handedOver, claim.offered?.version];
			return (
				had.every((version) => version === undefined) || !had.includes(this.book.versionOf(claim))
			);
		});
		for (const claim of claimed) {
			this.book.change(claim);
			claim.lastChange = study.lastChange;
		}
		return claimed;
	}

	/** A workflow is gone, perhaps for a moment. @returns how many studies wait for it */
	leave(routeId: string): Waiting[] {
		const { rules } = this.book;
		const waiting = new Map<string, Set<AssembledStudy>>();
		for (const rule of rules.leave(routeId, this.book.clock.monotonic())) {
			const { lane } = rule;
			const others = rules.ofLane(lane).some(({ present }) => present !== undefined);
			const studies = [...this.book.all()].filter(
				(study) => study.lane === lane && isOwed(study, rule.key, others),
			);
			for (const study of studies) {
				waiting.set(lane, (waiting.get(lane) ?? new Set()).add(study));
			}
			if (isTest(rule.route)) this.drop(rule);
		}
		return [...waiting].map(([lane, { size }]) => ({ lane, count: size }));
	}

	/** Rules that nobody has had for long, and former ones under which nothing is left to do. */
	expired(): KnownRule[] {
		const { rules, clock, open, offered } = this.book;
		const busy = new Set([...open, ...offered].map(({ study, rule }) => `${rule} ${study.lane}`));
		const former = [...rules.all()].filter(
			({ closing, key, lane }) => closing && !busy.has(`${key} ${lane}`),
		);
		return [...new Set([...rules.expired(clock.monotonic()), ...former])];
	}

	/** Nothing more is begun under the rule. What only it would have had waits for another. */
	drop({ lane, key }: Pick<KnownRule, 'lane' | 'key'>): void {
		this.book.rules.forget({ lane, key });
		for (const study of this.book.all()) {
			if (study.lane !== lane) continue;
			for (const claim of [...study.claims.values()]) {
				if (claim.rule === key) this.dropClaim(claim);
			}
		}
	}

	private dropClaim(claim: Claim): void {
		if (isTestRule(claim.rule)) {
			this.book.drop(claim);
			return;
		}
		const owed = claim.changedSince !== undefined || claim.offered !== undefined;
		const others = this.isOthersToo(claim);
		this.book.close(claim);
		if (!owed || others) return;
		this.book.withdraw(claim);
		claim.study.unwatched = true;
	}

	/** True when another rule that is known has, or will have, the study. */
	private isOthersToo({ study, rule }: Claim): boolean {
		return [...study.claims.values()].some(
			(other) =>
				other.rule !== rule &&
				!isTestRule(other.rule) &&
				this.book.rules.get(study.lane, other.rule) !== undefined &&
				(other.offered ?? other.changedSince ?? other.handedOver) !== undefined,
		);
	}

	private offerAgain({ lane, key }: KnownRule): void {
		for (const claim of this.book.offered) {
			if (claim.study.lane === lane && claim.rule === key) {
				claim.offeredAt = Number.NEGATIVE_INFINITY;
			}
		}
	}

	private inherit(old: Claim, { key }: KnownRule): void {
		const { offered, scope, study } = old;
		const heir = this.book.claimFor(study, key, scope);
		this.book.drop(old);
		if (offered === undefined || heir.offered !== undefined) return;
		if (heir.handedOver === offered.version) return;
		// Unchanged: its list was written under the name that it had.
		heir.offered = offered;
		this.book.offered.add(heir);
		if (this.book.versionOf(heir) === offered.version) this.book.close(heir);
	}
}

function isUndecided({ unwatched, claims }: AssembledStudy): boolean {
	if (unwatched) return true;
	for (const { changedSince, rule } of claims.values()) {
		if (changedSince !== undefined && !isTestRule(rule)) return true;
	}
	return false;
}

function isOwed({ unwatched, claims }: AssembledStudy, rule: string, others: boolean): boolean {
	if (unwatched) return !others;
	for (const claim of claims.values()) {
		if (claim.rule === rule && (claim.offered ?? claim.changedSince) !== undefined) return true;
	}
	return false;
}
