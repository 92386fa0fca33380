import { HospitalError, toHospitalError } from '../../shared/errors';
import { readServer } from './abilities';
import type { FhirClient } from './client';
import { describeAbilities, describeServer } from './describe';
import { freshConnection, type FhirServerCredential, type FreshConnection } from './credential';
import { FhirError } from './errors';
import type { FhirResource } from './types';

/**
 * Tests a credential: gets a new token where the kind of authentication needs one, reads the
 * capabilities, then searches for a patient id that nobody has, because most servers show their
 * capabilities to everybody.
 *
 * @returns a few sentences for n8n's dialog
 */
export async function probeServer(credential: FhirServerCredential): Promise<string> {
	const connection = freshConnection(credential, {
		retry: { attempts: 1 },
		timeouts: { connectMs: 5_000, firstByteMs: 15_000, totalMs: 25_000 },
	});
	const { client } = connection;
	const statement = await readCapabilities(client);
	const abilities = readServer(statement);
	if (!/^4\./.test(abilities.fhirVersion)) {
		throw new HospitalError('fhir-version', 'The server does not speak FHIR R4', {
			nextStep: "Enter the address of the server's R4 endpoint.",
		});
	}
	const sentences = [
		describeServer(statement),
		await describeAccess(client),
		...(await describeScopes(connection)),
		...describeAbilities(abilities),
		...(client.baseUrl.startsWith('http:') ? [UNENCRYPTED] : []),
	];
	return sentences.join('. ');
}

/** Where TLS is expected, plain http ends in a closed connection or in bytes that are no HTTP. */
async function readCapabilities(client: FhirClient): Promise<FhirResource> {
	try {
		return await client.capabilities();
	} catch (error) {
		const { code } = toHospitalError(error, 'Reading the capabilities');
		const isPlain = client.baseUrl.startsWith('http:');
		if (!isPlain || (code !== 'econnreset' && code !== 'http-not-http')) throw error;
		throw new HospitalError(
			'fhir-not-http',
			'Reading the capabilities: the other side does not answer over plain http',
			{
				nextStep:
					'Change http:// to https:// in the server address, if the server expects it, and check the port.',
				cause: error,
			},
		);
	}
}

const UNENCRYPTED =
	'The connection is not encrypted: use https unless the server is on this machine';

async function describeAccess(client: FhirClient): Promise<string> {
	try {
		await client.searchAll('Patient', { _id: 'hospital-connection-test' }, { limit: 1 });
		return 'Searching patients is allowed';
	} catch (error) {
		if (error instanceof FhirError && error.status === 403) {
			return 'This user may not search patients: the Identity Gate will not work with it';
		}
		throw error;
	}
}

/** An authorization server may grant less than was asked for without calling it an error. */
async function describeScopes({ scopes }: FreshConnection): Promise<string[]> {
	const { asked = [], granted = [] } = (await scopes()) ?? {};
	if (asked.length === 0) return [];
	const missing = asked.filter((scope) => !granted.includes(scope));
	if (missing.length === 0) {
		return [
			asked.length === 1 ? 'The scope was granted' : `All ${asked.length} scopes were granted`,
		];
	}
	return [`Not granted as asked: ${missing.slice(0, 10).join(' ')}`];
}
