import { HospitalError } from '../../shared/errors';

/** One page of a TIFF file (TIFF 6.0 section 2, an image file directory), with its compressed strips. */
export interface TiffPage {
	readonly width: number;
	readonly height: number;
	/** 1 none, 3 Group 3, 4 Group 4, 5 LZW, 8 and 32946 deflate, 32773 PackBits. */
	readonly compression: number;
	/** 0 white is zero, 1 black is zero, 2 RGB. */
	readonly photometric: number;
	readonly bits: number;
	readonly samples: number;
	/** 2: the first pixel is the lowest bit of a byte. */
	readonly fillOrder: number;
	/** T4Options: 1 two-dimensional, 4 byte-aligned ends of lines. */
	readonly t4Options: number;
	readonly predictor: number;
	/** 1 as it is, 3 turned by 180°, 6 to be turned right by 90°, 8 left by 90°. */
	readonly orientation: number;
	/** Pixels per inch. */
	readonly dpi: readonly [across: number, down: number];
	readonly strips: readonly { readonly rows: number; readonly bytes: Uint8Array }[];
}

export interface TiffLimits {
	readonly maxPages: number;
	readonly maxPixels: number;
}

const MOST_STRIPS = 20_000;
const MOST_ENTRIES = 200;
const SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8 };
const USUAL_DPI = [204, 196] as const;

/** True for the first four bytes of a TIFF file. BigTIFF is not read. */
export function isTiff(bytes: Uint8Array): boolean {
	const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
	return head === 'II*\0' || head === 'MM\0*';
}

/**
 * Pages of a TIFF file. Every length and offset is checked against the file; nothing is decompressed.
 *
 * @throws HospitalError `document-unreadable`, `document-too-many-pages`, `document-page-too-large`
 */
export function readTiff(bytes: Uint8Array, limits: TiffLimits): TiffPage[] {
	if (!isTiff(bytes)) throw damaged();
	const file = new File(bytes);
	const pages: TiffPage[] = [];
	const seen = new Set<number>();
	for (let at = file.long(4); at !== 0; ) {
		if (seen.has(at)) throw damaged();
		seen.add(at);
		if (pages.length >= limits.maxPages) throw tooMany(limits.maxPages);
		const count = file.short(at);
		if (count === 0 || count > MOST_ENTRIES) throw damaged();
		pages.push(pageOf(file, at + 2, count, limits));
		at = file.long(at + 2 + 12 * count);
	}
	if (pages.length === 0) throw damaged();
	return pages;
}

class File {
	private readonly view: DataView;
	private readonly little: boolean;

	constructor(private readonly bytes: Uint8Array) {
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.little = bytes[0] === 0x49;
	}

	short(at: number): number {
		this.check(at, 2);
		return this.view.getUint16(at, this.little);
	}

	long(at: number): number {
		this.check(at, 4);
		return this.view.getUint32(at, this.little);
	}

	part(at: number, length: number): Uint8Array {
		this.check(at, length);
		return this.bytes.subarray(at, at + length);
	}

	/** Values of a field of unsigned numbers; undefined for other types. */
	values(entry: number): number[] | undefined {
		const type = this.short(entry + 2);
		const count = this.long(entry + 4);
		const size = SIZES[type];
		if (size === undefined) return undefined;
		if (count > MOST_STRIPS) throw damaged();
		const start = size * count <= 4 ? entry + 8 : this.long(entry + 8);
		this.check(start, size * count);
		return Array.from({ length: count }, (_, index) => this.value(type, start + index * size));
	}

	private value(type: number, at: number): number {
		if (type === 1) return this.view.getUint8(at);
		if (type === 3) return this.short(at);
		if (type === 4) return this.long(at);
		const below = this.long(at + 4);
		return below === 0 ? 0 : this.long(at) / below;
	}

	private check(at: number, length: number): void {
		if (!(at >= 0 && length >= 0 && at + length <= this.bytes.length)) throw damaged();
	}
}

function pageOf(file: File, start: number, count: number, limits: TiffLimits): TiffPage {
	const fields = new Map<number, number[]>();
	for (let index = 0; index < count; index++) {
		const entry = start + 12 * index;
		const values = file.values(entry);
		if (values !== undefined) fields.set(file.short(entry), values);
	}
	const one = (tag: number, otherwise: number): number => fields.get(tag)?.[0] ?? otherwise;
	const width = one(256, 0);
	const height = one(257, 0);
	if (width < 1 || height < 1) throw damaged();
	if (width * height > limits.maxPixels) throw tooLarge();
	const unit = one(296, 2) === 3 ? 2.54 : 1;
	const page = {
		width,
		height,
		compression: one(259, 1),
		photometric: one(262, 0),
		bits: one(258, 1),
		samples: one(277, 1),
		fillOrder: one(266, 1),
		t4Options: one(292, 0),
		predictor: one(317, 1),
		orientation: one(274, 1),
		dpi: [density(one(282, 0) * unit, 0), density(one(283, 0) * unit, 1)] as const,
	};
	refuseUnknown(page, fields);
	return { ...page, strips: stripsOf(file, fields, height) };
}

/** A resolution that no scanner has is none. */
const density = (value: number, axis: 0 | 1): number =>
	value >= 50 && value <= 1200 ? value : USUAL_DPI[axis];

const COMPRESSIONS = new Set([1, 3, 4, 5, 8, 32773, 32946]);

function refuseUnknown(
	page: Omit<TiffPage, 'strips'>,
	fields: ReadonlyMap<number, readonly number[]>,
): void {
	const { compression, photometric, bits, samples } = page;
	const known =
		COMPRESSIONS.has(compression) &&
		((photometric <= 1 && samples === 1 && [1, 4, 8].includes(bits)) ||
			(photometric === 2 && samples === 3 && bits === 8)) &&
		fields.has(273) &&
		!fields.has(324) &&
		(fields.get(284)?.[0] ?? 1) === 1 &&
		!((compression === 3 || compression === 4) && bits !== 1);
	if (known) return;
	throw new HospitalError(
		'document-unsupported',
		'The TIFF file is of a kind that faxes do not use',
		{
			nextStep:
				'Fax servers write strips of black and white, Group 3 or Group 4. Ask for it that way, or as a PDF.',
		},
	);
}

function stripsOf(
	file: File,
	fields: ReadonlyMap<number, readonly number[]>,
	height: number,
): TiffPage['strips'] {
	const offsets = fields.get(273) ?? [];
	const lengths = fields.get(279) ?? [];
	const perStrip = Math.min(fields.get(278)?.[0] ?? height, height);
	if (perStrip < 1 || offsets.length !== lengths.length) throw damaged();
	if (offsets.length !== Math.ceil(height / perStrip)) throw damaged();
	return offsets.map((offset, index) => ({
		rows: Math.min(perStrip, height - index * perStrip),
		bytes: file.part(offset, lengths[index]!),
	}));
}

const damaged = (): HospitalError =>
	new HospitalError('document-unreadable', 'The TIFF file is damaged', {
		nextStep: 'Ask the sender to send it again. Nothing was read from it.',
	});

const tooMany = (most: number): HospitalError =>
	new HospitalError('document-too-many-pages', `The document has more than ${most} pages`, {
		nextStep: 'Have it split, or raise Most Pages in the options of the node.',
	});

const tooLarge = (): HospitalError =>
	new HospitalError('document-page-too-large', 'A page of the document is too large', {
		nextStep: 'Have the document read by a person, and ask the sender for an ordinary fax.',
	});
