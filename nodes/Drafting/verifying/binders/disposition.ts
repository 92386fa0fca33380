import type { Fact } from '../../../shared/contracts/clinical-facts';
import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import { type Judgement, hitsAs, isWhole } from './judgement';
import { stayFacts } from './stay';

/** Where the patient went. */
export function judgeDisposition(judgement: Judgement, terms: readonly Term[]): void {
	for (const term of terms) {
		judgement.use(term.from, term.to);
		const facts = hitsAs(term, 'encounter').filter(
			(fact) => fact.kind === 'encounter' && fact.role === 'disposition',
		);
		const said = judgement.said(term.from, term.to);
		const negated = (judgement.reading.polarity.flags[term.from] & NEGATED) !== 0;
		if (facts.length > 0 && !negated) {
			const fuller = moreThan(judgement, term, facts[0]);
			judgement.support(facts[0]);
			if (fuller)
				judgement.fault(
					'disposition',
					`The text says "${said}"; the chart says "${facts[0].text}".`,
					term.from,
					term.to,
					{ expected: facts[0].text },
				);
			continue;
		}
		if (facts.length === 0 && !negated && fromElsewhere(judgement, term)) {
			const known = [...stayFacts(judgement), ...judgement.chart.of('encounter')].find((fact) =>
				saysTerm(judgement, term, fact),
			);
			const { tokens, polarity } = judgement.reading;
			const prose =
				known ?? judgement.narrative.covering(tokens, polarity.flags, term.from, term.to);
			if (prose !== undefined) {
				judgement.support(prose);
				continue;
			}
		}
		const { tokens, polarity } = judgement.reading;
		const prose = judgement.narrative.covering(
			tokens,
			polarity.flags,
			term.from - 2 < 0 ? 0 : term.from,
			term.to,
		);
		const fact = judgement.chart.of('encounter').find((one) => one.role === 'disposition');
		if (
			prose !== undefined &&
			prose.kind !== 'encounter' &&
			fact === undefined &&
			tellsLeaving(judgement, prose)
		) {
			judgement.support(prose);
			continue;
		}
		if (fact !== undefined) judgement.support(fact);
		judgement.fault(
			'disposition',
			`The text says "${said}"; the chart says ${fact === undefined ? 'nothing about where the patient went' : `"${fact.text}"`}.`,
			term.from,
			term.to,
			{ expected: fact?.text },
		);
	}
}

/** "She fell at home" does not say that she went there. */
const tellsLeaving = (judgement: Judgement, prose: Fact): boolean => {
	const { roots } = judgement.chart.wordsOf(prose);
	return LEAVING.some((word) => roots.has(word) || roots.has(root(word)));
};
const LEAVING = [
	'discharge',
	'discharged',
	'discharging',
	'transferred',
	'transfer',
	'disposition',
];

const saysTerm = (judgement: Judgement, term: Term, fact: Fact) => {
	const { roots } = judgement.chart.wordsOf(fact);
	return judgement.reading.tokens
		.slice(term.from, term.to)
		.every((token) => token.kind !== 'word' || roots.has(token.low));
};

/** "admitted from home", "lives at home": where somebody came from. */
const fromElsewhere = (judgement: Judgement, term: Term) =>
	/^(?:from|at)$/.test(judgement.low(term.from - 1)) ||
	/^(?:services|nursing|health)$/.test(judgement.low(term.to));

/** "Home" for a chart that says "home with home health" is less; "home with home health" for "home" is more. */
function moreThan(judgement: Judgement, term: Term, fact: Fact): boolean {
	if (isWhole(term, fact)) return false;
	const services = term.concepts.some((one) => one.name === 'home with home health');
	if (!services) return false;
	const { roots } = judgement.chart.wordsOf(fact);
	return (
		!roots.has('health') && !roots.has('service') && !roots.has('services') && !roots.has('care')
	);
}
