import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bundle, Resource } from '@medplum/fhirtypes';
import { processBundle } from './ehr/bundle.ts';
import { capabilityStatement } from './ehr/capability.ts';
import { definitions } from './ehr/definitions.ts';
import { Exports } from './ehr/export.ts';
import {
	NOT_ASYNC,
	NOT_FOUND,
	UNAUTHORIZED,
	UNAVAILABLE,
	outcome,
	parse,
	readBody,
	send,
	withForm,
} from './ehr/http.ts';
import { Interactions, failure, type Answer } from './ehr/interaction.ts';
import { EhrRepository } from './ehr/repository.ts';
import { Subscriptions } from './ehr/subscriptions.ts';

export type { EhrRepository } from './ehr/repository.ts';

export interface EhrOptions {
	/** Port on 127.0.0.1; a free one by default. */
	port?: number;
	/** Bearer token that every request but `metadata` must carry. */
	token?: string;
}

/** What was asked, without any value that could identify somebody. */
export interface LoggedRequest {
	method: string;
	/** `Patient`, `Patient/:id`, `Patient/_search`, or '' for a Bundle. */
	path: string;
	/** Names of the search parameters, sorted. */
	parameters: string[];
	status: number;
}

const MAX_LOGGED = 10_000;

/** The demo hospital's FHIR R4 server. */
export class Ehr {
	/** The store itself, for tests that look behind the API. */
	readonly repository = new EhrRepository();
	/** Deliveries of Subscriptions. */
	readonly subscriptions: Subscriptions;
	/** Bulk exports. */
	readonly exports = new Exports(this.repository);
	/** The latest requests, oldest first. */
	readonly requests: LoggedRequest[] = [];
	/** True: every request is answered with 503 and Retry-After. */
	unavailable = false;
	/** Milliseconds by which every answer is late. */
	delayMs = 0;

	private readonly server: Server;
	private readonly token: string | undefined;
	private interactions = new Interactions(this.repository, '');
	private last: Promise<unknown> = Promise.resolve();

	constructor(token: string | undefined) {
		definitions();
		this.token = token;
		this.subscriptions = new Subscriptions(
			this.repository,
			async (work) => await this.alone(work),
			() => this.url,
		);
		this.repository.onWrite((resource) => this.subscriptions.check(resource));
		this.server = createServer({ requestTimeout: 60_000 }, (request, response) => {
			void this.serve(request, response);
		});
	}

	/** Base URL, without a slash at the end. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/fhir`;
	}

	async start(port: number): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.server.once('error', reject);
			this.server.listen(port, '127.0.0.1', () => resolve());
		});
		this.interactions = new Interactions(this.repository, this.url);
		this.subscriptions.start();
	}

	async stop(): Promise<void> {
		this.subscriptions.stop();
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}

	/** Applies a transaction or batch as if it had come in over HTTP. */
	seed(bundle: Bundle): Promise<Bundle> {
		return this.alone(() => processBundle(bundle, this.interactions, this.repository));
	}

	private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
		const method = request.method ?? 'GET';
		let query = searchParams;
		let answer: Answer;
		try {
			const body = await readBody(request);
			query = withForm(request, searchParams, body);
			if (this.delayMs > 0) await delay(this.delayMs);
			answer = this.unavailable
				? UNAVAILABLE
				: await this.alone(() => this.answer(method, pathname, query, body, request));
		} catch (error) {
			answer = failure(error);
			// A body that was refused half-way leaves the connection unusable.
			if (!request.complete) answer.headers.connection = 'close';
		}
		const parameters = [...new Set(query.keys())].sort();
		this.requests.push({ method, path: template(pathname), parameters, status: answer.status });
		if (this.requests.length > MAX_LOGGED) this.requests.shift();
		send(response, answer);
	}

	private async answer(
		method: string,
		pathname: string,
		query: URLSearchParams,
		body: Buffer,
		request: IncomingMessage,
	): Promise<Answer> {
		const path = below(pathname);
		if (path === undefined) return NOT_FOUND;
		if (path === 'metadata' && method === 'GET') {
			const statement = capabilityStatement(this.url, this.token !== undefined);
			return { status: 200, body: statement, headers: {} };
		}
		if (!this.isAuthorized(request.headers.authorization)) return UNAUTHORIZED;
		if (path === '') {
			if (method !== 'POST') return NOT_FOUND;
			const bundle = parse(body) as Bundle;
			const result = await processBundle(bundle, this.interactions, this.repository);
			return { status: 200, body: result, headers: {} };
		}
		const prefer = String(request.headers.prefer ?? '');
		const handling = { lenient: prefer.includes('handling=lenient') };
		if (method === 'POST' && path.endsWith('/_search')) {
			const search = { method: 'GET', path: path.slice(0, -8), query };
			return await this.interactions.perform({ ...search, ...handling });
		}
		const bulk = /^(?:(Patient|Group\/[\w\-.]+)\/)?\$export$/.exec(path);
		if (bulk !== null && method === 'GET') return await this.kickOff(bulk[1] ?? '', request, query);
		if (path.startsWith('$export-')) return this.exported(method, path);
		const asked = /^Subscription\/([\w\-.]+)\/\$(status|events)$/.exec(path);
		if (asked !== null && (method === 'GET' || method === 'POST')) {
			const [, id = '', name] = asked;
			const { subscriptions } = this;
			const found = name === 'status' ? subscriptions.status(id) : subscriptions.events(id, query);
			return { status: 200, body: found, headers: {} };
		}
		return this.interactions.perform({
			method,
			path,
			query,
			...handling,
			...(body.length === 0 ? {} : { body: parse(body) }),
			...header('ifMatch', request.headers['if-match']),
			...header('ifNoneExist', request.headers['if-none-exist']?.toString()),
		});
	}

	/** Bulk Data Access: the kick-off is asynchronous or nothing. */
	private async kickOff(
		scope: string,
		request: IncomingMessage,
		query: URLSearchParams,
	): Promise<Answer> {
		if (!String(request.headers.prefer ?? '').includes('respond-async')) return NOT_ASYNC;
		const id = await this.exports.start(scope, query, `${this.url}${request.url?.slice(5) ?? ''}`);
		const headers = { 'content-location': `${this.url}/$export-status/${id}` };
		return { status: 202, body: outcome('informational', 'The export has begun'), headers };
	}

	/** Status, files and removal of an export. */
	private exported(method: string, path: string): Answer {
		const [kind, id = '', file = ''] = path.split('/');
		if (kind === '$export-file' && method === 'GET') {
			return { status: 200, body: NOT_FOUND.body, headers: {}, lines: this.exports.file(id, file) };
		}
		if (kind !== '$export-status') return NOT_FOUND;
		if (method === 'DELETE') {
			this.exports.remove(id);
			return { status: 202, body: outcome('informational', 'The export is gone'), headers: {} };
		}
		const files = `${this.url}/$export-file`;
		const status = this.exports.status(id, files, this.token !== undefined);
		if (!status.done) {
			const headers = { 'x-progress': status.progress, 'retry-after': '1' };
			return { status: 202, body: outcome('informational', 'In progress'), headers };
		}
		const headers = { 'content-type': 'application/json' };
		return { status: 200, body: status.manifest as unknown as Resource, headers };
	}

	/** Compares digests, so that the time taken tells nothing about the token. */
	private isAuthorized(authorization: string | undefined): boolean {
		if (this.token === undefined) return true;
		return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${this.token}`));
	}

	/** One request at a time touches the store: a transaction in progress is never seen. */
	private alone<T>(work: () => Promise<T>): Promise<T> {
		const result = this.last.then(work);
		this.last = result.catch(() => undefined);
		return result;
	}
}

/** Starts the server on 127.0.0.1. */
export async function startEhr(options: EhrOptions = {}): Promise<Ehr> {
	const ehr = new Ehr(options.token);
	await ehr.start(options.port ?? 0);
	return ehr;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Path below /fhir without slashes around it; undefined outside. */
function below(pathname: string): string | undefined {
	const match = /^\/fhir(?:\/(.*?))?\/?$/.exec(pathname);
	return match === null ? undefined : (match[1] ?? '');
}

function template(pathname: string): string {
	const [type = '', id, ...rest] = (below(pathname) ?? '').split('/');
	if (id === undefined) return type;
	if (type.startsWith('$')) return `${type}/:id`;
	if (id.startsWith('_') || id.startsWith('$')) return `${type}/${id}`;
	return [type, ':id', ...rest.slice(0, 1), ...rest.slice(1).map(() => ':version')].join('/');
}

const header = <K extends string>(name: K, value: string | undefined): { [P in K]?: string } =>
	(value === undefined ? {} : { [name]: value }) as { [P in K]?: string };

if (import.meta.main) {
	const { seedHospital } = await import('./seed.ts');
	const ehr = await startEhr({ port: Number(process.env.PORT ?? 0) });
	await seedHospital(ehr);
	console.log(`FHIR server: ${ehr.url} (Ctrl-C to stop)`);
	process.once('SIGINT', () => void ehr.stop());
	process.once('SIGTERM', () => void ehr.stop());
}
