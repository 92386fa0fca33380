import { handlingIn } from '../text/handling';
import type { Judgement } from './judgement';

/** No chart bears out what a sentence says about the document itself, and none has a link to follow. */
export function judgeHandling(judgement: Judgement): void {
	const { text, tokens } = judgement.reading;
	const found = handlingIn(text);
	if (found === undefined) return;
	const start = text.toLowerCase().indexOf(found);
	const from =
		start < 0
			? 0
			: Math.max(
					0,
					tokens.findIndex((token) => token.end > start),
				);
	let to = from + 1;
	while (start >= 0 && to < tokens.length && tokens[to].start < start + found.length) to++;
	judgement.fault(
		'document-handling',
		'The sentence holds a link, an address, markup, or words on how this document is to be handled or written; the chart bears out none of these.',
		from,
		start < 0 ? tokens.length : to,
	);
}

/** A passage that is quoted from a note, and that speaks of the same. */
export function judgeQuotedHandling(
	judgement: Judgement,
	quotes: ReadonlyArray<{ text: string }>,
): void {
	if (!quotes.some(({ text }) => handlingIn(text) !== undefined)) return;
	judgement.fault(
		'document-handling',
		'A quoted passage holds a link, an address, markup, or words on how this document is to be handled or written.',
		0,
		judgement.reading.tokens.length,
	);
}
