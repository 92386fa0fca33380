import { NEGATED, NOT_A_NEGATION } from './cues';
import { labelOfNo } from './rows';
import { stemOf, stemsOf } from './topic';
import { bearsWhatIsAsked } from './verbs';

/** Words and signs behind which a denial does not reach any more. */
const ENDS =
	/^(?:but|however|although|though|except|has|have|had|having|with|reports?|reported|complains?|endorses?|admits?|notes?|shows?|yet|still|despite|besides|apart|positive|[.;:\n!?])$/i;
/** How many words may lie between a denial and what it denies. */
const FAR = 8;

/** What denies the words before it: "was denied", ": none", "was not completed". */
const BEHIND =
	/^\s*(?:[:-]\s*|(?:is|are|was|were|has been|have been|had been)\s+)?(?:denied|absent|negative|none|excluded|declined|refused|ruled out|(?:not|never)\s+(?:present|seen|noted|found|completed|done|performed|given|reported|identified|observed|tried|received|started|attended))\s*(?:[.,;)]|$)/i;

/** What says of the words before it that they are so: then a denial further ahead is about something else. */
const SAYS_SO =
	/^\s*(?:worse|worsen\p{L}*|present|persist\p{L}*|continu\p{L}*|increas\p{L}*|improv\p{L}*|remain\p{L}*|is|are|was|were|has|have|since|for|at|in)(?!\p{L})/iu;

/** What may stand between a denial and what it denies without denying only a part of it. */
const BETWEEN = new Set(
	'any a an the of for to been be being is are was were has have had history hx evidence sign signs symptom symptoms prior previous previously ever completed complete done received having either and or her his their she he use uses taking take takes on'.split(
		' ',
	),
);
/** Only a part is denied: "no new", "not all". */
const PART =
	/^(?:new|recent|recently|further|additional|more|recurr\p{L}*|worsen\p{L}*|worse|increas\p{L}*|chang\p{L}*|significant\p{L}*|major|severe|acute|known|witnessed|obvious|overt|frank|gross|focal|today|currently?|total\p{L}*|improve\p{L}*|relief|respon\p{L}*|resol\p{L}*|full\p{L}*|entire\p{L}*|all|every|always|only|just|sure|certain|clear\p{L}*|longer|reason|contraindicat\p{L}*|problem|difficult\p{L}*|trouble|allerg\p{L}*|knowing|know|enough|much|many|yet|in|at|during|since|after|before)$/iu;

/** Behind a plain no nothing may stand that bounds it: no time, place or cause. */
const REST_OF_NO =
	/^[\s.,;!)]*$|^\s*(?:(?:is|was|were|has been|have been)\s+)?(?:not\s+)?(?:denied|absent|none|reported|noted|present|seen|found|identified|completed|done|performed|received|tried|given|started|attended)?\s*[.;)]*\s*$|^\s*,?\s*(?:or|nor|and|,)\s/i;

/**
 * True when the words deny what the question asks about: the denial stands before it, or right behind,
 * and nothing between them says the opposite. "Denies fever but has incontinence" does not deny the
 * incontinence.
 */
export function deniesTopic(question: string, quote: string): boolean {
	const plain = quote
		.replace(new RegExp(NOT_A_NEGATION, 'giu'), ' ')
		.replace(/\bno longer\b/gi, ' ')
		.replace(/\b(not|never|doesn['’]t|didn['’]t) (?:have|had)\b/gi, '$1');
	const tokens = [...plain.matchAll(/[\p{L}\p{N}'’/-]+|[.;:!?\n]/gu)];
	const asked = stemsOf(question);
	const isTopic = (word: string): boolean => asked.has(stemOf(word) ?? '');
	const topic = tokens.flatMap(([word], at) => (isTopic(word) ? [at] : []));
	const denials = tokens.flatMap(([word], at) =>
		NEGATED.test(word) && !isTopic(word) ? [at] : [],
	);
	const last = tokens[topic.at(-1) ?? -1];
	if (last === undefined) return false;
	const rest = plain.slice(last.index + last[0].length);
	if (BEHIND.test(rest)) return true;
	// "No injection was given" denies; "no tenderness, radiculopathy was seen" does not.
	const isOne = !/[,;]/.test(plain.slice(0, last.index));
	if (SAYS_SO.test(rest) && !(isOne && REST_OF_NO.test(rest))) return false;
	return topic.every((at) =>
		denials.some(
			(denial) =>
				denial < at &&
				at - denial <= FAR &&
				!tokens.slice(denial + 1, at).some(([word]) => ENDS.test(word)),
		),
	);
}

/**
 * True when a sentence denies plainly and as a whole what the question asks about: one denial, nothing
 * between that denies a part only, and nothing behind that bounds it. "No new incontinence" and "does not
 * deny incontinence" do not.
 */
export function deniesPlainly(question: string, sentence: string): boolean {
	const tokens = [...sentence.matchAll(/[\p{L}\p{N}'’/-]+/gu)];
	const asked = stemsOf(question);
	const topic = tokens.flatMap(([word], at) => (asked.has(stemOf(word) ?? '') ? [at] : []));
	const [first, last] = [topic.at(0), topic.at(-1)];
	if (first === undefined || last === undefined) return false;
	const denials = tokens.flatMap(([word], at) =>
		NEGATED.test(word) && !/^n?or$/i.test(word) && !topic.includes(at) ? [at] : [],
	);
	const [denial, another] = denials;
	if (denial === undefined || another !== undefined) return false;
	const rest = sentence.slice(tokens[last].index + tokens[last][0].length);
	const own = new Set(question.toLowerCase().match(/\p{L}+/gu));
	const bound = rest.replace(/^\s+(\p{L}+)/u, (word, name: string) =>
		own.has(name.toLowerCase()) && /^uses?$/i.test(name) ? '' : word,
	);
	if (!REST_OF_NO.test(bound)) return false;
	if (denial > last) return true;
	const between = tokens.slice(denial + 1, first);
	if (between.some(([word]) => PART.test(word))) return false;
	const gap = sentence.slice(tokens[denial].index, tokens[first].index);
	const isList = /,|\b(?:n?or|and)\b/i.test(gap);
	return isList || between.every(([word]) => BETWEEN.has(word.toLowerCase()));
}

/** Words of a label beside those of the question that leave it whole. */
const OF_LABEL = /^(?:of|the|a|an|patient|pt|use|uses|history|hx|ever|current|currently)$/i;

/** True for "Label: none", where the label is what is asked and nothing else: "Seizures today" is less. */
export function deniesLabel(question: string, sentence: string): boolean {
	const label = labelOfNo(sentence);
	if (label === undefined || !bearsWhatIsAsked(question, label)) return false;
	const asked = stemsOf(question);
	const there = stemsOf(label);
	const own = new Set(question.toLowerCase().match(/\p{L}+/gu));
	const isOwn = (word: string): boolean =>
		own.has(word.toLowerCase()) || asked.has(stemOf(word) ?? '') || OF_LABEL.test(word);
	const isWhole = [...asked].every((stem) => there.has(stem));
	return isWhole && (label.match(/[\p{L}\p{N}]+/gu) ?? []).every(isOwn);
}
