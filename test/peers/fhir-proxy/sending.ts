import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

export const JSON_TYPE = { 'content-type': 'application/fhir+json; charset=utf-8' };

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
	response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

/** Half of the body, then the end of the connection, or silence until the client leaves. */
export function broken(response: ServerResponse, answer: Answer, fault: 'cut' | 'stalled'): void {
	const { status, headers, body } = answer;
	response.writeHead(status, { ...headers, 'content-length': body.length + 1 });
	response.write(body.subarray(0, Math.ceil(body.length / 2)), () => {
		if (fault === 'cut') response.destroy();
	});
}

export async function slowly(
	response: ServerResponse,
	{ status, headers, body }: Answer,
	ms: number,
): Promise<void> {
	response.writeHead(status, { ...headers, 'content-length': body.length });
	const pieces = 20;
	const size = Math.max(1, Math.ceil(body.length / pieces));
	for (let at = 0; at < body.length && !response.destroyed; at += size) {
		await sleep(ms / pieces);
		response.write(body.subarray(at, at + size));
	}
	response.end();
}

const drained = async (response: ServerResponse): Promise<void> =>
	await new Promise((resolve) => {
		response.once('drain', resolve);
		response.once('close', resolve);
	});

/** An endless JSON document of that many bytes, without a length. */
export async function giant(response: ServerResponse, bytes: number): Promise<void> {
	response.writeHead(200, JSON_TYPE);
	response.write('{"resourceType":"Bundle","type":"searchset","note":"');
	const part = Buffer.alloc(1024 * 1024, 'x');
	for (let sent = 0; sent < bytes && !response.destroyed; sent += part.length) {
		if (!response.write(part)) await Promise.race([drained(response), sleep(10_000)]);
	}
	response.end('"}');
}
