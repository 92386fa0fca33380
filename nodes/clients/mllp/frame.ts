/** MLLP (HL7 v2 implementation guide, appendix C): one message between two marks. */
export const START = 0x0b;
export const END = 0x1c;
export const CR = 0x0d;
export const LF = 0x0a;
const SPACE = 0x20;

/** A message in its frame: one buffer, to be written at once. */
export function frame(message: Uint8Array): Buffer {
	const framed = Buffer.allocUnsafe(message.length + 3);
	framed[0] = START;
	framed.set(message, 1);
	framed[message.length + 1] = END;
	framed[message.length + 2] = CR;
	return framed;
}

/**
 * Why a stream of frames cannot be read any further.
 *
 * `not-mllp`: something else than a frame begins. `broken-end`: what follows the end mark is neither
 * its CR nor a new frame, so the mark may have been part of the content, and the message would be cut.
 */
export type FrameFault = 'too-large' | 'not-mllp' | 'broken-end';

/** Blank bytes between frames that are put up with. */
const MOST_NOISE = 1024;
/** Kept of a message that is too large, to name it in the refusal. */
const KEPT_OF_LARGE = 4096;
const RESTART = Buffer.from([START, 0x4d, 0x53, 0x48]);

/**
 * Takes frames out of a stream, however it is cut into packets. Tolerated: line ends between frames,
 * an end mark without its CR, a frame that is begun anew before the last one ended.
 */
export class FrameReader {
	private state: 'between' | 'message' | 'ending' = 'between';
	private chunks: Buffer[] = [];
	private size = 0;
	private noise = 0;
	private ready: Buffer[] = [];
	private broken: FrameFault | undefined;
	/** Frames that were begun and never ended, because the sender began anew. */
	restarted = 0;

	/** @param maxBytes the largest message */
	constructor(private readonly maxBytes: number) {}

	/** Why nothing more is read. */
	get fault(): FrameFault | undefined {
		return this.broken;
	}

	/** True while bytes of a message are here and its end is not. */
	get inMessage(): boolean {
		return this.state !== 'between';
	}

	/** True when only the CR after the end mark is missing: it may never come. */
	get awaitsCr(): boolean {
		return this.state === 'ending';
	}

	/** What came of a message that was too large. */
	get start(): Buffer {
		return Buffer.concat(this.chunks).subarray(0, KEPT_OF_LARGE);
	}

	/** @returns the messages that are complete with these bytes; look at `fault` afterwards */
	take(chunk: Buffer): Buffer[] {
		for (let at = 0; at < chunk.length && this.broken === undefined; ) {
			if (this.state === 'message') at = this.content(chunk, at);
			else if (this.state === 'ending') at = this.ending(chunk, at);
			else at = this.between(chunk, at);
		}
		return this.handOut();
	}

	/** The CR does not come: the message is complete without it. */
	settle(): Buffer[] {
		if (this.state === 'ending') this.complete();
		return this.handOut();
	}

	private handOut(): Buffer[] {
		const messages = this.ready;
		this.ready = [];
		return messages;
	}

	private between(chunk: Buffer, at: number): number {
		const byte = chunk[at];
		if (byte === START) {
			this.state = 'message';
			this.noise = 0;
		} else if (byte !== CR && byte !== LF && byte !== SPACE && byte !== 0) {
			this.broken = 'not-mllp';
		} else if (++this.noise > MOST_NOISE) {
			this.broken = 'not-mllp';
		}
		return at + 1;
	}

	private content(chunk: Buffer, at: number): number {
		const found = chunk.indexOf(END, at);
		const end = found === -1 ? chunk.length : found;
		const part = chunk.subarray(at, end);
		this.chunks.push(part);
		this.size += part.length;
		if (this.size > this.maxBytes) {
			this.broken = 'too-large';
			return chunk.length;
		}
		if (found === -1) return end;
		this.state = 'ending';
		return found + 1;
	}

	private ending(chunk: Buffer, at: number): number {
		const byte = chunk[at];
		if (byte === CR) {
			this.complete();
			return at + 1;
		}
		if (byte === START || byte === LF) this.complete();
		else this.broken = 'broken-end';
		return at;
	}

	private complete(): void {
		const [only] = this.chunks;
		const whole = this.chunks.length === 1 && only ? only : Buffer.concat(this.chunks, this.size);
		const restart = whole.lastIndexOf(RESTART);
		if (restart !== -1) this.restarted += 1;
		const message = restart === -1 ? whole : whole.subarray(restart + 1);
		if (message.length > 0) this.ready.push(message);
		this.state = 'between';
		this.chunks = [];
		this.size = 0;
	}
}
