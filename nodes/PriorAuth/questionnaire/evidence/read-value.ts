import type { AnswerValue } from '../../../shared/contracts';
import { isFields } from '../fhir';
import { optionsOf, unitsOf, wordsOf } from '../filling/choices';
import { fit } from '../filling/coerce';
import type { Place } from '../filling/tree';
import type { Answers, Choice } from '../types';
import { placesOfQuote } from './find';
import { isAmbiguousDay } from './beside';
import { amountsIn, datesIn, isSameUnit } from './values';

type Read = { value: AnswerValue } | { why: string };

/** The value that a model named, read from the words of the quotation alone. */
export function readValue(said: string, quote: string, place: Place, answers: Answers): Read {
	const { item } = place;
	const fitted = (value: unknown): Read => {
		const result = fit(value, item, answers.package);
		return 'value' in result ? result : { why: result.why };
	};
	switch (item.type) {
		case 'boolean': {
			const yes = /^(?:true|yes)$/i.test(said.trim());
			const no = /^(?:false|no)$/i.test(said.trim());
			return yes || no ? fitted(yes) : { why: 'value-unfit' };
		}
		case 'date':
		case 'dateTime':
			return dated(said, quote, fitted);
		case 'integer':
		case 'decimal':
			return amount(said, quote, undefined, fitted);
		case 'quantity':
			return amount(said, quote, unitsOf(item, answers.package) ?? [], fitted);
		case 'choice':
		case 'open-choice':
			return chosen(said, quote, place, answers);
		default:
			return inWords(said, quote, fitted);
	}
}

type Fit = (value: unknown) => Read;

/** The only day of the quotation; of several a person says which is meant. */
function dated(said: string, quote: string, fitted: Fit): Read {
	const days = datesIn(quote);
	const [day, another] = days;
	if (day === undefined) return { why: 'value-not-in-quote' };
	if (another !== undefined) return { why: 'several-values' };
	if (isAmbiguousDay(quote)) return { why: 'day-ambiguous' };
	const meant = datesIn(said)[0] ?? said.trim().slice(0, 10);
	return meant === day ? fitted(day) : { why: 'value-not-in-quote' };
}

/** @param units undefined for a bare number; without any, the unit of the quotation is taken as it stands */
function amount(
	said: string,
	quote: string,
	units: readonly Choice[] | undefined,
	fitted: Fit,
): Read {
	const [meant, second] = amountsIn(said);
	if (meant === undefined || second !== undefined) return { why: 'value-unfit' };
	const there = amountsIn(quote);
	const same = there.filter(({ value }) => value === meant.value);
	if (same.length === 0) return { why: 'value-not-in-quote' };
	const values = new Set(there.map(({ value }) => value));
	if (values.size > 1) return { why: 'several-values' };
	if (units === undefined) return fitted(meant.value);
	const unit = same.find((one) => one.unit !== undefined)?.unit;
	if (unit === undefined) return { why: 'unit-unknown' };
	const known = units.find(({ code, display }) =>
		[code, display].some((name) => name !== undefined && isSameUnit(name, unit)),
	);
	if (known === undefined) {
		return units.length > 0 ? { why: 'unit-not-allowed' } : fitted({ value: meant.value, unit });
	}
	const { display, system, code } = known;
	return fitted({
		value: meant.value,
		unit: display ?? code,
		...(system !== undefined && { system }),
		...(code !== undefined && { code }),
	});
}

const small = (text: string): string => text.toLowerCase();

/**
 * True for a question of yes and no: a boolean, or a choice that offers these. Their words stand in no
 * note; whether the words of the note deny is judged in their place.
 */
export function asksYesOrNo({ item }: Place, answers: Answers): boolean {
	if (item.type === 'boolean') return true;
	const words =
		optionsOf(item, answers.package)?.values?.flatMap((one) => wordsOf(one) ?? []) ?? [];
	const offered = new Set(words.map(small));
	return offered.has('yes') && offered.has('no');
}

/** An option counts when its own words stand in the quotation, and those of no other do. */
function chosen(said: string, quote: string, place: Place, answers: Answers): Read {
	const options = optionsOf(place.item, answers.package);
	const named = (options?.values ?? []).flatMap((value) => {
		const words = wordsOf(value);
		return words === undefined ? [] : [{ value, words }];
	});
	if (asksYesOrNo(place, answers)) {
		const meant = named.find(({ words }) => small(words) === small(said.trim()));
		return meant === undefined ? { why: 'not-a-choice' } : { value: meant.value };
	}
	const there = named.filter(({ words }) => standsIn(words, quote));
	// "Severe" stands in "very severe" as well: the longest is meant.
	const longest = there.filter(
		({ words }) =>
			!there.some(
				(other) => other.words.length > words.length && small(other.words).includes(small(words)),
			),
	);
	const [match, another] = longest;
	if (another !== undefined) return { why: 'several-choices' };
	if (match === undefined) {
		if (!standsIn(said, quote)) return { why: 'value-not-in-quote' };
		return options?.open === true
			? { value: { valueString: said.trim() } }
			: { why: 'not-a-choice' };
	}
	const [inner] = Object.values(match.value);
	const code = isFields(inner) ? String(inner.code) : '';
	const isMeant = [match.words, code].some((name) => small(name) === small(said.trim()));
	return isMeant ? { value: match.value } : { why: 'value-not-in-quote' };
}

const standsIn = (words: string, text: string): boolean =>
	placesOfQuote(small(words), small(text)).length > 0;

/** Words of the choices that stand in a sentence. */
export function choicesIn(sentence: string, { item }: Place, answers: Answers): string[] {
	const named = (optionsOf(item, answers.package)?.values ?? []).flatMap(
		(value) => wordsOf(value) ?? [],
	);
	return named.filter((words) => standsIn(words, sentence));
}

/** Words are taken as the source writes them. */
function inWords(said: string, quote: string, fitted: Fit): Read {
	const [span] = placesOfQuote(said, quote);
	return span === undefined
		? { why: 'value-not-in-quote' }
		: fitted(quote.slice(span.start, span.end));
}
