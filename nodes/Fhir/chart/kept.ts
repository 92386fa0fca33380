import type { FhirResource } from '../../clients/fhir';
import type { ChartResource, CutOff, DeclaredRead } from '../../shared/contracts/chart-context';
import type { PurposeRead } from './purpose';

/** What a reading has kept so far, and what it left out and why. */
export class Kept {
	readonly declared: DeclaredRead[] = [];
	readonly truncated: CutOff[] = [];
	readonly counts: Record<string, number> = {};
	readonly notFound: string[] = [];
	otherEncounter = 0;
	private readonly byReference = new Map<string, ChartResource>();
	/** Two reads can give the same one: it is counted once. */
	private readonly wrong = new Set<string>();

	declare(
		{ name, type }: Pick<PurposeRead, 'name' | 'type'>,
		search: string[],
		elements: string[],
	) {
		this.declared.push({ name, type, search: search.toSorted(), elements });
	}

	cutOff({ name, type }: PurposeRead, kept: number, newestFirst: boolean): void {
		this.truncated.push({ read: name, type, kept, newestFirst });
	}

	/** `referred-medicines: 2 not found on the server`. */
	missing(read: string, count: number, reason: string): void {
		if (count > 0) this.notFound.push(`${read}: ${count} ${reason}`);
	}

	count(read: string, found: number): void {
		this.counts[read] = found;
		if (found === 0) this.notFound.push(read);
	}

	/** A record that two reads give is one record, with what either of them keeps. */
	add(read: string, resources: ChartResource[]): void {
		for (const resource of resources) {
			const key = `${resource.resourceType}/${resource.id}`;
			this.byReference.set(key, { ...this.byReference.get(key), ...resource });
		}
		this.count(read, resources.length);
	}

	get resources(): ChartResource[] {
		return [...this.byReference.values()];
	}

	/** False for a record that says of itself that it is wrong. */
	isValid({ resourceType, id, status, docStatus, verificationStatus }: FhirResource): boolean {
		const { coding } = (verificationStatus ?? {}) as { coding?: unknown };
		const codes = [coding].flat().map((one) => (one as { code?: unknown } | undefined)?.code);
		const wrong = [status, docStatus, ...codes].includes('entered-in-error');
		if (wrong) this.wrong.add(`${resourceType}/${id}`);
		return !wrong;
	}

	get enteredInError(): number {
		return this.wrong.size;
	}

	isOf(encounter: boolean): boolean {
		if (!encounter) this.otherEncounter += 1;
		return encounter;
	}
}
