import type { PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import type {
	PriorAuthFigures,
	PriorAuthMetrics,
	PriorAuthTimes,
} from '../../shared/contracts/prior-auth-metrics';
import { HospitalError } from '../../shared/errors';
import type { Case, ClockSettings } from '../cases';
import { wallOf } from '../clocks';
import { factsOf, type CaseFacts } from './facts';

export interface Measuring {
	/** First and last month, YYYY-MM, by the clock of the site. */
	from: string;
	to: string;
	/** Milliseconds since 1970. */
	now: number;
	settings: Pick<ClockSettings, 'rules' | 'working'>;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const MOST_MONTHS = 120;

/**
 * Reckons the figures of each month and of all of them together. A request counts in the month in which
 * it was sent, a decision in the month in which it came, a time that ended in the month in which it did.
 *
 * @throws HospitalError `prior-auth-months-invalid`
 */
export function measure(cases: readonly Case[], measuring: Measuring): PriorAuthMetrics {
	const { from, to, now, settings } = measuring;
	const names = monthsOf(from, to);
	const { timeZone } = settings.working;
	const facts = cases.map((each) => factsOf(each, settings, now));
	const monthOf = (instant: number): string => wallOf(instant, timeZone).day.slice(0, 7);
	return {
		contract: 'PriorAuthMetrics/1',
		from,
		to,
		timeZone,
		madeAt: new Date(now).toISOString(),
		months: names.map((month) => ({
			month,
			...figuresOf(facts, (instant) => monthOf(instant) === month),
		})),
		total: figuresOf(facts, (instant) => from <= monthOf(instant) && monthOf(instant) <= to),
	};
}

/** @param within whether a moment lies in the time that is reckoned */
function figuresOf(
	facts: readonly CaseFacts[],
	within: (instant: number) => boolean,
): PriorAuthFigures {
	const sent = facts.filter(({ submittedAt }) => within(submittedAt));
	const decided = facts.flatMap(({ first, expedited }) =>
		first !== undefined && within(first.at) ? [{ ...first, expedited }] : [],
	);
	const late = facts.filter(({ overdueAt }) => overdueAt !== undefined && within(overdueAt));
	const ended = facts.flatMap(({ closed }) => closed ?? []).filter(({ at }) => within(at));
	const hoursOf = (expedited: boolean): number[] =>
		decided
			// That something was taken back says nothing of how long the payer takes to decide.
			.filter((each) => each.expedited === expedited && each.decision.outcome !== 'cancelled')
			.map(({ hours }) => hours);
	return {
		submitted: sent.length,
		expedited: sent.filter(({ expedited }) => expedited).length,
		open: sent.filter(({ open }) => open).length,
		pended: sent.filter(({ pended }) => pended).length,
		informationRequested: sent.filter((each) => each.informationRequested).length,
		decided: decided.length,
		outcomes: counted(decided.map(({ decision }) => decision.outcome)),
		standardHours: timesOf(hoursOf(false)),
		expeditedHours: timesOf(hoursOf(true)),
		owedHours: timesOf(
			facts.flatMap(({ owed }) => owed.filter(({ at }) => within(at)).map(({ hours }) => hours)),
		),
		overdue: late.length,
		overdueExpedited: late.filter(({ expedited }) => expedited).length,
		denials: denialsOf(decided),
		appeals: facts.flatMap(({ appeals }) => appeals).filter(within).length,
		overturned: facts.flatMap(({ overturnedAt }) => overturnedAt ?? []).filter(within).length,
		takenBack: facts.flatMap(({ takenBackAt }) => takenBackAt ?? []).filter(within).length,
		closed: Object.entries(counted(ended.map(({ reason }) => reason)))
			.map(([reason, count]) => ({ reason, count: count ?? 0 }))
			.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
	};
}

const NO_REASON = ['', 'no-reason-given'];

function denialsOf(
	decided: ReadonlyArray<NonNullable<CaseFacts['first']>>,
): PriorAuthFigures['denials'] {
	const reasons = decided.flatMap(({ decision: { outcome: whole, items } }) => {
		const denied = items.filter(({ outcome }) => outcome === 'denied');
		// A denial of the whole has no items, and one without a reason is a denial all the same.
		if (whole === 'denied' && denied.length === 0) return [NO_REASON];
		return denied.flatMap(({ reasonCodes }) =>
			reasonCodes.length === 0
				? [NO_REASON]
				: reasonCodes.map(({ system, code }) => [system ?? '', code]),
		);
	});
	return Object.entries(counted(reasons.map((reason) => JSON.stringify(reason))))
		.map(([key, count = 0]) => {
			const [system, code] = JSON.parse(key) as [string, string];
			return { ...(system !== '' && { system }), code, count };
		})
		.sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

function counted<T extends string>(names: readonly T[]): Partial<Record<T, number>> {
	const counts = new Map<T, number>();
	for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
	return Object.fromEntries(counts) as Partial<Record<T, number>>;
}

/**
 * @param hours in any order
 * @returns the median as the mean of the two in the middle where they are even; of nine tenths the
 *   smallest value that at least nine of ten do not exceed (nearest rank)
 */
export function timesOf(hours: readonly number[]): PriorAuthTimes {
	const sorted = [...hours].sort((a, b) => a - b);
	const count = sorted.length;
	if (count === 0) return { count };
	const half = sorted.slice(Math.floor((count - 1) / 2), Math.floor(count / 2) + 1);
	const median = half.reduce((sum, each) => sum + each, 0) / half.length;
	return {
		count,
		median: rounded(median),
		p90: rounded(sorted[Math.ceil(count * 0.9) - 1]),
		longest: rounded(sorted[count - 1]),
	};
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function monthsOf(from: string, to: string): string[] {
	if (!MONTH.test(from) || !MONTH.test(to) || from > to) throw invalid();
	const names: string[] = [];
	for (let month = from; month <= to; month = monthAfter(month)) {
		if (names.length === MOST_MONTHS) throw invalid();
		names.push(month);
	}
	return names;
}

function monthAfter(month: string): string {
	const [year = 0, at = 0] = month.split('-').map(Number);
	return new Date(Date.UTC(year, at, 1)).toISOString().slice(0, 7);
}

const invalid = (): HospitalError =>
	new HospitalError('prior-auth-months-invalid', 'The months of the report cannot be used', {
		nextStep: `Write the first and the last month as YYYY-MM, the earlier one first, at most ${MOST_MONTHS} months.`,
	});

/** What may be decided, in the order in which people read it. */
export const OUTCOMES: readonly PriorAuthOutcome[] = [
	'approved',
	'partially-approved',
	'modified',
	'denied',
	'mixed',
	'cancelled',
	'no-action',
	'refused',
];
