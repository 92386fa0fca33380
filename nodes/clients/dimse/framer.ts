import { AbortReason, PduError, PduType } from './pdu';

/** Where the framer delivers what it cut out of the byte stream, in order. */
export interface FrameSink {
	/** A whole PDU other than P-DATA-TF, a copy; `body` lacks the six-byte header. */
	onPdu(type: number, body: Buffer): void;
	/**
	 * A part of a presentation data value, as it came: a view of the received chunk, good only during
	 * this call. Whoever keeps it copies it.
	 *
	 * @param flags message control header: COMMAND, LAST (PS3.8 Annex E.2)
	 * @param endOfValue true on the last part of this presentation data value
	 */
	onFragment(contextId: number, flags: number, part: Buffer, endOfValue: boolean): void;
}

export interface FrameLimits {
	/** Largest body of a PDU that is not P-DATA-TF, bytes. */
	controlPdu: number;
	/** Largest body of a P-DATA-TF: what was announced as maximum length, bytes. */
	dataPdu: number;
}

const KNOWN = new Set<number>(Object.values(PduType));

/**
 * Cuts a byte stream into PDUs (PS3.8 9.3.1) and P-DATA-TF PDUs into presentation data values.
 *
 * Chunks may end anywhere. The only bytes that are copied are headers and the short control PDUs, so
 * nothing refers to a chunk once `push` has returned. Every length is checked against its container
 * before anything is kept.
 */
export class PduFramer {
	private readonly header = Buffer.alloc(6);
	private headerBytes = 0;
	private state: 'pdu-header' | 'control' | 'value-header' | 'value' = 'pdu-header';
	private type = 0;
	/** Bytes of the current PDU still to come. */
	private pduLeft = 0;
	/** Bytes of the current presentation data value still to come. */
	private valueLeft = 0;
	private contextId = 0;
	private flags = 0;
	private control: Buffer[] = [];
	/** Running number of PDUs whose header was complete. */
	pdusStarted = 0;

	constructor(
		private readonly limits: FrameLimits,
		private readonly sink: FrameSink,
	) {}

	/** True when the stream stands inside a PDU: a peer that stops here is cut off, not idle. */
	get insidePdu(): boolean {
		return this.state !== 'pdu-header' || this.headerBytes > 0;
	}

	/** @throws PduError when the stream breaks the rules; the framer must not be used after that */
	push(chunk: Buffer): void {
		let at = 0;
		while (at < chunk.length) {
			if (this.state === 'pdu-header' || this.state === 'value-header') {
				const take = Math.min(6 - this.headerBytes, chunk.length - at);
				chunk.copy(this.header, this.headerBytes, at, at + take);
				this.headerBytes += take;
				at += take;
				if (this.headerBytes < 6) return;
				this.headerBytes = 0;
				if (this.state === 'pdu-header') this.startPdu();
				else this.startValue();
			} else if (this.state === 'control') {
				const take = Math.min(this.pduLeft, chunk.length - at);
				this.control.push(Buffer.from(chunk.subarray(at, at + take)));
				this.pduLeft -= take;
				at += take;
				if (this.pduLeft === 0) this.endControl();
			} else {
				const take = Math.min(this.valueLeft, chunk.length - at);
				const part = chunk.subarray(at, at + take);
				this.valueLeft -= take;
				this.pduLeft -= take;
				at += take;
				this.deliver(part);
			}
		}
	}

	private startPdu(): void {
		this.pdusStarted++;
		this.type = this.header[0];
		this.pduLeft = this.header.readUInt32BE(2);
		if (!KNOWN.has(this.type)) {
			throw new PduError(AbortReason.unrecognizedPdu, 'a message of unknown type');
		}
		if (this.type === PduType.data) {
			if (this.pduLeft > this.limits.dataPdu) {
				throw new PduError(
					AbortReason.invalidParameterValue,
					'a data message is longer than agreed',
				);
			}
			if (this.pduLeft < 6) {
				throw new PduError(AbortReason.invalidParameterValue, 'an empty data message');
			}
			this.state = 'value-header';
			return;
		}
		if (this.pduLeft > this.limits.controlPdu) {
			throw new PduError(AbortReason.invalidParameterValue, 'a control message is too long');
		}
		this.state = 'control';
		this.control = [];
		if (this.pduLeft === 0) this.endControl();
	}

	private endControl(): void {
		const body = this.control.length === 1 ? this.control[0] : Buffer.concat(this.control);
		this.control = [];
		this.state = 'pdu-header';
		this.sink.onPdu(this.type, body);
	}

	/** A presentation data value: length (4), context id (1), message control header (1). */
	private startValue(): void {
		const length = this.header.readUInt32BE(0);
		this.pduLeft -= 6;
		if (length < 2 || length - 2 > this.pduLeft) {
			throw new PduError(
				AbortReason.invalidParameterValue,
				'a presentation data value does not fit its message',
			);
		}
		this.valueLeft = length - 2;
		if (this.pduLeft - this.valueLeft > 0 && this.pduLeft - this.valueLeft < 6) {
			throw new PduError(AbortReason.invalidParameterValue, 'bytes left over in a data message');
		}
		this.contextId = this.header[4];
		this.flags = this.header[5];
		this.state = 'value';
		if (this.valueLeft === 0) this.deliver(Buffer.alloc(0));
	}

	private deliver(part: Buffer): void {
		const ended = this.valueLeft === 0;
		if (ended) this.state = this.pduLeft > 0 ? 'value-header' : 'pdu-header';
		this.sink.onFragment(this.contextId, this.flags, part, ended);
	}
}
