import { OperationOutcomeError, badRequest } from '@medplum/core';
import type { Extension, Subscription } from '@medplum/fhirtypes';

const BACKPORT = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** What a Subscription asks for, whichever of the two forms it has. */
export interface Wanted {
	/** Canonical of the topic; absent for a Subscription of plain R4. */
	topic?: string;
	/** `Type?criteria`; any of them. */
	criteria: string[];
	endpoint: string;
	/** Lines `Name: value` that go with every notification. */
	header: string[];
	/** Of plain R4: the media type of the resource that is sent; absent sends nothing but a signal. */
	payload?: string;
	/** Of the topic form. */
	content: 'empty' | 'id-only' | 'full-resource';
	heartbeatSeconds?: number;
}

/** The one topic that this server has: anything was created, updated or deleted. */
export const CHANGED_TOPIC = 'http://hospital.example/fhir/SubscriptionTopic/resource-changed';

export const STATUS_PROFILE = `${BACKPORT}/backport-subscription-status-r4`;
export const NOTIFICATION_PROFILE = `${BACKPORT}/backport-subscription-notification-r4`;

/**
 * Reads a Subscription: the topic form of the Subscriptions R5 Backport IG when its criteria are the
 * canonical of the topic, else plain R4.
 *
 * @throws OperationOutcomeError with status 400 for what the server cannot deliver
 */
export function wantedBy(subscription: Subscription): Wanted {
	const { criteria = '', channel } = subscription;
	if (channel?.type !== 'rest-hook') throw refused('only the channel rest-hook is supported');
	const endpoint = loopback(channel.endpoint);
	const common = { endpoint, header: channel.header ?? [] };
	if (!/^https?:/.test(criteria)) {
		const { payload } = channel;
		const plain = { ...common, criteria: [criteria], content: 'full-resource' as const };
		return payload === undefined ? plain : { ...plain, payload };
	}
	if (criteria !== CHANGED_TOPIC) throw refused('the topic is not known');
	const { _criteria: under } = subscription as { _criteria?: { extension?: Extension[] } };
	const filters = (under?.extension ?? [])
		.filter(({ url }) => url === `${BACKPORT}/backport-filter-criteria`)
		.map(({ valueString }) => valueString ?? '');
	if (filters.length === 0) throw refused('the topic needs a filter: Type?criteria');
	const { _payload: payload } = channel as { _payload?: { extension?: Extension[] } };
	const content = value(payload?.extension, 'backport-payload-content')?.valueCode ?? 'empty';
	const heartbeat = value(channel.extension, 'backport-heartbeat-period')?.valueUnsignedInt;
	return {
		...common,
		topic: criteria,
		criteria: filters,
		content: content as Wanted['content'],
		...(heartbeat === undefined ? {} : { heartbeatSeconds: heartbeat }),
	};
}

const value = (extensions: Extension[] | undefined, name: string): Extension | undefined =>
	extensions?.find(({ url }) => url === `${BACKPORT}/${name}`);

/** A demonstration server calls nobody but this machine. */
function loopback(endpoint: string | undefined): string {
	const url = URL.parse(endpoint ?? '');
	const hosts = ['127.0.0.1', 'localhost', '[::1]'];
	if (url !== null && /^https?:$/.test(url.protocol) && hosts.includes(url.hostname)) {
		return String(endpoint);
	}
	throw refused('the endpoint must be an http address of this machine');
}

const refused = (text: string): OperationOutcomeError =>
	new OperationOutcomeError(badRequest(text));
