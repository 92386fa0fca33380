import { cleanText } from '../../clients/llm';

/** A text as the model sees it, and where each of its characters stands in the text as it was given. */
export interface Aligned {
	cleaned: string;
	/** For each UTF-16 code unit of `cleaned` its place in the given text. */
	places: number[];
}

const isBreak = (character: string): boolean => /[\r\n\v\f\u0085\u2028\u2029]/.test(character);

/** Cleaning only takes characters out and writes line breaks of all kinds as one line feed. */
export function align(given: string): Aligned {
	const cleaned = cleanText(given).text;
	const places: number[] = [];
	let at = 0;
	for (const unit of splitUnits(cleaned)) {
		while (given[at] !== unit && !(unit === '\n' && isBreak(given[at] ?? '\n'))) at += 1;
		places.push(at);
		at += given.startsWith('\r\n', at) ? 2 : 1;
	}
	return { cleaned, places };
}

function* splitUnits(text: string): Generator<string> {
	for (let at = 0; at < text.length; at++) yield text[at];
}
