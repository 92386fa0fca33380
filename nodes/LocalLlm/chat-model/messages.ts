import type { ChatMessage, Completion, JsonSchema, ToolDefinition } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';
import { checkImage, imagesIn } from '../asking';
import type { N8nContent, N8nMessage, N8nResult, N8nTool, N8nUsage } from './n8n-types';

/** n8n's messages in the client's words. What cannot be passed on is refused, never left out. */
export function messagesFrom(messages: readonly N8nMessage[]): ChatMessage[] {
	// n8n gives the answer of a tool without the name of the tool, which some models look for.
	const asked = new Map<string, string>();
	return messages.flatMap((message) => {
		const converted = messageFrom(message, asked);
		for (const { toolCalls = [] } of converted) {
			for (const { id, name } of toolCalls) asked.set(id, name);
		}
		return converted;
	});
}

function messageFrom(
	{ role, content, name }: N8nMessage,
	asked: ReadonlyMap<string, string>,
): ChatMessage[] {
	if (role === 'tool') return content.map((part) => toolMessage(part, name, asked));
	const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
	const images = content.flatMap((part) => (part.type === 'file' ? [imageOf(part)] : []));
	const toolCalls = content.flatMap((part) => (part.type === 'tool-call' ? [callOf(part)] : []));
	// Thoughts are not handed back: they are no part of the conversation.
	const strange = content.find(({ type }) => !KNOWN.has(type));
	if (strange !== undefined) throw notPassedOn(`a part of the kind "${strange.type}"`);
	return [
		{
			role,
			content: text,
			...(images.length > 0 && { images }),
			...(toolCalls.length > 0 && { toolCalls }),
		},
	];
}

const KNOWN = new Set<N8nContent['type']>(['text', 'file', 'tool-call', 'reasoning']);

function toolMessage(
	part: N8nContent,
	name: string | undefined,
	asked: ReadonlyMap<string, string>,
): ChatMessage {
	if (part.type !== 'tool-result') throw notPassedOn('an answer of a tool in another form');
	const { toolCallId, result } = part;
	const toolName = name ?? asked.get(toolCallId);
	const content = typeof result === 'string' ? result : JSON.stringify(result);
	return {
		role: 'tool',
		content: content ?? '',
		toolCallId,
		...(toolName !== undefined && { toolName }),
	};
}

function callOf({ toolCallId, toolName, input }: Extract<N8nContent, { type: 'tool-call' }>) {
	return {
		id: toolCallId ?? toolName,
		name: toolName,
		arguments: JSON.parse(input) as Record<string, unknown>,
	};
}

function imageOf({ data, mediaType }: Extract<N8nContent, { type: 'file' }>): Uint8Array {
	if (mediaType !== undefined && !mediaType.startsWith('image/')) {
		throw notPassedOn('a file that is no image');
	}
	if (data instanceof Uint8Array) return checkImage(data);
	const [image] = imagesIn(data);
	if (image === undefined) throw notPassedOn('an image without data');
	return image;
}

/** @param schemaOf turns what n8n describes arguments with into JSON Schema */
export function toolsFrom(
	tools: readonly N8nTool[],
	schemaOf: (tool: N8nTool) => unknown,
): ToolDefinition[] {
	return tools.map((tool) => {
		if (tool.type !== 'function') throw notPassedOn('a tool of another provider');
		const schema = schemaOf(tool);
		if (!isJsonSchema(schema)) throw notPassedOn(`the arguments of the tool "${tool.name}"`);
		return {
			name: tool.name,
			...(tool.description !== undefined && { description: tool.description }),
			parameters: withoutVersion(schema),
		};
	});
}

/** A schema of another kind has methods. */
const isJsonSchema = (value: unknown): value is JsonSchema =>
	typeof value === 'object' &&
	value !== null &&
	!('_def' in value) &&
	Object.getPrototypeOf(value) === Object.prototype;

/** Engines know one version of JSON Schema; the name of another makes some refuse it. */
const withoutVersion = (schema: JsonSchema): JsonSchema =>
	Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));

/** An answer in n8n's words. */
export function resultFrom(completion: Completion): N8nResult {
	const { text, toolCalls = [], identity } = completion;
	const content: N8nContent[] = [
		...(text === '' ? [] : [{ type: 'text' as const, text }]),
		...toolCalls.map(({ id, name, arguments: input }) => ({
			type: 'tool-call' as const,
			toolCallId: id,
			toolName: name,
			input: JSON.stringify(input),
		})),
	];
	const usage = usageOf(completion);
	return {
		finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
		...(usage && { usage }),
		message: { role: 'assistant', content },
		providerMetadata: {
			engine: identity.engine,
			digest: identity.digest ?? identity.manifest ?? '',
		},
	};
}

function usageOf({ promptTokens, outputTokens }: Completion): N8nUsage | undefined {
	if (promptTokens === undefined || outputTokens === undefined) return undefined;
	return {
		promptTokens,
		completionTokens: outputTokens,
		totalTokens: promptTokens + outputTokens,
	};
}

const notPassedOn = (what: string): HospitalError =>
	new HospitalError('chat-part-refused', `The model cannot be given ${what}`, {
		nextStep:
			'Give it text, PNG, JPEG or WebP images from the item (no addresses), and tools of n8n. Nothing was sent.',
	});
