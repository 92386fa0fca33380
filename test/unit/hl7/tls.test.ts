import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MllpClient, probeMllp } from '../../../dist/nodes/clients/mllp/index.js';
import { makeCertificates, type KeyAndCertificate } from '../../peers/certificates.ts';
import { hl7 } from './build.ts';
import { Sender, startRig } from './rig.ts';

test('with a client CA only a sender that proves itself is heard', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hl7-tls-'));
	t.after(async () => await rm(dir, { recursive: true, force: true }));
	const certificates = await makeCertificates(dir);
	const ca = await readFile(certificates.ca, 'utf8');
	const pem = async ({ key, certificate }: KeyAndCertificate) => ({
		key: await readFile(key, 'utf8'),
		cert: await readFile(certificate, 'utf8'),
	});
	const rig = await startRig(t, { tls: { ...(await pem(certificates.server)), ca } });
	const { port } = rig.listener;
	const client = (tls?: object) =>
		new MllpClient({
			host: '127.0.0.1',
			port,
			timeouts: { ackMs: 2_000 },
			...(tls && { tls }),
		});
	const known = client({ ca, ...(await pem(certificates.client)) });
	assert.equal((await known.send(hl7({ controlId: 'T1' }))).outcome, 'accepted');
	await known.close();
	await rig.until(() => rig.offers().length === 1);
	assert.equal(rig.offers()[0]!.messages[0]!.peer.certificate, 'client.test');
	await probeMllp({ host: '127.0.0.1', port, tls: { ca, ...(await pem(certificates.client)) } });
	await assert.rejects(
		probeMllp({ host: '127.0.0.1', port, tls: { ca } }),
		(error) => (error as { code: string }).code === 'tls-client-certificate-refused',
	);
	// TLS 1.3 tells the refusal only after the handshake: the message may be out, and is never taken.
	for (const tls of [{ ca, ...(await pem(certificates.stranger)) }, { ca }]) {
		const outcome = await client(tls)
			.send(hl7({ controlId: 'T2' }))
			.then(({ outcome: said }) => said)
			.catch(() => 'refused');
		assert.notEqual(outcome, 'accepted');
	}
	const plain = await Sender.to(port);
	plain.write(Buffer.from('\x0bMSH|^~\\&|A\x1c\r'));
	await rig.until(() => plain.closed);
	await rig.until((events) => events.filter((e) => e.type === 'connection-refused').length === 4);
	const reasons = rig.events.flatMap((e) => (e.type === 'connection-refused' ? [e.reason] : []));
	assert.deepEqual(reasons, [
		'tls-no-certificate',
		'tls-certificate',
		'tls-no-certificate',
		'tls-not-tls',
	]);
	assert.equal(rig.offers().length, 1);
});

test('a certificate that cannot be used is refused when the port is to be opened', async (t) => {
	const tls = { key: 'no key', cert: 'no certificate' };
	await assert.rejects(
		startRig(t, { tls }),
		(error) => (error as { code: string }).code === 'tls-invalid',
	);
});
