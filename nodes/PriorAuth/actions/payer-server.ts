import { fhirClient, type FhirClient, type FhirServerCredential } from '../../clients/fhir';
import type { PriorAuthRequest } from '../../shared/contracts';
import type { OperationContext } from '../../shared/face';
import type { AuditObject, Pseudonym } from '../../shared/ledger';
import { openingOf } from '../cases';
import { patientOf, serverOf } from './on-record';

/** The payer's FHIR server, by the credential of the node. */
export const payerOf = async (context: OperationContext): Promise<FhirClient> =>
	fhirClient(await context.credentials<FhirServerCredential>('fhirServerApi'));

/** What an event about a packet tells: whose it is, which one, and which server. */
export async function aboutPacket(
	context: OperationContext,
	request: PriorAuthRequest,
): Promise<{
	patient?: Pseudonym;
	network?: { address: string; port: number };
	objects: AuditObject[];
}> {
	const { patient: named } = openingOf(request, { submittedAt: request.created });
	const patient =
		named.reference === undefined ? undefined : await patientOf(context, named.reference);
	return {
		...(patient && { patient }),
		...(await serverOf(context)),
		objects: [
			{ type: `prior-auth-${request.kind}`, sha256: request.sha256 },
			{ type: 'prior-auth-item', count: request.items.length },
		],
	};
}
