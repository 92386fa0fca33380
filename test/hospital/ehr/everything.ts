import { OperationOutcomeError, badRequest } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { inCompartment, referredFrom } from './compartment.ts';
import { isResourceType } from './definitions.ts';
import { spanOf } from './instants.ts';
import type { EhrRepository } from './repository.ts';

/**
 * Patient/[id]/$everything: the patient's compartment, then what it refers to. Parameters: _since, _type, _count. Source: patient-operation-everything.html.
 *
 * @throws OperationOutcomeError with status 400 for a parameter that is not supported
 */
export async function everything(
	repository: EhrRepository,
	id: string,
	query: URLSearchParams,
): Promise<Resource[]> {
	for (const name of query.keys()) {
		if (['_since', '_type', '_count', '_offset', '_format'].includes(name)) continue;
		throw new OperationOutcomeError(badRequest(`$everything takes no parameter '${name}'`));
	}
	const types = typesIn(query);
	const since = query.get('_since');
	const from = since === null ? Number.NEGATIVE_INFINITY : spanOf(since).from;
	// Reading it answers 404 and 410 as any read does.
	await repository.readResource('Patient', id);
	const patient = repository.stored.get('Patient')?.get(id) as Resource;
	const own = inCompartment(repository, patient);
	return [...own, ...referredFrom(repository, own)]
		.filter(({ resourceType }) => types === undefined || types.has(resourceType))
		.filter(({ meta }) => Date.parse(meta?.lastUpdated ?? '') >= from);
}

/** The types of `_type`; undefined for all. */
export function typesIn(query: URLSearchParams): Set<string> | undefined {
	const names = query.getAll('_type').flatMap((text) => text.split(','));
	if (names.length === 0) return undefined;
	if (!names.every(isResourceType)) {
		throw new OperationOutcomeError(badRequest('_type names no resource type'));
	}
	return new Set(names);
}
