import { delayBefore, isCut, isLater, request, type HttpResponse } from '../http';
import { badAnswer, statusError } from './errors';
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

/** Sends requests of the bundled client: authorization, retry, limits and the guard of the address. */
export class FhirTransport {
	private readonly retry: RetryPolicy;

	constructor(
		private readonly connection: FhirConnection,
		private readonly baseUrl: string,
	) {
		this.retry = { ...DEFAULT_RETRY, ...connection.retry };
	}

	/** @throws FhirError for every status outside 2xx; HospitalError for the network */
	readonly send = async (url: string, init: KitInit): Promise<KitResponse> => {
		const doing = init.doing ?? 'Asking the FHIR server';
		// The last wall: whatever put this address together, the token goes nowhere else.
		if (!isWithin(this.baseUrl, new URL(url)))
			throw badAnswer(doing, 'the address leaves the server');
		let renewed = false;
		for (let attempt = 1; ; attempt++) {
			let answer: HttpResponse;
			try {
				answer = await this.once(url, init);
			} catch (error) {
				const delay = this.delay(attempt, undefined, init);
				if (!isCut(error) || delay === undefined) throw error;
				await pause(delay, init.signal);
				continue;
			}
			if (answer.status >= 200 && answer.status < 300)
				return kitResponse(answer, doing, init.onBytes);
			const { authorizer } = this.connection;
			if (answer.status === 401 && !renewed && authorizer?.renew) {
				renewed = true;
				await answer.discard();
				if (await authorizer.renew(init.signal)) continue;
				throw statusError(doing, 401, undefined);
			}
			const delay = isLater(answer.status)
				? this.delay(attempt, answer.header('retry-after'), init)
				: undefined;
			if (delay === undefined) throw statusError(doing, answer.status, await errorBody(answer));
			await answer.discard();
			await pause(delay, init.signal);
		}
	};

	private delay(
		attempt: number,
		retryAfter: string | undefined,
		init: KitInit,
	): number | undefined {
		const repeatable = init.repeatable ?? init.method === 'GET';
		if (!repeatable || attempt >= this.retry.attempts) return undefined;
		const { firstDelayMs: firstMs, longestDelayMs: longestMs } = this.retry;
		return delayBefore(attempt, retryAfter, { firstMs, longestMs });
	}

	private async once(url: string, init: KitInit): Promise<HttpResponse> {
		const { authorizer, tls, timeouts, maxResponseBytes, policy, filter } = this.connection;
		const headers = Object.fromEntries(init.headers);
		const authorization = await authorizer?.header(init.signal);
		if (authorization !== undefined) headers.authorization = authorization;
		return await request({
			method: init.method,
			url,
			headers,
			peer: PEER,
			maxResponseBytes: maxResponseBytes ?? DEFAULT_MAX_BYTES,
			repeatable: init.repeatable ?? init.method === 'GET',
			...(init.body !== undefined && { body: init.body }),
			...(init.signal && { signal: init.signal }),
			...(tls && { tls }),
			...(timeouts && { timeouts }),
			...(policy && { policy }),
			...(filter && { filter }),
		});
	}
}

function kitResponse(
	answer: HttpResponse,
	doing: string,
	onBytes: KitInit['onBytes'],
): KitResponse {
	return {
		status: answer.status,
		ok: true,
		headers: { get: (name) => answer.header(name) ?? null },
		text: async () => {
			const bytes = await answer.buffer();
			onBytes?.(bytes.length);
			const text = bytes.toString('utf8');
			const first = /\S/.exec(text)?.[0];
			// A gateway's page or a bare `null` would otherwise pass for a resource, or crash the parser.
			if (first !== undefined && first !== '{')
				throw badAnswer(doing, 'the answer is no FHIR resource in JSON');
			return first === undefined ? '' : text;
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
