import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came to the origin that no request should ever reach. */
export interface ForeignRequest {
	method: string;
	path: string;
	/** True when it carried an Authorization header or a cookie: a leak. */
	withSecret: boolean;
}

/** Another origin: it answers everything with an empty searchset and remembers who asked. */
export class ForeignOrigin {
	readonly requests: ForeignRequest[] = [];
	private readonly server: Server;

	constructor() {
		this.server = createServer((request, response) => {
			const { authorization, cookie } = request.headers;
			this.requests.push({
				method: request.method ?? '',
				path: new URL(request.url ?? '/', 'http://foreign').pathname,
				withSecret: authorization !== undefined || cookie !== undefined,
			});
			request.resume();
			response.writeHead(200, { 'content-type': 'application/fhir+json' });
			response.end('{"resourceType":"Bundle","type":"searchset","total":0}');
		});
	}

	/** `http://127.0.0.1:PORT`: the same host as the proxy's, so another origin by its port alone. */
	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
	}

	async stop(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		this.server.closeAllConnections();
		await closed;
	}
}
