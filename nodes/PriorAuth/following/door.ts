import { createHash, timingSafeEqual } from 'node:crypto';
import { processState } from '../../shared/process-state';

/** A notification holds one response bundle, which the guide lets be large; more is not read. */
export const MAX_NOTIFICATION_BYTES = 32 * 1024 * 1024;

const MINUTE = 60_000;
/** Requests a minute with the right secret. */
const MOST_KNOWN = 600;
/** Requests a minute without it that still get the answer of an unknown address. */
const MOST_UNKNOWN = 60;

export interface Knock {
	/** Name of the subscription. */
	name: string;
	/** What came in the header of the secret. */
	sent: string | string[] | undefined;
	/** As it came; absent when nothing did. */
	body?: Uint8Array;
	/** Milliseconds since 1970. */
	now: number;
}

export interface Verdict {
	/** 200: `body` is to be taken. */
	status: 200 | 400 | 404 | 413 | 429;
	/** Parsed JSON. */
	body?: unknown;
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
 * address is right.
 *
 * @param secret of the subscription; undefined when there is none
 */
export function judge({ name, sent, body, now }: Knock, secret: string | undefined): Verdict {
	const counter = counterOf(name, now);
	if (secret === undefined || !matches(sent, secret)) {
		counter.unknown += 1;
		return refuse(counter, now);
	}
	counter.known += 1;
	if (counter.known > MOST_KNOWN) return { status: 429 };
	if (body === undefined) return { status: 400 };
	if (body.length > MAX_NOTIFICATION_BYTES) return { status: 413 };
	try {
		return { status: 200, body: JSON.parse(Buffer.from(body).toString('utf8')) as unknown };
	} catch {
		return { status: 400 };
	}
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

function counterOf(name: string, now: number): Counter {
	const counters = processState('prior-auth-door/1', () => new Map<string, Counter>());
	const minute = Math.floor(now / MINUTE);
	let counter = counters.get(name);
	if (counter === undefined) {
		counter = { minute, known: 0, unknown: 0, refused: 0, toldAt: Number.NEGATIVE_INFINITY };
		counters.set(name, counter);
	}
	if (counter.minute !== minute) Object.assign(counter, { minute, known: 0, unknown: 0 });
	return counter;
}

/** Hashes have one length, so the comparison takes the same time whatever was sent. */
function matches(sent: string | string[] | undefined, secret: string): boolean {
	const hash = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(hash(typeof sent === 'string' ? sent : ''), hash(secret));
}
