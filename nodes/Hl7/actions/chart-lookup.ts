import {
	fhirClient,
	parseReference,
	token,
	type FhirResource,
	type FhirServerCredential,
} from '../../clients/fhir';
import { toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { AuditObject } from '../../shared/ledger';
import type { Hl7Message } from '../../formats/hl7';
import type { Lookup } from '../mapping/options';
import { auditMessage } from './audit';

/** Of one identifier: more than one is ambiguous already. */
const MOST_FOUND = 5;
/** Named one by one in the record of the ledger; of further ones only the number is kept. */
const MOST_NAMED = 100;

/** What is looked up, and for which message, for the record. */
interface Asked {
	message: Hl7Message;
	key: string | undefined;
	lookups: readonly Lookup[];
}

/**
 * What the chart has under these identifiers. The searches travel in the body of a POST, and what was
 * found is handed on only after it was recorded.
 *
 * @throws HospitalError what the FHIR client throws
 */
export async function lookUp(
	context: OperationContext,
	{ message, key, lookups }: Asked,
): Promise<FhirResource[]> {
	const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
	const client = fhirClient(credential);
	const { hostname, port, protocol } = new URL(client.baseUrl);
	const network = {
		address: hostname,
		port: Number(port) || (protocol === 'https:' ? 443 : 80),
	};
	const about = { interaction: 'hl7-chart-looked-up', action: 'R', network } as const;
	const asked = [...new Set(lookups.map(({ type }) => type))].map((type) => ({
		type: 'search-parameter',
		version: `${type}.identifier`,
	}));
	const found = new Map<string, FhirResource>();
	try {
		for (const { type, system, value } of lookups) {
			const parameters = { identifier: token(system, value) };
			const options = { limit: MOST_FOUND, ...(context.signal && { signal: context.signal }) };
			for (const resource of await client.searchAll(type, parameters, options)) {
				found.set(`${resource.resourceType}/${resource.id}`, resource);
			}
		}
	} catch (error) {
		const { code } = toHospitalError(error, 'Looking up the chart');
		const failed = { outcome: '8', outcomeReason: code, objects: asked } as const;
		await auditMessage(context, message, key, { ...about, ...failed });
		throw error;
	}
	const objects = [...(await objectsOf(context, [...found.values()])), ...asked];
	await auditMessage(context, message, key, { ...about, outcome: '0', objects });
	return [...found.values()];
}

/** What was read, and whom it is about. */
async function objectsOf(
	context: OperationContext,
	resources: readonly FhirResource[],
): Promise<AuditObject[]> {
	const references = new Set<string>();
	for (const { resourceType, id, subject } of resources) {
		references.add(`${resourceType}/${id}`);
		const about = parseReference((subject as { reference?: unknown } | undefined)?.reference);
		if (about !== undefined) references.add(about.reference);
	}
	const objects: AuditObject[] = [];
	for (const reference of [...references].slice(0, MOST_NAMED)) {
		const [type = ''] = reference.split('/');
		objects.push({ type, ...(await context.pseudonym('fhir', reference)) });
	}
	if (references.size > MOST_NAMED) objects.push({ type: 'resources', count: references.size });
	return objects;
}
