import { readPart10, Tag } from '../../../dist/nodes/formats/dicom/index.js';
import type { PixelInput } from '../../../dist/nodes/Phi/pixels/index.js';
import { element, file, item, sequenceEnd, UNDEFINED } from '../dicom-data/bytes.ts';
import { draw, type Place } from './letters.ts';

/** What an image says about itself; the rest is a CR image of an obviously invented person. */
export interface ImageOptions {
	modality?: string;
	sopClass?: string;
	imageType?: string;
	conversionType?: string;
	manufacturer?: string;
	model?: string;
	burnedIn?: string;
	rows?: number;
	columns?: number;
	bits?: 8 | 16;
	signed?: boolean;
	photometric?: string;
	planar?: boolean;
	frames?: number;
	transferSyntax?: string;
	/** [left, top, right, bottom], corners included: Sequence of Ultrasound Regions. */
	regions?: readonly (readonly [number, number, number, number])[];
	/** Overlay Bit Position of an overlay in the pixels. */
	overlayBit?: number;
}

const CR = '1.2.840.10008.5.1.4.1.1.1';

/** A picture of one number per pixel and sample: first all of the first sample. */
export class Image {
	readonly rows: number;
	readonly columns: number;
	readonly cells: Uint8Array | Uint16Array;
	readonly places: Place[] = [];

	readonly options: ImageOptions;

	constructor(options: ImageOptions = {}) {
		this.options = options;
		const { rows = 384, columns = 512, bits = 8, frames = 1 } = options;
		this.rows = rows;
		this.columns = columns;
		const count = rows * columns * this.samples * frames;
		this.cells = bits === 8 ? new Uint8Array(count) : new Uint16Array(count);
		for (let frame = 0; frame < frames; frame++) this.anatomy(frame);
	}

	get samples(): number {
		return /RGB|YBR/.test(this.options.photometric ?? '') ? 3 : 1;
	}

	/** The brightest value; in MONOCHROME1 the darkest on the screen. */
	get brightest(): number {
		if (this.options.photometric === 'MONOCHROME1') return 0;
		return this.options.bits === 16 ? 4095 : 255;
	}

	/** The cells of one sample of a frame. */
	plane(frame: number, sample = 0): Uint8Array | Uint16Array {
		const size = this.rows * this.columns;
		const from = (frame * this.samples + sample) * size;
		return this.cells.subarray(from, from + size);
	}

	/** An oval with waves and noise: no more than two thirds as bright as text. */
	private anatomy(frame: number): void {
		const full = this.options.bits === 16 ? 4095 : 255;
		for (let sample = 0; sample < this.samples; sample++) {
			const plane = this.plane(frame, sample);
			const tint = 1 - 0.1 * sample;
			let state = 7 + frame;
			for (let at = 0; at < plane.length; at++) {
				state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
				const noise = state / 2 ** 32;
				const x = ((at % this.columns) / this.columns - 0.5) / 0.4;
				const y = (Math.floor(at / this.columns) / this.rows - 0.5) / 0.4;
				const far = Math.hypot(x, y);
				const value =
					(far < 1 ? 0.35 + 0.22 * Math.cos(far * 9) + 0.08 * noise : 0.03 * noise) * full * tint;
				plane[at] = this.options.photometric === 'MONOCHROME1' ? full - value : value;
			}
		}
	}

	/** Burns a line in, into all samples of a frame. */
	write(
		text: string,
		left: number,
		top: number,
		scale: number,
		frame = 0,
		value = this.brightest,
	): this {
		for (let sample = 0; sample < this.samples; sample++) {
			const cells = this.plane(frame, sample);
			const place = draw({ width: this.columns, cells }, text, { left, top, scale, value });
			if (sample === 0) this.places.push(place);
		}
		return this;
	}

	/** As a file was read: header and pixel data. */
	input(pixels: Buffer | readonly Buffer[] = this.native()): PixelInput {
		return { dataSet: readPart10(this.file(pixels)).dataSet, transferSyntax: this.transferSyntax };
	}

	/** As it lies on a disk. */
	file(pixels: Buffer | readonly Buffer[] = this.native()): Buffer {
		return file(Buffer.concat([this.header(), pixelElement(pixels)]), this.transferSyntax);
	}

	private get transferSyntax(): string {
		return this.options.transferSyntax ?? '1.2.840.10008.1.2.1';
	}

	/** Native pixel data, little endian. */
	native(): Buffer {
		const { bits = 8, frames = 1, planar = false } = this.options;
		const size = this.rows * this.columns;
		const bytes = Buffer.alloc(this.cells.length * (bits / 8));
		let at = 0;
		const put = (value: number): void => {
			if (bits === 8) bytes[at] = value;
			else bytes.writeUInt16LE(value, at);
			at += bits / 8;
		};
		for (let frame = 0; frame < frames; frame++) {
			const planes = Array.from({ length: this.samples }, (_, sample) => this.plane(frame, sample));
			if (planar) for (const plane of planes) plane.forEach(put);
			else
				for (let pixel = 0; pixel < size; pixel++) for (const plane of planes) put(plane[pixel]!);
		}
		return bytes;
	}

	private header(): Buffer {
		const { options } = this;
		const { bits = 8, frames = 1, regions, overlayBit } = options;
		const text = (tag: number, vr: string, value: string): Buffer =>
			element(tag, vr, value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' '));
		return Buffer.concat([
			text(Tag.ImageType, 'CS', options.imageType ?? 'ORIGINAL\\PRIMARY'),
			text(Tag.SOPClassUID, 'UI', options.sopClass ?? CR),
			text(Tag.Modality, 'CS', options.modality ?? 'CR'),
			options.conversionType === undefined
				? Buffer.alloc(0)
				: text(0x00080064, 'CS', options.conversionType),
			text(Tag.Manufacturer, 'LO', options.manufacturer ?? 'TESTMAKER'),
			text(Tag.ManufacturerModelName, 'LO', options.model ?? 'TESTMODEL'),
			text(Tag.PatientName, 'PN', 'TESTPERSON^ADA'),
			text(Tag.PatientID, 'LO', 'ZZ482913'),
			text(Tag.PatientBirthDate, 'DA', '19760616'),
			regions === undefined ? Buffer.alloc(0) : regionsElement(regions),
			short(Tag.SamplesPerPixel, this.samples),
			text(Tag.PhotometricInterpretation, 'CS', options.photometric ?? 'MONOCHROME2'),
			this.samples === 1 ? Buffer.alloc(0) : short(Tag.PlanarConfiguration, options.planar ? 1 : 0),
			text(Tag.NumberOfFrames, 'IS', String(frames)),
			short(Tag.Rows, this.rows),
			short(Tag.Columns, this.columns),
			short(Tag.BitsAllocated, bits),
			short(Tag.BitsStored, bits === 16 ? 12 : 8),
			short(Tag.HighBit, bits === 16 ? 11 : 7),
			short(Tag.PixelRepresentation, options.signed ? 1 : 0),
			options.burnedIn === undefined
				? Buffer.alloc(0)
				: text(Tag.BurnedInAnnotation, 'CS', options.burnedIn),
			overlayBit === undefined ? Buffer.alloc(0) : short(0x60000102, overlayBit),
		]);
	}
}

/** The picture turned by a quarter, clockwise (90) or back (270): what was written runs down or up. */
export function turnedImage(image: Image, turn: 90 | 270): Image {
	const { rows, columns } = image;
	const to = new Image({ ...image.options, rows: columns, columns: rows });
	for (let y = 0; y < rows; y++) {
		for (let x = 0; x < columns; x++) {
			const [left, top] = turn === 90 ? [rows - 1 - y, x] : [y, columns - 1 - x];
			to.cells[top * rows + left] = image.cells[y * columns + x]!;
		}
	}
	for (const { left, top, right, bottom } of image.places) {
		to.places.push(
			turn === 90
				? { left: rows - bottom, top: left, right: rows - top, bottom: right }
				: { left: top, top: columns - right, right: bottom, bottom: columns - left },
		);
	}
	return to;
}

function short(tag: number, value: number): Buffer {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16LE(value);
	return element(tag, 'US', bytes);
}

function long(tag: number, value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value);
	return element(tag, 'UL', bytes);
}

function regionsElement(regions: NonNullable<ImageOptions['regions']>): Buffer {
	const tags = [0x00186018, 0x0018601a, 0x0018601c, 0x0018601e];
	const items = regions.map((edges) =>
		item(Buffer.concat(edges.map((edge, at) => long(tags[at]!, edge)))),
	);
	return element(0x00186011, 'SQ', Buffer.concat(items));
}

/** Native bytes, or fragments with the Basic Offset Table first. */
function pixelElement(pixels: Buffer | readonly Buffer[]): Buffer {
	if (Buffer.isBuffer(pixels)) return element(Tag.PixelData, 'OW', pixels);
	const fragments = Buffer.concat([...pixels.map((one) => item(one)), sequenceEnd()]);
	return element(Tag.PixelData, 'OB', fragments, 'explicit-little', UNDEFINED);
}
