import type { Fact, Side } from '../../../shared/contracts/clinical-facts';
import { QUALIFIERS } from '../lexicon/conditions';
import { root } from '../text/stem';
import type { Term, WrittenSide } from '../reading/read';
import { hasConcept, type Judgement } from './judgement';

/** Words that narrow a term down: the side, the place in the body, and what kind of it. */
export interface Modifiers {
	readonly sides: WrittenSide[];
	readonly sites: Term[];
	/** Token indexes of words like "acute" or "recurrent". */
	readonly kinds: number[];
}

const INTO = new Set([
	'of',
	'in',
	'involving',
	'affecting',
	'at',
	'to',
	'on',
	'the',
	'(',
	'within',
	'over',
	'and',
	'his',
	'her',
	',',
]);

/** Collects the modifiers that stand right before a term and, behind "of" or "in", right after it. */
export function modifiersOf(judgement: Judgement, term: Term): Modifiers {
	const found: Modifiers = { sides: [], sites: [], kinds: [] };
	let at = term.from - 1;
	let room = 8;
	while (at >= 0 && room-- > 0) {
		const step = take(judgement, at, found, true);
		if (step === undefined) break;
		at = step;
	}
	at = term.to;
	let inside = false;
	for (let index = at; index < Math.min(at + 9, judgement.reading.tokens.length); ) {
		const low = judgement.low(index);
		const end = take(judgement, index, found, false);
		if (end !== undefined) {
			index = end;
			inside = true;
		} else if (
			INTO.has(low) &&
			(index === at || inside || INTO.has(judgement.low(index - 1))) &&
			leadsOn(judgement, index + 1)
		) {
			index++;
		} else break;
	}
	return found;
}

/** After "of the" stands a side, a place or another such small word. */
function leadsOn(judgement: Judgement, at: number): boolean {
	const { sides, terms } = judgement.reading;
	for (let index = at; index < at + 3; index++) {
		const side = sides.find((one) => one.from === index);
		// Behind a comma a side stands alone, or it belongs to the next thing.
		if (side !== undefined)
			return judgement.low(index - 1) !== ',' || judgement.reading.tokens[side.to]?.kind !== 'word';
		const site = terms.find((one) => one.from === index);
		if (site !== undefined) return isSite(site) && !ownedByNext(judgement, site);
		if (
			!INTO.has(judgement.low(index)) ||
			judgement.low(index) === ',' ||
			judgement.low(index) === 'and'
		)
			return false;
	}
	return false;
}

/** "pain in the left hip and right knee swelling": what stands before another term belongs to that one. */
function ownedByNext(judgement: Judgement, site: Term): boolean {
	const next = judgement.reading.terms.find((one) => one.from === site.to);
	return next !== undefined && !isSite(next);
}

export const isSite = (term: Term) =>
	hasConcept(term, 'site') &&
	term.hits.every((hit) => hit.as !== 'problem' && hit.as !== 'procedure');

function take(
	judgement: Judgement,
	at: number,
	found: Modifiers,
	backwards: boolean,
): number | undefined {
	const { sides, terms, tokens } = judgement.reading;
	const covers = (one: { from: number; to: number }) => at >= one.from && at < one.to;
	const side = sides.find(covers);
	const site = terms.find((one) => covers(one) && isSite(one));
	const part = side ?? site;
	if (part !== undefined) {
		if (side !== undefined) found.sides.push(side);
		else found.sites.push(site!);
		return backwards ? part.from - 1 : part.to;
	}
	// "left lower leg": where on the leg is part of the place.
	if (PARTS.has(tokens[at].low)) return backwards ? at - 1 : at + 1;
	if (backwards && QUALIFIERS.has(tokens[at].low)) {
		found.kinds.push(at);
		return at - 1;
	}
	if (backwards && tokens[at].low === 'on' && QUALIFIERS.has(judgement.low(at - 1))) return at - 1;
	return undefined;
}

const PARTS = new Set(
	'lower upper distal proximal medial lateral anterior posterior mid middle inner outer great'.split(
		' ',
	),
);

export interface ModifierFault {
	cls: string;
	message: string;
	from: number;
	to: number;
}

/** What of the modifiers a fact does not say. */
export function modifierFaults(
	judgement: Judgement,
	term: Term,
	modifiers: Modifiers,
	fact: Fact,
): ModifierFault[] {
	const faults: ModifierFault[] = [];
	const { roots } = judgement.chart.wordsOf(fact);
	const name = judgement.said(term.from, term.to);
	const sides = sidesOf(roots);
	if (hasTwoSides(fact, roots)) {
		// "Fracture of left femur" is a name of its own: the side stands within the term.
		const within = judgement.reading.tokens
			.map(({ low }, at) => ({ low, from: at, to: at + 1 }))
			.filter(
				({ low, from }) => from >= term.from && from < term.to && /^(?:left|right)$/.test(low),
			);
		for (const { from, to } of [...modifiers.sides, ...within])
			faults.push({
				cls: 'laterality',
				message: `The chart contradicts itself about the side of ${name}, so the text must tell none.`,
				from,
				to,
			});
	}
	for (const { side, from, to } of modifiers.sides) {
		if (sides.has(side)) continue;
		const known = [...sides].join(', ');
		faults.push({
			cls: 'laterality',
			message: `The text says "${judgement.said(from, to)}" for ${name}; the chart says ${known === '' ? 'no side' : known}.`,
			from,
			to,
		});
	}
	for (const site of modifiers.sites) {
		if (saysSite(judgement, site, roots)) continue;
		faults.push({
			cls: 'body-site',
			message: `The chart does not have ${name} at "${judgement.said(site.from, site.to)}".`,
			from: site.from,
			to: site.to,
		});
	}
	for (const at of modifiers.kinds) {
		if (roots.has(judgement.low(at)) || roots.has(root(judgement.low(at)))) continue;
		faults.push({
			cls: 'diagnosis-added',
			message: `The chart does not call ${name} "${judgement.said(at, at + 1)}".`,
			from: at,
			to: at + 1,
		});
	}
	return faults;
}

/** "Fracture of left femur" at the right femur: the record names two sides and does not mean both. */
const hasTwoSides = (fact: Fact, roots: ReadonlySet<string>): boolean =>
	fact.kind === 'problem' &&
	fact.data.side === undefined &&
	(fact.flags ?? []).includes('conflict') &&
	roots.has('left') &&
	roots.has('right');

export function sidesOf(roots: ReadonlySet<string>): Set<Side> {
	const sides = new Set<Side>();
	const left = ['left', 'lll', 'lul', 'lle', 'lue', 'luq', 'llq'].some((word) => roots.has(word));
	const right = ['right', 'rll', 'rul', 'rml', 'rle', 'rue', 'ruq', 'rlq'].some((word) =>
		roots.has(word),
	);
	if (left) sides.add('left');
	if (right) sides.add('right');
	if (roots.has('bilateral') || roots.has('both') || roots.has('bilat') || (left && right))
		sides.add('bilateral');
	return sides;
}

/** "Femoral" is of the femur. */
export function saysSite(judgement: Judgement, site: Term, roots: ReadonlySet<string>): boolean {
	const words = judgement.reading.tokens
		.slice(site.from, site.to)
		.filter((token) => token.kind === 'word');
	if (words.every((token) => roots.has(token.low) || roots.has(root(token.low)))) return true;
	return site.concepts.some((concept) =>
		concept.names.some((name) =>
			name.split(' ').every((word) => roots.has(word) || roots.has(root(word))),
		),
	);
}

export function useModifiers(judgement: Judgement, modifiers: Modifiers): void {
	for (const one of [...modifiers.sides, ...modifiers.sites]) judgement.use(one.from, one.to);
	for (const at of modifiers.kinds) judgement.use(at, at + 1);
}
