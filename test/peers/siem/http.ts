import { createServer, type IncomingMessage, type Server } from 'node:http';

export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
}

export interface Asked {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: IncomingMessage['headers'];
	body: string;
}

/** A small JSON server: what `answer` throws is a mistake of the client and answered with 400. */
export function jsonServer(answer: (asked: Asked) => Answer | Promise<Answer>): Server {
	return createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('error', () => undefined);
		request.on('end', () => {
			void (async () => {
				const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
				const asked: Asked = {
					method: request.method ?? 'GET',
					path: pathname,
					query: searchParams,
					headers: request.headers,
					body: Buffer.concat(chunks).toString('utf8'),
				};
				let given: Answer;
				try {
					given = await answer(asked);
				} catch (error) {
					given = { status: 400, body: { error: { type: 'bad_request', reason: String(error) } } };
				}
				const text = given.body === undefined ? '' : JSON.stringify(given.body);
				response.writeHead(given.status, {
					'content-type': 'application/json',
					'content-length': Buffer.byteLength(text),
					...given.headers,
				});
				response.end(text);
			})();
		});
	});
}

export function must(condition: unknown, why: string): asserts condition {
	if (condition !== true) throw new Error(why);
}
