import { HospitalError } from '../../shared/errors';
import { badAnswer, describeIssues, FhirError, readIssues } from './errors';
import { isId } from './names';
import type { Bundle, BundleEntry, FhirResource } from './types';

/** Limits of one search. Reaching any but `limit` is an error: a cut result must not look whole. */
export interface SearchLimits {
	/** Stop quietly after this many matches. No stop when absent. */
	limit?: number;
	/** Pages. 1000 when absent. */
	maxPages?: number;
	/** Resources, matches and included ones. 100 000 when absent. */
	maxResources?: number;
	/** Bytes of all answers. 1 GiB when absent. */
	maxBytes?: number;
}

export interface SearchEntry {
	resource: FhirResource;
	/** `include` for resources that came along by _include or _revinclude. */
	mode: 'match' | 'include';
}

export interface Page {
	bundle: Bundle;
	bytes: number;
}

/**
 * Walks the pages of a search and yields each resource once, in the order in which it came.
 *
 * Servers repeat resources when pages shift under a running search; they are dropped by type and id.
 *
 * @param first the first page
 * @param next fetches the page behind a link, which it must check
 * @throws HospitalError `fhir-page-loop` when a link leads back, `fhir-too-many` at a limit,
 *   `fhir-answer-invalid` for anything but a searchset
 */
export async function* walkPages(
	doing: string,
	first: Page,
	next: (link: string) => Promise<Page>,
	{ limit, maxPages = 1000, maxResources = 100_000, maxBytes = 2 ** 30 }: SearchLimits,
): AsyncGenerator<SearchEntry, void, undefined> {
	const followed = new Set<string>();
	const seen = new Set<string>();
	let matches = 0;
	let bytes = 0;
	let page = first;
	for (let pages = 1; ; pages++) {
		bytes += page.bytes;
		if (bytes > maxBytes) throw tooMany(doing, 'bytes', maxBytes);
		for (const entry of entriesOf(doing, page.bundle)) {
			const found = readEntry(doing, entry);
			if (found === undefined || repeated(seen, found.resource)) continue;
			if (seen.size > maxResources) throw tooMany(doing, 'resources', maxResources);
			yield found;
			if (found.mode === 'match' && ++matches === limit) return;
		}
		const link = page.bundle.link?.find(({ relation }) => relation === 'next')?.url;
		if (link === undefined || link === '') return;
		if (followed.has(link)) throw loop(doing);
		followed.add(link);
		if (pages >= maxPages) throw tooMany(doing, 'pages', maxPages);
		page = await next(link);
	}
}

function entriesOf(doing: string, bundle: Bundle): BundleEntry[] {
	if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset') {
		throw badAnswer(doing, 'the answer is no search result');
	}
	if (bundle.entry !== undefined && !Array.isArray(bundle.entry)) {
		throw badAnswer(doing, 'the search result is malformed');
	}
	return bundle.entry ?? [];
}

function readEntry(doing: string, entry: BundleEntry): SearchEntry | undefined {
	const { resource, search } = entry ?? {};
	if (typeof resource !== 'object' || resource === null) {
		throw badAnswer(doing, 'the search result is malformed');
	}
	if (resource.resourceType === 'OperationOutcome' || search?.mode === 'outcome') {
		failOnErrors(doing, resource);
		return undefined;
	}
	if (typeof resource.resourceType !== 'string' || !isId(resource.id)) {
		throw badAnswer(doing, 'the search result holds a resource without type or id');
	}
	return { resource, mode: search?.mode === 'include' ? 'include' : 'match' };
}

/** A server may answer 200 and put into the bundle that it could not search everything. */
function failOnErrors(doing: string, outcome: FhirResource): void {
	const issues = readIssues(outcome);
	if (!issues.some(({ severity }) => severity === 'error' || severity === 'fatal')) return;
	throw new FhirError(
		'fhir-search-incomplete',
		`${doing}: the FHIR server could not complete the search${describeIssues(issues)}`,
		{
			nextStep: 'Check the search parameters against what the server supports.',
			status: 200,
			issues,
		},
	);
}

function repeated(seen: Set<string>, { resourceType, id }: FhirResource): boolean {
	const key = `${resourceType}/${id}`;
	if (seen.has(key)) return true;
	seen.add(key);
	return false;
}

const loop = (doing: string) =>
	new HospitalError(
		'fhir-page-loop',
		`${doing}: the pages of the search lead back to an earlier one`,
		{
			nextStep: 'Narrow the search, and report the fault to whoever runs the FHIR server.',
		},
	);

const tooMany = (doing: string, unit: string, most: number) =>
	new HospitalError('fhir-too-many', `${doing}: the search gave more than ${most} ${unit}`, {
		nextStep: 'Narrow the search, set a limit, or use Bulk Export for whole populations.',
	});
