import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { TlsSettings } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import { request } from '../http';
import { fromHttpError, isServerFault, serverFault, statusFault } from './faults';
import type { EncodedRequest } from './request';

export interface KserveServer {
	/** `http://` or `https://`, with or without a path in front of `/v2`. */
	baseUrl: string;
	/** Sent as `Authorization: Bearer`. */
	token?: string;
	tls?: TlsSettings;
	/** Longest answer to an infer request in bytes; 64 MiB when absent. */
	maxAnswerBytes?: number;
}

/** Limits of one call. */
export interface CallOptions {
	/** Milliseconds for the call with its repetition; nothing of it runs longer. */
	timeoutMs: number;
	signal?: AbortSignal;
}

export interface Exchange {
	method: 'GET' | 'POST';
	path: string;
	maxBytes: number;
	encoded?: EncodedRequest;
}

export interface Received {
	status: number;
	body: Buffer;
	headerLength: string | undefined;
	/** Undefined when the answer came before all tensor bytes were handed out. */
	tensorHash: string | undefined;
	latencyMs: number;
}

const CONNECT_MS = 5_000;
/** Before the one repetition. */
const PAUSE_MS = 150;
/** What the last bytes of a request may take once its answer is complete. */
const LAST_BYTES_MS = 2_000;

/** The HTTP side of the client: address, credentials, time limit, repetition, fault codes. */
export class Wire {
	private readonly base: string;

	/** @throws HospitalError `url-invalid` */
	constructor(private readonly server: KserveServer) {
		this.base = baseOf(server.baseUrl);
	}

	/** One call: at most two attempts, status 200 or a fault. */
	async call(exchange: Exchange, { timeoutMs, signal }: CallOptions): Promise<Received> {
		const end = performance.now() + timeoutMs;
		const left = () => Math.floor(end - performance.now());
		for (let repeated = false; ; repeated = true) {
			if (left() <= 0) throw serverFault('timeout');
			try {
				const received = await this.exchange(exchange, left(), signal);
				if (received.status === 200) return received;
				throw new StatusError(received.status);
			} catch (error) {
				const fault =
					error instanceof StatusError ? statusFault(error.status) : fromHttpError(error);
				if (repeated || !worthRepeating(fault, error) || left() <= PAUSE_MS) throw fault;
			}
			// A cancelled pause is reported by the attempt that follows it.
			await pause(PAUSE_MS, undefined, { ...(signal && { signal }) }).catch(() => {});
		}
	}

	private async exchange(
		{ method, path, maxBytes, encoded }: Exchange,
		totalMs: number,
		signal: AbortSignal | undefined,
	): Promise<Received> {
		const { token, tls } = this.server;
		const sent = encoded?.body();
		// One chunk ahead at most: the volume is read as fast as the network takes it.
		const body = sent && Readable.from(sent.chunks, { objectMode: true, highWaterMark: 1 });
		body?.on('error', () => {});
		const start = performance.now();
		try {
			const response = await request({
				method,
				url: this.base + path,
				headers: {
					accept: 'application/json, application/octet-stream',
					...encoded?.headers,
					...(token !== undefined && { authorization: `Bearer ${token}` }),
				},
				...(body && { body }),
				...(tls && { tls }),
				timeouts: { connectMs: CONNECT_MS, firstByteMs: totalMs, idleMs: totalMs, totalMs },
				maxResponseBytes: maxBytes,
				...(signal && { signal }),
				peer: 'the inference server',
			});
			return {
				status: response.status,
				body: await response.buffer(),
				headerLength: response.header('inference-header-content-length'),
				tensorHash: sent?.tensorHash(),
				latencyMs: performance.now() - start,
			};
		} finally {
			if (body) endSending(body, sent.tensorHash() !== undefined);
		}
	}
}

/** Carries a status to the place that decides about repetition. */
class StatusError extends Error {
	constructor(readonly status: number) {
		super(`status ${status}`);
	}
}

const REPEATED: ReadonlySet<string> = new Set([
	'server-unreachable',
	'connection-lost',
	'server-error',
	'server-busy',
]);

function worthRepeating(fault: unknown, cause: unknown): boolean {
	// 4xx says that the request is wrong, not that the moment is.
	if (cause instanceof StatusError && cause.status < 500) return false;
	return isServerFault(fault) && REPEATED.has(fault.code);
}

/**
 * Ends what is left of a request body once its answer is read: at once when the server did not want
 * to hear it all, otherwise after the moment that the last bytes need to leave.
 */
function endSending(body: Readable, handedOut: boolean): void {
	if (body.readableEnded) return;
	const end = () => body.destroy(new Error('answered'));
	if (!handedOut) return void end();
	const timer = setTimeout(end, LAST_BYTES_MS).unref();
	body.once('close', () => clearTimeout(timer));
}

function baseOf(address: string): string {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const sound =
		url !== undefined &&
		(url.protocol === 'http:' || url.protocol === 'https:') &&
		url.username === '' &&
		url.password === '' &&
		url.search === '' &&
		url.hash === '';
	if (!sound) {
		throw new HospitalError('url-invalid', 'The address of the inference server is not usable', {
			nextStep: 'Enter an address such as http://gpu-server:8000 in the credential.',
		});
	}
	return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/v2$/, '');
}
