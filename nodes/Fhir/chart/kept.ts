import { isDeepStrictEqual } from 'node:util';
import type { FhirResource } from '../../clients/fhir';
import type { ChartResource, CutOff, DeclaredRead } from '../../shared/contracts/chart-context';
import type { PurposeRead } from './purpose';

/** A record was changed while the chart was read: it has to be read anew. */
export class ChangedMeanwhile extends Error {}

/** True for two readings of the same version; without versions, when they say the same where they can. */
function agree(one: ChartResource, other: ChartResource): boolean {
	const [first, second] = [one.meta?.versionId, other.meta?.versionId];
	if (first !== undefined && second !== undefined && first !== second) return false;
	return Object.keys(one).every(
		(name) =>
			name === 'meta' ||
			name === 'contained' ||
			!(name in other) ||
			isDeepStrictEqual(one[name], other[name]),
	);
}

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

	/** `goals: the server counts 12 and gave 10`: what is missing, or only counted wrongly, is not known. */
	short(read: string, { counted, came }: { counted: number; came: number }): void {
		this.notFound.push(`${read}: the server counts ${counted} and gave ${came}`);
	}

	count(read: string, found: number): void {
		this.counts[read] = found;
		if (found === 0) this.notFound.push(read);
	}

	/** A remark on the patient's own record: `patient: 1 record was merged into this one, not read`. */
	remark(text: string): void {
		this.notFound.push(text);
	}

	/**
	 * A record that two reads give is one record, with what either of them keeps.
	 *
	 * @throws ChangedMeanwhile when it was changed between the two: mixed, they would say what the chart
	 *   never said
	 */
	add(read: string, resources: ChartResource[]): void {
		for (const resource of resources) {
			const key = `${resource.resourceType}/${resource.id}`;
			const before = this.byReference.get(key);
			if (before !== undefined && !agree(before, resource)) throw new ChangedMeanwhile();
			this.byReference.set(key, { ...before, ...resource });
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
