import { createHash } from 'node:crypto';
import {
	fhirClient,
	type FhirClient,
	type FhirServerCredential,
	type ServerAbilities,
} from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';

const MAX_SERVERS = 20;

/** One client per credential, so that its CapabilityStatement is asked for once in five minutes. */
const clients = new Map<string, FhirClient>();

/** What the server behind a credential says it can do, fresh within five minutes. */
export async function abilitiesOf(credential: FhirServerCredential): Promise<ServerAbilities> {
	const key = createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(credential))))
		.digest('hex');
	const client = clients.get(key) ?? fhirClient(credential, QUICK);
	clients.delete(key);
	clients.set(key, client);
	const [oldest] = clients.keys();
	if (clients.size > MAX_SERVERS && oldest !== undefined) clients.delete(oldest);
	return await client.abilities();
}

/** Somebody waits for the list. */
const QUICK = {
	retry: { attempts: 1 },
	timeouts: { connectMs: 5_000, firstByteMs: 20_000, totalMs: 40_000 },
};
