import { entriesOf, extension, list, PAS, target, type Json } from './fhir.ts';

export const TOPIC = `${PAS}/SubscriptionTopic/PASSubscriptionTopic`;
const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

interface Shown {
	id: string;
	resource: Json;
	status: string;
	version: number;
}

/** Header lines may hold a secret: they are not given back (R4, Subscription.channel.header). */
export function shown({ resource, status, version, id }: Shown): Json {
	const { header: _, ...channel } = resource.channel ?? {};
	return {
		...resource,
		id,
		status,
		meta: { ...resource.meta, versionId: String(version) },
		channel,
	};
}

/** What this payer cannot take, by the profile of the guide (PASSubscription) and spec-56 to spec-62. */
export function problemsOf(subscription: Json): string[] {
	if (subscription?.resourceType !== 'Subscription') return ['the body is no Subscription'];
	const { criteria, channel, status, reason } = subscription;
	const filters = filtersOf(subscription);
	const content = list(channel?._payload?.extension).find(
		({ url }: Json) => url === `${BACKPORT}/backport-payload-content`,
	);
	const endpoint = URL.parse(String(channel?.endpoint));
	const local = ['127.0.0.1', 'localhost', '[::1]'];
	return [
		...(criteria === TOPIC ? [] : ['spec-57: criteria is not the topic of the guide']),
		...(channel?.type === 'rest-hook' ? [] : ['spec-56: only rest-hook is supported']),
		...(content?.valueCode === 'full-resource' ? [] : ['spec-62: content is not full-resource']),
		...(channel?.payload === 'application/fhir+json' ? [] : ['PASSubscription: payload']),
		...(filters.length > 0 ? [] : ['spec-58: the filter by organization is missing']),
		...(endpoint !== null && local.includes(endpoint.hostname)
			? []
			: ['channel.endpoint is no address of this machine']),
		...(status === 'requested' || status === 'off' ? [] : ['status is not requested']),
		...(reason ? [] : ['Subscription: reason is missing']),
	];
}

/** The text of the guide writes org-identifier, its topic orgIdentifier: both are taken. */
export function filtersOf(subscription: Json): string[] {
	return list(subscription._criteria?.extension)
		.filter(({ url }: Json) => url === `${BACKPORT}/backport-filter-criteria`)
		.flatMap(({ valueString }: Json) => {
			const [, names = ''] = /^(?:orgIdentifier|org-identifier)=(.+)$/.exec(valueString) ?? [];
			return names.split(',').filter((name) => name !== '');
		});
}

export const isOver = ({ end }: Json): boolean =>
	typeof end === 'string' && Date.parse(end) < Date.now();

/** Identifiers of the requesting organization, and the sender's own of the transmission (ISA06). */
export function organizationsOf(request: Json): string[] {
	const [claim] = entriesOf(request);
	if (claim === undefined) return [];
	const provider = target(request, claim.resource.provider, claim);
	const organization =
		provider?.resource.resourceType === 'PractitionerRole'
			? target(request, provider.resource.organization, provider)
			: provider;
	const sender = list(extension(claim.resource, 'TransmissionIdentifiers')?.extension)
		.filter(({ url }: Json) => /^(interchangeSenderID|applicationSenderCode)$/.test(url))
		.map(({ valueString }: Json) => String(valueString));
	const own = list(organization?.resource.identifier).map(({ value }: Json) => String(value));
	return [...own, ...sender].filter((name) => name !== '');
}
