import type { DecisionItem, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import { part, text, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import type { ReviewAction } from './actions';
import { AUTHORIZING } from './items';

/** An item has its own number, or that of what is authorized instead of it. */
export const hasNumber = ({ authorizationNumber, authorized = [] }: DecisionItem): boolean =>
	authorizationNumber !== undefined ||
	authorized.some((instead) => instead.authorizationNumber !== undefined);

/** The number of the whole answer is that of an item without one; the number of another item never is. */
export function numbered(item: DecisionItem, [number, another]: readonly string[]): DecisionItem {
	const takes = AUTHORIZING.has(item.outcome) && item.problem !== 'several-authorization-numbers';
	return takes && number !== undefined && another === undefined && !hasNumber(item)
		? { ...item, authorizationNumber: number }
		: item;
}

/** Numbers that belong to no item. */
export function generalNumbers(response: Element, whole: ReviewAction | undefined): string[] {
	const all = [
		...(whole?.numbers ?? []),
		text(response, 'preAuthRef'),
		text(part(response, EXTENSIONS.authorizationNumber), 'valueString'),
	];
	return [...new Set(all.flatMap((each) => each ?? []))];
}

/** One line as a card or a form takes it (X12 278 REF02: at most 50 characters). */
const USABLE = /^[^\s\p{Cc}<>](?:[^\p{Cc}<>]{0,48}[^\s\p{Cc}<>])?$/u;

/** Whether every number can stand on an order: words, lines or marks in place of one are none. */
export const areUsable = (items: readonly DecisionItem[], general: readonly string[]): boolean =>
	[
		...general,
		...items.flatMap(({ authorizationNumber, authorized = [] }) => [
			authorizationNumber,
			...authorized.map((instead) => instead.authorizationNumber),
		]),
	].every((number) => number === undefined || USABLE.test(number));

/** Numbers of an answer: under which something is authorized, and under which the rest is kept. */
export function numbersOf(
	response: Element,
	items: readonly DecisionItem[],
	general: readonly string[],
	outcome: PriorAuthOutcome,
): { authorization: string[]; reference: string[] } {
	const of = items.flatMap((item) => [
		item.authorizationNumber,
		...(item.authorized ?? []).map(({ authorizationNumber }) => authorizationNumber),
	]);
	const approved = AUTHORIZING.has(outcome) || items.some((item) => AUTHORIZING.has(item.outcome));
	const kept = text(part(response, EXTENSIONS.administrationReferenceNumber), 'valueString');
	const distinct = (all: ReadonlyArray<string | undefined>) => [
		...new Set(all.flatMap((each) => each ?? [])),
	];
	return {
		authorization: outcome === 'unknown' ? [] : distinct([...of, ...(approved ? general : [])]),
		reference: distinct([kept, ...items.map(({ referenceNumber }) => referenceNumber)]),
	};
}
