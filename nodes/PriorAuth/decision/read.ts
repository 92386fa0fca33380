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
import { reviewAction } from './actions';
import { responsesOf } from './answer';
import { readAsked } from './asked';
import { dateIn, decisionCodes } from './codes';
import { contradictionsOf, modifiersOf } from './contradictions';
import { doubtsOf } from './doubts';
import { generalNotes, readItems } from './items';
import { cancelledIn, compareWithRequest, itemsOf } from './match';
import { areUsable, generalNumbers, numbered, numbersOf } from './numbers';
import { periodOfAll } from './periods';

/** Outcomes after which work goes on without anybody deciding. */
const CLEAR: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'pended',
	'cancelled',
	'no-action',
]);

/** Outcomes of an item that was taken back: confirmed, nothing to do, or not settled yet. */
const CONFIRMING: ReadonlySet<PriorAuthOutcome> = new Set(['cancelled', 'no-action', 'pended']);

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
	const { asked, lost, words } = readAsked(packet, response);
	const read = readItems(resource, request && itemsOf(request));
	const errors = elements(resource, 'error').map(readError);
	const whole = elements(resource, 'adjudication').length > 0 ? reviewAction(resource) : undefined;
	const takenBack = request === undefined ? new Set<number>() : cancelledIn(request);
	const unconfirmed = read.some(
		({ sequence, outcome }) => takenBack.has(sequence) && !CONFIRMING.has(outcome),
	);
	const outcome = unconfirmed ? 'unknown' : overall(read, errors, whole?.outcome, takenBack);
	const general = generalNumbers(resource, whole);
	const items = read.map((item) => numbered(item, general));
	const against = contradictionsOf(resource, packet, outcome);
	const reasons = [
		...wrongKind(resource),
		...modifiersOf(resource),
		...(request === undefined
			? readBlind(items, outcome)
			: compareWithRequest(packet, response, items, request)),
		...(unconfirmed ? ['cancellation-not-confirmed'] : []),
		...against,
		...(lost > 0 ? ['requested-information-missing'] : []),
		...(asked.length > 0 ? ['more-information'] : []),
		...(errors.length > 0 ? ['errors'] : []),
		...items.flatMap(({ problem }) => problem ?? []),
		...(items.some(({ added }) => added) ? ['items-added'] : []),
	];
	const distrusted = reasons.some((reason) => DISTRUST.has(reason));
	const contradicted = outcome === 'approved' && against.length > 0;
	const said = distrusted || contradicted ? 'unknown' : outcome;
	if (said !== 'unknown') {
		reasons.push(...doubtsOf(resource, { items, said, whole, general, request }));
	}
	if (!areUsable(items, general)) reasons.push('authorization-number-unusable');
	if (!CLEAR.has(said)) reasons.push(said);
	const numbers = numbersOf(resource, items, general, said);
	return {
		contract: 'PriorAuthDecision/1',
		outcome: said,
		needsPerson: reasons.length > 0,
		reasons: [...new Set(reasons)],
		...(whole !== undefined && whole.outcome !== said && { whole: whole.outcome }),
		...identified(packet.bundle),
		...dated(resource),
		authorizationNumbers: numbers.authorization,
		referenceNumbers: numbers.reference,
		...periodOfAll(resource),
		items: distrusted ? items.map(undone) : contradicted ? items.map(unapproved) : items,
		asked,
		errors,
		notes: [...generalNotes(resource), ...words],
		...reviewer(resource),
	};
}

/** Without the request nobody can say whether what is approved is what was asked for. */
const readBlind = (items: readonly DecisionItem[], outcome: PriorAuthOutcome): string[] => [
	...cancelledBlind(items),
	...(outcome === 'approved' ? ['request-unknown'] : []),
];

/** Without the request nobody can say whether the payer was asked to cancel. */
const cancelledBlind = (items: readonly DecisionItem[]): string[] =>
	items.some(({ outcome }) => outcome === 'cancelled') ? ['cancelled-unasked'] : [];

/** Findings after which no part of the answer may be acted on. */
const DISTRUST: ReadonlySet<string> = new Set([
	'not-a-prior-authorization',
	'not-active',
	'modifier-extension',
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

/** An approved item of an answer that contradicts it as a whole. */
const unapproved = (item: DecisionItem): DecisionItem =>
	item.outcome === 'approved' ? { ...undone(item), problem: 'answer-contradicts' } : item;

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

function identified(bundle: Element): Pick<PriorAuthDecision, 'identifier'> {
	const identifier = element(bundle, 'identifier');
	const [system, value] = [text(identifier, 'system'), text(identifier, 'value')];
	return value === undefined
		? {}
		: { identifier: { ...(system !== undefined && { system }), value } };
}

function dated(response: Element): Pick<PriorAuthDecision, 'created'> {
	const created = dateIn(response, 'created');
	return created === undefined ? {} : { created };
}

function reviewer(response: Element): Pick<PriorAuthDecision, 'humanReviewed'> {
	const extension = part(response, EXTENSIONS.claimResponseReviewer);
	const reviewed = part(extension, 'wasHumanReviewedFlag')?.value.valueBoolean;
	return typeof reviewed === 'boolean' ? { humanReviewed: reviewed } : {};
}
