import type { FhirClient, SearchEntry, SearchOptions, SearchParameters } from '../../clients/fhir';

/**
 * A search whose results bring other records along. Servers put those behind the matches of a page:
 * the page with the last match wanted is read to its end, or they would be lost.
 *
 * @param options.limit how many matches; what comes along does not count
 * @returns `beyond` holds matches that came although they are more than wanted
 */
export async function searchTogether(
	client: FhirClient,
	type: string,
	parameters: SearchParameters,
	{ limit, ...options }: SearchOptions,
): Promise<{ entries: SearchEntry[]; beyond: SearchEntry[] }> {
	const asked = Number(parameters._count ?? limit);
	const size: SearchParameters = limit === undefined ? {} : { _count: Math.min(asked, limit) };
	const found: SearchEntry[] = [];
	const beyond: SearchEntry[] = [];
	let matches = 0;
	for await (const { entries } of client.pages(type, { ...parameters, ...size }, options)) {
		for (const entry of entries) {
			const isBeyond = entry.mode === 'match' && ++matches > (limit ?? Infinity);
			(isBeyond ? beyond : found).push(entry);
		}
		if (matches >= (limit ?? Infinity)) break;
	}
	return { entries: found, beyond };
}
