import type { Socket } from 'node:net';
import { HospitalError } from '../errors';
import type { ConnectOptions, TlsSettings } from './connect';
import { resolveAll, type EgressFilter } from './guard';
import { nameListed, type EgressPolicy } from './policy';

/** A forward proxy that opens tunnels by CONNECT (RFC 9110 9.3.6). */
export interface ProxySettings {
	/** `http://proxy.hospital.example:3128`, or `https://` when the proxy itself speaks TLS. */
	url: string;
	user?: string;
	password?: string;
	/** PEM of the authority that signed the certificate of an https proxy. */
	ca?: TlsSettings['ca'];
}

export interface TunnelOptions {
	host: string;
	port: number;
	proxy: ProxySettings;
	/** Milliseconds for everything. */
	timeoutMs: number;
	signal?: AbortSignal;
	policy: EgressPolicy;
	filter?: EgressFilter;
}

/** Status line and headers of the answer to CONNECT. */
const MAX_ANSWER = 16 * 1024;

/**
 * Opens a tunnel to the target through a proxy; nothing of the request is sent yet.
 *
 * @param connect opens the connection to the proxy itself, guarded
 *
 * What the egress guard still promises: the proxy is a permitted address, looked up once and pinned;
 * the target is permitted by what this machine's name server says of it, or is on the
 * administrator's list by name when this machine cannot look it up. What it cannot promise any more:
 * which address the proxy connects to, because the proxy looks the name up for itself. There TLS takes
 * over: the certificate of an https target is checked against the name as without a proxy, so a
 * wrong machine gets no request. An http target has no such check, and the proxy reads along.
 *
 * @throws HospitalError `proxy-...`, `egress-refused`, `connect-timeout`, `cancelled`
 */
export async function openTunnel(
	options: TunnelOptions,
	connect: (options: ConnectOptions) => Promise<Socket>,
): Promise<Socket> {
	const { host, port, timeoutMs, signal } = options;
	const deadline = Date.now() + timeoutMs;
	await judgeTarget(options);
	const { hostname, portOf, tls, authorization } = readProxy(options.proxy);
	const socket = await connect({
		host: hostname,
		port: portOf,
		timeoutMs: Math.max(1, deadline - Date.now()),
		policy: options.policy,
		...(tls && { tls }),
		...(signal && { signal }),
		...(options.filter && { filter: options.filter }),
	});
	const target = `${host.includes(':') ? `[${bare(host)}]` : host}:${port}`;
	socket.write(
		`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${
			authorization === undefined ? '' : `Proxy-Authorization: ${authorization}\r\n`
		}\r\n`,
	);
	try {
		const status = await readStatus(socket, Math.max(1, deadline - Date.now()), signal);
		if (status < 200 || status > 299) throw refusedBy(status);
		return socket;
	} catch (error) {
		socket.on('error', () => {});
		socket.destroy();
		throw error;
	}
}

const bare = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** @throws HospitalError `egress-refused`, or what the name server says of an unlisted name */
async function judgeTarget({ host, timeoutMs, policy, filter }: TunnelOptions): Promise<void> {
	try {
		await resolveAll(host, policy, { timeoutMs, ...(filter && { filter }) });
	} catch (error) {
		// Behind a proxy the outside is often unknown to the name server inside.
		const unknown = error instanceof HospitalError && error.code.startsWith('host-');
		if (!(unknown && nameListed(host, policy))) throw error;
	}
}

interface Proxy {
	hostname: string;
	portOf: number;
	tls?: TlsSettings;
	authorization?: string;
}

/** @throws HospitalError `proxy-invalid` */
function readProxy({ url: text, user, password, ca }: ProxySettings): Proxy {
	const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
	const secure = url?.protocol === 'https:';
	if (url === undefined || !(secure || url.protocol === 'http:')) throw invalid();
	if (url.username || url.password || url.search || url.hash || url.pathname !== '/') {
		throw invalid();
	}
	const credentials = Buffer.from(`${user ?? ''}:${password ?? ''}`, 'utf8').toString('base64');
	return {
		hostname: url.hostname,
		portOf: Number(url.port) || (secure ? 443 : 80),
		...(secure && { tls: ca === undefined ? {} : { ca } }),
		...(user && { authorization: `Basic ${credentials}` }),
	};
}

const invalid = () =>
	new HospitalError('proxy-invalid', 'The address of the proxy is not usable', {
		nextStep:
			'Enter it in the credential as http://proxy.hospital.example:3128; user name and password have fields of their own.',
	});

async function readStatus(
	socket: Socket,
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<number> {
	const head = await readHead(socket, timeoutMs, signal);
	// A tunnel is silent until we speak: what follows already came from somewhere else.
	const alone = head.indexOf('\r\n\r\n') === head.length - 4;
	const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(head)?.[1];
	if (status === undefined) throw broken();
	if (!alone && status.startsWith('2')) throw broken();
	return Number(status);
}

/** What came up to the end of the headers, or a little more. */
function readHead(
	socket: Socket,
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<string> {
	return new Promise((resolve, reject) => {
		let head = '';
		const timer = setTimeout(() => settle(late()), timeoutMs);
		const onAbort = () => settle(cancelled());
		const onEnd = () => settle(broken());
		const onError = (error: Error) => settle(broken(error));
		const onReadable = () => {
			for (let chunk; (chunk = socket.read() as Buffer | null) !== null; ) {
				head += chunk.toString('latin1');
				if (head.length > MAX_ANSWER) return settle(broken());
			}
			if (head.includes('\r\n\r\n')) settle();
		};
		function settle(error?: Error) {
			clearTimeout(timer);
			signal?.removeEventListener('abort', onAbort);
			socket
				.off('readable', onReadable)
				.off('end', onEnd)
				.off('close', onEnd)
				.off('error', onError);
			if (error) reject(error);
			else resolve(head);
		}
		socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
		signal?.addEventListener('abort', onAbort, { once: true });
		if (signal?.aborted) onAbort();
	});
}

function refusedBy(status: number): HospitalError {
	if (status === 407) {
		return new HospitalError('proxy-unauthorized', 'The proxy did not accept its credential', {
			nextStep: 'Check user name and password of the proxy in the credential.',
		});
	}
	if (status === 502 || status === 503 || status === 504) {
		return new HospitalError(
			'proxy-target',
			`The proxy could not reach the server (HTTP ${status})`,
			{
				nextStep: 'Check the address of the server, and whether the proxy may connect to it.',
				retryable: true,
			},
		);
	}
	return new HospitalError('proxy-refused', `The proxy refused the connection (HTTP ${status})`, {
		nextStep: 'Ask whoever runs the proxy to permit CONNECT to this server and port.',
	});
}

const broken = (cause?: unknown) =>
	new HospitalError('proxy-broken', 'The proxy did not answer as an HTTP proxy', {
		nextStep: 'Check address and port of the proxy, and whether it expects https.',
		cause,
	});

const late = () =>
	new HospitalError('connect-timeout', 'Connecting through the proxy: it did not answer in time', {
		nextStep: 'Check the proxy and the firewall behind it.',
		retryable: true,
	});

const cancelled = () =>
	new HospitalError('cancelled', 'Connecting through the proxy: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});
