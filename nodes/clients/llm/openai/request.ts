import { base64, DEFAULT_MAX_TOKENS, imageType } from '../checking';
import type { ChatMessage, ChatRequest, EngineKind } from '../types';
import type { Fields } from '../values';

/**
 * Body of POST /v1/chat/completions. What one engine knows and another does not is only sent to the one that
 * knows it: vLLM ignores unknown fields without a word.
 */
export function chatBody(request: ChatRequest, kind: EngineKind): Fields {
	const { model, messages, schema, temperature = 0, seed, stop, cacheSalt } = request;
	return {
		model,
		messages: messages.map(messageOf),
		stream: true,
		stream_options: { include_usage: true },
		max_tokens: request.maxTokens ?? DEFAULT_MAX_TOKENS,
		temperature,
		...(seed !== undefined && { seed }),
		...(stop !== undefined && stop.length > 0 && { stop }),
		...(schema !== undefined && {
			response_format: {
				type: 'json_schema',
				json_schema: { name: 'answer', schema, strict: true },
			},
		}),
		...templateFields(request, kind),
		...(kind === 'vllm' && cacheSalt !== undefined && { cache_salt: cacheSalt }),
	};
}

/** What the chat template sees beside the messages: tools, and whether to think first. */
export function templateFields(
	{ tools, think }: Pick<ChatRequest, 'tools' | 'think'>,
	kind: EngineKind,
): Fields {
	return {
		...(tools !== undefined &&
			tools.length > 0 && {
				tools: tools.map(({ name, description = '', parameters }) => ({
					type: 'function',
					function: { name, description, parameters },
				})),
			}),
		...(think === false &&
			kind !== 'openai-compatible' && { chat_template_kwargs: { enable_thinking: false } }),
		...(typeof think === 'string' && { reasoning_effort: think }),
	};
}

export function messageOf(message: ChatMessage): Fields {
	const { role, toolCalls, toolCallId } = message;
	return {
		role,
		content: contentOf(message),
		...(toolCalls !== undefined && {
			tool_calls: toolCalls.map((call) => ({
				id: call.id,
				type: 'function',
				function: { name: call.name, arguments: JSON.stringify(call.arguments) },
			})),
		}),
		...(toolCallId !== undefined && { tool_call_id: toolCallId }),
	};
}

/** Images travel inside the request: an engine is never given an address to fetch. */
function contentOf({ content, images = [] }: ChatMessage): string | Fields[] {
	if (images.length === 0) return content;
	const pictures = images.map((image) => ({
		type: 'image_url',
		image_url: { url: `data:${imageType(image)};base64,${base64(image)}` },
	}));
	return [{ type: 'text', text: content }, ...pictures];
}

/** For counting: the words without the pictures. */
export const withoutImages = (message: ChatMessage): ChatMessage => ({ ...message, images: [] });
