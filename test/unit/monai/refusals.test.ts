import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { KserveClient } from '../../../dist/nodes/clients/kserve/index.js';
import {
	checkProfile,
	runInference,
	type InferenceProfile,
} from '../../../dist/nodes/Monai/engine/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { bench } from './bench.ts';
import { demoProfile, ramp } from './build.ts';
import { METADATA, MODEL_PATH, binaryAnswer, status, text } from './server.ts';

test('nothing is sent to a server or model that is not ready', async (t) => {
	const { ask, server } = await bench(t);
	const cases: Array<[string, unknown, string]> = [
		['/v2/health/ready', status(503), 'server-not-ready'],
		['/v2/health/ready', { ready: false }, 'server-not-ready'],
		[`${MODEL_PATH}/ready`, status(400), 'model-not-ready'],
		[`${MODEL_PATH}/ready`, { ready: false }, 'model-not-ready'],
		[MODEL_PATH, status(404), 'model-not-found'],
		['/v2/health/ready', status(403), 'access-refused'],
		[MODEL_PATH, text('<p>login'), 'invalid-answer'],
		[
			MODEL_PATH,
			{ ...METADATA, inputs: [{ name: 'volume', datatype: 'FP32', shape: [-2] }] },
			'invalid-answer',
		],
	];
	const good = { ...server.paths };
	for (const [path, answer, reason] of cases) {
		server.paths = { ...good, [path]: answer };
		assert.equal((await ask()).reason, reason, `${path}: ${reason}`);
	}
	assert.ok(!server.requests.some((request) => request.startsWith('POST')));
});

test('a volume is sent only to the model of the profile', async (t) => {
	const { ask, server } = await bench(t);
	const input = METADATA.inputs[0];
	const cases: Array<[object, string]> = [
		[{ name: 'other' }, 'model-mismatch'],
		[{ versions: ['2', '3'] }, 'model-mismatch'],
		[{ inputs: [] }, 'model-mismatch'],
		[{ inputs: [{ ...input, name: 'image' }] }, 'model-mismatch'],
		[{ inputs: [{ ...input, datatype: 'INT16' }] }, 'model-mismatch'],
		[{ inputs: [{ ...input, datatype: 'TF32' }] }, 'model-mismatch'],
		[{ inputs: [{ ...input, shape: [-1, -1, -1] }] }, 'model-mismatch'],
		[{ inputs: [input, { ...input, name: 'second' }] }, 'model-mismatch'],
		[{ outputs: [METADATA.outputs[0]] }, 'model-mismatch'],
		[{ inputs: [{ ...input, shape: [1, 1, 64, -1, -1] }] }, 'volume-not-accepted'],
	];
	for (const [changes, reason] of cases) {
		server.paths[MODEL_PATH] = { ...METADATA, ...changes };
		assert.equal((await ask()).reason, reason, JSON.stringify(changes));
	}
	assert.ok(!server.requests.some((request) => request.startsWith('POST')));
});

test('stored values are not sent to a model that takes Hounsfield units', async (t) => {
	const { server, volume, path } = await bench(t);
	const client = new KserveClient({ baseUrl: server.url });
	const ask = async (changes: Partial<typeof volume>, datatype: 'FP32' | 'INT16') => {
		const profile = demoProfile({ input: { ...demoProfile().input, datatype } });
		return (await runInference({ ...volume, ...changes }, path, profile, client)).reason;
	};
	assert.equal(await ask({ unit: 'stored' }, 'FP32'), 'volume-not-accepted');
	assert.equal(await ask({ dataType: 'float32' }, 'INT16'), 'volume-not-accepted');
	assert.deepEqual(server.requests, []);
});

test('a volume that changed on the disk never reaches the server whole', async (t) => {
	const { server, volume, path, ask } = await bench(t);
	let complete = 0;
	server.infer = (call) => {
		complete++;
		return binaryAnswer(0.9, [0, 0, 0, 1, 1, 1])(call);
	};
	const voxels = ramp(192);
	voxels[100] = 77;
	await writeFile(path, Buffer.from(voxels.buffer));
	await assert.rejects(ask(), { code: 'volume-corrupt' });
	await writeFile(path, Buffer.concat([Buffer.from(ramp(192).buffer), Buffer.alloc(2)]));
	await assert.rejects(ask(), { code: 'volume-corrupt' });
	await writeFile(path, Buffer.alloc(10));
	await assert.rejects(ask(), { code: 'volume-corrupt' });
	const client = new KserveClient({ baseUrl: server.url });
	await assert.rejects(runInference(volume, `${path}.gone`, demoProfile(), client), {
		code: 'volume-missing',
	});
	assert.equal(complete, 0);
});

test('what is wrong in our own settings is an error, not a result', async (t) => {
	const { ask, server, volume, path } = await bench(t);
	const { input, output, finding } = demoProfile();
	for (const changes of [
		{ model: '../admin' },
		{ model: '' },
		{ version: '' },
		{ version: '..' },
		{ threshold: 0 },
		{ threshold: 1.1 },
		{ threshold: NaN },
		{ intendedUse: ' ' },
		{ input: { ...input, name: '' } },
		{ input: { ...input, datatype: 'FP16' } },
		{ input: { ...input, layout: 'HWD' } },
		{ output: { ...output, box: 'score' } },
		{ finding: { ...finding, code: '' } },
	]) {
		await assert.rejects(ask(changes as Partial<InferenceProfile>), { code: 'invalid-profile' });
	}
	const client = new KserveClient({ baseUrl: server.url });
	for (const changes of [
		{ shape: [0, 6, 8] },
		{ shape: [1e6, 1e6, 1e6] },
		{ spacing: [0, 1, 1] },
		{ direction: [1, 0, 0] },
		{ sha256: 'x' },
		{ dataType: 'constructor' },
	]) {
		const changed = { ...volume, ...changes } as typeof volume;
		await assert.rejects(runInference(changed, path, demoProfile(), client), {
			code: 'invalid-volume',
		});
	}
	assert.deepEqual(server.requests, []);
	for (const baseUrl of ['', 'ftp://a', 'http://u:p@a', 'http://a/?q=1', 'nonsense']) {
		assert.throws(() => new KserveClient({ baseUrl }), { code: 'url-invalid' });
	}
	const outside = new KserveClient({ baseUrl: 'http://203.0.113.9:8000' });
	await assert.rejects(runInference(volume, path, demoProfile(), outside), {
		code: 'egress-refused',
	});
});

test('a finding that reports cannot write is refused before the model is asked', async (t) => {
	const { ask, server } = await bench(t);
	const { finding } = demoProfile();
	const refused = async (changes: object, field: RegExp, nextStep: RegExp) => {
		const changed = { finding: { ...finding, ...changes } };
		await assert.rejects(
			ask(changed),
			(error: HospitalError) =>
				error.code === 'invalid-profile' &&
				field.test(error.message) &&
				nextStep.test(error.nextStep),
			JSON.stringify(changes),
		);
	};
	for (const code of ['', ' ', 'a\\b', 'a\nb', ' 1386000', 'a\u0000b']) {
		await refused({ code }, /Code of the finding/, /Code of the finding must/);
	}
	for (const system of [
		'',
		'SNOMED CT',
		'99site',
		'SEVENTEEN_LETTERS',
		'snomed.info/sct',
		'http:snomed.info/sct',
		'https://',
		'http://snomed.info/ sct',
	]) {
		await refused(
			{ system },
			/Code system of the finding/,
			/must (not be empty|be an absolute URI)/,
		);
	}
	assert.deepEqual(server.requests, []);
	for (const system of ['http://radlex.org', 'urn:oid:2.16.840.1.113883.6.96', '99SITE', 'SCT']) {
		assert.doesNotThrow(() => checkProfile(demoProfile({ finding: { ...finding, system } })));
	}
});

test('stopping the execution stops the inference with an error, not with a result', async (t) => {
	const { ask, server } = await bench(t);
	server.infer = () => {};
	const controller = new AbortController();
	setTimeout(() => controller.abort(), 150);
	await assert.rejects(ask({}, { signal: controller.signal }), { code: 'cancelled' });
	await assert.rejects(ask({}, { signal: AbortSignal.abort() }), { code: 'cancelled' });
});
