import { createServer, type AddressInfo, type BlockList, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { parseNetworks, plain } from './door';
import type { ListenerEvent } from './events';
import { DEFAULT_LIMITS, type ListenerLimits, type PortSettings, type Route } from './settings';
import { StorageSession } from './storage-session';
import { StudyIntake } from './study-intake';

/** Refused sockets are reported at most this often. Milliseconds. */
const REPORT_EVERY = 10_000;

/**
 * The storage listener of one port, in whatever thread it is made. Everything durable is in
 * StudyIntake, everything about one sender in StorageSession; here are the port and the counting.
 */
export class DicomListener {
	private readonly server: Server;
	private readonly sessions = new Set<StorageSession>();
	/** Sockets outlive their sessions while the peer takes its time to close. */
	private readonly sockets = new Set<Socket>();
	private readonly limits: ListenerLimits;
	private readonly callingNetworks: BlockList | undefined;
	private intake: StudyIntake | undefined;
	private lastReport = Number.NEGATIVE_INFINITY;

	private constructor(
		private readonly settings: PortSettings,
		private readonly emit: (event: ListenerEvent) => void,
	) {
		this.limits = { ...DEFAULT_LIMITS, ...settings.limits };
		this.callingNetworks = parseNetworks(settings.callingNetworks ?? []);
		const { tls } = settings;
		this.server =
			tls === undefined
				? createServer({ noDelay: true })
				: createTlsServer({
						key: tls.key,
						cert: tls.cert,
						...(tls.ca !== undefined && {
							ca: tls.ca,
							requestCert: true,
							rejectUnauthorized: true,
						}),
						minVersion: tls.minVersion ?? 'TLSv1.2',
						handshakeTimeout: this.limits.artimMs,
						noDelay: true,
					});
		this.server.maxConnections = this.limits.maxConnections;
		this.server.on('drop', (dropped?: { remoteAddress?: string; remotePort?: number }) =>
			this.reportDrop(dropped?.remoteAddress ?? '', dropped?.remotePort ?? 0),
		);
		this.server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
		this.server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
			this.welcome(socket),
		);
	}

	/**
	 * Binds the port, then brings the spool up.
	 *
	 * @throws HospitalError `eaddrinuse` and other codes of the system, `tls-invalid`, `network-invalid`
	 */
	static async start(
		settings: PortSettings,
		routes: readonly Route[],
		emit: (event: ListenerEvent) => void,
	): Promise<DicomListener> {
		const listener = newListener(() => new DicomListener(settings, emit));
		await listener.bind();
		try {
			// Nobody else holds the port now, so nobody else writes this journal.
			const intake = new StudyIntake({
				spoolDir: settings.spoolDir,
				nameKey: settings.nameKey,
				name: settings.journalName ?? `port-${settings.port}`,
				limits: listener.limits,
				emit,
			});
			for (const route of routes) intake.addRoute(route);
			await intake.open();
			listener.intake = intake;
		} catch (error) {
			listener.server.close();
			throw toHospitalError(error, 'Opening the DICOM spool');
		}
		return listener;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	addRoute(route: Route): void {
		this.intake?.addRoute(route);
	}

	removeRoute(id: string): void {
		this.intake?.removeRoute(id);
	}

	async handedOver(lane: string, studyKey: string, version: string): Promise<void> {
		await this.intake?.handedOver(lane, studyKey, version);
	}

	/** Aborts what is open, waits for what is being written, and frees the port. */
	async close(): Promise<void> {
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		await Promise.all([...this.sessions].map((session) => session.close()));
		for (const socket of this.sockets) socket.destroy();
		await closed;
		await this.intake?.close();
	}

	private bind(): Promise<void> {
		const { host, port } = this.settings;
		return new Promise((resolve, reject) => {
			this.server.once('error', (error) => reject(bindError(error)));
			this.server.listen({ host, port, backlog: 511, exclusive: true }, () => {
				this.server.on('error', (error) =>
					this.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' }),
				);
				resolve();
			});
		});
	}

	private welcome(socket: Socket): void {
		const { intake } = this;
		this.sockets.add(socket);
		socket.on('close', () => this.sockets.delete(socket));
		if (intake === undefined) {
			// The spool is still being read; the sender tries again.
			socket.on('error', () => {});
			socket.destroy();
			return;
		}
		const session = new StorageSession(socket, {
			boundTo: this.settings.host,
			limits: this.limits,
			callingNetworks: this.callingNetworks,
			intake,
			countAssociations: (address) => this.count(address),
			emit: this.emit,
			onOver: (over) => this.sessions.delete(over),
		});
		this.sessions.add(session);
	}

	private count(address?: string): number {
		let count = 0;
		for (const { associated, peer } of this.sessions) {
			if (associated && (address === undefined || peer.address === address)) count++;
		}
		return count;
	}

	/** The cap on open sockets was reached: the kernel's connection was dropped unheard. */
	private reportDrop(address: string, port: number): void {
		if (performance.now() - this.lastReport < REPORT_EVERY) return;
		this.lastReport = performance.now();
		this.emit({
			type: 'association-refused',
			reason: 'connection-cap',
			peer: { address: plain(address), port, callingAeTitle: '', calledAeTitle: '' },
		});
	}
}

function newListener(make: () => DicomListener): DicomListener {
	try {
		return make();
	} catch (error) {
		if (error instanceof HospitalError) throw error;
		throw new HospitalError(
			'tls-invalid',
			'The certificate or key of the listener cannot be used',
			{
				nextStep: 'Check that certificate and key are PEM texts and belong together.',
				cause: error,
			},
		);
	}
}

function bindError(error: unknown): HospitalError {
	if (systemCode(error) === 'EADDRNOTAVAIL') {
		return new HospitalError('address-unknown', 'This computer does not have that bind address', {
			nextStep: 'Use 127.0.0.1, one of the addresses of this computer, or 0.0.0.0 for all.',
			cause: error,
		});
	}
	return toHospitalError(error, 'Opening the DICOM port');
}
