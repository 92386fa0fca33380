/** A stretch of text that both have, or only one. */
export interface DiffPart {
	kind: 'same' | 'added' | 'removed';
	text: string;
}

/** Above this many words on a side the whole text counts as replaced: the table would be too large. */
const MOST_WORDS = 800;

/**
 * What changed from one text to another, word by word (longest common subsequence).
 *
 * @returns parts whose `same` and `removed` texts give `before`, and whose `same` and `added` texts give `after`
 */
export function wordDiff(before: string, after: string): DiffPart[] {
	if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
	const [a, b] = [words(before), words(after)];
	if (a.length > MOST_WORDS || b.length > MOST_WORDS) {
		return merged([
			{ kind: 'removed', text: before },
			{ kind: 'added', text: after },
		]);
	}
	const table = lengths(a, b);
	const parts: DiffPart[] = [];
	let [i, j] = [0, 0];
	while (i < a.length && j < b.length) {
		if (a[i] === b[j]) {
			parts.push({ kind: 'same', text: a[i] });
			i += 1;
			j += 1;
		} else if (table[i + 1][j] >= table[i][j + 1]) parts.push({ kind: 'removed', text: a[i++] });
		else parts.push({ kind: 'added', text: b[j++] });
	}
	while (i < a.length) parts.push({ kind: 'removed', text: a[i++] });
	while (j < b.length) parts.push({ kind: 'added', text: b[j++] });
	return merged(parts);
}

/** Words with the space before them: a changed number must show as a whole. */
const words = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

function lengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
	const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			table[i][j] =
				a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
		}
	}
	return table;
}

function merged(parts: readonly DiffPart[]): DiffPart[] {
	const result: DiffPart[] = [];
	for (const part of parts) {
		const last = result.at(-1);
		if (last?.kind === part.kind) last.text += part.text;
		else if (part.text !== '') result.push({ ...part });
	}
	return result;
}
