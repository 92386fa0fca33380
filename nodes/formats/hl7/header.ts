import { DEFAULT_DELIMITERS, readDelimiters, type Delimiters } from './delimiters';
import type { Segment } from './segment';

/** What the header of a message says (MSH, 2.15.9). Texts as they stand; empty when they are not there. */
export interface Hl7Header {
	sendingApplication: string;
	sendingFacility: string;
	receivingApplication: string;
	receivingFacility: string;
	/** MSH-7 */
	dateTime: string;
	/** MSH-9.1: `ADT`. */
	type: string;
	/** MSH-9.2: `A01`. */
	event: string;
	/** MSH-9.3: `ADT_A01`. */
	structure: string;
	/** MSH-10 */
	controlId: string;
	/** MSH-11.1: `P`, `T` or `D`. */
	processingId: string;
	/** MSH-12.1 */
	version: string;
	/** MSH-15 and MSH-16: `AL`, `NE`, `ER`, `SU`; both empty in the original mode. */
	acceptAcknowledgement: string;
	applicationAcknowledgement: string;
	/** Repetitions of MSH-18. */
	characterSets: string[];
}

/** Reads the header from the MSH segment. Applications and facilities are given by their namespace. */
export function headerOf(msh: Segment): Hl7Header {
	const text = (path: string) => msh.get(path) ?? '';
	return {
		sendingApplication: text('3.1'),
		sendingFacility: text('4.1'),
		receivingApplication: text('5.1'),
		receivingFacility: text('6.1'),
		dateTime: text('7'),
		type: text('9.1'),
		event: text('9.2'),
		structure: text('9.3'),
		controlId: text('10'),
		processingId: text('11.1'),
		version: text('12.1'),
		acceptAcknowledgement: text('15'),
		applicationAcknowledgement: text('16'),
		characterSets: msh.repetitions(18).map((term) => term.value ?? ''),
	};
}

/** Fields of a header as bytes, to be echoed; `undefined` when there is no usable header. */
export interface RawHeader {
	delimiters: Delimiters;
	/** MSH-n as it stands; empty when it is not there. */
	field(number: number): Buffer;
}

const upTo = (bytes: Buffer, byte: number): Buffer => {
	const at = bytes.indexOf(byte);
	return at === -1 ? bytes : bytes.subarray(0, at);
};

const LONGEST_HEADER = 64 * 1024;

/**
 * What can be read of the header of anything, be it no message at all: an answer has to name the
 * message that it is about even when nothing else of it can be understood.
 */
export function rawHeader(bytes: Buffer): RawHeader | undefined {
	const at = bytes.subarray(0, 1024).indexOf('MSH');
	if (at === -1) return undefined;
	const start = bytes.subarray(at, at + LONGEST_HEADER);
	const untilCr = upTo(start, 0x0d);
	const line = upTo(untilCr, 0x0a);
	let delimiters: Delimiters;
	try {
		delimiters = readDelimiters(line);
	} catch {
		if (line[3] !== DEFAULT_DELIMITERS.field) return undefined;
		delimiters = DEFAULT_DELIMITERS;
	}
	const fields: Buffer[] = [];
	for (let from = 0; from <= line.length && fields.length < 30; ) {
		const to = line.indexOf(delimiters.field, from);
		fields.push(line.subarray(from, to === -1 ? line.length : to));
		if (to === -1) break;
		from = to + 1;
	}
	return { delimiters, field: (number) => fields[number - 1] ?? Buffer.alloc(0) };
}
