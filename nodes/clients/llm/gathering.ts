import { randomUUID } from 'node:crypto';
import { llmFault } from './errors';
import type { ToolCall } from './types';
import { fieldsOf } from './values';

/** One thing that an engine said. */
export interface Piece {
	text?: string;
	thinking?: string;
	/** Whole tool calls (Ollama). */
	toolCalls?: Array<{ name: string; arguments: Record<string, unknown> }>;
	/** Parts of tool calls (OpenAI): the arguments are a JSON text that arrives in parts. */
	toolParts?: Array<{ index: number; id?: string; name?: string; arguments?: string }>;
}

/** What an engine said at the end. */
export interface Ending {
	finish: 'stop' | 'length';
	promptTokens?: number;
	outputTokens?: number;
	/** Every name of a model that the stream gave itself. */
	models: readonly string[];
}

/** No tokenizer makes tokens that are this long on average; what is longer ignores the limit of tokens. */
const CHARACTERS_PER_TOKEN = 64;
const MOST_TOOL_CALLS = 64;

/** The most characters that an answer of so many tokens may have. */
export const mostCharacters = (maxTokens: number): number =>
	maxTokens * CHARACTERS_PER_TOKEN + 4_096;

/** Puts the pieces of an answer together and stops a model that never ends. */
export class Gathering {
	text = '';
	thinking = '';
	private readonly whole: ToolCall[] = [];
	private readonly parts = new Map<number, { id?: string; name: string; arguments: string }>();
	private length = 0;

	constructor(private readonly limit: number) {}

	/** @throws HospitalError `llm-answer-too-long` */
	add({ text = '', thinking = '', toolCalls = [], toolParts = [] }: Piece): void {
		this.grow(text.length + thinking.length);
		this.text += text;
		this.thinking += thinking;
		for (const call of toolCalls) {
			this.grow(JSON.stringify(call).length);
			this.whole.push({ id: `call_${randomUUID()}`, ...call });
		}
		for (const part of toolParts) this.addPart(part);
		if (this.whole.length + this.parts.size > MOST_TOOL_CALLS)
			throw llmFault('llm-answer-too-long', 'too many tool calls');
	}

	private grow(characters: number): void {
		this.length += characters;
		if (this.length > this.limit) throw llmFault('llm-answer-too-long');
	}

	private addPart({ index, id, name, arguments: more = '' }: NonNullable<Piece['toolParts']>[0]) {
		this.grow(more.length + (name?.length ?? 0));
		const part = this.parts.get(index) ?? { name: '', arguments: '' };
		if (id !== undefined) part.id ??= id;
		// Most servers send the name once; one that repeats it must not double it.
		if (part.name === '' && name !== undefined) part.name = name;
		part.arguments += more;
		this.parts.set(index, part);
	}

	/** @throws HospitalError `llm-broken-answer` when the arguments of a finished call are no JSON object */
	toolCalls(): ToolCall[] {
		const ordered = [...this.parts].sort(([a], [b]) => a - b);
		const joined = ordered.map(([, part]) => ({
			id: part.id ?? `call_${randomUUID()}`,
			name: part.name,
			arguments: parseArguments(part.arguments),
		}));
		const calls = [...this.whole, ...joined];
		if (calls.some(({ name }) => name === ''))
			throw llmFault('llm-broken-answer', 'a tool call without a name');
		return calls;
	}
}

function parseArguments(json: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = json.trim() === '' ? {} : JSON.parse(json);
	} catch {
		value = undefined;
	}
	const fields = fieldsOf(value);
	if (fields === undefined)
		throw llmFault('llm-broken-answer', 'the arguments of a tool call are no JSON object');
	return fields;
}
