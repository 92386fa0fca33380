import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import type { ICredentialType } from 'n8n-workflow';
import { DicomNodeApi } from '../../../dist/credentials/DicomNodeApi.credentials.js';
import { FhirServerApi } from '../../../dist/credentials/FhirServerApi.credentials.js';
import { InferenceServerApi } from '../../../dist/credentials/InferenceServerApi.credentials.js';
import { SyslogApi } from '../../../dist/credentials/SyslogApi.credentials.js';
import { syslogTarget } from '../../../dist/nodes/Audit/delivery/target.js';
import { fhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { peerOf } from '../../../dist/nodes/Dicom/peer.js';
import { inferenceClient } from '../../../dist/nodes/Monai/engine/index.js';
import {
	connect,
	tlsSettings,
	type TlsCredential,
} from '../../../dist/nodes/shared/egress/index.js';
import { makeCertificates } from '../../peers/certificates.ts';

const FIELDS = ['caCertificate', 'clientCertificate', 'clientPrivateKey', 'serverName'];

async function startServer(t: TestContext) {
	const folder = await mkdtemp(join(tmpdir(), 'tls-credential-'));
	const files = await makeCertificates(join(folder, 'a'));
	const other = await makeCertificates(join(folder, 'b'));
	const pem = (path: string) => readFileSync(path, 'utf8');
	const server = createServer({
		key: pem(files.server.key),
		cert: pem(files.server.certificate),
		ca: pem(files.ca),
		requestCert: true,
		rejectUnauthorized: false,
	}).listen(0, '127.0.0.1');
	server.on('secureConnection', (socket: TLSSocket) => {
		socket.on('error', () => {});
		socket.end(socket.authorized ? 'known' : 'unknown');
	});
	await new Promise((listening) => server.once('listening', listening));
	t.after(async () => {
		server.close();
		await rm(folder, { recursive: true });
	});
	const { port } = server.address() as AddressInfo;
	const ask = async (credential: TlsCredential) => {
		const socket = await connect({ host: '127.0.0.1', port, tls: tlsSettings(credential) });
		let text = '';
		for await (const chunk of socket) text += String(chunk);
		return text;
	};
	return {
		ask,
		ca: pem(files.ca),
		otherCa: pem(other.ca),
		cert: pem(files.client.certificate),
		key: pem(files.client.key),
	};
}

/** What n8n and people make of the line ends of a pasted PEM. */
const PASTED: Array<[string, (pem: string) => string]> = [
	['as it is', (pem) => pem],
	['with spaces for line ends', (pem) => pem.trim().replaceAll('\n', ' ')],
	['with \\n for line ends', (pem) => pem.replaceAll('\n', '\\n')],
	['with the line ends of Windows', (pem) => pem.replaceAll('\n', '\r\n')],
	['without line ends', (pem) => pem.replaceAll('\n', '')],
	['with text before it', (pem) => `Bag Attributes: ZZTEST ${pem.trim().replaceAll('\n', ' ')}`],
];

test('a PEM works whatever became of its line ends, also the second one of a list', async (t) => {
	const { ask, ca, otherCa, cert, key } = await startServer(t);
	for (const [how, pasted] of PASTED) {
		const credential = {
			caCertificate: pasted(`${otherCa.trim()}\n${ca}`),
			clientCertificate: pasted(cert),
			clientPrivateKey: pasted(key),
			serverName: ' server.test ',
		};
		assert.equal(await ask(credential), 'known', how);
	}
	await assert.rejects(ask({ caCertificate: otherCa }), { code: 'tls-untrusted' });
});

test('empty fields are no settings', () => {
	const blank = Object.fromEntries(FIELDS.map((field) => [field, ' \n']));
	assert.deepEqual(tlsSettings(blank), {});
	assert.deepEqual(tlsSettings({}), {});
});

test('every kind of server refuses a certificate without its key and a key without its certificate', () => {
	const server = {
		host: '127.0.0.1',
		port: 1,
		baseUrl: 'https://127.0.0.1',
		transport: 'tls' as const,
	};
	const titles = { calledAeTitle: 'A', callingAeTitle: 'B' };
	const ways: Array<(half: TlsCredential) => unknown> = [
		(half) => syslogTarget({ ...server, ...half }),
		(half) => fhirClient({ ...server, ...half, authentication: 'none' }),
		(half) => peerOf({ ...server, ...titles, ...half }),
		(half) => inferenceClient({ ...server, ...half }),
	];
	for (const way of ways) {
		for (const half of [
			{ clientCertificate: 'x' },
			{ clientPrivateKey: 'x', clientCertificate: '' },
		]) {
			assert.throws(() => way(half), { code: 'client-certificate-incomplete' });
		}
	}
	assert.equal(
		syslogTarget({ ...server, transport: 'tcp', clientCertificate: 'x' }).tls,
		undefined,
	);
});

test('all credentials ask for TLS in the same words, under the names that n8n has stored', () => {
	const words = (credential: ICredentialType) =>
		credential.properties
			.filter(({ name }) => FIELDS.includes(name))
			.map(({ displayOptions: _shown, ...field }) => field);
	const [first, ...others] = [
		new DicomNodeApi(),
		new FhirServerApi(),
		new InferenceServerApi(),
		new SyslogApi(),
	].map(words);
	assert.deepEqual(
		first?.map(({ name }) => name),
		FIELDS,
	);
	for (const other of others) assert.deepEqual(other, first);
	const encrypted = [
		[new DicomNodeApi(), ['tls']],
		[new SyslogApi(), ['tls', 'relpTls']],
	] as const;
	for (const [{ properties }, transport] of encrypted) {
		for (const { name, displayOptions } of properties.slice(-4)) {
			assert.deepEqual(displayOptions, { show: { transport } }, name);
		}
	}
});
