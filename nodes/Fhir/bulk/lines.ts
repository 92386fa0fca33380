import { lineTooLong } from './errors';

const NEWLINE = 0x0a;

/**
 * Cuts NDJSON into lines while it comes in pieces of any size; empty lines are passed over
 * (http://ndjson.org: they may be ignored).
 */
export class LineSplitter {
	private rest: Buffer[] = [];
	private restBytes = 0;
	private position = 0;

	/**
	 * @param onLine one line without its end, and the position of the byte behind it
	 * @param maxBytes of one line
	 */
	constructor(
		private readonly onLine: (line: Buffer, end: number) => void,
		private readonly maxBytes: number,
	) {}

	/** @throws HospitalError `bulk-line-too-long`, and what `onLine` throws */
	push(piece: Buffer): void {
		let from = 0;
		for (;;) {
			const at = piece.indexOf(NEWLINE, from);
			const end = at < 0 ? piece.length : at;
			if (this.restBytes + end - from > this.maxBytes) throw lineTooLong(this.maxBytes);
			if (at < 0) break;
			this.emit(piece.subarray(from, at), this.position + at + 1);
			from = at + 1;
		}
		if (from < piece.length) {
			// A copy: the piece may be a large shared buffer of which only the end is needed.
			this.rest.push(Buffer.from(piece.subarray(from)));
			this.restBytes += piece.length - from;
		}
		this.position += piece.length;
	}

	/** The last line may have no end of line. */
	end(): void {
		if (this.restBytes > 0) this.emit(Buffer.alloc(0), this.position);
	}

	private emit(end: Buffer, position: number): void {
		const line = this.restBytes === 0 ? end : Buffer.concat([...this.rest, end]);
		this.rest = [];
		this.restBytes = 0;
		if (!isBlank(line)) this.onLine(line, position);
	}
}

function isBlank(line: Buffer): boolean {
	for (const byte of line) {
		if (byte !== 0x20 && byte !== 0x0d && byte !== 0x09) return false;
	}
	return true;
}
