import type { PriorAuthDecision, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import { decisionDue, isFinal, type Case, type CaseEvent, type ClockSettings } from '../cases';

/** What a case gives to the figures. Times are milliseconds since 1970. */
export interface CaseFacts {
	submittedAt: number;
	expedited: boolean;
	/** Waits for a decision today. */
	open: boolean;
	pended: boolean;
	informationRequested: boolean;
	/** The first final decision. */
	first?: { at: number; decision: PriorAuthDecision; hours: number };
	/** When its time ended without a decision. */
	overdueAt?: number;
	/** When we had sent what the payer waited for, and how long it had waited. */
	owed: Array<{ at: number; hours: number }>;
	appeals: number[];
	/** When a denial was changed after an appeal. */
	overturnedAt?: number;
	/** When the payer denied something of what it had approved. */
	takenBackAt?: number;
	closed?: { at: number; reason: string };
}

const HOUR = 3_600_000;

type DecisionEvent = Extract<CaseEvent, { type: 'decision' }>;

/** @param now milliseconds since 1970 */
export function factsOf(
	of: Case,
	settings: Pick<ClockSettings, 'rules' | 'working'>,
	now: number,
): CaseFacts {
	const { opening, receivedAt, state, closed } = of;
	const submittedAt = Date.parse(opening.submittedAt);
	const counted = of.events.filter(counts);
	const first = counted.find(({ decision }) => isFinal(decision));
	const receipt = receivedAt === undefined ? submittedAt : Date.parse(receivedAt);
	const overdueAt = lateAt(of, first, settings, now);
	const overturnedAt = overturned(of.events);
	const takenBackAt = takenBack(of.events);
	return {
		submittedAt,
		expedited: opening.urgency === 'expedited',
		open: state === 'sending' || state === 'waiting' || state === 'information-owed',
		pended: counted.some(({ decision }) => !isFinal(decision) && decision.outcome !== 'unknown'),
		informationRequested: counted.some(({ decision }) => decision.asked.length > 0),
		...(first !== undefined && {
			first: {
				at: Date.parse(first.at),
				decision: first.decision,
				hours: (Date.parse(first.at) - receipt) / HOUR,
			},
		}),
		...(overdueAt !== undefined && { overdueAt }),
		owed: of.owed.flatMap(({ from, to }) =>
			to === undefined
				? []
				: [{ at: Date.parse(to), hours: (Date.parse(to) - Date.parse(from)) / HOUR }],
		),
		appeals: of.appeals.map(({ at }) => Date.parse(at)),
		...(overturnedAt !== undefined && { overturnedAt }),
		...(takenBackAt !== undefined && { takenBackAt }),
		...(closed !== undefined &&
			first === undefined && {
				closed: { at: Date.parse(closed.at), reason: closed.reason },
			}),
	};
}

/** Decisions that changed something. */
const counts = (event: CaseEvent): event is DecisionEvent & { at: string } =>
	event.type === 'decision' && event.effect !== 'stale' && event.effect !== 'repeat';

/** What the payer was asked first is judged: an amendment has a time of its own. */
function lateAt(
	of: Case,
	first: { at: string } | undefined,
	settings: Pick<ClockSettings, 'rules' | 'working'>,
	now: number,
): number | undefined {
	const { receivedAt, closed, opening } = of;
	// A packet whose answer never came counts from when it was sent: the payer may have it.
	const asked: Case = { ...of, clock: { from: receivedAt ?? opening.submittedAt, cycle: 1 } };
	const dueAt = decisionDue(asked, settings).dueAt;
	const ended = Math.min(
		first === undefined ? now : Date.parse(first.at),
		closed === undefined ? now : Date.parse(closed.at),
	);
	return dueAt !== undefined && ended > dueAt ? dueAt : undefined;
}

const GRANTING: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'partially-approved',
	'modified',
]);

/** When something of what was denied was granted after an appeal. */
function overturned(events: readonly CaseEvent[]): number | undefined {
	let denied: Denied | undefined;
	let contested: Denied | undefined;
	for (const event of events) {
		if (event.type === 'appeal') contested = denied;
		if (!counts(event)) continue;
		if (contested !== undefined && grants(event.decision, contested)) return Date.parse(event.at);
		if (isFinal(event.decision)) denied = deniedIn(event.decision);
	}
	return undefined;
}

/** When something that was granted was denied afterwards. */
function takenBack(events: readonly CaseEvent[]): number | undefined {
	let granted = false;
	for (const event of events) {
		if (!counts(event)) continue;
		if (granted && event.effect === 'contradiction' && deniedIn(event.decision) !== undefined) {
			return Date.parse(event.at);
		}
		if (isFinal(event.decision)) granted = GRANTING.has(event.decision.outcome);
	}
	return undefined;
}

/** Numbers of items that were denied; `all` where the whole was. */
type Denied = 'all' | ReadonlySet<number>;

function deniedIn({ outcome, items }: PriorAuthDecision): Denied | undefined {
	if (outcome === 'denied') return 'all';
	const numbers = items.filter((item) => item.outcome === 'denied').map((item) => item.sequence);
	return numbers.length === 0 ? undefined : new Set(numbers);
}

const grants = ({ outcome, items }: PriorAuthDecision, denied: Denied): boolean =>
	items.length === 0
		? GRANTING.has(outcome)
		: items.some(
				(item) => GRANTING.has(item.outcome) && (denied === 'all' || denied.has(item.sequence)),
			);
