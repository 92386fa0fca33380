import { LLM_FAULTS, UNANSWERED, type Unanswered } from '../../clients/llm';
import type { ReasonText } from '../../shared/reason';

/** Why a form of the payer cannot be filled in here. */
const REFUSALS = {
	'form-refused': {
		meaning: 'a form of the payer cannot be filled in here',
		nextStep: "Fill it in at the payer's portal, or ask the payer for another form.",
	},
	adaptive: {
		meaning: 'the form asks each next question only after an answer, which is not possible here',
		nextStep: "Fill it in at the payer's portal.",
	},
	retired: {
		meaning: 'the payer sent a form that it does not use any more',
		nextStep: 'Ask the payer which form holds now.',
	},
	expired: {
		meaning: 'the payer sent a form whose time is over',
		nextStep: 'Ask the payer which form holds now.',
	},
	'no-questions': {
		meaning: 'the payer sent a form without questions',
		nextStep: "Ask the payer whether that is meant, or look at the payer's portal.",
	},
} as const satisfies Record<string, ReasonText>;

const OWN = {
	'required-open': {
		meaning: 'the payer requires answers that the chart does not give',
		nextStep: 'Answer the open questions, or have them written into the chart.',
	},
	'to-judge': {
		meaning: 'something was found in the chart that only a person can judge',
		nextStep: 'Look at what was found, and answer these questions yourself.',
	},
	'form-warnings': {
		meaning: 'the form of the payer came without a part that it needs',
		nextStep: 'Look at the answers once more: the rules of the payer could not all be run.',
	},
	'payer-issue': {
		meaning: 'the payer says that something about its questions is wrong',
		nextStep: "Look at the payer's portal whether there are questions to this request.",
	},
} as const satisfies Record<string, ReasonText>;

/** Why a person must look at the questions of a payer. */
export const QUESTION_REASONS: Readonly<
	Record<Unanswered | keyof typeof OWN | keyof typeof REFUSALS, ReasonText>
> = {
	...(Object.fromEntries(
		UNANSWERED.map((code) => {
			const { message, nextStep } = LLM_FAULTS[code];
			return [code, { meaning: message, nextStep }];
		}),
	) as Record<Unanswered, ReasonText>),
	...REFUSALS,
	...OWN,
};
