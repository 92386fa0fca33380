import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { InputTensor } from '../../clients/kserve';
import type { VolumeReference } from '../../shared/contracts';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { InferenceProfile, Layout } from './profile';
import { NoResult } from './reasons';
import { checkVolume } from './volume-geometry';

/** Bytes read from the volume file at a time; a multiple of every voxel size. */
const CHUNK_BYTES = 1024 * 1024;

/** Shape of the input tensor. With one batch and one channel every layout has the same bytes. */
export function tensorShape([d, h, w]: readonly number[], layout: Layout): number[] {
	return [...layout].map((axis) => ({ N: 1, C: 1, D: d, H: h, W: w })[axis] ?? 1);
}

/**
 * The volume as the model's input tensor, read from its file while it is sent and converted chunk by
 * chunk: the memory needed does not depend on the size of the volume.
 *
 * The last chunk is only handed out when the SHA-256 of all voxels is that of the reference, so a
 * server never gets to see a complete volume that is not the one that was built.
 *
 * @throws HospitalError `invalid-volume`; NoResult `volume-not-accepted` for a unit or value type
 *   that the model does not take. While reading: HospitalError `volume-missing`, `volume-corrupt`
 */
export function volumeTensor(
	volume: VolumeReference,
	path: string,
	profile: InferenceProfile,
): InputTensor {
	const { voxels, bytes } = checkVolume(volume);
	const { name, datatype, layout, unit } = profile.input;
	if (volume.unit !== unit) throw new NoResult('volume-not-accepted');
	// Fractions of a Hounsfield unit would be lost without a word.
	if (volume.dataType === 'float32' && datatype === 'INT16') {
		throw new NoResult('volume-not-accepted');
	}
	const convert =
		volume.dataType === datatypeName(datatype) ? requireFinite(volume.dataType) : int16ToFloat32;
	return {
		name,
		datatype,
		shape: tensorShape(volume.shape, layout),
		byteLength: voxels * (datatype === 'FP32' ? 4 : 2),
		chunks: () => readVoxels(path, bytes, volume.sha256, convert),
	};
}

const datatypeName = (datatype: 'FP32' | 'INT16') => (datatype === 'FP32' ? 'float32' : 'int16');

async function* readVoxels(
	path: string,
	bytes: number,
	sha256: string,
	convert: (voxels: Buffer) => Uint8Array,
): AsyncGenerator<Uint8Array> {
	const file = await openVolume(path);
	try {
		const stat = await file.stat();
		if (!stat.isFile() || stat.size !== bytes) throw corrupt();
		const hash = createHash('sha256');
		for (let at = 0; at < bytes; ) {
			// A new buffer each time: what was handed out may still wait in the socket's queue.
			const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, bytes - at));
			await readFully(file, chunk, at);
			at += chunk.length;
			hash.update(chunk);
			if (at === bytes && hash.digest('hex') !== sha256) throw corrupt();
			yield convert(chunk);
		}
	} finally {
		await file.close();
	}
}

async function openVolume(path: string): Promise<FileHandle> {
	try {
		return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code !== 'ENOENT' && code !== 'ELOOP') throw toHospitalError(error, 'Reading the volume');
		throw new HospitalError('volume-missing', 'The image volume is no longer on the disk', {
			nextStep: 'Build the volume again; volumes are removed when their work is closed or expires.',
			cause: error,
		});
	}
}

async function readFully(file: FileHandle, into: Buffer, position: number): Promise<void> {
	for (let done = 0; done < into.length; ) {
		const { bytesRead } = await file.read(into, done, into.length - done, position + done);
		if (bytesRead === 0) throw corrupt();
		done += bytesRead;
	}
}

/** Little-endian voxels to little-endian FP32. Every 16-bit integer has an exact FP32 form. */
function int16ToFloat32(chunk: Buffer): Uint8Array {
	const voxels = new Int16Array(chunk.buffer, chunk.byteOffset, chunk.length / 2);
	const floats = new Float32Array(voxels.length);
	for (let index = 0; index < voxels.length; index++) floats[index] = voxels[index];
	return new Uint8Array(floats.buffer);
}

function requireFinite(dataType: VolumeReference['dataType']): (chunk: Buffer) => Uint8Array {
	if (dataType === 'int16') return (chunk) => chunk;
	return (chunk) => {
		const voxels = new Float32Array(chunk.buffer, chunk.byteOffset, chunk.length / 4);
		for (let index = 0; index < voxels.length; index++) {
			if (!Number.isFinite(voxels[index])) throw corrupt();
		}
		return chunk;
	};
}

function corrupt(): HospitalError {
	return new HospitalError('volume-corrupt', 'The image volume is not the one that was built', {
		nextStep: 'Build the volume again. If it happens again, have the disk checked.',
	});
}
