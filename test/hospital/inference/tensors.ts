import { RequestError } from './request-error.ts';

/** A tensor of the KServe v2 protocol, decoded. The demonstration model takes and gives FP32 only. */
export interface Tensor {
	name: string;
	shape: number[];
	data: Float32Array;
}

/** The JSON part of an inference request, as far as this server reads it. */
export interface InferRequest {
	id?: string;
	parameters?: { binary_data_output?: unknown };
	inputs?: unknown;
	outputs?: unknown;
}

interface TensorHeader {
	name?: unknown;
	shape?: unknown;
	datatype?: unknown;
	data?: unknown;
	parameters?: { binary_data_size?: unknown };
}

export const MAX_ELEMENTS = 64 * 1024 * 1024;

/**
 * Splits a body into its JSON header and the raw tensor bytes behind it.
 * Source: KServe v2 binary tensor data extension, header Inference-Header-Content-Length.
 */
export function splitBody(
	body: Buffer,
	headerLength: string | undefined,
): { request: InferRequest; binary: Buffer } {
	const length = headerLength === undefined ? body.length : Number(headerLength);
	if (!Number.isInteger(length) || length < 0 || length > body.length) {
		throw new RequestError(400, 'Inference-Header-Content-Length does not fit the body');
	}
	const request = parseJson(body.subarray(0, length));
	return { request, binary: body.subarray(length) };
}

function parseJson(bytes: Buffer): InferRequest {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
	} catch {
		throw new RequestError(400, 'the inference request is not valid JSON');
	}
	throw new RequestError(400, 'the inference request is not a JSON object');
}

/** Decodes every input tensor; binary ones lie behind the JSON in the order of `inputs`. */
export function readInputs(request: InferRequest, binary: Buffer): Tensor[] {
	if (!Array.isArray(request.inputs) || request.inputs.length === 0) {
		throw new RequestError(400, 'the request has no inputs');
	}
	let offset = 0;
	const tensors = request.inputs.map((value: unknown) => {
		const header = (value ?? {}) as TensorHeader;
		const { name, count, shape } = checkHeader(header);
		const size = header.parameters?.binary_data_size;
		if (size === undefined) return { name, shape, data: fromJson(name, header.data, count) };
		if (size !== count * 4) {
			throw new RequestError(400, `binary_data_size of input '${name}' does not fit its shape`);
		}
		if (offset + size > binary.length) {
			throw new RequestError(400, `the binary data of input '${name}' ends early`);
		}
		const data = fromBinary(binary.subarray(offset, offset + size));
		offset += size;
		return { name, shape, data };
	});
	if (offset !== binary.length) throw new RequestError(400, 'bytes left over behind the inputs');
	return tensors;
}

function checkHeader(header: TensorHeader): { name: string; shape: number[]; count: number } {
	const { name, shape, datatype } = header;
	if (typeof name !== 'string') throw new RequestError(400, 'an input has no name');
	if (datatype !== 'FP32') throw new RequestError(400, `input '${name}' must have datatype FP32`);
	if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size > 0)) {
		throw new RequestError(400, `input '${name}' has no usable shape`);
	}
	const sizes = shape as number[];
	const count = sizes.reduce((product, size) => product * size, 1);
	if (count > MAX_ELEMENTS) throw new RequestError(400, `input '${name}' is too large`);
	return { name, shape: sizes, count };
}

function fromJson(name: string, data: unknown, count: number): Float32Array {
	const flat = Array.isArray(data) ? (data as unknown[]).flat(Infinity) : [];
	if (flat.length !== count || !flat.every((value) => typeof value === 'number')) {
		throw new RequestError(400, `the data of input '${name}' does not fit its shape`);
	}
	return Float32Array.from(flat as number[]);
}

/** Copies, because a view on the body need not start at a multiple of four. */
function fromBinary(bytes: Buffer): Float32Array {
	const aligned = new Uint8Array(bytes.length);
	aligned.set(bytes);
	return new Float32Array(aligned.buffer);
}

/** Which outputs the request asks for, each in JSON or in binary; all of them when it names none. */
export function requestedOutputs(
	request: InferRequest,
	available: readonly string[],
): { name: string; binary: boolean }[] {
	const byDefault = request.parameters?.binary_data_output === true;
	if (request.outputs === undefined) {
		return available.map((name) => ({ name, binary: byDefault }));
	}
	if (!Array.isArray(request.outputs)) throw new RequestError(400, 'outputs must be a list');
	return request.outputs.map((value: unknown) => {
		const { name, parameters } = (value ?? {}) as {
			name?: unknown;
			parameters?: { binary_data?: unknown };
		};
		if (typeof name !== 'string' || !available.includes(name)) {
			throw new RequestError(400, 'the request asks for an output that the model does not have');
		}
		const binary = parameters?.binary_data;
		return { name, binary: typeof binary === 'boolean' ? binary : byDefault };
	});
}

/**
 * Encodes the answer.
 *
 * @returns the body, and the length of its JSON part when binary tensors follow it
 */
export function writeAnswer(
	answer: Record<string, unknown>,
	outputs: readonly { tensor: Tensor; binary: boolean }[],
): { body: Buffer; headerLength?: number } {
	const headers = outputs.map(({ tensor, binary }) => ({
		name: tensor.name,
		datatype: 'FP32',
		shape: tensor.shape,
		...(binary
			? { parameters: { binary_data_size: tensor.data.byteLength } }
			: { data: [...tensor.data].map(jsonNumber) }),
	}));
	// JSON has no NaN; servers written in Python write the bare word, so a client must face it.
	const json = JSON.stringify({ ...answer, outputs: headers }).replaceAll(
		JSON.stringify(NAN),
		'NaN',
	);
	const head = Buffer.from(json);
	const raw = outputs
		.filter(({ binary }) => binary)
		.map(({ tensor: { data } }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
	if (raw.length === 0) return { body: head };
	return { body: Buffer.concat([head, ...raw]), headerLength: head.length };
}

const NAN = '\u0001NaN';
const jsonNumber = (value: number): number | string => (Number.isNaN(value) ? NAN : value);
