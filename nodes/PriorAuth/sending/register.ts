import type { Bundle } from '../../clients/fhir';
import type { PriorAuthDecision, PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { PriorAuthSubmission } from '../../shared/contracts/prior-auth-submission';
import { HospitalError } from '../../shared/errors';
import { identifierOf as identifierIn } from '../cases/opening';
import { itemsOf, openingOf, type CaseKey, type Cases, type Identifier } from '../cases';
import { readDecision } from '../decision';
import { elements } from '../rules/element';
import { openPacket } from '../rules/packet';

/** What of the register the sending needs. */
export type Register = Pick<
	Cases,
	'open' | 'amend' | 'find' | 'request' | 'received' | 'decide' | 'close'
>;

/**
 * Writes down that a packet is about to leave: a first request opens its case, an update or a
 * cancellation amends the case of the claim that it changes. The same packet again changes nothing.
 *
 * @returns `fresh` is false when the packet stands in the register already: it may have left before
 * @throws HospitalError `prior-auth-packet-changed` when another packet stands there under its identifier
 */
export async function registerPacket(
	register: Register,
	request: PriorAuthRequest,
	{ submittedAt, workItem }: { submittedAt: string; workItem?: string },
): Promise<{ fresh: boolean }> {
	const { kind, identifier } = request;
	const there = await register.find({ identifier });
	if (there !== undefined) {
		const kept = await register.request(there, identifier);
		const isOther = kept?.identifier.value === identifier.value && kept.sha256 !== request.sha256;
		if (isOther) throw identifierTaken();
		return { fresh: false };
	}
	const earlier = kind === 'request' ? undefined : await caseOfEarlier(register, request);
	if (earlier !== undefined && (kind === 'update' || kind === 'cancel')) {
		const items = itemsOf(request);
		await register.amend(earlier, { at: submittedAt, kind, identifier, items, request });
		return { fresh: true };
	}
	// A change of what was sent before there was a register has a case of its own from now on.
	const { fresh } = await register.open(
		openingOf(request, { submittedAt, ...(workItem !== undefined && { workItem }) }),
	);
	return { fresh };
}

async function caseOfEarlier(
	register: Register,
	{ bundle }: PriorAuthRequest,
): Promise<CaseKey | undefined> {
	for (const trace of tracesOf(bundle)) {
		if ((await register.find({ trace })) !== undefined) return { trace };
	}
	return undefined;
}

/** Trace numbers of the claim that the packet changes. */
const tracesOf = (bundle: PriorAuthRequest['bundle']): Identifier[] =>
	elements(openPacket(bundle).prior?.resource, 'identifier').flatMap(
		(each) => identifierIn(each) ?? [],
	);

/**
 * Writes down what the payer said. The case of a packet that was refused for good is closed; where an
 * earlier try may have arrived, or something was refused that changes an open case, it stays open.
 *
 * @returns the decision, where there is one, and whether the case knows a later or another one already
 */
export async function settleOutcome(
	register: Register,
	request: PriorAuthRequest,
	{ submission, response }: { submission: PriorAuthSubmission; response?: Bundle },
): Promise<{ decision?: PriorAuthDecision; overtaken: boolean }> {
	const key: CaseKey = { identifier: request.identifier };
	const at = submission.answeredAt ?? submission.submittedAt;
	if (submission.status === 'taken') await register.received(key, at);
	if (submission.status === 'refused' && request.kind === 'request' && !submission.repeated) {
		await register.close(key, { at, reason: 'refused-by-payer' });
	}
	if (response === undefined) return { overtaken: false };
	const decision = readDecision(response, request.bundle);
	await register.received(key, at);
	const { effect, case: after } = await register.decide(key, { decision, at, source: 'answer' });
	const isBehind =
		effect === 'repeat' && after.outcome !== undefined && after.outcome !== decision.outcome;
	return { decision, overtaken: isBehind || effect === 'stale' || effect === 'contradiction' };
}

/** {@link settleOutcome}, for those who need the decision alone. */
export const registerOutcome = async (
	...given: Parameters<typeof settleOutcome>
): Promise<PriorAuthDecision | undefined> => (await settleOutcome(...given)).decision;

const identifierTaken = () =>
	new HospitalError(
		'prior-auth-packet-changed',
		'Another packet was sent to the payer under this identifier before',
		{
			nextStep:
				'Nothing was sent. The payer would take it for a repeat of the first one. Build it again with another number.',
		},
	);
