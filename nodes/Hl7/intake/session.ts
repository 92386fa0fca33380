import type { Socket } from 'node:net';
import { frame, FrameReader } from '../../clients/mllp';
import type { Answer } from './answers';
import type { ListenerEvent, Peer } from './events';
import type { Fate, Reception } from './reception';
import type { ListenerLimits } from './settings';

export interface SessionHost {
	limits: ListenerLimits;
	reception: Pick<Reception, 'receive' | 'tooLarge'>;
	emit(event: ListenerEvent): void;
	onOver(session: Session): void;
}

/** For the CR after an end mark. */
const CR_GRACE_MS = 100;
/** For an answer to leave before the connection is ended from here. */
const FAREWELL_MS = 2_000;

/**
 * One connection. Answers leave in the order of the messages; what comes faster than it can be stored
 * stays in the network.
 */
export class Session {
	private readonly reader: FrameReader;
	private readonly counts: Record<Fate, number> = { accepted: 0, refused: 0, duplicate: 0 };
	/** The answers so far have been written. */
	private written: Promise<void> = Promise.resolve();
	private atWork = 0;
	private timer: NodeJS.Timeout | undefined;
	/** Runs while answers lie here that the sender does not take. */
	private unread: NodeJS.Timeout | undefined;
	/** When the message that is coming in was begun. */
	private begun: number | undefined;
	private how = 'closed';
	private over = false;
	/** Nothing more is read: what is at work is answered, then the connection ends. */
	private closing = false;

	constructor(
		private readonly socket: Socket,
		readonly peer: Peer,
		private readonly host: SessionHost,
	) {
		this.reader = new FrameReader(host.limits.maxMessageBytes);
		socket.setNoDelay(true);
		socket.on('data', (chunk: Buffer) => this.take(chunk));
		socket.on('end', () => this.lastBytes());
		socket.on('drain', () => {
			clearTimeout(this.unread);
			this.unread = undefined;
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => this.ended());
		this.watchTime();
	}

	/** Lets what is at work be answered, then ends the connection. */
	async close(): Promise<void> {
		this.leave('listener-closing');
		const late = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
		await Promise.race([this.written, late]);
		this.socket.destroy();
	}

	private take(chunk: Buffer): void {
		if (this.closing) return;
		this.deal(this.reader.take(chunk));
		const { fault } = this.reader;
		if (fault !== undefined) return this.broken(fault);
		this.watchTime();
	}

	private lastBytes(): void {
		if (!this.closing) this.deal(this.reader.settle());
		this.leave('closed');
	}

	private deal(messages: readonly Buffer[]): void {
		for (const message of messages) this.handle(message);
		if (this.atWork >= this.host.limits.atWork) this.socket.pause();
	}

	private handle(message: Buffer): void {
		this.atWork += 1;
		const received = this.host.reception.receive(message, this.peer);
		const before = this.written;
		this.written = (async () => {
			const { answer, fate } = await received;
			await before;
			this.counts[fate] += 1;
			this.answer(answer);
			this.atWork -= 1;
			if (this.socket.isPaused() && this.atWork < this.host.limits.atWork) this.socket.resume();
			this.watchTime();
		})().catch(() => void this.socket.destroy());
	}

	private answer({ now, later, close }: Answer): void {
		if (close === true) return this.end('no-answer');
		if (now !== undefined) this.write(now);
		if (later === undefined) return;
		void later.then(
			(answer) => answer && this.write(answer.bytes),
			() => {},
		);
	}

	private write(bytes: Buffer): void {
		if (this.socket.destroyed || this.socket.writableEnded) {
			const answered = '';
			return this.host.emit({
				...{ type: 'answer-missing', reason: 'connection-gone', answered },
				peer: this.peer,
			});
		}
		// A sender that reads no answers must not fill memory with them, nor hold a place for ever.
		const { maxMessageBytes, writeMs } = this.host.limits;
		if (!this.socket.write(frame(bytes))) {
			this.unread ??= setTimeout(() => this.end('not-reading'), writeMs);
		}
		if (this.socket.writableLength > maxMessageBytes) this.end('not-reading');
	}

	private broken(fault: 'too-large' | 'not-mllp' | 'broken-end'): void {
		if (fault === 'too-large') {
			const { start } = this.reader;
			const before = this.written;
			this.written = before.then(() => {
				this.counts.refused += 1;
				this.answer(this.host.reception.tooLarge(start, this.peer));
			});
		} else if (this.counts.accepted + this.counts.refused + this.counts.duplicate === 0) {
			const reason = 'not-mllp';
			this.host.emit({ type: 'connection-refused', reason, peer: this.peer });
		}
		this.leave(fault);
	}

	/** Ends the connection when everything that is at work has been answered. */
	private leave(how: string): void {
		if (this.closing) return;
		this.closing = true;
		this.how = how;
		clearTimeout(this.timer);
		// Bytes that nobody reads would end the connection with a reset, before the answer is read.
		this.socket.resume();
		void this.written.then(() => {
			this.socket.end();
			setTimeout(() => this.socket.destroy(), FAREWELL_MS).unref();
		});
	}

	private end(how: string): void {
		this.how = how;
		this.closing = true;
		this.socket.destroy();
	}

	/** A message that was begun must come to its end; a silent connection is closed when that is set. */
	private watchTime(): void {
		clearTimeout(this.timer);
		if (this.closing || this.over) return;
		const { messageMs, idleMs } = this.host.limits;
		if (this.reader.awaitsCr) {
			this.timer = setTimeout(() => {
				this.deal(this.reader.settle());
				this.watchTime();
			}, CR_GRACE_MS);
		} else if (this.reader.inMessage) {
			const since = (this.begun ??= performance.now());
			const left = Math.max(0, since + messageMs - performance.now());
			this.timer = setTimeout(() => this.leave('message-timeout'), left);
			return;
		} else if (this.atWork === 0 && idleMs > 0) {
			this.timer = setTimeout(() => this.leave('idle'), idleMs);
		}
		this.begun = undefined;
	}

	private ended(): void {
		if (this.over) return;
		this.over = true;
		clearTimeout(this.timer);
		clearTimeout(this.unread);
		this.host.onOver(this);
		void this.written.then(() => {
			const { accepted, refused, duplicate } = this.counts;
			if (accepted + refused + duplicate === 0) return;
			this.host.emit({
				...{ type: 'connection-ended', peer: this.peer, how: this.how },
				...{ accepted, refused, duplicates: duplicate },
			});
		});
	}
}
