import { checkType, type BundleEntry, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { idFrom } from './id-from';

/** What one item adds to the bundle. */
export type EntryPlan =
	/** Written once: `ifNoneExist` says how the server recognises it. */
	| { action: 'create'; resource: FhirResource; ifNoneExist?: string }
	| { action: 'update'; resource: FhirResource; ifMatch?: string }
	| { action: 'delete'; resource: FhirResource; ifMatch?: string };

/** A temporary name by which other entries of the bundle refer to a resource (bundle.html 2.36.4.1). */
const URN = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The entry of a transaction or batch for one item.
 *
 * @param fullUrl `urn:uuid:...`, or empty
 * @throws HospitalError `fhir-bundle-invalid`
 */
export function bundleEntry(plan: EntryPlan, fullUrl = ''): BundleEntry {
	const { resource } = plan;
	const type = checkType(resource.resourceType);
	if (fullUrl !== '' && !URN.test(fullUrl)) throw badUrl();
	const named = fullUrl === '' ? {} : { fullUrl };
	if (plan.action === 'create') {
		// The server gives the id of what it creates.
		const body = { ...resource };
		delete body.id;
		const { ifNoneExist } = plan;
		const request = {
			method: 'POST',
			url: type,
			...(ifNoneExist !== undefined && { ifNoneExist }),
		};
		return { ...named, resource: body, request };
	}
	const { ifMatch } = plan;
	const url = `${type}/${idFrom(resource)}`;
	const match = ifMatch === undefined ? {} : { ifMatch };
	return plan.action === 'update'
		? { ...named, resource, request: { method: 'PUT', url, ...match } }
		: { request: { method: 'DELETE', url, ...match } };
}

const badUrl = () =>
	new HospitalError('fhir-bundle-invalid', 'The temporary name of an entry is not usable', {
		nextStep:
			'Use the form urn:uuid:c757873d-ec9a-4326-a141-556f43239520, or leave the field empty.',
	});
