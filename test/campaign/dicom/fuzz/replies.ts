/** What the listener said on one connection, read as it comes; anything that is no PDU is a failure. */
export class Replies {
	accepted = false;
	rejected = false;
	released = false;
	aborted = false;
	/** Status by message id, in the order of the answers. */
	readonly answers: Array<{ field: number; messageId: number; status: number }> = [];
	/** Set once the listener broke the protocol itself. */
	broken: string | undefined;

	private rest: Buffer = Buffer.alloc(0);
	private command: Buffer[] = [];

	push(chunk: Buffer): void {
		this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
		while (this.rest.length >= 6 && this.broken === undefined) {
			const end = 6 + this.rest.readUInt32BE(2);
			if (end > 1_000_000) this.broken = 'a PDU of absurd length';
			if (this.rest.length < end) return;
			this.pdu(this.rest[0]!, this.rest.subarray(6, end));
			this.rest = this.rest.subarray(end);
		}
	}

	/** Anything that shows how far the conversation came. */
	get said(): number {
		const { accepted, rejected, released, aborted, answers } = this;
		return (
			answers.length + Number(accepted) + Number(rejected) + Number(released) + Number(aborted)
		);
	}

	private pdu(type: number, body: Buffer): void {
		if (this.aborted || this.rejected) this.broken = 'something behind the end';
		else if (type === 2 && !this.accepted) this.accepted = true;
		else if (type === 3 && !this.accepted && body.length === 4) this.rejected = true;
		else if (type === 4 && this.accepted) this.values(body);
		else if (type === 6 && this.accepted && body.length === 4) this.released = true;
		else if (type === 7 && body.length === 4) this.aborted = true;
		else this.broken = `an unexpected PDU ${type} of ${body.length} bytes`;
	}

	private values(body: Buffer): void {
		for (let at = 0; at < body.length; ) {
			const length = body.length - at < 6 ? 0 : body.readUInt32BE(at);
			const flags = body[at + 5]!;
			if (length < 2 || at + 4 + length > body.length || (flags & 1) === 0) {
				this.broken = 'a presentation data value that is none';
				return;
			}
			this.command.push(body.subarray(at + 6, at + 4 + length));
			at += 4 + length;
			if ((flags & 2) === 0) continue;
			this.answer(Buffer.concat(this.command));
			this.command = [];
		}
	}

	private answer(bytes: Buffer): void {
		const numbers = new Map<number, number>();
		for (let at = 0; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
			if (at + 10 <= bytes.length)
				numbers.set(bytes.readUInt16LE(at + 2), bytes.readUInt16LE(at + 8));
		}
		const [field, messageId, status] = [0x0100, 0x0120, 0x0900].map((tag) => numbers.get(tag));
		if (field === undefined || messageId === undefined || status === undefined) {
			this.broken = 'an answer without command field, message id or status';
		} else this.answers.push({ field, messageId, status });
	}
}
