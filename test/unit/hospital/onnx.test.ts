import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { InferenceSession } from 'onnxruntime-node';
import { headVolume, lesionPosition, type Lesion } from '../../hospital/ct.ts';
import { ort } from '../../hospital/inference/runtime.ts';
import { hyperdensityModel } from '../../hospital/onnx.ts';
import { Random } from '../../hospital/random.ts';

describe('the demonstration model', () => {
	let session: InferenceSession;

	before(async () => {
		session = await ort.InferenceSession.create(hyperdensityModel());
	});
	after(() => session.release());

	async function run(options: Parameters<typeof headVolume>[0]) {
		const { grid, voxels } = headVolume(options);
		const shape = [1, 1, grid.slices, grid.matrix, grid.matrix];
		const { score, box } = await session.run({ volume: new ort.Tensor('float32', voxels, shape) });
		return { grid, score: Number(score?.data[0]), box: [...(box?.data as Float32Array)] };
	}

	test('has the same bytes on every call', () => {
		assert.deepEqual(hyperdensityModel(), hyperdensityModel());
	});

	test('scores twenty heads with a lesion of 12 mm or more far over 0.5 and boxes the lesion', async () => {
		for (let seed = 1; seed <= 20; seed++) {
			const lesion = lesionFor(seed);
			const { grid, score, box } = await run({ seed, lesion, slices: 20, matrix: 128 });
			assert.ok(score > 0.9, `seed ${seed}, ${lesion.size} mm: score ${score}`);
			const [z, y, x] = centreOf(box);
			// The head is shifted, turned and scaled by seed, so the lesion lies a few millimetres off.
			near(grid.origin[2] + z * grid.sliceSpacing, lesion.position[2], 6);
			near(grid.origin[1] + y * grid.pixelSpacing, lesion.position[1], 9);
			near(grid.origin[0] + x * grid.pixelSpacing, lesion.position[0], 9);
		}
	});

	test('scores twenty heads without a lesion far under 0.5 and boxes nothing', async () => {
		for (let seed = 101; seed <= 120; seed++) {
			const { score, box } = await run({ seed, slices: 20, matrix: 128 });
			assert.ok(score < 0.1, `seed ${seed}: score ${score}`);
			assert.deepEqual(box, [-1, -1, -1, -1, -1, -1]);
		}
	});

	test('tells a lesion from none on full-size slices too', async () => {
		const lesion: Lesion = { size: 14, hu: 64, position: lesionPosition(7) };
		const flagged = await run({ seed: 7, lesion, slices: 40 });
		const clean = await run({ seed: 8, slices: 40 });
		assert.ok(flagged.score > 0.9, `with a lesion: ${flagged.score}`);
		assert.ok(clean.score < 0.1, `without: ${clean.score}`);
		const [z = 0, y = 0, x = 0, lastZ = 0, lastY = 0, lastX = 0] = flagged.box;
		const { grid } = flagged;
		near((lastY - y + 1) * grid.pixelSpacing, lesion.size, 5);
		near((lastX - x + 1) * grid.pixelSpacing, lesion.size, 5);
		near((lastZ - z + 1) * grid.sliceSpacing, lesion.size, 5);
	});

	test('does not take bone, blood-free ventricles or the scalp for a lesion in any slice count', async () => {
		for (const slices of [3, 10, 33]) {
			const { score } = await run({ seed: 5, slices, matrix: 96 });
			assert.ok(score < 0.1, `${slices} slices: score ${score}`);
		}
	});
});

function lesionFor(seed: number): Lesion {
	const random = new Random('test lesion', seed);
	const size = seed <= 3 ? 12 : random.between(12, 24);
	return { size, hu: random.between(60, 80), position: lesionPosition(seed) };
}

const centreOf = ([z = 0, y = 0, x = 0, lastZ = 0, lastY = 0, lastX = 0]: number[]) =>
	[(z + lastZ) / 2, (y + lastY) / 2, (x + lastX) / 2] as const;

function near(actual: number, expected: number, tolerance: number): void {
	assert.ok(
		Math.abs(actual - expected) <= tolerance,
		`${actual.toFixed(1)} is not within ${tolerance} of ${expected.toFixed(1)}`,
	);
}
