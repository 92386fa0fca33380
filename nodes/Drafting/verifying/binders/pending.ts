import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import { says } from './follow-up-match';
import { type Judgement, hitsAs } from './judgement';
import type { Clause } from './sort';

/** Binds results said to be pending, and "no results are pending". */
export function judgePending(
	judgement: Judgement,
	terms: readonly Term[],
	clauses: readonly Clause[],
): void {
	const facts = judgement.chart.of('pending-result');
	for (const term of terms) {
		judgement.use(term.from, term.to);
		const fact =
			hitsAs(term, 'pending-result')[0] ?? facts.find((one) => says(judgement, term, one));
		const name = judgement.said(term.from, term.to);
		const negated =
			(judgement.reading.polarity.flags[term.from] & NEGATED) !== 0 && !isNotYet(judgement);
		if (fact === undefined)
			judgement.fault(
				'pending-result',
				`The chart has no pending result called "${name}".`,
				term.from,
				term.to,
			);
		else if (negated)
			judgement.fault(
				'pending-dropped',
				`The text says that "${name}" is not pending; the chart says that it is.`,
				term.from,
				term.to,
			);
		if (fact !== undefined) judgement.support(fact);
	}
	if (terms.length > 0) return;
	const { tokens, clause } = judgement.reading;
	const none = tokens.findIndex(
		({ low }, at) => clauses[clause[at]]?.pending && /^(?:no|none|nothing|not|without)$/.test(low),
	);
	if (none < 0 || isNotYet(judgement)) return;
	const at = none;
	if (facts.length > 0) {
		judgement.fault(
			'pending-dropped',
			`The text says that nothing is pending; the chart has ${facts.map((fact) => fact.data.name).join(', ')}.`,
			at,
			tokens.length,
			{ expected: facts[0].text },
		);
		for (const fact of facts) judgement.support(fact);
	} else if (!judgement.chart.facts.gaps.some((gap) => gap.requirements.includes('trc-pending'))) {
		judgement.groundedWithoutFact = true;
	}
}

const isNotYet = ({ reading: { tokens } }: Judgement) =>
	tokens.some(
		({ low }, at) =>
			(low === 'not' &&
				/^(?:yet|back|final|resulted|available|been|returned)$/.test(tokens[at + 1]?.low ?? '')) ||
			(low === 'yet' && tokens[at + 1]?.low === 'to'),
	);
