import type { DecisionItem, PriorAuthDecision } from '../../shared/contracts/prior-auth';
import { deadlineOf, dueOf, isDay, rulesFor, wallOf, WorkingTime } from '../clocks';
import type { ClockRule, Due, SiteClockRule } from '../clocks';
import type { Case, ClockName, DueMilestone } from './case';

/** How the site keeps its clocks. */
export interface ClockSettings {
	/** Which trigger tells; one tells nothing that it has told before. */
	route: string;
	rules: readonly SiteClockRule[];
	working: WorkingTime;
	/** Days before the end of an authorization at which somebody is told; none: nobody is. */
	authorizationDays: readonly number[];
	/** Days before the last day on which the payer takes what it asked for. */
	informationDays: readonly number[];
}

/** What will be told about one clock of a case. */
export interface Plan {
	clock: ClockName;
	/** Milliseconds since 1970. */
	dueAt: number;
	/** In order; told ones are left out. */
	marks: Array<{ mark: string; at: number }>;
	/** ISO 8601: since when the clock can be known. */
	since: string;
	rule?: string;
}

/** The clocks that run for a case. */
export function plansOf(of: Case, settings: ClockSettings): Plan[] {
	return [decisionPlan(of, settings), informationPlan(of, settings), periodPlan(of, settings)]
		.flatMap((plan) => plan ?? [])
		.map((plan) => withoutTold(plan, of, settings.route));
}

/** When the payer must have decided; without an end while the clock stands still. */
export function decisionDue(
	of: Case,
	{ rules, working }: Pick<ClockSettings, 'rules' | 'working'>,
): { dueAt?: number; rule: ClockRule } {
	const found = dueNow(of, rules, working);
	const { dueAt } = found.due;
	return { rule: found.rule, ...(dueAt !== undefined && { dueAt }) };
}

function dueNow(of: Case, rules: readonly SiteClockRule[], working: WorkingTime) {
	const { opening, owed } = of;
	const from = Date.parse(of.clock.from);
	const { payer, state, urgency } = opening;
	const subject = {
		urgency,
		payer: [...payer.identifiers.map(({ value }) => value), ...(payer.name ? [payer.name] : [])],
		day: wallOf(Date.parse(opening.submittedAt), working.timeZone).day,
		...(state !== undefined && { state }),
	};
	const holding = opening.rule === undefined ? rulesFor(subject, rules) : [opening.rule];
	const pauses = owed.map((each) => ({
		from: Date.parse(each.from),
		...(each.to !== undefined && { to: Date.parse(each.to) }),
	}));
	return holding
		.map((rule) => ({ rule, due: dueOf(from, rule, working, pauses) }))
		.reduce((one, other) => (endOf(other.due) < endOf(one.due) ? other : one));
}

const endOf = ({ dueAt }: Due): number => dueAt ?? Number.POSITIVE_INFINITY;

function decisionPlan(of: Case, { rules, working }: ClockSettings): Plan | undefined {
	if (of.state === 'decided' || of.state === 'closed') return undefined;
	const { rule, due } = dueNow(of, rules, working);
	if (due.milestones.length === 0) return undefined;
	return {
		clock: 'decision',
		// A clock that stands still tells what lay before; when it ends is not known yet.
		dueAt: due.dueAt ?? Number.POSITIVE_INFINITY,
		marks: due.milestones.map(({ at, share }) => ({ mark: String(Math.round(share * 100)), at })),
		since: of.clock.from,
		rule: rule.name,
	};
}

/** What we owe the payer, or may still add to what it denied, where it says until when. */
function informationPlan(of: Case, settings: ClockSettings): Plan | undefined {
	const since = mayAdd(of) ? of.decidedAt : of.owedSince;
	if (since === undefined || of.closed !== undefined) return undefined;
	const days = (of.decision?.asked ?? []).flatMap(({ until }) => dayOf(until) ?? []).sort();
	return daysPlan('information', days[0], settings.informationDays, since, settings);
}

/** True while a payer that has decided still takes what it asked for, and nothing was done about it. */
export function mayAdd({ state, decision, events }: Case): boolean {
	if (state !== 'decided' || decision === undefined || decision.asked.length === 0) return false;
	const decided = events.findLastIndex(
		(event) =>
			event.type === 'decision' && (event.effect === 'first' || event.effect === 'changed'),
	);
	return !events
		.slice(decided + 1)
		.some(({ type }) => type === 'information-sent' || type === 'appeal');
}

/** How long what was granted holds. */
function periodPlan(of: Case, settings: ClockSettings): Plan | undefined {
	const { decision, decidedAt, clock, closed } = of;
	// What was granted holds on while an amendment of it waits for the payer.
	const since = decidedAt ?? clock.from;
	if (decision === undefined || closed !== undefined) return undefined;
	const day = lastDayOf(decision);
	return daysPlan('authorization', day, settings.authorizationDays, since, settings);
}

const GRANTING = new Set(['approved', 'partially-approved', 'modified']);

/** The first day on which a part of what was granted ends. */
export function lastDayOf({ items, outcome, period }: PriorAuthDecision): string | undefined {
	const granted = items.filter((item: DecisionItem) => GRANTING.has(item.outcome));
	const ends = granted.flatMap((item) => dayOf(item.period?.end) ?? []);
	const whole = GRANTING.has(outcome) || granted.length > 0 ? dayOf(period?.end) : undefined;
	return [...ends, ...(whole === undefined ? [] : [whole])].sort()[0];
}

function daysPlan(
	clock: ClockName,
	day: string | undefined,
	daysBefore: readonly number[],
	since: string,
	{ working }: ClockSettings,
): Plan | undefined {
	if (day === undefined || daysBefore.length === 0) return undefined;
	const { dueAt, marks } = deadlineOf(day, daysBefore, working);
	return { clock, dueAt, marks: marks.map(({ days, at }) => ({ mark: String(days), at })), since };
}

function dayOf(text: string | undefined): string | undefined {
	const day = text?.slice(0, 10);
	return isDay(day) ? day : undefined;
}

/** Of marks in order, whoever was told of one knows those before it. */
function withoutTold(plan: Plan, of: Case, route: string): Plan {
	const { cycle } = of.clock;
	const told = of.told.filter(
		(each) =>
			each.clock === plan.clock &&
			each.route === route &&
			(plan.clock === 'decision'
				? each.cycle === cycle
				: each.dueAt === new Date(plan.dueAt).toISOString()),
	);
	const known = new Set(told.map(({ mark }) => mark));
	const last = plan.marks.findLastIndex(({ mark }) => known.has(mark));
	return { ...plan, marks: plan.marks.slice(last + 1) };
}

/** What must be told at a moment: of each clock the last mark that is reached, and those before it. */
export function dueMilestones(of: Case, plans: readonly Plan[], now: number): DueMilestone[] {
	return plans.flatMap((plan): DueMilestone[] => {
		const reached = plan.marks.filter(({ at }) => at <= now);
		const last = reached.at(-1);
		if (last === undefined) return [];
		const { clock, dueAt, since, rule } = plan;
		return [
			{
				case: of,
				clock,
				mark: last.mark,
				at: Math.max(last.at, Date.parse(since)),
				dueAt,
				with: reached.slice(0, -1).map(({ mark }) => mark),
				...(rule !== undefined && { rule }),
			},
		];
	});
}

/** The next moment at which something will be told; undefined when nothing will. */
export function nextAt(plans: readonly Plan[]): number | undefined {
	const times = plans.flatMap(({ marks }) => marks[0]?.at ?? []);
	return times.length === 0 ? undefined : Math.min(...times);
}
