const MOST_CHANGES = 2;

/** The known name that a misspelt one is probably meant to be, or undefined. */
export function nearest(name: string, known: readonly string[]): string | undefined {
	if (name.length < 3 || name.length > 64) return undefined;
	let best: string | undefined;
	let least = MOST_CHANGES + 1;
	for (const one of known) {
		if (Math.abs(one.length - name.length) >= least) continue;
		const changes = distance(name.toLowerCase(), one.toLowerCase());
		if (changes < least) [best, least] = [one, changes];
	}
	return best;
}

/** Levenshtein distance: letters to insert, leave out or replace. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, at) => at);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row[b.length] ?? 0;
}
