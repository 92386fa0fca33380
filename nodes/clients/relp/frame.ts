/**
 * Frames of RELP (librelp doc/relp.html): `TXNR SP COMMAND SP DATALEN [SP DATA] LF`. TXNR and DATALEN
 * are decimal with at most nine digits; DATALEN counts octets.
 */
export const MAX_TXNR = 999_999_999;
/** Longest answer of a receiver that is read; answers are a code and a short text. */
const MAX_DATA_BYTES = 16 * 1024;
/** TXNR, COMMAND (at most 32 letters) and DATALEN with their spaces. */
const MAX_HEADER_BYTES = 9 + 1 + 32 + 1 + 9 + 1;

const HEADER = /^(\d{1,9}) ([A-Za-z]{1,32}) (\d{1,9})$/;
const LF = 0x0a;
const SPACE = 0x20;

/** A frame as it came from the receiver. */
export interface Frame {
	txnr: number;
	command: string;
	data: string;
}

/** @param data octets; may hold anything, newlines included */
export function relpFrame(txnr: number, command: string, data: Uint8Array): Buffer {
	if (data.length === 0) return Buffer.from(`${txnr} ${command} 0\n`);
	const head = `${txnr} ${command} ${data.length} `;
	const frame = Buffer.allocUnsafe(head.length + data.length + 1);
	frame.write(head, 0, 'latin1');
	frame.set(data, head.length);
	frame[frame.length - 1] = LF;
	return frame;
}

/** Cuts what arrives into frames. Memory is bounded by the longest frame that is accepted. */
export class FrameReader {
	private rest: Buffer = Buffer.alloc(0);

	/** @returns the frames that are complete now, or undefined when this is not RELP */
	take(chunk: Buffer): Frame[] | undefined {
		const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
		const frames: Frame[] = [];
		let at = 0;
		for (;;) {
			const next = frameAt(bytes, at);
			if (next === 'invalid') return undefined;
			if (next === 'incomplete') break;
			frames.push(next.frame);
			at = next.end;
		}
		// A copy: the rest must not keep the whole chunk alive.
		this.rest = Buffer.from(bytes.subarray(at));
		return frames;
	}
}

function frameAt(
	bytes: Buffer,
	start: number,
): { frame: Frame; end: number } | 'incomplete' | 'invalid' {
	let at = start;
	let spaces = 0;
	// The header ends with its third space, or with the newline of a frame without data.
	for (; at < bytes.length; at++) {
		if (at - start > MAX_HEADER_BYTES) return 'invalid';
		if (bytes[at] === LF || (bytes[at] === SPACE && ++spaces === 3)) break;
	}
	if (at === bytes.length) return 'incomplete';
	const header = HEADER.exec(bytes.toString('latin1', start, at));
	if (header === null) return 'invalid';
	const length = Number(header[3]);
	if (length > MAX_DATA_BYTES) return 'invalid';
	if (bytes[at] === LF) {
		return length === 0 ? { frame: frameOf(header, ''), end: at + 1 } : 'invalid';
	}
	const end = at + 1 + length;
	if (end >= bytes.length) return 'incomplete';
	if (bytes[end] !== LF) return 'invalid';
	return { frame: frameOf(header, bytes.toString('utf8', at + 1, end)), end: end + 1 };
}

const frameOf = (header: RegExpExecArray, data: string): Frame => ({
	txnr: Number(header[1]),
	command: header[2],
	data,
});
