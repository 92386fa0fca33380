import type { RequestInput } from '../../../dist/nodes/PriorAuth/request/index.js';
import type { Random } from '../../hospital/random.ts';
import { daysAfter, npi } from './numbers.ts';

export type Json = any;
export type Records = RequestInput & Json;

/** Where the records of the bench are from. */
export const SERVER = {
	base: 'https://ehr.zztest.example/fhir',
	knownAs: ['http://ehr-internal.zztest.example:8080/fhir'],
};
export const NPI = 'http://hl7.org/fhir/sid/us-npi';
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
export const NDC = 'http://hl7.org/fhir/sid/ndc';
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const SNOMED = 'http://snomed.info/sct';
export const PLACES =
	'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const V2 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const RELATION = 'http://terminology.hl7.org/CodeSystem/subscriber-relationship';

export const concept = (system: string, code: string, display?: string): Json => ({
	coding: [{ system, code, ...(display !== undefined && { display }) }],
});

const FAMILIES = [
	'Zztest',
	'Zztest-Øst',
	"Zztest O'Sample",
	'Zztest von Muster',
	'ZZTEST',
	'Zztestová',
];
const GIVEN = ['Ada', 'Bo', 'Çelik', 'Dora Mae', 'Émile', 'Ngọc', 'X'];

/** Makes the records of one hospital's one case. What may not travel carries the mark. */
export class Chart {
	readonly random: Random;
	/** Stands in everything that no payer may see. */
	readonly mark: string;
	readonly patientId: string;
	readonly mrn: string;
	readonly member: string;

	constructor(random: Random, index: number) {
		this.random = random;
		this.mark = `ZZSECRET${index}Q`;
		this.patientId = `p-${index}`;
		this.mrn = `ZZ-${10_000 + index}`;
		this.member = `ZZM${random.integer(100_000, 999_999)}-${index}`;
	}

	/** A reference as record systems write it: relative, whole, by another name, or with a version. */
	to(reference: string): Json {
		const forms = [
			reference,
			reference,
			`${SERVER.base}/${reference}`,
			`${SERVER.knownAs[0]}/${reference}`,
			`${reference}/_history/3`,
		];
		const named = this.random.next() < 0.4;
		return {
			reference: this.random.pick(forms),
			...(named && { display: `Zztest ${this.mark}` }),
		};
	}

	get subject(): Json {
		return this.to(`Patient/${this.patientId}`);
	}

	/** The rendered text repeats what the elements say, and more. */
	get text(): Json {
		const div = `<div xmlns="http://www.w3.org/1999/xhtml">${this.mark}</div>`;
		return { status: 'generated', div };
	}

	get name(): Json {
		return { family: this.random.pick(FAMILIES), given: [this.random.pick(GIVEN)] };
	}

	person(id: string, identifiers: Json[]): Json {
		const { random } = this;
		return {
			resourceType: 'Patient',
			id,
			meta: { versionId: '4', lastUpdated: '2026-10-30T08:00:00Z', source: `#${this.mark}` },
			text: this.text,
			identifier: [
				...identifiers,
				{ system: 'http://hl7.org/fhir/sid/us-ssn', value: `999-${this.mark}` },
			],
			name: [this.name],
			gender: random.pick(['female', 'male', 'other', 'unknown']),
			birthDate: daysAfter('1930-01-01', random.integer(0, 34_000)),
			address: [{ line: ['1 Zztest Way'], city: 'Testville', state: 'MA', postalCode: '00000' }],
			telecom: [{ system: 'phone', value: `555-${this.mark}` }],
			maritalStatus: { text: this.mark },
			contact: [{ name: { family: this.mark } }],
			...(random.next() < 0.3 && { photo: [{ title: this.mark }] }),
		};
	}

	patient(): Json {
		const system = 'https://ehr.zztest.example/mrn';
		return this.person(this.patientId, [{ system, value: this.mrn }]);
	}

	/** How insurance cards come into records: typed member id, subscriber's number, or a dependent. */
	coverage(form: 'member' | 'subscriber' | 'dependent'): Json {
		const typed = {
			type: concept(V2, 'MB'),
			system: 'https://payer.zztest.example/members',
			value: this.member,
		};
		const other = { system: 'https://payer.zztest.example/old', value: this.mark };
		return {
			resourceType: 'Coverage',
			id: `${this.patientId}-cov`,
			text: this.text,
			status: 'active',
			...(form !== 'subscriber' && { identifier: this.random.shuffle([typed, other]) }),
			...(form === 'subscriber' && { subscriberId: this.member }),
			...(form === 'dependent' && { subscriber: this.to(`Patient/${this.patientId}-sub`) }),
			beneficiary: this.subject,
			relationship: concept(RELATION, form === 'dependent' ? 'child' : 'self'),
			period: { start: '2026-01-01' },
			payor: [this.to('Organization/payer-1')],
			contract: [{ reference: 'Contract/9', display: this.mark }],
		};
	}

	organization(id: string, name: string, identifier: Json[]): Json {
		return {
			resourceType: 'Organization',
			id,
			text: this.text,
			...(identifier.length > 0 && { identifier }),
			active: true,
			name,
			telecom: [{ system: 'phone', value: '555-0100' }],
			address: [{ city: 'Testville', state: 'MA' }],
			partOf: this.to('Organization/holding'),
			endpoint: [{ reference: 'Endpoint/1', display: this.mark }],
		};
	}

	practitioner(number: string | undefined): Json {
		return {
			resourceType: 'Practitioner',
			id: 'doc-1',
			text: this.text,
			identifier: [
				{ system: 'https://ehr.zztest.example/staff', value: `S-${this.random.integer(1, 999)}` },
				...(number === undefined ? [] : [{ system: NPI, value: number }]),
			],
			active: true,
			name: [this.name],
			telecom: [{ system: 'phone', value: '555-0101', use: 'work' }],
			birthDate: '1970-01-01',
			photo: [{ title: this.mark }],
			qualification: [{ code: { text: 'MD' }, issuer: this.to('Organization/board') }],
		};
	}

	/** A number of a provider, for whoever has one in this case. */
	npi(): string {
		return npi(this.random);
	}

	condition(id: string, code: string): Json {
		const snomed = { system: SNOMED, code: String(this.random.integer(1e7, 9e7)) };
		const icd = { system: ICD10, code, display: 'Zztest words' };
		return {
			resourceType: 'Condition',
			id,
			text: this.text,
			clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
			category: [
				concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item'),
			],
			code: { coding: this.random.shuffle([snomed, icd]), text: this.mark },
			subject: this.subject,
			recordedDate: this.random.pick(['2026-10-01T10:00:00Z', '2026-09-12', '2026']),
			note: [{ text: this.mark }],
		};
	}
}
