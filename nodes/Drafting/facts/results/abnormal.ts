import type { LabData } from '../../../shared/contracts/clinical-facts';
import { codesOf, type Element } from '../elements';
import type { Range, Value } from './value';

/** Which way a result is out of its range, how far the chart says, and whether the two agree. */
export interface Judgement {
	flag?: string;
	direction?: LabData['direction'];
	critical: boolean;
	/** The interpretation says one thing, the range another. */
	disagree: boolean;
}

const LOW = new Set(['L', 'LL', 'LU', '<']);
const HIGH = new Set(['H', 'HH', 'HU', '>']);
const ABNORMAL = new Set(['A', 'AA', 'POS', 'DET', 'IND', 'RR', 'WR', 'R', 'HM', 'E', 'EX']);
const NORMAL = new Set(['N', 'NEG', 'ND', 'NR', 'S', 'WDL']);
const CRITICAL = new Set(['LL', 'HH', 'AA', 'LU', 'HU']);

/**
 * By the interpretation code (v3-ObservationInterpretation); without one, by the reference range. The
 * laboratory's own judgement goes before arithmetic.
 */
export function judge(one: Element, value: Value, range: Range | undefined): Judgement {
	const codes = codesOf(one.interpretation).map(({ code }) => code);
	const flag = codes.find((code) => [LOW, HIGH, ABNORMAL, NORMAL].some((set) => set.has(code)));
	const counted = byRange(value, range);
	if (flag === undefined) return { direction: counted, critical: false, disagree: false };
	const direction = LOW.has(flag)
		? 'low'
		: HIGH.has(flag)
			? 'high'
			: ABNORMAL.has(flag)
				? (counted ?? 'abnormal')
				: undefined;
	const told = range?.low !== undefined || range?.high !== undefined;
	const disagree =
		told &&
		value.value !== undefined &&
		value.comparator === undefined &&
		direction !== 'abnormal' &&
		direction !== counted;
	return { flag, direction, critical: CRITICAL.has(flag), disagree };
}

function byRange(
	{ value, comparator }: Value,
	range: Range | undefined,
): 'low' | 'high' | undefined {
	if (value === undefined || range === undefined) return undefined;
	const { low, high } = range;
	const below = comparator === undefined || comparator.startsWith('<');
	const above = comparator === undefined || comparator.startsWith('>');
	// "< 5" is below a range that begins at 5; "> 100" says nothing about being below.
	if (low !== undefined && below && (value < low || (comparator === '<' && value <= low)))
		return 'low';
	if (high !== undefined && above && (value > high || (comparator === '>' && value >= high)))
		return 'high';
	return undefined;
}
