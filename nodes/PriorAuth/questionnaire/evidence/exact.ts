import type { Place } from '../filling/tree';
import { hasOtherDays, isLimit, isOneOfSeveral, unitDoubt } from './beside';
import { asksAboutPast } from './meaning';
import type { Passage } from './passage';
import { isAboutSame, stemsOf } from './topic';
import { amountsIn, datesIn, isSameUnit } from './values';
import { asksForCompletion, bearsWhatIsAsked, isOfWriting, isRate, tellsOfThen } from './verbs';

const ELSEWHERE = 'quote-about-something-else';

/** What must hold of amounts, days, choices and words: they stand with what is asked, exact and alone. */
export function valueDoubts(
	asked: string,
	{ item }: Place,
	said: string,
	passage: Passage,
	quote: string,
): string[] {
	const { sentence } = passage;
	const type = String(item.type);
	const isWithin = isAboutSame(asked, quote, 'value') && clausesOf(quote).length > 0;
	if (/^date/.test(type)) {
		return [
			...(isWithin && holdsAll(asked, passage) ? [] : [ELSEWHERE]),
			...(isOfWriting(asked, sentence) ? ['not-plainly-said'] : []),
			...(hasOtherDays(sentence) ? ['several-values'] : []),
		];
	}
	const then = isOfThen(asked, type, said, sentence) ? ['of-former-times'] : [];
	if (/^(?:integer|decimal|quantity)$/.test(type)) {
		return [
			...(isWithin && holdsAll(asked, passage) ? [] : [ELSEWHERE]),
			...then,
			...amountDoubts(asked, type, said, sentence, quote),
		];
	}
	return [...(isWithin ? [] : [ELSEWHERE]), ...(/choice$/.test(type) ? then : [])];
}

function amountDoubts(
	asked: string,
	type: string,
	said: string,
	sentence: string,
	quote: string,
): string[] {
	const value = amountsIn(said)[0]?.value ?? Number.NaN;
	const clause = clausesOf(sentence).find((part) =>
		amountsIn(part).some((one) => one.value === value),
	);
	const isTogether = clause !== undefined && isAboutSame(asked, clause, 'value');
	const unit =
		type === 'quantity' ? cutUnit(value, quote, sentence) : unitDoubt(value, asked, sentence);
	const isRated = isCount(type, said) && isRate(sentence) && !isRate(asked);
	const isUndone = asksForCompletion(asked) && !bearsWhatIsAsked(asked, sentence);
	return [
		...(isTogether ? [] : [ELSEWHERE]),
		...(isRated || isUndone ? ['not-plainly-said'] : []),
		...(isLimit(value, sentence) ? ['value-is-a-limit'] : []),
		...(isOneOfSeveral(value, sentence) ? ['several-values'] : []),
		...(unit === undefined ? [] : [unit]),
	];
}

/** A quotation may end within the unit: "25 mg" of "25 mg/mL". */
function cutUnit(value: number, quote: string, sentence: string): string | undefined {
	const unitsIn = (text: string): string[] =>
		amountsIn(text).flatMap((one) => (one.value === value ? [one.unit ?? ''] : []));
	const quoted = unitsIn(quote);
	const isSame = unitsIn(sentence).every((unit) => quoted.some((one) => isSameUnit(one, unit)));
	return isSame ? undefined : 'unit-differs';
}

/** Of times or of things, not of a size. */
const isCount = (type: string, said: string): boolean =>
	type === 'integer' || /(?:day|week|wk|month|year|visit|session)s?$/i.test(said.trim());

/** "The dose was 15 mg": a size that may be another now. Of a day that is named, it was. */
const isOfThen = (asked: string, type: string, said: string, sentence: string): boolean =>
	!isCount(type, said) &&
	!asksAboutPast(asked) &&
	tellsOfThen(asked, sentence) &&
	datesIn(sentence).length === 0 &&
	!/\btoday\b/i.test(sentence);

/** What the sentence does not name of the subject, the one before it must. */
const holdsAll = (asked: string, { sentence, previous }: Passage): boolean => {
	const there = stemsOf(`${previous} ${sentence}`);
	return [...stemsOf(asked)].every((stem) => there.has(stem));
};

const clausesOf = (sentence: string): string[] =>
	sentence
		.split(/[,;](?!\d)|(?<!\p{L})(?:and|but|then|while|whereas)(?!\p{L})/iu)
		.filter((part) => part.trim() !== '');
