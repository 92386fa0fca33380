import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { systemCode } from '../../shared/errors';
import { agentFor } from './agents';
import { badUrl, cancelled, doing, requestError, tooSlow } from './errors';
import { HttpResponse } from './response';
import {
	DEFAULT_MAX_RESPONSE_BYTES,
	DEFAULT_TIMEOUTS,
	MAX_SOCKETS,
	type HttpBody,
	type HttpRequest,
	type HttpTimeouts,
} from './types';

const REPEATABLE = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

/**
 * Sends one HTTP/1.1 request through the egress guard. Redirects are not followed: a 3xx is
 * returned like any other status, so that no credential travels to an address nobody configured.
 *
 * @throws HospitalError `egress-refused`, `http-timeout`, `http-answer-too-large`, `econnrefused`,
 *   `econnreset`, `tls-...`, `cancelled`, `url-invalid`; never with URL, query or body
 */
export async function request(options: HttpRequest): Promise<HttpResponse> {
	const url = checkUrl(options.url);
	const method = options.method.toUpperCase();
	const action = doing(method, options.peer ?? 'the server');
	const replayable = !(options.body instanceof Readable);
	const repeatable = replayable && (options.repeatable ?? REPEATABLE.has(method));
	for (let stale = 0; ; stale++) {
		try {
			return await exchange(url, method, action, options);
		} catch (error) {
			// A server that restarted has closed all of them: each try uses one up, then comes a new one.
			const again = repeatable && error instanceof StaleConnection && stale < MAX_SOCKETS;
			if (!again) throw requestError(unwrap(error), action);
		}
	}
}

/** The server had closed the kept connection before it saw the request. */
class StaleConnection extends Error {
	constructor(override readonly cause: unknown) {
		super('stale connection');
	}
}

const unwrap = (error: unknown) => (error instanceof StaleConnection ? error.cause : error);

function checkUrl(input: string | URL): URL {
	let url: URL;
	try {
		url = new URL(input);
	} catch {
		throw badUrl('is not a valid URL');
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		throw badUrl('does not start with http:// or https://');
	}
	if (url.username !== '' || url.password !== '') {
		throw badUrl('holds a user name or password; they belong into the credential');
	}
	return url;
}

function exchange(
	url: URL,
	method: string,
	action: string,
	options: HttpRequest,
): Promise<HttpResponse> {
	const { signal, body } = options;
	if (signal?.aborted) return Promise.reject(cancelled(action));
	const limits = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
	return new Promise((resolve, reject) => {
		const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
		const outgoing = send(url, {
			method,
			agent: agentFor(url, options),
			headers: { 'accept-encoding': 'identity', ...lengthOf(body), ...options.headers },
		});
		let response: HttpResponse | undefined;
		const stop = (error: Error) => {
			if (response) response.body.destroy(error);
			else outgoing.destroy(error);
		};
		const release = watch(outgoing, limits, action, signal, stop);
		outgoing.on('response', (message: IncomingMessage) => {
			response = new HttpResponse(
				message,
				action,
				options.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES,
				release,
			);
			resolve(response);
		});
		outgoing.on('error', (error) => {
			release();
			const code = systemCode(error);
			const stale = outgoing.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
			reject(stale ? new StaleConnection(error) : error);
		});
		sendBody(outgoing, body);
	});
}

function lengthOf(body: HttpBody | undefined): { 'content-length'?: string } {
	if (body === undefined || body instanceof Readable) return {};
	if (typeof body === 'string') return { 'content-length': String(Buffer.byteLength(body)) };
	const parts = body instanceof Uint8Array ? [body] : body;
	return { 'content-length': String(parts.reduce((sum, part) => sum + part.byteLength, 0)) };
}

function sendBody(outgoing: ClientRequest, body: HttpBody | undefined): void {
	if (body instanceof Readable) {
		body.on('error', (error) => outgoing.destroy(error));
		outgoing.on('close', () => body.destroy());
		body.pipe(outgoing);
		return;
	}
	if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)) {
		for (const part of body) outgoing.write(part);
		outgoing.end();
		return;
	}
	outgoing.end(body);
}

/** Arms the time limits and the abort signal. Returns what disarms them. */
function watch(
	outgoing: ClientRequest,
	limits: Required<HttpTimeouts>,
	action: string,
	signal: AbortSignal | undefined,
	stop: (error: Error) => void,
): () => void {
	const onAbort = () => stop(cancelled(action));
	signal?.addEventListener('abort', onAbort, { once: true });
	const total = setTimeout(
		() => stop(tooSlow(action, limits.totalMs, 'not finished')),
		limits.totalMs,
	);
	// The open socket keeps the process alive as long as needed; an answer nobody reads must not.
	total.unref();
	let firstByte: NodeJS.Timeout | undefined;
	let message: IncomingMessage | undefined;
	const onSilence = () => {
		// Bytes that wait to be read mean that our own side is slow, not the server.
		if (message && message.readableLength > 0) socket?.setTimeout(limits.idleMs);
		else stop(tooSlow(action, limits.idleMs, 'no byte came or went'));
	};
	let socket: Socket | undefined;
	outgoing.on('socket', (assigned) => {
		socket = assigned;
		socket.setTimeout(limits.idleMs);
		socket.on('timeout', onSilence);
	});
	outgoing.on('finish', () => {
		if (message) return;
		socket?.setTimeout(0);
		firstByte = setTimeout(
			() => stop(tooSlow(action, limits.firstByteMs, 'no answer came')),
			limits.firstByteMs,
		);
	});
	outgoing.on('response', (answer: IncomingMessage) => {
		message = answer;
		clearTimeout(firstByte);
		socket?.setTimeout(limits.idleMs);
	});
	return () => {
		clearTimeout(total);
		clearTimeout(firstByte);
		signal?.removeEventListener('abort', onAbort);
		socket?.off('timeout', onSilence);
	};
}
