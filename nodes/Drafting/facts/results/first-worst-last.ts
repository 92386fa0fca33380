import type { LabData, ResultRole } from '../../../shared/contracts/clinical-facts';
import type { Chart } from '../chart';
import { flagged, type SeedOf } from '../seed';
import { partsOf, unique } from '../words/lists';
import { printNumber, printRange } from '../words/numbers';
import { instant, printDate, printOn, printTime } from '../words/times';
import { printUnit } from '../words/units';
import { measurementsOf, type Measurement } from './measurements';

const CATEGORY = { lab: 'laboratory', vital: 'vital-signs' } as const;

/**
 * First, worst and last result of each analyte. "Worst" is the lowest of those marked low and the
 * highest of those marked high: there can be both, and there is none where nothing is marked.
 */
export function resultFacts<K extends 'lab' | 'vital'>(chart: Chart, kind: K): Array<SeedOf<K>> {
	const byAnalyte = groupedBy(measurementsOf(chart, CATEGORY[kind]), ({ analyte }) => analyte);
	return byAnalyte.flatMap((all) => {
		const series = groupedBy(replaced(all), (one) => one.series);
		const numeric = series.filter(([one]) => one.value.value !== undefined);
		// Of several units only the earliest of all is first, and only the latest of all is last.
		const mixed = numeric.length > 1 ? edgesOf(numeric.flat()) : undefined;
		return series.flatMap((results) =>
			seriesFacts(chart, kind, results, numeric.includes(results) ? mixed : undefined),
		);
	});
}

interface Edges {
	first?: number;
	last?: number;
}

/** Times of the first and the last of those that have a time. */
function edgesOf(all: readonly Measurement[]): Edges {
	const times = all.flatMap(({ time }) => (time === undefined ? [] : [instant(time.at)]));
	if (times.length === 0) return {};
	return { first: Math.min(...times), last: Math.max(...times) };
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const one of all) {
		const group = groups.get(keyOf(one));
		if (group === undefined) groups.set(keyOf(one), [one]);
		else group.push(one);
	}
	return [...groups.values()];
}

function seriesFacts<K extends 'lab' | 'vital'>(
	chart: Chart,
	kind: K,
	results: Measurement[],
	/** Of all units together, where there are several. */
	mixed: Edges | undefined,
): Array<SeedOf<K>> {
	const told = new Map<Measurement, ResultRole[]>();
	const tell = (one: Measurement | undefined, role: ResultRole) => {
		if (one !== undefined) told.set(one, unique([...(told.get(one) ?? []), role]));
	};
	const dated = results.filter(({ time }) => time !== undefined);
	const ordered = results.length === 1 ? results : dated;
	if (ordered.length < results.length) {
		chart.gap(
			'results-without-date',
			['trc-results'],
			'Some results have no date: which of them is the first or the last is not known.',
			results.filter(({ time }) => time === undefined).map(({ source }) => source),
		);
	}
	const [first, last] = [ordered[0], ordered.at(-1)];
	const isAt = (one: Measurement | undefined, edge: number | undefined) =>
		mixed === undefined || (one?.time !== undefined && instant(one.time.at) === edge);
	if (isAt(first, mixed?.first)) tell(first, 'first');
	for (const one of worst(results)) tell(one, 'worst');
	if (isAt(last, mixed?.last)) tell(last, 'last');
	return [...told].map(([one, roles]) =>
		seedOf(kind, one, roles, results.length, mixed !== undefined),
	);
}

/**
 * In the order of time. Of results of one analyte at one time a corrected or amended one takes the
 * place of the others, and a final one that of a preliminary one. Two of equal standing that differ
 * stay, and are marked.
 */
function replaced(all: Measurement[]): Measurement[] {
	const sorted = all.toSorted(
		(a, b) =>
			compare(instant(a.time?.at), instant(b.time?.at)) ||
			compare(a.issued ?? '', b.issued ?? '') ||
			compare(a.source.reference, b.source.reference) ||
			compare(a.source.path, b.source.path),
	);
	return groupedBy(sorted, (one) => one.time?.at ?? one.source.reference).flatMap((same) => {
		const highest = Math.max(...same.map(rank));
		const left = same.filter((one) => rank(one) === highest);
		const values = left.filter(
			(one, at) => left.findIndex((each) => isSameValue(each, one)) === at,
		);
		return values.map((one) =>
			values.some((other) => other !== one && other.series === one.series)
				? { ...one, flags: [...one.flags, 'conflict' as const] }
				: one,
		);
	});
}

/** 0 for preliminary and unknown, 1 for final, 2 for what replaces a final one. */
const RANK: Readonly<Record<string, number>> = { final: 1, amended: 2, corrected: 2 };
const rank = ({ status }: Measurement): number => RANK[status] ?? 0;

const isSameValue = (a: Measurement, b: Measurement): boolean =>
	a.value.value === b.value.value &&
	a.value.text === b.value.text &&
	a.value.comparator === b.value.comparator &&
	a.value.unit === b.value.unit;

function compare<T extends number | string>(a: T, b: T): number {
	return a === b ? 0 : a < b ? -1 : 1;
}

/** Of each direction the one furthest out; of several that are equal the earliest. */
function worst(results: Measurement[]): Measurement[] {
	const low = furthest(results, 'low', (a, b) => a < b);
	const high = furthest(results, 'high', (a, b) => a > b);
	const abnormal = results.filter(({ judgement }) => judgement.direction === 'abnormal');
	const other = abnormal.find(({ judgement }) => judgement.critical) ?? abnormal[0];
	return [low, high, low === undefined && high === undefined ? other : undefined].filter(
		(one): one is Measurement => one !== undefined,
	);
}

function furthest(
	results: Measurement[],
	direction: 'low' | 'high',
	isFurther: (a: number, b: number) => boolean,
): Measurement | undefined {
	let found: Measurement | undefined;
	for (const one of results) {
		if (one.judgement.direction !== direction) continue;
		const further =
			found === undefined ||
			(one.size !== undefined && found.size !== undefined && isFurther(edge(one), edge(found))) ||
			(one.size === undefined && one.judgement.critical && !found.judgement.critical);
		if (further) found = one;
	}
	return found;
}

/** `< 5` lies below 5, `> 100` above 100: by so little that no other number comes between. */
function edge({ size = 0, value }: Measurement): number {
	const little = Math.max(Math.abs(size), Number.MIN_VALUE) * 1e-12;
	if (value.comparator === '<') return size - little;
	return value.comparator === '>' ? size + little : size;
}

const LAST_FIRST: readonly ResultRole[] = ['last', 'worst', 'first'];

function seedOf<K extends 'lab' | 'vital'>(
	kind: K,
	one: Measurement,
	roles: ResultRole[],
	count: number,
	mixed: boolean,
): SeedOf<K> {
	const { value, range, judgement, time } = one;
	const number = value.value === undefined ? value.text : printNumber(value.value);
	const shown = `${value.comparator === undefined ? '' : `${value.comparator} `}${number ?? ''}`;
	const unit = value.unit === undefined ? undefined : printUnit(value.unit, value.value);
	const result = unit === undefined ? shown : unit === '%' ? `${shown}%` : `${shown} ${unit}`;
	const state = judgement.direction;
	const flag = state && (judgement.critical ? `critically ${state}` : state);
	const seed = {
		kind,
		role: LAST_FIRST.find((role) => roles.includes(role)) ?? 'last',
		text: [
			`${one.name} ${result}`,
			time === undefined ? '' : ` ${printOn(time.at)}`,
			flag === undefined ? '' : ` (${flag})`,
			one.status === 'preliminary' ? ' (preliminary)' : '',
		].join(''),
		parts: partsOf({
			name: one.name,
			value: shown,
			unit,
			result,
			range: range && printReference(range),
			date: time && printDate(time.at),
			time: time && printTime(time.at),
			flag,
		}),
		data: dataOf(one, roles, count),
		...(time && { time }),
		source: [one.source],
		...flagged(...one.flags, mixed && 'mixed-units'),
	};
	return seed as unknown as SeedOf<K>;
}

function printReference(range: NonNullable<LabData['range']>): string | undefined {
	const { low, high, unit, text } = range;
	const of = unit === undefined ? '' : ` ${printUnit(unit)}`;
	if (low !== undefined && high !== undefined) return `${printRange(low, high)}${of}`;
	if (low !== undefined) return `at least ${printNumber(low)}${of}`;
	return high === undefined ? text : `at most ${printNumber(high)}${of}`;
}

function dataOf(one: Measurement, roles: ResultRole[], count: number): LabData {
	const { value, range, judgement } = one;
	return {
		name: one.name,
		codes: one.codes,
		...(one.loinc !== undefined && { loinc: one.loinc }),
		...(value.value !== undefined && { value: value.value }),
		...(value.comparator !== undefined && { comparator: value.comparator }),
		...(value.unit !== undefined && { unit: value.unit }),
		...(value.text !== undefined && { text: value.text }),
		...(range && { range }),
		...(judgement.flag !== undefined && { flag: judgement.flag }),
		...(judgement.direction && { direction: judgement.direction }),
		roles,
		status: one.status,
		count,
		...(one.panel !== undefined && { panel: one.panel }),
		...(one.components && { components: one.components }),
	};
}
