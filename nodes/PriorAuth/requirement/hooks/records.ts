import { patientsOf, type FhirResource } from '../../../clients/fhir';
import { keyIn, keyOf } from '../../request/input';
import type { RequirementInput } from '../input';

/** A payer may not make us read more than this for one question. */
const MAX_READS = 40;

/**
 * The records that may go to the payer: those at hand, and those that they refer to. Every record that
 * names a patient must name this one, and no other.
 */
export class Records {
	private readonly byKey = new Map<string, FhirResource>();
	private readonly asked = new Map<string, Promise<FhirResource | undefined>>();

	constructor(
		private readonly input: RequirementInput,
		private readonly types: ReadonlySet<string>,
	) {
		const { orders, coverage, patient, insurer, practitioner, encounter, others = [] } = input;
		for (const record of [
			patient,
			coverage,
			insurer,
			practitioner,
			encounter,
			...orders,
			...others,
		]) {
			const key = record === undefined ? undefined : keyOf(record);
			if (record !== undefined && key !== undefined && !this.byKey.has(key)) {
				this.byKey.set(key, record);
			}
		}
	}

	/**
	 * The record that a reference inside another record leads to; undefined for one of another server, of
	 * a type that is withheld, of another patient, or that is not there.
	 *
	 * @throws whatever the reader throws: then it is not known whether there is one
	 */
	async resolve(reference: string): Promise<FhirResource | undefined> {
		const key = keyIn(reference, this.input.server);
		if (key === undefined) return undefined;
		const [type = ''] = key.split('/');
		if (!this.types.has(type)) return undefined;
		const record = this.byKey.get(key) ?? (await this.readOnce(key));
		return record !== undefined && this.mayGo(record) ? record : undefined;
	}

	private async readOnce(key: string): Promise<FhirResource | undefined> {
		const { read, signal } = this.input;
		if (read === undefined) throw new NotAtHand();
		let asked = this.asked.get(key);
		if (asked === undefined) {
			if (this.asked.size >= MAX_READS) throw new NotAtHand();
			asked = read(key, signal)
				// A server that answers with another record answers with nothing.
				.then((record) => (record !== undefined && keyOf(record) === key ? record : undefined));
			this.asked.set(key, asked);
		}
		return await asked;
	}

	/** True for a record of this patient, and for one that is about nobody (a clinician, a place). */
	mayGo(record: FhirResource): boolean {
		const own = `Patient/${this.input.patient.id ?? ''}`;
		return patientsOf(record).every((one) => keyIn(one, this.input.server) === own);
	}
}

/** A record is not at hand and cannot be read: what it belongs to is withheld. */
export class NotAtHand extends Error {
	constructor() {
		super('not at hand');
		this.name = 'NotAtHand';
	}
}
