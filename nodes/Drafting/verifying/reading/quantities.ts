import type { Token } from '../text/tokens';
import { numberInWords } from './number-words';
import type { Unit } from './units';
import { readUnit } from './written-units';

export type Comparator = '<' | '<=' | '>' | '>=';

/** A number, a range or a pair, with its unit if one is written. */
export interface Quantity {
	/** Token indexes, `to` exclusive. */
	readonly from: number;
	readonly to: number;
	readonly value: number;
	readonly decimals: number;
	/** Second number of "5-10", "120/80" or "5 to 10", and the sign between. */
	readonly second?: number;
	readonly between?: '-' | '/';
	readonly comparator?: Comparator;
	readonly unit?: Unit;
	/** The unit as written, folded. */
	readonly unitText: string;
	/** Written as a word: "two tablets". */
	readonly inWords: boolean;
}

const SYMBOLS: Readonly<Record<string, Comparator>> = { '<': '<', '>': '>', '≤': '<=', '≥': '>=' };

const WORDED: ReadonlyArray<readonly [string, Comparator]> = [
	['less than', '<'],
	['greater than', '>'],
	['more than', '>'],
	['at least', '>='],
	['at most', '<='],
];

/** Reads number, range or pair with its unit at token `at`. */
export function readQuantity(tokens: readonly Token[], at: number): Quantity | undefined {
	const head = tokens[at];
	if (head === undefined) return undefined;
	const words = head.kind === 'word' ? numberInWords(tokens, at) : undefined;
	if (head.kind !== 'number' && words === undefined) return undefined;
	let value = words?.value ?? head.value!;
	let to = words?.to ?? at + 1;
	let decimals = head.decimals ?? 0;
	// "1 1/2 tablets", "1/2 tablet"
	const half = fraction(tokens, at, to);
	if (half !== undefined) ({ value, to, decimals } = half);
	const firstUnit = half === undefined ? readUnit(tokens, to) : undefined;
	const second =
		half === undefined
			? (readSecond(tokens, to, firstUnit, tokens[at - 1]?.low === 'from') ??
				readPair(tokens, firstUnit))
			: undefined;
	if (second !== undefined) to = second.to;
	// "5 more days", "3 additional doses"
	if (
		unitless(second, firstUnit) &&
		MORE.has(tokens[to]?.low ?? '') &&
		readUnit(tokens, to + 1)?.unit.dimension === 'time'
	)
		to++;
	const unit =
		second?.unit ??
		(second === undefined && firstUnit !== undefined ? firstUnit : undefined) ??
		readUnit(tokens, to);
	if (words !== undefined && unit === undefined) return undefined;
	const before = comparatorBefore(tokens, at);
	return {
		from: before?.from ?? at,
		to: unit?.to ?? to,
		value,
		decimals,
		second: second?.value,
		between: second?.between,
		comparator: before?.comparator,
		unit: unit?.unit,
		unitText: unit?.text ?? '',
		inWords: words !== undefined,
	};
}

const MORE = new Set('more additional further full total consecutive whole'.split(' '));
const unitless = (second: Second | undefined, first: { unit: Unit } | undefined) =>
	second === undefined && first === undefined;

function fraction(tokens: readonly Token[], at: number, to: number) {
	const half = (index: number) =>
		tokens[index]?.value === 1 &&
		tokens[index + 1]?.low === '/' &&
		(tokens[index + 2]?.value === 2 || tokens[index + 2]?.value === 4) &&
		readUnit(tokens, index + 3)?.unit.dimension.startsWith('form:')
			? 1 / tokens[index + 2].value!
			: undefined;
	const alone = half(at);
	if (alone !== undefined) return { value: alone, to: at + 3, decimals: 2 };
	const after = half(to);
	if (after !== undefined && tokens[at].value !== undefined) {
		return { value: tokens[at].value + after, to: to + 3, decimals: 2 };
	}
	return undefined;
}

interface Second {
	value: number;
	to: number;
	between: '-' | '/';
	unit?: { unit: Unit; to: number; text: string };
}

/** The number after "-", "/" or "to", when both share one unit. "from 20 mg to 40 mg" are two numbers. */
function readSecond(
	tokens: readonly Token[],
	to: number,
	firstUnit: { unit: Unit; to: number } | undefined,
	afterFrom: boolean,
): Second | undefined {
	const sign = tokens[to];
	if (sign === undefined) return undefined;
	const next = tokens[to + 1];
	if (sign.low === '/' && sign.glued && next?.kind === 'number' && next.glued) {
		return { value: next.value!, to: to + 2, between: '/', unit: readUnit(tokens, to + 2) };
	}
	const dash = sign.low === '-' && next?.kind === 'number';
	const word =
		!afterFrom &&
		(sign.low === 'to' || sign.low === 'or') &&
		next?.kind === 'number' &&
		firstUnit === undefined;
	if (dash || word) {
		const unit = readUnit(tokens, to + 2);
		// "on 3 to 5 occasions" has no unit: the two stay apart but for a dash.
		if (word && unit === undefined) return undefined;
		return { value: next.value!, to: to + 2, between: '-', unit };
	}
	return undefined;
}

/** "875 mg/125 mg": both amounts with their unit. */
function readPair(
	tokens: readonly Token[],
	first: { unit: Unit; to: number } | undefined,
): Second | undefined {
	if (first === undefined || (tokens[first.to]?.low !== '/' && tokens[first.to]?.low !== '-'))
		return undefined;
	const next = tokens[first.to + 1];
	const unit = next?.kind === 'number' ? readUnit(tokens, first.to + 2) : undefined;
	if (unit?.unit.dimension !== first.unit.dimension || unit.unit.factor !== first.unit.factor)
		return undefined;
	return {
		value: next.value!,
		to: first.to + 2,
		between: tokens[first.to].low === '/' ? '/' : '-',
		unit,
	};
}

function comparatorBefore(
	tokens: readonly Token[],
	at: number,
): { from: number; comparator: Comparator } | undefined {
	const before = tokens[at - 1];
	if (before === undefined) return undefined;
	// "151 -> 139" is an arrow.
	if (before.low === '>' && /^[-=]$/.test(tokens[at - 2]?.low ?? '') && before.glued)
		return undefined;
	const symbol = SYMBOLS[before.low];
	if (symbol !== undefined) return { from: at - 1, comparator: symbol };
	if (before.low === '=' && SYMBOLS[tokens[at - 2]?.low ?? ''] !== undefined) {
		const strict = SYMBOLS[tokens[at - 2].low];
		return { from: at - 2, comparator: `${strict[0] as '<' | '>'}=` };
	}
	if (at < 2) return undefined;
	const pair = `${tokens[at - 2].low} ${before.low}`;
	const worded = WORDED.find(([text]) => text === pair);
	return worded && { from: at - 2, comparator: worded[1] };
}
