/** Endings in s that are no plural: diabetes, pus, illness, sepsis, Lantus. */
const NO_PLURAL = /(?:ss|us|is|os|as)$/;
const KEPT = new Set([
	'diabetes',
	'herpes',
	'rabies',
	'scabies',
	'series',
	'species',
	'mumps',
	'measles',
]);

/** A word without the ending of the plural or the genitive, as all look-ups use it. */
export function stem(low: string): string {
	let word = low;
	if (word.length > 2 && word.endsWith("'s")) word = word.slice(0, -2);
	if (word.length < 4 || !word.endsWith('s')) return word;
	if (NO_PLURAL.test(word) || KEPT.has(word)) return word;
	if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
	if (/(?:ch|sh|x|ss|z)es$/.test(word)) return word.slice(0, -2);
	return word.slice(0, -1);
}

/** Verb and adjective endings taken off, for comparing words of prose: improved, improving, improves. */
export function root(low: string): string {
	let word = stem(low);
	if (word.length > 5 && word.endsWith('ing')) word = undouble(word.slice(0, -3));
	else if (word.length > 4 && word.endsWith('ed')) word = undouble(word.slice(0, -2));
	else if (word.length > 5 && word.endsWith('ly')) word = word.slice(0, -2);
	if (word.length > 3 && word.endsWith('e')) word = word.slice(0, -1);
	return word;
}

function undouble(word: string): string {
	const last = word.length - 1;
	return word.length > 3 && word[last] === word[last - 1] && !/[lsz]/.test(word[last])
		? word.slice(0, -1)
		: word;
}
