import type { OperationAudit, OperationContext } from '../../shared/face';
import type { AuditObject, Pseudonym } from '../../shared/ledger';
import { toHospitalError } from '../../shared/errors';
import type { PhiInput } from '../site/input';

/** Whom a record is about, as the ledger names people. */
export async function patientOf(
	context: OperationContext,
	input: PhiInput,
	chart: readonly unknown[],
): Promise<Pseudonym | undefined> {
	if (input.format === 'dicom') {
		const [first] = input.studies;
		if (first !== undefined && 'study' in first) {
			const { issuer, id } = first.study.patient;
			return await context.pseudonym('patient', issuer, id);
		}
	}
	const resources = [...(input.format === 'fhir' ? input.resources : []), ...chart];
	const reference = patientReference(resources);
	return reference === undefined ? undefined : await context.pseudonym('fhir', reference);
}

/** `Patient/<id>` of the only Patient among records; undefined where there are several. */
export function patientReference(resources: readonly unknown[]): string | undefined {
	const ids = new Set(
		flattened(resources).flatMap(({ resourceType, id }) =>
			resourceType === 'Patient' && typeof id === 'string' ? [id] : [],
		),
	);
	const [id] = ids;
	return ids.size === 1 ? `Patient/${id}` : undefined;
}

/** Stands for a patient in what De-Identify made, so that Export can tell whose it is. */
export const fingerprintOf = async (
	context: OperationContext,
	reference: string,
): Promise<string> => (await context.pseudonym('phi-result', reference)).pseudonym;

interface Fields {
	resourceType?: unknown;
	id?: unknown;
	entry?: unknown;
}

function flattened(resources: readonly unknown[]): Fields[] {
	return resources.flatMap((resource) => {
		const one = (resource ?? {}) as Fields;
		if (one.resourceType !== 'Bundle' || !Array.isArray(one.entry)) return [one];
		return flattened(
			one.entry.map((entry: unknown) => (entry as { resource?: unknown } | null)?.resource),
		);
	});
}

/** How many of which kind; names of rules stay out, as there may be hundreds. */
export function identifiersOf(
	lines: ReadonlyArray<{ readonly type: string; readonly count: number }>,
): AuditObject[] {
	const counts = new Map<string, number>();
	for (const { type, count } of lines) counts.set(type, (counts.get(type) ?? 0) + count);
	return [...counts].map(([version, count]) => ({ type: 'identifier', version, count }));
}

/** Runs something that touches patient data; when it fails that is on record as well. */
export async function onRecord<T>(
	context: OperationContext,
	event: Pick<OperationAudit, 'interaction' | 'patient' | 'objects'>,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const { code } = toHospitalError(error, event.interaction);
		await context.audit({
			kind: 'access',
			action: 'E',
			outcome: '8',
			outcomeReason: code,
			...event,
		});
		throw error;
	}
}
