import type { Client } from 'fhir-kit-client' with { 'resolution-mode': 'import' };
import { vendor } from '../../shared/vendor';
import { callKit, readWrite, type WriteResult } from './call';
import { badAnswer } from './errors';
import { checkBaseUrl, safeLink } from './links';
import { checkId, checkParameter, checkType } from './names';
import { walkPages, type Page, type SearchEntry, type SearchLimits } from './search';
import { checkTransaction, isRepeatable, readResults, type EntryResult } from './transaction';
import { FhirTransport } from './transport';
import type { Bundle, CallOptions, FhirConnection, FhirResource, SearchParameters } from './types';

type Kit = { Client: new (config: object) => Client };

export interface SearchOptions extends CallOptions, SearchLimits {
	/**
	 * `POST` (the default) keeps the parameters out of addresses and so out of server logs; `GET` is
	 * for servers that have no `_search`.
	 */
	method?: 'POST' | 'GET';
}

/**
 * A FHIR R4 server (http://hl7.org/fhir/R4/http.html). One object per credential; it holds no
 * connection of its own and needs no closing.
 *
 * Every method throws HospitalError (FhirError when the server answered) whose texts hold no id,
 * parameter or content.
 */
export class FhirClient {
	/** The endpoint, without a slash at its end. */
	readonly baseUrl: string;
	private readonly kit: Client;
	private readonly knownAs: string[];

	constructor(connection: FhirConnection) {
		this.baseUrl = checkBaseUrl(connection.baseUrl);
		this.knownAs = (connection.knownAs ?? []).map(checkBaseUrl);
		const transport = new FhirTransport(connection, this.baseUrl);
		const { Client } = vendor<Kit>('fhir-kit-client');
		this.kit = new Client({ baseUrl: this.baseUrl, requestOptions: { transport: transport.send } });
	}

	/** The server's CapabilityStatement. */
	async capabilities(options: CallOptions = {}): Promise<FhirResource> {
		const doing = 'Reading the capabilities';
		const { body } = await callKit(doing, options, {}, (init) =>
			this.kit.capabilityStatement(init),
		);
		if (body.resourceType !== 'CapabilityStatement') {
			throw badAnswer(doing, 'the answer is no CapabilityStatement');
		}
		return body;
	}

	/** @throws FhirError `fhir-not-found`, `fhir-gone` */
	async read(type: string, id: string, options: CallOptions = {}): Promise<FhirResource> {
		const doing = `Reading a ${checkType(type)}`;
		const { body } = await callKit(doing, options, {}, (init) =>
			this.kit.read({ resourceType: type, id: checkId(id), options: init }),
		);
		return this.expect(doing, body, type, id);
	}

	async vread(
		type: string,
		id: string,
		version: string,
		options: CallOptions = {},
	): Promise<FhirResource> {
		const doing = `Reading a version of a ${checkType(type)}`;
		const { body } = await callKit(doing, options, {}, (init) =>
			this.kit.vread({
				resourceType: type,
				id: checkId(id),
				version: checkId(version),
				options: init,
			}),
		);
		return this.expect(doing, body, type, id);
	}

	/** An answer about another patient than the one asked for must not go on. */
	private expect(doing: string, body: FhirResource, type: string, id: string): FhirResource {
		if (body.resourceType !== type || body.id !== id) {
			throw badAnswer(doing, 'the answer is another resource than the one asked for');
		}
		return body;
	}

	/**
	 * Searches one resource type, page by page. Servers are asked to refuse parameters that they do
	 * not know (`Prefer: handling=strict`); one that ignores this wish may still return too much, so
	 * whoever decides on a result must check it.
	 */
	async *search(
		type: string,
		parameters: SearchParameters,
		options: SearchOptions = {},
	): AsyncGenerator<SearchEntry, void, undefined> {
		const doing = `Searching ${checkType(type)}`;
		for (const name of Object.keys(parameters)) checkParameter(name);
		const postSearch = options.method !== 'GET';
		const headers = { prefer: 'handling=strict' };
		const first = await this.page(doing, options, (init) =>
			this.kit.resourceSearch({
				resourceType: type,
				searchParams: parameters,
				options: { ...init, headers, postSearch, ...{ repeatable: true } },
			}),
		);
		const next = async (link: string) => {
			const url = safeLink(this.baseUrl, link, this.knownAs);
			return await this.page(doing, options, (init) => this.kit.request(url, { options: init }));
		};
		yield* walkPages(doing, first, next, options);
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

	private async page(
		doing: string,
		options: CallOptions,
		send: (init: object) => Promise<FhirResource>,
	): Promise<Page> {
		let bytes = 0;
		const onBytes = (count: number) => (bytes = count);
		const { body } = await callKit(doing, options, { onBytes }, send);
		return { bundle: body as Bundle, bytes };
	}

	/**
	 * Creates a resource.
	 *
	 * @param ifNoneExist query (`identifier=system|value`): when one resource matches, nothing is
	 *   written and `existing` comes back. Only such creates are sent again after a failure.
	 */
	async create(
		resource: FhirResource,
		{ ifNoneExist, ...options }: CallOptions & { ifNoneExist?: string } = {},
	): Promise<WriteResult> {
		const type = checkType(resource.resourceType);
		const doing = `Creating a ${type}`;
		const headers: Record<string, string> = { prefer: 'return=representation' };
		if (ifNoneExist !== undefined) headers['if-none-exist'] = ifNoneExist;
		const answer = await callKit(
			doing,
			options,
			{ headers, repeatable: ifNoneExist !== undefined },
			(init) => this.kit.create({ resourceType: type, body: resource, options: init }),
		);
		return readWrite(doing, type, answer, answer.status === 201 ? 'created' : 'existing');
	}

	/**
	 * Replaces a resource.
	 *
	 * @param ifMatch the ETag that was read: the server refuses when somebody else wrote meanwhile
	 */
	async update(
		resource: FhirResource,
		{ ifMatch, ...options }: CallOptions & { ifMatch?: string } = {},
	): Promise<WriteResult> {
		const type = checkType(resource.resourceType);
		const id = checkId(resource.id ?? '');
		const doing = `Updating a ${type}`;
		const headers: Record<string, string> = { prefer: 'return=representation' };
		if (ifMatch !== undefined) headers['if-match'] = ifMatch;
		// With If-Match a repetition after a lost answer would be refused although the first was done.
		const answer = await callKit(
			doing,
			options,
			{ headers, repeatable: ifMatch === undefined },
			(init) => this.kit.update({ resourceType: type, id, body: resource, options: init }),
		);
		return readWrite(doing, type, answer, answer.status === 201 ? 'created' : 'updated');
	}

	/**
	 * Writes all entries or none (3.1.0.11). Sent again after a failure only when every entry is
	 * conditional or names its resource, because then nothing can be written twice.
	 *
	 * @throws HospitalError `fhir-bundle-invalid` before anything is sent
	 */
	async transaction(bundle: FhirResource, options: CallOptions = {}): Promise<EntryResult[]> {
		const doing = 'Writing a transaction';
		const checked = checkTransaction(bundle);
		const headers = { 'content-type': 'application/fhir+json' };
		const { body } = await callKit(
			doing,
			options,
			{ headers, repeatable: isRepeatable(checked) },
			// The library's own call posts to `<base>/`, which strict servers answer with a redirect.
			(init) => this.kit.request(this.baseUrl, { method: 'POST', options: init, body: checked }),
		);
		return readResults(doing, checked, body);
	}
}
