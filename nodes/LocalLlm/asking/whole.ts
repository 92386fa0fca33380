import { llmFault, requireWhole, type Completion } from '../../clients/llm';

/**
 * An answer that may be used: whole, and with something in it.
 *
 * @param withTools true when the model may ask for a tool instead of answering
 * @throws HospitalError `llm-truncated`, `llm-broken-answer`
 */
export function requireAnswer(completion: Completion, withTools = false): Completion {
	const { text, toolCalls = [] } = requireWhole(completion);
	if (text.trim() === '' && !(withTools && toolCalls.length > 0)) {
		throw llmFault('llm-broken-answer', 'it is empty');
	}
	return completion;
}
