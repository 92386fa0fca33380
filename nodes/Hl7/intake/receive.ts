import { setTimeout as sleep } from 'node:timers/promises';
import type { TerminalState } from '../../shared/contracts/work-item';
import type { ListenerEvent, Offer } from './events';
import { joinPort } from './hub';
import { payloadOf, type Hl7Payload } from './payload';
import type { PortSettings, Route } from './settings';
import { Watch } from './watch';

export interface ReceiveOptions {
	settings: PortSettings;
	route: Route;
	/** Writes the event to the ledger; what holds patient data is not handed on before. */
	audit(event: ListenerEvent): Promise<void>;
	/** Makes a durable work item. May be called again with the same key: that is the same work. */
	open(payload: Hl7Payload, dedupeKey: string): Promise<void>;
	/** Makes a work item of what no workflow could take, and ends it as ESCALATED. */
	escalate(payload: Hl7Payload, dedupeKey: string): Promise<void>;
	/** How the work item of that key ended; undefined while it has not. */
	ended(dedupeKey: string): Promise<TerminalState | undefined>;
	/** Something failed that nobody waits for; a code, never patient data. */
	onFailure(what: string): void;
}

/** Pause after a failure to record or to open, doubled up to the longest. Milliseconds. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/**
 * Receives messages for one workflow: each stored message, or batch of them, becomes a durable work
 * item, and only then is the listener told that it need not offer it again. What fails is tried again
 * until it works; the messages lie in the listener's journal meanwhile.
 *
 * @returns leaves the port
 * @throws HospitalError what `joinPort` throws
 */
export async function receiveMessages(options: ReceiveOptions): Promise<() => Promise<void>> {
	const { settings, route } = options;
	let left = false;
	const watch = new Watch(options.ended, (offer, state) => {
		void joined.then(({ ended }) => ended(route.id, offer, state)).catch(() => {});
	});
	const joined = joinPort({
		settings,
		route,
		on: (event) => {
			if (event.type === 'messages') void take(event);
			else if (event.type === 'watch') watch.begin(event.offer);
			else options.audit(event).catch(() => options.onFailure(`hl7-${event.type}`));
		},
	});
	async function take(offer: Offer): Promise<void> {
		for (let pause = FIRST_PAUSE; !left; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
			try {
				await options.audit(offer);
				const payload = payloadOf(offer);
				if (offer.quarantined === undefined) {
					await options.open(payload, offer.offer);
					if (offer.watch) watch.begin(offer.offer);
				} else {
					await options.escalate(payload, offer.offer);
				}
				(await joined).handedOver(offer.route, offer.offer);
				return;
			} catch {
				options.onFailure('hl7-messages');
				await sleep(pause, undefined, { ref: false });
			}
		}
	}
	const { leave } = await joined;
	return async () => {
		left = true;
		watch.stop();
		await leave();
	};
}

/** Waits for one message without taking it away from production ("Listen for test event"). */
export async function receiveOnce(
	options: Pick<ReceiveOptions, 'settings' | 'route' | 'audit'>,
): Promise<{ received: Promise<Hl7Payload>; leave: () => Promise<void> }> {
	const { promise, resolve, reject } = Promise.withResolvers<Hl7Payload>();
	// Nobody may be waiting when the test is stopped.
	promise.catch(() => {});
	const { leave } = await joinPort({
		settings: options.settings,
		route: { ...options.route, mode: 'test' },
		on: (event) => {
			options
				.audit(event)
				.then(
					() => event.type === 'messages' && event.mode === 'test' && resolve(payloadOf(event)),
					reject,
				);
		},
	});
	return { received: promise, leave };
}
