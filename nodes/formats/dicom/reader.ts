import { constants, inflateRawSync } from 'node:zlib';
import { corrupt, Truncated } from './corrupt';
import { DataSet } from './data-set';
import { isVr, Parser } from './parser';
import { formatTag, Tag } from './tags';
import { encodingOf, EXPLICIT_LITTLE, TransferSyntax } from './transfer-syntax';

export interface ReadOptions {
	/** Stop before the first element with this tag or a higher one, e.g. `Tag.PixelData`. */
	until?: number;
	/** Give what was read when the bytes end early, with `complete: false`, instead of refusing. */
	allowPartial?: boolean;
	/** Most bytes that a deflated data set may inflate to. Default 256 MiB. */
	maxInflatedBytes?: number;
}

export interface ReadDataSet {
	dataSet: DataSet;
	/** False only with `allowPartial`: the bytes ended before `until` or inside an element. */
	complete: boolean;
}

export interface Part10 extends ReadDataSet {
	/** The File Meta Information; empty when the file has none. */
	meta: DataSet;
	/** From the meta information, else recognised from the first element. */
	transferSyntax: string;
	/** Where the data set begins in the bytes given: from here on they can be sent as they are. */
	dataSetOffset: number;
}

const PREAMBLE = 128;
const META_GROUP = 0x0002;
const DEFAULT_MAX_INFLATED = 256 * 1024 * 1024;

/**
 * Reads a DICOM file (PS3.10 7): preamble, meta information, data set. A file without preamble or
 * without meta information is read too when its first element shows what it is.
 *
 * @throws HospitalError `dicom-corrupt` for anything that is not a well-formed DICOM object
 */
export function readPart10(bytes: Buffer, options: ReadOptions = {}): Part10 {
	const start = hasPrefix(bytes) ? PREAMBLE + 4 : 0;
	const meta = new DataSet(bytes, EXPLICIT_LITTLE);
	let dataSetOffset = start;
	let complete = true;
	if (bytes.length >= start + 8 && bytes.readUInt16LE(start) === META_GROUP) {
		({ next: dataSetOffset, complete } = fill(meta, start, options, META_GROUP));
	} else if (start === 0 && bytes.length < PREAMBLE + 4 && !options.allowPartial) {
		throw corrupt('it is too short to be a DICOM file');
	}
	const transferSyntax =
		meta.string(Tag.TransferSyntaxUID) || recognise(bytes, dataSetOffset, meta.size > 0);
	if (!complete) {
		const dataSet = new DataSet(bytes, encodingOf(transferSyntax));
		return { meta, dataSet, transferSyntax, dataSetOffset: bytes.length, complete };
	}
	const read = readAt(bytes, dataSetOffset, transferSyntax, options);
	return { meta, transferSyntax, dataSetOffset, ...read };
}

/**
 * Reads a data set without Part 10 header, as a C-STORE or C-FIND message carries it.
 *
 * @throws HospitalError `dicom-corrupt`
 */
export function readDataSet(
	bytes: Buffer,
	transferSyntax: string,
	options: ReadOptions = {},
): ReadDataSet {
	return readAt(bytes, 0, transferSyntax, options);
}

function readAt(
	bytes: Buffer,
	offset: number,
	transferSyntax: string,
	options: ReadOptions,
): ReadDataSet {
	const deflated = transferSyntax === TransferSyntax.DeflatedExplicitLittle;
	const source = deflated ? inflate(bytes.subarray(offset), options) : bytes;
	const dataSet = new DataSet(source, encodingOf(transferSyntax));
	const { complete } = fill(dataSet, deflated ? 0 : offset, options);
	return { dataSet, complete };
}

function fill(
	set: DataSet,
	at: number,
	options: ReadOptions,
	group?: number,
): { next: number; complete: boolean } {
	const end = set.buffer.length;
	const { until = Infinity, allowPartial = false } = options;
	const stopsEarly = until !== Infinity || group !== undefined;
	try {
		const scope = { end, until, group, delimited: false, depth: 0 };
		const next = new Parser(set.buffer).read(set, at, scope);
		// Bytes that end between two elements, before the place to stop, may be only the first part.
		return { next, complete: !allowPartial || !stopsEarly || next < end };
	} catch (error) {
		if (!(error instanceof Truncated)) throw error;
		if (!allowPartial) throw corrupt('it ends in the middle of an element', error);
		return { next: end, complete: false };
	}
}

function hasPrefix(bytes: Buffer): boolean {
	return (
		bytes.length >= PREAMBLE + 4 && bytes.toString('latin1', PREAMBLE, PREAMBLE + 4) === 'DICM'
	);
}

/** The transfer syntax of a data set that names none, by its first element. */
function recognise(bytes: Buffer, offset: number, hasMeta: boolean): string {
	if (bytes.length < offset + 8) throw corrupt('it holds no data set');
	const group = bytes.readUInt16LE(offset);
	// Data sets of images and documents start with group 0008. Byte-swapped it reads 0x0800.
	const big = group === 0x0800;
	if (!hasMeta && !big && group !== 0x0008) {
		throw corrupt(`it has no DICOM header and begins with ${formatTag(group * 0x10000)}`);
	}
	if (big) return TransferSyntax.ExplicitBig;
	return isVr(bytes, offset + 4) ? TransferSyntax.ExplicitLittle : TransferSyntax.ImplicitLittle;
}

/** Inflates a deflated data set (PS3.5 A.5, RFC 1951) up to the cap. */
function inflate(bytes: Buffer, options: ReadOptions): Buffer {
	try {
		return inflateRawSync(bytes, {
			maxOutputLength: options.maxInflatedBytes ?? DEFAULT_MAX_INFLATED,
			finishFlush: options.allowPartial ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
		});
	} catch (error) {
		throw corrupt('its compressed data are damaged or too large', error);
	}
}
