import type { FhirResource } from '../../../clients/fhir';
import { SYSTEMS } from '../../rules';
import { isFields } from '../../rules/element';

/** Elements by which a payer knows its member (CRD Patient; US Core). Nothing else of a person travels. */
const PERSON = new Set([
	'resourceType',
	'id',
	'active',
	'identifier',
	'name',
	'telecom',
	'gender',
	'birthDate',
	'address',
]);

/**
 * A record as it goes to the payer: without its rendered text, which repeats everything, without free
 * notes, and of persons only what identifies a member. A social security number never goes.
 */
export function reduced(record: FhirResource): FhirResource {
	const person = record.resourceType === 'Patient' || record.resourceType === 'RelatedPerson';
	const entries = Object.entries(record).filter(([name]) =>
		person ? PERSON.has(name) : name !== 'text' && name !== 'note',
	);
	const copy = Object.fromEntries(entries) as FhirResource;
	if (!Array.isArray(copy.identifier)) return copy;
	const kept = copy.identifier.filter((one) => !isFields(one) || one.system !== SYSTEMS.ssn);
	if (kept.length > 0) copy.identifier = kept;
	else delete copy.identifier;
	return copy;
}
