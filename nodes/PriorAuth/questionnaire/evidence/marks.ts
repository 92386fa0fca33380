/** Signs to be ticked, or ticked: `[x]`, `( )`, boxes, circles, ticks and crosses. */
const BOX =
	/\[\s*[xX✓✔✗✘_+-]?\s*\]|\(\s*[xX✓✔✗✘_+-]?\s*\)|[\u2610-\u2612\u25a0-\u25a3\u25cb-\u25cf\u25ef\u25fb-\u25fe\u2713-\u2718\u274c\u274e-\u2752\u2b1b\u2b1c\u2705]|[\u{1f532}-\u{1f535}\u{1f7e0}-\u{1f7eb}]/u;
/** A line of a list that is ticked by a letter or a sign: "x declined", "+ headache". */
const TICKED = /^\s*(?:[xX]\s+|\+\s*)\p{L}/u;

/** Boxes, blanks, columns and signs of forms: which answer they give, only a reader of the page sees. */
const MARKS: readonly RegExp[] = [
	BOX,
	// Arrows, figures and pictures of any kind.
	/[\u2190-\u21ff\u2300-\u2bff\u{1f000}-\u{1faff}]/u,
	// Blanks, placeholders, what is struck out, columns.
	/_|\.{3,}|…|\*{3}|~~|[-–—]{2}|\{|\}|@\p{L}+@|<<|\||\t| {3,}/u,
	// A letter as an answer, or both answers to choose from.
	/(?<![\p{L}\p{N}/'])[YN](?![\p{L}\p{N}/'])|\byes\s*\/?\s*no\b|\by\/n\b/iu,
	// "-seizures", "+seizures", "seizures -", "seizures (neg)"
	/(?:^|[\s,;:(])[-+−–—]\p{L}|\p{L}\s*[-+−–—]\s*(?:$|[,;.])|\s[+−]\s*\p{L}|[∅Øø⊘]/u,
	/[:=]\s*$/u,
	/[:=]\s*(?:0|nil|n\/a|na|nad|nil known)\b/iu,
];

/** True when a sentence is a piece of a form and no sentence. */
export const hasFormMarks = (sentence: string): boolean =>
	MARKS.some((mark) => mark.test(sentence));

/** True when a line beside is one of a form: then this one may be the name of a box. */
export const isLineOfForm = (line: string): boolean => BOX.test(line) || TICKED.test(line);

/** A question that has lost its mark: "Has the patient completed". */
const INVERTED =
	/^\W*(?:(?:has|have|had|is|are|was|were|do|does|did|can|could|will|would|should)\s+(?:the|this|that|your|patient|pt|member|she|he|they|you|it|there|any)(?!\p{L})|(?:was|did)\s+an?(?!\p{L}))/iu;

export const isQuestion = (sentence: string): boolean => INVERTED.test(sentence);

/** A sentence that takes back the one before it. */
const TAKEN_BACK =
	/^\W*(?:no|none|n|nope|negative|neg|denied|denies|declined|refused|false|incorrect|wrong|untrue|not? (?:so|true|correct|done|completed))\b[^\p{L}]*$|\b(?:in error|erroneous\p{L}*|incorrect\p{L}*|disregard|mistake\p{L}*|correction|retract\p{L}*|not (?:true|correct|accurate))\b/iu;

/** Words by which what was written, or what it was read from, is said to be worth nothing. */
const WORTHLESS =
	/\b(?:void(?:ed)?|withdrawn|invalid\p{L}*|spoil\p{L}*|clotted|h(?:a?e)molyzed|contaminat\p{L}*|mislabel\p{L}*|mix(?:ed)?[- ]up|mis(?:read|heard|counted|filed|placed|typed|spoke\p{L}*)|wrong\p{L}*|struck|crossed out|strike (?:that|this)|scratch that|typo\p{L}*|copied|unreliable|not reliable|not valid|leak\p{L}*|broken|out of order|uncalibrated|to be repeated|(?:somebody|someone|anybody) else|(?:another|other|different) (?:patient|person|man|woman|chart|resident)|never (?:dispensed|given|taken|filled|started|happened|done)|on (?:closer look|review|second look|re-?read\p{L}*)|turned out|in fact|actually|rather than|belongs? to|meant)\b/iu;
/** "That was before the transplant", "The sample was old": of the statement, or of what it was read from. */
const OF_IT =
	/^\W*(?:(?:that|this|it|those|these|both|all (?:of )?(?:that|this))\s+(?:was|were|had|has been|have been|should|could|may|might|cannot|can not)|(?:the|this|that)?\s*(?:test|sample|specimen|scale|report|score|entry|note|result|reading|value|measurement|dictation|statement|line|machine|device|cuff|meter)s?\s+(?:was|were|had|has been|is|are|not))(?!\p{L})/iu;

/** Whether a sentence makes the one before it doubtful: a person reads both. */
export const takesBack = (sentence: string): boolean =>
	TAKEN_BACK.test(sentence) || WORTHLESS.test(sentence) || OF_IT.test(sentence);

/** A note that says of itself that it is not to be relied on. */
const UNRELIABLE =
	/\b(?:wrong (?:patient|chart|person)|(?:entered|charted|documented|written|dictated) in error|disregard (?:this|the|above|previous)|not (?:this|our|the right) patient|another patient|other patient|(?:test|sample|example|demo) (?:note|patient only))\b/iu;

export const isUnreliable = (text: string): boolean => UNRELIABLE.test(text);
