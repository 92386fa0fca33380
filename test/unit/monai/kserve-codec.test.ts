import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAnswer } from '../../../dist/nodes/clients/kserve/answer.js';
import { elementCount } from '../../../dist/nodes/clients/kserve/datatypes.js';
import { encodeRequest } from '../../../dist/nodes/clients/kserve/request.js';
import { tensorOf } from '../../../dist/nodes/clients/kserve/tensor.js';
import {
	countNonFinite,
	decimalOfFloat32,
	decodeValues,
	encodeBytes,
	halfToNumber,
} from '../../../dist/nodes/clients/kserve/values.js';
import { answerBytes, boxOutput, fp32, scoreOutput } from './server.ts';

async function bodyOf(request: ReturnType<typeof encodeRequest>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of request.body().chunks) chunks.push(chunk);
	return Buffer.concat(chunks);
}

test('a binary request is its JSON, then the raw tensors, with both lengths in the headers', async () => {
	const first = tensorOf('a', 'INT16', [2], Buffer.from([1, 0, 255, 255]));
	const second = tensorOf('b', 'BYTES', [2], encodeBytes(['ab', '']));
	const request = encodeRequest({
		id: 'r1',
		inputs: [first, second],
		outputs: ['score'],
		encoding: 'binary',
		priority: 1,
	});
	const body = await bodyOf(request);
	const length = Number(request.headers['inference-header-content-length']);
	assert.equal(Number(request.headers['content-length']), body.length);
	assert.deepEqual(JSON.parse(body.subarray(0, length).toString()), {
		id: 'r1',
		parameters: { priority: 1 },
		outputs: [{ name: 'score', parameters: { binary_data: true } }],
		inputs: [
			{ name: 'a', datatype: 'INT16', shape: [2], parameters: { binary_data_size: 4 } },
			{ name: 'b', datatype: 'BYTES', shape: [2], parameters: { binary_data_size: 10 } },
		],
	});
	assert.deepEqual([...body.subarray(length)], [1, 0, 255, 255, 2, 0, 0, 0, 97, 98, 0, 0, 0, 0]);
});

test('a JSON request carries every data type as JSON, whatever the chunks', async () => {
	const chunked = {
		name: 'f',
		datatype: 'FP32' as const,
		shape: [1, 3],
		byteLength: 12,
		chunks: () => [fp32(1.5), fp32(-2, 0)],
	};
	const inputs = [
		chunked,
		tensorOf('i', 'INT64', [2], Buffer.from(BigInt64Array.of(-1n, 9007199254740993n).buffer)),
		tensorOf('t', 'BOOL', [2], Buffer.from([1, 0])),
		tensorOf('s', 'BYTES', [2], encodeBytes(['a"b', 'é'])),
	];
	const request = encodeRequest({ id: 'r', inputs, outputs: [], encoding: 'json' });
	const text = (await bodyOf(request)).toString();
	assert.match(text, /"data":\[-1,9007199254740993\]/);
	const { inputs: sent } = JSON.parse(text) as { inputs: Array<{ data: unknown }> };
	assert.deepEqual(sent[0]?.data, [1.5, -2, 0]);
	assert.deepEqual(sent[2]?.data, [true, false]);
	assert.deepEqual(sent[3]?.data, ['a"b', 'é']);
});

test('a tensor whose shape and length disagree is not sent', () => {
	const encode = (shape: number[], bytes: number) =>
		encodeRequest({
			id: 'r',
			inputs: [tensorOf('x', 'FP32', shape, Buffer.alloc(bytes))],
			outputs: [],
			encoding: 'binary',
		});
	for (const [shape, bytes] of [
		[[2], 4],
		[[-1], 4],
		[[1.5], 4],
		[[65536, 65536], 4],
	] as const) {
		assert.throws(() => encode([...shape], bytes), { code: 'invalid-tensor' });
	}
});

test('a tensor whose chunks are longer or shorter than announced breaks the request off', async () => {
	for (const chunks of [[fp32(1, 2, 3)], [fp32(1)]]) {
		const input = { ...tensorOf('x', 'FP32', [2], Buffer.alloc(8)), chunks: () => chunks };
		const request = encodeRequest({ id: 'r', inputs: [input], outputs: [], encoding: 'binary' });
		await assert.rejects(bodyOf(request), { code: 'invalid-tensor' });
	}
});

test('every data type is read little-endian and by its own size', () => {
	const raw = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
	const read = (type: Parameters<typeof decodeValues>[0], count: number) =>
		Array.from(decodeValues(type, raw, count) as ArrayLike<unknown>);
	assert.deepEqual(read('UINT8', 8), Array(8).fill(255));
	assert.deepEqual(read('INT8', 8), Array(8).fill(-1));
	assert.deepEqual(read('UINT16', 4), Array(4).fill(65535));
	assert.deepEqual(read('INT16', 4), Array(4).fill(-1));
	assert.deepEqual(read('UINT32', 2), Array(2).fill(4294967295));
	assert.deepEqual(read('INT32', 2), Array(2).fill(-1));
	assert.deepEqual(read('UINT64', 1), [18446744073709551615n]);
	assert.deepEqual(read('INT64', 1), [-1n]);
	assert.deepEqual(read('FP64', 1), [NaN]);
	assert.equal(decodeValues('BOOL', raw, 8), undefined);
	assert.deepEqual(
		Array.from(decodeValues('BF16', Buffer.from([0x80, 0x3f, 0x20, 0xc1]), 2) as Float32Array),
		[1, -10],
	);
	assert.deepEqual([0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0xfc00].map(halfToNumber), [
		1,
		-2,
		2 ** -24,
		65504,
		Infinity,
		-Infinity,
	]);
	assert.ok(Number.isNaN(halfToNumber(0x7e00)));
});

test('tensor bytes at an odd offset are read like any others', () => {
	const shifted = Buffer.concat([Buffer.from([7]), fp32(1.25, -3)]).subarray(1);
	assert.deepEqual(Array.from(decodeValues('FP32', shifted, 2) as Float32Array), [1.25, -3]);
});

test('BYTES elements survive the way out and back', () => {
	const elements = ['', 'a', 'Ä', 'x'.repeat(70_000)];
	const back = decodeValues('BYTES', encodeBytes(elements), 4) as Buffer[];
	assert.deepEqual(
		back.map((element) => element.toString()),
		elements,
	);
});

test('BYTES elements that reach beyond the tensor are refused', () => {
	const encoded = encodeBytes(['abc']);
	assert.equal(decodeValues('BYTES', encoded.subarray(0, 6), 1), undefined);
	assert.equal(decodeValues('BYTES', encoded, 2), undefined);
	assert.equal(decodeValues('BYTES', encoded, 1_000_000_000), undefined);
	assert.equal(decodeValues('BYTES', Buffer.concat([encoded, Buffer.from([0])]), 1), undefined);
	assert.equal(decodeValues('BYTES', Buffer.from([255, 255, 255, 255]), 1), undefined);
});

test('NaN and the infinities are counted in every floating-point type', () => {
	assert.equal(countNonFinite(Float32Array.of(1, NaN, Infinity, -Infinity)), 3);
	assert.equal(countNonFinite(Float64Array.of(NaN, 0)), 1);
	assert.equal(countNonFinite(Int16Array.of(1)), 0);
	const halves = decodeValues('FP16', Buffer.from([0x00, 0x7c, 0x00, 0x3c]), 2);
	assert.equal(halves && countNonFinite(halves), 1);
});

test('a number of a 32-bit model is read as the decimal that the model meant', () => {
	for (const decimal of [0.7, 0.1, 0.5, 1, 0, 0.123456]) {
		assert.equal(decimalOfFloat32(Math.fround(decimal)), decimal);
	}
	const below = new Float32Array(
		new Uint32Array(Float32Array.of(0.7).buffer).map((n) => n - 1).buffer,
	);
	assert.ok(decimalOfFloat32(below[0] ?? 1) < 0.7);
});

test('shapes beyond every sensible size have no element count', () => {
	assert.equal(elementCount([]), 1);
	assert.equal(elementCount([3, 0, 4]), 0);
	assert.equal(elementCount([40, 512, 512]), 10_485_760);
	for (const shape of [[-1], [1.5], ['2'], [1e18], [65536, 65536], Array(17).fill(1), null, 3]) {
		assert.equal(elementCount(shape), undefined);
	}
});

test('JSON answers may be nested like the shape, and null becomes a number that is counted', () => {
	const outputs = [
		{
			name: 'a',
			datatype: 'FP32',
			shape: [2, 2],
			data: [
				[1, 2],
				[3, null],
			],
		},
		{ name: 'b', datatype: 'INT64', shape: [1], data: [-7] },
		{ name: 'c', datatype: 'BYTES', shape: [1], data: ['x'] },
	];
	const { outputs: read } = parseAnswer(Buffer.from(JSON.stringify({ outputs })), undefined);
	assert.deepEqual(Array.from(read[0]?.values as Float32Array), [1, 2, 3, NaN]);
	assert.equal(read[0]?.nonFinite, 1);
	assert.deepEqual(Array.from(read[1]?.values as BigInt64Array), [-7n]);
	assert.equal((read[2]?.values as Buffer[])[0]?.toString(), 'x');
});

test('a header length beyond the end is refused even when everything else is right', () => {
	const body = Buffer.from('{"outputs":[]}');
	assert.deepEqual(parseAnswer(body, String(body.length)).outputs, []);
	assert.throws(() => parseAnswer(body, String(body.length + 1)), { code: 'invalid-answer' });
});

test('JSON data that is not what its declaration says is refused', () => {
	const wrong: Array<[string, number[], unknown]> = [
		['FP32', [2], [1]],
		['FP32', [1], [1, 2]],
		['FP32', [1], ['1']],
		['FP32', [2], [[[1, 2]]]],
		['FP32', [1], 1],
		['FP32', [1], undefined],
		['INT8', [1], [128]],
		['UINT8', [1], [-1]],
		['INT32', [1], [0.5]],
		['INT64', [1], [2 ** 60]],
		['BOOL', [1], [1]],
		['BYTES', [1], [1]],
	];
	for (const [datatype, shape, data] of wrong) {
		const body = JSON.stringify({ outputs: [{ name: 'x', datatype, shape, data }] });
		assert.throws(
			() => parseAnswer(Buffer.from(body), undefined),
			{ code: 'invalid-answer' },
			body,
		);
	}
});

test('of 20,000 damaged answers each is refused or still consistent, and none breaks the reader', () => {
	const good = answerBytes([scoreOutput(), boxOutput()], [fp32(0.9), fp32(1, 2, 3, 2, 3, 4)]);
	let seed = 20261122;
	const random = (below: number) => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return seed % below;
	};
	let refused = 0;
	for (let round = 0; round < 20_000; round++) {
		const body = Buffer.from(good.body);
		for (let hits = random(4); hits >= 0; hits--) body[random(body.length)] = random(256);
		const cut = random(3) === 0 ? body.subarray(0, random(body.length)) : body;
		const header = random(4) === 0 ? String(random(400)) : String(good.headerLength);
		try {
			for (const { shape, values } of parseAnswer(cut, header).outputs) {
				assert.equal(values.length, elementCount(shape));
			}
		} catch (error) {
			assert.equal((error as { code?: string }).code, 'invalid-answer', String(error));
			refused++;
		}
	}
	assert.ok(refused > 5_000, `only ${refused} were refused`);
});
