import { isUncompressed, Tag, TransferSyntax, type DataSet } from '../../formats/dicom';
import { corrupt } from '../../formats/dicom/corrupt';
import type { PixelLayout } from './layout';
import { decodePlanes, encodePlanes } from './rle';
import type { PixelData, PixelInput } from './types';

/**
 * The cells of one frame: for every sample one number per pixel, as stored (unsigned), first row
 * first. They may be written to.
 */
export interface Frame {
	readonly samples: readonly (Uint8Array | Uint16Array)[];
}

/** Pixel data that can be read and written frame by frame. */
export interface Frames {
	readonly layout: PixelLayout;
	/** @returns a decoded copy @throws HospitalError `dicom-corrupt` */
	read(index: number): Frame;
	/** The pixel data with some frames replaced, in the form in which they came. */
	written(replaced: ReadonlyMap<number, Frame>): PixelData;
}

const PHOTOMETRIC = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR', 'RGB', 'YBR_FULL']);

/**
 * All frames on top of each other: of every cell the greatest or the least value. What stands in any
 * of them as the brightest or darkest part stands there too.
 */
export function overlaid(frames: Frames, pick: 'greatest' | 'least'): Frame {
	const { layout } = frames;
	// With the sign turned over, signed numbers are in the order of unsigned ones.
	const sign = layout.signed ? 2 ** layout.highBit : 0;
	const result = frames.read(0);
	for (let index = 1; index < layout.frames; index++) {
		frames.read(index).samples.forEach((plane, sample) => {
			const best = result.samples[sample]!;
			for (let at = 0; at < plane.length; at++) {
				const isGreater = (plane[at]! ^ sign) > (best[at]! ^ sign);
				if (isGreater === (pick === 'greatest')) best[at] = plane[at]!;
			}
		});
	}
	return result;
}

/** Whether frames of this form can be read and written here, else why not (no part of a value). */
export function obstacle(layout: PixelLayout, transferSyntax: string): string | undefined {
	if (!isUncompressed(transferSyntax) && transferSyntax !== TransferSyntax.RleLossless) {
		return 'its pixels are compressed in a way that cannot be changed here';
	}
	if (layout.bitsAllocated !== 8 && layout.bitsAllocated !== 16) {
		return 'its pixels have neither 8 nor 16 bits';
	}
	if (layout.samples !== 1 && layout.samples !== 3)
		return 'its pixels have neither 1 nor 3 samples';
	if (!PHOTOMETRIC.has(layout.photometric)) return 'its kind of colours is not known here';
	return undefined;
}

/**
 * Opens pixel data for which there is no `obstacle`.
 *
 * @throws HospitalError `dicom-corrupt` when they do not hold the frames that the header announces
 */
export function openFrames(layout: PixelLayout, input: PixelInput, data: PixelData): Frames {
	const { bigEndian } = input.dataSet.encoding;
	if (input.transferSyntax === TransferSyntax.RleLossless) return new RleFrames(layout, data);
	return new NativeFrames(layout, data, bigEndian);
}

/** The pixel data of an input, read when they are needed. */
export async function pixelDataOf(input: PixelInput): Promise<PixelData | undefined> {
	const { pixelData, dataSet } = input;
	if (typeof pixelData === 'function') return await pixelData();
	return pixelData ?? fromDataSet(dataSet);
}

function fromDataSet(set: DataSet): PixelData | undefined {
	const element = set.element(Tag.PixelData);
	if (element?.fragments === undefined) return set.bytes(Tag.PixelData);
	return element.fragments.map(({ offset, length }) =>
		set.buffer.subarray(offset, offset + length),
	);
}

/** One value after the other. */
class NativeFrames implements Frames {
	private readonly bytes: Buffer;
	private readonly frameBytes: number;

	constructor(
		readonly layout: PixelLayout,
		data: PixelData,
		private readonly bigEndian: boolean,
	) {
		if (!Buffer.isBuffer(data)) throw corrupt('its native pixel data come in fragments');
		const { rows, columns, samples, bitsAllocated, frames } = layout;
		this.bytes = data;
		this.frameBytes = rows * columns * samples * (bitsAllocated / 8);
		// One byte of padding makes the length even.
		if (
			Math.abs(data.length - this.frameBytes * frames) > 1 ||
			data.length < this.frameBytes * frames
		) {
			throw corrupt('its pixel data have another length than its rows, columns and frames');
		}
	}

	read(index: number): Frame {
		const { rows, columns, samples, planar } = this.layout;
		const count = rows * columns;
		const planes = Array.from({ length: samples }, () => this.plane(count));
		const start = index * this.frameBytes;
		planes.forEach((plane, sample) => {
			for (let pixel = 0; pixel < count; pixel++) {
				const cell = planar ? sample * count + pixel : pixel * samples + sample;
				plane[pixel] = this.get(start, cell);
			}
		});
		return { samples: planes };
	}

	written(replaced: ReadonlyMap<number, Frame>): Buffer {
		const { samples, planar } = this.layout;
		const bytes = Buffer.from(this.bytes);
		for (const [index, frame] of replaced) {
			frame.samples.forEach((plane, sample) => {
				for (let pixel = 0; pixel < plane.length; pixel++) {
					const cell = planar ? sample * plane.length + pixel : pixel * samples + sample;
					this.set(bytes, index * this.frameBytes, cell, plane[pixel]!);
				}
			});
		}
		return bytes;
	}

	private plane(count: number): Uint8Array | Uint16Array {
		return this.layout.bitsAllocated === 8 ? new Uint8Array(count) : new Uint16Array(count);
	}

	private get(start: number, cell: number): number {
		const { bytes } = this;
		if (this.layout.bitsAllocated === 8) return bytes[start + cell]!;
		const at = start + 2 * cell;
		return this.bigEndian ? (bytes[at]! << 8) | bytes[at + 1]! : bytes[at]! | (bytes[at + 1]! << 8);
	}

	private set(bytes: Buffer, start: number, cell: number, value: number): void {
		if (this.layout.bitsAllocated === 8) bytes[start + cell] = value;
		else if (this.bigEndian) bytes.writeUInt16BE(value, start + 2 * cell);
		else bytes.writeUInt16LE(value, start + 2 * cell);
	}
}

/** RLE Lossless: every frame is one fragment (PS3.5 A.4.2). */
class RleFrames implements Frames {
	private readonly fragments: readonly Buffer[];

	constructor(
		readonly layout: PixelLayout,
		data: PixelData,
	) {
		if (Buffer.isBuffer(data) || data.length !== layout.frames + 1) {
			throw corrupt('it has another number of RLE fragments than frames');
		}
		this.fragments = data.slice(1);
	}

	read(index: number): Frame {
		const { rows, columns, samples, bitsAllocated } = this.layout;
		const count = rows * columns;
		const width = bitsAllocated / 8;
		const planes = decodePlanes(this.fragments[index]!, samples * width, count);
		if (width === 1) return { samples: planes };
		const cells = Array.from({ length: samples }, (_, sample) => {
			const [high, low] = [planes[2 * sample]!, planes[2 * sample + 1]!];
			return Uint16Array.from(high, (byte, at) => (byte << 8) | low[at]!);
		});
		return { samples: cells };
	}

	written(replaced: ReadonlyMap<number, Frame>): Buffer[] {
		const frames = this.fragments.map((fragment, index) => {
			const frame = replaced.get(index);
			return frame === undefined
				? fragment
				: encodePlanes(this.planesOf(frame), this.layout.columns);
		});
		// An empty Basic Offset Table is always right; the old one is not.
		return [Buffer.alloc(0), ...frames];
	}

	private planesOf({ samples }: Frame): Uint8Array[] {
		if (this.layout.bitsAllocated === 8) return samples.map((plane) => Uint8Array.from(plane));
		return samples.flatMap((plane) => [
			Uint8Array.from(plane, (cell) => cell >> 8),
			Uint8Array.from(plane, (cell) => cell & 0xff),
		]);
	}
}
