import type { Chart, Hit } from '../chart/chart';
import { lexicon, NEEDS_CAPITAL, type Concept } from '../lexicon/concepts';
import { tokenise, type Token } from '../text/tokens';
import type { Folded } from '../text/fold';
import { clausesOf } from './clauses';
import { readClock, readDate, type WrittenDate } from './dates';
import { readFrequency, type WrittenFrequency } from './frequency';
import { polarityOf, type Polarity } from './polarity';
import { readQuantity, type Quantity } from './quantities';
import { readRoute, type WrittenRoute } from './routes';
import type { Side } from '../../../shared/contracts/clinical-facts';

/** Something that a text names, with the facts and the known things that have this name. */
export interface Term {
	readonly from: number;
	readonly to: number;
	readonly hits: readonly Hit[];
	readonly concepts: readonly Concept[];
}

export interface WrittenSide {
	readonly from: number;
	readonly to: number;
	readonly side: Side;
}

/** A text taken apart: every word and what it is part of. */
export interface Reading {
	readonly text: string;
	readonly folded: Folded;
	readonly tokens: readonly Token[];
	readonly clause: readonly number[];
	readonly polarity: Polarity;
	readonly terms: readonly Term[];
	readonly dates: readonly WrittenDate[];
	readonly clocks: ReadonlyArray<{ from: number; to: number; minutes: number }>;
	readonly quantities: readonly Quantity[];
	readonly frequencies: readonly WrittenFrequency[];
	readonly routes: readonly WrittenRoute[];
	readonly sides: readonly WrittenSide[];
}

/** Reads a text once, from left to right; of what may begin at a word the longest is taken. */
export function read(text: string, chart: Chart | undefined): Reading {
	const { tokens, folded } = tokenise(text);
	const terms: Term[] = [];
	const dates: WrittenDate[] = [];
	const clocks: Array<{ from: number; to: number; minutes: number }> = [];
	const quantities: Quantity[] = [];
	const frequencies: WrittenFrequency[] = [];
	const routes: WrittenRoute[] = [];
	const sides: WrittenSide[] = [];
	let at = 0;
	while (at < tokens.length) {
		const term = termAt(tokens, at, chart);
		const date = readDate(tokens, at);
		if (date !== undefined && (term === undefined || date.to >= term.to)) {
			dates.push(date);
			at = date.to;
			continue;
		}
		const frequency = readFrequency(tokens, at);
		const quantity = frequency === undefined ? readQuantity(tokens, at) : undefined;
		const reach = Math.max(frequency?.to ?? 0, quantity?.to ?? 0);
		if (term !== undefined && term.to >= reach) {
			terms.push(term);
			at = term.to;
			continue;
		}
		const route = readRoute(tokens, at);
		if (route !== undefined && route.to >= reach) {
			routes.push(route);
			at = route.to;
		} else if (frequency !== undefined) {
			frequencies.push(frequency);
			at = frequency.to;
		} else if (quantity !== undefined) {
			const clock = quantity.unit === undefined ? readClock(tokens, at) : undefined;
			if (clock !== undefined) {
				clocks.push(clock);
				at = clock.to;
			} else {
				quantities.push(quantity);
				at = quantity.to;
			}
		} else {
			const side = sideAt(tokens, at);
			if (side !== undefined) sides.push(side);
			at = side?.to ?? at + 1;
		}
	}
	return {
		text,
		folded,
		tokens,
		clause: clausesOf(tokens),
		polarity: polarityOf(tokens),
		terms,
		dates,
		clocks,
		quantities,
		frequencies,
		routes,
		sides,
	};
}

function termAt(tokens: readonly Token[], at: number, chart: Chart | undefined): Term | undefined {
	const token = tokens[at];
	if (token.kind === 'mark') return undefined;
	const own = chart?.trie.longest(tokens, at);
	const known = token.kind === 'word' ? lexicon.longest(tokens, at) : undefined;
	const to = Math.max(own?.to ?? 0, known?.to ?? 0);
	if (to === 0) return undefined;
	// A bare number is no name, whatever the chart calls its things.
	if (to === at + 1 && (token.kind === 'number' || !isName(tokens, at))) return undefined;
	const concepts =
		known?.to === to ? known.values.filter((concept) => fits(concept, tokens, at, to)) : [];
	const named = token.raw[0] !== token.low[0];
	// "Burns" may be a name, "burns" is none.
	const hits: Hit[] =
		own?.to === to ? own.values.filter((hit) => named || hit.as !== 'person') : [];
	for (const concept of concepts) {
		for (const hit of chart?.hitsOf(concept) ?? []) {
			if (!hits.some((one) => one.fact === hit.fact && one.as === hit.as)) hits.push(hit);
		}
	}
	if (hits.length === 0 && concepts.length === 0) return undefined;
	return { from: at, to, hits, concepts };
}

/** Units after which a short name of an analyte would be read, and words that only look like a name. */
function isName(tokens: readonly Token[], at: number): boolean {
	const token = tokens[at];
	if (NEEDS_CAPITAL.has(token.low) && token.raw === token.low) return false;
	// "MG" in capitals is a unit more often than magnesium.
	if (token.raw === 'MG') return false;
	// "Hip" and "PE" are names; "Mr. Cap" is none that matters here.
	return !(token.low === 'all' && token.raw !== 'ALL');
}

/** Words that are a known thing only in the right company. */
function fits(concept: Concept, tokens: readonly Token[], at: number, to: number): boolean {
	const low = tokens[at].low;
	const next = tokens[to]?.low ?? '';
	if (to !== at + 1) return true;
	if (low === 'fall' || low === 'falls')
		return (
			next !== 'in' && next !== 'to' && next !== 'from' && next !== 'within' && next !== 'below'
		);
	if (low === 'back') return isBackOfBody(tokens, at);
	if (low === 'home' || low === 'residence' || low === 'house')
		return concept.kind === 'disposition';
	if (low === 'tape' || low === 'egg' || low === 'milk' || low === 'fish')
		return concept.kind === 'allergen';
	if (low === 'weight' || low === 'weights') return next !== 'bearing';
	if (low === 'height' && next === 'of') return false;
	if (low === 'hand') return tokens[at - 1]?.low !== 'other';
	if (low === 'head' && next === 'of') return false;
	return true;
}

const words = (text: string) => new Set(text.split(' '));

const BODY_BEFORE = words("the his her their patient's lower upper low mid middle of");
const COMING_BACK = words(
	'come came comes coming go goes went gone going return returned returns returning bring brought send sent call called report reported resulted get got was were is are be been being has have had settle settled move moved put cut scaled dialed stepped trended trending crept drifted bounced swung turned weaned fell dropped rose read reported all now then',
);
const ADVERB_ONLY = words('to on in at as up down home within normal positive negative');

/** "Came back at 130" and "is back on 2 May" say when; "the back" and "back pain" are of the body. */
function isBackOfBody(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1];
	const next = tokens[at + 1];
	if (before !== undefined && BODY_BEFORE.has(before.low)) return true;
	if (next?.low === 'pain' || next?.low === 'ache' || next?.low === 'injury') return true;
	if (before !== undefined && COMING_BACK.has(before.low)) return false;
	return !(next?.kind === 'number' || (next !== undefined && ADVERB_ONLY.has(next.low)));
}

const SIDES: Readonly<Record<string, Side>> = {
	left: 'left',
	right: 'right',
	bilateral: 'bilateral',
	bilaterally: 'bilateral',
	both: 'bilateral',
	leftward: 'left',
	rightward: 'right',
	l: 'left',
	r: 'right',
	lt: 'left',
	rt: 'right',
	lle: 'left',
	rle: 'right',
	lue: 'left',
	rue: 'right',
	rll: 'right',
	lll: 'left',
	rul: 'right',
	lul: 'left',
	rml: 'right',
	ruq: 'right',
	luq: 'left',
	rlq: 'right',
	llq: 'left',
};

const ONLY_IN_CAPITALS = new Set(['l', 'r', 'lt', 'rt']);

function sideAt(tokens: readonly Token[], at: number): WrittenSide | undefined {
	const token = tokens[at];
	const side = SIDES[token.low];
	if (side === undefined || token.kind !== 'word') return undefined;
	if (
		ONLY_IN_CAPITALS.has(token.low) &&
		(token.raw !== token.raw.toUpperCase() || token.low.length < 1)
	)
		return undefined;
	const next = tokens[at + 1]?.low ?? '';
	const before = tokens[at - 1]?.low ?? '';
	if (token.low === 'both') {
		return PAIRED.has(next) || PAIRED.has(next.replace(/s$/, ''))
			? { from: at, to: at + 1, side }
			: undefined;
	}
	if (token.low === 'left') {
		if (
			GOING.has(before) ||
			[
				'the',
				'against',
				'without',
				'before',
				'ama',
				'his',
				'her',
				'over',
				'on',
				'for',
				'after',
			].includes(next)
		) {
			return ['the', 'his', 'her'].includes(before) || before === 'on'
				? { from: at, to: at + 1, side }
				: undefined;
		}
	}
	if (token.low === 'right' && ['away', 'now', 'after', 'before'].includes(next)) return undefined;
	// "Arrived 2 May, left 9 May"
	if (token.low === 'left' && readDate(tokens, at + 1) !== undefined) return undefined;
	const sided = tokens[at + 1]?.hyphen && (next === 'sided' || next === 'side') ? 2 : 1;
	return { from: at, to: at + sided, side };
}

const GOING = new Set('patient he she who they had has pt'.split(' '));
const PAIRED = new Set(
	'heel toe femur forearm thigh thumb groin flank cheek leg arm lung kidney eye ear knee hip hand foot feet ankle wrist shoulder elbow breast side lower upper extremity base lobe ovary adrenal calf calve thigh'.split(
		' ',
	),
);
