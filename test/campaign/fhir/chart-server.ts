import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Random } from '../../hospital/random.ts';

/** One version of a record, as the server keeps it. Times are milliseconds of the server's true time. */
export interface Version {
	id: string;
	version: number;
	/** The time that it is stamped with. */
	stamp: number;
	/** From then on searches see it. */
	visibleAt: number;
	deleted?: true;
	body: object;
}

/** What a server does that a client must live with. */
export interface Habits {
	/** Stamps end with the second. */
	truncate?: boolean;
	/** `_sort` is ignored: by id, which says nothing of time. */
	unsorted?: boolean;
	/** `_sort` is refused. */
	refusesSort?: boolean;
	/** Every second page comes before the one that belongs before it. */
	swapsPages?: boolean;
	/** All pages of a search show what was there when it began; otherwise pages shift. */
	snapshot?: boolean;
	/** Versions as resources carry them. */
	versions?: 'numbered' | 'constant' | 'none';
	/** Share of requests that are answered with 429, with 503, and cut off. */
	throttled?: number;
	unavailable?: number;
	cut?: number;
	/** Share of pages whose next link leads to another origin. */
	foreignLinks?: number;
	/** Most entries of a page, whatever was asked for. */
	largestPage?: number;
	/** The Date header is so far from the clock that stamps records, in milliseconds. */
	dateOff?: number;
	/** Each request takes so long, in milliseconds of the server's time. */
	requestTakes?: number;
}

/** What is not the usual about a version: at once, visible at once, with nothing special in it. */
export interface Writes {
	stamp?: number;
	visibleAt?: number;
	deleted?: boolean;
	body?: object;
}

export const TOKEN = 'ZZTOKEN-4f1c5b';
export const TYPE = 'Observation';

/** A chart with one kind of record, on a clock that the test moves. */
export class ChartServer {
	now: number;
	habits: Habits;
	/** Somewhere else: what arrives there shows a leak. */
	foreignUrl = 'http://127.0.0.1:9';
	requests = 0;
	readonly subscriptions = new Map<string, { resource: Record<string, any>; headers: string[] }>();
	/** Requests without the token, which are refused. */
	unauthorized = 0;
	private readonly records = new Map<string, Version[]>();
	private readonly random: Random;
	private readonly snapshots = new Map<string, Version[]>();
	private server: Server | undefined;

	constructor(options: { now: number; habits?: Habits; seed?: number }) {
		this.now = options.now;
		this.habits = options.habits ?? {};
		this.random = new Random('chart-server', options.seed ?? 1);
	}

	get url(): string {
		const { port } = this.server?.address() as AddressInfo;
		return `http://127.0.0.1:${port}/fhir`;
	}

	async start(): Promise<this> {
		this.server = createServer((request, response) => {
			this.answer(request, response).catch(() => response.destroy());
		});
		await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
		return this;
	}

	async stop(): Promise<void> {
		this.server?.closeAllConnections();
		await new Promise<void>((resolve) => this.server?.close(() => resolve()));
	}

	/** Writes a version. Versions of one record become visible one after the other. */
	write(id: string, options: Writes = {}): Version {
		const { stamp = this.now, deleted = false, body = {} } = options;
		const { visibleAt = stamp } = options;
		const versions = this.records.get(id) ?? [];
		const before = versions.at(-1);
		const version: Version = {
			id,
			version: versions.length + 1,
			stamp: Math.max(stamp, (before?.stamp ?? 0) + 1),
			visibleAt: Math.max(visibleAt, (before?.visibleAt ?? 0) + 1),
			body,
			...(deleted && { deleted: true as const }),
		};
		this.records.set(id, [...versions, version]);
		return version;
	}

	get versions(): Version[] {
		return [...this.records.values()].flat();
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		this.requests += 1;
		this.now += this.habits.requestTakes ?? 0;
		const body = await bodyOf(request);
		const url = new URL(request.url ?? '/', 'http://chart');
		const date = new Date(this.now + (this.habits.dateOff ?? 0)).toUTCString();
		response.setHeader('date', date);
		if (url.pathname === '/fhir/metadata') return send(response, 200, CAPABILITIES);
		if (request.headers.authorization !== `Bearer ${TOKEN}`) {
			this.unauthorized += 1;
			return send(response, 401, outcome('login'));
		}
		const { throttled = 0, unavailable = 0, cut = 0 } = this.habits;
		if (this.random.next() < cut) return void response.destroy();
		if (this.random.next() < throttled) {
			response.setHeader('retry-after', '1');
			return send(response, 429, outcome('throttled'));
		}
		if (this.random.next() < unavailable) return send(response, 503, outcome('transient'));
		this.route(request.method ?? 'GET', url, body, response);
	}

	private route(method: string, url: URL, body: string, response: ServerResponse): void {
		const path = url.pathname.replace('/fhir/', '');
		if (path.startsWith('Subscription'))
			return this.subscription(method, path, url, body, response);
		if (path === `${TYPE}/_history`) return this.history(url.searchParams, response);
		const asked = method === 'POST' ? new URLSearchParams(body) : url.searchParams;
		if (path === TYPE || path === `${TYPE}/_search`) return this.search(asked, response);
		send(response, 404, outcome('not-found'));
	}

	private search(asked: URLSearchParams, response: ServerResponse): void {
		const sort = asked.get('_sort');
		const { refusesSort, swapsPages, snapshot, largestPage = 1000 } = this.habits;
		if (refusesSort && sort !== null) return send(response, 400, outcome('invalid'));
		const count = Math.min(Number(asked.get('_count') ?? 20), largestPage);
		const page = Number(asked.get('_page') ?? 0);
		const key = asked.get('_of') ?? String(this.requests);
		const kept = snapshot || swapsPages ? this.snapshots.get(key) : undefined;
		const found = kept ?? this.found(asked, sort);
		if (snapshot || swapsPages) this.snapshots.set(key, found);
		const pages = Math.max(1, Math.ceil(found.length / count));
		// Pages 0 and 1 change places, 2 and 3, and so on; a last one without a partner stays.
		const place = swapsPages && (page ^ 1) < pages ? page ^ 1 : page;
		const entries = found.slice(place * count, (place + 1) * count);
		const next = new URLSearchParams(asked);
		next.set('_page', String(page + 1));
		next.set('_count', String(count));
		next.set('_of', key);
		const foreign = this.random.next() < (this.habits.foreignLinks ?? 0);
		const base = foreign ? `${this.foreignUrl}/fhir` : this.url;
		send(response, 200, {
			resourceType: 'Bundle',
			type: 'searchset',
			...(page + 1 < pages && {
				link: [{ relation: 'next', url: `${base}/${TYPE}?${next.toString()}` }],
			}),
			entry: entries.map((version) => ({
				resource: this.shown(version),
				search: { mode: 'match' },
			})),
		});
	}

	private found(asked: URLSearchParams, sort: string | null): Version[] {
		const matches: Version[] = [];
		for (const versions of this.records.values()) {
			const latest = versions.findLast(({ visibleAt }) => visibleAt <= this.now);
			if (latest !== undefined && !latest.deleted && this.fits(latest, asked)) matches.push(latest);
		}
		if (this.habits.unsorted || sort === null) {
			return matches.sort((a, b) => (hash(a.id) < hash(b.id) ? -1 : 1));
		}
		const sign = sort.startsWith('-') ? -1 : 1;
		return matches.sort((a, b) => sign * (this.stamp(a) - this.stamp(b)) || (a.id < b.id ? -1 : 1));
	}

	private fits(version: Version, asked: URLSearchParams): boolean {
		const status = asked.get('status');
		if (status !== null && (version.body as { status?: string }).status !== status) return false;
		return asked.getAll('_lastUpdated').every((limit) => {
			const at = Date.parse(limit.slice(2));
			return limit.startsWith('ge') ? this.stamp(version) >= at : this.stamp(version) < at;
		});
	}

	private history(asked: URLSearchParams, response: ServerResponse): void {
		const since = Date.parse(asked.get('_since') ?? '1970-01-01T00:00:00Z');
		const count = Math.min(Number(asked.get('_count') ?? 20), this.habits.largestPage ?? 1000);
		const offset = Number(asked.get('_offset') ?? 0);
		const found = this.versions
			.filter((version) => version.visibleAt <= this.now && this.stamp(version) >= since)
			.sort((a, b) => this.stamp(b) - this.stamp(a) || b.version - a.version);
		const next = new URLSearchParams(asked);
		next.set('_offset', String(offset + count));
		send(response, 200, {
			resourceType: 'Bundle',
			type: 'history',
			...(offset + count < found.length && {
				link: [{ relation: 'next', url: `${this.url}/${TYPE}/_history?${next.toString()}` }],
			}),
			entry: found.slice(offset, offset + count).map((version) => {
				const reference = `${TYPE}/${version.id}`;
				const lastModified = new Date(this.stamp(version)).toISOString();
				const response = { status: '200', etag: `W/"${version.version}"`, lastModified };
				return version.deleted
					? { request: { method: 'DELETE', url: reference }, response }
					: {
							resource: this.shown(version),
							request: { method: version.version === 1 ? 'POST' : 'PUT', url: reference },
							response,
						};
			}),
		});
	}

	private subscription(
		method: string,
		path: string,
		url: URL,
		body: string,
		response: ServerResponse,
	): void {
		const [, id = ''] = path.split('/');
		if (method === 'POST' && id === '_search') {
			const asked = new URLSearchParams(body);
			const tag = asked.get('_tag')?.split('|')[1];
			const entry = [...this.subscriptions.values()]
				.filter(({ resource }) =>
					tag === undefined
						? resource.channel.endpoint === asked.get('url')
						: resource.meta.tag[0].code === tag,
				)
				.map(({ resource }) => ({ resource, search: { mode: 'match' } }));
			return send(response, 200, { resourceType: 'Bundle', type: 'searchset', entry });
		}
		if (method === 'POST' || method === 'PUT') {
			const own = method === 'POST' ? `sub-${this.subscriptions.size + 1}` : id;
			const sent = JSON.parse(body) as Record<string, any>;
			const headers = sent.channel.header as string[];
			// Many servers do not show what they send to the endpoint.
			const channel = { ...sent.channel, header: undefined };
			const resource = { ...sent, id: own, status: 'active', channel };
			this.subscriptions.set(own, { resource, headers });
			response.setHeader('location', `${this.url}/Subscription/${own}`);
			return send(response, method === 'POST' ? 201 : 200, resource);
		}
		const found = this.subscriptions.get(id);
		if (found === undefined) return send(response, 404, outcome('not-found'));
		if (method === 'DELETE') {
			this.subscriptions.delete(id);
			return send(response, 200, outcome('informational', 'information'));
		}
		send(response, 200, found.resource);
	}

	private stamp({ stamp }: Version): number {
		return this.habits.truncate ? Math.floor(stamp / 1000) * 1000 : stamp;
	}

	private shown(version: Version): object {
		const { versions = 'numbered' } = this.habits;
		const lastUpdated = new Date(this.stamp(version)).toISOString();
		const versionId = { numbered: String(version.version), constant: '1', none: undefined }[
			versions
		];
		return {
			resourceType: TYPE,
			id: version.id,
			meta: { ...(versionId !== undefined && { versionId }), lastUpdated },
			status: 'final',
			...version.body,
			valueInteger: version.version,
		};
	}
}

const CAPABILITIES = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{
			mode: 'server',
			resource: [
				{
					type: TYPE,
					interaction: [{ code: 'search-type' }, { code: 'history-type' }],
					searchParam: [{ name: '_lastUpdated', type: 'date' }],
				},
				{ type: 'Subscription', interaction: [{ code: 'create' }, { code: 'read' }] },
			],
		},
	],
};

const outcome = (code: string, severity = 'error') => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity, code }],
});

/** An order that has nothing to do with time. */
const hash = (id: string): string => [...id].reverse().join('');

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/fhir+json' });
	response.end(JSON.stringify(body));
}
