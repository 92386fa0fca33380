import { createHash, createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve, type TestServer } from '../http/server.ts';

export interface Registered {
	clientId: string;
	/** Of a client that signs. */
	keys?: JsonWebKey[];
	/** Of a client with a secret. */
	secret?: string;
	scopes: string[];
}

export interface TokenRequest {
	headers: IncomingMessage['headers'];
	form: Record<string, string>;
	/** Of the assertion, when there was one. */
	header?: Record<string, unknown>;
	claims?: Record<string, unknown>;
}

export interface TokenServer extends TestServer {
	tokenUrl: string;
	seen: TokenRequest[];
	issued: string[];
	/** What the next answers do in the place of the real one. */
	intercept?: (answer: ServerResponse, count: number) => boolean;
	lifetime: number;
	/** Milliseconds by which this server's clock differs from the machine's. */
	clock: number;
	/** What the server calls its token endpoint. */
	audience?: string;
}

class Refusal extends Error {
	readonly error: string;
	readonly description: string;

	constructor(error: string, description: string) {
		super(error);
		this.error = error;
		this.description = description;
	}
}

/** An authorization server that checks what RFC 7523 and SMART Backend Services want checked. */
export async function tokenServer(client: Registered, path = '/oauth/token'): Promise<TokenServer> {
	const used = new Set<string>();
	const server = await serve(async (incoming, answer) => {
		let body = '';
		for await (const chunk of incoming) body += String(chunk);
		const form = Object.fromEntries(new URLSearchParams(body));
		const request: TokenRequest = { headers: incoming.headers, form };
		self.seen.push(request);
		answer.setHeader('date', new Date(Date.now() + self.clock).toUTCString());
		if (self.intercept?.(answer, self.seen.length)) return;
		try {
			if (incoming.url !== path || incoming.method !== 'POST') throw new Refusal('not_found', '');
			if (form.grant_type !== 'client_credentials') {
				throw new Refusal('unsupported_grant_type', '');
			}
			authenticate(request);
			send(answer, 200, grant(form.scope ?? ''));
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			send(answer, error.error === 'invalid_scope' ? 400 : 401, {
				error: error.error,
				error_description: error.description,
			});
		}
	});

	function authenticate(request: TokenRequest): void {
		const { form, headers } = request;
		if (client.secret !== undefined) {
			const [, encoded = ''] = (headers.authorization ?? '').split('Basic ');
			const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
			const given = encoded ? [plain(id), plain(secret)] : [form.client_id, form.client_secret];
			if (given[0] === client.clientId && given[1] === client.secret) return;
			throw new Refusal('invalid_client', 'ZZTEST wrong secret');
		}
		if (form.client_assertion_type !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') {
			throw new Refusal('invalid_client', 'no assertion');
		}
		checkAssertion(request);
	}

	function checkAssertion(request: TokenRequest): void {
		const [head = '', payload = '', signature = ''] = (request.form.client_assertion ?? '').split(
			'.',
		);
		const header = parse(head);
		const claims = parse(payload);
		Object.assign(request, { header, claims });
		const jwk = client.keys?.find(({ kid }) => kid === header.kid);
		if (jwk === undefined) throw new Refusal('invalid_client', 'Unknown kid in JWT header');
		if (header.alg !== jwk.alg) throw new Refusal('invalid_client', 'wrong alg');
		const key = createPublicKey({ key: jwk, format: 'jwk' });
		const good = verify(
			'sha384',
			Buffer.from(`${head}.${payload}`),
			{ key, dsaEncoding: 'ieee-p1363' },
			Buffer.from(signature, 'base64url'),
		);
		if (!good) throw new Refusal('invalid_client', 'bad signature');
		if (claims.iss !== client.clientId || claims.sub !== client.clientId) {
			throw new Refusal('invalid_client', 'iss and sub');
		}
		if (claims.aud !== (self.audience ?? self.tokenUrl)) {
			throw new Refusal('invalid_client', 'wrong audience');
		}
		const now = (Date.now() + self.clock) / 1000;
		const exp = Number(claims.exp);
		if (!(exp > now && exp <= now + 301)) throw new Refusal('invalid_client', 'exp out of range');
		const jti = String(claims.jti);
		if (jti.length < 16 || used.has(jti)) throw new Refusal('invalid_client', 'jti replayed');
		used.add(jti);
	}

	function grant(scope: string): object {
		const asked = scope.split(' ').filter((one) => one !== '');
		const granted = asked.filter((one) => client.scopes.includes(one));
		if (asked.length > 0 && granted.length === 0) throw new Refusal('invalid_scope', 'ZZTEST');
		const token = `token-${self.issued.length + 1}-${createHash('sha256').update(scope).digest('hex').slice(0, 8)}`;
		self.issued.push(token);
		return {
			access_token: token,
			token_type: 'Bearer',
			expires_in: self.lifetime,
			scope: granted.join(' '),
		};
	}

	const self: TokenServer = {
		...server,
		tokenUrl: server.url + path,
		seen: [],
		issued: [],
		lifetime: 300,
		clock: 0,
	};
	return self;
}

function send(answer: ServerResponse, status: number, body: object): void {
	answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

const plain = (encoded: string) => new URLSearchParams(`x=${encoded}`).get('x') ?? '';

const parse = (part: string) =>
	JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
