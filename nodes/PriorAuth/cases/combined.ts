import type {
	DecisionItem,
	DecisionPeriod,
	PriorAuthDecision,
	PriorAuthOutcome,
} from '../../shared/contracts/prior-auth';
import type { Case, CaseEvent } from './case';

/**
 * What counts after an answer on an amendment: a payer need only answer what the amendment changes, and
 * what was decided on the other items holds on.
 *
 * @param said decision on an amendment
 */
export function combined(of: Case, said: PriorAuthDecision): PriorAuthDecision {
	const held = heldOn(of, said);
	if (of.decision === undefined || held.length === 0) return said;
	// What is said of the whole is said of what was asked: the items that hold on have days of their own.
	const { period, ...rest } = said;
	const answered = said.items.map((item) => withPeriod(item, period));
	const items = [...held, ...answered].sort((a, b) => a.sequence - b.sequence);
	const numbers = held.flatMap(({ authorizationNumber }) => authorizationNumber ?? []);
	return {
		...rest,
		items,
		outcome: outcomeOf(items),
		authorizationNumbers: [...new Set([...numbers, ...said.authorizationNumbers])],
	};
}

/** Items of before that the amendment left as they were and the answer does not name. */
function heldOn(of: Case, { items }: PriorAuthDecision): DecisionItem[] {
	const amended = of.events.findLast(isAmendment);
	if (amended === undefined || amended.kind !== 'update' || items.length === 0) return [];
	const answered = new Set(items.map(({ sequence }) => sequence));
	const touched = new Set(
		amended.items.flatMap(({ sequence, change }) => (change === undefined ? [] : [sequence])),
	);
	const before = of.decision;
	return (before?.items ?? [])
		.filter(({ sequence }) => !answered.has(sequence) && !touched.has(sequence))
		.map((item) => withPeriod(item, before?.period));
}

const withPeriod = (item: DecisionItem, whole: DecisionPeriod | undefined): DecisionItem =>
	item.period !== undefined || whole === undefined ? item : { ...item, period: whole };

const isAmendment = (
	event: CaseEvent,
): event is Extract<CaseEvent, { type: 'amended' }> & { at: string } => event.type === 'amended';

function outcomeOf(items: readonly DecisionItem[]): PriorAuthOutcome {
	const [outcome = 'unknown', ...others] = new Set(items.map((item) => item.outcome));
	if (outcome === 'unknown' || others.includes('unknown')) return 'unknown';
	return others.length === 0 ? outcome : 'mixed';
}
