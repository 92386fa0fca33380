import type { DecisionCode, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import { element, elements, extensions, part, text, type Element } from '../rules/element';
import { EXTENSIONS, SYSTEMS } from '../rules';

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

export interface ReviewAction {
	outcome: PriorAuthOutcome;
	code?: string;
	number?: string;
	reasonCodes: DecisionCode[];
	/** Why it is not understood. */
	problem?: string;
}

/**
 * The one review action of adjudications: `item.adjudication`, `addItem.adjudication` or
 * `ClaimResponse.adjudication`.
 */
export function reviewAction(of: Element): ReviewAction {
	const actions = elements(of, 'adjudication').flatMap((each) =>
		extensions(each, EXTENSIONS.reviewAction),
	);
	const read = actions.map(readAction);
	const [first] = read;
	if (first === undefined) return unknown('no-review-action');
	if (read.some(({ code }) => code !== first.code)) return unknown('contradicting-review-actions');
	const number = read.map(({ number: each }) => each).find((each) => each !== undefined);
	return {
		...first,
		...(number !== undefined && { number }),
		reasonCodes: read.flatMap(({ reasonCodes }) => reasonCodes),
	};
}

const unknown = (problem: string): ReviewAction => ({
	outcome: 'unknown',
	reasonCodes: [],
	problem,
});

function readAction(action: Element): ReviewAction {
	// The part is named by its own canonical; some payers write the short name of the part.
	const part306 = part(action, EXTENSIONS.reviewActionCode) ?? part(action, 'code');
	const all = elements(element(part306, 'valueCodeableConcept'), 'coding');
	const codes = new Set(
		all
			.filter(({ value }) => value.system === SYSTEMS.reviewAction)
			.map((each) => text(each, 'code')),
	);
	const [code] = codes;
	const number = text(part(action, 'number'), 'valueString');
	const rest = {
		...(number !== undefined && { number }),
		reasonCodes: extensions(action, 'reasonCode').flatMap((reason) =>
			decisionCodes(element(reason, 'valueCodeableConcept')),
		),
	};
	if (codes.size > 1) return { ...unknown('contradicting-review-actions'), ...rest };
	if (code === undefined) return { ...unknown('no-review-action'), ...rest };
	const outcome = OUTCOMES.get(code);
	if (outcome === undefined) return { ...unknown('unknown-review-action'), ...rest, code };
	return { outcome, code, ...rest };
}

/** Codes as they came; of a concept without a code nothing. */
export const decisionCodes = (concept: Element | undefined): DecisionCode[] =>
	elements(concept, 'coding').flatMap((coding) => {
		const code = text(coding, 'code');
		const [system, display] = [text(coding, 'system'), text(coding, 'display')];
		return code === undefined
			? []
			: [{ ...(system && { system }), code, ...(display && { display }) }];
	});
