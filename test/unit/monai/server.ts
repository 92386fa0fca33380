import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One output as a test wants it to stand in the answer, however wrong. */
export interface AnswerOutput {
	name?: unknown;
	datatype?: unknown;
	shape?: unknown;
	parameters?: unknown;
	data?: unknown;
}

export interface InferCall {
	request: IncomingMessage;
	response: ServerResponse;
	/** The whole request body. */
	body: Buffer;
	/** Its JSON part. */
	json: { id: string; inputs: Array<Record<string, unknown>>; [member: string]: unknown };
}

export type InferHandler = (call: InferCall) => void | Promise<void>;

export const METADATA = {
	name: 'hyperdensity-demo',
	versions: ['1'],
	platform: 'test',
	inputs: [{ name: 'volume', datatype: 'FP32', shape: [1, 1, -1, -1, -1] }],
	outputs: [
		{ name: 'score', datatype: 'FP32', shape: [1] },
		{ name: 'box', datatype: 'FP32', shape: [6] },
	],
};

export interface TestServer {
	url: string;
	/** Method and path of every request, in order. */
	requests: string[];
	/** Headers of the last request. */
	headers: IncomingMessage['headers'];
	/** Answers by path; a function replaces the default JSON. */
	paths: Record<string, unknown>;
	infer: InferHandler;
	stop(): Promise<void>;
}

const MODEL = '/v2/models/hyperdensity-demo/versions/1';

/** A real HTTP server that is a correct KServe v2 server until a test makes it something else. */
export async function startServer(t: {
	after(done: () => Promise<void>): void;
}): Promise<TestServer> {
	const http = createServer((request, response) => {
		// A client that breaks off is what several tests provoke; there is nobody left to answer.
		handle(request, response).catch(() => response.destroy());
	});
	const state: TestServer = {
		url: '',
		requests: [],
		headers: {},
		paths: {
			'/v2': { name: 'test-server', version: '9', extensions: ['binary_tensor_data'] },
			'/v2/health/ready': {},
			[MODEL]: METADATA,
			[`${MODEL}/ready`]: {},
		},
		infer: binaryAnswer(0.9, [1, 2, 3, 2, 3, 4]),
		stop: async () => {
			http.closeAllConnections();
			await new Promise<void>((done) => http.close(() => done()));
		},
	};

	async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const path = request.url ?? '';
		state.requests.push(`${request.method} ${path}`);
		state.headers = request.headers;
		const answer = state.paths[path];
		if (typeof answer === 'function')
			return void (answer as InferHandler)(early(request, response));
		if (answer !== undefined) return void response.end(JSON.stringify(answer));
		if (path !== `${MODEL}/infer`) return void response.writeHead(404).end('{"error":"unknown"}');
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const length = request.headers['inference-header-content-length'];
		const text = body.subarray(0, length === undefined ? body.length : Number(length)).toString();
		await state.infer({ request, response, body, json: JSON.parse(text) as InferCall['json'] });
	}

	await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
	state.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	t.after(state.stop);
	return state;
}

/** A call whose body nobody has read. */
const early = (request: IncomingMessage, response: ServerResponse): InferCall => ({
	request,
	response,
	body: Buffer.alloc(0),
	json: { id: '', inputs: [] },
});

export const INFER_PATH = `${MODEL}/infer`;
export const MODEL_PATH = MODEL;

export function fp32(...values: number[]): Buffer {
	return Buffer.from(Float32Array.from(values).buffer);
}

export const scoreOutput = (changes: AnswerOutput = {}): AnswerOutput => ({
	name: 'score',
	datatype: 'FP32',
	shape: [1],
	parameters: { binary_data_size: 4 },
	...changes,
});

export const boxOutput = (changes: AnswerOutput = {}): AnswerOutput => ({
	name: 'box',
	datatype: 'FP32',
	shape: [6],
	parameters: { binary_data_size: 24 },
	...changes,
});

/** JSON and raw tensors of an answer in the binary form. */
export function answerBytes(
	outputs: unknown,
	tensors: Buffer[],
	envelope: Record<string, unknown> = {},
): { body: Buffer; headerLength: number } {
	const json = Buffer.from(
		JSON.stringify({ model_name: 'hyperdensity-demo', model_version: '1', ...envelope, outputs }),
	);
	return { body: Buffer.concat([json, ...tensors]), headerLength: json.length };
}

/** Sends an answer in the binary form; `headers` may lie. */
export function sendBinary(
	{ response, json }: InferCall,
	outputs: unknown,
	tensors: Buffer[],
	{ envelope = {}, headers = {} }: { envelope?: object; headers?: Record<string, string> } = {},
): void {
	const answer = answerBytes(outputs, tensors, { id: json.id, ...envelope });
	response.writeHead(200, {
		'inference-header-content-length': String(answer.headerLength),
		'content-type': 'application/octet-stream',
		...headers,
	});
	response.end(answer.body);
}

/** A correct answer with this score and box. */
export function binaryAnswer(score: number, box: number[]): InferHandler {
	return (call) => sendBinary(call, [scoreOutput(), boxOutput()], [fp32(score), fp32(...box)]);
}

/** Answers 200 with this body. */
export const text =
	(body: string, headers: Record<string, string> = {}): InferHandler =>
	({ response }) =>
		void response.writeHead(200, headers).end(body);
/** Answers with this status and nothing of use. */
export const status =
	(code: number): InferHandler =>
	({ response }) =>
		void response.writeHead(code, { location: '/elsewhere' }).end('{"error":"no"}');
