import { HospitalError } from '../../shared/errors';
import type { AiNodeSdk, N8nChatModel } from './n8n-sdk';

/** LangChain's message, as far as it is looked at. */
interface LangChainMessage {
	content: string | Array<Record<string, unknown>>;
}

/** n8n's wrapper around a model: LangChain calls these. */
interface Adapter {
	_generate(messages: LangChainMessage[], ...rest: unknown[]): Promise<unknown>;
	_streamResponseChunks(messages: LangChainMessage[], ...rest: unknown[]): AsyncIterable<unknown>;
	bindTools(tools: unknown[], ...rest: unknown[]): Adapter;
	callbacks?: unknown;
}

/**
 * The model as n8n's AI nodes take it.
 *
 * @param tracing n8n's context when its tracing shall see prompts and answers. Without it none is attached,
 *   and none comes back where n8n copies the wrapper to add tools.
 */
export function supply(sdk: AiNodeSdk, model: N8nChatModel, tracing: object | undefined): unknown {
	const { response } = sdk.supplyModel(tracing, model);
	return withImages(response as Adapter);
}

/**
 * n8n's wrapper passes over images in the form in which n8n's own chains write them, without a word; the
 * model would describe an image that it never saw. They are rewritten into the form that it passes on.
 */
function withImages(adapter: Adapter): Adapter {
	const generate = adapter._generate.bind(adapter);
	const stream = adapter._streamResponseChunks.bind(adapter);
	const bind = adapter.bindTools.bind(adapter);
	adapter._generate = async (messages, ...rest) => await generate(messages.map(rewritten), ...rest);
	adapter._streamResponseChunks = (messages, ...rest) => stream(messages.map(rewritten), ...rest);
	adapter.bindTools = (tools, ...rest) => withImages(bind(tools, ...rest));
	return adapter;
}

function rewritten(message: LangChainMessage): LangChainMessage {
	if (!Array.isArray(message.content)) return message;
	const content = message.content.map(block);
	return Object.assign(
		Object.create(Object.getPrototypeOf(message) as object) as LangChainMessage,
		message,
		{ content },
	);
}

/** Kinds of blocks that the wrapper passes on; the model refuses those it cannot take. */
const PASSED = new Set(['text', 'reasoning', 'image', 'file', 'audio', 'video', 'tool_call']);

function block(part: Record<string, unknown>): Record<string, unknown> {
	if (part.type === 'image_url') return imageBlock(part.image_url);
	if (PASSED.has(String(part.type))) return part;
	throw refused(`a part of the kind "${String(part.type).slice(0, 40)}"`);
}

function imageBlock(given: unknown): Record<string, unknown> {
	const url =
		typeof given === 'object' && given !== null ? (given as { url?: unknown }).url : given;
	const [, mimeType, data] = /^data:(image\/[a-z+.-]{1,20});base64,(.*)$/s.exec(String(url)) ?? [];
	if (mimeType === undefined) throw refused('an image by its address');
	return { type: 'image', mimeType, data };
}

const refused = (what: string): HospitalError =>
	new HospitalError('chat-part-refused', `The model cannot be given ${what}`, {
		nextStep: 'Give it text, or images as files of the item. Nothing was sent.',
	});
