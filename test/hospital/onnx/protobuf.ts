/**
 * The two wire types of Protocol Buffers that an ONNX file needs: varints and length-delimited
 * fields (plus the 32-bit float). Fields are written in the order given, so equal input gives equal
 * bytes.
 * Source: Protocol Buffers encoding guide, "Message Structure".
 */
export type Field = Uint8Array;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Base-128 varint; a negative int64 takes ten bytes in two's complement. */
function varint(value: number | bigint): Uint8Array {
	let rest = BigInt.asUintN(64, BigInt(value));
	const bytes: number[] = [];
	do {
		const low = Number(rest & 0x7fn);
		rest >>= 7n;
		bytes.push(rest === 0n ? low : low | 0x80);
	} while (rest !== 0n);
	return Uint8Array.from(bytes);
}

const tag = (field: number, wireType: number): Uint8Array => varint((field << 3) | wireType);

/** An int32, int64 or enum field. */
export const integer = (field: number, value: number | bigint): Field =>
	Buffer.concat([tag(field, VARINT), varint(value)]);

/** A 32-bit float field, little-endian. */
export function float(field: number, value: number): Field {
	const bytes = Buffer.alloc(4);
	bytes.writeFloatLE(value);
	return Buffer.concat([tag(field, FIXED32), bytes]);
}

/** A bytes field. */
export const bytes = (field: number, value: Uint8Array): Field =>
	Buffer.concat([tag(field, LENGTH_DELIMITED), varint(value.length), value]);

/** A string field, UTF-8. */
export const text = (field: number, value: string): Field => bytes(field, Buffer.from(value));

/** An embedded message. */
export const message = (field: number, fields: readonly Field[]): Field =>
	bytes(field, Buffer.concat(fields));

/** Repeated int64 values, one field each (the parsers accept this form and the packed one). */
export const integers = (field: number, values: readonly number[]): Field =>
	Buffer.concat(values.map((value) => integer(field, value)));
