import type { Socket } from 'node:net';
import { readAck, type Acknowledgement } from '../../formats/hl7';
import { CR, frame, FrameReader, LF } from './frame';

/** An acknowledgement, read and as it came. */
export interface Heard {
	acknowledgement: Acknowledgement;
	answer: Buffer;
}

export interface Waits {
	/** For the first acknowledgement. Milliseconds. */
	ackMs: number;
	/** For the application after CA. Milliseconds; absent when CA is all that was asked for. */
	applicationMs?: number;
}

/** How one message on one connection ended. */
export type ExchangeEnd =
	| ({ type: 'answered'; strays: number } & Heard)
	| {
			type: 'ended';
			why: 'timeout' | 'closed' | 'unreadable';
			/** Something of an answer had come. */
			bytes: boolean;
			/** The receiver has the message (CA); what its application makes of it is not known. */
			committed?: Heard;
			strays: number;
	  };

/** Answers to other messages that are put aside; more of them mean that both sides disagree. */
const MOST_STRAYS = 16;
/** For the CR after the end mark of an answer. */
const CR_GRACE_MS = 50;

/**
 * One connection with at most one message under way. An answer counts only when MSA-2 names the message
 * that waits; whatever ends a wait without an answer ends the connection too, so that what comes late
 * meets nobody.
 */
export class Exchange {
	private readonly reader: FrameReader;
	private answer: (end: ExchangeEnd) => void = () => {};
	private controlId: string | undefined;
	private applicationMs: number | undefined;
	private committed: Heard | undefined;
	private timer: NodeJS.Timeout | undefined;
	private strays = 0;
	private received = false;
	private ended = false;
	private grace: NodeJS.Timeout | undefined;

	constructor(
		private readonly socket: Socket,
		maxAnswerBytes: number,
	) {
		this.reader = new FrameReader(maxAnswerBytes);
		socket.on('error', () => this.close());
		socket.on('close', () => this.end('closed'));
		socket.on('end', () => this.settle());
		socket.on('data', (chunk: Buffer) => this.take(chunk));
	}

	/** True while another message may be sent on this connection. */
	get isUsable(): boolean {
		return !this.ended && this.socket.writable && !this.reader.inMessage;
	}

	/**
	 * Sends one message and waits for its answer: for the second one where the first is CA and the
	 * application was asked as well (2.9.3).
	 *
	 * @param controlId MSH-10 of the message
	 */
	async send(
		message: Uint8Array,
		controlId: string,
		{ ackMs, applicationMs }: Waits,
		signal?: AbortSignal,
	): Promise<ExchangeEnd> {
		this.controlId = controlId;
		this.applicationMs = applicationMs;
		this.committed = undefined;
		this.strays = 0;
		this.received = false;
		const { promise, resolve } = Promise.withResolvers<ExchangeEnd>();
		this.answer = resolve;
		this.waitFor(ackMs);
		const onAbort = () => this.end('closed');
		signal?.addEventListener('abort', onAbort, { once: true });
		if (this.ended || signal?.aborted === true) this.end('closed');
		else this.socket.write(frame(message));
		try {
			return await promise;
		} finally {
			clearTimeout(this.timer);
			signal?.removeEventListener('abort', onAbort);
			this.controlId = undefined;
		}
	}

	close(): void {
		clearTimeout(this.grace);
		this.ended = true;
		this.socket.destroy();
	}

	private waitFor(ms: number): void {
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.end('timeout'), ms);
	}

	private take(chunk: Buffer): void {
		clearTimeout(this.grace);
		if (this.controlId === undefined) {
			// Nobody waits: a late answer, or something else that nothing was asked for.
			if (!chunk.every((byte) => byte === CR || byte === LF)) this.close();
			return;
		}
		this.received = true;
		this.judge(this.reader.take(chunk));
		if (this.reader.fault !== undefined) return this.end('unreadable');
		if (this.reader.awaitsCr) this.grace = setTimeout(() => this.settle(), CR_GRACE_MS);
	}

	private settle(): void {
		this.judge(this.reader.settle());
	}

	private judge(answers: readonly Buffer[]): void {
		for (const answer of answers) {
			const acknowledgement = readAck(answer);
			if (acknowledgement === undefined) return this.end('unreadable');
			if (acknowledgement.answeredControlId.trim() === this.controlId) {
				const { strays, applicationMs } = this;
				if (acknowledgement.code === 'CA' && applicationMs !== undefined) {
					if (this.committed === undefined) this.waitFor(applicationMs);
					this.committed = { acknowledgement, answer };
					continue;
				}
				this.controlId = undefined;
				this.answer({ type: 'answered', acknowledgement, answer, strays });
				continue;
			}
			this.strays += 1;
			if (this.controlId === undefined) return this.close();
			if (this.strays > MOST_STRAYS) return this.end('unreadable');
		}
	}

	private end(why: 'timeout' | 'closed' | 'unreadable'): void {
		this.close();
		const { committed, received: bytes, strays } = this;
		this.answer({ type: 'ended', why, bytes, strays, ...(committed && { committed }) });
	}
}
