import type { Socket } from 'node:net';
import { connect, tlsError, type TlsSettings } from '../../shared/egress';
import { toHospitalError, type HospitalError } from '../../shared/errors';
import { cancelled, SENDING } from '../ingest/failures';
import { closedEarly, notOffered, notRelp, refused, silent } from './failures';
import { FrameReader, MAX_TXNR, relpFrame, type Frame } from './frame';

/** A RELP receiver, plain or with `tls`. */
export interface RelpTarget {
	host: string;
	port: number;
	tls?: TlsSettings;
}

/** Milliseconds. Every wait has an end. */
export interface RelpTimeouts {
	/** Name lookup, connection, TLS handshake and RELP's own opening. */
	connectMs: number;
	/** Nothing more is acknowledged, although something is outstanding. */
	ackMs: number;
	/** For the farewell of the receiver, when everything is acknowledged. */
	closeMs: number;
}

export const DEFAULT_RELP_TIMEOUTS: RelpTimeouts = {
	connectMs: 10_000,
	ackMs: 30_000,
	closeMs: 500,
};

const OFFERS = 'relp_version=0\nrelp_software=n8n-nodes-hospital\ncommands=syslog';
/** Frames are gathered up to this size before they are handed to the socket. */
const GATHER_BYTES = 32 * 1024;

/**
 * One RELP session: what was sent and is not acknowledged yet is remembered, and what went wrong
 * meets every wait.
 */
export class RelpSession {
	private readonly reader = new FrameReader();
	private readonly outstanding = new Set<number>();
	private txnr = 0;
	private gathered: Buffer[] = [];
	private gatheredBytes = 0;
	private acknowledged = 0;
	private opened: string | undefined;
	private closing = false;
	private ended = false;
	private failure: HospitalError | undefined;
	private wake: () => void = () => {};

	private constructor(
		private readonly socket: Socket,
		private readonly timeouts: RelpTimeouts,
		private readonly signal: AbortSignal | undefined,
	) {
		socket.on('error', (error) => this.fail(tlsError(error) ?? toHospitalError(error, SENDING)));
		socket.on('data', (chunk: Buffer) => this.receive(chunk));
		socket.on('close', () => {
			this.ended = true;
			if (!this.closing) this.fail(closedEarly());
			this.wake();
		});
		socket.on('drain', () => this.wake());
		signal?.addEventListener('abort', this.onAbort, { once: true });
		if (signal?.aborted === true) this.onAbort();
	}

	/**
	 * Connects and opens the session.
	 *
	 * @throws HospitalError of the connection, `relp-wrong-service`, `relp-not-offered`
	 */
	static async open(
		{ host, port, tls }: RelpTarget,
		timeouts: RelpTimeouts,
		signal: AbortSignal | undefined,
	): Promise<RelpSession> {
		const socket = await connect({
			host,
			port,
			timeoutMs: timeouts.connectMs,
			...(tls !== undefined && { tls }),
			...(signal !== undefined && { signal }),
		});
		const session = new RelpSession(socket, timeouts, signal);
		try {
			await session.negotiate();
		} catch (error) {
			session.destroy();
			throw error;
		}
		return session;
	}

	private async negotiate(): Promise<void> {
		this.gather('open', Buffer.from(OFFERS));
		this.flush();
		if (!(await this.until(() => this.opened !== undefined, this.timeouts.connectMs))) {
			throw notRelp();
		}
		const [status = '', ...offers] = (this.opened ?? '').split('\n');
		if (!/^200(?: |$)/.test(status)) throw notOffered();
		const commands = offers.find((offer) => offer.startsWith('commands='))?.slice(9) ?? '';
		if (!commands.split(',').includes('syslog')) throw notOffered();
	}

	/** Sends one message; waits while `window` messages are outstanding. */
	async send(message: Uint8Array, window: number): Promise<void> {
		if (this.failure !== undefined) throw this.failure;
		this.gather('syslog', message);
		if (this.gatheredBytes >= GATHER_BYTES || this.outstanding.size >= window) this.flush();
		// Each answer is met with the next message: the packet carries the acknowledgement of TCP, on
		// which Nagle's algorithm on the other side waits before it sends further answers.
		if (this.outstanding.size >= window) await this.progress(() => this.outstanding.size < window);
		if (this.socket.writableNeedDrain) await this.progress(() => !this.socket.writableNeedDrain);
	}

	/** Waits until every message is acknowledged, then says goodbye. */
	async finish(): Promise<void> {
		this.flush();
		await this.progress(() => this.outstanding.size === 0);
		this.closing = true;
		this.gather('close', Buffer.alloc(0));
		this.flush();
		// Everything is acknowledged: however the farewell goes, nothing depends on it.
		await this.until(() => this.ended, this.timeouts.closeMs).catch(() => false);
	}

	destroy(): void {
		this.signal?.removeEventListener('abort', this.onAbort);
		this.closing = true;
		this.socket.destroy();
	}

	private gather(command: string, data: Uint8Array): void {
		this.txnr = this.txnr >= MAX_TXNR ? 1 : this.txnr + 1;
		const frame = relpFrame(this.txnr, command, data);
		this.outstanding.add(this.txnr);
		this.gathered.push(frame);
		this.gatheredBytes += frame.length;
	}

	private flush(): void {
		if (this.gathered.length === 0) return;
		this.socket.write(Buffer.concat(this.gathered, this.gatheredBytes));
		this.gathered = [];
		this.gatheredBytes = 0;
	}

	private receive(chunk: Buffer): void {
		const frames = this.reader.take(chunk);
		if (frames === undefined) return this.fail(notRelp());
		for (const frame of frames) this.answer(frame);
		this.wake();
	}

	private answer({ txnr, command, data }: Frame): void {
		if (command === 'serverclose') {
			this.ended = true;
			if (!this.closing) this.fail(closedEarly());
			return;
		}
		// An answer to something that was never asked means that both sides count differently.
		if (command !== 'rsp' || !this.outstanding.delete(txnr)) return this.fail(notRelp());
		this.acknowledged += 1;
		if (txnr === 1 && this.opened === undefined) this.opened = data;
		else if (!this.closing && !/^200(?: |$)/.test(data)) this.fail(refused(data.slice(0, 3)));
	}

	/** Waits for `done` as long as acknowledgements keep coming. */
	private async progress(done: () => boolean): Promise<void> {
		for (;;) {
			const before = this.acknowledged;
			const step = () => done() || this.acknowledged !== before;
			if (!(await this.until(step, this.timeouts.ackMs))) throw silent();
			if (done()) return;
		}
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

	private readonly onAbort = (): void => this.fail(cancelled());
}
