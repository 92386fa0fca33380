import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { KserveClient, tensorOf } from '../../../dist/nodes/clients/kserve/index.js';
import { parseAnswer } from '../../../dist/nodes/clients/kserve/answer.js';
import { encodeRequest } from '../../../dist/nodes/clients/kserve/request.js';
import { runInference, type InferenceProfile } from '../../../dist/nodes/Monai/engine/index.js';
import { output } from '../command.ts';
import { freePorts } from '../ports.ts';
import { startServer } from '../process.ts';
import { pythonPackages, type PythonPackages } from '../python.ts';
import { peer } from '../require.ts';
import { demoProfile, temporaryFolder, writeVolume } from '../../unit/monai/build.ts';

/** MLServer, and NVIDIA's own client, which it brings along. */
const PACKAGES = ['mlserver==1.7.1', 'tritonclient==2.73.0', 'numpy==2.4.6'];

const packages = async () =>
	await pythonPackages('mlserver', PACKAGES, 'import mlserver, tritonclient.http, numpy');

/** A model of MLServer that marks every voxel above 100. */
const MODEL = `
import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class Threshold(MLModel):
    async def load(self) -> bool:
        return True

    async def predict(self, payload):
        voxels = np.argwhere(NumpyCodec.decode_input(payload.inputs[0])[0, 0] > 100)
        found = len(voxels) > 0
        box = [*voxels.min(axis=0), *voxels.max(axis=0)] if found else [-1] * 6
        return InferenceResponse(
            id=payload.id,
            model_name=self.name,
            model_version=self.version,
            outputs=[
                NumpyCodec.encode_output("score", np.array([0.9 if found else 0.1], np.float32)),
                NumpyCodec.encode_output("box", np.array(box, np.float32)),
            ],
        )
`;

async function startMlServer(t: TestContext, { python, env }: PythonPackages): Promise<string> {
	const folder = await temporaryFolder(t);
	const [http_port, grpc_port, metrics_port] = await freePorts(3);
	const ports = { http_port, grpc_port, metrics_port };
	await writeFile(join(folder, 'threshold.py'), MODEL);
	await writeFile(
		join(folder, 'settings.json'),
		JSON.stringify({ host: '127.0.0.1', ...ports, parallel_workers: 0, debug: false }),
	);
	await writeFile(
		join(folder, 'model-settings.json'),
		JSON.stringify({
			name: 'threshold',
			versions: ['3'],
			implementation: 'threshold.Threshold',
			parameters: { version: '3' },
			inputs: [{ name: 'volume', datatype: 'FP32', shape: [1, 1, -1, -1, -1] }],
			outputs: [
				{ name: 'score', datatype: 'FP32', shape: [1] },
				{ name: 'box', datatype: 'FP32', shape: [6] },
			],
		}),
	);
	const url = `http://127.0.0.1:${http_port}`;
	const server = await startServer({
		name: 'MLServer',
		command: python,
		args: ['-c', 'from mlserver.cli import main; main()', 'start', folder],
		env: { ...env, PYTHONPATH: `${folder}:${env.PYTHONPATH}` },
		cwd: folder,
		ready: async () => (await fetch(`${url}/v2/models/threshold/versions/3/ready`)).ok,
		deadlineMs: 120_000,
	});
	t.after(async () => await server.stop());
	return url;
}

test('a real MLServer gets the volume in JSON, because it has no binary extension, and finds the voxel', async (t) => {
	const installed = await peer(t, packages);
	if (installed === undefined) return;
	const client = new KserveClient({ baseUrl: await startMlServer(t, installed) });
	const voxels = new Int16Array(20 * 64 * 64).fill(40);
	const path = join(await temporaryFolder(t), 'a.vol');
	const ask = async (changes: Partial<InferenceProfile> = {}) => {
		const { volume } = await writeVolume(path, [20, 64, 64], voxels);
		const profile = demoProfile({ model: 'threshold', version: '3', ...changes });
		return await runInference(volume, path, profile, client);
	};

	const nothing = await ask();
	assert.equal(nothing.reason, undefined);
	assert.equal(nothing.score, 0.1);
	assert.equal(nothing.suspected, false);

	voxels[(7 * 64 + 11) * 64 + 13] = 300;
	const found = await ask();
	assert.equal(found.score, 0.9);
	assert.deepEqual(found.box, { min: [7, 11, 13], max: [7, 11, 13] });
	assert.match(found.model.server, /^mlserver 1\.7\.1$/);

	const { extensions } = await client.serverMetadata({ timeoutMs: 5_000 });
	assert.deepEqual(extensions, []);
	// MLServer reads raw voxels as text and fails: whoever forces binary gets no result.
	assert.equal((await ask({ encoding: 'binary' })).reason, 'server-error');
	assert.equal((await ask({ version: '4' })).reason, 'model-not-found');
	assert.equal((await ask({ model: 'other' })).reason, 'model-not-found');
});

/** Writes a request with NVIDIA's client. */
const TRITON_REQUEST = `
import base64, json
import numpy as np
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput

volume = InferInput("volume", [1, 1, 2, 2, 3], "FP32")
volume.set_data_from_numpy(np.arange(12, dtype=np.float32).reshape(1, 1, 2, 2, 3) - 4.5)
words = InferInput("words", [2], "BYTES")
words.set_data_from_numpy(np.array([b"ab", b""], dtype=np.object_))
body, size = InferenceServerClient.generate_request_body(
    [volume, words], outputs=[InferRequestedOutput("score", binary_data=True)], request_id="r1"
)
print(json.dumps({"body": base64.b64encode(body).decode(), "size": size}))
`;

test("our binary request is the one that NVIDIA's own client writes", async (t) => {
	const installed = await peer(t, packages);
	if (installed === undefined) return;
	const { python, env } = installed;
	const theirs = JSON.parse(await output(python, ['-c', TRITON_REQUEST], { env })) as {
		body: string;
		size: number;
	};
	const their = Buffer.from(theirs.body, 'base64');
	const volume = Float32Array.from({ length: 12 }, (_, index) => index - 4.5);
	const words = Buffer.from([2, 0, 0, 0, 97, 98, 0, 0, 0, 0]);
	const request = encodeRequest({
		id: 'r1',
		inputs: [
			tensorOf('volume', 'FP32', [1, 1, 2, 2, 3], Buffer.from(volume.buffer)),
			tensorOf('words', 'BYTES', [2], words),
		],
		outputs: ['score'],
		encoding: 'binary',
	});
	const chunks: Uint8Array[] = [];
	for await (const chunk of request.body().chunks) chunks.push(chunk);
	const our = Buffer.concat(chunks);
	const size = Number(request.headers['inference-header-content-length']);
	const json = (bytes: Buffer) => JSON.parse(bytes.toString()) as unknown;
	assert.deepEqual(json(our.subarray(0, size)), json(their.subarray(0, theirs.size)));
	assert.deepEqual(our.subarray(size), their.subarray(theirs.size));
});

test("a binary answer means to us what it means to NVIDIA's own client", async (t) => {
	const installed = await peer(t, packages);
	if (installed === undefined) return;
	const { python, env } = installed;
	const outputs = [
		{ name: 'score', datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } },
		{ name: 'half', datatype: 'FP16', shape: [2], parameters: { binary_data_size: 4 } },
		{ name: 'long', datatype: 'INT64', shape: [1], data: [-7] },
		{ name: 'words', datatype: 'BYTES', shape: [1], parameters: { binary_data_size: 7 } },
	];
	const head = Buffer.from(JSON.stringify({ model_name: 'm', model_version: '1', outputs }));
	const raw = [0x33, 0x33, 0x33, 0x3f, 0, 0x3c, 0, 0xc0, 3, 0, 0, 0, 97, 98, 99];
	const body = Buffer.concat([head, Buffer.from(raw)]);
	const script = `
import base64, json
from tritonclient.http import InferenceServerClient
result = InferenceServerClient.parse_response_body(
    base64.b64decode("${body.toString('base64')}"), header_length=${head.length}
)
words = [word.decode() for word in result.as_numpy("words").tolist()]
print(json.dumps([*(result.as_numpy(name).tolist() for name in ("score", "half", "long")), words]))
`;
	const theirs = JSON.parse(await output(python, ['-c', script], { env })) as unknown;
	const ours = parseAnswer(body, String(head.length)).outputs.map(({ values }) =>
		Array.isArray(values) ? values.map(String) : Array.from(values as Float32Array, Number),
	);
	assert.deepEqual(ours, theirs);
});
