import { laneOf, type Route } from '../settings';
import type { RuleRecord } from '../spool/records';
import { ruleKey } from './study-rule';

/** A rule with which somebody receives on a lane, or did until lately. */
export interface KnownRule {
	readonly lane: string;
	readonly key: string;
	/** Also while its workflow is away: what it waits for. */
	route: Route;
	/** Id of the active workflow's route that gets what the rule is owed. */
	present?: string;
	/** Since when nobody has it. Milliseconds of the clock. */
	absentSince: number;
	/** Its workflow has another rule now; what was begun under this one is finished. */
	closing: boolean;
}

/**
 * A workflow that is away for no longer than this misses nothing: n8n is restarted, the workflow is
 * switched off and on, or published anew. Milliseconds.
 */
export const REMEMBERED_MS = 15 * 60_000;

/** The rules of all lanes of a listener, those of test runs included. */
export class KnownRules {
	private readonly rules = new Map<string, KnownRule>();

	get(lane: string, key: string): KnownRule | undefined {
		return this.rules.get(nameOf(lane, key));
	}

	ofLane(lane: string): KnownRule[] {
		return [...this.rules.values()].filter((rule) => rule.lane === lane);
	}

	/** True while somebody receives on the lane. */
	isServed(lane: string): boolean {
		for (const rule of this.rules.values()) {
			if (rule.lane === lane && rule.present !== undefined) return true;
		}
		return false;
	}

	all(): Iterable<KnownRule> {
		return this.rules.values();
	}

	/** Rules of routes with this id that it has not any more: it was given other settings. */
	earlierOf(route: Route): KnownRule[] {
		return [...this.rules.values()].filter(
			(rule) =>
				rule.route.id === route.id && !(rule.lane === laneOf(route) && rule.key === ruleOf(route)),
		);
	}

	join(route: Route): KnownRule {
		for (const earlier of this.earlierOf(route)) {
			const { only, emit, callingAeTitles, calledAeTitle } = earlier.route;
			// It wants what it wanted; waiting and priority are as they are set now.
			earlier.route = { ...route, only, emit, callingAeTitles, calledAeTitle };
			earlier.closing = true;
			earlier.present = route.id;
		}
		const rule = this.put(laneOf(route), ruleOf(route), route);
		rule.closing = false;
		rule.present = route.id;
		return rule;
	}

	leave(routeId: string, now: number): KnownRule[] {
		const left = [...this.rules.values()].filter(({ present }) => present === routeId);
		for (const rule of left) {
			rule.present = undefined;
			rule.absentSince = now;
		}
		return left;
	}

	/** As the journal has it; its workflow is not here yet. */
	restore(
		{ lane, rule, route, closing = false }: Omit<RuleRecord, 'kind'>,
		now: number,
	): KnownRule {
		const known = this.put(lane, rule, route);
		known.closing = closing;
		known.absentSince = now;
		return known;
	}

	forget({ lane, key }: Pick<KnownRule, 'lane' | 'key'>): void {
		this.rules.delete(nameOf(lane, key));
	}

	/** Rules that nobody has had for so long that nothing more is begun under them. */
	expired(now: number): KnownRule[] {
		return [...this.rules.values()].filter(
			({ present, absentSince }) => present === undefined && now - absentSince >= REMEMBERED_MS,
		);
	}

	/** The records that give this state back; test runs leave none. */
	*snapshot(): Generator<RuleRecord> {
		for (const rule of this.rules.values()) if (!isTest(rule.route)) yield recordOf(rule);
	}

	private put(lane: string, key: string, route: Route): KnownRule {
		const known = this.rules.get(nameOf(lane, key));
		if (known !== undefined) {
			known.route = route;
			return known;
		}
		const rule: KnownRule = { lane, key, route, absentSince: 0, closing: false };
		this.rules.set(nameOf(lane, key), rule);
		return rule;
	}
}

/** A test run shares its rule with the workflow that it is a test of, and is none of it. */
export const ruleOf = (route: Route): string =>
	isTest(route) ? `test:${route.id}` : ruleKey(route);

/** Rules of test runs are written nowhere. */
export const isTestRule = (key: string): boolean => key.startsWith('test:');

export const isTest = ({ mode }: Route): boolean => mode === 'test';

export const recordOf = ({ lane, key, route, closing }: KnownRule): RuleRecord => ({
	kind: 'rule',
	lane,
	rule: key,
	...(closing && { closing }),
	route,
});

const nameOf = (lane: string, key: string) => `${key} ${lane}`;
