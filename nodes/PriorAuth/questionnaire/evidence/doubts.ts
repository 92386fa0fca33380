import type { QuestionnaireAnswer } from '../../../shared/contracts';
import type { Place } from '../filling/tree';
import type { Answers, EvidenceSource } from '../types';
import { withoutAsides } from './asides';
import { placesOf } from './beside';
import { deniesLabel, deniesPlainly, deniesTopic } from './denial';
import { valueDoubts } from './exact';
import type { Span } from './find';
import { hasFormMarks, isLineOfForm, isQuestion, isUnreliable, takesBack } from './marks';
import { asksAboutPast, meaningAbove, meaningOf } from './meaning';
import { hasNewer, isContradicted, isOtherElsewhere } from './others';
import { passageAround, type Passage } from './passage';
import { isPlain, isPlainHead, isPlainOver, type Kind } from './plain';
import { choicesIn } from './read-value';
import { isPlainHeading } from './rows';
import { asksForTime, isOutOfTime } from './times';
import { isAboutSame, isOfAnother, type Wanted } from './topic';
import { amountsIn } from './values';
import {
	asksForCompletion,
	asksForEvent,
	bearsWhatIsAsked,
	hasThreshold,
	isPart,
	tellsOfThen,
} from './verbs';

/** One question with what a model says to it. */
export interface Asked {
	answer: QuestionnaireAnswer;
	place: Place;
	answers: Answers;
	/** The answer in the model's words. */
	said: string;
	/** The same for a question of yes and no. */
	saying: string | undefined;
}

/**
 * Why a person must read the words, by name; none where the sentence plainly states the answer. Where
 * the words stand several times, all places count.
 */
export function doubtsOf(
	asked: Asked,
	source: EvidenceSource,
	spans: readonly Span[],
	sources: readonly EvidenceSource[],
): string[] {
	const question = asked.answer.text;
	const places = spans.map((span) => {
		const passage = passageAround(source.text, span);
		return {
			passage: {
				...passage,
				sentence: withoutAsides(question, passage.sentence),
				next: withoutAsides(question, passage.next),
			},
			quote: source.text.slice(span.start, span.end),
		};
	});
	const first = places.flatMap(({ passage, quote }) => wordDoubts(asked, passage, quote));
	if (first.length > 0) return [...new Set(first)];
	const further = places.flatMap(({ passage, quote }) => [
		...frameDoubts(question, passage),
		...furtherDoubts(asked, passage, quote, source),
		...otherDoubts(asked, quote, source, sources),
	]);
	return [...new Set(further)];
}

const wantedBy = (saying: string | undefined): Wanted => {
	if (saying === undefined) return 'value';
	return /^(?:false|no)$/i.test(saying.trim()) ? 'no' : 'yes';
};

/** Words in the sentence, or over it, that change what it means. */
function wordDoubts({ answer, saying }: Asked, passage: Passage, quote: string): string[] {
	const asked = answer.text;
	const { sentence, headings, above, columns, next } = passage;
	const wanted = wantedBy(saying);
	const question = meaningOf(asked);
	const inside = meaningOf(wordsBeside(asked, sentence));
	const over = meaningAbove(headings, [...above, ...columns]);
	const negated = meaningOf(sentence).negated;
	const past = inside.past || over.past;
	const isDenied =
		deniesTopic(asked, quote) || (deniesLabel(asked, sentence) && meaningOf(quote).negated);
	const reasons = [
		...((inside.family || over.family) && !question.family ? ['about-a-relative'] : []),
		...(inside.notReal || over.notReal ? ['not-carried-out'] : []),
		...(inside.uncertain || over.uncertain || isQuestion(sentence) ? ['uncertain-words'] : []),
		...(past && wanted !== 'no' && !asksAboutPast(asked) ? ['of-former-times'] : []),
		// A "no" needs words that deny just that, everything else words that do not deny at all.
		...(wanted === 'no' && !(isDenied && !over.negated) ? ['not-denied'] : []),
		...(wanted !== 'no' && (negated || over.negated) ? ['denied-words'] : []),
		...(takesBack(next) ? ['denied-words'] : []),
		// Whether "no" to "Is there no ..." denies anything, a person reads.
		...(question.negated && saying !== undefined ? ['question-denies'] : []),
	];
	const isAbout = reasons.length > 0 || isAboutSame(asked, sentence, wanted);
	return isAbout ? reasons : ['quote-about-something-else'];
}

/** A sentence without the words of the question: "planned" answers what is planned. */
function wordsBeside(question: string, sentence: string): string {
	const words = new Set(question.toLowerCase().match(/\p{L}{4,}/gu));
	return sentence.replace(/\p{L}{4,}/gu, (word) =>
		words.has(word.toLowerCase()) && !ALWAYS.test(word) ? 'it' : word,
	);
}
/** Words that a question has as well without asking about them. */
const ALWAYS = /^(?:before|prior|until|past|previous(?:ly)?|when|should|would|will|need|needs)$/i;

/** Whether the sentence stands as one: not in a form, not under a heading that makes another thing of it. */
function frameDoubts(asked: string, passage: Passage): string[] {
	const { sentence, headings, columns, section, beside, crosses, next } = passage;
	const isForm =
		hasFormMarks(sentence) ||
		headings.some(hasFormMarks) ||
		beside.some(isLineOfForm) ||
		!isPlainHeading(columns);
	return [
		...(isForm ? ['form-marks'] : []),
		...(section.every((line) => isPlainOver(asked, line)) ? [] : ['not-plainly-said']),
		...(crosses ? ['not-plainly-said'] : []),
		...(goesBackOn(next) ? ['of-former-times'] : []),
	];
}

/** "She has since run out of it." */
const goesBackOn = (next: string): boolean => {
	const { negated, past } = meaningOf(next);
	return (
		(negated || past) && /(?<!\p{L})(?:it|this|that|them|these|which|so)(?!\p{L})/iu.test(next)
	);
};

/** UTF-16 code units; what is longer is no plain sentence. */
const LONGEST_PLAIN = 1_000;

/** What else must hold of a sentence whose words are sound: that it says just what is asked. */
function furtherDoubts(
	{ answer, place, answers, said, saying }: Asked,
	passage: Passage,
	quote: string,
	source: EvidenceSource,
): string[] {
	const asked = answer.text;
	const { sentence, headings } = passage;
	if (sentence.length > LONGEST_PLAIN) return ['not-plainly-said'];
	const wanted = wantedBy(saying);
	const past = asksAboutPast(asked);
	const type = String(place.item.type);
	const isDay = wanted === 'value' && /^date/.test(type);
	const time = {
		question: asked,
		wanted: isDay ? ('day' as const) : wanted,
		past,
		date: source.date,
		now: answers.now,
		over: [...passage.headings, ...passage.above, ...passage.columns],
	};
	const isWords = type === 'string' || type === 'text';
	const isChoice = wanted === 'value' && /choice$/.test(type);
	const frame = {
		question: asked,
		kind: kindOf(wanted, isDay, asked),
		more: isChoice ? said : '',
		least: endOfValue(place, said, sentence),
	};
	const isPlainly =
		wanted === 'no' ? isPlainNo(asked, sentence) : isWords || isPlain(sentence, frame);
	return [
		...(isUnreliable(source.text) ? ['source-unreliable'] : []),
		...(isOutOfTime(sentence, time) ? ['time-not-clear'] : []),
		...(!isChoice && !isWords && isOfAnother(asked, sentence)
			? ['quote-about-something-else']
			: []),
		...(isChoice && choicesIn(sentence, place, answers).length > 1 ? ['several-choices'] : []),
		...(wanted === 'yes' ? yesDoubts(asked, sentence, headings, past) : []),
		...(wanted === 'no' ? noDoubts(asked, sentence) : []),
		...(wanted === 'value' ? valueDoubts(asked, place, said, passage, quote) : []),
		...(isPlainly ? [] : ['not-plainly-said']),
	];
}

function kindOf(wanted: Wanted, isDay: boolean, asked: string): Kind {
	if (wanted === 'value') return isDay ? 'day' : 'value';
	return asksForEvent(asked) ? 'event' : 'state';
}

/** What stands before a denial is plain as well: "The driver denies" is of somebody else. */
function isPlainNo(asked: string, sentence: string): boolean {
	const denial =
		/(?<!\p{L})(?:no|not|never|none|denie[sd]|deny|denying|without|negative(?: for)?|neg|absent|(?:has|does|did|is|was)n['’]?t)(?!\p{L})/iu.exec(
			sentence,
		);
	return isPlainHead(asked, sentence.slice(0, denial?.index ?? 0));
}

const noDoubts = (asked: string, sentence: string): string[] =>
	(deniesPlainly(asked, sentence) || deniesLabel(asked, sentence)) && !hasThreshold(asked)
		? []
		: ['not-denied'];

function yesDoubts(
	asked: string,
	sentence: string,
	headings: readonly string[],
	past: boolean,
): string[] {
	const isSaid = bearsWhatIsAsked(asked, [...headings, sentence].join(' '));
	return [
		...(!past && tellsOfThen(asked, sentence) ? ['of-former-times'] : []),
		...(hasThreshold(asked) ? ['question-has-a-limit'] : []),
		...(isSaid ? [] : ['not-plainly-said']),
		...(asksForCompletion(asked) && isPart(sentence) ? ['not-plainly-said'] : []),
	];
}

/** What other sentences about the same say, in this source and in newer ones. */
function otherDoubts(
	{ answer, place, answers, said, saying }: Asked,
	quote: string,
	source: EvidenceSource,
	sources: readonly EvidenceSource[],
): string[] {
	const question = answer.text;
	const wanted = wantedBy(saying);
	const differs =
		wanted === 'value'
			? isOtherElsewhere({ question, place, answers, said, quote }, source, sources)
			: isContradicted(question, wanted, source, sources);
	return [
		...(differs ? ['several-values'] : []),
		...(asksForTime(question) && hasNewer(question, source, sources) ? ['newer-source'] : []),
	];
}

/** How far a sentence must be plain so that its amount or day is covered. */
function endOfValue({ item }: Place, said: string, sentence: string): number {
	const type = String(item.type);
	if (/^date/.test(type)) return endOfDay(sentence);
	if (!/^(?:integer|decimal|quantity)$/.test(type)) return 0;
	const value = amountsIn(said)[0]?.value ?? Number.NaN;
	return Math.max(0, ...placesOf(value, sentence).map(({ end }) => end));
}

const endOfDay = (text: string): number => (/^.*\d{4}(?:-\d\d-\d\d)?/.exec(text)?.[0] ?? '').length;
