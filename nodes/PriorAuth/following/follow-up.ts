import type { PriorAuthDecision, PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { PriorAuthFollowUp } from '../../shared/contracts/prior-auth-follow-up';
import { decisionWords, followUpAdvice, unmatchedAdvice } from '../reasons';
import {
	decisionDue,
	type Case,
	type ClockSettings,
	type DecisionEffect,
	type DueMilestone,
} from '../cases';
import { saidIn } from './said';
import { takenBack } from './taken-back';

/** What one start of the workflow is about, as it lies in the inbox. */
export interface FollowUpWork {
	followUp: PriorAuthFollowUp;
	decision?: PriorAuthDecision;
	/** The packet that was submitted. */
	request?: PriorAuthRequest;
	/** What the payer sent, where it belongs to no case. */
	answer?: unknown;
}

/** A packet that is larger stays in the register: an inbox takes 16 MB. */
const MOST_PACKET_BYTES = 8 * 1024 * 1024;

/** Told so much after its time, it was late. Milliseconds. */
export const LATE_AFTER = 60_000;

export function ofDecision(
	of: Case,
	said: { decision: PriorAuthDecision; effect: DecisionEffect; doubt?: string },
	settings: Pick<ClockSettings, 'rules' | 'working'>,
): FollowUpWork {
	const contradicts = said.effect === 'contradiction';
	const reasons = [
		...new Set([
			...said.decision.reasons,
			...(contradicts ? [said.doubt ?? 'decision-contradicts'] : []),
		]),
	];
	const needsPerson = said.decision.needsPerson || contradicts;
	const back = reasons.includes('decision-contradicts') ? takenBack(of, said.decision) : undefined;
	const advice = followUpAdvice(reasons, back?.text);
	return {
		followUp: {
			...common(of, 'decision', settings),
			needsPerson,
			reasons,
			advice,
			effect: said.effect,
			outcome: said.decision.outcome,
			...back?.facts,
		},
		decision: {
			...said.decision,
			needsPerson,
			reasons,
			advice,
			words: decisionWords(said.decision, of.opening.items),
		},
	};
}

/**
 * What a payer sent and nobody waits for; without an answer where just that did not arrive.
 *
 * @param suspected the case whose number it came under: of it only what was asked for is told, so that
 *   a person finds it. Whether the answer is of its patient is not known
 */
export const ofStranger = (reason: string, answer?: unknown, suspected?: Case): FollowUpWork => ({
	followUp: {
		contract: 'PriorAuthFollowUp/1',
		event: 'decision',
		match: 'unmatched',
		needsPerson: true,
		reasons: [reason],
		advice: unmatchedAdvice([reason]),
		...saidIn(answer),
		...(suspected !== undefined && {
			caseId: suspected.id,
			submittedAt: suspected.opening.submittedAt,
			items: suspected.opening.items,
		}),
	},
	...(answer !== undefined && { answer }),
});

/** What a person did, and how the case stands now. */
export const ofStep = (of: Case): FollowUpWork['followUp'] => ({
	...common(of, 'step'),
	needsPerson: of.reasons.length > 0,
	reasons: of.reasons,
	advice: followUpAdvice(of.reasons),
	...(of.outcome !== undefined && { outcome: of.outcome }),
});

/** @param now milliseconds since 1970 */
export function ofMilestone(
	milestone: DueMilestone,
	settings: Pick<ClockSettings, 'rules' | 'working'>,
	now: number,
): FollowUpWork {
	const { case: of, clock, mark, at, dueAt, rule } = milestone;
	// Whether the payer has it at all is what must be found out first.
	const reasons = of.state === 'sending' ? [...of.reasons, 'arrival-unknown'] : of.reasons;
	return {
		followUp: {
			...common(of, 'clock', settings),
			needsPerson: reasons.length > 0,
			reasons,
			advice: followUpAdvice(reasons),
			...(of.outcome !== undefined && { outcome: of.outcome }),
			...(Number.isFinite(dueAt) && { dueAt: new Date(dueAt).toISOString() }),
			clock: {
				name: clock,
				mark,
				with: milestone.with,
				at: new Date(at).toISOString(),
				...(rule !== undefined && { rule }),
				overdue: now >= dueAt,
				late: now - at > LATE_AFTER,
			},
		},
	};
}

function common(
	of: Case,
	event: PriorAuthFollowUp['event'],
	settings?: Pick<ClockSettings, 'rules' | 'working'>,
): Omit<PriorAuthFollowUp, 'needsPerson' | 'reasons' | 'advice'> {
	const { id, state, opening, receivedAt } = of;
	const { urgency, identifier, submittedAt, payer, patient, items, workItem } = opening;
	const dueAt = settings && decisionDue(of, settings).dueAt;
	return {
		contract: 'PriorAuthFollowUp/1',
		event,
		match: 'matched',
		caseId: id,
		state,
		urgency,
		identifier: of.identifiers.at(-1) ?? identifier,
		trace: of.packets.at(-1)?.trace ?? opening.trace,
		submittedAt,
		...(receivedAt !== undefined && { receivedAt }),
		...(dueAt !== undefined && { dueAt: new Date(dueAt).toISOString() }),
		...(payer.name !== undefined && { payer: payer.name }),
		...(patient.reference !== undefined && { patient: patient.reference }),
		items,
		...(workItem !== undefined && { submittedBy: workItem }),
	};
}

/** Adds the packet, where the inbox can take it. */
export function withRequest(
	work: FollowUpWork,
	request: PriorAuthRequest | undefined,
): FollowUpWork {
	if (request === undefined) return work;
	return Buffer.byteLength(JSON.stringify(request)) > MOST_PACKET_BYTES
		? work
		: { ...work, request };
}
