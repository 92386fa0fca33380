import { agrees } from '../reading/dates';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { NEGATED } from '../reading/polarity';
import type { Judgement } from './judgement';
import { directionAt, MOVING, TRENDS, type Trend } from './trend-words';
import { plainlyOut, type Measured } from './measured-value';

type Level = 'high' | 'low' | 'normal' | 'abnormal';

const LEVELS = new Map<string, Level>();
for (const word of ['elevated', 'high', 'raised', 'supratherapeutic', 'increased'])
	LEVELS.set(word, 'high');
for (const word of ['low', 'decreased', 'subtherapeutic', 'reduced']) LEVELS.set(word, 'low');
LEVELS.set('normal', 'normal').set('abnormal', 'abnormal');

/** Words of change and of level, against the first, worst and last results of the analyte. */
export function judgeTrend(
	judgement: Judgement,
	term: Term,
	end: number,
	facts: readonly Measured[],
	values: readonly Quantity[],
): void {
	const { reading } = judgement;
	judgeArrows(judgement, facts, values);
	const from = startOf(judgement, term);
	const levelled = levelAt(judgement, term, from, end, values);
	if (levelled !== undefined) judgeLevel(judgement, levelled, facts, values);
	for (const later of levelsBehind(judgement, levelled?.at, end, values))
		judgeLevel(judgement, later, facts, later.remained ? [] : values);
	for (let at = from; at < end; at++) {
		const low = judgement.low(at);
		if (at >= term.from && at < term.to) continue;
		if (
			reading.terms.some(
				(one) =>
					one !== term &&
					one.from > at - 12 &&
					one.from <= at &&
					one.from >= term.to &&
					one.hits.some((hit) => hit.as === 'medication'),
			)
		)
			continue;
		const kind = TRENDS.get(low) ?? directionAt(judgement, at);
		if (kind === undefined || levelled?.at === at || (reading.polarity.flags[at] & NEGATED) !== 0)
			continue;
		if (at < term.from && !beforeName(judgement, at, term)) continue;
		judgement.use(at, at + 1);
		if (!TRENDS.has(low))
			for (const verb of [at - 1, at - 2])
				if (verb >= from && MOVING.test(judgement.low(verb))) judgement.use(verb, verb + 1);
		const next = nextTrend(judgement, at + 1, end);
		const near = values.filter(
			(one) =>
				(one.from > at || at < term.from || values[values.length - 1].to <= at) && one.from < next,
		);
		const same = near.filter((one) => reading.clause[one.from] === reading.clause[at]);
		const own = same.length > 0 ? same : near;
		judgeChange(judgement, at, kind, facts, own);
		at = Math.max(at, next - 1);
	}
}

const tokens = (judgement: Judgement, from: number, to: number): string[] =>
	judgement.reading.tokens.slice(from, to).map(({ low }) => low);

/** "2.4 → 3.0 → 1.1" and "from 2.4 to 1.1" tell the order in time. */
function judgeArrows(
	judgement: Judgement,
	facts: readonly Measured[],
	values: readonly Quantity[],
): void {
	const ordered = inOrder(facts);
	for (let index = 1; index < values.length; index++) {
		const [from, to] = [values[index - 1], values[index]];
		const between = tokens(judgement, from.to, to.from).join('');
		const led =
			judgement.low(from.from - 1) === 'from' && tokens(judgement, from.to, to.from).includes('to');
		if (!/^(?:→|->|-->|=>|>)$/.test(between) && !led) continue;
		if (chronological(ordered, from.value, to.value)) continue;
		judgement.fault(
			'trend',
			`In the chart the results of ${facts[0].data.name} stand in the other order.`,
			from.from,
			to.to,
		);
	}
}

/** "rose from 2 to 3 and then fell to 1": each change has the numbers up to the next. */
function nextTrend(judgement: Judgement, from: number, end: number): number {
	for (let at = from; at < end; at++)
		if (TRENDS.has(judgement.low(at)) || directionAt(judgement, at) !== undefined) return at;
	return end;
}

function startOf({ reading }: Judgement, term: Term): number {
	let at = term.from;
	while (at > 0 && reading.clause[at - 1] === reading.clause[term.from] && term.from - at < 6) at--;
	return at;
}

/** "a rise in creatinine", "improved creatinine": nothing but small words between. */
function beforeName(judgement: Judgement, at: number, term: Term): boolean {
	for (let index = at + 1; index < term.from; index++) {
		if (!/^(?:in|of|the|his|her|their|serum|a|and|was|then)$/.test(judgement.low(index)))
			return false;
	}
	return true;
}

interface FoundLevel {
	at: number;
	level: Level;
	negated: boolean;
	remained: boolean;
}

/** "elevated potassium", "potassium was low at 3.1", "remained elevated", "within normal limits". */
function levelAt(
	judgement: Judgement,
	term: Term,
	from: number,
	end: number,
	values: readonly Quantity[],
): FoundLevel | undefined {
	const { polarity } = judgement.reading;
	const stop = Math.min(end, values[0]?.from ?? end, term.to + 8);
	for (let at = from; at < Math.max(stop, Math.min(end, (values[0]?.to ?? 0) + 3)); at++) {
		if (at >= term.from && at < term.to) continue;
		const level = LEVELS.get(judgement.low(at));
		if (level === undefined) continue;
		const changes = TRENDS.has(judgement.low(at));
		// "increased to 3.1" is a change, "increased creatinine" and "was raised" are levels.
		if (changes && !(at === term.from - 1)) continue;
		if (at < term.from && !beforeName(judgement, at, term)) continue;
		if (
			/^(?:as|too|range|how|very)$/.test(judgement.low(at - 1)) ||
			/^(?:as|range|sensitivity|density|dose|grade|risk)$/.test(judgement.low(at + 1))
		)
			continue;
		const before = judgement.low(at - 1);
		const remained =
			before === 'remained' ||
			before === 'remains' ||
			before === 'persistently' ||
			before === 'stayed';
		return {
			at,
			level,
			negated: (polarity.flags[at] & NEGATED) !== 0 || before === 'not',
			remained,
		};
	}
	return undefined;
}

/** "Was 4.1 and stayed normal throughout": what is said of the level behind the number. */
function levelsBehind(
	judgement: Judgement,
	done: number | undefined,
	end: number,
	values: readonly Quantity[],
): FoundLevel[] {
	const found: FoundLevel[] = [];
	if (values.length === 0) return found;
	for (let at = values[0].to; at < end; at++) {
		const level = LEVELS.get(judgement.low(at));
		if (level === undefined || at === done || TRENDS.has(judgement.low(at))) continue;
		const before = judgement.low(at - 1);
		const said =
			/^(?:remained|remains|remaining|stayed|stays|persistently|consistently|always|was|were|is|within|became|kept|still|mildly|slightly|not|all)$/.test(
				before,
			);
		if (!said) continue;
		found.push({
			at,
			level,
			negated: (judgement.reading.polarity.flags[at] & NEGATED) !== 0 || before === 'not',
			remained:
				/^(?:remain|stay|persist|consist|always|kept|still)/.test(before) ||
				tokens(judgement, at, end).some((low) => low === 'throughout' || low === 'always'),
		});
	}
	return found;
}

/** Which way a result is out of range, as far as the chart says; else by wide adult limits. */
function levelOf(fact: Measured): Level | undefined {
	const { data } = fact;
	if (data.direction !== undefined) return data.direction;
	if (data.flag !== undefined && /^(?:N|NEG)$/.test(data.flag)) return 'normal';
	const { value, range } = data;
	if (
		value !== undefined &&
		range !== undefined &&
		(range.low !== undefined || range.high !== undefined)
	) {
		if (range.low !== undefined && value < range.low) return 'low';
		if (range.high !== undefined && value > range.high) return 'high';
		return 'normal';
	}
	return undefined;
}

/** Plainly low or high where the chart has no range; a value within wide limits is taken as normal. */
function plainLevel({ data }: Measured): Level | undefined {
	return data.value === undefined ? undefined : plainlyOut(data.name.toLowerCase(), data.value);
}

function judgeLevel(
	judgement: Judgement,
	found: FoundLevel,
	facts: readonly Measured[],
	values: readonly Quantity[],
): void {
	judgement.use(found.at, found.at + 1);
	const meant =
		values.length > 0
			? facts.filter((fact) => values.some((one) => one.value === fact.data.value))
			: found.remained || isUniversal(judgement, found.at)
				? facts
				: chosenBy(judgement, found.at, facts);
	const about = meant.length > 0 ? meant : facts;
	const levels = about.map((fact) => levelAmong(fact, facts));
	if (levels.every((level) => level === undefined)) {
		judgement.fault(
			'ungrounded',
			`The chart does not say whether ${facts[0].data.name} is "${judgement.said(found.at, found.at + 1)}".`,
			found.at,
			found.at + 1,
		);
		return;
	}
	const fits = (level: Level | undefined) =>
		level !== undefined && agree(found.level, level) !== found.negated;
	// "Normal" and "never high" speak of every result; "high" of one at least.
	const universal = isUniversal(judgement, found.at);
	const every = found.remained || (universal && !found.negated);
	const unqualified = values.length === 0 && (found.negated || found.level === 'normal');
	const none = (unqualified || universal) && levels.some((level) => level && !fits(level));
	const good = every ? levels.every(fits) : !none && levels.some(fits);
	if (good) return;
	judgement.fault(
		'lab-value',
		`The text calls ${facts[0].data.name} "${judgement.said(found.at, found.at + 1)}"; the chart does not.`,
		found.at,
		found.at + 1,
		{ expected: about[0].parts?.result },
	);
}

/** The level of one result; where the chart marks others as out of range, one without a mark is not called so. */
function levelAmong(fact: Measured, facts: readonly Measured[]): Level | undefined {
	const own = levelOf(fact);
	if (own !== undefined) return own;
	const plain = plainLevel(fact);
	return plain === 'normal' || !facts.some((one) => levelOf(one) !== undefined) ? plain : undefined;
}

/** "On 10 November", "at discharge", "on admission": which of the results a word of level speaks of. */
function chosenBy(judgement: Judgement, at: number, facts: readonly Measured[]): Measured[] {
	const { dates, clause, tokens } = judgement.reading;
	const near = dates.filter((date) => clause[date.from] === clause[at]);
	if (near.length > 0)
		return facts.filter((fact) => {
			const own = judgement.chart.date(fact.time?.at);
			return own !== undefined && near.some((date) => agrees(date, own));
		});
	const said = tokens.filter((_, index) => clause[index] === clause[at]).map(({ low }) => low);
	if (said.some((low) => /^(?:discharge|last|latest|final|now|currently|finally)$/.test(low)))
		return facts.filter(({ data }) => data.roles.includes('last'));
	if (said.some((low) => /^(?:admission|initial|initially|first|presentation)$/.test(low)))
		return facts.filter(({ data }) => data.roles.includes('first'));
	return [...facts];
}

/** "Throughout", "always", "never": no result of the analyte may say otherwise. */
const isUniversal = ({ reading: { tokens, clause } }: Judgement, at: number): boolean =>
	tokens.some(
		({ low }, index) =>
			clause[index] === clause[at] &&
			/^(?:throughout|always|never|consistently|every|all)$/.test(low),
	);

const isNormal = (fact: Measured): boolean =>
	(levelOf(fact) ?? plainLevel(fact) ?? 'normal') === 'normal';

const agree = (said: Level, is: Level) =>
	said === 'abnormal' ? is !== 'normal' : said === is || (is === 'abnormal' && said !== 'normal');

function judgeChange(
	judgement: Judgement,
	at: number,
	kind: Trend,
	facts: readonly Measured[],
	values: readonly Quantity[],
): void {
	const ordered = inOrder(facts);
	const said = judgement.said(at, at + 1);
	const wrong = (why: string) =>
		judgement.fault(
			'trend',
			`The text says that ${facts[0].data.name} ${said}; ${why}.`,
			at,
			at + 1,
		);
	if (values.length >= 2 && (kind === 'up' || kind === 'down')) {
		const [earlier, later] = [values[0].value, values[values.length - 1].value];
		// "Higher on the 9th (1.1) than on the 2nd (2.4)": the first of the two is compared with the second.
		const compared = tokens(
			judgement,
			values[0].from > at ? at : values[0].from,
			values[values.length - 1].from,
		).includes('than');
		const [from, to] = compared ? [later, earlier] : [earlier, later];
		if (compared && (kind === 'up' ? to > from : to < from)) return;
		if (kind === 'up' ? to <= from : to >= from)
			wrong(`the numbers in the text go from ${from} to ${to}`);
		else if (!chronological(ordered, from, to))
			wrong('in the chart the results stand in the other order');
		return;
	}
	const last = ordered[ordered.length - 1]?.data.value;
	if (ordered.length < 2 || last === undefined) return wrong('the chart has one result only');
	// "rose to 2.3": the value that is named, against the one before it.
	const named =
		values.length === 1 ? ordered.findIndex((fact) => fact.data.value === values[0].value) : -1;
	if (named === 0 && ordered.length > 1 && leadsTo(judgement, values[0]) && kind !== 'same')
		return wrong(`the chart has no result before ${values[0].value}`);
	const end = named > 0 ? ordered[named].data.value! : last;
	const starts = named > 0 ? ordered.slice(0, named) : ordered.slice(0, -1);
	const start = starts[0].data.value!;
	const distance = (value: number) => outside(ordered, value);
	switch (kind) {
		case 'up':
			if (!starts.some((one) => one.data.value! < end))
				wrong(`in the chart it went from ${start} to ${end}`);
			return;
		case 'down':
			if (!starts.some((one) => one.data.value! > end))
				wrong(`in the chart it went from ${start} to ${end}`);
			return;
		case 'normalised':
			if (!isNormal(ordered[ordered.length - 1])) wrong('the last result is out of range');
			else if (starts.every((one) => one.data.value === last)) wrong('it did not change');
			return;
		case 'better':
		case 'worse': {
			const before = Math.max(
				...starts.map((one) => distance(one.data.value!) ?? Number.NEGATIVE_INFINITY),
			);
			const now = distance(end);
			const first = distance(start);
			if (now === undefined || first === undefined) {
				if (starts.every((one) => one.data.value === end)) wrong('it did not change');
			} else if (kind === 'better' ? now >= before : now <= first && now < before)
				wrong(`in the chart it went from ${start} to ${end}`);
			return;
		}
		case 'same':
			if (ordered.some((one) => one.data.value !== last)) wrong('in the chart it changed');
	}
}

/** "Fell to 6.1": the number is where it went, not where it came from. */
const leadsTo = (judgement: Judgement, value: Quantity): boolean =>
	/^(?:to|at)$/.test(judgement.low(value.from - 1));

/** How far a value lies outside the range of its analyte. */
function outside(facts: readonly Measured[], value: number): number | undefined {
	const range = facts.find(
		({ data }) => data.range?.low !== undefined || data.range?.high !== undefined,
	)?.data.range;
	if (range === undefined) return undefined;
	return Math.max(
		0,
		(range.low ?? Number.NEGATIVE_INFINITY) - value,
		value - (range.high ?? Number.POSITIVE_INFINITY),
	);
}

const inOrder = (facts: readonly Measured[]): Measured[] =>
	facts
		.filter(({ data, time }) => data.value !== undefined && time !== undefined)
		.sort((a, b) => (a.time!.at < b.time!.at ? -1 : a.time!.at > b.time!.at ? 1 : 0));

function chronological(ordered: readonly Measured[], from: number, to: number): boolean {
	const starts = ordered.findIndex(({ data }) => data.value === from);
	const ends = ordered.map(({ data }) => data.value).lastIndexOf(to);
	return starts < 0 || ends < 0 || starts < ends;
}
