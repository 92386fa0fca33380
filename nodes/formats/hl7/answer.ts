import { ACK_CODES, type AckCode } from './ack';
import { parseMessage } from './message';

/** What an acknowledgement says (MSA, ERR). */
export interface Acknowledgement {
	code: AckCode;
	/** MSA-2: MSH-10 of the message that it answers. */
	answeredControlId: string;
	/** Codes of table 0357 in its ERR segments. */
	errorCodes: string[];
	/** MSA-3 or ERR-8, as the other side wrote it: it may hold patient data. */
	text: string;
}

/** @returns undefined for what is no acknowledgement */
export function readAck(bytes: Uint8Array): Acknowledgement | undefined {
	// Code and control id are ASCII: they are read also where MSH-18 names a set that is not known, or
	// echoes bytes that are not of it.
	return readAs(bytes) ?? readAs(bytes, '8859/1');
}

function readAs(bytes: Uint8Array, charset?: string): Acknowledgement | undefined {
	try {
		const message = parseMessage(bytes, charset === undefined ? {} : { charset });
		const msa = message.segment('MSA');
		const code = ACK_CODES.find((known) => known === msa?.get('1')?.trim().toUpperCase());
		if (msa === undefined || code === undefined) return undefined;
		const errors = message.named('ERR');
		const errorCodes = errors.map((err) => err.get('3.1') ?? err.get('1.4.1') ?? '');
		return {
			code,
			answeredControlId: readable(() => msa.get('2') ?? '') || (msa.element(2)?.raw ?? ''),
			errorCodes: errorCodes.filter((each) => /^\w{1,20}$/.test(each)),
			text: readable(() => msa.get('3') ?? errors[0]?.get('8') ?? ''),
		};
	} catch {
		return undefined;
	}
}

/** A text in a set that was not declared does not make an answer unreadable. */
function readable(read: () => string): string {
	try {
		return read();
	} catch {
		return '';
	}
}
