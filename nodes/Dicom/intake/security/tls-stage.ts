import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { plain } from '../address';
import type { ListenerTls } from '../settings';
import { tlsServerOptions } from './tls-policy';
import { tlsRefusalOf, type TlsRefusal } from './tls-refusals';

/** Who is on the other end of a connection that is still being secured. */
export interface Caller {
	address: string;
	port: number;
}

export interface TlsStageEvents {
	/** The handshake is over, and the certificate was accepted where one is demanded. */
	onSecure(socket: TLSSocket): void;
	onRefused(reason: TlsRefusal, caller: Caller): void;
}

interface Handshake extends Caller {
	reason?: TlsRefusal;
	secure?: true;
}

const nameOf = (address: string | undefined, port: number | undefined) => `${address} ${port}`;

/**
 * Secures connections that the port has accepted. A TLS server that never listens: connections are
 * handed to it, so that the port can count and refuse them before any cryptography is done.
 */
export class TlsStage {
	private readonly server: Server;
	private readonly handshakes = new Map<string, Handshake>();
	/** The connection whose `close` is being handled right now. */
	private closing: Handshake | undefined;

	/** @throws what Node throws when certificate or key cannot be used */
	constructor(
		tls: ListenerTls,
		handshakeMs: number,
		private readonly events: TlsStageEvents,
	) {
		this.server = createServer(tlsServerOptions(tls, handshakeMs));
		this.server.on('secureConnection', (socket) => {
			const handshake = this.handshakes.get(nameOf(socket.remoteAddress, socket.remotePort));
			if (handshake !== undefined) handshake.secure = true;
			this.events.onSecure(socket);
		});
		this.server.on('tlsClientError', (error, socket) => {
			const reason = tlsRefusalOf(error, socket.authorizationError);
			const explain = (handshake: Handshake | undefined) => {
				if (handshake !== undefined) handshake.reason ??= reason;
			};
			const known = this.handshakes.get(nameOf(socket.remoteAddress, socket.remotePort));
			explain(known ?? this.closing);
			// A socket that the caller has reset knows no address any more; its `close` comes within ours.
			if (known === undefined) socket.once('close', () => explain(this.closing));
			socket.destroy();
		});
	}

	admit(raw: Socket): void {
		const { remoteAddress, remotePort } = raw;
		const name = nameOf(remoteAddress, remotePort);
		const handshake: Handshake = { address: plain(remoteAddress ?? ''), port: remotePort ?? 0 };
		this.handshakes.set(name, handshake);
		raw.once('close', () => {
			this.closing = handshake;
			if (this.handshakes.get(name) === handshake) this.handshakes.delete(name);
			setImmediate(() => {
				if (this.closing === handshake) this.closing = undefined;
				if (handshake.secure) return;
				this.events.onRefused(handshake.reason ?? 'tls-closed', handshake);
			});
		});
		this.server.emit('connection', raw);
	}
}
