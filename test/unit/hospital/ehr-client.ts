import { after, before } from 'node:test';
import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import type { Hospital } from '../../hospital/people.ts';
import { seedHospital } from '../../hospital/seed.ts';

export const TOKEN = 'demo-token';

export const patient: Patient = { resourceType: 'Patient', name: [{ family: 'Zztestnew' }] };

export interface Reply {
	status: number;
	headers: Headers;
	body: Resource & Record<string, unknown>;
}

/** A seeded EHR for the tests of one file, started before them and stopped after them. */
export class EhrUnderTest {
	ehr!: Ehr;
	hospital!: Hospital;

	constructor() {
		before(async () => {
			this.ehr = await startEhr({ token: TOKEN });
			this.hospital = await seedHospital(this.ehr);
		});
		after(() => this.ehr.stop());
	}

	async call(method: string, path: string, body?: unknown, headers: object = {}): Promise<Reply> {
		const response = await fetch(`${this.ehr.url}${path}`, {
			method,
			headers: {
				authorization: `Bearer ${TOKEN}`,
				'content-type': 'application/fhir+json',
				...headers,
			},
			...(body === undefined
				? {}
				: { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const answer = (await response.json()) as Reply['body'];
		return { status: response.status, headers: response.headers, body: answer };
	}

	get(path: string): Promise<Reply> {
		return this.call('GET', path);
	}

	/** The body as a Bundle: for searches and histories. */
	async search(path: string): Promise<Bundle> {
		return (await this.get(path)).body as unknown as Bundle;
	}
}

export const transaction = (...entry: BundleEntry[]): Bundle => ({
	resourceType: 'Bundle',
	type: 'transaction',
	entry,
});

/** Ids of the resources in a Bundle, in its order. */
export const ids = ({ entry = [] }: Bundle): (string | undefined)[] =>
	entry.map(({ resource }) => resource?.id);
