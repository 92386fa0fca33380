import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { KserveClient } from '../../../dist/nodes/clients/kserve/index.js';
import { runInference } from '../../../dist/nodes/Monai/engine/index.js';
import { bench } from './bench.ts';
import { demoProfile, ramp, temporaryFolder, writeVolume } from './build.ts';
import {
	INFER_PATH,
	METADATA,
	MODEL_PATH,
	binaryAnswer,
	boxOutput,
	scoreOutput,
} from './server.ts';

test('a volume reaches the server voxel by voxel as FP32, and the checked answer comes back', async (t) => {
	const { ask, server, volume } = await bench(t);
	let sent: Buffer = Buffer.alloc(0);
	server.infer = (call) => {
		const length = Number(call.request.headers['inference-header-content-length']);
		sent = call.body.subarray(length);
		const { data, ...input } = call.json.inputs[0] ?? {};
		assert.equal(data, undefined);
		assert.deepEqual(input, {
			name: 'volume',
			datatype: 'FP32',
			shape: [1, 1, 4, 6, 8],
			parameters: { binary_data_size: 768 },
		});
		return binaryAnswer(0.7, [0, 1, 2, 2, 3, 4])(call);
	};
	const result = await ask({ threshold: 0.7 });
	const expected = Buffer.from(Float32Array.from(ramp(192)).buffer);
	assert.deepEqual(sent, expected);
	assert.equal(result.inputHash, createHash('sha256').update(expected).digest('hex'));
	assert.match(result.outputHash ?? '', /^[0-9a-f]{64}$/);
	assert.equal(result.status, 'result');
	assert.equal(result.score, 0.7);
	assert.equal(result.suspected, true);
	assert.deepEqual(result.box, { min: [0, 1, 2], max: [2, 3, 4] });
	const [between, row, column] = volume.spacing;
	assert.deepEqual(result.boxCentre, [-128 + 3 * column, -120 + 2 * row, 40 + between]);
	assert.deepEqual(result.model, {
		name: 'hyperdensity-demo',
		version: '1',
		server: 'test-server 9',
		demonstration: true,
		intendedUse: 'Demonstration of the workflow. Not for clinical use.',
	});
	assert.deepEqual(
		server.requests.filter((request) => request.startsWith('POST')),
		[`POST ${INFER_PATH}`],
	);
});

test('the box centre follows a tilted volume in patient coordinates', async (t) => {
	const { server, path, volume } = await bench(t);
	server.infer = binaryAnswer(0.9, [2, 0, 0, 2, 0, 0]);
	const tilted = { ...volume, direction: [0, 1, 0, 0, 0, -1, -1, 0, 0] as typeof volume.direction };
	const client = new KserveClient({ baseUrl: server.url });
	const { boxCentre } = await runInference(tilted, path, demoProfile(), client);
	assert.deepEqual(boxCentre, [-128 - 10, -120, 40]);
});

test('a score below the threshold is a result that is not suspected and has no box', async (t) => {
	const { ask, server } = await bench(t);
	for (const box of [
		[-1, -1, -1, -1, -1, -1],
		[0, 0, 0, 1, 1, 1],
	]) {
		server.infer = binaryAnswer(0.49, box);
		const result = await ask();
		assert.equal(result.status, 'result');
		assert.equal(result.suspected, false);
		assert.equal(result.box, undefined);
		assert.equal(result.boxCentre, undefined);
	}
});

test('a box with fractions becomes the smallest box of whole voxels that holds it', async (t) => {
	const { ask, server } = await bench(t);
	server.infer = binaryAnswer(0.9, [0.5, 1.2, 2, 2.5, 3.9, 6.1]);
	assert.deepEqual((await ask()).box, { min: [0, 1, 2], max: [3, 4, 7] });
});

test('a server without the binary extension gets and gives JSON', async (t) => {
	const { ask, server } = await bench(t);
	server.paths['/v2'] = { name: 'json-server', version: '1', extensions: [] };
	server.infer = ({ response, json }) => {
		assert.deepEqual(json.inputs[0]?.data, [...ramp(192)]);
		const outputs = [
			{ ...scoreOutput({ parameters: undefined }), data: [0.9] },
			{ ...boxOutput({ parameters: undefined }), data: [0, 0, 0, 1, 1, 1] },
		];
		response.end(JSON.stringify({ id: json.id, model_name: 'hyperdensity-demo', outputs }));
	};
	const result = await ask();
	assert.equal(result.reason, undefined);
	assert.equal(result.suspected, true);
});

test('a demonstration model is named as such when only the server says so', async (t) => {
	const { ask, server } = await bench(t);
	assert.equal((await ask({ demonstration: false })).model.demonstration, false);
	server.paths[MODEL_PATH] = { ...METADATA, parameters: { demonstration: true } };
	assert.equal((await ask({ demonstration: false })).model.demonstration, true);
});

test('float volumes pass unchanged, but never with a voxel that is no number', async (t) => {
	const { server } = await bench(t);
	const folder = await temporaryFolder(t);
	const client = new KserveClient({ baseUrl: server.url });
	const voxels = Float32Array.from({ length: 8 }, (_, index) => index + 0.25);
	let sent: Buffer = Buffer.alloc(0);
	server.infer = (call) => {
		sent = call.body.subarray(Number(call.request.headers['inference-header-content-length']));
		return binaryAnswer(0.9, [0, 0, 0, 1, 1, 1])(call);
	};
	const sound = await writeVolume(join(folder, 'a.vol'), [2, 2, 2], voxels);
	const result = await runInference(sound.volume, sound.path, demoProfile(), client);
	assert.deepEqual(sent, Buffer.from(voxels.buffer));
	assert.equal(result.inputHash, sound.volume.sha256);
	voxels[3] = NaN;
	const broken = await writeVolume(join(folder, 'b.vol'), [2, 2, 2], voxels);
	await assert.rejects(runInference(broken.volume, broken.path, demoProfile(), client), {
		code: 'volume-corrupt',
	});
});

test('the token goes out as a bearer token and the priority as a request parameter', async (t) => {
	const { server, volume, path } = await bench(t);
	let parameters: unknown;
	server.infer = (call) => {
		({ parameters } = call.json);
		return binaryAnswer(0.2, [-1, -1, -1, -1, -1, -1])(call);
	};
	const client = new KserveClient({ baseUrl: `${server.url}/v2/`, token: 'synthetic-token' });
	const result = await runInference(volume, path, demoProfile(), client, { priority: 1 });
	assert.equal(result.status, 'result');
	assert.equal(server.headers.authorization, 'Bearer synthetic-token');
	assert.deepEqual(parameters, { priority: 1 });
});
