import type { HoldReason } from '../../shared/contracts';
import { token } from '../../clients/fhir/names';
import { carries, localId, type ChartReader, type Patient } from './resources';

export type PatientLookup =
	| { found: Patient; mergeFollowed: boolean }
	| { found?: undefined; reason: HoldReason; mergeFollowed: boolean };

/** More merges in a row than this are taken for a fault of the chart. */
const MAX_MERGES = 10;
/** Two are enough to know that an identifier is not unique; a few more absorb merged duplicates. */
const MAX_CANDIDATES = 20;

/**
 * Finds the surviving record of the patient who has this identifier.
 *
 * Several records are fine when they were merged into one; any other plurality is ambiguous.
 */
export async function findPatient(
	chart: ChartReader,
	system: string,
	value: string,
	signal?: AbortSignal,
): Promise<PatientLookup> {
	const parameters = { identifier: token(system, value), _count: MAX_CANDIDATES };
	const options = { limit: MAX_CANDIDATES, ...(signal && { signal }) };
	const candidates = (await chart.searchAll('Patient', parameters, options)) as Patient[];
	const matching = candidates.filter((patient) => carries(patient, system, value));
	if (matching.length === 0) return { reason: 'patient-not-found', mergeFollowed: false };
	const survivors = new Map<string, Patient>();
	let mergeFollowed = false;
	for (const candidate of matching) {
		const lookup = await followReplacement(chart, candidate, signal);
		mergeFollowed ||= lookup.mergeFollowed;
		if (lookup.found === undefined) return lookup;
		survivors.set(lookup.found.id, lookup.found);
	}
	const [survivor, ...others] = survivors.values();
	if (survivor === undefined || others.length > 0 || candidates.length >= MAX_CANDIDATES) {
		return { reason: 'patient-ambiguous', mergeFollowed };
	}
	return { found: survivor, mergeFollowed };
}

/** Follows Patient.link `replaced-by` (FHIR R4 8.1.5) to the record in use. */
export async function followReplacement(
	chart: ChartReader,
	start: Patient,
	signal?: AbortSignal,
): Promise<PatientLookup> {
	const visited = new Set<string>([start.id]);
	let patient = start;
	for (;;) {
		const mergeFollowed = visited.size > 1;
		const replacements = (patient.link ?? []).filter(({ type }) => type === 'replaced-by');
		if (replacements.length === 0) return { found: patient, mergeFollowed };
		const ids = new Set(replacements.map(({ other }) => localId(other, 'Patient', chart.baseUrl)));
		const [id] = ids;
		if (ids.size > 1) return { reason: 'patient-ambiguous', mergeFollowed };
		if (id === undefined) return { reason: 'patient-not-found', mergeFollowed };
		if (visited.has(id) || visited.size > MAX_MERGES)
			return { reason: 'merge-loop', mergeFollowed };
		visited.add(id);
		const next = await readPatient(chart, id, signal);
		if (next === undefined) return { reason: 'patient-not-found', mergeFollowed: true };
		patient = next;
	}
}

/** Undefined when the record is not there; every other failure must stop the decision. */
export async function readPatient(
	chart: ChartReader,
	id: string,
	signal?: AbortSignal,
): Promise<Patient | undefined> {
	try {
		return (await chart.read('Patient', id, signal && { signal })) as Patient;
	} catch (error) {
		const { code } = error as { code?: unknown };
		if (code === 'fhir-not-found' || code === 'fhir-gone') return undefined;
		throw error;
	}
}
