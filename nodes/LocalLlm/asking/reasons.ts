import { LLM_FAULTS, UNANSWERED } from '../../clients/llm';
import type { ReasonText } from '../../shared/reason';

/** Every reason for which a question ends without an answer. */
export const NO_ANSWER_REASONS: Readonly<Record<string, ReasonText>> = Object.fromEntries(
	UNANSWERED.map((code) => {
		const { message, nextStep } = LLM_FAULTS[code];
		return [code, { meaning: message.charAt(0).toLowerCase() + message.slice(1), nextStep }];
	}),
);
