import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { toHospitalError } from '../../shared/errors';
import { engineKey } from './address';
import { AnswerCleaner } from './answer-cleaner';
import { Call } from './call';
import { checkChat, checkEmbed, checkModel, DEFAULT_MAX_TOKENS } from './checking';
import type { Dialect, Prepared } from './dialect';
import { fromHttpError, isLlmFault } from './errors';
import { Gathering, mostCharacters, type Ending } from './gathering';
import { linesOf } from './lines';
import { OllamaDialect } from './ollama/dialect';
import { OpenAiDialect } from './openai/dialect';
import { recognise } from './openai/recognise';
import type {
	CallOptions,
	ChatRequest,
	Completion,
	Embedding,
	EmbedRequest,
	Engine,
	EngineOptions,
	Health,
	ModelCard,
	ModelIdentity,
	TokenCount,
} from './types';
import { Wire } from './wire';

/** The last bytes of a finished stream; after that the connection is given up. */
const LAST_BYTES_MS = 200;
/** Bytes of a stream beside the text: each token comes in an object of its own. */
const STREAM_BYTES_PER_TOKEN = 4_096;
const STREAM_BYTES = 1024 * 1024;

/**
 * An engine on the hospital's network. Nothing is asked before the first call.
 *
 * @throws HospitalError `url-invalid`
 */
export function engineOf(options: EngineOptions): Engine {
	return new GuardedEngine(options);
}

class GuardedEngine implements Engine {
	readonly key: string;
	private readonly wire: Wire;
	private known: Dialect | undefined;

	constructor(private readonly options: EngineOptions) {
		this.wire = new Wire(options);
		this.key = engineKey(this.wire.base);
		if (options.kind === 'ollama') this.known = new OllamaDialect(this.wire, options);
	}

	async *stream(request: ChatRequest, options?: CallOptions): AsyncGenerator<string, Completion> {
		const call = new Call(options, this.options.deadlines);
		let body: Readable | undefined;
		try {
			checkChat(request);
			const dialect = await this.dialect(call);
			const prepared = await dialect.prepare(request, call);
			body = await this.open(prepared, request, call);
			const gathering = new Gathering(mostCharacters(request.maxTokens ?? DEFAULT_MAX_TOKENS));
			const cleaner = new AnswerCleaner();
			const ending = yield* pieces(dialect, body, { gathering, cleaner }, call);
			const { latencyMs } = call;
			await settle(body);
			const identity = await dialect.confirm(prepared, ending, call);
			const times = { latencyMs, firstTokenMs: call.firstTokenMs };
			return completionOf(gathering, cleaner.removed, ending, identity, times);
		} catch (error) {
			throw this.told(error, call);
		} finally {
			call.end();
			// A body that is still open belongs to a call that was given up: closing it frees the slot.
			body?.destroy();
		}
	}

	async complete(request: ChatRequest, options?: CallOptions): Promise<Completion> {
		const stream = this.stream(request, options);
		for (;;) {
			const step = await stream.next();
			if (step.done) return step.value;
		}
	}

	async embed(request: EmbedRequest, options?: CallOptions): Promise<Embedding> {
		return await this.asking(options, async (call) => {
			checkEmbed(request);
			const dialect = await this.dialect(call);
			const embedding =
				request.texts.length === 0
					? { vectors: [], identity: await dialect.identity(request.model, call) }
					: await dialect.embed(request, call);
			return { ...embedding, latencyMs: call.latencyMs };
		});
	}

	async health(options?: CallOptions): Promise<Health> {
		return await this.asking(options, async (call) => {
			const health = await (await this.dialect(call)).health(call);
			return { ...health, latencyMs: call.latencyMs };
		});
	}

	async identity(model: string, options?: CallOptions): Promise<ModelIdentity> {
		return await this.asking(options, async (call) => {
			checkModel(model);
			return await (await this.dialect(call)).identity(model, call);
		});
	}

	async models(options?: CallOptions): Promise<ModelCard[]> {
		return await this.asking(options, async (call) => (await this.dialect(call)).models(call));
	}

	async countTokens(
		request: Pick<ChatRequest, 'model' | 'messages' | 'tools'>,
		options?: CallOptions,
	): Promise<TokenCount> {
		return await this.asking(options, async (call) => {
			checkChat(request);
			return await (await this.dialect(call)).count(request, call);
		});
	}

	private async asking<T>(
		options: CallOptions | undefined,
		ask: (call: Call) => Promise<T>,
	): Promise<T> {
		const call = new Call(options, this.options.deadlines);
		try {
			return await ask(call);
		} catch (error) {
			throw this.told(error, call);
		} finally {
			call.end();
		}
	}

	/** Which engine it is, found out once; found out again after an answer that does not fit. */
	private async dialect(call: Call): Promise<Dialect> {
		if (this.known !== undefined) return this.known;
		const found = await recognise(this.wire, call);
		this.known =
			found.kind === 'ollama'
				? new OllamaDialect(this.wire, this.options)
				: new OpenAiDialect(this.wire, this.options, found);
		return this.known;
	}

	private async open(prepared: Prepared, request: ChatRequest, call: Call): Promise<Readable> {
		const { path, type, body } = prepared;
		const maxTokens = request.maxTokens ?? DEFAULT_MAX_TOKENS;
		call.sent();
		const response = await call.wait(
			this.wire.open(
				{ path, body, maxBytes: STREAM_BYTES + maxTokens * STREAM_BYTES_PER_TOKEN },
				type,
				call,
			),
		);
		return response.body;
	}

	private told(error: unknown, call: Call) {
		const told = toHospitalError(
			call.explain(fromHttpError(error)),
			'Asking the language model server',
		);
		const other = isLlmFault(told, 'llm-broken-answer', 'llm-engine-unknown', 'llm-model-missing');
		if (other && this.options.kind !== 'ollama') this.known = undefined;
		return told;
	}
}

/** Hands out the text as it comes; everything else is gathered. */
async function* pieces(
	dialect: Dialect,
	body: Readable,
	{ gathering, cleaner }: { gathering: Gathering; cleaner: AnswerCleaner },
	call: Call,
): AsyncGenerator<string, Ending> {
	const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
	const read = dialect.read(linesOf(chunks));
	for (;;) {
		const step = await call.wait(read.next());
		if (step.done) {
			const text = cleaner.end();
			gathering.add({ text });
			if (text !== '') yield text;
			return step.value;
		}
		call.piece();
		const text = cleaner.add(step.value.text ?? '');
		gathering.add({ ...step.value, text });
		if (text !== '') {
			yield text;
			call.resume();
		}
	}
}

/** Reads the end of a finished stream, so that the connection can be used again. */
async function settle(body: Readable): Promise<void> {
	if (body.closed) return;
	body.resume();
	const closed = new Promise<void>((done) => body.once('close', done));
	const given = new AbortController();
	await Promise.race([
		closed,
		pause(LAST_BYTES_MS, undefined, { signal: given.signal }).catch(() => {}),
	]);
	given.abort();
}

function completionOf(
	gathering: Gathering,
	removedCharacters: number,
	{ finish, promptTokens, outputTokens }: Ending,
	identity: ModelIdentity,
	times: Pick<Completion, 'latencyMs' | 'firstTokenMs'>,
): Completion {
	const toolCalls = finish === 'stop' ? gathering.toolCalls() : [];
	return {
		text: gathering.text,
		...(gathering.thinking !== '' && { thinking: gathering.thinking }),
		finish,
		...(toolCalls.length > 0 && { toolCalls }),
		...(promptTokens !== undefined && { promptTokens }),
		...(outputTokens !== undefined && { outputTokens }),
		...(removedCharacters > 0 && { removedCharacters }),
		...times,
		identity,
	};
}
