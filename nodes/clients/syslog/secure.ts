import { isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { connect, tlsError, type TlsSettings } from '../../shared/egress';
import { HospitalError, toHospitalError } from '../../shared/errors';

/**
 * How long to wait for session tickets (RFC 8446 4.6.1), by how many have come. OpenSSL sends two,
 * and Nagle's algorithm holds the second back until the first is acknowledged, which Linux puts off
 * by 40 ms. A server may also send one, or none.
 */
const TICKET_WAIT_MS = [500, 60, 10] as const;
const LOOK_MS = 10;

/** A TLS connection and the TCP connection under it, whose byte count shows what TLS keeps to itself. */
export interface SecureConnection {
	socket: TLSSocket;
	/**
	 * Waits until the session tickets have come; servers may send none, so the wait has an end. Call
	 * before ending our direction.
	 */
	quiet(): Promise<void>;
	/**
	 * True when the receiver answered our close_notify with its own (RFC 5425 4.4), false when it
	 * merely went away. Call `quiet` before, and this after the end of the stream.
	 */
	closedInOrder(): boolean;
}

/**
 * Opens a TLS connection through the egress guard. Certificate and name are always checked.
 *
 * Node reports the end of a TLS stream in the same way whether close_notify came or the TCP
 * connection just ended, which is what a killed receiver, or one that refuses the client certificate,
 * looks like. After our end the receiver has nothing to send but close_notify, so bytes that arrive
 * then and are no session ticket are that alert.
 *
 * @throws HospitalError `egress-refused`, `tls-...`, `connect-timeout`
 */
export async function connectSecure(
	host: string,
	port: number,
	{ servername, minVersion = 'TLSv1.2', ...settings }: TlsSettings,
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<SecureConnection> {
	const deadline = Date.now() + timeoutMs;
	const tcp = await connect({ host, port, timeoutMs, ...(signal !== undefined && { signal }) });
	// An address is no server name (RFC 6066 3): Node then checks the certificate against `host`.
	const name = servername ?? (isIP(host) === 0 ? host : undefined);
	let socket: TLSSocket;
	try {
		socket = connectTls({
			...settings,
			socket: tcp,
			host,
			...(name !== undefined && { servername: name }),
			minVersion,
			rejectUnauthorized: true,
		});
		await handshake(socket, Math.max(1, deadline - Date.now()));
	} catch (error) {
		tcp.destroy();
		throw tlsError(error) ?? toHospitalError(error, 'Connecting to the SIEM');
	}
	return watched(socket, tcp);
}

function handshake(socket: TLSSocket, timeoutMs: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(timedOut()), timeoutMs);
		const closed = () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
		const failed = (error: Error) => reject(error);
		socket.once('close', closed);
		socket.on('error', failed);
		socket.once('secureConnect', () => {
			clearTimeout(timer);
			socket.off('close', closed).off('error', failed);
			resolve();
		});
		socket.once('close', () => clearTimeout(timer));
	});
}

function watched(socket: TLSSocket, tcp: Socket): SecureConnection {
	let tickets = 0;
	let counted: { tickets: number; bytes: number } | undefined;
	socket.on('session', () => (tickets += 1));
	return {
		socket,
		async quiet() {
			counted = { tickets, bytes: tcp.bytesRead };
			let since = Date.now();
			const gone = () => socket.destroyed || socket.readableEnded;
			// Before TLS 1.3 tickets are part of the handshake.
			while (socket.getProtocol() === 'TLSv1.3' && !gone()) {
				if (Date.now() - since >= TICKET_WAIT_MS[Math.min(tickets, 2)]) return;
				await sleep(LOOK_MS);
				if (counted.tickets === tickets && counted.bytes === tcp.bytesRead) continue;
				counted = { tickets, bytes: tcp.bytesRead };
				since = Date.now();
			}
		},
		closedInOrder: () =>
			counted !== undefined && counted.tickets === tickets && tcp.bytesRead > counted.bytes,
	};
}

const timedOut = () =>
	new HospitalError('connect-timeout', 'Connecting to the SIEM: it did not answer in time', {
		nextStep: 'Check host, port and the firewall between n8n and that system.',
		retryable: true,
	});
