import type { HttpResponse } from '../http';
import { readServer, type ServerAbilities } from './abilities';
import { unlessAborted } from './abort';
import { conditionalDelete, conditionalPatch, conditionalUpdate } from './conditional';
import { Exchange } from './exchange';
import { historyPages, type HistoryEntry, type HistoryOptions, type HistoryPage } from './history';
import { callOperation, operationPages } from './operation';
import type { localReference } from './links';
import type { PageLimits } from './paging';
import { fetchForeign, sendRaw, type RawOptions, type RawRequest } from './raw';
import { readCapabilityStatement, readResource, readVersion } from './reading';
import { searchPages, type SearchEntry, type SearchOptions, type SearchPage } from './search';
import { sendBatch, sendTransaction, type BatchResult, type EntryResult } from './transaction';
import type {
	CallOptions,
	Condition,
	ConditionalOptions,
	FhirConnection,
	FhirResource,
	HistoryScope,
	OperationCall,
	PatchBody,
	SearchParameters,
	WriteOptions,
} from './types';
import {
	createResource,
	patchResource,
	removeResource,
	updateResource,
	type RemoveResult,
	type WriteResult,
} from './writing';

const CAPABILITIES_MS = 5 * 60_000;

interface Known {
	/** Milliseconds. */
	at: number;
	statement: Promise<FhirResource>;
}

/**
 * A FHIR R4 server (http://hl7.org/fhir/R4/http.html). One object per credential; it holds no
 * connection of its own and needs no closing. Each kind of request has a file of its own beside this.
 *
 * Every method throws HospitalError (FhirError when the server answered) whose texts hold no id,
 * parameter or content. Only what may be repeated without harm is sent again after a failure.
 */
export class FhirClient {
	private readonly exchange: Exchange;
	private known: Known | undefined;

	constructor(connection: FhirConnection) {
		this.exchange = new Exchange(connection);
	}

	/** The endpoint, without a slash at its end. */
	get baseUrl(): string {
		return this.exchange.baseUrl;
	}

	/** `Type/id` of a reference that leads to a record of this server; see {@link localReference}. */
	local(reference: unknown): ReturnType<typeof localReference> {
		return this.exchange.local(reference);
	}

	/** The server's CapabilityStatement. */
	async capabilities(options: CallOptions = {}): Promise<FhirResource> {
		return await readCapabilityStatement(this.exchange, options);
	}

	/** {@link capabilities}, asked for at most every five minutes and at most once at a time. */
	async capabilitiesOnce({ signal }: CallOptions = {}): Promise<FhirResource> {
		let { known } = this;
		if (!known || Date.now() - known.at > CAPABILITIES_MS) known = this.askCapabilities();
		return await unlessAborted(known.statement, signal, 'Reading the capabilities');
	}

	/** Not bound to the signal of one caller: others wait for the same answer. */
	private askCapabilities(): Known {
		const asked: Known = { at: Date.now(), statement: this.capabilities() };
		this.known = asked;
		asked.statement.catch(() => {
			if (this.known === asked) this.known = undefined;
		});
		return asked;
	}

	/** What the server says it can do, by {@link capabilitiesOnce}. */
	async abilities(options: CallOptions = {}): Promise<ServerAbilities> {
		return readServer(await this.capabilitiesOnce(options));
	}

	/** @throws FhirError `fhir-not-found`, `fhir-gone` */
	async read(type: string, id: string, options: CallOptions = {}): Promise<FhirResource> {
		return await readResource(this.exchange, type, id, options);
	}

	async vread(
		type: string,
		id: string,
		version: string,
		options: CallOptions = {},
	): Promise<FhirResource> {
		return await readVersion(this.exchange, type, id, version, options);
	}

	/**
	 * Searches one resource type, one page at a time, with the server's clock. Servers are asked to
	 * refuse parameters that they do not know (`Prefer: handling=strict`); one that ignores this wish
	 * may still return too much, so whoever decides on a result must check it.
	 */
	pages(
		type: string,
		parameters: SearchParameters,
		options: SearchOptions = {},
	): AsyncGenerator<SearchPage, void, undefined> {
		return searchPages(this.exchange, type, parameters, options);
	}

	/** {@link pages} resource by resource. */
	async *search(
		type: string,
		parameters: SearchParameters,
		options: SearchOptions = {},
	): AsyncGenerator<SearchEntry, void, undefined> {
		for await (const { entries } of this.pages(type, parameters, options)) yield* entries;
	}

	/** {@link search} with all matches in one list; included resources are left out. */
	async searchAll(
		type: string,
		parameters: SearchParameters,
		options: SearchOptions = {},
	): Promise<FhirResource[]> {
		const found: FhirResource[] = [];
		for await (const { resource, mode } of this.search(type, parameters, options)) {
			if (mode === 'match' && resource.resourceType === type) found.push(resource);
		}
		return found;
	}

	/** Versions of one resource, of a type or of everything, the newest first; deletions are among them. */
	async *history(
		scope: HistoryScope,
		options: HistoryOptions = {},
	): AsyncGenerator<HistoryEntry, void, undefined> {
		for await (const { entries } of this.historyPages(scope, options)) yield* entries;
	}

	/** {@link history} page by page, with the server's clock. */
	historyPages(
		scope: HistoryScope,
		options: HistoryOptions = {},
	): AsyncGenerator<HistoryPage, void, undefined> {
		return historyPages(this.exchange, scope, options);
	}

	/**
	 * Creates a resource.
	 *
	 * @param options.ifNoneExist query (`identifier=system|value`): when one resource matches, nothing
	 *   is written and `existing` comes back. Only such creates are sent again after a failure.
	 */
	async create(
		resource: FhirResource,
		options: CallOptions & { ifNoneExist?: string } = {},
	): Promise<WriteResult> {
		return await createResource(this.exchange, resource, options);
	}

	/** Replaces a resource. */
	async update(resource: FhirResource, options: WriteOptions = {}): Promise<WriteResult> {
		return await updateResource(this.exchange, resource, options);
	}

	/** Replaces the one resource that the condition finds, or creates it when there is none. */
	async conditionalUpdate(
		resource: FhirResource,
		condition: Condition,
		options: ConditionalOptions = {},
	): Promise<WriteResult> {
		return await conditionalUpdate(this.exchange, resource, condition, options);
	}

	/** Changes parts of a resource. Never sent again by itself. */
	async patch(
		type: string,
		id: string,
		patch: PatchBody,
		options: WriteOptions = {},
	): Promise<WriteResult> {
		return await patchResource(this.exchange, type, id, patch, options);
	}

	/** Changes parts of the one resource that the condition finds. Never sent again by itself. */
	async conditionalPatch(
		type: string,
		condition: Condition,
		patch: PatchBody,
		options: ConditionalOptions = {},
	): Promise<WriteResult> {
		return await conditionalPatch(this.exchange, type, condition, patch, options);
	}

	/** Deletes a resource. */
	async remove(type: string, id: string, options: WriteOptions = {}): Promise<RemoveResult> {
		return await removeResource(this.exchange, type, id, options);
	}

	/**
	 * Deletes the one resource that the condition finds; servers that are set up so delete several.
	 * Never sent again by itself: meanwhile the condition might find another one.
	 */
	async conditionalDelete(
		type: string,
		condition: Condition,
		options: ConditionalOptions = {},
	): Promise<Omit<RemoveResult, 'reference'> & { reference?: string }> {
		return await conditionalDelete(this.exchange, type, condition, options);
	}

	/**
	 * Writes all entries or none (3.1.0.11). Sent again after a failure only when every entry is
	 * conditional or names its resource, because then nothing can be written twice.
	 *
	 * @throws HospitalError `fhir-bundle-invalid` before anything is sent
	 */
	async transaction(bundle: FhirResource, options: CallOptions = {}): Promise<EntryResult[]> {
		return await sendTransaction(this.exchange, bundle, options);
	}

	/** Sends entries that each stand for themselves; one that fails is in the list as `failed`. */
	async batch(bundle: FhirResource, options: CallOptions = {}): Promise<BatchResult[]> {
		return await sendBatch(this.exchange, bundle, options);
	}

	/** Calls an operation whose result is one resource. POSTs are not sent again by themselves. */
	async operation(operation: OperationCall, options: CallOptions = {}): Promise<FhirResource> {
		return await callOperation(this.exchange, operation, options);
	}

	/** Calls an operation whose result has pages like a search, such as $everything. */
	operationPages(
		operation: OperationCall,
		options: CallOptions & PageLimits = {},
	): AsyncGenerator<SearchPage, void, undefined> {
		return operationPages(this.exchange, operation, options);
	}

	/**
	 * Sends a request and hands over the answer as a stream. It must be read or discarded.
	 *
	 * @throws FhirError for every status outside 2xx; HospitalError `fhir-foreign-link` for an address
	 *   outside the endpoint: the token goes nowhere else
	 */
	async raw(request: RawRequest, options: RawOptions = {}): Promise<HttpResponse> {
		return await sendRaw(this.exchange, request, options);
	}

	/**
	 * Fetches a file from another origin, without token or client certificate: for a bulk export whose
	 * manifest says that its files need none. The egress guard judges the address like any other.
	 */
	async foreignFile(
		url: string,
		_noToken: { withToken: false },
		options: RawOptions = {},
	): Promise<HttpResponse> {
		return await fetchForeign(this.exchange, url, options);
	}
}
