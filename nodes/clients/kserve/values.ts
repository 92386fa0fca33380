import { ELEMENT_SIZES, type Datatype } from './datatypes';

/** Elements of a tensor in row-major order. FP16 and BF16 are widened; BYTES elements stay raw. */
export type TensorValues =
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| BigUint64Array
	| Int8Array
	| Int16Array
	| Int32Array
	| BigInt64Array
	| Float32Array
	| Float64Array
	| Buffer[];

/**
 * Reads the little-endian elements of one tensor (Triton binary tensor data extension). The values
 * share no memory with `bytes`.
 *
 * @returns undefined when the bytes are not exactly `count` elements of the data type
 */
export function decodeValues(
	datatype: Datatype,
	bytes: Uint8Array,
	count: number,
): TensorValues | undefined {
	if (datatype === 'BYTES') return decodeBytes(bytes, count);
	if (bytes.length !== count * ELEMENT_SIZES[datatype]) return undefined;
	// A copy of its own starts at offset 0, which the wider views need for alignment.
	const memory = bytes.buffer.slice(
		bytes.byteOffset,
		bytes.byteOffset + bytes.length,
	) as ArrayBuffer;
	switch (datatype) {
		case 'BOOL': {
			const flags = new Uint8Array(memory);
			return flags.every((flag) => flag <= 1) ? flags : undefined;
		}
		case 'UINT8':
			return new Uint8Array(memory);
		case 'UINT16':
			return new Uint16Array(memory);
		case 'UINT32':
			return new Uint32Array(memory);
		case 'UINT64':
			return new BigUint64Array(memory);
		case 'INT8':
			return new Int8Array(memory);
		case 'INT16':
			return new Int16Array(memory);
		case 'INT32':
			return new Int32Array(memory);
		case 'INT64':
			return new BigInt64Array(memory);
		case 'FP16':
			return Float32Array.from(new Uint16Array(memory), halfToNumber);
		case 'BF16':
			return widenBrainFloats(new Uint16Array(memory));
		case 'FP32':
			return new Float32Array(memory);
		case 'FP64':
			return new Float64Array(memory);
	}
}

/** BYTES elements: an unsigned 32-bit length and that many bytes, one after the other. */
function decodeBytes(bytes: Uint8Array, count: number): Buffer[] | undefined {
	const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	// Each element takes at least its length field: no list longer than the answer can be asked for.
	if (count * 4 > source.length) return undefined;
	const elements: Buffer[] = [];
	let at = 0;
	for (let index = 0; index < count; index++) {
		if (at + 4 > source.length) return undefined;
		const length = source.readUInt32LE(at);
		at += 4;
		if (length > source.length - at) return undefined;
		elements.push(Buffer.from(source.subarray(at, at + length)));
		at += length;
	}
	return at === source.length ? elements : undefined;
}

/** The wire form of BYTES elements; strings are sent as UTF-8. */
export function encodeBytes(elements: ReadonlyArray<Uint8Array | string>): Buffer {
	const parts: Buffer[] = [];
	for (const element of elements) {
		const content = typeof element === 'string' ? Buffer.from(element, 'utf8') : element;
		const length = Buffer.alloc(4);
		length.writeUInt32LE(content.length);
		parts.push(length, Buffer.from(content));
	}
	return Buffer.concat(parts);
}

/** IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
export function halfToNumber(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = bits & 0x3ff;
	if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
	if (exponent === 0) return sign * fraction * 2 ** -24;
	return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** bfloat16 is the upper half of a binary32. */
function widenBrainFloats(halves: Uint16Array): Float32Array {
	const words = Uint32Array.from(halves, (half) => half << 16);
	return new Float32Array(words.buffer);
}

/** How many elements are NaN or infinite. Integer, BOOL and BYTES tensors have none. */
export function countNonFinite(values: TensorValues): number {
	if (!(values instanceof Float32Array || values instanceof Float64Array)) return 0;
	let count = 0;
	for (const value of values) if (!Number.isFinite(value)) count++;
	return count;
}

/**
 * The shortest decimal number that a binary32 rounds to: a model that means 0.7 answers
 * 0.699999988079071, which would fall below a threshold of 0.7.
 */
export function decimalOfFloat32(value: number): number {
	for (let digits = 1; digits <= 9; digits++) {
		const decimal = Number(value.toPrecision(digits));
		if (Math.fround(decimal) === value) return decimal;
	}
	return value;
}
