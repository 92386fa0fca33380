import {
	fhirClient,
	parseReference,
	token,
	type FhirResource,
	type FhirServerCredential,
} from '../../clients/fhir';
import { HospitalError, toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { AuditObject } from '../../shared/ledger';
import type { Hl7Message } from '../../formats/hl7';
import type { Lookup } from '../mapping/options';
import { auditMessage } from './audit';

/** Of one identifier. Several reports may have one number; of all else more than one is ambiguous. */
const MOST_FOUND = 100;
/** Resources that are read by one search. */
const MOST_READ = 50;
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
		version: lookups.some((one) => one.type === type && !('id' in one))
			? `${type}.identifier`
			: `${type}._id`,
	}));
	const found = new Map<string, FhirResource>();
	try {
		for (const { type, parameters } of searchesOf(lookups)) {
			const options = { limit: MOST_FOUND + 1, ...(context.signal && { signal: context.signal }) };
			const resources = await client.searchAll(type, parameters, options);
			// A cut list would look whole, and the one that is meant might be missing from it.
			if (resources.length > MOST_FOUND) throw tooMany(type);
			for (const resource of resources) {
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

interface Search {
	type: Lookup['type'];
	parameters: Record<string, string>;
}

/** One search for each identifier; what is looked up by its id is searched for together. */
function searchesOf(lookups: readonly Lookup[]): Search[] {
	const searches: Search[] = [];
	const ids = new Map<Lookup['type'], string[]>();
	for (const lookup of lookups) {
		const { type } = lookup;
		if ('id' in lookup) ids.set(type, [...(ids.get(type) ?? []), lookup.id]);
		else searches.push({ type, parameters: { identifier: token(lookup.system, lookup.value) } });
	}
	for (const [type, all] of ids) {
		for (let at = 0; at < all.length; at += MOST_READ) {
			searches.push({ type, parameters: { _id: all.slice(at, at + MOST_READ).join(',') } });
		}
	}
	return searches;
}

const tooMany = (type: string) =>
	new HospitalError(
		'hl7-chart-ambiguous',
		`The chart has more than ${MOST_FOUND} records of type ${type} under one number of the HL7 message`,
		{ nextStep: 'Have the records checked. Until then nothing is written for this number.' },
	);

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
