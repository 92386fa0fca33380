import { eachOf, isPasIdentifier, unless } from './checks';
import { element, elements, has, text, type Element } from './element';
import { SYSTEMS } from './names';
import { isNpi } from './npi';
import { rule, type Rule } from './rule';

/** Organizations, clinicians and places. */
export const PROVIDER_RULES: readonly Rule[] = [
	rule({
		name: 'pas-organization-active',
		source: 'PASInsurer, PASRequestor: active = true; US Core Organization 7.0.0: active 1..1',
		message: 'An organization is not marked as active',
		nextStep: 'Set active to true in the record of the organization.',
		check: eachOf('Organization', ({ value, path }) =>
			unless(value.active === true, `${path}.active`),
		),
	}),
	rule({
		name: 'pas-organization-name',
		source: 'US Core Organization 7.0.0: name 1..1',
		message: 'An organization has no name',
		nextStep: 'Give its name.',
		check: eachOf('Organization', (organization) =>
			unless(text(organization, 'name') !== undefined, `${organization.path}.name`),
		),
	}),
	rule({
		name: 'pas-organization-identifier',
		source: 'PASOrganization: identifier only PASIdentifier (system and value 1..1)',
		message: 'An identifier of an organization lacks its system or its value',
		nextStep: 'Give both, for example the NPI with http://hl7.org/fhir/sid/us-npi.',
		check: eachOf('Organization', halfIdentifiers),
	}),
	rule({
		name: 'pas-practitioner-identifier',
		source:
			'PASPractitioner: identifier only PASIdentifier; US Core Practitioner 7.0.0: identifier 1..*',
		message: 'A clinician has no identifier with system and value',
		nextStep: 'Give the NPI with http://hl7.org/fhir/sid/us-npi.',
		check: eachOf('Practitioner', (practitioner) =>
			elements(practitioner, 'identifier').length === 0
				? [`${practitioner.path}.identifier`]
				: halfIdentifiers(practitioner),
		),
	}),
	rule({
		name: 'pas-practitioner-name',
		source: 'US Core Practitioner 7.0.0: name 1..* with family 1..1',
		message: 'A clinician has no family name',
		nextStep: 'Give the name.',
		check: eachOf('Practitioner', (practitioner) =>
			unless(
				elements(practitioner, 'name').some((name) => text(name, 'family') !== undefined),
				`${practitioner.path}.name`,
			),
		),
	}),
	rule({
		name: 'pas-role-practitioner',
		source: 'PASPractitionerRole: practitioner 1..1 only Reference(PASPractitioner)',
		message: 'A role does not say which clinician has it',
		nextStep: 'Refer to the Practitioner.',
		check: eachOf('PractitionerRole', (role, packet, entry) => {
			const practitioner = element(role, 'practitioner');
			const type = packet.target(practitioner, entry)?.type;
			const named = text(practitioner, 'reference') !== undefined;
			const right = type === undefined || type === 'Practitioner';
			return unless(named && right, `${role.path}.practitioner`);
		}),
	}),
	rule({
		name: 'pas-role-contact',
		source: 'US Core PractitionerRole 7.0.0: invariant pd-1',
		message: 'A role has neither a way to call nor an endpoint',
		nextStep: 'Give a telephone number of the clinician in this role.',
		check: eachOf('PractitionerRole', (role) =>
			unless(has(role, 'telecom') || has(role, 'endpoint'), `${role.path}.telecom`),
		),
	}),
	rule({
		name: 'pas-location',
		source: 'PASLocation: address 1..1, status = active; US Core Location 7.0.0: name 1..1',
		message: 'A place has no name, no address, or is not in use',
		nextStep: 'Complete the record of the place.',
		check: eachOf('Location', ({ value, path }) => [
			...['name', 'address'].filter((name) => !value[name]).map((name) => `${path}.${name}`),
			...unless(value.status === undefined || value.status === 'active', `${path}.status`),
		]),
	}),
	rule({
		name: 'pas-npi',
		source: 'US Core 7.0.0: invariants us-core-16 and us-core-17; 45 CFR 162.406',
		message: 'A National Provider Identifier has not ten digits, or its check digit is wrong',
		nextStep: 'Look the number up in the NPI registry: a digit is mistyped.',
		check: ({ entries }) =>
			entries.flatMap(({ resource }) =>
				elements(resource, 'identifier')
					.filter(({ value }) => value.system === SYSTEMS.npi && !isNpi(value.value))
					.map(({ path }) => `${path}.value`),
			),
	}),
];

function halfIdentifiers(record: Element): readonly string[] {
	return elements(record, 'identifier')
		.filter((identifier) => !isPasIdentifier(identifier))
		.map(({ path }) => path);
}
