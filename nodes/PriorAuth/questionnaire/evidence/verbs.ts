/** What a question asks to have happened, and the words of a sentence that say that it did. */
const PAIRS: ReadonlyArray<[asked: RegExp, said: RegExp]> = [
	[/\b(?:complet\w*|finish\w*)\b/i, /\b(?:complet\w+|finish\w+)\b/i],
	[/\b(?:fail\w*|inadequate|unsuccessful)\b/i, /\bfail(?:ed|ure|s)\b/i],
	[/\b(?:tolerat\w*)\b/i, /\btolerat\w+\b/i],
	[/\b(?:taking|takes|take|on)\b/i, /\b(?:taking|takes|take|on|uses|using)\b/i],
	[/\b(?:improv\w*)\b/i, /\bimprov\w+\b/i],
	[/\b(?:respond\w*|response)\b/i, /\brespon\w+\b/i],
	[/\bdiagnos\w*\b/i, /\b(?:diagnos\w*|confirm\w*|has|have)\b/i],
	[/\b(?:confirm\w*|documented|proven)\b/i, /\b(?:confirm\w*|documented|proven)\b/i],
];
/** A question whether something took place. */
const EVENT =
	/^\s*(?:has|have|had|was|were|did)\b|\b(?:given|received|performed|undergone|underwent|tried|attended)\b/i;
const TOOK_PLACE =
	/\b(?:had|was|were|has|have|did|underwent|undergone|received|given|got|performed|done|completed?|tried|took|taken|used|attended|participated|finished|s\/p|status post|prior|previous|history|experienced|suffered|reports|failed)\b/i;
/** A limit in the question: whether "4 weeks" are "at least 6", a person reads. */
const THRESHOLD =
	/[<>≤≥]|\b(?:at least|at most|more than|less than|greater|fewer|minimum|maximum|or more|or less|above|below|exceed\w*|over|under|up to)\b\D{0,20}\d|\b(?:at least|at most|more than|less than|fewer than|greater than|or more|minimum of)\b|\d/i;
const STRETCH =
	/\b(?:within|in|during|over)?\s*(?:the\s+)?(?:last|past|previous|preceding|prior|within)\s+(?:the\s+)?(?:last\s+|past\s+)?\w+[\s-]+(?:day|week|month|year)s?\b/gi;

/** The first of several, or a share: not all of it. */
export const isPart = (sentence: string): boolean =>
	/\b(?:1|one|first|initial|single|intro\w*)\b|%|\b(?:day|week|visit|session|phase)\s*#?\d|(?<![\d/])\d{1,3}\s*(?:\/|(?:out )?of(?: the)?)\s*\d{1,3}(?![\d/])/i.test(
		sentence,
	);

/** How often in a stretch of time, not how many. */
export const isRate = (sentence: string): boolean =>
	/\b(?:weekly|daily|monthly|(?:per|a|each|every)\s+(?:day|week|month|visit))\b|\/\s*(?:d|day|wk|week|mo|month)\b/i.test(
		sentence,
	);

/** A day on which it was written down, seen or asked for, not on which it took place. */
export const isOfWriting = (question: string, sentence: string): boolean =>
	(
		sentence.match(
			/\b(?:report\w*|receiv\w*|results?|document\w*|seen|visit\w*|record\w*|noted|diagnos\w*|review\w*|present\w*|complain\w*|stated?|describ\w*|clinic|office|start\w*|began|began|letter|form|faxed|sent|read|dictated|signed)\b/gi,
		) ?? []
	).some((word) => !question.toLowerCase().includes(word.toLowerCase()));

export const asksForCompletion = (question: string): boolean => PAIRS[0][0].test(question);

/** True for a question with a number that the answer is measured by. */
export const hasThreshold = (question: string): boolean =>
	THRESHOLD.test(question.replace(STRETCH, ' ').replace(/(?<=\p{L})\d+|\b\p{L}\d\w*/gu, ' '));

/** True when the sentence has the word for what is asked to have happened. */
export function bearsWhatIsAsked(question: string, sentence: string): boolean {
	const pair = PAIRS.find(([asked]) => asked.test(question));
	if (pair !== undefined) return pair[1].test(sentence);
	return !EVENT.test(question) || TOOK_PLACE.test(sentence);
}

/** True for a question whether something took place, not whether it is so. */
export const asksForEvent = (question: string): boolean =>
	EVENT.test(question) || asksForCompletion(question);

/** "Has had seizures since 2021" goes on. */
const UP_TO_NOW = /\b(?:has|have) had(?= .{1,80}\bsince\b)/gi;
const WAS = /(?<!\p{L})(?:was|were|had|did|(?<!(?:is|are|being)\s)used|took)(?!\p{L})/iu;

/** True when the sentence tells of what was: "smoked" for "Does the patient smoke?". */
export function tellsOfThen(question: string, sentence: string): boolean {
	if (WAS.test(sentence.replace(UP_TO_NOW, ' '))) return true;
	const asked = new Set(question.toLowerCase().match(/\p{L}{3,}/gu));
	return (sentence.toLowerCase().match(/\p{L}{3,}ed(?!\p{L})/gu) ?? []).some(
		(word) => !asked.has(word) && (asked.has(word.slice(0, -1)) || asked.has(word.slice(0, -2))),
	);
}
