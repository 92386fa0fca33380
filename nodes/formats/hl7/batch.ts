import { readDelimiters, type Delimiters } from './delimiters';
import { invalid } from './failures';
import { DEFAULT_HL7_LIMITS, type Hl7Limits } from './limits';
import { noiseBefore } from './noise';
import { splitLines, type Lines } from './lines';

/** A message of a batch file, as its bytes stand there. */
export interface BatchedMessage {
	bytes: Buffer;
	/** Number of the batch it stands in, from 1; 0 outside of any. */
	batch: number;
}

export interface BatchFile {
	messages: BatchedMessage[];
	/** What the header and trailer segments hold, for whoever wants to read them. */
	fileHeader?: Buffer;
	fileTrailer?: Buffer;
	batchHeaders: Buffer[];
	batchTrailers: Buffer[];
	/** False when a trailer counts other numbers than there are (BTS-1, FTS-1), or is missing. */
	countsAgree: boolean;
}

/** True when the bytes begin with a file or batch header. */
export function isBatch(input: Uint8Array): boolean {
	const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
	const from = noiseBefore(bytes);
	return ['FHS', 'BHS'].includes(bytes.toString('latin1', from, from + 3));
}

/**
 * Takes a batch file apart (2.10.3): FHS, then batches of BHS, messages and BTS, then FTS. Headers and
 * trailers may be missing; messages that stand one behind the other without any are found too.
 *
 * @throws HospitalError `hl7-too-large`, `hl7-too-many-segments`, `hl7-not-a-message`,
 *   `hl7-delimiters-invalid`
 */
export function parseBatch(input: Uint8Array, options: Partial<Hl7Limits> = {}): BatchFile {
	const limits = { ...DEFAULT_HL7_LIMITS, ...options };
	const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
	if (bytes.length > limits.maxBytes) throw tooLarge();
	const from = noiseBefore(bytes);
	const first = bytes.toString('latin1', from, from + 3);
	if (!['FHS', 'BHS', 'MSH'].includes(first)) throw notABatch();
	const delimiters = readDelimiters(bytes.subarray(from, from + 16));
	const lines = splitLines(bytes, from, delimiters.field, limits);
	return new Reader(bytes, delimiters).read(lines);
}

class Reader {
	private readonly file: BatchFile = {
		messages: [],
		batchHeaders: [],
		batchTrailers: [],
		countsAgree: true,
	};
	private begun: number | undefined;
	private batch = 0;
	private batches = 0;
	private inBatch = 0;

	constructor(
		private readonly bytes: Buffer,
		private readonly delimiters: Delimiters,
	) {}

	read(lines: Lines): BatchFile {
		for (let at = 0; at < lines.count; at++) this.line(lines.start(at), lines.end(at));
		this.endMessage(this.bytes.length);
		if (this.batch !== 0 && this.file.batchTrailers.length < this.batches) {
			this.file.countsAgree = false;
		}
		if (this.file.fileHeader !== undefined && this.file.fileTrailer === undefined) {
			this.file.countsAgree = false;
		}
		return this.file;
	}

	private line(start: number, end: number): void {
		const name = this.bytes.toString('latin1', start, start + 3);
		const wire = this.bytes.subarray(start, end);
		if (name === 'MSH') {
			this.endMessage(start);
			this.begun = start;
		} else if (name === 'FHS') {
			this.endMessage(start);
			this.file.fileHeader = wire;
		} else if (name === 'BHS') {
			this.endMessage(start);
			this.file.batchHeaders.push(wire);
			this.batch = ++this.batches;
			this.inBatch = 0;
		} else if (name === 'BTS') {
			this.endMessage(start);
			this.file.batchTrailers.push(wire);
			this.compare(wire, this.inBatch);
			this.batch = 0;
		} else if (name === 'FTS') {
			this.endMessage(start);
			this.file.fileTrailer = wire;
			this.compare(wire, this.batches);
		}
	}

	private endMessage(end: number): void {
		if (this.begun === undefined) return;
		this.file.messages.push({ bytes: this.bytes.subarray(this.begun, end), batch: this.batch });
		this.inBatch += 1;
		this.begun = undefined;
	}

	/** A trailer's first field counts what it closes, where it is filled. */
	private compare(trailer: Buffer, counted: number): void {
		const separator = String.fromCharCode(this.delimiters.field);
		const said = trailer.toString('latin1').split(separator)[1] ?? '';
		if (/^\d+$/.test(said) && Number(said) !== counted) this.file.countsAgree = false;
	}
}

/**
 * Puts messages into one batch file.
 *
 * @param name FHS-9 and BHS-9, the name of file and batch
 */
export function buildBatch(
	messages: readonly Uint8Array[],
	{ sendingApplication = '', name = '' }: { sendingApplication?: string; name?: string } = {},
): Buffer {
	const head = (segment: string) =>
		Buffer.from(`${segment}|^~\\&|${plain(sendingApplication)}||||||${plain(name)}\r`);
	const whole = messages.flatMap((message) => {
		const ended = message.at(-1) === 0x0d || message.at(-1) === 0x0a;
		return [message, Buffer.from(ended ? '' : '\r')];
	});
	const tail = Buffer.from(`BTS|${messages.length}\rFTS|1\r`);
	return Buffer.concat([head('FHS'), head('BHS'), ...whole, tail]);
}

const plain = (text: string) => text.replaceAll(/[^\w .-]/g, '');

const tooLarge = () =>
	invalid(
		'hl7-too-large',
		'The HL7 batch file is larger than is accepted',
		'Split the file, or raise the limit.',
	);

const notABatch = () =>
	invalid(
		'hl7-not-a-message',
		'What came is no HL7 v2 batch file or message',
		'A batch file begins with FHS or BHS, a message with MSH.',
	);
