import { Tag, type DataSet } from '../../formats/dicom';
import { corrupt } from '../../formats/dicom/corrupt';

/** How the pixels of an image are described (PS3.3 C.7.6.3). */
export interface PixelLayout {
	readonly rows: number;
	readonly columns: number;
	readonly frames: number;
	readonly samples: number;
	readonly bitsAllocated: number;
	readonly bitsStored: number;
	readonly highBit: number;
	readonly signed: boolean;
	/** All first samples, then all second ones (Planar Configuration 1). */
	readonly planar: boolean;
	/** `MONOCHROME2`, `RGB`... */
	readonly photometric: string;
	/** Some bits beside the stored ones hold an overlay (60XX,0102). */
	readonly overlayInPixels: boolean;
}

const MOST_FRAMES = 1_000_000;
const OVERLAY_BIT_POSITION = 0x0102;

/**
 * @returns the layout, undefined for an object without an image
 * @throws HospitalError `dicom-corrupt` when it contradicts itself
 */
export function layoutOf(set: DataSet): PixelLayout | undefined {
	if (!set.has(Tag.Rows) && !set.has(Tag.Columns)) return undefined;
	const number = (tag: number, otherwise: number): number => {
		const value = set.number(tag) ?? otherwise;
		if (!Number.isSafeInteger(value) || value < 0)
			throw corrupt('its description of pixels is no number');
		return value;
	};
	const bitsAllocated = number(Tag.BitsAllocated, 0);
	const bitsStored = number(Tag.BitsStored, bitsAllocated);
	const layout: PixelLayout = {
		rows: number(Tag.Rows, 0),
		columns: number(Tag.Columns, 0),
		frames: number(Tag.NumberOfFrames, 1),
		samples: number(Tag.SamplesPerPixel, 1),
		bitsAllocated,
		bitsStored,
		highBit: number(Tag.HighBit, Math.max(0, bitsStored - 1)),
		signed: number(Tag.PixelRepresentation, 0) === 1,
		planar: number(Tag.PlanarConfiguration, 0) === 1,
		photometric: set.string(Tag.PhotometricInterpretation).toUpperCase(),
		overlayInPixels: hasOverlayInPixels(set),
	};
	if (layout.rows === 0 || layout.columns === 0 || layout.frames === 0) {
		throw corrupt('its image has no rows, columns or frames');
	}
	if (
		layout.frames > MOST_FRAMES ||
		bitsStored > bitsAllocated ||
		layout.highBit >= bitsAllocated
	) {
		throw corrupt('its description of pixels contradicts itself');
	}
	return layout;
}

/** Until 2004 overlays could lie in unused bits of the pixel data (PS3.3 C.9.2, retired). */
function hasOverlayInPixels(set: DataSet): boolean {
	for (let group = 0x6000; group <= 0x60fe; group += 2) {
		const bytes = set.bytes(group * 0x10000 + OVERLAY_BIT_POSITION);
		if (bytes !== undefined && bytes.some((byte) => byte !== 0)) return true;
	}
	return false;
}
