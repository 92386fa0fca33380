import { Readable } from 'node:stream';
import {
	delayBefore,
	isCut,
	isLater,
	request,
	type HttpBody,
	type HttpResponse,
	type HttpTimeouts,
} from '../http';
import { badAnswer, statusError, type FhirError } from './errors';
import { isWithin } from './links';
import { DEFAULT_RETRY, pause } from './retry';
import type { FhirConnection, RetryPolicy } from './types';

/** What the bundled client hands over for one request. */
export interface KitInit {
	method: string;
	headers: Headers;
	body?: string;
	signal?: AbortSignal;
	/** Ours: what is being done, for messages. */
	doing?: string;
	/** Ours: true when sending it twice is harmless. */
	repeatable?: boolean;
	/** Ours: called with the size of the answer. */
	onBytes?: (bytes: number) => void;
}

/** What the bundled client needs of a response. */
export interface KitResponse {
	status: number;
	ok: boolean;
	headers: { get(name: string): string | null };
	text(): Promise<string>;
}

const PEER = 'the FHIR server';
const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** Error bodies are only read for their codes. */
const MAX_ERROR_BYTES = 256 * 1024;

/** One request, whoever put it together. */
export interface Exchanged {
	method: string;
	headers: Record<string, string>;
	body?: HttpBody;
	signal?: AbortSignal;
	/** What is being done, for messages. */
	doing: string;
	/** True when sending it twice is harmless. */
	repeatable: boolean;
	maxBytes?: number;
	timeouts?: HttpTimeouts;
}

/** Sends requests: authorization, retry, limits and the guard of the address. */
export class FhirTransport {
	private readonly retry: RetryPolicy;

	constructor(
		private readonly connection: FhirConnection,
		private readonly baseUrl: string,
	) {
		this.retry = { ...DEFAULT_RETRY, ...connection.retry };
	}

	/** What the bundled client calls in the place of `fetch`. */
	readonly send = async (url: string, init: KitInit): Promise<KitResponse> => {
		const { method, headers, body, signal, doing = 'Asking the FHIR server' } = init;
		const sent: Exchanged = {
			method,
			headers: Object.fromEntries(headers),
			doing,
			repeatable: init.repeatable ?? method === 'GET',
			...(body !== undefined && { body }),
			...(signal && { signal }),
		};
		// A body that breaks off is a lost answer like any other: it is read while another try can be made.
		return await this.exchange(url, sent, async (answer) => {
			const bytes = await answer.buffer();
			init.onBytes?.(bytes.length);
			return kitResponse(answer, bytes, doing);
		});
	};

	/**
	 * @param url at or below the endpoint
	 * @param take makes something of an answer of 2xx, whose body nobody has read yet; when the connection
	 *   breaks off in it, the request is sent again like one that got no answer
	 * @throws FhirError for every other status; HospitalError for the network
	 */
	async exchange<T>(
		url: string,
		sent: Exchanged,
		take: (answer: HttpResponse) => T | Promise<T>,
	): Promise<T> {
		const { doing, signal } = sent;
		// The last wall: whatever put this address together, the token goes nowhere else.
		if (!isWithin(this.baseUrl, new URL(url)))
			throw badAnswer(doing, 'the address leaves the server');
		let renewed = false;
		for (let attempt = 1; ; attempt++) {
			const authorization = await this.connection.authorizer?.header(signal);
			let answer: HttpResponse;
			try {
				answer = await this.once(url, sent, authorization);
				if (answer.status >= 200 && answer.status < 300) return await take(answer);
			} catch (error) {
				const delay = this.delay(attempt, undefined, sent);
				if (!isCut(error) || delay === undefined) throw error;
				await pause(delay, signal);
				continue;
			}
			if (answer.status === 401 && !renewed && (await this.renew(answer, sent, authorization))) {
				renewed = true;
				continue;
			}
			const delay = isLater(answer.status)
				? this.delay(attempt, answer.header('retry-after'), sent)
				: undefined;
			if (delay === undefined) throw await refusal(doing, url, answer);
			await answer.discard();
			await pause(delay, signal);
		}
	}

	/** True when another try with another token makes sense. A stream cannot be sent again. */
	private async renew(
		answer: HttpResponse,
		{ signal, body }: Exchanged,
		rejected: string | undefined,
	): Promise<boolean> {
		const { authorizer } = this.connection;
		if (authorizer?.renew === undefined || rejected === undefined || body instanceof Readable) {
			return false;
		}
		try {
			if (!(await authorizer.renew(rejected, signal))) return false;
		} catch (error) {
			await answer.discard();
			throw error;
		}
		await answer.discard();
		return true;
	}

	private delay(
		attempt: number,
		retryAfter: string | undefined,
		{ repeatable, body }: Exchanged,
	): number | undefined {
		if (!repeatable || body instanceof Readable || attempt >= this.retry.attempts) return undefined;
		const { firstDelayMs: firstMs, longestDelayMs: longestMs } = this.retry;
		return delayBefore(attempt, retryAfter, { firstMs, longestMs });
	}

	private async once(
		url: string,
		{ method, headers, body, signal, repeatable, ...own }: Exchanged,
		authorization: string | undefined,
	): Promise<HttpResponse> {
		const { tls, proxy, maxResponseBytes, policy, filter } = this.connection;
		const timeouts = own.timeouts ?? this.connection.timeouts;
		return await request({
			method,
			url,
			headers: { ...headers, ...(authorization !== undefined && { authorization }) },
			peer: PEER,
			maxResponseBytes: own.maxBytes ?? maxResponseBytes ?? DEFAULT_MAX_BYTES,
			repeatable,
			...(body !== undefined && { body }),
			...(signal && { signal }),
			...(tls && { tls }),
			...(proxy && { proxy }),
			...(timeouts && { timeouts }),
			...(policy && { policy }),
			...(filter && { filter }),
		});
	}
}

async function refusal(doing: string, url: string, answer: HttpResponse): Promise<FhirError> {
	const facts = {
		challenge: answer.header('www-authenticate'),
		wantsHttps: toHttps(url, answer),
		retryAfter: answer.header('retry-after'),
	};
	return statusError(doing, answer.status, await errorBody(answer), facts);
}

/** True for a redirect to the same host that only changes http into https. */
function toHttps(url: string, answer: HttpResponse): boolean {
	const redirected = answer.status >= 300 && answer.status < 400;
	const location = redirected ? answer.header('location') : undefined;
	const from = new URL(url);
	if (location === undefined || from.protocol !== 'http:' || !URL.canParse(location)) return false;
	const to = new URL(location);
	return to.protocol === 'https:' && to.hostname === from.hostname;
}

function kitResponse(answer: HttpResponse, bytes: Buffer, doing: string): KitResponse {
	return {
		status: answer.status,
		ok: true,
		headers: { get: (name) => answer.header(name) ?? null },
		text: () => {
			const text = bytes.toString('utf8');
			const first = /\S/.exec(text)?.[0];
			// A gateway's page or a bare `null` would otherwise pass for a resource, or crash the parser.
			if (first !== undefined && first !== '{') {
				return Promise.reject(badAnswer(doing, 'the answer is no FHIR resource in JSON'));
			}
			return Promise.resolve(first === undefined ? '' : text);
		},
	};
}

async function errorBody(answer: HttpResponse): Promise<unknown> {
	const chunks: Buffer[] = [];
	let length = 0;
	try {
		for await (const chunk of answer.body) {
			chunks.push(chunk as Buffer);
			length += (chunk as Buffer).length;
			if (length > MAX_ERROR_BYTES) return undefined;
		}
		return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
	} catch {
		// The status says enough; a page of HTML or a cut body adds nothing that may be shown.
		return undefined;
	}
}
