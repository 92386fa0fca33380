import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import type { Journal } from '../../../dist/nodes/PriorAuth/sending/index.js';
import type { Json } from './golden.ts';
import { complete } from './people.ts';

/** A packet as Build Request makes it. */
export function packet(key = 'work-1', change: (input: Json) => void = () => {}): Json {
	const input: Json = complete();
	input.key = key;
	change(input);
	return buildRequest(input);
}

export const clientOf = (baseUrl: string): FhirClient => new FhirClient({ baseUrl });

/** Pauses so short that a test does not notice them. */
export const QUICK = { firstMs: 5, longestMs: 10 };

/** What is kept between attempts at the same work, in memory. */
export class MemoryJournal implements Journal {
	readonly kept = new Map<string, Uint8Array>();

	async once(name: string, compute: () => Promise<Uint8Array>) {
		const stored = this.kept.get(name);
		if (stored !== undefined) return { bytes: stored, fresh: false };
		const bytes = await compute();
		this.kept.set(name, bytes);
		return { bytes, fresh: true };
	}
}

/** A server that answers every request as it is told, and keeps what came. */
export class Scripted {
	readonly requests: Array<{ method: string; path: string; headers: Json; body: Buffer }> = [];
	private readonly server: Server;

	constructor(answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) {
		this.server = createServer(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const body = Buffer.concat(chunks);
			const { method = '', url: path = '', headers } = request;
			this.requests.push({ method, path, headers, body });
			answer(request, response, body);
		});
	}

	async start(): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/fhir`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
