import { escapeStep } from '../json-pointer';

/**
 * A token stands in an item where a value was: `sealed:<group>.<id>#/pointer`. The pointer is
 * written with percent escapes for everything outside a small alphabet, so that a token can stand
 * in the middle of a text and still be found again.
 */
export interface Token {
	/** Work item id, or `free-<yyyymmdd>` for items that belong to no work item. */
	group: string;
	id: string;
	pointer: string;
}

const TOKEN =
	/sealed:([A-Za-z0-9_-]{1,64})\.([a-f0-9]{32})#((?:\/(?:[A-Za-z0-9_~-]|%[0-9a-f]{2})*)*)/g;

export function formatToken(group: string, id: string, steps: readonly string[]): string {
	const pointer = steps.map((step) => `/${escapeForToken(escapeStep(step))}`).join('');
	return `sealed:${group}.${id}#${pointer}`;
}

/** Every token in `text`, with the exact characters that it takes up. */
export function findTokens(text: string): Array<Token & { text: string; index: number }> {
	if (!text.includes('sealed:')) return [];
	return [...text.matchAll(TOKEN)].flatMap((match) => {
		const pointer = decoded(match[3]);
		if (pointer === undefined) return [];
		return [{ text: match[0], index: match.index, group: match[1], id: match[2], pointer }];
	});
}

/** Undefined for percent escapes that are no UTF-8: such text was not written by {@link formatToken}. */
function decoded(pointer: string): string | undefined {
	try {
		return decodeURIComponent(pointer);
	} catch {
		return undefined;
	}
}

const escapeForToken = (step: string): string =>
	step.replace(/[^A-Za-z0-9_~-]/gu, (character) =>
		[...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	);
