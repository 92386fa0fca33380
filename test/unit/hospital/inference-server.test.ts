import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { headVolume, lesionPosition } from '../../hospital/ct.ts';
import { InferenceServer } from '../../hospital/inference-server.ts';

const SHAPE = [1, 1, 8, 96, 96];
const withLesion = volume({ size: 20, hu: 70, position: lesionPosition(2) });

describe('the inference server', () => {
	let server: InferenceServer;

	before(async () => {
		server = await InferenceServer.start();
	});
	after(() => server.stop());
	afterEach(async () => {
		server.fault = 'none';
		await server.settled();
	});

	const model = () => `${server.url}/v2/models/hyperdensity-demo`;

	function infer(header: object, binary: Uint8Array = new Uint8Array()): Promise<Response> {
		const json = Buffer.from(JSON.stringify(header));
		return fetch(`${model()}/versions/1/infer`, {
			method: 'POST',
			headers: { 'inference-header-content-length': String(json.length) },
			body: Buffer.concat([json, binary]),
		});
	}

	const lesionRequest = (outputs: object[] = []) => ({
		inputs: [
			{
				name: 'volume',
				shape: SHAPE,
				datatype: 'FP32',
				parameters: { binary_data_size: withLesion.length },
			},
		],
		...(outputs.length > 0 ? { outputs } : {}),
	});

	test('tells its health, its extensions and the metadata of the model', async () => {
		const server2 = (await (await fetch(`${server.url}/v2`)).json()) as { extensions: string[] };
		assert.deepEqual(server2.extensions, ['binary_tensor_data']);
		for (const path of ['/v2/health/live', '/v2/health/ready']) {
			assert.equal((await fetch(server.url + path)).status, 200);
		}
		assert.equal((await fetch(`${model()}/versions/1/ready`)).status, 200);
		const metadata = (await (await fetch(model())).json()) as Record<string, unknown>;
		assert.equal(metadata.name, 'hyperdensity-demo');
		assert.deepEqual(metadata.versions, ['1']);
		assert.deepEqual(metadata.inputs, [
			{ name: 'volume', datatype: 'FP32', shape: [1, 1, -1, -1, -1] },
		]);
		const parameters = metadata.parameters as { demonstration: boolean; intended_use: string };
		assert.equal(parameters.demonstration, true);
		assert.match(parameters.intended_use, /no clinical meaning/);
	});

	test('answers in binary and in JSON with the same values', async () => {
		const outputs = [{ name: 'box' }, { name: 'score', parameters: { binary_data: true } }];
		const mixed = await infer(lesionRequest(outputs), withLesion);
		const bytes = Buffer.from(await mixed.arrayBuffer());
		const length = Number(mixed.headers.get('inference-header-content-length'));
		const header = JSON.parse(bytes.subarray(0, length).toString()) as Answer;
		assert.equal(header.outputs[1]?.parameters?.binary_data_size, 4);
		const score = bytes.readFloatLE(length);
		assert.ok(score > 0.9, `score ${score}`);
		assert.equal(bytes.length, length + 4);

		const plain = (await (await infer(lesionRequest(), withLesion)).json()) as Answer;
		assert.deepEqual(
			plain.outputs.map(({ name }) => name),
			['score', 'box'],
		);
		assert.equal(plain.outputs[0]?.data?.[0], score);
		assert.deepEqual(plain.outputs[1]?.data, header.outputs[0]?.data);
		assert.equal(plain.model_version, '1');
	});

	test('takes tensors in JSON too', async () => {
		const response = await fetch(`${model()}/infer`, {
			method: 'POST',
			body: JSON.stringify({
				id: 'a1',
				inputs: [
					{
						name: 'volume',
						shape: [1, 1, 1, 2, 2],
						datatype: 'FP32',
						data: [
							[30, 30],
							[30, 30],
						],
					},
				],
			}),
		});
		const answer = (await response.json()) as Answer;
		assert.equal(answer.id, 'a1');
		assert.ok((answer.outputs[0]?.data?.[0] ?? 1) < 0.1);
	});

	test('refuses bad requests with an error in JSON', async () => {
		const wrong: [object, Uint8Array][] = [
			[lesionRequest(), withLesion.subarray(4)],
			[lesionRequest(), Buffer.concat([withLesion, Buffer.alloc(1)])],
			[lesionRequest([{ name: 'mask' }]), withLesion],
			[{ inputs: [] }, new Uint8Array()],
			[
				{ inputs: [{ name: 'volume', shape: [1, -1], datatype: 'FP32', data: [] }] },
				new Uint8Array(),
			],
			[{ inputs: [{ name: 'volume', shape: [1], datatype: 'INT8', data: [1] }] }, new Uint8Array()],
			[
				{ inputs: [{ name: 'volume', shape: [4], datatype: 'FP32', data: [1, 2, 3, 4] }] },
				new Uint8Array(),
			],
			[{ inputs: [{ name: 'image', shape: [1], datatype: 'FP32', data: [1] }] }, new Uint8Array()],
		];
		for (const [header, binary] of wrong) {
			const response = await infer(header, binary);
			assert.equal(response.status, 400, JSON.stringify(header).slice(0, 90));
			assert.equal(typeof ((await response.json()) as { error: unknown }).error, 'string');
		}
		const tooLong = await fetch(`${model()}/infer`, {
			method: 'POST',
			headers: { 'inference-header-content-length': '99' },
			body: '{}',
		});
		assert.equal(tooLong.status, 400);
	});

	test('refuses a body that is too large', async () => {
		const before = server.maxBodyBytes;
		server.maxBodyBytes = withLesion.length;
		const response = await infer(lesionRequest(), withLesion);
		server.maxBodyBytes = before;
		assert.equal(response.status, 413);
		assert.match(((await response.json()) as { error: string }).error, /too large/);
	});

	test('knows no other model, version or path', async () => {
		for (const path of [
			'/v2/models/other',
			'/v2/models/hyperdensity-demo/versions/2',
			'/v1',
			'/',
		]) {
			const response = await fetch(server.url + path);
			assert.equal(response.status, 404, path);
			await response.arrayBuffer();
		}
	});

	test('can refuse connections and come back on the same port', async () => {
		server.fault = 'down';
		await server.settled();
		await assert.rejects(fetch(`${server.url}/v2`), (error: Error) => {
			return (error.cause as NodeJS.ErrnoException).code === 'ECONNREFUSED';
		});
		server.fault = 'none';
		await server.settled();
		assert.equal((await fetch(`${server.url}/v2`)).status, 200);
	});

	test('can answer late, with nonsense, or only half', async () => {
		server.slowMs = 150;
		server.fault = 'slow';
		const started = performance.now();
		await (await infer(lesionRequest(), withLesion)).arrayBuffer();
		assert.ok(performance.now() - started >= 149);

		server.fault = 'nonsense';
		assert.match(await (await infer(lesionRequest(), withLesion)).text(), /^<!doctype html>/);

		server.fault = 'truncated';
		await assert.rejects(async () => (await infer(lesionRequest(), withLesion)).arrayBuffer());
	});

	test('can answer with wrong shapes, with no number, and differently each time', async () => {
		const ask = async () => (await infer(lesionRequest(), withLesion)).text();
		server.fault = 'wrong-shape';
		const shapes = (JSON.parse(await ask()) as Answer).outputs.map(({ shape }) => shape);
		assert.deepEqual(shapes, [[2], [5]]);

		server.fault = 'nan';
		assert.match(await ask(), /"data":\[NaN\]/);

		server.fault = 'different-each-time';
		const scores = new Set<number>();
		for (let call = 0; call < 5; call++) {
			const score = (JSON.parse(await ask()) as Answer).outputs[0]?.data?.[0] as number;
			assert.ok(score > 0.5 && score < 1);
			scores.add(score);
		}
		assert.equal(scores.size, 5);
	});
});

interface Answer {
	id: string;
	model_version: string;
	outputs: {
		name: string;
		shape: number[];
		data?: number[];
		parameters?: { binary_data_size: number };
	}[];
}

function volume(lesion: NonNullable<Parameters<typeof headVolume>[0]>['lesion']): Buffer {
	const { voxels } = headVolume({ seed: 2, slices: 8, matrix: 96, ...(lesion ? { lesion } : {}) });
	return Buffer.from(voxels.buffer);
}
