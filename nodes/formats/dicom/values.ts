import type { DataSet, Element } from './data-set';

type NumberReader = (bytes: Buffer, offset: number, bigEndian: boolean) => number;

/** Binary number VRs (PS3.5 6.2): bytes per value and how one is read. */
const READERS: Readonly<Record<string, readonly [number, NumberReader]>> = {
	US: [2, (b, at, big) => (big ? b.readUInt16BE(at) : b.readUInt16LE(at))],
	SS: [2, (b, at, big) => (big ? b.readInt16BE(at) : b.readInt16LE(at))],
	OW: [2, (b, at, big) => (big ? b.readUInt16BE(at) : b.readUInt16LE(at))],
	UL: [4, (b, at, big) => (big ? b.readUInt32BE(at) : b.readUInt32LE(at))],
	SL: [4, (b, at, big) => (big ? b.readInt32BE(at) : b.readInt32LE(at))],
	OL: [4, (b, at, big) => (big ? b.readUInt32BE(at) : b.readUInt32LE(at))],
	FL: [4, (b, at, big) => (big ? b.readFloatBE(at) : b.readFloatLE(at))],
	OF: [4, (b, at, big) => (big ? b.readFloatBE(at) : b.readFloatLE(at))],
	FD: [8, (b, at, big) => (big ? b.readDoubleBE(at) : b.readDoubleLE(at))],
	OD: [8, (b, at, big) => (big ? b.readDoubleBE(at) : b.readDoubleLE(at))],
	SV: [8, (b, at, big) => Number(big ? b.readBigInt64BE(at) : b.readBigInt64LE(at))],
	UV: [8, (b, at, big) => Number(big ? b.readBigUInt64BE(at) : b.readBigUInt64LE(at))],
	OV: [8, (b, at, big) => Number(big ? b.readBigUInt64BE(at) : b.readBigUInt64LE(at))],
	// An attribute tag is two 16-bit numbers, group first, each in the byte order of the data set.
	AT: [
		4,
		(b, at, big) =>
			big ? b.readUInt32BE(at) : b.readUInt16LE(at) * 0x10000 + b.readUInt16LE(at + 2),
	],
};

/**
 * The numbers of an element in a binary VR; undefined for a text VR. A remainder that is shorter
 * than one value is left out.
 */
export function readNumbers(set: DataSet, element: Element, vr: string): number[] | undefined {
	const reader = READERS[vr];
	if (reader === undefined) return undefined;
	const [size, read] = reader;
	const { bigEndian } = set.valueEncoding(element);
	const count = Math.floor(element.length / size);
	const numbers = new Array<number>(count);
	for (let index = 0; index < count; index++) {
		numbers[index] = read(set.buffer, element.offset + index * size, bigEndian);
	}
	return numbers;
}
