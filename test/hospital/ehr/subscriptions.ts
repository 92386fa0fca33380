import { setTimeout as sleep } from 'node:timers/promises';
import { OperationOutcomeError, notFound, parseSearchRequest } from '@medplum/core';
import type { Bundle, Resource, Subscription } from '@medplum/fhirtypes';
import type { Write } from './journal.ts';
import { notification, type NotificationKind, type SubscriptionEvent } from './notification.ts';
import type { EhrRepository } from './repository.ts';
import { checkSearch } from './search.ts';
import { wantedBy, type Wanted } from './topic.ts';

interface Active {
	id: string;
	status: 'requested' | 'active' | 'error';
	wanted: Wanted;
	events: SubscriptionEvent[];
	/** Deliveries happen one after the other. */
	last: Promise<unknown>;
	lastSent: number;
}

/** What a delivery came to; no content. */
export interface Delivery {
	subscription: string;
	kind: NotificationKind | 'rest-hook';
	attempts: number;
	delivered: boolean;
}

const TIMEOUT_MS = 5_000;
const MAX_EVENTS = 5_000;

/**
 * Delivers Subscriptions with channel rest-hook: plain R4 (POST without a payload, PUT of the
 * resource with one) and the topic form of the R5 Backport IG (handshake, heartbeat, numbered
 * events). Like real servers it gives up after a few attempts: a notification is a signal, no
 * guarantee.
 */
export class Subscriptions {
	/** Attempts of one delivery. */
	attempts = 3;
	/** Pause before the second attempt, milliseconds; it doubles. */
	firstPauseMs = 100;
	readonly deliveries: Delivery[] = [];

	private readonly repository: EhrRepository;
	private readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
	private readonly base: () => string;
	private readonly active = new Map<string, Active>();
	private heartbeat: NodeJS.Timeout | undefined;
	private stopped = true;

	/**
	 * @param alone runs work while nothing else touches the store
	 * @param base address of the server
	 */
	constructor(
		repository: EhrRepository,
		alone: <T>(work: () => Promise<T>) => Promise<T>,
		base: () => string,
	) {
		this.repository = repository;
		this.alone = alone;
		this.base = base;
		repository.onCommit((writes) => writes.forEach((write) => this.see(write)));
	}

	start(): void {
		this.stopped = false;
		this.heartbeat = setInterval(() => this.beat(), 250);
		this.heartbeat.unref();
	}

	stop(): void {
		this.stopped = true;
		clearInterval(this.heartbeat);
	}

	/** @throws OperationOutcomeError with status 400 when the server could not deliver it */
	check(resource: Resource): void {
		if (resource.resourceType !== 'Subscription' || resource.status === 'off') return;
		for (const criteria of wantedBy(resource).criteria) {
			const [type = '', query = ''] = criteria.split('?');
			checkSearch(type, new URLSearchParams(query), this.base());
		}
	}

	/** Subscription/[id]/$status */
	status(id: string): Bundle {
		const parameters = this.bundle(this.find(id), 'query-status', []).entry?.[0]?.resource;
		const resource = { ...parameters, id: crypto.randomUUID() } as Resource;
		const entry = [
			{ fullUrl: `urn:uuid:${resource.id}`, resource, search: { mode: 'match' as const } },
		];
		return { resourceType: 'Bundle', type: 'searchset', total: 1, entry };
	}

	/** Subscription/[id]/$events: what was sent since an event, that one included. */
	events(id: string, query: URLSearchParams): Bundle {
		const active = this.find(id);
		const from = Number(query.get('eventsSinceNumber') ?? 0);
		const until = Number(query.get('eventsUntilNumber') ?? Number.MAX_SAFE_INTEGER);
		const events = active.events.filter(({ number }) => number >= from && number <= until);
		return this.bundle(active, 'query-event', events);
	}

	private find(id: string): Active {
		const active = this.active.get(id);
		if (active?.wanted.topic === undefined) throw new OperationOutcomeError(notFound);
		return active;
	}

	private see(write: Write): void {
		if (write.type === 'Subscription') return this.follow(write);
		for (const active of this.active.values()) {
			if (active.status === 'active' && this.concerns(active, write)) this.tell(active, write);
		}
	}

	/** A Subscription that was created or changed starts anew when it asks for it. */
	private follow({ id, resource }: Write): void {
		const subscription = resource as Subscription | undefined;
		if (subscription?.status === 'active') return;
		this.active.delete(id);
		if (subscription?.status !== 'requested') return;
		const wanted = wantedBy(subscription);
		const active: Active = {
			id,
			status: 'requested',
			wanted,
			events: [],
			last: Promise.resolve(),
			lastSent: Date.now(),
		};
		this.active.set(id, active);
		active.last = this.activate(active);
	}

	private async activate(active: Active): Promise<void> {
		const greeted =
			active.wanted.topic === undefined ||
			(await this.deliver(active, 'handshake', () => this.bundle(active, 'handshake', [])));
		if (this.active.get(active.id) !== active) return;
		active.status = greeted ? 'active' : 'error';
		await this.alone(async () => {
			const { stored } = this.repository;
			const resource = stored.get('Subscription')?.get(active.id) as Subscription | undefined;
			if (resource?.status !== 'requested') return;
			await this.repository.updateResource({ ...resource, status: active.status });
		});
	}

	private concerns({ wanted }: Active, { type, resource, before }: Write): boolean {
		// A deletion concerns whoever would have been told of the resource; plain R4 knows none.
		const subject = resource ?? (wanted.topic === undefined ? undefined : before);
		if (subject === undefined) return false;
		return wanted.criteria.some((criteria) => {
			const [wantedType = '', query = ''] = criteria.split('?');
			if (wantedType !== type) return false;
			const checked = checkSearch(type, new URLSearchParams(query), this.base());
			checked.delete('_count');
			return this.repository.fits(subject, parseSearchRequest(`${type}?${checked}`));
		});
	}

	private tell(active: Active, write: Write): void {
		const event = { number: (active.events.at(-1)?.number ?? 0) + 1, write };
		active.events.push(event);
		if (active.events.length > MAX_EVENTS) active.events.shift();
		active.last = active.last.then(async () => {
			if (active.wanted.topic === undefined) {
				await this.deliver(active, 'rest-hook', () => write.resource as Resource);
				return;
			}
			await this.deliver(active, 'event-notification', () =>
				this.bundle(active, 'event-notification', [event]),
			);
		});
	}

	private beat(): void {
		for (const active of this.active.values()) {
			const { heartbeatSeconds } = active.wanted;
			if (heartbeatSeconds === undefined || active.status !== 'active') continue;
			if (Date.now() - active.lastSent < heartbeatSeconds * 1000) continue;
			active.lastSent = Date.now();
			active.last = active.last.then(
				async () =>
					await this.deliver(active, 'heartbeat', () => this.bundle(active, 'heartbeat', [])),
			);
		}
	}

	private bundle(
		active: Active,
		kind: NotificationKind,
		events: readonly SubscriptionEvent[],
	): Bundle {
		const { id, status } = active;
		const sent =
			kind === 'event-notification'
				? (events.at(-1)?.number ?? 0)
				: (active.events.at(-1)?.number ?? 0);
		const url = `${this.base()}/Subscription/${id}`;
		return notification(kind, { id, status, url, sent }, active.wanted, events, this.base());
	}

	private async deliver(
		active: Active,
		kind: Delivery['kind'],
		body: () => Resource,
	): Promise<boolean> {
		let pause = this.firstPauseMs;
		let delivered = false;
		let attempts = 0;
		while (!delivered && attempts < this.attempts && !this.stopped) {
			if (attempts > 0) {
				await sleep(pause, undefined, { ref: false });
				pause *= 2;
			}
			attempts += 1;
			delivered = await send(active.wanted, kind, body());
		}
		active.lastSent = Date.now();
		this.deliveries.push({ subscription: active.id, kind, attempts, delivered });
		if (this.deliveries.length > MAX_EVENTS) this.deliveries.shift();
		return delivered;
	}
}

/** True when the endpoint took it: any status of 2xx. */
async function send(wanted: Wanted, kind: Delivery['kind'], body: Resource): Promise<boolean> {
	const headers = new Headers(
		wanted.header.map((line) => {
			const at = line.indexOf(':');
			return [line.slice(0, at).trim(), line.slice(at + 1).trim()] as [string, string];
		}),
	);
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	const init: RequestInit = { method: 'POST', headers, redirect: 'error', signal };
	let url = wanted.endpoint;
	if (kind !== 'rest-hook' || wanted.payload !== undefined) {
		headers.set('content-type', wanted.payload ?? 'application/fhir+json');
		init.body = JSON.stringify(body);
	}
	if (kind === 'rest-hook' && wanted.payload !== undefined) {
		init.method = 'PUT';
		url = `${wanted.endpoint.replace(/\/$/, '')}/${body.resourceType}/${body.id}`;
	}
	try {
		const response = await fetch(url, init);
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}
