import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type TestServer } from '../http/server.ts';

export interface Seen {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export type Handler = (seen: Seen, answer: ServerResponse, count: number) => void;

export interface FaultServer extends TestServer {
	/** The FHIR endpoint. */
	base: string;
	seen: Seen[];
}

/** A FHIR endpoint at `/fhir` whose every answer the test decides; it records what arrived. */
export async function faultServer(handler: Handler): Promise<FaultServer> {
	const seen: Seen[] = [];
	const server = await serve(async (incoming, answer) => {
		let body = '';
		for await (const chunk of incoming) body += String(chunk);
		const { method = '', url = '', headers } = incoming;
		seen.push({ method, url, headers, body });
		handler({ method, url, headers, body }, answer, seen.length);
	});
	return { ...server, base: `${server.url}/fhir`, seen };
}

export function json(answer: ServerResponse, body: unknown, status = 200): void {
	answer.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
}

export const patient = (id: string) => ({
	resourceType: 'Patient',
	id,
	name: [{ family: 'Zztest' }],
});

export const searchset = (resources: object[], next?: string) => ({
	resourceType: 'Bundle',
	type: 'searchset',
	entry: resources.map((resource) => ({ resource, search: { mode: 'match' } })),
	...(next !== undefined && { link: [{ relation: 'next', url: next }] }),
});

export const outcome = (code: string, text: string) => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code, diagnostics: text, expression: ['Patient.name[0].family'] }],
});
