import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { observationOf, patientOf } from './records.ts';

/**
 * A FHIR server of the least possible work, in a process of its own: a read, a search of as many
 * resources as its `total` says, a bulk export of as many lines as its argument says.
 */
const lines = Number(process.argv[2]);
const PAGE = 100;
const PATIENT = Buffer.from(JSON.stringify(patientOf('zz-1')));
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

const server = createServer((request, response) => {
	request.resume();
	request.once('end', () => void answer(request.url ?? '/', response));
});

async function answer(url: string, response: ServerResponse): Promise<void> {
	const { pathname, searchParams } = new URL(url, base());
	if (pathname.startsWith('/fhir/Patient/')) return json(response, PATIENT);
	if (pathname.startsWith('/fhir/Observation')) {
		const [from, total] = ['from', 'total'].map((name) => Number(searchParams.get(name) ?? 0));
		return json(response, page(from ?? 0, total || 10_000));
	}
	switch (pathname) {
		case '/fhir/$export':
			response.writeHead(202, { 'content-location': `${base()}/status` }).end();
			return;
		case '/fhir/status':
			return json(response, manifest(), { 'content-type': 'application/json' });
		case '/fhir/observations.ndjson':
			response.writeHead(200, { 'content-type': 'application/fhir+ndjson' });
			return await pipeline(Readable.from(file()), response);
		default:
			response.writeHead(404).end();
	}
}

function base(): string {
	const address = server.address() as AddressInfo | null;
	return `http://127.0.0.1:${address?.port ?? 0}/fhir`;
}

function json(response: ServerResponse, body: Buffer, headers: object = JSON_TYPE): void {
	response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
}

function page(from: number, total: number): Buffer {
	const last = Math.min(from + PAGE, total);
	const entry = Array.from({ length: last - from }, (_, at) => ({
		fullUrl: `${base()}/Observation/zz-${from + at}`,
		resource: observationOf(from + at),
		search: { mode: 'match' },
	}));
	const next = { relation: 'next', url: `${base()}/Observation?from=${last}&total=${total}` };
	return Buffer.from(
		JSON.stringify({
			resourceType: 'Bundle',
			type: 'searchset',
			total,
			link: last < total ? [next] : [],
			entry,
		}),
	);
}

function manifest(): Buffer {
	const output = [{ type: 'Observation', url: `${base()}/observations.ndjson`, count: lines }];
	const transactionTime = '2026-02-03T04:05:06.789Z';
	const request = `${base()}/$export`;
	return Buffer.from(
		JSON.stringify({ transactionTime, request, requiresAccessToken: true, output, error: [] }),
	);
}

/** In pieces of 200 lines: a line each would measure the stream of this server. */
function* file(): Generator<string> {
	for (let from = 0; from < lines; from += 200) {
		let text = '';
		for (let number = from; number < Math.min(from + 200, lines); number++) {
			text += `${JSON.stringify(observationOf(number))}\n`;
		}
		yield text;
	}
}

server.listen(0, '127.0.0.1', () => process.send?.({ url: base() }));
process.once('disconnect', () => process.exit());
