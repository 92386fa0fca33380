import type { DecisionCode, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import { element, elements, extensions, text, type Element } from '../rules/element';
import { EXTENSIONS, SYSTEMS } from '../rules';
import { decisionCodes, isCode, wordsIn } from './codes';
import { saysLess } from './words';

/**
 * Review actions (X12 306, Health Care Services Review outcome). The words of the licensed table are not
 * here; what follows from each code is.
 */
const OUTCOMES: ReadonlyMap<string, PriorAuthOutcome> = new Map([
	['A1', 'approved'],
	['A2', 'partially-approved'],
	['A3', 'denied'],
	['A4', 'pended'],
	['A6', 'modified'],
	['C', 'cancelled'],
	['CT', 'contact-payer'],
	['NA', 'no-action'],
]);

/** Categories of FHIR beside `submitted`, which the guide fixes: amounts of money, no decisions. */
const AMOUNTS: ReadonlySet<string> = new Set([
	'submitted',
	'copay',
	'eligible',
	'deductible',
	'unallocdeduct',
	'eligpercent',
	'tax',
	'benefit',
]);

export interface ReviewAction {
	outcome: PriorAuthOutcome;
	code?: string;
	/** Different ones, in their order. */
	numbers: string[];
	reasonCodes: DecisionCode[];
	/** Reasons in words. */
	reasons: string[];
	/** Why it is not understood. */
	problem?: string;
	/** Why a person must look although it is understood. */
	doubt?: string;
}

/**
 * The one review action of adjudications: `item.adjudication`, `addItem.adjudication` or
 * `ClaimResponse.adjudication`. It approves only when nothing beside it says otherwise.
 */
export function reviewAction(of: Element): ReviewAction {
	const adjudications = elements(of, 'adjudication');
	const read = adjudications
		.flatMap((each) => extensions(each, EXTENSIONS.reviewAction))
		.map(readAction);
	// One that stands in another place decides nothing, and may contradict.
	const misplaced = extensions(of, EXTENSIONS.reviewAction).map(readAction);
	const [first] = read;
	if (first === undefined) return unknown('no-review-action');
	if ([...read, ...misplaced].some(({ code }) => code !== first.code)) {
		return unknown('contradicting-review-actions');
	}
	const all = {
		...(read.find(({ problem }) => problem !== undefined) ?? first),
		...doubtOf(read),
		numbers: [...new Set(read.flatMap(({ numbers }) => numbers))],
		reasonCodes: read.flatMap(({ reasonCodes }) => reasonCodes),
		reasons: read.flatMap(({ reasons }) => reasons),
	};
	return all.outcome === 'approved' && adjudications.some(saysOtherwise)
		? { ...all, outcome: 'unknown', problem: 'contradicting-adjudications' }
		: all;
}

const unknown = (problem: string): ReviewAction => ({
	outcome: 'unknown',
	numbers: [],
	reasonCodes: [],
	reasons: [],
	problem,
});

function doubtOf(read: readonly ReviewAction[]): Pick<ReviewAction, 'doubt'> {
	const doubt = read.map(({ doubt: each }) => each).find((each) => each !== undefined);
	return doubt === undefined ? {} : { doubt };
}

/** An adjudication that is neither of what was submitted nor an amount, or that gives a reason against it. */
function saysOtherwise(adjudication: Element): boolean {
	const category = element(adjudication, 'category');
	const foreign = elements(category, 'coding').some(
		({ value: { system, code } }) =>
			!AMOUNTS.has(String(code)) || (system !== undefined && system !== SYSTEMS.adjudication),
	);
	return foreign || [category, element(adjudication, 'reason')].some(isWordedAgainst);
}

const isWordedAgainst = (concept: Element | undefined): boolean =>
	[
		text(concept, 'text'),
		...elements(concept, 'coding').map((coding) => text(coding, 'display')),
	].some((words) => words !== undefined && saysLess(words));

function readAction(action: Element): ReviewAction {
	// The part is named by its own canonical; some payers write the short name of the part.
	const concepts = [EXTENSIONS.reviewActionCode, 'code']
		.flatMap((name) => extensions(action, name))
		.flatMap((each) => elements(each, 'valueCodeableConcept'));
	const all = concepts.flatMap((each) => elements(each, 'coding'));
	const codes = new Set(
		all
			.filter(({ value }) => value.system === SYSTEMS.reviewAction)
			.map((each) => text(each, 'code')),
	);
	const [code] = codes;
	const concepted = extensions(action, 'reasonCode').flatMap((each) =>
		elements(each, 'valueCodeableConcept'),
	);
	const rest = {
		numbers: extensions(action, 'number').flatMap((each) => text(each, 'valueString') ?? []),
		reasonCodes: concepted.flatMap(decisionCodes),
		reasons: concepted.flatMap(wordsIn),
	};
	if (codes.size > 1) return { ...unknown('contradicting-review-actions'), ...rest };
	if (code === undefined) return { ...unknown('no-review-action'), ...rest };
	const outcome = OUTCOMES.get(code);
	if (outcome === undefined) {
		return { ...unknown('unknown-review-action'), ...rest, ...(isCode(code) && { code }) };
	}
	const against = all.some((each) => isOtherSpelling(each, code)) || concepts.some(isWordedAgainst);
	if (outcome === 'approved' && against) {
		return { ...unknown('contradicting-review-actions'), ...rest, code };
	}
	const opinion = extensions(action, 'secondSurgicalOpinionFlag');
	const needed =
		outcome === 'approved' && opinion.some(({ value }) => value.valueBoolean !== false);
	return { outcome, code, ...rest, ...(needed && { doubt: 'second-opinion-needed' }) };
}

/** Another code of the same table under an address that is not quite the one of the guide. */
const isOtherSpelling = ({ value: { system, code } }: Element, known: string): boolean =>
	code !== known && (system === undefined || /(?:^|[/:.])306\/?$/.test(String(system)));
