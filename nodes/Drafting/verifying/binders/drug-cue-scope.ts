import type { Term } from '../reading/read';
import type { FoundCue } from './drug-cues';
import { type Judgement, hitsAs } from './judgement';

/** The cues that speak of this medicine. */
export function cuesOf(
	judgement: Judgement,
	term: Term,
	drugs: readonly Term[],
	cues: readonly FoundCue[],
): FoundCue[] {
	const { clause } = judgement.reading;
	const own: FoundCue[] = [];
	const switched = switchCue(judgement, term);
	if (switched !== undefined) return [switched];
	const bracketed = cues.filter((cue) => follows(judgement, term, drugs, cue));
	if (bracketed.length > 0) return bracketed;
	const taken = (cue: FoundCue) =>
		drugs.some((other) => other !== term && follows(judgement, other, drugs, cue));
	const free = cues.filter(
		(cue) =>
			(clause[cue.at] === clause[term.from] || goesOn(judgement, term, cue)) &&
			!taken(cue) &&
			!insideTerm(cue, drugs),
	);
	const before = free.filter((cue) => cue.at < term.from);
	const after = free.filter((cue) => cue.at >= term.to);
	// Every cue of the same stretch counts: "discharged on the new medicine lisinopril".
	own.push(...before.filter((cue) => !betweenStatements(judgement, cue, before)));
	own.push(...after.filter((cue) => !anotherSubject(judgement, term, drugs, cue)));
	if (isHome(judgement, term))
		own.push({ kind: 'home', at: term.from - 1, to: term.from, negated: false });
	if (own.length === 0) {
		const head = headCue(judgement, term, cues, drugs);
		if (head !== undefined) own.push(head);
	}
	if (own.some((cue) => cue.kind === 'home')) {
		// "Before admission she was taking": what she takes is what she took.
		const kept = own.filter(
			(cue) => !(cue.kind === 'discharge' && /^tak/.test(judgement.low(cue.at))),
		);
		own.splice(0, own.length, ...kept);
	}
	if (own.every((cue) => cue.kind === 'given')) {
		const { section } = judgement.scene;
		if (section === 'discharge-medications')
			own.push({ kind: 'discharge', at: term.from, to: term.from, negated: false });
		if (section === 'admission-medications')
			own.push({ kind: 'home', at: term.from, to: term.from, negated: false });
	}
	return own;
}

/** "her home lisinopril", "home dose of lisinopril" */
const isHome = (judgement: Judgement, term: Term) =>
	judgement.low(term.from - 1) === 'home' ||
	(judgement.low(term.from - 1) === 'of' && judgement.low(term.from - 3) === 'home');

const isDrug = (term: Term) =>
	hitsAs(term, 'medication').length > 0 || term.concepts.some((concept) => concept.kind === 'drug');

/** "X was given and is not to be continued": the next clause has no subject of its own. */
function goesOn(
	{ reading: { clause, terms, tokens } }: Judgement,
	term: Term,
	cue: FoundCue,
): boolean {
	if (
		cue.at < term.to ||
		clause[cue.at] === clause[term.from] ||
		clause[cue.at] > clause[term.from] + 1
	)
		return false;
	if (terms.some((one) => clause[one.from] === clause[cue.at])) return false;
	if (terms.some((one) => one.from >= term.to && one.from < cue.at && isDrug(one))) return false;
	let at = cue.at;
	while (at > term.to && clause[at - 1] === clause[cue.at]) at--;
	if (!/^(?:and|but|then|,)$/.test(tokens[at].low)) return false;
	return tokens
		.slice(at + 1, cue.at)
		.every(({ low }) =>
			/^(?:is|was|are|were|be|been|will|not|to|then|and|later|should|has|had|also|subsequently|it|they)$/.test(
				low,
			),
		);
}

const insideTerm = (cue: FoundCue, drugs: readonly Term[]) =>
	drugs.some((term) => cue.at >= term.from && cue.at < term.to);

/** "lisinopril 10 mg (new)", "amlodipine - stop": a cue in brackets or after a dash, before the next medicine. */
function follows(judgement: Judgement, term: Term, drugs: readonly Term[], cue: FoundCue): boolean {
	if (cue.at < term.to) return false;
	if (drugs.some((other) => other.from > term.from && other.from < cue.at)) return false;
	for (let at = cue.at - 1; at >= term.to && at >= cue.at - 4; at--) {
		const low = judgement.low(at);
		if (low === '(' || low === '-' || low === '—' || low === '[' || low === '|') return true;
		if (low === ')' || low === ',' || low === ';') return false;
	}
	return judgement.reading.tokens[cue.at].hyphen;
}

/** "Stop A, continue B" in one clause: only the last verb before a medicine governs it. */
function betweenStatements(
	judgement: Judgement,
	cue: FoundCue,
	before: readonly FoundCue[],
): boolean {
	const later = before[before.length - 1];
	if (later === cue || later === undefined) return false;
	const compatible = new Set(['discharge', 'home', 'given']);
	if (compatible.has(cue.kind) || compatible.has(later.kind)) {
		return judgement.reading.terms.some(
			(one) => one.from > cue.at && one.to <= later.at && hitsAs(one, 'medication').length > 0,
		);
	}
	// "new ... started", "increased ... changed" say the same.
	return (
		judgement.reading.terms.some((one) => one.from > cue.at && one.to <= later.at) ||
		(later.kind !== cue.kind && judgement.low(later.at - 1) !== 'the')
	);
}

/** A cue behind another medicine speaks of that one, unless both are joined before it. */
function anotherSubject(
	judgement: Judgement,
	term: Term,
	drugs: readonly Term[],
	cue: FoundCue,
): boolean {
	const between = drugs.filter((one) => one.from > term.from && one.to <= cue.at);
	if (between.length === 0) return false;
	for (let at = term.to; at < between[between.length - 1].from; at++) {
		const low = judgement.low(at);
		if (
			/^(?:was|were|is|are|been|be|has|had|started|stopped|continued|increased|decreased|discontinued)$/.test(
				low,
			)
		)
			return true;
	}
	return false;
}

/** "Stopped: lisinopril; amlodipine." and "The following were stopped: ...": the head before the colon. */
function headCue(
	judgement: Judgement,
	term: Term,
	cues: readonly FoundCue[],
	drugs: readonly Term[],
): FoundCue | undefined {
	const { tokens, clause } = judgement.reading;
	for (let at = term.from - 1; at >= 0; at--) {
		if (tokens[at].low !== ':') continue;
		const head = cues.filter(
			(cue) => cue.at < at && !drugs.some((one) => one.from > cue.at && one.to <= at),
		);
		const last = head[head.length - 1];
		return last !== undefined && clause[last.at] === clause[at - 1] ? last : undefined;
	}
	return undefined;
}

/** "switched from A to B", "A was replaced by B", "B instead of A". */
function switchCue(judgement: Judgement, term: Term): FoundCue | undefined {
	const { tokens, clause } = judgement.reading;
	const verb = tokens.findIndex(
		(token, at) =>
			/^(?:switched|transitioned|replaced|replaces|replacing|converted|changed|switch|replace|substituted|substitutes)$/.test(
				token.low,
			) && clause[at] === clause[term.from],
	);
	const make = (kind: 'start' | 'stop', at: number): FoundCue => ({
		kind,
		at,
		to: at + 1,
		negated: false,
	});
	let back = term.from - 1;
	// Words of way and amount between "to" and the name.
	while (
		back > 0 &&
		tokens[back].low !== 'to' &&
		tokens[back].low !== 'from' &&
		tokens[back].low !== 'by' &&
		tokens[back].low !== 'with' &&
		tokens[back].low !== 'of' &&
		term.from - back < 4
	)
		back--;
	const low = judgement.low(back);
	if (low === 'of' && judgement.low(back - 1) === 'instead') return make('stop', back - 1);
	if (verb < 0) return undefined;
	const names = judgement.reading.terms.filter(
		(one) =>
			clause[one.from] === clause[term.from] &&
			(hitsAs(one, 'medication').length > 0 ||
				one.concepts.some((concept) => concept.kind === 'drug')),
	);
	if (names.length < 2) return undefined;
	if (low === 'from') return make('stop', verb);
	if (low === 'to' || low === 'by' || low === 'with') return make('start', verb);
	return term.to <= verb || names[0] === term ? make('stop', verb) : undefined;
}
