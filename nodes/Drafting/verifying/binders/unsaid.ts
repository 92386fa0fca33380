import type { FindingClass } from '../../../shared/contracts/draft-verification';
import type { Judgement } from './judgement';

/** Phrases that say more than the names around them: a fact of the sentence must have them too. */
const PHRASES: ReadonlyArray<readonly [FindingClass, RegExp]> = [
	['diagnosis-added', /\b(?:newly|recently|first) diagnosed\b|\bnew (?:diagnosis|onset)\b/],
	['diagnosis-added', /\b(?:hospital|ventilator|healthcare) ?-? ?(?:acquired|associated)\b/],
	['dose', /\b(?:double|triple|halve) (?:the|your|his|her|this|next)\b/],
	['dose', /\b(?:dose|doses|tablet|tablets) (?:is|are|was|were) missed\b|\bmissed (?:a )?doses?\b/],
	['lab-value', /\b(?:goal|target)\b(?=.*\d)/],
	['drug', /\binteract(?:ion|ions|s|ed|ing)?\b/],
	['certainty', /\b(?:febrile|hypoxic|hypotensive|unstable|tachycardic|intubated) throughout\b/],
];

export function judgeUnsaid(judgement: Judgement): void {
	const said = judgement.reading.tokens.map(({ low }) => low).join(' ');
	for (const [cls, pattern] of PHRASES) {
		const found = pattern.exec(said);
		if (found === null) continue;
		if ([...judgement.evidence].some(({ text }) => pattern.test(text.toLowerCase()))) continue;
		const from = said.slice(0, found.index).split(' ').length - 1;
		const to = from + found[0].split(' ').length;
		judgement.fault(cls, `No fact of the sentence says "${judgement.said(from, to)}".`, from, to);
	}
}
