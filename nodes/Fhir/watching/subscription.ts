import {
	FhirError,
	queryText,
	token,
	type FhirClient,
	type FhirResource,
	type SearchParameters,
} from '../../clients/fhir';

/** Tag by which a subscription of this package is found again. */
export const WATCH_TAG_SYSTEM =
	'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/watch';
/** Header in which the server proves that a notification is its own. */
export const SECRET_HEADER = 'x-hospital-subscription';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

export interface SubscriptionWish {
	/** Opaque name of the watch. */
	tag: string;
	/** Where the server shall send to. */
	endpoint: string;
	secret: string;
	type: string;
	criteria: SearchParameters;
	/** Canonical of a topic (Subscriptions R5 Backport); the criteria form of R4 when absent. */
	topic?: string;
	/** How often the server shall give a sign of life. Topics only. */
	heartbeatSeconds?: number;
}

type Client = Pick<FhirClient, 'read' | 'searchAll' | 'create' | 'update' | 'remove'>;

/** What is known of the subscription on the server. */
export interface Known {
	/** Id on the server; undefined before it was created. */
	id?: string;
}

/**
 * The Subscription resource: no payload in R4, `empty` in the topic form, so that nothing of a patient
 * travels to the webhook. What changed is read from the server itself.
 */
export function subscriptionOf(wish: SubscriptionWish): FhirResource {
	const { tag, endpoint, secret, type, criteria, topic, heartbeatSeconds } = wish;
	const query = queryOf(type, criteria);
	const meta = { tag: [{ system: WATCH_TAG_SYSTEM, code: tag }] };
	const common = {
		resourceType: 'Subscription',
		status: 'requested',
		reason: 'Wakes a workflow when the chart changes',
	};
	const channel = { type: 'rest-hook', endpoint, header: [`${SECRET_HEADER}: ${secret}`] };
	if (topic === undefined) return { ...common, meta, criteria: query, channel };
	return {
		...common,
		meta: { ...meta, profile: [`${BACKPORT}/backport-subscription`] },
		criteria: topic,
		_criteria: {
			extension: [{ url: `${BACKPORT}/backport-filter-criteria`, valueString: query }],
		},
		channel: {
			...channel,
			...(heartbeatSeconds !== undefined && {
				extension: [
					{ url: `${BACKPORT}/backport-heartbeat-period`, valueUnsignedInt: heartbeatSeconds },
				],
			}),
			payload: 'application/fhir+json',
			_payload: {
				extension: [{ url: `${BACKPORT}/backport-payload-content`, valueCode: 'empty' }],
			},
		},
	};
}

function queryOf(type: string, criteria: SearchParameters): string {
	const pairs = Object.entries(criteria).flatMap(([name, value]) =>
		[value].flat().map((one): [string, string] => [name, String(one)]),
	);
	// The same name twice means that both must hold.
	const query = pairs.map(([name, value]) => queryText({ [name]: value })).join('&');
	return `${type}?${query}`;
}

/**
 * Finds the subscription of a watch: by its id, else by tag, else by where it sends to, because not
 * every server keeps tags or lets search for them.
 */
export async function findSubscription(
	client: Client,
	{ tag, endpoint }: Pick<SubscriptionWish, 'tag' | 'endpoint'>,
	{ id }: Known,
	signal: AbortSignal,
): Promise<FhirResource | undefined> {
	if (id !== undefined) {
		const found = await unless([404, 410], () => client.read('Subscription', id, { signal }));
		if (found !== undefined) return found;
	}
	const queries: SearchParameters[] = [{ _tag: token(WATCH_TAG_SYSTEM, tag) }, { url: endpoint }];
	for (const query of queries) {
		const found = await unless([400, 404, 405, 422, 501], () =>
			client.searchAll('Subscription', query, { signal, limit: 20 }),
		);
		// A server that ignores the question shows the subscriptions of others.
		const ours = found?.find((one) => hasTag(one, tag) || endpointOf(one) === endpoint);
		if (ours !== undefined) return ours;
	}
	return undefined;
}

/** Why the subscription has to be put up again; undefined when it is as wished and works. */
export function flawOf(
	found: FhirResource | undefined,
	wish: SubscriptionWish,
): string | undefined {
	if (found === undefined) return 'lost';
	if (found.status === 'off' || found.status === 'error') return `status-${found.status}`;
	if (endpointOf(found) !== wish.endpoint) return 'endpoint-changed';
	// Some servers write the criteria in their own way: then they are not compared.
	const wanted = subscriptionOf(wish).criteria;
	return typeof found.criteria === 'string' && same(found.criteria, String(wanted))
		? undefined
		: 'criteria-changed';
}

/** Puts the subscription up, or changes the one that is there. @returns its id */
export async function putSubscription(
	client: Client,
	wish: SubscriptionWish,
	found: FhirResource | undefined,
	signal: AbortSignal,
): Promise<string> {
	const wanted = subscriptionOf(wish);
	const result =
		found?.id === undefined
			? await client.create(wanted, { signal })
			: await client.update({ ...wanted, id: found.id }, { signal });
	return result.reference.slice('Subscription/'.length);
}

/** @returns false when the server could not be told; it stops by itself when nobody answers there */
export async function removeSubscription(
	client: Client,
	wish: Pick<SubscriptionWish, 'tag' | 'endpoint'>,
	known: Known,
	signal: AbortSignal,
): Promise<boolean> {
	try {
		const found = await findSubscription(client, wish, known, signal);
		if (found?.id !== undefined) await client.remove('Subscription', found.id, { signal });
		return true;
	} catch {
		return false;
	}
}

async function unless<T>(
	statuses: readonly number[],
	ask: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof FhirError && statuses.includes(error.status)) return undefined;
		throw error;
	}
}

const hasTag = ({ meta }: FhirResource, wanted: string): boolean =>
	(Array.isArray(meta?.tag) ? meta.tag : []).some(
		({ system, code }) => system === WATCH_TAG_SYSTEM && code === wanted,
	);

const endpointOf = ({ channel }: FhirResource): unknown =>
	(channel as { endpoint?: unknown } | undefined)?.endpoint;

/** The order of parameters and the way of escaping do not count. */
function same(a: string, b: string): boolean {
	const parts = (text: string): string => {
		const [type = '', query = ''] = text.split('?', 2);
		return `${type}?${[...new URLSearchParams(query)].map(String).sort().join('&')}`;
	};
	return parts(a) === parts(b);
}
