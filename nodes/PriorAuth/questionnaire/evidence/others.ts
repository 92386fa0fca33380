import type { Place } from '../filling/tree';
import type { Answers, EvidenceSource } from '../types';
import { withoutAsides } from './asides';
import { hasFormMarks } from './marks';
import { asksAboutPast, meaningAbove, meaningOf } from './meaning';
import { passagesOf, type Passage } from './passage';
import { choicesIn } from './read-value';
import { isCoveredBy, stemsOf, type Wanted } from './topic';
import { amountsIn, datesIn, isSameUnit } from './values';

/** Stems of a source, found once: every question asks for them. */
const STEMS = new WeakMap<EvidenceSource, ReadonlySet<string>>();

function stemsIn(source: EvidenceSource): ReadonlySet<string> {
	const known = STEMS.get(source) ?? stemsOf(source.text);
	STEMS.set(source, known);
	return known;
}

/** Day of a source; one without a day may be the newest. */
const dayOf = ({ date }: EvidenceSource): string => date?.slice(0, 10) ?? '9';

/** Passages about the same in this source and in those of its day and later. */
function passagesAbout(
	question: string,
	source: EvidenceSource,
	sources: readonly EvidenceSource[],
): Passage[] {
	const since = source.date?.slice(0, 10) ?? '';
	return sources
		.filter((one) => one === source || dayOf(one) >= since)
		.filter((one) => isCoveredBy(question, stemsIn(one)))
		.flatMap(({ text }) =>
			passagesOf(text, (sentence) => isCoveredBy(question, stemsOf(sentence))),
		);
}

const ENDED = /(?<!\p{L})(?:resolved|stopp?ed|quit|no longer|off|remission|cured)(?!\p{L})/iu;

/** True where another sentence about the same, in this source or a newer one, says the opposite. */
export function isContradicted(
	question: string,
	wanted: Wanted,
	source: EvidenceSource,
	sources: readonly EvidenceSource[],
): boolean {
	const past = asksAboutPast(question);
	return passagesAbout(question, source, sources).some(({ sentence, headings, above }) => {
		const said = withoutAsides(question, sentence);
		const negated = meaningOf(said).negated || meaningAbove(headings, above).negated;
		if (wanted === 'no') return !negated;
		return negated || hasFormMarks(said) || (!past && ENDED.test(said));
	});
}

/** A newer text speaks of the same. */
export const hasNewer = (
	question: string,
	source: EvidenceSource,
	sources: readonly EvidenceSource[],
): boolean =>
	sources.some(
		(one) =>
			dayOf(one) > (source.date?.slice(0, 10) ?? '') &&
			one.date !== source.date &&
			isCoveredBy(question, stemsIn(one)),
	);

/** What a model says to a question, with the words that it quotes. */
export interface Stated {
	question: string;
	place: Place;
	answers: Answers;
	said: string;
	quote: string;
}

/** True where another sentence about the same, in this source or a newer one, gives another value. */
export function isOtherElsewhere(
	stated: Stated,
	source: EvidenceSource,
	sources: readonly EvidenceSource[],
): boolean {
	const { question } = stated;
	const past = asksAboutPast(question);
	const subject = subjectOf(stated);
	return passagesAbout(subject, source, sources).some(({ sentence, headings, above }) => {
		const meanings = [meaningOf(sentence), meaningAbove(headings, above)];
		const isAside =
			[sentence, ...headings, ...above].some((line) => BOUND.test(line)) ||
			meanings.some((one) => one.family || (one.past && !past));
		return !isAside && hasOtherValue(stated, sentence);
	});
}

/** A value that is wished for or allowed is no other value. */
const BOUND =
	/(?<!\p{L})(?:goal|target|ideal|desired|normal|reference|range|allow\p{L}*|authori[sz]\p{L}*|approv\p{L}*|max(?:imum)?|min(?:imum)?|limit)(?!\p{L})/iu;

/** A question without the words of its choices: "How severe is the pain?" asks about the pain. */
function subjectOf({ question, place, answers }: Stated): string {
	if (!/choice$/.test(String(place.item.type))) return question;
	const choices = new Set(choicesIn(question, place, answers).map((one) => one.toLowerCase()));
	return question.replace(/[\p{L}\p{N}]+/gu, (word) =>
		choices.has(word.toLowerCase()) ? '' : word,
	);
}

function hasOtherValue({ place, answers, said, quote }: Stated, sentence: string): boolean {
	const type = String(place.item.type);
	if (/^date/.test(type)) {
		const own = new Set(datesIn(quote));
		return datesIn(sentence).some((day) => !own.has(day));
	}
	if (/choice$/.test(type)) {
		return choicesIn(sentence, place, answers).some(
			(words) => words.toLowerCase() !== said.trim().toLowerCase(),
		);
	}
	if (!/^(?:integer|decimal|quantity)$/.test(type)) return false;
	const value = amountsIn(said)[0]?.value;
	const units = amountsIn(quote).flatMap((one) => (one.value === value ? [one.unit] : []));
	return amountsIn(sentence).some(
		(other) =>
			other.value !== value &&
			units.some(
				(unit) =>
					unit === other.unit ||
					(unit !== undefined && other.unit !== undefined && isSameUnit(unit, other.unit)),
			),
	);
}
