import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { TerminalState } from '../../shared/contracts/work-item';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import type { Countable, ConnectionRefusal, ListenerEvent } from './events';
import { Networks, plainAddress } from './networks';
import { Reception } from './reception';
import { RefusalLog } from './refusal-log';
import { Session } from './session';
import { DEFAULT_LIMITS, type ListenerLimits, type PortSettings, type Route } from './settings';
import { certificateName, daysLeft, TlsStage } from './tls';

const DAY = 86_400_000;
/** From so many days before its end on the certificate is spoken of every day. */
const EXPIRES_SOON_DAYS = 30;

/**
 * The listener of one port, in whatever thread it is made. What is durable is in Reception, what
 * concerns one sender in Session; here are the port and its bounds.
 */
export class Hl7Listener {
	private readonly server: Server;
	private readonly sessions = new Set<Session>();
	/** Connections by address, those that are still being secured included. */
	private readonly sockets = new Map<string, Set<Socket>>();
	private readonly limits: ListenerLimits;
	private readonly networks: Networks;
	private readonly tls: TlsStage | undefined;
	private readonly refusals: RefusalLog;
	private reception: Reception | undefined;
	/** Connections that came while the journal was being read. */
	private readonly early: Socket[] = [];
	private expiry: NodeJS.Timeout | undefined;

	private constructor(
		private readonly settings: PortSettings,
		private readonly emit: (event: ListenerEvent) => void,
	) {
		this.limits = { ...DEFAULT_LIMITS, ...settings.limits };
		this.networks = Networks.parse(settings.networks ?? []);
		this.refusals = new RefusalLog(emit);
		this.tls =
			settings.tls &&
			new TlsStage(
				settings.tls,
				this.limits.handshakeMs,
				(socket) => this.welcome(socket),
				(reason, address, port) => this.refuse(reason, address, port),
			);
		this.server = createServer({ noDelay: true, keepAlive: true }, (socket) =>
			this.receive(socket),
		);
		this.server.maxConnections = this.limits.maxConnections;
		this.server.on('drop', (dropped?: { remoteAddress?: string; remotePort?: number }) =>
			this.refuse('connection-cap', dropped?.remoteAddress, dropped?.remotePort),
		);
	}

	/**
	 * Binds the port, then reads the journal; connections wait meanwhile.
	 *
	 * @throws HospitalError `eaddrinuse` and other codes of the system, `tls-invalid`, `network-invalid`
	 */
	static async start(
		settings: PortSettings,
		routes: readonly Route[],
		emit: (event: ListenerEvent) => void,
	): Promise<Hl7Listener> {
		const listener = new Hl7Listener(settings, emit);
		await listener.bind();
		try {
			const reception = await Reception.open(settings, listener.limits, {
				emit,
				count: (event: Countable) => listener.refusals.report(event),
			});
			for (const route of routes) reception.addRoute(route);
			listener.reception = reception;
			for (const socket of listener.early.splice(0)) listener.admit(socket);
			listener.watchExpiry();
		} catch (error) {
			listener.server.close();
			for (const socket of listener.early) socket.destroy();
			throw toHospitalError(error, 'Opening the HL7 journal');
		}
		return listener;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	addRoute(route: Route): void {
		this.reception?.addRoute(route);
	}

	removeRoute(id: string): void {
		this.reception?.removeRoute(id);
	}

	handedOver(route: string, offer: string): void {
		this.reception?.handedOver(route, offer);
	}

	ended(route: string, offer: string, state: TerminalState): void {
		this.reception?.ended(route, offer, state);
	}

	/** Answers what is at work, frees the port, and writes down what is left to write. */
	async close(): Promise<void> {
		clearInterval(this.expiry);
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		this.reception?.stopWaiting();
		await Promise.all([...this.sessions].map(async (session) => await session.close()));
		for (const ofPeer of this.sockets.values()) for (const socket of ofPeer) socket.destroy();
		await closed;
		this.refusals.flush();
		await this.reception?.close();
	}

	private bind(): Promise<void> {
		const { host, port } = this.settings;
		return new Promise((resolve, reject) => {
			this.server.once('error', (error) => reject(bindError(error)));
			this.server.listen({ host, port, backlog: 511, exclusive: true }, () => {
				this.server.removeAllListeners('error');
				this.server.on('error', (error) =>
					this.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' }),
				);
				resolve();
			});
		});
	}

	private receive(socket: Socket): void {
		const address = plainAddress(socket.remoteAddress ?? '');
		socket.on('error', () => socket.destroy());
		const ofPeer = this.sockets.get(address) ?? new Set();
		const reason: ConnectionRefusal | undefined = !this.networks.admit(address)
			? 'network'
			: ofPeer.size >= this.limits.maxConnectionsPerPeer
				? 'peer-connection-cap'
				: undefined;
		if (reason !== undefined) {
			this.refuse(reason, socket.remoteAddress, socket.remotePort);
			socket.destroy();
			return;
		}
		this.sockets.set(address, ofPeer.add(socket));
		socket.on('close', () => {
			ofPeer.delete(socket);
			if (ofPeer.size === 0) this.sockets.delete(address);
		});
		// Nothing is read from it before somebody listens to it.
		if (this.reception === undefined) this.early.push(socket);
		else this.admit(socket);
	}

	private admit(socket: Socket): void {
		if (socket.destroyed) return;
		if (this.tls === undefined) this.welcome(socket);
		else this.tls.admit(socket);
	}

	private welcome(socket: Socket): void {
		const { reception, limits } = this;
		if (reception === undefined) {
			socket.destroy();
			return;
		}
		const certificate = certificateName(socket);
		const peer = {
			address: plainAddress(socket.remoteAddress ?? ''),
			port: socket.remotePort ?? 0,
			...(certificate !== undefined && { certificate }),
		};
		const session = new Session(socket, peer, {
			limits,
			reception,
			emit: (event) => {
				if ('reason' in event && 'peer' in event) this.refusals.report(event);
				else this.emit(event);
			},
			onOver: (over) => this.sessions.delete(over),
		});
		this.sessions.add(session);
	}

	private refuse(reason: ConnectionRefusal, address = '', port = 0): void {
		const peer = { address: plainAddress(address), port };
		this.refusals.report({ type: 'connection-refused', reason, peer });
	}

	private watchExpiry(): void {
		const { tls } = this.settings;
		if (tls === undefined) return;
		const look = () => {
			const days = daysLeft(tls.cert);
			if (days < EXPIRES_SOON_DAYS) this.emit({ type: 'certificate-expiring', days });
		};
		look();
		this.expiry = setInterval(look, DAY);
		this.expiry.unref();
	}
}

function bindError(error: unknown): HospitalError {
	if (systemCode(error) === 'EADDRNOTAVAIL') {
		return new HospitalError('address-unknown', 'This computer does not have the bind address', {
			nextStep:
				'Change the field "Bind Address" to 127.0.0.1, one of the addresses of this computer, or 0.0.0.0 for all.',
			cause: error,
		});
	}
	return toHospitalError(error, 'Opening the HL7 port');
}
