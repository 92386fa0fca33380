import type { Socket } from 'node:net';
import { connect, tlsError, type TlsSettings } from '../../shared/egress';
import { toHospitalError, type HospitalError } from '../../shared/errors';
import { frame } from './framing';
import { cancelled, closedEarly, notSyslog, SENDING, stalled, unconfirmed } from './failures';
import { connectSecure, type SecureConnection } from './secure';

/** Frames are gathered up to this size before they are handed to the socket. */
const GATHER_BYTES = 32 * 1024;
/** A syslog receiver has nothing to say (RFC 6587 3.4): whoever says more than this is another service. */
const MAX_ANSWER_BYTES = 4096;

/** A syslog receiver over TCP (RFC 6587) or, with `tls`, over TLS (RFC 5425). */
export interface SyslogTarget {
	host: string;
	port: number;
	tls?: TlsSettings;
}

/** Milliseconds. Every wait has an end. */
export interface SyslogTimeouts {
	/** Name lookup, connection and TLS handshake. */
	connectMs: number;
	/** The receiver takes nothing more, although there is more to send. */
	stallMs: number;
	/** The receiver does not close after the last byte. */
	closeMs: number;
}

export const DEFAULT_TIMEOUTS: SyslogTimeouts = {
	connectMs: 10_000,
	stallMs: 15_000,
	closeMs: 10_000,
};

/**
 * How sure it is that the receiver read everything. Syslog has no acknowledgement, so none of them
 * says that the receiver stored it.
 *
 * `closed`: the receiver read to our end of stream and closed in answer; over TLS it said so with
 * close_notify. Over TCP a receiver that is killed after it read everything looks the same.
 * `ended`: over TLS, the receiver went away without close_notify.
 * `settled`: it did not close within `closeMs`.
 */
export type Confirmation = 'closed' | 'ended' | 'settled';

export interface Sent {
	messages: number;
	/** Octets handed to the connection, frames included. */
	bytes: number;
	confirmation: Confirmation;
}

/**
 * Sends messages over one connection of their own and closes it: the receiver's close in answer is
 * the only sign that syslog has for "read to the end". Memory stays bounded however many messages
 * there are: nothing is taken from `messages` while the socket is full.
 *
 * @param messages RFC 5424 messages without framing
 * @param options.lenient accepts `ended` and `settled`, for receivers that cannot close in order
 * @throws HospitalError when the connection fails, stalls, is cancelled, or the receiver closes first
 *   or not in order; how much it had stored by then cannot be known
 */
export async function sendSyslog(
	target: SyslogTarget,
	messages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	options: { timeouts?: SyslogTimeouts; lenient?: boolean; signal?: AbortSignal } = {},
): Promise<Sent> {
	const timeouts = options.timeouts ?? DEFAULT_TIMEOUTS;
	const stream = await openStream(target, timeouts, options.signal);
	const sent = { messages: 0, bytes: 0 };
	let gathered: Buffer[] = [];
	let size = 0;
	try {
		for await (const message of messages) {
			const framed = frame(message);
			gathered.push(framed);
			size += framed.length;
			sent.messages += 1;
			sent.bytes += framed.length;
			if (size < GATHER_BYTES) continue;
			await stream.write(Buffer.concat(gathered));
			gathered = [];
			size = 0;
		}
		if (size > 0) await stream.write(Buffer.concat(gathered));
		const confirmation = await stream.finish();
		if (confirmation !== 'closed' && options.lenient !== true) throw unconfirmed(confirmation);
		return { ...sent, confirmation };
	} finally {
		stream.destroy();
	}
}

/**
 * Opens a connection, with TLS the handshake too, and closes it without sending anything.
 *
 * @throws HospitalError what is wrong with address, port, certificate or trust
 */
export async function probeSyslog(
	target: SyslogTarget,
	timeouts: SyslogTimeouts = DEFAULT_TIMEOUTS,
): Promise<void> {
	const stream = await openStream(target, timeouts, undefined);
	try {
		const confirmation = await stream.finish();
		if (confirmation === 'ended') throw unconfirmed(confirmation);
	} finally {
		stream.destroy();
	}
}

async function openStream(
	{ host, port, tls }: SyslogTarget,
	timeouts: SyslogTimeouts,
	signal: AbortSignal | undefined,
): Promise<SyslogStream> {
	if (tls !== undefined) {
		const secure = await connectSecure(host, port, tls, timeouts.connectMs, signal);
		return new SyslogStream(secure.socket, secure, timeouts, signal);
	}
	const socket = await connect({
		host,
		port,
		timeoutMs: timeouts.connectMs,
		...(signal !== undefined && { signal }),
	});
	return new SyslogStream(socket, undefined, timeouts, signal);
}

/** One connection: what went wrong on it is remembered and meets every wait. */
class SyslogStream {
	private failure: HospitalError | undefined;
	private ending = false;
	private readEnd = false;
	private answered = 0;
	private wake: () => void = () => {};

	constructor(
		private readonly socket: Socket,
		private readonly secure: SecureConnection | undefined,
		private readonly timeouts: SyslogTimeouts,
		private readonly signal: AbortSignal | undefined,
	) {
		socket.on('error', (error) => this.fail(tlsError(error) ?? toHospitalError(error, SENDING)));
		socket.on('data', (data: Buffer) => this.onAnswer(data.length));
		socket.on('end', () => {
			this.readEnd = true;
			// Whatever it did not read before it closed is gone, and how much that is nobody knows.
			if (!this.ending) this.fail(closedEarly());
			this.wake();
		});
		socket.on('close', () => {
			if (!this.readEnd) this.fail(closedEarly());
			this.wake();
		});
		socket.on('drain', () => this.wake());
		signal?.addEventListener('abort', this.onAbort, { once: true });
		if (signal?.aborted === true) this.onAbort();
	}

	/** Hands bytes to the socket and waits while it is full. */
	async write(bytes: Uint8Array): Promise<void> {
		if (this.failure !== undefined) throw this.failure;
		if (this.socket.write(bytes)) return;
		if (await this.until(() => !this.socket.writableNeedDrain, this.timeouts.stallMs)) return;
		throw stalled();
	}

	/** Ends our direction (with TLS: close_notify first) and waits for the receiver to end its own. */
	async finish(): Promise<Confirmation> {
		await this.secure?.quiet();
		// A close or reset that already lies in the kernel is heard before our end could look like its cause.
		await new Promise<void>((resolve) => setImmediate(resolve));
		if (this.failure !== undefined) throw this.failure;
		this.ending = true;
		this.socket.end(() => this.wake());
		const flushed = await this.until(() => this.socket.writableFinished, this.timeouts.stallMs);
		if (!flushed) throw stalled();
		if (!(await this.until(() => this.readEnd, this.timeouts.closeMs))) return 'settled';
		return (this.secure?.closedInOrder() ?? true) ? 'closed' : 'ended';
	}

	destroy(): void {
		this.signal?.removeEventListener('abort', this.onAbort);
		this.socket.destroy();
	}

	/** @returns true when `done` came true, false when the time ran out @throws the failure */
	private async until(done: () => boolean, ms: number): Promise<boolean> {
		const deadline = Date.now() + ms;
		for (;;) {
			if (this.failure !== undefined) throw this.failure;
			if (done()) return true;
			const left = deadline - Date.now();
			if (left <= 0) return false;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, left);
				this.wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	private fail(failure: HospitalError): void {
		this.failure ??= failure;
		this.wake();
	}

	private onAnswer(length: number): void {
		this.answered += length;
		if (this.answered > MAX_ANSWER_BYTES) this.fail(notSyslog());
	}

	private readonly onAbort = (): void => this.fail(cancelled());
}
