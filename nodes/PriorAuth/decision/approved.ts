import type { AuthorizedInstead, DecisionItem } from '../../shared/contracts/prior-auth';
import { elements, part, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { reviewAction } from './actions';
import { isAddedAsAsked, isCovered, isDetailAsAsked, repeatsDays } from './as-asked';
import { periodOf } from './periods';

/** An item that its review action approves, with what stands beside it. */
export interface Approved {
	item: Element;
	detail: Element | undefined;
	/** Items that the payer added to it. */
	added: readonly Element[];
	/** The same, read. */
	instead: readonly AuthorizedInstead[];
	read: Omit<DecisionItem, 'sequence'>;
}

/**
 * What an approved item is when all that stands beside its review action is read: approved as it was
 * asked for, something else that was authorized, or not understood.
 *
 * @param asked the item of the claim
 */
export function judged(
	approved: Approved,
	asked: Element | undefined,
): Omit<DecisionItem, 'sequence'> {
	const { item, added, instead, read } = approved;
	const { authorizationNumber: own, ...rest } = read;
	const shown = { ...rest, ...(instead.length > 0 && { authorized: [...instead] }) };
	if ([item, ...added].some(isPartDecided) || added.some((each) => !isGranted(each))) {
		return { ...shown, outcome: 'unknown', problem: 'contradicting-review-actions' };
	}
	if (SINGLE.some((url) => saysTwice(item, url))) {
		return { ...shown, outcome: 'unknown', problem: 'contradicting-extensions' };
	}
	if (!isAsAsked(approved, asked)) {
		const numbered = own !== undefined && { authorizationNumber: own };
		return { ...shown, ...numbered, outcome: 'modified', problem: 'changed-though-approved' };
	}
	const numbers = new Set([...(own === undefined ? [] : [own]), ...added.flatMap(numbersOf)]);
	const [number] = numbers;
	if (numbers.size > 1) return { ...rest, problem: 'several-authorization-numbers' };
	if (rest.problem !== undefined) return read;
	const period = periodOf(part(item, EXTENSIONS.preAuthPeriod));
	const isOutside = asked !== undefined && period !== undefined && !isCovered(period, asked);
	return {
		...rest,
		...(number !== undefined && { authorizationNumber: number }),
		...(isOutside && { problem: 'period-does-not-cover' }),
	};
}

/** Extensions of which an item has one (PASClaimResponseBase). */
const SINGLE = [
	EXTENSIONS.preAuthPeriod,
	EXTENSIONS.preAuthIssueDate,
	EXTENSIONS.authorizedItemDetail,
	EXTENSIONS.authorizationNumber,
	EXTENSIONS.requestedServiceDate,
];

const saysTwice = (item: Element, url: string): boolean =>
	new Set(
		elements(item, 'extension')
			.filter(({ value }) => value.url === url)
			.map(({ value }) => JSON.stringify(value)),
	).size > 1;

/** Details of an item are not decided in the guide; where they are, they must not say anything else. */
const isPartDecided = (item: Element): boolean =>
	['detail', 'subDetail'].some((name) =>
		elements(item, name).some(
			(each) =>
				(elements(each, 'adjudication').length > 0 && reviewAction(each).outcome !== 'approved') ||
				isPartDecided(each),
		),
	);

const GRANTING: ReadonlySet<string> = new Set(['approved', 'partially-approved', 'modified']);

const isGranted = (added: Element): boolean => GRANTING.has(reviewAction(added).outcome);

const numbersOf = (added: Element): string[] => reviewAction(added).numbers;

/** Without the item of the claim an added one cannot be the same, and a detail says nothing. */
function isAsAsked({ item, detail, added }: Approved, asked: Element | undefined): boolean {
	if (added.some((each) => reviewAction(each).outcome !== 'approved')) return false;
	if (asked === undefined) return added.length === 0;
	return (
		repeatsDays(item, asked) &&
		(detail === undefined || isDetailAsAsked(detail, asked)) &&
		added.every((each) => isAddedAsAsked(each, asked))
	);
}
