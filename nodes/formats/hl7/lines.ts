import { invalid } from './failures';
import type { Hl7Limits } from './limits';

const CR = 0x0d;
const LF = 0x0a;

/** Where the segments of a message stand; what lies between two of them is a terminator. */
export class Lines {
	private readonly places: number[] = [];

	get count(): number {
		return this.places.length / 2;
	}

	start(index: number): number {
		return this.places[index * 2] ?? 0;
	}

	end(index: number): number {
		return this.places[index * 2 + 1] ?? 0;
	}

	push(start: number, end: number): void {
		this.places.push(start, end);
	}
}

const isUpper = (byte: number | undefined) => byte !== undefined && byte >= 0x41 && byte <= 0x5a;
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** True when a segment name stands there (2.5.2): three capital letters or digits, a letter first. */
export function isNameAt(bytes: Uint8Array, at: number): boolean {
	const [second, third] = [bytes[at + 1], bytes[at + 2]];
	return (
		isUpper(bytes[at]) && (isUpper(second) || isDigit(second)) && (isUpper(third) || isDigit(third))
	);
}

/**
 * Splits a message into segments. The standard's terminator is a carriage return (2.5.2); CR LF and
 * LF of senders that treat messages as text files are understood. A lone LF in a message that ends
 * its segments with CR separates only where a segment follows it: elsewhere it is part of a text,
 * and nothing of it may be lost. Empty lines belong to the terminator before them.
 *
 * @param from where the first segment begins
 * @param field the field separator
 * @throws HospitalError `hl7-too-many-segments`
 */
export function splitLines(
	bytes: Buffer,
	from: number,
	field: number,
	{ maxSegments }: Hl7Limits,
): Lines {
	const lines = new Lines();
	const linesEndWithLf = firstTerminator(bytes, from) === LF;
	let nextCr = seek(bytes, CR, from);
	let nextLf = seek(bytes, LF, from);
	for (let start = from; start < bytes.length; ) {
		while (nextLf < nextCr && !linesEndWithLf && !separates(bytes, nextLf, field)) {
			nextLf = seek(bytes, LF, nextLf + 1);
		}
		const end = Math.min(nextCr, nextLf);
		let next = end;
		while (next < bytes.length && (bytes[next] === CR || bytes[next] === LF)) next++;
		lines.push(start, end);
		if (lines.count > maxSegments) throw tooMany();
		if (nextCr < next) nextCr = seek(bytes, CR, next);
		if (nextLf < next) nextLf = seek(bytes, LF, next);
		start = next;
	}
	return lines;
}

/** Position of a byte, the end of the bytes when there is none. */
function seek(bytes: Buffer, byte: number, from: number): number {
	const at = bytes.indexOf(byte, from);
	return at === -1 ? bytes.length : at;
}

function firstTerminator(bytes: Buffer, from: number): number | undefined {
	return bytes[Math.min(seek(bytes, CR, from), seek(bytes, LF, from))];
}

function separates(bytes: Buffer, lf: number, field: number): boolean {
	const after = lf + 1;
	if (after >= bytes.length) return true;
	return isNameAt(bytes, after) && bytes[after + 3] === field;
}

const tooMany = () =>
	invalid(
		'hl7-too-many-segments',
		'The HL7 message has more segments than are accepted',
		'Check the sending system: a message of this size is usually a file of many messages.',
	);
