import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { KserveClient } from '../../../dist/nodes/clients/kserve/index.js';
import { NO_RESULT_REASONS, runInference } from '../../../dist/nodes/Monai/engine/index.js';
import { bench } from './bench.ts';
import { demoProfile, temporaryFolder, writeVolume } from './build.ts';
import {
	INFER_PATH,
	METADATA,
	MODEL_PATH,
	binaryAnswer,
	boxOutput,
	fp32,
	scoreOutput,
	sendBinary,
	status,
	text,
	type InferHandler,
} from './server.ts';

const GOOD = [scoreOutput(), boxOutput()];
const TENSORS = [fp32(0.9), fp32(0, 0, 0, 1, 1, 1)];
const outputs =
	(
		list: unknown,
		tensors: Buffer[] = TENSORS,
		lies?: Parameters<typeof sendBinary>[3],
	): InferHandler =>
	(call) =>
		sendBinary(call, list, tensors, lies);
const box = (...corners: number[]) => outputs(GOOD, [fp32(0.9), fp32(...corners)]);
const score = (value: number) => outputs(GOOD, [fp32(value), fp32(0, 0, 0, 1, 1, 1)]);
const header = (value: string) =>
	outputs(GOOD, TENSORS, { headers: { 'inference-header-content-length': value } });

const NONSENSE: Array<[string, string, InferHandler]> = [
	['closes without a word', 'connection-lost', ({ response }) => void response.destroy()],
	[
		'cuts its answer off',
		'connection-lost',
		({ response }) => {
			response.writeHead(200, { 'content-length': '500' });
			response.write('{"outputs"', () => response.destroy());
		},
	],
	['states a header length beyond the end', 'invalid-answer', header('99999')],
	['states a negative header length', 'invalid-answer', header('-1')],
	['states a header length that is no number', 'invalid-answer', header('abc')],
	['states a header length inside the JSON', 'invalid-answer', header('20')],
	[
		'gives a negative binary size',
		'invalid-answer',
		outputs([scoreOutput({ parameters: { binary_data_size: -4 } }), boxOutput()]),
	],
	[
		'gives a binary size that its shape contradicts',
		'invalid-answer',
		outputs([scoreOutput({ parameters: { binary_data_size: 8 } }), boxOutput()]),
	],
	[
		'gives a negative shape',
		'invalid-answer',
		outputs([scoreOutput({ shape: [-1] }), boxOutput()]),
	],
	['gives a vast shape', 'invalid-answer', outputs([scoreOutput({ shape: [1e15] }), boxOutput()])],
	['ends before its tensors do', 'invalid-answer', outputs(GOOD, [fp32(0.9), fp32(0, 0)])],
	['goes on after its tensors', 'invalid-answer', outputs(GOOD, [...TENSORS, fp32(1)])],
	[
		'names an output twice',
		'invalid-answer',
		outputs([scoreOutput(), scoreOutput()], [fp32(1), fp32(1)]),
	],
	[
		'invents a data type',
		'invalid-answer',
		outputs([scoreOutput({ datatype: 'FP31' }), boxOutput()]),
	],
	['answers with HTML', 'invalid-answer', text('<!doctype html><p>It works')],
	['answers with nothing', 'invalid-answer', text('')],
	['answers with a JSON list', 'invalid-answer', text('[1]')],
	['answers without outputs', 'invalid-answer', text('{"model_name":"hyperdensity-demo"}')],
	[
		'writes NaN as a bare word',
		'invalid-answer',
		text('{"outputs":[{"name":"score","datatype":"FP32","shape":[1],"data":[NaN]}]}'),
	],
	['answers with more than allowed', 'invalid-answer', text('x'.repeat(20_000))],
	['compresses unasked', 'invalid-answer', text('x', { 'content-encoding': 'gzip' })],
	[
		'speaks something other than HTTP',
		'invalid-answer',
		({ response }) => void response.socket?.end('EHLO\r\n\r\n'),
	],
	[
		'answers another request',
		'invalid-answer',
		outputs(GOOD, TENSORS, { envelope: { id: 'other' } }),
	],
	[
		'answers for another model',
		'model-mismatch',
		outputs(GOOD, TENSORS, { envelope: { model_name: 'x' } }),
	],
	[
		'answers for another version',
		'model-mismatch',
		outputs(GOOD, TENSORS, { envelope: { model_version: '2' } }),
	],
	['leaves the score out', 'invalid-output', outputs([boxOutput()], [fp32(0, 0, 0, 1, 1, 1)])],
	['leaves the box out', 'invalid-output', outputs([scoreOutput()], [fp32(0.9)])],
	[
		'gives two scores',
		'invalid-output',
		outputs(
			[scoreOutput({ shape: [2], parameters: { binary_data_size: 8 } }), boxOutput()],
			[fp32(0.1, 0.9), fp32(0, 0, 0, 1, 1, 1)],
		),
	],
	[
		'gives the score as text',
		'invalid-output',
		text(
			JSON.stringify({
				outputs: [
					{ name: 'score', datatype: 'BYTES', shape: [1], data: ['0.9'] },
					{ name: 'box', datatype: 'FP32', shape: [6], data: [0, 0, 0, 1, 1, 1] },
				],
			}),
		),
	],
	['scores NaN', 'non-finite-output', score(NaN)],
	['scores infinity', 'non-finite-output', score(Infinity)],
	['puts NaN into the box', 'non-finite-output', box(0, 0, 0, 1, NaN, 1)],
	['scores above 1', 'score-out-of-range', score(1.001)],
	['scores below 0', 'score-out-of-range', score(-0.001)],
	['puts the box outside the volume', 'box-invalid', box(0, 0, 0, 4, 1, 1)],
	['puts the box before the volume', 'box-invalid', box(-2, 0, 0, 1, 1, 1)],
	['turns the box round', 'box-invalid', box(2, 0, 0, 1, 1, 1)],
	['gives half a box', 'box-invalid', box(0, 0, 0, -1, -1, -1)],
	['suspects something but finds it nowhere', 'inconsistent-output', box(-1, -1, -1, -1, -1, -1)],
	['answers 400', 'request-refused', status(400)],
	['answers 401', 'access-refused', status(401)],
	['answers 404', 'model-not-found', status(404)],
	['answers 500', 'server-error', status(500)],
	['answers 501', 'version-not-supported', status(501)],
	['answers 503', 'server-busy', status(503)],
	['redirects', 'invalid-answer', status(302)],
];

for (const [what, reason, infer] of NONSENSE) {
	test(`no result, "${reason}", from a server that ${what}`, async (t) => {
		const { ask, server } = await bench(t);
		server.infer = infer;
		const result = await ask();
		assert.equal(result.reason, reason);
		assert.equal(result.status, 'no-result');
		assert.ok(Object.hasOwn(NO_RESULT_REASONS, reason));
		for (const absent of ['score', 'suspected', 'box', 'boxCentre', 'threshold']) {
			assert.equal(absent in result, false, absent);
		}
		assert.equal(result.model.demonstration, true);
	});
}

test('a server that never answers costs no more than the deadline', async (t) => {
	const { ask, server } = await bench(t);
	const slow: Record<string, InferHandler> = {
		'no headers': () => {},
		'a body without end': ({ response }) => {
			response.writeHead(200, { 'content-length': '1000' });
			const drip = setInterval(() => response.write('x'), 20);
			response.on('close', () => clearInterval(drip));
		},
	};
	for (const [what, infer] of Object.entries(slow)) {
		server.infer = infer;
		const start = performance.now();
		const result = await ask({}, { deadlineMs: 400 });
		const took = performance.now() - start;
		assert.equal(result.reason, 'timeout', what);
		assert.ok(took < 1_500, `${what}: ${took} ms`);
	}
});

test('the deadline covers readiness, metadata and inference together', async (t) => {
	const { ask, server } = await bench(t);
	const late =
		(answer: unknown): InferHandler =>
		({ response }) =>
			void setTimeout(() => response.end(JSON.stringify(answer)), 200);
	server.paths['/v2/health/ready'] = late({});
	server.paths[MODEL_PATH] = late(METADATA);
	server.paths['/v2'] = late({ name: 'slow', version: '1' });
	const start = performance.now();
	assert.equal((await ask({}, { deadlineMs: 500 })).reason, 'timeout');
	assert.ok(performance.now() - start < 1_500);
});

test('500 and a lost connection are repeated once, 4xx never', async (t) => {
	const { ask, server } = await bench(t);
	for (const [first, calls, outcome] of [
		[status(500), 2, undefined],
		[status(503), 2, undefined],
		[({ response }: Parameters<InferHandler>[0]) => void response.destroy(), 2, undefined],
		[status(400), 1, 'request-refused'],
		[status(429), 1, 'server-busy'],
	] as Array<[InferHandler, number, string | undefined]>) {
		let seen = 0;
		server.infer = (call) => {
			seen++;
			return seen === 1 ? first(call) : binaryAnswer(0.9, [0, 0, 0, 1, 1, 1])(call);
		};
		const result = await ask();
		assert.equal(result.reason, outcome);
		assert.equal(seen, calls);
		if (outcome === undefined) assert.match(result.inputHash ?? '', /^[0-9a-f]{64}$/);
	}
});

test('an answer that comes before the volume was sent is not taken for one about the volume', async (t) => {
	const { server } = await bench(t);
	const folder = await temporaryFolder(t);
	const size: [number, number, number] = [40, 512, 512];
	const large = await writeVolume(join(folder, 'large.vol'), size, new Int16Array(40 * 512 * 512));
	server.paths[INFER_PATH] = ((call) => {
		call.request.pause();
		return binaryAnswer(0.9, [0, 0, 0, 1, 1, 1])(call);
	}) satisfies InferHandler;
	const client = new KserveClient({ baseUrl: server.url });
	const result = await runInference(large.volume, large.path, demoProfile(), client);
	assert.equal(result.reason, 'invalid-answer');
});

test('a server that is down, or whose port is closed, gives no result', async (t) => {
	const { ask, server, volume, path } = await bench(t);
	await server.stop();
	assert.equal((await ask()).reason, 'server-unreachable');
	const dropping = createServer((socket) => socket.destroy());
	await new Promise<void>((listening) => dropping.listen(0, '127.0.0.1', listening));
	t.after(() => void dropping.close());
	const { port } = dropping.address() as AddressInfo;
	const client = new KserveClient({ baseUrl: `http://127.0.0.1:${port}` });
	const result = await runInference(volume, path, demoProfile(), client);
	assert.equal(result.reason, 'connection-lost');
});
