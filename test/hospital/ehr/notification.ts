import type { Bundle, BundleEntry, ParametersParameter } from '@medplum/fhirtypes';
import type { Write } from './journal.ts';
import { NOTIFICATION_PROFILE, STATUS_PROFILE, type Wanted } from './topic.ts';

/** A change that a Subscription was told of. Numbers start at 1 and have no gaps. */
export interface SubscriptionEvent {
	number: number;
	write: Write;
}

export type NotificationKind =
	| 'handshake'
	| 'heartbeat'
	| 'event-notification'
	| 'query-status'
	| 'query-event';

/**
 * The notification of the topic form: a history Bundle whose first entry is the status, as
 * Parameters. Source: Subscriptions R5 Backport IG 1.1, R4 notifications.
 */
export function notification(
	kind: NotificationKind,
	subscription: { id: string; status: string; url: string; sent: number },
	wanted: Wanted,
	events: readonly SubscriptionEvent[],
	base: string,
): Bundle {
	const parameter: ParametersParameter[] = [
		{ name: 'subscription', valueReference: { reference: subscription.url } },
		{ name: 'topic', valueCanonical: wanted.topic },
		{ name: 'status', valueCode: subscription.status },
		{ name: 'type', valueCode: kind },
		{ name: 'events-since-subscription-start', valueString: String(subscription.sent) },
		...events.map((event) => eventPart(event, wanted)),
	];
	const status: BundleEntry = {
		fullUrl: `urn:uuid:${crypto.randomUUID()}`,
		resource: { resourceType: 'Parameters', meta: { profile: [STATUS_PROFILE] }, parameter },
		request: { method: 'GET', url: `${subscription.url}/$status` },
		response: { status: '200' },
	};
	return {
		resourceType: 'Bundle',
		id: crypto.randomUUID(),
		meta: { profile: [NOTIFICATION_PROFILE] },
		type: 'history',
		timestamp: new Date().toISOString(),
		entry: [status, ...events.flatMap((event) => entryOf(event, wanted, base))],
	};
}

function eventPart({ number, write }: SubscriptionEvent, { content }: Wanted): ParametersParameter {
	const focus = { reference: `${write.type}/${write.id}` };
	return {
		name: 'notification-event',
		part: [
			{ name: 'event-number', valueString: String(number) },
			{ name: 'timestamp', valueInstant: write.lastUpdated },
			...(content === 'empty' ? [] : [{ name: 'focus', valueReference: focus }]),
		],
	};
}

const STATUS = { POST: '201', PUT: '200', DELETE: '204' };

function entryOf({ write }: SubscriptionEvent, { content }: Wanted, base: string): BundleEntry[] {
	if (content === 'empty') return [];
	const { method, type, id, resource } = write;
	const full = content === 'full-resource' && resource !== undefined;
	return [
		{
			fullUrl: `${base}/${type}/${id}`,
			...(full ? { resource } : {}),
			request: { method, url: method === 'POST' ? type : `${type}/${id}` },
			response: { status: STATUS[method] },
		},
	];
}
