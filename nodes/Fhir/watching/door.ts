import { createHash, timingSafeEqual } from 'node:crypto';
import { processState } from '../../shared/process-state';
import { readNotification, type Notification } from './notification';
import { SECRET_HEADER } from './subscription';

/** A notification without payload is a few kilobytes; what is longer is not read, but wakes. */
export const MAX_NOTIFICATION_BYTES = 64 * 1024;

const MINUTE = 60_000;
/** Requests a minute with the right secret; a busy server sends a few a second. */
const MOST_KNOWN = 1_200;
/** Requests a minute without it that still get the answer of an unknown address. */
const MOST_UNKNOWN = 60;

export interface Knock {
	/** Name of the watch. */
	watch: string;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** As it came; absent when it was too long to be read. */
	body?: Uint8Array;
	/** Milliseconds since 1970. */
	now: number;
}

export interface Verdict {
	status: 200 | 404 | 429;
	/** Present when the server told something. */
	notification?: Notification;
	/** Strangers turned away since this was last told; present at most once a minute. */
	refused?: number;
}

interface Counter {
	minute: number;
	known: number;
	unknown: number;
	/** Not told yet. */
	refused: number;
	toldAt: number;
}

/**
 * Judges a request to the webhook. Whoever does not know the secret learns nothing, not even that the
 * address is right; whoever does is believed no more than that something may have changed.
 *
 * @param secret of the subscription; undefined when there is none
 */
export function judge({ watch, headers, body, now }: Knock, secret: string | undefined): Verdict {
	const counter = counterOf(watch, now);
	if (secret === undefined || !matches(headers[SECRET_HEADER], secret)) {
		counter.unknown += 1;
		return refuse(counter, now);
	}
	counter.known += 1;
	if (counter.known > MOST_KNOWN) return { status: 429 };
	const readable = body !== undefined && body.length <= MAX_NOTIFICATION_BYTES;
	return { status: 200, notification: readNotification(readable ? parsed(body) : undefined) };
}

function refuse(counter: Counter, now: number): Verdict {
	counter.refused += 1;
	const status = counter.unknown > MOST_UNKNOWN ? 429 : 404;
	if (now - counter.toldAt < MINUTE) return { status };
	const { refused } = counter;
	counter.toldAt = now;
	counter.refused = 0;
	return { status, refused };
}

function counterOf(watch: string, now: number): Counter {
	const counters = processState('fhir-door/1', () => new Map<string, Counter>());
	const minute = Math.floor(now / MINUTE);
	let counter = counters.get(watch);
	if (counter === undefined) {
		counter = { minute, known: 0, unknown: 0, refused: 0, toldAt: Number.NEGATIVE_INFINITY };
		counters.set(watch, counter);
	}
	if (counter.minute !== minute) Object.assign(counter, { minute, known: 0, unknown: 0 });
	return counter;
}

/** Hashes have one length, so the comparison takes the same time whatever was sent. */
function matches(sent: string | string[] | undefined, secret: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(typeof sent === 'string' ? sent : ''), hash(secret));
}

function parsed(body: Uint8Array): unknown {
	try {
		return JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
