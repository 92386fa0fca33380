import type { Readable } from 'node:stream';
import type { EgressFilter, EgressPolicy, ProxySettings, TlsSettings } from '../../shared/egress';

/** Milliseconds. Each is a limit of its own; the first one reached ends the request. */
export interface HttpTimeouts {
	/** Name lookup, connection and TLS handshake. 10 000 when absent. */
	connectMs?: number;
	/** From the last byte sent to the first byte of the answer. 60 000 when absent. */
	firstByteMs?: number;
	/** Silence while sending, or while receiving. 30 000 when absent. */
	idleMs?: number;
	/** From start to end of the answer. 300 000 when absent. */
	totalMs?: number;
}

export type HttpBody = string | Uint8Array | readonly Uint8Array[] | Readable;

export interface HttpRequest {
	method: string;
	/** `http:` or `https:`, without user name and password. */
	url: string | URL;
	headers?: Record<string, string>;
	/** A list of buffers is sent one after another without being copied together. */
	body?: HttpBody;
	tls?: TlsSettings;
	/** Forward proxy on the way to the server, for http and https alike a tunnel by CONNECT. */
	proxy?: ProxySettings;
	timeouts?: HttpTimeouts;
	/** Bytes of the answer's body; a longer one is refused. 64 MiB when absent. */
	maxResponseBytes?: number;
	signal?: AbortSignal;
	/** Requests with different keys never share a connection. */
	agentKey?: string;
	/** The system spoken to, for messages: `the FHIR server`. */
	peer?: string;
	/**
	 * True when repeating is harmless: then a request that met a kept connection which the server
	 * had just closed is sent again, once. Taken as true for GET, HEAD, PUT, DELETE and OPTIONS.
	 */
	repeatable?: boolean;
	policy?: EgressPolicy;
	filter?: EgressFilter;
}

export const DEFAULT_TIMEOUTS: Required<HttpTimeouts> = {
	connectMs: 10_000,
	firstByteMs: 60_000,
	idleMs: 30_000,
	totalMs: 300_000,
};

export const DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Connections kept open to one server; requests beyond that wait for a free one. */
export const MAX_SOCKETS = 32;
