import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import { type Judgement, hitsAs } from './judgement';

/** Full code, do not resuscitate, and the like. */
export function judgeCodeStatus(judgement: Judgement, terms: readonly Term[]): void {
	for (const term of terms) {
		judgement.use(term.from, term.to);
		const facts = hitsAs(term, 'code-status');
		const said = judgement.said(term.from, term.to);
		const negated =
			(judgement.reading.polarity.flags[term.from] & NEGATED) !== 0 &&
			!/^(?:no|not|do)$/.test(judgement.low(term.from));
		const all = judgement.chart.of('code-status');
		const meaning = term.concepts.find((one) => one.kind === 'code-status')?.names[0];
		const fits =
			facts[0] ??
			all.find(
				({ data }) =>
					(meaning === 'full code' && data.meaning === 'full') ||
					(meaning === 'no-resuscitation' && data.meaning === 'no-resuscitation') ||
					(meaning === 'limited code' && data.meaning === 'limited'),
			);
		if (fits !== undefined && !negated) {
			judgement.support(fits);
			continue;
		}
		const { tokens, polarity } = judgement.reading;
		const prose =
			all.length === 0
				? judgement.narrative.covering(tokens, polarity.flags, term.from, term.to)
				: undefined;
		if (prose !== undefined && !negated) judgement.support(prose);
		else
			judgement.fault(
				'code-status',
				`The text says "${said}"; the chart says ${all[0] === undefined ? 'nothing about code status' : `"${all[0].text}"`}.`,
				term.from,
				term.to,
				{ expected: all[0]?.text },
			);
	}
}
