import { createRequire } from 'node:module';

/** The parts of dcmjs used here; the library brings no types. */
interface Dcmjs {
	data: {
		DicomMetaDictionary: { denaturalizeDataset(dataSet: DataSet): object };
		DicomDict: new (meta: object) => { dict: object; write(): ArrayBuffer };
	};
}

/** Attributes by keyword, values as dcmjs takes them. */
export type DataSet = Record<string, unknown>;

const dcmjs = createRequire(import.meta.url)('dcmjs') as Dcmjs;
const { DicomMetaDictionary, DicomDict } = dcmjs.data;

const EXPLICIT_VR_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
const IMPLEMENTATION_CLASS = '2.25.280110441420862358473120164285461720841';

/** What differs between the images of one series. */
export interface ImageParts {
	sopInstanceUid: string;
	instanceNumber: number;
	/** Millimetres, LPS. */
	position: readonly [number, number, number];
	/** Stored values, little-endian, two bytes each. */
	pixels: Uint8Array;
}

/** Stand-ins of the same length as the real values, each found nowhere else in a header. */
const STAND_IN = {
	uid: '2.25.299999999999999999999999999999999999999',
	number: '987654321',
	position: ['-111111.11111111', '-222222.22222222', '-333333.33333333'],
	location: '-444444.44444444',
};

/**
 * Encodes the images of one series as Part 10 files in Explicit VR Little Endian. dcmjs writes the
 * header once; for every image its own values are put in the places of stand-ins of equal length.
 */
export class SeriesEncoder {
	private readonly template: Buffer;
	private readonly pixelBytes: number;

	/**
	 * @param header every attribute that is equal in the whole series
	 * @param pixelBytes size of the Pixel Data of one image
	 */
	constructor(header: DataSet, pixelBytes: number) {
		this.pixelBytes = pixelBytes;
		const meta = {
			FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
			MediaStorageSOPClassUID: header.SOPClassUID,
			MediaStorageSOPInstanceUID: STAND_IN.uid,
			TransferSyntaxUID: EXPLICIT_VR_LITTLE_ENDIAN,
			ImplementationClassUID: IMPLEMENTATION_CLASS,
			ImplementationVersionName: 'DEMOHOSPITAL',
		};
		const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset(meta));
		file.dict = DicomMetaDictionary.denaturalizeDataset({
			...header,
			SOPInstanceUID: STAND_IN.uid,
			InstanceNumber: STAND_IN.number,
			ImagePositionPatient: STAND_IN.position,
			SliceLocation: STAND_IN.location,
			PixelData: new ArrayBuffer(pixelBytes),
			_vrMap: { PixelData: 'OW' },
		});
		this.template = Buffer.from(file.write());
	}

	/** One Part 10 file. */
	encode(image: ImageParts): Buffer {
		if (image.pixels.length !== this.pixelBytes) throw new RangeError('wrong number of pixels');
		const file = Buffer.from(this.template);
		const header = file.subarray(0, file.length - this.pixelBytes);
		replace(header, STAND_IN.uid, image.sopInstanceUid, 2);
		replace(header, STAND_IN.number, String(image.instanceNumber), 1);
		STAND_IN.position.forEach((standIn, axis) => {
			replace(header, standIn, decimal(image.position[axis] as number), 1);
		});
		replace(header, STAND_IN.location, decimal(image.position[2]), 1);
		file.set(image.pixels, header.length);
		return file;
	}
}

/** Writes a value over its stand-in, padded with spaces, which DS and IS allow (PS3.5 6.2). */
function replace(header: Buffer, standIn: string, value: string, times: number): void {
	if (value.length > standIn.length) throw new RangeError('a value is longer than its place');
	let at = 0;
	for (let found = 0; found < times; found++) {
		at = header.indexOf(standIn, at, 'latin1');
		if (at < 0) throw new Error('a stand-in is missing from the encoded header');
		at += header.write(value.padEnd(standIn.length), at, 'latin1');
	}
}

/** A decimal string of at most 16 characters, to the hundredth of a micrometre. */
const decimal = (value: number): string => String(Number(value.toFixed(5)));
