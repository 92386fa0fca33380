/** Texts of one OperationOutcome that are kept, and how much of each. */
const MOST_WORDS = 20;
const LONGEST = 500;

/**
 * What an OperationOutcome says in words, issue by issue: `details.text`, else `diagnostics`. It may
 * name a patient, so it belongs into a sealed value and never into an error, a log or the ledger.
 *
 * @returns an empty list for anything else
 */
export function readWords(body: unknown): string[] {
	const { resourceType, issue } = (body ?? {}) as { resourceType?: unknown; issue?: unknown };
	if (resourceType !== 'OperationOutcome' || !Array.isArray(issue)) return [];
	const said = issue.slice(0, MOST_WORDS).map((entry: unknown) => {
		const { details, diagnostics } = (entry ?? {}) as Record<string, unknown>;
		const { text } = (details ?? {}) as { text?: unknown };
		const words = [text, diagnostics].find(
			(each) => typeof each === 'string' && each.trim() !== '',
		);
		// Control characters and line breaks would break the page or the list that shows it.
		return typeof words === 'string'
			? words
					.replace(/[\p{C}\s]+/gu, ' ')
					.trim()
					.slice(0, LONGEST)
			: '';
	});
	return [...new Set(said)].filter((words) => words !== '');
}

/** Beside the error and not in it: whoever prints, stores or serialises the error has no words. */
const KEPT = new WeakMap<object, readonly string[]>();

export function keepWords(error: object, body: unknown): void {
	const words = readWords(body);
	if (words.length > 0) KEPT.set(error, words);
}

/** The words with which a server refused, for a sealed value. See {@link readWords}. */
export const wordsOf = (error: object): readonly string[] => KEPT.get(error) ?? [];
