import { eachOf, isPasIdentifier, unless } from './checks';
import { codings, element, elements, has, isFullDate, text, type Element } from './element';
import { SYSTEMS } from './names';
import type { Packet } from './packet';
import { rule, type Rule } from './rule';

/** Patient and coverage. */
export const PARTY_RULES: readonly Rule[] = [
	rule({
		name: 'pas-patient-identifier',
		source: 'PASBeneficiary, US Core Patient 7.0.0: identifier 1..* with system and value',
		message: 'The patient has no identifier with system and value',
		nextStep:
			'Give the number by which the payer or the hospital knows the patient, with its system.',
		check: eachOf('Patient', (patient) => {
			const identifiers = elements(patient, 'identifier');
			const named = identifiers.length > 0 && identifiers.every(isPasIdentifier);
			return unless(named, `${patient.path}.identifier`);
		}),
	}),
	rule({
		name: 'pas-patient-name',
		source: 'PASBeneficiary, US Core Patient 7.0.0: name 1..* with family or given (us-core-6)',
		message: 'The patient has no name',
		nextStep: 'Give family or given name.',
		check: eachOf('Patient', (patient) => {
			const names = elements(patient, 'name');
			const said = names.some(
				(name) => text(name, 'family') !== undefined || Array.isArray(name.value.given),
			);
			return unless(said, `${patient.path}.name`);
		}),
	}),
	rule({
		name: 'pas-patient-gender',
		source: 'PASBeneficiary, US Core Patient 7.0.0: gender 1..1',
		message: 'The patient has no administrative gender',
		nextStep: 'Give male, female, other or unknown.',
		check: eachOf('Patient', (patient) =>
			unless(
				['male', 'female', 'other', 'unknown'].includes(String(patient.value.gender)),
				`${patient.path}.gender`,
			),
		),
	}),
	rule({
		name: 'pas-patient-birth-date',
		source: 'PASBeneficiary, PASSubscriber: birthDate obeys FullDateRule',
		message: 'The birth date of the patient is not a full date',
		nextStep: 'Give it as YYYY-MM-DD.',
		check: eachOf('Patient', (patient) =>
			unless(
				!has(patient, 'birthDate') || isFullDate(patient.value.birthDate),
				`${patient.path}.birthDate`,
			),
		),
	}),
	rule({
		name: 'pas-one-patient',
		source: 'this package: a packet is about one patient',
		message: 'A record in the packet is about somebody else than the claim',
		nextStep: 'Stop, and find out how records of two patients came together. Nothing may be sent.',
		check: otherPatients,
	}),
	rule({
		name: 'pas-coverage-status',
		source: 'PASCoverage: status = active',
		message: 'The coverage is not active',
		nextStep: 'Choose the coverage that is in force on the day of service.',
		check: eachOf('Coverage', ({ value, path }) =>
			unless(value.status === 'active', `${path}.status`),
		),
	}),
	rule({
		name: 'pas-coverage-member-id',
		source: 'PASCoverage: identifier[memberid] 1..1',
		message: 'The coverage has not one member id',
		nextStep:
			"Give the member id of the card as identifier of the type MB, with the payer's system.",
		check: eachOf('Coverage', (coverage) => {
			const members = elements(coverage, 'identifier').filter(isMemberId);
			const [only] = members;
			const one = members.length === 1 && text(only, 'value') !== undefined;
			return unless(one, `${coverage.path}.identifier`);
		}),
	}),
	rule({
		name: 'pas-coverage-subscriber',
		source: 'PASCoverage: invariant self-beneficiary',
		message: 'The patient is not marked as subscriber, and the subscriber is not named',
		nextStep: 'Give the relationship with the code 18 of X12, or refer to the subscriber.',
		check: eachOf('Coverage', (coverage) => {
			const self = codings(element(coverage, 'relationship')).some(({ code }) => code === '18');
			return unless(self || has(coverage, 'subscriber'), `${coverage.path}.subscriber`);
		}),
	}),
	rule({
		name: 'pas-coverage-relationship',
		source: 'US Core Coverage 7.0.0: relationship 1..1',
		message: 'The coverage does not say what the patient is to the subscriber',
		nextStep: 'Give the relationship, for example self.',
		check: eachOf('Coverage', (coverage) =>
			unless(
				elements(element(coverage, 'relationship'), 'coding').length > 0,
				`${coverage.path}.relationship`,
			),
		),
	}),
	rule({
		name: 'pas-coverage-payor',
		source: 'PASCoverage: payor only Reference(PASInsurer); US Core Coverage 7.0.0: payor 1..1',
		message: 'The coverage does not refer to one payer',
		nextStep: "Refer to the payer's Organization.",
		check: eachOf('Coverage', (coverage, packet, entry) => {
			const payors = elements(coverage, 'payor');
			const target = packet.target(payors[0], entry);
			const wrong = target !== undefined && target.type !== 'Organization';
			const named = text(payors[0], 'reference') !== undefined;
			return unless(payors.length === 1 && named && !wrong, `${coverage.path}.payor`);
		}),
	}),
	rule({
		name: 'pas-coverage-other-payor',
		source: 'this package: the payer of the coverage is asked',
		severity: 'warning',
		message: 'The claim asks another payer than the one of the coverage',
		nextStep: 'Check that this payer decides for that coverage (a review organization may).',
		check: (packet) => {
			const { claim } = packet;
			const insurer = claim && packet.target(element(claim.resource, 'insurer'), claim);
			if (insurer === undefined) return [];
			return eachOf('Coverage', (coverage, _packet, entry) => {
				const payor = packet.target(elements(coverage, 'payor')[0], entry);
				const other = payor?.type === 'Organization' && payor !== insurer;
				return unless(!other, `${coverage.path}.payor`);
			})(packet);
		},
	}),
];

export const isMemberId = (identifier: Element): boolean =>
	codings(element(identifier, 'type')).some(
		({ system, code }) => system === SYSTEMS.identifierType && code === 'MB',
	);

/** Elements that say whom a record is about. `subscriber` may be somebody else. */
const OWNER = /\.resource\.(patient|subject|beneficiary|for)$/;

function otherPatients(packet: Packet): readonly string[] {
	const { claim, references, resolve } = packet;
	const patient = claim && packet.target(element(claim.resource, 'patient'), claim);
	if (patient === undefined) return [];
	return references
		.filter(({ path, to, from }) => {
			const owner = OWNER.test(path) ? resolve(to, from) : undefined;
			return owner?.type === 'Patient' && owner !== patient;
		})
		.map(({ path }) => path);
}
