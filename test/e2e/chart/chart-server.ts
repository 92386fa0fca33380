import { setTimeout as sleep } from 'node:timers/promises';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { demoHospital, orderOf, type Hospital, type Person } from '../../hospital/people.ts';
import { hospitalBundle } from '../../hospital/seed.ts';
import { startHapi } from '../../peers/hapi.ts';

/** What the trigger of the tests watches: creatinine. */
export const WATCHED = { system: 'http://loinc.org', code: '2160-0' };

/** A record as the tests look at it. */
export interface Stored {
	resourceType: string;
	id: string;
	meta: {
		versionId: string;
		security?: Array<{ system?: string; code?: string }>;
		profile?: string[];
	};
	[element: string]: any;
}

/** A chart with the demo hospital's people in it. */
export class ChartServer {
	readonly name: string;
	readonly url: string;
	/** Bearer token that the credential carries; HAPI does not look at it. */
	readonly token: string;
	readonly hospital: Hospital = demoHospital({ ordinary: 6 });
	/** Only of the embedded server. */
	readonly ehr: Ehr | undefined;
	/**
	 * Whether a reference to a version stays one. HAPI takes the version out of references when it
	 * answers, unless its administrator told it otherwise (stripVersionsFromReferences).
	 */
	readonly keepsVersions: boolean;
	readonly stop: () => Promise<void>;

	private constructor(
		name: string,
		token: string,
		{ url, stop, ehr }: { url: string; stop: () => Promise<void>; ehr?: Ehr },
	) {
		this.name = name;
		this.token = token;
		this.url = url;
		this.stop = stop;
		this.ehr = ehr;
		this.keepsVersions = ehr !== undefined;
	}

	static async embedded(token: string): Promise<ChartServer> {
		const ehr = await startEhr({ token });
		const stop = async (): Promise<void> => await ehr.stop();
		return await new ChartServer('embedded', token, { url: ehr.url, stop, ehr }).seeded();
	}

	/** @throws PeerUnavailable */
	static async hapi(token: string): Promise<ChartServer> {
		return await new ChartServer('hapi', token, await startHapi()).seeded();
	}

	/** Everybody whose chart the tests use, each in one of them only. */
	person(index: number): Person {
		const person = this.hospital.ordinary[index];
		if (person === undefined) throw new RangeError('there is no such person');
		return person;
	}

	/** A creatinine of a person; the text for the draft stands in its note. */
	result(person: Person, value: number, text: string, code = WATCHED.code): object {
		const { encounterId } = orderOf(this.hospital, person);
		return {
			resourceType: 'Observation',
			id: `zzresult-${person.id}-${code}`,
			status: 'final',
			code: { coding: [{ ...WATCHED, code }] },
			subject: { reference: `Patient/${person.id}` },
			encounter: { reference: `Encounter/${encounterId}` },
			effectiveDateTime: '2026-11-02T09:00:00Z',
			valueQuantity: { value, unit: 'mg/dL', system: 'http://unitsofmeasure.org', code: 'mg/dL' },
			note: [{ text }],
		};
	}

	async put(resource: object): Promise<Stored> {
		const { resourceType, id } = resource as Stored;
		return (await this.ask('PUT', `${resourceType}/${id}`, resource)) as Stored;
	}

	async get(path: string): Promise<Stored> {
		return (await this.ask('GET', path)) as Stored;
	}

	/** What a search finds, without what comes along. */
	async search(query: string): Promise<Stored[]> {
		const { entry = [] } = (await this.ask('GET', query)) as {
			entry?: Array<{ resource: Stored }>;
		};
		return entry.map(({ resource }) => resource);
	}

	private async seeded(): Promise<this> {
		try {
			await this.ask('POST', '', hospitalBundle(this.hospital));
			// Nothing of the seed lies within the second in which a watch begins.
			await sleep(1_000);
			return this;
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	private async ask(method: string, path: string, body?: object): Promise<unknown> {
		const response = await fetch(path === '' ? this.url : `${this.url}/${path}`, {
			method,
			headers: {
				authorization: `Bearer ${this.token}`,
				'content-type': 'application/fhir+json',
				accept: 'application/fhir+json',
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(30_000),
		});
		const answer: unknown = await response.json();
		if (response.ok) return answer;
		throw new Error(`${this.name}: ${method} ${path.split('?')[0]} gave ${response.status}`);
	}
}
