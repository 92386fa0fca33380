import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import { type Mention, attach, attributesOf } from './attachments';
import { clauseBounds } from './clause-bounds';
import { cuesOf } from './drug-cue-scope';
import { type FoundCue, cuesIn } from './drug-cues';
import { type Judgement, hitsAs } from './judgement';
import { judgeOrderParts } from './order-parts';
import { judgeRelease } from './release';
import { type Medication, faultsOf, isClass, weigh } from './regimen';

/** Binds every medicine of a sentence with its amounts, way, rate and what happened to it. */
export function judgeMedications(judgement: Judgement, drugs: readonly Term[]): void {
	const cues = cuesIn(judgement);
	const mentions = attach(judgement, drugs, (from) => judgement.used[from] === 1);
	for (const mention of mentions) {
		judgeMention(judgement, mention, cuesOf(judgement, mention.term, drugs, cues));
	}
	if (drugs.length === 0) judgeOrphans(judgement, cues);
}

function judgeMention(judgement: Judgement, mention: Mention, cues: readonly FoundCue[]): void {
	const { term } = mention;
	const facts = hitsAs(term, 'medication') as Medication[];
	judgement.use(term.from, term.to);
	for (const one of mention.attributes) judgement.use(one.from, one.to);
	for (const cue of cues) judgement.use(cue.at, cue.to);
	if (facts.length === 0) {
		judgeStranger(judgement, mention);
		return;
	}
	const results = facts.map((fact) => ({ fact, faults: faultsOf(judgement, mention, cues, fact) }));
	const cited = new Set(judgement.scene.cites);
	results.sort(
		(a, b) =>
			weigh(a.faults) - weigh(b.faults) || Number(cited.has(b.fact)) - Number(cited.has(a.fact)),
	);
	const [best] = results;
	if (best.faults.length > 0 && coveredByNote(judgement, mention)) return;
	judgement.drugs.push(best.fact);
	judgeRelease(judgement, term, best.fact);
	if (isClass(term)) for (const { fact } of results) judgement.support(fact);
	judgement.support(best.fact);
	for (const fault of best.faults) {
		judgement.fault(fault.cls, fault.message, fault.from, fault.to, { expected: fault.expected });
	}
	judgeOrderParts(judgement, mention, cues, best.fact);
}

/** A medicine that the chart's list does not have: a note or an allergy may still name it. */
function judgeStranger(judgement: Judgement, { term, attributes }: Mention): void {
	const { tokens, polarity, clause } = judgement.reading;
	const [from, to] = clauseBounds(clause, term.from);
	const fact = judgement.narrative.covering(tokens, polarity.flags, from, to);
	if (fact !== undefined) {
		judgement.support(fact);
		judgement.use(from, to);
		return;
	}
	const allergy = hitsAs(term, 'allergy')[0];
	const avoided =
		(polarity.flags[term.from] & NEGATED) !== 0 || /^avoid/.test(judgement.low(term.from - 1));
	if (allergy !== undefined && avoided && attributes.length === 0) {
		judgement.support(allergy);
		return;
	}
	if (attributes.length === 0 && !term.concepts.some((one) => one.kind === 'drug')) {
		const prose = judgement.narrative.covering(tokens, polarity.flags, term.from, term.to);
		if (prose !== undefined) {
			judgement.support(prose);
			return;
		}
	}
	judgement.fault(
		'drug-outside',
		`The chart has no medicine called "${judgement.said(term.from, term.to)}".`,
		term.from,
		term.to,
	);
}

/** The clause as a whole stands in a note: the note speaks of another time than the list of medicines. */
function coveredByNote(judgement: Judgement, { term }: Mention): boolean {
	const { tokens, polarity, clause } = judgement.reading;
	const [from, to] = clauseBounds(clause, term.from);
	const fact = judgement.narrative.covering(tokens, polarity.flags, from, to);
	if (fact?.kind !== 'note-span' && fact?.kind !== 'report') return false;
	judgement.support(fact);
	judgement.use(from, to);
	return true;
}

/** An amount without a name: "It was increased to 50 mg" speaks of the medicine before. */
function judgeOrphans(judgement: Judgement, cues: readonly FoundCue[]): void {
	const attributes = attributesOf(judgement).filter(
		(one) =>
			judgement.used[one.from] === 0 &&
			one.kind !== 'duration' &&
			!(
				one.kind === 'dose' &&
				(one.quantity.unit === undefined || one.quantity.unit.dimension.includes('/'))
			),
	);
	const strong = attributes.filter((one) => one.kind === 'dose' || one.kind === 'frequency');
	if (strong.length === 0) return;
	const { tokens } = judgement.reading;
	const refers = tokens.some(({ low }) => /^(?:it|this|dose|which|same|one|them|these)$/.test(low));
	const cited = judgement.scene.cites.filter((fact) => fact.kind === 'medication');
	const facts = (
		refers && judgement.scene.before.drugs.length > 0 ? judgement.scene.before.drugs : cited
	) as Medication[];
	if (facts.length === 0) return;
	const term: Term = { from: strong[0].from, to: strong[0].from, hits: [], concepts: [] };
	const results = facts.map((fact) => ({
		fact,
		faults: faultsOf(judgement, { term, attributes }, cues, fact),
	}));
	results.sort((a, b) => weigh(a.faults) - weigh(b.faults));
	for (const one of attributes) judgement.use(one.from, one.to);
	for (const cue of cues) judgement.use(cue.at, cue.to);
	judgement.support(results[0].fact);
	judgement.drugs.push(results[0].fact);
	for (const fault of results[0].faults)
		judgement.fault(fault.cls, fault.message, fault.from, fault.to, { expected: fault.expected });
}
