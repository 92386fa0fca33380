/**
 * The spellings of dates in notes, most telling first. Each one names what its groups are: `y` year,
 * `m` month, `d` day (`a` and `b` where only the reader knows which is which), `mon` name of the month,
 * `wd` day of the week, `ord` ending of an ordinal, `dw` ordinal in words, `part` part of the year, `q`
 * quarter, `d2` last day of a span. What stands outside groups stays as it is.
 */
const MON =
	'(?<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])';
const WD =
	'(?<wd>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)(?![a-z])';
const BEFORE = `(?:\\d{1,2}:\\d{2}(?:\\s?[ap]m)?,?\\s)?(?:(?:on|since|until|from|between|by|(?:week )?of|dated?|dob)[: ]{1,3})?(?:${WD}\\.?,?\\s{1,3})?(?:the\\s)?`;
/** A year of two digits is none where a colon makes it an hour. */
const YEAR = "(?<y>\\d{4}|['’]?\\d{2})(?![\\d:])";
const ORD = '(?<ord>st|nd|rd|th)';
const WORDS =
	'(?<dw>(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)';
const TIME =
	'(?:(?:T|,?\\s{1,3}(?:at\\s)?(?:@\\s?)?|@)(?:\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?|\\d{3,4}(?=\\s?h)|\\d{1,2}(?=\\s?[ap]\\.?m)|\\d{4}(?!\\d))(?:\\s?[ap]\\.?m\\.?|\\s?h(?:rs?|ours?)?)?(?:\\s?(?:Z|UTC|GMT|[CEMP][DS]?T|CES?T|[+-]\\d{2}:?\\d{2}))?)?';

/** What a text must have to be in a spelling: digits, letters, the beginning of the name of a month. */
export const Needs = { digit: 1, letter: 2, month: 6 } as const;
/** What a month is beside letters. */
export const A_MONTH = 4;

/** One way to write a date. */
export interface Spelling {
	readonly pattern: RegExp;
	/** Bits of `Needs`. */
	readonly needs: number;
}

const { digit, letter, month } = Needs;

const whole = (needs: number, pattern: string, after = TIME): Spelling => ({
	pattern: new RegExp(`^${BEFORE}${pattern}${after}[.,;]?$`, 'di'),
	needs,
});

export const SPELLINGS: readonly Spelling[] = [
	// 2026-03-05T10:15:00+01:00, 2026/3/5
	whole(digit, '(?<y>\\d{4})(?<s>[-/.])(?<m>\\d{1,2})\\k<s>(?<d>\\d{1,2})'),
	// 03/05/2026, 3-5-26, 03.05.2026, 3 / 5 / 26
	whole(digit, `(?<a>\\d{1,2})(?<s>\\s?[-/.]\\s?)(?<b>\\d{1,2})\\k<s>${YEAR}`),
	// 20260305, 202603051015, 20260305101500.123+0100
	whole(
		digit,
		'(?<y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})',
		'(?:\\d{2}|\\d{4}|\\d{6}(?:\\.\\d{1,6})?)?(?:[+-]\\d{4})?',
	),
	// March 5-9, 2026; Mar 5 - 9
	whole(
		digit | month,
		`${MON}\\.?\\s?(?<d>\\d{1,2})(?<to>\\s?[-–]\\s?)(?<d2>\\d{1,2})(?:,?\\s{1,2}(?<y>\\d{4}))?`,
		'',
	),
	// 5-9 March 2026
	whole(
		digit | month,
		`(?<d>\\d{1,2})(?<to>\\s?[-–]\\s?)(?<d2>\\d{1,2})\\s${MON}\\.?(?:,?\\s{1,2}(?<y>\\d{4}))?`,
		'',
	),
	// 2026-Mar-05, 2026 March 5
	whole(digit | month, `(?<y>\\d{4})[-\\s/]${MON}\\.?[-\\s/](?<d>\\d{1,2})`),
	// 5 March 2026, the 5th of March, 05MAR2026, 5-Mar-26
	whole(
		digit | month,
		`(?<d>\\d{1,2})${ORD}?(?:\\s(?:day\\s)?of\\s|[-\\s./]{0,2})${MON}\\.?(?:(?:,?\\s{1,2}|[-/.]|(?=\\d{2}))(?:of\\s)?${YEAR})?`,
	),
	// Mar 5th, 2026; March 5; MAR-05-2026
	whole(
		digit | month,
		`${MON}\\.?(?:\\s{1,2}|-|/)?(?:the\\s)?(?<d>\\d{1,2})(?!\\d)${ORD}?(?:(?:,?\\s{1,2}|,|[-/.])${YEAR})?`,
	),
	// March 5 2130: the time of day looks like a year
	whole(digit | month, `${MON}\\.?\\s{1,2}(?<d>\\d{1,2})(?!\\d)${ORD}?`),
	whole(digit | month, `(?<d>\\d{1,2})${ORD}?[-\\s]?${MON}\\.?`),
	// March 2026, Mar '26, March of 2026
	whole(digit | month, `${MON}\\.?(?:,?\\s{1,2}(?:of\\s)?|[-/])(?<y>\\d{4}|['’]\\d{2})`, ''),
	// fifth of March 2026; March fifth
	whole(month, `${WORDS}(?:\\s(?:day\\s)?of)?\\s${MON}(?:,?\\s${YEAR})?`),
	whole(month, `${MON}\\s(?:the\\s)?${WORDS}(?:,?\\s${YEAR})?`),
	// 03/2026, 2026-03
	whole(digit, '(?<m>\\d{1,2})[-/.](?<y>\\d{4})', ''),
	whole(digit, '(?<y>\\d{4})[-/.](?<m>\\d{2})', ''),
	// 3/5
	whole(digit, '(?<a>\\d{1,2})(?<s>[-/.])(?<b>\\d{1,2})'),
	// Q1 2026, 1Q26
	whole(digit | letter, "q(?<q>[1-4])[-\\s/]?(?<y>\\d{4}|['’]?\\d{2})", ''),
	whole(digit | letter, "(?<q>[1-4])q[-\\s/]?(?<y>\\d{4}|['’]?\\d{2})", ''),
	// early 2026, summer of 2026
	whole(
		digit | letter,
		'(?<part>early|mid|late|spring|summer|fall|autumn|winter)[-\\s](?:of\\s)?(?<y>\\d{4})',
		'',
	),
	// the 5th
	whole(digit | letter, `(?<d>\\d{1,2})${ORD}`),
	// 2026, '26, the 1950s
	whole(digit, "(?<y>(?:1[5-9]|20|21)\\d{2}|['’]\\d{2})", ''),
	whole(digit | letter, "(?<decade>(?:1[5-9]|20|21)\\d0)['’]?s", ''),
	// March, Thursday
	whole(month, `${MON}\\.?`, ''),
	{ pattern: new RegExp(`^(?:on\\s)?${WD}\\.?$`, 'di'), needs: letter },
];

const MONTH = /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i;

/** Bits of `Needs` of what a text has. */
export function had(text: string): number {
	let bits = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= 48 && code <= 57) bits |= digit;
		// Signs outside of ASCII count as letters: what a pattern takes for a letter is its own affair.
		else if (code > 64) bits |= letter;
	}
	return (bits & letter) !== 0 && MONTH.test(text) ? bits | month : bits;
}
