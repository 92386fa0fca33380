import { FhirError, patientsOf, type FhirClient, type FhirResource } from '../../clients/fhir';
import type { CaseRecord } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';

/** A case has a few dozen records; more is a loop or a mistake in the record. */
const MOST_READS = 80;
const GONE = new Set(['fhir-not-found', 'fhir-gone']);

/** Reads records by reference, each once; what is of another server is never read. */
export class CaseReader {
	readonly #read = new Map<string, CaseRecord | undefined>();
	#reads = 0;

	constructor(
		readonly client: FhirClient,
		private readonly signal: AbortSignal | undefined,
	) {}

	/** References of every record that was read. */
	get references(): string[] {
		return [...this.#read].flatMap(([reference, found]) =>
			found === undefined ? [] : [reference],
		);
	}

	/** `ServiceRequest/17` of a reference to a record of this server, where its type is one of these. */
	key(reference: unknown, types: readonly string[]): string | undefined {
		const text =
			typeof reference === 'object' && reference !== null
				? (reference as { reference?: unknown }).reference
				: reference;
		const found = this.client.local(text);
		return found !== undefined && types.includes(found.type) ? found.reference : undefined;
	}

	/** @returns undefined when the reference leads nowhere on this server */
	async read(reference: unknown, types: readonly string[]): Promise<CaseRecord | undefined> {
		const key = this.key(reference, types);
		if (key === undefined) return undefined;
		if (!this.#read.has(key)) {
			this.#count();
			this.#read.set(key, await this.#fetch(key));
		}
		return this.#read.get(key);
	}

	/** {@link read} of each reference of a list; what is not there is left out. */
	async readAll(
		references: unknown,
		types: readonly string[],
		atMost: number,
	): Promise<CaseRecord[]> {
		const found: CaseRecord[] = [];
		for (const reference of listed(references).slice(0, atMost)) {
			const record = await this.read(reference, types);
			if (record !== undefined && !found.includes(record)) found.push(record);
		}
		return found;
	}

	async search(
		type: string,
		parameters: Record<string, string>,
		limit: number,
	): Promise<CaseRecord[]> {
		this.#count();
		const found = await this.client.searchAll(type, parameters, {
			limit,
			...(this.signal && { signal: this.signal }),
		});
		for (const record of found) this.#read.set(`${type}/${record.id ?? ''}`, record);
		return found;
	}

	async #fetch(key: string): Promise<CaseRecord | undefined> {
		const [type = '', id = ''] = key.split('/');
		try {
			return await this.client.read(type, id, this.signal ? { signal: this.signal } : {});
		} catch (error) {
			if (error instanceof FhirError && GONE.has(error.code)) return undefined;
			throw error;
		}
	}

	#count(): void {
		this.#reads += 1;
		if (this.#reads <= MOST_READS) return;
		throw new HospitalError(
			'prior-auth-case-too-large',
			`The order leads to more than ${MOST_READS} records`,
			{ nextStep: 'Nothing was handed on. Look at the order in the record system.' },
		);
	}

	/** True when the record says that it is about this patient, and about nobody else. */
	isOf(record: CaseRecord, patient: string): boolean {
		const owners = patientsOf(record as FhirResource);
		return (
			owners.length > 0 && owners.every((owner) => this.client.local(owner)?.reference === patient)
		);
	}
}

export const listed = (value: unknown): unknown[] =>
	Array.isArray(value) ? (value as unknown[]) : value === undefined ? [] : [value];
