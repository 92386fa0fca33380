import type { Call } from '../call';
import type { CountRequest } from '../dialect';
import { llmFault } from '../errors';
import type { EngineKind } from '../types';
import { countOf, textOf } from '../values';
import type { Wire } from '../wire';
import { messageOf, templateFields, withoutImages } from './request';

/** A list of a million numbers. */
const MOST_TOKEN_BYTES = 32 * 1024 * 1024;
/** A long prompt takes its time. */
const COUNTING_MS = 60_000;

/**
 * Tokens of the prompt as the engine's own template and tokenizer make them, images left out.
 *
 * @returns undefined where the engine has no route for it
 */
export async function countPrompt(
	wire: Wire,
	kind: EngineKind,
	request: CountRequest,
	call: Call,
): Promise<number | undefined> {
	const body = {
		model: request.model,
		messages: request.messages.map((message) => messageOf(withoutImages(message))),
		...templateFields(request, kind),
	};
	const limits = { maxBytes: MOST_TOKEN_BYTES, timeoutMs: Math.min(COUNTING_MS, call.leftMs) };
	if (kind === 'vllm') {
		const told = await wire.askIfKnown({ path: '/tokenize', body, ...limits }, call);
		return told === undefined ? undefined : sound(countOf(told.count));
	}
	if (kind !== 'llama-server') return undefined;
	const templated = await wire.askIfKnown({ path: '/apply-template', body, ...limits }, call);
	if (templated === undefined) return undefined;
	const content = textOf(templated.prompt);
	if (content === undefined) throw llmFault('llm-broken-answer', 'no prompt in it');
	const told = await wire.askIfKnown(
		{
			path: '/tokenize',
			body: { content, add_special: true, parse_special: true },
			...limits,
		},
		call,
	);
	return told === undefined
		? undefined
		: sound(Array.isArray(told.tokens) ? told.tokens.length : undefined);
}

function sound(count: number | undefined): number {
	if (count === undefined) throw llmFault('llm-broken-answer', 'no count in it');
	return count;
}
