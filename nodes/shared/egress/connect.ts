import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, type TLSSocket } from 'node:tls';
import { HospitalError, systemCode, toHospitalError } from '../errors';
import { resolveAll, type EgressFilter, type ResolvedAddress } from './guard';
import { egressPolicy, type EgressPolicy } from './policy';
import { openTunnel, type ProxySettings } from './proxy';
import { tlsError } from './tls-errors';

/** TLS settings of a connection. The server's certificate and name are always checked. */
export interface TlsSettings {
	/** PEM; replaces the system's trusted authorities when given. */
	ca?: string | Buffer | Array<string | Buffer>;
	/** PEM of the client certificate, for mutual TLS. */
	cert?: string | Buffer;
	key?: string | Buffer;
	passphrase?: string;
	/** Name the certificate must carry; the host when absent. */
	servername?: string;
	minVersion?: Extract<SecureVersion, 'TLSv1.2' | 'TLSv1.3'>;
	ALPNProtocols?: string[];
}

export interface ConnectOptions {
	host: string;
	port: number;
	tls?: TlsSettings;
	/** Milliseconds for name lookup, connection and TLS handshake together; 10 000 when absent. */
	timeoutMs?: number;
	signal?: AbortSignal;
	/** False keeps Nagle's algorithm; protocols that answer message by message want it off. */
	noDelay?: boolean;
	/** Forward proxy on the way; the guard judges it and the target. */
	proxy?: ProxySettings;
	policy?: EgressPolicy;
	filter?: EgressFilter;
}

/**
 * Opens a connection that the egress guard permits, pinned to the address it checked. The caller
 * owns the socket: it must add its own `error` listener and idle timeout.
 *
 * @throws HospitalError `egress-refused`, `connect-timeout`, `tls-...`, `econnrefused`, `cancelled`
 */
export function connect(options: ConnectOptions & { tls: TlsSettings }): Promise<TLSSocket>;
export function connect(options: ConnectOptions): Promise<Socket | TLSSocket>;
export async function connect(options: ConnectOptions): Promise<Socket | TLSSocket> {
	const { host, port, tls, signal, timeoutMs = 10_000 } = options;
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new HospitalError('port-invalid', 'The port is not a number from 1 to 65535', {
			nextStep: 'Correct the port in the credential.',
		});
	}
	if (signal?.aborted) throw cancelled();
	const deadline = Date.now() + timeoutMs;
	const { policy = egressPolicy(), filter, proxy } = options;
	const socket = proxy
		? await openTunnel({ ...options, policy, proxy, timeoutMs }, connect)
		: await connectFirst(
				await resolveAll(host, policy, { timeoutMs, ...(filter && { filter }) }),
				options,
				deadline,
			);
	if (options.noDelay !== false) socket.setNoDelay(true);
	return tls
		? await secure(socket, host.replace(/^\[(.*)\]$/, '$1'), tls, deadline, signal)
		: socket;
}

/** Tries the permitted addresses in turn, so that a name with an unused IPv6 address still works. */
async function connectFirst(
	addresses: ResolvedAddress[],
	{ port, signal }: ConnectOptions,
	deadline: number,
): Promise<Socket> {
	let failure: unknown;
	for (const [index, address] of addresses.entries()) {
		const share = Math.max(1, (deadline - Date.now()) / (addresses.length - index));
		try {
			const socket = connectTcp({ host: address.address, port, family: address.family });
			return await settled(socket, 'connect', share, signal);
		} catch (error) {
			if (signal?.aborted) throw cancelled();
			failure ??= error;
		}
	}
	throw connectionError(failure);
}

async function secure(
	socket: Socket,
	host: string,
	{ servername, minVersion = 'TLSv1.2', ...settings }: TlsSettings,
	deadline: number,
	signal: AbortSignal | undefined,
): Promise<TLSSocket> {
	// An address is no server name (RFC 6066 3): Node then checks the certificate against `host`.
	const name = servername ?? (isIP(host) === 0 ? host : undefined);
	try {
		const secured = connectTls({
			...settings,
			socket,
			host,
			...(name !== undefined && { servername: name }),
			minVersion,
			rejectUnauthorized: true,
		});
		return await settled(secured, 'secureConnect', Math.max(1, deadline - Date.now()), signal);
	} catch (error) {
		socket.destroy();
		throw error instanceof HospitalError ? error : (tlsError(error) ?? connectionError(error));
	}
}

/** Resolves on `event`, rejects and destroys the socket on error, timeout or abort. */
function settled<T extends Socket>(
	socket: T,
	event: 'connect' | 'secureConnect',
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<T> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => fail(timedOut()), timeoutMs);
		const onAbort = () => fail(cancelled());
		const onClose = () => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
		const onReady = () => {
			tidy();
			resolve(socket);
		};
		function tidy() {
			clearTimeout(timer);
			signal?.removeEventListener('abort', onAbort);
			socket.off('error', fail).off('close', onClose).off(event, onReady);
		}
		function fail(error: unknown) {
			tidy();
			// The destroyed socket may still report an error that nobody else hears.
			socket.on('error', () => {});
			socket.destroy();
			reject(error);
		}
		socket.on('error', fail).on('close', onClose).on(event, onReady);
		signal?.addEventListener('abort', onAbort, { once: true });
		if (signal?.aborted) onAbort();
	});
}

const timedOut = () =>
	new HospitalError('connect-timeout', 'Connecting to the server: it did not answer in time', {
		nextStep: 'Check host, port and the firewall between n8n and that system.',
		retryable: true,
	});

const cancelled = () =>
	new HospitalError('cancelled', 'Connecting to the server: cancelled', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
	});

function connectionError(error: unknown): HospitalError {
	const code = systemCode(error);
	if (code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') {
		return new HospitalError(
			'host-unreachable',
			'Connecting to the server: there is no network route to it',
			{
				nextStep: 'Check the address and the network path from the n8n server.',
				retryable: true,
				cause: error,
			},
		);
	}
	return toHospitalError(error, 'Connecting to the server');
}
