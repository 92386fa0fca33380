/**
 * Writes GGUF files (version 3 of the format that llama.cpp reads): a header with metadata, a table
 * of tensors, and their numbers, everything little-endian.
 */

/** Metadata: text, whole number, fraction, truth, or a list of one of them. */
export type Metadata =
	| { text: string }
	| { uint32: number }
	| { float32: number }
	| { bool: boolean }
	| { texts: readonly string[] }
	| { int32s: readonly number[] }
	| { float32s: readonly number[] };

export interface Tensor {
	name: string;
	/** The dimension that runs fastest first. */
	dimensions: readonly number[];
	values: Float32Array;
}

const ALIGNMENT = 32;
const TYPE = { uint32: 4, int32: 5, float32: 6, bool: 7, text: 8, list: 9 } as const;
const F32 = 0;

/** @returns the file, the same bytes for the same input */
export function gguf(metadata: Record<string, Metadata>, tensors: readonly Tensor[]): Buffer {
	const entries = Object.entries({ ...metadata, 'general.alignment': { uint32: ALIGNMENT } });
	let offset = 0;
	const table = tensors.map(({ name, dimensions, values }) => {
		const line = [text(name), uint32(dimensions.length), ...dimensions.map(uint64)];
		const entry = Buffer.concat([...line, uint32(F32), uint64(offset)]);
		offset += aligned(values.byteLength);
		return entry;
	});
	const head = Buffer.concat([
		...[Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)],
		...entries.flatMap(([key, value]) => [text(key), written(value)]),
		...table,
	]);
	const file = Buffer.alloc(aligned(head.length) + offset);
	head.copy(file);
	let at = aligned(head.length);
	for (const { values } of tensors) {
		Buffer.from(values.buffer, values.byteOffset, values.byteLength).copy(file, at);
		at += aligned(values.byteLength);
	}
	return file;
}

const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;

function written(value: Metadata): Buffer {
	if ('text' in value) return Buffer.concat([uint32(TYPE.text), text(value.text)]);
	if ('uint32' in value) return Buffer.concat([uint32(TYPE.uint32), uint32(value.uint32)]);
	if ('float32' in value) return Buffer.concat([uint32(TYPE.float32), float32(value.float32)]);
	if ('bool' in value) return Buffer.concat([uint32(TYPE.bool), Buffer.from([Number(value.bool)])]);
	if ('texts' in value) return list(TYPE.text, value.texts.map(text));
	if ('int32s' in value) return list(TYPE.int32, value.int32s.map(int32));
	return list(TYPE.float32, value.float32s.map(float32));
}

const list = (type: number, values: Buffer[]): Buffer =>
	Buffer.concat([uint32(TYPE.list), uint32(type), uint64(values.length), ...values]);

function text(value: string): Buffer {
	const bytes = Buffer.from(value, 'utf8');
	return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return bytes;
}

function int32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeInt32LE(value);
	return bytes;
}

function uint64(value: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64LE(BigInt(value));
	return bytes;
}

function float32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeFloatLE(value);
	return bytes;
}
