import { createHash } from 'node:crypto';
import { HospitalError } from '../../shared/errors';
import { byteLengthOf, elementCount, ELEMENT_SIZES } from './datatypes';
import type { InputTensor } from './tensor';
import { decodeValues } from './values';

/** How tensors travel: raw after the JSON (binary tensor data extension) or as JSON numbers. */
export type TensorEncoding = 'binary' | 'json';

export interface InferenceRequestOptions {
	/** Echoed by servers that follow the protocol; a different one in the answer is refused. */
	id: string;
	inputs: InputTensor[];
	/** Outputs wanted, by name. */
	outputs: string[];
	encoding: TensorEncoding;
	/** Triton scheduling priority: 1 is the most urgent, 0 the model's default. */
	priority?: number;
}

/** One infer request, ready to be sent as often as needed. */
export interface EncodedRequest {
	headers: Record<string, string>;
	/** The body from its start. */
	body(): RequestBody;
}

export interface RequestBody {
	chunks: AsyncGenerator<Uint8Array>;
	/** Hex SHA-256 of the tensor bytes; undefined until all of them were handed out. */
	tensorHash(): string | undefined;
}

/** Hashes what is handed out and knows when it was everything. */
class TensorHash {
	private readonly hash = createHash('sha256');
	private left: number;
	private digest: string | undefined;

	constructor(inputs: readonly InputTensor[]) {
		this.left = inputs.reduce((sum, input) => sum + input.byteLength, 0);
	}

	update(chunk: Uint8Array): void {
		this.hash.update(chunk);
		this.left -= chunk.length;
	}

	value(): string | undefined {
		if (this.left !== 0) return undefined;
		return (this.digest ??= this.hash.digest('hex'));
	}
}

/**
 * Encodes an infer request (Open Inference Protocol, "Inference Request JSON Object"; Triton
 * "Binary tensor data extension": the JSON, then the raw tensors in order, with the JSON's length
 * in `Inference-Header-Content-Length`). Nothing of a tensor is held beyond the chunk under way.
 *
 * @throws HospitalError `invalid-tensor` when a tensor's shape, data type and length disagree
 */
export function encodeRequest(options: InferenceRequestOptions): EncodedRequest {
	options.inputs.forEach(checkInput);
	return options.encoding === 'binary' ? encodeBinary(options) : encodeJson(options);
}

function encodeBinary(options: InferenceRequestOptions): EncodedRequest {
	const inputs = options.inputs.map(({ name, datatype, shape, byteLength }) => ({
		name,
		datatype,
		shape,
		parameters: { binary_data_size: byteLength },
	}));
	const json = Buffer.from(JSON.stringify({ ...envelope(options, true), inputs }));
	const total = options.inputs.reduce((sum, input) => sum + input.byteLength, json.length);
	return {
		headers: {
			'content-type': 'application/octet-stream',
			'content-length': String(total),
			'inference-header-content-length': String(json.length),
		},
		body() {
			const hash = new TensorHash(options.inputs);
			return { chunks: binaryBody(json, options.inputs, hash), tensorHash: () => hash.value() };
		},
	};
}

async function* binaryBody(json: Buffer, inputs: InputTensor[], hash: TensorHash) {
	yield json as Uint8Array;
	for (const input of inputs) yield* hashedChunks(input, hash);
}

/** JSON bodies have no length beforehand: they go out in HTTP chunks. */
function encodeJson(options: InferenceRequestOptions): EncodedRequest {
	return {
		headers: { 'content-type': 'application/json' },
		body() {
			const hash = new TensorHash(options.inputs);
			return { chunks: jsonBody(options, hash), tensorHash: () => hash.value() };
		},
	};
}

async function* jsonBody(options: InferenceRequestOptions, hash: TensorHash) {
	const start = JSON.stringify(envelope(options, false)).slice(0, -1);
	yield Buffer.from(`${start},"inputs":[`) as Uint8Array;
	for (const [index, input] of options.inputs.entries()) {
		const { name, datatype, shape } = input;
		const head = JSON.stringify({ name, datatype, shape }).slice(0, -1);
		yield Buffer.from(`${index === 0 ? '' : ','}${head},"data":[`);
		let separator = '';
		for await (const chunk of hashedChunks(input, hash)) {
			const text = jsonElements(input, chunk);
			if (text === '') continue;
			yield Buffer.from(separator + text);
			separator = ',';
		}
		yield Buffer.from(']}');
	}
	yield Buffer.from(']}');
}

function jsonElements({ datatype, shape }: InputTensor, chunk: Uint8Array): string {
	const size = ELEMENT_SIZES[datatype];
	// BYTES lengths are only known by reading them, so such a tensor comes as one chunk.
	const count = size === undefined ? (elementCount(shape) ?? 0) : chunk.length / size;
	const values = decodeValues(datatype, chunk, count);
	if (values === undefined) throw invalidTensor('a chunk does not hold whole elements');
	if (Array.isArray(values)) return values.map((v) => JSON.stringify(v.toString())).join(',');
	if (datatype === 'BOOL') {
		return Array.from(values as Uint8Array, (flag) => String(flag === 1)).join(',');
	}
	return values.join(',');
}

/** The parts of the request object that do not depend on the encoding. */
function envelope(options: InferenceRequestOptions, binary: boolean) {
	return {
		id: options.id,
		...(options.priority === undefined ? {} : { parameters: { priority: options.priority } }),
		outputs: options.outputs.map((name) =>
			binary ? { name, parameters: { binary_data: true } } : { name },
		),
	};
}

/** Passes the chunks on, hashes them and makes sure that they are as many bytes as announced. */
async function* hashedChunks(input: InputTensor, hash: TensorHash): AsyncGenerator<Uint8Array> {
	let left = input.byteLength;
	for await (const chunk of input.chunks()) {
		left -= chunk.length;
		if (left < 0) break;
		hash.update(chunk);
		yield chunk;
	}
	if (left !== 0) throw invalidTensor('its chunks are not as long as announced');
}

function checkInput({ datatype, shape, byteLength }: InputTensor): void {
	const count = elementCount(shape);
	if (count === undefined) throw invalidTensor('its shape is no list of natural numbers');
	const expected = byteLengthOf(datatype, count);
	if (expected !== undefined && expected !== byteLength) {
		throw invalidTensor('its shape and its length disagree');
	}
}

function invalidTensor(detail: string): HospitalError {
	return new HospitalError('invalid-tensor', `The tensor cannot be sent: ${detail}`, {
		nextStep: 'Build the volume again. If it happens again, report it.',
	});
}
