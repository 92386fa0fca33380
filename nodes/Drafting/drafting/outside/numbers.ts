import { set, type Word } from './words';

const CARDINAL =
	'zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion';
const ORDINAL =
	'third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|hundredth|thousandth';

/** Also written together ("twentyfive"), in the plural, and with "fold" behind. */
const NUMBER = new RegExp(
	`^(?:${CARDINAL})+(?:s|es|fold|ish)?$|^(?:${CARDINAL})*(?:${ORDINAL})s?$`,
);

const QUANTITY = set(`
	half halved halves halving quarter quarters quartered double doubled doubles doubling triple tripled
	triples tripling quadruple quadrupled twice thrice manifold dozen dozens couple
	single second seconds nought naught decimal
`);

/** After these, "first" counts something; elsewhere it says "at first". */
const COUNTED = set(
	'day days week weeks month months year years hour hours night dose doses pill tablet time',
);
const REPEATED = set('daily a an per every each weekly nightly monthly hourly more again in');

/** Words that make another quantity of the number behind them. */
const COMPARISON = set(`
	minus plus negative nearly almost about around approximately approx roughly circa above below over under
	exceeding beyond least most upto max maximum min minimum only
`);
const THAN = set('less more greater fewer higher lower better worse smaller larger longer shorter');

/** What states a quantity in words at this place, or undefined. */
export function quantityAt(words: readonly Word[], at: number): Word | undefined {
	const word = words[at];
	const next = words[at + 1]?.low ?? '';
	const before = words[at - 1]?.low ?? '';
	const { low, beforeNumber } = word;
	if (low === 'one') return before === 'no' ? undefined : word;
	if (low === 'first') return COUNTED.has(next) ? word : undefined;
	if (low === 'once') return REPEATED.has(next) ? word : undefined;
	if (NUMBER.test(low) || QUANTITY.has(low)) return word;
	if (!beforeNumber) return undefined;
	return COMPARISON.has(low) || (low === 'than' && THAN.has(before)) ? word : undefined;
}

/** A Roman number: alone where it cannot be a route, else behind a word that is graded. */
const ROMAN = /^(?:ii|iii|vi|vii|viii|ix|xi|xii|xiii|xiv|xv|xx)$/;
const GRADED = set('stage grade class type degree phase level factor category score');

export function romanAt(words: readonly Word[], at: number): Word | undefined {
	const { low, raw } = words[at];
	if (raw !== raw.toUpperCase() || !/^[ivx]+$/.test(low)) return undefined;
	const isNumber = ROMAN.test(low) || GRADED.has(words[at - 1]?.low ?? '');
	return isNumber ? words[at] : undefined;
}
