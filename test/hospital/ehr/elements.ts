import { OperationOutcomeError, badRequest, getDataType } from '@medplum/core';
import type { Bundle, Resource } from '@medplum/fhirtypes';

/** http://terminology.hl7.org/CodeSystem/v3-ObservationValue: not the whole resource. */
const SUBSETTED = {
	system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
	code: 'SUBSETTED',
};

/**
 * Leaves of each match only the elements that `_elements` names, with those that a resource must
 * have, and marks it as a part (search.html, elements).
 */
export function keepElements(bundle: Bundle, elements: string): void {
	const wanted = ['resourceType', 'id', ...elements.split(',')];
	for (const entry of bundle.entry ?? []) {
		const { resource, search } = entry;
		if (resource === undefined || search?.mode === 'include') continue;
		const schema = getDataType(resource.resourceType).elements;
		const kept = Object.entries(resource).filter(
			([name]) =>
				(schema[name]?.min ?? 0) > 0 ||
				wanted.some((one) => one === name || (`${one}[x]` in schema && name.startsWith(one))),
		);
		const tag = [...(resource.meta?.tag ?? []), SUBSETTED];
		const meta = { ...resource.meta, tag };
		entry.resource = { ...Object.fromEntries(kept), meta } as unknown as Resource;
	}
}

/** @throws OperationOutcomeError with status 400 for a name that the type has not got */
export function checkElements(type: string, elements: string): void {
	const schema = getDataType(type).elements;
	const exists = (name: string): boolean => name in schema || `${name}[x]` in schema;
	if (elements.split(',').every(exists)) return;
	throw new OperationOutcomeError(badRequest('_elements names no element of the type'));
}
