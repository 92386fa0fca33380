import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { badAnswer, describeIssues, FhirError, readIssues } from './errors';
import type { Exchange } from './exchange';
import { checkId, checkParameter, checkType, isId } from './names';
import { malformed, Once, walkPages, type PageLimits, type RawPage } from './paging';
import type { BundleEntry, CallOptions, FhirResource, SearchParameters } from './types';

export type SearchLimits = PageLimits;

export interface SearchOptions extends CallOptions, PageLimits {
	/**
	 * `POST` (the default) keeps the parameters out of addresses and so out of server logs; `GET` is
	 * for servers that have no `_search`.
	 */
	method?: 'POST' | 'GET';
	/**
	 * True when a result with fewer matches than the server counts (`Bundle.total`) is an error. Not for
	 * a watch, which looks again anyway.
	 */
	checkTotal?: boolean;
	/**
	 * Told instead of an error where {@link checkTotal} finds records missing: on many servers the count
	 * is an estimate.
	 */
	onShort?: (counts: Shortfall) => void;
	/** Only what belongs to this patient, encounter, ... (compartmentdefinition.html). */
	compartment?: { type: string; id: string };
}

/** How many records the server counts, and how many it gave. */
export interface Shortfall {
	counted: number;
	came: number;
}

export interface SearchEntry {
	resource: FhirResource;
	/** `include` for resources that came along by _include or _revinclude. */
	mode: 'match' | 'include';
}

/** One page of a search. */
export interface SearchPage {
	entries: SearchEntry[];
	/** How many match in all, when the server says so. */
	total?: number;
	/** The Date header: the server's clock, as an HTTP date. */
	date?: string;
	/** The search as the server understood it. It may hold what identifies a patient. */
	self?: string;
}

/**
 * Searches one resource type, page by page; each resource comes once, in the order in which it came
 * first. Servers repeat resources when pages shift under a running search.
 *
 * @throws FhirError `fhir-search-incomplete` when the server says inside a success that it could not
 *   search everything
 */
export async function* searchPages(
	exchange: Exchange,
	type: string,
	parameters: SearchParameters,
	options: SearchOptions,
): AsyncGenerator<SearchPage, void, undefined> {
	const doing = `Searching ${checkType(type)}`;
	for (const name of Object.keys(parameters)) checkParameter(name);
	const within = options.compartment && {
		compartment: {
			resourceType: checkType(options.compartment.type),
			id: checkId(options.compartment.id),
		},
	};
	const first = await exchange.call(doing, options, { repeatable: true }, (kit, init) =>
		kit.search({
			resourceType: type,
			searchParams: parameters,
			...within,
			options: {
				...init,
				headers: { prefer: 'handling=strict' },
				postSearch: options.method !== 'GET',
			},
		}),
	);
	const pages = walkPages(exchange, doing, 'searchset', first, options);
	yield* entryPages(doing, pages, { checkTotal: true, ...options });
}

/** Turns pages of any searchset into their entries. */
export async function* entryPages(
	doing: string,
	pages: AsyncIterable<RawPage>,
	{
		limit,
		maxResources,
		checkTotal = false,
		onShort,
	}: PageLimits & Pick<SearchOptions, 'checkTotal' | 'onShort'>,
): AsyncGenerator<SearchPage, void, undefined> {
	const once = new Once(doing, maxResources);
	let matches = 0;
	let came = 0;
	let counted = 0;
	const agreed: Agreed = new Map();
	for await (const { bundle, entries, date, self } of pages) {
		const found: SearchEntry[] = [];
		checkAgreement(doing, entries, agreed);
		came += entries.length;
		// Some tell it on the first page only.
		if (typeof bundle.total === 'number') counted = bundle.total;
		for (const entry of entries) {
			if (matches === limit) break;
			const one = readEntry(doing, entry);
			if (one === undefined || !once.take(`${one.resource.resourceType}/${one.resource.id}`)) {
				continue;
			}
			found.push(one);
			if (one.mode === 'match') matches++;
		}
		if (entries.some((entry) => entry?.search?.mode !== 'include')) once.turnPage();
		yield {
			entries: found,
			...(typeof bundle.total === 'number' && { total: bundle.total }),
			...(date !== undefined && { date }),
			...(self !== undefined && { self }),
		};
		if (matches === limit) return;
	}
	if (!checkTotal || counted <= came) return;
	if (onShort === undefined) throw incomplete(doing, counted, came);
	onShort({ counted, came });
}

/** Content by record and version, as a hash: a long search holds many records. */
type Agreed = Map<string, string>;

/**
 * The same record twice must be the same: else nobody knows which one is right. On another page it may be
 * a newer one, when it says so by its version or its time.
 */
function checkAgreement(doing: string, entries: readonly BundleEntry[], agreed: Agreed): void {
	const here: Agreed = new Map();
	for (const { resource } of entries.filter((one) => typeof one?.resource === 'object')) {
		if (resource === null || resource === undefined || !isId(resource.id)) continue;
		// A record that comes along in part says nothing against the whole one.
		if (isInPart(resource)) continue;
		const { versionId = '', lastUpdated = '' } = resource.meta ?? {};
		const key = JSON.stringify([resource.resourceType, resource.id, versionId]);
		const everywhere = JSON.stringify([key, lastUpdated]);
		const hash = createHash('sha256').update(canonicalJson(resource)).digest('base64');
		const before = [here.get(key), agreed.get(everywhere)];
		if (before.some((one) => one !== undefined && one !== hash)) {
			throw badAnswer(
				doing,
				'the result holds the same record twice, with different content',
				'Nothing of it was handed on, because nobody can say which one is right. Report it to whoever runs the FHIR server.',
			);
		}
		here.set(key, hash);
		agreed.set(everywhere, hash);
	}
}

const isInPart = ({ meta }: FhirResource): boolean =>
	Array.isArray(meta?.tag) && meta.tag.some((tag) => tag?.code === 'SUBSETTED');

const incomplete = (doing: string, counted: number, came: number) =>
	new FhirError(
		'fhir-search-incomplete',
		`${doing}: the FHIR server counts ${counted} records and gave ${came}, without further pages`,
		{
			nextStep:
				'Nothing was handed on, because records are missing. Search again; if it stays so, report it to whoever runs the FHIR server. Search has an option to go on all the same.',
			retryable: true,
			status: 200,
			issues: [],
		},
	);

function readEntry(doing: string, entry: BundleEntry): SearchEntry | undefined {
	const { resource, search } = entry ?? {};
	if (typeof resource !== 'object' || resource === null) throw malformed(doing);
	if (resource.resourceType === 'OperationOutcome' || search?.mode === 'outcome') {
		failOnErrors(doing, resource);
		return undefined;
	}
	const { resourceType, id } = resource;
	if (!/^[A-Z][A-Za-z]{1,63}$/.test(String(resourceType)) || !isId(id)) throw malformed(doing);
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
