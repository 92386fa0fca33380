import { codings, element, elements, part, text, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { decisionCodes } from './codes';
import { covers, isSameDays } from './days';
import { periodOf } from './periods';

const REVENUE = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-revenueCode';

/** X12 names CPT and HCPCS by one qualifier: a payer that speaks it cannot tell them apart. */
const PROCEDURES =
	/^(?:https?:\/\/www\.ama-assn\.org\/go\/cpt|https?:\/\/www\.cms\.gov\/medicare\/coding\/hcpcsreleasecodesets)\/?$/i;

/**
 * Whether the detail of an authorized item (extension-itemAuthorizedDetail) is what the item of the claim
 * asked for. What it does not name is as it was asked for; prices are not compared.
 */
export const isDetailAsAsked = (detail: Element, asked: Element): boolean =>
	isService(valueOf(detail, 'productOrServiceCode'), element(asked, 'productOrService')) &&
	isEnd(detail, asked) &&
	isModified(
		elements(detail, 'extension')
			.filter(({ value }) => value.url === 'modifier')
			.flatMap((each) => elements(each, 'valueCodeableConcept')),
		asked,
	) &&
	isAmount(element(part(detail, 'quantity'), 'valueQuantity'), asked) &&
	isService(valueOf(detail, REVENUE), element(asked, 'revenue')) &&
	isLevelOfCare(detail, asked);

/** Whether an added item (addItem) that belongs to an item of the claim is what that one asked for. */
export const isAddedAsAsked = (added: Element, asked: Element): boolean =>
	isService(element(added, 'productOrService'), element(asked, 'productOrService')) &&
	isEnd(added, asked) &&
	isModified(elements(added, 'modifier'), asked) &&
	isAmount(element(added, 'quantity'), asked) &&
	isService(valueOf(added, REVENUE), element(asked, 'revenue')) &&
	isLevelOfCare(added, asked) &&
	[periodOf(added, 'serviced'), periodOf(part(added, EXTENSIONS.preAuthPeriod))].every(
		(days) => days === undefined || isCovered(days, asked),
	);

/** Whether days hold those that an item of the claim asks for; it may ask for none. */
export function isCovered(days: Parameters<typeof covers>[0], asked: Element): boolean {
	const wanted = periodOf(asked, 'serviced');
	return wanted === undefined || covers(days, wanted);
}

/** The days that a payer repeats as those that were asked for (extension-itemRequestedServiceDate). */
export function repeatsDays(item: Element, asked: Element): boolean {
	const repeated = periodOf(part(item, EXTENSIONS.requestedServiceDate));
	const wanted = periodOf(asked, 'serviced');
	return repeated === undefined || wanted === undefined || isSameDays(repeated, wanted);
}

const valueOf = (of: Element, url: string): Element | undefined =>
	element(part(of, url), 'valueCodeableConcept');

const isEnd = (of: Element, asked: Element): boolean =>
	isService(
		valueOf(of, EXTENSIONS.productOrServiceCodeEnd),
		valueOf(asked, EXTENSIONS.productOrServiceCodeEnd),
	);

const isLevelOfCare = (of: Element, asked: Element): boolean =>
	isService(
		valueOf(of, EXTENSIONS.nursingHomeLevelOfCare),
		valueOf(asked, EXTENSIONS.nursingHomeLevelOfCare),
	);

/** One code the same, and none of the same table another. */
function isService(said: Element | undefined, asked: Element | undefined): boolean {
	if (said === undefined) return true;
	const known = codings(asked).map(({ system, code }) => [tableOf(system), code] as const);
	const codes = decisionCodes(said).map(({ system, code }) => [tableOf(system), code] as const);
	const isKnown = ([table, code]: readonly [string | undefined, string]) =>
		known.some((one) => one[0] === table && one[1] === code);
	const contradicts = codes.some(
		(one) => known.some(([table]) => table === one[0]) && !isKnown(one),
	);
	return codes.some(isKnown) && !contradicts;
}

const tableOf = (system: string | undefined): string | undefined =>
	system !== undefined && PROCEDURES.test(system) ? 'procedures' : system;

/** Modifiers, where any are named: the same ones. */
function isModified(said: readonly Element[], asked: Element): boolean {
	const codesOf = (concepts: readonly Element[]) =>
		[...new Set(concepts.flatMap(decisionCodes).map(({ code }) => code))].sort().join(' ');
	return said.length === 0 || codesOf(said) === codesOf(elements(asked, 'modifier'));
}

/** An item without a quantity asks for one. */
function isAmount(said: Element | undefined, asked: Element): boolean {
	if (said === undefined) return true;
	const wanted = element(asked, 'quantity');
	const value = wanted === undefined ? 1 : wanted.value.value;
	if (said.value.comparator !== undefined || said.value.value !== value) return false;
	const same = (name: 'code' | 'unit') => {
		const [one, other] = [text(said, name), text(wanted, name)];
		return one === undefined || other === undefined
			? undefined
			: one.toLowerCase() === other.toLowerCase();
	};
	return same('code') ?? same('unit') ?? true;
}
