import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import {
	inferenceClient,
	runInference,
	type InferenceServerCredential,
} from '../../../dist/nodes/Monai/engine/index.js';
import { makeCertificates } from '../../peers/certificates.ts';
import { demoProfile, ramp, temporaryFolder, writeVolume } from './build.ts';

/** A TLS server that wants a client certificate and says that it is not ready. */
async function startTlsServer(t: TestContext, options: ServerOptions): Promise<string> {
	const server = createServer(options, (_request, response) => {
		response.writeHead(503).end();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('only a server with a trusted certificate is spoken to, and it sees the client certificate', async (t) => {
	const folder = await temporaryFolder(t);
	const made = await makeCertificates(join(folder, 'tls'));
	const pem = async (path: string) => await readFile(path, 'utf8');
	const ca = await pem(made.ca);
	const baseUrl = await startTlsServer(t, {
		key: await pem(made.server.key),
		cert: await pem(made.server.certificate),
		ca,
		requestCert: true,
		rejectUnauthorized: true,
	});
	const built = await writeVolume(join(folder, 'v.vol'), [2, 4, 4], ramp(32));
	const ask = async (credential: Omit<InferenceServerCredential, 'baseUrl'>) => {
		const client = inferenceClient({ baseUrl, ...credential });
		return (await runInference(built.volume, built.path, demoProfile(), client)).reason;
	};
	// As n8n's single-line fields hand it over.
	const flat = (text: string) => text.trim().replaceAll('\n', ' ');
	const client = {
		clientCertificate: flat(await pem(made.client.certificate)),
		clientPrivateKey: (await pem(made.client.key)).replaceAll('\n', '\\n'),
	};
	assert.equal(await ask({ ...client, caCertificate: flat(ca) }), 'server-not-ready');
	assert.equal(await ask(client), 'tls-failure');
	assert.equal(await ask({ caCertificate: ca }), 'tls-failure');
	assert.equal(await ask({ ...client, caCertificate: ca, serverName: 'other' }), 'tls-failure');
});
