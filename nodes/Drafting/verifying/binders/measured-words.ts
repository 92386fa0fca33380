import { agrees } from '../reading/dates';
import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import type { Judgement } from './judgement';
import type { Measured } from './measured-value';

const QUALITATIVE = new Set(
	'positive negative detected reactive nonreactive growth isolated present'.split(' '),
);

/** A result in words, or a name without a value. */
export function judgeWords(
	judgement: Judgement,
	term: Term,
	end: number,
	facts: readonly Measured[],
): void {
	const { reading } = judgement;
	for (let at = term.to; at < Math.min(end, term.to + 8); at++) {
		const low = judgement.low(at);
		if (!QUALITATIVE.has(low)) continue;
		const negated =
			low === 'negative' ||
			(reading.polarity.flags[at] & NEGATED) !== 0 ||
			judgement.low(at - 1) === 'not' ||
			judgement.low(at - 1) === 'no';
		const fits = facts.find((fact) => textAgrees(fact, low, negated));
		if (fits !== undefined) judgement.support(fits);
		else
			judgement.fault(
				'lab-value',
				`The text says "${judgement.said(at, at + 1)}" for ${facts[0].data.name}; the chart says ${facts[0].parts?.result ?? facts[0].text}.`,
				at,
				at + 1,
			);
		judgement.use(at, at + 1);
		return;
	}
	for (const date of reading.dates) {
		if (date.from < term.to || date.to > end || judgement.used[date.from] === 1) continue;
		const fits = facts.find((fact) => {
			const own = judgement.chart.date(fact.time?.at);
			return own !== undefined && agrees(date, own);
		});
		if (fits === undefined) continue;
		judgement.use(date.from, date.to);
		judgement.support(fits);
		return;
	}
	judgement.support(facts[0]);
}

function textAgrees(fact: Measured, low: string, negated: boolean): boolean {
	const text = (fact.data.text ?? '').toLowerCase();
	const flag = fact.data.flag ?? '';
	if (text === '' && flag === '') return false;
	const isNegative =
		/negative|not detected|non-?reactive|no growth|not isolated|absent|none/.test(text) ||
		flag === 'NEG' ||
		flag === 'ND';
	const isPositive =
		!isNegative &&
		(/positive|detected|reactive|growth|present|isolated/.test(text) ||
			flag === 'POS' ||
			flag === 'DET');
	return low === 'negative' || negated ? isNegative : isPositive;
}
