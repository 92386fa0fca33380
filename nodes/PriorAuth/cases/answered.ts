import type { PriorAuthDecision } from '../../shared/contracts/prior-auth';
import type { Case, CasePacket, Identifier } from './case';

/** The part before the time of an ISO 8601 text, and whether there is a time. */
const hasTime = (text: string): boolean => text.includes('T');

/**
 * Whether something was made before a moment. Of a day without a time only another day tells.
 *
 * @param made as the payer wrote it. @param than ISO 8601
 */
export function isBefore(made: string | undefined, than: string | undefined): boolean {
	if (made === undefined || than === undefined) return false;
	const [one, other] = [Date.parse(made), Date.parse(than)];
	if (Number.isNaN(one) || Number.isNaN(other)) return false;
	return hasTime(made) && hasTime(than) ? one < other : made.slice(0, 10) < than.slice(0, 10);
}

/**
 * Of the packets that an answer may be about the last one that had been sent when the answer was made:
 * nobody answers what is still to come.
 *
 * @param created when the answer was made, as the payer says
 */
export const sentLast = (
	packets: readonly CasePacket[],
	created: string | undefined,
): CasePacket | undefined =>
	packets.findLast(({ sentAt }) => !isBefore(created, sentAt)) ?? packets[0];

/**
 * True when a decision answers a packet that was amended since: it does not settle what was asked last.
 *
 * @param answers the packet it answers, where that is known
 */
export function isOfEarlier(
	{ packets }: Case,
	{ created }: PriorAuthDecision,
	answers: Identifier | undefined,
): boolean {
	const about =
		answers === undefined
			? sentLast(packets, created)
			: packets.find(({ identifier }) => isSame(answers, identifier));
	return about !== undefined && about !== packets.at(-1);
}

/** An identifier without a system fits every system. */
export const isSame = (said: Identifier, known: Identifier): boolean =>
	said.value === known.value && (said.system === undefined || said.system === known.system);
