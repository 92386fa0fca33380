import { constants, X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { HospitalError, systemCode } from '../../shared/errors';
import type { ConnectionRefusal } from './events';
import type { ListenerTls } from './settings';

/** TLS 1.2 as RFC 9325 4.2 recommends it, besides the suites of TLS 1.3. */
const SUITES = [
	'TLS_AES_256_GCM_SHA384',
	'TLS_CHACHA20_POLY1305_SHA256',
	'TLS_AES_128_GCM_SHA256',
	'ECDHE-ECDSA-AES256-GCM-SHA384',
	'ECDHE-RSA-AES256-GCM-SHA384',
	'ECDHE-ECDSA-AES128-GCM-SHA256',
	'ECDHE-RSA-AES128-GCM-SHA256',
];

const BY_CODE: ReadonlyArray<readonly [RegExp, ConnectionRefusal]> = [
	[/PEER_DID_NOT_RETURN_A_CERTIFICATE$/, 'tls-no-certificate'],
	[
		/CERTIFICATE_VERIFY_FAILED|UNKNOWN_CA|_CERTIFICATE$|KEY_TOO_SMALL|MD_TOO_WEAK/,
		'tls-certificate',
	],
	[
		/WRONG_VERSION_NUMBER$|HTTP_REQUEST$|PACKET_LENGTH_TOO_LONG$|RECORD_LAYER_FAILURE$/,
		'tls-not-tls',
	],
];

/** Secures connections that the port has let in; it never listens itself. */
export class TlsStage {
	private readonly server: Server;
	/** Connections that are being secured, by the address of the caller. */
	private readonly handshakes = new Map<string, Handshake>();
	/** The connection whose end is being told right now. */
	private closing: Handshake | undefined;

	/** @throws HospitalError `tls-invalid` */
	constructor(
		tls: ListenerTls,
		handshakeMs: number,
		onSecure: (socket: TLSSocket) => void,
		private readonly onRefused: (reason: ConnectionRefusal, address: string, port: number) => void,
	) {
		try {
			this.server = createServer({
				key: tls.key,
				cert: tls.cert,
				...(tls.ca !== undefined && { ca: tls.ca, requestCert: true, rejectUnauthorized: true }),
				minVersion: tls.minVersion ?? 'TLSv1.2',
				ciphers: [...SUITES, '@SECLEVEL=2'].join(':'),
				honorCipherOrder: true,
				secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
				handshakeTimeout: handshakeMs,
			});
		} catch (error) {
			throw new HospitalError(
				'tls-invalid',
				'The certificate or key of the listener cannot be used',
				{
					nextStep: 'Check that certificate and key are PEM texts and belong together.',
					cause: error,
				},
			);
		}
		this.server.on('secureConnection', (socket) => {
			const handshake = this.handshakes.get(nameOf(socket));
			if (handshake !== undefined) handshake.secure = true;
			onSecure(socket);
		});
		this.server.on('tlsClientError', (error, socket) => {
			const reason = refusalOf(error, socket.authorizationError);
			const explain = (handshake: Handshake | undefined) => {
				if (handshake !== undefined) handshake.reason ??= reason;
			};
			const known = this.handshakes.get(nameOf(socket));
			explain(known ?? this.closing);
			// A connection that the caller has reset knows no address any more.
			if (known === undefined) socket.once('close', () => explain(this.closing));
			socket.destroy();
		});
	}

	admit(raw: Socket): void {
		const name = nameOf(raw);
		const { remoteAddress = '', remotePort = 0 } = raw;
		const handshake: Handshake = { secure: false };
		this.handshakes.set(name, handshake);
		raw.once('close', () => {
			this.closing = handshake;
			// The error of the handshake may be told only now.
			setImmediate(() => {
				if (this.closing === handshake) this.closing = undefined;
				if (this.handshakes.get(name) === handshake) this.handshakes.delete(name);
				if (handshake.secure) return;
				this.onRefused(handshake.reason ?? 'tls-failed', remoteAddress, remotePort);
			});
		});
		this.server.emit('connection', raw);
	}
}

interface Handshake {
	secure: boolean;
	reason?: ConnectionRefusal;
}

const nameOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;

function refusalOf(error: unknown, verification: unknown): ConnectionRefusal {
	if (typeof verification === 'string' && verification !== '') return 'tls-certificate';
	const code = systemCode(error) ?? '';
	return BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'tls-failed';
}

/** First name of the client's certificate, for records. */
export function certificateName(socket: Socket): string | undefined {
	const peer = (socket as Partial<TLSSocket>).getPeerX509Certificate?.();
	return /^CN=(.{1,64})$/m.exec(peer?.subject ?? '')?.[1];
}

/** Whole days until a certificate ends; negative when it has ended. */
export const daysLeft = (pem: string, now = Date.now()): number =>
	Math.floor((Date.parse(new X509Certificate(pem).validTo) - now) / 86_400_000);
