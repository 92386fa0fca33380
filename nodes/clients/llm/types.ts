import type { EgressFilter, EgressPolicy, ProxySettings, TlsSettings } from '../../shared/egress';
import type { ModelManifest } from './manifest';

/** A JSON Schema (draft 2020-12) as a plain object. */
export type JsonSchema = { [keyword: string]: unknown };

export type EngineKind = 'ollama' | 'vllm' | 'llama-server' | 'openai-compatible';

/** A function that a model may ask for. The caller runs it, never the engine. */
export interface ToolDefinition {
	name: string;
	description?: string;
	/** JSON Schema of the arguments, an object. */
	parameters: JsonSchema;
}

/** What a model asked for. The arguments are what the model wrote: check them before use. */
export interface ToolCall {
	/** Given by the engine, or by us where the engine gives none. */
	id: string;
	name: string;
	arguments: Record<string, unknown>;
}

export interface ChatMessage {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string;
	/** PNG, JPEG or WebP files. Only user messages carry images. */
	images?: Uint8Array[];
	/** On an assistant message that is handed back: what it asked for. */
	toolCalls?: ToolCall[];
	/** On a tool message: which call it answers, and the name of that tool. */
	toolCallId?: string;
	toolName?: string;
}

export interface ChatRequest {
	/** Name as the engine serves it: `qwen3:8b`, `meta-llama/Llama-3.3-70B-Instruct`. */
	model: string;
	messages: ChatMessage[];
	/**
	 * Structured output. Every engine is asked to follow it, and none is believed: validate the text
	 * again with `parseJsonAnswer`.
	 */
	schema?: JsonSchema;
	/** 0 when absent: the same input should give the same text. */
	temperature?: number;
	seed?: number;
	/** Longest answer in tokens; what it reserves of the context window counts against the prompt. 2048 when absent. */
	maxTokens?: number;
	/**
	 * Context window in tokens. For Ollama it is sent as `num_ctx`; a value other than the last call's makes
	 * Ollama load the model again, so keep it the same. Elsewhere it may only lower what the engine says.
	 */
	contextTokens?: number;
	stop?: string[];
	/** Keeps cached prompt parts of one patient apart from another's (vLLM `cache_salt`); ignored elsewhere. */
	cacheSalt?: string;
	/** Whether a reasoning model thinks first. Left to the model when absent. */
	think?: false | 'low' | 'medium' | 'high';
	tools?: ToolDefinition[];
}

/** Milliseconds. Each is a limit of its own; the first one reached ends the call and frees the slot. */
export interface Deadlines {
	/** Name lookup, connection and TLS handshake. */
	connectMs: number;
	/** From the request sent to the first piece of text, thinking or tool call. Loading a model counts. */
	firstTokenMs: number;
	/** Silence between two pieces. */
	betweenTokensMs: number;
	/** The whole call. */
	totalMs: number;
}

export const DEFAULT_DEADLINES: Deadlines = {
	connectMs: 5_000,
	firstTokenMs: 180_000,
	betweenTokensMs: 30_000,
	totalMs: 600_000,
};

export interface CallOptions {
	signal?: AbortSignal;
	deadlines?: Partial<Deadlines>;
}

/** Which model answered, and how that is known. */
export interface ModelIdentity {
	engine: EngineKind;
	engineVersion?: string;
	model: string;
	/** Ollama: hex SHA-256 of the model's manifest, which names every layer by its SHA-256. */
	digest?: string;
	/** Hex SHA-256 of the pinned ModelManifest that the served model agreed with. */
	manifest?: string;
	/** Context window in tokens, where the engine says it. */
	contextTokens?: number;
	/** Always true: an answer of a model that runs elsewhere is refused. */
	local: true;
}

export interface Completion {
	/** Without signs that cannot be seen: see `cleanText`. */
	text: string;
	/** How many such signs were taken out of `text`; absent when none was. */
	removedCharacters?: number;
	/** What a reasoning model wrote before its answer. Never part of `text`. */
	thinking?: string;
	/** `length`: the answer was cut at maxTokens or at the end of the context window. */
	finish: 'stop' | 'length';
	toolCalls?: ToolCall[];
	/** As the engine counted them. */
	promptTokens?: number;
	outputTokens?: number;
	/** Milliseconds from the request sent to the end, and to the first piece. */
	latencyMs: number;
	firstTokenMs: number;
	identity: ModelIdentity;
}

export interface EmbedRequest {
	model: string;
	texts: string[];
	contextTokens?: number;
}

export interface Embedding {
	/** One per text, in order, all of one length, finite numbers. */
	vectors: number[][];
	promptTokens?: number;
	latencyMs: number;
	identity: ModelIdentity;
}

export interface Health {
	engine: EngineKind;
	engineVersion?: string;
	/** Calls it works on at once, where it says so. */
	slots?: number;
	/** Ollama: whether cloud models are switched off (OLLAMA_NO_CLOUD). Undefined where it cannot be known. */
	cloudDisabled?: boolean;
	latencyMs: number;
}

/** A model that an engine offers. */
export interface ModelCard {
	model: string;
	digest?: string;
	contextTokens?: number;
	bytes?: number;
	/** Where the engine says it: `completion`, `vision`, `tools`, `embedding`, `thinking`. */
	capabilities?: string[];
	/** True for a model that runs on somebody else's servers. Such a model is refused. */
	cloud: boolean;
}

export interface TokenCount {
	tokens: number;
	/** False: an upper bound by UTF-8 bytes, because the engine cannot count. */
	exact: boolean;
}

/** What the model must be. Checked before and after every call. */
export type ModelPin =
	| {
			/** Ollama digest, with or without `sha256:`; at least 12 hex digits. */
			digest: string;
	  }
	| { manifest: ModelManifest };

/** One inference engine on the hospital's network. All methods throw HospitalError with `llm-...` codes. */
export interface Engine {
	/** Names the engine in this process: the same address gives the same key. Holds no secret. */
	readonly key: string;

	/**
	 * Streams the answer's text. The generator's return value is the whole completion, checked; a text
	 * that was streamed before a failure must be thrown away. Ending the loop early frees the slot.
	 *
	 * @throws HospitalError before the first piece when the model is not the pinned one, runs elsewhere, or
	 *   the prompt does not fit; later for whatever breaks
	 */
	stream(request: ChatRequest, options?: CallOptions): AsyncGenerator<string, Completion>;

	/** The same without the pieces. A `length` finish is returned, not thrown: see `requireWhole`. */
	complete(request: ChatRequest, options?: CallOptions): Promise<Completion>;

	embed(request: EmbedRequest, options?: CallOptions): Promise<Embedding>;

	/** Resolves when the engine answers and says that it is ready. */
	health(options?: CallOptions): Promise<Health>;

	/** @throws HospitalError `llm-model-missing`, `llm-cloud-model-refused`, `llm-model-changed` */
	identity(model: string, options?: CallOptions): Promise<ModelIdentity>;

	models(options?: CallOptions): Promise<ModelCard[]>;

	/** Tokens of the prompt as the engine's template writes it, or an upper bound. Images are not counted. */
	countTokens(
		request: Pick<ChatRequest, 'model' | 'messages' | 'tools'>,
		options?: CallOptions,
	): Promise<TokenCount>;
}

/** Which addresses may be reached; the process's own rules when absent. */
export interface EngineGuard {
	policy?: EgressPolicy;
	filter?: EgressFilter;
}

export interface EngineOptions {
	/** `auto` asks the server what it is; `openai` tells vLLM, llama-server and others apart. */
	kind: 'ollama' | 'openai' | 'auto';
	/** `http://gpu-server:11434`, `https://llm.example.org/engine`; a `/v1` at the end is dropped. */
	baseUrl: string;
	/** Sent as `Authorization: Bearer`, to this address only. */
	apiKey?: string;
	tls?: TlsSettings;
	proxy?: ProxySettings;
	guard?: EngineGuard;
	pin?: ModelPin;
	/** Context window for every call that does not say another: keep one value per model. */
	contextTokens?: number;
	/**
	 * Accepts a server of the OpenAI kind that is neither vLLM nor llama-server. Whether such a server runs
	 * the model itself cannot be seen from outside: the administrator vouches for it. Refused when absent.
	 */
	acceptUnknown?: boolean;
	/** Ollama: how long the model stays loaded after a call, `30m`, `-1` for ever. Its own default when absent. */
	keepAlive?: string;
	deadlines?: Partial<Deadlines>;
}
