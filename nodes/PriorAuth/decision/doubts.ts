import type { DecisionItem, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import type { Element } from '../rules/element';
import type { Packet } from '../rules/packet';
import type { ReviewAction } from './actions';
import { isCovered } from './as-asked';
import { AUTHORIZING } from './items';
import { itemsOf } from './match';
import { hasNumber } from './numbers';
import { periodOfAll } from './periods';

/** What was approved, and a person must look at all the same. */
export function doubtsOf(
	response: Element,
	{
		items,
		said,
		whole,
		general,
		request,
	}: {
		items: readonly DecisionItem[];
		said: PriorAuthOutcome;
		whole: ReviewAction | undefined;
		general: readonly string[];
		request: Packet | undefined;
	},
): string[] {
	const isWhole = items.length === 0 && AUTHORIZING.has(said);
	const lacking = items.some(
		(item) =>
			AUTHORIZING.has(item.outcome) &&
			item.problem !== 'several-authorization-numbers' &&
			!hasNumber(item),
	);
	const without = isWhole ? general.length !== 1 : lacking;
	const unnumbered =
		general.length > 1 ? 'several-authorization-numbers' : 'no-authorization-number';
	const { period } = periodOfAll(response);
	const wanted = request === undefined ? [] : [...itemsOf(request)];
	const granted = items.filter((item) => item.outcome === 'approved');
	const approved = wanted.filter(
		([sequence]) =>
			(isWhole && said === 'approved') || granted.some((item) => item.sequence === sequence),
	);
	const outside = period !== undefined && approved.some(([, item]) => !isCovered(period, item));
	return [
		...(without ? [unnumbered] : []),
		...(outside ? ['period-does-not-cover'] : []),
		...(whole?.doubt === undefined ? [] : [whole.doubt]),
		// Of an update nobody knows whether it is about what was changed or about all of it.
		...(isWhole && request?.kind === 'update' ? ['items-not-decided'] : []),
		...(said === 'approved' && response.value.outcome === 'partial' ? ['outcome-partial'] : []),
	];
}
