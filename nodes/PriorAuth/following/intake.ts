import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type { Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { Case, CaseEvent, Cases, ClockSettings, DecisionEffect } from '../cases';
import { readNotification, type PasNotification } from '../sending/notification';
import { ofDecision, ofStranger, withRequest, type FollowUpWork } from './follow-up';

/** A piece of work that is to be opened: the same key again is the same work. */
export interface PlannedFollowUp {
	key: string;
	priority: Priority;
	work: FollowUpWork;
	/** Absent when it belongs to no case. */
	case?: Case;
}

export interface Intake {
	cases: Cases;
	settings: Pick<ClockSettings, 'rules' | 'working'>;
	/** Puts on record that it came, then opens the work durably; the same key again does nothing. */
	open(planned: PlannedFollowUp): Promise<void>;
	/** Now, ISO 8601 UTC. */
	at: string;
}

/** What was taken of a notification. */
export interface TakenNotification {
	kind: PasNotification['kind'] | 'unreadable';
	subscription?: string;
	/** `active`, `error`, `off`, as the payer says. */
	status?: string;
	/** Events since the subscription began, as the payer counts. */
	sinceStart?: number;
	/** What each answer did; `unmatched` went to a person. */
	effects: Array<DecisionEffect | 'unmatched'>;
}

/**
 * Takes a notification of the payer. When it resolves, all that follows from it is on the disk: the
 * payer may be told so, and will not send it again.
 *
 * @param body parsed JSON of somebody who knew the secret
 */
export async function takeNotification(body: unknown, intake: Intake): Promise<TakenNotification> {
	let notification: PasNotification;
	try {
		notification = readNotification(body);
	} catch (error) {
		if (!(error instanceof HospitalError)) throw error;
		await intake.open(stranger('unreadable', body));
		return { kind: 'unreadable', effects: ['unmatched'] };
	}
	const { kind, subscription, status, sinceStart, answers } = notification;
	const effects: TakenNotification['effects'] = [];
	for (const answer of answers) effects.push(await takeAnswer(answer, intake));
	// An event without its answer: something was decided, and nobody here knows what.
	if (kind === 'event' && answers.length === 0) {
		await intake.open(stranger('no-answer', body));
		effects.push('unmatched');
	}
	return {
		kind,
		effects,
		...(subscription !== undefined && { subscription }),
		...(status !== undefined && { status }),
		...(sinceStart !== undefined && { sinceStart }),
	};
}

async function takeAnswer(answer: unknown, intake: Intake): Promise<DecisionEffect | 'unmatched'> {
	const { cases, settings, at } = intake;
	const match = await cases.match(answer);
	if (match.status === 'unmatched') {
		const { suspected } = match;
		const of = suspected === undefined ? undefined : await cases.find({ id: suspected });
		await intake.open(stranger(match.reason, answer, of));
		return 'unmatched';
	}
	const { decision, answers } = match;
	const said = { decision, answers, at, source: 'notification' } as const;
	const { case: of, effect } = await cases.decide({ id: match.case.id }, said);
	// The same again is opened again, too: the first time may have ended before it was.
	const known = lastNews(of);
	if (known === undefined || effect === 'stale') return effect;
	const work = ofDecision(of, known.event, settings);
	await intake.open({
		key: `${of.id}/${known.number}`,
		priority:
			of.opening.urgency === 'expedited' || work.followUp.takesBack === true ? 'urgent' : 'routine',
		// Of several packets the one that is answered: another one has other items.
		work: withRequest(work, await cases.request(of, known.event.answers)),
		case: of,
	});
	return effect;
}

type DecisionEvent = Extract<CaseEvent, { type: 'decision' }>;

/** The last decision that a notification brought and that is news. What Submit got, Submit hands on. */
function lastNews(of: Case): { number: number; event: DecisionEvent } | undefined {
	const number = of.events.findLastIndex(
		(event) => event.type === 'decision' && event.effect !== 'stale',
	);
	const event = of.events[number];
	return event?.type === 'decision' && event.source === 'notification'
		? { number, event }
		: undefined;
}

function stranger(reason: string, answer: unknown, suspected?: Case): PlannedFollowUp {
	return {
		key: `unmatched/${reason}/${hashOf(answer)}`,
		priority: 'urgent',
		work: ofStranger(reason, answer, suspected),
	};
}

/**
 * Work for a person: notifications of the payer did not arrive, and each of them may be a decision. The
 * same notification that comes again is the same work.
 *
 * @param body notification whose number showed it
 * @param after number of the last one that had arrived
 */
export const missedWork = (body: unknown, after: number): PlannedFollowUp => ({
	key: `missed/${after}/${hashOf(body)}`,
	priority: 'urgent',
	work: ofStranger('notifications-missed'),
});

const hashOf = (said: unknown): string =>
	createHash('sha256').update(canonicalJson(said)).digest('hex');
