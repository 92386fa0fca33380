import { setOf } from '../marks';
import { Gap, type PreparedText } from '../types';

const TENS = setOf('twenty thirty forty fifty sixty seventy eighty');
const TEENS = setOf(
	'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
);
const ONES = setOf('one two three four five six seven eight nine');
const DECADES = setOf('twenties thirties forties fifties sixties seventies eighties');
const WORDS = setOf('quadragenarian quinquagenarian sexagenarian septuagenarian octogenarian');

/** Ages below ninety in words, by first and last token: `seventy-two-year-old`, `in her seventies`. */
export function* spokenAges(prepared: PreparedText): Generator<[first: number, last: number]> {
	const { count, gaps } = prepared;
	const lower = (token: number): string =>
		token >= 0 && token < count ? prepared.at(token).lower : '';
	const joined = (token: number): boolean => token < count && (gaps[token] as number) < Gap.line;
	for (let token = 0; token < count; token++) {
		const word = lower(token);
		if (WORDS.has(word)) yield [token, token];
		else if (DECADES.has(word)) {
			const whose = /^(?:early|mid|late)$/.test(lower(token - 1)) ? token - 2 : token - 1;
			if (/^(?:her|his|their)$/.test(lower(whose))) yield [token, token];
		} else if (TENS.has(word) || TEENS.has(word) || ONES.has(word)) {
			const one = lower(token + 1) === '-' ? token + 2 : token + 1;
			const last = TENS.has(word) && ONES.has(lower(one)) && joined(one) ? one : token;
			if (isOfAge(lower, token, last)) yield [token, last];
			token = last;
		}
	}
}

function isOfAge(lower: (token: number) => string, first: number, last: number): boolean {
	let unit = last + 1;
	if (lower(unit) === '-') unit++;
	const dash = lower(unit + 1) === '-' ? unit + 2 : unit + 1;
	if (/^(?:years?|yrs?)$/.test(lower(unit))) {
		if (lower(dash) === 'old' || (lower(dash) === 'of' && lower(dash + 1) === 'age')) return true;
	}
	const isCounted = /^(?:hours?|days?|weeks?|months?)$/.test(lower(unit));
	return !isCounted && /^(?:age|aged|turned|turning|turns)$/.test(lower(first - 1));
}
