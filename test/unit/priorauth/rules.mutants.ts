import {
	claimOf,
	concept,
	entryOf,
	extensionOf,
	PAS,
	resourceOf,
	without,
	type Golden,
	type Json,
} from './golden.ts';

/** One change that breaks one rule, in a published example that is right. */
export interface Mutant {
	of: Golden;
	break(bundle: Json): void;
	/** Rules that cannot be kept while this one is broken. */
	also?: readonly string[];
}

const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const CPT = 'http://www.ama-assn.org/go/cpt';
const TEMP = 'http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes';
const BASE = 'http://example.org/fhir/';
const UUID = 'urn:uuid:7a1c1b52-6f0e-5d43-9b0e-3f4f2f6f1f10';
const referral = (change: (bundle: Json) => void): Mutant => ({
	of: 'request-referral',
	break: change,
});
const claim = (change: (claim: Json) => void): Mutant =>
	referral((bundle) => change(claimOf(bundle)));
const item = (change: (item: Json) => void): Mutant => claim(({ item: [first] }) => change(first));
const record = (name: string, change: (record: Json) => void): Mutant =>
	referral((bundle) => change(resourceOf(bundle, name)));
const order = (change: (order: Json) => void): Mutant => record('ServiceRequest', change);
const update = (change: (claim: Json, prior: Json, bundle: Json) => void): Mutant => ({
	of: 'request-homecare-update',
	break: (bundle) =>
		change(claimOf(bundle), resourceOf(bundle, 'Claim/HomecareAuthorizationExample'), bundle),
});
const surgical = (change: (bundle: Json) => void): Mutant => ({
	of: 'request-surgical',
	break: change,
});

const member = (sequence: number, whole: boolean): Json => ({
	sequence,
	extension: [{ url: `${PAS}extension-careTeamClaimScope`, valueBoolean: whole }],
	provider: { reference: 'PractitionerRole/ReferralPractitionerRoleExample' },
});

const many = <T>(count: number, from: number, make: (number: number) => T): T[] =>
	Array.from({ length: count }, (_none, at) => make(at + from));

const info = (category: string, rest: Json): Json => ({
	sequence: 2,
	category: concept(TEMP, category),
	...rest,
});

export const MUTANTS: Readonly<Record<string, Mutant>> = {
	'pas-bundle-collection': referral((bundle) => (bundle.type = 'transaction')),
	'pas-bundle-identifier': referral((bundle) => delete bundle.identifier),
	'pas-bundle-timestamp': referral((bundle) => (bundle.timestamp = '2005-05-02')),
	'pas-bundle-entries': referral((bundle) => (bundle.entry = [])),
	'pas-entry-resource': referral((bundle) =>
		bundle.entry.push({ fullUrl: 'http://example.org/fhir/Patient/none' }),
	),
	'pas-entry-no-transaction': referral(
		(bundle) => (bundle.entry[1].request = { method: 'POST', url: 'Organization' }),
	),
	'pas-claim-first': referral((bundle) => bundle.entry.push(bundle.entry.shift())),
	'pas-claim-count': referral((bundle) =>
		bundle.entry.push({
			fullUrl: 'http://example.org/fhir/Claim/second',
			resource: { ...claimOf(bundle), id: 'second' },
		}),
	),
	'pas-fullurl': referral((bundle) => {
		entryOf(bundle, 'DocumentReference').fullUrl = 'urn:uuid:12';
		claimOf(bundle).supportingInfo[0].valueReference.reference = 'urn:uuid:12';
		resourceOf(bundle, 'DocumentReference').subject.reference = `${BASE}Patient/SubscriberExample`;
	}),
	'pas-fullurl-own': referral(
		(bundle) => (entryOf(bundle, 'DocumentReference').resource.id = 'another'),
	),
	'pas-fullurl-unique': referral((bundle) => {
		entryOf(bundle, 'Location').fullUrl = UUID;
		resourceOf(bundle, 'PractitionerRole').location[0].reference = UUID;
		const resource = { ...resourceOf(bundle, 'Location'), id: 'Other' };
		bundle.entry.push({ fullUrl: UUID, resource });
	}),
	'pas-instance-once': referral((bundle) => {
		const resource = structuredClone(resourceOf(bundle, 'DocumentReference'));
		resource.subject.reference = `${BASE}Patient/SubscriberExample`;
		bundle.entry.push({ fullUrl: UUID, resource });
		claimOf(bundle).supportingInfo.push({
			...structuredClone(claimOf(bundle).supportingInfo[0]),
			sequence: 2,
			valueReference: { reference: UUID },
		});
	}),
	'pas-reference-included': referral(
		(bundle) =>
			(bundle.entry = bundle.entry.filter(
				({ resource }: Json) => resource.resourceType !== 'Location',
			)),
	),
	'pas-entry-unreferenced': referral((bundle) =>
		bundle.entry.push({
			fullUrl: 'http://example.org/fhir/Medication/not-asked-for',
			resource: { resourceType: 'Medication', id: 'not-asked-for', status: 'active' },
		}),
	),
	'pas-claim-identifier': claim((claim) => delete claim.identifier[0].system),
	'pas-claim-status': claim((claim) => (claim.status = 'cancelled')),
	'pas-claim-use': claim((claim) => (claim.use = 'claim')),
	'pas-claim-type': claim((claim) => (claim.type.coding[0].code = 'pharmacy')),
	'pas-claim-created': claim((claim) => (claim.created = '2005')),
	'pas-claim-priority': claim((claim) => delete claim.priority),
	'pas-claim-patient': claim((claim) => (claim.patient = { display: 'ZZTEST' })),
	'pas-claim-insurer': claim((claim) => delete claim.insurer),
	'pas-claim-provider': claim((claim) => {
		const provider = claim.provider;
		claim.provider = { reference: 'Practitioner/ReferralPractitionerExample' };
		claim.careTeam.push({ ...member(2, true), provider });
	}),
	'pas-insurance-focal': claim((claim) => (claim.insurance[0].focal = false)),
	'pas-insurance-coverage': {
		...claim((claim) => delete claim.insurance[0].coverage),
		also: ['pas-entry-unreferenced'],
	},
	'pas-claim-new-unrelated': {
		...claim((claim) => (claim.related = [{ reference: { value: '111098' } }])),
	},
	'pas-accident': claim((claim) => (claim.accident = { date: '2005-05' })),
	'pas-condition-code': surgical((bundle) =>
		without(extensionOf(claimOf(bundle), 'conditionCode'), 'indicator'),
	),
	'pas-home-health': {
		of: 'request-homecare',
		break: (bundle) => without(extensionOf(claimOf(bundle), 'homeHealthCareInformation'), 'date'),
	},
	'pas-transmission-identifiers': claim((claim) =>
		without(extensionOf(claim, 'TransmissionIdentifiers'), 'applicationReceiverCode'),
	),
	'pas-encounter-described': surgical((bundle) => delete resourceOf(bundle, 'Encounter').class),
	'pas-encounter-planned': surgical(
		(bundle) => (resourceOf(bundle, 'Encounter').status = 'in-progress'),
	),
	'pas-item-present': {
		of: 'request-medical-services',
		break: (bundle) => delete claimOf(bundle).item,
	},
	'pas-item-sequence': {
		of: 'request-homecare',
		break: (bundle) => (claimOf(bundle).item[1].sequence = 1),
	},
	'pas-item-request-type': item((item) => without(item, 'serviceItemRequestType')),
	'pas-item-certification-type': item((item) =>
		item.extension.push(structuredClone(extensionOf(item, 'certificationType'))),
	),
	'pas-item-category': item((item) => delete item.category),
	'pas-item-product': item(
		(item) => (item.productOrService = concept('http://snomed.info/sct', '11429006')),
	),
	'pas-item-modifier': item((item) => (item.modifier = [concept('http://example.org/own', '50')])),
	'pas-item-revenue': item((item) => (item.revenue = concept('http://example.org/own', '0450'))),
	'pas-item-location': item((item) => delete item.locationCodeableConcept),
	'pas-item-place-of-service': item((item) => (item.locationCodeableConcept.coding[0].code = '1')),
	'pas-item-dates': item((item) => (item.servicedDate = '2005-06')),
	'pas-item-period': item(
		(item) => (item.servicedPeriod = { start: '2005-06-02', end: '2005-05-02' }),
	),
	'pas-item-quantity': item(
		(item) => (item.quantity = { value: 4, system: 'http://unitsofmeasure.org', code: '{visit}' }),
	),
	'pas-item-unit': item((item) => (item.quantity = { value: 4, unit: 'bottles' })),
	'pas-item-links': item((item) => (item.diagnosisSequence = [2])),
	'pas-item-requested-service': {
		...item((item) => {
			extensionOf(item, 'requestedService').valueReference.reference =
				'DocumentReference/DocumentReferenceExample';
		}),
		also: ['pas-entry-unreferenced'],
	},
	'pas-item-appeal-level': surgical((bundle) => {
		without(claimOf(bundle), 'levelOfServiceCode');
		const [item] = claimOf(bundle).item;
		extensionOf(item, 'certificationType').valueCodeableConcept.coding[0].code = '1';
	}),
	'pas-diagnosis-coded': claim((claim) => {
		claim.diagnosis[0].diagnosisCodeableConcept = concept('http://snomed.info/sct', '82423001');
	}),
	'pas-diagnosis-form': claim(
		(claim) => (claim.diagnosis[0].diagnosisCodeableConcept.coding[0].code = 'G894'),
	),
	'pas-diagnosis-sequence': claim((claim) =>
		claim.diagnosis.push(structuredClone(claim.diagnosis[0])),
	),
	'pas-diagnosis-type': claim(
		(claim) =>
			(claim.diagnosis[0].type = [
				concept('http://terminology.hl7.org/CodeSystem/ex-diagnosistype', 'principal'),
			]),
	),
	'pas-diagnosis-date': claim((claim) => (claim.diagnosis[0].extension[0].valueDate = '2021-05')),
	'pas-diagnosis-limit': claim((claim) =>
		claim.diagnosis.push(
			...many(12, 2, (sequence) => ({ ...structuredClone(claim.diagnosis[0]), sequence })),
		),
	),
	'pas-care-team-scope': claim((claim) => delete claim.careTeam[0].extension),
	'pas-care-team-provider': claim((claim) =>
		claim.careTeam.push({
			...member(2, true),
			provider: { reference: 'Practitioner/ReferralPractitionerExample' },
		}),
	),
	'pas-care-team-sequence': claim((claim) => claim.careTeam.push(member(1, true))),
	'pas-care-team-limit': claim((claim) =>
		claim.careTeam.push(...many(14, 2, (sequence) => member(sequence, true))),
	),
	'pas-item-care-team-limit': claim((claim) => {
		claim.careTeam.push(...many(11, 2, (sequence) => member(sequence, false)));
		claim.item[0].careTeamSequence = many(11, 2, (sequence) => sequence);
	}),
	'pas-supporting-info-sequence': surgical((bundle) =>
		claimOf(bundle).supportingInfo.push({
			...info('dischargeDates', { timingDate: '2020-07-09' }),
			sequence: 1,
		}),
	),
	'pas-supporting-info-category': claim((claim) => {
		claim.supportingInfo.push({ sequence: 2, valueString: 'ZZTEST' });
	}),
	'pas-supporting-info-once': surgical((bundle) =>
		claimOf(bundle).supportingInfo.push(info('admissionDates', { timingDate: '2020-07-03' })),
	),
	'pas-supporting-info-dates': surgical((bundle) =>
		claimOf(bundle).supportingInfo.push(
			info('dischargeDates', { timingPeriod: { start: '2020-07-09' } }),
		),
	),
	'pas-evidence-value': claim((claim) => (claim.supportingInfo[0].timingDate = '2005-05-02')),
	'pas-evidence-report-type': claim((claim) =>
		without(extensionOf(claim.supportingInfo[0], 'documentInformation'), 'reportTypeCode'),
	),
	'pas-message-text': claim((claim) => {
		claim.supportingInfo.push(
			info('freeFormMessage', { valueString: 'ZZTEST', timingDate: '2005-05-02' }),
		);
	}),
	'pas-evidence-pointed': referral((bundle) => {
		resourceOf(bundle, 'ServiceRequest').supportingInfo = [
			claimOf(bundle).supportingInfo.pop().valueReference,
		];
	}),
	'pas-document-content': record('DocumentReference', (document) => {
		document.content[0].attachment.url = 'https://ehr.example.org/fhir/Binary/1';
	}),
	'pas-document-described': record('DocumentReference', (document) => delete document.type),
	'pas-evidence-us-core': referral((bundle) => {
		const observation = {
			resourceType: 'Observation',
			id: 'seen',
			status: 'final',
			code: concept('http://loinc.org', '13457-7'),
			subject: { reference: 'Patient/SubscriberExample' },
		};
		bundle.entry.push({ fullUrl: `${BASE}Observation/seen`, resource: observation });
		claimOf(bundle).supportingInfo.push({
			...structuredClone(claimOf(bundle).supportingInfo[0]),
			sequence: 2,
			valueReference: { reference: 'Observation/seen' },
		});
	}),
	'pas-patient-identifier': record('Patient', (patient) => delete patient.identifier),
	'pas-patient-name': record('Patient', (patient) => (patient.name = [{ text: ' ' }])),
	'pas-patient-gender': record('Patient', (patient) => (patient.gender = 'M')),
	'pas-patient-birth-date': record('Patient', (patient) => (patient.birthDate = '1947')),
	'pas-one-patient': referral((bundle) => {
		const other = { ...structuredClone(resourceOf(bundle, 'Patient')), id: 'Other' };
		bundle.entry.push({ fullUrl: 'http://example.org/fhir/Patient/Other', resource: other });
		resourceOf(bundle, 'DocumentReference').subject.reference = 'Patient/Other';
	}),
	'pas-coverage-status': record('Coverage', (coverage) => (coverage.status = 'cancelled')),
	'pas-coverage-member-id': record('Coverage', (coverage) => delete coverage.identifier[0].type),
	'pas-coverage-subscriber': record('Coverage', (coverage) => coverage.relationship.coding.pop()),
	'pas-coverage-relationship': record('Coverage', (coverage) => {
		delete coverage.relationship;
		coverage.subscriber = { reference: 'Patient/SubscriberExample' };
	}),
	'pas-coverage-payor': record('Coverage', (coverage) => (coverage.payor = [])),
	'pas-coverage-other-payor': record(
		'Coverage',
		(coverage) => (coverage.payor[0].reference = 'Organization/UMOExample'),
	),
	'pas-organization-active': record('Organization', (payer) => (payer.active = false)),
	'pas-organization-name': record('Organization', (payer) => delete payer.name),
	'pas-organization-identifier': record(
		'Organization',
		(payer) => (payer.identifier = [{ value: '88' }]),
	),
	'pas-practitioner-identifier': record('Practitioner', (doctor) => delete doctor.identifier),
	'pas-practitioner-name': record('Practitioner', (doctor) => delete doctor.name[0].family),
	'pas-role-practitioner': {
		...record('PractitionerRole', (role) => delete role.practitioner),
		also: ['pas-entry-unreferenced'],
	},
	'pas-role-contact': record('PractitionerRole', (role) => delete role.telecom),
	'pas-location': record('Location', (place) => (place.status = 'suspended')),
	'pas-npi': record('Practitioner', (doctor) => (doctor.identifier[0].value = '1234567890')),
	'pas-order-intent': order((order) => (order.intent = 'plan')),
	'pas-order-medication-active': referral((bundle) => {
		const order = resourceOf(bundle, 'ServiceRequest');
		order.resourceType = 'MedicationRequest';
		order.status = 'on-hold';
		const entry = entryOf(bundle, 'MedicationRequest');
		entry.fullUrl = entry.fullUrl.replace('ServiceRequest', 'MedicationRequest');
		extensionOf(claimOf(bundle).item[0], 'requestedService').valueReference.reference =
			'MedicationRequest/ReferralRequestExample';
	}),
	'pas-order-subject': order((order) => delete order.subject),
	'pas-order-code': order((order) => (order.code = concept('http://snomed.info/sct', '11429006'))),
	'pas-order-quantity': order((order) => {
		order.quantityQuantity = {
			value: 1,
			unit: 'visit',
			system: 'http://unitsofmeasure.org',
			code: '1',
		};
	}),
	'pas-order-occurrence': order((order) => (order.occurrenceDateTime = '2005-05-10')),
	'pas-order-timing': order(
		(order) => (order.occurrenceTiming = { repeat: { frequency: 2, period: 1 } }),
	),
	'pas-update-related': update(
		(claim) => (claim.related[0].relationship.coding[0].code = 'associated'),
	),
	'pas-update-prior-included': {
		...update((claim) => (claim.related[0].claim.reference = 'Coverage/InsuranceExample')),
	},
	'pas-update-items-kept': update((claim, prior) => {
		prior.item.push({ ...structuredClone(prior.item[0]), sequence: 9 });
	}),
	'pas-update-supporting-info-kept': update((_claim, prior) => {
		prior.supportingInfo = [info('freeFormMessage', { valueString: 'ZZTEST' })];
	}),
	'pas-update-cancelled-type': update((claim) => {
		extensionOf(claim.item[1], 'certificationType').valueCodeableConcept.coding[0].code = 'I';
	}),
	'pas-update-cancelled-flag': update((claim) => delete claim.item[1].modifierExtension),
	'pas-update-change-marked': update((claim) => {
		extensionOf(claim.item[2], 'infoChanged').valueCode = 'changed';
	}),
	'pas-update-unchanged-unmarked': update((claim) =>
		claim.item[0].extension.push({ url: `${PAS}extension-infoChanged`, valueCode: 'changed' }),
	),
	'pas-update-same-parties': update((_claim, prior) => {
		prior.insurer.reference = 'Organization/UMOExample';
	}),
	'pas-inquiry-member': {
		of: 'inquiry',
		break: (bundle) => {
			resourceOf(bundle, 'Coverage').identifier = [
				{ system: 'http://example.org/MIN', value: '1' },
			];
		},
		also: ['pas-coverage-member-id'],
	},
	'pas-inquiry-dates': {
		of: 'inquiry',
		break: (bundle) =>
			(extensionOf(claimOf(bundle).item[1], 'CertificationExpirationDate').valueDate = '2019-07'),
	},
};

/** Systems that the tests of single rules use as well. */
export const CODE_SYSTEMS = { HCPCS, CPT, TEMP };
