/**
 * Fakes of the engines, built from their documented shapes (Ollama api/types.go, vLLM protocol.py, the README
 * of llama-server). They are no proof that the real engines speak so: test/peers drives those.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
	method: string;
	path: string;
	headers: IncomingMessage['headers'];
	body: Record<string, unknown>;
}

export type Answer = (seen: Seen, response: ServerResponse) => void | Promise<void>;

export interface Fake {
	url: string;
	/** Every request in order. */
	seen: Seen[];
	/** Requests of one path. */
	asked(path: string): Seen[];
	/** Answers by `GET /api/tags`. May be changed in mid-test. */
	routes: Record<string, Answer>;
	/** Connections that the client closed while an answer was under way. */
	dropped: () => number;
	connections: () => number;
	/** Takes no connection any more and cuts those it has. */
	close(): Promise<void>;
}

export async function fakeServer(routes: Record<string, Answer>): Promise<Fake> {
	const seen: Seen[] = [];
	const sockets = new Set<Socket>();
	let connections = 0;
	let dropped = 0;
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const one: Seen = {
				method: request.method ?? '',
				path: request.url ?? '',
				headers: request.headers,
				body: text === '' ? {} : JSON.parse(text),
			};
			seen.push(one);
			response.on('close', () => {
				if (!response.writableFinished) dropped++;
			});
			const route = fake.routes[`${one.method} ${one.path}`] ?? notFound;
			void route(one, response);
		});
	});
	server.on('connection', (socket) => {
		connections++;
		sockets.add(socket);
		socket.on('error', () => {});
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	const fake: Fake = {
		url: `http://127.0.0.1:${port}`,
		seen,
		asked: (path) => seen.filter((each) => each.path === path),
		routes,
		dropped: () => dropped,
		connections: () => connections,
		close: () => {
			const closed = new Promise<void>((done) => server.close(() => done()));
			for (const socket of sockets) socket.destroy();
			return closed;
		},
	};
	return fake;
}

export const json =
	(value: unknown, status = 200): Answer =>
	(_seen, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(value));
	};

const notFound = json({ error: '404 page not found' }, 404);

export const DIGEST = 'ab'.repeat(32);
export const MODEL = 'toy:1b';

/** Lines of /api/chat that say these words and end well. */
export function ollamaLines(
	words: string[],
	end: Record<string, unknown> = {},
): Array<Record<string, unknown>> {
	const say = (content: string) => ({
		model: MODEL,
		created_at: '2026-01-01T00:00:00Z',
		message: { role: 'assistant', content },
		done: false,
	});
	return [
		...words.map(say),
		{
			...say(''),
			done: true,
			done_reason: 'stop',
			prompt_eval_count: 40,
			eval_count: words.length,
			...end,
		},
	];
}

/** Writes lines of JSON as Ollama streams them. */
export const ndjson =
	(lines: unknown[]): Answer =>
	(_seen, response) => {
		response.writeHead(200, { 'content-type': 'application/x-ndjson' });
		for (const line of lines) response.write(`${JSON.stringify(line)}\n`);
		response.end();
	};

export interface OllamaOptions {
	version?: string;
	/** Context window that the model was made for, and the one that it is loaded with. */
	trained?: number;
	loaded?: number;
	digest?: string;
}

export async function fakeOllama(options: OllamaOptions = {}): Promise<Fake> {
	const { version = '0.32.15', trained = 8192, loaded = 8192, digest = DIGEST } = options;
	return await fakeServer({
		'GET /api/version': json({ version }),
		'GET /api/status': json({ cloud: { disabled: true, source: 'env' } }),
		'GET /api/tags': json({
			models: [{ name: MODEL, model: MODEL, size: 1234, digest, capabilities: ['completion'] }],
		}),
		'POST /api/show': json({
			template: '{{ .Prompt }}',
			model_info: { 'general.architecture': 'llama', 'llama.context_length': trained },
			capabilities: ['completion'],
		}),
		'GET /api/ps': json({
			models: [{ name: MODEL, model: MODEL, digest, context_length: loaded }],
		}),
		'POST /api/chat': ndjson(ollamaLines(['Good ', 'day.'])),
		'POST /api/embed': (seen, response) =>
			json({
				model: MODEL,
				embeddings: (seen.body.input as string[]).map((_text, index) => [index, 0.5]),
				prompt_eval_count: 7,
			})(seen, response),
	});
}

/** Events of /v1/chat/completions that say these words and end well. */
export function chatEvents(
	words: string[],
	{ finish = 'stop', prompt = 40 }: { finish?: string; prompt?: number } = {},
): unknown[] {
	const chunk = (delta: unknown, finish_reason: string | null = null) => ({
		id: 'chatcmpl-1',
		object: 'chat.completion.chunk',
		model: MODEL,
		choices: [{ index: 0, delta, finish_reason }],
	});
	return [
		chunk({ role: 'assistant', content: '' }),
		...words.map((content) => chunk({ content })),
		chunk({}, finish),
		{
			id: 'chatcmpl-1',
			object: 'chat.completion.chunk',
			choices: [],
			usage: { prompt_tokens: prompt, completion_tokens: words.length },
		},
		'[DONE]',
	];
}

/** Writes server-sent events; a text goes out as it is. */
export const sse =
	(events: unknown[]): Answer =>
	(_seen, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
		for (const event of events) {
			const data = typeof event === 'string' ? event : JSON.stringify(event);
			response.write(`data: ${data}\n\n`);
		}
		response.end();
	};

const vectors: Answer = (seen, response) =>
	json({
		object: 'list',
		data: (seen.body.input as string[])
			.map((_text, index) => ({ index, embedding: [index, 0.5] }))
			.reverse(),
		usage: { prompt_tokens: 7 },
	})(seen, response);

export interface VllmOptions {
	window?: number;
	root?: string;
	parent?: string | null;
	/** What /tokenize counts. */
	count?: number;
}

export async function fakeVllm(options: VllmOptions = {}): Promise<Fake> {
	const { window = 8192, root = '/models/toy', parent = null, count = 40 } = options;
	return await fakeServer({
		'GET /version': json({ version: '0.19.0' }),
		'GET /health': (_seen, response) => void response.writeHead(200).end(),
		'GET /v1/models': json({
			object: 'list',
			data: [{ id: MODEL, object: 'model', owned_by: 'vllm', root, parent, max_model_len: window }],
		}),
		'POST /tokenize': json({ count, max_model_len: window, tokens: [] }),
		'POST /v1/chat/completions': sse(chatEvents(['Good ', 'day.'])),
		'POST /v1/embeddings': vectors,
	});
}

export interface LlamaOptions {
	window?: number;
	path?: string;
	slots?: number;
	/** Tokens that /tokenize gives back. */
	count?: number;
}

export async function fakeLlama(options: LlamaOptions = {}): Promise<Fake> {
	const { window = 8192, path = '/models/toy.gguf', slots = 1, count = 40 } = options;
	return await fakeServer({
		'GET /health': json({ status: 'ok' }),
		'GET /v1/models': json({
			object: 'list',
			data: [
				{
					id: MODEL,
					object: 'model',
					owned_by: 'llamacpp',
					meta: { n_ctx_train: window, n_params: 1000, size: 4000 },
				},
			],
		}),
		'GET /props': json({
			default_generation_settings: { n_ctx: window },
			total_slots: slots,
			model_path: path,
			build_info: 'b11669-abc',
		}),
		'POST /apply-template': (seen, response) =>
			json({ prompt: JSON.stringify(seen.body.messages) })(seen, response),
		'POST /tokenize': json({ tokens: Array.from({ length: count }, (_value, index) => index) }),
		'POST /v1/chat/completions': sse(chatEvents(['Good ', 'day.'])),
		'POST /v1/embeddings': vectors,
	});
}
