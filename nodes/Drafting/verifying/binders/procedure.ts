import type { Fact, FactOf } from '../../../shared/contracts/clinical-facts';
import { CONDITIONAL, HISTORY, NEGATED, PLANNED, UNCERTAIN } from '../reading/polarity';
import type { Term } from '../reading/read';
import { hasConcept, hitsAs, type Judgement } from './judgement';
import { modifierFaults, modifiersOf, useModifiers } from './modifiers';

interface Fault {
	cls: string;
	message: string;
	from: number;
	to: number;
}

/** Binds a procedure or study: that it was done, not done or planned as the chart has it. */
export function judgeProcedure(judgement: Judgement, term: Term): void {
	const modifiers = modifiersOf(judgement, term);
	judgement.use(term.from, term.to);
	const facts = hitsAs(term, 'procedure') as Array<FactOf<'procedure'>>;
	const results = facts.map((fact) => ({
		fact,
		faults: [
			...statusFaults(judgement, term, fact),
			...modifierFaults(judgement, term, modifiers, fact),
		],
	}));
	results.sort((a, b) => a.faults.length - b.faults.length);
	const best = results[0];
	if (best !== undefined && best.faults.length === 0) {
		useModifiers(judgement, modifiers);
		judgement.support(best.fact);
		return;
	}
	if (best === undefined && claimsResult(judgement, term)) return;
	const other = otherSource(judgement, term);
	if (other !== undefined && best === undefined) {
		judgement.support(other);
		return;
	}
	useModifiers(judgement, modifiers);
	if (best !== undefined) {
		judgement.support(best.fact);
		for (const { cls, message, from, to } of best.faults) judgement.fault(cls, message, from, to);
		return;
	}
	judgement.fault(
		'procedure',
		`The chart has no procedure or study called "${judgement.said(term.from, term.to)}".`,
		term.from,
		term.to,
	);
}

const RESULT =
	/^(?:negative|positive|normal|available|final|finalized|grew|growth|showed|revealed|returned|resulted|completed|unremarkable|abnormal|isolated)$/;

/** "The culture was negative" of a study of which the chart has no result yet. */
function claimsResult(judgement: Judgement, term: Term): boolean {
	const [fact] = hitsAs(term, 'pending-result');
	if (fact === undefined || hitsAs(term, 'report', 'lab').length > 0) return false;
	const { tokens, clause } = judgement.reading;
	const said = tokens.findIndex(
		(token, at) => clause[at] === clause[term.from] && RESULT.test(token.low),
	);
	if (said < 0) return false;
	judgement.support(fact);
	judgement.fault(
		'pending-result',
		`The text gives a result of ${judgement.said(term.from, term.to)}; the chart has it as pending.`,
		said,
		said + 1,
		{ expected: fact.text },
	);
	return true;
}

/** What the text says of it: the flags of the term, and words that look back at it. */
export function flagsAround(judgement: Judgement, term: Term): number {
	const { flags } = judgement.reading.polarity;
	return flags[term.to - 1] | flags[term.from];
}

const PARTLY = /^(?:aborted|stopped|terminated|attempted|interrupted|incomplete|abandoned)$/;
const AHEAD =
	/^(?:planned|scheduled|will|recommended|planning|upcoming|future|ordered|await|awaiting|arranged)$/;

function statusFaults(judgement: Judgement, term: Term, fact: FactOf<'procedure'>): Fault[] {
	const flags = flagsAround(judgement, term);
	const { clause, tokens } = judgement.reading;
	const inClause = (pattern: RegExp) =>
		tokens.some((token, at) => clause[at] === clause[term.from] && pattern.test(token.low));
	const ahead = (flags & (PLANNED | CONDITIONAL)) !== 0 || inClause(AHEAD);
	const negated = (flags & NEGATED) !== 0;
	const name = judgement.said(term.from, term.to);
	const fault = (cls: string, message: string): Fault[] => [
		{ cls, message, from: term.from, to: term.to },
	];
	switch (fact.role) {
		case 'performed':
		case 'in-progress':
			if (negated)
				return fault(
					'negation',
					`The text says that ${name} was not done; the chart says that it was.`,
				);
			if (ahead && !(flags & HISTORY) && !inClause(/^(?:underwent|performed|completed|done)$/))
				return fault(
					'procedure',
					`The text has ${name} as planned; the chart says that it was done.`,
				);
			if (flags & UNCERTAIN)
				return fault(
					'certainty',
					`The text is not sure of ${name}; the chart says that it was done.`,
				);
			if (fact.role === 'performed' && inClause(PARTLY))
				return fault(
					'procedure',
					`The text says that ${name} was not completed; the chart says that it was.`,
				);
			return [];
		case 'not-done':
			return negated
				? []
				: fault('negation', `The text has ${name} as done; the chart says that it was not.`);
		case 'planned':
			return ahead
				? []
				: fault('procedure', `The text has ${name} as done; the chart has it as planned.`);
		case 'stopped':
			return inClause(PARTLY) || negated
				? []
				: fault('procedure', `The text has ${name} as done; the chart says that it was stopped.`);
		case 'unclear':
			return fault('certainty', `The chart does not say whether ${name} was done.`);
	}
}

/** "History of left TKA": an operation of earlier years that stands on the list of problems. */
function hadBefore(judgement: Judgement): Fact[] {
	if (/\b(?:underwent|undergone|performed)\b/i.test(judgement.reading.text)) return [];
	return judgement.chart
		.of('problem')
		.filter((fact) => fact.role === 'history' && fact.data.polarity === 'present');
}

/** A report of the study, an order for it, a vaccine, or a note that names it. */
function otherSource(judgement: Judgement, term: Term): Fact | undefined {
	const negated = (flagsAround(judgement, term) & NEGATED) !== 0;
	if (!negated) {
		const known = hitsAs(
			term,
			'report',
			'immunization',
			'pending-result',
			'follow-up',
			'problem',
			'encounter',
			'lab',
		)[0];
		if (known !== undefined) return known;
		if (isGeneric(judgement, term)) {
			const any = judgement.chart.of('procedure').find((fact) => fact.role === 'performed');
			if (any !== undefined) return any;
		}
	}
	const { tokens, polarity } = judgement.reading;
	const fact = judgement.narrative.covering(tokens, polarity.flags, term.from, term.to);
	if (fact !== undefined) return fact;
	for (const concept of term.concepts) {
		if (!hasConcept(term, 'procedure')) break;
		for (const report of negated
			? []
			: [...judgement.chart.of('report'), ...hadBefore(judgement)]) {
			const { roots } = judgement.chart.wordsOf(report);
			if (concept.names.some((name) => name.split(' ').every((word) => roots.has(word))))
				return report;
		}
	}
	return undefined;
}

const isGeneric = (judgement: Judgement, term: Term) =>
	term.to === term.from + 1 && /^(?:surgery|operation|surgeries)$/.test(judgement.low(term.from));
