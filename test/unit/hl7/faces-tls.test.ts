import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeCertificates, selfSigned } from '../../peers/certificates.ts';
import { freePort } from '../../peers/ports.ts';
import { hl7 } from './build.ts';
import { FaceRig } from './face-rig.ts';

const rig = new FaceRig();
const { canvas } = rig;
let dir = '';
const pem: Record<string, string> = {};

before(async () => {
	await rig.open();
	dir = await mkdtemp(join(tmpdir(), 'hospital-hl7-tls-'));
	const { ca, server, client, stranger } = await makeCertificates(dir);
	for (const [name, path] of Object.entries({
		ca,
		serverCertificate: server.certificate,
		serverKey: server.key,
		clientCertificate: client.certificate,
		clientKey: client.key,
		strangerCertificate: stranger.certificate,
		strangerKey: stranger.key,
	})) {
		pem[name] = await readFile(path, 'utf8');
	}
});
after(async () => {
	await rig.close();
	await rm(dir, { recursive: true, force: true });
});

const listener = (more: object = {}) => ({
	certificate: pem.serverCertificate,
	privateKey: pem.serverKey,
	clientCa: pem.ca,
	minVersion: 'TLSv1.2',
	...more,
});
const check = async (name: 'mllpListener', data: object) =>
	await canvas.nodes
		.get('hl7Trigger')!
		.methods!.credentialTest![name].call({} as any, { id: '1', name: 'x', type: 'x', data } as any);

describe('HL7 over TLS', { timeout: 60_000 }, () => {
	test('Send shows its certificate to a listener that asks for one; a stranger is not let in', async () => {
		const port = await freePort();
		canvas.credentials.mllpListenerApi = listener();
		await rig.activate({ port, encryption: 'tls' });
		const own = {
			host: '127.0.0.1',
			port,
			encryption: 'tls',
			caCertificate: pem.ca,
			clientCertificate: pem.clientCertificate,
			clientPrivateKey: pem.clientKey,
		};
		const hl7Out = hl7({ controlId: 'TLS1' }).toString('utf8');
		canvas.credentials.mllpApi = own;
		const [sent] = await canvas.run('hl7.send', { hl7Out }, {});
		assert.equal((sent.hl7Ack as { outcome: string }).outcome, 'accepted');
		canvas.credentials.mllpApi = {
			...own,
			clientCertificate: pem.strangerCertificate,
			clientPrivateKey: pem.strangerKey,
		};
		const once = { sendOptions: { attempts: 1 }, hl7Out };
		await assert.rejects(canvas.run('hl7.send', once, {}));
		canvas.credentials.mllpApi = { ...own, caCertificate: pem.strangerCertificate };
		await assert.rejects(canvas.run('hl7.send', once, {}), /certificate/i);
	});

	test('the test of the listener credential says what a listener with it would do', async () => {
		const { status, message } = await check('mllpListener', listener());
		assert.equal(status, 'OK');
		assert.match(message, /^Certificate of server\.test, valid until \d{4}-\d\d-\d\d/);
		assert.match(
			message,
			/Senders must show a certificate of ZZTEST authority\. TLS 1\.2 and 1\.3\./,
		);
		const open = await check('mllpListener', listener({ clientCa: '', minVersion: 'TLSv1.3' }));
		assert.match(open.message, /Senders need no certificate\. TLS 1\.3 only\./);
	});

	test('each field of the listener credential that cannot be used is named, and never shown', async () => {
		const weak = await selfSigned({ name: 'weak.test', rsaBits: 1024 });
		const gone = await selfSigned({
			name: 'gone.test',
			notBefore: new Date('2020-01-01'),
			notAfter: new Date('2021-01-01'),
		});
		for (const [more, expected] of [
			[{ certificate: '' }, /"Certificate" of the credential is empty/],
			[{ certificate: 'x' }, /"Certificate" of the credential holds no certificate/],
			[{ privateKey: '' }, /"Private Key" of the credential is empty/],
			[{ privateKey: pem.clientKey }, /"Private Key" .* does not belong to the certificate/],
			[{ privateKey: 'ENCRYPTED' }, /passphrase/],
			[{ clientCa: 'x' }, /"Client CA Certificate"/],
			[{ minVersion: 'SSLv3' }, /"Lowest TLS Version"/],
			[{ certificate: weak.certificate, privateKey: weak.key }, /cannot be used for TLS/],
			[{ certificate: gone.certificate, privateKey: gone.key }, /was valid until 2021-01-01/],
		] as const) {
			const { status, message } = await check('mllpListener', listener(more));
			assert.equal(status, 'Error');
			assert.match(message, expected);
			assert.doesNotMatch(message, /-----BEGIN/);
		}
		const port = await freePort();
		canvas.credentials.mllpListenerApi = listener({ certificate: '' });
		await assert.rejects(rig.activate({ port, encryption: 'tls' }), /Paste the certificate/);
	});
});
