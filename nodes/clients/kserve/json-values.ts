import type { Datatype } from './datatypes';
import type { TensorValues } from './values';

const INTEGER_RANGES = {
	UINT8: [0, 0xff],
	UINT16: [0, 0xffff],
	UINT32: [0, 0xffffffff],
	INT8: [-0x80, 0x7f],
	INT16: [-0x8000, 0x7fff],
	INT32: [-0x80000000, 0x7fffffff],
	// Beyond 2^53 a JSON number has already lost its last digits.
	UINT64: [0, Number.MAX_SAFE_INTEGER],
	INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
} as const;

/**
 * Tensor elements from the JSON form (Open Inference Protocol, "Tensor Data": row-major, flat or
 * nested like the shape). `null` in a floating-point tensor stands for a number that JSON cannot
 * carry and becomes NaN, so that it is counted and never taken for zero.
 *
 * @param depth dimensions of the shape: deeper nesting is refused
 * @returns undefined when the data is not exactly `count` elements of the data type
 */
export function valuesFromJson(
	datatype: Datatype,
	data: unknown,
	count: number,
	depth: number,
): TensorValues | undefined {
	const elements: unknown[] = [];
	if (!flatten(data, Math.max(depth, 1), count, elements)) return undefined;
	if (elements.length !== count) return undefined;
	switch (datatype) {
		case 'FP16':
		case 'BF16':
		case 'FP32': {
			const numbers = floats(elements);
			return numbers && Float32Array.from(numbers);
		}
		case 'FP64': {
			const numbers = floats(elements);
			return numbers && Float64Array.from(numbers);
		}
		case 'BOOL':
			return elements.every((element) => typeof element === 'boolean')
				? Uint8Array.from(elements as boolean[], Number)
				: undefined;
		case 'BYTES':
			return elements.every((element) => typeof element === 'string')
				? (elements as string[]).map((element) => Buffer.from(element, 'utf8'))
				: undefined;
		default:
			return integers(datatype, elements);
	}
}

/** Appends the leaves of `data`; false when it is no list, nested too deep or too long. */
function flatten(data: unknown, depth: number, most: number, into: unknown[]): boolean {
	if (!Array.isArray(data) || depth === 0) return false;
	for (const element of data as unknown[]) {
		if (Array.isArray(element)) {
			if (!flatten(element, depth - 1, most, into)) return false;
		} else {
			if (into.length === most) return false;
			into.push(element);
		}
	}
	return true;
}

function floats(elements: unknown[]): number[] | undefined {
	const numbers: number[] = [];
	for (const element of elements) {
		if (element !== null && typeof element !== 'number') return undefined;
		numbers.push(element ?? NaN);
	}
	return numbers;
}

function integers(
	datatype: keyof typeof INTEGER_RANGES,
	elements: unknown[],
): TensorValues | undefined {
	const [least, most] = INTEGER_RANGES[datatype];
	for (const element of elements) {
		if (typeof element !== 'number' || !Number.isInteger(element)) return undefined;
		if (element < least || element > most) return undefined;
	}
	const numbers = elements as number[];
	switch (datatype) {
		case 'UINT8':
			return Uint8Array.from(numbers);
		case 'UINT16':
			return Uint16Array.from(numbers);
		case 'UINT32':
			return Uint32Array.from(numbers);
		case 'INT8':
			return Int8Array.from(numbers);
		case 'INT16':
			return Int16Array.from(numbers);
		case 'INT32':
			return Int32Array.from(numbers);
		case 'UINT64':
			return BigUint64Array.from(numbers, BigInt);
		case 'INT64':
			return BigInt64Array.from(numbers, BigInt);
	}
}
