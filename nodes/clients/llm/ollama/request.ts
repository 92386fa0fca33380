import { base64, DEFAULT_MAX_TOKENS } from '../checking';
import type { ChatMessage, ChatRequest, ToolDefinition } from '../types';
import type { Fields } from '../values';

/** Body of POST /api/chat (docs/api.md, api/types.go ChatRequest). Always streamed, never cut. */
export function chatBody(
	request: ChatRequest,
	contextTokens: number | undefined,
	keepAlive: string | undefined,
): Fields {
	const { model, messages, schema, temperature = 0, seed, stop, think, tools } = request;
	return {
		model,
		messages: messages.map(messageOf),
		stream: true,
		// Ollama's own way would be to drop old messages, or half of the prompt, without a word.
		truncate: false,
		shift: false,
		...(schema !== undefined && { format: schema }),
		...(think !== undefined && { think }),
		...(tools !== undefined && tools.length > 0 && { tools: tools.map(toolOf) }),
		...keepAliveOf(keepAlive),
		options: {
			temperature,
			num_predict: request.maxTokens ?? DEFAULT_MAX_TOKENS,
			...(contextTokens !== undefined && { num_ctx: contextTokens }),
			...(seed !== undefined && { seed }),
			...(stop !== undefined && stop.length > 0 && { stop }),
		},
	};
}

function messageOf({ role, content, images, toolCalls, toolName }: ChatMessage): Fields {
	return {
		role,
		content,
		...(images !== undefined && images.length > 0 && { images: images.map(base64) }),
		...(toolCalls !== undefined && {
			tool_calls: toolCalls.map((call) => ({
				function: { name: call.name, arguments: call.arguments },
			})),
		}),
		...(toolName !== undefined && { tool_name: toolName }),
	};
}

export const toolOf = ({ name, description = '', parameters }: ToolDefinition): Fields => ({
	type: 'function',
	function: { name, description, parameters },
});

/** Seconds are a number and durations a text: "-1" as a text is none. */
export function keepAliveOf(keepAlive: string | undefined): Fields {
	const text = keepAlive?.trim();
	if (text === undefined || text === '') return {};
	return { keep_alive: /^-?\d+$/.test(text) ? Number(text) : text };
}
