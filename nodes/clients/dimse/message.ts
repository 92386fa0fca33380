import { decodeCommand, type Command } from './command';
import { AbortReason, PduError } from './pdu';
import { COMMAND, LAST } from './pdu-encode';

/** Where complete command sets and the parts of data sets go. */
export interface MessageSink {
	onCommand(contextId: number, command: Command): void;
	/**
	 * @param part good only during this call
	 * @param last true on the very last part of the data set
	 */
	onData(contextId: number, part: Buffer, last: boolean): void;
}

/** Real command sets have under 500 bytes; C-FIND responses with comments stay below 1 KB. */
const MAX_COMMAND_SET = 16 * 1024;
/** Values without content are allowed but say nothing: more in one message is no message. */
const MAX_EMPTY_VALUES = 1000;

/**
 * Puts DIMSE messages together from presentation data values (PS3.7 6.3, PS3.8 Annex E): one
 * command set, then the data set that it announces, on the same presentation context.
 */
export class MessageAssembler {
	private commandParts: Buffer[] = [];
	private commandBytes = 0;
	private emptyValues = 0;
	private contextId = 0;
	private awaiting: 'command' | 'data' = 'command';

	constructor(private readonly sink: MessageSink) {}

	/** True between the first value of a command set and the last of its data set. */
	get insideMessage(): boolean {
		return this.awaiting === 'data' || this.commandBytes > 0 || this.emptyValues > 0;
	}

	/** @throws PduError when parts come in an order that PS3.8 Annex E does not allow */
	push(contextId: number, flags: number, part: Buffer, endOfValue: boolean): void {
		const last = endOfValue && (flags & LAST) !== 0;
		if (part.length === 0 && ++this.emptyValues > MAX_EMPTY_VALUES) {
			throw unexpected('a message consists of empty values');
		}
		if ((flags & COMMAND) !== 0) this.pushCommand(contextId, part, last);
		else this.pushData(contextId, part, last);
	}

	private pushCommand(contextId: number, part: Buffer, last: boolean): void {
		if (this.awaiting !== 'command') throw unexpected('a command came instead of its data set');
		if (this.commandBytes > 0 && contextId !== this.contextId) {
			throw unexpected('a command set changed its presentation context');
		}
		this.contextId = contextId;
		this.commandBytes += part.length;
		if (this.commandBytes > MAX_COMMAND_SET) throw unexpected('a command set is too long');
		if (!last) {
			if (part.length > 0) this.commandParts.push(Buffer.from(part));
			return;
		}
		const bytes =
			this.commandParts.length === 0 ? part : Buffer.concat([...this.commandParts, part]);
		this.commandParts = [];
		this.commandBytes = 0;
		this.emptyValues = 0;
		const command = decodeCommand(bytes);
		if (command.dataSet) this.awaiting = 'data';
		this.sink.onCommand(contextId, command);
	}

	private pushData(contextId: number, part: Buffer, last: boolean): void {
		if (this.awaiting !== 'data') throw unexpected('a data set came without its command');
		if (contextId !== this.contextId) {
			throw unexpected('a data set changed its presentation context');
		}
		if (last) {
			this.awaiting = 'command';
			this.emptyValues = 0;
		}
		if (part.length > 0 || last) this.sink.onData(contextId, part, last);
	}
}

const unexpected = (what: string) => new PduError(AbortReason.unexpectedPdu, what);
