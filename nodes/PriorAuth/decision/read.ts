import type {
	DecisionError,
	DecisionItem,
	PriorAuthDecision,
	PriorAuthOutcome,
} from '../../shared/contracts/prior-auth';
import {
	element,
	elements,
	extensions,
	isFields,
	part,
	text,
	type Element,
	type Fields,
} from '../rules/element';
import { EXTENSIONS } from '../rules';
import { openPacket, type Packet } from '../rules/packet';
import { decisionCodes, reviewAction } from './actions';
import { responsesOf } from './answer';
import { readAsked } from './asked';
import { AUTHORIZING, generalNotes, readItems } from './items';
import { cancelledIn, compareWithRequest } from './match';
import { startAndEnd } from './periods';

/** Outcomes after which work goes on without anybody deciding. */
const CLEAR: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'pended',
	'cancelled',
	'no-action',
]);

/**
 * Reads what a payer decided. The decision is in the review action of each item, never in `outcome`:
 * a complete answer may deny. What is not understood is `unknown`, and goes to a person.
 *
 * @param answer what `$submit`, `$inquire` or a notification gave
 * @param request the bundle that was submitted, to see that the answer belongs to it
 * @throws HospitalError `pas-answer-refused`, `pas-answer-unreadable`
 */
export function readDecisions(answer: unknown, request?: unknown): PriorAuthDecision[] {
	const asked = isFields(request) ? openPacket(request) : undefined;
	return responsesOf(answer).map((bundle) => readResponse(bundle, asked));
}

/** The one decision of a submission. @throws also `pas-answer-unreadable` when there are several, or none */
export function readDecision(answer: unknown, request?: unknown): PriorAuthDecision {
	const decisions = readDecisions(answer, request);
	const [decision] = decisions;
	if (decision !== undefined && decisions.length === 1) return decision;
	return undecided(decisions.length === 0 ? 'no-answer' : 'several-answers');
}

const undecided = (reason: string): PriorAuthDecision => ({
	contract: 'PriorAuthDecision/1',
	outcome: 'unknown',
	needsPerson: true,
	reasons: [reason],
	authorizationNumbers: [],
	referenceNumbers: [],
	items: [],
	asked: [],
	errors: [],
	notes: [],
});

function readResponse(bundle: Fields, request: Packet | undefined): PriorAuthDecision {
	const packet = openPacket(bundle);
	const responses = packet.entries.filter(({ type }) => type === 'ClaimResponse');
	const [response] = responses;
	if (response === undefined) return undecided('no-answer');
	if (responses.length > 1) return undecided('several-answers');
	const { resource } = response;
	const { asked, lost } = readAsked(packet, response);
	const items = readItems(resource);
	const errors = elements(resource, 'error').map(readError);
	const whole = elements(resource, 'adjudication').length > 0 ? reviewAction(resource) : undefined;
	const takenBack = request === undefined ? new Set<number>() : cancelledIn(request);
	const outcome = overall(items, errors, whole?.outcome, takenBack);
	const reasons = [
		...wrongKind(resource),
		...(request === undefined
			? cancelledBlind(items)
			: compareWithRequest(packet, response, items, request)),
		...(lost > 0 ? ['requested-information-missing'] : []),
		...(asked.length > 0 ? ['more-information'] : []),
		...(errors.length > 0 ? ['errors'] : []),
		...items.flatMap(({ problem }) => problem ?? []),
		...(items.some(({ added }) => added) ? ['items-added'] : []),
	];
	const distrusted = reasons.some((reason) => DISTRUST.has(reason));
	const said = distrusted ? 'unknown' : outcome;
	const numbers = numbersOf(resource, items, whole?.number, distrusted ? 'unknown' : outcome);
	if (!distrusted && AUTHORIZING.has(said) && numbers.authorization.length === 0) {
		reasons.push('no-authorization-number');
	}
	if (!CLEAR.has(said)) reasons.push(said);
	return {
		contract: 'PriorAuthDecision/1',
		outcome: said,
		needsPerson: reasons.length > 0,
		reasons: [...new Set(reasons)],
		...identified(packet.bundle),
		...dated(resource),
		authorizationNumbers: numbers.authorization,
		referenceNumbers: numbers.reference,
		...periodOfAll(resource),
		items: distrusted ? items.map(undone) : items,
		asked,
		errors,
		notes: generalNotes(resource),
		...reviewer(resource),
	};
}

/** Without the request nobody can say whether the payer was asked to cancel. */
const cancelledBlind = (items: readonly DecisionItem[]): string[] =>
	items.some(({ outcome }) => outcome === 'cancelled') ? ['cancelled-unasked'] : [];

/** Findings after which no part of the answer may be acted on. */
const DISTRUST: ReadonlySet<string> = new Set([
	'not-a-prior-authorization',
	'not-active',
	'other-request',
	'other-patient',
	'other-payer',
	'items-missing',
	'items-unasked',
	'items-twice',
]);

/** An item of an answer that does not belong here says nothing. */
const undone = ({ sequence, action, reasonCodes, notes }: DecisionItem): DecisionItem => ({
	sequence,
	outcome: 'unknown',
	...(action !== undefined && { action }),
	reasonCodes,
	notes,
	problem: 'answer-not-trusted',
});

function wrongKind({ value: { use, status } }: Element): string[] {
	return [
		...(use === 'preauthorization' ? [] : ['not-a-prior-authorization']),
		...(status === 'active' ? [] : ['not-active']),
	];
}

/** What all items say alike; a whole answer without items by its own review action. */
function overall(
	items: readonly DecisionItem[],
	errors: readonly DecisionError[],
	whole: PriorAuthOutcome | undefined,
	takenBack: ReadonlySet<number>,
): PriorAuthOutcome {
	const asked = items.filter(
		({ outcome, sequence }) => outcome !== 'cancelled' || !takenBack.has(sequence),
	);
	// What was taken back and is confirmed says nothing about the rest.
	const said = new Set((asked.length > 0 ? asked : items).map(({ outcome }) => outcome));
	if (items.length === 0) {
		if (errors.length > 0) return whole === undefined ? 'refused' : 'unknown';
		return whole ?? 'unknown';
	}
	if (said.has('unknown') || errors.length > 0) return 'unknown';
	const [outcome = 'unknown'] = said;
	if (said.size > 1) return 'mixed';
	return whole === undefined || whole === outcome ? outcome : 'unknown';
}

function readError(error: Element): DecisionError {
	const place = extensions(error, EXTENSIONS.errorElement).flatMap(
		(each) => text(part(each, 'error'), 'valueString') ?? [],
	);
	const path = text(part(error, EXTENSIONS.errorPath), 'valueString');
	const followUp = extensions(error, EXTENSIONS.errorFollowupAction);
	return {
		codes: decisionCodes(element(error, 'code')),
		followUp: followUp.flatMap((each) => decisionCodes(element(each, 'valueCodeableConcept'))),
		paths: [...(path === undefined ? [] : [path]), ...place],
	};
}

function numbersOf(
	response: Element,
	items: readonly DecisionItem[],
	whole: string | undefined,
	outcome: PriorAuthOutcome,
): { authorization: string[]; reference: string[] } {
	const of = items.flatMap((item) => [
		item.authorizationNumber,
		...(item.authorized ?? []).map(({ authorizationNumber }) => authorizationNumber),
	]);
	const approved = AUTHORIZING.has(outcome) || items.some((item) => AUTHORIZING.has(item.outcome));
	const general = [
		whole,
		text(response, 'preAuthRef'),
		text(part(response, EXTENSIONS.authorizationNumber), 'valueString'),
	];
	const kept = text(part(response, EXTENSIONS.administrationReferenceNumber), 'valueString');
	const distinct = (all: ReadonlyArray<string | undefined>) => [
		...new Set(all.flatMap((each) => each ?? [])),
	];
	return {
		authorization: outcome === 'unknown' ? [] : distinct([...of, ...(approved ? general : [])]),
		reference: distinct([kept, ...items.map(({ referenceNumber }) => referenceNumber)]),
	};
}

function identified(bundle: Element): Pick<PriorAuthDecision, 'identifier'> {
	const identifier = element(bundle, 'identifier');
	const [system, value] = [text(identifier, 'system'), text(identifier, 'value')];
	return value === undefined
		? {}
		: { identifier: { ...(system !== undefined && { system }), value } };
}

function dated(response: Element): Pick<PriorAuthDecision, 'created'> {
	const created = text(response, 'created');
	return created === undefined ? {} : { created };
}

function periodOfAll(response: Element): Pick<PriorAuthDecision, 'period'> {
	const period = startAndEnd(element(response, 'preAuthPeriod'));
	return period === undefined ? {} : { period };
}

function reviewer(response: Element): Pick<PriorAuthDecision, 'humanReviewed'> {
	const extension = part(response, EXTENSIONS.claimResponseReviewer);
	const reviewed = part(extension, 'wasHumanReviewedFlag')?.value.valueBoolean;
	return typeof reviewed === 'boolean' ? { humanReviewed: reviewed } : {};
}
