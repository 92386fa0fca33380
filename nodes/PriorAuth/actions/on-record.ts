import { isR4Type, parseReference, type FhirServerCredential } from '../../clients/fhir';
import { toHospitalError } from '../../shared/errors';
import type { OperationAudit, OperationContext } from '../../shared/face/context';
import type { AuditObject, Pseudonym } from '../../shared/ledger';

/** Records named one by one in an event; beyond that only their number is kept. */
const MOST_NAMED = 100;

/** Stands in the ledger for the patient of a record `Patient/17`. */
export async function patientOf(
	context: OperationContext,
	reference: string,
): Promise<Pseudonym | undefined> {
	const found = parseReference(reference);
	return found?.type === 'Patient' ? await context.pseudonym('fhir', found.reference) : undefined;
}

export async function recordsOf(
	context: OperationContext,
	references: readonly string[],
): Promise<AuditObject[]> {
	const named = [...new Set(references)];
	const objects: AuditObject[] = [];
	for (const reference of named.slice(0, MOST_NAMED)) {
		const [type = ''] = reference.split('/');
		objects.push({
			type: isR4Type(type) ? type : 'unknown',
			...(await context.pseudonym('fhir', reference)),
		});
	}
	if (named.length > MOST_NAMED) objects.push({ type: 'resources', count: named.length });
	return objects;
}

/** Address of the FHIR server of the node's credential. */
export async function serverOf(
	context: OperationContext,
): Promise<{ network?: { address: string; port: number } }> {
	const { baseUrl } = await context.credentials<FhirServerCredential>('fhirServerApi');
	const url = URL.parse(String(baseUrl ?? '').trim());
	if (url === null) return {};
	const { hostname, port, protocol } = url;
	const usual = protocol === 'https:' ? 443 : 80;
	return { network: { address: hostname, port: Number(port) || usual } };
}

/** Runs it; a failure is on record with its code before it goes on. */
export async function orOnRecord<T>(
	context: OperationContext,
	about: Omit<OperationAudit, 'kind' | 'outcome'>,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const { code } = toHospitalError(error, about.interaction);
		await context.audit({ kind: 'access', ...about, outcome: '8', outcomeReason: code });
		throw error;
	}
}
