import { token } from '../../clients/fhir/names';
import { followReplacement, readPatient } from './patient';
import { carries, localId, type ChartReader, type Coverage, type Patient } from './resources';

const MAX_COVERAGES = 20;

/**
 * The surviving records of everybody whom a member number insures: a family may share one.
 *
 * @returns undefined when the chart holds more of them than are looked at, or one that leads nowhere
 */
export async function findMembers(
	chart: ChartReader,
	system: string,
	value: string,
	signal?: AbortSignal,
): Promise<Patient[] | undefined> {
	const parameters = { identifier: token(system, value), _count: MAX_COVERAGES };
	const options = { limit: MAX_COVERAGES, ...(signal && { signal }) };
	const found = (await chart.searchAll('Coverage', parameters, options)) as Coverage[];
	const coverages = found.filter(
		(coverage) => carries(coverage, system, value) && coverage.status !== 'entered-in-error',
	);
	if (found.length >= MAX_COVERAGES) return undefined;
	const patients = new Map<string, Patient>();
	for (const { beneficiary } of coverages) {
		const id = localId(beneficiary, 'Patient', chart.baseUrl);
		const named = id === undefined ? undefined : await readPatient(chart, id, signal);
		if (named === undefined) return undefined;
		const { found: survivor } = await followReplacement(chart, named, signal);
		if (survivor === undefined) return undefined;
		patients.set(survivor.id, survivor);
	}
	return [...patients.values()];
}
