import { type Encoding, TransferSyntax } from '../../../formats/dicom';
import { CHARACTER_SET_VRS, SHORT_LENGTH_VRS } from '../../../formats/dicom/vr';

/** One element to write. Exactly one of `bytes`, `text` and `items` holds its value. */
export interface OutElement {
	readonly tag: number;
	vr: string;
	/** Value bytes as they are in the output's byte order. */
	bytes?: Buffer;
	/** Value of a text VR, values joined with backslashes. */
	text?: string;
	items?: OutDataSet[];
	/** Taken out after all: text that could not be cleaned. */
	dropped?: boolean;
}

export type OutDataSet = OutElement[];

const MAX_SHORT = 0xfffe;

/**
 * Encodes a data set: elements by tag, sequences and items with their lengths, text in UTF-8. A value
 * that a 16-bit length cannot hold is written as UN (PS3.5 6.2.2).
 */
export function encode(set: OutDataSet, encoding: Encoding): Buffer {
	const parts: Buffer[] = [];
	encodeInto(parts, set, encoding);
	return Buffer.concat(parts);
}

function encodeInto(parts: Buffer[], set: OutDataSet, encoding: Encoding): number {
	let total = 0;
	const sorted = set.filter((element) => !element.dropped).sort((a, b) => a.tag - b.tag);
	for (const element of sorted) {
		const at = parts.push(Buffer.alloc(0)) - 1;
		const length =
			element.items === undefined
				? parts[parts.push(valueBytes(element)) - 1]!.length
				: encodeItems(parts, element.items, encoding);
		parts[at] = header(element.tag, element.vr, length, encoding);
		total += parts[at].length + length;
	}
	return total;
}

function encodeItems(parts: Buffer[], items: readonly OutDataSet[], encoding: Encoding): number {
	let total = 0;
	for (const item of items) {
		const at = parts.push(Buffer.alloc(0)) - 1;
		const length = encodeInto(parts, item, encoding);
		parts[at] = itemHeader(length, encoding);
		total += 8 + length;
	}
	return total;
}

function itemHeader(length: number, { bigEndian }: Encoding): Buffer {
	const bytes = Buffer.alloc(8);
	writeTag(bytes, 0xfffee000, bigEndian);
	if (bigEndian) bytes.writeUInt32BE(length, 4);
	else bytes.writeUInt32LE(length, 4);
	return bytes;
}

/** Tag, VR where the encoding writes it, and length. */
export function header(tag: number, vr: string, length: number, encoding: Encoding): Buffer {
	const { explicitVr, bigEndian } = encoding;
	const isShort = explicitVr && SHORT_LENGTH_VRS.has(vr) && length <= MAX_SHORT;
	const bytes = Buffer.alloc(explicitVr && !isShort ? 12 : 8);
	writeTag(bytes, tag, bigEndian);
	if (explicitVr) bytes.write(SHORT_LENGTH_VRS.has(vr) && !isShort ? 'UN' : vr, 4, 'latin1');
	if (isShort) {
		if (bigEndian) bytes.writeUInt16BE(length, 6);
		else bytes.writeUInt16LE(length, 6);
	} else if (bigEndian) bytes.writeUInt32BE(length, bytes.length - 4);
	else bytes.writeUInt32LE(length, bytes.length - 4);
	return bytes;
}

function writeTag(bytes: Buffer, tag: number, bigEndian: boolean): void {
	if (bigEndian) return void bytes.writeUInt32BE(tag, 0);
	bytes.writeUInt16LE(tag >>> 16, 0);
	bytes.writeUInt16LE(tag & 0xffff, 2);
}

function valueBytes(element: OutElement): Buffer {
	const bytes = element.bytes ?? Buffer.from(element.text ?? '', 'utf8');
	if (bytes.length % 2 === 0) return bytes;
	const isBytes = element.bytes !== undefined && !TEXT_VRS.has(element.vr);
	const padding = isBytes || element.vr === 'UI' ? 0x00 : 0x20;
	return Buffer.concat([bytes, Buffer.from([padding])]);
}

const TEXT_VRS: ReadonlySet<string> = new Set(
	'AE AS CS DA DS DT IS TM UR'
		.split(' ')
		.concat([...CHARACTER_SET_VRS])
		.filter((vr) => vr !== 'UN'),
);

/** Whether any text of the data set needs more than ASCII. */
export function hasForeignText(set: OutDataSet): boolean {
	return set.some(
		(element) =>
			!element.dropped &&
			// eslint-disable-next-line no-control-regex -- everything that is not ASCII is looked for
			(/[^\x00-\x7f]/.test(element.text ?? '') || (element.items ?? []).some(hasForeignText)),
	);
}

const SWAP_SIZE: Readonly<Record<string, 2 | 4 | 8>> = {
	...{ US: 2, SS: 2, OW: 2, AT: 2 },
	...{ UL: 4, SL: 4, FL: 4, OF: 4, OL: 4 },
	...{ FD: 8, OD: 8, SV: 8, UV: 8, OV: 8 },
};

/** The value in the other byte order (PS3.5 7.3). A remainder shorter than one number is dropped. */
export function swapped(bytes: Buffer, vr: string): Buffer {
	const size = SWAP_SIZE[vr];
	if (size === undefined) return bytes;
	const copy = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % size)));
	if (size === 2) return copy.swap16();
	return size === 4 ? copy.swap32() : copy.swap64();
}

/** The transfer syntax whose data sets are explicit VR little endian and then compressed as a whole. */
export const isDeflated = (transferSyntax: string) =>
	transferSyntax === TransferSyntax.DeflatedExplicitLittle;
