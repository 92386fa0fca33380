import type { Fact } from '../../../shared/contracts/clinical-facts';
import {
	CONDITIONAL,
	FAMILY,
	HISTORY,
	NEGATED,
	RESOLVED,
	UNCERTAIN,
	UNLIKELY,
} from '../reading/polarity';
import { isTurned } from '../chart/turned-names';
import type { Term } from '../reading/read';
import { tokenise } from '../text/tokens';
import { type Judgement, hitsAs } from './judgement';
import { type Modifiers, modifierFaults, modifiersOf, saysSite, useModifiers } from './modifiers';
import { type Fault, type Meant, meaningFaults } from './problem-meaning';

/** Binds a disease or finding: that the chart has it, meant in the same way, at the same place. */
export function judgeProblem(judgement: Judgement, term: Term): void {
	const meant = isWholeTurned(term) ? meaningAround(judgement, term) : meaningOf(judgement, term);
	const modifiers = modifiersOf(judgement, term);
	judgement.use(term.from, term.to);
	useModifiers(judgement, modifiers);
	if (meant === 'family') return judgeFamily(judgement, term);
	const facts = hitsAs(
		term,
		'problem',
		'encounter',
		'follow-up',
		'procedure',
		'report',
		'pending-result',
	);
	const named = facts.filter((fact) => fact.kind === 'problem' || fact.kind === 'encounter');
	const results = (named.length > 0 ? named : []).map((fact) => ({
		fact,
		faults: [
			...meaningFaults(judgement, term, meant, fact),
			...modifierFaults(judgement, term, modifiers, fact).map((one) => ({ ...one, weight: 2 })),
		],
	}));
	results.sort((a, b) => weigh(a.faults) - weigh(b.faults));
	const best = results[0];
	if (best !== undefined && best.faults.length === 0) {
		judgement.support(best.fact);
		return;
	}
	const prose = proseFor(judgement, term, modifiers, meant);
	if (prose !== undefined && (best === undefined || !contradicts(best.faults))) {
		judgement.support(prose);
		return;
	}
	if (best !== undefined) {
		judgement.support(best.fact);
		for (const { cls, message, from, to } of best.faults) judgement.fault(cls, message, from, to);
		return;
	}
	const other = elsewhere(judgement, term, facts, meant, modifiers);
	if (other !== undefined) {
		judgement.support(other);
		return;
	}
	const name = judgement.said(term.from, term.to);
	if (meant === 'absent')
		judgement.fault(
			'negation',
			`The text says that there is no "${name}"; the chart does not say so.`,
			term.from,
			term.to,
		);
	else judgement.fault('diagnosis-added', `The chart does not have "${name}".`, term.from, term.to);
}

const weigh = (faults: readonly Fault[]) => faults.reduce((sum, one) => sum + one.weight, 0);
const contradicts = (faults: readonly Fault[]) =>
	faults.some((one) => one.cls === 'negation' || one.cls === 'certainty');

function meaningOf(judgement: Judgement, term: Term): Meant {
	const { flags: all } = judgement.reading.polarity;
	const flags = all[term.from] | all[term.to - 1];
	if (flags & FAMILY && !isCompanion(judgement, term)) return 'family';
	if (flags & NEGATED) return 'absent';
	if (flags & UNLIKELY) return 'unlikely';
	if (flags & UNCERTAIN) return 'uncertain';
	if (flags & RESOLVED) return 'resolved';
	if (flags & CONDITIONAL) return 'conditional';
	if (flags & HISTORY) return 'history';
	return 'present';
}

/** "Family history of breast cancer", as the chart names it: the words that turn it belong to the name. */
const isWholeTurned = (term: Term): boolean =>
	hitsAs(term, 'problem').some((fact) => fact.kind === 'problem' && isTurned(fact.data.name));

/** What the words before a name that turns itself make of it. */
function meaningAround(judgement: Judgement, term: Term): Meant {
	const { tokens, polarity } = judgement.reading;
	if (tokens.some(({ low }, at) => at < term.from && RELATIVES.has(low))) return 'family';
	const flags = polarity.flags[term.from];
	if (flags & NEGATED) return 'absent';
	if (flags & UNLIKELY) return 'unlikely';
	if (flags & UNCERTAIN) return 'uncertain';
	return 'present';
}

/** "His wife brought him in with chest pain": a relative who acts, not one who is ill. */
function isCompanion(judgement: Judgement, term: Term): boolean {
	for (let at = 0; at < term.from; at++) {
		if (
			/^(?:brought|called|reported|reports|noticed|found|said|stated|states|accompanied)$/.test(
				judgement.low(at),
			)
		)
			return true;
	}
	return false;
}

const RELATIVES = new Set(
	'mother father sister brother aunt uncle grandmother grandfather cousin daughter son niece nephew'.split(
		' ',
	),
);

function judgeFamily(judgement: Judgement, term: Term): void {
	const { tokens, polarity } = judgement.reading;
	const relatives = tokens.filter((token, at) => at < term.to + 6 && RELATIVES.has(token.low));
	const own = tokens.slice(term.from, term.to);
	const names = [
		own,
		...term.concepts.flatMap((concept) => concept.names.map((name) => tokenise(name).tokens)),
	];
	const flag = polarity.flags[term.to - 1] & (FAMILY | NEGATED);
	let fact: Fact | undefined;
	for (const name of names) {
		// Which relative it was must stand in the note as well.
		const said = [...relatives, ...name];
		const flags = new Uint8Array(said.length).fill(flag).fill(0, 0, relatives.length);
		fact ??= judgement.narrative.covering(said, flags, 0, said.length);
	}
	if (fact !== undefined) judgement.support(fact);
	else
		judgement.fault(
			'person',
			`The chart has no relative with "${judgement.said(term.from, term.to)}".`,
			term.from,
			term.to,
		);
}

/** A note that has the thing with its side and place, meant alike. */
function proseFor(
	judgement: Judgement,
	term: Term,
	modifiers: Modifiers,
	meant: Meant,
): Fact | undefined {
	const { tokens, polarity } = judgement.reading;
	const parts = [
		term,
		...modifiers.sides,
		...modifiers.sites,
		...modifiers.kinds.map((at) => ({ from: at, to: at + 1 })),
	];
	const from = Math.min(...parts.map((one) => one.from));
	const to = Math.max(...parts.map((one) => one.to));
	const whole = judgement.narrative.covering(tokens, polarity.flags, from, to);
	// "Back" is a plain word elsewhere: a place of the body must stand in the passage.
	const placed = (fact: Fact) =>
		modifiers.sites.every((site) => saysSite(judgement, site, judgement.chart.wordsOf(fact).roots));
	if (whole !== undefined) return placed(whole) ? whole : undefined;
	if (parts.length > 1) return undefined;
	const flag =
		meant === 'absent'
			? NEGATED
			: meant === 'uncertain'
				? UNCERTAIN
				: meant === 'unlikely'
					? UNLIKELY
					: 0;
	return proseNamed(judgement, term, flag);
}

/** The thing by any of its names. */
function proseNamed(judgement: Judgement, term: Term, flag: number): Fact | undefined {
	for (const concept of term.concepts) {
		for (const name of concept.names) {
			const { tokens } = tokenise(name);
			const fact = judgement.narrative.covering(
				tokens,
				new Uint8Array(tokens.length).fill(flag),
				0,
				tokens.length,
			);
			if (fact !== undefined) return fact;
		}
	}
	return undefined;
}

/** Why a medicine is taken, why somebody is to be seen, what a procedure brought. */
function elsewhere(
	judgement: Judgement,
	term: Term,
	hits: readonly Fact[],
	meant: Meant,
	{ sites }: Modifiers,
): Fact | undefined {
	if (meant === 'absent') return undefined;
	// "Wound care" says nothing of a wound of the back.
	const known = hits.find(
		(fact) =>
			(fact.kind === 'follow-up' || fact.kind === 'procedure') &&
			sites.every((site) => saysSite(judgement, site, judgement.chart.wordsOf(fact).roots)),
	);
	if (known !== undefined) return known;
	const words = judgement.reading.tokens
		.slice(term.from, term.to)
		.filter((token) => token.kind === 'word');
	return [...judgement.evidence].find((fact) => {
		if (fact.kind !== 'medication' && fact.kind !== 'procedure' && fact.kind !== 'follow-up')
			return false;
		const { roots } = judgement.chart.wordsOf(fact);
		return words.every((word) => roots.has(word.low));
	});
}
