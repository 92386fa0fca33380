import { tlsSettings, type TlsCredential } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import { basic, bearer, type Authorizer } from './auth';
import { FhirClient } from './client';
import { FhirError } from './errors';
import type { FhirConnection, FhirResource } from './types';

/** The fields of the FHIR Server credential, as n8n stores them. */
export interface FhirServerCredential extends TlsCredential {
	baseUrl: string;
	authentication: 'none' | 'bearer' | 'basic';
	token?: string;
	user?: string;
	password?: string;
	/** Comma list of other addresses by which the server calls itself in links. */
	knownAs?: string;
}

/**
 * The client that a credential describes.
 *
 * @throws HospitalError `fhir-credential-incomplete`, `fhir-base-url-invalid`,
 *   `client-certificate-incomplete`
 */
export function fhirClient(
	credential: FhirServerCredential,
	options: Pick<FhirConnection, 'retry' | 'timeouts'> = {},
): FhirClient {
	const authorizer = authorizerOf(credential);
	return new FhirClient({
		...options,
		baseUrl: credential.baseUrl,
		...(authorizer && { authorizer }),
		tls: tlsSettings(credential),
		knownAs: (credential.knownAs ?? '')
			.split(',')
			.map((address) => address.trim())
			.filter((address) => address !== ''),
	});
}

function authorizerOf(credential: FhirServerCredential): Authorizer | undefined {
	switch (credential.authentication) {
		case 'bearer':
			return bearer(required(credential.token, 'access token'));
		case 'basic':
			return basic(
				required(credential.user, 'user name'),
				required(credential.password, 'password'),
			);
		default:
			return undefined;
	}
}

function required(value: string | undefined, name: string): string {
	if (value !== undefined && value.trim() !== '') return value.trim();
	throw new HospitalError('fhir-credential-incomplete', `The FHIR credential has no ${name}`, {
		nextStep: `Fill in the ${name}, or choose another kind of authentication.`,
	});
}

/**
 * Tests a credential: reads the capabilities, then searches for a patient id that nobody has, because
 * most servers show their capabilities to everybody.
 *
 * @returns one line for n8n's dialog
 */
export async function probeServer(credential: FhirServerCredential): Promise<string> {
	const client = fhirClient(credential, {
		retry: { attempts: 1 },
		timeouts: { connectMs: 5_000, firstByteMs: 15_000, totalMs: 25_000 },
	});
	const statement = await client.capabilities();
	const version = String(statement.fhirVersion ?? '');
	if (!/^4\./.test(version)) {
		throw new HospitalError('fhir-version', 'The server does not speak FHIR R4', {
			nextStep: "Enter the address of the server's R4 endpoint.",
		});
	}
	return `${describeServer(statement)}. ${await describeAccess(client)}`;
}

/** What a server can do, from its CapabilityStatement. */
export function describeServer(statement: FhirResource): string {
	const [rest] = (statement.rest ?? []) as Array<{ resource?: unknown[]; interaction?: unknown[] }>;
	const system = (rest?.interaction ?? []).map((one) => (one as { code?: unknown })?.code);
	const parts = [
		`FHIR R4 server answered: ${rest?.resource?.length ?? 0} resource types`,
		system.includes('transaction')
			? 'transactions supported'
			: 'no transactions (results cannot be written as one)',
	];
	return parts.join(', ');
}

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
