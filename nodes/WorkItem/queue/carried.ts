import { CONTRACTS } from '../../shared/contracts';
import { byContract, type Addition } from '../../shared/face';
import { escapeStep, mapLeaves } from '../../shared/json-pointer';
import { findTokens } from '../../shared/sealed/token';

/** More leaves than these are sealed as a whole: each of them would be a rule of its own. */
const MOST_CLEAR = 300;

/** What an item carries through a queue, field by field. */
export type Carried = Addition[];

/** Fields that belong to the run that opens the work, not to the work. */
const LEFT_OUT = new Set(['workItem', 'queued', 'error']);

/**
 * The fields of an item as a queue keeps them. What was sealed in the item will be sealed again when the
 * work is delivered, in whatever workflow; what could be read stays readable.
 *
 * @param item as it came, with its tokens
 * @param opened the same with every token replaced
 */
export function carriedFields(
	item: Readonly<Record<string, unknown>>,
	opened: Readonly<Record<string, unknown>>,
): Carried {
	return Object.keys(item)
		.filter((key) => !LEFT_OUT.has(key) && opened[key] !== undefined)
		.map((key) => {
			const contract = CONTRACTS.find((one) => one.key === key);
			if (contract !== undefined) return byContract(contract, opened[key]);
			return { key, value: opened[key], clear: readable(item[key]) };
		});
}

/** Pointers of the leaves without a token; none when there are too many of them. */
function readable(value: unknown): string[] {
	const clear: string[] = [];
	mapLeaves(value, (leaf, steps) => {
		const sealed = typeof leaf === 'string' && findTokens(leaf).length > 0;
		// A field of that name would stand for all its neighbours.
		if (!sealed && !steps.includes('*')) clear.push(['', ...steps].map(escapeStep).join('/'));
		return leaf;
	});
	return clear.length > MOST_CLEAR ? [] : clear;
}
