import type { Socket } from 'node:net';
import { encodeCommand, type Command } from './command';
import { PduFramer } from './framer';
import { MessageAssembler } from './message';
import {
	AbortReason,
	PduError,
	PduType,
	type Abort,
	type AssociateAccept,
	type AssociateReject,
	type AssociateRequest,
} from './pdu';
import {
	decodeAbort,
	decodeAssociateAccept,
	decodeAssociateReject,
	decodeAssociateRequest,
} from './pdu-decode';
import {
	COMMAND,
	dataHeader,
	encodeAbort,
	encodeAssociateAccept,
	encodeAssociateReject,
	encodeAssociateRequest,
	encodeReleaseReply,
	encodeReleaseRequest,
	LAST,
} from './pdu-encode';
import { transition, type Event, type State } from './state-machine';

/** How an association came to its end. */
export interface AssociationEnd {
	/** `timeout`: we gave up on a silent peer; `protocol`: the peer broke the rules. */
	how: 'released' | 'rejected' | 'aborted-by-peer' | 'aborted' | 'closed' | 'timeout' | 'protocol';
	/** Present when `how` is `rejected` by the peer. */
	reject?: AssociateReject;
	/** Present when the peer aborted. */
	abort?: Abort;
	/**
	 * What the connection failed with, such as a reset or a TLS alert; absent when it was closed in
	 * order. Behind a TLS 1.3 handshake this is where a refused client certificate shows.
	 */
	error?: unknown;
}

/** What the user of the association is told; each function runs inside the socket's event. */
export interface AssociationUser {
	/** Acceptor: answer with `accept` or `reject`. */
	onAssociateRequest?(request: AssociateRequest): void;
	/** Requestor: the peer accepted. */
	onAssociateAccept?(accept: AssociateAccept): void;
	onCommand(contextId: number, command: Command): void;
	/** `part` is good only during this call: its memory is used again afterwards. */
	onData(contextId: number, part: Buffer, last: boolean): void;
	/** The peer wants to release: call `confirmRelease` when all answers are out. */
	onReleaseRequest(): void;
	/** Exactly once, the transport is closed or about to be; nothing else is called after it. */
	onEnd(end: AssociationEnd): void;
}

export interface AssociationLimits {
	/** ARTIM (PS3.8 9.1.5): association request, its answer, and transport close. Milliseconds. */
	artimMs: number;
	/** A started PDU must be whole within this time, a started message bring some KB. Milliseconds. */
	pduMs: number;
	/** Silence between messages. Milliseconds. */
	idleMs: number;
	/** Announced maximum length of a P-DATA-TF body, bytes. */
	maximumLength: number;
	/** Largest control PDU, bytes. */
	controlPdu: number;
}

export const DEFAULT_ASSOCIATION_LIMITS: AssociationLimits = {
	artimMs: 30_000,
	pduMs: 30_000,
	idleMs: 300_000,
	maximumLength: 131_072,
	controlPdu: 262_144,
};

/** A peer that sends requests and never reads the answers is cut off here, bytes. */
const MAX_UNSENT_ANSWERS = 1 << 20;
/** A begun message brings at least this many bytes within `pduMs`: slower is no sender, but a siege. */
const LEAST_PROGRESS = 4096;
/** Up to this size copying a fragment behind its header costs less than a packet of its own. Bytes. */
const JOINED_BYTES = 4096;
/** Nobody needs longer to close a connection that is over. */
const MAX_CLOSE_MS = 5_000;

/**
 * One association over one connected socket: framing, the state machine of PS3.8 Table 9-10, DIMSE
 * message assembly and timers. Both roles use it; what the messages mean is the user's business.
 */
export class Association {
	private state: State = 'Sta1';
	private readonly framer: PduFramer;
	private readonly messages: MessageAssembler;
	private readonly timer: NodeJS.Timeout;
	private lastActivity = performance.now();
	private stateSince = performance.now();
	private pduStartedAt = 0;
	private pdusSeen = 0;
	private bytesSeen = 0;
	/** Where a message stood when it was last seen to make progress. */
	private progress: { at: number; bytes: number } | undefined;
	private paused = false;
	private ended = false;
	private end: AssociationEnd = { how: 'closed' };
	private failure: unknown;
	private abortReason: number = AbortReason.notSpecified;
	/** Largest P-DATA-TF body that the peer receives; set when the association is established. */
	peerMaximumLength = 16_384;
	/** The user sets it while it works on an answer: silence is then ours, not the peer's. */
	busy = false;

	constructor(
		private readonly socket: Socket,
		private readonly role: 'requestor' | 'acceptor',
		private readonly limits: AssociationLimits,
		private readonly user: AssociationUser,
	) {
		this.messages = new MessageAssembler(user);
		this.framer = new PduFramer(
			{ controlPdu: limits.controlPdu, dataPdu: limits.maximumLength },
			{
				onPdu: (type, body) => this.onPdu(type, body),
				onFragment: (contextId, flags, part, end) => this.onFragment(contextId, flags, part, end),
			},
		);
		socket.setNoDelay(true);
		socket.on('data', (chunk: Buffer) => {
			this.onChunk(chunk);
			free(chunk);
		});
		socket.on('error', (error) => {
			this.failure ??= error;
			// Node leaves a TLS channel open that broke after its handshake: nothing more would be heard of it.
			socket.destroy();
		});
		socket.on('close', () => this.happen('transport-closed'));
		const shortest = Math.min(limits.artimMs, limits.pduMs, limits.idleMs);
		this.timer = setInterval(() => this.checkTimers(), Math.max(10, Math.min(1000, shortest / 4)));
		this.timer.unref();
		if (role === 'acceptor') this.happen('transport-indication');
		else this.happen('local-associate-request');
	}

	/** True while DIMSE messages may be sent. */
	get established(): boolean {
		return this.state === 'Sta6' || this.state === 'Sta8';
	}

	/** True from the end on: nothing can be sent any more. */
	get over(): boolean {
		return this.ended;
	}

	/** Requestor: sends the A-ASSOCIATE-RQ on the connected socket. */
	request(request: Omit<AssociateRequest, 'protocolVersion'>): void {
		this.happen('transport-connected', () => this.write(encodeAssociateRequest(request)));
	}

	/** Acceptor: A-ASSOCIATE-AC. */
	accept(accept: AssociateAccept, peerMaximumLength: number): void {
		this.peerMaximumLength = peerMaximumLength;
		this.happen('local-accept', () => this.write(encodeAssociateAccept(accept)));
	}

	/** Acceptor: A-ASSOCIATE-RJ, then the connection is closed. */
	reject(reject: AssociateReject): void {
		this.end = { how: 'rejected', reject };
		this.happen('local-reject', () => this.write(encodeAssociateReject(reject)));
	}

	/** Requestor: A-RELEASE-RQ. `onEnd` follows. */
	release(): void {
		this.happen('local-release-request', () => this.write(encodeReleaseRequest()));
	}

	/** Answers the peer's A-RELEASE-RQ. */
	confirmRelease(): void {
		if (!this.ended) this.happen('local-release-response', () => this.write(encodeReleaseReply()));
	}

	/** A-ABORT by the service user; harmless when the association is over. */
	abort(how: AssociationEnd['how'] = 'aborted'): void {
		if (this.ended) return;
		if (this.state !== 'Sta13') this.end = { how };
		this.happen('local-abort');
	}

	/** Stops reading from the peer: its bytes wait in the network. */
	pause(): void {
		if (this.paused) return;
		this.paused = true;
		this.socket.pause();
	}

	resume(): void {
		if (!this.paused) return;
		this.paused = false;
		this.lastActivity = performance.now();
		this.pduStartedAt = this.lastActivity;
		this.progress = undefined;
		if (!this.ended) this.socket.resume();
	}

	/** Sends a command set in one P-DATA-TF (it is always shorter than any sensible maximum). */
	sendCommand(contextId: number, command: Command): void {
		if (this.ended || !this.established) return;
		const bytes = encodeCommand(command);
		const room = this.payload();
		this.happen('local-data', () => {
			for (let at = 0; at < bytes.length; at += room) {
				const part = bytes.subarray(at, at + room);
				const last = at + room >= bytes.length;
				this.writeFragment(contextId, COMMAND | (last ? LAST : 0), part);
			}
		});
		if (this.socket.writableLength > MAX_UNSENT_ANSWERS && this.role === 'acceptor') {
			this.abort('timeout');
		}
	}

	/**
	 * Sends one part of a data set, split to the peer's maximum length.
	 *
	 * @returns false when the socket's buffer is full: wait for `drained` before the next part
	 */
	sendData(contextId: number, bytes: Buffer, last: boolean): boolean {
		if (this.ended || !this.established) return true;
		const room = this.payload();
		let flowing = true;
		this.happen('local-data', () => {
			this.socket.cork();
			let at = 0;
			do {
				const part = bytes.subarray(at, at + room);
				at += part.length;
				const end = last && at >= bytes.length;
				flowing = this.writeFragment(contextId, end ? LAST : 0, part);
			} while (at < bytes.length);
			this.socket.uncork();
		});
		return flowing;
	}

	/** Largest fragment that fits the peer's maximum length; 0 means the peer set no limit. */
	payload(): number {
		const most = this.peerMaximumLength === 0 ? 131_072 : this.peerMaximumLength;
		return Math.max(1, Math.min(most, 262_144) - 6);
	}

	/** Resolves when the socket takes bytes again, or when the association is over. */
	drained(): Promise<void> {
		if (this.ended || !this.socket.writableNeedDrain) return Promise.resolve();
		return new Promise((resolve) => {
			const done = () => {
				this.socket.off('drain', done).off('close', done);
				this.lastActivity = performance.now();
				resolve();
			};
			this.socket.on('drain', done).on('close', done);
		});
	}

	private writeFragment(contextId: number, flags: number, part: Buffer): boolean {
		const header = dataHeader(contextId, flags, part.length);
		// Two writes without Nagle's algorithm are two packets, and the peer wakes up for each.
		if (part.length <= JOINED_BYTES) return this.write(Buffer.concat([header, part]));
		this.write(header);
		return this.write(part);
	}

	private write(bytes: Buffer): boolean {
		if (this.socket.destroyed || this.socket.writableEnded) return true;
		return this.socket.write(bytes);
	}

	private onChunk(chunk: Buffer): void {
		if (this.ended || this.state === 'Sta13') return;
		this.lastActivity = performance.now();
		this.bytesSeen += chunk.length;
		try {
			this.framer.push(chunk);
		} catch (error) {
			this.protocolError(error);
			return;
		}
		if (!this.framer.insidePdu) this.pduStartedAt = 0;
		else if (this.pduStartedAt === 0 || this.framer.pdusStarted !== this.pdusSeen) {
			this.pduStartedAt = this.lastActivity;
		}
		this.pdusSeen = this.framer.pdusStarted;
	}

	/** A rule broken on the wire aborts; anything else is a fault of ours and aborts just the same. */
	private protocolError(error: unknown): void {
		this.abortReason = error instanceof PduError ? error.reason : AbortReason.notSpecified;
		if (this.state !== 'Sta13') this.end = { how: 'protocol' };
		this.happen('invalid-pdu');
	}

	private onPdu(type: number, body: Buffer): void {
		// Bytes behind a message that ended the association are of no interest.
		if (this.ended || this.state === 'Sta13') return;
		switch (type) {
			case PduType.associateRequest:
				if (this.state === 'Sta2') {
					const request = decodeAssociateRequest(body);
					this.happen('associate-rq', () => this.user.onAssociateRequest?.(request));
				} else this.unexpected('associate-rq');
				return;
			case PduType.associateAccept:
				if (this.state === 'Sta5') {
					const accept = decodeAssociateAccept(body);
					this.peerMaximumLength = accept.user.maximumLength;
					this.happen('associate-ac', () => this.user.onAssociateAccept?.(accept));
				} else this.unexpected('associate-ac');
				return;
			case PduType.associateReject:
				if (this.state === 'Sta5') {
					this.end = { how: 'rejected', reject: decodeAssociateReject(body) };
					this.happen('associate-rj');
				} else this.unexpected('associate-rj');
				return;
			case PduType.releaseRequest:
				if (this.state === 'Sta6') {
					this.happen('release-rq', () => this.user.onReleaseRequest());
				} else if (this.state === 'Sta7') this.releaseCollision();
				else this.unexpected('release-rq');
				return;
			case PduType.releaseReply:
				if (this.state !== 'Sta7' && this.state !== 'Sta11') return this.unexpected('release-rp');
				this.end = { how: 'released' };
				this.happen('release-rp');
				return;
			default:
				this.end = { how: 'aborted-by-peer', abort: decodeAbort(body) };
				this.happen('abort');
		}
	}

	private onFragment(contextId: number, flags: number, part: Buffer, endOfValue: boolean): void {
		if (this.ended || this.state === 'Sta13') return;
		if (this.state !== 'Sta6' && this.state !== 'Sta7') return this.unexpected('data-tf');
		this.messages.push(contextId, flags, part, endOfValue);
	}

	private unexpected(event: Event): void {
		this.abortReason = AbortReason.unexpectedPdu;
		this.end = { how: 'protocol' };
		this.happen(event);
	}

	/** AR-8, AR-9: both sides asked at once; the requestor answers first (PS3.8 9.2.4). */
	private releaseCollision(): void {
		this.happen('release-rq');
		if (this.role === 'requestor') {
			this.happen('local-release-response', () => this.write(encodeReleaseReply()));
		} else this.abort();
	}

	/** Looks up the table, moves to the next state, then does what the action asks for. */
	private happen(event: Event, effect?: () => void): void {
		const cell = transition(this.state, event);
		if (cell === undefined) return;
		const [action, next] = cell;
		if (next !== this.state) this.stateSince = performance.now();
		this.state = next;
		switch (action) {
			case 'AA-1':
				this.write(
					encodeAbort({ source: this.end.how === 'protocol' ? 2 : 0, reason: this.abortReason }),
				);
				this.finish(false);
				return;
			case 'AA-8':
				this.write(encodeAbort({ source: 2, reason: this.abortReason }));
				this.finish(false);
				return;
			case 'AE-8':
			case 'AR-4':
				effect?.();
				if (action === 'AR-4') this.end = { how: 'released' };
				this.finish(false);
				return;
			case 'AA-2':
			case 'AA-3':
			case 'AA-4':
			case 'AA-5':
			case 'AE-4':
			case 'AR-3':
			case 'AR-5':
				this.finish(true);
				return;
			default:
				effect?.();
		}
	}

	/**
	 * Tells the user, once, and closes. Not at once after our own last words: a socket that is
	 * destroyed with unread bytes sends a reset, which can overtake them.
	 */
	private finish(destroy: boolean): void {
		if (destroy) {
			clearInterval(this.timer);
			this.socket.destroy();
		} else {
			this.socket.end();
			this.socket.resume();
		}
		if (this.ended) return;
		this.ended = true;
		this.user.onEnd({
			...this.end,
			...(this.failure !== undefined && { error: this.failure }),
		});
	}

	private checkTimers(): void {
		const now = performance.now();
		const { artimMs, pduMs, idleMs } = this.limits;
		if (this.state === 'Sta2') {
			if (now - this.stateSince > artimMs) this.expire('artim-expired');
			return;
		}
		if (this.state === 'Sta13') {
			if (now - this.stateSince > Math.min(artimMs, MAX_CLOSE_MS)) this.expire('artim-expired');
			return;
		}
		if (this.state === 'Sta5' || this.state === 'Sta7' || this.state === 'Sta11') {
			if (now - this.stateSince > artimMs) this.expire('local-abort');
			return;
		}
		if (this.paused || this.ended) return;
		const slowPdu = this.pduStartedAt > 0 && now - this.pduStartedAt > pduMs;
		const silence = now - this.lastActivity;
		const waiting = this.messages.insideMessage ? pduMs : idleMs;
		if (slowPdu || this.crawls(now) || (!this.busy && silence > waiting)) {
			this.expire('local-abort');
		}
	}

	/** True when a message goes on and on in tiny pieces: none of them is late, all together are. */
	private crawls(now: number): boolean {
		if (!this.messages.insideMessage) {
			this.progress = undefined;
			return false;
		}
		this.progress ??= { at: now, bytes: this.bytesSeen };
		if (now - this.progress.at <= this.limits.pduMs) return false;
		const crawling = this.bytesSeen - this.progress.bytes < LEAST_PROGRESS;
		this.progress = { at: now, bytes: this.bytesSeen };
		return crawling;
	}

	private expire(event: Event): void {
		if (this.state !== 'Sta13') this.end = { how: 'timeout' };
		this.happen(event);
	}
}

/**
 * Gives the memory of a received chunk back now. Left to the garbage collector, the chunks of a
 * large object set off a full collection every 64 MB, and each lands in other, colder memory. Only
 * a chunk that owns its memory is freed: not a piece of a pool.
 */
function free({ buffer, length }: Buffer): void {
	if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}
