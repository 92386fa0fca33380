import { request, type HttpResponse } from '../../../clients/http';
import { HospitalError } from '../../../shared/errors';
import type { CrdService } from '../input';
import { authorizationHeader } from './token';

/** Cards and annotated orders; a longer answer is no answer to one clinician. */
const MAX_ANSWER = 2 * 1024 * 1024;

/** Milliseconds left of the time that the whole call may take. */
export interface Deadline {
	readonly limit: number;
	/** @throws HospitalError `http-timeout` when nothing is left */
	left(): number;
	took(): number;
}

export function deadline(limit: number, clock: () => number = Date.now): Deadline {
	const started = clock();
	const took = () => Math.max(0, Math.round(clock() - started));
	return {
		limit,
		took,
		left: () => {
			const left = limit - took();
			if (left > 0) return left;
			throw new HospitalError('http-timeout', 'Asking the payer took too long', {
				nextStep: 'Check whether the payer is busy, or raise the time limit.',
				retryable: true,
			});
		},
	};
}

/** The payer answered, and not with 200. Its words are not repeated. */
export class CrdRefusal extends HospitalError {
	constructor(readonly status: number) {
		super('payer-refused', `The payer's service refused the question (HTTP ${status})`, {
			nextStep:
				status === 401 || status === 403
					? 'Check the authentication in the credential, and whether the payer knows this hospital.'
					: 'Ask the payer, whose log tells why. The question can be answered by the local table meanwhile.',
			retryable: status === 429 || status >= 500,
		});
	}
}

/**
 * One question to the service, answered with JSON.
 *
 * @param path `/cds-services` or `/cds-services/<id>`
 * @throws CrdRefusal for every status other than 200; HospitalError for the network and for answers
 *   that are no JSON object (`http-not-json`)
 */
export async function ask(
	service: CrdService,
	path: string,
	time: Deadline,
	{ body, signal }: { body?: object; signal?: AbortSignal } = {},
): Promise<Readonly<Record<string, unknown>>> {
	const url = service.baseUrl + path;
	const { authorization, tls, proxy, policy, filter } = service;
	const left = time.left();
	const answer = await request({
		method: body === undefined ? 'GET' : 'POST',
		url,
		headers: {
			accept: 'application/json',
			...(body !== undefined && { 'content-type': 'application/json' }),
			...(authorization && { authorization: authorizationHeader(authorization, url) }),
		},
		...(body !== undefined && { body: JSON.stringify(body) }),
		peer: "the payer's service",
		maxResponseBytes: MAX_ANSWER,
		// Asking twice changes nothing at the payer (CDS Hooks: hookInstance names the call).
		repeatable: true,
		timeouts: {
			connectMs: Math.min(left, 10_000),
			firstByteMs: left,
			idleMs: left,
			totalMs: left,
		},
		...(signal && { signal }),
		...(tls && { tls }),
		...(proxy && { proxy }),
		...(policy && { policy }),
		...(filter && { filter }),
	});
	return await read(answer);
}

async function read(answer: HttpResponse): Promise<Readonly<Record<string, unknown>>> {
	if (answer.status !== 200) {
		await answer.discard();
		throw new CrdRefusal(answer.status);
	}
	const parsed = await answer.json();
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
		return parsed as Readonly<Record<string, unknown>>;
	}
	throw new HospitalError('http-not-json', "The payer's service answered with no JSON object", {
		nextStep: 'Check that the address is that of the service itself, not of a login page or proxy.',
	});
}
