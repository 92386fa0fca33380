import type { FhirResource } from '../../../clients/fhir/types';
import { warning, type Hl7Warning } from '../warnings';
import { ambiguous, missing } from './failures';
import { ResourceReading, type Part } from './resource-reading';

/** The resources that were given, each read once. */
export class Given {
	private readonly readings: ResourceReading[];
	private readonly used = new Set<ResourceReading>();

	constructor(resources: readonly FhirResource[]) {
		this.readings = resources.map((resource) => new ResourceReading(resource));
	}

	/** @throws HospitalError when there is none, or more than one */
	one(type: string): Part {
		const found = this.readings.filter(({ resource }) => resource.resourceType === type);
		const [only] = found;
		if (only === undefined) throw missing(type);
		if (found.length > 1) throw ambiguous(type);
		this.used.add(only);
		return only.root;
	}

	maybe(type: string): Part | undefined {
		const found = this.readings.some(({ resource }) => resource.resourceType === type);
		return found ? this.one(type) : undefined;
	}

	/** Those that a list of references names, in its order; all of the type when it names none. */
	named(type: string, references: ReadonlyArray<string | undefined>): Part[] {
		const all = this.readings.filter(({ resource }) => resource.resourceType === type);
		const chosen =
			references.length === 0
				? all
				: references
						.map((reference) => all.find(({ resource }) => reference === `${type}/${resource.id}`))
						.filter((one) => one !== undefined);
		for (const reading of chosen) this.used.add(reading);
		return chosen.map(({ root }) => root);
	}

	unread(): Hl7Warning[] {
		return this.readings.flatMap((reading) =>
			this.used.has(reading)
				? reading.unread()
				: [warning(reading.resource.resourceType, 'segment-not-mapped')],
		);
	}
}
