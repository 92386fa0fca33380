import {
	createServer,
	isIP,
	type AddressInfo,
	type BlockList,
	type Server,
	type Socket,
} from 'node:net';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import { ownAddresses, plain } from './address';
import { parseNetworks, type CONNECTION_CAPS } from './door';
import type { ListenerEvent } from './events';
import { watchExpiry } from './security/certificate-expiry';
import { RefusalLog } from './security/refusal-log';
import type { TlsRefusal } from './security/tls-refusals';
import { TlsStage, type Caller } from './security/tls-stage';
import { DEFAULT_LIMITS, type ListenerLimits, type PortSettings, type Route } from './settings';
import { StorageSession } from './storage-session';
import { StudyIntake } from './study-intake';

/**
 * The storage listener of one port, in whatever thread it is made. Everything durable is in
 * StudyIntake, everything about one sender in StorageSession; here are the port and the counting.
 */
export class DicomListener {
	private readonly server: Server;
	private readonly sessions = new Set<StorageSession>();
	/** By address. Sockets outlive their sessions while the peer takes its time to close. */
	private readonly sockets = new Map<string, Set<Socket>>();
	private readonly limits: ListenerLimits;
	private readonly callingNetworks: BlockList | undefined;
	private intake: StudyIntake | undefined;
	private readonly tls: TlsStage | undefined;
	private readonly refusals: RefusalLog;
	private endExpiryWatch = () => {};
	private closing = false;

	private constructor(
		private readonly settings: PortSettings,
		private readonly emitDirectly: (event: ListenerEvent) => void,
	) {
		this.limits = { ...DEFAULT_LIMITS, ...settings.limits };
		this.callingNetworks = parseNetworks(settings.callingNetworks ?? []);
		this.refusals = new RefusalLog(emitDirectly);
		this.tls =
			settings.tls &&
			new TlsStage(settings.tls, this.limits.artimMs, {
				onSecure: (socket) => this.welcome(socket),
				onRefused: (reason, caller) => this.refuse(reason, caller),
			});
		this.server = createServer({ noDelay: true }, (socket) => this.receive(socket));
		this.server.maxConnections = this.limits.maxConnections;
		this.server.on('drop', (dropped?: { remoteAddress?: string; remotePort?: number }) =>
			this.refuse('connection-cap', {
				address: plain(dropped?.remoteAddress ?? ''),
				port: dropped?.remotePort ?? 0,
			}),
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
			const intake = new StudyIntake({
				spoolDir: settings.spoolDir,
				nameKey: settings.nameKey,
				name: settings.journalName ?? `port-${settings.port}`,
				...(settings.owner !== undefined && { owner: settings.owner }),
				...(settings.audited && { audited: settings.audited }),
				...(settings.ledgerWaitMs !== undefined && { ledgerWaitMs: settings.ledgerWaitMs }),
				onLost: () => {
					throw new HospitalError(
						'listener-elsewhere',
						'Another n8n process has taken over this DICOM listener',
						{ nextStep: 'Let one n8n process receive on each port of a data directory.' },
					);
				},
				limits: listener.limits,
				...(settings.unsafeNoSync && { unsafeNoSync: true }),
				emit,
			});
			for (const route of routes) await intake.addRoute(route);
			await intake.open();
			listener.intake = intake;
			const { tls } = settings;
			if (tls !== undefined) {
				listener.endExpiryWatch = watchExpiry(tls.cert, (days) =>
					emit({ type: 'certificate-expiring', days }),
				);
			}
		} catch (error) {
			listener.server.close();
			throw toHospitalError(error, 'Opening the DICOM spool');
		}
		return listener;
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	async addRoute(route: Route): Promise<void> {
		await this.intake?.addRoute(route);
	}

	removeRoute(id: string): void {
		this.intake?.removeRoute(id);
	}

	async handedOver(lane: string, studyKey: string, version: string, claim?: string): Promise<void> {
		await this.intake?.handedOver(lane, studyKey, version, claim);
	}

	counted(lane: string, studyKey: string, claim: string, expected: number | undefined): void {
		this.intake?.counted(lane, studyKey, claim, expected);
	}

	audited(transfer: string): void {
		this.intake?.audited(transfer);
	}

	/** Aborts what is open, waits for what is being written, and frees the port. */
	async close(): Promise<void> {
		this.closing = true;
		this.endExpiryWatch();
		const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
		const open = [...this.sessions];
		await Promise.all(open.map((session) => session.close()));
		for (const ofPeer of this.sockets.values()) for (const socket of ofPeer) socket.destroy();
		await closed;
		this.refusals.flush();
		await this.intake?.close();
		await Promise.all(open.map((session) => session.said));
	}

	private bind(): Promise<void> {
		const { host, port } = this.settings;
		return new Promise((resolve, reject) => {
			this.server.once('error', (error) => reject(bindError(error, host)));
			this.server.listen({ host, port, backlog: 511, exclusive: true }, () => {
				this.server.on('error', (error) =>
					this.emitDirectly({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' }),
				);
				resolve();
			});
		});
	}

	/** A connection as the port accepted it: counted, and secured where TLS is set. */
	private receive(socket: Socket): void {
		const address = plain(socket.remoteAddress ?? '');
		const ofPeer = this.sockets.get(address) ?? new Set();
		// Nobody listens to it before its session does; the spool may still be being read.
		socket.on('error', () => {});
		if (this.intake === undefined) {
			socket.destroy();
			return;
		}
		if (ofPeer.size >= this.limits.maxConnectionsPerPeer) {
			socket.destroy();
			const port = socket.remotePort ?? 0;
			this.refuse('peer-connection-cap', { address, port });
			return;
		}
		this.sockets.set(address, ofPeer.add(socket));
		socket.on('close', () => {
			ofPeer.delete(socket);
			if (ofPeer.size === 0) this.sockets.delete(address);
		});
		if (this.tls === undefined) this.welcome(socket);
		else this.tls.admit(socket);
	}

	private welcome(socket: Socket): void {
		const { intake, settings } = this;
		if (intake === undefined || this.closing) {
			socket.destroy();
			return;
		}
		const session = new StorageSession(socket, {
			boundTo: settings.host,
			limits: this.limits,
			callingNetworks: this.callingNetworks,
			pins: settings.tls?.pins,
			users: settings.users,
			intake,
			countAssociations: (address) => this.count(address),
			emit: (event) => this.emit(event),
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

	/** Of a connection that ended before it named any AE title. */
	private refuse(
		reason: TlsRefusal | keyof typeof CONNECTION_CAPS,
		{ address, port }: Caller,
	): void {
		if (this.closing) return;
		const peer = { address, port, callingAeTitle: '', calledAeTitle: '' };
		this.emit({ type: 'association-refused', reason, peer });
	}

	private emit(event: ListenerEvent): void {
		const refusal = event.type === 'association-refused' || event.type === 'instance-refused';
		if (refusal) this.refusals.report(event);
		else this.emitDirectly(event);
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

function bindError(error: unknown, host: string): HospitalError {
	const code = systemCode(error) ?? '';
	if (!NOT_OURS.has(code)) return toHospitalError(error, 'Opening the DICOM port');
	return new HospitalError(
		'address-unknown',
		`The field "Bind Address" holds ${isIP(host) === 0 ? 'a name' : host}, which is no address of this server`,
		{
			nextStep: `Open the DICOM Trigger and enter 127.0.0.1 for this machine only, 0.0.0.0 for every network, or an address of this server: ${ownAddresses()}.`,
			cause: error,
		},
	);
}

/** bind(2), and what a name that is none gives. */
const NOT_OURS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL', 'EAFNOSUPPORT']);
