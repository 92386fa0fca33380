import type { EgressFilter, EgressPolicy, TlsSettings } from '../../shared/egress';
import { isCut, isLater, request, type HttpResponse, type HttpTimeouts } from '../http';
import { DEFAULT_PATIENCE, pause, pauseBefore, type Patience } from './backoff';
import { statusFailure } from './failures';

/** A receiver of events over HTTP. */
export interface Intake {
	/** Its address, without a slash at the end. */
	baseUrl: string;
	/** Sent with every request: authorization and the like. */
	headers: Record<string, string>;
	tls?: TlsSettings;
	timeouts?: HttpTimeouts;
	patience?: Partial<Patience>;
	policy?: EgressPolicy;
	filter?: EgressFilter;
}

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const TIMEOUTS: HttpTimeouts = { firstByteMs: 60_000, totalMs: 120_000 };

export interface Post {
	/** Below the address of the receiver, with a slash in front. */
	path: string;
	type: string;
	body: string;
	headers?: Record<string, string>;
	method?: 'GET' | 'POST';
}

/**
 * Sends one request and asks again, with pauses, while the receiver says "not now" or cuts the
 * connection. Sending twice is harmless: every event has an id.
 *
 * @returns the answer, of whatever status, except those that say "not now"
 * @throws HospitalError of the network, `siem-busy`, `cancelled`
 */
export async function post(
	intake: Intake,
	what: Post,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const patience = { ...DEFAULT_PATIENCE, ...intake.patience };
	for (let attempt = 1; ; attempt++) {
		let wait: number | undefined;
		try {
			const answer = await once(intake, what, signal);
			if (!isLater(answer.status)) return answer;
			wait = pauseBefore(attempt, answer.header('retry-after'), patience);
			await answer.discard();
			if (wait === undefined) throw statusFailure(answer.status);
		} catch (error) {
			wait ??= isCut(error) ? pauseBefore(attempt, undefined, patience) : undefined;
			if (wait === undefined) throw error;
		}
		await pause(wait, signal);
	}
}

async function once(
	{ baseUrl, headers, tls, timeouts, policy, filter }: Intake,
	what: Post,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const method = what.method ?? 'POST';
	return await request({
		method,
		url: `${baseUrl}${what.path}`,
		headers: {
			accept: 'application/json',
			...(method === 'POST' && { 'content-type': what.type }),
			...headers,
			...what.headers,
		},
		...(method === 'POST' && { body: what.body }),
		peer: 'the SIEM',
		repeatable: true,
		maxResponseBytes: MAX_ANSWER_BYTES,
		timeouts: { ...TIMEOUTS, ...timeouts },
		...(tls !== undefined && { tls }),
		...(signal !== undefined && { signal }),
		...(policy !== undefined && { policy }),
		...(filter !== undefined && { filter }),
	});
}
