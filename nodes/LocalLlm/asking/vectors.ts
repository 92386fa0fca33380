/** A vector as base64 of 32-bit floats, little-endian: a quarter of the length of its numbers. */
export function packVector(vector: readonly number[]): string {
	const bytes = Buffer.alloc(vector.length * 4);
	for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
	return bytes.toString('base64');
}
