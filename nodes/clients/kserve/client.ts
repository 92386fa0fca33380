import { createHash, randomUUID } from 'node:crypto';
import { parseAnswer, parseObject, type InferenceAnswer } from './answer';
import { isServerFault, serverFault } from './faults';
import {
	readModelMetadata,
	readServerMetadata,
	type ModelMetadata,
	type ServerMetadata,
} from './metadata';
import { encodeRequest, type TensorEncoding } from './request';
import type { InputTensor } from './tensor';
import { Wire, type CallOptions, type KserveServer } from './wire';

export interface InferOptions extends CallOptions {
	/** Names of the outputs wanted. */
	outputs: string[];
	/** `binary` when absent. */
	encoding?: TensorEncoding;
	/** Triton scheduling priority: 1 is the most urgent, 0 the model's default. */
	priority?: number;
}

/** An answer and the fingerprints of what was exchanged. */
export interface Inference {
	answer: InferenceAnswer;
	/** Hex SHA-256 of the tensor bytes sent, in order, and of the whole body received. */
	inputHash: string;
	outputHash: string;
	/** Milliseconds from the first byte sent to the last received, of the attempt that succeeded. */
	latencyMs: number;
}

const MOST_METADATA_BYTES = 1024 * 1024;
const MOST_ANSWER_BYTES = 64 * 1024 * 1024;
/** Announced by Triton and others in the server metadata. */
const BINARY_EXTENSION = 'binary_tensor_data';

/**
 * Client of the Open Inference Protocol (KServe v2) over HTTP, as spoken by Triton, MLServer,
 * KServe, OpenVINO Model Server and others. A model's version always stands in the path.
 *
 * A call whose connection fails, or that a server answers with 5xx, is repeated once within its time
 * limit: inference changes nothing on the server. 4xx is never repeated.
 *
 * Every method throws HospitalError with a code of SERVER_FAULTS for what the server did, and other
 * codes (`egress-refused`, `url-invalid`, `cancelled`) for what it has no part in.
 */
export class KserveClient {
	private readonly wire: Wire;

	/** @throws HospitalError `url-invalid` */
	constructor(private readonly server: KserveServer) {
		this.wire = new Wire(server);
	}

	/** True when the server says that it is ready (GET /v2/health/ready). */
	async health(call: CallOptions): Promise<boolean> {
		return await this.isReady('/v2/health/ready', call);
	}

	/** True when the server says that this model in this version is ready. */
	async modelReady(model: string, version: string, call: CallOptions): Promise<boolean> {
		return await this.isReady(`${modelPath(model, version)}/ready`, call);
	}

	async serverMetadata(call: CallOptions): Promise<ServerMetadata> {
		return readServerMetadata(await this.getObject('/v2', call));
	}

	async metadata(model: string, version: string, call: CallOptions): Promise<ModelMetadata> {
		return readModelMetadata(await this.getObject(modelPath(model, version), call));
	}

	/** Sends the inputs and reads the answer; every declared size of the answer was checked. */
	async infer(
		model: string,
		version: string,
		inputs: InputTensor[],
		options: InferOptions,
	): Promise<Inference> {
		const { outputs, encoding = 'binary', priority } = options;
		const id = randomUUID();
		const encoded = encodeRequest({
			id,
			inputs,
			outputs,
			encoding,
			...(priority !== undefined && { priority }),
		});
		const received = await this.wire.call(
			{
				method: 'POST',
				path: `${modelPath(model, version)}/infer`,
				maxBytes: this.server.maxAnswerBytes ?? MOST_ANSWER_BYTES,
				encoded,
			},
			options,
		);
		if (received.tensorHash === undefined) {
			throw serverFault('invalid-answer', 'it came before the whole request was sent');
		}
		const answer = parseAnswer(received.body, received.headerLength);
		if (answer.id !== '' && answer.id !== id) {
			throw serverFault('invalid-answer', 'it belongs to another request');
		}
		return {
			answer,
			inputHash: received.tensorHash,
			outputHash: createHash('sha256').update(received.body).digest('hex'),
			latencyMs: received.latencyMs,
		};
	}

	private async isReady(path: string, call: CallOptions): Promise<boolean> {
		try {
			const { body } = await this.wire.call(
				{ method: 'GET', path, maxBytes: MOST_METADATA_BYTES },
				call,
			);
			return !saysNotReady(body);
		} catch (error) {
			if (isServerFault(error) && NOT_READY.has(error.code)) return false;
			throw error;
		}
	}

	private async getObject(path: string, call: CallOptions): Promise<Record<string, unknown>> {
		const received = await this.wire.call(
			{ method: 'GET', path, maxBytes: MOST_METADATA_BYTES },
			call,
		);
		return parseObject(received.body);
	}
}

const NOT_READY: ReadonlySet<string> = new Set([
	'server-busy',
	'server-error',
	'model-not-found',
	'request-refused',
]);
/** Some servers answer 200 with `{"ready": false}`; an empty body says ready. */
function saysNotReady(body: Buffer): boolean {
	if (body.length === 0) return false;
	let answer: unknown;
	try {
		answer = JSON.parse(body.toString('utf8'));
	} catch {
		return false;
	}
	return (answer as { ready?: unknown } | null)?.ready === false;
}

/** True when tensors may be sent raw. A server that lists no extensions at all is taken to know it. */
export function speaksBinary({ extensions }: ServerMetadata): boolean {
	return extensions === undefined || extensions.includes(BINARY_EXTENSION);
}

function modelPath(model: string, version: string): string {
	return `/v2/models/${encodeURIComponent(model)}/versions/${encodeURIComponent(version)}`;
}
