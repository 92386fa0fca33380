import { request, type HttpResponse } from '../http';
import { baseOf } from './address';
import type { Call } from './call';
import { fromHttpError, llmFault } from './errors';
import { refusal } from './refusal';
import type { EngineOptions } from './types';
import { parseObject, type Fields } from './values';

/** For lists of models and the like. */
const MOST_METADATA_BYTES = 16 * 1024 * 1024;
/** Questions about the server are answered at once, or the server is not well. */
const QUESTION_MS = 15_000;
/** How servers say that they do not know a route. */
const UNKNOWN_ROUTE: readonly number[] = [404, 405, 501];
const LONGEST_REQUEST = 96 * 1024 * 1024;

export interface Question {
	path: string;
	/** Sent as JSON by POST; a GET without it. */
	body?: Fields;
	maxBytes?: number;
	/** Milliseconds for the answer when it is no mere question. */
	timeoutMs?: number;
}

/** The HTTP side of an engine: address, credentials, limits. Nothing is ever sent anywhere else. */
export class Wire {
	readonly base: string;

	/** @throws HospitalError `url-invalid` */
	constructor(private readonly options: EngineOptions) {
		this.base = baseOf(options.baseUrl);
	}

	/** @throws HospitalError for every status but 200, and for an answer that is no JSON object */
	async ask(question: Question, call: Call): Promise<Fields> {
		const response = await this.send(question, call);
		return parseObject(await this.read(response), 'it');
	}

	/** The same, but undefined where the server does not know the route (404, 405, 501). */
	async askIfKnown(question: Question, call: Call): Promise<Fields | undefined> {
		const response = await this.send(question, call, UNKNOWN_ROUTE);
		if (response.status === 200) return parseObject(await this.read(response), 'it');
		await response.discard();
		return undefined;
	}

	/** Whether the server has the route; it answers with 200, whatever it says. */
	async answers(path: string, call: Call): Promise<boolean> {
		const response = await this.send({ path }, call, UNKNOWN_ROUTE);
		await response.discard();
		return response.status === 200;
	}

	/** Opens a stream. The caller reads or destroys the body. */
	async open(question: Question, type: string, call: Call): Promise<HttpResponse> {
		const response = await this.send({ ...question, timeoutMs: call.leftMs }, call, [], type);
		const found = (response.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
		if (found === type) return response;
		response.body.destroy();
		throw llmFault('llm-broken-answer', 'it is not the kind of stream that was asked for');
	}

	private async read(response: HttpResponse): Promise<string> {
		try {
			const bytes = await response.buffer();
			return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		} catch (error) {
			if (error instanceof TypeError) throw llmFault('llm-broken-answer', 'it is not valid UTF-8');
			throw fromHttpError(error);
		}
	}

	private async send(
		{ path, body, maxBytes, timeoutMs }: Question,
		call: Call,
		accepted: readonly number[] = [],
		accept = 'application/json',
	): Promise<HttpResponse> {
		const { apiKey, tls, proxy, guard } = this.options;
		const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
		if (json !== undefined && json.length > LONGEST_REQUEST) {
			throw llmFault('llm-request-invalid', 'it is longer than 96 MiB');
		}
		const limit = timeoutMs ?? Math.min(QUESTION_MS, call.leftMs);
		let response: HttpResponse;
		try {
			response = await request({
				method: json === undefined ? 'GET' : 'POST',
				url: this.base + path,
				headers: {
					accept,
					...(json !== undefined && { 'content-type': 'application/json' }),
					...(apiKey !== undefined && apiKey !== '' && { authorization: `Bearer ${apiKey}` }),
				},
				...(json !== undefined && { body: json }),
				...(tls && { tls }),
				...(proxy && { proxy }),
				...guard,
				timeouts: {
					connectMs: call.deadlines.connectMs,
					firstByteMs: limit,
					idleMs: limit,
					totalMs: limit,
				},
				maxResponseBytes: maxBytes ?? MOST_METADATA_BYTES,
				signal: call.signal,
				peer: 'the language model server',
				// Asking twice changes nothing on the server.
				repeatable: true,
			});
		} catch (error) {
			throw fromHttpError(error);
		}
		if (response.status === 200 || accepted.includes(response.status)) return response;
		throw await refusal(response);
	}
}
