import { randomUUID } from 'node:crypto';
import { OperationOutcomeError, badRequest, multipleMatches } from '@medplum/core';
import type { Bundle, BundleEntry, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { failure, type Answer, type Interaction, type Interactions } from './interaction.ts';
import type { EhrRepository } from './repository.ts';

/** Order in which a transaction applies its entries (http.html, transaction processing rules). */
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET'];

const MAX_ENTRIES = 5000;

/**
 * Processes a batch or a transaction. A transaction is all or nothing: conditional creates are
 * resolved first, references among the entries are rewritten, and any failure puts everything back.
 *
 * @throws OperationOutcomeError when the Bundle is malformed, or a transaction fails
 */
export async function processBundle(
	bundle: Bundle,
	interactions: Interactions,
	repository: EhrRepository,
): Promise<Bundle> {
	const entries = bundle.entry ?? [];
	if (entries.length > MAX_ENTRIES) throw refused('the Bundle has too many entries');
	if (bundle.type === 'batch') {
		const entry: BundleEntry[] = [];
		for (const item of entries) entry.push(await independently(item, interactions));
		return { resourceType: 'Bundle', type: 'batch-response', entry };
	}
	if (bundle.type !== 'transaction') throw refused('the Bundle is no batch and no transaction');
	const transaction = new Transaction(entries, interactions, repository);
	const entry = await repository.atomically(() => transaction.run());
	return { resourceType: 'Bundle', type: 'transaction-response', entry };
}

async function independently(entry: BundleEntry, interactions: Interactions): Promise<BundleEntry> {
	try {
		return response(await interactions.perform(toInteraction(entry)));
	} catch (error) {
		const { status, body } = failure(error);
		return { response: { status: String(status), outcome: body as OperationOutcome } };
	}
}

class Transaction {
	private readonly entries: readonly BundleEntry[];
	private readonly interactions: Interactions;
	private readonly repository: EhrRepository;
	/** Literal reference for each fullUrl of an entry. */
	private readonly references = new Map<string, string>();
	/** Id of the resource that an entry creates. */
	private readonly assignedIds = new Map<BundleEntry, string>();
	/** Literal reference that the criteria of an entry led to. */
	private readonly matched = new Map<BundleEntry, string>();
	private readonly identities = new Set<string>();

	constructor(
		entries: readonly BundleEntry[],
		interactions: Interactions,
		repository: EhrRepository,
	) {
		this.entries = entries;
		this.interactions = interactions;
		this.repository = repository;
	}

	async run(): Promise<BundleEntry[]> {
		for (const entry of this.entries) await this.identify(entry);
		const results = new Map<BundleEntry, BundleEntry>();
		const written: Resource[] = [];
		for (const entry of this.inOrder()) {
			const answer = await this.interactions.perform(this.prepared(entry));
			if (entry.request?.method !== 'GET') written.push(answer.body);
			results.set(entry, response(answer));
		}
		written.forEach((resource) => this.repository.checkReferences(resource));
		return this.entries.map((entry) => results.get(entry) as BundleEntry);
	}

	private inOrder(): BundleEntry[] {
		const rank = ({ request }: BundleEntry): number => ORDER.indexOf(request?.method ?? '');
		return this.entries.toSorted((a, b) => rank(a) - rank(b));
	}

	/** Finds out which resource an entry stands for, before anything is written. */
	private async identify(entry: BundleEntry): Promise<void> {
		const { method, path, query } = toInteraction(entry);
		if (method === 'GET') return;
		const criteria = entry.request?.ifNoneExist ?? (query.size > 0 ? String(query) : undefined);
		const found = criteria === undefined ? undefined : await this.match(path, criteria);
		if (found !== undefined) this.matched.set(entry, found);
		const creates = method === 'POST' || (method === 'PUT' && query.size > 0);
		const reference = found ?? (creates ? this.assign(entry, path) : path);
		if (found !== undefined || creates || query.size === 0) this.claim(reference);
		if (criteria !== undefined) this.claim(`${path}?${criteria}`);
		if (entry.fullUrl !== undefined) this.references.set(entry.fullUrl, reference);
	}

	private async match(type: string, criteria: string): Promise<string | undefined> {
		const query = new URLSearchParams(criteria);
		const { body } = await this.interactions.perform({ method: 'GET', path: type, query });
		const matches = (body as Bundle).entry ?? [];
		if (matches.length > 1) throw new OperationOutcomeError(multipleMatches);
		return matches[0] === undefined ? undefined : `${type}/${matches[0].resource?.id}`;
	}

	private assign(entry: BundleEntry, type: string): string {
		const id = randomUUID();
		this.assignedIds.set(entry, id);
		return `${type}/${id}`;
	}

	/** Two entries must not write the same resource, nor both create under the same condition. */
	private claim(identity: string): void {
		if (this.identities.has(identity)) throw refused('two entries write the same resource');
		this.identities.add(identity);
	}

	/** The interaction with its references rewritten and its criteria replaced by what they led to. */
	private prepared(entry: BundleEntry): Interaction {
		const interaction = toInteraction(entry);
		const body = this.rewrite(interaction.body);
		const assignedId = this.assignedIds.get(entry);
		if (assignedId !== undefined) {
			const { ifMatch: _, ...rest } = interaction;
			return { ...rest, method: 'POST', query: new URLSearchParams(), body, assignedId };
		}
		const matched = this.matched.get(entry);
		if (matched === undefined || interaction.method === 'POST') return { ...interaction, body };
		const identified = typeof body === 'object' ? { ...body, id: matched.split('/')[1] } : body;
		return { ...interaction, path: matched, query: new URLSearchParams(), body: identified };
	}

	/** Puts literal references in place of the fullUrls of entries; an unknown urn is an error. */
	private rewrite(value: unknown, key = ''): unknown {
		if (typeof value === 'string') {
			if (key !== 'reference' && key !== 'url') return value;
			const reference = this.references.get(value);
			if (reference === undefined && key === 'reference' && value.startsWith('urn:uuid:')) {
				throw refused('a reference points to no entry of the transaction');
			}
			return reference ?? value;
		}
		if (Array.isArray(value)) return value.map((item) => this.rewrite(item, key));
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, child]) => [name, this.rewrite(child, name)]),
		);
	}
}

function toInteraction({ request, resource }: BundleEntry): Interaction {
	if (request?.url === undefined || !ORDER.includes(request.method ?? '')) {
		throw refused('an entry has no usable request');
	}
	const [path = '', query = ''] = request.url.split('?');
	const { method, ifMatch, ifNoneExist } = request;
	if (method === 'POST' && query !== '') throw refused('a create takes no parameters');
	if ((method === 'POST' || method === 'PUT') && resource?.resourceType !== path.split('/')[0]) {
		throw refused('the resource of an entry does not fit its request');
	}
	return {
		method: method as string,
		path,
		query: new URLSearchParams(query),
		...(resource === undefined ? {} : { body: resource }),
		...(ifMatch === undefined ? {} : { ifMatch }),
		...(ifNoneExist === undefined ? {} : { ifNoneExist }),
	};
}

const STATUS_TEXT: Record<number, string> = { 200: '200 OK', 201: '201 Created' };

function response({ status, body, headers }: Answer): BundleEntry {
	return {
		...(body.resourceType === 'OperationOutcome' ? {} : { resource: body }),
		response: {
			status: STATUS_TEXT[status] ?? String(status),
			...(headers.location === undefined ? {} : { location: headers.location }),
			...(headers.etag === undefined ? {} : { etag: headers.etag }),
			...(body.meta?.lastUpdated === undefined ? {} : { lastModified: body.meta.lastUpdated }),
		},
	};
}

const refused = (text: string): OperationOutcomeError =>
	new OperationOutcomeError(badRequest(text));
