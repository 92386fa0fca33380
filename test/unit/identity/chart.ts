import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import type {
	ChartReader,
	Patient,
	ServiceRequest,
} from '../../../dist/nodes/Identity/chart/resources.js';
import type { IdentityClaim } from '../../../dist/nodes/Identity/decide.js';
import { STRICT, type IdentityPolicy } from '../../../dist/nodes/Identity/policy.js';

export const MRN = 'https://demo.example/mrn';
export const ACCESSION = 'https://demo.example/accession';

export const policy = (more: Partial<IdentityPolicy> = {}): IdentityPolicy => ({
	...STRICT,
	issuers: { DEMO: MRN, OTHER: 'https://other.example/mrn' },
	accessionSystem: ACCESSION,
	...more,
});

/** A chart in memory that searches as loosely as it is told to. */
export class Chart implements ChartReader {
	readonly baseUrl = 'http://127.0.0.1/fhir';
	readonly resources = new Map<string, Patient | ServiceRequest>();
	/** True: ignores the search parameters, as servers with lenient handling do. */
	lenient = false;
	reads = 0;

	constructor(...resources: Array<Patient | ServiceRequest>) {
		this.add(...resources);
	}

	add(...resources: Array<Patient | ServiceRequest>): void {
		for (const resource of resources)
			this.resources.set(`${resource.resourceType}/${resource.id}`, resource);
	}

	read(type: string, id: string): Promise<object> {
		this.reads++;
		const found = this.resources.get(`${type}/${id}`);
		if (found) return Promise.resolve(found);
		return Promise.reject(new HospitalError('fhir-not-found', 'not there', { nextStep: 'none' }));
	}

	searchAll(
		type: string,
		parameters: Record<string, string | number>,
		options: { limit?: number } = {},
	): Promise<object[]> {
		const [system, value] = String(parameters.identifier).includes('|')
			? String(parameters.identifier).split('|')
			: [undefined, String(parameters.identifier)];
		const found = [...this.resources.values()].filter(
			(resource) =>
				resource.resourceType === type &&
				(this.lenient ||
					resource.identifier?.some(
						(one) => one.value === value && (system === undefined || one.system === system),
					)),
		);
		return Promise.resolve(found.slice(0, options.limit));
	}
}

export const ada = (more: Partial<Patient> = {}): Patient => ({
	resourceType: 'Patient',
	id: 'p-ada',
	active: true,
	identifier: [{ system: MRN, value: 'M1' }],
	name: [{ use: 'official', family: 'Zztest', given: ['Ada', 'Maria'] }],
	birthDate: '1950-03-01',
	gender: 'female',
	...more,
});

export const order = (more: Partial<ServiceRequest> = {}): ServiceRequest => ({
	resourceType: 'ServiceRequest',
	id: 'o-1',
	identifier: [{ system: ACCESSION, value: 'A1' }],
	status: 'active',
	subject: { reference: 'Patient/p-ada' },
	encounter: { reference: 'Encounter/e-1' },
	...more,
});

export const claim = (
	patient: Partial<IdentityClaim['patient']> = {},
	more: Partial<IdentityClaim> = {},
): IdentityClaim => ({
	patient: {
		id: 'M1',
		issuer: 'DEMO',
		name: 'ZZTEST^ADA',
		birthDate: '19500301',
		sex: 'F',
		...patient,
	},
	accessionNumber: 'A1',
	...more,
});
