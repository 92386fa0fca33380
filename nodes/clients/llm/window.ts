import { llmFault } from './errors';
import type { ChatRequest } from './types';

/** Roles, turn marks and the like that a chat template writes around one message, in tokens. */
const PER_MESSAGE = 32;
/** What a template writes once: date lines, preambles of tool use. */
const PER_PROMPT = 1_024;

/** How a prompt is known to fit. */
export interface Fit {
	/** `certain`: even the upper bound fits. `counted`: the engine counted. `engine`: it refuses what does not fit. */
	how: 'certain' | 'counted' | 'engine';
	/** Fewer prompt tokens than this, as the engine reports them after the call, mean that it cut the prompt. */
	atLeast: () => number;
	window: number | undefined;
}

type Prompt = Pick<ChatRequest, 'messages' | 'tools' | 'schema'>;

/** UTF-8 bytes of everything that reaches the template. A byte is at most one token. */
export function upperBound({ messages, tools, schema }: Prompt, templateBytes = 0): number {
	let bytes = templateBytes + PER_PROMPT;
	for (const { content, toolCalls } of messages) {
		bytes += Buffer.byteLength(content) + PER_MESSAGE;
		if (toolCalls !== undefined) bytes += 2 * Buffer.byteLength(JSON.stringify(toolCalls));
	}
	// Templates write tools in a form of their own, and some engines name the schema in the prompt.
	for (const extra of [tools, schema]) {
		if (extra !== undefined) bytes += 2 * Buffer.byteLength(JSON.stringify(extra));
	}
	return bytes;
}

/** A token holds more characters than this only in runs of one character, which count once here. */
const CHARACTERS_PER_TOKEN = 8;

/**
 * Tokens that any tokenizer in use makes at least of these messages. It is an estimate, on the low side by a
 * factor of two and more for written language, and only a second line behind the engine's own refusal.
 */
export function lowerBound({ messages }: Pick<ChatRequest, 'messages'>): number {
	let characters = 0;
	for (const { content } of messages) {
		let last = '';
		for (const character of content) {
			if (character !== last && character.trim() !== '') characters++;
			last = character;
		}
	}
	return Math.floor(characters / CHARACTERS_PER_TOKEN);
}

/** @throws HospitalError `llm-context-exceeded` */
export function tooLong(tokens: number, maxTokens: number, window: number): never {
	throw llmFault(
		'llm-context-exceeded',
		`about ${tokens} tokens and ${maxTokens} for the answer, and the window has ${window}`,
	);
}

/**
 * Ollama, vLLM and llama-server always count the prompt. An answer without a sound count is not theirs, or
 * not whole.
 *
 * @throws HospitalError `llm-truncated`
 */
export function confirmCounted(promptTokens: number | undefined): void {
	if (promptTokens === undefined || promptTokens === 0) throw notCounted();
}

const notCounted = () =>
	llmFault('llm-truncated', 'the server does not say how much of the prompt it read');

/**
 * Compares what the engine counted with what was sent. Silent cutting shows here even where the engine was
 * told not to cut and does not know the order.
 *
 * @throws HospitalError `llm-truncated`
 */
export function confirmWhole(
	{ how, atLeast, window }: Fit,
	promptTokens: number | undefined,
	outputTokens: number | undefined,
): void {
	if (promptTokens === undefined) {
		if (how === 'certain') return;
		throw notCounted();
	}
	const least = how === 'certain' ? 0 : atLeast();
	if (promptTokens < least) {
		throw llmFault(
			'llm-truncated',
			`the model read ${promptTokens} tokens of a prompt that has at least ${least}`,
		);
	}
	// One token beyond is tolerated: engines count the one that did not fit any more.
	if (window !== undefined && promptTokens + (outputTokens ?? 0) > window + 1) {
		throw llmFault('llm-truncated', 'the answer went on after the context window was full');
	}
}
