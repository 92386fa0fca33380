import type { Bundle } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { element, elements, isFields, positive, text, type Element } from '../rules/element';

/** Answers in one notification: the guide sends one for each event. */
const MOST_ANSWERS = 100;

/** What a payer told by the Subscription. */
export interface PasNotification {
	/** `handshake`: it tries whether we are there. `heartbeat`: nothing happened. `event`: an answer changed. */
	kind: 'handshake' | 'heartbeat' | 'event' | 'unknown';
	/** Id of the Subscription at the payer. */
	subscription?: string;
	/** Canonical of the topic. */
	topic?: string;
	/** `requested`, `active`, `error`, `off` */
	status?: string;
	/** Numbers of the events, from 1. One that was missed leaves a gap. */
	events: number[];
	/** Events since the Subscription began, as the payer counts. */
	sinceStart?: number;
	/** Response bundles, as they came. */
	answers: Bundle[];
}

/**
 * Reads a notification of the PAS topic: a history bundle (R4, Subscriptions R5 Backport 1.1) whose first
 * entry is the status as Parameters, followed by response bundles (full-resource, spec-62). What an
 * answer says is read later, against the request; here only the envelope is opened.
 *
 * @throws HospitalError `pas-notification-unreadable`
 */
export function readNotification(body: unknown): PasNotification {
	if (!isFields(body) || body.resourceType !== 'Bundle') throw unreadable();
	const root: Element = { path: 'Bundle', value: body };
	const resources = elements(root, 'entry').flatMap((entry) => elements(entry, 'resource'));
	const status = resources.find(({ value }) => isStatus(value.resourceType));
	const inside = resources.filter(({ value }) => value.resourceType === 'Bundle');
	// Some payers put the answer beside the status instead of into a bundle of its own.
	const loose = resources.some(({ value }) => value.resourceType === 'ClaimResponse');
	const found = inside.length === 0 && loose ? [root] : inside;
	const answers = found.map(({ value }) => value as unknown as Bundle);
	if (status === undefined || answers.length > MOST_ANSWERS) throw unreadable();
	const read = status.value.resourceType === 'Parameters' ? ofParameters(status) : ofR5(status);
	const kind = kindOf(read.type);
	return {
		kind: kind === 'unknown' && answers.length > 0 ? 'event' : kind,
		...present({ subscription: idOf(read.subscription) }),
		...present({ topic: read.topic }),
		...present({ status: read.status }),
		events: read.events,
		...present({ sinceStart: read.sinceStart }),
		answers,
	};
}

/** Some servers write the status of R5 into a bundle of R4. */
const isStatus = (type: unknown): boolean => type === 'Parameters' || type === 'SubscriptionStatus';

interface Read {
	type: string | undefined;
	subscription: string | undefined;
	topic: string | undefined;
	status: string | undefined;
	events: number[];
	sinceStart: number | undefined;
}

function ofParameters(status: Element): Read {
	const parameters = elements(status, 'parameter');
	const named = (name: string, among = parameters) =>
		among.find((each) => text(each, 'name') === name);
	const events = parameters
		.filter((each) => text(each, 'name') === 'notification-event')
		.flatMap((event) => numberOf(named('event-number', elements(event, 'part'))) ?? []);
	return {
		type: text(named('type'), 'valueCode'),
		subscription: text(element(named('subscription'), 'valueReference'), 'reference'),
		topic: text(named('topic'), 'valueCanonical'),
		status: text(named('status'), 'valueCode'),
		events,
		sinceStart: numberOf(named('events-since-subscription-start'), 0),
	};
}

function ofR5(status: Element): Read {
	return {
		type: text(status, 'type'),
		subscription: text(element(status, 'subscription'), 'reference'),
		topic: text(status, 'topic'),
		status: text(status, 'status'),
		events: elements(status, 'notificationEvent').flatMap(
			({ value }) => whole(value.eventNumber) ?? [],
		),
		sinceStart: whole(status.value.eventsSinceSubscriptionStart, 0),
	};
}

/** Numbers of 64 bits travel as strings (Backport, R4). */
const numberOf = (of: Element | undefined, least = 1): number | undefined =>
	whole(of?.value.valueString ?? of?.value.valueUnsignedInt ?? of?.value.valueInteger, least);

function whole(value: unknown, least = 1): number | undefined {
	const text = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
	if (text === 0 && least === 0) return 0;
	return positive(text);
}

function kindOf(type: string | undefined): PasNotification['kind'] {
	if (type === 'handshake' || type === 'heartbeat') return type;
	return type === 'event-notification' || type === 'query-event' ? 'event' : 'unknown';
}

const idOf = (reference: string | undefined): string | undefined =>
	/(?:^|\/)Subscription\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference ?? '')?.[1];

const present = <T extends Record<string, unknown>>(
	of: T,
): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
	Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;

const unreadable = () =>
	new HospitalError('pas-notification-unreadable', 'What the payer sent is no notification', {
		nextStep:
			'Nothing was taken from it. Tell the payer that its notification is not one of the guide (R4, topic of PAS, full-resource).',
	});
