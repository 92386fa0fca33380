import { randomUUID } from 'node:crypto';
import {
	createServer,
	type IncomingMessage,
	type OutgoingHttpHeaders,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { NONSENSE, spoil, type Fault } from './inference/faults.ts';
import { DemoModel, MODEL_METADATA, OUTPUT_NAMES } from './inference/model.ts';
import { RequestError } from './inference/request-error.ts';
import { readInputs, requestedOutputs, splitBody, writeAnswer } from './inference/tensors.ts';
import { MODEL_NAME, MODEL_VERSION } from './onnx.ts';

const HEADER_LENGTH = 'inference-header-content-length';

/**
 * A KServe v2 inference server on 127.0.0.1 with the demonstration model on ONNX Runtime: health,
 * metadata, and inference in JSON and with the binary tensor data extension. It can be told to fail.
 * Source: KServe Open Inference Protocol v2, HTTP/REST.
 */
export class InferenceServer {
	/** How long the fault `slow` holds an answer back, in milliseconds. */
	slowMs = 60_000;
	/** Size from which a request is refused. */
	maxBodyBytes = 256 * 1024 * 1024;
	/** Inferences answered or spoiled since the start. */
	inferences = 0;

	private readonly model: DemoModel;
	private readonly server: Server;
	private readonly stopping = new AbortController();
	private currentFault: Fault = 'none';
	private listening: Promise<void>;
	private port: number;

	private constructor(model: DemoModel, port: number) {
		this.model = model;
		this.port = port;
		this.server = createServer({ requestTimeout: 60_000 }, (request, response) => {
			this.answer(request, response).catch((error: unknown) => refuse(response, error));
		});
		this.listening = this.listen();
	}

	/** @param options.port port on 127.0.0.1; a free one by default */
	static async start(options: { port?: number } = {}): Promise<InferenceServer> {
		const server = new InferenceServer(await DemoModel.load(), options.port ?? 0);
		await server.listening;
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get fault(): Fault {
		return this.currentFault;
	}

	/** Takes effect at once; await `settled()` after leaving `down` before the next connection. */
	set fault(fault: Fault) {
		const before = this.currentFault;
		this.currentFault = fault;
		if (fault === 'down' && before !== 'down') {
			this.listening = new Promise((closed) => this.server.close(() => closed()));
			this.server.closeAllConnections();
		}
		if (fault !== 'down' && before === 'down') {
			this.listening = this.listening.then(() => this.listen());
		}
	}

	/** Resolves when the listener is in the state that the fault demands. */
	settled(): Promise<void> {
		return this.listening;
	}

	async stop(): Promise<void> {
		this.stopping.abort();
		this.fault = 'down';
		await this.listening;
		await this.model.release();
	}

	private listen(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(this.port, '127.0.0.1', () => {
				this.server.off('error', reject);
				this.port = (this.server.address() as AddressInfo).port;
				resolve();
			});
		});
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname } = new URL(request.url ?? '/', 'http://server');
		const parts = pathname.split('/').filter((part) => part !== '');
		const [root, ...rest] = parts;
		if (root !== 'v2') throw new RequestError(404, 'unknown path');
		const path = rest.join('/');
		if (path === '') return sendJson(response, request, SERVER_METADATA);
		if (path === 'health/live') return sendJson(response, request, { live: true });
		if (path === 'health/ready') return sendJson(response, request, { ready: true });

		const action = modelAction(rest);
		if (action === '') return sendJson(response, request, MODEL_METADATA);
		if (action === 'ready') return sendJson(response, request, { name: MODEL_NAME, ready: true });
		if (action !== 'infer') throw new RequestError(404, 'unknown path');
		if (request.method !== 'POST') throw new RequestError(405, 'inference takes POST');
		await this.infer(request, response);
	}

	private async infer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const fault = this.currentFault;
		const call = ++this.inferences;
		const body = await readBody(request, this.maxBodyBytes);
		const header = request.headers[HEADER_LENGTH];
		const { request: asked, binary } = splitBody(body, header?.toString());
		const wanted = requestedOutputs(asked, OUTPUT_NAMES);
		const inputs = readInputs(asked, binary);

		if (fault === 'slow') await delay(this.slowMs, undefined, { signal: this.stopping.signal });
		if (fault === 'nonsense') return send(response, NONSENSE, { 'content-type': 'text/html' });

		const outputs = spoil(fault, await this.model.run(inputs), call);
		const answer = writeAnswer(
			{ id: asked.id ?? randomUUID(), model_name: MODEL_NAME, model_version: MODEL_VERSION },
			wanted.map(({ name, binary }) => ({
				tensor: outputs.find((tensor) => tensor.name === name) ?? missing(name),
				binary,
			})),
		);
		const headers = answerHeaders(answer.headerLength);
		if (fault === 'truncated') return cutOff(response, answer.body, headers);
		send(response, answer.body, headers);
	}
}

const SERVER_METADATA = {
	name: 'n8n-nodes-hospital demo inference server',
	version: '1',
	extensions: ['binary_tensor_data'],
};

/** What is asked of the model: '' for its metadata, `ready` or `infer`. 404 for another model or version. */
function modelAction(path: readonly string[]): string {
	const [collection, name, ...rest] = path;
	if (collection !== 'models') throw new RequestError(404, 'unknown path');
	if (name !== MODEL_NAME) throw new RequestError(404, 'the model is not known');
	if (rest[0] !== 'versions') return rest.join('/');
	if (rest[1] !== MODEL_VERSION) throw new RequestError(404, 'the model version is not known');
	return rest.slice(2).join('/');
}

function missing(name: string): never {
	throw new RequestError(500, `the model gave no output '${name}'`);
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		length += (chunk as Buffer).length;
		if (length > maxBytes) throw new RequestError(413, 'the request is too large');
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks, length);
}

function answerHeaders(headerLength: number | undefined): OutgoingHttpHeaders {
	return headerLength === undefined
		? { 'content-type': 'application/json' }
		: { 'content-type': 'application/octet-stream', [HEADER_LENGTH]: String(headerLength) };
}

function sendJson(response: ServerResponse, request: IncomingMessage, value: unknown): void {
	if (request.method !== 'GET') throw new RequestError(405, 'this path takes GET');
	send(response, JSON.stringify(value), { 'content-type': 'application/json' });
}

function send(
	response: ServerResponse,
	body: Buffer | string,
	headers: OutgoingHttpHeaders,
	status = 200,
): void {
	response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Announces the whole body, sends half of it and closes. */
function cutOff(response: ServerResponse, body: Buffer, headers: OutgoingHttpHeaders): void {
	response.writeHead(200, { ...headers, 'content-length': body.length });
	response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

function refuse(response: ServerResponse, error: unknown): void {
	if (response.headersSent || response.destroyed) {
		response.destroy();
		return;
	}
	const known = error instanceof RequestError;
	const message = known ? error.message : 'the inference failed inside the server';
	send(
		response,
		JSON.stringify({ error: message }),
		// The rest of a refused upload is not read, so the connection cannot be used again.
		{ 'content-type': 'application/json', connection: 'close' },
		known ? error.status : 500,
	);
}

if (import.meta.main) {
	const server = await InferenceServer.start({ port: Number(process.env.PORT ?? 0) });
	console.log(`Inference server: ${server.url}/v2/models/${MODEL_NAME} (Ctrl-C to stop)`);
	process.once('SIGINT', () => void server.stop());
	process.once('SIGTERM', () => void server.stop());
}
