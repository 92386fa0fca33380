/**
 * Tensor data types of the Open Inference Protocol (KServe v2, "Tensor Data Types") and the size
 * of one element in bytes. BYTES elements carry their own length and have no fixed size.
 */
export const ELEMENT_SIZES = {
	BOOL: 1,
	UINT8: 1,
	UINT16: 2,
	UINT32: 4,
	UINT64: 8,
	INT8: 1,
	INT16: 2,
	INT32: 4,
	INT64: 8,
	FP16: 2,
	BF16: 2,
	FP32: 4,
	FP64: 8,
	BYTES: undefined,
} as const;

export type Datatype = keyof typeof ELEMENT_SIZES;

export function isDatatype(name: unknown): name is Datatype {
	return typeof name === 'string' && Object.hasOwn(ELEMENT_SIZES, name);
}

/** Most elements that one tensor may have: 2^31 - 1, far above any volume that fits a GPU. */
const MOST_ELEMENTS = 0x7fffffff;
/** Most dimensions that one tensor may have. */
const MOST_DIMENSIONS = 16;

/**
 * Number of elements of a tensor with this shape; 1 for a scalar (empty shape).
 *
 * @returns undefined when the shape is no list of natural numbers or is beyond every sensible size
 */
export function elementCount(shape: unknown): number | undefined {
	if (!Array.isArray(shape) || shape.length > MOST_DIMENSIONS) return undefined;
	let count = 1;
	for (const size of shape as unknown[]) {
		if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) return undefined;
		count *= size;
		if (count > MOST_ELEMENTS) return undefined;
	}
	return count;
}

/** Bytes of a tensor in the binary extension; undefined for BYTES, whose elements vary in length. */
export function byteLengthOf(datatype: Datatype, count: number): number | undefined {
	const size = ELEMENT_SIZES[datatype];
	return size === undefined ? undefined : size * count;
}
