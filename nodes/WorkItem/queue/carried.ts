import { CONTRACTS } from '../../shared/contracts';
import { byContract, type Addition } from '../../shared/face';
import { escapeStep, fitsPattern, mapLeaves, unescapeStep } from '../../shared/json-pointer';
import { findTokens } from '../../shared/sealed/token';

/** What would need more patterns than these is sealed: each of them is looked at for every value. */
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
			const readable = readablePatterns(item[key]);
			const clear =
				contract === undefined ? readable : both(byContract(contract, item[key]).clear, readable);
			return { key, value: opened[key], clear };
		});
}

/**
 * Patterns of the leaves without a token. The members of a list share one where none of them is sealed.
 */
function readablePatterns(value: unknown): string[] {
	const groups = new Map<string, { readable: string[]; sealed: boolean }>();
	mapLeaves(value, (leaf, steps) => {
		const pattern = ['', ...steps.map(inList)].join('/');
		let group = groups.get(pattern);
		if (group === undefined) groups.set(pattern, (group = { readable: [], sealed: false }));
		if (typeof leaf === 'string' && findTokens(leaf).length > 0) group.sealed = true;
		// A field of that name would stand for all its neighbours.
		else if (!steps.includes('*')) group.readable.push(['', ...steps].map(escapeStep).join('/'));
		return leaf;
	});
	const clear: string[] = [];
	// Whole lists first: a member that stays readable beside a sealed one is a pattern of its own.
	const sorted = [...groups].sort(([, a], [, b]) => Number(a.sealed) - Number(b.sealed));
	for (const [pattern, { readable, sealed }] of sorted) {
		const more = sealed || readable.length < 2 ? readable : [pattern];
		if (clear.length + more.length <= MOST_CLEAR) clear.push(...more);
	}
	return clear;
}

/** A number is taken for a place in a list. */
const inList = (step: string): string => (/^\d+$/.test(step) ? '*' : escapeStep(step));

/** What a contract leaves readable and could be read before. */
const both = (contract: readonly string[], readable: readonly string[]): string[] =>
	readable.filter((pattern) =>
		contract.some((one) => fitsPattern(one, pattern.split('/').slice(1).map(unescapeStep))),
	);
