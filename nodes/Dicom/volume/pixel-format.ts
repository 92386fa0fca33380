import { type DataSet, Tag } from '../../formats/dicom';
import { refuse } from './refusal';

/** How stored values lie in their cells (PS3.5 8.1.1) and become the unit of the volume (PS3.3 C.7.6.3, C.11.1). */
export interface PixelFormat {
	readonly bitsAllocated: 8 | 16;
	readonly bitsStored: number;
	readonly signed: boolean;
	readonly slope: number;
	readonly intercept: number;
	/** Stored values from first to last mean "no image here"; undefined when the header names none. */
	readonly padding: readonly [number, number] | undefined;
}

const CT_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.2';

export type VolumeUnit = 'HU' | 'stored';

/** CT becomes Hounsfield units; every other kind keeps its stored values. */
export function unitOf(sopClassUid: string): VolumeUnit {
	return sopClassUid === CT_IMAGE_STORAGE ? 'HU' : 'stored';
}

/** @throws HospitalError `pixel-format-not-supported`, `rescale-missing`, `rescale-not-hu` */
export function pixelFormat(set: DataSet, unit: VolumeUnit): PixelFormat {
	const bitsAllocated = set.number(Tag.BitsAllocated);
	const bitsStored = set.number(Tag.BitsStored);
	const highBit = set.number(Tag.HighBit);
	const representation = set.number(Tag.PixelRepresentation);
	if (
		(bitsAllocated !== 8 && bitsAllocated !== 16) ||
		bitsStored === undefined ||
		bitsStored < 1 ||
		bitsStored > bitsAllocated ||
		highBit !== bitsStored - 1 ||
		(representation !== 0 && representation !== 1)
	) {
		throw refuse('pixel-format-not-supported');
	}
	const signed = representation === 1;
	return {
		bitsAllocated,
		bitsStored,
		signed,
		...rescale(set, unit),
		padding: paddingRange(set, bitsStored, signed),
	};
}

function rescale(set: DataSet, unit: VolumeUnit): { slope: number; intercept: number } {
	if (set.has(Tag.ModalityLUTSequence)) throw refuse('rescale-not-hu');
	const slope = set.number(Tag.RescaleSlope);
	const intercept = set.number(Tag.RescaleIntercept);
	if (unit === 'stored') {
		// A rescale that is not the identity would make slices of stored values incomparable.
		if ((slope ?? 1) !== 1 || (intercept ?? 0) !== 0) throw refuse('rescale-not-hu');
		return { slope: 1, intercept: 0 };
	}
	const type = set.string(Tag.RescaleType).toUpperCase();
	if (type !== '' && type !== 'HU') throw refuse('rescale-not-hu');
	if (slope === undefined || intercept === undefined) throw refuse('rescale-missing');
	if (!Number.isFinite(slope) || !Number.isFinite(intercept) || slope === 0) {
		throw refuse('rescale-missing');
	}
	return { slope, intercept };
}

/** Pixel Padding Value (0028,0120) up to its Range Limit (PS3.3 C.7.5.1.1.2), as stored values. */
function paddingRange(
	set: DataSet,
	bitsStored: number,
	signed: boolean,
): readonly [number, number] | undefined {
	const value = set.number(Tag.PixelPaddingValue);
	if (value === undefined) return undefined;
	const limit = set.number(Tag.PixelPaddingRangeLimit) ?? value;
	// Both are read unsigned or signed depending on their VR; only the bits stored count.
	const [a, b] = [value, limit].map((number) => storedValue(number, bitsStored, signed)) as [
		number,
		number,
	];
	return a <= b ? [a, b] : [b, a];
}

/** The stored value in the low `bitsStored` bits of a cell; the bits above may hold anything. */
function storedValue(cell: number, bitsStored: number, signed: boolean): number {
	const sign = signed ? 2 ** (bitsStored - 1) : 0;
	return ((cell & (2 ** bitsStored - 1)) ^ sign) - sign;
}
