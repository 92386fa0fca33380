import type { Bundle, BundleEntry, Resource } from '@medplum/fhirtypes';
import type { Ehr } from './ehr.ts';
import { demoHospital, type Hospital, type HospitalOptions } from './people.ts';
import {
	encounterResource,
	orderResource,
	patientResource,
	practitionerResource,
} from './people/fhir.ts';

/**
 * Every resource of the demo hospital as one transaction of updates with known ids, so that seeding
 * twice leaves the same resources.
 */
export function hospitalBundle(hospital: Hospital): Bundle {
	const resources: Resource[] = [
		...hospital.practitioners.map(practitionerResource),
		...hospital.people.map(patientResource),
		...hospital.encounters.map(encounterResource),
		...hospital.orders.map(orderResource),
	];
	const entry = resources.map((resource): BundleEntry => {
		const url = `${resource.resourceType}/${resource.id}`;
		return { resource, request: { method: 'PUT', url } };
	});
	return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** Makes the demo hospital and writes it into the EHR. */
export async function seedHospital(ehr: Ehr, options: HospitalOptions = {}): Promise<Hospital> {
	const hospital = demoHospital(options);
	await ehr.seed(hospitalBundle(hospital));
	return hospital;
}

if (import.meta.main) {
	const bundle = hospitalBundle(demoHospital());
	console.log(JSON.stringify(bundle, undefined, 2));
}
