import type { PixelFormat, VolumeUnit } from './pixel-format';

/** Voxels outside the image get the value of air outside the reconstruction circle, HU. */
const PADDING_HU = -1024;
const PADDING_STORED = 0;

/** True when every value that the rescale can give is a whole number, computed within 32 bits. */
export function fitsIntegerArithmetic({ slope, intercept }: PixelFormat): boolean {
	return (
		Number.isInteger(slope) &&
		Number.isInteger(intercept) &&
		Math.abs(slope) * 65536 + Math.abs(intercept) < 2 ** 30
	);
}

/**
 * Converts the cells of a slice: bits above Bits Stored dropped, sign extended, padding replaced,
 * rescaled. Needs `fitsIntegerArithmetic`.
 *
 * @returns false when a value does not fit int16; `voxels` is then meaningless
 */
export function toInt16(
	cells: Uint16Array,
	format: PixelFormat,
	unit: VolumeUnit,
	voxels: Int16Array,
): boolean {
	const { mask, sign, first, last, padding } = constants(format, unit);
	const { slope, intercept } = format;
	let outside = 0;
	for (let at = 0; at < voxels.length; at++) {
		const stored = ((cells[at]! & mask) ^ sign) - sign;
		const value =
			stored >= first && stored <= last ? padding : (Math.imul(stored, slope) + intercept) | 0;
		voxels[at] = value;
		// Shifted to 0..65535 when it fits; any higher bit tells that it did not.
		outside |= value + 32768;
	}
	return outside >>> 16 === 0;
}

/** The same with any rescale, as single-precision numbers. */
export function toFloat32(
	cells: Uint16Array,
	format: PixelFormat,
	unit: VolumeUnit,
	voxels: Float32Array,
): void {
	const { mask, sign, first, last, padding } = constants(format, unit);
	const { slope, intercept } = format;
	for (let at = 0; at < voxels.length; at++) {
		const stored = ((cells[at]! & mask) ^ sign) - sign;
		voxels[at] = stored >= first && stored <= last ? padding : stored * slope + intercept;
	}
}

function constants(format: PixelFormat, unit: VolumeUnit) {
	const { bitsStored, signed, padding } = format;
	return {
		mask: 2 ** bitsStored - 1,
		sign: signed ? 2 ** (bitsStored - 1) : 0,
		// Without padding an empty range, in 32-bit numbers.
		first: padding?.[0] ?? 1,
		last: padding?.[1] ?? 0,
		padding: unit === 'HU' ? PADDING_HU : PADDING_STORED,
	};
}
