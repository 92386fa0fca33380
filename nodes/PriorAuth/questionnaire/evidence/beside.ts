import { amountsIn, datesIn, isSameUnit, isUnit, NUMBER_WORD } from './values';

/** Before a number: it is a limit, a part of a range, or of another number. */
const LIMIT_BEFORE =
	/(?:(?<!\p{L})(?:less|more|fewer|greater|higher|lower|longer|shorter|under|over|above|below|exceed(?:s|ing)?|up to|upto|at least|at most|least|most|about|approx(?:imately|\.)?|around|almost|nearly|roughly|circa|ca\.?|max(?:imum)?|min(?:imum)?|than|to|between|per|every|each|or|and|plus|minus|times|only|another|first|last|next|in|within|after|by|week|day|session|visit|month|phase|grade|stage|room|number|no\.|#|of (?:his|her|their|the)|(?:most|some|part|rest|remainder|majority|share|many|several|couple|any|none|all|few) of|from|q)|[<>~≤≥±≈∼–—+*×^/\\#]=?|(?<!^)-|\d\s*[x,.]?|[½¼¾⅓⅔]|\d\s*(?:out\s+)?of)\s*$/iu;
/** Behind a number, before its unit. */
const LIMIT_BEHIND =
	/^(?:st|nd|rd|th)(?!\p{L})|^\s*(?:[-–—~/,.×^*]\s*\d|(?:to|or|and|of|out of|until|through|vs)\s+(?:the\s+)?(?:\d|more|less|fewer|so|a half|a quarter)|and an? (?:half|quarter)|[+½¼¾⅓⅔±%]?\s*[±]|[+½¼¾⅓⅔<>]|plus(?!\p{L})|\s\d|x\s*\d|\(\d|-?\s*(?:hundred|thousand|dozen|million|odd)(?!\p{L}))/iu;
/** Behind the unit. */
const BEHIND_UNIT =
	/^\s*(?:or\s+(?:more|less|fewer|so|\d)|to\s+\d|and\s+\d|(?:out\s+)?of\s+(?:the\s+)?\d|[-–—]\s*\d|\+|max|min|per\s+\p{L}|\/\s*\p{L}|\d|short|ago|later|after|before)/iu;

/**
 * True where a number of a sentence is no exact amount: a limit ("less than 6"), a range, a part
 * ("2 of 12"), a fraction, an estimate.
 */
export function isLimit(value: number, written: string): boolean {
	const sentence = withRates(written);
	return placesOf(value, sentence).some(({ start, end }) => {
		const rest = sentence.slice(end);
		const unit = /^\s*-?\s*[\p{L}%°][\p{L}%°/²0-9]*/u.exec(rest)?.[0] ?? '';
		return (
			LIMIT_BEFORE.test(sentence.slice(0, start)) ||
			LIMIT_BEHIND.test(rest) ||
			NUMBER_WORD.test(unit.replace(/^[\s-]+/, '')) ||
			BEHIND_UNIT.test(rest.slice(unit.length))
		);
	});
}

/** "events per hour" as one unit. */
const withRates = (text: string): string =>
	text.replace(/\b(events?) per (hour|night)\b/gi, '$1/$2');

/** Where the number stands, in figures or as a word. */
export function placesOf(value: number, sentence: string): Array<{ start: number; end: number }> {
	const all = [
		...sentence.matchAll(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\p{L}+/gu),
	];
	return all.flatMap(({ 0: word, index }) => {
		const [amount] = amountsIn(word);
		return amount?.value === Math.abs(value) ? [{ start: index, end: index + word.length }] : [];
	});
}

/** True where the sentence has another amount of the same kind: which is meant, a person says. */
export function isOneOfSeveral(value: number, sentence: string): boolean {
	const there = amountsIn(sentence);
	const units = there.flatMap((one) => (one.value === value ? [one.unit] : []));
	return there.some(
		(other) =>
			other.value !== value &&
			units.some(
				(unit) =>
					unit === undefined ||
					other.unit === undefined ||
					isSameUnit(unit, other.unit) ||
					(!isUnit(unit) && !isUnit(other.unit)),
			),
	);
}

const COUNTED = /^(?:visit|session|time)s?$/;
const BODY_MASS = /^kg\/m[2²]$/;

/**
 * Whether the unit behind a number is that of a question that has it only in its words, as "Weight in
 * kg" or "Number of weeks".
 *
 * @returns a reason, or undefined where nothing is against it
 */
export function unitDoubt(value: number, question: string, sentence: string): string | undefined {
	const asked = (withRates(question).match(/[\p{L}%][\p{L}%/²0-9]+|%/gu) ?? []).filter(isUnit);
	const units = amountsIn(withRates(sentence)).flatMap((one) =>
		one.value === value && one.unit !== undefined && isUnit(one.unit) ? [one.unit] : [],
	);
	if (asked.length === 0) {
		const only = /\b(?:body mass index|bmi)\b/i.test(question) ? BODY_MASS : COUNTED;
		return units.some((unit) => !only.test(unit)) ? 'unit-differs' : undefined;
	}
	if (units.length === 0) {
		// "Number of sessions": "12 physical therapy sessions" has the word further behind.
		const named = asked.some((unit) =>
			new RegExp(String.raw`\b${unit.replace(/[^\p{L}]/gu, '.')}`, 'iu').test(sentence),
		);
		return named ? undefined : 'unit-unknown';
	}
	const isSame = units.every((unit) => asked.some((one) => isSameUnit(one, unit)));
	return isSame ? undefined : 'unit-differs';
}

/** A day is taken from a sentence that names no other day, and only as the day of what is asked. */
export const hasOtherDays = (sentence: string): boolean =>
	datesIn(sentence).length !== 1 ||
	/(?<!\p{L})(?:after|before|since|until|till|following|prior|preceding|between|through|by|around|about|approximately|status post|s\/p|due|expires?|valid)(?!\p{L})/iu.test(
		sentence,
	);

/** "03/04/2026": the third of April, or the fourth of March. */
export const isAmbiguousDay = (text: string): boolean =>
	[...text.matchAll(/(?<!\d)(\d{1,2})\/(\d{1,2})\/\d{4}(?!\d)/g)].some(
		([, one, other]) => Number(one) <= 12 && Number(other) <= 12 && Number(one) !== Number(other),
	);
