import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { HospitalError } from '../../shared/errors';
import { badEncoding, requestError, tooLarge } from './errors';

/** Passes bytes on until the limit. */
class Limit extends Transform {
	private received = 0;

	constructor(
		private readonly limit: number,
		private readonly action: string,
	) {
		super();
	}

	override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
		this.received += chunk.length;
		if (this.received > this.limit) done(tooLarge(this.action, this.limit));
		else done(null, chunk);
	}
}

/** The answer to a request. Read the body in exactly one way, or discard it. */
export class HttpResponse {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Bounded body; its errors are HospitalErrors. */
	readonly body: Readable;

	/** @internal */
	constructor(
		message: IncomingMessage,
		private readonly action: string,
		limit: number,
		finished: () => void,
	) {
		this.status = message.statusCode ?? 0;
		this.headers = message.headers;
		const body = new Limit(limit, action);
		this.body = body;
		// A late failure (time limit, cut connection) must not end the process when nobody reads.
		body.on('error', () => {});
		body.once('close', () => {
			finished();
			if (!message.complete) message.destroy();
		});
		message.on('error', (error) => body.destroy(requestError(error, action)));
		const declared = Number(message.headers['content-length'] ?? 0);
		const encoding = message.headers['content-encoding'] ?? 'identity';
		if (declared > limit) body.destroy(tooLarge(action, limit));
		else if (encoding !== 'identity') body.destroy(badEncoding(action));
		else message.pipe(body);
	}

	/** The header's value; several are joined as HTTP joins them. */
	header(name: string): string | undefined {
		const value = this.headers[name.toLowerCase()];
		return Array.isArray(value) ? value.join(', ') : value;
	}

	/** The whole body. */
	async buffer(): Promise<Buffer> {
		const chunks: Buffer[] = [];
		try {
			for await (const chunk of this.body) chunks.push(chunk as Buffer);
		} catch (error) {
			throw requestError(error, this.action);
		}
		return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
	}

	/** The whole body as UTF-8. */
	async text(): Promise<string> {
		return (await this.buffer()).toString('utf8');
	}

	/** @throws HospitalError `http-not-json` when the body is no JSON; its text is not repeated */
	async json(): Promise<unknown> {
		const text = await this.text();
		try {
			return JSON.parse(text);
		} catch {
			throw new HospitalError('http-not-json', `${this.action}: the answer is not JSON`, {
				nextStep:
					'Check that the address is that of the service itself, not of a login page or proxy.',
			});
		}
	}

	/** Drops the body so that the connection can be used again. */
	async discard(): Promise<void> {
		this.body.resume();
		await new Promise<void>((done) => {
			if (this.body.closed) done();
			else this.body.once('close', done);
		});
	}
}
