import type { FhirResource } from '../../clients/fhir';
import type { ChartResource, CutOff, DeclaredRead } from '../../shared/contracts/chart-context';
import type { PurposeRead } from './purpose';

/** What a reading has kept so far, and what it left out and why. */
export class Kept {
	readonly declared: DeclaredRead[] = [];
	readonly truncated: CutOff[] = [];
	readonly counts: Record<string, number> = {};
	readonly notFound: string[] = [];
	enteredInError = 0;
	otherEncounter = 0;
	private readonly byReference = new Map<string, ChartResource>();

	declare(
		{ name, type }: Pick<PurposeRead, 'name' | 'type'>,
		search: string[],
		elements: string[],
	) {
		this.declared.push({ name, type, search: search.toSorted(), elements });
	}

	cutOff({ name, type, atMost }: PurposeRead, newestFirst: boolean): void {
		this.truncated.push({ read: name, type, kept: atMost, newestFirst });
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
	isValid({ status, docStatus, verificationStatus }: FhirResource): boolean {
		const { coding } = (verificationStatus ?? {}) as { coding?: unknown };
		const codes = [coding].flat().map((one) => (one as { code?: unknown } | undefined)?.code);
		const wrong = [status, docStatus, ...codes].includes('entered-in-error');
		if (wrong) this.enteredInError += 1;
		return !wrong;
	}

	isOf(encounter: boolean): boolean {
		if (!encounter) this.otherEncounter += 1;
		return encounter;
	}
}
