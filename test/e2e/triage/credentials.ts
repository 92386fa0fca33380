import assert from 'node:assert/strict';
import type { Site } from '../../hospital/site.ts';
import { freePort } from '../../peers/ports.ts';
import type { Stage } from './stage.ts';

interface Credential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

interface Verdict {
	status: 'OK' | 'Error';
	message: string;
}

/** The connection test of each kind of credential, as the dialog runs it. */
export function credentialTests(stage: Stage): void {
	stage.test(
		'the test of the DICOM credential finds the PACS, and says why it does not',
		async (site) => {
			assert.match(await works(site, 'dicomNodeApi'), /ORTHANC answered in \d+ ms/);
			assert.match(await fails(site, 'dicomNodeApi', { port: await freePort() }), REACHED);
			assert.match(
				await fails(site, 'dicomNodeApi', { calledAeTitle: 'NOBODY' }),
				/called AE title/,
			);
		},
	);

	stage.test(
		'the test of the FHIR credential finds the EHR, and says why it does not',
		async (site) => {
			assert.match(await works(site, 'fhirServerApi'), /R4|4\.0\.1/);
			const baseUrl = `http://127.0.0.1:${await freePort()}/fhir`;
			assert.match(await fails(site, 'fhirServerApi', { baseUrl }), REACHED);
			assert.match(await fails(site, 'fhirServerApi', { token: 'wrong' }), /token|access|log/i);
		},
	);

	stage.test(
		'the test of the inference credential finds the server, and says why it does not',
		async (site) => {
			await works(site, 'inferenceServerApi');
			const baseUrl = `http://127.0.0.1:${await freePort()}`;
			assert.match(await fails(site, 'inferenceServerApi', { baseUrl }), REACHED);
			const outside = 'http://203.0.113.7:8000';
			assert.match(
				await fails(site, 'inferenceServerApi', { baseUrl: outside }),
				/HOSPITAL_EGRESS_ALLOW/,
			);
		},
	);

	stage.test(
		'the test of the SIEM credential finds the receiver, and says why it does not',
		async (site) => {
			assert.match(await works(site, 'syslogApi'), /encrypted connection/);
			assert.match(await fails(site, 'syslogApi', { port: await freePort() }), REACHED);
			const withoutCertificate = { clientCertificate: '', clientPrivateKey: '' };
			assert.match(await fails(site, 'syslogApi', withoutCertificate), /certificate/i);
		},
	);
}

const REACHED =
	/cannot be reached|refused the connection|nothing (?:answers|listens)|not reachable/i;

async function works(site: Site, type: string): Promise<string> {
	const { status, message } = await testCredential(site, type, {});
	assert.equal(status, 'OK', message);
	return message;
}

/** The message, which must say what to do as well. */
async function fails(site: Site, type: string, change: Record<string, unknown>): Promise<string> {
	const { status, message } = await testCredential(site, type, change);
	assert.equal(status, 'Error', message);
	assert.match(message, /\. [A-Z].+\.$/s);
	return message;
}

/** What the dialog sends: the stored fields, secrets blanked out, with what was changed in it. */
async function testCredential(
	{ n8n }: Site,
	type: string,
	change: Record<string, unknown>,
): Promise<Verdict> {
	const all = await n8n.api.request<Credential[]>('GET', '/rest/credentials');
	const id = all.find((credential) => credential.type === type)?.id ?? '';
	const { name, data } = await n8n.api.request<Credential>(
		'GET',
		`/rest/credentials/${id}?includeData=true`,
	);
	return await n8n.api.request<Verdict>('POST', '/rest/credentials/test', {
		credentials: { id, name, type, data: { ...data, ...change } },
	});
}
