import { HospitalError } from '../../shared/errors';
import { dictionaryVr, Tag, type Keyword } from './tags';
import { TransferSyntax } from './transfer-syntax';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, isUid } from './uid';
import { SHORT_LENGTH_VRS, SINGLE_VALUE_VRS } from './vr';

/**
 * A value to write: text, numbers, bytes, or the items of a sequence. An empty string or list
 * writes an element of zero length (type 2); `undefined` leaves the element out.
 */
export type ContentValue =
	| string
	| number
	| readonly string[]
	| readonly number[]
	| Uint8Array
	| readonly Content[]
	| undefined;

/** A data set to write, by keyword. The order does not matter: elements are written by tag. */
export type Content = { readonly [K in Keyword]?: ContentValue };

const NUMBER_WRITERS: Readonly<
	Record<string, readonly [number, (bytes: Buffer, value: number, at: number) => void]>
> = {
	US: [2, (b, value, at) => b.writeUInt16LE(value, at)],
	SS: [2, (b, value, at) => b.writeInt16LE(value, at)],
	UL: [4, (b, value, at) => b.writeUInt32LE(value, at)],
	SL: [4, (b, value, at) => b.writeInt32LE(value, at)],
	FL: [4, (b, value, at) => b.writeFloatLE(value, at)],
	FD: [8, (b, value, at) => b.writeDoubleLE(value, at)],
};

/**
 * Writes a DICOM file: preamble, meta information, data set in explicit VR little endian and
 * UTF-8 (ISO_IR 192), sequences with explicit lengths. The same content gives the same bytes.
 *
 * @param content must hold SOPClassUID and SOPInstanceUID
 * @throws HospitalError `dicom-value-invalid` naming the keyword of a value that its VR cannot hold
 */
export function writePart10(content: Content): Buffer {
	const meta = encodeContent({
		FileMetaInformationVersion: Buffer.from([0, 1]),
		MediaStorageSOPClassUID: required(content, 'SOPClassUID'),
		MediaStorageSOPInstanceUID: required(content, 'SOPInstanceUID'),
		TransferSyntaxUID: TransferSyntax.ExplicitLittle,
		ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
		ImplementationVersionName: IMPLEMENTATION_VERSION_NAME,
	});
	return Buffer.concat([
		Buffer.alloc(128),
		Buffer.from('DICM', 'latin1'),
		encodeContent({ FileMetaInformationGroupLength: meta.length }),
		meta,
		writeDataSet(content),
	]);
}

/** The data set alone, as a C-STORE carries it in explicit VR little endian. */
export function writeDataSet(content: Content): Buffer {
	return encodeContent({ ...content, SpecificCharacterSet: 'ISO_IR 192' });
}

/**
 * A number as a Decimal String of at most 16 characters (PS3.5 6.2), as precise as they allow.
 *
 * @throws TypeError for NaN and infinities
 */
export function decimalString(value: number): string {
	if (!Number.isFinite(value)) throw new TypeError('a number that DS cannot hold');
	const plain = String(Object.is(value, -0) ? 0 : value);
	if (plain.length <= 16) return plain;
	for (let digits = 15; digits > 0; digits--) {
		const text = String(Number(value.toPrecision(digits)));
		if (text.length <= 16) return text;
	}
	return value.toExponential(8);
}

function required(content: Content, keyword: Keyword): string {
	const value = content[keyword];
	if (typeof value !== 'string' || value === '') throw invalid(keyword, 'is missing');
	return value;
}

function encodeContent(content: Content): Buffer {
	const parts: Buffer[] = [];
	const keywords = (Object.keys(content) as Keyword[]).sort((a, b) => Tag[a] - Tag[b]);
	for (const keyword of keywords) {
		const value = content[keyword];
		if (value !== undefined) parts.push(...encodeElement(keyword, value));
	}
	return Buffer.concat(parts);
}

function encodeElement(keyword: Keyword, value: Exclude<ContentValue, undefined>): Buffer[] {
	const tag = Tag[keyword];
	const vr = dictionaryVr(tag);
	const bytes = encodeValue(keyword, vr, value);
	const short = SHORT_LENGTH_VRS.has(vr);
	const header = Buffer.alloc(short ? 8 : 12);
	header.writeUInt16LE(tag >>> 16, 0);
	header.writeUInt16LE(tag & 0xffff, 2);
	header.write(vr, 4, 'latin1');
	if (short) {
		if (bytes.length > 0xfffe) throw invalid(keyword, 'is too long');
		header.writeUInt16LE(bytes.length, 6);
	} else {
		header.writeUInt32LE(bytes.length, 8);
	}
	return [header, bytes];
}

function encodeValue(
	keyword: Keyword,
	vr: string,
	value: Exclude<ContentValue, undefined>,
): Buffer {
	if (value instanceof Uint8Array) return pad(Buffer.from(value), 0);
	const values = (typeof value === 'object' ? value : [value]) as ReadonlyArray<
		string | number | Content
	>;
	if (vr === 'SQ') return encodeItems(keyword, values);
	const writer = NUMBER_WRITERS[vr];
	if (writer === undefined) return encodeText(keyword, vr, values);
	const [size, write] = writer;
	const bytes = Buffer.alloc(size * values.length);
	values.forEach((number, index) => {
		if (typeof number !== 'number') throw invalid(keyword, 'is not a number');
		try {
			write(bytes, number, index * size);
		} catch (error) {
			throw invalid(keyword, 'is out of range', error);
		}
	});
	return bytes;
}

function encodeItems(keyword: Keyword, items: ReadonlyArray<string | number | Content>): Buffer {
	const parts: Buffer[] = [];
	for (const item of items) {
		if (typeof item !== 'object') throw invalid(keyword, 'is not a list of items');
		const bytes = encodeContent(item);
		const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
		header.writeUInt32LE(bytes.length, 4);
		parts.push(header, bytes);
	}
	return Buffer.concat(parts);
}

function encodeText(
	keyword: Keyword,
	vr: string,
	values: ReadonlyArray<string | number | Content>,
): Buffer {
	const texts = values.map((value) => {
		if (typeof value === 'object') throw invalid(keyword, 'is not text');
		const text = typeof value === 'number' ? decimalString(value) : value;
		if (text !== '' && !isValid(vr, text)) throw invalid(keyword, `does not fit its VR ${vr}`);
		return text;
	});
	return pad(Buffer.from(texts.join('\\'), 'utf8'), vr === 'UI' ? 0x00 : 0x20);
}

/** The rules of PS3.5 6.2 that would make a reader misunderstand the value when broken. */
function isValid(vr: string, text: string): boolean {
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (/[\x00-\x08\x0b\x0e-\x1f]/.test(text)) return false;
	if (!SINGLE_VALUE_VRS.has(vr) && text.includes('\\')) return false;
	switch (vr) {
		case 'UI':
			return isUid(text);
		case 'CS':
			return /^[A-Z0-9 _]{1,16}$/.test(text);
		case 'DS':
			return text.length <= 16 && Number.isFinite(Number(text));
		case 'IS':
			return /^[+-]?\d{1,11}$/.test(text);
		case 'DA':
			return /^\d{8}$/.test(text);
		case 'TM':
			return /^\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?$/.test(text);
		default:
			return true;
	}
}

/** Values have an even length (PS3.5 7.1.1). */
function pad(bytes: Buffer, padding: number): Buffer {
	return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from([padding])]);
}

function invalid(keyword: Keyword, problem: string, cause?: unknown): HospitalError {
	return new HospitalError(
		'dicom-value-invalid',
		`A DICOM object cannot be written: ${keyword} ${problem}`,
		{
			nextStep:
				'Look at that field of the source images. If it is in order there, report this message as a defect.',
			cause,
		},
	);
}
