import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import { KserveClient } from '../../dist/nodes/clients/kserve/index.js';
import { runInference, type InferenceLimits } from '../../dist/nodes/Monai/engine/index.js';
import { headVolume, lesionPosition } from '../hospital/ct.ts';
import { InferenceServer } from '../hospital/inference-server.ts';
import { demoProfile, temporaryFolder, writeVolume } from '../unit/monai/build.ts';

describe('MONAI Inference against the inference server of the demo hospital', () => {
	let server: InferenceServer;

	before(async () => {
		server = await InferenceServer.start();
	});
	after(async () => await server.stop());

	async function ask(
		t: TestContext,
		head: Parameters<typeof headVolume>[0],
		limits: InferenceLimits = {},
		dataType: 'int16' | 'float32' = 'int16',
	) {
		const { grid, voxels } = headVolume({ slices: 20, matrix: 128, ...head });
		const path = join(await temporaryFolder(t), 'head.vol');
		const { volume } = await writeVolume(
			path,
			[grid.slices, grid.matrix, grid.matrix],
			dataType === 'int16' ? Int16Array.from(voxels, Math.round) : voxels,
			{
				spacing: [grid.sliceSpacing, grid.pixelSpacing, grid.pixelSpacing],
				origin: grid.origin,
			},
		);
		const client = new KserveClient({ baseUrl: server.url });
		return await runInference(volume, path, demoProfile({ demonstration: false }), client, limits);
	}

	const lesionOf = (seed: number) => ({ size: 18, hu: 70, position: lesionPosition(seed) });

	test('flags a head with a lesion, locates it in the patient, and says that it is a demonstration', async (t) => {
		for (const dataType of ['int16', 'float32'] as const) {
			const lesion = lesionOf(3);
			const result = await ask(t, { seed: 3, lesion }, {}, dataType);
			assert.equal(result.reason, undefined);
			assert.equal(result.suspected, true);
			assert.ok((result.score ?? 0) > 0.9);
			assert.equal(result.model.demonstration, true);
			result.boxCentre?.forEach((coordinate, axis) => {
				const off = Math.abs(coordinate - (lesion.position[axis] ?? 0));
				assert.ok(off < 10, `axis ${axis}: ${off} mm off`);
			});
			assert.equal(result.boxCentre?.length, 3);
		}
	});

	test('does not flag a head without a lesion', async (t) => {
		const result = await ask(t, { seed: 4 });
		assert.equal(result.status, 'result');
		assert.equal(result.suspected, false);
		assert.ok((result.score ?? 1) < 0.5);
		assert.equal(result.box, undefined);
	});

	test('takes a whole head of 40 x 512 x 512', async (t) => {
		const result = await ask(t, { seed: 5, lesion: lesionOf(5), slices: 40, matrix: 512 });
		assert.equal(result.suspected, true);
		assert.ok((result.latencyMs ?? 0) > 0);
	});

	test('gives no result for every fault of the server', async (t) => {
		const expected = {
			down: 'server-unreachable',
			slow: 'timeout',
			nonsense: 'invalid-answer',
			truncated: 'connection-lost',
			'wrong-shape': 'invalid-output',
			nan: 'non-finite-output',
		} as const;
		try {
			for (const [fault, reason] of Object.entries(expected)) {
				server.fault = fault as keyof typeof expected;
				await server.settled();
				const limits = fault === 'slow' ? { deadlineMs: 1_000 } : {};
				const result = await ask(t, { seed: 3, lesion: lesionOf(3) }, limits);
				assert.equal(result.reason, reason, fault);
				assert.equal(result.status, 'no-result');
				assert.equal(result.suspected, undefined);
			}
		} finally {
			server.fault = 'none';
			await server.settled();
		}
	});

	test('refuses to ask for a version that the server does not have', async (t) => {
		const path = join(await temporaryFolder(t), 'small.vol');
		const { volume } = await writeVolume(path, [2, 16, 16], new Int16Array(512));
		const client = new KserveClient({ baseUrl: server.url });
		const result = await runInference(volume, path, demoProfile({ version: '2' }), client);
		assert.equal(result.reason, 'model-not-found');
	});
});
