import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InferenceProfile } from '../../../dist/nodes/Monai/engine/index.js';
import type { VolumeReference } from '../../../dist/nodes/shared/contracts/index.js';

/** What the demonstration model takes and gives. */
export function demoProfile(changes: Partial<InferenceProfile> = {}): InferenceProfile {
	return {
		model: 'hyperdensity-demo',
		version: '1',
		input: { name: 'volume', datatype: 'FP32', layout: 'NCDHW', unit: 'HU' },
		output: { score: 'score', box: 'box' },
		threshold: 0.5,
		finding: { code: '50960005', system: 'http://snomed.info/sct', display: 'Haemorrhage' },
		intendedUse: 'Demonstration of the workflow. Not for clinical use.',
		demonstration: true,
		encoding: 'auto',
		...changes,
	};
}

export interface BuiltVolume {
	volume: VolumeReference;
	path: string;
}

/**
 * Writes a volume file.
 *
 * @param voxels values in file order
 */
export async function writeVolume(
	path: string,
	shape: [number, number, number],
	voxels: Int16Array | Float32Array,
	changes: Partial<VolumeReference> = {},
): Promise<BuiltVolume> {
	const bytes = Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength);
	await writeFile(path, bytes);
	const volume: VolumeReference = {
		key: 'volume-1',
		sha256: createHash('sha256').update(bytes).digest('hex'),
		dataType: voxels instanceof Int16Array ? 'int16' : 'float32',
		shape,
		spacing: [5, 0.5, 0.5],
		origin: [-128, -120, 40],
		direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
		unit: 'HU',
		seriesInstanceUid: '2.25.1001',
		frameOfReferenceUid: '2.25.1002',
		sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
		sopInstanceUids: Array.from({ length: shape[0] }, (_, slice) => `2.25.${2000 + slice}`),
		...changes,
	};
	return { volume, path };
}

/** A folder that is removed when the test that asked for it ends. */
export async function temporaryFolder(t: {
	after(done: () => Promise<void>): void;
}): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'hospital-monai-'));
	t.after(async () => await rm(folder, { recursive: true, force: true }));
	return folder;
}

/** Values that differ from voxel to voxel, negative ones among them. */
export function ramp(count: number): Int16Array {
	return Int16Array.from({ length: count }, (_, index) => ((index * 37) % 4096) - 1024);
}
