import { isUnavailable, LLM_FAULTS, UNANSWERED, type Unanswered } from '../../clients/llm';
import type { ReasonText } from '../../shared/reason';

const OWN = {
	'not-asked': {
		meaning: 'no model was asked, as the node is set',
		nextStep: 'Switch the sentences of a model on in the node if they are wanted.',
	},
	'nothing-to-tell': {
		meaning: 'the chart that was read has no facts of which a paragraph could be made',
		nextStep: 'Look at the gaps of the facts: they say what the chart does not hold.',
	},
	'nothing-new': {
		meaning: 'nothing in the chart is new since the document that it is compared with',
		nextStep: 'No addendum is needed.',
	},
	'no-sentences': {
		meaning: 'the model wrote no sentence',
		nextStep: 'Use a model that follows instructions better.',
	},
	'all-sentences-rejected': {
		meaning: 'every sentence of the model was left out, because the facts do not bear it out',
		nextStep:
			'The tables are complete. Look at the sentences that were left out; if it happens often, use a better model.',
	},
	'prompt-repeated': {
		meaning: 'the model repeated its instructions instead of following them',
		nextStep:
			'The tables are complete. Look at the notes of this chart: one of them may hold text that is meant to mislead a model.',
	},
} as const;

export type NoNarrativeReason = Unanswered | keyof typeof OWN;

/**
 * Every reason for which a draft, or a section of it, has no sentences of a model. Where the other side fails
 * the structured part is delivered nevertheless.
 */
export const NO_NARRATIVE_REASONS: Readonly<Record<NoNarrativeReason, ReasonText>> = {
	...(Object.fromEntries(
		UNANSWERED.map((code) => {
			const { message, nextStep } = LLM_FAULTS[code];
			return [code, { meaning: message, nextStep }];
		}),
	) as Record<Unanswered, ReasonText>),
	...OWN,
};

/** True when the next question would end the same way: no further section is asked for. */
export const isLasting = (reason: NoNarrativeReason): boolean => isUnavailable(reason);

/** One sentence for the reader of a draft without narrative, or with a part of it. */
export function explainReason(reason: string): string {
	const known = (NO_NARRATIVE_REASONS as Readonly<Record<string, ReasonText | undefined>>)[reason];
	const meaning = known?.meaning ?? `it is not known why (${reason.slice(0, 60)})`;
	return `${meaning[0]?.toUpperCase() ?? ''}${meaning.slice(1)}.`;
}

/** Thrown and caught inside the engine: a section ends here without sentences. */
export class NoNarrative extends Error {
	readonly reason: NoNarrativeReason;

	constructor(reason: NoNarrativeReason) {
		super(reason);
		this.name = 'NoNarrative';
		this.reason = reason;
	}
}
