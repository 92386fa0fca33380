import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Faults, type Fault } from './fhir-proxy/faults.ts';
import { ForeignOrigin } from './fhir-proxy/foreign.ts';
import {
	nextOf,
	searchsetIn,
	withNext,
	withoutUncommitted,
	type LateCommits,
	type Searchset,
} from './fhir-proxy/searchset.ts';
import {
	JSON_TYPE,
	broken,
	bytesOf,
	giant,
	send,
	slowly,
	type Answer,
} from './fhir-proxy/sending.ts';

export type { Fault } from './fhir-proxy/faults.ts';

export interface ProxyOptions {
	/** Equal seeds give equal faults to equal requests. */
	seed?: number | string;
	/** Chance of each fault per request, 0 to 1. */
	rates?: Partial<Record<Fault, number>>;
	/** Searches and histories do not see young versions. */
	late?: LateCommits;
	/** Seconds in Retry-After. Default 1. */
	retryAfter?: number;
	/** Length of a slow answer, milliseconds. Default 1 000. */
	slowMs?: number;
	/** Length of a giant answer, bytes. Default 64 MiB. */
	giantBytes?: number;
}

const PASSED = ['content-type', 'etag', 'last-modified', 'location', 'content-location', 'date'];
const SENT = ['accept', 'authorization', 'content-type', 'if-match', 'if-none-exist', 'prefer'];
const MAX_PAGES = 200;
const GIANT_BYTES = 64 * 1024 * 1024;

/**
 * A FHIR server as it looks on a bad day: a proxy in front of any server that does to some requests
 * what networks, gateways and servers do. What it did is counted; equal seeds do equal things.
 */
export class FhirProxy {
	readonly faults: Faults;
	/** The other origin of redirects and foreign links. */
	readonly foreign = new ForeignOrigin();
	/** Requests that came, whatever became of them. */
	requests = 0;
	/** Versions that searches did not see because of `late`. */
	hidden = 0;
	late: LateCommits | undefined;

	private readonly target: string;
	private readonly options: ProxyOptions;
	private readonly server: Server;
	private readonly pages = new Map<string, Searchset>();

	constructor(target: string, options: ProxyOptions) {
		this.target = target;
		this.options = options;
		this.faults = new Faults(options.seed ?? 0);
		this.faults.rates = options.rates ?? {};
		this.late = options.late;
		this.server = createServer((request, response) => {
			void this.serve(request, response).catch(() => response.destroy());
		});
	}

	/** Base URL with the same path as the server's, so that links keep their form. */
	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://127.0.0.1:${port}${new URL(this.target).pathname}`;
	}

	async start(): Promise<void> {
		await this.foreign.start();
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	/** No more faults from now on. */
	heal(): void {
		this.faults.rates = {};
		this.late = undefined;
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await Promise.all([closed, this.foreign.stop()]);
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		this.requests += 1;
		const body = await bytesOf(request);
		const path = request.url ?? '/';
		const fault = this.faults.draw(isSearch(request.method ?? 'GET', path));
		if (fault === 'reset') return void response.destroy();
		const instead = this.instead(fault);
		if (instead !== undefined) return send(response, instead);
		if (fault === 'giant') return await giant(response, this.options.giantBytes ?? GIANT_BYTES);
		const answer = this.stored(path) ?? (await this.forward(request, path, body));
		const changed = await this.change(answer, fault, request);
		if (fault === 'cut' || fault === 'stalled') return broken(response, changed, fault);
		if (fault === 'slow') return await slowly(response, changed, this.options.slowMs ?? 1_000);
		send(response, changed);
	}

	/** Answers that come without asking the server. */
	private instead(fault: Fault | undefined): Answer | undefined {
		const retry = { 'retry-after': String(this.options.retryAfter ?? 1) };
		const html = { 'content-type': 'text/html' };
		switch (fault) {
			case 'too-many':
				return { status: 429, headers: { ...retry, ...JSON_TYPE }, body: outcome('throttled') };
			case 'unavailable':
				return { status: 503, headers: { ...retry, ...JSON_TYPE }, body: outcome('transient') };
			case 'html':
				return { status: 502, headers: html, body: Buffer.from(PAGE) };
			case 'portal':
				return { status: 200, headers: html, body: Buffer.from(PAGE) };
			case 'redirect':
				return { status: 307, headers: { location: `${this.foreign.url}/fhir` }, body: NONE };
			default:
				return undefined;
		}
	}

	private async forward(request: IncomingMessage, path: string, body: Buffer): Promise<Answer> {
		const headers = new Headers({ 'accept-encoding': 'identity' });
		for (const name of SENT) {
			const value = request.headers[name];
			if (value !== undefined) headers.set(name, String(value));
		}
		return await this.ask(path, {
			method: request.method ?? 'GET',
			headers,
			...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
		});
	}

	/** Asks the server; its links then lead through the proxy. */
	private async ask(path: string, init: RequestInit): Promise<Answer> {
		const url = new URL(path, this.target);
		const answer = await fetch(url, { ...init, redirect: 'manual' });
		const headers: Record<string, string> = {};
		for (const name of PASSED) {
			const value = answer.headers.get(name);
			if (value !== null) headers[name] = value.replaceAll(this.target, this.url);
		}
		const text = Buffer.from(await answer.arrayBuffer());
		const isJson = headers['content-type']?.includes('json') === true;
		const body = isJson
			? Buffer.from(text.toString('utf8').replaceAll(this.target, this.url))
			: text;
		return { status: answer.status, headers, body };
	}

	/** Applies what changes a page of results; other answers stay as they are. */
	private async change(
		answer: Answer,
		fault: Fault | undefined,
		request: IncomingMessage,
	): Promise<Answer> {
		const isFault = fault === 'foreign-next' || fault === 'reordered';
		const found = searchsetIn(answer.body);
		if (found === undefined) {
			if (isFault) this.faults.missed(fault);
			return answer;
		}
		let page = this.asCommitted(found);
		const next = nextOf(page);
		if (isFault && next === undefined) this.faults.missed(fault);
		else if (fault === 'foreign-next' && next !== undefined) {
			page = withNext(page, `${this.foreign.url}${new URL(next).pathname}?page=2`);
		} else if (fault === 'reordered') page = await this.reordered(page, request);
		return page === found ? answer : { ...answer, body: Buffer.from(JSON.stringify(page)) };
	}

	private asCommitted(page: Searchset): Searchset {
		if (this.late === undefined) return page;
		const seen = withoutUncommitted(page, this.late, Date.now());
		this.hidden += seen.hidden;
		return seen.page;
	}

	/** Reads all pages now and hands them out in another order. */
	private async reordered(first: Searchset, request: IncomingMessage): Promise<Searchset> {
		const headers = new Headers(JSON_ACCEPTED);
		const { authorization } = request.headers;
		if (authorization !== undefined) headers.set('authorization', authorization);
		const pages = [first];
		for (let next = nextOf(first); next !== undefined && pages.length < MAX_PAGES; ) {
			const { pathname, search } = new URL(next);
			const page = searchsetIn((await this.ask(pathname + search, { headers })).body);
			if (page === undefined) break;
			pages.push(this.asCommitted(page));
			next = nextOf(page);
		}
		const shuffled = this.faults
			.shuffle(pages)
			.map((page) => ({ ...page, entry: this.faults.shuffle(page.entry ?? []) }));
		let next: string | undefined;
		for (const page of shuffled.reverse()) {
			const token = randomUUID();
			this.pages.set(token, withNext(page, next));
			next = `${this.url}?_proxypage=${token}`;
		}
		return this.pages.get(next?.split('=').at(-1) ?? '') ?? first;
	}

	private stored(path: string): Answer | undefined {
		const token = new URL(path, this.target).searchParams.get('_proxypage');
		const page = token === null ? undefined : this.pages.get(token);
		if (page === undefined) return undefined;
		return { status: 200, headers: JSON_TYPE, body: Buffer.from(JSON.stringify(page)) };
	}
}

/** Starts a proxy in front of the server with that base URL. */
export async function startFhirProxy(
	target: string,
	options: ProxyOptions = {},
): Promise<FhirProxy> {
	const proxy = new FhirProxy(target.replace(/\/$/, ''), options);
	await proxy.start();
	return proxy;
}

const NONE = Buffer.alloc(0);
const JSON_ACCEPTED = { accept: 'application/fhir+json' };
/** A gateway's page repeats what was asked for: nothing of it may reach an error message. */
const PAGE = '<html><body><h1>Bad gateway</h1><p>PLANTED-IN-HTML Patient ZZTEST</p></body></html>';

const outcome = (code: string): Buffer =>
	Buffer.from(
		JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] }),
	);

/** Reads of one resource and writes have no pages. */
function isSearch(method: string, path: string): boolean {
	const [last = ''] = path.split('?').slice(0, 1).join('').split('/').slice(-1);
	return (method === 'GET' && path.includes('?')) || last === '_search' || last === '_history';
}
