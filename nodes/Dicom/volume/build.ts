import { createHash, randomBytes } from 'node:crypto';
import { open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { VolumeReference } from '../../shared/contracts';
import { syncFolder } from '../../shared/durable';
import { MAX_FILE_BYTES, stackGeometry, type StackGeometry } from '../series';
import { frameCells } from './frame';
import { fitsIntegerArithmetic, toFloat32, toInt16 } from './convert';
import { unitOf } from './pixel-format';
import { refuse } from './refusal';
import { readImage, readSlice, type Slice } from './slice';

export interface BuildVolumeOptions {
	/** Opaque name that goes into the reference. Default: the file name of the volume. */
	key?: string;
	signal?: AbortSignal;
	/** Most slices, bytes of one image file and bytes of the volume. */
	maxSlices?: number;
	maxFileBytes?: number;
	maxVolumeBytes?: number;
}

const DEFAULTS = { maxSlices: 5000, maxFileBytes: MAX_FILE_BYTES, maxVolumeBytes: 4 * 2 ** 30 };

/**
 * Builds one volume from the images of one series: checked, sorted along the normal, rescaled to
 * Hounsfield units (CT; stored values for other modalities), and written as raw little-endian
 * voxels, slice after slice, with one slice in memory at a time.
 *
 * Voxels are int16 when every value is a whole number in its range, else float32. Pixel padding
 * becomes -1024 HU (0 for stored values). The file appears under its name complete and synced, or
 * not at all.
 *
 * @param files Part 10 files of the series, in any order
 * @param outPath where the volume file goes; its folder must exist
 * @throws HospitalError with a code of refusal.ts, or `dicom-corrupt`
 */
export async function buildVolume(
	files: Iterable<string> | AsyncIterable<{ path: string }>,
	outPath: string,
	options: BuildVolumeOptions = {},
): Promise<VolumeReference> {
	const limits = { ...DEFAULTS, ...options };
	const slices = await readSlices(files, limits);
	const stack = checkSeries(slices);
	const sorted = stack.order.map((index) => slices[index]!);
	const { rows, columns } = sorted[0]!.header;
	if (sorted.length * rows * columns * 4 > limits.maxVolumeBytes) throw refuse('volume-too-large');
	const written = await writeVolume(sorted, outPath, limits);
	return reference(options.key ?? basename(outPath), sorted, stack, written);
}

type Limits = typeof DEFAULTS & BuildVolumeOptions;

async function readSlices(
	files: Iterable<string> | AsyncIterable<{ path: string }>,
	limits: Limits,
): Promise<Slice[]> {
	const slices: Slice[] = [];
	for await (const file of files) {
		limits.signal?.throwIfAborted();
		if (slices.length >= limits.maxSlices) throw refuse('volume-too-large');
		const path = typeof file === 'string' ? file : file.path;
		slices.push(await readSlice(path, limits.maxFileBytes));
	}
	return slices;
}

/** One patient, study, series and kind of image, each image once, forming one stack. */
function checkSeries(slices: readonly Slice[]): StackGeometry {
	if (slices.length === 0) throw refuse('no-images');
	const headers = slices.map((slice) => slice.header);
	const distinct = (name: (header: Slice['header']) => string) => new Set(headers.map(name)).size;
	const belonging = distinct((header) =>
		JSON.stringify([
			header.patientId,
			header.issuerOfPatientId,
			header.studyInstanceUid,
			header.seriesInstanceUid,
		]),
	);
	if (belonging > 1) throw refuse('mixed-study');
	if (distinct((header) => header.sopClassUid) > 1) throw refuse('mixed-sop-class');
	if (distinct((header) => header.sopInstanceUid) < slices.length) throw refuse('duplicate-slice');
	const geometry = stackGeometry(headers);
	if ('problem' in geometry) throw refuse(geometry.problem);
	return geometry.stack;
}

interface WrittenVolume {
	sha256: string;
	dataType: VolumeReference['dataType'];
}

async function writeVolume(
	slices: readonly Slice[],
	outPath: string,
	limits: Limits,
): Promise<WrittenVolume> {
	const temporary = join(dirname(outPath), `.${randomBytes(8).toString('hex')}.tmp`);
	const handle = await open(temporary, 'wx', 0o600);
	try {
		let written: WrittenVolume | undefined;
		if (slices.every((slice) => fitsIntegerArithmetic(slice.format))) {
			written = await writeVoxels(handle, slices, 'int16', limits);
		}
		written ??= await writeVoxels(handle, slices, 'float32', limits);
		await handle.sync();
		await handle.close();
		await rename(temporary, outPath);
		await syncFolder(dirname(outPath));
		return written!;
	} catch (error) {
		await handle.close();
		await unlink(temporary).catch(() => undefined);
		throw error;
	}
}

/** Writes every slice from the start of the file; undefined when a voxel does not fit int16. */
async function writeVoxels(
	handle: FileHandle,
	slices: readonly Slice[],
	dataType: 'int16' | 'float32',
	limits: Limits,
): Promise<WrittenVolume | undefined> {
	await handle.truncate(0);
	const hash = createHash('sha256');
	const { rows, columns, sopClassUid } = slices[0]!.header;
	const voxels =
		dataType === 'int16' ? new Int16Array(rows * columns) : new Float32Array(rows * columns);
	const bytes = Buffer.from(voxels.buffer);
	const unit = unitOf(sopClassUid);
	const scratch = { buffer: Buffer.alloc(0) };
	for (let index = 0; index < slices.length; index++) {
		limits.signal?.throwIfAborted();
		const slice = slices[index]!;
		const cells = frameCells(await readImage(slice, limits.maxFileBytes, scratch), slice);
		if (voxels instanceof Float32Array) toFloat32(cells, slice.format, unit, voxels);
		else if (!toInt16(cells, slice.format, unit, voxels)) return undefined;
		hash.update(bytes);
		await writeAll(handle, bytes, index * bytes.length);
	}
	return { sha256: hash.digest('hex'), dataType };
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
	for (let done = 0; done < bytes.length; ) {
		const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
		done += bytesWritten;
	}
}

function reference(
	key: string,
	slices: readonly Slice[],
	stack: StackGeometry,
	written: WrittenVolume,
): VolumeReference {
	const { header } = slices[0]!;
	const [betweenRows, betweenColumns] = header.pixelSpacing!;
	return {
		key,
		...written,
		shape: [slices.length, header.rows, header.columns],
		spacing: [stack.sliceSpacing, betweenRows, betweenColumns],
		origin: [...header.position!],
		direction: [...stack.rowDirection, ...stack.columnDirection, ...stack.normal],
		unit: unitOf(header.sopClassUid),
		seriesInstanceUid: header.seriesInstanceUid,
		frameOfReferenceUid: header.frameOfReferenceUid,
		sopClassUid: header.sopClassUid,
		sopInstanceUids: slices.map((slice) => slice.header.sopInstanceUid),
	};
}
