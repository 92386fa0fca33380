import { confirmModel } from '../answering-model';
import type { Call } from '../call';
import { DEFAULT_MAX_TOKENS } from '../checking';
import type { CountRequest, Dialect, Prepared } from '../dialect';
import { llmFault } from '../errors';
import type { Ending } from '../gathering';
import { checkManifest } from '../pins';
import type {
	ChatRequest,
	Embedding,
	EmbedRequest,
	EngineKind,
	EngineOptions,
	Health,
	ModelCard,
	ModelIdentity,
	TokenCount,
} from '../types';
import { countOf, fieldsOf, listOf } from '../values';
import { checkVectors } from '../vectors';
import { confirmCounted, confirmWhole, lowerBound, tooLong, upperBound, type Fit } from '../window';
import type { Wire } from '../wire';
import { readChat } from './chunk';
import { countPrompt } from './counting';
import { propertiesOf, type Recognised, type ServerProperties } from './recognise';
import { chatBody } from './request';
import { cardOf, listModels, servedModel } from './served';

const MOST_VECTOR_BYTES = 256 * 1024 * 1024;
/** llama-server counts the mark at the beginning of a prompt in one place and not in the other. */
const COUNTS_DIFFER_BY = 4;

/** vLLM, llama-server and others by the routes of the OpenAI kind, each with its own way to count tokens. */
export class OpenAiDialect implements Dialect {
	readonly kind: EngineKind;
	readonly read = readChat;
	private readonly version: string | undefined;
	private properties: ServerProperties | undefined;

	constructor(
		private readonly wire: Wire,
		private readonly options: EngineOptions,
		{ kind, version }: Recognised,
	) {
		this.kind = kind;
		this.version = version;
	}

	async prepare(request: ChatRequest, call: Call): Promise<Prepared> {
		const { identity, names } = await this.describe(request.model, request.contextTokens, call);
		const fit = await this.fit(request, identity.contextTokens, call);
		return {
			path: '/v1/chat/completions',
			type: 'text/event-stream',
			body: chatBody(request, this.kind),
			identity,
			names,
			fit,
		};
	}

	private async fit(request: ChatRequest, window: number | undefined, call: Call): Promise<Fit> {
		if (window === undefined) throw llmFault('llm-context-unknown');
		const answer = request.maxTokens ?? DEFAULT_MAX_TOKENS;
		const images = request.messages.some((message) => (message.images?.length ?? 0) > 0);
		// Counting costs time on the server, so it is only asked when the bytes alone do not settle it.
		if (!images && upperBound(request) + answer <= window) {
			return { how: 'certain', atLeast: () => 0, window };
		}
		const least = lowerBound(request);
		if (least + answer > window) tooLong(least, answer, window);
		const counted = await countPrompt(this.wire, this.kind, request, call);
		if (counted === undefined) {
			// vLLM and llama-server refuse what does not fit; of others nobody knows.
			if (this.kind === 'openai-compatible') {
				throw llmFault('llm-context-exceeded', 'it may not fit, and this server cannot count');
			}
			return { how: 'engine', atLeast: () => least, window };
		}
		if (counted + answer > window) tooLong(counted, answer, window);
		return { how: 'counted', atLeast: () => counted - COUNTS_DIFFER_BY, window };
	}

	private async check(model: string, contextTokens: number | undefined, call: Call) {
		return (await this.describe(model, contextTokens, call)).identity;
	}

	/** The model as the server describes it before the call. */
	private async describe(
		model: string,
		contextTokens: number | undefined,
		call: Call,
	): Promise<Pick<Prepared, 'identity' | 'names'>> {
		if (this.kind === 'openai-compatible' && this.options.acceptUnknown !== true) {
			throw llmFault('llm-engine-unknown');
		}
		const [served, properties] = await Promise.all([
			servedModel(this.wire, this.kind, model, call),
			this.propertiesNow(call),
		]);
		const told = properties.contextTokens ?? served.contextTokens;
		const root = properties.modelPath ?? served.root;
		const manifest = checkManifest(this.options.pin, {
			model,
			...(root !== undefined && { root }),
			...(served.parent !== undefined && { parent: served.parent }),
			...(told !== undefined && { contextTokens: told }),
		});
		const limits = [told, contextTokens ?? this.options.contextTokens].filter(
			(each) => each !== undefined,
		);
		const version = this.version ?? properties.build;
		const identity: ModelIdentity = {
			engine: this.kind,
			...(version !== undefined && { engineVersion: version }),
			model,
			...(manifest !== undefined && { manifest }),
			...(limits.length > 0 && { contextTokens: Math.min(...limits) }),
			local: true,
		};
		return { identity, names: [model, ...served.names] };
	}

	/** /props of llama-server. Asked anew each time: a server started with another file keeps its address. */
	private async propertiesNow(call: Call): Promise<ServerProperties> {
		if (this.kind !== 'llama-server') return {};
		this.properties = await propertiesOf(this.wire, call);
		return this.properties;
	}

	confirm({ identity, names, fit }: Prepared, ending: Ending): Promise<ModelIdentity> {
		confirmModel(ending.models, names);
		// Servers that nobody knows may not count at all; those that do must.
		if (this.kind !== 'openai-compatible') confirmCounted(ending.promptTokens);
		confirmWhole(fit, ending.promptTokens, ending.outputTokens);
		return Promise.resolve(identity);
	}

	async embed(request: EmbedRequest, call: Call): Promise<Omit<Embedding, 'latencyMs'>> {
		const { model, texts, contextTokens } = request;
		const identity = await this.check(model, contextTokens, call);
		const body = { model, input: texts, encoding_format: 'float' };
		call.sent();
		const answer = await this.wire.ask(
			{
				path: '/v1/embeddings',
				body,
				maxBytes: MOST_VECTOR_BYTES,
				timeoutMs: call.leftMs,
			},
			call,
		);
		const promptTokens = countOf(fieldsOf(answer.usage)?.prompt_tokens);
		return {
			vectors: checkVectors(inOrder(listOf(answer.data)), texts.length),
			...(promptTokens !== undefined && { promptTokens }),
			identity,
		};
	}

	async health(call: Call): Promise<Omit<Health, 'latencyMs'>> {
		// A gateway may let only /v1 pass, and other servers of the OpenAI kind need not have /health.
		const told = this.kind !== 'openai-compatible' && (await this.wire.answers('/health', call));
		if (!told) await listModels(this.wire, call);
		const properties = this.properties ?? (await this.propertiesNow(call));
		const version = this.version ?? properties.build;
		return {
			engine: this.kind,
			...(version !== undefined && { engineVersion: version }),
			...(properties.slots !== undefined && { slots: properties.slots }),
		};
	}

	async identity(model: string, call: Call): Promise<ModelIdentity> {
		return await this.check(model, undefined, call);
	}

	async models(call: Call): Promise<ModelCard[]> {
		return (await listModels(this.wire, call)).map(cardOf);
	}

	async count(request: CountRequest, call: Call): Promise<TokenCount> {
		const counted = await countPrompt(this.wire, this.kind, request, call);
		return counted === undefined
			? { tokens: upperBound(request), exact: false }
			: { tokens: counted, exact: true };
	}
}

/** The numbers of each text, put in the order of the texts by their index. */
function inOrder(data: unknown[]): unknown[] {
	const ordered = new Array<unknown>(data.length).fill(undefined);
	data.forEach((entry, position) => {
		const fields = fieldsOf(entry);
		const index = countOf(fields?.index) ?? position;
		if (index >= data.length || ordered[index] !== undefined) {
			throw llmFault('llm-broken-answer', 'two vectors for one text');
		}
		ordered[index] = fields?.embedding;
	});
	return ordered;
}
