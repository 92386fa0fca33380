/**
 * What is taken from a notification of a subscription: nothing but a hint. Which records changed, and
 * what they say, is read from the server itself.
 */
export interface Notification {
	kind: 'handshake' | 'heartbeat' | 'events' | 'unknown';
	/** Events since the subscription started; a gap tells that a notification was lost. */
	events?: number;
	/** How many events this notification tells of, when it is more than one. */
	carries?: number;
	/** The server says that it will send no more. */
	status?: 'off';
}

const KINDS: Record<string, Notification['kind']> = {
	handshake: 'handshake',
	heartbeat: 'heartbeat',
	'event-notification': 'events',
};

type Loose = Record<string, unknown>;

/**
 * Reads the status at the head of a notification bundle: Parameters (Subscriptions R5 Backport for R4)
 * or SubscriptionStatus (R4B, R5). Anything else, also the empty body of an R4 rest-hook, is `unknown`:
 * it wakes all the same.
 *
 * @param body parsed JSON, from whoever knew the secret: judged member by member
 */
export function readNotification(body: unknown): Notification {
	const bundle = asObject(body);
	if (bundle?.resourceType !== 'Bundle' || !Array.isArray(bundle.entry)) return { kind: 'unknown' };
	const head = asObject(asObject(bundle.entry[0])?.resource);
	const told =
		head?.resourceType === 'Parameters'
			? fromParameters(head)
			: head?.resourceType === 'SubscriptionStatus'
				? head
				: undefined;
	if (told === undefined) return { kind: 'unknown' };
	const events = countOf(told.eventsSinceSubscriptionStart);
	const list = told.notificationEvent;
	const carries = Array.isArray(list) ? list.length : 0;
	return {
		kind: KINDS[String(told.type)] ?? 'unknown',
		...(events !== undefined && { events }),
		...(carries > 1 && { carries }),
		...((told.status === 'off' || told.status === 'error') && { status: 'off' as const }),
	};
}

/** The parameters of the backport under the names of SubscriptionStatus. */
function fromParameters({ parameter }: Loose): Loose {
	const notificationEvent: unknown[] = [];
	const told: Loose = { notificationEvent };
	for (const one of Array.isArray(parameter) ? parameter : []) {
		const found = asObject(one);
		const value = Object.entries(found ?? {}).find(([name]) => name.startsWith('value'))?.[1];
		if (found?.name === 'type') told.type = value;
		if (found?.name === 'status') told.status = value;
		if (found?.name === 'notification-event') notificationEvent.push(found);
		if (found?.name === 'events-since-subscription-start') {
			told.eventsSinceSubscriptionStart = value;
		}
	}
	return told;
}

/** R4 carries the number as text, R5 as integer64, which is text in JSON too. */
function countOf(value: unknown): number | undefined {
	const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
	return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined;
}

const asObject = (value: unknown): Loose | undefined =>
	typeof value === 'object' && value !== null ? (value as Loose) : undefined;
