import type { FactOf } from '../../../shared/contracts/clinical-facts';
import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import { hitsAs, type Judgement } from './judgement';

/** Binds a vaccine: given or not given as the chart has it. */
export function judgeImmunizations(judgement: Judgement, terms: readonly Term[]): void {
	for (const term of terms) {
		judgement.use(term.from, term.to);
		const named = hitsAs(term, 'immunization') as Array<FactOf<'immunization'>>;
		const facts =
			named.length > 0
				? named
				: judgement.chart.of('immunization').filter((fact) => saysAll(judgement, term, fact));
		const negated = (judgement.reading.polarity.flags[term.to - 1] & NEGATED) !== 0;
		if (facts.length === 0) {
			judgement.fault(
				'immunization',
				`The chart has no vaccine against "${judgement.said(term.from, term.to)}".`,
				term.from,
				term.to,
			);
			continue;
		}
		const fits = facts.find((fact) => (fact.role === 'not-given') === negated);
		judgement.support(fits ?? facts[0]);
		if (fits === undefined) {
			judgement.fault(
				'negation',
				`The text has "${judgement.said(term.from, term.to)}" as ${negated ? 'not given' : 'given'}; the chart says otherwise.`,
				term.from,
				term.to,
			);
		}
	}
}

function saysAll(judgement: Judgement, term: Term, fact: FactOf<'immunization'>): boolean {
	const { roots } = judgement.chart.wordsOf(fact);
	return judgement.reading.tokens
		.slice(term.from, term.to)
		.every((token) => token.kind !== 'word' || roots.has(token.low));
}
