import { confirmModel } from '../answering-model';
import type { Call } from '../call';
import { DEFAULT_MAX_TOKENS } from '../checking';
import type { CountRequest, Dialect, Prepared } from '../dialect';
import { llmFault } from '../errors';
import type { Ending } from '../gathering';
import { checkDigest } from '../pins';
import type {
	ChatRequest,
	Embedding,
	EmbedRequest,
	EngineOptions,
	Health,
	ModelCard,
	ModelIdentity,
	TokenCount,
} from '../types';
import { countOf, listOf } from '../values';
import { checkVectors } from '../vectors';
import { confirmCounted, confirmWhole, lowerBound, tooLong, upperBound, type Fit } from '../window';
import type { Wire } from '../wire';
import { OllamaCatalogue } from './catalogue';
import { readChat } from './chunk';
import { isCloudName, listedName, refusesToCut } from './names';
import { chatBody, keepAliveOf } from './request';

const MOST_VECTOR_BYTES = 256 * 1024 * 1024;

/** Ollama by its own routes: only there can it be told not to cut, and only there does it tell its digest. */
export class OllamaDialect implements Dialect {
	readonly kind = 'ollama';
	readonly read = readChat;
	private readonly catalogue: OllamaCatalogue;

	constructor(
		private readonly wire: Wire,
		private readonly options: EngineOptions,
	) {
		this.catalogue = new OllamaCatalogue(wire);
	}

	async prepare(request: ChatRequest, call: Call): Promise<Prepared> {
		const { model } = request;
		const contextTokens = request.contextTokens ?? this.options.contextTokens;
		const identity = await this.check(model, contextTokens, call);
		const fit = await this.fit(request, identity, call);
		return {
			path: '/api/chat',
			type: 'application/x-ndjson',
			body: chatBody(request, contextTokens, this.options.keepAlive),
			identity,
			names: [model],
			fit,
		};
	}

	private async fit(request: ChatRequest, identity: ModelIdentity, call: Call): Promise<Fit> {
		const { digest = '', engineVersion, contextTokens: window } = identity;
		const { templateBytes } = await this.catalogue.detailsOf(request.model, digest, call);
		const most = upperBound(request, templateBytes);
		const answer = request.maxTokens ?? DEFAULT_MAX_TOKENS;
		const images = request.messages.some((message) => (message.images?.length ?? 0) > 0);
		if (window !== undefined && !images && most + answer <= window) {
			// Asked for only when the window turns out to be smaller.
			return { how: 'certain', atLeast: () => lowerBound(request), window };
		}
		const least = lowerBound(request);
		if (window !== undefined) {
			if (least + answer > window) tooLong(least, answer, window);
		}
		// It may fit. A server that refuses what does not is asked; one that would cut in silence is not.
		if (!refusesToCut(engineVersion)) {
			throw llmFault(
				'llm-context-exceeded',
				'it may not fit, and this Ollama would cut it without a word: 0.12.6 or later is needed',
			);
		}
		return { how: 'engine', atLeast: () => least, window };
	}

	/** The model as it is before the call: stored here, the approved one, with this window. */
	private async check(
		model: string,
		contextTokens: number | undefined,
		call: Call,
	): Promise<ModelIdentity> {
		if (isCloudName(model)) throw llmFault('llm-cloud-model-refused');
		const [{ digest }, facts] = await Promise.all([
			this.catalogue.stored(model, call),
			this.catalogue.server(call),
		]);
		checkDigest(this.options.pin, digest);
		const { trainedTokens } = await this.catalogue.detailsOf(model, digest, call);
		const wanted = contextTokens ?? (await this.loadedWindow(model, digest, call));
		const window = wanted && Math.min(wanted, trainedTokens ?? wanted);
		return {
			engine: 'ollama',
			...(facts.version !== undefined && { engineVersion: facts.version }),
			model,
			digest,
			...(window !== undefined && { contextTokens: window }),
			local: true,
		};
	}

	/** Where nobody sets the window, a loaded model tells the one it has. */
	private async loadedWindow(model: string, digest: string, call: Call) {
		const loaded = await this.catalogue.loaded(model, call);
		return loaded?.digest === digest ? loaded.contextTokens : undefined;
	}

	async confirm(prepared: Prepared, ending: Ending, call: Call): Promise<ModelIdentity> {
		const { identity, names, fit } = prepared;
		confirmModel(ending.models, names, listedName);
		const loaded = await this.unchanged(identity, call);
		const window = loaded?.contextTokens ?? fit.window;
		const smaller = fit.window !== undefined && window !== undefined && window < fit.window;
		confirmCounted(ending.promptTokens);
		confirmWhole(
			{ ...fit, ...(smaller && { how: 'engine' }), window },
			ending.promptTokens,
			ending.outputTokens,
		);
		return { ...identity, ...(window !== undefined && { contextTokens: window }) };
	}

	/** @throws HospitalError `llm-model-changed` when another model has the name now */
	private async unchanged({ model, digest }: ModelIdentity, call: Call) {
		const loaded = await this.catalogue.loaded(model, call);
		if (loaded === undefined && this.options.pin !== undefined) {
			throw llmFault(
				'llm-model-changed',
				'the server does not have it in memory after the call, so nothing shows which model answered; let it stay loaded',
			);
		}
		// Without a pin a model that was put out of memory at once is judged by what is stored.
		const now = loaded?.digest ?? (await this.catalogue.stored(model, call)).digest;
		if (now !== digest) throw llmFault('llm-model-changed', 'it changed during the call');
		return loaded;
	}

	async embed(request: EmbedRequest, call: Call): Promise<Omit<Embedding, 'latencyMs'>> {
		const { model, texts } = request;
		const contextTokens = request.contextTokens ?? this.options.contextTokens;
		const identity = await this.check(model, contextTokens, call);
		const body = {
			model,
			input: texts,
			truncate: false,
			...keepAliveOf(this.options.keepAlive),
			...(contextTokens !== undefined && { options: { num_ctx: contextTokens } }),
		};
		call.sent();
		const answer = await this.wire.ask(
			{ path: '/api/embed', body, maxBytes: MOST_VECTOR_BYTES, timeoutMs: call.leftMs },
			call,
		);
		await this.unchanged(identity, call);
		const promptTokens = countOf(answer.prompt_eval_count);
		return {
			vectors: checkVectors(listOf(answer.embeddings), texts.length),
			...(promptTokens !== undefined && { promptTokens }),
			identity,
		};
	}

	async health(call: Call): Promise<Omit<Health, 'latencyMs'>> {
		const { version, cloudDisabled } = await this.catalogue.server(call, true);
		return {
			engine: 'ollama',
			...(version !== undefined && { engineVersion: version }),
			...(cloudDisabled !== undefined && { cloudDisabled }),
		};
	}

	async identity(model: string, call: Call): Promise<ModelIdentity> {
		return await this.check(model, this.options.contextTokens, call);
	}

	async models(call: Call): Promise<ModelCard[]> {
		return await this.catalogue.cards(call);
	}

	/** Ollama has no route that counts. */
	async count(request: CountRequest, call: Call): Promise<TokenCount> {
		const { digest } = await this.catalogue.stored(request.model, call);
		const { templateBytes } = await this.catalogue.detailsOf(request.model, digest, call);
		return { tokens: upperBound(request, templateBytes), exact: false };
	}
}
