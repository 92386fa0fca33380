import type { Datatype } from './datatypes';
import type { TensorValues } from './values';

/** A tensor to send. It is read anew for each attempt, so a repeated request sends the same bytes. */
export interface InputTensor {
	name: string;
	datatype: Datatype;
	shape: number[];
	/** Bytes of all chunks together. */
	byteLength: number;
	/**
	 * The elements, little-endian, row-major, in chunks that hold whole elements. A chunk must not
	 * change after it was handed out.
	 */
	chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** A tensor of an answer, its size and data type already checked against each other. */
export interface OutputTensor {
	name: string;
	datatype: Datatype;
	shape: number[];
	values: TensorValues;
	/** Elements that are NaN or infinite. */
	nonFinite: number;
}

/** A tensor that is already in memory. */
export function tensorOf(
	name: string,
	datatype: Datatype,
	shape: number[],
	bytes: Uint8Array,
): InputTensor {
	return { name, datatype, shape, byteLength: bytes.length, chunks: () => [bytes] };
}
