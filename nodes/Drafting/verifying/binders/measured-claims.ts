import type { ResultRole } from '../../../shared/contracts/clinical-facts';
import type { WrittenDate } from '../reading/dates';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { type Judgement, hasConcept } from './judgement';
import { factsOf } from './measured-value';

/** One value of an analyte with what is said beside it. */
export interface Claim {
	quantity: Quantity;
	dates: WrittenDate[];
	roles: Array<{
		role: ResultRole | 'admission' | 'discharge';
		at: number;
		to: number;
		extreme?: 'high' | 'low';
	}>;
	words: Array<{ word: string; at: number }>;
}

const SEPARATORS = new Set([
	'and',
	'to',
	',',
	'then',
	'before',
	'→',
	';',
	'but',
	'with',
	'from',
	'-',
	'>',
	'or',
	'while',
	'until',
	'.',
	'than',
]);

const FIRST = new Set(
	'initial initially first presenting baseline presentation arrival starting'.split(' '),
);
const LAST = new Set('last latest final most-recent recent currently now'.split(' '));
const HIGHEST = new Set('peak peaked maximum max highest maximal peaking tmax'.split(' '));
const LOWEST = new Set('nadir minimum min lowest minimal'.split(' '));

/** Splits the words after (and before) a name at each number. */
export function claimsOf(judgement: Judgement, term: Term, end: number, start: number): Claim[] {
	const { reading } = judgement;
	const values = reading.quantities.filter(
		(one) => one.from >= term.to && one.to <= end && isResult(judgement, one, term),
	);
	if (values.length === 0) {
		const before = reading.quantities.find(
			(one) =>
				one.to <= term.from &&
				one.from >= start &&
				linkedBefore(judgement, one, term) &&
				judgement.used[one.from] === 0,
		);
		if (before === undefined) return [];
		values.push(before);
	}
	const claims: Claim[] = values.map((quantity) => ({ quantity, dates: [], roles: [], words: [] }));
	const left = clauseStart(judgement, term, start);
	const give = (at: number, put: (claim: Claim) => void) => {
		if (at < values[0].from) return put(claims[0]);
		let index = values.length - 1;
		while (index > 0 && values[index].from > at) index--;
		// What stands after a separator belongs to the next value, if there is one.
		if (index + 1 < values.length && separatedFrom(judgement, values[index].to, at)) index++;
		put(claims[index]);
	};
	const leading = reading.dates.filter(
		(one) => one.from >= left && one.to <= values[0].from && judgement.used[one.from] === 0,
	);
	// "Between A and B it went from 1 to 2": the dates and the values in their order.
	const paired = leading.length > 1 && leading.length === claims.length;
	if (paired) leading.forEach((date, index) => claims[index].dates.push(date));
	for (const date of reading.dates) {
		if (paired && leading.includes(date)) continue;
		if (date.from >= left && date.to <= end && judgement.used[date.from] === 0) {
			give(date.from, (claim) => claim.dates.push(date));
		}
	}
	for (let at = left; at < end; at++) {
		const role = roleAt(judgement, at);
		if (role !== undefined && !inDate(judgement, at)) give(at, (claim) => claim.roles.push(role));
	}
	return claims;
}

/** Words before the name count from the beginning of the clause, or from the value of another name. */
function clauseStart({ reading }: Judgement, term: Term, start: number): number {
	let at = term.from;
	while (at > start && reading.clause[at - 1] === reading.clause[term.from]) at--;
	return at;
}

const inDate = ({ reading }: Judgement, at: number) =>
	reading.dates.some((date) => at >= date.from && at < date.to);

function separatedFrom(judgement: Judgement, from: number, at: number): boolean {
	const { dates } = judgement.reading;
	for (let index = from; index < at; index++) {
		const date = dates.find((one) => one.from === index);
		if (date !== undefined) index = date.to - 1;
		else if (SEPARATORS.has(judgement.low(index))) return true;
	}
	return false;
}

/** A number that is a result: no duration, no number of times, no range of normal. */
function isResult(judgement: Judgement, quantity: Quantity, term: Term): boolean {
	if (judgement.used[quantity.from] === 1) return false;
	const dimension = quantity.unit?.dimension;
	if (dimension === 'time')
		return hasConcept(term, 'lab') && /^(?:prothrombin|partial)/.test(term.concepts[0]?.name ?? '');
	if (dimension?.startsWith('form:')) return false;
	const before = judgement.low(quantity.from - 1);
	const earlier = judgement.low(quantity.from - 2);
	if (
		/^(?:reference|ref|range|normal)$/.test(before) ||
		(before === ':' && /^(?:range|reference|normal)$/.test(earlier)) ||
		(earlier === 'range' && before === 'of')
	) {
		judgeRange(judgement, quantity, term);
		return false;
	}
	if (before === 'day' || before === 'times' || judgement.low(quantity.to) === 'times')
		return false;
	// "troponin 3 hours later"
	return true;
}

function judgeRange(judgement: Judgement, quantity: Quantity, term: Term): void {
	judgement.use(quantity.from, quantity.to);
	for (const fact of factsOf(judgement, term)) {
		const { range } = fact.data;
		if (range?.low === quantity.value && range.high === quantity.second) return;
		if (range?.text !== undefined && fact.parts?.range?.includes(String(quantity.value))) return;
	}
	judgement.fault(
		'number-outside',
		`The chart has another reference range than ${judgement.said(quantity.from, quantity.to)}.`,
		quantity.from,
		quantity.to,
	);
}

const BETWEEN = new Set([
	'serum',
	'of',
	'the',
	'a',
	'blood',
	'oral',
	'plasma',
	'was',
	'is',
	'her',
	'his',
]);

function linkedBefore(judgement: Judgement, quantity: Quantity, term: Term): boolean {
	if (quantity.unit === undefined) return false;
	for (let at = quantity.to; at < term.from; at++)
		if (!BETWEEN.has(judgement.low(at))) return false;
	return true;
}

function roleAt(judgement: Judgement, at: number): Claim['roles'][number] | undefined {
	const low = judgement.low(at);
	const before = judgement.low(at - 1);
	if (judgement.reading.quantities.some((one) => at >= one.from && at < one.to)) return undefined;
	if (FIRST.has(low)) return { role: 'first', at, to: at + 1 };
	if (LAST.has(low))
		return low === 'recent' && before !== 'most' ? undefined : { role: 'last', at, to: at + 1 };
	if (HIGHEST.has(low)) return { role: 'worst', at, to: at + 1, extreme: 'high' };
	if (LOWEST.has(low)) return { role: 'worst', at, to: at + 1, extreme: 'low' };
	if (low === 'worst') return { role: 'worst', at, to: at + 1 };
	if (low === 'admission' && /^(?:on|at|upon|the|an)$/.test(before || 'at'))
		return { role: 'admission', at, to: at + 1 };
	if (low === 'admission' && judgement.reading.terms.some((term) => term.from === at + 1))
		return { role: 'admission', at, to: at + 1 };
	if (
		low === 'discharge' &&
		(/^(?:on|at|upon|by|before|to)$/.test(before) ||
			judgement.reading.terms.some((term) => term.from === at + 1))
	)
		return { role: 'discharge', at, to: at + 1 };
	return undefined;
}
