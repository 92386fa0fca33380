import type { FhirResource } from '../../clients/fhir';
import { namedUuid } from '../../shared/named-uuid';
import { keyOf, type RequestInput } from './input';

/**
 * The ordering clinician in a role, as the care team wants it: the role that is given, or one that says
 * only that this clinician works for this organization.
 *
 * @returns undefined without a clinician, or when nobody could be called (US Core pd-1)
 */
export function roleOf(input: RequestInput): FhirResource | undefined {
	const { practitioner, provider, role, facility } = input;
	if (role !== undefined) return role;
	if (provider.resourceType === 'PractitionerRole' || practitioner === undefined) return undefined;
	const [who, where] = [keyOf(practitioner), keyOf(provider)];
	const telecom = listed(practitioner.telecom) ?? listed(provider.telecom);
	if (who === undefined || where === undefined || telecom === undefined) return undefined;
	const at = facility === undefined ? undefined : keyOf(facility);
	return {
		resourceType: 'PractitionerRole',
		id: namedUuid('pas-role', input.systems.bundle, who, where),
		practitioner: { reference: who },
		organization: { reference: where },
		...(at !== undefined && { location: [{ reference: at }] }),
		telecom,
	};
}

const listed = (value: unknown): unknown[] | undefined =>
	Array.isArray(value) && value.length > 0 ? (value as unknown[]) : undefined;
