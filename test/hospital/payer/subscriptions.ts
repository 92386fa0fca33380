import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NOTIFICATION_PROFILE, STATUS_PROFILE } from '../ehr/topic.ts';
import { list, type Json } from './fhir.ts';
import { refusal } from './operations.ts';
import {
	filtersOf,
	isOver,
	organizationsOf,
	problemsOf,
	shown,
	TOPIC,
} from './subscription-reading.ts';
import type { Delivery, Notify, Reply } from './types.ts';

const TIMEOUT_MS = 10_000;

interface Held {
	id: string;
	resource: Json;
	status: 'requested' | 'active' | 'error' | 'off';
	/** Number of the last event. */
	events: number;
	version: number;
}

/**
 * Subscriptions to the one topic of the guide: rest-hook, full-resource, by organization (spec-54 to
 * spec-62). Everything is sent once and not again: what the endpoint does not take is lost, so that a
 * client must be able to live with it.
 */
export class PayerSubscriptions {
	readonly held = new Map<string, Held>();
	readonly deliveries: Delivery[] = [];
	private readonly base: () => string;
	private greeting: Promise<unknown> = Promise.resolve();

	/** @param base address of the FHIR endpoint */
	constructor(base: () => string) {
		this.base = base;
	}

	/** create, update, read and delete of a Subscription, and its $status. */
	async answer(method: string, id: string | undefined, rest: string, body: Json): Promise<Reply> {
		if (rest === '$status' && id !== undefined) return this.status(id);
		if (method === 'POST' && id === undefined) return this.put(randomUUID(), body, 201);
		if (id === undefined) return refusal('not-supported', ['search is not supported'], 405);
		const held = this.held.get(id);
		if (method === 'PUT') return this.put(id, body, held === undefined ? 201 : 200);
		if (held === undefined) return refusal('not-found', ['there is no such subscription'], 404);
		if (method === 'GET') return { status: 200, body: shown(held) };
		if (method !== 'DELETE') return refusal('not-supported', ['not supported'], 405);
		this.held.delete(id);
		return { status: 204 };
	}

	private put(id: string, body: Json, status: number): Reply {
		const problems = problemsOf(body);
		if (problems.length > 0) return refusal('business-rule', problems, 422);
		const before = this.held.get(id);
		const held: Held = {
			id,
			resource: { ...body, id },
			status: body.status === 'off' ? 'off' : 'requested',
			events: before?.events ?? 0,
			version: (before?.version ?? 0) + 1,
		};
		this.held.set(id, held);
		if (held.status === 'requested') {
			this.greeting = this.greeting.then(() => this.greet(held)).catch(() => undefined);
		}
		const location = `${this.base()}/Subscription/${id}`;
		return { status, body: shown(held), headers: { location, etag: `W/"${held.version}"` } };
	}

	/** Waits until every handshake under way is through. */
	async settled(): Promise<void> {
		await this.greeting;
	}

	private async greet(held: Held): Promise<void> {
		const delivery = await this.send(held, 'handshake', undefined, {});
		const current = this.held.get(held.id);
		if (current === held)
			held.status = delivery.status >= 200 && delivery.status < 300 ? 'active' : 'error';
	}

	/** Tells every subscription of the requesting organization of a new answer. */
	async notify(request: Json, answer: Json, how: Notify): Promise<Delivery[]> {
		if (how.afterMs !== undefined) await sleep(how.afterMs, undefined, { ref: false });
		await this.settled();
		const names = organizationsOf(request);
		const told = [...this.held.values()].filter(
			(held) =>
				held.status === 'active' && filtersOf(held.resource).some((name) => names.includes(name)),
		);
		const sent: Delivery[] = [];
		for (const held of told) {
			if (isOver(held.resource)) {
				held.status = 'off';
				continue;
			}
			held.events += 1;
			const eventNumber = how.eventNumber ?? held.events;
			for (let time = 0; time < (how.times ?? 1); time++) {
				sent.push(await this.send(held, 'event-notification', { eventNumber, answer }, how));
			}
		}
		return sent;
	}

	/** A sign of life to everybody who is subscribed. */
	async heartbeat(): Promise<Delivery[]> {
		await this.settled();
		const active = [...this.held.values()].filter(({ status }) => status === 'active');
		return await Promise.all(active.map((held) => this.send(held, 'heartbeat', undefined, {})));
	}

	private status(id: string): Reply {
		const held = this.held.get(id);
		if (held === undefined) return refusal('not-found', ['there is no such subscription'], 404);
		const resource = this.statusOf(held, 'query-status');
		const entry = [{ fullUrl: `urn:uuid:${randomUUID()}`, resource, search: { mode: 'match' } }];
		return { status: 200, body: { resourceType: 'Bundle', type: 'searchset', total: 1, entry } };
	}

	private statusOf({ id, status, events }: Held, type: string, event?: Json): Json {
		return {
			resourceType: 'Parameters',
			id: randomUUID(),
			meta: { profile: [STATUS_PROFILE] },
			parameter: [
				{
					name: 'subscription',
					valueReference: { reference: `${this.base()}/Subscription/${id}` },
				},
				{ name: 'topic', valueCanonical: TOPIC },
				{ name: 'status', valueCode: type === 'handshake' ? 'requested' : status },
				{ name: 'type', valueCode: type },
				{ name: 'events-since-subscription-start', valueString: String(events) },
				...(event === undefined ? [] : [event]),
			],
		};
	}

	private async send(
		held: Held,
		kind: Delivery['kind'],
		event: { eventNumber: number; answer: Json } | undefined,
		{ secret }: Notify,
	): Promise<Delivery> {
		const focus = `${this.base()}/Bundle/${event?.answer.id}`;
		const part =
			event === undefined
				? undefined
				: {
						name: 'notification-event',
						part: [
							{ name: 'event-number', valueString: String(event.eventNumber) },
							{ name: 'timestamp', valueInstant: new Date().toISOString() },
							{ name: 'focus', valueReference: { reference: focus } },
						],
					};
		const status = {
			fullUrl: `urn:uuid:${randomUUID()}`,
			resource: this.statusOf(held, kind, part),
			request: { method: 'GET', url: `${this.base()}/Subscription/${held.id}/$status` },
			response: { status: '200' },
		};
		const answer = {
			fullUrl: focus,
			resource: event?.answer,
			request: { method: 'GET', url: focus },
			response: { status: '200' },
		};
		const body = {
			resourceType: 'Bundle',
			id: randomUUID(),
			meta: { profile: [NOTIFICATION_PROFILE] },
			type: 'history',
			timestamp: new Date().toISOString(),
			entry: [status, ...(event === undefined ? [] : [answer])],
		};
		const delivery: Delivery = {
			subscription: held.id,
			kind,
			status: await post(held.resource.channel, body, secret),
			attempts: 1,
			...(event === undefined ? {} : { eventNumber: event.eventNumber }),
		};
		this.deliveries.push(delivery);
		return delivery;
	}
}

async function post(channel: Json, body: Json, secret: Notify['secret']): Promise<number> {
	const headers = new Headers({ 'content-type': 'application/fhir+json' });
	for (const line of secret === 'missing' ? [] : list(channel.header)) {
		const at = String(line).indexOf(':');
		const value = secret === 'wrong' ? 'not-the-secret' : line.slice(at + 1).trim();
		headers.set(line.slice(0, at).trim(), value);
	}
	try {
		const response = await fetch(channel.endpoint, {
			method: 'POST',
			headers,
			body: JSON.stringify(body),
			redirect: 'error',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		await response.arrayBuffer();
		return response.status;
	} catch {
		return 0;
	}
}
