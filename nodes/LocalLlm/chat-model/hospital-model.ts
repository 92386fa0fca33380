import { type ChatMessage, type Completion, type ToolDefinition } from '../../clients/llm';
import { requireAnswer } from '../asking';
import { messagesFrom, resultFrom, toolsFrom } from './messages';
import type { CallConfig, N8nChatModel } from './n8n-sdk';
import type { N8nMessage, N8nResult, N8nTool, StreamPart } from './n8n-types';

/** Asks a model with everything that the Local LLM node does around a call. */
export type AskOnce = (
	question: { messages: ChatMessage[]; tools?: ToolDefinition[]; stop?: string[] },
	signal: AbortSignal | undefined,
) => Promise<Completion>;

/** A model for n8n's AI Agent and chains. Whole answers only: a cut one is a failure, not an answer. */
export class HospitalChatModel implements N8nChatModel {
	readonly provider = 'hospital';

	constructor(
		readonly modelId: string,
		private readonly ask: AskOnce,
		private readonly schemaOf: (tool: N8nTool) => unknown,
		private readonly tools: readonly N8nTool[] = [],
	) {}

	async generate(messages: N8nMessage[], config: CallConfig = {}): Promise<N8nResult> {
		return resultFrom(await this.answer(messages, config));
	}

	/** n8n shows pieces as they come; ours is one, because what came before a failure must not be used. */
	async *stream(messages: N8nMessage[], config: CallConfig = {}): AsyncGenerator<StreamPart> {
		const { message, finishReason, usage } = await this.generate(messages, config);
		for (const part of message.content) {
			if (part.type === 'text') yield { type: 'text-delta', delta: part.text };
			if (part.type === 'tool-call') {
				yield {
					type: 'tool-call-delta',
					id: part.toolCallId ?? part.toolName,
					name: part.toolName,
					argumentsDelta: part.input,
				};
			}
		}
		yield { type: 'finish', finishReason, ...(usage && { usage }) };
	}

	withTools(tools: N8nTool[]): HospitalChatModel {
		return new HospitalChatModel(this.modelId, this.ask, this.schemaOf, [...this.tools, ...tools]);
	}

	private async answer(messages: N8nMessage[], config: CallConfig): Promise<Completion> {
		const tools = toolsFrom(this.tools, this.schemaOf);
		const completion = await this.ask(
			{
				messages: messagesFrom(messages),
				...(tools.length > 0 && { tools }),
				...(config.stop && config.stop.length > 0 && { stop: config.stop }),
			},
			config.signal ?? config.abortSignal,
		);
		return requireAnswer(completion, tools.length > 0);
	}
}
