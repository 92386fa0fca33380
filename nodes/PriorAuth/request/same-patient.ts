import type { FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { element, elements, text, type Element } from '../rules/element';
import { keyIn, type RecordServer, type RequestInput } from './input';

/** Elements that say whom a record is about. */
export const OWNERS = ['subject', 'patient', 'beneficiary', 'for'];

/**
 * Everything that a request is made of must be about its patient.
 *
 * @throws HospitalError `prior-auth-other-patient`
 */
export function requireSamePatient(input: RequestInput): void {
	const { patient, coverage, items, diagnoses, evidence = [], server } = input;
	const own = `Patient/${patient.id ?? ''}`;
	const records: Array<[string, FhirResource]> = [
		['coverage', coverage],
		...items.map(({ order }): [string, FhirResource] => ['order', order]),
		...diagnoses.map((each): [string, FhirResource] => ['diagnosis', each]),
		...evidence.map(({ resource }): [string, FhirResource] => ['piece of evidence', resource]),
	];
	for (const [what, record] of records) {
		const at: Element = { path: '', value: record };
		const same =
			record.resourceType === 'Bundle'
				? bundleIsOf(at, own, server)
				: keyIn(ownerReference(at), server) === own;
		if (!same) throw otherPatient(what);
	}
}

/** Answers with their questionnaire: at least one entry says whose it is, and none says another. */
function bundleIsOf(bundle: Element, own: string, server?: RecordServer): boolean {
	const entries = elements(bundle, 'entry');
	const owners = entries.flatMap((entry) => {
		const owner = elements(entry, 'resource').map(ownerReference)[0];
		if (owner === undefined) return [];
		const target = entries.find((each) => text(each, 'fullUrl') === owner);
		const person = elements(target, 'resource')[0];
		return [person === undefined ? keyIn(owner, server) : `Patient/${text(person, 'id') ?? ''}`];
	});
	return owners.length > 0 && owners.every((owner) => owner === own);
}

function ownerReference(record: Element): string | undefined {
	return OWNERS.map((name) => text(element(record, name), 'reference')).find(
		(reference) => reference !== undefined,
	);
}

export const otherPatient = (what: string) =>
	new HospitalError('prior-auth-other-patient', `A ${what} is not of the patient of this request`, {
		nextStep:
			'Nothing was built. Check the identity of the patient, and how the records came together.',
	});
