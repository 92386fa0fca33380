import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type {
	DecisionItem,
	PriorAuthDecision,
	PriorAuthOutcome,
} from '../../shared/contracts/prior-auth';
import { isBefore, isOfEarlier, isSame } from './answered';
import type { Case, CaseEvent, DecisionEffect, DecisionSource, Identifier } from './case';

/** Outcomes after which the payer owes nothing more. */
const FINAL: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'partially-approved',
	'modified',
	'denied',
	'cancelled',
	'no-action',
	'refused',
]);

/** True when nothing of what was asked is still to be decided. */
export function isFinal({ outcome, items }: Pick<PriorAuthDecision, 'outcome' | 'items'>): boolean {
	if (outcome !== 'mixed') return FINAL.has(outcome);
	return items.every((item: Pick<DecisionItem, 'outcome'>) => FINAL.has(item.outcome));
}

/** What a decision says, without our words and when it was made: the payer may say the same again later. */
export function fingerprintOf(decision: PriorAuthDecision): string {
	const ours = { advice: undefined, words: undefined };
	const said = { ...decision, ...ours, created: undefined, identifier: undefined };
	return createHash('sha256').update(canonicalJson(said)).digest('hex');
}

/** Why a decision must not simply follow: the name of the reason, for a person. */
export type Doubt =
	| 'decision-contradicts'
	| 'answers-earlier-packet'
	| 'cancellation-under-way'
	| 'case-closed';

export interface Effect {
	effect: DecisionEffect;
	/** Only of a contradiction. */
	doubt?: Doubt;
}

export interface Said {
	decision: PriorAuthDecision;
	source: DecisionSource;
	/** Identifier of the packet that it answers, where that is known. */
	answers?: Identifier;
}

/**
 * What a decision does to a case. A payer may send the same twice, and an older one after a newer one;
 * neither may change anything. What takes back a final decision that nobody has contested or amended,
 * what answers a packet that was amended since, and what grants something that is being taken back, is
 * for a person to understand: it changes nothing in the case.
 */
export function effectOf(before: Case, said: Said): Effect {
	const { decision, source } = said;
	const current = before.decision;
	if (source === 'person') return { effect: current === undefined ? 'first' : 'changed' };
	if (isKnown(before, said)) return { effect: 'repeat' };
	// That it is taken back answers that it is to be, whichever packet is named.
	const ended = decision.outcome === 'cancelled' && isTakenBack(before);
	const earlier = !ended && isOfEarlier(before, decision, said.answers);
	const doubt = doubtOf(before, decision, earlier);
	if (current !== undefined) {
		if (isSuperseded(before, decision)) return { effect: 'stale' };
		if (saysNothingNew(before, decision, doubt)) return { effect: 'repeat' };
		// That the earlier one waits is no news to those who have amended it since.
		const waits = decision.outcome === 'pended' && decision.asked.length === 0;
		if (earlier && waits) return { effect: 'stale' };
	}
	if (doubt !== undefined) return { effect: 'contradiction', doubt };
	return { effect: current === undefined ? 'first' : 'changed' };
}

function doubtOf(before: Case, decision: PriorAuthDecision, earlier: boolean): Doubt | undefined {
	const current = before.decision;
	const settles = isFinal(decision) || grants(decision);
	if (earlier && (settles || current !== undefined)) return 'answers-earlier-packet';
	const undone = settles && !ENDS_NOTHING.has(decision.outcome);
	if (before.closed !== undefined && undone) return 'case-closed';
	if (isTakenBack(before) && undone) return 'cancellation-under-way';
	if (current === undefined) return undefined;
	if (decision.outcome === 'unknown') return 'decision-contradicts';
	return before.state === 'decided' && !isContested(before) ? 'decision-contradicts' : undefined;
}

/** What a payer says of a request that was taken back, and does no harm. */
const ENDS_NOTHING: ReadonlySet<PriorAuthOutcome> = new Set(['cancelled', 'no-action', 'refused']);

const GRANTING: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'partially-approved',
	'modified',
]);

const grants = ({ outcome, items }: PriorAuthDecision): boolean =>
	GRANTING.has(outcome) || items.some((item: DecisionItem) => GRANTING.has(item.outcome));

type DecisionEvent = Extract<CaseEvent, { type: 'decision' }>;

const isDecision = (event: CaseEvent): event is DecisionEvent & { at: string } =>
	event.type === 'decision';

/** True for the very decision that was heard before. */
function isKnown({ events }: Case, { decision, answers }: Said): boolean {
	const { created } = decision;
	const fingerprint = fingerprintOf(decision);
	const at = events.findLastIndex(
		(event) =>
			isDecision(event) &&
			event.fingerprint === fingerprint &&
			event.decision.created === created &&
			(!event.answers || !answers || isSame(answers, event.answers)),
	);
	if (at < 0) return false;
	// By its day alone a denial cannot be told from the one that upholds it after an appeal.
	const dated = created?.includes('T') === true;
	return dated || !events.slice(at + 1).some(({ type }) => type === 'appeal');
}

/** True when it was made before the decision that counts, or before one that contradicted it. */
function isSuperseded(before: Case, { created }: PriorAuthDecision): boolean {
	const heard = before.events.filter(isDecision);
	const counted = heard.findLast(counts);
	const against = heard.filter(
		(event) => event === counted || (contradicts(event) && event.decision.outcome !== 'unknown'),
	);
	return against.some(
		(event) =>
			!isAhead(event.decision.created, event.at) && isBefore(created, event.decision.created),
	);
}

const counts = ({ effect }: DecisionEvent): boolean => effect === 'first' || effect === 'changed';

const contradicts = ({ effect, doubt = 'decision-contradicts' }: DecisionEvent): boolean =>
	effect === 'contradiction' && doubt === 'decision-contradicts';

const DAY = 86_400_000;

/** A time later than that at which it was heard is wrong: nothing can be held against it. */
const isAhead = (created: string | undefined, heardAt: string): boolean =>
	created !== undefined && Date.parse(created) > Date.parse(heardAt) + DAY;

/** What may bring the payer to decide anew, so that the same words are another decision. */
const STEPS: ReadonlySet<CaseEvent['type']> = new Set(['appeal', 'amended', 'information-sent']);

/** True when the payer says again what it said last, and nothing was done since that it may answer. */
function saysNothingNew(
	{ events }: Case,
	decision: PriorAuthDecision,
	doubt: Doubt | undefined,
): boolean {
	const at = events.findLastIndex((event) => isDecision(event) && event.effect !== 'stale');
	const last = events[at];
	if (last === undefined || !isDecision(last)) return false;
	if (last.fingerprint !== fingerprintOf(decision)) return false;
	// The same words on another packet, or of what is no longer being taken back.
	const aside = contradicts(last) ? undefined : last.doubt;
	if (aside !== undefined && aside !== doubt) return false;
	const earlier = doubt === 'answers-earlier-packet';
	return earlier || !events.slice(at + 1).some(({ type }) => STEPS.has(type));
}

/** True when the decision that counts was contested or added to since, so that another one is what was hoped for. */
function isContested({ events }: Case): boolean {
	const counted = events.findLastIndex((event) => isDecision(event) && counts(event));
	return events
		.slice(counted + 1)
		.some(({ type }) => type === 'appeal' || type === 'information-sent');
}

/** True while the payer has not yet answered that all of it is taken back. */
function isTakenBack({ events, state }: Case): boolean {
	const last = events.findLast(({ type }) => type === 'amended');
	return last?.type === 'amended' && last.kind === 'cancel' && state !== 'decided';
}
