import { eachOf, isPasIdentifier, ofClaim, pointsTo, unless } from './checks';
import { element, elements, extensions, has, isFullDate, isInstant, part, text } from './element';

import { EXTENSIONS, SYSTEMS } from './names';
import { rule, SUBMITTED, type Rule } from './rule';

const CLAIM_TYPES = ['institutional', 'professional', 'oral'];

/** The claim itself: what it is, who asks whom, about whom, and under which coverage. */
export const CLAIM_RULES: readonly Rule[] = [
	rule({
		name: 'pas-claim-identifier',
		source:
			'PASClaim, PASClaimUpdate: identifier 1..2; PASClaimInquiry: identifier 1..1; PASIdentifier: system and value 1..1',
		message: 'The claim has not the identifiers that it must have, each with system and value',
		nextStep:
			'Give the claim one identifier with system and value (a second one is allowed in a request).',
		check: ofClaim((claim, { kind }) => {
			const identifiers = elements(claim, 'identifier');
			const most = kind === 'inquiry' ? 1 : 2;
			const wrong = identifiers.length < 1 || identifiers.length > most;
			return unless(!wrong && identifiers.every(isPasIdentifier), `${claim.path}.identifier`);
		}),
	}),
	rule({
		name: 'pas-claim-status',
		source: 'PASClaimBase: status = active',
		message: 'The claim is not active',
		nextStep: 'The status is active always, also of a claim that cancels.',
		check: ofClaim((claim) => unless(claim.value.status === 'active', `${claim.path}.status`)),
	}),
	rule({
		name: 'pas-claim-use',
		source: 'PASClaimBase: use = preauthorization',
		message: 'The claim does not say that it asks for prior authorization',
		nextStep: 'Set use to preauthorization: anything else could be taken as a bill.',
		check: ofClaim((claim) => unless(claim.value.use === 'preauthorization', `${claim.path}.use`)),
	}),
	rule({
		name: 'pas-claim-type',
		source: 'PASClaimBase: type from ClaimTypes (required)',
		message: 'The claim is neither institutional nor professional nor oral',
		nextStep: 'Choose the type of the claim.',
		check: ofClaim((claim) =>
			unless(
				elements(element(claim, 'type'), 'coding').some(
					({ value }) =>
						value.system === SYSTEMS.claimType && CLAIM_TYPES.includes(String(value.code)),
				),
				`${claim.path}.type`,
			),
		),
	}),
	rule({
		name: 'pas-claim-created',
		source: 'FHIR R4 Claim.created 1..1',
		message: 'The claim does not say when it was made',
		nextStep: 'Give Claim.created as a date, or as date and time with time zone.',
		check: ofClaim(({ path, value }) =>
			unless(isFullDate(value.created) || isInstant(value.created), `${path}.created`),
		),
	}),
	rule({
		name: 'pas-claim-priority',
		source: 'FHIR R4 Claim.priority 1..1',
		message: 'The claim does not say how urgent it is',
		nextStep: 'Choose standard or expedited.',
		check: ofClaim((claim) =>
			unless(elements(element(claim, 'priority'), 'coding').length > 0, `${claim.path}.priority`),
		),
	}),
	rule({
		name: 'pas-claim-patient',
		source: 'PASClaimBase: patient only Reference(PASBeneficiary)',
		message: 'The claim does not refer to the patient',
		nextStep: 'Refer to the Patient of the order.',
		check: ofClaim((claim, packet, entry) =>
			pointsTo(packet, entry, claim, 'patient', ['Patient']),
		),
	}),
	rule({
		name: 'pas-claim-insurer',
		source: 'PASClaimBase: insurer 1..1 only Reference(PASInsurer)',
		message: 'The claim does not refer to the payer that decides',
		nextStep: "Refer to the payer's Organization.",
		check: ofClaim((claim, packet, entry) =>
			pointsTo(packet, entry, claim, 'insurer', ['Organization']),
		),
	}),
	rule({
		name: 'pas-claim-provider',
		source: 'PASClaimBase: provider only Reference(PASRequestor or PASPractitionerRole)',
		message: 'The claim does not refer to the organization or clinician who asks',
		nextStep: 'Refer to an Organization or a PractitionerRole.',
		check: ofClaim((claim, packet, entry) =>
			pointsTo(packet, entry, claim, 'provider', ['Organization', 'PractitionerRole']),
		),
	}),
	rule({
		name: 'pas-insurance-focal',
		source: 'FHIR R4 Claim.insurance 1..*; PASClaimBase: insurance.focal = true',
		message: 'The claim has no insurance that it is judged under, or one that is not the focal one',
		nextStep: 'Give the insurance that decides, with focal true.',
		check: ofClaim((claim) => {
			const insurances = elements(claim, 'insurance');
			if (insurances.length === 0) return [`${claim.path}.insurance`];
			return insurances
				.filter(({ value }) => value.focal !== true)
				.map(({ path }) => `${path}.focal`);
		}),
	}),
	rule({
		name: 'pas-insurance-coverage',
		source: 'PASClaimBase: insurance.coverage only Reference(PASCoverage)',
		message: 'An insurance of the claim does not refer to a coverage',
		nextStep: 'Refer to the Coverage under which the service is asked for.',
		check: ofClaim((claim, packet, entry) =>
			elements(claim, 'insurance').flatMap((insurance) =>
				pointsTo(packet, entry, insurance, 'coverage', ['Coverage']),
			),
		),
	}),
	rule({
		name: 'pas-claim-new-unrelated',
		source: 'PASClaim: related 0..0',
		kinds: ['request'],
		message: 'A new request refers to an earlier claim',
		nextStep: 'Use Update to change an earlier request; a new request stands for itself.',
		check: ofClaim((claim) => unless(!has(claim, 'related'), `${claim.path}.related`)),
	}),
	rule({
		name: 'pas-accident',
		source: 'PASClaimBase: accident.date obeys FullDateRule; accident.location[x] only Address',
		message: 'The accident has no full date, or its place is not an address',
		nextStep: 'Give the date as YYYY-MM-DD and the place as an address.',
		check: ofClaim((claim) =>
			elements(claim, 'accident').flatMap((accident) => [
				...unless(isFullDate(accident.value.date), `${accident.path}.date`),
				...unless(!has(accident, 'locationReference'), `${accident.path}.locationReference`),
			]),
		),
	}),
	rule({
		name: 'pas-condition-code',
		source: 'ConditionCode: category 1..1, indicator 1..1, code 1..*',
		message: 'A condition code lacks its category, its yes or no, or the code',
		nextStep: 'Give all three.',
		check: ofClaim((claim) =>
			extensions(claim, EXTENSIONS.conditionCode)
				.filter(
					(code) =>
						typeof part(code, 'indicator')?.value.valueBoolean !== 'boolean' ||
						element(part(code, 'category'), 'valueCodeableConcept') === undefined ||
						element(part(code, 'code'), 'valueCodeableConcept') === undefined,
				)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-home-health',
		source: 'HomeHealthCareInformation: prognosis 1..1, date 1..1 obeys FullDateRule',
		message: 'The home health information lacks the prognosis or the full start date',
		nextStep: 'Give both, the date as YYYY-MM-DD.',
		check: ofClaim((claim) =>
			extensions(claim, EXTENSIONS.homeHealthCareInformation)
				.filter(
					(care) =>
						element(part(care, 'prognosis'), 'valueCodeableConcept') === undefined ||
						!isFullDate(part(care, 'date')?.value.valueDate),
				)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-transmission-identifiers',
		source: 'TransmissionIdentifiers: applicationSenderCode 1..1, applicationReceiverCode 1..1',
		message: 'The transmission identifiers lack the code of the sender or of the receiver',
		nextStep: 'Give both codes, or leave the transmission identifiers out.',
		check: ofClaim((claim) =>
			extensions(claim, EXTENSIONS.transmissionIdentifiers)
				.filter((ids) =>
					['applicationSenderCode', 'applicationReceiverCode'].some(
						(name) => text(part(ids, name), 'valueString') === undefined,
					),
				)
				.map(({ path }) => path),
		),
	}),
	rule({
		name: 'pas-encounter-described',
		source: 'PASEncounter, US Core Encounter 7.0.0: class, type and subject',
		kinds: SUBMITTED,
		message: 'The stay lacks its class, its type or its patient',
		nextStep: 'Complete the planned Encounter in the record system.',
		check: eachOf('Encounter', (encounter) =>
			['class', 'type', 'subject']
				.filter((name) => !has(encounter, name))
				.map((name) => `${encounter.path}.${name}`),
		),
	}),
	rule({
		name: 'pas-encounter-planned',
		source:
			'PASClaim: extension[encounter] only Reference(PASEncounter); PASEncounter: status = planned (exactly)',
		kinds: SUBMITTED,
		message: 'The stay that is asked for is not a planned encounter',
		nextStep: 'Refer to the planned Encounter, not to one that has begun or ended.',
		check: ofClaim((claim, packet, entry) =>
			extensions(claim, EXTENSIONS.encounter).flatMap((extension) => {
				const encounter = packet.target(element(extension, 'valueReference'), entry);
				if (encounter === undefined) return [];
				const planned =
					encounter.type === 'Encounter' && encounter.resource.value.status === 'planned';
				return unless(planned, `${encounter.resource.path}.status`);
			}),
		),
	}),
];
