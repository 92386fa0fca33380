import {
	decodeJpegLossless,
	decodeRle,
	isUncompressed,
	Tag,
	TransferSyntax,
	type DataSet,
	type Part10,
} from '../../formats/dicom';
import { refuse } from './refusal';
import type { Slice } from './slice';

/**
 * The cells of the single frame of an image, row by row, as unsigned numbers of the allocated size.
 *
 * @throws HospitalError `pixel-data-missing`, `unsupported-transfer-syntax`, `dicom-corrupt`
 */
export function frameCells(image: Part10, slice: Slice): Uint16Array {
	const cells = decodeFrame(image, slice);
	// One cell type keeps the conversion loops fast.
	return cells instanceof Uint16Array ? cells : new Uint16Array(cells);
}

function decodeFrame(image: Part10, slice: Slice): Uint8Array | Uint16Array {
	const { rows, columns } = slice.header;
	const { bitsAllocated, bitsStored, signed } = slice.format;
	const count = rows * columns;
	const { dataSet, transferSyntax } = image;
	if (isUncompressed(transferSyntax)) {
		return nativeCells(dataSet, count, bitsAllocated);
	}
	const coded = codedFrame(dataSet);
	switch (transferSyntax) {
		case TransferSyntax.RleLossless:
			return decodeRle(coded, count, bitsAllocated);
		case TransferSyntax.JpegLossless:
		case TransferSyntax.JpegLosslessFirstOrder:
			return decodeJpegLossless(coded, {
				rows,
				columns,
				bitsAllocated,
				leastPrecision: signed ? bitsStored : 2,
			});
		default:
			throw refuse('unsupported-transfer-syntax');
	}
}

function nativeCells(
	dataSet: DataSet,
	count: number,
	bitsAllocated: 8 | 16,
): Uint8Array | Uint16Array {
	const element = dataSet.element(Tag.PixelData);
	const size = (count * bitsAllocated) / 8;
	if (element === undefined || element.fragments !== undefined || element.length < size) {
		throw refuse('pixel-data-missing');
	}
	const { buffer, encoding } = dataSet;
	// The last byte of an odd 8-bit frame shares its swapped word with the padding behind it.
	const padded = Math.min(element.length, size + (size % 2));
	let bytes = buffer.subarray(element.offset, element.offset + padded);
	if (encoding.bigEndian && element.vr !== 'OB') bytes = Buffer.from(bytes).swap16();
	if (bitsAllocated === 8) return bytes.subarray(0, count);
	// A typed array must start on an even address; file offsets need not be.
	if ((bytes.byteOffset & 1) !== 0) bytes = Buffer.from(Uint8Array.from(bytes).buffer);
	return new Uint16Array(bytes.buffer, bytes.byteOffset, count);
}

/** All fragments of the only frame (PS3.5 A.4: the first item is the Basic Offset Table). */
function codedFrame(dataSet: DataSet): Buffer {
	const fragments = dataSet.element(Tag.PixelData)?.fragments?.slice(1) ?? [];
	if (fragments.length === 0) throw refuse('pixel-data-missing');
	const parts = fragments.map(({ offset, length }) =>
		dataSet.buffer.subarray(offset, offset + length),
	);
	return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
