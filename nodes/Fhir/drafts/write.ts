import { parseReference, type Bundle, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { hasTransactions } from './abilities';
import type { DraftServer } from './types';

export interface WrittenDraft {
	document: string;
	device: string;
	provenance: string;
	how: 'transaction' | 'sequence';
	outcome: 'created' | 'existing';
}

type Outcome = WrittenDraft['outcome'];

/**
 * Writes the model, the draft and the provenance: as one transaction, or one after the other where the
 * server has none. Then a draft whose provenance cannot be written is removed again: a text of unknown
 * origin must not stay in a chart.
 *
 * @param bundle of buildDraft
 * @throws HospitalError `draft-left-behind` when it could not be removed; what the server said
 */
export async function writeDraftParts(
	server: DraftServer,
	bundle: Bundle,
	signal: AbortSignal | undefined,
): Promise<WrittenDraft> {
	return (await hasTransactions(server, signal))
		? await together(server, bundle, signal)
		: await oneByOne(server, bundle, signal);
}

async function together(
	server: DraftServer,
	bundle: Bundle,
	signal: AbortSignal | undefined,
): Promise<WrittenDraft> {
	const results = await server.transaction(bundle, signal && { signal });
	const references: string[] = [];
	for (const [index, { reference }] of results.entries()) {
		// Some servers name no location for what they already had.
		references.push(reference ?? (await findAgain(server, bundle, index, signal)));
	}
	const [device = '', document = '', provenance = ''] = references;
	const outcome: Outcome = results[1]?.outcome === 'created' ? 'created' : 'existing';
	return { device, document, provenance, how: 'transaction', outcome };
}

async function findAgain(
	server: DraftServer,
	{ entry = [] }: Bundle,
	index: number,
	signal: AbortSignal | undefined,
): Promise<string> {
	const { resourceType = '' } = entry[index]?.resource ?? {};
	const query = new URLSearchParams(entry[index]?.request?.ifNoneExist ?? '');
	const options = signal && { signal };
	const [found, ...others] = await server.searchAll(
		resourceType,
		Object.fromEntries(query),
		options,
	);
	if (found === undefined || others.length > 0) {
		throw badAnswer('Writing a draft', 'what was written cannot be found, or more than once');
	}
	return `${resourceType}/${found.id}`;
}

async function oneByOne(
	server: DraftServer,
	{ entry = [] }: Bundle,
	signal: AbortSignal | undefined,
): Promise<WrittenDraft> {
	const written = new Map<string, string>();
	const create = async (index: number) => {
		const { resource, request, fullUrl = '' } = entry[index] ?? {};
		const ifNoneExist = request?.ifNoneExist;
		if (resource === undefined || ifNoneExist === undefined) {
			throw badAnswer('Writing a draft', 'a part of it is missing');
		}
		const result = await server.create(withReferences(resource, written), {
			ifNoneExist,
			...(signal && { signal }),
		});
		written.set(fullUrl, result.reference);
		return result;
	};
	const { reference: device } = await create(0);
	const { reference: document, outcome, etag } = await create(1);
	try {
		const { reference: provenance } = await create(2);
		const first: Outcome = outcome === 'created' ? 'created' : 'existing';
		return { device, document, provenance, how: 'sequence', outcome: first };
	} catch (error) {
		// What an earlier attempt wrote has its own provenance, or this one comes with the next attempt.
		if (outcome === 'created') await takeBack(server, document, etag, error);
		throw error;
	}
}

/** References among the parts, replaced by what the server called them. */
export function withReferences(
	resource: FhirResource,
	written: ReadonlyMap<string, string>,
): FhirResource {
	return JSON.parse(JSON.stringify(resource), (_key, value: unknown) =>
		typeof value === 'string' ? (written.get(value) ?? value) : value,
	) as FhirResource;
}

async function takeBack(
	server: DraftServer,
	document: string,
	etag: string | undefined,
	cause: unknown,
): Promise<void> {
	const { type, id } = parseReference(document) ?? { type: '', id: '' };
	try {
		// Not under the signal of the caller: an abort must not leave it there.
		await server.remove(type, id, etag === undefined ? {} : { ifMatch: etag });
	} catch {
		const { code } = toHospitalError(cause, 'Writing the provenance');
		throw new HospitalError(
			'draft-left-behind',
			`The draft is in the chart without a record of who made it (${code}), and could not be removed`,
			{
				nextStep:
					'Run this step again: it completes the record. If that is not possible, mark the draft as entered in error in the chart.',
				retryable: true,
				cause,
			},
		);
	}
}
