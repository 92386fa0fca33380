import type { PriorAuthDecision } from '../../shared/contracts/prior-auth';
import type { Case, CaseEvent, CasePacket } from './case';
import { combined } from './combined';
import { isFinal } from './effect';

type EventOf<T extends CaseEvent['type']> = Extract<CaseEvent, { type: T }>;

/**
 * The case that a list of events makes.
 *
 * @returns undefined for a list that does not begin with the opening
 */
export function foldCase(id: string, events: readonly CaseEvent[]): Case | undefined {
	const [opened, ...rest] = events;
	if (opened?.type !== 'opened') return undefined;
	const { opening } = opened;
	const first: Case = {
		id,
		state: 'sending',
		identifiers: [opening.identifier],
		packets: [packetOf({ ...opening, sentAt: opening.submittedAt })],
		opening,
		clock: { from: opening.submittedAt, cycle: 1 },
		owed: [],
		reasons: [],
		appeals: [],
		told: [],
		events: [opened],
	};
	return rest.reduce(apply, first);
}

/** The case after one more event. */
function apply(before: Case, event: CaseEvent): Case {
	const next = { ...before, events: [...before.events, event] };
	switch (event.type) {
		case 'opened':
			return next;
		case 'received':
			return settled(received(next, event.at));
		case 'amended':
			return settled(amended(next, event));
		case 'decision':
			return settled(decided(next, event));
		case 'information-sent':
			return settled(paid(next, event.at));
		case 'told': {
			const { clock, mark, route, dueAt } = event;
			const { cycle } = before.clock;
			return { ...next, told: [...before.told, { clock, mark, route, dueAt, cycle }] };
		}
		case 'appeal':
			return { ...next, appeals: [...before.appeals, { at: event.at, stage: event.stage }] };
		case 'closed':
			return settled({ ...paid(next, event.at), closed: { at: event.at, reason: event.reason } });
	}
}

const packetOf = ({ identifier, trace, claim, sentAt }: CasePacket): CasePacket => ({
	identifier,
	sentAt,
	...(trace !== undefined && { trace }),
	...(claim !== undefined && { claim }),
});

/** The payer has it. The first word of it counts; the clock has run since it may have been there. */
function received(of: Case, at: string): Case {
	if (of.receivedAt !== undefined) return of;
	const { from, cycle } = of.clock;
	const earlier = cycle === 1 && Date.parse(at) < Date.parse(from);
	return { ...of, receivedAt: at, ...(earlier && { clock: { from: at, cycle } }) };
}

/** What was decided is asked anew; what is still pending runs on. */
function amended(of: Case, event: EventOf<'amended'>): Case {
	const { at, identifier } = event;
	const next = {
		...paid(of, at),
		identifiers: [...of.identifiers, identifier],
		packets: [...of.packets, packetOf({ ...event, sentAt: at })],
	};
	if (of.state !== 'decided') return next;
	return { ...next, decidedAt: undefined, clock: { from: at, cycle: of.clock.cycle + 1 } };
}

function decided(of: Case, { at, effect, decision, doubt, source }: EventOf<'decision'>): Case {
	// Whoever answers has it, whatever the answer is worth.
	const known = received(of, at);
	if (effect === 'repeat' || effect === 'stale') return known;
	if (effect === 'contradiction') return doubted(known, decision, doubt);
	const counts = source === 'person' ? decision : combined(of, decision);
	const next = {
		...known,
		decision: counts,
		outcome: counts.outcome,
		reasons: [...new Set(decision.reasons)],
	};
	if (!isFinal(counts)) return decision.asked.length > 0 ? owing(next, at) : paid(next, at);
	return { ...paid(next, at), decidedAt: of.decidedAt ?? at };
}

/** What counted counts on until a person has looked; only where there was nothing, this is it. */
function doubted(of: Case, said: PriorAuthDecision, doubt: string = 'decision-contradicts'): Case {
	const decision = of.decision ?? said;
	return {
		...of,
		decision,
		outcome: decision.outcome,
		reasons: [...new Set([...said.reasons, doubt])],
	};
}

const owing = (of: Case, at: string): Case =>
	of.owedSince === undefined ? { ...of, owedSince: at, owed: [...of.owed, { from: at }] } : of;

/** Nothing is owed any more. */
function paid(of: Case, at: string): Case {
	if (of.owedSince === undefined) return of;
	const { owedSince: from, ...rest } = of;
	return { ...rest, owed: [...of.owed.slice(0, -1), { from, to: at }] };
}

function settled(of: Case): Case {
	if (of.closed !== undefined) return { ...of, state: 'closed' };
	if (of.decidedAt !== undefined) return { ...of, state: 'decided' };
	if (of.owedSince !== undefined) return { ...of, state: 'information-owed' };
	return { ...of, state: of.receivedAt === undefined ? 'sending' : 'waiting' };
}
