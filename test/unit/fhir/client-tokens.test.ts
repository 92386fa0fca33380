import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { inspect } from 'node:util';
import {
	fhirClient,
	probeServer,
	type FhirServerCredential,
} from '../../../dist/nodes/clients/fhir/index.js';
import { publicJwk, readSigningKey } from '../../../dist/nodes/clients/fhir/oauth/private-key.js';
import { TokenSource } from '../../../dist/nodes/clients/fhir/oauth/token-source.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { faultServer, json, patient, searchset, type Handler } from './fault-server.ts';
import { tokenServer, type Registered, type TokenServer } from './token-server.ts';

const EC = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const pemOf = (key: typeof EC) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const SECRET = 'ZZ+secret:with/odd=signs&';
const SCOPES = 'system/Patient.rs system/Observation.rs';

const running: Array<{ close(): Promise<unknown> }> = [];
const keep = <T extends { close(): Promise<unknown> }>(server: T): T => {
	running.push(server);
	return server;
};
afterEach(async () => {
	closeAgents();
	await Promise.all(running.splice(0).map((server) => server.close()));
});

const signing = (key = EC): Registered => ({
	clientId: 'zz-n8n',
	keys: [publicJwk(readSigningKey(pemOf(key)))],
	scopes: SCOPES.split(' '),
});

let count = 0;
/** A FHIR server that takes the tokens of the token server, and a credential that nobody else uses. */
async function pair(
	registered: Registered,
	more: Partial<FhirServerCredential> = {},
	handler?: Handler,
) {
	const tokens = keep(await tokenServer(registered));
	const fhir = keep(
		await faultServer(
			handler ??
				((seen, answer) => {
					const given = seen.headers.authorization?.replace('Bearer ', '') ?? '';
					if (given !== tokens.issued.at(-1)) answer.writeHead(401).end();
					else json(answer, patient('p1'));
				}),
		),
	);
	const credential: FhirServerCredential = {
		baseUrl: fhir.base,
		authentication: registered.secret === undefined ? 'smart' : 'oauth2',
		clientId: registered.clientId,
		scopes: SCOPES,
		tokenUrl: tokens.tokenUrl,
		// No two tests share a token.
		user: String(++count),
		...(registered.secret !== undefined && { clientSecret: registered.secret }),
		...(registered.keys && { privateKey: pemOf(EC) }),
		...more,
	};
	return { tokens, fhir, credential, client: fhirClient(credential, QUICK) };
}
const QUICK = { retry: { firstDelayMs: 5, longestDelayMs: 50 } };

const fails =
	(code: string, pattern = /./) =>
	(error: HospitalError) => {
		assert.equal(error.code, code, error.stack);
		const words = `${error.message} ${error.nextStep}`;
		assert.match(words, pattern);
		for (const text of ['ZZTEST', SECRET, 'token-1', '127.0.0.1', 'PRIVATE KEY']) {
			assert.ok(!words.includes(text), `"${words}" holds ${text}`);
		}
		return true;
	};

for (const [name, key, alg] of [
	['an elliptic curve key', EC, 'ES384'],
	['an RSA key', RSA, 'RS384'],
] as const) {
	test(`with ${name} a statement signed as ${alg} gets a token, and the request carries it`, async () => {
		const { tokens, fhir, client } = await pair(signing(key), { privateKey: pemOf(key) });
		await client.read('Patient', 'p1');
		const [{ header, claims, form, headers }] = tokens.seen;
		assert.equal(header?.alg, alg);
		assert.equal(header?.typ, 'JWT');
		assert.equal(claims?.iss, 'zz-n8n');
		assert.equal(claims?.sub, 'zz-n8n');
		assert.equal(claims?.aud, tokens.tokenUrl);
		assert.ok(Number(claims?.exp) - Date.now() / 1000 <= 300);
		assert.equal(form.scope, SCOPES);
		assert.equal(headers.authorization, undefined);
		assert.equal(fhir.seen[0].headers.authorization, `Bearer ${tokens.issued[0]}`);
	});
}

test('a key that is pasted into one line, as a JSON Web Key or as a set of one works as well', async () => {
	const jwk = EC.export({ format: 'jwk' });
	for (const privateKey of [
		pemOf(EC).replaceAll('\n', ' '),
		pemOf(EC).replaceAll('\n', '\\n'),
		JSON.stringify(jwk),
		JSON.stringify({ keys: [jwk] }),
	]) {
		const { client } = await pair(signing(), { privateKey });
		await client.read('Patient', 'p1');
	}
});

test('a key that is no key, too short or of another kind is refused with what to do, and not repeated', () => {
	const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
	const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
	for (const text of ['ZZTEST', '{"kty": "ZZTEST', '{}', pemOf(weak), pemOf(curve)]) {
		assert.throws(() => readSigningKey(text), fails('private-key-invalid', /hospital fhir keys/));
	}
});

test('the key ID of the credential goes before the one in the key', () => {
	const jwk = JSON.stringify({ ...EC.export({ format: 'jwk' }), kid: 'in-the-key' });
	assert.equal(readSigningKey(jwk).keyId, 'in-the-key');
	assert.equal(readSigningKey(jwk, ' given ').keyId, 'given');
	assert.equal(
		readSigningKey(pemOf(EC)).keyId,
		readSigningKey(JSON.stringify(EC.export({ format: 'jwk' }))).keyId,
	);
});

test('client ID and secret travel in the header, encoded, or in the form as chosen', async () => {
	const secret: Registered = { clientId: 'zz n8n', secret: SECRET, scopes: SCOPES.split(' ') };
	const header = await pair(secret);
	await header.client.read('Patient', 'p1');
	assert.match(header.tokens.seen[0].headers.authorization ?? '', /^Basic /);
	assert.equal(header.tokens.seen[0].form.client_secret, undefined);
	const form = await pair(secret, { clientAuthentication: 'body' });
	await form.client.read('Patient', 'p1');
	assert.equal(form.tokens.seen[0].form.client_secret, SECRET);
	assert.equal(form.tokens.seen[0].headers.authorization, undefined);
});

test('many requests at once share one token request, and so do other nodes with the same credential', async () => {
	const { tokens, client, credential } = await pair(signing());
	const other = fhirClient({ ...credential }, { retry: { attempts: 2 } });
	await Promise.all([client, other, client, other].map((one) => one.read('Patient', 'p1')));
	await client.read('Patient', 'p1');
	assert.equal(tokens.seen.length, 1);
});

test('a credential with another scope, key or address never gets the token of the first', async () => {
	const { tokens, client, credential } = await pair(signing());
	await client.read('Patient', 'p1');
	await fhirClient({ ...credential, scopes: 'system/Patient.rs' }).read('Patient', 'p1');
	assert.equal(tokens.seen.length, 2);
});

test('a token is renewed a minute before it ends, and kept until then', async () => {
	let now = 1_000_000;
	let got = 0;
	const source = new TokenSource(
		() => Promise.resolve({ header: `Bearer t${++got}`, lifetime: 300, scopes: [] }),
		() => now,
	);
	assert.equal(await source.header(), 'Bearer t1');
	now += 239_000;
	assert.equal(await source.header(), 'Bearer t1');
	now += 2_000;
	assert.equal(await source.header(), 'Bearer t2');
});

test('a token that the server refuses is renewed once, by the first of those that were refused', async () => {
	const { tokens, fhir, client } = await pair(signing());
	await client.read('Patient', 'p1');
	// The server withdraws it.
	tokens.issued.push('withdrawn');
	await Promise.all([1, 2, 3, 4].map(() => client.read('Patient', 'p1')));
	assert.equal(tokens.seen.length, 2);
	assert.equal(fhir.seen.length, 1 + 4 + 4);
	const refusing = await pair(signing(), {}, (_seen, answer) => answer.writeHead(401).end());
	await assert.rejects(refusing.client.read('Patient', 'p1'), fails('fhir-unauthorized'));
	assert.equal(refusing.fhir.seen.length, 2);
	assert.equal(refusing.tokens.seen.length, 2);
});

test('every statement has an identifier of its own, also when the token endpoint asks to come later', async () => {
	const { tokens, client } = await pair(signing());
	tokens.intercept = (answer, number) => {
		if (number > 2) return false;
		answer.writeHead(number === 1 ? 503 : 429, { 'retry-after': '0' }).end();
		return true;
	};
	await client.read('Patient', 'p1');
	const ids = tokens.seen.map(({ form }) => {
		const [, payload = ''] = form.client_assertion.split('.');
		return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { jti: string }).jti;
	});
	assert.equal(new Set(ids).size, 3);
});

test('one who gives up waiting for a token does not take it from the others', async () => {
	const { tokens, client } = await pair(signing());
	let release = () => {};
	tokens.intercept = (answer, number) => {
		if (number > 1) return false;
		release = () =>
			answer
				.writeHead(200, { 'content-type': 'application/json' })
				.end('{"access_token":"late","token_type":"bearer","expires_in":300}');
		tokens.issued.push('late');
		return true;
	};
	const controller = new AbortController();
	const impatient = client.read('Patient', 'p1', { signal: controller.signal });
	const patientOne = client.read('Patient', 'p1');
	while (tokens.seen.length === 0) await new Promise((done) => setTimeout(done, 5));
	controller.abort();
	await assert.rejects(impatient, fails('cancelled'));
	release();
	assert.equal((await patientOne).id, 'p1');
	assert.equal(tokens.seen.length, 1);
});

const REFUSALS: Array<
	[string, (tokens: TokenServer) => Partial<FhirServerCredential>, string, RegExp]
> = [
	[
		'an unknown key',
		() => ({ keyId: 'nobody' }),
		'token-key-unknown',
		/Register the public key set/,
	],
	['an unknown client', () => ({ clientId: 'other' }), 'token-client-refused', /client ID/],
	[
		'a scope that was not registered',
		() => ({ scopes: 'system/Claim.c' }),
		'token-scope-refused',
		/registered/,
	],
	[
		'clocks that differ',
		(tokens) => {
			tokens.clock = 600_000;
			return {};
		},
		'token-clock-skew',
		/600 seconds behind|599 seconds behind|601 seconds behind/,
	],
	[
		'another audience',
		(tokens) => {
			tokens.audience = 'https://other.example/token';
			return {};
		},
		'token-audience',
		/token address/,
	],
];
for (const [what, prepare, code, words] of REFUSALS) {
	test(`a token that is refused because of ${what} says so and what to do`, async () => {
		const { tokens, fhir, credential } = await pair(signing());
		const client = fhirClient({ ...credential, ...prepare(tokens) }, QUICK);
		await assert.rejects(client.read('Patient', 'p1'), fails(code, words));
		assert.equal(fhir.seen.length, 0);
		// Items by the hundred must not lock the client out.
		await assert.rejects(client.read('Patient', 'p2'), fails(code));
		assert.equal(tokens.seen.length, 1);
	});
}

test('a wrong secret is refused without repeating it', async () => {
	const { credential } = await pair({ clientId: 'zz', secret: SECRET, scopes: [] });
	const client = fhirClient({ ...credential, clientSecret: `${SECRET}x` });
	await assert.rejects(client.read('Patient', 'p1'), fails('token-client-refused', /secret/));
});

test('answers without a bearer token that can be used are refused', async () => {
	for (const body of [
		'null',
		'<html>ZZTEST</html>',
		'{}',
		'{"access_token":"a\\nb","token_type":"bearer"}',
		'{"access_token":7}',
		'{"access_token":"abc","token_type":"mac"}',
	]) {
		const { tokens, client, fhir } = await pair(signing());
		tokens.intercept = (answer) => Boolean(answer.writeHead(200).end(body));
		await assert.rejects(client.read('Patient', 'p1'), fails('token-answer-invalid'), body);
		assert.equal(fhir.seen.length, 0);
	}
});

test('the token endpoint is found in the configuration of the server, and asked for without a token', async () => {
	const found: Handler = (seen, answer) => {
		if (seen.url === '/fhir/.well-known/smart-configuration') {
			json(answer, { token_endpoint: `http://${seen.headers.host}/fhir/auth/token` });
		} else if (seen.url === '/fhir/auth/token') {
			json(answer, { access_token: 'abc', token_type: 'bearer', expires_in: 300 });
		} else json(answer, patient('p1'));
	};
	const { fhir, client } = await pair(signing(), { tokenUrl: '' }, found);
	await client.read('Patient', 'p1');
	const [configuration, token, read] = fhir.seen;
	assert.equal(configuration.headers.authorization, undefined);
	assert.match(token.body, /client_assertion=/);
	assert.equal(read.headers.authorization, 'Bearer abc');
});

test('a server without that configuration is asked for its CapabilityStatement', async () => {
	const old: Handler = (seen, answer) => {
		if (seen.url === '/fhir/metadata') {
			const token = { url: 'token', valueUri: `http://${seen.headers.host}/fhir/auth/token` };
			const url = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';
			const security = { extension: [{ url, extension: [token] }] };
			json(answer, { resourceType: 'CapabilityStatement', rest: [{ mode: 'server', security }] });
		} else if (seen.url === '/fhir/auth/token') {
			json(answer, { access_token: 'abc', token_type: 'bearer' });
		} else if (seen.url.startsWith('/fhir/.well-known')) answer.writeHead(404).end('<html>');
		else json(answer, patient('p1'));
	};
	const { fhir, client } = await pair(signing(), { tokenUrl: '' }, old);
	await client.read('Patient', 'p1');
	assert.equal(fhir.seen.at(-1)?.headers.authorization, 'Bearer abc');
});

test('a server that names no token endpoint at all says what to enter', async () => {
	const { client } = await pair(signing(), { tokenUrl: '' }, (_seen, answer) =>
		answer.writeHead(404).end(),
	);
	await assert.rejects(
		client.read('Patient', 'p1'),
		fails('token-endpoint-unknown', /token address/),
	);
});

test('no token travels: a token endpoint on another host that the server names gets no secret and no statement', async () => {
	const thief = keep(await tokenServer(signing()));
	const { client } = await pair(signing(), { tokenUrl: '' }, (seen, answer) =>
		seen.url.includes('.well-known')
			? json(answer, { token_endpoint: thief.tokenUrl })
			: json(answer, patient('p1')),
	);
	await assert.rejects(
		client.read('Patient', 'p1'),
		fails('token-endpoint-foreign', /Nothing was sent/),
	);
	assert.equal(thief.seen.length, 0);
});

for (const status of [301, 302, 307, 308]) {
	test(`no token travels: a token endpoint that redirects with ${status} is not followed`, async () => {
		const thief = keep(await tokenServer(signing()));
		const { tokens, client } = await pair(signing());
		tokens.intercept = (answer) =>
			Boolean(answer.writeHead(status, { location: thief.tokenUrl }).end());
		await assert.rejects(client.read('Patient', 'p1'), fails('token-redirect'));
		assert.equal(thief.seen.length, 0);
	});
}

test('no token travels: a token endpoint over http on a public network is refused before anything is sent', async () => {
	const { credential } = await pair(signing());
	process.env.HOSPITAL_EGRESS_ALLOW = '203.0.113.0/24';
	try {
		const client = fhirClient({ ...credential, tokenUrl: 'http://203.0.113.7/token' });
		await assert.rejects(client.read('Patient', 'p1'), fails('token-endpoint-insecure', /https/));
	} finally {
		delete process.env.HOSPITAL_EGRESS_ALLOW;
	}
	for (const tokenUrl of [
		'http://169.254.169.254/token',
		'http://8.8.8.8/token',
		'https://8.8.8.8/token',
	]) {
		const client = fhirClient({ ...credential, tokenUrl });
		await assert.rejects(client.read('Patient', 'p1'), fails('egress-refused'), tokenUrl);
	}
});

test('a server that does not take our kind of signature is not asked', async () => {
	const { fhir, client } = await pair(signing(), { tokenUrl: '' }, (seen, answer) =>
		json(answer, {
			token_endpoint: `http://${seen.headers.host}/fhir/auth/token`,
			token_endpoint_auth_signing_alg_values_supported: ['RS384'],
		}),
	);
	await assert.rejects(client.read('Patient', 'p1'), fails('token-method-unsupported', /ES384/));
	assert.equal(fhir.seen.length, 1);
});

test('nothing that is held can be printed with its token', async () => {
	const { client, tokens } = await pair(signing());
	await client.read('Patient', 'p1');
	const shown = inspect(client, { depth: 20, showHidden: true });
	assert.ok(!shown.includes(tokens.issued[0]));
});

test('fields that are missing are named', () => {
	const baseUrl = 'http://127.0.0.1:1/fhir';
	for (const [credential, missing] of [
		[{ authentication: 'smart' }, /client ID/],
		[{ authentication: 'smart', clientId: 'a' }, /private key/],
		[{ authentication: 'smart', clientId: 'a', privateKey: pemOf(EC) }, /scope/],
		[{ authentication: 'oauth2', clientId: 'a' }, /client secret/],
	] as Array<[Partial<FhirServerCredential>, RegExp]>) {
		assert.throws(
			() => fhirClient({ baseUrl, ...credential } as FhirServerCredential),
			fails('fhir-credential-incomplete', missing),
		);
	}
});

test('the connection test names scopes that were asked for and not granted', async () => {
	const registered = { ...signing(), scopes: ['system/Patient.rs'] };
	const { credential } = await pair(registered, {}, (seen, answer) =>
		seen.url.endsWith('metadata')
			? json(answer, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' })
			: json(answer, searchset([])),
	);
	assert.match(await probeServer(credential), /Not granted as asked: system\/Observation\.rs/);
});
