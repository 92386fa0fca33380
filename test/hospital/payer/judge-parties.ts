import {
	codes,
	entriesOf,
	extension,
	isFullDate,
	list,
	target,
	type Entry,
	type Json,
} from './fhir.ts';
import type { Say } from './judge.ts';

/** Who takes part: patient, payer, requestor, coverage, clinicians. */
export function judgeParties(bundle: Json, claim: Entry, say: Say): void {
	const { resource } = claim;
	const of = (reference: Json, types: string[], name: string, from = claim): Entry | undefined => {
		const found = target(bundle, reference, from);
		if (found !== undefined && types.includes(found.resource.resourceType)) return found;
		say('PASClaim', `${name} is no ${types.join(' or ')} of the packet`);
		return undefined;
	};
	const patient = of(resource.patient, ['Patient'], 'patient');
	if (patient !== undefined) judgePatient(patient.resource, say);
	const insurer = of(resource.insurer, ['Organization'], 'insurer');
	if (insurer !== undefined) judgeOrganization(insurer.resource, 'insurer', say);
	const provider = of(resource.provider, ['Organization', 'PractitionerRole'], 'provider');
	if (provider?.resource.resourceType === 'Organization') {
		judgeOrganization(provider.resource, 'requestor', say);
	}
	const insurance = list(resource.insurance);
	if (!insurance.some(({ focal }) => focal === true)) say('PASClaim', 'no coverage is focal');
	for (const { coverage: reference } of insurance) {
		const coverage = of(reference, ['Coverage'], 'insurance.coverage');
		if (coverage !== undefined) judgeCoverage(bundle, coverage, patient, insurer, say);
	}
	for (const { provider: reference, extension: own } of list(resource.careTeam)) {
		of(reference, ['Organization', 'PractitionerRole'], 'careTeam.provider');
		const scope = extension({ extension: own }, 'careTeamClaimScope');
		if (typeof scope?.valueBoolean !== 'boolean') say('PASClaim', 'careTeam has no claim scope');
	}
	for (const { resource: role } of entriesOf(bundle)) {
		if (role.resourceType === 'PractitionerRole' && role.practitioner === undefined) {
			say('PASPractitionerRole', 'practitioner is missing');
		}
		const isNamed = list(role.identifier).some(({ system, value }: Json) => system && value);
		if (role.resourceType === 'Practitioner' && !isNamed) {
			say('us-core-practitioner', 'a practitioner has no identifier');
		}
	}
}

function judgePatient({ name, gender, identifier, birthDate }: Json, say: Say): void {
	const named = list(name).some(({ family, given }: Json) => family ?? list(given)[0]);
	if (!named) say('us-core-patient', 'name is missing');
	if (gender === undefined) say('us-core-patient', 'gender is missing');
	if (!list(identifier).some(({ system, value }: Json) => system && value)) {
		say('us-core-patient', 'identifier with system and value is missing');
	}
	if (birthDate !== undefined && !isFullDate(birthDate)) say('FullDateRule', 'Patient.birthDate');
}

function judgeOrganization({ active, name, identifier }: Json, who: string, say: Say): void {
	if (active !== true) say(`PAS ${who}`, 'active is not true');
	if (!name) say('us-core-organization', `the ${who} has no name`);
	if (list(identifier).some(({ system, value }: Json) => !system || !value)) {
		say('PASIdentifier', `an identifier of the ${who} has no system or no value`);
	}
}

function judgeCoverage(
	bundle: Json,
	coverage: Entry,
	patient: Entry | undefined,
	insurer: Entry | undefined,
	say: Say,
): void {
	const { status, identifier, relationship, subscriber, beneficiary, payor } = coverage.resource;
	if (status !== 'active') say('PASCoverage', 'the coverage is not active');
	const members = list(identifier).filter(({ type }: Json) => codes(type).includes('MB'));
	if (members.length !== 1 || !members[0].value) say('PASCoverage', 'not exactly one member id');
	if (relationship === undefined) say('us-core-coverage', 'relationship is missing');
	if (!codes(relationship).includes('18') && subscriber === undefined) {
		say('self-beneficiary', 'neither the patient himself (18) nor a subscriber');
	}
	if (target(bundle, beneficiary, coverage)?.fullUrl !== patient?.fullUrl) {
		say('PASCoverage', 'the beneficiary is not the patient of the claim');
	}
	const payers = list(payor).map((each) => target(bundle, each, coverage)?.fullUrl);
	if (payers.length !== 1) say('us-core-coverage', 'payor is not exactly one');
	else if (payers[0] !== insurer?.fullUrl) say('PASClaim', 'the payor is not the insurer');
}
