import {
	fhirClient,
	isR4Type,
	parseReference,
	type FhirClient,
	type FhirResource,
	type FhirServerCredential,
} from '../../clients/fhir';
import {
	identityContract,
	studyContract,
	type ChartWrite,
	type IdentityDecision,
	type StudyReference,
} from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { AuditAction, AuditObject, Pseudonym } from '../../shared/ledger';

/** Resources named one by one in a record of the ledger; beyond that only their number is kept. */
const MAX_NAMED = 100;

/** Search parameters named in a record of the ledger. */
const MAX_PARAMETERS = 20;
/** Names as FHIR gives them: a name or number of a person that stands there by mistake is left out. */
const PARAMETER = /^(?!.*\d{3})_?[a-z][A-Za-z0-9_.:-]{0,63}$/;

export const clientOf = async (context: OperationContext): Promise<FhirClient> =>
	fhirClient(await context.credentials<FhirServerCredential>('fhirServerApi'));

/** What else the record of an access tells. */
export interface AccessNotes {
	/**
	 * Resource type and names of the search parameters; their values stay out, because they can name
	 * a patient.
	 */
	query?: { type: string; parameters: readonly string[] };
	/** Why it was done, as a code: `entered-in-error`. */
	reason?: string;
	/** Name of the server's operation that was called, without the dollar sign. */
	called?: string;
}

/**
 * Runs an access to the chart and records it, failed ones too. What was read is returned only after
 * the record is on the disk.
 *
 * @param about references `Type/id` of what was read or written
 */
export async function audited<T>(
	context: OperationContext,
	interaction: string,
	action: AuditAction,
	access: () => Promise<T>,
	about: (result: T) => string[],
	{ query, reason, called }: AccessNotes = {},
): Promise<T> {
	const address = await network(context);
	const asked = [...queryObjects(query), ...calledObjects(called)];
	let result: T;
	try {
		result = await access();
	} catch (error) {
		const { code } = toHospitalError(error, interaction);
		const failed = {
			kind: 'access',
			interaction,
			action,
			outcome: '8',
			outcomeReason: code,
		} as const;
		const objects = asked.length > 0 && { objects: asked };
		await context.audit({ ...failed, network: address, ...objects });
		throw error;
	}
	const references = about(result);
	const patient = await knownPatient(context, references);
	await context.audit({
		kind: 'access',
		interaction,
		action,
		outcome: '0',
		...(reason !== undefined && { outcomeReason: reason }),
		network: address,
		...(patient && { patient }),
		objects: [...(await objectsOf(context, references)), ...asked],
	});
	return result;
}

async function network(context: OperationContext): Promise<{ address: string; port: number }> {
	const { baseUrl } = await context.credentials<FhirServerCredential>('fhirServerApi');
	const { hostname, port, protocol } = new URL(baseUrl.trim());
	return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

/** `Patient.identifier`, one for each parameter. */
const queryObjects = (query: AccessNotes['query']): AuditObject[] =>
	[...new Set(query?.parameters)]
		.filter((name) => PARAMETER.test(name))
		.slice(0, MAX_PARAMETERS)
		.map((name) => ({ type: 'search-parameter', version: `${query?.type}.${name}` }));

const calledObjects = (called: string | undefined): AuditObject[] =>
	called === undefined ? [] : [{ type: 'fhir-operation', version: called }];

async function objectsOf(context: OperationContext, references: string[]): Promise<AuditObject[]> {
	const objects: AuditObject[] = [];
	for (const reference of references.slice(0, MAX_NAMED)) {
		const [named = ''] = reference.split('/');
		// A server may write anything in its place.
		const type = isR4Type(named) ? named : 'unknown';
		objects.push({ type, ...(await context.pseudonym('fhir', reference)) });
	}
	if (references.length > MAX_NAMED) objects.push({ type: 'resources', count: references.length });
	return objects;
}

/** The patient by medical record number, where the item tells that this is the patient of its study. */
async function knownPatient(
	context: OperationContext,
	references: string[],
): Promise<Pseudonym | undefined> {
	const identity = await context.optionalContract<IdentityDecision>(identityContract);
	const study = await context.optionalContract<StudyReference>(studyContract);
	if (study === undefined || identity?.patientReference === undefined) return undefined;
	if (!references.includes(identity.patientReference)) return undefined;
	return await context.pseudonym('patient', study.patient.issuer, study.patient.id);
}

/** The resource itself and the patient whom it is about. */
export function referencesOf(resource: FhirResource): string[] {
	const { resourceType, id, subject, patient, for: forWhom } = resource;
	const about = [subject, patient, forWhom]
		.map((one) => parseReference((one as { reference?: unknown } | undefined)?.reference))
		.flatMap((found) => (found ? [found.reference] : []));
	return [...new Set([`${resourceType}/${id}`, ...about])];
}

/** What a test run leaves: nothing, and the item says so. */
export const notWritten = (resourceTypes: string[]): ChartWrite => ({
	references: resourceTypes.map(() => ''),
	resourceTypes,
	outcomes: resourceTypes.map(() => 'not-written'),
	writtenAt: '',
});
