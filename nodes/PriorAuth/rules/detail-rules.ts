import { ofClaim, pointsTo, unclear, unless } from './checks';
import { codings, element, elements, extensions, has, isFullDate, type Element } from './element';
import { DIAGNOSIS_SYSTEMS, EXTENSIONS, ICD10CM, SYSTEMS } from './names';
import { rule, SUBMITTED, type Rule } from './rule';

/** Most that can be carried on to the payer; what is beyond is lost without a word (Claim.fsh). */
const LIMITS = { claimTeam: 14, itemTeam: 10, diagnoses: 12 } as const;

const DIAGNOSIS_TYPES = ['admitting', 'principal', 'patientreasonforvisit'];
/** Form of an ICD-10-CM code (official guidelines, section I.A): three to seven characters. */
const ICD10CM_FORM = /^[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?$/;

/** Diagnoses and the people who care. */
export const DETAIL_RULES: readonly Rule[] = [
	rule({
		name: 'pas-diagnosis-coded',
		source:
			'PASClaimBase: diagnosis.diagnosis[x] only CodeableConcept from X12278DiagnosisCodes (required)',
		message: 'A diagnosis is not given as a code of ICD-10-CM or of a DRG',
		nextStep:
			'Give the ICD-10-CM code in the claim itself. A reference or a SNOMED CT code is not enough.',
		check: ofClaim((claim) =>
			elements(claim, 'diagnosis')
				.filter(
					(diagnosis) =>
						has(diagnosis, 'diagnosisReference') ||
						!codings(element(diagnosis, 'diagnosisCodeableConcept')).some(({ system }) =>
							DIAGNOSIS_SYSTEMS.has(system),
						),
				)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-diagnosis-form',
		source: 'X12278DiagnosisCodes; form of ICD-10-CM codes',
		message: 'An ICD-10-CM code has not the form of one',
		nextStep: 'Write it with its dot, for example G89.4.',
		check: ofClaim((claim) =>
			elements(claim, 'diagnosis')
				.filter((diagnosis) =>
					codings(element(diagnosis, 'diagnosisCodeableConcept')).some(
						({ system, code }) => system === ICD10CM && !ICD10CM_FORM.test(code),
					),
				)
				.map(({ path }) => `${path}.diagnosisCodeableConcept`),
		),
	}),
	rule({
		name: 'pas-diagnosis-sequence',
		source: 'FHIR R4 Claim.diagnosis.sequence 1..1',
		message: 'The diagnoses are not numbered, each with a number of its own',
		nextStep: 'Number them 1, 2, 3.',
		check: ofClaim((claim) => unclear(elements(claim, 'diagnosis'))),
	}),
	rule({
		name: 'pas-diagnosis-type',
		source: 'PASClaimBase: diagnosis.type 0..1 from X12278DiagnosisType (required)',
		message: 'The type of a diagnosis is none of admitting, principal and reason for visit',
		nextStep: 'Use one of the three, or leave the type out.',
		check: ofClaim((claim) =>
			elements(claim, 'diagnosis')
				.filter((diagnosis) => {
					const types = elements(diagnosis, 'type');
					const known = codings(types[0]).some(
						({ system, code }) => system === SYSTEMS.pas && DIAGNOSIS_TYPES.includes(code),
					);
					return types.length > 1 || (types.length === 1 && !known);
				})
				.map(({ path }) => `${path}.type`),
		),
	}),
	rule({
		name: 'pas-diagnosis-date',
		source: 'DiagnosisRecordedDate: valueDate obeys FullDateRule',
		kinds: SUBMITTED,
		message: 'The date of a diagnosis is not a full date',
		nextStep: 'Give it as YYYY-MM-DD, or leave it out.',
		check: ofClaim((claim) =>
			elements(claim, 'diagnosis').flatMap((diagnosis) =>
				extensions(diagnosis, EXTENSIONS.diagnosisRecordedDate)
					.filter(({ value }) => !isFullDate(value.valueDate))
					.map(({ path }) => path),
			),
		),
	}),
	rule({
		name: 'pas-diagnosis-limit',
		source: 'CommonClaimElements: diagnosis (only the first 12 can be sent)',
		message: 'There are more than 12 diagnoses: those beyond would be lost on the way',
		nextStep: 'Keep the 12 that the request rests on.',
		check: ofClaim((claim) =>
			unless(elements(claim, 'diagnosis').length <= LIMITS.diagnoses, `${claim.path}.diagnosis`),
		),
	}),
	rule({
		name: 'pas-care-team-scope',
		source: 'PASClaimBase: careTeam.extension[careTeamClaimScope] 1..1, boolean',
		message: 'A member of the care team does not say whether it is for all items or for one',
		nextStep: 'Say for each member whether it is for the whole claim.',
		check: ofClaim((claim) =>
			elements(claim, 'careTeam')
				.filter((member) => scopes(member).length !== 1 || scopeOf(member) === undefined)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-care-team-provider',
		source:
			'PASClaimBase: careTeam.provider only Reference(PASOrganization or PASPractitionerRole)',
		message: 'A member of the care team is not an organization or a clinician in a role',
		nextStep: 'Refer to an Organization or a PractitionerRole, not to a Practitioner alone.',
		check: ofClaim((claim, packet, entry) =>
			elements(claim, 'careTeam').flatMap((member) =>
				pointsTo(packet, entry, member, 'provider', ['Organization', 'PractitionerRole']),
			),
		),
	}),
	rule({
		name: 'pas-care-team-sequence',
		source: 'FHIR R4 Claim.careTeam.sequence 1..1',
		message: 'The members of the care team are not numbered, each with a number of its own',
		nextStep: 'Number them 1, 2, 3.',
		check: ofClaim((claim) => unclear(elements(claim, 'careTeam'))),
	}),
	rule({
		name: 'pas-care-team-limit',
		source: 'PASClaimBase: careTeam[OverallClaimMember] (only the first 14 can be sent)',
		message:
			'More than 14 members of the care team are for the whole claim: the rest would be lost',
		nextStep: 'Keep at most 14.',
		check: ofClaim((claim) => {
			const overall = elements(claim, 'careTeam').filter((member) => scopeOf(member) === true);
			return unless(overall.length <= LIMITS.claimTeam, `${claim.path}.careTeam`);
		}),
	}),
	rule({
		name: 'pas-item-care-team-limit',
		source: 'PASClaimBase: careTeam[ItemClaimMember] (only the first 10 can be sent)',
		message: 'More than 10 members of the care team are for one item: the rest would be lost',
		nextStep: 'Keep at most 10 for an item.',
		check: ofClaim((claim) => {
			const single = new Set(
				elements(claim, 'careTeam')
					.filter((member) => scopeOf(member) === false)
					.map(({ value }) => value.sequence),
			);
			return elements(claim, 'item')
				.filter(({ value: { careTeamSequence: numbers } }) => {
					const own = Array.isArray(numbers) ? numbers.filter((each) => single.has(each)) : [];
					return own.length > LIMITS.itemTeam;
				})
				.map(({ path }) => `${path}.careTeamSequence`);
		}),
	}),
];

const scopes = (member: Element): Element[] => extensions(member, EXTENSIONS.careTeamClaimScope);

function scopeOf(member: Element): boolean | undefined {
	const scope = scopes(member)[0]?.value.valueBoolean;
	return typeof scope === 'boolean' ? scope : undefined;
}
