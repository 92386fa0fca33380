/** Shapes of n8n's kit for AI nodes, as far as they are read or written here. */

export interface N8nMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: N8nContent[];
	name?: string;
	id?: string;
}

export type N8nContent =
	| { type: 'text'; text: string }
	| { type: 'reasoning'; text: string }
	| {
			type: 'file';
			mediaType?: string;
			/** Base64, or bytes. */
			data?: string | Uint8Array;
			providerMetadata?: Record<string, unknown>;
	  }
	| { type: 'tool-call'; toolCallId?: string; toolName: string; input: string }
	| { type: 'tool-result'; toolCallId: string; result: unknown; isError?: boolean }
	| { type: 'invalid-tool-call' | 'citation' | 'provider' };

export interface N8nTool {
	type: 'function' | 'provider';
	name: string;
	description?: string;
	/** JSON Schema or a Zod schema. */
	inputSchema?: unknown;
}

export interface N8nUsage {
	promptTokens: number;
	completionTokens: number;
	totalTokens: number;
}

export type N8nFinish = 'stop' | 'tool-calls';

export interface N8nResult {
	finishReason: N8nFinish;
	usage?: N8nUsage;
	message: N8nMessage;
	providerMetadata?: Record<string, unknown>;
}

export type StreamPart =
	| { type: 'text-delta'; delta: string }
	| { type: 'tool-call-delta'; id: string; name: string; argumentsDelta: string }
	| { type: 'finish'; finishReason: N8nFinish; usage?: N8nUsage };
