import type { BatchResult, Bundle, BundleEntry, EntryResult, FhirClient } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** A transaction cannot be split; most servers refuse longer ones. */
const MAX_TRANSACTION = 1000;
/** Entries of one batch request. More are sent one request after the other. */
const BATCH_SIZE = 200;

/**
 * Sends entries as one transaction, or as batches.
 *
 * @returns what became of each entry, in their order
 * @throws HospitalError `fhir-bundle-too-large` before anything is sent
 */
export async function sendEntries(
	client: FhirClient,
	type: 'transaction' | 'batch',
	entry: BundleEntry[],
	signal?: AbortSignal,
): Promise<Array<EntryResult | BatchResult>> {
	const bundle = (part: BundleEntry[]): Bundle => ({ resourceType: 'Bundle', type, entry: part });
	if (type === 'transaction') {
		if (entry.length > MAX_TRANSACTION) throw tooLarge();
		return await client.transaction(bundle(entry), { signal });
	}
	const results: BatchResult[] = [];
	for (let at = 0; at < entry.length; at += BATCH_SIZE) {
		results.push(...(await client.batch(bundle(entry.slice(at, at + BATCH_SIZE)), { signal })));
	}
	return results;
}

const tooLarge = () =>
	new HospitalError(
		'fhir-bundle-too-large',
		`There are more than ${MAX_TRANSACTION} items for one transaction`,
		{
			nextStep:
				'Nothing was written. Give fewer items at once (Loop Over Items), or choose each for itself.',
		},
	);
