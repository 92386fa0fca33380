import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperationOutcomeError, badRequest } from '@medplum/core';
import type { OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { Answer } from './interaction.ts';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

export const outcome = (
	code: OperationOutcome['issue'][0]['code'],
	text: string,
): OperationOutcome => ({
	resourceType: 'OperationOutcome',
	issue: [{ severity: 'error', code, details: { text } }],
});

export const UNAVAILABLE: Answer = {
	status: 503,
	body: outcome('transient', 'The server is down for maintenance'),
	headers: { 'retry-after': '1' },
};
export const UNAUTHORIZED: Answer = {
	status: 401,
	body: outcome('login', 'A valid bearer token is required'),
	headers: { 'www-authenticate': 'Bearer' },
};
export const NOT_ASYNC: Answer = {
	status: 400,
	body: outcome('invalid', 'An export needs the header Prefer: respond-async'),
	headers: {},
};
export const NOT_FOUND: Answer = {
	status: 404,
	body: outcome('not-found', 'There is nothing at this address'),
	headers: {},
};

/** Adds the criteria of a POST _search, which come as a form. */
export function withForm(
	request: IncomingMessage,
	query: URLSearchParams,
	body: Buffer,
): URLSearchParams {
	const type = request.headers['content-type'] ?? '';
	if (!type.startsWith('application/x-www-form-urlencoded')) return query;
	return new URLSearchParams([...query, ...new URLSearchParams(body.toString('utf8'))]);
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		length += (chunk as Buffer).length;
		if (length > MAX_BODY_BYTES) {
			throw new OperationOutcomeError(badRequest('the request is too large'));
		}
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks, length);
}

export function parse(body: Buffer): unknown {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		if (typeof value === 'object' && value !== null) return value;
	} catch {
		throw new OperationOutcomeError(badRequest('the body is not valid JSON'));
	}
	throw new OperationOutcomeError(badRequest('the body is no resource'));
}

export function send(response: ServerResponse, { status, body, headers, lines }: Answer): void {
	if (lines !== undefined) {
		response.writeHead(200, { 'content-type': 'application/fhir+ndjson', ...headers });
		// A client that leaves ends the stream: nothing to do about it.
		return void pipeline(Readable.from(lines), response).catch(() => response.destroy());
	}
	const bytes = Buffer.from(JSON.stringify(body satisfies Resource));
	response
		.writeHead(status, {
			'content-type': 'application/fhir+json; charset=utf-8',
			'content-length': bytes.length,
			'cache-control': 'no-store',
			...headers,
		})
		.end(bytes);
}
