import {
	CHAIN,
	CHAINED,
	FhirError,
	NOBODY,
	NOT_LOOKED_UP,
	type Asked,
	type FhirClient,
} from '../../clients/fhir';
import { checkMatches } from './other-record';

/**
 * What a search asks for by way of the patient's own record cannot be seen in what it finds. So the
 * patients are looked up by the same words, and the search is judged as one for them.
 *
 * @returns the criteria with what was looked up for each chain; unchanged where there is none
 */
export async function withChains(
	client: Pick<FhirClient, 'local' | 'searchAll'>,
	criteria: Asked,
	signal: AbortSignal | undefined,
): Promise<Asked> {
	const chained: string[] = [];
	for (const [name, values] of Object.entries(criteria)) {
		const [, by] = CHAIN.exec(name) ?? [];
		if (by === undefined) continue;
		for (const value of values) {
			const found = await patientsWith(client, { [by]: [value] }, signal);
			chained.push(found === undefined ? NOT_LOOKED_UP : found.join(',') || NOBODY);
		}
	}
	return chained.length === 0 ? criteria : { ...criteria, [CHAINED]: chained };
}

/** Answers of a server that does not let this client look up patients, or not by these words. */
const REFUSALS: readonly number[] = [400, 401, 403, 404, 405, 422, 501];

async function patientsWith(
	client: Pick<FhirClient, 'local' | 'searchAll'>,
	asked: Record<string, string[]>,
	signal: AbortSignal | undefined,
): Promise<string[] | undefined> {
	try {
		const found = await client.searchAll('Patient', asked, signal && { signal });
		checkMatches(found, asked, (one) => client.local(one));
		return found.map(({ id }) => `Patient/${id}`);
	} catch (error) {
		if (!(error instanceof FhirError) || !REFUSALS.includes(error.status)) throw error;
		return undefined;
	}
}
