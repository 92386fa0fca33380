import {
	localReference,
	parseReference,
	referencesIn,
	type FhirResource,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { TYPES } from './compartment';

/** `Type/id` of a reference that leads to a record of the server that is read; undefined for others. */
export type Local = (reference: unknown) => { reference: string } | undefined;

/** The server sent a record of somebody else: nothing of this reading may be used. */
export class OtherPatient extends HospitalError {
	/** `Type/id` of the record, for the ledger's pseudonym. */
	readonly record: string;

	constructor(type: string, id: string) {
		super(
			'chart-other-patient',
			`The FHIR server sent a record (${type}) that is not of the patient asked for`,
			{
				nextStep:
					'Nothing of the chart was handed on. Report it to whoever runs the FHIR server: a search for one patient must not give records of another. It is in the audit ledger.',
			},
		);
		this.name = 'OtherPatient';
		this.record = `${type}/${id}`;
	}
}

/**
 * Every record must say that it is about the patient. One that says nothing is refused as well.
 *
 * @param patient `Patient/<id>`
 * @param local a reference in full counts only when it leads to the server that is read
 * @throws OtherPatient
 */
export function checkPatient(resource: FhirResource, patient: string, local: Local): void {
	const { resourceType, id = '' } = resource;
	const about = referencesIn(resource, TYPES[resourceType]?.patient ?? []);
	const same =
		resourceType === 'Patient' ? `Patient/${id}` === patient : belongs(about, patient, local);
	if (!same) throw new OtherPatient(resourceType, id);
}

/** One reference to the patient; an appointment of a group has others too, see {@link isShared}. */
const belongs = (references: string[], patient: string, local: Local): boolean =>
	patientsIn(references).some((one) => local(one)?.reference === patient);

const patientsIn = (references: string[]): string[] =>
	references.filter((one) => parseReference(one)?.type === 'Patient');

/** True for a record that names other patients beside this one: it must not go into this one's chart. */
export function isShared(resource: FhirResource, patient: string, local: Local): boolean {
	const about = referencesIn(resource, TYPES[resource.resourceType]?.patient ?? []);
	return patientsIn(about).some((one) => local(one)?.reference !== patient);
}

/** True when a reference, relative or in full, with or without a version, leads to `wanted`. */
export function leadsTo(reference: string, wanted: string, baseUrl: string): boolean {
	return localReference(reference, baseUrl)?.reference === wanted;
}
