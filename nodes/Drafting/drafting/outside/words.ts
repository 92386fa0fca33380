/** A word as the writer chose it, for the checks of what may stand outside a placeholder. */
export interface Word {
	/** Lower case, without accents. */
	low: string;
	/** As written. */
	raw: string;
	/** Where it stands among the words of the template. */
	start: number;
	end: number;
	/** True at the beginning of a sentence: a capital means nothing there. */
	first: boolean;
	/** True when a placeholder is the last thing before it. */
	afterHole: boolean;
	/** True when the next thing behind it is a placeholder, and one that prints a number first. */
	beforeHole: boolean;
	beforeNumber: boolean;
}

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

/** @param text of `wordsOf` */
export function split(text: string): Word[] {
	return [...text.matchAll(WORD)].map((match) => {
		const [raw] = match;
		const start = match.index;
		const end = start + raw.length;
		const before = text.slice(0, start).trimEnd();
		const behind = text.slice(end);
		return {
			raw,
			low: plain(raw),
			start,
			end,
			first: before === '' || /[.!?:;]["”’')]*$/.test(before),
			afterHole: /[\ue000\ue001][-/]?$/.test(before),
			beforeHole: /^\s*[\ue000\ue001]/.test(behind),
			beforeNumber: /^\s*\ue001/.test(behind),
		};
	});
}

/** Lower case, without accents and apostrophes. */
export const plain = (word: string): string =>
	word
		.normalize('NFD')
		.replace(/[\p{M}'’]/gu, '')
		.toLowerCase();

/** A set from words with spaces between them. */
export const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
