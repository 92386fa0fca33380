import type { Json } from './records.ts';

/**
 * One SHALL of the guide, broken once in a packet that was right. Written from the guide's text and its
 * profiles for the packets of the bench; the published examples have mutants of their own.
 */
export interface Broken {
	name: string;
	/** Where the guide says it. */
	source: string;
	/** Start of the names of the rules that may tell it. */
	rule: RegExp;
	/** @returns false where this packet has nothing to break */
	break(bundle: Json): boolean;
}

const claim = (bundle: Json): Json => bundle.entry[0].resource;
const entryOf = (bundle: Json, type: string): Json =>
	bundle.entry.find(({ resource }: Json) => resource.resourceType === type);
const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-';
const without = (of: Json, name: string): boolean => {
	const before = of.extension?.length ?? 0;
	of.extension = of.extension?.filter(({ url }: Json) => url !== PAS + name);
	return before > (of.extension?.length ?? 0);
};

const make = (
	name: string,
	source: string,
	rule: RegExp,
	change: (bundle: Json) => unknown,
): Broken => ({ name, source, rule, break: (bundle) => change(bundle) !== false });

export const BROKEN: readonly Broken[] = [
	make('a batch', 'PASRequestBundle.type', /^pas-bundle-collection$/, (b) => (b.type = 'batch')),
	make('no identifier', 'PASRequestBundle.identifier 1..1', /^pas-bundle-identifier$/, (b) => {
		delete b.identifier;
	}),
	make('a day for a timestamp', 'PASRequestBundle.timestamp', /^pas-bundle-timestamp$/, (b) => {
		b.timestamp = '2026-11-22';
	}),
	make('the claim comes last', 'spec-12', /^pas-claim-first$/, (b) => {
		b.entry.push(b.entry.shift());
	}),
	make('no patient in it', 'spec-13', /^pas-(reference-included|claim-patient)$/, (b) => {
		b.entry = b.entry.filter(({ resource }: Json) => resource !== entryOf(b, 'Patient').resource);
	}),
	make(
		'no coverage in it',
		'spec-13',
		/^pas-(reference-included|insurance|claim-coverage)/,
		(b) => {
			b.entry = b.entry.filter(({ resource }: Json) => resource.resourceType !== 'Coverage');
		},
	),
	make('a record twice', 'spec-14', /^pas-(instance-once|fullurl-unique)$/, (b) => {
		b.entry.push(structuredClone(entryOf(b, 'Coverage')));
	}),
	make('an address that is none', 'spec-16', /^pas-(fullurl|reference-included)/, (b) => {
		entryOf(b, 'Coverage').fullUrl = 'Coverage/1';
	}),
	make('a record that nobody asked for', 'spec-20', /^pas-(entry-unreferenced|evidence)/, (b) => {
		const id = '7a1c1b52-6f0e-5d43-9b0e-3f4f2f6f1f10';
		const patient = claim(b).patient;
		b.entry.push({
			fullUrl: `urn:uuid:${id}`,
			resource: { resourceType: 'Immunization', id, status: 'completed', patient },
		});
	}),
	make('a request to write', 'PASRequestBundle.entry.request 0..0', /^pas-entry/, (b) => {
		b.entry[0].request = { method: 'POST', url: 'Claim' };
	}),
	make('a bill', 'PASClaimBase.use', /^pas-claim-use$/, (b) => (claim(b).use = 'claim')),
	make('a draft', 'PASClaimBase.status', /^pas-claim-status$/, (b) => (claim(b).status = 'draft')),
	make('no payer', 'PASClaimBase.insurer 1..1', /^pas-claim-insurer$/, (b) => {
		delete claim(b).insurer;
	}),
	make('no number of the case', 'PASClaim.identifier', /^pas-claim-identifier$/, (b) => {
		delete claim(b).identifier;
	}),
	make('made in a year', 'FullDateRule of Claim.created', /^pas-claim-created$/, (b) => {
		claim(b).created = '2026';
	}),
	make('no items', 'PASClaim.item 1..*', /^pas-item-present$/, (b) => {
		delete claim(b).item;
	}),
	make('the same number twice', 'Claim.item.sequence', /^pas-item-sequence/, (b) => {
		const { item } = claim(b);
		item.push(structuredClone(item[0]));
	}),
	make('an item without a service', 'PASClaim.item.productOrService', /^pas-item-product/, (b) => {
		claim(b).item[0].productOrService = { text: 'Zztest' };
	}),
	make('a month of service', 'PASClaimBase.item.servicedDate', /^pas-item-dates$/, (b) => {
		delete claim(b).item[0].servicedPeriod;
		claim(b).item[0].servicedDate = '2026-12';
	}),
	make('bottles', 'PASClaimBase.item.quantity comment', /^pas-item-quantity/, (b) => {
		delete claim(b).item[0].quantity.unit;
	}),
	make('a diagnosis that is not there', 'Claim.item.diagnosisSequence', /^pas-item/, (b) => {
		claim(b).item[0].diagnosisSequence = [99];
	}),
	make('no kind of request', 'PASClaim.item.extension[requestType]', /^pas-item/, (b) =>
		without(claim(b).item[0], 'serviceItemRequestType'),
	),
	make('no kind of certification', 'PASClaim.item.extension[certificationType]', /^pas-item/, (b) =>
		without(claim(b).item[0], 'certificationType'),
	),
	make('no category', 'PASClaim.item.category 1..1', /^pas-item-category/, (b) => {
		delete claim(b).item[0].category;
	}),
	make(
		'a diagnosis in words',
		'PASClaimBase.diagnosis[x] only CodeableConcept',
		/^pas-diagnosis/,
		(b) => {
			claim(b).diagnosis[0].diagnosisCodeableConcept = { text: 'Zztest' };
		},
	),
	make(
		'no focal coverage',
		'PASClaimBase.insurance.focal = true',
		/^pas-(insurance|claim)/,
		(b) => {
			claim(b).insurance[0].focal = false;
		},
	),
	make(
		'no birth date in full',
		'FullDateRule of Patient.birthDate',
		/^pas-patient-birth-date$/,
		(b) => {
			entryOf(b, 'Patient').resource.birthDate = '1961-04';
		},
	),
	make('no name', 'US Core Patient.name 1..*', /^pas-patient-name$/, (b) => {
		delete entryOf(b, 'Patient').resource.name;
	}),
	make('a coverage that has ended', 'PASCoverage.status', /^pas-coverage-status$/, (b) => {
		entryOf(b, 'Coverage').resource.status = 'cancelled';
	}),
	make('no member id', 'PASCoverage.identifier[memberid] 1..1', /^pas-coverage-member-id$/, (b) => {
		delete entryOf(b, 'Coverage').resource.identifier;
	}),
	make(
		'an organization that is closed',
		'PASInsurer.active = true',
		/^pas-organization-active$/,
		(b) => {
			const insurer = claim(b).insurer.reference;
			b.entry.find(({ fullUrl }: Json) => fullUrl === insurer).resource.active = false;
		},
	),
	make('a number of nobody', 'NPI check digit (US Core us-core-16..18)', /^pas-npi$/, (b) => {
		const found = b.entry
			.flatMap(({ resource }: Json) => resource.identifier ?? [])
			.find(({ system }: Json) => system === 'http://hl7.org/fhir/sid/us-npi');
		if (found === undefined) return false;
		found.value = '1234567890';
		return true;
	}),
	make(
		'evidence of another patient',
		'spec-18; one patient',
		/^pas-(one-patient|reference|entry)/,
		(b) => {
			const entry = b.entry.find(
				({ resource }: Json) =>
					resource.subject !== undefined && resource.resourceType === 'DocumentReference',
			);
			if (entry === undefined) return false;
			const other = structuredClone(entryOf(b, 'Patient'));
			other.fullUrl = 'urn:uuid:5b3f7a1e-0c7d-4f0a-9c55-1f1f6a1b2c3d';
			other.resource.id = '5b3f7a1e-0c7d-4f0a-9c55-1f1f6a1b2c3d';
			b.entry.push(other);
			entry.resource.subject = { reference: other.fullUrl };
			return true;
		},
	),
	make(
		'a document that lies elsewhere',
		'PASDocumentReference.content.attachment',
		/^pas-document-content$/,
		(b) => {
			const entry = entryOf(b, 'DocumentReference');
			if (entry === undefined) return false;
			entry.resource.content = [{ attachment: { url: 'https://ehr.zztest.example/Binary/1' } }];
			return true;
		},
	),
	make(
		'evidence of no kind',
		'documentInformation.reportTypeCode 1..1',
		/^pas-evidence-report-type$/,
		(b) => {
			const [info] = claim(b).supportingInfo ?? [];
			return info !== undefined && without(info, 'documentInformation');
		},
	),
	make('an order that is a plan', 'PASServiceRequest.intent = order', /^pas-order-intent$/, (b) => {
		const entry = entryOf(b, 'ServiceRequest');
		if (entry === undefined) return false;
		entry.resource.intent = 'plan';
		return true;
	}),
	make(
		'an order with a date',
		'PASServiceRequest.occurrence[x] only PASTiming',
		/^pas-order-occurrence$/,
		(b) => {
			const entry = entryOf(b, 'ServiceRequest');
			if (entry === undefined) return false;
			delete entry.resource.occurrenceTiming;
			entry.resource.occurrenceDateTime = '2026-12-01';
			return true;
		},
	),
];
