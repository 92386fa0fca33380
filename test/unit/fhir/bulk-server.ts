import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One file that the server offers. */
export interface OfferedFile {
	name: string;
	type: string;
	/** Lines without their ends. */
	lines: () => Iterable<string>;
	count?: number;
	kind?: 'output' | 'deleted' | 'error';
	/** Address instead of the server's own. */
	url?: string;
}

export interface BulkServerOptions {
	files: OfferedFile[];
	/** Status requests that are answered with 202. */
	polls?: number;
	retryAfter?: string;
	progress?: string;
	requiresAccessToken?: boolean;
	token?: string;
	/** Address of the status, instead of the server's own. */
	contentLocation?: string;
	/** Answers before anything else is done; true when it did. */
	handle?: (request: IncomingMessage, response: ServerResponse, body: string) => boolean;
	/** Bytes after which the connection of a file is cut, the given number of times. */
	cut?: { name: string; after: number; times: number };
	/** The named file stops in the middle and says no more. */
	stall?: { name: string; after: number };
}

export interface Seen {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: IncomingMessage['headers'];
	body: string;
}

/** A server of Bulk Data Access that misbehaves as it is told. */
export class BulkServer {
	readonly seen: Seen[] = [];
	deleted = 0;
	private polled = 0;
	private readonly server = createServer((request, response) => {
		void this.answer(request, response).catch(() => response.destroy());
	});

	readonly options: BulkServerOptions;

	constructor(options: BulkServerOptions) {
		this.options = options;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get base(): string {
		return `${this.origin}/fhir`;
	}

	/** How often a path below the endpoint was asked for. */
	count(path: string): number {
		return this.seen.filter((one) => one.path === `/fhir/${path}`).length;
	}

	async start(): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
		let body = '';
		for await (const chunk of request) body += String(chunk);
		const { method = 'GET', headers } = request;
		this.seen.push({ method, path: pathname, query: searchParams, headers, body });
		const { handle, token } = this.options;
		if (handle?.(request, response, body) === true) return;
		if (pathname.startsWith('/open/')) return await this.file(pathname.slice(6), response);
		if (token !== undefined && headers.authorization !== `Bearer ${token}`) {
			return void response.writeHead(401).end();
		}
		if (pathname.endsWith('/$export')) return this.accept(response);
		if (pathname === '/fhir/job') return this.status(method, response);
		if (pathname.startsWith('/fhir/files/')) {
			return await this.file(pathname.slice('/fhir/files/'.length), response);
		}
		response.writeHead(404).end();
	}

	private accept(response: ServerResponse): void {
		const location = this.options.contentLocation ?? `${this.base}/job`;
		response.writeHead(202, { 'content-location': location }).end();
	}

	private status(method: string, response: ServerResponse): void {
		const { polls = 0, retryAfter, progress, files, requiresAccessToken = true } = this.options;
		if (method === 'DELETE') {
			this.deleted += 1;
			return void response.writeHead(202).end();
		}
		if (this.polled < polls) {
			this.polled += 1;
			const headers = {
				...(retryAfter !== undefined && { 'retry-after': retryAfter }),
				...(progress !== undefined && { 'x-progress': progress }),
			};
			return void response.writeHead(202, headers).end();
		}
		const of = (kind: string) =>
			files
				.filter((file) => (file.kind ?? 'output') === kind)
				.map(({ name, type, count, url = `${this.base}/files/${name}` }) => ({
					type,
					url,
					...(count !== undefined && { count }),
				}));
		response.writeHead(200, { 'content-type': 'application/json' }).end(
			JSON.stringify({
				transactionTime: '2026-11-22T00:00:00Z',
				request: `${this.base}/$export`,
				requiresAccessToken,
				output: of('output'),
				deleted: of('deleted'),
				error: of('error'),
			}),
		);
	}

	private async file(name: string, response: ServerResponse): Promise<void> {
		const file = this.options.files.find((one) => one.name === name);
		if (file === undefined) return void response.writeHead(404).end();
		response.writeHead(200, { 'content-type': 'application/fhir+ndjson' });
		const { cut, stall } = this.options;
		let sent = 0;
		for (const line of file.lines()) {
			const text = `${line}\n`;
			sent += text.length;
			if (!response.write(text)) await drained(response);
			if (stall?.name === name && sent >= stall.after) return;
			if (cut?.name === name && cut.times > 0 && sent >= cut.after) {
				cut.times -= 1;
				await sleep(20);
				return void response.destroy();
			}
		}
		response.end();
	}
}

const drained = (response: ServerResponse) =>
	new Promise<void>((resolve) => {
		const done = () => {
			response.off('drain', done).off('close', done);
			resolve();
		};
		response.on('drain', done).on('close', done);
	});

/** `count` synthetic records of a type, each a few hundred bytes long. */
export const records =
	(type: string, count: number, padding = 200): (() => Iterable<string>) =>
	() =>
		(function* () {
			for (let index = 0; index < count; index++) {
				yield JSON.stringify({
					resourceType: type,
					id: `zz-${index}`,
					text: 'ZZTEST^ADA '.padEnd(padding, 'x'),
				});
			}
		})();
